// SPDX-License-Identifier: Apache-2.0
//! State tables: those of the host and of plugins, for the program.

use super::inspector::sinsp_inspector_t;
use super::text::sinsp_text;
use crate::ffi::door::{self, CText, List, Out, Reentered, Room, Shared};
use crate::ffi::result::{FAILURE, SUCCESS};
use crate::plugin::ProgramTables;
// By the names of plugin/plugin_types.h, which the generated header shows.
use crate::plugin::abi::{
    OptionalIterator as ss_plugin_table_iterator_func_t, TableFieldInfo as ss_plugin_table_fieldinfo,
};
use std::ffi::{CStr, CString, c_void};
use std::ptr;

/// Calls an operation with the tables, the state of the open source borrowed. `none` is the answer where there is no
/// inspector. Where `failed` is true of the operation's answer, the inspector has the text.
///
/// The program may come back to the inspector from within the operation: so nothing holds it meanwhile.
pub(super) fn with<T>(
    inspector: Shared<sinsp_inspector_t>,
    none: T,
    failed: impl FnOnce(&T) -> bool,
    operation: impl FnOnce(&ProgramTables<'_>) -> T,
) -> T {
    door::enter_or(none, Reentered(inspector), |place| {
        // SAFETY: nothing else uses the inspector until the operation begins; the tables hold its state only.
        let handle = unsafe { &mut *place };
        handle.tables_used = true;
        let host = std::sync::Arc::clone(handle.host());
        let tables = host.tables(handle.open_mut().map(|open| open.state_mut()));
        let outcome = operation(&tables);
        if failed(&outcome) {
            let what = tables.last_error();
            // SAFETY: the operation is over.
            unsafe { &*place }.fail((), &what);
        }
        outcome
    })
}

pub(super) fn is_null<T>(handle: &*mut T) -> bool {
    handle.is_null()
}

pub(super) fn failed(rc: &i32) -> bool {
    *rc != SUCCESS
}

pub(super) fn never<T>(_: &T) -> bool {
    false
}

/// Writes the names of the tables and the types of their keys (`enum ss_plugin_state_type`); returns how many there
/// are. The first is the host's `threads`, then follow those of plugins. Names are valid until the next call; a NUL
/// follows them. Tables in entries of others are read as fields of these.
///
/// # Safety
/// `names` and `key_types` are NULL or have room for `room`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_list(
    inspector: Shared<sinsp_inspector_t>,
    names: List<sinsp_text>,
    key_types: List<u32>,
    room: Room,
) -> usize {
    let list = with(inspector, Vec::new(), never, |tables| tables.list());
    door::enter(Reentered(inspector), |place| {
        // SAFETY: the tables were given back: nothing else uses the inspector.
        let inspector = unsafe { &mut *place };
        let (texts, types): (Vec<CString>, Vec<_>) = list.into_iter().unzip();
        inspector.table_names = texts;
        let texts = inspector.table_names.iter().map(|name| sinsp_text::of(name.as_bytes()));
        // SAFETY: each has room for `room`.
        key_types.put(room, types.iter().map(|ty| ty.number() as u32));
        names.put(room, texts)
    })
}

/// What `find` makes of a name, with the tables; NULL for no name and after a failure.
fn by_name(
    inspector: Shared<sinsp_inspector_t>,
    name: CText,
    find: impl FnOnce(&ProgramTables<'_>, &CStr) -> *mut c_void,
) -> *mut c_void {
    match name.c_str() {
        Some(name) => with(inspector, ptr::null_mut(), is_null, |tables| find(tables, name)),
        None => ptr::null_mut(),
    }
}

/// A table by its name and the type of its keys; NULL where there is none: `sinsp_last_error` says why. Valid as long
/// as the inspector, and a table of a plugin as long as the plugin. It points at an `ss_plugin_table_input`, as the
/// handles that plugins get do.
///
/// State tables belong to one thread at a time, as the inspector does. The functions below may be called from within
/// `sinsp_table_iterate`, but not from the callbacks of fields that a program brings. A table in an entry, and a text
/// that was read, are valid until the next `sinsp_next`, opening or closing; an entry until it is released, also beyond
/// its removal, from when on its fields cannot be read.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_table_open(
    inspector: Shared<sinsp_inspector_t>,
    name: CText,
    key_type: u32,
) -> *mut c_void {
    by_name(inspector, name, |tables, name| tables.open(name, key_type as i32))
}

/// How many entries a table has; `UINT64_MAX` where it fails.
///
/// # Safety
/// `table` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_size(inspector: Shared<sinsp_inspector_t>, table: *mut c_void) -> u64 {
    let failed = |size: &u64| *size == u64::MAX;
    // SAFETY: the table is one that the inspector gave.
    with(inspector, u64::MAX, failed, |tables| unsafe { tables.size(table) })
}

/// The fields of a table's entries, `*count` of them; NULL where it fails. Valid until the fields of a table are asked
/// again.
///
/// # Safety
/// As `sinsp_table_size`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_fields(
    inspector: Shared<sinsp_inspector_t>,
    table: *mut c_void,
    count: Out<u32>,
) -> *const ss_plugin_table_fieldinfo {
    let failed = |(list, _): &(*const ss_plugin_table_fieldinfo, u32)| list.is_null();
    // SAFETY: the table is one that the inspector gave.
    let (list, found) = with(inspector, (ptr::null(), 0), failed, |tables| unsafe { tables.fields(table) });
    count.put(found);
    list
}

/// The way to a field of a table's entries, by its name and type; NULL where there is none. Valid as long as the
/// inspector, for all tables of the kind.
///
/// # Safety
/// As `sinsp_table_size`; `name` is NULL or a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_field(
    inspector: Shared<sinsp_inspector_t>,
    table: *mut c_void,
    name: CText,
    ty: u32,
) -> *mut c_void {
    // SAFETY: the table is one that the inspector gave.
    by_name(inspector, name, |tables, name| unsafe { tables.field(table, name, ty as i32) })
}

/// As `sinsp_table_field`, for a field that is added where it is missing.
///
/// # Safety
/// As `sinsp_table_field`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_add_field(
    inspector: Shared<sinsp_inspector_t>,
    table: *mut c_void,
    name: CText,
    ty: u32,
) -> *mut c_void {
    // SAFETY: the table is one that the inspector gave.
    by_name(inspector, name, |tables, name| unsafe { tables.add_field(table, name, ty as i32) })
}

/// Calls `each` with `user` and every entry of a table until it returns 0; true where it saw all. Entries are valid
/// during the call and are not released.
///
/// # Safety
/// As `sinsp_table_size`; `each` is NULL or can be called with `user`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_iterate(
    inspector: Shared<sinsp_inspector_t>,
    table: *mut c_void,
    each: ss_plugin_table_iterator_func_t,
    user: *mut c_void,
) -> bool {
    // SAFETY: the table is one that the inspector gave; `each` can be called with `user`.
    with(inspector, false, never, |tables| unsafe { tables.iterate(table, each, user) })
}

/// Removes every entry of a table. `SCAP_SUCCESS` or `SCAP_FAILURE`.
///
/// # Safety
/// As `sinsp_table_size`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_clear(inspector: Shared<sinsp_inspector_t>, table: *mut c_void) -> i32 {
    // SAFETY: the table is one that the inspector gave.
    with(inspector, FAILURE, failed, |tables| match unsafe { tables.clear(table) } {
        true => SUCCESS,
        false => FAILURE,
    })
}
