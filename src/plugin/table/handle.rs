// SPDX-License-Identifier: Apache-2.0
//! The handles that plugins hold of the host's tables: tables, entries, and accessors of fields.

use super::thread_rows::Inner;
use super::value::StateType;
use super::vtable::{FIELDS, OLD_READER, READER, WRITER};
use crate::plugin::abi::{TableFieldInfo, TableInfo, TableInput};
use crate::plugin::owner::Owner;
use crate::state::{Fd, Thread, ThreadRef};
use bumpalo::Bump;
use std::ffi::{CStr, CString};
use std::ptr;

/// The thread that an inner table belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    /// One in the state.
    Known(ThreadRef),
    /// One that a plugin created and did not add.
    New(*const Entry),
}

/// Which table of the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TableKind {
    Threads,
    Inner(Holder, Inner),
}

/// A table of the host. A plugin's handle points to it; so does the handle's `table`, which distinguishes tables of the host
/// from those of plugins.
#[repr(C)]
pub(super) struct HostTable {
    pub(super) input: TableInput,
    pub(super) owner: *const Owner,
    pub(super) kind: TableKind,
}

impl HostTable {
    pub(super) fn boxed(owner: *const Owner, kind: TableKind) -> Box<HostTable> {
        let input = TableInput {
            name: kind.name().as_ptr(),
            key_type: kind.key_type().number(),
            table: ptr::null_mut(),
            reader: OLD_READER,
            writer: WRITER,
            fields: FIELDS,
            reader_ext: &raw const READER,
            writer_ext: &raw const WRITER,
            fields_ext: &raw const FIELDS,
        };
        let mut table = Box::new(HostTable { input, owner, kind });
        table.input.table = (&raw mut *table).cast();
        table
    }
}

impl TableKind {
    pub(super) fn name(self) -> &'static CStr {
        match self {
            TableKind::Threads => c"threads",
            TableKind::Inner(_, Inner::Args) => c"args",
            TableKind::Inner(_, Inner::Env) => c"env",
            TableKind::Inner(_, Inner::Cgroups) => c"cgroups",
            TableKind::Inner(_, Inner::Descriptors) => c"file_descriptors",
        }
    }

    pub(super) fn key_type(self) -> StateType {
        match self {
            TableKind::Threads | TableKind::Inner(_, Inner::Descriptors) => StateType::Int64,
            TableKind::Inner(..) => StateType::Uint64,
        }
    }

    /// Which fields its entries have.
    pub(super) fn class(self) -> Class {
        match self {
            TableKind::Threads => Class::Thread,
            TableKind::Inner(_, Inner::Descriptors) => Class::Descriptor,
            TableKind::Inner(_, Inner::Cgroups) => Class::Pair,
            TableKind::Inner(_, Inner::Args | Inner::Env) => Class::Text,
        }
    }
}

/// Kinds of entries: those of one kind have the same fields, whatever table they are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Thread,
    Descriptor,
    Text,
    Pair,
}

/// The accessor of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Accessor {
    pub(super) class: Class,
    pub(super) at: FieldAt,
    pub(super) ty: StateType,
    pub(super) writable: bool,
}

/// Which field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldAt {
    /// A row of the host's.
    Row(usize),
    /// One that plugins added.
    Added(usize),
}

/// An entry.
#[derive(Debug)]
pub(super) enum Entry {
    Thread(ThreadRef),
    NewThread(Box<Thread>),
    Descriptor(Holder, i64),
    NewDescriptor(Box<Fd>),
    Element(Holder, Inner, usize),
    NewElement,
}

impl Entry {
    /// True for one that is in no table yet.
    pub(super) fn is_new(&self) -> bool {
        matches!(self, Entry::NewThread(_) | Entry::NewDescriptor(_) | Entry::NewElement)
    }
}

/// What a plugin borrowed.
#[derive(Default)]
pub(in crate::plugin) struct Kept {
    /// Tables of a name, for the life of the plugin.
    #[allow(clippy::vec_box, reason = "plugins hold pointers to them")]
    pub(super) tables: Vec<Box<HostTable>>,
    /// Inner tables, until the end of the call.
    #[allow(clippy::vec_box, reason = "plugins hold pointers to them")]
    pub(super) inner: Vec<Box<HostTable>>,
    /// Entries, until they are released or the call ends.
    #[allow(clippy::vec_box, reason = "plugins hold pointers to them")]
    pub(super) entries: Vec<Box<Entry>>,
    /// Accessors of fields, for the life of the plugin.
    #[allow(clippy::vec_box, reason = "plugins hold pointers to them")]
    pub(super) accessors: Vec<Box<Accessor>>,
    /// Texts, until the end of the call.
    pub(super) texts: Bump,
    pub(super) field_list: Vec<TableFieldInfo>,
    pub(super) table_list: Vec<TableInfo>,
    /// The array that `table_list` points to.
    pub(super) table_names: Vec<(CString, StateType)>,
}

impl Kept {
    /// Releases everything that is valid for one call only.
    pub(in crate::plugin) fn end_call(&mut self) {
        self.entries.clear();
        self.end_turn();
    }

    /// Releases inner tables and texts.
    pub(super) fn end_turn(&mut self) {
        self.inner.clear();
        self.texts.reset();
    }

    /// Keeps an entry; returns its address.
    pub(super) fn keep(&mut self, entry: Entry) -> *mut Entry {
        self.entries.push(Box::new(entry));
        self.entries.last_mut().map_or(ptr::null_mut(), |entry| &raw mut **entry)
    }

    /// The index of a kept entry; plugins use the newest ones most.
    pub(super) fn position(&self, entry: *const Entry) -> Option<usize> {
        self.entries.iter().rposition(|kept| ptr::eq(&raw const **kept, entry))
    }

    /// Keeps an accessor of a field.
    pub(super) fn keep_accessor(&mut self, accessor: Accessor) -> *const Accessor {
        if let Some(kept) = self.accessors.iter().find(|kept| ***kept == accessor) {
            return &raw const **kept;
        }
        self.accessors.push(Box::new(accessor));
        self.accessors.last().map_or(ptr::null(), |accessor| &raw const **accessor)
    }

    /// A text followed by a NUL; what follows a NUL in it is lost.
    pub(super) fn text(&self, bytes: &[u8]) -> *const std::ffi::c_char {
        let copy = self.texts.alloc_slice_fill_default(bytes.len() + 1);
        copy[..bytes.len()].copy_from_slice(bytes);
        copy.as_ptr().cast()
    }
}
