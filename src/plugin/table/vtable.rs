// SPDX-License-Identifier: Apache-2.0
//! The functions for tables that plugins call.
//!
//! A plugin passes the handle that it received: a table of the host, or one of another plugin, whose function is then called.

use super::foreign;
use super::handle::{Accessor, Entry, HostTable};
use super::operations::Use;
use super::thread_rows::In;
use super::value::{StateType, data_to_number};
use crate::plugin::abi::{
    FAILURE, Fields, InitTables, Iterator, Opaque, Rc, Reader, ReaderExt, SUCCESS, StateData, TableFieldInfo,
    TableInput, Writer,
};
use crate::plugin::text;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;

pub(in crate::plugin) static READER: ReaderExt = ReaderExt {
    get_table_name: Some(get_table_name),
    get_table_size: Some(get_table_size),
    get_table_entry: Some(get_table_entry),
    read_entry_field: Some(read_entry_field),
    release_table_entry: Some(release_table_entry),
    iterate_entries: Some(iterate_entries),
};

/// The version before 3.1.
pub(in crate::plugin) static OLD_READER: Reader = Reader {
    get_table_name: Some(get_table_name),
    get_table_size: Some(get_table_size),
    get_table_entry: Some(get_table_entry),
    read_entry_field: Some(read_entry_field),
};

pub(in crate::plugin) static WRITER: Writer = Writer {
    clear_table: Some(clear_table),
    erase_table_entry: Some(erase_table_entry),
    create_table_entry: Some(create_table_entry),
    destroy_table_entry: Some(destroy_table_entry),
    add_table_entry: Some(add_table_entry),
    write_entry_field: Some(write_entry_field),
};

pub(super) static FIELDS: Fields = Fields {
    list_table_fields: Some(list_table_fields),
    get_table_field: Some(get_table_field),
    add_table_field: Some(add_table_field),
};

/// What a plugin receives at its start.
pub(in crate::plugin) fn init_tables() -> InitTables {
    InitTables {
        list_tables: Some(foreign::list_tables),
        get_table: Some(foreign::get_table),
        add_table: Some(foreign::add_table),
        fields: FIELDS,
        fields_ext: &raw const FIELDS,
        reader_ext: &raw const READER,
        writer_ext: &raw const WRITER,
    }
}

/// The owner of a table.
enum Table<'t> {
    Host(Use<'t>),
    Foreign(&'t TableInput),
}

/// # Safety
/// `t` is NULL, a table that the host returned, or the description of one of a plugin.
unsafe fn table<'t>(t: Opaque) -> Option<Table<'t>> {
    // SAFETY: as the caller promises, both begin with a description.
    let input = unsafe { t.cast::<TableInput>().as_ref() }?;
    if input.table != t {
        return Some(Table::Foreign(input));
    }
    // SAFETY: only tables of the host point at themselves; their owner outlives them.
    unsafe {
        let table = &*t.cast::<HostTable>();
        Some(Table::Host(Use { table, owner: &*table.owner }))
    }
}

/// Records why an operation failed.
fn reported<T>(of: &Use<'_>, outcome: Result<T, String>) -> Option<T> {
    outcome.map_err(|what| of.owner.fail(&what)).ok()
}

/// Calls a function of a plugin's own table; records the failure that it returns.
macro_rules! forward {
    ($input:ident, $vtable:ident, $function:ident, ($($arg:expr),*), $missing:expr, $failed:expr) => {{
        // The table was checked when it was added; the function is the plugin's for its own table.
        let answer = match $input.$vtable.as_ref().and_then(|vtable| vtable.$function) {
            Some(function) => function($input.table, $($arg),*),
            None => $missing,
        };
        if $failed(&answer) {
            foreign::note_failure($input);
        }
        answer
    }};
}

/// For results that cannot be failures.
fn never<T>(_: &T) -> bool {
    false
}

fn is_failure(rc: &Rc) -> bool {
    *rc != SUCCESS
}

fn is_null(handle: &Opaque) -> bool {
    handle.is_null()
}

unsafe extern "C" fn get_table_name(t: Opaque) -> *const c_char {
    // SAFETY: as the plugin API demands; so in every function below.
    unsafe {
        match table(t) {
            None => ptr::null(),
            Some(Table::Host(of)) => of.table.input.name,
            Some(Table::Foreign(input)) => input.name,
        }
    }
}

unsafe extern "C" fn get_table_size(t: Opaque) -> u64 {
    // SAFETY: as above.
    unsafe {
        match table(t) {
            None => u64::MAX,
            Some(Table::Host(of)) => reported(&of, of.size()).unwrap_or(u64::MAX),
            Some(Table::Foreign(input)) => {
                forward!(input, reader_ext, get_table_size, (), u64::MAX, |size: &u64| *size == u64::MAX)
            }
        }
    }
}

unsafe extern "C" fn get_table_entry(t: Opaque, key: *const StateData) -> Opaque {
    // SAFETY: as above.
    unsafe {
        match (table(t), key.as_ref()) {
            (Some(Table::Host(of)), Some(key)) => {
                reported(&of, of.get(key)).map_or(ptr::null_mut(), |entry| entry.cast())
            }
            (Some(Table::Foreign(input)), Some(_)) => {
                forward!(input, reader_ext, get_table_entry, (key), ptr::null_mut(), is_null)
            }
            _ => ptr::null_mut(),
        }
    }
}

unsafe extern "C" fn read_entry_field(t: Opaque, e: Opaque, f: *const c_void, out: *mut StateData) -> Rc {
    // SAFETY: as above.
    unsafe {
        match (table(t), out.is_null()) {
            (Some(Table::Host(of)), false) => {
                let (Some(entry), Some(accessor)) =
                    (e.cast::<Entry>().as_ref(), f.cast::<Accessor>().as_ref())
                else {
                    return FAILURE;
                };
                match reported(&of, of.read(entry, accessor)) {
                    Some(data) => {
                        out.write(data);
                        SUCCESS
                    }
                    None => FAILURE,
                }
            }
            (Some(Table::Foreign(input)), false) => {
                forward!(input, reader_ext, read_entry_field, (e, f, out), FAILURE, is_failure)
            }
            _ => FAILURE,
        }
    }
}

unsafe extern "C" fn release_table_entry(t: Opaque, e: Opaque) {
    // SAFETY: as above.
    unsafe {
        match table(t) {
            Some(Table::Host(of)) => of.release(e.cast()),
            Some(Table::Foreign(input)) => forward!(input, reader_ext, release_table_entry, (e), (), never),
            None => {}
        }
    }
}

unsafe extern "C" fn iterate_entries(t: Opaque, it: Option<Iterator>, s: Opaque) -> u32 {
    // SAFETY: as above.
    unsafe {
        let Some(each) = it else { return 0 };
        match table(t) {
            Some(Table::Host(of)) => {
                let Some(entries) = reported(&of, of.all()) else { return 0 };
                for mut entry in entries {
                    // The table may be changed meanwhile: nothing is held here.
                    if each(s, (&raw mut entry).cast()) == 0 {
                        return 0;
                    }
                }
                1
            }
            Some(Table::Foreign(input)) => forward!(input, reader_ext, iterate_entries, (it, s), 0, never),
            None => 0,
        }
    }
}

fn rc<T>(outcome: Option<T>) -> Rc {
    if outcome.is_some() { SUCCESS } else { FAILURE }
}

unsafe extern "C" fn clear_table(t: Opaque) -> Rc {
    // SAFETY: as above.
    unsafe {
        match table(t) {
            Some(Table::Host(of)) => rc(reported(&of, of.clear())),
            Some(Table::Foreign(input)) => forward!(input, writer_ext, clear_table, (), FAILURE, is_failure),
            None => FAILURE,
        }
    }
}

unsafe extern "C" fn erase_table_entry(t: Opaque, key: *const StateData) -> Rc {
    // SAFETY: as above.
    unsafe {
        match (table(t), key.as_ref()) {
            (Some(Table::Host(of)), Some(key)) => rc(reported(&of, of.erase(key))),
            (Some(Table::Foreign(input)), Some(_)) => {
                forward!(input, writer_ext, erase_table_entry, (key), FAILURE, is_failure)
            }
            _ => FAILURE,
        }
    }
}

unsafe extern "C" fn create_table_entry(t: Opaque) -> Opaque {
    // SAFETY: as above.
    unsafe {
        match table(t) {
            Some(Table::Host(of)) => of.create().cast(),
            Some(Table::Foreign(input)) => {
                forward!(input, writer_ext, create_table_entry, (), ptr::null_mut(), is_null)
            }
            None => ptr::null_mut(),
        }
    }
}

unsafe extern "C" fn destroy_table_entry(t: Opaque, e: Opaque) {
    // SAFETY: as above.
    unsafe {
        match table(t) {
            Some(Table::Host(of)) => {
                reported(&of, of.destroy(e.cast()));
            }
            Some(Table::Foreign(input)) => forward!(input, writer_ext, destroy_table_entry, (e), (), never),
            None => {}
        }
    }
}

unsafe extern "C" fn add_table_entry(t: Opaque, key: *const StateData, e: Opaque) -> Opaque {
    // SAFETY: as above.
    unsafe {
        match (table(t), key.as_ref()) {
            (Some(Table::Host(of)), Some(key)) => {
                reported(&of, of.add(key, e.cast())).map_or(ptr::null_mut(), |entry| entry.cast())
            }
            (Some(Table::Foreign(input)), Some(_)) => {
                forward!(input, writer_ext, add_table_entry, (key, e), ptr::null_mut(), is_null)
            }
            _ => ptr::null_mut(),
        }
    }
}

unsafe extern "C" fn write_entry_field(
    t: Opaque,
    e: Opaque,
    f: *const c_void,
    value: *const StateData,
) -> Rc {
    // SAFETY: as above; a text is a C string or NULL.
    unsafe {
        match (table(t), value.as_ref()) {
            (Some(Table::Host(of)), Some(value)) => {
                let (Some(entry), Some(accessor)) =
                    (e.cast::<Entry>().as_mut(), f.cast::<Accessor>().as_ref())
                else {
                    return FAILURE;
                };
                let value = match accessor.ty {
                    StateType::String => In::Text(text::bytes(value.str).unwrap_or_default()),
                    ty => In::Number(data_to_number(ty, value)),
                };
                rc(reported(&of, of.write(entry, accessor, &value)))
            }
            (Some(Table::Foreign(input)), Some(_)) => {
                forward!(input, writer_ext, write_entry_field, (e, f, value), FAILURE, is_failure)
            }
            _ => FAILURE,
        }
    }
}

unsafe extern "C" fn list_table_fields(t: Opaque, count: *mut u32) -> *const TableFieldInfo {
    // SAFETY: as above.
    unsafe {
        match (table(t), count.is_null()) {
            (Some(Table::Host(of)), false) => {
                let (list, len) = of.fields();
                count.write(len as u32);
                list
            }
            (Some(Table::Foreign(input)), false) => {
                forward!(input, fields_ext, list_table_fields, (count), ptr::null(), never)
            }
            _ => ptr::null(),
        }
    }
}

/// # Safety
/// `name` is NULL or a C string.
unsafe fn named<'n>(name: *const c_char, ty: c_int) -> Option<(&'n CStr, StateType)> {
    if name.is_null() {
        return None;
    }
    // SAFETY: as the caller promises.
    Some((unsafe { CStr::from_ptr(name) }, StateType::from_number(ty)?))
}

unsafe extern "C" fn get_table_field(t: Opaque, name: *const c_char, ty: c_int) -> Opaque {
    // SAFETY: as above.
    unsafe {
        match (table(t), named(name, ty)) {
            (Some(Table::Host(of)), Some((name, ty))) => {
                reported(&of, of.field(name, ty)).map_or(ptr::null_mut(), |field| field.cast_mut().cast())
            }
            (Some(Table::Foreign(input)), Some(_)) => {
                forward!(input, fields_ext, get_table_field, (name, ty), ptr::null_mut(), is_null)
            }
            _ => ptr::null_mut(),
        }
    }
}

unsafe extern "C" fn add_table_field(t: Opaque, name: *const c_char, ty: c_int) -> Opaque {
    // SAFETY: as above.
    unsafe {
        match (table(t), named(name, ty)) {
            (Some(Table::Host(of)), Some((name, ty))) => {
                reported(&of, of.add_field(name, ty)).map_or(ptr::null_mut(), |field| field.cast_mut().cast())
            }
            (Some(Table::Foreign(input)), Some(_)) => {
                forward!(input, fields_ext, add_table_field, (name, ty), ptr::null_mut(), is_null)
            }
            _ => ptr::null_mut(),
        }
    }
}
