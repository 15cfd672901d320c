//! Why a library is no plugin.

/// Why a plugin is refused, with the function that is to blame.
pub(super) type Refusal = String;
