//! Filters.

use super::added::asking;
use super::ast::{sinsp_ast_node, tree_of};
use super::event::sinsp_event_t;
use super::inspector::{changed, sinsp_inspector_t};
use super::text::{self, sinsp_text};
use crate::ffi::guard;
use crate::ffi::result::{FAILURE, SUCCESS};
use crate::fields::{Evaluation, Scratch};
use crate::filter::{EventSet, Filter, FilterError, Warning};
use crate::inspector::{InspectorFilter, selection};
use std::ffi::c_char;
use std::ptr;

/// A compiled filter.
pub struct sinsp_filter_t {
    program: Filter,
    scratch: Scratch,
    /// A program's fields may be in it.
    asks: bool,
}

fn compiled(inspector: &mut sinsp_inspector_t, outcome: Result<Filter, FilterError>) -> *mut sinsp_filter_t {
    compiled_by(inspector, outcome, false)
}

/// A filter, or the reason why not; with `asks` a program's fields may be in it.
pub(super) fn compiled_by(
    inspector: &mut sinsp_inspector_t,
    outcome: Result<Filter, FilterError>,
    asks: bool,
) -> *mut sinsp_filter_t {
    match outcome {
        Ok(program) => text::into_c(sinsp_filter_t { program, scratch: Scratch::new(), asks }),
        Err(error) => inspector.fail_filter(ptr::null_mut(), &error),
    }
}

/// Compiles a filter; NULL when it is wrong: `sinsp_last_error` says why, `sinsp_last_error_position` where. To be
/// given to `sinsp_filter_free`; it may outlive the inspector.
///
/// # Safety
/// `inspector` is NULL or valid; `filter` is NULL or has `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_filter_compile(
    inspector: *mut sinsp_inspector_t,
    filter: *const c_char,
    len: usize,
) -> *mut sinsp_filter_t {
    guard::or(ptr::null_mut(), || {
        // SAFETY: as the caller promises.
        let Some(inspector) = (unsafe { changed(inspector) }) else { return ptr::null_mut() };
        // SAFETY: as the caller promises.
        let outcome = Filter::compile(unsafe { text::bytes(filter, len) }, &inspector.catalogue);
        compiled(inspector, outcome)
    })
}

/// Compiles a filter from its tree: `count` nodes, each followed by its children, as `sinsp_ast_nodes` gives them.
/// Otherwise as `sinsp_filter_compile`.
///
/// # Safety
/// `inspector` is NULL or valid; `nodes` is NULL or has `count` nodes with good texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_filter_compile_nodes(
    inspector: *mut sinsp_inspector_t,
    nodes: *const sinsp_ast_node,
    count: usize,
) -> *mut sinsp_filter_t {
    guard::or(ptr::null_mut(), || {
        // SAFETY: as the caller promises.
        let Some(inspector) = (unsafe { changed(inspector) }) else { return ptr::null_mut() };
        // SAFETY: as the caller promises.
        match unsafe { tree_of(nodes, count) } {
            Ok(tree) => {
                let outcome = Filter::from_tree(&tree, &inspector.catalogue);
                compiled(inspector, outcome)
            }
            Err(what) => inspector.fail(ptr::null_mut(), &what),
        }
    })
}

/// Frees a filter. NULL is allowed.
///
/// # Safety
/// `filter` is NULL or came from a function that makes one and is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_filter_free(filter: *mut sinsp_filter_t) {
    // SAFETY: as the caller promises.
    unsafe { text::free(filter) };
}

/// True when the event matches.
///
/// # Safety
/// `filter` and `event` are NULL or good.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_filter_matches(
    filter: *mut sinsp_filter_t,
    event: *const sinsp_event_t,
) -> bool {
    guard::or(false, || {
        // SAFETY: as the caller promises.
        let (Some(filter), Some(event)) = (unsafe { (filter.as_mut(), event.as_ref()) }) else {
            return false;
        };
        filter.scratch.reset();
        let (program, scratch) = (&filter.program, &filter.scratch);
        let look = || {
            event.with(|current, owner| {
                let context =
                    Evaluation { event: current, scratch, settings: &owner.settings, comparing: true };
                program.matches(current.raw.code(), &context)
            })
        };
        let matches = if filter.asks { asking(event, look) } else { look() };
        matches.unwrap_or(false)
    })
}

/// Writes the codes of the events that can match, a bit for each: code `c` is bit `c % 64` of `words[c / 64]`.
/// Returns how many words there are.
///
/// # Safety
/// `filter` is NULL or good; `words` is NULL or has `room` words.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_filter_codes(
    filter: *const sinsp_filter_t,
    words: *mut u64,
    room: usize,
) -> usize {
    // SAFETY: as the caller promises.
    match unsafe { filter.as_ref() } {
        // SAFETY: as the caller promises.
        Some(filter) => unsafe { put_codes(filter.program.codes(), words, room) },
        None => 0,
    }
}

/// # Safety
/// `words` is NULL or has `room` words.
pub(super) unsafe fn put_codes(codes: &EventSet, words: *mut u64, room: usize) -> usize {
    let mut bits = [0u64; crate::schema::Code::COUNT.div_ceil(64)];
    for code in codes.iter() {
        bits[usize::from(code.number()) / 64] |= 1 << (code.number() % 64);
    }
    // SAFETY: as the caller promises.
    unsafe { text::put_list(words, room, bits.into_iter()) }
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

/// Writes what may have been meant differently; returns how many there are. Texts are good as long as the filter.
///
/// # Safety
/// `filter` is NULL or good; `warnings` is NULL or has room for `room`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_filter_warnings(
    filter: *const sinsp_filter_t,
    warnings: *mut sinsp_filter_warning,
    room: usize,
) -> usize {
    // SAFETY: as the caller promises.
    let Some(filter) = (unsafe { filter.as_ref() }) else { return 0 };
    let each = |warning: &Warning| sinsp_filter_warning {
        text: sinsp_text::of(warning.what.as_bytes()),
        index: warning.pos.idx,
        line: warning.pos.line,
        column: warning.pos.col,
    };
    // SAFETY: as the caller promises.
    unsafe { text::put_list(warnings, room, filter.program.warnings().iter().map(each)) }
}

/// Sets or removes the filter, now or when a source is opened.
fn installed(inspector: &mut sinsp_inspector_t, program: Option<Filter>, text: &[u8]) -> i32 {
    let filter = program.map(|program| {
        let selection = selection(&program);
        InspectorFilter::of(program, inspector.settings.clone()).selecting(selection)
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
///
/// # Safety
/// `inspector` is NULL or valid; `filter` is NULL or has `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_set_filter(
    inspector: *mut sinsp_inspector_t,
    filter: *const c_char,
    len: usize,
) -> i32 {
    guard::or(FAILURE, || {
        // SAFETY: as the caller promises.
        let Some(inspector) = (unsafe { changed(inspector) }) else { return FAILURE };
        // SAFETY: as the caller promises.
        let text = unsafe { text::bytes(filter, len) };
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
///
/// # Safety
/// `inspector` is NULL or valid; `filter` is NULL or good.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_set_compiled_filter(
    inspector: *mut sinsp_inspector_t,
    filter: *const sinsp_filter_t,
) -> i32 {
    guard::or(FAILURE, || {
        // SAFETY: as the caller promises.
        let Some(inspector) = (unsafe { changed(inspector) }) else { return FAILURE };
        // SAFETY: as the caller promises.
        let Some(filter) = (unsafe { filter.as_ref() }) else {
            return inspector.fail(FAILURE, "no filter was given");
        };
        if filter.asks {
            return inspector.fail(FAILURE, "a filter with fields of the program cannot be set, only asked");
        }
        installed(inspector, Some(filter.program.clone()), b"")
    })
}

/// As `sinsp_set_filter`, from a tree: see `sinsp_filter_compile_nodes`. `sinsp_get_filter` has no text for it.
///
/// # Safety
/// `inspector` is NULL or valid; `nodes` is NULL or has `count` nodes with good texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_set_filter_nodes(
    inspector: *mut sinsp_inspector_t,
    nodes: *const sinsp_ast_node,
    count: usize,
) -> i32 {
    guard::or(FAILURE, || {
        // SAFETY: as the caller promises.
        let Some(inspector) = (unsafe { changed(inspector) }) else { return FAILURE };
        // SAFETY: as the caller promises.
        let tree = match unsafe { tree_of(nodes, count) } {
            Ok(tree) => tree,
            Err(what) => return inspector.fail(FAILURE, &what),
        };
        match Filter::from_tree(&tree, &inspector.catalogue) {
            Ok(program) => installed(inspector, Some(program), b""),
            Err(error) => inspector.fail_filter(FAILURE, &error),
        }
    })
}

/// The text of the filter that was set; empty for none. Good until another one is set.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_get_filter(inspector: *const sinsp_inspector_t) -> sinsp_text {
    // SAFETY: as the caller promises.
    match unsafe { inspector.as_ref() } {
        Some(inspector) => sinsp_text::of(&inspector.filter_text),
        None => sinsp_text::EMPTY,
    }
}
