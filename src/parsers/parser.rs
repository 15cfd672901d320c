// SPDX-License-Identifier: Apache-2.0
//! The shape of a parser.

use super::ParseContext;

/// What one event does to state. `None`: a parameter was missing or of a wrong size, and the function stopped
/// where it needed it.
pub(super) type Parser = fn(&mut ParseContext<'_, '_>) -> Option<()>;
