// SPDX-License-Identifier: Apache-2.0
//! What can be wrong with a filter.

use super::Pos;
use crate::fields::did_you_mean;

/// Why a text is not a filter: what is wrong, where, and what may have been intended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} at line {}, column {}{}", pos.line, pos.col, did_you_mean(nearest.as_deref()))]
pub struct FilterError {
    /// What is wrong.
    pub what: String,
    /// Position in the text.
    pub pos: Pos,
    /// The nearest existing name, when a name is unknown.
    pub nearest: Option<String>,
}

impl FilterError {
    pub(super) fn new(what: impl Into<String>, pos: Pos) -> Self {
        FilterError { what: what.into(), pos, nearest: None }
    }

    pub(super) fn with_nearest(mut self, nearest: Option<String>) -> Self {
        self.nearest = nearest;
        self
    }
}

impl From<FilterError> for crate::error::Error {
    fn from(error: FilterError) -> Self {
        crate::error::Error::Filter { source: Box::new(error), hint: String::new() }
    }
}
