// SPDX-License-Identifier: Apache-2.0
//! The event table, by family of calls.

mod file;
mod identity;
mod io;
mod ipc;
mod iterator;
mod limit;
mod memory;
mod meta;
mod net;
mod process;
pub(crate) mod row;
mod signal;
mod system;
mod tracepoint;
mod wait;

use super::{Category, Code, EventFlags, EventInfo};

const FAMILIES: &[&[EventInfo]] = &[
    file::ROWS,
    identity::ROWS,
    io::ROWS,
    ipc::ROWS,
    iterator::ROWS,
    limit::ROWS,
    memory::ROWS,
    meta::ROWS,
    net::ROWS,
    process::ROWS,
    signal::ROWS,
    system::ROWS,
    tracepoint::ROWS,
    wait::ROWS,
];

/// The whole table, indexed by the number of the code.
pub static TABLE: [EventInfo; Code::COUNT] = join();

/// Puts every row at the index of its code. A row missing or given twice stops the compilation.
const fn join() -> [EventInfo; Code::COUNT] {
    let hole = EventInfo {
        code: Code::GenericE,
        name: "",
        category: Category::UNKNOWN,
        flags: EventFlags::NONE,
        params: &[],
    };
    let mut table = [hole; Code::COUNT];
    let mut family = 0;
    while family < FAMILIES.len() {
        let rows = FAMILIES[family];
        let mut i = 0;
        while i < rows.len() {
            let at = rows[i].code as usize;
            assert!(table[at].name.is_empty(), "an event has two rows");
            table[at] = rows[i];
            i += 1;
        }
        family += 1;
    }
    let mut at = 0;
    while at < table.len() {
        assert!(!table[at].name.is_empty(), "an event has no row");
        at += 1;
    }
    table
}
