// SPDX-License-Identifier: Apache-2.0
//! Fields that are read outside the library: those of plugins.

use super::{Evaluation, Extracted, FieldRef};
use crate::schema::Code;
use std::fmt::Debug;

/// Reads the fields of a class that is not built in.
pub trait External: Debug + Send + Sync {
    /// The value of the field for the event; nothing where it has none.
    fn extract<'s>(&self, field: &FieldRef, context: &Evaluation<'s>) -> Extracted<'s>;

    /// False for events that no field of the class has a value for, whatever the event contains.
    fn reads(&self, code: Code) -> bool;
}

/// Extractor of every external field.
pub(super) fn extract<'s>(context: &Evaluation<'s>, field: &FieldRef) -> Extracted<'s> {
    match &field.info.external {
        Some(reader) if reader.reads(context.raw().code()) => reader.extract(field, context),
        _ => Extracted::None,
    }
}

/// Events that the reader does not accept have no value.
pub(super) fn known(code: Code, field: &FieldRef) -> Option<Extracted<'static>> {
    let reader = field.info.external.as_ref()?;
    if reader.reads(code) { None } else { Some(Extracted::None) }
}
