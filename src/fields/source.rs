// SPDX-License-Identifier: Apache-2.0
//! What provides the values of fields.

use super::{Extracted, FieldRef, Scratch};

/// Reads fields of one event. The values it returns live as long as the event, the state and the scratch memory.
///
/// The filter's program is generic over it, so that calls are direct and tests can replace the real fields.
pub trait Source<'s> {
    /// The value of `field`, as filters and output see it.
    fn extract(&self, field: &FieldRef) -> Extracted<'s>;

    /// All values that a field with a comparison of its own is compared with; see [`super::CompareRule`].
    fn candidates(&self, field: &FieldRef) -> Extracted<'s>;

    /// Memory that values may be written into.
    fn scratch(&self) -> &'s Scratch;
}
