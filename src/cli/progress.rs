// SPDX-License-Identifier: Apache-2.0
//! A bar on standard error while a large file is read.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// Smaller files are read before a bar could be seen.
const LARGE: u64 = 64 << 20;
const COLUMNS: usize = 40;
const PAUSE: Duration = Duration::from_millis(100);

/// The bar; silent when standard error is not a terminal, the file is small, or its size is unknown.
pub struct Progress {
    size: u64,
    next: Instant,
    shown: bool,
}

impl Progress {
    /// `size` is that of the file, bytes.
    pub fn new(size: Option<u64>) -> Option<Progress> {
        let size = size.filter(|size| *size >= LARGE)?;
        io::stderr().is_terminal().then(|| Progress { size, next: Instant::now() + PAUSE, shown: false })
    }

    /// Updates the bar, at intervals.
    pub fn update(&mut self, offset: u64) {
        let now = Instant::now();
        if now < self.next {
            return;
        }
        self.next = now + PAUSE;
        self.shown = true;
        let done = (offset.min(self.size) as f64 / self.size as f64).clamp(0.0, 1.0);
        let full = (done * COLUMNS as f64) as usize;
        let _ = write!(
            io::stderr(),
            "\r[{}{}] {:3.0} %",
            "=".repeat(full),
            " ".repeat(COLUMNS - full),
            done * 100.0
        );
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r{}\r", " ".repeat(COLUMNS + 10));
        }
    }
}
