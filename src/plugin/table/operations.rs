// SPDX-License-Identifier: Apache-2.0
//! Operations on the host's tables.

use super::defined::{DefinedField, define};
use super::descriptor_rows;
use super::failure::Failure;
use super::handle::{Accessor, Class, Entry, FieldAt, Holder, HostTable, TableKind};
use super::inner::{self, Element};
use super::shared::Shared;
use super::thread_rows::{self, In, Inner, Out};
use super::value::{StateType, data_to_number, number_to_data};
use crate::plugin::abi::{StateData, TableFieldInfo};
use crate::plugin::owner::Owner;
use crate::snapshot::NoLookup;
use crate::state::{DynamicValue, Fd, State, Text, Thread};
use std::ffi::CStr;

/// A table, and its user.
pub(super) struct Use<'t> {
    pub(super) table: &'t HostTable,
    pub(super) owner: &'t Owner,
}

/// The fields that plugins added to entries of a kind.
fn added(shared: &Shared, class: Class, then: impl FnOnce(&mut Vec<DefinedField>)) {
    let mut defined = shared.defined.lock();
    match class {
        Class::Thread => then(&mut defined.threads),
        Class::Descriptor => then(&mut defined.descriptors),
        Class::Text | Class::Pair => {}
    }
}

/// The host's own fields of entries of a kind: name, type, whether plugins can write it.
fn rows(class: Class) -> Vec<(&'static CStr, StateType, bool)> {
    match class {
        Class::Thread => {
            thread_rows::ROWS.iter().map(|row| (row.name, row.ty, row.write.is_some())).collect()
        }
        Class::Descriptor => descriptor_rows::ROWS.iter().map(|row| (row.name, row.ty, true)).collect(),
        Class::Text => vec![(c"value", StateType::String, true)],
        Class::Pair => vec![(c"first", StateType::String, true), (c"second", StateType::String, true)],
    }
}

/// The thread that a table belongs to.
fn thread_of(state: &State, holder: Holder) -> Result<&Thread, Failure> {
    match holder {
        Holder::Known(thread) => state.threads.resolve(thread).ok_or_else(gone),
        // SAFETY: an entry that a plugin created is kept until it destroys it, adds it, or its call ends.
        Holder::New(entry) => match unsafe { &*entry } {
            Entry::NewThread(thread) => Ok(thread),
            _ => Err(gone()),
        },
    }
}

fn thread_of_mut(state: &mut State, holder: Holder) -> Result<&mut Thread, Failure> {
    match holder {
        Holder::Known(thread) => {
            state.threads.resolve(thread).ok_or_else(gone)?;
            state.threads.at_mut(thread.slot()).ok_or_else(gone)
        }
        // SAFETY: as above; the lock on the loan keeps everyone else from it.
        Holder::New(entry) => match unsafe { &mut *entry.cast_mut() } {
            Entry::NewThread(thread) => Ok(thread),
            _ => Err(gone()),
        },
    }
}

fn gone() -> Failure {
    "the thread of this entry was removed".into()
}

/// A descriptor of the table that a thread works with.
fn descriptor(state: &State, holder: Holder, number: i64) -> Result<&Fd, Failure> {
    let thread = thread_of(state, holder)?;
    let found = match holder {
        Holder::Known(_) => state.threads.fd(thread, number),
        Holder::New(_) => thread.fd_table.get(number),
    };
    found.ok_or_else(|| format!("descriptor {number} is not open"))
}

/// The slot whose thread holds the descriptors.
fn descriptors_slot(state: &State, holder: Holder) -> Result<Option<u32>, Failure> {
    let Holder::Known(thread) = holder else { return Ok(None) };
    thread_of(state, holder)?;
    state
        .threads
        .fds_slot(thread.slot())
        .map(Some)
        .ok_or_else(|| "the leader of the process is not known".into())
}

impl Use<'_> {
    fn shared(&self) -> &Shared {
        self.owner.shared()
    }

    fn class(&self) -> Class {
        self.table.kind.class()
    }

    fn name(&self) -> String {
        self.table.kind.name().to_string_lossy().into_owned()
    }

    pub(super) fn size(&self) -> Result<u64, Failure> {
        self.shared().read(|state| match self.table.kind {
            TableKind::Threads => Ok(state.threads.len() as u64),
            TableKind::Inner(holder @ Holder::Known(_), Inner::Descriptors) => {
                let thread = thread_of(state, holder)?;
                state.threads.fds(thread).map(|fds| fds.len() as u64).ok_or_else(gone)
            }
            TableKind::Inner(holder, Inner::Descriptors) => {
                Ok(thread_of(state, holder)?.fd_table.len() as u64)
            }
            TableKind::Inner(holder, which) => Ok(inner::len(thread_of(state, holder)?, which) as u64),
        })
    }

    /// Every key, as entries.
    pub(super) fn all(&self) -> Result<Vec<Entry>, Failure> {
        self.shared().read(|state| {
            Ok(match self.table.kind {
                TableKind::Threads => {
                    let ids =
                        state.threads.iter().filter_map(|thread| state.threads.reference_to(thread.tid));
                    ids.map(Entry::Thread).collect()
                }
                TableKind::Inner(holder, Inner::Descriptors) => {
                    let thread = thread_of(state, holder)?;
                    let fds = match holder {
                        Holder::Known(_) => state.threads.fds(thread).ok_or_else(gone)?,
                        Holder::New(_) => &thread.fd_table,
                    };
                    fds.iter().map(|(number, _)| Entry::Descriptor(holder, number)).collect()
                }
                TableKind::Inner(holder, which) => {
                    let len = inner::len(thread_of(state, holder)?, which);
                    (0..len).map(|at| Entry::Element(holder, which, at)).collect()
                }
            })
        })
    }

    pub(super) fn get(&self, key: &StateData) -> Result<*mut Entry, Failure> {
        let key = data_to_number(self.table.kind.key_type(), key);
        let entry = self.shared().read(|state| match self.table.kind {
            TableKind::Threads => {
                let thread = state.threads.reference_to(key as i64);
                thread.map(Entry::Thread).ok_or_else(|| format!("thread {} is not known", key as i64))
            }
            TableKind::Inner(holder, Inner::Descriptors) => {
                descriptor(state, holder, key as i64).map(|_| Entry::Descriptor(holder, key as i64))
            }
            TableKind::Inner(holder, which) => {
                let len = inner::len(thread_of(state, holder)?, which);
                let at = inner::index(key)?;
                if at < len {
                    Ok(Entry::Element(holder, which, at))
                } else {
                    Err(format!("element {at} of {} does not exist", self.name()))
                }
            }
        })?;
        Ok(self.owner.kept().keep(entry))
    }

    /// Releases an entry.
    pub(super) fn release(&self, entry: *mut Entry) {
        let mut kept = self.owner.kept();
        if let Some(at) = kept.position(entry)
            && !kept.entries[at].is_new()
        {
            kept.entries.swap_remove(at);
        }
    }

    pub(super) fn create(&self) -> *mut Entry {
        let entry = match self.class() {
            Class::Thread => Entry::NewThread(Box::new(Thread::new(-1))),
            Class::Descriptor => Entry::NewDescriptor(Box::new(Fd::new(crate::schema::FdType::Unknown))),
            Class::Text | Class::Pair => Entry::NewElement,
        };
        self.owner.kept().keep(entry)
    }

    pub(super) fn destroy(&self, entry: *mut Entry) -> Result<(), Failure> {
        let mut kept = self.owner.kept();
        match kept.position(entry) {
            Some(at) if kept.entries[at].is_new() => {
                kept.entries.swap_remove(at);
                Ok(())
            }
            _ => Err(format!("an entry that is in table {} cannot be destroyed, only erased", self.name())),
        }
    }

    pub(super) fn add(&self, key: &StateData, entry: *mut Entry) -> Result<*mut Entry, Failure> {
        let key = data_to_number(self.table.kind.key_type(), key);
        let new = {
            let mut kept = self.owner.kept();
            let at = kept.position(entry).filter(|at| kept.entries[*at].is_new());
            let at =
                at.ok_or_else(|| format!("the entry to add to table {} was not created", self.name()))?;
            *kept.entries.swap_remove(at)
        };
        let added = self.shared().change(|state| match (self.table.kind, new) {
            (TableKind::Threads, Entry::NewThread(mut thread)) => {
                thread.tid = key as i64;
                let full = || "the table of threads is full".to_string();
                state.add_thread(*thread, true).ok_or_else(full)?;
                state.threads.reference_to(key as i64).map(Entry::Thread).ok_or_else(full)
            }
            (TableKind::Inner(holder, Inner::Descriptors), Entry::NewDescriptor(fd)) => {
                let number = key as i64;
                match descriptors_slot(state, holder)? {
                    Some(slot) => {
                        if !state.insert_fd(slot, number, *fd) {
                            return Err("the table of descriptors is full".into());
                        }
                    }
                    None => {
                        thread_of_mut(state, holder)?.fd_table.insert(number, *fd);
                    }
                }
                Ok(Entry::Descriptor(holder, number))
            }
            (TableKind::Inner(holder, which), Entry::NewElement) => {
                let at = inner::index(key)?;
                let thread = thread_of_mut(state, holder)?;
                let mut elements = inner::elements(thread, which);
                elements.resize(at + 1, Element::default());
                if let Some(last) = elements.last_mut() {
                    *last = Element::default();
                }
                inner::set(thread, which, &elements);
                Ok(Entry::Element(holder, which, at))
            }
            _ => Err(format!("the entry to add was not created for table {}", self.name())),
        })?;
        Ok(self.owner.kept().keep(added))
    }

    pub(super) fn erase(&self, key: &StateData) -> Result<(), Failure> {
        let key = data_to_number(self.table.kind.key_type(), key);
        self.shared().change(|state| match self.table.kind {
            TableKind::Threads => {
                if state.threads.get(key as i64).is_none() {
                    return Err(format!("thread {} is not known", key as i64));
                }
                state.remove_thread(key as i64, &mut NoLookup);
                Ok(())
            }
            TableKind::Inner(holder, Inner::Descriptors) => {
                descriptor(state, holder, key as i64)?;
                match descriptors_slot(state, holder)? {
                    Some(slot) => state.remove_fd(slot, key as i64),
                    None => {
                        thread_of_mut(state, holder)?.fd_table.remove(key as i64);
                    }
                }
                Ok(())
            }
            TableKind::Inner(holder, which) => {
                let thread = thread_of_mut(state, holder)?;
                let mut elements = inner::elements(thread, which);
                let at = inner::index(key)?;
                if at >= elements.len() {
                    return Err(format!("element {at} of {} does not exist", self.name()));
                }
                elements.remove(at);
                inner::set(thread, which, &elements);
                Ok(())
            }
        })
    }

    pub(super) fn clear(&self) -> Result<(), Failure> {
        self.shared().change(|state| {
            match self.table.kind {
                TableKind::Threads => {
                    let ids: Vec<i64> = state.threads.iter().map(|thread| thread.tid).collect();
                    for tid in ids {
                        state.remove_thread(tid, &mut NoLookup);
                    }
                }
                TableKind::Inner(holder, Inner::Descriptors) => match descriptors_slot(state, holder)? {
                    Some(slot) => {
                        state.threads.clear_fds(slot, None);
                    }
                    None => thread_of_mut(state, holder)?.fd_table.retain(|_, _| false),
                },
                TableKind::Inner(holder, which) => inner::set(thread_of_mut(state, holder)?, which, &[]),
            }
            Ok(())
        })
    }

    /// The list of fields; stays until the next list is requested.
    pub(super) fn fields(&self) -> (*const TableFieldInfo, usize) {
        let info = |name: *const std::ffi::c_char, ty: StateType, writable: bool| TableFieldInfo {
            name,
            field_type: ty.number(),
            read_only: (!writable).into(),
        };
        let mut list: Vec<_> =
            rows(self.class()).iter().map(|(name, ty, w)| info(name.as_ptr(), *ty, *w)).collect();
        // Names of added fields stay: fields are never removed.
        added(self.shared(), self.class(), |fields| {
            list.extend(fields.iter().map(|field| info(field.name.as_ptr(), field.ty, true)));
        });
        let mut kept = self.owner.kept();
        kept.field_list = list;
        (kept.field_list.as_ptr(), kept.field_list.len())
    }

    fn find(&self, name: &CStr) -> Option<Accessor> {
        let class = self.class();
        let row = rows(class).into_iter().enumerate().find(|(_, (row, ..))| *row == name);
        if let Some((at, (_, ty, writable))) = row {
            return Some(Accessor { class, at: FieldAt::Row(at), ty, writable });
        }
        let mut found = None;
        added(self.shared(), class, |fields| {
            let at = fields.iter().position(|field| field.name.as_c_str() == name);
            found =
                at.map(|at| Accessor { class, at: FieldAt::Added(at), ty: fields[at].ty, writable: true });
        });
        found
    }

    pub(super) fn field(&self, name: &CStr, ty: StateType) -> Result<*const Accessor, Failure> {
        let found = self.find(name).ok_or_else(|| format!("table {} has no field {name:?}", self.name()))?;
        if found.ty != ty {
            return Err(format!(
                "field {name:?} of table {} is {}, not {}",
                self.name(),
                found.ty.name(),
                ty.name()
            ));
        }
        Ok(self.owner.kept().keep_accessor(found))
    }

    pub(super) fn add_field(&self, name: &CStr, ty: StateType) -> Result<*const Accessor, Failure> {
        let class = self.class();
        if let Some(Accessor { at: FieldAt::Row(_), .. }) = self.find(name) {
            return Err(format!(
                "field {name:?} cannot be added to table {}: it is the host's own",
                self.name()
            ));
        }
        let mut number = Err(format!("table {} takes no further fields", self.name()));
        added(self.shared(), class, |fields| number = define(fields, name, ty));
        let accessor = Accessor { class, at: FieldAt::Added(number?), ty, writable: true };
        Ok(self.owner.kept().keep_accessor(accessor))
    }

    fn checked(&self, entry: &Entry, accessor: &Accessor) -> Result<(), Failure> {
        let class = match entry {
            Entry::Thread(_) | Entry::NewThread(_) => Class::Thread,
            Entry::Descriptor(..) | Entry::NewDescriptor(_) => Class::Descriptor,
            Entry::Element(_, Inner::Cgroups, _) => Class::Pair,
            Entry::Element(..) => Class::Text,
            Entry::NewElement => return Err("an element has no value before it is added".into()),
        };
        if class == accessor.class { Ok(()) } else { Err("the field is one of another table".into()) }
    }

    pub(super) fn read(&self, entry: &Entry, accessor: &Accessor) -> Result<StateData, Failure> {
        self.checked(entry, accessor)?;
        self.shared().read(|state| match entry {
            Entry::Thread(thread) => self.read_thread(Holder::Known(*thread), state, accessor),
            Entry::NewThread(_) => self.read_thread(Holder::New(entry), state, accessor),
            Entry::Descriptor(holder, number) => {
                self.read_descriptor(descriptor(state, *holder, *number)?, *number, accessor)
            }
            Entry::NewDescriptor(fd) => self.read_descriptor(fd, -1, accessor),
            Entry::Element(holder, which, at) => {
                let thread = thread_of(state, *holder)?;
                // One that was added and not written yet may not be distinguished from an absent one.
                let (first, second) = inner::element(thread, *which, *at).unwrap_or_default();
                let text = if accessor.at == FieldAt::Row(1) { second } else { first };
                Ok(self.out(accessor.ty, Out::Text(text)))
            }
            Entry::NewElement => Err(gone()),
        })
    }

    fn read_thread(&self, holder: Holder, state: &State, accessor: &Accessor) -> Result<StateData, Failure> {
        let thread = thread_of(state, holder)?;
        let FieldAt::Row(at) = accessor.at else { return Ok(self.dynamic(&thread.dynamic, accessor)) };
        match (thread_rows::ROWS[at].read)(thread) {
            Out::Table(which) => {
                let kind = TableKind::Inner(holder, which);
                if which == Inner::Descriptors {
                    descriptors_slot(state, holder)?;
                }
                let table = HostTable::boxed(self.owner, kind);
                let mut kept = self.owner.kept();
                kept.inner.push(table);
                let handle = kept.inner.last_mut().map_or(std::ptr::null_mut(), |table| &raw mut **table);
                Ok(StateData { table: handle.cast() })
            }
            out => Ok(self.out(accessor.ty, out)),
        }
    }

    fn read_descriptor(&self, fd: &Fd, number: i64, accessor: &Accessor) -> Result<StateData, Failure> {
        Ok(match accessor.at {
            FieldAt::Row(at) => {
                self.out(accessor.ty, descriptor_rows::read(&descriptor_rows::ROWS[at], number, fd))
            }
            FieldAt::Added(_) => self.dynamic(&fd.dynamic, accessor),
        })
    }

    fn dynamic(&self, values: &crate::state::Dynamic, accessor: &Accessor) -> StateData {
        let FieldAt::Added(at) = accessor.at else { return StateData { u64: 0 } };
        match values.get(at) {
            DynamicValue::Number(number) => number_to_data(accessor.ty, *number),
            DynamicValue::Text(text) => self.out(accessor.ty, Out::Text(text)),
            DynamicValue::Unset if accessor.ty == StateType::String => StateData { str: c"".as_ptr() },
            DynamicValue::Unset => StateData { u64: 0 },
        }
    }

    fn out(&self, ty: StateType, out: Out<'_>) -> StateData {
        match out {
            Out::Number(number) => number_to_data(ty, number),
            Out::Text(text) => StateData { str: self.owner.kept().text(text) },
            Out::Table(_) => StateData { u64: 0 },
        }
    }

    pub(super) fn write(
        &self,
        entry: &mut Entry,
        accessor: &Accessor,
        value: &In<'_>,
    ) -> Result<(), Failure> {
        self.checked(entry, accessor)?;
        if !accessor.writable {
            return Err(format!("cannot write a read-only field of table {}", self.name()));
        }
        self.shared().change(|state| {
            match entry {
                Entry::Thread(thread) => {
                    write_thread(thread_of_mut(state, Holder::Known(*thread))?, accessor, value);
                }
                Entry::NewThread(thread) => write_thread(thread, accessor, value),
                Entry::Descriptor(holder, number) => {
                    descriptor(state, *holder, *number)?;
                    let fd = match descriptors_slot(state, *holder)? {
                        Some(slot) => {
                            state.threads.at_mut(slot).and_then(|thread| thread.fd_table.get_mut(*number))
                        }
                        None => thread_of_mut(state, *holder)?.fd_table.get_mut(*number),
                    };
                    write_descriptor(fd.ok_or_else(gone)?, accessor, value);
                }
                Entry::NewDescriptor(fd) => write_descriptor(fd, accessor, value),
                Entry::Element(holder, which, at) => {
                    let thread = thread_of_mut(state, *holder)?;
                    let mut elements = inner::elements(thread, *which);
                    if elements.len() <= *at {
                        elements.resize(*at + 1, Element::default());
                    }
                    let element = &mut elements[*at];
                    let text = value.text().to_vec();
                    if accessor.at == FieldAt::Row(1) {
                        element.1 = text
                    } else {
                        element.0 = text
                    }
                    inner::set(thread, *which, &elements);
                }
                Entry::NewElement => return Err(gone()),
            }
            Ok(())
        })
    }
}

fn added_value(value: &In<'_>) -> DynamicValue {
    match value {
        In::Number(number) => DynamicValue::Number(*number),
        In::Text(text) => DynamicValue::Text(Text::new(text)),
    }
}

fn write_thread(thread: &mut Thread, accessor: &Accessor, value: &In<'_>) {
    match accessor.at {
        FieldAt::Row(at) => {
            if let Some(write) = thread_rows::ROWS[at].write {
                write(thread, value);
            }
        }
        FieldAt::Added(at) => thread.dynamic.set(at, added_value(value)),
    }
}

fn write_descriptor(fd: &mut Fd, accessor: &Accessor, value: &In<'_>) {
    match accessor.at {
        FieldAt::Row(at) => descriptor_rows::write(&descriptor_rows::ROWS[at], fd, value),
        FieldAt::Added(at) => fd.dynamic.set(at, added_value(value)),
    }
}
