// SPDX-License-Identifier: Apache-2.0
//! Says what a test leaves out on this machine.

use std::fmt::Arguments;
use std::fs::OpenOptions;
use std::io::Write;

/// One line on standard error, and in the file that `./check` names in `SYSCAP_LEFT_OUT` and prints at its end.
pub fn left_out(what: Arguments<'_>) {
    eprintln!("left out: {what}");
    if let Some(path) = std::env::var_os("SYSCAP_LEFT_OUT") {
        let mut file =
            OpenOptions::new().create(true).append(true).open(path).expect("SYSCAP_LEFT_OUT is writable");
        // In one piece: tests run side by side.
        file.write_all(format!("{what}\n").as_bytes()).expect("SYSCAP_LEFT_OUT is writable");
    }
}
