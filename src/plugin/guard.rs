// SPDX-License-Identifier: Apache-2.0
//! The call of a plugin's `init` such that a crash in it is an error of this plugin only.

use super::abi::{InitInput, Opaque, Rc};
use parking_lot::Mutex;
use std::ffi::c_int;

type Init = unsafe extern "C" fn(*const InitInput, *mut Rc) -> Opaque;

unsafe extern "C" {
    /// In guard.c.
    fn syscap_plugin_guarded_init(
        init: Init,
        input: *const InitInput,
        rc: *mut Rc,
        crash: *mut c_int,
    ) -> Opaque;
}

/// Handlers of signals are the process's: they are set for one call at a time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Calls `init`; the error is the signal that ended it.
///
/// # Safety
/// `init` is a function of a plugin, the input and what it leads to outlive the call.
pub(super) unsafe fn call(init: Init, input: *const InitInput, rc: &mut Rc) -> Result<Opaque, &'static str> {
    let _alone = ONE_AT_A_TIME.lock();
    let mut crash = 0;
    // SAFETY: as the caller promises. A jump out of the call passes frames of C only: those of this library that the
    // plugin called back hold no locks when the plugin's own code runs.
    let state = unsafe { syscap_plugin_guarded_init(init, input, rc, &raw mut crash) };
    match crash {
        0 => Ok(state),
        libc::SIGSEGV => Err("SIGSEGV: access to unmapped memory"),
        libc::SIGBUS => Err("SIGBUS: access to memory that cannot be read"),
        libc::SIGFPE => Err("SIGFPE: arithmetic error such as a division by zero"),
        libc::SIGILL => Err("SIGILL: invalid instruction"),
        _ => Err("SIGABRT: it called abort() or did not catch an exception"),
    }
}
