//! How each event is made: one recipe per event, as data that the probe follows (ebpf/interpret.h).

mod file;
mod identity;
mod io;
mod memory;
mod net;
mod op;
mod process;
mod system;
mod tracepoint;
mod wait;

use super::contract::{
    Class, OPS, Op, Place, RECIPE_ALWAYS_DROP, RECIPE_DROP_FAILED, RECIPE_DROP_FCNTL, RECIPE_FAILURES_ONLY,
    RECIPE_FOR_STATE, RECIPE_MESSAGES, RECIPE_NEVER_DROP, RECIPE_RETURNS, RECIPES, Recipe,
};
use crate::schema::syscalls::table;
use crate::schema::{Category, Code};

/// The recipe of one event.
pub(super) struct Row {
    pub(super) code: Code,
    ops: [Op; OPS],
    count: usize,
}

const fn row(code: Code, steps: &[Op]) -> Row {
    let mut ops = [op::empty(); OPS];
    let mut i = 0;
    while i < steps.len() {
        ops[i] = steps[i];
        i += 1;
    }
    Row { code, ops, count: steps.len() }
}

const FAMILIES: &[&[Row]] =
    &[file::ROWS, identity::ROWS, io::ROWS, memory::ROWS, net::ROWS, process::ROWS, system::ROWS, wait::ROWS];

/// What is not the exit of a system call.
const EXTRA: &[(Place, &Row)] = &[
    (Place::Exec, &process::STARTED),
    (Place::ProcExit, &tracepoint::ENDED),
    (Place::Signal, &tracepoint::SIGNAL),
    (Place::Switch, &tracepoint::SWITCH),
    (Place::FaultUser, &tracepoint::FAULT),
    (Place::FaultKernel, &tracepoint::FAULT),
    (Place::Task, &tracepoint::TASK),
    (Place::DropBegin, &tracepoint::DROP_BEGIN),
    (Place::DropEnd, &tracepoint::DROP_END),
    (Place::Hotplug, &tracepoint::HOTPLUG),
    (Place::File, &tracepoint::FILE),
    (Place::FileSocket4, &tracepoint::SOCKET4),
    (Place::FileSocket6, &tracepoint::SOCKET6),
    (Place::FileUnix, &tracepoint::UNIX),
    (Place::FileSocket, &tracepoint::SOCKET),
];

/// Enter events of calls, and calls that only 32-bit programs have, likewise.
const EXTRA_BY_CODE: &[(Place, Code)] = &[
    (Place::OpenEnter, Code::SyscallOpenE),
    (Place::OpenatEnter, Code::SyscallOpenat_2E),
    (Place::Openat2Enter, Code::SyscallOpenat2E),
    (Place::CreatEnter, Code::SyscallCreatE),
    (Place::ConnectEnter, Code::SocketConnectE),
    (Place::Send, Code::SocketSendX),
    (Place::Recv, Code::SocketRecvX),
];

fn find(code: Code) -> Option<&'static Row> {
    FAMILIES.iter().flat_map(|rows| rows.iter()).find(|row| row.code == code)
}

/// The event that the probe makes at the exit of a call: calls without a recipe make generic events.
pub(super) fn code_of(exit: Code) -> Code {
    find(exit).map_or(Code::GenericX, |row| row.code)
}

/// All recipes with their places.
pub(super) fn all() -> Vec<(u32, Recipe)> {
    let mut recipes = Vec::with_capacity(RECIPES);
    for (number, entry) in table::TABLE.iter().enumerate() {
        let generic = tracepoint::generic(entry.sc.0, number as u16);
        let row = find(entry.exit).unwrap_or(&generic);
        let sampling = if entry.flags & 2 != 0 { RECIPE_NEVER_DROP } else { 0 }
            // Calls without any flag are those that have only generic events.
            | if entry.flags & 4 != 0 || entry.flags == 0 { RECIPE_ALWAYS_DROP } else { 0 };
        recipes.push((number as u32, render(row, sampling)));
    }
    for (place, row) in EXTRA.iter().copied() {
        recipes.push((place as u32, render(row, 0)));
    }
    for (place, row) in EXTRA_BY_CODE.iter().filter_map(|(place, code)| Some((*place, find(*code)?))) {
        // As the exits of the same calls.
        let always = matches!(row.code, Code::SyscallOpenE | Code::SyscallOpenat_2E | Code::SyscallCreatE);
        recipes.push((place as u32, render(row, if always { RECIPE_NEVER_DROP } else { 0 })));
    }
    recipes
}

fn render(row: &Row, sampling: u8) -> Recipe {
    let params = row.ops[..row.count].iter().filter(|op| !op.is_silent()).count();
    let mut ops = row.ops;
    for op in &mut ops[..row.count] {
        op.plain = op.plainness();
    }
    Recipe {
        code: row.code.number(),
        count: row.count as u8,
        params: params as u8,
        class: class(row.code) as u8,
        flags: sampling | special(row.code) | pushdown(row),
        generic: u8::from(row.code == Code::GenericX),
        pad: 0,
        ops,
    }
}

/// What filters in the kernel have to know of an event.
fn pushdown(row: &Row) -> u8 {
    let for_state = if super::interest::tells(row.code) { RECIPE_FOR_STATE } else { 0 };
    let is_call = row.code.info().category.has_class(Category::SYSCALL) && row.code != Code::GenericX;
    let returns =
        is_call && row.ops[..row.count].iter().find(|op| !op.is_silent()).is_some_and(Op::is_result);
    for_state | if returns { RECIPE_RETURNS } else { 0 }
}

fn special(code: Code) -> u8 {
    match code {
        Code::SyscallCloseX | Code::SocketBindX => RECIPE_DROP_FAILED,
        Code::SyscallFcntlX => RECIPE_DROP_FCNTL,
        Code::SocketSendmmsgX | Code::SocketRecvmmsgX => RECIPE_MESSAGES,
        Code::SyscallExecve_19X | Code::SyscallExecveatX => RECIPE_FAILURES_ONLY,
        _ => 0,
    }
}

/// The class under which a lost event is counted, in the order of `scap_stats`.
fn class(code: Code) -> Class {
    use Code::*;
    match code {
        SyscallClone_20X | SyscallClone3X | SyscallFork_20X | SyscallVfork_20X => Class::Clone,
        SyscallExecve_19X | SyscallExecveatX => Class::Execve,
        SocketConnectE => Class::ConnectEnter,
        SocketConnectX => Class::Connect,
        SyscallOpenE | SyscallCreatE | SyscallOpenat_2E | SyscallOpenat2E => Class::OpenEnter,
        SyscallOpenX | SyscallCreatX | SyscallOpenat_2X | SyscallOpenat2X | SyscallOpenByHandleAtX => {
            Class::Open
        }
        SyscallDupX | SyscallChmodX | SyscallFchmodX | SyscallFchmodatX | SyscallChownX | SyscallLchownX
        | SyscallFchownX | SyscallFchownatX | SyscallLink_2X | SyscallLinkat_2X | SyscallMkdir_2X
        | SyscallMkdiratX | SyscallMountX | SyscallUmount_1X | SyscallUmount2X | SyscallRenameX
        | SyscallRenameatX | SyscallRenameat2X | SyscallRmdir_2X | SyscallSymlinkX | SyscallSymlinkatX
        | SyscallUnlink_2X | SyscallUnlinkat_2X => Class::DirFile,
        SyscallBpf_2X | SyscallSetpgidX | SyscallPtraceX | SyscallSeccompX | SyscallSetnsX
        | SyscallSetresgidX | SyscallSetresuidX | SyscallSetsidX | SyscallUnshareX | SyscallCapsetX
        | SyscallKeyctlX => Class::OtherInterest,
        SyscallCloseX => Class::Close,
        Procexit_1E => Class::ProcExit,
        _ => Class::Other,
    }
}

#[cfg(test)]
mod tests;
