// SPDX-License-Identifier: Apache-2.0
//! The program of a process: executable, name, arguments, environment, working directory.

use super::ancestry::*;
use super::value::*;
use crate::fields::param_text::c_text;
use crate::fields::{Arg, Evaluation, Extracted, FieldRef, TextBuf, Value};
use crate::fields::{ArgRule, CompareRule, FieldFlags as F, FieldInfo, KernelTest};
use crate::schema::ParamType::*;
use crate::schema::PrintFormat::*;
use crate::state::{Strings, Thread};

type Out<'s> = Extracted<'s>;

pub(super) const FIELDS: &[FieldInfo] = &[
    FieldInfo::new("proc.exe", Charbuf, "First word of the command line.", exe),
    FieldInfo::new("proc.pexe", Charbuf, "First word of the command line of the parent process.", pexe),
    FieldInfo::new(
        "proc.aexe",
        Charbuf,
        "First word of the command line of an ancestor: [1] is the parent; without a number, \
of any ancestor.",
        aexe,
    )
    .flags(F::ARG_ALLOWED.or(F::NO_TRANSFORMER).or(F::NO_RHS))
    .arg(ArgRule::Index)
    .compared(CompareRule::AnyAncestor, each_exe),
    FieldInfo::new("proc.exepath", Charbuf, "Full path of the executable.", exepath),
    FieldInfo::new("proc.pexepath", Charbuf, "Full path of the executable of the parent process.", pexepath),
    FieldInfo::new(
        "proc.aexepath",
        Charbuf,
        "Full path of the executable of an ancestor: [1] is the parent; without a number, of \
any ancestor.",
        aexepath,
    )
    .flags(F::ARG_ALLOWED.or(F::NO_TRANSFORMER).or(F::NO_RHS))
    .arg(ArgRule::Index)
    .compared(CompareRule::AnyAncestor, each_exepath),
    FieldInfo::new("proc.name", Charbuf, "Name of the process, at most 15 characters.", name)
        .tested_in_kernel(KernelTest::ProcessName),
    FieldInfo::new("proc.pname", Charbuf, "Name of the parent process.", pname),
    FieldInfo::new(
        "proc.aname",
        Charbuf,
        "Name of an ancestor: [1] is the parent; without a number, of any ancestor.",
        aname,
    )
    .flags(F::ARG_ALLOWED.or(F::NO_TRANSFORMER).or(F::NO_RHS))
    .arg(ArgRule::Index)
    .compared(CompareRule::AnyAncestor, each_name),
    FieldInfo::new("proc.args", Charbuf, "Arguments of the command line; [0] is the first one.", args)
        .flags(F::ARG_ALLOWED)
        .arg(ArgRule::Index),
    FieldInfo::new(
        "proc.aargs",
        Charbuf,
        "Arguments of an ancestor: [1] is the parent; without a number, of every ancestor.",
        aargs,
    )
    .flags(F::ARG_ALLOWED)
    .arg(ArgRule::Index),
    FieldInfo::new("proc.cmdline", Charbuf, "Name of the process and its arguments.", cmdline),
    FieldInfo::new("proc.pcmdline", Charbuf, "Name of the parent process and its arguments.", pcmdline),
    FieldInfo::new(
        "proc.acmdline",
        Charbuf,
        "Name and arguments of an ancestor: [1] is the parent; without a number, of any \
ancestor.",
        acmdline,
    )
    .flags(F::ARG_ALLOWED.or(F::NO_TRANSFORMER).or(F::NO_RHS))
    .arg(ArgRule::Index)
    .compared(CompareRule::AnyAncestor, each_cmdline),
    FieldInfo::new("proc.cmdnargs", Uint64, "Number of arguments.", cmdnargs).format(Dec),
    FieldInfo::new(
        "proc.cmdlenargs",
        Uint64,
        "Number of characters of all arguments, without the spaces between them.",
        cmdlenargs,
    )
    .format(Dec),
    FieldInfo::new("proc.exeline", Charbuf, "First word of the command line and the arguments.", exeline),
    FieldInfo::new(
        "proc.env",
        Charbuf,
        "Environment; with a name in brackets, the value of that variable.",
        env,
    )
    .flags(F::ARG_ALLOWED)
    .arg(ArgRule::IndexOrKey),
    FieldInfo::new(
        "proc.aenv",
        Charbuf,
        "Environment of an ancestor by number, or the nearest value of a variable among the \
ancestors.",
        aenv,
    )
    .flags(F::ARG_ALLOWED.or(F::NO_TRANSFORMER).or(F::NO_RHS))
    .arg(ArgRule::IndexOrKey)
    .compared(CompareRule::AnyAncestor, each_env),
    FieldInfo::new("proc.cwd", Charbuf, "Working directory.", cwd),
];

fn push_strings(list: &Strings, out: &mut TextBuf<'_>) {
    for (i, piece) in list.iter().enumerate() {
        if i > 0 {
            out.push(b' ');
        }
        out.extend(c_text(piece));
    }
}

fn push_comm(thread: &Thread, out: &mut TextBuf<'_>) {
    out.extend(&thread.comm);
}

fn push_exe(thread: &Thread, out: &mut TextBuf<'_>) {
    out.extend(thread.exe());
}

fn push_exepath(thread: &Thread, out: &mut TextBuf<'_>) {
    out.extend(thread.exepath());
}

fn push_args(thread: &Thread, out: &mut TextBuf<'_>) {
    push_strings(thread.args(), out);
}

fn push_cmdline(thread: &Thread, out: &mut TextBuf<'_>) {
    out.extend(&thread.comm);
    for arg in thread.args().iter() {
        out.push(b' ');
        out.extend(arg);
    }
}

fn exe<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c.thread().map(Thread::exe))
}

fn pexe<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(parent(c).map(Thread::exe))
}

fn aexe<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    of_ancestors(c, field, push_exe)
}

fn each_exe<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    each_ancestor(c, |thread| Value::Bytes(thread.exe()))
}

fn exepath<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c.thread().map(Thread::exepath))
}

fn pexepath<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(parent(c).map(Thread::exepath))
}

fn aexepath<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    of_ancestors(c, field, push_exepath)
}

fn each_exepath<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    each_ancestor(c, |thread| Value::Bytes(thread.exepath()))
}

fn name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c.thread().map(|thread| thread.comm.bytes()))
}

fn pname<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(parent(c).map(|thread| thread.comm.bytes()))
}

fn aname<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    of_ancestors(c, field, push_comm)
}

fn each_name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    each_ancestor(c, |thread| Value::Bytes(thread.comm.bytes()))
}

fn args<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    match (field.arg.clone(), c.thread()) {
        (Arg::Index(index @ 0..), Some(thread)) => {
            text(Some(thread.args().iter().nth(index as usize).unwrap_or_default()))
        }
        (_, thread) => made(c, thread, push_args),
    }
}

fn aargs<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    of_ancestors(c, field, push_args)
}

fn cmdline<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    made(c, c.thread(), push_cmdline)
}

fn pcmdline<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    made(c, parent(c), push_cmdline)
}

fn acmdline<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    of_ancestors(c, field, push_cmdline)
}

fn each_cmdline<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    each_ancestor(c, |thread| {
        let mut out = c.scratch.text();
        push_cmdline(thread, &mut out);
        out.into_value()
    })
}

fn cmdnargs<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().map(|thread| thread.args().len() as u64))
}

fn cmdlenargs<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    unsigned(c.thread().map(|thread| thread.args().iter().map(|arg| arg.len() as u64).sum()))
}

fn exeline<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    made(c, c.thread(), |thread, out| {
        out.extend(thread.exe());
        out.push(b' ');
        push_args(thread, out);
    })
}

fn all_env<'s>(c: &Evaluation<'s>, thread: Option<&'s Thread>) -> Out<'s> {
    let Some(thread) = thread else { return Extracted::None };
    let mut out = c.scratch.text();
    push_strings(c.state().threads.env(thread), &mut out);
    out.into_value().into()
}

fn env<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    match (&field.arg, c.thread()) {
        (Arg::Key(name), Some(thread)) => {
            text(Some(c.state().threads.env_value(thread, name).unwrap_or_default()))
        }
        (_, thread) => all_env(c, thread),
    }
}

/// How far up `proc.aenv[NAME]` looks.
const ENV_GENERATIONS: usize = 20;

fn aenv<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let threads = &c.state().threads;
    let Some(thread) = c.thread() else { return Extracted::None };
    // Unlike elsewhere, the chain includes threads that are not leaders, and may loop.
    let up = |main: &'s Thread| std::iter::successors(threads.parent(main), |t| threads.parent(t));
    match &field.arg {
        Arg::Key(name) => {
            let found = threads.main_thread(thread).and_then(|main| {
                up(main)
                    .take(ENV_GENERATIONS)
                    .find_map(|ancestor| threads.env_value(ancestor, name).filter(|value| !value.is_empty()))
            });
            text(Some(found.unwrap_or_default()))
        }
        Arg::Index(n @ 1..) => match threads.main_thread(thread) {
            Some(main) => all_env(c, up(main).nth(*n as usize - 1)),
            None => text(Some(b"")),
        },
        _ => all_env(c, Some(thread)),
    }
}

/// What a filter compares `proc.aenv` with unless it names a variable: a number in brackets makes no difference.
fn each_env<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    each_ancestor(c, |thread| {
        let mut out = c.scratch.text();
        push_strings(c.state().threads.env(thread), &mut out);
        out.into_value()
    })
}

fn cwd<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    text(c.thread().and_then(|thread| c.state().threads.known_cwd(thread)))
}
