// SPDX-License-Identifier: Apache-2.0
//! The executable file of a process: where it lies, its inode and times.

use super::value::*;
use crate::fields::FieldInfo;
use crate::fields::{Evaluation, Extracted, FieldRef};
use crate::schema::ParamType::*;
use crate::schema::PrintFormat::*;

type Out<'s> = Extracted<'s>;

pub(super) const LAYERS: &[FieldInfo] = &[
    FieldInfo::new(
        "proc.is_exe_writable",
        Bool,
        "True when the user of the process may write to its executable.",
        is_exe_writable,
    ),
    FieldInfo::new(
        "proc.is_exe_upper_layer",
        Bool,
        "True when the executable is in the upper layer of an overlay file system.",
        is_exe_upper_layer,
    ),
    FieldInfo::new(
        "proc.is_exe_lower_layer",
        Bool,
        "True when the executable is in a lower layer of an overlay file system.",
        is_exe_lower_layer,
    ),
    FieldInfo::new(
        "proc.is_exe_from_memfd",
        Bool,
        "True when the executable is an anonymous memory file.",
        is_exe_from_memfd,
    ),
];

pub(super) const INODE: &[FieldInfo] = &[
    FieldInfo::new("proc.exe_ino", Int64, "Inode of the executable.", exe_ino).format(Dec),
    FieldInfo::new(
        "proc.exe_ino.ctime",
        Abstime,
        "Last status change of the executable, nanoseconds since the epoch.",
        exe_ino_ctime,
    )
    .format(Dec),
    FieldInfo::new(
        "proc.exe_ino.mtime",
        Abstime,
        "Last modification of the executable, nanoseconds since the epoch.",
        exe_ino_mtime,
    )
    .format(Dec),
    FieldInfo::new(
        "proc.exe_ino.ctime_duration_proc_start",
        Abstime,
        "Nanoseconds from the last status change of the executable to the start of the process.",
        exe_ino_ctime_duration_proc_start,
    )
    .format(Dec),
    FieldInfo::new(
        "proc.exe_ino.ctime_duration_pidns_start",
        Abstime,
        "Nanoseconds from the start of the pid namespace to the last status change of the \
executable.",
        exe_ino_ctime_duration_pidns_start,
    )
    .format(Dec),
    FieldInfo::new(
        "proc.pidns_init_start_ts",
        Uint64,
        "Start of the init process of the pid namespace, nanoseconds since the epoch.",
        pidns_init_start_ts,
    )
    .format(Dec),
];

fn is_exe_writable<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    boolean(c.thread().map(|thread| thread.image.exe_writable))
}

fn is_exe_upper_layer<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    boolean(c.thread().map(|thread| thread.image.exe_upper_layer))
}

fn is_exe_lower_layer<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    boolean(c.thread().map(|thread| thread.image.exe_lower_layer))
}

fn is_exe_from_memfd<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    boolean(c.thread().map(|thread| thread.image.exe_from_memfd))
}

fn exe_ino<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    number(c.thread().map(|thread| thread.image.exe_ino as i64).filter(|ino| *ino != 0))
}

fn exe_ino_ctime<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    known(c.thread().map(|thread| thread.image.exe_ino_ctime))
}

fn exe_ino_mtime<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    known(c.thread().map(|thread| thread.image.exe_ino_mtime))
}

fn exe_ino_ctime_duration_proc_start<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    known(c.thread().map(|thread| thread.exe_ino_ctime_duration_clone_ts))
}

fn exe_ino_ctime_duration_pidns_start<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    known(c.thread().map(|thread| thread.exe_ino_ctime_duration_pidns_start))
}

fn pidns_init_start_ts<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    known(c.thread().map(|thread| thread.pidns_init_start_ts))
}
