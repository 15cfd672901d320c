//! The native system call table of x86-64.

use super::Sc;
use super::x86_64::ROWS;
use crate::schema::Code;

/// What a native system call number makes; upstream: `syscall_evt_pair`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyscallEntry {
    /// `USED` (1), `NEVER_DROP` (2), `ALWAYS_DROP` (4), `ATOMIC` (16); upstream: `UF_` flags.
    pub flags: u32,
    /// Event at entry.
    pub enter: Code,
    /// Event at exit.
    pub exit: Code,
    /// The portable code.
    pub sc: Sc,
}

/// Size of the table; larger native numbers have no event (upstream: `SYSCALL_TABLE_SIZE`).
pub const SIZE: usize = 512;

/// Indexed by native number; numbers without a call have `Sc::UNKNOWN`.
pub static TABLE: [SyscallEntry; SIZE] = build();

const fn build() -> [SyscallEntry; SIZE] {
    let none = SyscallEntry { flags: 0, enter: Code::GenericE, exit: Code::GenericE, sc: Sc::UNKNOWN };
    let mut table = [none; SIZE];
    let mut i = 0;
    while i < ROWS.len() {
        let (at, sc) = ROWS[i];
        assert!(table[at].sc.0 == Sc::UNKNOWN.0, "a system call number has two rows");
        table[at] = sc.const_row().entry(sc);
        i += 1;
    }
    table
}
