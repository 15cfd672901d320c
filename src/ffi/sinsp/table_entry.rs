//! Entries of state tables.

use super::inspector::sinsp_inspector_t;
use super::table::{never, with};
use crate::ffi::guard;
use crate::ffi::result::{FAILURE, SUCCESS};
// By the name of plugin/plugin_types.h, which the generated header shows.
use crate::plugin::abi::StateData as ss_plugin_state_data;
use std::ffi::c_void;
use std::ptr;

fn is_null(handle: &*mut c_void) -> bool {
    handle.is_null()
}

fn failed(rc: &i32) -> bool {
    *rc != SUCCESS
}

/// The entry of a key, which is in the member of the union for the type of the table's keys; NULL where there is none.
/// To be given to `sinsp_table_release`.
///
/// # Safety
/// `inspector` is NULL or valid; `table` is NULL or good; `key` is NULL or readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_get_entry(
    inspector: *mut sinsp_inspector_t,
    table: *mut c_void,
    key: *const ss_plugin_state_data,
) -> *mut c_void {
    guard::or(ptr::null_mut(), || {
        // SAFETY: as the caller promises.
        unsafe { with(inspector, ptr::null_mut(), is_null, |tables| tables.entry(table, key)) }
    })
}

/// Gives an entry back that `sinsp_table_get_entry` or `sinsp_table_add` gave. NULL is allowed.
///
/// # Safety
/// As `sinsp_table_get_entry`; `entry` is NULL or good and not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_release(
    inspector: *mut sinsp_inspector_t,
    table: *mut c_void,
    entry: *mut c_void,
) {
    // SAFETY: as the caller promises.
    guard::or((), || unsafe { with(inspector, (), never, |tables| tables.release(table, entry)) });
}

/// Reads a field of an entry into the member of the union for its type. Texts end with a NUL. `SCAP_SUCCESS` or
/// `SCAP_FAILURE`.
///
/// # Safety
/// As `sinsp_table_get_entry`; `entry` and `field` are NULL or good, `out` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_read(
    inspector: *mut sinsp_inspector_t,
    table: *mut c_void,
    entry: *mut c_void,
    field: *mut c_void,
    out: *mut ss_plugin_state_data,
) -> i32 {
    guard::or(FAILURE, || {
        // SAFETY: as the caller promises.
        unsafe { with(inspector, FAILURE, failed, |tables| tables.read(table, entry, field, out)) }
    })
}

/// Writes a field of an entry. Texts are copied. `SCAP_SUCCESS` or `SCAP_FAILURE`.
///
/// # Safety
/// As `sinsp_table_get_entry`; `entry` and `field` are NULL or good, `value` is NULL or of the field's type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_write(
    inspector: *mut sinsp_inspector_t,
    table: *mut c_void,
    entry: *mut c_void,
    field: *mut c_void,
    value: *const ss_plugin_state_data,
) -> i32 {
    guard::or(FAILURE, || {
        // SAFETY: as the caller promises.
        unsafe { with(inspector, FAILURE, failed, |tables| tables.write(table, entry, field, value)) }
    })
}

/// A new entry that is in no table yet: to be given to `sinsp_table_add` or `sinsp_table_destroy`.
///
/// # Safety
/// As `sinsp_table_get_entry`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_create(
    inspector: *mut sinsp_inspector_t,
    table: *mut c_void,
) -> *mut c_void {
    guard::or(ptr::null_mut(), || {
        // SAFETY: as the caller promises.
        unsafe { with(inspector, ptr::null_mut(), is_null, |tables| tables.create(table)) }
    })
}

/// Destroys a new entry that was not added. NULL is allowed.
///
/// # Safety
/// As `sinsp_table_get_entry`; `entry` is NULL or came from `sinsp_table_create` and is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_destroy(
    inspector: *mut sinsp_inspector_t,
    table: *mut c_void,
    entry: *mut c_void,
) {
    // SAFETY: as the caller promises.
    guard::or((), || unsafe { with(inspector, (), never, |tables| tables.destroy(table, entry)) });
}

/// Adds a new entry, in place of the one that has the key. Returns it, to be given to `sinsp_table_release`; NULL where
/// it fails, and the entry has gone.
///
/// # Safety
/// As `sinsp_table_destroy`; `key` is NULL or readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_add(
    inspector: *mut sinsp_inspector_t,
    table: *mut c_void,
    key: *const ss_plugin_state_data,
    entry: *mut c_void,
) -> *mut c_void {
    guard::or(ptr::null_mut(), || {
        // SAFETY: as the caller promises.
        unsafe { with(inspector, ptr::null_mut(), is_null, |tables| tables.add(table, key, entry)) }
    })
}

/// Removes the entry of a key. `SCAP_SUCCESS` or `SCAP_FAILURE`.
///
/// # Safety
/// As `sinsp_table_get_entry`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_erase(
    inspector: *mut sinsp_inspector_t,
    table: *mut c_void,
    key: *const ss_plugin_state_data,
) -> i32 {
    guard::or(FAILURE, || {
        // SAFETY: as the caller promises.
        unsafe {
            with(
                inspector,
                FAILURE,
                failed,
                |tables| if tables.erase(table, key) { SUCCESS } else { FAILURE },
            )
        }
    })
}
