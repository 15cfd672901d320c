// SPDX-License-Identifier: Apache-2.0
//! The state as a snapshot, for a capture file that begins in the middle of a capture.

use super::{Fd, State, Strings, Thread};
use crate::schema::FdType;
use crate::snapshot::{
    FdDetail, FdRecord, GroupRecord, Snapshot, ThreadRecord, UserRecord, copy_thread_members,
};
use std::collections::BTreeSet;

impl State {
    /// Everything that a capture file can record of a machine at one instant. Users and groups of containers are not
    /// part of it, nor are containers: files record them by events.
    pub fn snapshot(&self) -> Snapshot {
        let mut snapshot = Snapshot {
            machine: self.machine.clone(),
            agent: self.agent.clone(),
            ipv4: self.interfaces.ipv4.clone(),
            ipv6: self.interfaces.ipv6.clone(),
            ..Snapshot::default()
        };
        let listening = self.listening_ports();
        // Threads whose events are left out are left out of files.
        for thread in self.threads.iter().filter(|thread| !thread.filtered_out) {
            snapshot.threads.push(self.thread_record(thread));
            if thread.is_main() {
                let fds = self
                    .threads
                    .fds(thread)
                    .into_iter()
                    .flat_map(super::FdTable::iter)
                    .filter_map(|(number, fd)| fd_record(number, fd, &listening));
                snapshot.fds.extend(fds.map(|fd| (thread.tid, fd)));
            }
        }
        for (_, user) in self.users.users().filter(|(container, _)| container.is_empty()) {
            snapshot.users.push(UserRecord {
                uid: user.uid,
                gid: user.gid,
                name: user.name.to_vec(),
                homedir: user.home.to_vec(),
                shell: user.shell.to_vec(),
            });
        }
        for (_, group) in self.users.groups().filter(|(container, _)| container.is_empty()) {
            snapshot.groups.push(GroupRecord { gid: group.gid, name: group.name.to_vec() });
        }
        // Tables have no order of their own; files of the same state are to be the same.
        snapshot.threads.sort_by_key(|thread| (thread.pid, thread.tid != thread.pid, thread.tid));
        snapshot.fds.sort_by_key(|(tid, fd)| (*tid, fd.fd));
        snapshot.users.sort_by_key(|user| user.uid);
        snapshot.groups.sort_by_key(|group| group.gid);
        snapshot
    }

    fn thread_record(&self, thread: &Thread) -> ThreadRecord {
        let image = &thread.image;
        let mut cgroups = thread.cgroups.bytes().to_vec();
        if !cgroups.is_empty() {
            cgroups.push(0);
        }
        let mut record = ThreadRecord {
            comm: thread.comm.to_vec(),
            exe: image.exe.to_vec(),
            exepath: image.exepath.to_vec(),
            args: terminated(&image.args),
            env: terminated(&thread.env),
            cwd: match self.threads.known_cwd(thread).unwrap_or_default() {
                b"" => b"/".to_vec(),
                cwd => cwd.to_vec(),
            },
            cgroups,
            root: thread.root.to_vec(),
            ..ThreadRecord::default()
        };
        copy_thread_members!(id, thread => record);
        copy_thread_members!(thread, thread => record);
        copy_thread_members!(image, image => record);
        record
    }

    /// IPv4 ports that a process listens on.
    fn listening_ports(&self) -> BTreeSet<u16> {
        let fds = self.threads.iter().flat_map(|thread| thread.fd_table.iter());
        fds.filter(|(_, fd)| fd.ty == FdType::Ipv4ServSock)
            .map(|(_, fd)| fd.socket().v4_server_port())
            .collect()
    }
}

fn fd_record(number: i64, fd: &Fd, listening: &BTreeSet<u16>) -> Option<FdRecord> {
    let s = fd.socket();
    let name = || fd.name.to_vec();
    let detail = match fd.ty {
        FdType::Uninitialized | FdType::Unknown => return None,
        FdType::FileV2 => {
            FdDetail::File { open_flags: fd.open_flags, name: name(), mount_id: fd.mount_id, dev: fd.dev }
        }
        FdType::Ipv4Sock => {
            let (mut source, mut destination) = ((s.v4_sip(), s.v4_sport()), (s.v4_dip(), s.v4_dport()));
            // A file has the local end first. Its reader turns the connections of listening ports again.
            if fd.is_role_server() && listening.contains(&destination.1) {
                (source, destination) = (destination, source);
            }
            FdDetail::Ipv4 {
                sip: source.0,
                dip: destination.0,
                sport: source.1,
                dport: destination.1,
                l4proto: s.l4_v4(),
            }
        }
        FdType::Ipv6Sock => FdDetail::Ipv6 {
            sip: s.v6_sip(),
            dip: s.v6_dip(),
            sport: s.v6_sport(),
            dport: s.v6_dport(),
            l4proto: s.l4_v6(),
        },
        FdType::Ipv4ServSock => {
            FdDetail::Ipv4Server { ip: s.v4_server_ip(), port: s.v4_server_port(), l4proto: s.l4_v4_server() }
        }
        FdType::Ipv6ServSock => {
            FdDetail::Ipv6Server { ip: s.v6_server_ip(), port: s.v6_server_port(), l4proto: s.l4_v6_server() }
        }
        FdType::UnixSock => {
            FdDetail::Unix { source: s.unix_source(), destination: s.unix_destination(), name: name() }
        }
        _ => FdDetail::Name(name()),
    };
    Some(FdRecord { fd: number, ino: fd.ino, ty: fd.ty, detail })
}

/// Pieces, each with its NUL.
fn terminated(pieces: &Strings) -> Vec<u8> {
    let mut bytes = pieces.bytes().to_vec();
    if !bytes.is_empty() {
        bytes.push(0);
    }
    bytes
}
