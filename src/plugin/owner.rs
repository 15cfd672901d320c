// SPDX-License-Identifier: Apache-2.0
//! The host as a plugin sees it: which plugin calls, what it borrowed, why a call failed.

use super::abi::{Opaque, StateText};
use super::asynchronous::Target;
use super::describe::Description;
use super::table::{Kept, Shared};
use super::text;
use parking_lot::{Mutex, MutexGuard};
use std::cell::Cell;
use std::ffi::{CString, c_char, c_int, c_void};
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, Ordering};

/// One plugin's side of the host. Its address is the plugin's `ss_plugin_owner_t`.
pub(super) struct Owner {
    name: String,
    shared: Arc<Shared>,
    kept: Mutex<Kept>,
    /// The last failures; the newest is reported, and those before it stay for callers that still read them.
    failures: Mutex<Vec<CString>>,
    pub(super) target: Target,
    /// The plugin's state, for the functions that it runs on threads of the host.
    state: AtomicPtr<c_void>,
    /// The plugin's function that returns the error text.
    get_last_error: Option<StateText>,
}

// SAFETY: what is in `kept` is used under its lock; the pointers in it lead to what the owner itself keeps.
unsafe impl Send for Owner {}
// SAFETY: as above.
unsafe impl Sync for Owner {}

/// Failures that are kept.
const FAILURES: usize = 8;

thread_local! {
    /// The plugin that this thread is calling.
    static CALLER: Cell<*const Owner> = const { Cell::new(ptr::null()) };
}

impl Owner {
    pub(super) fn new(
        description: &Description,
        get_last_error: Option<StateText>,
        shared: Arc<Shared>,
    ) -> Owner {
        let target = Target::new(description);
        Owner { get_last_error, ..Owner::named(description.name.clone(), target, shared) }
    }

    /// The program itself, which uses tables as a plugin does.
    pub(super) fn of_program(shared: Arc<Shared>) -> Owner {
        Owner::named("program".into(), Target::none(), shared)
    }

    fn named(name: String, target: Target, shared: Arc<Shared>) -> Owner {
        let state = AtomicPtr::new(ptr::null_mut());
        Owner {
            name,
            shared,
            kept: Mutex::default(),
            failures: Mutex::default(),
            target,
            state,
            get_last_error: None,
        }
    }

    /// The plugin's own text about its last failure.
    pub(super) fn own_error(&self) -> Option<String> {
        let (state, get) = (self.plugin_state()?, self.get_last_error?);
        // SAFETY: a function of the plugin with its own state; the text is copied.
        unsafe { text::copy(get(state)) }.filter(|text| !text.is_empty())
    }

    /// What the plugin receives at its start.
    pub(super) fn handle(&self) -> Opaque {
        ptr::from_ref(self).cast_mut().cast::<c_void>()
    }

    /// Records the state that the plugin's start returned.
    pub(super) fn set_plugin_state(&self, state: Opaque) {
        self.state.store(state, Ordering::Release);
    }

    /// The plugin's state; `None` before it was started.
    pub(super) fn plugin_state(&self) -> Option<Opaque> {
        Some(self.state.load(Ordering::Acquire)).filter(|state| !state.is_null())
    }

    pub(super) fn plugin(&self) -> &str {
        &self.name
    }

    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }

    pub(super) fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock()
    }

    /// Calls the plugin, and releases what it borrowed during the call.
    pub(super) fn during<R>(&self, call: impl FnOnce() -> R) -> R {
        let outcome = self.as_caller(call);
        self.end_call();
        outcome
    }

    /// Failures meanwhile are recorded for this plugin.
    pub(super) fn as_caller<R>(&self, call: impl FnOnce() -> R) -> R {
        let before = CALLER.replace(self);
        let outcome = call();
        CALLER.set(before);
        outcome
    }

    /// The last failure; empty before the first.
    pub(super) fn failure(&self) -> String {
        self.failures.lock().last().map_or_else(String::new, |text| text.to_string_lossy().into_owned())
    }

    /// Releases what the plugin borrowed during one call.
    pub(super) fn end_call(&self) {
        self.kept().end_call();
    }

    /// Records why a call of the plugin failed.
    pub(super) fn fail(&self, what: &str) {
        let mut failures = self.failures.lock();
        if failures.len() == FAILURES {
            failures.remove(0);
        }
        failures.push(CString::new(what.replace('\0', " ")).unwrap_or_default());
    }
}

/// The plugin that this thread is calling.
pub(super) fn caller<'o>() -> Option<&'o Owner> {
    // SAFETY: set while the owner's own call runs.
    unsafe { CALLER.get().as_ref() }
}

/// # Safety
/// `o` is NULL or what [`Owner::handle`] returned, of a plugin that still exists.
pub(super) unsafe fn owner_of<'o>(o: Opaque) -> Option<&'o Owner> {
    // SAFETY: as the caller promises.
    unsafe { o.cast::<Owner>().as_ref() }
}

/// C: `get_owner_last_error`. The text stays while further seven calls fail.
pub(super) unsafe extern "C" fn last_error(o: Opaque) -> *const c_char {
    // SAFETY: as the plugin API demands.
    let Some(owner) = (unsafe { owner_of(o) }) else { return ptr::null() };
    owner.failures.lock().last().map_or(ptr::null(), |text| text.as_ptr())
}

/// C: `log_fn`.
pub(super) unsafe extern "C" fn log(
    o: Opaque,
    component: *const c_char,
    message: *const c_char,
    severity: c_int,
) {
    // SAFETY: as the plugin API demands.
    unsafe {
        let Some(owner) = owner_of(o) else { return };
        let component = text::copy(component).unwrap_or_else(|| owner.name.clone());
        let message = text::copy(message).unwrap_or_default();
        owner.shared.say(severity, &format!("{component}: {message}"));
    }
}
