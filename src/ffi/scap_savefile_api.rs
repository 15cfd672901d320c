//! Writing capture files (C: libscap/scap_savefile_api.h).

use super::abi::dumper::scap_dumper_t;
use super::abi::event::ppm_evt_hdr;
use super::abi::platform::scap_platform;
use super::abi::thread::scap_threadinfo;
use super::result::{FAILURE, SUCCESS};
use super::scap_dumper::{FILE, MANAGED, MEMORY, alloc, memory_size, put, setup, thread_fds, writer};
use super::{guard, memory, records, scap_event};
use crate::error::{Error, Result};
use crate::savefile::write::{event_block, fd_block, process_block, process_entry};
use crate::savefile::{Compression, Writer};
use std::ffi::{OsStr, c_char, c_int};
use std::fs::File;
use std::os::fd::FromRawFd;
use std::os::unix::ffi::OsStrExt;
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
        _ => Err(Error::Usage(format!("cannot write a capture: compression mode {mode} is not known"))),
    }
}

/// Runs a call on a dumper; a failure's text goes to the dumper.
///
/// # Safety
/// `d` is NULL or valid.
unsafe fn on(d: *mut scap_dumper_t, call: impl FnOnce(&mut scap_dumper_t) -> Result<()>) -> i32 {
    // SAFETY: as the caller promises.
    let Some(dumper) = (unsafe { d.as_mut() }) else { return FAILURE };
    let outcome =
        guard::or(Err(Error::Usage("cannot write the capture: internal error".into())), || call(dumper));
    match outcome {
        Ok(()) => SUCCESS,
        Err(error) => {
            guard::put_text(records::field(&mut dumper.m_lasterr), error.to_string().as_bytes());
            FAILURE
        }
    }
}

/// Makes a dumper around what `open` opens, and writes the state.
///
/// # Safety
/// `platform` is NULL or valid; `lasterr` is NULL or has 256 bytes.
unsafe fn open_writer(
    platform: *mut scap_platform,
    lasterr: *mut c_char,
    open: impl FnOnce() -> Result<Writer>,
) -> *mut scap_dumper_t {
    let opened = guard::or(Err(Error::Usage("cannot write the capture: internal error".into())), open);
    let outcome = opened.and_then(|writer| {
        let dumper = alloc(FILE, ptr::null_mut(), 0)?;
        // SAFETY: just made; the platform is as the caller promises.
        unsafe {
            (*dumper).m_f = Box::into_raw(Box::new(writer)).cast();
            setup(dumper, platform).inspect_err(|_| scap_dump_close(dumper))?;
        }
        Ok(dumper)
    });
    // SAFETY: as the caller promises.
    outcome.unwrap_or_else(|error| unsafe {
        guard::write_error(lasterr, &error.to_string());
        ptr::null_mut()
    })
}

/// Makes a capture file and writes the state that the platform knows; `-` is the standard output. NULL with a text in `lasterr`. Ends with scap_dump_close().
///
/// # Safety
/// Each pointer is NULL or valid; `lasterr` has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_dump_open(
    platform: *mut scap_platform,
    fname: *const c_char,
    compress: compression_mode,
    lasterr: *mut c_char,
) -> *mut scap_dumper_t {
    // SAFETY: as the caller promises.
    unsafe {
        open_writer(platform, lasterr, || {
            let compression = compression(compress)?;
            match guard::bytes_of(fname) {
                None => Err(Error::Usage("cannot write a capture: no file name is given".into())),
                Some(b"-") => {
                    let fd = libc::dup(libc::STDOUT_FILENO);
                    from_fd(fd, "standard output", compression)
                }
                Some(name) => Writer::create(Path::new(OsStr::from_bytes(name)), compression),
            }
        })
    }
}

/// # Safety
/// The file behind `fd` is given away.
unsafe fn from_fd(fd: c_int, name: &str, compression: Compression) -> Result<Writer> {
    // SAFETY: asking for the flags of a descriptor harms nothing.
    if fd < 0 || unsafe { libc::fcntl(fd, libc::F_GETFD) } < 0 {
        return Err(Error::Usage(format!("cannot write a capture to {name}: it is not open")));
    }
    // SAFETY: the descriptor is open, and the consumer gives it away.
    let file = unsafe { File::from_raw_fd(fd) };
    Writer::from_file(file, Path::new(name), compression)
}

/// The same for an open file, which the dumper takes over. Nothing is scanned, so `skip_proc_scan` makes no difference.
///
/// # Safety
/// Each pointer is NULL or valid; `lasterr` has 256 bytes; the file behind `fd` is given away.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_dump_open_fd(
    platform: *mut scap_platform,
    fd: c_int,
    compress: compression_mode,
    skip_proc_scan: bool,
    lasterr: *mut c_char,
) -> *mut scap_dumper_t {
    let _ = skip_proc_scan;
    // SAFETY: as the caller promises.
    unsafe {
        open_writer(platform, lasterr, || from_fd(fd, &format!("descriptor {fd}"), compression(compress)?))
    }
}

/// The same into memory of the caller, `targetbufsize` bytes at `targetbuf`.
///
/// # Safety
/// Each pointer is NULL or valid; `lasterr` has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_memory_dump_open(
    platform: *mut scap_platform,
    targetbuf: *mut u8,
    targetbufsize: u64,
    lasterr: *mut c_char,
) -> *mut scap_dumper_t {
    let size = if targetbuf.is_null() { 0 } else { targetbufsize as usize };
    // SAFETY: as the caller promises.
    unsafe {
        let outcome = alloc(MEMORY, targetbuf, size).and_then(|dumper| {
            setup(dumper, platform).inspect_err(|_| scap_dump_close(dumper))?;
            Ok(dumper)
        });
        outcome.unwrap_or_else(|error| {
            guard::write_error(lasterr, &error.to_string());
            ptr::null_mut()
        })
    }
}

/// Makes a dumper that writes into memory of its own, without any state; NULL when out of memory.
#[unsafe(no_mangle)]
pub extern "C" fn scap_managedbuf_dump_create() -> *mut scap_dumper_t {
    let buffer = memory::bytes(MANAGED_SIZE);
    if buffer.is_null() {
        return ptr::null_mut();
    }
    alloc(MANAGED, buffer, MANAGED_SIZE).unwrap_or_else(|_| {
        // SAFETY: just made.
        unsafe { memory::free(buffer) };
        ptr::null_mut()
    })
}

/// Finishes the file and frees the dumper; NULL is allowed.
///
/// # Safety
/// `d` is NULL or a dumper that is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_dump_close(d: *mut scap_dumper_t) {
    // SAFETY: as the caller promises; a file's dumper holds its boxed writer.
    unsafe {
        if d.is_null() {
            return;
        }
        match (*d).m_type {
            FILE if !(*d).m_f.is_null() => {
                let writer = (*d).m_f.cast::<Writer>();
                guard::or((), || drop(Box::from_raw(writer)));
            }
            MANAGED => memory::free((*d).m_targetbuf),
            _ => {}
        }
        memory::free(d);
    }
}

/// Writes out what is still buffered, such that readers get all of it.
///
/// # Safety
/// `d` is NULL or a dumper.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_dump_flush(d: *mut scap_dumper_t) {
    // SAFETY: as the caller promises.
    unsafe { on(d, |dumper| writer(dumper).map_or(Ok(()), Writer::flush)) };
}

/// Bytes that the file has, after compression; in memory, those written.
///
/// # Safety
/// `d` is NULL or a dumper.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_dump_get_offset(d: *mut scap_dumper_t) -> i64 {
    // SAFETY: as the caller promises.
    let Some(dumper) = (unsafe { d.as_mut() }) else { return -1 };
    let in_memory = memory_size(dumper);
    writer(dumper).map_or(in_memory, |writer| writer.stored()) as i64
}

/// Bytes written, before compression.
///
/// # Safety
/// `d` is NULL or a dumper.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_dump_ftell(d: *mut scap_dumper_t) -> i64 {
    // SAFETY: as the caller promises.
    let Some(dumper) = (unsafe { d.as_mut() }) else { return -1 };
    let in_memory = memory_size(dumper);
    writer(dumper).map_or(in_memory, |writer| writer.tell()) as i64
}

/// Writes an event with the CPU it came from and its scap_dump_flags.
///
/// # Safety
/// `d` is NULL or a dumper; `e` is NULL or has as many bytes as its header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_dump(
    d: *mut scap_dumper_t,
    e: *mut ppm_evt_hdr,
    cpuid: u16,
    flags: u32,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        on(d, |dumper| {
            if e.is_null() {
                return Err(Error::Usage("cannot write an event: it is NULL".into()));
            }
            let event = scap_event::bytes(e);
            match writer(dumper) {
                Some(writer) => writer.event(event, cpuid, flags),
                None => put(dumper, |out| event_block(out, event, cpuid, flags)),
            }
        })
    }
}

/// Text of the last error; the dumper's.
///
/// # Safety
/// `d` is NULL or a dumper.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_dump_getlasterr(d: *mut scap_dumper_t) -> *const c_char {
    if d.is_null() {
        return c"the dumper is NULL".as_ptr();
    }
    // SAFETY: as the caller promises.
    unsafe { (&raw const (*d).m_lasterr).cast() }
}

/// Where a dumper into memory writes its next byte.
///
/// # Safety
/// `d` is NULL or a dumper.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_get_memorydumper_curpos(d: *mut scap_dumper_t) -> *mut u8 {
    // SAFETY: as the caller promises.
    unsafe { d.as_ref() }.map_or(ptr::null_mut(), |dumper| dumper.m_targetbufcurpos)
}

/// Writes the fds of a thread.
///
/// # Safety
/// Each pointer is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_write_proc_fds(d: *mut scap_dumper_t, tinfo: *mut scap_threadinfo) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        on(d, |dumper| {
            if tinfo.is_null() {
                return Err(Error::Usage("cannot write descriptors: the thread is NULL".into()));
            }
            let fds = thread_fds(tinfo);
            put(dumper, |out| fd_block(out, (*tinfo).tid, &fds))
        })
    }
}

/// Makes a dumper that collects threads, for scap_write_proclist_end(); NULL when out of memory.
#[unsafe(no_mangle)]
pub extern "C" fn scap_write_proclist_begin() -> *mut scap_dumper_t {
    scap_managedbuf_dump_create()
}

/// The bytes of some pieces one after the other.
///
/// # Safety
/// `pieces` is NULL or holds `count` readable pieces.
unsafe fn joined(pieces: *const iovec, count: c_int) -> Vec<u8> {
    let mut bytes = Vec::new();
    if pieces.is_null() {
        return bytes;
    }
    for index in 0..count.max(0) as usize {
        // SAFETY: as the caller promises.
        unsafe {
            let piece = &*pieces.add(index);
            if !piece.iov_base.is_null() {
                bytes.extend_from_slice(std::slice::from_raw_parts(
                    piece.iov_base.cast::<u8>(),
                    piece.iov_len,
                ));
            }
        }
    }
    bytes
}

/// Writes a thread whose texts are given beside `tinfo`; `*len` receives the bytes written.
///
/// # Safety
/// Each pointer is NULL or valid; each array has as many entries as stated.
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments, reason = "the C interface has them")]
pub unsafe extern "C" fn scap_write_proclist_entry_bufs(
    d: *mut scap_dumper_t,
    tinfo: *mut scap_threadinfo,
    len: *mut u32,
    comm: *const c_char,
    exe: *const c_char,
    exepath: *const c_char,
    args: *const iovec,
    argscnt: c_int,
    envs: *const iovec,
    envscnt: c_int,
    cwd: *const c_char,
    cgroups: *const iovec,
    cgroupscnt: c_int,
    root: *const c_char,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        on(d, |dumper| {
            if tinfo.is_null() {
                return Err(Error::Usage("cannot write a thread: it is NULL".into()));
            }
            let text = |text| guard::bytes_of(text).unwrap_or_default().to_vec();
            let mut record = records::thread_record(&*tinfo);
            record.comm = text(comm);
            record.exe = text(exe);
            record.exepath = text(exepath);
            record.cwd = text(cwd);
            record.root = text(root);
            record.args = joined(args, argscnt);
            record.env = joined(envs, envscnt);
            record.cgroups = joined(cgroups, cgroupscnt);
            let mut entry = Vec::new();
            process_entry(&mut entry, &record);
            if !len.is_null() {
                len.write(entry.len() as u32);
            }
            put(dumper, |out| out.append(&mut entry))
        })
    }
}

/// Writes the threads collected in `proclist_dumper`, `totlen` bytes, and frees that dumper.
///
/// # Safety
/// Each pointer is NULL or a dumper; `proclist_dumper` is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_write_proclist_end(
    d: *mut scap_dumper_t,
    proclist_dumper: *mut scap_dumper_t,
    totlen: u32,
) -> c_int {
    // SAFETY: as the caller promises.
    unsafe {
        let rc = on(d, |dumper| {
            let collected = proclist_dumper.as_ref().map_or(0, memory_size);
            if u64::from(totlen) > collected {
                let text = format!("cannot write {totlen} bytes of threads: {collected} were collected");
                return Err(Error::Usage(text));
            }
            if totlen == 0 {
                return put(dumper, |out| process_block(out, &[]));
            }
            let entries = std::slice::from_raw_parts((*proclist_dumper).m_targetbuf, totlen as usize);
            put(dumper, |out| process_block(out, entries))
        });
        scap_dump_close(proclist_dumper);
        rc
    }
}
