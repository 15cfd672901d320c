// SPDX-License-Identifier: Apache-2.0
//! The fields of the table of threads.

use super::value::StateType::{self, *};
use crate::state::{Image, Text, Thread};
use std::sync::Arc;

/// A value read from the state.
pub(super) enum Out<'a> {
    Number(u64),
    Text(&'a [u8]),
    Table(Inner),
}

/// A value to be written to the state.
pub(super) enum In<'a> {
    Number(u64),
    Text(&'a [u8]),
}

impl In<'_> {
    pub(super) fn number(&self) -> u64 {
        match self {
            In::Number(number) => *number,
            In::Text(_) => 0,
        }
    }

    pub(super) fn text(&self) -> &[u8] {
        match self {
            In::Number(_) => b"",
            In::Text(text) => text,
        }
    }
}

/// The tables in an entry of the table of threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inner {
    Args,
    Env,
    Cgroups,
    Descriptors,
}

/// A field of threads.
pub(super) struct ThreadRow {
    pub(super) name: &'static std::ffi::CStr,
    pub(super) ty: StateType,
    pub(super) read: for<'a> fn(&'a Thread) -> Out<'a>,
    /// `None`: plugins cannot change it.
    pub(super) write: Option<fn(&mut Thread, &In<'_>)>,
}

macro_rules! number {
    ($name:literal, $ty:ident, $member:ident as $as:ty) => {
        ThreadRow {
            name: $name,
            ty: $ty,
            read: |thread| Out::Number(thread.$member as u64),
            write: Some(|thread, value| thread.$member = value.number() as $as),
        }
    };
}

macro_rules! of_image {
    ($name:literal, flag $member:ident) => {
        ThreadRow {
            name: $name,
            ty: Bool,
            read: |thread| Out::Number(thread.image.$member.into()),
            write: Some(|thread, value| image(thread).$member = value.number() != 0),
        }
    };
    ($name:literal, number $member:ident) => {
        ThreadRow {
            name: $name,
            ty: Uint64,
            read: |thread| Out::Number(thread.image.$member),
            write: Some(|thread, value| image(thread).$member = value.number()),
        }
    };
    ($name:literal, text $member:ident) => {
        ThreadRow {
            name: $name,
            ty: String,
            read: |thread| Out::Text(&thread.image.$member),
            write: Some(|thread, value| image(thread).$member = Text::new(value.text())),
        }
    };
}

macro_rules! inner {
    ($name:literal, $table:ident) => {
        ThreadRow { name: $name, ty: Table, read: |_| Out::Table(Inner::$table), write: None }
    };
}

fn image(thread: &mut Thread) -> &mut Image {
    Arc::make_mut(&mut thread.image)
}

/// Every field, by the names of upstream's table `threads`.
pub(super) const ROWS: &[ThreadRow] = &[
    number!(c"tid", Int64, tid as i64),
    number!(c"pid", Int64, pid as i64),
    number!(c"ptid", Int64, ptid as i64),
    number!(c"reaper_tid", Int64, reaper_tid as i64),
    number!(c"sid", Int64, sid as i64),
    ThreadRow {
        name: c"comm",
        ty: String,
        read: |thread| Out::Text(&thread.comm),
        write: Some(|thread, value| thread.comm = Text::new(value.text())),
    },
    of_image!(c"exe", text exe),
    of_image!(c"exe_path", text exepath),
    of_image!(c"exe_writable", flag exe_writable),
    of_image!(c"exe_upper_layer", flag exe_upper_layer),
    of_image!(c"exe_lower_layer", flag exe_lower_layer),
    of_image!(c"exe_from_memfd", flag exe_from_memfd),
    number!(c"flags", Uint32, flags as u32),
    number!(c"fd_limit", Int64, fdlimit as i64),
    number!(c"uid", Uint32, uid as u32),
    number!(c"gid", Uint32, gid as u32),
    number!(c"loginuid", Uint32, loginuid as u32),
    of_image!(c"exe_ino", number exe_ino),
    of_image!(c"exe_ino_ctime", number exe_ino_ctime),
    of_image!(c"exe_ino_mtime", number exe_ino_mtime),
    number!(c"vtid", Int64, vtid as i64),
    number!(c"vpid", Int64, vpid as i64),
    number!(c"vpgid", Int64, vpgid as i64),
    number!(c"pgid", Int64, pgid as i64),
    number!(c"pidns_init_start_ts", Uint64, pidns_init_start_ts as u64),
    ThreadRow {
        name: c"root",
        ty: String,
        read: |thread| Out::Text(&thread.root),
        write: Some(|thread, value| thread.root = Text::new(value.text())),
    },
    number!(c"tty", Uint32, tty as u32),
    ThreadRow { name: c"cwd", ty: String, read: |thread| Out::Text(&thread.cwd), write: None },
    inner!(c"args", Args),
    inner!(c"env", Env),
    inner!(c"cgroups", Cgroups),
    inner!(c"file_descriptors", Descriptors),
];
