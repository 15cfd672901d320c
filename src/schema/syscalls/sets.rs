// SPDX-License-Identifier: Apache-2.0
//! Named sets of system calls, as libsinsp's `libsinsp::events` functions give them: by the category of their newest event.

use super::Sc;
use crate::schema::Category;

/// The calls of these categories.
pub fn of_categories(categories: &[Category]) -> impl Iterator<Item = Sc> {
    Sc::all().filter(move |sc| {
        let newest = sc.events().last().map(|code| code.info().category.syscall_category());
        newest.is_some_and(|category| categories.contains(&category))
    })
}

/// The calls whose events change state (upstream: `sinsp_state_sc_set`).
pub fn modifying_state() -> impl Iterator<Item = Sc> {
    Sc::all().filter(|sc| sc.modifies_state())
}
