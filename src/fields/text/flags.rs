// SPDX-License-Identifier: Apache-2.0
//! Names of flags, enumerations and modes.

use crate::fields::TextBuf;
use crate::schema::FlagName;

struct Names<'o, 's> {
    out: &'o mut TextBuf<'s>,
    begun: bool,
}

impl Names<'_, '_> {
    fn push(&mut self, name: &str) {
        if self.begun {
            self.out.push(b'|');
        }
        self.begun = true;
        self.out.extend(name.as_bytes());
    }
}

/// Takes `flag` out of `rest` when it is in there; a zero flag is in there only when the whole value is zero.
fn take(rest: &mut u32, flag: u32, whole: u32) -> bool {
    if flag == 0 {
        return whole == 0;
    }
    let found = *rest & flag == flag;
    if found {
        *rest &= !flag;
    }
    found
}

/// Appends the names of the bits of `value`, joined with `|`, in table order.
pub fn push_flags(out: &mut TextBuf<'_>, value: u32, table: &[FlagName]) {
    let mut names = Names { out, begun: false };
    let mut rest = value;
    for flag in table {
        if take(&mut rest, flag.value, value) {
            names.push(flag.name);
            if flag.value == value {
                return;
            }
        }
    }
}

/// Appends every name of the value, joined with `|`.
pub fn push_enumeration(out: &mut TextBuf<'_>, value: u32, table: &[FlagName]) {
    let mut names = Names { out, begun: false };
    for entry in table.iter().filter(|entry| entry.value == value) {
        names.push(entry.name);
    }
}

/// Appends the names of the bits of a file mode; an entry equal to the whole value ends the walk.
pub fn push_mode(out: &mut TextBuf<'_>, value: u32, table: &[FlagName]) {
    let mut names = Names { out, begun: false };
    let mut rest = value;
    for entry in table {
        if entry.value == value {
            names.push(entry.name);
            return;
        }
        if take(&mut rest, entry.value, value) {
            names.push(entry.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Scratch;
    use crate::schema::flags::{FILE_FLAGS, MKNOD_MODE, SOCKET_FAMILIES, flag};

    fn shown(write: fn(&mut TextBuf<'_>, u32, &[FlagName]), value: u32, table: &[FlagName]) -> String {
        let scratch = Scratch::new();
        let mut out = scratch.text();
        write(&mut out, value, table);
        String::from_utf8(out.finish().to_vec()).expect("names are ASCII")
    }

    #[test]
    fn flags_walk_the_table_and_take_bits_once() {
        assert_eq!(shown(push_flags, 0, FILE_FLAGS), "O_NONE");
        assert_eq!(shown(push_flags, 3, FILE_FLAGS), "O_RDWR");
        assert_eq!(shown(push_flags, 0x1001, FILE_FLAGS), "O_RDONLY|O_CLOEXEC");
        let table = [flag("BOTH", 3), flag("ONE", 1), flag("ZERO", 0)];
        assert_eq!(shown(push_flags, 7, &table), "BOTH");
        assert_eq!(shown(push_flags, 0, &table), "ZERO");
    }

    #[test]
    fn an_enumeration_shows_every_name() {
        assert_eq!(shown(push_enumeration, 1, SOCKET_FAMILIES), "AF_LOCAL|AF_UNIX");
        assert_eq!(shown(push_enumeration, 0xFFFF, SOCKET_FAMILIES), "");
    }

    #[test]
    fn modes() {
        assert_eq!(shown(push_mode, 0o4, MKNOD_MODE), "S_IROTH");
        assert_eq!(shown(push_mode, 0o6, MKNOD_MODE), "S_IWOTH|S_IROTH");
    }
}
