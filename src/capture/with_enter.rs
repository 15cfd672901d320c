// SPDX-License-Identifier: Apache-2.0
//! The calls whose enter events are made.

use super::contract::Place;
use crate::schema::{Code, Sc};

/// Calls whose enter events are made too, so that what they read of user memory is seen before it can be changed
/// (ebpf/syscall.h has their native numbers).
pub(super) const WITH_ENTER: &[(Place, Sc, Code)] = &[
    (Place::OpenEnter, Sc::OPEN, Code::SyscallOpenE),
    (Place::OpenatEnter, Sc::OPENAT, Code::SyscallOpenat_2E),
    (Place::Openat2Enter, Sc::OPENAT2, Code::SyscallOpenat2E),
    (Place::CreatEnter, Sc::CREAT, Code::SyscallCreatE),
    (Place::ConnectEnter, Sc::CONNECT, Code::SocketConnectE),
];
