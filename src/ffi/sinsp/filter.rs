// SPDX-License-Identifier: Apache-2.0
//! Filters.

use super::asked::asking;
use super::ast::{sinsp_ast_node, tree_of};
use super::codes::code_words;
use super::event::sinsp_event_t;
use super::inspector::sinsp_inspector_t;
use super::text::sinsp_text;
use crate::ffi::door::{self, Bytes, Caller, Handle, Len, List, Room, Slice};
use crate::ffi::result::{FAILURE, SUCCESS};
use crate::fields::{Catalogue, Evaluation, Scratch};
use crate::filter::{Filter, FilterError, Warning};
use crate::inspector::{InspectorFilter, selection};
use std::ptr;

/// A compiled filter.
pub struct sinsp_filter_t {
    program: Filter,
    scratch: Scratch,
    /// It may contain fields that the program added.
    asks: bool,
}

impl Handle for sinsp_filter_t {
    type Owner = Caller;
}

/// A filter, or why it is invalid; with `asks` it may contain fields that the program added.
fn compiled(
    inspector: &mut sinsp_inspector_t,
    outcome: Result<Filter, FilterError>,
    asks: bool,
) -> *mut sinsp_filter_t {
    match outcome {
        Ok(program) => door::into_c(sinsp_filter_t { program, scratch: Scratch::new(), asks }),
        Err(error) => inspector.fail_filter(ptr::null_mut(), &error),
    }
}

/// Compiles a filter; NULL when it is wrong: `sinsp_last_error` says why, `sinsp_last_error_position` where. Free it
/// with `sinsp_filter_free`; it may outlive the inspector.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_filter_compile(
    inspector: Option<&mut sinsp_inspector_t>,
    filter: Bytes,
    len: Len,
) -> *mut sinsp_filter_t {
    door::enter(inspector, |inspector| {
        let outcome = Filter::compile_with(filter.of(len), &inspector.catalogue, &mut inspector.pool);
        compiled(inspector, outcome, false)
    })
}

/// Compiles a filter from its tree: `count` nodes, each followed by its children, as `sinsp_ast_nodes` gives them.
/// Otherwise as `sinsp_filter_compile`.
///
/// # Safety
/// `nodes` is NULL or has `count` nodes with valid texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_filter_compile_nodes(
    inspector: Option<&mut sinsp_inspector_t>,
    nodes: Slice<sinsp_ast_node>,
    count: usize,
) -> *mut sinsp_filter_t {
    // SAFETY: there are `count` nodes with good texts.
    door::enter(inspector, |inspector| match unsafe { tree_of(nodes, count) } {
        Ok(tree) => {
            let outcome = Filter::from_tree_with(&tree, &inspector.catalogue, &mut inspector.pool);
            compiled(inspector, outcome, false)
        }
        Err(what) => inspector.fail(ptr::null_mut(), &what),
    })
}

/// Compiles a filter from its tree, with the fields of a catalogue, among which may be some of the program.
///
/// # Safety
/// `nodes` is NULL or has `count` nodes with valid texts.
pub(super) unsafe fn compiled_with(
    inspector: &mut sinsp_inspector_t,
    catalogue: &Catalogue,
    nodes: Slice<sinsp_ast_node>,
    count: usize,
) -> *mut sinsp_filter_t {
    // SAFETY: there are `count` nodes with good texts.
    match unsafe { tree_of(nodes, count) } {
        Ok(tree) => {
            let outcome = Filter::from_tree(&tree, &inspector.with_event_names(catalogue));
            compiled(inspector, outcome, true)
        }
        Err(what) => inspector.fail(ptr::null_mut(), &what),
    }
}

/// Frees a filter. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_filter_free(filter: Option<Box<sinsp_filter_t>>) {
    door::free(filter);
}

/// True when the event matches.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_filter_matches(
    filter: Option<&mut sinsp_filter_t>,
    event: Option<&sinsp_event_t>,
) -> bool {
    door::enter((event, filter), |(event, filter)| {
        let asks = filter.asks;
        let mut look = || {
            event.with(|current, owner| {
                if !filter.program.codes().contains(current.raw.code()) {
                    return false;
                }
                filter.scratch.reset();
                let scratch = &filter.scratch;
                let context =
                    Evaluation { event: current, scratch, settings: owner.settings(), comparing: true };
                filter.program.holds(&context, current.serial)
            })
        };
        let matches = if asks { asking(event, look) } else { look() };
        matches.unwrap_or(false)
    })
}

/// Writes the codes of the events that can match, a bit for each: code `c` is bit `c % 64` of `words[c / 64]`.
/// Returns how many words there are.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_filter_codes(filter: Option<&sinsp_filter_t>, words: List<u64>, room: Room) -> usize {
    door::enter(filter, |filter| words.put(room, code_words(filter.program.codes()).into_iter()))
}

/// A constant in a filter that may have been meant differently.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_filter_warning {
    /// What it is.
    pub text: sinsp_text,
    /// Bytes before the place.
    pub index: u32,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
}

/// Writes what may have been meant differently; returns how many there are. Texts are valid as long as the filter.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_filter_warnings(
    filter: Option<&sinsp_filter_t>,
    warnings: List<sinsp_filter_warning>,
    room: Room,
) -> usize {
    let each = |warning: &Warning| sinsp_filter_warning {
        text: sinsp_text::of(warning.what.as_bytes()),
        index: warning.pos.idx,
        line: warning.pos.line,
        column: warning.pos.col,
    };
    door::enter(filter, |filter| warnings.put(room, filter.program.warnings().iter().map(each)))
}

/// Sets or removes the filter, now or when a source is opened.
fn installed(inspector: &mut sinsp_inspector_t, program: Option<Filter>, text: &[u8]) -> i32 {
    let filter = program.map(|program| {
        let selection = selection(&program);
        InspectorFilter::of(program, inspector.settings().clone()).selecting(selection)
    });
    let outcome = match inspector.open_mut() {
        Some(open) => open.set_filter(filter),
        None => {
            inspector.waiting_filter = filter;
            Ok(())
        }
    };
    match outcome {
        Ok(()) => {
            inspector.filter_text = text.to_vec();
            SUCCESS
        }
        Err(error) => inspector.fail(FAILURE, &error.to_string()),
    }
}

/// Sets the filter of an inspector: events that do not match are not delivered. It counts for the source that is open
/// and for those opened in its place, or else from the next one on, until `sinsp_close`. An empty text removes it.
/// `SCAP_FAILURE`: it is wrong, and the one before stays.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_set_filter(
    inspector: Option<&mut sinsp_inspector_t>,
    filter: Bytes,
    len: Len,
) -> i32 {
    door::enter(inspector, |inspector| {
        let text = filter.of(len);
        let program = match text.is_empty() {
            true => None,
            false => match Filter::compile(text, &inspector.catalogue) {
                Ok(program) => Some(program),
                Err(error) => return inspector.fail_filter(FAILURE, &error),
            },
        };
        installed(inspector, program, text)
    })
}

/// As `sinsp_set_filter`, with a filter that was compiled before, which the inspector copies. `SCAP_FAILURE`: fields of
/// the program's own are in it, which can only be asked about events that were delivered.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_set_compiled_filter(
    inspector: Option<&mut sinsp_inspector_t>,
    filter: Option<&sinsp_filter_t>,
) -> i32 {
    door::enter(inspector, |inspector| {
        let Some(filter) = filter else { return inspector.fail(FAILURE, "no filter was given") };
        if filter.asks {
            return inspector
                .fail(FAILURE, "a filter with fields of the program cannot be set, only run on events");
        }
        installed(inspector, Some(filter.program.clone()), b"")
    })
}

/// As `sinsp_set_filter`, from a tree: see `sinsp_filter_compile_nodes`. `sinsp_get_filter` has no text for it.
///
/// # Safety
/// `nodes` is NULL or has `count` nodes with valid texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_set_filter_nodes(
    inspector: Option<&mut sinsp_inspector_t>,
    nodes: Slice<sinsp_ast_node>,
    count: usize,
) -> i32 {
    // SAFETY: there are `count` nodes with good texts.
    door::enter(inspector, |inspector| match unsafe { tree_of(nodes, count) } {
        Ok(tree) => match Filter::from_tree(&tree, &inspector.catalogue) {
            Ok(program) => installed(inspector, Some(program), b""),
            Err(error) => inspector.fail_filter(FAILURE, &error),
        },
        Err(what) => inspector.fail(FAILURE, &what),
    })
}

/// The text of the filter that was set; empty for none. Valid until another one is set.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_get_filter(inspector: Option<&sinsp_inspector_t>) -> sinsp_text {
    door::enter(inspector, |inspector| sinsp_text::of(&inspector.filter_text))
}
