//! Printing to the standard output, for debugging (C: libscap/scap_print.h).

mod event;
mod fd;
mod thread;

use crate::ffi::abi::event::ppm_evt_hdr;
use crate::ffi::abi::thread::{scap_fdinfo, scap_threadinfo};
use crate::ffi::guard;

unsafe extern "C" {
    /// The C library's own stream, so that our lines and the program's come out in order.
    static stdout: *mut libc::FILE;
}

fn put(text: &[u8]) {
    // SAFETY: the stream is open from the start of the program; the bytes are as many as stated.
    unsafe { libc::fwrite(text.as_ptr().cast(), 1, text.len(), stdout) };
}

/// Prints an event; `i` is a scap_print_evt_info and tells how much of it.
///
/// # Safety
/// `ev` is NULL or has as many bytes as its header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_print_event(ev: *mut ppm_evt_hdr, i: scap_print_evt_info) {
    if ev.is_null() {
        return put(b"----------------------- EVENT (NULL)\n");
    }
    // SAFETY: as the caller promises.
    let bytes = unsafe { crate::ffi::scap_event::bytes(ev) };
    guard::or((), || put(&event::render(bytes, i)));
}

/// Prints a thread.
///
/// # Safety
/// `tinfo` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_print_threadinfo(tinfo: *const scap_threadinfo) {
    // SAFETY: as the caller promises.
    match unsafe { tinfo.as_ref() } {
        None => put(b"----------------------- THREADINFO (NULL)\n"),
        Some(tinfo) => guard::or((), || put(&thread::render(tinfo))),
    }
}

/// Prints an fd.
///
/// # Safety
/// `fdi` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_print_fdinfo(fdi: *const scap_fdinfo) {
    // SAFETY: as the caller promises.
    match unsafe { fdi.as_ref() } {
        None => put(b"----------------------- FDINFO (NULL)\n"),
        Some(fdi) => guard::or((), || put(&fd::render(fdi))),
    }
}

/// How much of an event is printed, by its number.
#[allow(non_camel_case_types, reason = "this is the C name")]
pub type scap_print_evt_info = u32;
