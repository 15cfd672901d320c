// SPDX-License-Identifier: Apache-2.0
//! Writing capture files (C: libscap/scap_savefile_api.h).

use super::abi::dumper::scap_dumper_t;
use super::abi::platform::scap_platform;
use super::abi::thread::scap_threadinfo;
use super::door::{self, CText, ErrorBuffer, EventPtrMut, Out, Shared, Slice, malloc};
use super::records;
use super::result::{FAILURE, SUCCESS};
use super::scap_dumper::{
    FILE, FileWriter, MANAGED, MEMORY, alloc, memory_size, put, setup, thread_fds, writer,
};
use crate::error::{Error, Result};
use crate::savefile::write::{event_block, fd_block, process_block, process_entry};
use crate::savefile::{Compression, Writer};
use std::ffi::{c_char, c_int};
use std::fs::File;
use std::os::fd::FromRawFd;
use std::path::Path;
use std::ptr;

/// How a capture file is compressed, by its number.
#[allow(non_camel_case_types, reason = "this is the C name")]
pub type compression_mode = u32;

/// Bytes of a dumper's own memory at first.
const MANAGED_SIZE: usize = 3 << 20;

use libc::iovec;

fn compression(mode: compression_mode) -> Result<Compression> {
    match mode {
        0 => Ok(Compression::None),
        1 => Ok(Compression::Gzip),
        _ => Err(Error::Argument(format!("cannot write a capture: compression mode {mode} is not known"))),
    }
}

/// Runs a call on a dumper; a failure's text goes to the dumper.
fn on(d: Option<&mut scap_dumper_t>, call: impl FnOnce(&mut scap_dumper_t) -> Result<()>) -> i32 {
    door::enter(d, |dumper| match call(dumper) {
        Ok(()) => SUCCESS,
        Err(error) => dumper.error().fail(FAILURE, &error.to_string()),
    })
}

/// Makes a dumper, and writes the state; NULL with a text in the error buffer.
///
/// # Safety
/// The lists of the platform are as long as they say.
unsafe fn opened(
    platform: Shared<scap_platform>,
    lasterr: ErrorBuffer,
    open: impl FnOnce() -> Result<*mut scap_dumper_t>,
) -> *mut scap_dumper_t {
    door::enter(lasterr, |error| {
        let opened = open().and_then(|place| {
            // SAFETY: just made.
            let written = match unsafe { door::borrow_mut(place) } {
                // SAFETY: the lists of the platform are as long as they say.
                Some(dumper) => unsafe { setup(dumper, platform.get()) },
                None => Ok(()),
            };
            // SAFETY: it is not used any more.
            written.map(|()| place).inspect_err(|_| unsafe { scap_dump_close(place) })
        });
        opened.unwrap_or_else(|wrong| error.fail(ptr::null_mut(), &wrong.to_string()))
    })
}

/// A dumper into a file.
fn into_file(writer: Writer) -> Result<*mut scap_dumper_t> {
    let place = alloc(FILE, ptr::null_mut(), 0)?;
    // SAFETY: just made.
    if let Some(dumper) = unsafe { door::borrow_mut(place) } {
        dumper.m_f = door::into_c(FileWriter(writer)).cast();
    }
    Ok(place)
}

/// Makes a capture file and writes the state that the platform knows; `-` is the standard output. NULL with a text in `lasterr`. Ends with scap_dump_close().
///
/// # Safety
/// The lists of the platform are as long as they say.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_dump_open(
    platform: Shared<scap_platform>,
    fname: CText,
    compress: compression_mode,
    lasterr: ErrorBuffer,
) -> *mut scap_dumper_t {
    let open = || {
        let compression = compression(compress)?;
        let writer = match fname.path() {
            None => return Err(Error::Argument("cannot write a capture: no file name is given".into())),
            Some(name) if name.as_os_str() == "-" => {
                // SAFETY: the descriptor is only copied; the copy is given away.
                unsafe { from_fd(libc::dup(libc::STDOUT_FILENO), "standard output", compression)? }
            }
            Some(name) => Writer::create(name, compression)?,
        };
        into_file(writer)
    };
    // SAFETY: the lists of the platform are as long as they say.
    unsafe { opened(platform, lasterr, open) }
}

/// # Safety
/// Takes ownership of the file of `fd`.
unsafe fn from_fd(fd: c_int, name: &str, compression: Compression) -> Result<Writer> {
    // SAFETY: fcntl() reads the flags of a descriptor and has no other effect.
    if fd < 0 || unsafe { libc::fcntl(fd, libc::F_GETFD) } < 0 {
        return Err(Error::Argument(format!("cannot write a capture to {name}: it is not open")));
    }
    // SAFETY: the descriptor is open, and the consumer passes ownership of it.
    let file = unsafe { File::from_raw_fd(fd) };
    Writer::from_file(file, Path::new(name), compression)
}

/// The same for an open file, which the dumper takes over. Nothing is scanned, so `skip_proc_scan` makes no difference.
///
/// # Safety
/// The lists of the platform are as long as they say; the file behind `fd` is given away.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_dump_open_fd(
    platform: Shared<scap_platform>,
    fd: c_int,
    compress: compression_mode,
    skip_proc_scan: bool,
    lasterr: ErrorBuffer,
) -> *mut scap_dumper_t {
    let _ = skip_proc_scan;
    // SAFETY: the file is given away.
    let open = || into_file(unsafe { from_fd(fd, &format!("descriptor {fd}"), compression(compress)?)? });
    // SAFETY: the lists of the platform are as long as they say.
    unsafe { opened(platform, lasterr, open) }
}

/// The same into memory of the caller, `targetbufsize` bytes at `targetbuf`.
///
/// # Safety
/// The lists of the platform are as long as they say; the memory is the dumper's until that is closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_memory_dump_open(
    platform: Shared<scap_platform>,
    targetbuf: *mut u8,
    targetbufsize: u64,
    lasterr: ErrorBuffer,
) -> *mut scap_dumper_t {
    let size = if targetbuf.is_null() { 0 } else { targetbufsize as usize };
    // SAFETY: the lists of the platform are as long as they say.
    unsafe { opened(platform, lasterr, || alloc(MEMORY, targetbuf, size)) }
}

/// Makes a dumper that writes into memory of its own, without any state; NULL when out of memory.
#[unsafe(no_mangle)]
pub extern "C" fn scap_managedbuf_dump_create() -> *mut scap_dumper_t {
    door::enter((), |()| {
        let buffer = malloc::bytes(MANAGED_SIZE);
        if buffer.is_null() {
            return ptr::null_mut();
        }
        alloc(MANAGED, buffer, MANAGED_SIZE).unwrap_or_else(|_| {
            // SAFETY: just made.
            unsafe { malloc::free(buffer) };
            ptr::null_mut()
        })
    })
}

/// Finishes the file and frees the dumper; NULL is allowed.
///
/// # Safety
/// `d` is NULL or a dumper that is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_dump_close(d: *mut scap_dumper_t) {
    door::enter((), |()| {
        // SAFETY: NULL, or a dumper that is not used any more; that of a file holds its writer.
        unsafe {
            match door::borrow(d) {
                Some(file) if file.m_type == FILE => drop(door::take(file.m_f.cast::<FileWriter>())),
                Some(managed) if managed.m_type == MANAGED => malloc::free(managed.m_targetbuf),
                _ => {}
            }
            malloc::free(d);
        }
    });
}

/// Writes out what is still buffered, such that readers get all of it.
#[unsafe(no_mangle)]
pub extern "C" fn scap_dump_flush(d: Option<&mut scap_dumper_t>) {
    on(d, |dumper| writer(dumper).map_or(Ok(()), Writer::flush));
}

/// Bytes that the file has, after compression; in memory, those written.
#[unsafe(no_mangle)]
pub extern "C" fn scap_dump_get_offset(d: Option<&mut scap_dumper_t>) -> i64 {
    door::enter(d, |dumper| {
        let in_memory = memory_size(dumper);
        writer(dumper).map_or(in_memory, |writer| writer.stored()) as i64
    })
}

/// Bytes written, before compression.
#[unsafe(no_mangle)]
pub extern "C" fn scap_dump_ftell(d: Option<&mut scap_dumper_t>) -> i64 {
    door::enter(d, |dumper| {
        let in_memory = memory_size(dumper);
        writer(dumper).map_or(in_memory, |writer| writer.tell()) as i64
    })
}

/// Writes an event with the CPU it came from and its scap_dump_flags.
#[unsafe(no_mangle)]
pub extern "C" fn scap_dump(d: Option<&mut scap_dumper_t>, e: EventPtrMut, cpuid: u16, flags: u32) -> i32 {
    on(d, |dumper| {
        let Some(event) = e.bytes() else {
            return Err(Error::Argument("cannot write an event: it is NULL".into()));
        };
        match writer(dumper) {
            Some(writer) => writer.event(event, cpuid, flags),
            None => put(dumper, |out| event_block(out, event, cpuid, flags)),
        }
    })
}

/// Text of the last error; the dumper's.
#[unsafe(no_mangle)]
pub extern "C" fn scap_dump_getlasterr(d: Option<&mut scap_dumper_t>) -> *const c_char {
    door::enter((), |()| match d {
        Some(dumper) => dumper.error().place().cast_const(),
        None => door::last_panic(|text| text.as_ptr().cast()).unwrap_or(c"the dumper is NULL".as_ptr()),
    })
}

/// Where a dumper into memory writes its next byte.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_memorydumper_curpos(d: Option<&mut scap_dumper_t>) -> *mut u8 {
    door::enter(d, |dumper| dumper.m_targetbufcurpos)
}

/// Writes the fds of a thread.
///
/// # Safety
/// The table of the thread is consistent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_write_proc_fds(
    d: Option<&mut scap_dumper_t>,
    tinfo: Option<&mut scap_threadinfo>,
) -> i32 {
    on(d, |dumper| {
        let Some(thread) = tinfo else {
            return Err(Error::Argument("cannot write descriptors: the thread is NULL".into()));
        };
        // SAFETY: the table of the thread is consistent.
        let fds = unsafe { thread_fds(thread) };
        put(dumper, |out| fd_block(out, thread.tid, &fds))
    })
}

/// Makes a dumper that collects threads, for scap_write_proclist_end(); NULL when out of memory.
#[unsafe(no_mangle)]
pub extern "C" fn scap_write_proclist_begin() -> *mut scap_dumper_t {
    door::enter((), |()| scap_managedbuf_dump_create())
}

/// The bytes of some pieces one after the other.
///
/// # Safety
/// There are `count` pieces, each readable.
unsafe fn joined(pieces: Slice<iovec>, count: c_int) -> Vec<u8> {
    let mut bytes = Vec::new();
    // SAFETY: there are so many.
    for piece in unsafe { pieces.items(count.max(0) as usize) }.unwrap_or_default() {
        // SAFETY: each is readable.
        let piece = unsafe { Slice::at(piece.iov_base.cast::<u8>()).items(piece.iov_len) };
        bytes.extend_from_slice(piece.unwrap_or_default());
    }
    bytes
}

/// Writes a thread whose texts are given beside `tinfo`; `*len` receives the bytes written.
///
/// # Safety
/// Each array has as many entries as stated.
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments, reason = "the C interface has them")]
pub unsafe extern "C" fn scap_write_proclist_entry_bufs(
    d: Option<&mut scap_dumper_t>,
    tinfo: Option<&mut scap_threadinfo>,
    len: Out<u32>,
    comm: CText,
    exe: CText,
    exepath: CText,
    args: Slice<iovec>,
    argscnt: c_int,
    envs: Slice<iovec>,
    envscnt: c_int,
    cwd: CText,
    cgroups: Slice<iovec>,
    cgroupscnt: c_int,
    root: CText,
) -> i32 {
    on(d, |dumper| {
        let Some(thread) = tinfo else {
            return Err(Error::Argument("cannot write a thread: it is NULL".into()));
        };
        let text = |text: CText| text.bytes().unwrap_or_default().to_vec();
        let mut record = records::thread_record(thread);
        record.comm = text(comm);
        record.exe = text(exe);
        record.exepath = text(exepath);
        record.cwd = text(cwd);
        record.root = text(root);
        // SAFETY: each array has as many entries as stated.
        unsafe {
            record.args = joined(args, argscnt);
            record.env = joined(envs, envscnt);
            record.cgroups = joined(cgroups, cgroupscnt);
        }
        let mut entry = Vec::new();
        process_entry(&mut entry, &record);
        len.put(entry.len() as u32);
        put(dumper, |out| out.append(&mut entry))
    })
}

/// Writes the threads collected in `proclist_dumper`, `totlen` bytes, and frees that dumper.
///
/// # Safety
/// Each pointer is NULL or a dumper; `proclist_dumper` is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_write_proclist_end(
    d: Option<&mut scap_dumper_t>,
    proclist_dumper: *mut scap_dumper_t,
    totlen: u32,
) -> c_int {
    let rc = on(d, |dumper| {
        // SAFETY: NULL, or a dumper other than the first.
        let collected = unsafe { door::borrow(proclist_dumper) };
        let size = collected.map_or(0, memory_size);
        if u64::from(totlen) > size {
            let text = format!("cannot write {totlen} bytes of threads: {size} were collected");
            return Err(Error::Argument(text));
        }
        let place = collected.map_or(ptr::null_mut(), |collected| collected.m_targetbuf);
        // SAFETY: so many bytes and more were written there.
        let entries = unsafe { Slice::at(place).items(totlen as usize) };
        put(dumper, |out| process_block(out, entries.unwrap_or_default()))
    });
    // SAFETY: it is not used any more.
    unsafe { scap_dump_close(proclist_dumper) };
    rc
}
