// SPDX-License-Identifier: Apache-2.0
//! Why a library is no plugin.

/// Why a plugin is refused, with the function at fault.
pub(super) type Refusal = String;
