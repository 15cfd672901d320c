// SPDX-License-Identifier: Apache-2.0
//! Sizes that the event format, the capture files and the C structures share.

/// Longest path, without the NUL (upstream: `SCAP_MAX_PATH_SIZE`).
pub const MAX_PATH_SIZE: usize = 1024;
/// Longest argument list of a process, without the last NUL (upstream: `SCAP_MAX_ARGS_SIZE`).
pub const MAX_ARGS_SIZE: usize = 4096;
/// Longest environment of a process, without the last NUL (upstream: `SCAP_MAX_ENV_SIZE`).
pub const MAX_ENV_SIZE: usize = 4096;
/// Longest cgroup list of a process (upstream: `SCAP_MAX_CGROUPS_SIZE`).
pub const MAX_CGROUPS_SIZE: usize = 4096;
/// Longest user or group string (upstream: `MAX_CREDENTIALS_STR_LEN`).
pub const MAX_CREDENTIALS_STR_LEN: usize = 256;
/// Maximum number of parameters of one event (upstream: `PPM_MAX_EVENT_PARAMS`).
pub const MAX_EVENT_PARAMS: usize = 32;
/// Maximum number of bytes of one parameter that the probe copies (upstream: `PPM_MAX_ARG_SIZE`).
pub const MAX_ARG_SIZE: usize = 65000;
/// Bytes of an event header: ts u64, tid u64, len u32, type u16, nparams u32, packed (upstream: `ppm_evt_hdr`).
pub const EVENT_HEADER_SIZE: usize = 26;
/// Default number of bytes of a byte buffer that are captured (upstream: `SNAPLEN`).
pub const DEFAULT_SNAPLEN: u32 = 80;
