// SPDX-License-Identifier: Apache-2.0
//! The tables that consumers link as data: events, flags, system calls.
//!
//! They are computed from `schema` when the library is compiled and stay the same for the life of the process.
#![allow(non_upper_case_globals, reason = "these are the C names")]

use super::abi::event::{ppm_event_info, ppm_name_value, ppm_param_info, syscall_evt_pair};
use crate::schema::dynamic_params::*;
use crate::schema::flags::*;
use crate::schema::syscalls::{ia32, table};
use crate::schema::{Code, EventInfo, FlagName, ParamDetail, ParamInfo, events};
use std::ffi::{c_char, c_int, c_void};
use std::ptr;

// SAFETY: the pointers inside lead to immutable statics.
unsafe impl Sync for ppm_name_value {}
// SAFETY: the pointers inside lead to immutable statics.
unsafe impl Sync for ppm_param_info {}
// SAFETY: the pointers inside lead to immutable statics.
unsafe impl Sync for ppm_event_info {}

/// Bytes that the names of a table take, each with its NUL.
const fn names_size(table: &[FlagName]) -> usize {
    let mut size = 0;
    let mut i = 0;
    while i < table.len() {
        size += table[i].name.len() + 1;
        i += 1;
    }
    size
}

/// The names of a table one after the other, each with its NUL.
const fn names<const SIZE: usize>(table: &[FlagName]) -> [u8; SIZE] {
    let mut bytes = [0; SIZE];
    let (mut at, mut i) = (0, 0);
    while i < table.len() {
        let name = table[i].name.as_bytes();
        let mut j = 0;
        while j < name.len() {
            bytes[at] = name[j];
            at += 1;
            j += 1;
        }
        at += 1;
        i += 1;
    }
    bytes
}

/// The C table over `names`, with the closing row of NULL and 0.
const fn rows<const LEN: usize>(table: &[FlagName], names: &'static [u8]) -> [ppm_name_value; LEN] {
    let mut rows = [ppm_name_value { name: ptr::null(), value: 0 }; LEN];
    let (mut rest, mut i) = (names, 0);
    while i < table.len() {
        rows[i] = ppm_name_value { name: rest.as_ptr().cast::<c_char>(), value: table[i].value };
        (_, rest) = rest.split_at(table[i].name.len() + 1);
        i += 1;
    }
    rows
}

const fn same_text(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// Constant evaluation cannot compare addresses, so tables are distinguished by their contents.
const fn same_table(a: &[FlagName], b: &[FlagName]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i].value != b[i].value || !same_text(a[i].name, b[i].name) {
            return false;
        }
        i += 1;
    }
    true
}

macro_rules! flag_tables {
    ($($c_name:ident = $module:ident $table:ident,)*) => {
        $(
            /// Names of flags or values for C, closed by a row whose name is NULL.
            #[unsafe(no_mangle)]
            pub static $c_name: [ppm_name_value; $table.len() + 1] = {
                static NAMES: [u8; names_size($table)] = names($table);
                rows($table, &NAMES)
            };
        )*

        const fn c_flags(table: &[FlagName]) -> *const ppm_name_value {
            $(if same_table(table, $table) {
                return (&raw const $c_name).cast();
            })*
            panic!("a flag table has no C counterpart")
        }
    };
}

macro_rules! dynamic_tables {
    ($($c_name:ident = $table:ident,)*) => {
        $(
            /// The variants of a dynamic parameter for C.
            #[unsafe(no_mangle)]
            pub static $c_name: [ppm_param_info; $table.len()] = {
                let mut forms = [NO_PARAM; $table.len()];
                let mut i = 0;
                while i < forms.len() {
                    forms[i] = c_param(&$table[i]);
                    i += 1;
                }
                forms
            };
        )*

        const fn c_dynamic(table: &[ParamInfo]) -> *const ppm_param_info {
            $(if same_forms(table, $table) {
                return (&raw const $c_name).cast();
            })*
            panic!("a table of dynamic parameters has no C counterpart")
        }
    };
}

const fn same_forms(a: &[ParamInfo], b: &[ParamInfo]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i].ty as u32 != b[i].ty as u32 || a[i].format as u32 != b[i].format as u32 {
            return false;
        }
        i += 1;
    }
    true
}

const NO_PARAM: ppm_param_info = ppm_param_info { name: [0; 32], ty: 0, fmt: 0, info: ptr::null(), ninfo: 0 };

const fn c_name(text: &str) -> [c_char; 32] {
    let bytes = text.as_bytes();
    assert!(bytes.len() < 32, "a name is longer than the C table has room for");
    let mut name = [0; 32];
    let mut i = 0;
    while i < bytes.len() {
        name[i] = bytes[i] as c_char;
        i += 1;
    }
    name
}

const fn c_param(param: &ParamInfo) -> ppm_param_info {
    let (info, ninfo) = match param.detail {
        ParamDetail::None => (ptr::null(), 0),
        ParamDetail::Flags(table) => (c_flags(table).cast::<c_void>(), 0),
        // Upstream keeps the index of the directory descriptor in the pointer itself.
        ParamDetail::RelativeTo(index) => (ptr::without_provenance(index as usize), 0),
        ParamDetail::Dynamic(forms) => (c_dynamic(forms).cast::<c_void>(), forms.len() as u8),
    };
    ppm_param_info { name: c_name(param.name), ty: param.ty as u32, fmt: param.format as u32, info, ninfo }
}

const fn c_event(event: &EventInfo) -> ppm_event_info {
    let mut params = [NO_PARAM; 32];
    let mut i = 0;
    while i < event.params.len() {
        params[i] = c_param(&event.params[i]);
        i += 1;
    }
    ppm_event_info {
        name: c_name(event.name),
        category: event.category.0,
        flags: event.flags.0,
        nparams: event.params.len() as u32,
        params,
    }
}

/// The event table, indexed by event code.
#[unsafe(no_mangle)]
pub static g_event_info: [ppm_event_info; Code::COUNT] = {
    let mut table =
        [ppm_event_info { name: [0; 32], category: 0, flags: 0, nparams: 0, params: [NO_PARAM; 32] };
            Code::COUNT];
    let mut i = 0;
    while i < table.len() {
        table[i] = c_event(&events::TABLE[i]);
        i += 1;
    }
    table
};

/// The native system call table, indexed by system call number.
#[unsafe(no_mangle)]
pub static g_syscall_table: [syscall_evt_pair; table::SIZE] = {
    let mut rows =
        [syscall_evt_pair { flags: 0, enter_event_type: 0, exit_event_type: 0, ppm_sc: 0 }; table::SIZE];
    let mut i = 0;
    while i < rows.len() {
        let entry = &table::TABLE[i];
        rows[i] = syscall_evt_pair {
            flags: entry.flags as c_int,
            enter_event_type: entry.enter as u32,
            exit_event_type: entry.exit as u32,
            ppm_sc: entry.sc.0 as u32,
        };
        i += 1;
    }
    rows
};

/// Native numbers of the ia32 system calls, indexed by the ia32 number.
#[unsafe(no_mangle)]
pub static g_ia32_64_map: [c_int; table::SIZE] = {
    let mut map = [0; table::SIZE];
    let mut i = 0;
    while i < map.len() {
        map[i] = ia32::IA32_TO_X86_64[i] as c_int;
        i += 1;
    }
    map
};

dynamic_tables! {
    bpf_dynamic_param = BPF_DYNAMIC_PARAM,
    keyctl_dynamic_param = KEYCTL_DYNAMIC_PARAM,
    ptrace_dynamic_param = PTRACE_DYNAMIC_PARAM,
    sockopt_dynamic_param = SOCKOPT_DYNAMIC_PARAM,
}

with_flag_tables!(flag_tables);
