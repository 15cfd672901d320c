// SPDX-License-Identifier: Apache-2.0
//! Signals by which the user stops a capture.

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;
use std::io;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

static CAME: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Becomes true on SIGINT, SIGTERM or SIGHUP, so that a run is brought to its end. A second signal ends the program.
pub fn flag() -> io::Result<Arc<AtomicBool>> {
    if let Some(came) = CAME.get() {
        return Ok(Arc::clone(came));
    }
    let came = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        // Under nohup the run continues when its terminal is closed.
        if signal == SIGHUP && is_ignored(signal) {
            continue;
        }
        // In this order: the first signal finds the flag unset.
        flag::register_conditional_default(signal, Arc::clone(&came))?;
        flag::register(signal, Arc::clone(&came))?;
    }
    Ok(Arc::clone(CAME.get_or_init(|| came)))
}

/// True where whoever started the program had it ignore the signal.
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask & (1 << (signal - 1)) != 0)
}
