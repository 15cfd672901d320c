// SPDX-License-Identifier: Apache-2.0
//! Kernel tracepoints that are not system calls.

use super::row::{EventRow, flags, param, row};
use crate::schema::ParamType::*;
use crate::schema::PrintFormat::*;
use crate::schema::flags::PF_FLAGS;
use crate::schema::{Category as C, Code, EventFlags as F};

pub(super) const ROWS: &[EventRow] = &[
    row(
        Code::ProcexitE,
        "procexit",
        C::TRACEPOINT.or(C::PROCESS),
        F::MODIFIES_STATE.or(F::OLD_VERSION).or(F::CONVERTER_MANAGED),
        &[],
    ),
    row(Code::ProcexitX, "NA", C::UNKNOWN, F::UNUSED, &[]),
    row(
        Code::Schedswitch_1E,
        "switch",
        C::TRACEPOINT.or(C::SCHEDULER),
        F::SKIPPARSERESET.or(F::OLD_VERSION).or(F::CONVERTER_MANAGED),
        &[param("next", Pid, Dec)],
    ),
    row(Code::Schedswitch_1X, "NA", C::UNKNOWN, F::UNUSED, &[]),
    row(
        Code::Schedswitch_6E,
        "switch",
        C::TRACEPOINT.or(C::SCHEDULER),
        F::NONE,
        &[
            param("next", Pid, Dec),
            param("pgft_maj", Uint64, Dec),
            param("pgft_min", Uint64, Dec),
            param("vm_size", Uint32, Dec),
            param("vm_rss", Uint32, Dec),
            param("vm_swap", Uint32, Dec),
        ],
    ),
    row(Code::Schedswitch_6X, "NA", C::UNKNOWN, F::UNUSED, &[]),
    row(
        Code::Procexit_1E,
        "procexit",
        C::TRACEPOINT.or(C::PROCESS),
        F::MODIFIES_STATE,
        &[
            param("status", Errno, Dec),
            param("ret", Errno, Dec),
            param("sig", Sigtype, Dec),
            param("core", Uint8, Dec),
            param("reaper_tid", Pid, Dec),
        ],
    ),
    row(Code::Procexit_1X, "NA", C::UNKNOWN, F::UNUSED, &[]),
    row(
        Code::SignaldeliverE,
        "signaldeliver",
        C::TRACEPOINT.or(C::SIGNAL),
        F::NONE,
        &[param("spid", Pid, Dec), param("dpid", Pid, Dec), param("sig", Sigtype, Dec)],
    ),
    row(Code::SignaldeliverX, "NA", C::UNKNOWN, F::UNUSED, &[]),
    row(
        Code::PageFaultE,
        "page_fault",
        C::TRACEPOINT.or(C::OTHER),
        F::SKIPPARSERESET,
        &[param("addr", Uint64, Hex), param("ip", Uint64, Hex), flags("error", Flags32, Hex, PF_FLAGS)],
    ),
    row(Code::PageFaultX, "NA", C::UNKNOWN, F::UNUSED, &[]),
];
