// SPDX-License-Identifier: Apache-2.0
//! Descriptors 0, 1 and 2 of a process.

use super::value::*;
use crate::fields::FieldInfo;
use crate::fields::param_text::c_text;
use crate::fields::{Evaluation, Extracted, FieldRef};
use crate::schema::ParamType::*;
use crate::state::Fd;

type Out<'s> = Extracted<'s>;

pub(super) const FIELDS: &[FieldInfo] = &[
    FieldInfo::new("proc.stdin.type", Charbuf, "Kind of descriptor 0.", stdin_type),
    FieldInfo::new("proc.stdout.type", Charbuf, "Kind of descriptor 1.", stdout_type),
    FieldInfo::new("proc.stderr.type", Charbuf, "Kind of descriptor 2.", stderr_type),
    FieldInfo::new("proc.stdin.name", Charbuf, "Name of descriptor 0.", stdin_name),
    FieldInfo::new("proc.stdout.name", Charbuf, "Name of descriptor 1.", stdout_name),
    FieldInfo::new("proc.stderr.name", Charbuf, "Name of descriptor 2.", stderr_name),
];

fn standard<'s>(c: &Evaluation<'s>, number: i64) -> Option<&'s Fd> {
    c.state().threads.fd(c.thread()?, number)
}

fn standard_type<'s>(c: &Evaluation<'s>, number: i64) -> Out<'s> {
    text(standard(c, number).map(|fd| fd.type_name().as_bytes()))
}

fn standard_name<'s>(c: &Evaluation<'s>, number: i64) -> Out<'s> {
    text(standard(c, number).map(|fd| c_text(&fd.name)))
}

fn stdin_type<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    standard_type(c, 0)
}

fn stdout_type<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    standard_type(c, 1)
}

fn stderr_type<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    standard_type(c, 2)
}

fn stdin_name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    standard_name(c, 0)
}

fn stdout_name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    standard_name(c, 1)
}

fn stderr_name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    standard_name(c, 2)
}
