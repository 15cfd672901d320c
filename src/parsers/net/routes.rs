// SPDX-License-Identifier: Apache-2.0
//! Which function runs for which event of this family.

use super::super::parser::Parser;
use super::{accept, bind, connect, option, socket};
use crate::schema::Code;

pub(in crate::parsers) const ROUTES: &[(Code, Parser)] = &[
    (Code::SocketSocketX, socket::socket),
    (Code::SocketSocketpairX, socket::socketpair),
    (Code::SocketBindX, bind::bind),
    (Code::SocketConnectX, connect::connect),
    (Code::SocketAccept_5X, accept::accept),
    (Code::SocketAccept4_6X, accept::accept4),
    (Code::SocketShutdownX, option::shutdown),
    (Code::SocketGetsockoptX, option::getsockopt),
];
