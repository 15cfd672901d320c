// SPDX-License-Identifier: Apache-2.0
//! Old events to their newest version, one rule at a time (C: libscap/engine/savefile/converter/converter.h).

use super::abi::event::ppm_evt_hdr;
use super::abi::internal::conversion_result;
use super::door::{self, Caller, ErrorBuffer, EventPtr, EventPtrMut, Handle};
use crate::codec::RawEvent;
use crate::savefile::convert::{Converter, FirstStep, Outcome, first_step};
use crate::schema::Code;
use std::ptr;

const ERROR: conversion_result = 0;
const CONTINUE: conversion_result = 1;
const PASS: conversion_result = 2;
const DROP: conversion_result = 3;

/// What a conversion remembers of the events before.
#[allow(non_camel_case_types, reason = "this is the C name")]
pub struct scap_convert_buffer {
    converter: Converter,
    /// The event that was requested last.
    waiting: Vec<u8>,
}

impl Handle for scap_convert_buffer {
    type Owner = Caller;
}

/// The event at an address; the text says why it is not valid.
fn event_at<'a>(event: EventPtr) -> Result<RawEvent<'a>, String> {
    let Some(bytes) = event.bytes() else { return Err("cannot convert an event: it is NULL".into()) };
    RawEvent::decode(bytes).map_err(|fault| format!("cannot convert an event: {fault}"))
}

fn needed(code: Code, nparams: usize) -> Result<conversion_result, String> {
    match first_step(code, nparams) {
        FirstStep::Pass => Ok(PASS),
        FirstStep::Drop => Ok(DROP),
        FirstStep::NotManaged => {
            Err(format!("cannot convert event {}: there is no rule for it", code.enum_name()))
        }
        FirstStep::NoRule | FirstStep::Rule(_) => Ok(CONTINUE),
    }
}

/// Makes what a conversion remembers; ends with scap_convert_free_buffer().
#[unsafe(no_mangle)]
pub extern "C" fn scap_convert_alloc_buffer() -> *mut scap_convert_buffer {
    door::enter((), |()| {
        door::into_c(scap_convert_buffer { converter: Converter::new(), waiting: Vec::new() })
    })
}

/// Frees what a conversion remembers; NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn scap_convert_free_buffer(buf: Option<Box<scap_convert_buffer>>) {
    door::free(buf);
}

/// Converts an event that test_event_convertibility() answers CONVERSION_CONTINUE for, by one rule, into `new_evt`, which has room for it. CONVERSION_CONTINUE: convert that again.
///
/// # Safety
/// `new_evt` is NULL or has room for the event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_convert_event(
    buf: Option<&mut scap_convert_buffer>,
    new_evt: *mut ppm_evt_hdr,
    evt_to_convert: EventPtrMut,
    error: ErrorBuffer,
) -> conversion_result {
    door::enter_or(ERROR, error, |error| {
        let converted = || {
            let event = event_at(evt_to_convert)?;
            let Some(buf) = buf.filter(|_| !new_evt.is_null()) else {
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
            // SAFETY: there is room for it; it may be the event itself.
            unsafe { ptr::copy(made.bytes().as_ptr(), new_evt.cast::<u8>(), made.bytes().len()) };
            if outcome.is_some() {
                return Ok(PASS);
            }
            needed(made.code(), made.param_count())
        };
        converted().unwrap_or_else(|text| error.fail(ERROR, &text))
    })
}

/// What is to be done with an event: CONVERSION_PASS, CONVERSION_DROP, CONVERSION_CONTINUE to convert it, or CONVERSION_ERROR.
#[unsafe(no_mangle)]
pub extern "C" fn test_event_convertibility(
    evt_to_convert: EventPtr,
    error: ErrorBuffer,
) -> conversion_result {
    door::enter_or(ERROR, error, |error| {
        let result = event_at(evt_to_convert).and_then(|event| needed(event.code(), event.param_count()));
        result.unwrap_or_else(|text| error.fail(ERROR, &text))
    })
}

/// The enter event of a thread that waits for its exit, valid until the next call; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn scap_retrieve_evt_from_converter_storage(
    buf: Option<&mut scap_convert_buffer>,
    tid: u64,
) -> *mut ppm_evt_hdr {
    door::enter(buf, |buf| {
        let Some(event) = buf.converter.waiting(tid as i64) else { return ptr::null_mut() };
        buf.waiting = event.bytes().to_vec();
        buf.waiting.as_mut_ptr().cast()
    })
}
