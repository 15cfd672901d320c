// SPDX-License-Identifier: Apache-2.0
//! Reads and writes: what they say of sockets.

mod condition;
mod ends;
mod read;
mod rights;
mod routes;
mod tuple;
mod write;

pub(super) use routes::ROUTES;
pub(super) use tuple::{set_v4, set_v6, swap_ends};
