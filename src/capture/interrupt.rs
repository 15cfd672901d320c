//! The user's wish to stop.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

static CAME: AtomicBool = AtomicBool::new(false);

extern "C" fn note(_signal: libc::c_int) {
    CAME.store(true, Ordering::Relaxed);
}

/// Notes SIGINT and SIGTERM, so that what was captured is brought to its end. A second one ends the program.
#[derive(Debug)]
pub struct Interrupt(());

impl Interrupt {
    /// From now on the signals are noted.
    ///
    /// # Errors
    /// The system refuses.
    pub fn install() -> io::Result<Interrupt> {
        for signal in [libc::SIGINT, libc::SIGTERM] {
            // SAFETY: zeros are a value of the structure.
            let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
            action.sa_sigaction = note as extern "C" fn(libc::c_int) as usize;
            action.sa_flags = libc::SA_RESETHAND;
            // SAFETY: the handler only sets a flag.
            if unsafe { libc::sigaction(signal, &raw const action, std::ptr::null_mut()) } != 0 {
                return Err(io::Error::last_os_error());
            }
        }
        Ok(Interrupt(()))
    }

    /// True once a signal came.
    pub fn came(&self) -> bool {
        CAME.load(Ordering::Relaxed)
    }
}
