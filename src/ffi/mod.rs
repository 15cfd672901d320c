// SPDX-License-Identifier: Apache-2.0
//! The C surface and nothing else.
//!
//! A function here goes through the `door`, which guards against NULL and panics, makes one call, and converts the result.
//! Functions are ordinary items in a file per C header part, so that cbindgen can render the prototypes.

pub mod abi;
pub mod door;
mod engine_calls;
pub mod engines;
pub mod modern_bpf_public;
pub mod plugin_loader;
mod receiver;
mod records;
mod result;
pub mod ringbuffer;
pub mod savefile_public;
pub mod scap_api_version;
pub mod scap_cgroup;
pub mod scap_configure;
pub mod scap_converter;
mod scap_dumper;
pub mod scap_engine_util;
pub mod scap_event;
pub mod scap_fd;
pub mod scap_handle;
pub mod scap_int;
pub mod scap_linux_int;
pub mod scap_linux_platform;
pub mod scap_platform;
pub mod scap_platform_api;
pub mod scap_ppm_sc;
pub mod scap_print;
pub mod scap_proc_util;
pub mod scap_procs;
pub mod scap_reader;
pub mod scap_savefile_api;
pub mod sinsp;
pub mod tables;
pub mod test_input_public;
mod uthash;
