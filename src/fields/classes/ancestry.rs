// SPDX-License-Identifier: Apache-2.0
//! The ancestors of a process, and one property of one or all of them.

use crate::fields::{Arg, Evaluation, Extracted, FieldRef, TextBuf, Value};
use crate::state::Thread;

type Out<'s> = Extracted<'s>;

/// Appends one property of a thread.
pub(super) type Push = fn(&Thread, &mut TextBuf<'_>);

/// Ids outside this range belong to sources without real ones.
pub(super) fn shown_id(id: i64) -> Option<i64> {
    (-1..=i64::from(u32::MAX)).contains(&id).then_some(id)
}

/// Generations that are searched however few threads there are.
pub(super) const OWN_PARENT_GENERATIONS: usize = 64;

/// The process some generations up; 0 is the thread's own.
pub(super) fn ancestor<'s>(c: &Evaluation<'s>, generations: u32) -> Option<&'s Thread> {
    let threads = &c.state().threads;
    // No process has more ancestors than there are threads, except those that are their own parent.
    let most = threads.len().max(OWN_PARENT_GENERATIONS);
    let thread = c.thread().filter(|_| generations as usize <= most)?;
    threads.ancestor_process(thread, generations)
}

pub(super) fn parent<'s>(c: &Evaluation<'s>) -> Option<&'s Thread> {
    ancestor(c, 1)
}

/// The generation that a field names in brackets; `None` for all of them.
pub(super) fn generation(field: &FieldRef) -> Option<u32> {
    match field.arg {
        Arg::Index(-1) | Arg::None => None,
        // A negative number wraps around to a generation that does not exist.
        Arg::Index(n) => Some(n as u32),
        _ => None,
    }
}

/// One property of the ancestor that the field names, or of all of them with a space between.
pub(super) fn of_ancestors<'s>(c: &Evaluation<'s>, field: &FieldRef, push: Push) -> Out<'s> {
    let mut out = c.scratch.text();
    if let Some(generation) = generation(field) {
        let Some(ancestor) = ancestor(c, generation) else { return Extracted::None };
        push(ancestor, &mut out);
        return out.into_value().into();
    }
    let Some(main) = c.thread().and_then(|thread| c.state().threads.main_thread(thread)) else {
        return Extracted::None;
    };
    for ancestor in c.state().threads.ancestors(main) {
        if !out.is_empty() {
            out.push(b' ');
        }
        push(ancestor, &mut out);
    }
    if out.is_empty() { Extracted::None } else { out.into_value().into() }
}

/// The same, one value for each ancestor.
pub(super) fn each_ancestor<'s>(c: &Evaluation<'s>, value: impl Fn(&'s Thread) -> Value<'s>) -> Out<'s> {
    let Some(main) = c.thread().and_then(|thread| c.state().threads.main_thread(thread)) else {
        return Extracted::None;
    };
    let mut values = c.scratch.list();
    values.extend(c.state().threads.ancestors(main).map(value));
    Extracted::Many(values.into_bump_slice())
}

pub(super) fn made<'s>(c: &Evaluation<'s>, thread: Option<&'s Thread>, push: Push) -> Out<'s> {
    let Some(thread) = thread else { return Extracted::None };
    let mut out = c.scratch.text();
    push(thread, &mut out);
    out.into_value().into()
}
