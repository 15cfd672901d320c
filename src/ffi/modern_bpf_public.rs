// SPDX-License-Identifier: Apache-2.0
//! What live capture offers beyond 0.25.4 (C: libscap/engine/modern_bpf/modern_bpf_public.h).

use super::abi::engine::scap_t;
use super::abi::platform::scap_engine_handle;
use super::door::{self, CText, Shared};
use super::engine_calls::engine;
use super::engines::{live_ready_fd, live_set_scope, live_watch_io_uring, scap_modern_bpf_engine};
use super::result::FAILURE;
use std::ffi::c_int;

/// The engine of a handle where it is the one of live capture; else the error text says what cannot be done.
fn live(handle: &scap_t, what: &str) -> Option<scap_engine_handle> {
    let found = engine(handle);
    let live = found.filter(|(_, table)| std::ptr::eq(*table, &scap_modern_bpf_engine));
    if live.is_none() {
        let why = if found.is_none() { "the handle is not open" } else { "the source is not a live capture" };
        handle.error().write(&format!("cannot {what}: {why}"));
    }
    live.map(|(own, _)| own)
}

/// Limits a live capture to part of the machine, inside of the kernel: "machine" (all of it, as opened), "pidns" (this program's PID namespace), "cgroup=PATH" (a control group of version 2) or "tree=PID" (a process and its descendants). To be called between scap_open() and scap_start_capture().
#[unsafe(no_mangle)]
pub extern "C" fn scap_modern_bpf_set_scope(handle: Shared<scap_t>, scope: CText) -> i32 {
    door::enter(handle, |handle| {
        let Some(own) = live(handle, "set a scope") else { return FAILURE };
        match scope.lossy() {
            Some(scope) => live_set_scope(own, &scope),
            None => handle.error().fail(FAILURE, "cannot set a scope: it is NULL"),
        }
    })
}

/// Also captures operations that programs submit through rings of io_uring, which system calls do not show: as the events of the system calls that would do the same, with bit 16 (0x10000) set in the flags that scap_next() gives. The original ignores that bit in files. To be called between scap_open() and scap_start_capture().
#[unsafe(no_mangle)]
pub extern "C" fn scap_modern_bpf_watch_io_uring(handle: Shared<scap_t>) -> i32 {
    door::enter(handle, |handle| live(handle, "watch io_uring").map_or(FAILURE, live_watch_io_uring))
}

/// A descriptor that becomes readable when it is time to call scap_next(), for poll() and its kind; -1 after a failure. Once it was asked for, scap_next() no longer sleeps where nothing has come. It is the handle's.
#[unsafe(no_mangle)]
pub extern "C" fn scap_modern_bpf_get_ready_fd(handle: Shared<scap_t>) -> c_int {
    door::enter_or(-1, handle, |handle| {
        live(handle, "give a descriptor to wait on").map_or(-1, live_ready_fd)
    })
}
