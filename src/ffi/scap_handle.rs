// SPDX-License-Identifier: Apache-2.0
//! A capture's handle: opening, reading, closing (C: libscap/scap.h).
//!
//! The calls go through the engine's table, which may be a table of the consumer.

use super::abi::engine::{scap_t, scap_vtable};
use super::abi::engine_params::scap_savefile_engine_params;
use super::abi::event::ppm_evt_hdr;
use super::abi::open::scap_open_args;
use super::abi::platform::scap_engine_handle;
use super::door::{self, CText, ErrorBuffer, Out, Shared, malloc};
use super::engine_calls::{ask, engine, file_calls, unsupported};
use super::engines::scap_savefile_engine;
use super::result::{FAILURE, NOT_SUPPORTED, SUCCESS};
use super::scap_api_version::check_api_compatibility;
use super::scap_configure::scap_stop_dropping_mode;
use std::ffi::c_char;
use std::path::Path;
use std::ptr;
use std::sync::OnceLock;

/// Makes an empty handle, for scap_init(); NULL when out of memory. Ends with scap_free().
#[unsafe(no_mangle)]
pub extern "C" fn scap_alloc() -> *mut scap_t {
    door::enter((), |()| malloc::zeroed::<scap_t>())
}

/// True for the original's engine for capture files without a platform: it reads through NULL then. Programs that were
/// linked to a shared build of the original contain that engine themselves, and this library's replaces it.
fn lacks_platform(vtable: &scap_vtable, oargs: &scap_open_args) -> bool {
    // SAFETY: the name of an engine is a C string.
    let name = unsafe { CText::at(vtable.name) }.bytes();
    if name != Some(b"savefile") || vtable.savefile_ops.is_null() {
        return false;
    }
    // SAFETY: the parameters of an engine of this name are those of capture files.
    let params = unsafe { door::borrow(oargs.engine_params.cast::<scap_savefile_engine_params>()) };
    params.is_some_and(|params| params.platform.is_null())
}

/// Opens a source of events in an empty handle. After a failure the error text is the handle's, and it may be closed.
#[unsafe(no_mangle)]
pub extern "C" fn scap_init(
    handle: Shared<scap_t>,
    oargs: Option<&mut scap_open_args>,
    vtable: Option<&scap_vtable>,
) -> i32 {
    door::enter(handle, |own| {
        let (Some(oargs), Some(vtable)) = (oargs, vtable) else {
            return own.error().fail(FAILURE, "cannot open a capture: arguments or engine are NULL");
        };
        let vtable = if lacks_platform(vtable, oargs) { &scap_savefile_engine } else { vtable };
        let Some(alloc) = vtable.alloc_handle else {
            return own.error().fail(FAILURE, "cannot open a capture: the engine has no alloc_handle");
        };
        own.m_vtable.set(vtable);
        // SAFETY: alloc_handle takes the handle and its error text, which stays as long as the engine.
        let m_handle = unsafe { alloc(handle, own.error()) };
        own.m_engine.set(scap_engine_handle { m_handle });
        if m_handle.is_null() {
            return own.error().fail(FAILURE, "cannot open a capture: the engine could not be made");
        }
        own.m_log_fn.set(oargs.log_fn);
        if let Some(init) = vtable.init {
            // SAFETY: init takes the handle, whose engine was just made, and the arguments, which suit the engine.
            let rc = unsafe { init(handle, Some(oargs)) };
            if rc != SUCCESS {
                return rc;
            }
        }
        let rc = check_api_compatibility(Some(vtable), own.m_engine.get(), own.error());
        if rc == SUCCESS {
            scap_stop_dropping_mode(handle);
        }
        rc
    })
}

/// Makes a handle and opens a source of events; NULL with `*rc` and a text in `error` if that fails. Ends with scap_close().
#[unsafe(no_mangle)]
pub extern "C" fn scap_open(
    oargs: Option<&mut scap_open_args>,
    vtable: Option<&scap_vtable>,
    error: ErrorBuffer,
    rc: Out<i32>,
) -> *mut scap_t {
    door::enter(error, |error| {
        let place = scap_alloc();
        // SAFETY: NULL, or the handle just made.
        let handle = unsafe { Shared::at(place) };
        let outcome = scap_init(handle, oargs, vtable);
        rc.put(outcome);
        if outcome == SUCCESS {
            return place;
        }
        // SAFETY: the text of a handle is a C string; there is one for NULL, too.
        if let Some(text) = unsafe { CText::at(scap_getlasterr(handle)) }.lossy() {
            error.write(&text);
        }
        // SAFETY: the handle just made is not used any more.
        unsafe { scap_close(place) };
        ptr::null_mut()
    })
}

/// Closes the source of a handle and leaves it empty; NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn scap_deinit(handle: Shared<scap_t>) {
    door::enter(handle, |handle| {
        if engine(handle).is_none() {
            return;
        }
        ask(handle, |table| table.stop_capture);
        ask(handle, |table| table.close);
        ask(handle, |table| table.free_handle);
        handle.m_engine.set(scap_engine_handle { m_handle: ptr::null_mut() });
        handle.m_vtable.set(ptr::null());
    });
}

/// Frees an empty handle; NULL is allowed.
///
/// # Safety
/// `handle` is NULL or came from scap_alloc() and is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_free(handle: *mut scap_t) {
    // SAFETY: the handle came from scap_alloc(), which takes it from malloc().
    door::enter((), |()| unsafe { malloc::free(handle) });
}

/// Closes the source of a handle and frees it; NULL is allowed.
///
/// # Safety
/// `handle` is NULL or came from scap_open() or scap_alloc(), and is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_close(handle: *mut scap_t) {
    // SAFETY: the handle is there until it is freed, which is the last that is done with it.
    unsafe {
        scap_deinit(Shared::at(handle));
        scap_free(handle);
    }
}

/// Continues with the next section of a capture file, after SCAP_UNEXPECTED_BLOCK.
#[unsafe(no_mangle)]
pub extern "C" fn scap_restart_capture(handle: Shared<scap_t>) -> u32 {
    let rc = door::enter(handle, |own| match file_calls(own).and_then(|(_, calls)| calls.restart_capture) {
        // SAFETY: restart_capture takes the handle whose engine has it in its table.
        Some(restart) => unsafe { restart(handle) },
        None => own.error().fail(FAILURE, "cannot restart the capture: it is not read from a file"),
    });
    rc as u32
}

/// Text of the last error; the handle's, valid until its next call.
#[unsafe(no_mangle)]
pub extern "C" fn scap_getlasterr(handle: Shared<scap_t>) -> *const c_char {
    door::enter((), |()| match handle.get() {
        Some(own) => own.error().place().cast_const(),
        // What failed without a handle, if anything did.
        None => door::last_panic(|text| text.as_ptr().cast()).unwrap_or(c"the handle is NULL".as_ptr()),
    })
}

/// Gives the next event, the CPU or ring it came from and its scap_dump_flags. The event is the handle's, valid until
/// the next call. Returns
///
/// - SCAP_SUCCESS: there is an event,
/// - SCAP_TIMEOUT: there is none yet, call again (live capture and plugins),
/// - SCAP_EOF: there will be no more,
/// - SCAP_FILTERED_EVENT: an event was read that is not to be shown, call again,
/// - SCAP_UNEXPECTED_BLOCK: call scap_restart_capture() for the next section of the file,
/// - any other: failed, with a text in scap_getlasterr(), most often SCAP_FAILURE.
#[unsafe(no_mangle)]
pub extern "C" fn scap_next(
    handle: Shared<scap_t>,
    pevent: Out<*mut ppm_evt_hdr>,
    pdevid: Out<u16>,
    pflags: Out<u32>,
) -> i32 {
    door::enter(handle, |handle| {
        let Some((own, vtable)) = engine(handle) else {
            return handle.error().fail(FAILURE, "cannot read an event: the handle is not open");
        };
        let Some(next) = vtable.next else { return unsupported(handle, "read events") };
        if pevent.is_null() || pdevid.is_null() || pflags.is_null() {
            return handle.error().fail(FAILURE, "cannot read an event: no place to put it was given");
        }
        // SAFETY: next takes the engine and three places for its answers, which are there.
        let rc = unsafe { next(own, pevent, pdevid, pflags) };
        if rc == SUCCESS {
            handle.m_evtcnt.set(handle.m_evtcnt.get() + 1);
        }
        rc
    })
}

/// Fill of the fullest ring, in bytes; 0 if there are no rings.
#[unsafe(no_mangle)]
pub extern "C" fn scap_max_buf_used(handle: Shared<scap_t>) -> u64 {
    door::enter(handle, |handle| ask(handle, |table| table.get_max_buf_used).unwrap_or(0))
}

/// Number of events that a handle has returned.
#[unsafe(no_mangle)]
pub extern "C" fn scap_event_get_num(handle: Shared<scap_t>) -> u64 {
    door::enter(handle, |handle| handle.m_evtcnt.get())
}

/// Bytes of a capture file consumed so far, as it is stored; -1 without a file.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_readfile_offset(handle: Shared<scap_t>) -> i64 {
    // 0.25.4 answers SCAP_FAILURE, not -1.
    door::enter_or(FAILURE.into(), handle, |handle| {
        if engine(handle).is_none() {
            return FAILURE.into();
        }
        match file_calls(handle).and_then(|(own, calls)| Some((own, calls.get_readfile_offset?))) {
            // SAFETY: get_readfile_offset takes the engine that has it in its table.
            Some((own, get)) => unsafe { get(own) },
            None => {
                let text = "cannot get the offset in the capture: it is not read from a file";
                handle.error().fail(FAILURE.into(), text)
            }
        }
    })
}

/// Position in a capture file, for scap_fseek(); 0 for other sources.
#[unsafe(no_mangle)]
pub extern "C" fn scap_ftell(handle: Shared<scap_t>) -> u64 {
    door::enter(handle, |handle| match file_calls(handle) {
        // SAFETY: ftell_capture takes the engine that has it in its table.
        Some((own, calls)) => calls.ftell_capture.map_or(0, |tell| unsafe { tell(own) }),
        None => 0,
    })
}

/// Goes back to a position in a capture file.
#[unsafe(no_mangle)]
pub extern "C" fn scap_fseek(handle: Shared<scap_t>, off: u64) {
    door::enter(handle, |handle| {
        if let Some((own, calls)) = file_calls(handle)
            && let Some(seek) = calls.fseek_capture
        {
            // SAFETY: fseek_capture takes the engine that has it in its table.
            unsafe { seek(own, off) };
        }
    });
}

/// Number of rings; 1 for a handle that is not open.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_ndevs(handle: Shared<scap_t>) -> u32 {
    door::enter_or(1, handle, |handle| ask(handle, |table| table.get_n_devs).unwrap_or(1))
}

/// Not supported: takes raw bytes from a ring.
#[unsafe(no_mangle)]
pub extern "C" fn scap_readbuf(
    handle: Shared<scap_t>,
    cpuid: u32,
    buf: Out<*mut c_char>,
    len: Out<u32>,
) -> i32 {
    let _ = (cpuid, buf, len);
    door::enter_or(NOT_SUPPORTED, handle, |handle| {
        handle.error().fail(NOT_SUPPORTED, "cannot read a ring's raw bytes: use scap_next()")
    })
}

/// True if the engine in use has this name.
#[unsafe(no_mangle)]
pub extern "C" fn scap_check_current_engine(handle: Shared<scap_t>, engine_name: CText) -> bool {
    door::enter(handle, |handle| {
        let Some((_, vtable)) = engine(handle) else { return false };
        // SAFETY: the name of an engine is a C string.
        let name = unsafe { CText::at(vtable.name) }.c_str();
        name.is_some() && name == engine_name.c_str()
    })
}

/// ENGINE_FLAG_ bits of the engine in use.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_engine_flags(handle: Shared<scap_t>) -> u64 {
    door::enter(handle, |handle| ask(handle, |table| table.get_flags).unwrap_or(0))
}

/// API version of the driver in use, packed; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_driver_api_version(handle: Shared<scap_t>) -> u64 {
    door::enter(handle, |handle| ask(handle, |table| table.get_api_version).unwrap_or(0))
}

/// Event schema version of the driver in use, packed; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_driver_schema_version(handle: Shared<scap_t>) -> u64 {
    door::enter(handle, |handle| ask(handle, |table| table.get_schema_version).unwrap_or(0))
}

/// The machine's root directory.
pub(super) fn host_root() -> &'static Path {
    // SAFETY: a C string that stays for the life of the process.
    let root = unsafe { CText::at(scap_get_host_root()) }.path();
    root.filter(|root| !root.as_os_str().is_empty()).unwrap_or(Path::new("/"))
}

/// Where the machine's root directory is: the environment variable HOST_ROOT when first called, or an empty text.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_host_root() -> *const c_char {
    static ROOT: OnceLock<Vec<u8>> = OnceLock::new();
    door::enter_or(c"".as_ptr(), (), |()| {
        let root = ROOT.get_or_init(|| {
            use std::os::unix::ffi::OsStringExt;
            let mut text = std::env::var_os("HOST_ROOT").map(OsStringExt::into_vec).unwrap_or_default();
            text.truncate(crate::schema::limits::MAX_PATH_SIZE);
            text.push(0);
            text
        });
        root.as_ptr().cast()
    })
}
