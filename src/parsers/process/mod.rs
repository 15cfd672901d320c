// SPDX-License-Identifier: Apache-2.0
//! Threads and processes: creation, programs, end, and limits.

mod child;
mod clone;
mod clone_caller;
mod clone_child;
mod execve;
mod exit;
mod identity;
mod limits;
mod memory;
mod routes;
mod session;

pub(super) use routes::ROUTES;
