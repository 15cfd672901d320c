// SPDX-License-Identifier: Apache-2.0
//! Events that are there for the state and not for users.

use crate::fields::Event;
use crate::parsers;
use crate::savefile::DF_STATE_ONLY;

/// True for an event that is there for the state and not for users: one that a file marks so, or an enter event that
/// only serves its exit. Delivered only where [`super::Options::deliver_hidden`] asks for it.
pub fn is_hidden(event: &Event<'_>) -> bool {
    event.dump_flags & DF_STATE_ONLY != 0 || parsers::serves_exit(event.code())
}
