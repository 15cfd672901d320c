//! Events as C sees them: accessors, decoding, encoding (C: libscap/scap.h).

use super::abi::event::{
    ppm_event_category, ppm_event_code, ppm_event_info, ppm_evt_hdr, scap_empty_params_set,
};
use super::abi::open::{scap_const_sized_buffer, scap_sized_buffer};
use super::guard;
use super::result::{FAILURE, INPUT_TOO_SMALL, SUCCESS};
use super::tables::g_event_info;
use crate::codec::{RawEvent, RawHeader};
use crate::schema::limits::{EVENT_HEADER_SIZE, MAX_EVENT_PARAMS};
use crate::schema::{Code, EventFlags};
use std::ffi::{c_char, c_int};
use std::ptr;

/// The header behind an event pointer; zeros for NULL.
///
/// # Safety
/// `event` is NULL or points to at least a header.
unsafe fn header(event: *const ppm_evt_hdr) -> RawHeader {
    if event.is_null() {
        return RawHeader { ts: 0, tid: 0, len: 0, number: 0, nparams: 0 };
    }
    // SAFETY: the caller gives a header; it is packed, so it is read byte by byte.
    let raw = unsafe { ptr::read_unaligned(event) };
    RawHeader { ts: raw.ts, tid: raw.tid, len: raw.len, number: raw.ty, nparams: raw.nparams }
}

/// The bytes of an event, as long as its header says.
///
/// # Safety
/// `event` points to as many bytes as its header says.
pub(super) unsafe fn bytes<'a>(event: *const ppm_evt_hdr) -> &'a [u8] {
    // SAFETY: as the caller promises; a length below that of a header is raised to the header that must be there.
    unsafe {
        let length = (header(event).len as usize).max(EVENT_HEADER_SIZE);
        std::slice::from_raw_parts(event.cast::<u8>(), length)
    }
}

/// Bytes of the event, header included; 0 for NULL.
///
/// # Safety
/// `e` is NULL or an event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_event_getlen(e: *mut ppm_evt_hdr) -> u32 {
    // SAFETY: as the caller promises.
    unsafe { header(e) }.len
}

/// 1 for an event of a kind that may be longer than 64 KiB, otherwise 0.
///
/// # Safety
/// `e` is NULL or an event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_event_has_large_payload(e: *const ppm_evt_hdr) -> u32 {
    // SAFETY: as the caller promises.
    let code = Code::from_number(unsafe { header(e) }.number).filter(|_| !e.is_null());
    code.is_some_and(|code| code.info().flags.has(EventFlags::LARGE_PAYLOAD)).into()
}

/// Time of the event, nanoseconds since the epoch; 0 for NULL.
///
/// # Safety
/// `e` is NULL or an event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_event_get_ts(e: *mut ppm_evt_hdr) -> u64 {
    // SAFETY: as the caller promises.
    unsafe { header(e) }.ts
}

/// Type of the event, a PPME_ code; 0 for NULL.
///
/// # Safety
/// `e` is NULL or an event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_event_get_type(e: *mut ppm_evt_hdr) -> u16 {
    // SAFETY: as the caller promises.
    unsafe { header(e) }.number
}

/// Thread that made the event; 0 for NULL.
///
/// # Safety
/// `e` is NULL or an event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_event_get_tid(e: *mut ppm_evt_hdr) -> u64 {
    // SAFETY: as the caller promises.
    unsafe { header(e) }.tid
}

/// Number of parameters in the event; 0 for NULL.
///
/// # Safety
/// `e` is NULL or an event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_event_get_nparams(e: *mut ppm_evt_hdr) -> u32 {
    // SAFETY: as the caller promises.
    unsafe { header(e) }.nparams
}

/// The row of the event table for this event; NULL for NULL and for a type that is not in the table.
///
/// # Safety
/// `e` is NULL or an event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_event_getinfo(e: *const ppm_evt_hdr) -> *const ppm_event_info {
    if e.is_null() {
        return ptr::null();
    }
    // SAFETY: as the caller promises.
    let number = unsafe { header(e) }.number;
    g_event_info.get(usize::from(number)).map_or(ptr::null(), ptr::from_ref)
}

/// The event table, indexed by PPME_ code. It never moves.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_event_info_table() -> *const ppm_event_info {
    g_event_info.as_ptr()
}

/// Writes where each parameter is and how long, for as many as both the event and the table have.
/// Returns their number; 0 when the lengths of the event contradict each other.
///
/// # Safety
/// `e` is NULL or an event with as many bytes as its header says; `params` is NULL or has room for 32 entries.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_event_decode_params(
    e: *const ppm_evt_hdr,
    params: *mut scap_sized_buffer,
) -> u32 {
    if e.is_null() || params.is_null() {
        return 0;
    }
    // SAFETY: as the caller promises.
    let Ok(event) = RawEvent::decode(unsafe { bytes(e) }) else { return 0 };
    let count = event.param_count().min(event.info().params.len());
    for (index, param) in event.params().take(count).enumerate() {
        let buffer =
            scap_sized_buffer { buf: param.bytes().as_ptr().cast_mut().cast(), size: param.bytes().len() };
        // SAFETY: count is at most 32, which the caller's array holds.
        unsafe { params.add(index).write(buffer) };
    }
    count as u32
}

/// Class bits of the category of an event type; 0 for a type that is not in the table.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_event_category_from_event(ev: ppm_event_code) -> ppm_event_category {
    code(ev).map_or(0, |code| code.info().category.0 & !511)
}

/// Syscall category of an event type; 0 for a type that is not in the table.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_syscall_category_from_event(ev: ppm_event_code) -> ppm_event_category {
    code(ev).map_or(0, |code| code.info().category.syscall_category().0)
}

fn code(number: u32) -> Option<Code> {
    u16::try_from(number).ok().and_then(Code::from_number)
}

/// Index of the parameter with the descriptor that an entry event works on; 0 where none is told.
#[unsafe(no_mangle)]
pub extern "C" fn get_enter_event_fd_location(etype: ppm_event_code) -> c_int {
    code(etype).and_then(Code::fd_param).map_or(0, |index| index as c_int)
}

/// Index of the parameter with the descriptor that an exit event works on; -1 where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn get_exit_event_fd_location(etype: ppm_event_code) -> c_int {
    code(etype).and_then(Code::fd_param).map_or(-1, |index| index as c_int)
}

/// True when both events have the same time, thread, type and parameters. An expected time of `UINT64_MAX - 1`
/// stands for any time. Otherwise writes into `error` what differs.
///
/// # Safety
/// Both events are NULL or have as many bytes as their headers say; `error` is NULL or has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_compare_events(
    curr: *mut ppm_evt_hdr,
    expected: *mut ppm_evt_hdr,
    error: *mut c_char,
) -> bool {
    if curr.is_null() || expected.is_null() {
        // SAFETY: as the caller promises.
        unsafe { guard::write_error(error, "cannot compare events: one of them is NULL") };
        return false;
    }
    // SAFETY: as the caller promises.
    let (curr, expected) = unsafe { (bytes(curr), bytes(expected)) };
    match guard::or(Err("comparing failed".to_owned()), || difference(curr, expected)) {
        Ok(()) => true,
        Err(text) => {
            // SAFETY: as the caller promises.
            unsafe { guard::write_error(error, &text) };
            false
        }
    }
}

fn difference(curr: &[u8], expected: &[u8]) -> Result<(), String> {
    const ANY_TIME: u64 = u64::MAX - 1;
    let (Some(a), Some(b)) = (RawHeader::read(curr), RawHeader::read(expected)) else {
        return Err("an event is shorter than its header".to_owned());
    };
    let differs = |what: &str, a: u64, b: u64| Err(format!("event {what} differs: {a}, expected {b}"));
    if b.ts != ANY_TIME && a.ts != b.ts {
        return differs("time", a.ts, b.ts);
    }
    if a.tid != b.tid {
        return differs("thread", a.tid, b.tid);
    }
    if a.number != b.number {
        return differs("type", a.number.into(), b.number.into());
    }
    if a.nparams != b.nparams {
        return differs("number of parameters", a.nparams.into(), b.nparams.into());
    }
    if a.len != b.len {
        return differs("length", a.len.into(), b.len.into());
    }
    let decode = |bytes| RawEvent::decode(bytes).map_err(|e| format!("an event is malformed: {e}"));
    let (a, b) = (decode(curr)?, decode(expected)?);
    for (index, (a, b)) in a.params().zip(b.params()).enumerate() {
        if a.bytes().len() != b.bytes().len() {
            return differs(
                &format!("parameter {index} length"),
                a.bytes().len() as u64,
                b.bytes().len() as u64,
            );
        }
        if a != b {
            return Err(format!("event parameter {index} differs"));
        }
    }
    Ok(())
}

/// Encodes parameters that are already gathered as buffers; the variadic functions come down to this one.
/// `event_size` gets the size that the event has or would need.
///
/// # Safety
/// `event_buf` describes writable memory or has size 0; `event_size` is NULL or writable; `error` is NULL or has
/// 256 bytes; `params` holds `n` buffers, each readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn syscap_event_encode(
    event_buf: scap_sized_buffer,
    event_size: *mut usize,
    error: *mut c_char,
    event_type: u32,
    n: u32,
    params: *const scap_const_sized_buffer,
) -> i32 {
    let Some(code) = code(event_type) else {
        let text = format!("cannot encode event: type {event_type} is not in the event table");
        // SAFETY: as the caller promises.
        unsafe { guard::write_error(error, &text) };
        return FAILURE;
    };
    let count = (n as usize).min(code.info().params.len()).min(MAX_EVENT_PARAMS);
    // SAFETY: the caller gives n buffers, and count is at most n.
    let params = if count == 0 { &[] } else { unsafe { std::slice::from_raw_parts(params, count) } };
    let width = RawEvent::length_width(code);
    let limit =
        if code.info().flags.has(EventFlags::LARGE_PAYLOAD) { u32::MAX as usize } else { u16::MAX as usize };
    if let Some((index, param)) = params.iter().enumerate().find(|(_, param)| param.size > limit) {
        let text = format!(
            "cannot encode event {}: parameter {index} has {} bytes, at most {limit} are possible",
            code.info().name,
            param.size
        );
        // SAFETY: as the caller promises.
        unsafe { guard::write_error(error, &text) };
        return FAILURE;
    }
    let size = EVENT_HEADER_SIZE + count * width + params.iter().map(|param| param.size).sum::<usize>();
    if !event_size.is_null() {
        // SAFETY: as the caller promises.
        unsafe { event_size.write(size) };
    }
    if event_buf.buf.is_null() || event_buf.size < size {
        let text = format!("cannot encode event of {size} bytes into a buffer of {}", event_buf.size);
        // SAFETY: as the caller promises.
        unsafe { guard::write_error(error, &text) };
        return INPUT_TOO_SMALL;
    }
    // SAFETY: the buffer has at least `size` bytes.
    let out = unsafe { std::slice::from_raw_parts_mut(event_buf.buf.cast::<u8>(), size) };
    // Time and thread stay as the caller left them.
    let stale: [u8; 16] = *out.first_chunk().unwrap_or(&[0; 16]);
    let header = RawHeader { ts: 0, tid: 0, len: size as u32, number: code.number(), nparams: count as u32 };
    out[..EVENT_HEADER_SIZE].copy_from_slice(&header.to_bytes());
    out[..16].copy_from_slice(&stale);
    let (lengths, mut data) = out[EVENT_HEADER_SIZE..].split_at_mut(count * width);
    for (entry, param) in lengths.chunks_exact_mut(width).zip(params) {
        entry.copy_from_slice(&(param.size as u32).to_ne_bytes()[..width]);
        let (room, rest) = data.split_at_mut(param.size);
        if !param.buf.is_null() {
            // SAFETY: the caller gives readable buffers.
            room.copy_from_slice(unsafe { std::slice::from_raw_parts(param.buf.cast::<u8>(), param.size) });
        }
        data = rest;
    }
    SUCCESS
}

/// Copies a text into an error buffer, cut to what 256 bytes hold; for the variadic functions.
///
/// # Safety
/// `error` is NULL or has 256 bytes; `text` is NULL or a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn syscap_write_error(error: *mut c_char, text: *const c_char) {
    // SAFETY: as the caller promises.
    unsafe {
        if let Some(text) = guard::bytes_of(text) {
            guard::write_error(error, &String::from_utf8_lossy(text));
        }
    }
}

/// 1 when the set says that the parameter with this index is empty; 0 for NULL.
///
/// # Safety
/// `set` is NULL or readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_empty_params_set_is_set(
    set: *const scap_empty_params_set,
    index: c_int,
) -> c_int {
    if set.is_null() || !(0..64).contains(&index) {
        return 0;
    }
    // SAFETY: as the caller promises.
    c_int::from(unsafe { *set } >> index & 1 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::Encoder;

    #[test]
    fn null_events_give_zeros() {
        // SAFETY: NULL is allowed everywhere here.
        unsafe {
            assert_eq!(scap_event_getlen(ptr::null_mut()), 0);
            assert_eq!(scap_event_get_ts(ptr::null_mut()), 0);
            assert_eq!(scap_event_get_type(ptr::null_mut()), 0);
            assert_eq!(scap_event_get_tid(ptr::null_mut()), 0);
            assert_eq!(scap_event_get_nparams(ptr::null_mut()), 0);
            assert!(scap_event_getinfo(ptr::null()).is_null());
            assert_eq!(scap_event_decode_params(ptr::null(), ptr::null_mut()), 0);
            assert!(!scap_compare_events(ptr::null_mut(), ptr::null_mut(), ptr::null_mut()));
        }
    }

    #[test]
    fn encoding_tells_the_size_it_needs_and_then_fits() {
        let number = 5i64.to_ne_bytes();
        let param = scap_const_sized_buffer { buf: number.as_ptr().cast(), size: 8 };
        let params = [param, param];
        let mut size = 0;
        let none = scap_sized_buffer { buf: ptr::null_mut(), size: 0 };
        let close = Code::SyscallCloseX.number().into();
        let mut error = [0; 256];
        // SAFETY: every buffer is as long as stated.
        let rc =
            unsafe { syscap_event_encode(none, &mut size, error.as_mut_ptr(), close, 2, params.as_ptr()) };
        assert_eq!((rc, size), (INPUT_TOO_SMALL, 26 + 4 + 16));
        let mut out = vec![0u8; size];
        let room = scap_sized_buffer { buf: out.as_mut_ptr().cast(), size };
        // SAFETY: every buffer is as long as stated.
        let rc =
            unsafe { syscap_event_encode(room, &mut size, error.as_mut_ptr(), close, 2, params.as_ptr()) };
        assert_eq!(rc, SUCCESS);
        let mut expected = Vec::new();
        Encoder::new(0, 0, Code::SyscallCloseX).i64(5).i64(5).finish(&mut expected).expect("fits");
        assert_eq!(out, expected);
    }
}
