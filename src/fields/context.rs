//! What the extractors see.

use super::{Extracted, FieldRef, Scratch, Source};
use crate::codec::Event;

/// An event and all that is known around it, while it is being filtered and printed.
#[derive(Debug, Clone, Copy)]
pub struct Context<'s> {
    /// The event.
    pub event: &'s Event<'s>,
    /// Memory for values that have to be made.
    pub scratch: &'s Scratch,
}

impl<'s> Source<'s> for Context<'s> {
    #[inline]
    fn extract(&self, field: &FieldRef) -> Extracted<'s> {
        (field.info.extract)(self, field)
    }

    #[inline]
    fn candidates(&self, field: &FieldRef) -> Extracted<'s> {
        match field.info.candidates {
            Some(candidates) => candidates(self, field),
            None => (field.info.extract)(self, field),
        }
    }

    #[inline]
    fn scratch(&self) -> &'s Scratch {
        self.scratch
    }
}
