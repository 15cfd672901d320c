// SPDX-License-Identifier: Apache-2.0
//! Events as C sees them: accessors, decoding, encoding (C: libscap/scap.h).

use super::abi::event::{ppm_event_category, ppm_event_code, ppm_event_info, scap_empty_params_set};
use super::abi::open::{scap_const_sized_buffer, scap_sized_buffer};
use super::door::{self, CText, ErrorBuffer, EventPtr, EventPtrMut, Out};
use super::result::{FAILURE, INPUT_TOO_SMALL, SUCCESS};
use super::tables::g_event_info;
use crate::codec::{RawEvent, RawHeader, difference};
use crate::schema::limits::{EVENT_HEADER_SIZE, MAX_EVENT_PARAMS};
use crate::schema::{Code, EventFlags};
use std::ffi::c_int;
use std::ptr;

/// A member of the header; 0 for NULL.
fn member<T: door::Failed>(event: EventPtr, get: impl FnOnce(RawHeader) -> T) -> T {
    door::enter((), |()| event.header().map_or(T::FAILED, get))
}

/// Bytes of the event, header included; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn scap_event_getlen(e: EventPtrMut) -> u32 {
    member(e, |header| header.len)
}

/// 1 for an event of a kind that may be longer than 64 KiB, otherwise 0.
#[unsafe(no_mangle)]
pub extern "C" fn scap_event_has_large_payload(e: EventPtr) -> u32 {
    member(e, |header| {
        let code = Code::from_number(header.number);
        code.is_some_and(|code| code.info().flags.has(EventFlags::LARGE_PAYLOAD)).into()
    })
}

/// Time of the event, nanoseconds since the epoch; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn scap_event_get_ts(e: EventPtrMut) -> u64 {
    member(e, |header| header.ts)
}

/// Type of the event, a PPME_ code; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn scap_event_get_type(e: EventPtrMut) -> u16 {
    member(e, |header| header.number)
}

/// Thread that made the event; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn scap_event_get_tid(e: EventPtrMut) -> u64 {
    member(e, |header| header.tid)
}

/// Number of parameters in the event; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn scap_event_get_nparams(e: EventPtrMut) -> u32 {
    member(e, |header| header.nparams)
}

/// The row of the event table for this event; NULL for NULL and for a type that is not in the table.
#[unsafe(no_mangle)]
pub extern "C" fn scap_event_getinfo(e: EventPtr) -> *const ppm_event_info {
    member(e, |header| g_event_info.get(usize::from(header.number)).map_or(ptr::null(), ptr::from_ref))
}

/// The event table, indexed by PPME_ code. It never moves.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_event_info_table() -> *const ppm_event_info {
    door::enter((), |()| g_event_info.as_ptr())
}

/// Writes where each parameter is and how long, for as many as both the event and the table have.
/// Returns their number; 0 when the lengths of the event contradict each other.
///
/// # Safety
/// `params` is NULL or has room for 32 entries.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_event_decode_params(e: EventPtr, params: *mut scap_sized_buffer) -> u32 {
    door::enter((), |()| {
        let Some(Ok(event)) = e.bytes().map(RawEvent::decode).filter(|_| !params.is_null()) else { return 0 };
        let count = event.param_count().min(event.info().params.len());
        for (index, param) in event.params().take(count).enumerate() {
            let buf = param.bytes().as_ptr().cast_mut().cast();
            // SAFETY: count is at most 32, which the array has room for.
            unsafe { params.add(index).write(scap_sized_buffer { buf, size: param.bytes().len() }) };
        }
        count as u32
    })
}

/// Class bits of the category of an event type; 0 for a type that is not in the table.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_event_category_from_event(ev: ppm_event_code) -> ppm_event_category {
    door::enter((), |()| code(ev).map_or(0, |code| code.info().category.0 & !511))
}

/// Syscall category of an event type; 0 for a type that is not in the table.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_syscall_category_from_event(ev: ppm_event_code) -> ppm_event_category {
    door::enter((), |()| code(ev).map_or(0, |code| code.info().category.syscall_category().0))
}

fn code(number: u32) -> Option<Code> {
    u16::try_from(number).ok().and_then(Code::from_number)
}

/// Index of the parameter with the descriptor that an enter event works on; 0 where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn get_enter_event_fd_location(etype: ppm_event_code) -> c_int {
    door::enter_or(0, (), |()| code(etype).and_then(Code::fd_param).map_or(0, |index| index as c_int))
}

/// Index of the parameter with the descriptor that an exit event works on; -1 where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn get_exit_event_fd_location(etype: ppm_event_code) -> c_int {
    door::enter_or(-1, (), |()| code(etype).and_then(Code::fd_param).map_or(-1, |index| index as c_int))
}

/// True when both events have the same time, thread, type and parameters. An expected time of `UINT64_MAX - 1`
/// matches any time. Otherwise writes into `error` what differs.
#[unsafe(no_mangle)]
pub extern "C" fn scap_compare_events(curr: EventPtrMut, expected: EventPtrMut, error: ErrorBuffer) -> bool {
    door::enter(error, |error| {
        let (Some(curr), Some(expected)) = (curr.bytes(), expected.bytes()) else {
            return error.fail(false, "cannot compare events: one of them is NULL");
        };
        difference(curr, expected).map_or_else(|text| error.fail(false, &text), |()| true)
    })
}

/// Encodes parameters that are already collected as buffers; the variadic functions call this one.
/// `event_size` receives the size that the event has or would need.
///
/// # Safety
/// `event_buf` describes writable memory or has size 0; `params` holds `n` buffers, each readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn syscap_event_encode(
    event_buf: scap_sized_buffer,
    event_size: Out<usize>,
    error: ErrorBuffer,
    event_type: u32,
    n: u32,
    params: *const scap_const_sized_buffer,
) -> i32 {
    door::enter(error, |error| {
        let Some(code) = code(event_type) else {
            let text = format!("cannot encode event: type {event_type} is not in the event table");
            return error.fail(FAILURE, &text);
        };
        let count = (n as usize).min(code.info().params.len()).min(MAX_EVENT_PARAMS);
        // SAFETY: there are n buffers, and count is at most n.
        let params = unsafe { door::Slice::at(params).items(count) }.unwrap_or_default();
        let width = RawEvent::length_width(code);
        let large = code.info().flags.has(EventFlags::LARGE_PAYLOAD);
        let limit = if large { u32::MAX as usize } else { u16::MAX as usize };
        if let Some((index, param)) = params.iter().enumerate().find(|(_, param)| param.size > limit) {
            let text = format!(
                "cannot encode event {}: parameter {index} has {} bytes, at most {limit} are possible",
                code.info().name,
                param.size
            );
            return error.fail(FAILURE, &text);
        }
        let size = EVENT_HEADER_SIZE + count * width + params.iter().map(|param| param.size).sum::<usize>();
        event_size.put(size);
        if event_buf.buf.is_null() || event_buf.size < size {
            let text = format!("cannot encode event of {size} bytes into a buffer of {}", event_buf.size);
            return error.fail(INPUT_TOO_SMALL, &text);
        }
        // SAFETY: the buffer has at least `size` bytes.
        let out = unsafe { door::items_mut(event_buf.buf.cast::<u8>(), size) };
        // Time and thread stay as the caller left them.
        let stale: [u8; 16] = *out.first_chunk().unwrap_or(&[0; 16]);
        let header =
            RawHeader { ts: 0, tid: 0, len: size as u32, number: code.number(), nparams: count as u32 };
        out[..EVENT_HEADER_SIZE].copy_from_slice(&header.to_bytes());
        out[..16].copy_from_slice(&stale);
        let (lengths, mut data) = out[EVENT_HEADER_SIZE..].split_at_mut(count * width);
        for (entry, param) in lengths.chunks_exact_mut(width).zip(params) {
            entry.copy_from_slice(&(param.size as u32).to_ne_bytes()[..width]);
            let (room, rest) = data.split_at_mut(param.size);
            // SAFETY: each buffer is readable.
            if let Some(bytes) = unsafe { door::Slice::at(param.buf.cast::<u8>()).items(param.size) } {
                room.copy_from_slice(bytes);
            }
            data = rest;
        }
        SUCCESS
    })
}

/// Copies a text into an error buffer, truncated to 256 bytes; for the variadic functions.
#[unsafe(no_mangle)]
pub extern "C" fn syscap_write_error(error: ErrorBuffer, text: CText) {
    door::enter((), |()| {
        if let Some(text) = text.lossy() {
            error.write(&text);
        }
    });
}

/// 1 when the set says that the parameter with this index is empty; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn scap_empty_params_set_is_set(set: Option<&scap_empty_params_set>, index: c_int) -> c_int {
    door::enter_or(0, (), |()| match set {
        Some(set) if (0..64).contains(&index) => c_int::from(set >> index & 1 != 0),
        _ => 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::Encoder;

    #[test]
    fn null_events_give_zeros() {
        let none = EventPtr::NULL;
        assert_eq!(scap_event_getlen(none), 0);
        assert_eq!(scap_event_get_ts(none), 0);
        assert_eq!(scap_event_get_type(none), 0);
        assert_eq!(scap_event_get_tid(none), 0);
        assert_eq!(scap_event_get_nparams(none), 0);
        assert!(scap_event_getinfo(none).is_null());
        // SAFETY: NULL is allowed.
        assert_eq!(unsafe { scap_event_decode_params(none, ptr::null_mut()) }, 0);
        assert!(!scap_compare_events(none, none, ErrorBuffer::NONE));
    }

    #[test]
    fn encoding_tells_the_size_it_needs_and_then_fits() {
        let number = 5i64.to_ne_bytes();
        let param = scap_const_sized_buffer { buf: number.as_ptr().cast(), size: 8 };
        let params = [param, param];
        let mut size = std::mem::MaybeUninit::uninit();
        let none = scap_sized_buffer { buf: ptr::null_mut(), size: 0 };
        let close = Code::SyscallCloseX.number().into();
        // SAFETY: every buffer is as long as stated.
        let rc = unsafe {
            syscap_event_encode(none, Out::of(&mut size), ErrorBuffer::NONE, close, 2, params.as_ptr())
        };
        // SAFETY: it was written.
        let needed = unsafe { size.assume_init() };
        assert_eq!((rc, needed), (INPUT_TOO_SMALL, 26 + 4 + 16));
        let mut out = vec![0u8; needed];
        let room = scap_sized_buffer { buf: out.as_mut_ptr().cast(), size: needed };
        // SAFETY: every buffer is as long as stated.
        let rc = unsafe {
            syscap_event_encode(room, Out::of(&mut size), ErrorBuffer::NONE, close, 2, params.as_ptr())
        };
        assert_eq!(rc, SUCCESS);
        let mut expected = Vec::new();
        Encoder::new(0, 0, Code::SyscallCloseX).i64(5).i64(5).finish(&mut expected).expect("fits");
        assert_eq!(out, expected);
    }
}
