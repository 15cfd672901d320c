// SPDX-License-Identifier: Apache-2.0
//! The tables by their names: the host's table, and those that plugins offer.

use super::handle::{HostTable, TableKind};
use super::shared::Shared;
use super::value::StateType;
use crate::plugin::abi::{FAILURE, Fields, Opaque, Rc, ReaderExt, SUCCESS, TableInfo, TableInput, Writer};
use crate::plugin::owner::{self, Owner, owner_of};
use std::ffi::{CStr, CString, c_char, c_int};
use std::ptr;
use std::sync::Arc;

/// A table that a plugin offers.
pub(super) struct Foreign {
    /// Name of the plugin.
    pub(super) plugin: String,
    /// The plugin's side of the host, which exists as long as the table.
    owner: *const Owner,
    name: CString,
    key_type: StateType,
    /// What plugins receive as the handle; its functions are the three copies.
    input: Box<TableInput>,
    _vtables: Box<(ReaderExt, Writer, Fields)>,
}

// SAFETY: functions and a handle of the plugin, which has to be ready for calls from any of its own.
unsafe impl Send for Foreign {}
// SAFETY: as above; nothing here changes.
unsafe impl Sync for Foreign {}

/// The functions of a table; newer versions are made from the older ones where only these exist.
///
/// # Safety
/// The pointers in `input` are NULL or valid.
unsafe fn functions(input: &TableInput) -> Option<(ReaderExt, Writer, Fields)> {
    // SAFETY: as the caller promises.
    let (reader, writer, fields) =
        unsafe { (input.reader_ext.as_ref(), input.writer_ext.as_ref(), input.fields_ext.as_ref()) };
    let old = &input.reader;
    let reader = reader.copied().unwrap_or(ReaderExt {
        get_table_name: old.get_table_name,
        get_table_size: old.get_table_size,
        get_table_entry: old.get_table_entry,
        read_entry_field: old.read_entry_field,
        release_table_entry: None,
        iterate_entries: None,
    });
    let (writer, fields) = (*writer.unwrap_or(&input.writer), *fields.unwrap_or(&input.fields));
    let whole = reader.get_table_name.is_some()
        && reader.get_table_size.is_some()
        && reader.get_table_entry.is_some()
        && reader.read_entry_field.is_some()
        && (input.reader_ext.is_null()
            || (reader.release_table_entry.is_some() && reader.iterate_entries.is_some()))
        && writer.clear_table.is_some()
        && writer.erase_table_entry.is_some()
        && writer.create_table_entry.is_some()
        && writer.destroy_table_entry.is_some()
        && writer.add_table_entry.is_some()
        && writer.write_entry_field.is_some()
        && fields.list_table_fields.is_some()
        && fields.get_table_field.is_some()
        && fields.add_table_field.is_some();
    whole.then_some((reader, writer, fields))
}

fn offer(owner: &Owner, input: &TableInput) -> Result<(), String> {
    if input.name.is_null() {
        return Err("a table without a name cannot be added".into());
    }
    // SAFETY: a C string, as the plugin API demands.
    let name = unsafe { CStr::from_ptr(input.name) };
    let key_type = StateType::from_number(input.key_type).filter(|ty| *ty != StateType::Table);
    let key_type =
        key_type.ok_or_else(|| format!("table {name:?} cannot be added: its key has no known type"))?;
    // SAFETY: as the plugin API demands.
    let vtables = unsafe { functions(input) }
        .ok_or_else(|| format!("table {name:?} cannot be added: some of its functions are missing"))?;
    let mut tables = owner.shared().foreign.lock();
    if name == TableKind::Threads.name() || tables.iter().any(|table| table.name.as_c_str() == name) {
        return Err(format!("table {name:?} cannot be added: there is a table of this name already"));
    }
    let (name, vtables) = (CString::from(name), Box::new(vtables));
    let input = Box::new(TableInput {
        name: name.as_ptr(),
        reader_ext: &raw const vtables.0,
        writer_ext: &raw const vtables.1,
        fields_ext: &raw const vtables.2,
        ..*input
    });
    let plugin = owner.plugin().to_string();
    tables.push(Arc::new(Foreign { plugin, owner, name, key_type, input, _vtables: vtables }));
    Ok(())
}

pub(super) unsafe extern "C" fn add_table(o: Opaque, input: *const TableInput) -> Rc {
    // SAFETY: as the plugin API demands.
    let (owner, input) = unsafe { (owner_of(o), input.as_ref()) };
    let (Some(owner), Some(input)) = (owner, input) else { return FAILURE };
    match offer(owner, input) {
        Ok(()) => SUCCESS,
        Err(what) => {
            owner.fail(&what);
            FAILURE
        }
    }
}

/// Records that an operation on a table of a plugin failed, with that plugin's text, for the plugin that called it.
pub(super) fn note_failure(input: &TableInput) {
    let Some(caller) = owner::caller() else { return };
    let tables = caller.shared().foreign.lock().clone();
    let table = tables.iter().find(|table| ptr::eq(&raw const *table.input, input));
    // SAFETY: tables are freed before their plugin is.
    let why = table.and_then(|table| unsafe { &*table.owner }.own_error());
    let what = match table {
        Some(table) => format!("an operation on table {:?} of plugin {} failed", table.name, table.plugin),
        None => "an operation on a table in an entry of another plugin's failed".into(),
    };
    caller.fail(&why.map_or(what.clone(), |why| format!("{what}: {why}")));
}

/// Names and types of keys of all tables.
pub(super) fn list(owner: &Owner) -> Vec<(CString, StateType)> {
    let threads = (TableKind::Threads.name().to_owned(), TableKind::Threads.key_type());
    let tables = owner.shared().foreign.lock();
    std::iter::once(threads).chain(tables.iter().map(|table| (table.name.clone(), table.key_type))).collect()
}

pub(super) unsafe extern "C" fn list_tables(o: Opaque, count: *mut u32) -> *const TableInfo {
    // SAFETY: as the plugin API demands.
    let Some(owner) = (unsafe { owner_of(o) }).filter(|_| !count.is_null()) else { return ptr::null() };
    let tables = list(owner);
    let mut kept = owner.kept();
    let info = |(name, ty): &(CString, StateType)| TableInfo { name: name.as_ptr(), key_type: ty.number() };
    kept.table_list = tables.iter().map(info).collect();
    kept.table_names = tables;
    // SAFETY: not NULL.
    unsafe { count.write(kept.table_list.len() as u32) };
    kept.table_list.as_ptr()
}

fn find(owner: &Owner, name: &CStr, key_type: StateType) -> Result<Opaque, String> {
    let wrong =
        |is: StateType| format!("table {name:?} has keys of type {}, not {}", is.name(), key_type.name());
    if name == TableKind::Threads.name() {
        if TableKind::Threads.key_type() != key_type {
            return Err(wrong(TableKind::Threads.key_type()));
        }
        let mut kept = owner.kept();
        if kept.tables.is_empty() {
            kept.tables.push(HostTable::boxed(owner, TableKind::Threads));
        }
        return Ok(kept.tables.last_mut().map_or(ptr::null_mut(), |table| (&raw mut **table).cast()));
    }
    let shared: &Shared = owner.shared();
    let tables = shared.foreign.lock();
    let table = tables.iter().find(|table| table.name.as_c_str() == name);
    let table = table.ok_or_else(|| format!("there is no table {name:?}"))?;
    if table.key_type != key_type {
        return Err(wrong(table.key_type));
    }
    Ok((&raw const *table.input).cast_mut().cast())
}

pub(super) unsafe extern "C" fn get_table(o: Opaque, name: *const c_char, key_type: c_int) -> Opaque {
    // SAFETY: as the plugin API demands.
    let Some(owner) = (unsafe { owner_of(o) }).filter(|_| !name.is_null()) else { return ptr::null_mut() };
    // SAFETY: a C string.
    let name = unsafe { CStr::from_ptr(name) };
    let found = match StateType::from_number(key_type) {
        Some(key_type) => find(owner, name, key_type),
        None => Err(format!("table {name:?} cannot have keys of type {key_type}")),
    };
    found.unwrap_or_else(|what| {
        owner.fail(&what);
        ptr::null_mut()
    })
}
