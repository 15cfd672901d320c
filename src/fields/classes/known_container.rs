// SPDX-License-Identifier: Apache-2.0
//! What the state knows of the container that the thread of an event is in.

use crate::fields::{Evaluation, Extracted, Value};
use crate::state::{ContainerId, ContainerInfo};

type Out<'s> = Extracted<'s>;

pub(super) fn id_of<'s>(c: &Evaluation<'s>) -> Option<&'s ContainerId> {
    c.thread()?.container()
}

pub(super) fn info<'s>(c: &Evaluation<'s>) -> Option<&'s ContainerInfo> {
    c.state().containers.get(id_of(c)?.short())
}

/// A text of the container; absent where it is unknown.
pub(super) fn text<'s>(c: &Evaluation<'s>, what: fn(&ContainerInfo) -> &str) -> Out<'s> {
    let text = info(c).map(|info| what(info).as_bytes()).filter(|text| !text.is_empty());
    Extracted::from_text(text)
}

/// What is true or false of the container; absent where it is unknown.
pub(super) fn truth<'s>(c: &Evaluation<'s>, what: fn(&ContainerInfo) -> Option<bool>) -> Out<'s> {
    Extracted::from_option(info(c).and_then(what).map(Value::Bool))
}
