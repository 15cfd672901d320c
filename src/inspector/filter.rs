//! The filter of an inspector.

use crate::capture::Selection;
use crate::codec::Event;
use crate::fields::{Context, Scratch, Settings};
use crate::filter::{EventSet, Program};
use crate::state::Situation;

/// What the inspector asks before it delivers an event: what is refused is not delivered, and does not change state
/// where the event is not one that must.
pub struct Filter {
    /// The events that can pass; all others are refused unasked.
    codes: EventSet,
    /// What it needs of a live source.
    pub(super) selection: Selection,
    passes: Box<dyn FnMut(&Situation<'_>) -> bool + Send>,
}

impl Filter {
    /// Asks a function of one's own about every event.
    pub fn new(passes: impl FnMut(&Situation<'_>) -> bool + Send + 'static) -> Filter {
        Filter { codes: EventSet::all(), selection: Selection::default(), passes: Box::new(passes) }
    }

    /// A compiled filter, whose fields are read with `settings`.
    pub fn of(program: Program, settings: Settings) -> Filter {
        let codes = *program.codes();
        let mut scratch = Scratch::new();
        let passes = move |situation: &Situation<'_>| {
            scratch.reset();
            let context = Context { situation, scratch: &scratch, settings: &settings, comparing: true };
            program.matches(situation.event.code(), &context)
        };
        Filter { codes, selection: Selection::default(), passes: Box::new(passes) }
    }

    /// The same for a live source, whose probe is told what the filter needs; see [`super::selection`].
    #[must_use]
    pub fn selecting(mut self, selection: Selection) -> Filter {
        self.selection = selection;
        self
    }

    /// True for events that may pass, by their code.
    #[inline]
    pub(super) fn may_pass(&self, event: &Event<'_>) -> bool {
        self.codes.contains(event.code())
    }

    #[inline]
    pub(super) fn passes(&mut self, situation: &Situation<'_>) -> bool {
        (self.passes)(situation)
    }
}
