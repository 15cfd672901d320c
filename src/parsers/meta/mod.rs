// SPDX-License-Identifier: Apache-2.0
//! Events about the machine: users, groups, containers.

mod container;
mod routes;
mod user;

pub(super) use routes::ROUTES;
