// SPDX-License-Identifier: Apache-2.0
//! The filter of an inspector.

use crate::capture::Selection;
use crate::codec::RawEvent;
use crate::fields::{Evaluation, Event, Scratch, Settings};
use crate::filter::{EventSet, Filter};

/// The test that an event must pass to be delivered. An event that is refused does not change state
/// unless it is one that must.
pub struct InspectorFilter {
    /// The events that can pass; all others are refused without the test.
    codes: EventSet,
    /// What it needs of a live source.
    pub(super) selection: Selection,
    passes: Box<dyn FnMut(&Event<'_>) -> bool + Send>,
}

impl InspectorFilter {
    /// Tests every event with a function of the caller.
    pub fn new(passes: impl FnMut(&Event<'_>) -> bool + Send + 'static) -> InspectorFilter {
        InspectorFilter { codes: EventSet::all(), selection: Selection::default(), passes: Box::new(passes) }
    }

    /// A compiled filter, whose fields are read with `settings`.
    pub fn of(program: Filter, settings: Settings) -> InspectorFilter {
        let codes = *program.codes();
        let mut scratch = Scratch::new();
        let passes = move |event: &Event<'_>| {
            scratch.reset();
            let context = Evaluation { event, scratch: &scratch, settings: &settings, comparing: true };
            program.matches(event.raw.code(), &context)
        };
        InspectorFilter { codes, selection: Selection::default(), passes: Box::new(passes) }
    }

    /// The same for a live source, whose probe gets to know what the filter needs; see [`super::selection`].
    #[must_use]
    pub fn selecting(mut self, selection: Selection) -> InspectorFilter {
        self.selection = selection;
        self
    }

    /// True for events that may pass, by their code.
    #[inline]
    pub(super) fn may_pass(&self, event: &RawEvent<'_>) -> bool {
        self.codes.contains(event.code())
    }

    #[inline]
    pub(super) fn passes(&mut self, event: &Event<'_>) -> bool {
        (self.passes)(event)
    }
}

/// A compiled filter, whose fields are read with the settings of the inspector ([`super::Options::output`]).
impl From<Filter> for InspectorFilter {
    fn from(filter: Filter) -> InspectorFilter {
        let codes = *filter.codes();
        let passes = move |event: &Event<'_>| event.matches(&filter);
        InspectorFilter { codes, selection: Selection::default(), passes: Box::new(passes) }
    }
}
