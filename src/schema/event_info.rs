// SPDX-License-Identifier: Apache-2.0
//! The description of one event.

use super::{Code, FlagName, ParamType, PrintFormat};

/// The table row of one event.
#[derive(Debug, Clone, Copy)]
pub struct EventInfo {
    /// The event this row is for.
    pub code: Code,
    /// The usual name, such as `openat`; `NA` for numbers without an event.
    pub name: &'static str,
    /// Class and syscall category.
    pub category: Category,
    /// Properties of the event.
    pub flags: EventFlags,
    /// The parameters of the newest version of the event, in order.
    pub params: &'static [ParamInfo],
}

impl EventInfo {
    /// The index of the parameter with this name.
    pub fn param_index(&self, name: &str) -> Option<usize> {
        self.params.iter().position(|p| p.name == name)
    }
}

/// The description of one parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParamInfo {
    /// Name, unique within its event; empty in the tables of dynamic parameters.
    pub name: &'static str,
    /// How its bytes are to be read.
    pub ty: ParamType,
    /// How a number is printed.
    pub format: PrintFormat,
    /// What else is needed to read or print it.
    pub detail: ParamDetail,
}

/// Additional data that some parameters need.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ParamDetail {
    /// Nothing.
    None,
    /// Names of the flags or values of a number.
    Flags(&'static [FlagName]),
    /// A path relative to the directory descriptor in the parameter of this index.
    RelativeTo(u8),
    /// The first byte is an index into this table; the rest is of the type found there.
    Dynamic(&'static [ParamInfo]),
}

/// Class of an event (bits from 512 up) plus syscall category (the rest); upstream: `ppm_event_category`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Category(pub u32);

#[allow(missing_docs, reason = "upstream's EC_ names say it")]
impl Category {
    pub const UNKNOWN: Self = Self(0);
    pub const OTHER: Self = Self(1);
    pub const FILE: Self = Self(2);
    pub const NET: Self = Self(3);
    pub const IPC: Self = Self(4);
    pub const MEMORY: Self = Self(5);
    pub const PROCESS: Self = Self(6);
    pub const SLEEP: Self = Self(7);
    pub const SYSTEM: Self = Self(8);
    pub const SIGNAL: Self = Self(9);
    pub const USER: Self = Self(10);
    pub const TIME: Self = Self(11);
    pub const PROCESSING: Self = Self(12);
    pub const IO_BASE: Self = Self(32);
    pub const IO_READ: Self = Self(32);
    pub const IO_WRITE: Self = Self(33);
    pub const IO_OTHER: Self = Self(34);
    pub const WAIT: Self = Self(64);
    pub const SCHEDULER: Self = Self(128);
    pub const INTERNAL: Self = Self(256);
    pub const SYSCALL: Self = Self(512);
    pub const TRACEPOINT: Self = Self(1024);
    pub const PLUGIN: Self = Self(2048);
    pub const METAEVENT: Self = Self(4096);
    pub const ITER: Self = Self(8192);

    /// The union of both.
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True when every bit of `class` is set; for the class bits only.
    pub const fn has_class(self, class: Self) -> bool {
        self.0 & class.0 == class.0
    }

    /// The category without the class bits.
    pub const fn syscall_category(self) -> Self {
        Self(self.0 & 511)
    }
}

/// Properties of an event; upstream: `ppm_event_flags`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventFlags(pub u32);

impl EventFlags {
    /// No property.
    pub const NONE: Self = Self(0);
    /// Creates a file descriptor.
    pub const CREATES_FD: Self = Self(1);
    /// Closes a file descriptor.
    pub const DESTROYS_FD: Self = Self(2);
    /// Works on a file descriptor.
    pub const USES_FD: Self = Self(4);
    /// Reads data from a file descriptor.
    pub const READS_FROM_FD: Self = Self(8);
    /// Writes data to a file descriptor.
    pub const WRITES_TO_FD: Self = Self(16);
    /// Changes the state kept of processes and descriptors; such events are never dropped by choice.
    pub const MODIFIES_STATE: Self = Self(32);
    /// The number carries no event.
    pub const UNUSED: Self = Self(64);
    /// May block the thread.
    pub const WAITS: Self = Self(128);
    /// Is not attached to the state of a thread.
    pub const SKIPPARSERESET: Self = Self(256);
    /// An earlier version of an event, found in old captures only.
    pub const OLD_VERSION: Self = Self(512);
    /// Parameter lengths are 32 bits wide instead of 16.
    pub const LARGE_PAYLOAD: Self = Self(2048);
    /// The converter of old captures has rules for it.
    pub const CONVERTER_MANAGED: Self = Self(4096);

    /// The union of both.
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True when every bit of `other` is set.
    #[inline]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}
