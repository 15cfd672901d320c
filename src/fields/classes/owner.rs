// SPDX-License-Identifier: Apache-2.0
//! Fields of the user and the group of the thread of an event.

use crate::fields::{Evaluation, Extracted, FieldRef, Value};
use crate::fields::{FieldInfo, KernelTest};
use crate::schema::ParamType::*;
use crate::schema::PrintFormat::*;
use crate::state::{Thread, User};

type Out<'s> = Extracted<'s>;

pub(super) const USER: &[FieldInfo] = &[
    FieldInfo::new("user.uid", Uint32, "User id of the thread.", uid)
        .tested_in_kernel(KernelTest::Uid)
        .format(Id),
    FieldInfo::new("user.name", Charbuf, "Name of the user of the thread.", name),
    FieldInfo::new("user.homedir", Charbuf, "Home directory of the user of the thread.", homedir),
    FieldInfo::new("user.shell", Charbuf, "Login shell of the user of the thread.", shell),
    FieldInfo::new("user.loginuid", Int64, "Id of the user who logged in; -1 when nobody did.", loginuid)
        .format(Id),
    FieldInfo::new("user.loginname", Charbuf, "Name of the user who logged in.", loginname),
];

pub(super) const GROUP: &[FieldInfo] = &[
    FieldInfo::new("group.gid", Uint32, "Group id of the thread.", gid).format(Id),
    FieldInfo::new("group.name", Charbuf, "Name of the group of the thread.", group_name),
];

const ROOT: u32 = 0;
const MISSING: &[u8] = b"<NA>";

fn user<'s>(c: &Evaluation<'s>, thread: &Thread, uid: u32) -> Option<&'s User> {
    c.state().users.user(c.container_of_users(thread), uid)
}

/// One property of the user; another value for an unknown root, and `<NA>` for any other unknown user.
fn about<'s>(
    c: &Evaluation<'s>,
    id: fn(&Thread) -> u32,
    what: fn(&'s User) -> &'s [u8],
    of_root: &'static [u8],
) -> Out<'s> {
    let Some(thread) = c.thread() else { return Extracted::None };
    let id = id(thread);
    Value::Bytes(match user(c, thread, id) {
        Some(user) => what(user),
        None if id == ROOT => of_root,
        None => MISSING,
    })
    .into()
}

pub(super) fn uid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Extracted::from_option(c.thread().map(|thread| Value::U64(thread.uid.into())))
}

pub(super) fn name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    about(c, |thread| thread.uid, |user| &user.name, b"root")
}

pub(super) fn homedir<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    about(c, |thread| thread.uid, |user| &user.home, b"/root")
}

pub(super) fn shell<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    about(c, |thread| thread.uid, |user| &user.shell, MISSING)
}

pub(super) fn loginuid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    let id = |thread: &Thread| if thread.loginuid == u32::MAX { -1 } else { thread.loginuid.into() };
    Extracted::from_option(c.thread().map(|thread| Value::I64(id(thread))))
}

pub(super) fn loginname<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    about(c, |thread| thread.loginuid, |user| &user.name, b"root")
}

pub(super) fn gid<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Extracted::from_option(c.thread().map(|thread| Value::U64(thread.gid.into())))
}

pub(super) fn group_name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    let Some(thread) = c.thread() else { return Extracted::None };
    Value::Bytes(match c.state().users.group(c.container_of_users(thread), thread.gid) {
        Some(group) => &group.name,
        None if thread.gid == ROOT => b"root",
        None => MISSING,
    })
    .into()
}
