// SPDX-License-Identifier: Apache-2.0
//! Every recipe with its place.

use super::row::Row;
use super::{file, identity, io, memory, net, process, system, tracepoint, wait};
use crate::capture::contract::{
    Op, Place, RECIPE_ALWAYS_DROP, RECIPE_FOR_STATE, RECIPE_NEVER_DROP, RECIPE_RETURNS, RECIPES, Recipe,
};
use crate::capture::interest;
use crate::capture::with_enter::WITH_ENTER;
use crate::schema::syscalls::table;
use crate::schema::{Category, Code};

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

/// Calls that only 32-bit programs have.
const ONLY_32_BIT: &[(Place, Code)] = &[(Place::Send, Code::SocketSendX), (Place::Recv, Code::SocketRecvX)];

fn find(code: Code) -> Option<&'static Row> {
    FAMILIES.iter().flat_map(|rows| rows.iter()).find(|row| row.code == code)
}

/// The event that the probe makes at the exit of a call: calls without a recipe make generic events.
pub(in crate::capture) fn code_of(exit: Code) -> Code {
    find(exit).map_or(Code::GenericX, |row| row.code)
}

/// All recipes with their indices.
pub(in crate::capture) fn all() -> Vec<(u32, Recipe)> {
    let mut recipes = Vec::with_capacity(RECIPES);
    for (number, entry) in table::TABLE.iter().enumerate() {
        let generic = tracepoint::generic(entry.sc.0, number as u16);
        let row = find(entry.exit).unwrap_or(&generic);
        recipes.push((number as u32, render(row, sampling(entry))));
    }
    for (place, row) in EXTRA.iter().copied() {
        recipes.push((place as u32, render(row, 0)));
    }
    for (place, sc, code) in WITH_ENTER {
        let row = find(*code).expect("an enter event has a recipe");
        let entry = sc.native().map(|number| table::TABLE[number]);
        recipes.push((*place as u32, render(row, entry.map_or(0, |entry| sampling(&entry)))));
    }
    for (place, code) in ONLY_32_BIT {
        recipes.push((*place as u32, render(find(*code).expect("a recipe"), 0)));
    }
    recipes
}

/// What sampling does with the events of a call.
fn sampling(entry: &table::SyscallEntry) -> u8 {
    let never = if entry.flags & 2 != 0 { RECIPE_NEVER_DROP } else { 0 };
    // Calls without any flag are those that have only generic events.
    never | if entry.flags & 4 != 0 || entry.flags == 0 { RECIPE_ALWAYS_DROP } else { 0 }
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
        class: row.class as u8,
        flags: sampling | row.flags | pushdown(row),
        generic: u8::from(row.code == Code::GenericX),
        pad: 0,
        ops,
    }
}

/// What filters in the kernel need to know of an event.
fn pushdown(row: &Row) -> u8 {
    let for_state = if interest::interprets_others(row.code) { RECIPE_FOR_STATE } else { 0 };
    let is_call = row.code.info().category.has_class(Category::SYSCALL) && row.code != Code::GenericX;
    let returns =
        is_call && row.ops[..row.count].iter().find(|op| !op.is_silent()).is_some_and(Op::is_result);
    for_state | if returns { RECIPE_RETURNS } else { 0 }
}
