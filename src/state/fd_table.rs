// SPDX-License-Identifier: Apache-2.0
//! The open file descriptors of a process.

use super::Fd;
use crate::schema::FdType;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Numbers below this are in a vector at their own index, as in the kernel; the others in a hash map.
const DENSE: i64 = 256;

/// Open file descriptors by number. A forked child shares the entries with its parent: the whole table until
/// one of them changes it, then each entry until one of them changes that.
#[derive(Debug, Clone)]
pub struct FdTable {
    /// Distinguishes this table from others: an entry that was opened in another one was inherited by a fork. 0: not in use yet.
    id: u32,
    /// The number that was looked up last, -1 none; for the counters.
    pub(super) last: i64,
    entries: Option<Arc<Entries>>,
}

impl Default for FdTable {
    fn default() -> Self {
        Self::new(0)
    }
}

#[derive(Debug, Clone, Default)]
struct Entries {
    dense: Vec<Option<Arc<Fd>>>,
    sparse: FxHashMap<i64, Arc<Fd>>,
    count: usize,
}

impl FdTable {
    /// A table without entries.
    pub(super) fn new(id: u32) -> Self {
        Self { id, last: -1, entries: None }
    }

    /// The id that distinguishes it from other tables; 0 for one that is not in use.
    pub(crate) fn id(&self) -> u32 {
        self.id
    }

    /// The table of a forked child.
    pub(super) fn forked(&self, id: u32) -> Self {
        Self { id, last: -1, entries: self.entries.clone() }
    }

    /// The entry of this number.
    #[inline]
    pub fn get(&self, fd: i64) -> Option<&Fd> {
        let entries = self.entries.as_deref()?;
        if (0..DENSE).contains(&fd) {
            entries.dense.get(fd as usize)?.as_deref()
        } else {
            entries.sparse.get(&fd).map(|fd| &**fd)
        }
    }

    /// The entry of this number, to be changed.
    pub(crate) fn get_mut(&mut self, fd: i64) -> Option<&mut Fd> {
        let entries = Arc::make_mut(self.entries.as_mut()?);
        let slot = if (0..DENSE).contains(&fd) {
            entries.dense.get_mut(fd as usize)?.as_mut()?
        } else {
            entries.sparse.get_mut(&fd)?
        };
        Some(Arc::make_mut(slot))
    }

    /// A copy of an entry for the table of another process, where it counts as opened there.
    pub(crate) fn copy_out(&self, number: i64) -> Option<Fd> {
        let fd = self.get(number)?;
        let mut copy = fd.clone();
        copy.flags = self.flags_of(fd);
        copy.home = 0;
        Some(copy)
    }

    /// Puts an entry under this number; true when there was none.
    pub(crate) fn insert(&mut self, number: i64, mut fd: Fd) -> bool {
        if fd.home == 0 {
            fd.home = self.id;
        }
        let fd = Arc::new(fd);
        let entries = Arc::make_mut(self.entries.get_or_insert_default());
        let new = if (0..DENSE).contains(&number) {
            let at = number as usize;
            if at >= entries.dense.len() {
                entries.dense.resize(at + 1, None);
            }
            entries.dense[at].replace(fd).is_none()
        } else {
            entries.sparse.insert(number, fd).is_none()
        };
        entries.count += usize::from(new);
        new
    }

    /// Takes an entry out; true when there was one.
    pub(crate) fn remove(&mut self, fd: i64) -> bool {
        if self.get(fd).is_none() {
            return false;
        }
        let Some(entries) = self.entries.as_mut().map(Arc::make_mut) else { return false };
        if (0..DENSE).contains(&fd) {
            entries.dense[fd as usize] = None;
        } else {
            entries.sparse.remove(&fd);
        }
        entries.count -= 1;
        true
    }

    /// Keeps the entries for which `keep` returns true.
    pub(crate) fn retain(&mut self, keep: impl Fn(i64, &Fd) -> bool) {
        if self.iter().all(|(number, fd)| keep(number, fd)) {
            return;
        }
        let Some(entries) = self.entries.as_mut().map(Arc::make_mut) else { return };
        for (number, slot) in entries.dense.iter_mut().enumerate() {
            if slot.as_ref().is_some_and(|fd| !keep(number as i64, fd)) {
                *slot = None;
                entries.count -= 1;
            }
        }
        let before = entries.sparse.len();
        entries.sparse.retain(|number, fd| keep(*number, fd));
        entries.count -= before - entries.sparse.len();
    }

    /// Every entry with its number; low numbers first, in order.
    pub fn iter(&self) -> impl Iterator<Item = (i64, &Fd)> {
        self.entries.iter().flat_map(|entries| {
            let dense = entries.dense.iter().enumerate();
            let dense = dense.filter_map(|(number, fd)| Some((number as i64, fd.as_deref()?)));
            dense.chain(entries.sparse.iter().map(|(number, fd)| (*number, &**fd)))
        })
    }

    /// How many entries there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.entries.as_ref().map_or(0, |entries| entries.count)
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The flags of an entry of this table, with [`Fd::CLONED`] where it was inherited by a fork.
    pub fn flags_of(&self, fd: &Fd) -> u32 {
        if fd.home == self.id { fd.flags } else { fd.flags | Fd::CLONED }
    }

    /// A copy of an entry of this table, with its flags as [`FdTable::flags_of`] returns them.
    pub fn as_shown(&self, fd: &Fd) -> Fd {
        let mut copy = fd.clone();
        copy.flags = self.flags_of(fd);
        copy
    }

    /// True when a socket of the process has this port as its server end, or listens on it.
    pub fn is_bound_to_port(&self, port: u16) -> bool {
        self.iter().any(|(_, fd)| match fd.ty {
            FdType::Ipv4Sock | FdType::Ipv6Sock => fd.ports().1 == port,
            FdType::Ipv4ServSock => fd.socket().v4_server_port() == port,
            FdType::Ipv6ServSock => fd.socket().v6_server_port() == port,
            _ => false,
        })
    }

    /// True when a connection of the process has this port as its client end.
    pub fn uses_client_port(&self, port: u16) -> bool {
        self.iter().any(|(_, fd)| fd.is_inet_sock() && fd.ports().0 == port)
    }

    /// Bytes that the table and its entries take; each entry counts by its share between tables.
    pub fn memory(&self) -> usize {
        let Some(entries) = &self.entries else { return 0 };
        let owners = Arc::strong_count(entries);
        let table = size_of::<Entries>()
            + entries.dense.capacity() * size_of::<usize>()
            + entries.sparse.capacity() * (size_of::<(i64, usize)>() + 1);
        let dense = entries.dense.iter().flatten();
        let fds: usize =
            dense.chain(entries.sparse.values()).map(|fd| fd.memory() / Arc::strong_count(fd)).sum();
        (table + fds) / owners
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_size_and_sign() {
        let mut table = FdTable::new(1);
        for number in [0, 3, 255, 256, 1_000_000, -1, i64::MIN, i64::MAX] {
            assert!(table.insert(number, Fd::new(FdType::File)));
            assert!(!table.insert(number, Fd::new(FdType::Fifo)));
            assert_eq!(table.get(number).map(|fd| fd.ty), Some(FdType::Fifo));
        }
        assert_eq!((table.len(), table.iter().count()), (8, 8));
        table.retain(|number, _| number >= 0);
        assert_eq!(table.len(), 6);
        assert!(table.remove(255) && !table.remove(255) && table.remove(i64::MAX));
        assert_eq!(table.len(), 4);
    }

    #[test]
    fn a_copy_tells_which_entries_came_by_a_fork() {
        let mut parent = FdTable::new(1);
        parent.insert(3, Fd::new(FdType::File));
        let mut child = parent.forked(2);
        child.insert(4, Fd::new(FdType::File));
        let flags = |t: &FdTable, n| t.flags_of(t.get(n).expect("there"));
        assert_eq!(flags(&parent, 3), 0);
        assert_eq!(flags(&child, 3), Fd::CLONED);
        assert_eq!(flags(&child, 4), 0);
        child.get_mut(3).expect("there").dev = 9;
        assert_eq!((flags(&child, 3), parent.get(3).map(|fd| fd.dev)), (Fd::CLONED, Some(0)));
    }
}
