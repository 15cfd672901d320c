// SPDX-License-Identifier: Apache-2.0
//! What captures record about containers.

use super::super::ParseContext;

pub(super) fn json(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    ctx.state.containers.set(ctx.param(0).text());
    Some(())
}

/// Asynchronous events of the name that container plugins use for theirs.
pub(super) fn asynchronous(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    let data = ctx.param(2).text();
    match ctx.param(1).text() {
        b"container" | b"container_added" => {
            ctx.state.containers.set(data);
        }
        b"container_removed" => ctx.state.containers.remove(data),
        _ => {}
    }
    Some(())
}
