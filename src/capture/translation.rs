// SPDX-License-Identifier: Apache-2.0
//! Translations of the kernel's flags and values to portable ones, as tables that the probe walks.

use super::contract::{ENTRIES, Entry, Table, Translation};

/// A condition and its result: where `value & mask` is `is`, the result is `out`.
struct Rule(u32, u32, u32);

/// The rules of a table.
struct Content {
    table: Table,
    copy: u64,
    base: u32,
    /// The first rule that matches is the result, or this where none matches; without it all matching results are joined.
    otherwise: Option<u32>,
    rules: &'static [Rule],
}

const fn copied(table: Table, copy: u64) -> Content {
    Content { table, copy, base: 0, otherwise: None, rules: &[] }
}

const fn joined(table: Table, copy: u64, rules: &'static [Rule]) -> Content {
    Content { table, copy, base: 0, otherwise: None, rules }
}

const fn first(table: Table, otherwise: u32, rules: &'static [Rule]) -> Content {
    Content { table, copy: 0, base: 0, otherwise: Some(otherwise), rules }
}

/// A single bit of the kernel and its portable one.
const fn bit(native: u32, out: u32) -> Rule {
    Rule(native, native, out)
}

/// A whole value.
const fn value(native: u32, out: u32) -> Rule {
    Rule(u32::MAX, native, out)
}

/// The same number on both sides, among the low eight bits.
const fn same(native: u32) -> Rule {
    Rule(255, native, native)
}

const CLOEXEC: u32 = 0o2000000;
const NONBLOCK: u32 = 0o4000;

#[rustfmt::skip]
const CONTENTS: &[Content] = &[
    copied(Table::Low32, 0xFFFF_FFFF),
    copied(Table::Low16, 0xFFFF),
    joined(Table::Open, 0, &[
        // Read, write, both; both bits of the access mode together are not defined by the kernel.
        Rule(3, 0, 1), Rule(3, 1, 2), Rule(3, 2, 3), Rule(3, 3, 1),
        bit(0o100, 4), bit(0o200, 32), bit(0o1000, 256), bit(0o2000, 8), bit(NONBLOCK, 64),
        bit(0o10000, 16 | 128), bit(0o40000, 512), bit(0o100000, 2048), bit(0o200000, 1024 | 8192),
        bit(CLOEXEC, 4096), bit(0o4000000, 128), bit(0o20000000, 8192),
    ]),
    joined(Table::Resolve, 0, &[bit(1, 16), bit(2, 4), bit(4, 8), bit(8, 1), bit(16, 2), bit(32, 32)]),
    copied(Table::Access, 7),
    copied(Table::Mode, 0o7777),
    Content { table: Table::NodeMode, copy: 0o7777, base: 0, otherwise: Some(0), rules: &[
        Rule(0o170000, 0, 0o100000), Rule(0o170000, 0o100000, 0o100000), Rule(0o170000, 0o010000, 0o010000),
        Rule(0o170000, 0o020000, 0o020000), Rule(0o170000, 0o060000, 0o060000), Rule(0o170000, 0o140000, 0o140000),
    ] },
    copied(Table::CloseRange, 2 | 4),
    joined(Table::Dup3, 0, &[bit(CLOEXEC, 4096)]),
    first(Table::Fcntl, 0, &[
        value(0, 1), value(1, 2), value(2, 3), value(3, 4), value(4, 5), value(5, 6), value(6, 8), value(7, 9),
        value(8, 10), value(9, 12), value(10, 13), value(11, 15), value(12, 17), value(13, 18), value(14, 19),
        value(15, 21), value(16, 22), value(36, 30), value(37, 31), value(38, 32), value(1024, 23), value(1025, 24),
        value(1026, 27), value(1029, 25), value(1030, 26), value(1031, 28), value(1032, 29),
    ]),
    copied(Table::Flock, 15),
    copied(Table::AtFlags, 0x400 | 0x1000),
    copied(Table::StatFlags, 0x100 | 0x800 | 0x1000),
    copied(Table::Unlinkat, 0x200),
    copied(Table::Umount, 15),
    first(Table::Whence, 0, &[value(1, 1), value(2, 2)]),
    copied(Table::Memfd, 7),
    joined(Table::Pipe2, 0, &[bit(NONBLOCK, 64), bit(0o40000, 512), bit(CLOEXEC, 4096)]),
    copied(Table::Splice, 15),
    joined(Table::UringSetup, 2, &[
        bit(1, 1 | 4), bit(4, 8), bit(8, 16), bit(16, 32), bit(32, 64), bit(64, 128),
    ]),
    copied(Table::UringFeatures, 0xFF | 0x200 | 0x400),
    copied(Table::UringEnter, 15),
    joined(Table::NonblockCloexec, 0, &[bit(NONBLOCK, 64), bit(CLOEXEC, 4096)]),
    joined(Table::Nonblock, 0, &[bit(NONBLOCK, 64)]),
    joined(Table::EpollCreate1, 0, &[bit(CLOEXEC, 1)]),
    Content { table: Table::Futex, copy: 128 | 256, base: 0, otherwise: Some(0), rules: &[
        Rule(0x7F, 0, 0), Rule(0x7F, 1, 1), Rule(0x7F, 2, 2), Rule(0x7F, 3, 3),
        Rule(0x7F, 4, 4), Rule(0x7F, 5, 5), Rule(0x7F, 6, 6), Rule(0x7F, 7, 7),
        Rule(0x7F, 8, 8), Rule(0x7F, 9, 9), Rule(0x7F, 10, 10), Rule(0x7F, 11, 11),
        Rule(0x7F, 12, 12),
    ] },
    joined(Table::Clone, 0, &[
        bit(1 << 8, 1 << 15), bit(1 << 9, 1 << 1), bit(1 << 10, 1), bit(1 << 11, 1 << 11), bit(1 << 13, 1 << 10),
        bit(1 << 14, 1 << 27), bit(1 << 15, 1 << 8), bit(1 << 16, 1 << 13), bit(1 << 17, 1 << 5),
        bit(1 << 18, 1 << 12), bit(1 << 19, 1 << 25), bit(1 << 20, 1 << 9), bit(1 << 21, 1 << 23),
        bit(1 << 23, 1 << 14), bit(1 << 24, 1 << 24), bit(1 << 25, 1 << 28), bit(1 << 26, 1 << 7),
        bit(1 << 27, 1 << 3), bit(1 << 28, 1 << 20), bit(1 << 29, 1 << 6), bit(1 << 30, 1 << 4),
        bit(1 << 31, 1 << 2),
    ]),
    joined(Table::Protection, 15, &[bit(16, 64), bit(1 << 24, 16), bit(1 << 25, 32)]),
    joined(Table::Mmap, 1 | 2, &[
        bit(1 << 4, 4), bit(1 << 5, 8), bit(1 << 6, 16), bit(1 << 7, 4096), bit(1 << 8, 512), bit(1 << 11, 1024),
        bit(1 << 12, 2048), bit(1 << 13, 16384), bit(1 << 14, 64), bit(1 << 15, 128), bit(1 << 16, 256),
    ]),
    copied(Table::Mlock2, 1),
    copied(Table::Mlockall, 7),
    first(Table::Rlimit, 255, &[
        value(0, 0), value(1, 1), value(2, 2), value(3, 3), value(4, 4), value(5, 5), value(6, 6), value(7, 7),
        value(8, 8), value(9, 9), value(10, 10), value(11, 11), value(12, 12), value(13, 13), value(14, 14),
        value(15, 15),
    ]),
    first(Table::Family, 0, &[
        // The usual ones first.
        same(2), same(1), same(10), same(16), same(17), same(3), same(4), same(5), same(6), same(7), same(8),
        same(9), same(11), same(12), same(13), same(14), same(15), same(18), same(19), same(20), same(21), same(22),
        same(23), same(24), same(25), same(26), same(29), same(30), same(31), same(32), same(33), same(34), same(35),
        same(36), same(37), same(38), same(39),
    ]),
    joined(Table::SocketFlags, 0, &[bit(NONBLOCK, 64), bit(CLOEXEC, 4096)]),
    first(Table::SocketLevel, 0, &[value(1, 1), value(6, 2)]),
    // Those up to 50 keep their numbers: the probe does not look them up.
    first(Table::SocketOption, 0, &[
        value(55, 52), value(57, 53), value(59, 51), value(66, 20), value(67, 21),
    ]),
    first(Table::Shutdown, 0xFFFF, &[value(0, 0), value(1, 1), value(2, 2)]),
    first(Table::Ptrace, 0, &[
        value(0, 1), value(1, 2), value(2, 3), value(3, 4), value(4, 5), value(5, 6), value(6, 7), value(7, 8),
        value(8, 9), value(9, 10), value(12, 26), value(13, 27), value(14, 28), value(15, 29), value(16, 11),
        value(17, 12), value(18, 30), value(19, 31), value(21, 32), value(24, 13), value(25, 33), value(26, 34),
        value(30, 35), value(31, 36), value(32, 37), value(33, 38), value(0x4200, 14), value(0x4201, 15),
        value(0x4202, 16), value(0x4203, 17), value(0x4204, 18), value(0x4205, 19), value(0x4206, 20),
        value(0x4207, 21), value(0x4208, 22), value(0x4209, 23), value(0x420A, 24), value(0x420B, 25),
    ]),
    joined(Table::PidfdOpen, 0, &[bit(NONBLOCK, 1)]),
    joined(Table::Semget, 0, &[bit(0o1000, 8192), bit(0o2000, 16384)]),
    first(Table::Semctl, 0, &[
        value(0, 4), value(1, 2), value(2, 1), value(3, 8), value(11, 256), value(12, 512), value(13, 64),
        value(14, 128), value(15, 1024), value(16, 4096), value(17, 2048), value(18, 32), value(19, 16),
    ]),
    joined(Table::DeleteModule, 0, &[bit(0o1000, 1), bit(NONBLOCK, 2)]),
    copied(Table::FinitModule, 7),
    joined(Table::PageFault, 0, &[
        Rule(1, 1, 1), Rule(1, 0, 2), Rule(2, 2, 4), Rule(2, 0, 8), Rule(4, 4, 16), Rule(4, 0, 32), bit(8, 64),
        bit(16, 128),
    ]),
    joined(Table::Semop, 0, &[bit(0o4000, 1), bit(0o10000, 2)]),
    first(Table::QuotaCmd, 0, &[
        quota(0x80_0001, 128), quota(0x80_0002, 1), quota(0x80_0003, 2), quota(0x80_0004, 4), quota(0x80_0005, 8),
        quota(0x80_0006, 16), quota(0x80_0007, 32), quota(0x80_0008, 64), quota(0x5801, 256), quota(0x5802, 512),
        quota(0x5803, 1024), quota(0x5804, 2048), quota(0x5805, 4096), quota(0x5806, 8192), quota(0x5807, 16384),
    ]),
    first(Table::QuotaType, 0, &[Rule(255, 0, 1), Rule(255, 1, 2)]),
    first(Table::QuotaFormat, 1, &[value(1, 2), value(2, 4), value(4, 8)]),
    copied(Table::Capabilities, (1 << 41) - 1),
    joined(Table::Poll, 7, &[
        bit(8, 16), bit(16, 32), bit(32, 64), bit(64, 128), bit(128, 256), bit(256, 512), bit(512, 1024),
        bit(1 << 13, 8),
    ]),
];

/// A command of quotactl, which is encoded above the type.
const fn quota(command: u32, out: u32) -> Rule {
    Rule(0xFFFF_FF00, command << 8, out)
}

/// Sorts joined rules into the order that is walked fastest: those that match clear bits, then those of high
/// bits, such as O_CLOEXEC, which most calls have. Returns how many are to be checked in any case, and the bits for
/// which the others are.
fn order(content: &Content, entries: &mut [Entry]) -> (u8, u32) {
    // Two rules may match because of the same bits: then none may be left out.
    let apart = |a: &Entry, b: &Entry| a.value & b.value == 0 || (a.mask == b.mask && a.value != b.value);
    let alone = entries.iter().enumerate().all(|(i, a)| entries[i + 1..].iter().all(|b| apart(a, b)));
    if content.otherwise.is_some() || !alone {
        return (entries.len() as u8, 0);
    }
    entries.sort_by_key(|entry| (entry.value != 0, u32::MAX - entry.value));
    let clear = entries.iter().filter(|entry| entry.value == 0).count();
    (clear as u8, entries.iter().fold(0, |bits, entry| bits | entry.value))
}

/// Every table with its index, as the probe reads them.
pub(super) fn all() -> impl Iterator<Item = (u32, Translation)> {
    CONTENTS.iter().map(|content| {
        assert!(content.rules.len() <= ENTRIES);
        let mut entries = [Entry { mask: 0, value: 0, out: 0 }; ENTRIES];
        for (to, rule) in entries.iter_mut().zip(content.rules) {
            *to = Entry { mask: rule.0, value: rule.1, out: rule.2 };
        }
        let (all, bits) = order(content, &mut entries[..content.rules.len()]);
        let translation = Translation {
            copy: content.copy,
            base: content.base,
            otherwise: content.otherwise.unwrap_or(0),
            count: content.rules.len() as u16,
            first: u8::from(content.otherwise.is_some()),
            bits,
            all,
            entries,
        };
        (content.table as u32, translation)
    })
}

/// What the probe computes from a value (ebpf/params/number.h).
pub(super) fn translate(table: Table, value: u32) -> u32 {
    let Some(content) = CONTENTS.iter().find(|content| content.table == table) else { return value };
    let mut out = content.base | (u64::from(value) & content.copy) as u32;
    for rule in content.rules.iter().filter(|rule| value & rule.0 == rule.1) {
        out |= rule.2;
        if content.otherwise.is_some() {
            return out;
        }
    }
    out | content.otherwise.unwrap_or(0)
}

#[cfg(test)]
mod tests;
