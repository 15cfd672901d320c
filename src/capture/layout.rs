//! The structures that the probe and this room share; the same as in ebpf/shared.h.

use std::mem::offset_of;

/// System calls have numbers below this.
pub(super) const SYSCALLS: usize = 512;
/// Recipes, those of what is not a system call behind the others.
pub(super) const RECIPES: usize = SYSCALLS + 32;
/// Most steps of a recipe.
pub(super) const OPS: usize = 34;
/// Most rules of a translation.
pub(super) const ENTRIES: usize = 56;
/// Classes of loss.
pub(super) const CLASSES: usize = 16;

/// A step of a recipe.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Op {
    pub(super) kind: u8,
    pub(super) arg: u8,
    pub(super) width: u8,
    pub(super) when: u8,
    pub(super) table: u8,
    pub(super) aux: u8,
    pub(super) otherwise: i8,
    /// Appends the argument as it is: 1 a number, 2 a signed one of 32 bits.
    pub(super) plain: u8,
    pub(super) extra: u32,
}

/// How one event is made.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub(super) struct Recipe {
    pub(super) code: u16,
    pub(super) count: u8,
    pub(super) params: u8,
    pub(super) class: u8,
    pub(super) flags: u8,
    /// Two constants of two bytes: code and number of the call.
    pub(super) generic: u8,
    pub(super) pad: u8,
    pub(super) ops: [Op; OPS],
}

/// A rule of a translation.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) mask: u32,
    pub(super) value: u32,
    pub(super) out: u32,
}

/// A translation of flags or values.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub(super) struct Translation {
    pub(super) copy: u64,
    pub(super) base: u32,
    pub(super) otherwise: u32,
    pub(super) bits: u32,
    pub(super) count: u16,
    pub(super) first: u8,
    pub(super) all: u8,
    pub(super) entries: [Entry; ENTRIES],
}

/// What can be changed while the probe runs.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    pub(super) boot_time: u64,
    pub(super) scope_cgroup: u64,
    pub(super) enabled: u32,
    pub(super) scope: u32,
    pub(super) scope_level: u32,
    pub(super) scope_inum: u32,
    pub(super) self_tgid: u32,
    pub(super) learn_pid: u32,
    pub(super) learn_inum: u32,
    pub(super) tree_root: u32,
    pub(super) snaplen: u32,
    pub(super) sampling_ratio: u32,
    pub(super) port_start: u16,
    pub(super) port_end: u16,
    pub(super) statsd_port: u16,
    pub(super) dropping: u8,
    pub(super) drop_failed: u8,
    pub(super) dynamic_snaplen: u8,
    pub(super) pushdown: u8,
    pub(super) pad: [u8; 6],
    pub(super) wanted: [u8; SYSCALLS],
}

/// What the probe found out about the capturing process.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub(super) struct Learned {
    pub(super) tgid: u32,
    pub(super) level: u32,
    pub(super) names_unknown: u32,
    pub(super) dropping: u32,
}

/// Counters of one processor.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub(super) struct Counters {
    pub(super) produced: u64,
    pub(super) no_room: [u64; CLASSES],
    pub(super) too_big: u64,
    pub(super) busy: u64,
    pub(super) unreadable: u64,
    pub(super) sampled_out: u64,
    pub(super) sequence: u64,
    pub(super) refused: u64,
    pub(super) pad: u64,
}

/// Most conditions of a pushdown, and most sets of calls.
pub(super) const CONDITIONS: usize = 48;
pub(super) const CALL_SETS: usize = 8;

/// A condition of a filter.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Step {
    pub(super) kind: u8,
    pub(super) negated: u8,
    pub(super) length: u8,
    pub(super) set: u8,
    pub(super) pad: u32,
    pub(super) low: i64,
    pub(super) high: i64,
    pub(super) text: [u8; 16],
}

/// What events must fulfil.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub(super) struct Pushdown {
    pub(super) count: u32,
    pub(super) pad: u32,
    pub(super) sets: [[u64; SYSCALLS / 64]; CALL_SETS],
    pub(super) steps: [Step; CONDITIONS],
}

/// Bytes in front of each event in a ring: sequence u32, processor u16, 2 unused.
pub(super) const PREFIX_SIZE: usize = 8;

const _: () = {
    assert!(size_of::<Op>() == 12);
    assert!(size_of::<Recipe>() == 8 + 12 * OPS);
    assert!(size_of::<Translation>() == 24 + 12 * ENTRIES);
    assert!(offset_of!(Settings, port_start) == 56);
    assert!(offset_of!(Settings, wanted) == 72);
    assert!(size_of::<Settings>() == 72 + SYSCALLS);
    assert!(size_of::<Counters>() == 8 * 24);
    assert!(size_of::<Step>() == 40);
    assert!(size_of::<Pushdown>() == 8 + 8 * SYSCALLS / 64 * CALL_SETS + 40 * CONDITIONS);
};

// SAFETY: plain numbers without gaps; any bytes are a value.
unsafe impl aya::Pod for Recipe {}
// SAFETY: as above.
unsafe impl aya::Pod for Translation {}
// SAFETY: as above.
unsafe impl aya::Pod for Settings {}
// SAFETY: as above.
unsafe impl aya::Pod for Pushdown {}
// SAFETY: as above.
unsafe impl aya::Pod for Learned {}
// SAFETY: as above.
unsafe impl aya::Pod for Counters {}
