//! The portable system call code.

use super::sc_list::ROWS;
use super::table;
use crate::schema::Code;

/// A system call, or a kernel event that is selected like one, by a number that is the same on every
/// architecture; upstream: `ppm_sc_code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sc(pub u16);

pub(super) struct ScRow {
    sc: Sc,
    name: &'static str,
    events: &'static [Code],
}

pub(super) const fn sc(number: u16, name: &'static str, events: &'static [Code]) -> ScRow {
    ScRow { sc: Sc(number), name, events }
}

/// A number that upstream left out.
pub(super) const fn hole(number: u16) -> ScRow {
    ScRow { sc: Sc(number), name: "", events: &[] }
}

const _: () = {
    let mut i = 0;
    while i < ROWS.len() {
        assert!(ROWS[i].sc.0 as usize == i, "system call codes must be dense and in order");
        i += 1;
    }
};

impl Sc {
    /// How many codes there are, holes included (upstream: `PPM_SC_MAX`).
    pub const COUNT: usize = ROWS.len();

    /// The code of this number; `None` past the end and for numbers that upstream left out.
    pub fn from_number(number: u16) -> Option<Sc> {
        ROWS.get(usize::from(number)).filter(|row| !row.name.is_empty()).map(|row| row.sc)
    }

    /// The code with this name, such as `openat`.
    pub fn from_name(name: &str) -> Option<Sc> {
        ROWS.iter().find(|row| row.name == name && !name.is_empty()).map(|row| row.sc)
    }

    /// The code of a native number of this architecture.
    pub fn from_native(number: usize) -> Option<Sc> {
        table::TABLE.get(number).map(|entry| entry.sc).filter(|sc| *sc != Sc::UNKNOWN)
    }

    /// The name without prefix, such as `openat`; empty for holes.
    pub fn name(self) -> &'static str {
        ROWS.get(usize::from(self.0)).map_or("", |row| row.name)
    }

    /// The events that this call makes, in every form they ever had.
    pub fn events(self) -> &'static [Code] {
        ROWS.get(usize::from(self.0)).map_or(&[], |row| row.events)
    }

    /// The native number on this architecture.
    pub fn native(self) -> Option<usize> {
        if self == Sc::UNKNOWN {
            return None;
        }
        table::TABLE.iter().position(|entry| entry.sc == self)
    }

    /// Every code but the holes, in the order of the numbers.
    pub fn all() -> impl Iterator<Item = Sc> {
        ROWS.iter().filter(|row| !row.name.is_empty()).map(|row| row.sc)
    }
}
