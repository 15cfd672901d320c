//! What each event does to state; one function per event, by family, in one route table.
//!
//! [`attach()`] finds the thread and the descriptor of an event, [`apply`] runs the function of its code, and
//! [`finish`] drops what was kept for it. What is to happen later or elsewhere (a thread to remove, an observer
//! to call) is left in the [`Verdict`].
#![forbid(unsafe_code)]

mod attach;
mod context;
mod enter;
mod file;
mod io;
mod meta;
mod net;
mod position;
mod process;
mod state_change;
mod verdict;

pub use attach::attach;
pub use context::{Options, ParseContext};
pub use enter::{finish, serves_exit};
pub use position::Position;
pub use state_change::StateChange;
pub use verdict::Verdict;

use crate::schema::Code;

/// What one event does to state. `None`: a parameter was missing or of a wrong size, and the function stopped
/// where it needed it.
type Parser = fn(&mut ParseContext<'_, '_>) -> Option<()>;

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

#[cfg(test)]
mod tests;
