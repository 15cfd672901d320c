// SPDX-License-Identifier: Apache-2.0
//! Why an operation on a table failed.

/// One sentence, for the plugin.
pub(super) type Failure = String;
