// SPDX-License-Identifier: Apache-2.0
//! clone, fork, vfork, clone3.
//!
//! Both sides report: the caller with the id of the child, the child with 0. Whichever comes first creates the
//! child, except in a pid namespace, where the caller does not know the id that counts.

use super::super::ParseContext;
use super::{clone_caller, clone_child};

pub(super) fn clone(ctx: &mut ParseContext<'_, '_>) -> Option<()> {
    match ctx.returned()? {
        ..0 => Some(()),
        0 => clone_child::child(ctx),
        tid => clone_caller::caller(ctx, tid),
    }
}
