// SPDX-License-Identifier: Apache-2.0
//! Portable system call codes as C sees them (C: libscap/scap.h).
//!
//! Sets are arrays of bytes, one for each code or event type; a byte that is not 0 means membership.

use super::abi::event::ppm_sc_code;
use super::door::{self, CText};
use super::result::{FAILURE, SUCCESS};
use crate::schema::Code;
use crate::schema::syscalls::{Sc, sets, table};
use std::ffi::{c_char, c_int};
use std::sync::LazyLock;

/// Every name with its NUL, one after the other, and the offset of each.
static NAMES: LazyLock<(Vec<u8>, Vec<usize>)> = LazyLock::new(|| {
    let mut text = Vec::new();
    let mut starts = Vec::with_capacity(Sc::COUNT);
    for number in 0..Sc::COUNT {
        starts.push(text.len());
        text.extend_from_slice(Sc(number as u16).name().as_bytes());
        text.push(0);
    }
    (text, starts)
});

/// The name of a system call code, such as "openat"; "" for numbers that are not one. It lives forever.
#[unsafe(no_mangle)]
pub extern "C" fn scap_get_ppm_sc_name(sc: ppm_sc_code) -> *const c_char {
    door::enter_or(c"".as_ptr(), (), |()| {
        let (text, starts) = &*NAMES;
        let start = starts.get(sc as usize).copied();
        start.map_or(c"".as_ptr(), |start| text[start..].as_ptr().cast())
    })
}

/// The system call code with this name; PPM_SC_UNKNOWN (0) when there is none.
#[unsafe(no_mangle)]
pub extern "C" fn scap_ppm_sc_from_name(name: CText) -> ppm_sc_code {
    door::enter((), |()| {
        let name = name.c_str().and_then(|name| name.to_str().ok());
        name.and_then(Sc::from_name).map_or(0, |sc| sc.0.into())
    })
}

/// The code of a native system call number of this machine; PPM_SC_UNKNOWN (0) when there is none.
#[unsafe(no_mangle)]
pub extern "C" fn scap_native_id_to_ppm_sc(native_id: c_int) -> ppm_sc_code {
    door::enter((), |()| {
        usize::try_from(native_id).ok().and_then(Sc::from_native).map_or(0, |sc| sc.0.into())
    })
}

/// The lowest native number with this code; -1 when this machine has no such call. PPM_SC_UNKNOWN gives the
/// first unused number, as upstream does.
#[unsafe(no_mangle)]
pub extern "C" fn scap_ppm_sc_to_native_id(sc: ppm_sc_code) -> c_int {
    door::enter_or(-1, (), |()| {
        let place = table::TABLE.iter().position(|entry| u32::from(entry.sc.0) == sc);
        place.map_or(-1, |number| number as c_int)
    })
}

/// The caller's array, all zero.
///
/// # Safety
/// `array` is NULL or has `len` writable bytes.
unsafe fn cleared<'a>(array: *mut u8, len: usize) -> Option<&'a mut [u8]> {
    if array.is_null() {
        return None;
    }
    // SAFETY: it has `len` bytes.
    let array = unsafe { door::items_mut(array, len) };
    array.fill(0);
    Some(array)
}

/// Marks in `ppm_sc_array` (PPM_SC_MAX bytes) every code whose events change the state of threads or descriptors.
/// Returns 0, or 1 for NULL.
///
/// # Safety
/// `ppm_sc_array` is NULL or has PPM_SC_MAX (454) writable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_get_modifies_state_ppm_sc(ppm_sc_array: *mut u8) -> c_int {
    door::enter((), |()| {
        // SAFETY: the array has PPM_SC_MAX bytes.
        let Some(array) = (unsafe { cleared(ppm_sc_array, Sc::COUNT) }) else { return FAILURE };
        for sc in sets::modifying_state() {
            array[usize::from(sc.0)] = 1;
        }
        SUCCESS
    })
}

/// Marks in `events_array` (PPM_EVENT_MAX bytes) every event type that a code marked in `ppm_sc_array` makes.
/// Returns 0, or 1 for NULL.
///
/// # Safety
/// Each array is NULL or as long as stated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_get_events_from_ppm_sc(
    ppm_sc_array: *const u8,
    events_array: *mut u8,
) -> c_int {
    door::enter((), |()| {
        // SAFETY: the array has PPM_SC_MAX bytes.
        let Some(codes) = (unsafe { door::Slice::at(ppm_sc_array).items(Sc::COUNT) }) else { return FAILURE };
        // SAFETY: the array has PPM_EVENT_MAX bytes.
        let Some(events) = (unsafe { cleared(events_array, Code::COUNT) }) else { return FAILURE };
        for sc in Sc::all().filter(|sc| codes[usize::from(sc.0)] != 0) {
            for event in sc.events() {
                events[usize::from(event.number())] = 1;
            }
        }
        SUCCESS
    })
}

/// Marks in `ppm_sc_array` (PPM_SC_MAX bytes) every code that makes an event type marked in `events_array`.
/// Returns 0, or 1 for NULL.
///
/// # Safety
/// Each array is NULL or as long as stated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_get_ppm_sc_from_events(
    events_array: *const u8,
    ppm_sc_array: *mut u8,
) -> c_int {
    door::enter((), |()| {
        // SAFETY: the array has PPM_EVENT_MAX bytes.
        let Some(events) = (unsafe { door::Slice::at(events_array).items(Code::COUNT) }) else {
            return FAILURE;
        };
        // SAFETY: the array has PPM_SC_MAX bytes.
        let Some(codes) = (unsafe { cleared(ppm_sc_array, Sc::COUNT) }) else { return FAILURE };
        for sc in Sc::all() {
            let makes_one = sc.events().iter().any(|event| events[usize::from(event.number())] != 0);
            codes[usize::from(sc.0)] = u8::from(makes_one);
        }
        SUCCESS
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::CStr;
    use std::ptr;

    #[test]
    fn names_and_numbers() {
        // SAFETY: names are C strings that live forever.
        let name = |sc| unsafe { CStr::from_ptr(scap_get_ppm_sc_name(sc)) };
        assert_eq!(name(3), c"read");
        assert_eq!(name(382), c"");
        assert_eq!(name(100_000), c"");
        assert_eq!(scap_ppm_sc_from_name(c"read".into()), 3);
        assert_eq!(scap_ppm_sc_from_name(c"".into()), 0);
        assert_eq!(scap_ppm_sc_from_name(CText::NULL), 0);
        assert_eq!(scap_native_id_to_ppm_sc(0), 3);
        assert_eq!(scap_native_id_to_ppm_sc(-1), 0);
        assert_eq!(scap_ppm_sc_to_native_id(3), 0);
        assert_eq!(scap_ppm_sc_to_native_id(382), -1);
    }

    #[test]
    fn null_arrays_fail() {
        // SAFETY: NULL is allowed.
        unsafe {
            assert_eq!(scap_get_modifies_state_ppm_sc(ptr::null_mut()), FAILURE);
            assert_eq!(scap_get_events_from_ppm_sc(ptr::null(), ptr::null_mut()), FAILURE);
            assert_eq!(scap_get_ppm_sc_from_events(ptr::null(), ptr::null_mut()), FAILURE);
        }
    }
}
