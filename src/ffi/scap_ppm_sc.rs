//! Portable system call codes as C sees them (C: libscap/scap.h).
//!
//! Sets are arrays of bytes, one for each code or event type; a byte that is not 0 means membership.

use super::abi::event::ppm_sc_code;
use super::guard;
use crate::schema::Code;
use crate::schema::syscalls::{Sc, sets, table};
use std::ffi::{CStr, c_char, c_int};
use std::sync::LazyLock;

const SUCCESS: c_int = 0;
const FAILURE: c_int = 1;

/// Every name with its NUL, one behind the other, and where each begins.
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
    guard::or(c"".as_ptr(), || {
        let (text, starts) = &*NAMES;
        let start = starts.get(sc as usize).copied();
        start.map_or(c"".as_ptr(), |start| text[start..].as_ptr().cast())
    })
}

/// The system call code with this name; PPM_SC_UNKNOWN (0) when there is none.
///
/// # Safety
/// `name` is NULL or a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_ppm_sc_from_name(name: *const c_char) -> ppm_sc_code {
    if name.is_null() {
        return 0;
    }
    // SAFETY: as the caller promises.
    let name = unsafe { CStr::from_ptr(name) };
    name.to_str().ok().and_then(Sc::from_name).map_or(0, |sc| sc.0.into())
}

/// The code of a native system call number of this machine; PPM_SC_UNKNOWN (0) when there is none.
#[unsafe(no_mangle)]
pub extern "C" fn scap_native_id_to_ppm_sc(native_id: c_int) -> ppm_sc_code {
    usize::try_from(native_id).ok().and_then(Sc::from_native).map_or(0, |sc| sc.0.into())
}

/// The lowest native number with this code; -1 when this machine has no such call. PPM_SC_UNKNOWN gives the
/// first unused number, as upstream does.
#[unsafe(no_mangle)]
pub extern "C" fn scap_ppm_sc_to_native_id(sc: ppm_sc_code) -> c_int {
    let place = table::TABLE.iter().position(|entry| u32::from(entry.sc.0) == sc);
    place.map_or(-1, |number| number as c_int)
}

/// The caller's array, all zero.
///
/// # Safety
/// `array` is NULL or has `len` writable bytes.
unsafe fn cleared<'a>(array: *mut u8, len: usize) -> Option<&'a mut [u8]> {
    if array.is_null() {
        return None;
    }
    // SAFETY: as the caller promises.
    let array = unsafe { std::slice::from_raw_parts_mut(array, len) };
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
    // SAFETY: as the caller promises.
    let Some(array) = (unsafe { cleared(ppm_sc_array, Sc::COUNT) }) else { return FAILURE };
    for sc in sets::modifying_state() {
        array[usize::from(sc.0)] = 1;
    }
    SUCCESS
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
    if ppm_sc_array.is_null() {
        return FAILURE;
    }
    // SAFETY: as the caller promises.
    let codes = unsafe { std::slice::from_raw_parts(ppm_sc_array, Sc::COUNT) };
    // SAFETY: as the caller promises.
    let Some(events) = (unsafe { cleared(events_array, Code::COUNT) }) else { return FAILURE };
    for sc in Sc::all().filter(|sc| codes[usize::from(sc.0)] != 0) {
        for event in sc.events() {
            events[usize::from(event.number())] = 1;
        }
    }
    SUCCESS
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
    if events_array.is_null() {
        return FAILURE;
    }
    // SAFETY: as the caller promises.
    let events = unsafe { std::slice::from_raw_parts(events_array, Code::COUNT) };
    // SAFETY: as the caller promises.
    let Some(codes) = (unsafe { cleared(ppm_sc_array, Sc::COUNT) }) else { return FAILURE };
    for sc in Sc::all() {
        let makes_one = sc.events().iter().any(|event| events[usize::from(event.number())] != 0);
        codes[usize::from(sc.0)] = u8::from(makes_one);
    }
    SUCCESS
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ptr;

    #[test]
    fn names_and_numbers() {
        // SAFETY: names are C strings that live forever.
        let name = |sc| unsafe { CStr::from_ptr(scap_get_ppm_sc_name(sc)) };
        assert_eq!(name(3), c"read");
        assert_eq!(name(382), c"");
        assert_eq!(name(100_000), c"");
        // SAFETY: C strings or NULL.
        unsafe {
            assert_eq!(scap_ppm_sc_from_name(c"read".as_ptr()), 3);
            assert_eq!(scap_ppm_sc_from_name(c"".as_ptr()), 0);
            assert_eq!(scap_ppm_sc_from_name(ptr::null()), 0);
        }
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
