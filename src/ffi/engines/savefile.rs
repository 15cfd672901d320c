//! The engine that reads capture files.

use super::Common;
use super::noop::NOOP;
use crate::error::{Error, Result};
use crate::ffi::abi::engine::{scap_savefile_vtable, scap_t, scap_vtable};
use crate::ffi::abi::event::ppm_evt_hdr;
use crate::ffi::abi::open::{scap_open_args, scap_savefile_engine_params};
use crate::ffi::abi::platform::{scap_engine_handle, scap_platform};
use crate::ffi::result::{EOF, FAILURE, FILTERED_EVENT, SUCCESS, UNEXPECTED_BLOCK, VERSION_MISMATCH};
use crate::ffi::scap_platform::scap_platform_close;
use crate::ffi::{deliver, guard};
use crate::savefile::{Item, ReadOptions, Reader};
use std::ffi::{OsStr, c_char, c_int, c_void};
use std::fs::File;
use std::os::fd::FromRawFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr;

#[repr(C)]
struct Savefile {
    common: Common,
    reader: Option<Reader>,
    /// Receives the state in the file; NULL for nobody.
    platform: *mut scap_platform,
}

/// The engine behind a handle.
///
/// # Safety
/// The handle came from [`alloc`] and nobody else uses the engine now.
unsafe fn own<'a>(engine: scap_engine_handle) -> &'a mut Savefile {
    // SAFETY: as the caller promises.
    unsafe { &mut *engine.m_handle.cast::<Savefile>() }
}

const PANIC: &str = "cannot read the capture: internal error";

unsafe extern "C" fn alloc(_main: *mut scap_t, lasterr: *mut c_char) -> *mut c_void {
    let engine = Savefile { common: Common { lasterr }, reader: None, platform: ptr::null_mut() };
    Box::into_raw(Box::new(engine)).cast()
}

unsafe extern "C" fn free(engine: scap_engine_handle) {
    // SAFETY: the handle came from alloc() and is not used any more.
    guard::or((), || drop(unsafe { Box::from_raw(engine.m_handle.cast::<Savefile>()) }));
}

unsafe extern "C" fn init(main: *mut scap_t, oargs: *mut scap_open_args) -> i32 {
    // SAFETY: scap_init() gives valid pointers, and the parameters are this engine's or NULL.
    unsafe {
        let own = own((*main).m_engine);
        let Some(params) = (*oargs).engine_params.cast::<scap_savefile_engine_params>().as_ref() else {
            return own.common.fail(FAILURE, "cannot open a capture file: engine_params are NULL");
        };
        let options = ReadOptions {
            start_offset: params.start_offset,
            import_users: (*oargs).import_users,
            ..Default::default()
        };
        own.platform = params.platform;
        let opened = guard::or(Err(Error::Usage(PANIC.into())), || open(params.fd, params.fname, options));
        match opened {
            Ok(reader) => own.reader = Some(reader),
            Err(error) => return own.common.fail(code(&error), &error.to_string()),
        }
        hand_over(own);
    }
    SUCCESS
}

/// # Safety
/// `fname` is NULL or a C string; the file behind `fd` is given away.
unsafe fn open(fd: c_int, fname: *const c_char, options: ReadOptions) -> Result<Reader> {
    if fd != 0 {
        // SAFETY: asking for the flags of a descriptor harms nothing.
        if fd < 0 || unsafe { libc::fcntl(fd, libc::F_GETFD) } < 0 {
            return Err(Error::Usage(format!("cannot read a capture from descriptor {fd}: it is not open")));
        }
        // SAFETY: the descriptor is open, and the consumer gives it away.
        let file = unsafe { File::from_raw_fd(fd) };
        return Reader::from_file(file, Path::new(&format!("descriptor {fd}")), options);
    }
    // SAFETY: as the caller promises.
    match unsafe { guard::bytes_of(fname) } {
        Some(name) => Reader::open(Path::new(OsStr::from_bytes(name)), options),
        None => Err(Error::Usage("cannot open a capture file: neither fname nor fd is given".into())),
    }
}

fn code(error: &Error) -> i32 {
    if matches!(error, Error::Version { .. }) { VERSION_MISMATCH } else { FAILURE }
}

/// Gives the state of the section to the platform.
///
/// # Safety
/// The platform is NULL or valid.
unsafe fn hand_over(own: &mut Savefile) {
    let Some(reader) = &mut own.reader else { return };
    let snapshot = reader.take_snapshot();
    if !own.platform.is_null() {
        let (platform, lasterr) = (own.platform, own.common.lasterr);
        // SAFETY: as the caller promises.
        guard::or((), || unsafe { deliver::snapshot(platform, &snapshot, lasterr) });
    }
}

unsafe extern "C" fn close(engine: scap_engine_handle) -> i32 {
    // SAFETY: the handle came from alloc().
    let reader = unsafe { own(engine) }.reader.take();
    guard::or((), || drop(reader));
    SUCCESS
}

unsafe extern "C" fn next(
    engine: scap_engine_handle,
    pevent: *mut *mut ppm_evt_hdr,
    pdevid: *mut u16,
    pflags: *mut u32,
) -> i32 {
    // SAFETY: the handle came from alloc(); scap_next() gives places for the answers.
    unsafe {
        let own = own(engine);
        let common = own.common;
        let Some(reader) = &mut own.reader else {
            return common.fail(FAILURE, "cannot read the capture: it is not open");
        };
        guard::or(FAILURE, || match reader.read() {
            Ok(Item::Event(record)) => {
                pevent.write(record.event.bytes().as_ptr().cast_mut().cast());
                pdevid.write(record.cpu);
                pflags.write(record.flags);
                SUCCESS
            }
            Ok(Item::Swallowed) => FILTERED_EVENT,
            Ok(Item::End) => end(reader, common),
            Err(error) => common.fail(code(&error), &error.to_string()),
        })
    }
}

/// # Safety
/// The handle's error text is there.
unsafe fn end(reader: &Reader, common: Common) -> i32 {
    if !reader.has_next_section() {
        return EOF;
    }
    // SAFETY: as the caller promises.
    unsafe { common.fail(UNEXPECTED_BLOCK, "the capture goes on with another section: restart the capture") }
}

unsafe extern "C" fn tell(engine: scap_engine_handle) -> u64 {
    // SAFETY: the handle came from alloc().
    unsafe { own(engine) }.reader.as_ref().map_or(0, Reader::tell)
}

unsafe extern "C" fn seek(engine: scap_engine_handle, offset: u64) {
    // SAFETY: the handle came from alloc().
    unsafe {
        let own = own(engine);
        let Some(reader) = &mut own.reader else { return };
        let outcome = guard::or(Err(Error::Usage(PANIC.into())), || reader.seek(offset));
        if let Err(error) = outcome {
            own.common.fail(FAILURE, &error.to_string());
        }
    }
}

unsafe extern "C" fn restart(main: *mut scap_t) -> i32 {
    // SAFETY: the handle holds this engine.
    unsafe {
        let own = own((*main).m_engine);
        let Some(reader) = &mut own.reader else {
            return own.common.fail(FAILURE, "cannot restart the capture: it is not open");
        };
        match guard::or(Err(Error::Usage(PANIC.into())), || reader.next_section()) {
            Ok(true) => {}
            Ok(false) => {
                return own.common.fail(FAILURE, "cannot restart the capture: it has no other section");
            }
            Err(error) => return own.common.fail(code(&error), &error.to_string()),
        }
        scap_platform_close(own.platform);
        hand_over(own);
    }
    SUCCESS
}

unsafe extern "C" fn stored_offset(engine: scap_engine_handle) -> i64 {
    // SAFETY: the handle came from alloc().
    unsafe { own(engine) }.reader.as_ref().map_or(-1, |reader| reader.stored_offset() as i64)
}

static FILE_CALLS: scap_savefile_vtable = scap_savefile_vtable {
    ftell_capture: Some(tell),
    fseek_capture: Some(seek),
    restart_capture: Some(restart),
    get_readfile_offset: Some(stored_offset),
};

/// Capture files.
#[allow(non_upper_case_globals, reason = "this is the C name")]
#[unsafe(no_mangle)]
pub static scap_savefile_engine: scap_vtable = scap_vtable {
    name: c"savefile".as_ptr(),
    savefile_ops: &raw const FILE_CALLS,
    alloc_handle: Some(alloc),
    init: Some(init),
    free_handle: Some(free),
    close: Some(close),
    next: Some(next),
    ..NOOP
};
