// SPDX-License-Identifier: Apache-2.0
//! How the checks of a program follow each other.

/// Ends that a step may lead to instead of another step.
pub(super) const ACCEPT: u32 = u32::MAX;
pub(super) const REJECT: u32 = u32::MAX - 1;

/// What follows a check. A step leads to earlier ones only, so that every run ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) yes: u32,
    pub(super) no: u32,
}
