// SPDX-License-Identifier: Apache-2.0
//! Which function runs for which event of this family.

use super::super::parser::Parser;
use super::{read, write};
use crate::schema::Code;

pub(in crate::parsers) const ROUTES: &[(Code, Parser)] = &[
    (Code::SyscallReadX, read::read),
    (Code::SyscallPreadX, read::read),
    (Code::SyscallReadvX, read::readv),
    (Code::SyscallPreadvX, read::readv),
    (Code::SocketRecvX, read::recv),
    (Code::SocketRecvfromX, read::recvfrom),
    (Code::SocketRecvmsgX, read::recvmsg),
    (Code::SocketRecvmmsgX, read::recvmmsg),
    (Code::SyscallWriteX, write::write),
    (Code::SyscallPwriteX, write::write),
    (Code::SyscallWritevX, write::write),
    (Code::SyscallPwritevX, write::write),
    (Code::SocketSendX, write::send),
    (Code::SocketSendtoX, write::send),
    (Code::SocketSendmsgX, write::send),
    (Code::SocketSendmmsgX, write::sendmmsg),
    (Code::SyscallSendfileX, write::sendfile),
];
