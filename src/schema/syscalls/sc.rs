//! The portable system call code.

use super::sc_list::LIST;
use super::table;
use crate::schema::Code;

/// A system call, or a kernel event that is selected like one, by a number that is the same on every
/// architecture; upstream: `ppm_sc_code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sc(pub u16);

/// What the list says of a code.
#[derive(Clone, Copy)]
pub(super) struct ScRow {
    pub(super) name: &'static str,
    pub(super) flags: u8,
    pub(super) events: &'static [Code],
    /// The events of today where they are not the last two of `events`.
    pub(super) pair: Option<(Code, Code)>,
}

/// Sampling never leaves the event of this call out.
pub(super) const NEVER_DROP: u8 = 2;
/// Sampling always leaves it out.
pub(super) const ALWAYS_DROP: u8 = 4;
/// The call changes the state of threads or descriptors.
pub(super) const MODIFIES_STATE: u8 = 128;

/// Makes a constant and a row of each line `NUMBER CONSTANT "name" FLAG...: EVENT... [=> ENTER EXIT];`.
macro_rules! system_calls {
    ($($number:literal $name:ident $text:literal $($flag:ident)*:
       $($event:ident)* $(=> $enter:ident $exit:ident)?;)*) => {
        impl Sc {
            $(#[doc = concat!("`", $text, "`")]
            pub const $name: Sc = Sc($number);)*
        }

        /// Numbers and rows.
        pub(super) const LIST: &[(u16, ScRow)] = &[$(($number, ScRow {
            name: $text,
            flags: 0 $(| $flag)*,
            events: &[$(Code::$event),*],
            pair: {
                let pairs: &[(Code, Code)] = &[$((Code::$enter, Code::$exit))?];
                if let [pair] = pairs { Some(*pair) } else { None }
            },
        })),*];
    };
}
pub(super) use system_calls;

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

impl ScRow {
    /// What a native number of this call stands for.
    pub(super) const fn entry(&self, sc: Sc) -> table::SyscallEntry {
        let (enter, exit) = match (self.pair, self.events) {
            (Some(pair), _) => pair,
            (None, [.., Code::GenericE, Code::GenericX]) => (Code::GenericE, Code::GenericE),
            (None, [.., enter, exit]) => (*enter, *exit),
            _ => panic!("a call with a native number has an enter and an exit event"),
        };
        let used = !matches!(enter, Code::GenericE) as u32;
        table::SyscallEntry {
            flags: used | (self.flags & (NEVER_DROP | ALWAYS_DROP)) as u32,
            enter,
            exit,
            sc,
        }
    }
}

impl Sc {
    /// How many codes there are, holes included (upstream: `PPM_SC_MAX`).
    pub const COUNT: usize = LIST[LIST.len() - 1].0 as usize + 1;

    fn row(self) -> Option<&'static ScRow> {
        ROWS.get(usize::from(self.0)).filter(|row| !row.name.is_empty())
    }

    /// What the list says, for tables made while compiling.
    pub(super) const fn const_row(self) -> &'static ScRow {
        let mut i = 0;
        while i < LIST.len() {
            if LIST[i].0 == self.0 {
                return &LIST[i].1;
            }
            i += 1;
        }
        panic!("no such code")
    }

    /// The code of this number; `None` past the end and for numbers that upstream left out.
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
