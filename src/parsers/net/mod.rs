//! Sockets: making, naming and connecting them.

mod accept;
mod bind;
mod connect;
mod option;
mod socket;

use super::Parser;
use crate::schema::Code;

pub(super) use socket::inferred_udp;

pub(super) const ROUTES: &[(Code, Parser)] = &[
    (Code::SocketSocketX, socket::socket),
    (Code::SocketSocketpairX, socket::socketpair),
    (Code::SocketBindX, bind::bind),
    (Code::SocketConnectX, connect::connect),
    (Code::SocketAccept_5X, accept::accept),
    (Code::SocketAccept4_6X, accept::accept4),
    (Code::SocketShutdownX, option::shutdown),
    (Code::SocketGetsockoptX, option::getsockopt),
];
