// SPDX-License-Identifier: Apache-2.0
//! Which function runs for which event.

use super::parser::Parser;
use super::{ParseContext, enter, file, io, meta, net, process};
use crate::schema::Code;

const FAMILIES: &[&[(Code, Parser)]] =
    &[enter::ROUTES, file::ROUTES, io::ROUTES, meta::ROUTES, net::ROUTES, process::ROUTES];

/// The function of every code.
static ROUTES: [Option<Parser>; Code::COUNT] = join();

/// Puts every function at the index of its code. An event with two functions stops the compilation.
const fn join() -> [Option<Parser>; Code::COUNT] {
    let mut table = [None; Code::COUNT];
    let mut family = 0;
    while family < FAMILIES.len() {
        let rows = FAMILIES[family];
        let mut i = 0;
        while i < rows.len() {
            let at = rows[i].0 as usize;
            assert!(table[at].is_none(), "an event has two parsers");
            table[at] = Some(rows[i].1);
            i += 1;
        }
        family += 1;
    }
    table
}

/// True when the event can change state.
#[cfg(test)]
pub fn is_parsed(code: Code) -> bool {
    ROUTES[code as usize].is_some()
}

/// Lets an attached event take effect.
#[inline]
pub fn apply(ctx: &mut ParseContext<'_, '_>) {
    let Some(parser) = ROUTES[ctx.event.code() as usize] else { return };
    if parser(ctx).is_none() {
        ctx.state.counters.malformed_events += 1;
    }
}
