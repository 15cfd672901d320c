// SPDX-License-Identifier: Apache-2.0
//! Names of values.

/// One name of a flag or enumeration value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlagName {
    /// As printed, without the `PPM_` prefix.
    pub name: &'static str,
    /// The portable value.
    pub value: u32,
}

pub(crate) const fn flag(name: &'static str, value: u32) -> FlagName {
    FlagName { name, value }
}
