// SPDX-License-Identifier: Apache-2.0
//! A panic in a call from C: it ends there, the answer is the failed one, and the text is where the program asks for it.

use super::*;
use crate::ffi::abi::engine::scap_t;
use crate::ffi::abi::open::scap_open_args;
use crate::ffi::abi::platform::scap_platform;
use crate::ffi::engines::scap_savefile_engine;
use crate::ffi::result::{FAILURE, SUCCESS};
use crate::ffi::sinsp::{inspector, sinsp_event_t, sinsp_inspector_t};
use crate::ffi::{records, scap_handle, scap_platform as platforms, scap_ppm_sc, scap_savefile_api};
use std::cell::Cell;
use std::ffi::{CStr, c_char};

thread_local! {
    static ASKED: Cell<bool> = const { Cell::new(false) };
}

/// Panics where [`panicking`] asks for it.
pub(super) fn panic_if_asked() {
    if ASKED.take() {
        panic!("provoked\0 by a test");
    }
}

/// Makes a call whose first step within the door panics.
fn panicking<R>(call: impl FnOnce() -> R) -> R {
    ASKED.set(true);
    let answer = call();
    assert!(!ASKED.take(), "the call does not go through the door");
    answer
}

const TEXT: &str = "internal error: provoked";

fn text_at(place: *const c_char) -> String {
    // SAFETY: the texts asked for here end with a NUL.
    unsafe { CStr::from_ptr(place) }.to_string_lossy().into_owned()
}

fn last() -> String {
    last_panic(|text| String::from_utf8_lossy(text).into_owned()).unwrap_or_default()
}

#[test]
fn without_a_handle_the_text_is_the_threads() {
    assert_eq!(panicking(|| scap_ppm_sc::scap_native_id_to_ppm_sc(0)), 0);
    assert_eq!(last(), "internal error: provoked by a test\0");
    assert_eq!(panicking(|| scap_ppm_sc::scap_ppm_sc_to_native_id(3)), -1, "its own failed answer");
    assert_eq!(text_at(scap_handle::scap_getlasterr(Shared::NULL)), "internal error: provoked by a test");
}

#[test]
fn a_handle_of_libscap_has_the_text() {
    let place = scap_handle::scap_alloc();
    // SAFETY: just made.
    let handle = unsafe { Shared::at(place) };
    assert_eq!(panicking(|| scap_handle::scap_next(handle, Out::NULL, Out::NULL, Out::NULL)), FAILURE);
    assert!(text_at(scap_handle::scap_getlasterr(handle)).starts_with(TEXT));
    assert_eq!(panicking(|| scap_handle::scap_get_ndevs(handle)), 1, "its own failed answer");
    panicking(|| scap_handle::scap_deinit(handle));
    // SAFETY: it is not used any more; the second call does what the first did not.
    unsafe {
        panicking(|| scap_handle::scap_free(place));
        scap_handle::scap_free(place);
    }
}

#[test]
fn an_error_buffer_has_the_text() {
    let mut buffer = [0; LASTERR_SIZE];
    // SAFETY: it has as many bytes as it must.
    let error = unsafe { ErrorBuffer::at(buffer.as_mut_ptr()) };
    let mut rc = std::mem::MaybeUninit::new(SUCCESS);
    let handle = panicking(|| scap_handle::scap_open(None, None, error, Out::of(&mut rc)));
    assert!(handle.is_null());
    assert!(text_at(buffer.as_ptr()).starts_with(TEXT));
}

#[test]
fn a_dumper_has_the_text() {
    assert!(panicking(|| scap_savefile_api::scap_managedbuf_dump_create()).is_null());
    let place = scap_savefile_api::scap_managedbuf_dump_create();
    // SAFETY: just made, and used by nobody else.
    let mut dumper = unsafe { borrow_mut(place) };
    let rc = panicking(|| scap_savefile_api::scap_dump(dumper.as_deref_mut(), EventPtr::NULL, 0, 0));
    assert_eq!(rc, FAILURE);
    assert!(text_at(scap_savefile_api::scap_dump_getlasterr(dumper)).starts_with(TEXT));
    // SAFETY: it is not used any more.
    unsafe { scap_savefile_api::scap_dump_close(place) };
}

#[test]
fn a_function_of_a_table_fails_too() {
    let handle = scap_handle::scap_alloc();
    // SAFETY: just made, with an engine of this table, which ends before its handle.
    unsafe {
        let own = borrow(handle).expect("memory");
        let alloc = scap_savefile_engine.alloc_handle.expect("the table has it");
        assert!(panicking(|| alloc(Shared::at(handle), own.error())).is_null());
        own.m_vtable.set(&raw const scap_savefile_engine);
        own.m_engine.set(crate::ffi::abi::platform::scap_engine_handle {
            m_handle: alloc(Shared::at(handle), own.error()),
        });
        let init = scap_savefile_engine.init.expect("the table has it");
        own.error().write("");
        let mut args: scap_open_args = records::blank();
        assert_eq!(panicking(|| init(Shared::at(handle), Some(&mut args))), FAILURE);
        assert!(text_at(scap_handle::scap_getlasterr(Shared::at(handle))).starts_with(TEXT));
        scap_handle::scap_close(handle);
    }
}

#[test]
fn platforms_fail_too() {
    assert!(panicking(|| platforms::scap_generic_alloc_platform(records::blank())).is_null());
    let none: Shared<scap_platform> = Shared::NULL;
    assert_eq!(panicking(|| platforms::scap_platform_close(none)), FAILURE);
}

#[test]
fn a_null_handle_fails_and_changes_nothing() {
    let none: Shared<scap_t> = Shared::NULL;
    assert_eq!(scap_handle::scap_next(none, Out::NULL, Out::NULL, Out::NULL), FAILURE);
    assert_eq!(scap_handle::scap_get_ndevs(none), 1);
}

/// The text of an inspector's last failure.
fn said(inspector: *mut sinsp_inspector_t) -> String {
    // SAFETY: the inspector is there, and so is its text.
    unsafe { text_at(inspector::sinsp_last_error(borrow(inspector)).ptr) }
}

#[test]
fn an_inspector_has_the_text() {
    use crate::ffi::sinsp::{event, filter, plugin_source, settings, table, thread};
    assert!(panicking(|| inspector::sinsp_create()).is_null());
    let place = inspector::sinsp_create();
    let check = |kind: &str| {
        assert!(said(place).starts_with(TEXT), "{kind}: {}", said(place));
        // SAFETY: the inspector is there, and used by nobody else.
        settings::sinsp_set_option(unsafe { borrow_mut(place) }, 0, 0);
        assert_eq!(said(place), "unknown option");
    };
    // SAFETY: the inspector and the event are there until they are freed, and used by nobody else.
    unsafe {
        assert_eq!(panicking(|| settings::sinsp_set_option(borrow_mut(place), 1, 1)), FAILURE);
        check("to be changed");
        assert_eq!(panicking(|| plugin_source::sinsp_source_of_plugin(borrow(place), 7)), -1);
        check("to be read");
        assert_eq!(panicking(|| inspector::sinsp_next(Shared::at(place), Out::NULL)), FAILURE);
        check("that C may come back to");
        assert_eq!(panicking(|| table::sinsp_table_size(Shared::at(place), std::ptr::null_mut())), u64::MAX);
        check("with the tables");
        let made = event::sinsp_event_create(Shared::at(place));
        let current = Shared::at(made.cast::<sinsp_event_t>());
        assert!(panicking(|| event::sinsp_event_name(current.get())).ptr.is_null());
        check("of an event");
        assert_eq!(panicking(|| thread::sinsp_event_thread_id(current.get())), -1);
        check("of an event, with a number for an answer");
        let program = filter::sinsp_filter_compile(borrow_mut(place), Bytes::of_text("evt.num > 0"), Len(11));
        assert!(!panicking(|| filter::sinsp_filter_matches(borrow_mut(program), current.get())));
        check("of an event beside a filter");
        assert_eq!(panicking(|| filter::sinsp_filter_codes(borrow(program), List::NULL, Room(0))), 0);
        assert!(last().starts_with(TEXT), "a filter has no place for a text");
        filter::sinsp_filter_free(take(program));
        panicking(|| event::sinsp_event_free(take(made)));
        panicking(|| inspector::sinsp_destroy(take(place)));
    }
    assert!(text_at(inspector::sinsp_last_error(None).ptr).starts_with(TEXT));
}
