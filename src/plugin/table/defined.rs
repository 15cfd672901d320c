// SPDX-License-Identifier: Apache-2.0
//! The fields that plugins add to threads and descriptors.

use super::failure::Failure;
use super::value::StateType;
use std::ffi::{CStr, CString};

/// Maximum number of fields that plugins may add to one kind of entry.
const MAX_FIELDS: usize = 4096;

/// A field that a plugin added.
#[derive(Debug)]
pub(in crate::plugin) struct DefinedField {
    pub(super) name: CString,
    pub(super) ty: StateType,
}

/// The added fields, for the whole life of an inspector: of threads and of descriptors.
#[derive(Debug, Default)]
pub(in crate::plugin) struct Defined {
    pub(super) threads: Vec<DefinedField>,
    pub(super) descriptors: Vec<DefinedField>,
}

impl Defined {
    /// Discards every field: nothing that has values of them is left.
    pub(in crate::plugin) fn clear(&mut self) {
        *self = Defined::default();
    }
}

/// The index of the field of this name and type, which is added where it is missing.
pub(super) fn define(fields: &mut Vec<DefinedField>, name: &CStr, ty: StateType) -> Result<usize, Failure> {
    if ty == StateType::Table {
        return Err(format!("field {name:?} cannot be added: a table cannot be a field that plugins add"));
    }
    if let Some(at) = fields.iter().position(|field| field.name.as_c_str() == name) {
        let has = fields[at].ty;
        return if has == ty {
            Ok(at)
        } else {
            Err(format!("field {name:?} cannot be added as {}: it exists as {}", ty.name(), has.name()))
        };
    }
    if fields.len() >= MAX_FIELDS {
        return Err(format!("field {name:?} cannot be added: there are {MAX_FIELDS} already"));
    }
    fields.push(DefinedField { name: name.into(), ty });
    Ok(fields.len() - 1)
}
