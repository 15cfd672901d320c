// SPDX-License-Identifier: Apache-2.0
//! Which operator is valid for which type.

use super::op::{Comparator, Op};
use crate::schema::ParamType::{self, *};

/// The kind of values of a type, as far as comparing is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Bool,
    Text,
    Bytes,
    Address,
    Network,
    Other,
}

pub(super) const fn kind(ty: ParamType) -> Kind {
    match ty {
        Int8 | Int16 | Int32 | Int64 | Uint8 | Uint16 | Uint32 | Uint64 | Errno | Fd | Pid | Syscallid
        | Sigtype | Reltime | Abstime | Port | Flags8 | Flags16 | Flags32 | Double | Mode | Enumflags8
        | Enumflags16 | Enumflags32 => Kind::Number,
        Bool => Kind::Bool,
        Charbuf | Fspath | Fsrelpath => Kind::Text,
        Bytebuf => Kind::Bytes,
        Ipv4addr | Ipv6addr | Ipaddr => Kind::Address,
        Ipv4net | Ipv6net | Ipnet => Kind::Network,
        NoType | Sockaddr | Socktuple | Fdlist | L4proto | Sockfamily | Dyn | Uid | Gid | Sigset
        | Charbufarray | CharbufPairArray | Fd32 | Pid32 => Kind::Other,
    }
}

/// Types whose lists can be compared.
const fn has_lists(ty: ParamType) -> bool {
    matches!(ty, Charbuf | Uint64 | Reltime | Abstime | Bool | Ipaddr | Ipnet)
}

/// True when a field of this type can stand left of the operator.
pub fn is_comparable(comparator: Comparator, ty: ParamType, is_list: bool) -> bool {
    let op = match comparator.op {
        Op::Exists => return true,
        Op::DoubleEq => Op::Eq,
        op => op,
    };
    let for_sets = matches!(op, Op::In | Op::Intersects);
    if is_list {
        return has_lists(ty) && for_sets;
    }
    let for_equality = for_sets || matches!(op, Op::Eq | Op::Ne);
    match kind(ty) {
        Kind::Number => for_equality || op.takes_number(),
        Kind::Bool | Kind::Address | Kind::Network => for_equality,
        Kind::Text => !matches!(op, Op::Bcontains | Op::Bstartswith),
        Kind::Bytes => {
            let within = [Op::Contains, Op::Startswith, Op::Endswith, Op::Bcontains, Op::Bstartswith];
            for_equality || within.contains(&op)
        }
        Kind::Other => false,
    }
}
