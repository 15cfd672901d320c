// SPDX-License-Identifier: Apache-2.0
//! The tables as the program that loaded the plugins uses them.

use super::foreign;
use super::value::StateType;
use super::vtable::{FIELDS, READER, WRITER};
use crate::plugin::abi::{Iterator, Opaque, Rc, SUCCESS, StateData, TableFieldInfo};
use crate::plugin::owner::Owner;
use crate::state::State;
use std::ffi::{CStr, CString, c_void};
use std::ptr;

/// The tables of the host and of its plugins. They borrow the state for each call: that of the open source, or an empty one.
///
/// Entries are the program's until it releases them; inner tables, and texts that were read, until [`Self::forget`].
pub struct ProgramTables<'h> {
    owner: &'h Owner,
    state: *mut State,
    _state: std::marker::PhantomData<&'h mut State>,
}

/// Calls a function that every table of the host has.
macro_rules! ask {
    ($self:ident, $vtable:ident, $function:ident, $missing:expr, $($arg:expr),*) => {
        match $vtable.$function {
            // SAFETY: as the caller promises.
            Some(function) => $self.call(|| unsafe { function($($arg),*) }),
            None => $missing,
        }
    };
}

impl<'h> ProgramTables<'h> {
    pub(in crate::plugin) fn new(owner: &'h Owner, state: Option<&'h mut State>) -> ProgramTables<'h> {
        let state = state.map_or(ptr::null_mut(), ptr::from_mut);
        ProgramTables { owner, state, _state: std::marker::PhantomData }
    }

    fn call<R>(&self, call: impl FnOnce() -> R) -> R {
        let call = || self.owner.as_caller(call);
        let shared = self.owner.shared();
        // SAFETY: the borrow lasts as long as this value.
        match unsafe { self.state.as_mut() } {
            Some(state) if !shared.is_lent() => shared.lend(state, call),
            _ => shared.lend_idle(call),
        }
    }

    /// Why the last call failed; empty before the first failure.
    pub fn last_error(&self) -> String {
        self.owner.failure()
    }

    /// Names and types of keys: first the host's own table, then those of plugins.
    pub fn list(&self) -> Vec<(CString, StateType)> {
        foreign::list(self.owner)
    }

    /// A table by its name and the type of its keys; NULL with an error where there is none.
    pub fn open(&self, name: &CStr, key_type: i32) -> Opaque {
        // SAFETY: the owner exists, the name is a C string.
        unsafe { foreign::get_table(self.owner.handle(), name.as_ptr(), key_type) }
    }

    /// Releases inner tables and texts.
    pub fn forget(&self) {
        self.owner.kept().end_turn();
    }

    /// Number of entries of a table; `u64::MAX` with an error where it is unknown.
    ///
    /// # Safety
    /// `table` is NULL or was given by a call of this, or read as a field.
    pub unsafe fn size(&self, table: Opaque) -> u64 {
        ask!(self, READER, get_table_size, u64::MAX, table)
    }

    /// The fields of a table's entries, until the next list of a table is requested.
    ///
    /// # Safety
    /// As for [`Self::size`].
    pub unsafe fn fields(&self, table: Opaque) -> (*const TableFieldInfo, u32) {
        let mut count = 0;
        let list = ask!(self, FIELDS, list_table_fields, ptr::null(), table, &raw mut count);
        (list, if list.is_null() { 0 } else { count })
    }

    /// The accessor of a field; NULL with an error.
    ///
    /// # Safety
    /// As for [`Self::size`].
    pub unsafe fn field(&self, table: Opaque, name: &CStr, ty: i32) -> Opaque {
        ask!(self, FIELDS, get_table_field, ptr::null_mut(), table, name.as_ptr(), ty)
    }

    /// As [`Self::field`], for one that is added where it is missing.
    ///
    /// # Safety
    /// As for [`Self::size`].
    pub unsafe fn add_field(&self, table: Opaque, name: &CStr, ty: i32) -> Opaque {
        ask!(self, FIELDS, add_table_field, ptr::null_mut(), table, name.as_ptr(), ty)
    }

    /// The entry of a key; NULL with an error. To be released.
    ///
    /// # Safety
    /// As for [`Self::size`]; `key` is of the type of the table's keys.
    pub unsafe fn entry(&self, table: Opaque, key: *const StateData) -> Opaque {
        ask!(self, READER, get_table_entry, ptr::null_mut(), table, key)
    }

    /// Releases an entry.
    ///
    /// # Safety
    /// `entry` came from this table by [`Self::entry`] or [`Self::add`].
    pub unsafe fn release(&self, table: Opaque, entry: Opaque) {
        ask!(self, READER, release_table_entry, (), table, entry)
    }

    /// Calls `each` with every entry until it returns 0; true where it saw all.
    ///
    /// # Safety
    /// As for [`Self::size`]; `each` can be called with `user`.
    pub unsafe fn iterate(&self, table: Opaque, each: Option<Iterator>, user: *mut c_void) -> bool {
        ask!(self, READER, iterate_entries, 0, table, each, user) != 0
    }

    /// Reads a field.
    ///
    /// # Safety
    /// `entry` and `field` are of this table, `out` is writable.
    pub unsafe fn read(&self, table: Opaque, entry: Opaque, field: Opaque, out: *mut StateData) -> Rc {
        ask!(self, READER, read_entry_field, 1, table, entry, field, out)
    }

    /// Writes a field.
    ///
    /// # Safety
    /// `entry` and `field` are of this table, `value` is of the type of the field.
    pub unsafe fn write(&self, table: Opaque, entry: Opaque, field: Opaque, value: *const StateData) -> Rc {
        ask!(self, WRITER, write_entry_field, 1, table, entry, field, value)
    }

    /// A new entry that is in no table yet: to be added or destroyed.
    ///
    /// # Safety
    /// As for [`Self::size`].
    pub unsafe fn create(&self, table: Opaque) -> Opaque {
        ask!(self, WRITER, create_table_entry, ptr::null_mut(), table)
    }

    /// Destroys an entry that was not added.
    ///
    /// # Safety
    /// `entry` came from [`Self::create`] of this table.
    pub unsafe fn destroy(&self, table: Opaque, entry: Opaque) {
        ask!(self, WRITER, destroy_table_entry, (), table, entry)
    }

    /// Adds a new entry, in place of the one with its key; NULL with an error. What it returns is to be released.
    ///
    /// # Safety
    /// As for [`Self::entry`] and [`Self::destroy`].
    pub unsafe fn add(&self, table: Opaque, key: *const StateData, entry: Opaque) -> Opaque {
        ask!(self, WRITER, add_table_entry, ptr::null_mut(), table, key, entry)
    }

    /// Removes the entry of a key.
    ///
    /// # Safety
    /// As for [`Self::entry`].
    pub unsafe fn erase(&self, table: Opaque, key: *const StateData) -> bool {
        ask!(self, WRITER, erase_table_entry, 1, table, key) == SUCCESS
    }

    /// Removes every entry.
    ///
    /// # Safety
    /// As for [`Self::size`].
    pub unsafe fn clear(&self, table: Opaque) -> bool {
        ask!(self, WRITER, clear_table, 1, table) == SUCCESS
    }
}
