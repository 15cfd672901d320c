// SPDX-License-Identifier: Apache-2.0
//! What is known of a portable code, by number and by name.

use super::sc::{MODIFIES_STATE, Sc, ScRow};
use super::sc_list::LIST;
use super::table;
use crate::schema::Code;

/// Rows by number; numbers that upstream left out have no name.
static ROWS: [ScRow; Sc::COUNT] = {
    let mut rows = [ScRow { name: "", flags: 0, events: &[], pair: None }; Sc::COUNT];
    let mut i = 0;
    while i < LIST.len() {
        let (number, row) = LIST[i];
        assert!(i == 0 || number > LIST[i - 1].0, "system call codes are in the order of their numbers");
        rows[number as usize] = row;
        i += 1;
    }
    rows
};

impl Sc {
    /// How many codes there are, holes included (upstream: `PPM_SC_MAX`).
    pub const COUNT: usize = LIST[LIST.len() - 1].0 as usize + 1;

    fn row(self) -> Option<&'static ScRow> {
        ROWS.get(usize::from(self.0)).filter(|row| !row.name.is_empty())
    }

    /// The code of this number; `None` past the end and for codes that upstream left out.
    pub fn from_number(number: u16) -> Option<Sc> {
        Sc(number).row().map(|_| Sc(number))
    }

    /// The code with this name, such as `openat`.
    pub fn from_name(name: &str) -> Option<Sc> {
        LIST.iter().find(|(_, row)| row.name == name).map(|(number, _)| Sc(*number))
    }

    /// The code of a native number of this architecture.
    pub fn from_native(number: usize) -> Option<Sc> {
        table::TABLE.get(number).map(|entry| entry.sc).filter(|sc| *sc != Sc::UNKNOWN)
    }

    /// The name without prefix, such as `openat`; empty for holes.
    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| row.name)
    }

    /// The events that this call makes, in every version they ever had.
    pub fn events(self) -> &'static [Code] {
        self.row().map_or(&[], |row| row.events)
    }

    /// True if the events of the call change the state of threads or descriptors
    /// (libscap: `scap_get_modifies_state_ppm_sc`, libsinsp: `sinsp_state_sc_set`).
    pub fn modifies_state(self) -> bool {
        self.row().is_some_and(|row| row.flags & MODIFIES_STATE != 0)
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
        LIST.iter().map(|(number, _)| Sc(*number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn native_numbers_and_names_lead_back() {
        for sc in Sc::all().filter(|sc| *sc != Sc::UNKNOWN) {
            assert_eq!(Sc::from_name(sc.name()), Some(sc));
            assert!(sc.native().is_none_or(|number| Sc::from_native(number) == Some(sc)), "{}", sc.name());
        }
    }
}
