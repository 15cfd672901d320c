// SPDX-License-Identifier: Apache-2.0
//! How often each event occurred.

use crate::capture::Losses;
use crate::schema::Code;
use std::io::{self, Write};

/// Counts events by code.
pub struct Summary {
    counts: Vec<u64>,
    /// Lost events that marks in the capture report, whether they match or not.
    pub losses: Losses,
}

impl Summary {
    pub fn new() -> Self {
        Self { counts: vec![0; Code::COUNT], losses: Losses::default() }
    }

    pub fn add(&mut self, code: Code) {
        self.counts[usize::from(code.number())] += 1;
    }

    /// Prints the counts, the largest first.
    pub fn print(&self, out: &mut impl Write) -> io::Result<()> {
        let mut rows: Vec<(u64, Code)> = Code::all()
            .map(|code| (self.counts[usize::from(code.number())], code))
            .filter(|row| row.0 > 0)
            .collect();
        rows.sort_by_key(|(count, code)| (std::cmp::Reverse(*count), code.number()));
        let total: u64 = rows.iter().map(|row| row.0).sum();
        writeln!(out, "----------------------\nEvent           #Calls\n----------------------")?;
        for (count, code) in rows {
            let direction = if code.is_enter() { ">" } else { "<" };
            writeln!(out, "{direction} {:<14} {count}", code.info().name)?;
        }
        writeln!(out, "----------------------\nTotal            {total}")?;
        match self.losses.in_words() {
            Some(words) => writeln!(out, "{words}"),
            None => Ok(()),
        }
    }
}
