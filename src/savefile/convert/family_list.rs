// SPDX-License-Identifier: Apache-2.0
//! The rules of all families in one array.

use super::rule::{Action, Rule};
use super::{file, identity, io, ipc, memory, meta, net, process, signal, system, tracepoint, wait};
use crate::schema::Code;

const FAMILIES: &[&[Rule]] = &[
    file::RULES,
    identity::RULES,
    io::RULES,
    ipc::RULES,
    memory::RULES,
    meta::RULES,
    net::RULES,
    process::RULES,
    signal::RULES,
    system::RULES,
    tracepoint::RULES,
    wait::RULES,
];

const COUNT: usize = {
    let (mut count, mut family) = (0, 0);
    while family < FAMILIES.len() {
        count += FAMILIES[family].len();
        family += 1;
    }
    count
};

pub(super) static RULES: [Rule; COUNT] = join();

/// Joins the families. A rule that makes parameters its event does not have stops the compilation.
const fn join() -> [Rule; COUNT] {
    let mut rules = [Rule { code: Code::GenericE, nparams: 0, action: Action::Pass }; COUNT];
    let (mut at, mut family) = (0, 0);
    while family < FAMILIES.len() {
        let mut i = 0;
        while i < FAMILIES[family].len() {
            let rule = FAMILIES[family][i];
            let (made, code) = match rule.action {
                Action::Add(params) => (rule.nparams as usize + params.len(), rule.code),
                Action::Change(to, params) => (params.len(), to),
                _ => (0, rule.code),
            };
            let table = &crate::schema::events::TABLE[code as usize];
            assert!(made <= table.params.len(), "a rule makes more parameters than the event has");
            rules[at] = rule;
            at += 1;
            i += 1;
        }
        family += 1;
    }
    rules
}
