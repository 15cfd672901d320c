// SPDX-License-Identifier: Apache-2.0
//! The question whether an event matches a filter.

use super::Filter;
use crate::fields::Event;

impl Event<'_> {
    /// True when the filter holds for the event.
    #[inline]
    pub fn matches(&self, filter: &Filter) -> bool {
        filter.codes().contains(self.code()) && filter.holds(&self.evaluation(true), self.serial)
    }
}
