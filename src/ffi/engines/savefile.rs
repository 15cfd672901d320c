// SPDX-License-Identifier: Apache-2.0
//! The engine that reads capture files.

use super::engine::{self, Common, Places, engine_of};
use super::noop::NOOP;
use crate::error::{Error, Result};
use crate::ffi::abi::engine::{scap_savefile_vtable, scap_t, scap_vtable};
use crate::ffi::abi::engine_params::scap_savefile_engine_params;
use crate::ffi::abi::event::ppm_evt_hdr;
use crate::ffi::abi::open::scap_open_args;
use crate::ffi::abi::platform::{scap_engine_handle, scap_platform};
use crate::ffi::door::{self, CText, Caller, Failed, Handle, Out, Shared};
use crate::ffi::receiver::deliver;
use crate::ffi::result::{
    EOF, FAILURE, FILTERED_EVENT, SUCCESS, TIMEOUT, UNEXPECTED_BLOCK, VERSION_MISMATCH,
};
use crate::ffi::scap_platform::scap_platform_close;
use crate::savefile::{Advance, ReadOptions, Reader};
use std::ffi::c_int;
use std::fs::File;
use std::os::fd::FromRawFd;
use std::path::Path;

/// Makes a call of this engine's table.
fn on<R: Failed>(engine: scap_engine_handle, call: impl FnOnce(&mut Savefile) -> R) -> R {
    // SAFETY: only the functions of this table come here.
    unsafe { engine::on(engine, call) }
}

/// As [`on`], once the file is open; else `what` cannot be done.
fn reading(
    engine: scap_engine_handle,
    what: &str,
    call: impl FnOnce(&mut Reader, Common) -> Result<i32>,
) -> i32 {
    on(engine, |own| {
        let Some(reader) = &mut own.reader else {
            return own.common.fail(FAILURE, &format!("cannot {what} the capture: it is not open"));
        };
        call(reader, own.common).unwrap_or_else(|error| failed(own.common, &error))
    })
}

fn failed(common: Common, error: &Error) -> i32 {
    let code = if matches!(error, Error::Version { .. }) { VERSION_MISMATCH } else { FAILURE };
    common.fail(code, &error.to_string())
}

#[repr(C)]
struct Savefile {
    common: Common,
    reader: Option<Reader>,
    /// Receives the state in the file; NULL for no receiver.
    platform: Shared<scap_platform>,
}

impl From<Common> for Savefile {
    fn from(common: Common) -> Self {
        Self { common, reader: None, platform: Shared::NULL }
    }
}

impl Handle for Savefile {
    type Owner = Caller;

    fn report(&self, text: &str) -> bool {
        self.common.report(text)
    }
}

extern "C" fn init(main: Shared<scap_t>, oargs: Option<&mut scap_open_args>) -> i32 {
    on(engine_of(main), |own| {
        let Some(oargs) = oargs else { return FAILURE };
        // SAFETY: the parameters are this engine's or NULL.
        let params = unsafe { door::borrow(oargs.engine_params.cast::<scap_savefile_engine_params>()) };
        let Some(params) = params else {
            return own.common.fail(FAILURE, "cannot open a capture file: engine_params are NULL");
        };
        let options = ReadOptions {
            start_offset: params.start_offset,
            import_users: oargs.import_users,
            ..Default::default()
        };
        // SAFETY: the name is NULL or a C string, the platform NULL or there as long as the engine; the file behind the
        // descriptor is given away.
        let opened = unsafe {
            own.platform = Shared::at(params.platform);
            open(params.fd, CText::at(params.fname), options)
        };
        match opened {
            Ok(reader) => own.reader = Some(reader),
            Err(error) => return failed(own.common, &error),
        }
        hand_over(own);
        SUCCESS
    })
}

/// # Safety
/// The file behind `fd` is given away.
unsafe fn open(fd: c_int, fname: CText, options: ReadOptions) -> Result<Reader> {
    if fd != 0 {
        // SAFETY: fcntl() reads the flags of a descriptor and has no other effect.
        if fd < 0 || unsafe { libc::fcntl(fd, libc::F_GETFD) } < 0 {
            return Err(Error::Argument(format!(
                "cannot read a capture from descriptor {fd}: it is not open"
            )));
        }
        // SAFETY: the descriptor is open, and the consumer passes ownership of it.
        let file = unsafe { File::from_raw_fd(fd) };
        return Reader::from_file(file, Path::new(&format!("descriptor {fd}")), options);
    }
    match fname.path() {
        Some(name) => Reader::open(name, options),
        None => Err(Error::Argument("cannot open a capture file: neither fname nor fd is given".into())),
    }
}

/// Delivers the state of the section to the platform.
fn hand_over(own: &mut Savefile) {
    let Some(reader) = &mut own.reader else { return };
    let snapshot = reader.take_snapshot();
    if let Some(platform) = own.platform.get() {
        deliver(platform, &snapshot, own.common.lasterr);
    }
}

extern "C" fn close(engine: scap_engine_handle) -> i32 {
    on(engine, |own| {
        own.reader = None;
        SUCCESS
    })
}

extern "C" fn next(
    engine: scap_engine_handle,
    pevent: Out<*mut ppm_evt_hdr>,
    pdevid: Out<u16>,
    pflags: Out<u32>,
) -> i32 {
    reading(engine, "read", |reader, common| {
        match reader.advance()? {
            Advance::Event => {
                let Some(record) = reader.current() else { return Ok(FILTERED_EVENT) };
                return Ok(Places(pevent, pdevid, pflags).put_record(&record));
            }
            Advance::Filtered => return Ok(FILTERED_EVENT),
            Advance::Timeout => return Ok(TIMEOUT),
            Advance::End => {}
        }
        if !reader.has_next_section() {
            return Ok(EOF);
        }
        let text = "the capture continues with another section: restart the capture";
        Ok(common.fail(UNEXPECTED_BLOCK, text))
    })
}

extern "C" fn tell(engine: scap_engine_handle) -> u64 {
    on(engine, |own| own.reader.as_ref().map_or(0, Reader::tell))
}

extern "C" fn seek(engine: scap_engine_handle, offset: u64) {
    on(engine, |own| {
        if let Some(reader) = &mut own.reader
            && let Err(error) = reader.seek(offset)
        {
            failed(own.common, &error);
        }
    });
}

extern "C" fn restart(main: Shared<scap_t>) -> i32 {
    let rc = reading(engine_of(main), "restart", |reader, common| {
        if reader.next_section()? {
            return Ok(SUCCESS);
        }
        Ok(common.fail(FAILURE, "cannot restart the capture: it has no other section"))
    });
    if rc != SUCCESS {
        return rc;
    }
    on(engine_of(main), |own| {
        scap_platform_close(own.platform);
        hand_over(own);
        SUCCESS
    })
}

extern "C" fn stored_offset(engine: scap_engine_handle) -> i64 {
    on(engine, |own| own.reader.as_ref().map_or(-1, |reader| reader.stored_offset() as i64))
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
    alloc_handle: Some(engine::alloc::<Savefile>),
    init: Some(init),
    free_handle: Some(engine::free::<Savefile>),
    close: Some(close),
    next: Some(next),
    ..NOOP
};
