//! A capture's handle: opening, reading, closing (C: libscap/scap.h).
//!
//! The calls go through the engine's table, which may be a table of the consumer.

use super::abi::engine::{scap_t, scap_vtable};
use super::abi::event::ppm_evt_hdr;
use super::abi::open::{scap_open_args, scap_savefile_engine_params};
use super::abi::platform::scap_engine_handle;
use super::engines::scap_savefile_engine;
use super::guard;
use super::memory;
use super::result::{FAILURE, NOT_SUPPORTED, SUCCESS};
use super::scap_api_version::check_api_compatibility;
use super::scap_configure::scap_stop_dropping_mode;
use std::ffi::{CStr, c_char};
use std::ptr;
use std::sync::OnceLock;

/// The engine behind a handle; `None` for NULL and for an empty handle.
///
/// # Safety
/// `handle` is NULL or valid, its table too.
pub(super) unsafe fn engine<'a>(handle: *mut scap_t) -> Option<(scap_engine_handle, &'a scap_vtable)> {
    if handle.is_null() {
        return None;
    }
    // SAFETY: as the caller promises.
    unsafe {
        let vtable = (*handle).m_vtable.as_ref()?;
        let engine = (*handle).m_engine;
        (!engine.m_handle.is_null()).then_some((engine, vtable))
    }
}

/// Writes the error text of a handle; NULL is allowed.
///
/// # Safety
/// `handle` is NULL or valid.
pub(super) unsafe fn fail(handle: *mut scap_t, rc: i32, text: &str) -> i32 {
    if !handle.is_null() {
        // SAFETY: as the caller promises.
        unsafe { guard::write_error((&raw mut (*handle).m_lasterr).cast(), text) };
    }
    rc
}

/// The answer of a handle whose engine lacks a function, or that has no engine.
///
/// # Safety
/// `handle` is NULL or valid.
pub(super) unsafe fn unsupported(handle: *mut scap_t, what: &str) -> i32 {
    if handle.is_null() {
        return FAILURE;
    }
    // SAFETY: as the caller promises.
    unsafe { fail(handle, NOT_SUPPORTED, &format!("cannot {what}: the handle has no engine that can")) }
}

/// Makes an empty handle, for scap_init(); NULL when out of memory. Ends with scap_free().
#[unsafe(no_mangle)]
pub extern "C" fn scap_alloc() -> *mut scap_t {
    memory::zeroed::<scap_t>()
}

/// True for the original's engine for capture files without a platform: it reads through NULL then. Programs that were
/// linked to a shared build of the original carry that engine in themselves, and this library's takes its place.
///
/// # Safety
/// Both are valid.
unsafe fn lacks_platform(vtable: *const scap_vtable, oargs: *const scap_open_args) -> bool {
    // SAFETY: as the caller promises; the parameters of an engine of this name are those of capture files.
    unsafe {
        let name = guard::bytes_of((*vtable).name);
        let is_savefile = name == Some(b"savefile") && !(*vtable).savefile_ops.is_null();
        let params = (*oargs).engine_params.cast::<scap_savefile_engine_params>();
        is_savefile && params.as_ref().is_some_and(|params| params.platform.is_null())
    }
}

/// Opens a source of events in an empty handle. After a failure the error text is the handle's, and it may be closed.
///
/// # Safety
/// Each pointer is NULL or valid; `oargs` suits the engine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_init(
    handle: *mut scap_t,
    oargs: *mut scap_open_args,
    vtable: *const scap_vtable,
) -> i32 {
    if handle.is_null() {
        return FAILURE;
    }
    // SAFETY: as the caller promises.
    unsafe {
        if oargs.is_null() || vtable.is_null() {
            return fail(handle, FAILURE, "cannot open a capture: arguments or engine are NULL");
        }
        let vtable = if lacks_platform(vtable, oargs) { &raw const scap_savefile_engine } else { vtable };
        let Some(alloc) = (*vtable).alloc_handle else {
            return fail(handle, FAILURE, "cannot open a capture: the engine has no alloc_handle");
        };
        let lasterr = (&raw mut (*handle).m_lasterr).cast::<c_char>();
        (*handle).m_vtable = vtable;
        (*handle).m_engine.m_handle = alloc(handle, lasterr);
        if (*handle).m_engine.m_handle.is_null() {
            return fail(handle, FAILURE, "cannot open a capture: the engine could not be made");
        }
        (*handle).m_log_fn = (*oargs).log_fn;
        if let Some(init) = (*vtable).init {
            let rc = init(handle, oargs);
            if rc != SUCCESS {
                return rc;
            }
        }
        let rc = check_api_compatibility(vtable, (*handle).m_engine, lasterr);
        if rc == SUCCESS {
            scap_stop_dropping_mode(handle);
        }
        rc
    }
}

/// Makes a handle and opens a source of events; NULL with `*rc` and a text in `error` if that fails. Ends with scap_close().
///
/// # Safety
/// Each pointer is NULL or valid; `error` has 256 bytes; `oargs` suits the engine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_open(
    oargs: *mut scap_open_args,
    vtable: *const scap_vtable,
    error: *mut c_char,
    rc: *mut i32,
) -> *mut scap_t {
    let handle = scap_alloc();
    // SAFETY: as the caller promises.
    unsafe {
        let outcome = scap_init(handle, oargs, vtable);
        if !rc.is_null() {
            rc.write(outcome);
        }
        if outcome == SUCCESS {
            return handle;
        }
        if let Some(text) = guard::bytes_of(scap_getlasterr(handle)) {
            guard::write_error(error, &String::from_utf8_lossy(text));
        }
        scap_close(handle);
    }
    ptr::null_mut()
}

/// Closes the source of a handle and leaves it empty; NULL is allowed.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_deinit(handle: *mut scap_t) {
    // SAFETY: as the caller promises.
    unsafe {
        let Some((own, vtable)) = engine(handle) else { return };
        if let Some(stop) = vtable.stop_capture {
            stop(own);
        }
        if let Some(close) = vtable.close {
            close(own);
        }
        if let Some(free) = vtable.free_handle {
            free(own);
        }
        (*handle).m_engine.m_handle = ptr::null_mut();
        (*handle).m_vtable = ptr::null();
    }
}

/// Frees an empty handle; NULL is allowed.
///
/// # Safety
/// `handle` is NULL or came from scap_alloc() and is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_free(handle: *mut scap_t) {
    // SAFETY: as the caller promises.
    unsafe { memory::free(handle) };
}

/// Closes the source of a handle and frees it; NULL is allowed.
///
/// # Safety
/// `handle` is NULL or came from scap_open() or scap_alloc(), and is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_close(handle: *mut scap_t) {
    // SAFETY: as the caller promises.
    unsafe {
        scap_deinit(handle);
        scap_free(handle);
    }
}

/// Goes on with the next section of a capture file, after SCAP_UNEXPECTED_BLOCK.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_restart_capture(handle: *mut scap_t) -> u32 {
    // SAFETY: as the caller promises.
    let rc = unsafe {
        let restart = engine(handle)
            .and_then(|(_, vtable)| vtable.savefile_ops.as_ref())
            .and_then(|file| file.restart_capture);
        match restart {
            Some(restart) => restart(handle),
            None => fail(handle, FAILURE, "cannot restart the capture: it is not read from a file"),
        }
    };
    rc as u32
}

/// Text of the last error; the handle's, valid until its next call.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_getlasterr(handle: *mut scap_t) -> *const c_char {
    if handle.is_null() {
        return c"the handle is NULL".as_ptr();
    }
    // SAFETY: as the caller promises.
    unsafe { (&raw const (*handle).m_lasterr).cast() }
}

/// Gives the next event, the CPU or ring it came from and its scap_dump_flags. The event is the handle's, valid until the next call.
///
/// # Safety
/// Each pointer is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_next(
    handle: *mut scap_t,
    pevent: *mut *mut ppm_evt_hdr,
    pdevid: *mut u16,
    pflags: *mut u32,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        let Some((own, vtable)) = engine(handle) else {
            return fail(handle, FAILURE, "cannot read an event: the handle is not open");
        };
        let Some(next) = vtable.next else { return unsupported(handle, "read events") };
        if pevent.is_null() || pdevid.is_null() || pflags.is_null() {
            return fail(handle, FAILURE, "cannot read an event: no place to put it was given");
        }
        let rc = next(own, pevent, pdevid, pflags);
        if rc == SUCCESS {
            (*handle).m_evtcnt += 1;
        }
        rc
    }
}

/// Fill of the fullest ring, in bytes; 0 if there are no rings.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_max_buf_used(handle: *mut scap_t) -> u64 {
    // SAFETY: as the caller promises.
    unsafe {
        engine(handle).and_then(|(own, vtable)| vtable.get_max_buf_used.map(|get| get(own))).unwrap_or(0)
    }
}

/// Number of events that a handle gave out.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_event_get_num(handle: *mut scap_t) -> u64 {
    // SAFETY: as the caller promises.
    unsafe { handle.as_ref() }.map_or(0, |open| open.m_evtcnt)
}

/// Bytes of a capture file consumed so far, as it is stored; -1 without a file.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_get_readfile_offset(handle: *mut scap_t) -> i64 {
    // SAFETY: as the caller promises.
    unsafe {
        let Some((own, vtable)) = engine(handle) else { return FAILURE.into() };
        match vtable.savefile_ops.as_ref().and_then(|file| file.get_readfile_offset) {
            Some(get) => get(own),
            None => {
                fail(handle, FAILURE, "cannot tell the offset in the capture: it is not read from a file")
                    .into()
            }
        }
    }
}

/// Position in a capture file, for scap_fseek(); 0 for other sources.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_ftell(handle: *mut scap_t) -> u64 {
    // SAFETY: as the caller promises.
    unsafe {
        let Some((own, vtable)) = engine(handle) else { return 0 };
        let tell = vtable.savefile_ops.as_ref().and_then(|file| file.ftell_capture);
        tell.map_or(0, |tell| tell(own))
    }
}

/// Goes back to a position in a capture file.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_fseek(handle: *mut scap_t, off: u64) {
    // SAFETY: as the caller promises.
    unsafe {
        let Some((own, vtable)) = engine(handle) else { return };
        if let Some(seek) = vtable.savefile_ops.as_ref().and_then(|file| file.fseek_capture) {
            seek(own, off);
        }
    }
}

/// Number of rings; 1 for a handle that is not open.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_get_ndevs(handle: *mut scap_t) -> u32 {
    // SAFETY: as the caller promises.
    unsafe { engine(handle).and_then(|(own, vtable)| vtable.get_n_devs.map(|get| get(own))).unwrap_or(1) }
}

/// Not supported: takes raw bytes from a ring.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_readbuf(
    handle: *mut scap_t,
    cpuid: u32,
    buf: *mut *mut c_char,
    len: *mut u32,
) -> i32 {
    let _ = (cpuid, buf, len);
    // SAFETY: as the caller promises.
    unsafe { fail(handle, NOT_SUPPORTED, "cannot read a ring's raw bytes: use scap_next()") }
}

/// True if the engine in use has this name.
///
/// # Safety
/// `handle` is NULL or valid; `engine_name` is NULL or a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_check_current_engine(handle: *mut scap_t, engine_name: *const c_char) -> bool {
    // SAFETY: as the caller promises; names of engines are C strings.
    unsafe {
        let Some((_, vtable)) = engine(handle) else { return false };
        !engine_name.is_null()
            && !vtable.name.is_null()
            && CStr::from_ptr(engine_name) == CStr::from_ptr(vtable.name)
    }
}

/// ENGINE_FLAG_ bits of the engine in use.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_get_engine_flags(handle: *mut scap_t) -> u64 {
    // SAFETY: as the caller promises.
    unsafe { engine(handle).and_then(|(own, vtable)| vtable.get_flags.map(|get| get(own))).unwrap_or(0) }
}

/// API version of the driver in use, packed; 0 if there is none.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_get_driver_api_version(handle: *mut scap_t) -> u64 {
    // SAFETY: as the caller promises.
    unsafe {
        engine(handle).and_then(|(own, vtable)| vtable.get_api_version.map(|get| get(own))).unwrap_or(0)
    }
}

/// Event schema version of the driver in use, packed; 0 if there is none.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_get_driver_schema_version(handle: *mut scap_t) -> u64 {
    // SAFETY: as the caller promises.
    unsafe {
        engine(handle).and_then(|(own, vtable)| vtable.get_schema_version.map(|get| get(own))).unwrap_or(0)
    }
}

/// Where the machine's root directory is: the environment variable HOST_ROOT when first asked, or an empty text.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_host_root() -> *const c_char {
    static ROOT: OnceLock<Vec<u8>> = OnceLock::new();
    let root = ROOT.get_or_init(|| {
        use std::os::unix::ffi::OsStringExt;
        let mut text = std::env::var_os("HOST_ROOT").map(OsStringExt::into_vec).unwrap_or_default();
        text.truncate(crate::schema::limits::MAX_PATH_SIZE);
        text.push(0);
        text
    });
    root.as_ptr().cast()
}
