// SPDX-License-Identifier: Apache-2.0
//! Entries of state tables.

use super::inspector::sinsp_inspector_t;
use super::table::{failed, is_null, never, with};
use crate::ffi::door::Shared;
use crate::ffi::result::{FAILURE, SUCCESS};
// By the name of plugin/plugin_types.h, which the generated header shows.
use crate::plugin::abi::StateData as ss_plugin_state_data;
use std::ffi::c_void;
use std::ptr;

/// The entry of a key, which is in the member of the union for the type of the table's keys; NULL where there is none.
/// Release it with `sinsp_table_release`.
///
/// # Safety
/// `table` is NULL or valid; `key` is NULL or readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_get_entry(
    inspector: Shared<sinsp_inspector_t>,
    table: *mut c_void,
    key: *const ss_plugin_state_data,
) -> *mut c_void {
    // SAFETY: the table is one that the inspector gave, the key of its type.
    with(inspector, ptr::null_mut(), is_null, |tables| unsafe { tables.entry(table, key) })
}

/// Gives an entry back that `sinsp_table_get_entry` or `sinsp_table_add` gave. NULL is allowed.
///
/// # Safety
/// As `sinsp_table_get_entry`; `entry` is NULL or valid and not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_release(
    inspector: Shared<sinsp_inspector_t>,
    table: *mut c_void,
    entry: *mut c_void,
) {
    // SAFETY: table and entry are some that the inspector gave.
    with(inspector, (), never, |tables| unsafe { tables.release(table, entry) });
}

/// Reads a field of an entry into the member of the union for its type. Texts end with a NUL. `SCAP_SUCCESS` or
/// `SCAP_FAILURE`.
///
/// # Safety
/// As `sinsp_table_get_entry`; `entry` and `field` are NULL or valid, `out` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_read(
    inspector: Shared<sinsp_inspector_t>,
    table: *mut c_void,
    entry: *mut c_void,
    field: *mut c_void,
    out: *mut ss_plugin_state_data,
) -> i32 {
    // SAFETY: table, entry and field are some that the inspector gave; the place is for a value.
    with(inspector, FAILURE, failed, |tables| unsafe { tables.read(table, entry, field, out) })
}

/// Writes a field of an entry. Texts are copied. `SCAP_SUCCESS` or `SCAP_FAILURE`.
///
/// # Safety
/// As `sinsp_table_get_entry`; `entry` and `field` are NULL or valid, `value` is NULL or of the field's type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_write(
    inspector: Shared<sinsp_inspector_t>,
    table: *mut c_void,
    entry: *mut c_void,
    field: *mut c_void,
    value: *const ss_plugin_state_data,
) -> i32 {
    // SAFETY: table, entry and field are some that the inspector gave; the value is of the field's type.
    with(inspector, FAILURE, failed, |tables| unsafe { tables.write(table, entry, field, value) })
}

/// A new entry that is in no table yet: to be given to `sinsp_table_add` or `sinsp_table_destroy`.
///
/// # Safety
/// As `sinsp_table_get_entry`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_create(
    inspector: Shared<sinsp_inspector_t>,
    table: *mut c_void,
) -> *mut c_void {
    // SAFETY: the table is one that the inspector gave.
    with(inspector, ptr::null_mut(), is_null, |tables| unsafe { tables.create(table) })
}

/// Destroys a new entry that was not added. NULL is allowed.
///
/// # Safety
/// As `sinsp_table_get_entry`; `entry` is NULL or came from `sinsp_table_create` and is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_destroy(
    inspector: Shared<sinsp_inspector_t>,
    table: *mut c_void,
    entry: *mut c_void,
) {
    // SAFETY: table and entry are some that the inspector gave; the entry is not used any more.
    with(inspector, (), never, |tables| unsafe { tables.destroy(table, entry) });
}

/// Adds a new entry, in place of the one that has the key. Returns it, to be given to `sinsp_table_release`; NULL where
/// it fails, and the entry has gone.
///
/// # Safety
/// As `sinsp_table_destroy`; `key` is NULL or readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_add(
    inspector: Shared<sinsp_inspector_t>,
    table: *mut c_void,
    key: *const ss_plugin_state_data,
    entry: *mut c_void,
) -> *mut c_void {
    // SAFETY: table and entry are some that the inspector gave, the key of the table's type.
    with(inspector, ptr::null_mut(), is_null, |tables| unsafe { tables.add(table, key, entry) })
}

/// Removes the entry of a key. `SCAP_SUCCESS` or `SCAP_FAILURE`.
///
/// # Safety
/// As `sinsp_table_get_entry`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_erase(
    inspector: Shared<sinsp_inspector_t>,
    table: *mut c_void,
    key: *const ss_plugin_state_data,
) -> i32 {
    // SAFETY: the table is one that the inspector gave, the key of its type.
    with(inspector, FAILURE, failed, |tables| match unsafe { tables.erase(table, key) } {
        true => SUCCESS,
        false => FAILURE,
    })
}
