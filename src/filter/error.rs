//! What can be wrong with a filter.

use super::Pos;
use std::fmt;

/// Why a text is not a filter: what is wrong, where, and what may have been intended.
#[derive(Debug, Clone, PartialEq, Eq)]
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

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at line {}, column {}", self.what, self.pos.line, self.pos.col)?;
        match &self.nearest {
            Some(nearest) => write!(f, "; did you mean '{nearest}'?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for FilterError {}

impl From<FilterError> for crate::error::Error {
    fn from(error: FilterError) -> Self {
        crate::error::Error::Syntax(error.to_string())
    }
}
