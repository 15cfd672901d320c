// SPDX-License-Identifier: Apache-2.0
//! When a run ends before its source does: at a time, or on an interrupt.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Steps between two looks at the clock while events keep coming.
const LOOK: u32 = 64;

/// The limits of a run.
#[derive(Debug, Default)]
pub(super) struct Limits {
    deadline: Option<Instant>,
    interrupt: Option<Arc<AtomicBool>>,
    /// False where there is no limit, or it was reached.
    armed: bool,
    steps: u32,
}

impl Limits {
    pub(super) fn set_deadline(&mut self, deadline: Instant) {
        self.deadline = Some(deadline);
        self.armed = true;
    }

    pub(super) fn set_interrupt(&mut self, interrupt: Arc<AtomicBool>) {
        self.interrupt = Some(interrupt);
        self.armed = true;
    }

    /// Looks at the next step, not after the usual number of them: nothing came.
    #[inline]
    pub(super) fn hurry(&mut self) {
        self.steps = LOOK;
    }

    /// True once, when a limit is reached; `steps` were made since the last call.
    #[inline]
    pub(super) fn reached(&mut self, steps: u32) -> bool {
        self.armed && self.look(steps)
    }

    fn look(&mut self, steps: u32) -> bool {
        self.steps = self.steps.saturating_add(steps);
        if self.steps < LOOK {
            return false;
        }
        self.steps = 0;
        let reached = self.interrupt.as_ref().is_some_and(|came| came.load(Ordering::Relaxed))
            || self.deadline.is_some_and(|deadline| Instant::now() >= deadline);
        self.armed = !reached;
        reached
    }
}
