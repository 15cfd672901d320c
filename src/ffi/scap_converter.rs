//! Old events to their newest form, one rule at a time (C: libscap/engine/savefile/converter/converter.h).

use super::abi::event::ppm_evt_hdr;
use super::abi::internal::conversion_result;
use super::guard;
use crate::codec::RawEvent;
use crate::savefile::convert::{Converter, FirstStep, Outcome, first_step};
use crate::schema::Code;
use std::ffi::c_char;
use std::ptr;

const ERROR: conversion_result = 0;
const CONTINUE: conversion_result = 1;
const PASS: conversion_result = 2;
const DROP: conversion_result = 3;

/// What a conversion remembers of the events before.
#[allow(non_camel_case_types, reason = "this is the C name")]
pub struct scap_convert_buffer {
    converter: Converter,
    /// The event that was asked for last.
    waiting: Vec<u8>,
}

/// The event at a place; the text says why it is none.
///
/// # Safety
/// `event` is NULL or leads to as many bytes as its header says.
unsafe fn event_at<'a>(event: *const ppm_evt_hdr) -> Result<RawEvent<'a>, String> {
    if event.is_null() {
        return Err("cannot convert an event: it is NULL".into());
    }
    // SAFETY: as the caller promises.
    let bytes = unsafe { std::slice::from_raw_parts(event.cast::<u8>(), (*event).len as usize) };
    RawEvent::decode(bytes).map_err(|fault| format!("cannot convert an event: {fault}"))
}

fn needed(code: Code, nparams: usize) -> Result<conversion_result, String> {
    match first_step(code, nparams) {
        FirstStep::Pass => Ok(PASS),
        FirstStep::Drop => Ok(DROP),
        FirstStep::NotManaged => {
            Err(format!("cannot convert event {}: no rule is foreseen for it", code.enum_name()))
        }
        FirstStep::NoRule | FirstStep::Rule(_) => Ok(CONTINUE),
    }
}

/// # Safety
/// `error` is NULL or has 256 bytes.
unsafe fn answer(error: *mut c_char, result: Result<conversion_result, String>) -> conversion_result {
    result.unwrap_or_else(|text| {
        // SAFETY: as the caller promises.
        unsafe { guard::write_error(error, &text) };
        ERROR
    })
}

/// Makes what a conversion remembers; ends with scap_convert_free_buffer().
#[unsafe(no_mangle)]
pub extern "C" fn scap_convert_alloc_buffer() -> *mut scap_convert_buffer {
    guard::or(ptr::null_mut(), || {
        Box::into_raw(Box::new(scap_convert_buffer { converter: Converter::new(), waiting: Vec::new() }))
    })
}

/// Frees what a conversion remembers; NULL is allowed.
///
/// # Safety
/// `buf` is NULL or came from scap_convert_alloc_buffer() and is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_convert_free_buffer(buf: *mut scap_convert_buffer) {
    if !buf.is_null() {
        // SAFETY: as the caller promises.
        guard::or((), || drop(unsafe { Box::from_raw(buf) }));
    }
}

/// Converts an event that test_event_convertibility() answers CONVERSION_CONTINUE for, by one rule, into `new_evt`, which has room for it. CONVERSION_CONTINUE: convert that again.
///
/// # Safety
/// Each pointer is NULL or valid; `evt_to_convert` has as many bytes as its header says; `error` has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_convert_event(
    buf: *mut scap_convert_buffer,
    new_evt: *mut ppm_evt_hdr,
    evt_to_convert: *mut ppm_evt_hdr,
    error: *mut c_char,
) -> conversion_result {
    // SAFETY: as the caller promises.
    let result = guard::or(Err("cannot convert an event: internal error".into()), || unsafe {
        let event = event_at(evt_to_convert)?;
        let (Some(buf), false) = (buf.as_mut(), new_evt.is_null()) else {
            return Err("cannot convert an event: no buffer was given".into());
        };
        let name = event.code().enum_name();
        if needed(event.code(), event.param_count())? != CONTINUE {
            return Err(format!("cannot convert event {name}: it needs no conversion"));
        }
        let fault = |what: String| format!("cannot convert event {name}: {what}");
        let outcome = buf.converter.step(&event).map_err(|what| fault(what.to_string()))?;
        let made = match outcome {
            Some(Outcome::Swallowed) => return Ok(DROP),
            Some(_) => event,
            None => buf.converter.event().map_err(|what| fault(what.to_string()))?,
        };
        ptr::copy(made.bytes().as_ptr(), new_evt.cast::<u8>(), made.bytes().len());
        if outcome.is_some() {
            return Ok(PASS);
        }
        needed(made.code(), made.param_count())
    });
    // SAFETY: as the caller promises.
    unsafe { answer(error, result) }
}

/// What is to be done with an event: CONVERSION_PASS, CONVERSION_DROP, CONVERSION_CONTINUE to convert it, or CONVERSION_ERROR.
///
/// # Safety
/// `evt_to_convert` is NULL or has as many bytes as its header says; `error` is NULL or has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn test_event_convertibility(
    evt_to_convert: *const ppm_evt_hdr,
    error: *mut c_char,
) -> conversion_result {
    // SAFETY: as the caller promises.
    unsafe {
        let result = event_at(evt_to_convert).and_then(|event| needed(event.code(), event.param_count()));
        answer(error, result)
    }
}

/// The enter event of a thread that waits for its exit, valid until the next call; NULL for none.
///
/// # Safety
/// `buf` is NULL or came from scap_convert_alloc_buffer().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_retrieve_evt_from_converter_storage(
    buf: *mut scap_convert_buffer,
    tid: u64,
) -> *mut ppm_evt_hdr {
    // SAFETY: as the caller promises.
    let Some(buf) = (unsafe { buf.as_mut() }) else { return ptr::null_mut() };
    let Some(event) = buf.converter.waiting(tid as i64) else { return ptr::null_mut() };
    buf.waiting = event.bytes().to_vec();
    buf.waiting.as_mut_ptr().cast()
}
