//! State tables: those of the host and of plugins, for the program.

use super::inspector::{changed, sinsp_inspector_t};
use super::text::{self, sinsp_text};
use crate::ffi::guard;
use crate::ffi::result::{FAILURE, SUCCESS};
use crate::plugin::ProgramTables;
// By the names of plugin/plugin_types.h, which the generated header shows.
use crate::plugin::abi::{
    OptionalIterator as ss_plugin_table_iterator_func_t, TableFieldInfo as ss_plugin_table_fieldinfo,
};
use std::ffi::{CStr, CString, c_char, c_void};
use std::ptr;

/// Calls an operation with the tables, the state of the open source lent. What the operation gives in case of a failure
/// is told by `failed`; the inspector then has the text.
///
/// # Safety
/// As [`changed`].
pub(super) unsafe fn with<T>(
    inspector: *mut sinsp_inspector_t,
    none: T,
    failed: impl FnOnce(&T) -> bool,
    operation: impl FnOnce(&ProgramTables<'_>) -> T,
) -> T {
    // SAFETY: as the caller promises.
    let Some(handle) = (unsafe { changed(inspector) }) else { return none };
    handle.tables_used = true;
    let host = std::sync::Arc::clone(handle.host());
    let tables = host.tables(handle.open_mut().map(|open| open.state_mut()));
    let outcome = operation(&tables);
    if failed(&outcome) {
        let what = tables.last_error();
        // SAFETY: as the caller promises.
        if let Some(handle) = unsafe { changed(inspector) } {
            handle.fail((), &what);
        }
    }
    outcome
}

fn is_null<T>(handle: &*mut T) -> bool {
    handle.is_null()
}

pub(super) fn never<T>(_: &T) -> bool {
    false
}

/// Writes the names of the tables and the types of their keys (`enum ss_plugin_state_type`); returns how many there are.
/// The first is the host's `threads`, then follow those of plugins. Names are good until the next call; a NUL follows
/// them. Tables in entries of others are read as fields of these.
///
/// # Safety
/// `inspector` is NULL or valid; `names` and `key_types` are NULL or have room for `room`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_list(
    inspector: *mut sinsp_inspector_t,
    names: *mut sinsp_text,
    key_types: *mut u32,
    room: usize,
) -> usize {
    guard::or(0, || {
        // SAFETY: as the caller promises.
        let list = unsafe { with(inspector, Vec::new(), never, |tables| tables.list()) };
        // SAFETY: as the caller promises.
        let Some(inspector) = (unsafe { changed(inspector) }) else { return 0 };
        let (texts, types): (Vec<CString>, Vec<_>) = list.into_iter().unzip();
        inspector.table_names = texts;
        let texts = inspector.table_names.iter().map(|name| sinsp_text::of(name.as_bytes()));
        // SAFETY: as the caller promises.
        unsafe {
            text::put_list(key_types, room, types.iter().map(|ty| ty.number() as u32));
            text::put_list(names, room, texts)
        }
    })
}

/// # Safety
/// `name` is NULL or a C string.
unsafe fn named<'n>(name: *const c_char) -> Option<&'n CStr> {
    // SAFETY: as the caller promises.
    (!name.is_null()).then(|| unsafe { CStr::from_ptr(name) })
}

/// What `find` makes of a name, with the tables; NULL for no name and after a failure.
///
/// # Safety
/// `inspector` is NULL or valid; `name` is NULL or a C string.
unsafe fn by_name(
    inspector: *mut sinsp_inspector_t,
    name: *const c_char,
    find: impl FnOnce(&ProgramTables<'_>, &CStr) -> *mut c_void,
) -> *mut c_void {
    guard::or(ptr::null_mut(), || {
        // SAFETY: as the caller promises.
        unsafe {
            let Some(name) = named(name) else { return ptr::null_mut() };
            with(inspector, ptr::null_mut(), is_null, |tables| find(tables, name))
        }
    })
}

/// A table by its name and the type of its keys; NULL where there is none: `sinsp_last_error` says why. Good as long as
/// the inspector, and a table of a plugin as long as the plugin. It points at an `ss_plugin_table_input`, as the handles
/// that plugins get do.
///
/// State tables belong to one thread at a time, as the inspector does. The functions below may be called from within
/// `sinsp_table_iterate`, but not from the callbacks of fields that a program brings. A table in an entry, and a text
/// that was read, are good until the next `sinsp_next`, opening or closing; an entry until it is released, also beyond
/// its removal, from when on its fields cannot be read.
///
/// # Safety
/// `inspector` is NULL or valid; `name` is NULL or a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_open(
    inspector: *mut sinsp_inspector_t,
    name: *const c_char,
    key_type: u32,
) -> *mut c_void {
    // SAFETY: as the caller promises.
    unsafe { by_name(inspector, name, |tables, name| tables.open(name, key_type as i32)) }
}

/// How many entries a table has; `UINT64_MAX` where it fails.
///
/// # Safety
/// `inspector` is NULL or valid; `table` is NULL or good.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_size(inspector: *mut sinsp_inspector_t, table: *mut c_void) -> u64 {
    let failed = |size: &u64| *size == u64::MAX;
    // SAFETY: as the caller promises.
    guard::or(u64::MAX, || unsafe { with(inspector, u64::MAX, failed, |tables| tables.size(table)) })
}

/// The fields of a table's entries, `*count` of them; NULL where it fails. Good until the fields of a table are asked
/// for again.
///
/// # Safety
/// As `sinsp_table_size`; `count` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_fields(
    inspector: *mut sinsp_inspector_t,
    table: *mut c_void,
    count: *mut u32,
) -> *const ss_plugin_table_fieldinfo {
    guard::or(ptr::null(), || {
        // SAFETY: as the caller promises.
        unsafe {
            let failed = |(list, _): &(*const ss_plugin_table_fieldinfo, u32)| list.is_null();
            let (list, found) = with(inspector, (ptr::null(), 0), failed, |tables| tables.fields(table));
            text::put(count, found);
            list
        }
    })
}

/// The way to a field of a table's entries, by its name and type; NULL where there is none. Good as long as the
/// inspector, for all tables of the kind.
///
/// # Safety
/// As `sinsp_table_size`; `name` is NULL or a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_field(
    inspector: *mut sinsp_inspector_t,
    table: *mut c_void,
    name: *const c_char,
    ty: u32,
) -> *mut c_void {
    // SAFETY: as the caller promises.
    unsafe { by_name(inspector, name, |tables, name| tables.field(table, name, ty as i32)) }
}

/// As `sinsp_table_field`, for a field that is added where it is missing.
///
/// # Safety
/// As `sinsp_table_field`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_add_field(
    inspector: *mut sinsp_inspector_t,
    table: *mut c_void,
    name: *const c_char,
    ty: u32,
) -> *mut c_void {
    // SAFETY: as the caller promises.
    unsafe { by_name(inspector, name, |tables, name| tables.add_field(table, name, ty as i32)) }
}

/// Calls `each` with `user` and every entry of a table until it returns 0; true where it saw all. Entries are good
/// during the call and are not released.
///
/// # Safety
/// As `sinsp_table_size`; `each` is NULL or can be called with `user`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_iterate(
    inspector: *mut sinsp_inspector_t,
    table: *mut c_void,
    each: ss_plugin_table_iterator_func_t,
    user: *mut c_void,
) -> bool {
    // SAFETY: as the caller promises.
    guard::or(false, || unsafe { with(inspector, false, never, |tables| tables.iterate(table, each, user)) })
}

/// Removes every entry of a table. `SCAP_SUCCESS` or `SCAP_FAILURE`.
///
/// # Safety
/// As `sinsp_table_size`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_table_clear(inspector: *mut sinsp_inspector_t, table: *mut c_void) -> i32 {
    let failed = |rc: &i32| *rc != SUCCESS;
    guard::or(FAILURE, || {
        // SAFETY: as the caller promises.
        unsafe {
            with(inspector, FAILURE, failed, |tables| if tables.clear(table) { SUCCESS } else { FAILURE })
        }
    })
}
