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

use super::layout::{OPS, Op, RECIPES, Recipe, SYSCALLS};
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

/// What is not the exit of a system call, by its place behind those (ebpf/shared.h).
const EXTRA: &[(usize, &Row)] = &[
    (0, &process::STARTED),
    (1, &tracepoint::ENDED),
    (2, &tracepoint::SIGNAL),
    (3, &tracepoint::SWITCH),
    (4, &tracepoint::FAULT),
    (5, &tracepoint::FAULT),
    (6, &tracepoint::TASK),
    (12, &tracepoint::DROP_BEGIN),
    (13, &tracepoint::DROP_END),
    (14, &tracepoint::HOTPLUG),
    (18, &tracepoint::FILE),
    (19, &tracepoint::SOCKET4),
    (20, &tracepoint::SOCKET6),
    (21, &tracepoint::UNIX),
    (22, &tracepoint::SOCKET),
];

/// Entries of calls, and calls that only 32-bit programs have, likewise.
const EXTRA_BY_CODE: &[(usize, Code)] = &[
    (7, Code::SyscallOpenE),
    (8, Code::SyscallOpenat_2E),
    (9, Code::SyscallOpenat2E),
    (10, Code::SyscallCreatE),
    (11, Code::SocketConnectE),
    (16, Code::SocketSendX),
    (17, Code::SocketRecvX),
];

/// In sampling mode always sent, or never; for [`Recipe::flags`].
const NEVER_DROP: u8 = 1;
const ALWAYS_DROP: u8 = 2;
const DROP_FAILED: u8 = 4;
const DROP_FCNTL: u8 = 8;
/// One event for each message.
const MESSAGES: u8 = 16;
/// Successes are told by another hook.
const FAILURES_ONLY: u8 = 32;
/// The state, or another event, needs it.
const FOR_STATE: u8 = 64;
/// The first parameter is what the call returned.
const RETURNS: u8 = 128;

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
        let sampling = if entry.flags & 2 != 0 { NEVER_DROP } else { 0 }
            // Calls without any flag are those that have only generic events.
            | if entry.flags & 4 != 0 || entry.flags == 0 { ALWAYS_DROP } else { 0 };
        recipes.push((number as u32, render(row, sampling)));
    }
    for (place, row) in EXTRA.iter().copied() {
        recipes.push(((SYSCALLS + place) as u32, render(row, 0)));
    }
    for (place, row) in EXTRA_BY_CODE.iter().filter_map(|(place, code)| Some((*place, find(*code)?))) {
        // As the exits of the same calls.
        let always = matches!(row.code, Code::SyscallOpenE | Code::SyscallOpenat_2E | Code::SyscallCreatE);
        recipes.push(((SYSCALLS + place) as u32, render(row, if always { NEVER_DROP } else { 0 })));
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
        class: class(row.code),
        flags: sampling | special(row.code) | pushdown(row),
        generic: u8::from(row.code == Code::GenericX),
        pad: 0,
        ops,
    }
}

/// What filters in the kernel have to know of an event.
fn pushdown(row: &Row) -> u8 {
    let for_state = if super::interest::tells(row.code) { FOR_STATE } else { 0 };
    let is_call = row.code.info().category.has_class(Category::SYSCALL) && row.code != Code::GenericX;
    let returns =
        is_call && row.ops[..row.count].iter().find(|op| !op.is_silent()).is_some_and(Op::is_result);
    for_state | if returns { RETURNS } else { 0 }
}

fn special(code: Code) -> u8 {
    match code {
        Code::SyscallCloseX | Code::SocketBindX => DROP_FAILED,
        Code::SyscallFcntlX => DROP_FCNTL,
        Code::SocketSendmmsgX | Code::SocketRecvmmsgX => MESSAGES,
        Code::SyscallExecve_19X | Code::SyscallExecveatX => FAILURES_ONLY,
        _ => 0,
    }
}

/// The class under which a lost event is counted, in the order of `scap_stats`.
fn class(code: Code) -> u8 {
    use Code::*;
    match code {
        SyscallClone_20X | SyscallClone3X | SyscallFork_20X | SyscallVfork_20X => 1,
        SyscallExecve_19X | SyscallExecveatX => 2,
        SocketConnectE => 3,
        SocketConnectX => 4,
        SyscallOpenE | SyscallCreatE | SyscallOpenat_2E | SyscallOpenat2E => 5,
        SyscallOpenX | SyscallCreatX | SyscallOpenat_2X | SyscallOpenat2X | SyscallOpenByHandleAtX => 6,
        SyscallDupX | SyscallChmodX | SyscallFchmodX | SyscallFchmodatX | SyscallChownX | SyscallLchownX
        | SyscallFchownX | SyscallFchownatX | SyscallLink_2X | SyscallLinkat_2X | SyscallMkdir_2X
        | SyscallMkdiratX | SyscallMountX | SyscallUmount_1X | SyscallUmount2X | SyscallRenameX
        | SyscallRenameatX | SyscallRenameat2X | SyscallRmdir_2X | SyscallSymlinkX | SyscallSymlinkatX
        | SyscallUnlink_2X | SyscallUnlinkat_2X => 7,
        SyscallBpf_2X | SyscallSetpgidX | SyscallPtraceX | SyscallSeccompX | SyscallSetnsX
        | SyscallSetresgidX | SyscallSetresuidX | SyscallSetsidX | SyscallUnshareX | SyscallCapsetX
        | SyscallKeyctlX => 8,
        SyscallCloseX => 9,
        Procexit_1E => 10,
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
