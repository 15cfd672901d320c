// SPDX-License-Identifier: Apache-2.0
//! Who receives the threads and descriptors that a platform finds.

use super::abi::platform::{scap_platform, scap_proc_callbacks, scap_proclist};
use super::abi::thread::{scap_fdinfo, scap_threadinfo};
use super::door::ErrorBuffer;
use super::{records, scap_platform as platforms};
use crate::snapshot::{FdRecord, Snapshot, ThreadRecord};
use std::ptr;

/// The receiver of a list. Calls that it lacks are left out. What it answers is not looked at, as with 0.25.4.
#[derive(Clone, Copy)]
pub struct Receiver {
    calls: scap_proc_callbacks,
    error: ErrorBuffer,
}

impl Receiver {
    /// The receiver of a list, and where it puts its error texts. Nothing of the list is held: the receiver may change
    /// it.
    pub fn of(list: &scap_proclist, error: ErrorBuffer) -> Self {
        Self { calls: list.m_callbacks.get(), error }
    }

    /// The start of a scan.
    pub fn start(&self) {
        if let Some(start) = self.calls.m_refresh_start_cb {
            // SAFETY: whoever set the receiver promised that it can be called with its context.
            unsafe { start(self.calls.m_callback_context) };
        }
    }

    /// The end of a scan.
    pub fn end(&self) {
        if let Some(end) = self.calls.m_refresh_end_cb {
            // SAFETY: as in `start`.
            unsafe { end(self.calls.m_callback_context) };
        }
    }

    /// Gives a thread, which the receiver may change; it writes to `kept` where it keeps it.
    pub fn thread(&self, thread: &mut scap_threadinfo, kept: Option<&mut *mut scap_threadinfo>) {
        if let Some(entry) = self.calls.m_proc_entry_cb {
            let (tid, kept) = (thread.tid as i64, kept.map_or(ptr::null_mut(), ptr::from_mut));
            // SAFETY: as in `start`; the thread is there during the call.
            unsafe {
                entry(self.calls.m_callback_context, self.error.place(), tid, thread, ptr::null_mut(), kept);
            }
        }
    }

    /// Gives a descriptor of a thread, which is NULL where it is known by its id only.
    pub fn fd(&self, tid: i64, owner: *mut scap_threadinfo, mut fd: scap_fdinfo) {
        if let Some(entry) = self.calls.m_proc_entry_cb {
            // SAFETY: as in `start`; the owner is one that the program or the receiver itself gave.
            unsafe {
                let (context, error) = (self.calls.m_callback_context, self.error.place());
                entry(context, error, tid, owner, &raw mut fd, ptr::null_mut());
            }
        }
    }

    /// Each thread, and where it is kept behind it those of the descriptors that are its own and come next.
    pub fn processes(&self, threads: &[ThreadRecord], fds: &[(i64, FdRecord)]) {
        let mut fds = fds.iter().peekable();
        let mut room = Box::new(records::blank::<scap_threadinfo>());
        for record in threads {
            *room = records::blank();
            records::fill_thread(record, &mut room);
            let mut kept: *mut scap_threadinfo = &raw mut *room;
            self.thread(&mut room, Some(&mut kept));
            while let Some((tid, fd)) = fds.next_if(|(tid, _)| *tid == record.tid) {
                self.fd(*tid, kept, records::fd_info(fd));
            }
        }
    }

    /// Start of the scan, every thread, every descriptor, end of the scan.
    pub fn snapshot(&self, snapshot: &Snapshot) {
        self.start();
        let mut room = Box::new(records::blank::<scap_threadinfo>());
        for record in &snapshot.threads {
            *room = records::blank();
            records::fill_thread(record, &mut room);
            self.thread(&mut room, None);
        }
        for (tid, record) in &snapshot.fds {
            self.fd(*tid, ptr::null_mut(), records::fd_info(record));
        }
        self.end();
    }
}

/// Hands a snapshot to a platform: its machine, addresses and users, and each thread and descriptor to the receiver.
pub fn deliver(platform: &scap_platform, snapshot: &Snapshot, error: ErrorBuffer) {
    Receiver::of(&platform.m_proclist, error).snapshot(snapshot);
    if let Some(machine) = &snapshot.machine {
        platform.m_machine_info.set(records::machine_info(machine));
    }
    platforms::set_addrlist(platform, records::addrlist(&snapshot.ipv4, &snapshot.ipv6));
    platforms::set_userlist(platform, records::userlist(&snapshot.users, &snapshot.groups));
}
