// SPDX-License-Identifier: Apache-2.0
//! Block types and the frame around each block: type u32, total length u32, body, padding to 4, total length again.

/// Type of the section header block, the first of a file.
pub const SECTION_HEADER: u32 = 0x0a0d_0d0a;
/// First field of a section header; its bytes show the byte order of the writer.
pub const BYTE_ORDER_MAGIC: u32 = 0x1a2b_3c4d;
/// Newest major version of the format that is read, and the one that is written.
pub const MAJOR_VERSION: u16 = 1;
/// Minor version that is written; any is read.
pub const MINOR_VERSION: u16 = 2;
/// Bytes of type and length before a body.
pub const HEADER_SIZE: usize = 8;
/// Bytes of the length after a body.
pub const TRAILER_SIZE: usize = 4;
/// Shortest section header block: frame, magic, versions, section length.
pub const SECTION_HEADER_MIN: u32 = 28;
/// Body of a machine block.
pub const MACHINE_BODY: usize = 180;
/// Maximum number of bytes of body, padding and trailer of an event block that is not of a LARGE type.
pub const NON_LARGE_MAX: usize = 65536;

/// Machine block.
pub const MACHINE: u32 = 0x201;
/// Process list, version 9: the one that is written.
pub const PROCESSES: u32 = 0x215;
/// Descriptor list of one thread, version 2: the one that is written.
pub const FDS: u32 = 0x218;
/// Interface list, version 2: the one that is written.
pub const INTERFACES: u32 = 0x219;
/// User list, version 2: the one that is written.
pub const USERS: u32 = 0x220;
/// Event.
pub const EVENT: u32 = 0x216;
/// Event with dump flags.
pub const EVENT_FLAGS: u32 = 0x217;
/// Event of more than 64 KiB.
pub const EVENT_LARGE: u32 = 0x221;
/// Event of more than 64 KiB with dump flags.
pub const EVENT_FLAGS_LARGE: u32 = 0x222;

/// Dump flag of an event that serves the state only, not users (upstream: `SCAP_DF_STATE_ONLY`).
pub const DF_STATE_ONLY: u32 = 1;
/// Dump flag of an event of a type that may be longer than 64 KiB (upstream: `SCAP_DF_LARGE`). It selects the block
/// type and is not stored.
pub const DF_LARGE: u32 = 4;

/// What a block contains, whichever of its type numbers it carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Begins a section.
    Section,
    /// The machine.
    Machine,
    /// Threads, in this version of the entry layout (1 to 9).
    Processes(u8),
    /// Descriptors of one thread, version 1 or 2.
    Fds(u8),
    /// Network interfaces, version 1 or 2.
    Interfaces(u8),
    /// Users and groups, version 1 or 2.
    Users(u8),
    /// One event.
    Event(EventForm),
    /// A block that is not for this library, such as packets, comments or names.
    Foreign,
}

/// How an event block is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventForm {
    /// The event header contains the number of parameters.
    pub v2: bool,
    /// 32 bits of dump flags precede the event.
    pub flags: bool,
    /// The block may be longer than 64 KiB.
    pub large: bool,
}

const fn event(v2: bool, flags: bool, large: bool) -> Role {
    Role::Event(EventForm { v2, flags, large })
}

impl Role {
    /// The role of a block type. The numbers that end in `abcd` are those of writers before the first release.
    #[inline]
    pub const fn of(block_type: u32) -> Role {
        match block_type {
            EVENT => event(true, false, false),
            EVENT_FLAGS => event(true, true, false),
            EVENT_LARGE => event(true, false, true),
            EVENT_FLAGS_LARGE => event(true, true, true),
            0x204 | 0x8010_abcd => event(false, false, false),
            0x208 => event(false, true, false),
            SECTION_HEADER => Role::Section,
            MACHINE | 0x8002_abcd => Role::Machine,
            0x202 | 0x8000_abcd => Role::Processes(1),
            0x207 | 0x8013_abcd => Role::Processes(2),
            0x209 | 0x8014_abcd => Role::Processes(3),
            0x210..=PROCESSES => Role::Processes((block_type - 0x210) as u8 + 4),
            0x203 | 0x8001_abcd => Role::Fds(1),
            FDS => Role::Fds(2),
            0x205 | 0x8011_abcd => Role::Interfaces(1),
            INTERFACES => Role::Interfaces(2),
            0x206 | 0x8012_abcd => Role::Users(1),
            USERS => Role::Users(2),
            _ => Role::Foreign,
        }
    }
}
