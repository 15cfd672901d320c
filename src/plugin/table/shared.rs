// SPDX-License-Identifier: Apache-2.0
//! What the plugins of one inspector share.

use super::defined::Defined;
use super::failure::Failure;
use super::foreign::Foreign;
use crate::plugin::routines::Pool;
use crate::state::State;
use parking_lot::Mutex;
use std::ptr;
use std::sync::Arc;

/// What the plugins of one inspector share.
#[derive(Default)]
pub(in crate::plugin) struct Shared {
    loan: Mutex<Loan>,
    pub(in crate::plugin) defined: Mutex<Defined>,
    pub(super) foreign: Mutex<Vec<Arc<Foreign>>>,
    pub(super) log: Mutex<Option<Log>>,
    /// Borrowed while no source is open, by plugins that start and by the program.
    pub(super) idle: Mutex<State>,
    pub(in crate::plugin) pool: Pool,
}

/// Receives log messages of plugins: the severity as in the plugin API, and a sentence. Called from any thread.
pub type Log = Box<dyn Fn(i32, &str) + Send>;

/// The state, while it is borrowed.
struct Loan {
    state: *mut State,
    /// False while others read the state, too.
    writable: bool,
}

impl Default for Loan {
    fn default() -> Self {
        Loan { state: ptr::null_mut(), writable: false }
    }
}

// SAFETY: the pointer is used under the lock only, and leads to a state that its owner does not touch meanwhile.
unsafe impl Send for Loan {}

/// Ends the loan when the call is over, even by a panic.
struct LoanEnd<'w> {
    shared: &'w Shared,
    before: Loan,
}

impl Drop for LoanEnd<'_> {
    fn drop(&mut self) {
        let mut loan = self.shared.loan.lock();
        *loan = Loan { state: self.before.state, writable: self.before.writable };
    }
}

impl Shared {
    /// Sets the receiver of log messages of plugins.
    pub(in crate::plugin) fn set_log(&self, log: Option<Log>) {
        *self.log.lock() = log;
    }

    pub(in crate::plugin) fn say(&self, severity: i32, text: &str) {
        if let Some(log) = self.log.lock().as_ref() {
            log(severity, text);
        }
    }

    fn lend_pointer<R>(&self, state: *mut State, writable: bool, call: impl FnOnce() -> R) -> R {
        let before = std::mem::replace(&mut *self.loan.lock(), Loan { state, writable });
        let _end = LoanEnd { shared: self, before };
        call()
    }

    /// Lends the state for the duration of a call.
    pub(in crate::plugin) fn lend<R>(&self, state: &mut State, call: impl FnOnce() -> R) -> R {
        self.lend_pointer(state, true, call)
    }

    /// As [`Shared::lend`], to be read only.
    pub(in crate::plugin) fn lend_shared<R>(&self, state: &State, call: impl FnOnce() -> R) -> R {
        self.lend_pointer(ptr::from_ref(state).cast_mut(), false, call)
    }

    /// True while some call has the state.
    pub(super) fn is_lent(&self) -> bool {
        !self.loan.lock().state.is_null()
    }

    /// Lends an empty state, unless one is borrowed already.
    pub(in crate::plugin) fn lend_idle<R>(&self, call: impl FnOnce() -> R) -> R {
        if self.is_lent() {
            return call();
        }
        let mut idle = self.idle.lock();
        self.lend(&mut idle, call)
    }

    /// Reads the borrowed state.
    pub(super) fn read<R>(&self, operation: impl FnOnce(&State) -> Result<R, Failure>) -> Result<R, Failure> {
        let loan = self.loan.lock();
        // SAFETY: while it is borrowed, the state exists, and is changed under the lock only.
        match unsafe { loan.state.as_ref() } {
            Some(state) => operation(state),
            None => Err("tables can be used only while the host calls the plugin".into()),
        }
    }

    /// Changes the borrowed state.
    pub(super) fn change<R>(
        &self,
        operation: impl FnOnce(&mut State) -> Result<R, Failure>,
    ) -> Result<R, Failure> {
        let loan = self.loan.lock();
        if !loan.writable && !loan.state.is_null() {
            return Err("tables cannot be changed while fields are read".into());
        }
        // SAFETY: as in `read`; borrowed mutably, nobody else reads it.
        match unsafe { loan.state.as_mut() } {
            Some(state) => operation(state),
            None => Err("tables can be used only while the host calls the plugin".into()),
        }
    }

    /// Forgets the tables of a plugin that is removed.
    pub(in crate::plugin) fn forget_tables_of(&self, plugin: &str) {
        self.foreign.lock().retain(|table| table.plugin != plugin);
    }
}
