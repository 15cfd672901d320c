// SPDX-License-Identifier: Apache-2.0
//! Parameters whose type is given by their first byte: the index into one of these tables.

use super::events::row::param;
use super::{ParamInfo, ParamType::*, PrintFormat::*};

/// The variants of `bpf_dynamic_param`.
pub const BPF_DYNAMIC_PARAM: &[ParamInfo] = &[param("", Fd, Dec), param("", Errno, Dec)];

/// The variants of `keyctl_dynamic_param`.
pub const KEYCTL_DYNAMIC_PARAM: &[ParamInfo] = &[param("", Int64, Dec), param("", Charbuf, Na)];

/// The variants of `ptrace_dynamic_param`.
pub const PTRACE_DYNAMIC_PARAM: &[ParamInfo] = &[param("", Uint64, Hex), param("", Sigtype, Dec)];

/// The variants of `sockopt_dynamic_param`.
pub const SOCKOPT_DYNAMIC_PARAM: &[ParamInfo] = &[
    param("", Bytebuf, Hex),
    param("", Errno, Dec),
    param("", Uint32, Dec),
    param("", Uint64, Dec),
    param("", Reltime, Dec),
];

/// Every table by its name.
pub const TABLES: &[(&str, &[ParamInfo])] = &[
    ("bpf_dynamic_param", BPF_DYNAMIC_PARAM),
    ("keyctl_dynamic_param", KEYCTL_DYNAMIC_PARAM),
    ("ptrace_dynamic_param", PTRACE_DYNAMIC_PARAM),
    ("sockopt_dynamic_param", SOCKOPT_DYNAMIC_PARAM),
];
