// SPDX-License-Identifier: Apache-2.0
//! The native system call table of x86-64.

use super::Sc;
use super::sc::{ALWAYS_DROP, NEVER_DROP, ScRow};
use super::sc_list::LIST;
use super::x86_64::ROWS;
use crate::schema::Code;

/// The events of a native system call number; upstream: `syscall_evt_pair`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyscallEntry {
    /// `USED` (1), `NEVER_DROP` (2), `ALWAYS_DROP` (4), `ATOMIC` (16); upstream: `UF_` flags.
    pub flags: u32,
    /// The enter event.
    pub enter: Code,
    /// The exit event.
    pub exit: Code,
    /// The portable code.
    pub sc: Sc,
}

/// Size of the table; larger native numbers have no event (upstream: `SYSCALL_TABLE_SIZE`).
pub const SIZE: usize = 512;

/// What the list of portable codes says of one.
const fn row_of(sc: Sc) -> &'static ScRow {
    let mut i = 0;
    while i < LIST.len() {
        if LIST[i].0 == sc.0 {
            return &LIST[i].1;
        }
        i += 1;
    }
    panic!("no such code")
}

impl ScRow {
    /// What a native number of this call stands for.
    const fn entry(&self, sc: Sc) -> SyscallEntry {
        let (enter, exit) = match (self.pair, self.events) {
            (Some(pair), _) => pair,
            (None, [.., Code::GenericE, Code::GenericX]) => (Code::GenericE, Code::GenericE),
            (None, [.., enter, exit]) => (*enter, *exit),
            _ => panic!("a call with a native number has an enter and an exit event"),
        };
        let used = !matches!(enter, Code::GenericE) as u32;
        SyscallEntry { flags: used | (self.flags & (NEVER_DROP | ALWAYS_DROP)) as u32, enter, exit, sc }
    }
}

/// Indexed by native number; numbers without a call have `Sc::UNKNOWN`.
pub static TABLE: [SyscallEntry; SIZE] = build();

const fn build() -> [SyscallEntry; SIZE] {
    let none = SyscallEntry { flags: 0, enter: Code::GenericE, exit: Code::GenericE, sc: Sc::UNKNOWN };
    let mut table = [none; SIZE];
    let mut i = 0;
    while i < ROWS.len() {
        let (at, sc) = ROWS[i];
        assert!(table[at].sc.0 == Sc::UNKNOWN.0, "a system call number has two rows");
        table[at] = row_of(sc).entry(sc);
        i += 1;
    }
    table
}
