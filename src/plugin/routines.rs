// SPDX-License-Identifier: Apache-2.0
//! Functions of plugins that run repeatedly on threads of the host.

use super::abi::{FAILURE, Opaque, Rc, RoutineFn, Routines, SUCCESS};
use super::owner::owner_of;
use parking_lot::Mutex;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

pub(super) static ROUTINES: Routines =
    Routines { subscribe: Some(subscribe), unsubscribe: Some(unsubscribe) };

/// The routines of the plugins of one inspector. Each has a thread of its own, which sleeps between two rounds no longer
/// than the scheduler lets it.
#[derive(Default)]
pub(super) struct Pool {
    running: Mutex<Vec<Running>>,
}

struct Running {
    owner: usize,
    ends: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// The arguments of a routine.
struct Call {
    function: RoutineFn,
    plugin: Opaque,
    argument: Opaque,
}

// SAFETY: the plugin passed the pointers to be used on a thread of the host.
unsafe impl Send for Call {}

impl Call {
    /// Runs until the plugin wants no more, or `ends` is set.
    fn run(self, ends: &AtomicBool) {
        while !ends.load(Ordering::Acquire) {
            // SAFETY: a function of the plugin, for this thread.
            if unsafe { (self.function)(self.plugin, self.argument) } == 0 {
                break;
            }
            std::thread::yield_now();
        }
        ends.store(true, Ordering::Release);
    }
}

impl Pool {
    fn subscribe(&self, owner: usize, call: Call) -> Option<Opaque> {
        let ends = Arc::new(AtomicBool::new(false));
        let handle = Arc::as_ptr(&ends).cast_mut().cast();
        let seen = Arc::clone(&ends);
        let thread = std::thread::Builder::new().name("plugin routine".into()).spawn(move || {
            let call = call;
            call.run(&seen);
        });
        let mut running = self.running.lock();
        running.retain(|routine| {
            !routine.ends.load(Ordering::Acquire) || routine.ends.as_ptr().cast() == handle
        });
        running.push(Running { owner, ends, thread: Some(thread.ok()?) });
        Some(handle)
    }

    fn unsubscribe(&self, owner: usize, handle: Opaque) -> bool {
        let found = {
            let mut running = self.running.lock();
            let at = running.iter().position(|routine| {
                routine.owner == owner && ptr::eq(Arc::as_ptr(&routine.ends).cast(), handle)
            });
            at.map(|at| running.swap_remove(at))
        };
        let Some(routine) = found else { return false };
        !routine.ends.swap(true, Ordering::AcqRel)
    }

    /// Number of routines that run.
    pub(super) fn len(&self) -> usize {
        self.running.lock().iter().filter(|routine| !routine.ends.load(Ordering::Acquire)).count()
    }

    /// Ends every routine, and waits for those that run.
    pub(super) fn end_all(&self) {
        let running = std::mem::take(&mut *self.running.lock());
        for routine in &running {
            routine.ends.store(true, Ordering::Release);
        }
        for mut routine in running {
            if let Some(thread) = routine.thread.take() {
                // A routine that panicked has ended, which is all that is needed.
                let _ = thread.join();
            }
        }
    }
}

unsafe extern "C" fn subscribe(o: Opaque, function: Option<RoutineFn>, argument: Opaque) -> Opaque {
    // SAFETY: as the plugin API demands.
    let (Some(owner), Some(function)) = (unsafe { owner_of(o) }, function) else { return ptr::null_mut() };
    let Some(plugin) = owner.plugin_state() else {
        owner.fail("a routine cannot be started before the plugin");
        return ptr::null_mut();
    };
    let call = Call { function, plugin, argument };
    owner.shared().pool.subscribe(o.addr(), call).unwrap_or_else(|| {
        owner.fail("the thread for a routine cannot be started");
        ptr::null_mut()
    })
}

unsafe extern "C" fn unsubscribe(o: Opaque, routine: Opaque) -> Rc {
    // SAFETY: as the plugin API demands.
    let Some(owner) = (unsafe { owner_of(o) }) else { return FAILURE };
    if owner.shared().pool.unsubscribe(o.addr(), routine) {
        return SUCCESS;
    }
    owner.fail("there is no such routine");
    FAILURE
}
