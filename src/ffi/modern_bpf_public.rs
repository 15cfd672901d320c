//! What live capture offers beyond 0.25.4 (C: libscap/engine/modern_bpf/modern_bpf_public.h).

use super::abi::engine::{scap_t, scap_vtable};
use super::engines::{live_ready_fd, live_set_scope, live_watch_io_uring, scap_modern_bpf_engine};
use super::guard;
use super::result::FAILURE;
use super::scap_handle::{engine, fail};
use std::ffi::{c_char, c_int};

/// Limits a live capture to part of the machine, inside of the kernel: "machine" (all of it, as opened), "pidns" (this program's PID namespace), "cgroup=PATH" (a control group of version 2) or "tree=PID" (a process and its descendants). To be called between scap_open() and scap_start_capture().
///
/// # Safety
/// `handle` is NULL or valid; `scope` is NULL or a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_modern_bpf_set_scope(handle: *mut scap_t, scope: *const c_char) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        let Some((own, vtable)) = engine(handle) else {
            return fail(handle, FAILURE, "cannot set a scope: the handle is not open");
        };
        if !std::ptr::eq::<scap_vtable>(vtable, &raw const scap_modern_bpf_engine) {
            return fail(handle, FAILURE, "cannot set a scope: the source is not a live capture");
        }
        match guard::bytes_of(scope) {
            Some(text) => live_set_scope(own, &String::from_utf8_lossy(text)),
            None => fail(handle, FAILURE, "cannot set a scope: it is NULL"),
        }
    }
}

/// Also captures operations that programs submit through rings of io_uring, which system calls do not show: as the events of the system calls that would do the same, with bit 16 (0x10000) set in the flags that scap_next() gives. The original ignores that bit in files. To be called between scap_open() and scap_start_capture().
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_modern_bpf_watch_io_uring(handle: *mut scap_t) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        match engine(handle) {
            Some((own, vtable)) if std::ptr::eq::<scap_vtable>(vtable, &raw const scap_modern_bpf_engine) => {
                live_watch_io_uring(own)
            }
            _ => fail(handle, FAILURE, "cannot watch io_uring: the source is not a live capture"),
        }
    }
}

/// A descriptor that becomes readable when it is time to call scap_next(), for poll() and its kind; -1 after a failure. Once it was asked for, scap_next() no longer sleeps where nothing has come. It is the handle's.
///
/// # Safety
/// `handle` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_modern_bpf_get_ready_fd(handle: *mut scap_t) -> c_int {
    // SAFETY: as the caller promises.
    unsafe {
        match engine(handle) {
            Some((own, vtable)) if std::ptr::eq::<scap_vtable>(vtable, &raw const scap_modern_bpf_engine) => {
                live_ready_fd(own)
            }
            _ => {
                fail(
                    handle,
                    FAILURE,
                    "cannot give a descriptor to wait on: the source is not a live capture",
                );
                -1
            }
        }
    }
}
