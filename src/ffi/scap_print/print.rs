// SPDX-License-Identifier: Apache-2.0
//! Printing to the standard output, for debugging (C: libscap/scap_print.h).

use super::{fd, thread};
use crate::ffi::abi::thread::{scap_fdinfo, scap_threadinfo};
use crate::ffi::door::{self, EventPtrMut};
use crate::format::raw_event;

unsafe extern "C" {
    /// The C library's own stream, so that our lines and the program's come out in order.
    static stdout: *mut libc::FILE;
}

fn put(text: &[u8]) {
    // SAFETY: the stream is open from the start of the program; the bytes are as many as stated.
    unsafe { libc::fwrite(text.as_ptr().cast(), 1, text.len(), stdout) };
}

/// Prints an event; `i` is a scap_print_evt_info and says how much of it.
#[unsafe(no_mangle)]
pub extern "C" fn scap_print_event(ev: EventPtrMut, i: scap_print_evt_info) {
    door::enter((), |()| match ev.bytes() {
        None => put(b"----------------------- EVENT (NULL)\n"),
        Some(bytes) => put(&raw_event::render(bytes, i)),
    });
}

/// Prints a thread.
#[unsafe(no_mangle)]
pub extern "C" fn scap_print_threadinfo(tinfo: Option<&scap_threadinfo>) {
    door::enter((), |()| match tinfo {
        None => put(b"----------------------- THREADINFO (NULL)\n"),
        Some(tinfo) => put(&thread::render(tinfo)),
    });
}

/// Prints an fd.
#[unsafe(no_mangle)]
pub extern "C" fn scap_print_fdinfo(fdi: Option<&scap_fdinfo>) {
    door::enter((), |()| match fdi {
        None => put(b"----------------------- FDINFO (NULL)\n"),
        Some(fdi) => put(&fd::render(fdi)),
    });
}

/// Level of detail of a printed event.
#[allow(non_camel_case_types, reason = "this is the C name")]
pub type scap_print_evt_info = u32;
