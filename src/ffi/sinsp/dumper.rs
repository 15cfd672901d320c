// SPDX-License-Identifier: Apache-2.0
//! Writing capture files.

use super::event::sinsp_event_t;
use super::inspector::sinsp_inspector_t;
use super::text::sinsp_text;
use crate::error::{Error, Result};
use crate::ffi::door::{self, CText, Caller, Handle, LastError};
use crate::ffi::result::{FAILURE, SUCCESS};
use crate::savefile::{Compression, Writer};
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::BorrowedFd;
use std::path::Path;
use std::ptr;

/// A capture file that is being written.
pub struct sinsp_dumper_t {
    writer: Option<Writer>,
    events: u64,
    error: LastError,
}

const NOTHING_OPEN: &str = "cannot write a capture file: no source of events is open";

impl Handle for sinsp_dumper_t {
    type Owner = Caller;

    fn report(&self, text: &str) -> bool {
        self.error.set(text);
        true
    }
}

impl sinsp_dumper_t {
    fn done(&self, outcome: Result<()>) -> i32 {
        let Err(error) = outcome else { return SUCCESS };
        self.error.set(&error.to_string());
        FAILURE
    }

    fn writer(&mut self) -> Result<&mut Writer> {
        self.writer.as_mut().ok_or_else(|| Error::Argument("the capture file is closed".to_owned()))
    }
}

fn made(inspector: &sinsp_inspector_t, writer: Result<Writer>) -> *mut sinsp_dumper_t {
    let begun = writer.and_then(|mut writer| match inspector.open() {
        Some(open) => open.write_state(&mut writer).map(|()| writer),
        None => Err(Error::Argument(NOTHING_OPEN.to_owned())),
    });
    match begun {
        Ok(writer) => {
            door::into_c(sinsp_dumper_t { writer: Some(writer), events: 0, error: LastError::default() })
        }
        Err(error) => inspector.fail(ptr::null_mut(), &error.to_string()),
    }
}

fn compression(compress: bool) -> Compression {
    if compress { Compression::Gzip } else { Compression::None }
}

/// Begins a capture file with the machine as the inspector knows it now. NULL when it cannot be written or nothing is
/// open: `sinsp_last_error` says why. Close it with `sinsp_dumper_close`; it does not need the inspector any more.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_dumper_open(
    inspector: Option<&mut sinsp_inspector_t>,
    path: CText,
    compress: bool,
) -> *mut sinsp_dumper_t {
    door::enter(inspector, |inspector| {
        let Some(path) = path.path() else { return inspector.fail(ptr::null_mut(), "path is NULL") };
        if inspector.open().is_none() {
            return inspector.fail(ptr::null_mut(), NOTHING_OPEN);
        }
        made(inspector, Writer::create(path, compression(compress)))
    })
}

/// As `sinsp_dumper_open`, into an open descriptor from where it stands. The descriptor stays the caller's.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_dumper_open_fd(
    inspector: Option<&mut sinsp_inspector_t>,
    fd: i32,
    compress: bool,
) -> *mut sinsp_dumper_t {
    door::enter(inspector, |inspector| {
        let name = format!("descriptor {fd}");
        if fd < 0 {
            return inspector.fail(ptr::null_mut(), &format!("cannot write to {name}"));
        }
        // SAFETY: it is only copied; an invalid descriptor is an error.
        let copy = unsafe { BorrowedFd::borrow_raw(fd) }.try_clone_to_owned();
        let path = Path::new(&name);
        let writer = match copy {
            Ok(copy) => Writer::from_file(File::from(copy), path, compression(compress)),
            Err(source) => Err(Error::Io { action: "cannot write to", path: path.to_path_buf(), source }),
        };
        made(inspector, writer)
    })
}

/// Memory of the caller. Takes a block as a whole or not at all.
#[derive(Clone, Copy)]
struct Memory {
    target: *mut u8,
    used: usize,
    size: usize,
}

// SAFETY: a caller that passes memory to a dumper leaves it to the dumper, whichever thread uses that.
unsafe impl Send for Memory {}

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let (len, Memory { used, size, .. }) = (bytes.len(), *self);
        if len > size - used {
            let text = format!("{len} bytes are too many: {used} of {size} bytes are in use");
            return Err(io::Error::new(io::ErrorKind::StorageFull, text));
        }
        // SAFETY: there is space, and the source is ours.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), self.target.add(used), len) };
        self.used += len;
        Ok(len)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// As `sinsp_dumper_open`, into `size` bytes of memory, not compressed: the first `sinsp_dumper_written_bytes` of it
/// are the capture so far. A block that it has no room for is not begun: NULL for those in front of all events, and
/// `sinsp_dumper_dump` fails for an event; smaller ones may still go in. The memory stays the caller's, who leaves it
/// alone until the dumper is closed.
///
/// # Safety
/// `memory` is NULL or has `size` bytes until the dumper is closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_dumper_open_memory(
    inspector: Option<&mut sinsp_inspector_t>,
    memory: *mut u8,
    size: usize,
) -> *mut sinsp_dumper_t {
    door::enter(inspector, |inspector| {
        if memory.is_null() {
            return inspector.fail(ptr::null_mut(), "cannot write a capture into memory: it is NULL");
        }
        let memory = Memory { target: memory, used: 0, size };
        made(inspector, Writer::from_sink(Box::new(memory), Path::new("memory")))
    })
}

/// Writes an event. `SCAP_SUCCESS` or `SCAP_FAILURE`: `sinsp_dumper_last_error` says why.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_dumper_dump(
    dumper: Option<&mut sinsp_dumper_t>,
    event: Option<&sinsp_event_t>,
) -> i32 {
    door::enter((dumper, event), |(dumper, event)| {
        let outcome = event.recorded(|event, cpu, flags| dumper.writer()?.record(event, cpu, flags));
        match outcome {
            Some(outcome) => {
                dumper.events += u64::from(outcome.is_ok());
                dumper.done(outcome)
            }
            None => dumper.done(Err(Error::Argument("there is no event to write".to_owned()))),
        }
    })
}

/// Brings everything written so far into the file, such that a reader gets all of it. As `sinsp_dumper_dump`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_dumper_flush(dumper: Option<&mut sinsp_dumper_t>) -> i32 {
    door::enter(dumper, |dumper| {
        let outcome = dumper.writer().and_then(Writer::flush);
        dumper.done(outcome)
    })
}

/// Bytes of the file as it is stored; those of a compressed file lag behind.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_dumper_written_bytes(dumper: Option<&sinsp_dumper_t>) -> u64 {
    door::enter(dumper, |dumper| dumper.writer.iter().map(Writer::stored).sum())
}

/// Events written so far.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_dumper_written_events(dumper: Option<&sinsp_dumper_t>) -> u64 {
    door::enter(dumper, |dumper| dumper.events)
}

/// The text of the last failed call on this dumper; empty when none failed. A NUL follows it. Valid until the next call
/// that fails.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_dumper_last_error(dumper: Option<&sinsp_dumper_t>) -> sinsp_text {
    door::enter((), |()| match dumper {
        Some(dumper) => sinsp_text::from(&dumper.error),
        None => sinsp_text::terminated(b"dumper is NULL\0"),
    })
}

/// Ends the file and frees the dumper. `SCAP_FAILURE` when its last bytes could not be written. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_dumper_close(dumper: Option<Box<sinsp_dumper_t>>) -> i32 {
    door::enter((), |()| match dumper.and_then(|mut dumper| dumper.writer.take()).map(Writer::finish) {
        Some(Err(_)) => FAILURE,
        _ => SUCCESS,
    })
}
