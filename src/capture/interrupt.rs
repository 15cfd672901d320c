//! The user's wish to stop.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

static CAME: AtomicBool = AtomicBool::new(false);

extern "C" fn note(_signal: libc::c_int) {
    CAME.store(true, Ordering::Relaxed);
}

/// Notes SIGINT, SIGTERM and SIGHUP, so that what was captured is brought to its end. A second one ends the program.
#[derive(Debug)]
pub struct Interrupt(());

impl Interrupt {
    /// From now on the signals are noted.
    ///
    /// # Errors
    /// The system refuses.
    pub fn install() -> io::Result<Interrupt> {
        for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGHUP] {
            // SAFETY: zeros are a value of the structure.
            let (mut action, mut before): (libc::sigaction, libc::sigaction) = unsafe { std::mem::zeroed() };
            // SAFETY: only asks.
            if unsafe { libc::sigaction(signal, std::ptr::null(), &raw mut before) } != 0 {
                return Err(io::Error::last_os_error());
            }
            // Under nohup the capture goes on when its terminal is closed.
            if signal == libc::SIGHUP && before.sa_sigaction == libc::SIG_IGN {
                continue;
            }
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
