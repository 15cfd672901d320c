// SPDX-License-Identifier: Apache-2.0
//! Processes: their creation, programs and end.

use super::super::contract::Op;
use super::super::contract::{Class, RECIPE_FAILURES_ONLY};
use super::op::*;
use super::row::{Row, row};
use crate::schema::Code::{self, *};

/// What every variant of clone makes: the caller's event, and the child's with 0 as return value.
const fn clone(code: Code, before: &'static [Op], arg: u8) -> Row {
    let mut ops = [empty(); crate::capture::contract::OPS];
    let body = [
        ret(),
        exe().when(When::Success),
        args().when(When::Success),
        task(8, Task::Tid),
        task(8, Task::Pid),
        task(8, Task::Ptid),
        empty(),
        task(8, Task::Fdlimit),
        task(8, Task::Major),
        task(8, Task::Minor),
        task(4, Task::VmSize),
        task(4, Task::VmRss),
        task(4, Task::VmSwap),
        comm(),
        cgroups(),
        clone_flags(arg),
        task(4, Task::Euid),
        task(4, Task::Egid),
        task(8, Task::Vtid),
        task(8, Task::Vpid),
        task(8, Task::PidnsStart).when(When::Zero),
    ];
    let mut count = 0;
    while count < before.len() {
        ops[count] = before[count];
        count += 1;
    }
    let mut i = 0;
    while i < body.len() {
        ops[count] = body[i];
        count += 1;
        i += 1;
    }
    Row { code, ops, count, class: Class::Other, flags: 0 }
}

/// What every variant of exec makes; `program` is exe, arguments and environment, `filename` the last parameter.
const fn exec(code: Code, program: [Op; 3], filename: Option<Op>) -> Row {
    let mut ops = [empty(); crate::capture::contract::OPS];
    let body = [
        ret(),
        program[0],
        program[1],
        task(8, Task::Tid),
        task(8, Task::Pid),
        task(8, Task::Ptid),
        empty(),
        task(8, Task::Fdlimit),
        task(8, Task::Major),
        task(8, Task::Minor),
        task(4, Task::VmSize),
        task(4, Task::VmRss),
        task(4, Task::VmSwap),
        comm(),
        cgroups(),
        program[2],
        task(4, Task::Tty),
        task(8, Task::Vpgid),
        task(4, Task::Loginuid),
        task(4, Task::ExeFlags),
        task(8, Task::CapInheritable),
        task(8, Task::CapPermitted),
        task(8, Task::CapEffective),
        task(8, Task::ExeIno),
        task(8, Task::ExeCtime),
        task(8, Task::ExeMtime),
        task(4, Task::Euid),
        exe_path(),
        task(8, Task::Pgid),
        task(4, Task::Egid),
    ];
    let mut count = 0;
    while count < body.len() {
        ops[count] = body[count];
        count += 1;
    }
    if let Some(op) = filename {
        ops[count] = op;
        count += 1;
    }
    Row { code, ops, count, class: Class::Other, flags: 0 }
}

pub(super) const ROWS: &[Row] = &[
    clone(SyscallClone_20X, &[], 0).class(Class::Clone),
    clone(SyscallClone3X, &[load(8, 0, 0, 8)], 8).class(Class::Clone),
    clone(SyscallFork_20X, &[], ZERO).class(Class::Clone),
    clone(SyscallVfork_20X, &[], ZERO).class(Class::Clone),
    exec(SyscallExecve_19X, [argv(1, 0), argv(1, 1), argv(2, 2)], Some(path(0)))
        .class(Class::Execve)
        .flags(RECIPE_FAILURES_ONLY),
    exec(SyscallExecveatX, [argv(2, 0), argv(2, 1), argv(3, 2)], None)
        .class(Class::Execve)
        .flags(RECIPE_FAILURES_ONLY),
    row(
        SyscallCapsetX,
        &[ret(), task(8, Task::CapInheritable), task(8, Task::CapPermitted), task(8, Task::CapEffective)],
    )
    .class(Class::OtherInterest),
    row(SyscallPrctlX, &[ret(), number(4, 0), prctl_text(), prctl_number()]),
    row(SyscallPtraceX, &[ret(), ptrace_address(2), ptrace_data(3), flags(2, Table::Ptrace, 0), fd(1)])
        .class(Class::OtherInterest),
    row(SyscallSeccompX, &[ret(), number(8, 0), flags(8, Table::Low32, 1)]).class(Class::OtherInterest),
    row(SyscallSetnsX, &[ret(), fd(0), flags(4, Table::Clone, 1)]).class(Class::OtherInterest),
    row(SyscallUnshareX, &[ret(), flags(4, Table::Clone, 0)]).class(Class::OtherInterest),
    row(SyscallPidfdGetfdX, &[ret(), fd(0), fd(1), number(4, 2)]),
    row(SyscallPidfdOpenX, &[ret(), fd(0), flags(4, Table::PidfdOpen, 1)]),
];

/// A program that was started, as the kernel reports it once it is loaded.
pub(super) const STARTED: Row =
    exec(SyscallExecve_19X, [exe(), args(), env()], Some(kernel_text(8))).class(Class::Execve);
