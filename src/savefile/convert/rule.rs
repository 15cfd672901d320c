// SPDX-License-Identifier: Apache-2.0
//! Conversion rules, and constructors that keep a rule to one line.

use crate::schema::Code;

/// Where a parameter of the new event comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// This parameter of the event that is converted.
    Old(u8),
    /// This parameter of the thread's stored enter event; the default of the new type where none is stored.
    Enter(u8),
    /// As `Enter`, but empty where none is stored.
    EnterOrEmpty(u8),
    /// The default of the new type.
    Default,
    /// No bytes.
    Empty,
    /// A JSON text made from the id, type, name and image of a container event.
    ContainerJson,
}

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Delivers the event as it is.
    Pass,
    /// Keeps the event for the exit event of its thread instead of delivering it.
    Store,
    /// Keeps the event and delivers it.
    StoreAndPass,
    /// Appends these parameters.
    Add(&'static [Take]),
    /// Makes an event of another code with exactly these parameters.
    Change(Code, &'static [Take]),
}

/// What to do with one old version of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The event.
    pub code: Code,
    /// How many parameters the version has.
    pub nparams: u8,
    /// What is done with it.
    pub action: Action,
}

pub(super) const fn pass(code: Code, nparams: u8) -> Rule {
    Rule { code, nparams, action: Action::Pass }
}

pub(super) const fn store(code: Code, nparams: u8) -> Rule {
    Rule { code, nparams, action: Action::Store }
}

pub(super) const fn store_and_pass(code: Code, nparams: u8) -> Rule {
    Rule { code, nparams, action: Action::StoreAndPass }
}

pub(super) const fn add(code: Code, nparams: u8, params: &'static [Take]) -> Rule {
    Rule { code, nparams, action: Action::Add(params) }
}

pub(super) const fn change(code: Code, nparams: u8, to: Code, params: &'static [Take]) -> Rule {
    Rule { code, nparams, action: Action::Change(to, params) }
}
