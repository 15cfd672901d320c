// SPDX-License-Identifier: Apache-2.0
//! Files, pipes, directories and descriptors as such.

mod base;
mod close;
mod directory;
mod duplicate;
mod made;
mod open;
mod pidfd;
mod pipe;
mod routes;

pub(super) use base::{Base, base_directory};
pub(super) use routes::ROUTES;
