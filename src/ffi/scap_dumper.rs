// SPDX-License-Identifier: Apache-2.0
//! The dumper of the calls that write capture files: a file, memory of the caller, or memory that grows.

use super::abi::dumper::scap_dumper_t;
use super::abi::platform::scap_platform;
use super::abi::thread::{scap_fdinfo, scap_threadinfo};
use super::door::{self, Caller, Handle, Slice, malloc};
use super::{records, uthash};
use crate::error::{Error, Result};
use crate::savefile::Writer;
use crate::savefile::write::{
    fd_block, interface_block, machine_block, process_block, process_entry, section_header, user_block,
};
use crate::snapshot::FdRecord;

/// Kinds of dumpers (C: ppm_dumper_type).
pub(super) const FILE: u32 = 0;
pub(super) const MEMORY: u32 = 1;
pub(super) const MANAGED: u32 = 2;

/// The writer that a dumper into a file holds.
pub(super) struct FileWriter(pub(super) Writer);

impl Handle for FileWriter {
    type Owner = Caller;
}

/// A dumper around `size` bytes of memory, or around none.
pub(super) fn alloc(kind: u32, target: *mut u8, size: usize) -> Result<*mut scap_dumper_t> {
    let place = malloc::zeroed::<scap_dumper_t>();
    // SAFETY: NULL, or just made.
    let Some(dumper) = (unsafe { door::borrow_mut(place) }) else {
        return Err(Error::Memory("cannot write a capture".into()));
    };
    dumper.m_type = kind;
    dumper.m_targetbuf = target;
    dumper.m_targetbufcurpos = target;
    dumper.m_targetbufend = target.wrapping_add(size);
    Ok(place)
}

/// The writer of a dumper into a file.
pub(super) fn writer(dumper: &mut scap_dumper_t) -> Option<&mut Writer> {
    if dumper.m_type != FILE {
        return None;
    }
    // SAFETY: a file's dumper holds its writer, which nothing else leads to.
    unsafe { door::borrow_mut(dumper.m_f.cast::<FileWriter>()) }.map(|file| &mut file.0)
}

/// Bytes written into memory.
pub(super) fn memory_size(dumper: &scap_dumper_t) -> u64 {
    (dumper.m_targetbufcurpos as u64).saturating_sub(dumper.m_targetbuf as u64)
}

/// Writes what `build` appends: all of it or nothing.
pub(super) fn put(dumper: &mut scap_dumper_t, build: impl FnOnce(&mut Vec<u8>)) -> Result<()> {
    if let Some(writer) = writer(dumper) {
        return writer.block(build);
    }
    let mut bytes = Vec::new();
    build(&mut bytes);
    let room = (dumper.m_targetbufend as usize).saturating_sub(dumper.m_targetbufcurpos as usize);
    if bytes.len() > room {
        grow(dumper, bytes.len())?;
    }
    // SAFETY: there is space now, and the source is ours.
    unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), dumper.m_targetbufcurpos, bytes.len()) };
    dumper.m_targetbufcurpos = dumper.m_targetbufcurpos.wrapping_add(bytes.len());
    Ok(())
}

/// Makes space for `more` bytes in memory that may grow.
fn grow(dumper: &mut scap_dumper_t, more: usize) -> Result<()> {
    let used = memory_size(dumper) as usize;
    if dumper.m_type != MANAGED {
        let size = dumper.m_targetbufend as usize - dumper.m_targetbuf as usize;
        let text = format!("cannot write {more} bytes: {used} of {size} bytes of memory are in use");
        return Err(Error::Argument(text));
    }
    let size = (used + more) * 5 / 4;
    // SAFETY: managed memory came from malloc().
    let buffer = unsafe { libc::realloc(dumper.m_targetbuf.cast(), size) }.cast::<u8>();
    if buffer.is_null() {
        return Err(Error::Memory(format!("cannot write {more} bytes")));
    }
    dumper.m_targetbuf = buffer;
    dumper.m_targetbufcurpos = buffer.wrapping_add(used);
    dumper.m_targetbufend = buffer.wrapping_add(size);
    Ok(())
}

/// Writes the head of a capture, unless the writer of a file already has, and the state that the platform knows.
///
/// # Safety
/// The lists of the platform are as long as they say.
pub(super) unsafe fn setup(dumper: &mut scap_dumper_t, platform: Option<&scap_platform>) -> Result<()> {
    if dumper.m_type != FILE {
        put(dumper, section_header)?;
    }
    let Some(platform) = platform else { return Ok(()) };
    put(dumper, |out| machine_block(out, &records::machine_record(&platform.m_machine_info.get())))?;
    // SAFETY: each list is NULL or as long as it says.
    unsafe {
        if let Some(list) = door::borrow(platform.m_addrlist.get()) {
            let v4 = Slice::at(list.v4list).items(list.n_v4_addrs as usize).unwrap_or_default();
            let v6 = Slice::at(list.v6list).items(list.n_v6_addrs as usize).unwrap_or_default();
            let v4: Vec<_> = v4.iter().map(records::ipv4_record).collect();
            let v6: Vec<_> = v6.iter().map(records::ipv6_record).collect();
            put(dumper, |out| interface_block(out, &v4, &v6))?;
        }
        if let Some(list) = door::borrow(platform.m_userlist.get()) {
            let users = Slice::at(list.users).items(list.nusers as usize).unwrap_or_default();
            let groups = Slice::at(list.groups).items(list.ngroups as usize).unwrap_or_default();
            let users: Vec<_> = users.iter().map(records::user_record).collect();
            let groups: Vec<_> = groups.iter().map(records::group_record).collect();
            put(dumper, |out| user_block(out, &users, &groups))?;
        }
        threads(dumper, platform.m_proclist.m_proclist.get())
    }
}

/// Writes the threads that are not filtered out in one block, then a block of descriptors for each.
///
/// # Safety
/// `head` is NULL or the first thread of a table.
unsafe fn threads(dumper: &mut scap_dumper_t, head: *mut scap_threadinfo) -> Result<()> {
    // SAFETY: the table is consistent, and not changed meanwhile.
    let wanted: Vec<_> = unsafe { uthash::iter(head) }.collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let wanted = wanted.into_iter().filter(|thread| thread.filtered_out == 0);
    let mut list = Vec::new();
    wanted.clone().for_each(|thread| process_entry(&mut list, &records::thread_record(thread)));
    put(dumper, |out| process_block(out, &list))?;
    for thread in wanted {
        // SAFETY: the table of a thread is consistent.
        let fds = unsafe { thread_fds(thread) };
        put(dumper, |out| fd_block(out, thread.tid, &fds))?;
    }
    Ok(())
}

/// The descriptors of a thread, in the order of its table.
///
/// # Safety
/// The table of the thread is consistent.
pub(super) unsafe fn thread_fds(thread: &scap_threadinfo) -> Vec<FdRecord> {
    // SAFETY: as above; it is not changed meanwhile.
    unsafe { uthash::iter::<scap_fdinfo>(thread.fdlist) }.filter_map(records::fd_record).collect()
}
