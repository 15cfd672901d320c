// SPDX-License-Identifier: Apache-2.0
//! Sockets: creating, naming and connecting them.

mod accept;
mod bind;
mod connect;
mod option;
mod routes;
mod socket;

pub(super) use routes::ROUTES;
pub(super) use socket::inferred_udp;
