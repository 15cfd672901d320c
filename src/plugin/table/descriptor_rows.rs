// SPDX-License-Identifier: Apache-2.0
//! The fields of the tables of descriptors.

use super::thread_rows::{In, Out};
use super::value::StateType::{self, *};
use crate::schema::FdType;
use crate::state::{Fd, Text};
use std::ffi::CStr;

/// Where a field of a descriptor is.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// The number of the descriptor: the key of the entry.
    Number,
    /// A member.
    Member(for<'a> fn(&'a Fd) -> Out<'a>, fn(&mut Fd, &In<'_>)),
    /// Bytes of the ends of a socket, from here on, as many as the type has.
    Socket(usize),
}

/// A field of descriptors; plugins can change each.
pub(super) struct DescriptorRow {
    pub(super) name: &'static CStr,
    pub(super) ty: StateType,
    pub(super) place: Place,
}

macro_rules! number {
    ($name:literal, $ty:ident, $member:ident as $as:ty) => {
        DescriptorRow {
            name: $name,
            ty: $ty,
            place: Place::Member(
                |fd| Out::Number(fd.$member as u64),
                |fd, value| fd.$member = value.number() as $as,
            ),
        }
    };
}

macro_rules! text {
    ($name:literal, $member:ident) => {
        DescriptorRow {
            name: $name,
            ty: String,
            place: Place::Member(
                |fd| Out::Text(&fd.$member),
                |fd, value| fd.$member = Text::new(value.text()),
            ),
        }
    };
}

const fn socket(name: &'static CStr, ty: StateType, at: usize) -> DescriptorRow {
    DescriptorRow { name, ty, place: Place::Socket(at) }
}

/// Every field, by the names of upstream's table `file_descriptors`. Those of sockets overlap, as
/// [`crate::state::SocketInfo`] describes.
pub(super) const ROWS: &[DescriptorRow] = &[
    DescriptorRow {
        name: c"type",
        ty: Uint8,
        place: Place::Member(
            |fd| Out::Number(fd.ty.number() as u64),
            |fd, value| fd.ty = FdType::from_number(value.number() as _).unwrap_or(FdType::Unknown),
        ),
    },
    number!(c"open_flags", Uint32, open_flags as u32),
    text!(c"name", name),
    text!(c"name_raw", name_raw),
    // The name before the current event is not kept: it is the name.
    DescriptorRow {
        name: c"old_name",
        ty: String,
        place: Place::Member(|fd| Out::Text(&fd.name), |_, _| {}),
    },
    number!(c"flags", Uint32, flags as u32),
    number!(c"dev", Uint32, dev as u32),
    number!(c"mount_id", Uint32, mount_id as u32),
    number!(c"ino", Uint64, ino as u64),
    number!(c"pid", Int64, pid as i64),
    DescriptorRow { name: c"fd", ty: Int64, place: Place::Number },
    socket(c"socket_ipv4_src_ip", Uint32, 0),
    socket(c"socket_ipv4_dest_dip", Uint32, 4),
    socket(c"socket_ipv4_src_port", Uint16, 8),
    socket(c"socket_ipv4_dst_port", Uint16, 10),
    socket(c"socket_ipv4_l4_proto", Uint8, 12),
    socket(c"socket_ipv6_src_ip_low", Uint64, 0),
    socket(c"socket_ipv6_src_ip_high", Uint64, 8),
    socket(c"socket_ipv6_dest_ip_low", Uint64, 16),
    socket(c"socket_ipv6_dest_ip_high", Uint64, 24),
    socket(c"socket_ipv6_src_port", Uint16, 32),
    socket(c"socket_ipv6_dst_port", Uint16, 34),
    socket(c"socket_ipv6_l4_proto", Uint8, 36),
    socket(c"socket_ipv4_server_ip", Uint32, 0),
    socket(c"socket_ipv4_server_port", Uint16, 4),
    socket(c"socket_ipv4_server_l4_proto", Uint8, 6),
    socket(c"socket_ipv6_server_ip_low", Uint64, 0),
    socket(c"socket_ipv6_server_ip_high", Uint64, 8),
    socket(c"socket_ipv6_server_port", Uint16, 16),
    socket(c"socket_ipv6_server_l4_proto", Uint8, 18),
    socket(c"socket_unix_src", Uint64, 0),
    socket(c"socket_unix_dest", Uint64, 8),
];

/// Bytes of a number of a type.
fn width(ty: StateType) -> usize {
    match ty {
        Uint8 => 1,
        Uint16 => 2,
        Uint32 => 4,
        _ => 8,
    }
}

/// Reads a field of descriptor `number`.
pub(super) fn read<'a>(row: &DescriptorRow, number: i64, fd: &'a Fd) -> Out<'a> {
    match row.place {
        Place::Number => Out::Number(number as u64),
        Place::Member(read, _) => read(fd),
        Place::Socket(at) => {
            let mut bytes = [0; 8];
            let width = width(row.ty);
            bytes[..width].copy_from_slice(&fd.socket().bytes()[at..at + width]);
            Out::Number(u64::from_le_bytes(bytes))
        }
    }
}

/// Writes a field; the number of a descriptor cannot be changed, as it is the key.
pub(super) fn write(row: &DescriptorRow, fd: &mut Fd, value: &In<'_>) {
    match row.place {
        Place::Number => {}
        Place::Member(_, write) => write(fd, value),
        Place::Socket(at) => {
            let width = width(row.ty);
            let bytes = value.number().to_le_bytes();
            fd.socket_mut().bytes_mut()[at..at + width].copy_from_slice(&bytes[..width]);
        }
    }
}
