// SPDX-License-Identifier: Apache-2.0
//! The engines' tables, which consumers pass to `scap_open()` (C: libscap/scap_engines.h).

mod engine;
mod live;
mod live_lookup;
pub(in crate::ffi) mod live_metrics;
mod nodriver;
pub mod noop;
mod savefile;
mod source_plugin;
mod test_input;

pub(super) use live::{
    ready_fd as live_ready_fd, scap_modern_bpf_engine, set_scope as live_set_scope,
    watch_io_uring as live_watch_io_uring,
};
pub use savefile::scap_savefile_engine;
