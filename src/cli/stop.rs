// SPDX-License-Identifier: Apache-2.0
//! Why the program ends early.

use crate::error::Error;
use std::io;

/// Why the program ends early.
pub enum Stop {
    /// The output could not be written.
    Output(io::Error),
    /// Options contradict each other or the source of events.
    Usage(String),
    /// All was said.
    Quiet,
    /// Anything else.
    Failure(Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Stop::Output(error)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Failure(error)
    }
}
