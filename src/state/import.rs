// SPDX-License-Identifier: Apache-2.0
//! The initial state, from a snapshot.

use super::intern::Interner;
use super::{Fd, Image, State, Text, Thread, address, path};
use crate::schema::flags::process::PPM_CL_ACTIVE;
use crate::schema::{FdType, L4Proto};
use crate::snapshot::{FdDetail, FdRecord, Lookup, Snapshot, ThreadRecord, copy_thread_members};
use std::sync::Arc;

impl State {
    /// First part of an import: the machine, threads and descriptors, which are taken out of the snapshot. `wanted` may refuse a thread; its
    /// descriptors are then left out, too.
    pub(crate) fn import_processes(
        &mut self,
        snapshot: &mut Snapshot,
        lookup: &mut dyn Lookup,
        mut wanted: impl FnMut(&ThreadRecord) -> bool,
    ) {
        self.machine = snapshot.machine.clone();
        self.agent = snapshot.agent.clone();
        let interner = &mut Interner::default();
        // Each record is freed as soon as it was imported: both representations of a large machine would be much at a time.
        for record in std::mem::take(&mut snapshot.threads) {
            if wanted(&record) {
                self.take_thread(&record, false, lookup, interner);
            }
        }
        for (tid, record) in std::mem::take(&mut snapshot.fds) {
            self.take_fd(tid, &record, interner);
        }
        for slot in 0..self.threads.slots.len() as u32 {
            self.relate(slot);
        }
    }

    /// Second part of an import: interfaces, users, and which end of found connections is whose. Comes after
    /// the state events at the start of a capture, which may name users that the list then describes.
    pub(crate) fn import_surroundings(&mut self, snapshot: &Snapshot) {
        self.interfaces.ipv4.clone_from(&snapshot.ipv4);
        self.interfaces.ipv6.clone_from(&snapshot.ipv6);
        for user in &snapshot.users {
            self.users.set_user(b"", user.uid, user.gid, &user.name, &user.homedir, &user.shell);
        }
        for group in &snapshot.groups {
            self.users.set_group(b"", group.gid, &group.name);
        }
        self.direct_found_sockets();
    }

    /// Imports a thread. With `related`, it joins its group and its parent at once.
    pub(crate) fn import_thread(&mut self, record: &ThreadRecord, related: bool, lookup: &mut dyn Lookup) {
        self.take_thread(record, related, lookup, &mut Interner::default());
    }

    fn take_thread(
        &mut self,
        record: &ThreadRecord,
        related: bool,
        lookup: &mut dyn Lookup,
        interner: &mut Interner,
    ) {
        let mut thread = self.thread_from(record, interner);
        if thread.is_main()
            && let Some(whole) = self.whole_environment(record.pid, &record.env, lookup)
        {
            thread.env = whole;
        }
        self.users.see_user(record.uid, record.gid, lookup);
        self.users.see_group(record.gid, lookup);
        self.add_thread(thread, related);
    }

    fn thread_from(&mut self, record: &ThreadRecord, interner: &mut Interner) -> Thread {
        let mut thread = Thread::new(record.tid);
        let flags = thread.flags | PPM_CL_ACTIVE;
        copy_thread_members!(id, record => thread);
        copy_thread_members!(thread, record => thread);
        thread.flags |= flags;
        let mut image = Image {
            exe: interner.text(&record.exe),
            exepath: interner.text(if self.keep_deleted_mark {
                &record.exepath
            } else {
                Image::living_path(&record.exepath)
            }),
            args: interner.strings(&record.args),
            ..Image::default()
        };
        copy_thread_members!(image, record => image);
        let leader = self.threads.get(record.pid).map(|leader| &leader.image);
        thread.image = leader.filter(|shared| ***shared == image).cloned().unwrap_or_else(|| Arc::new(image));
        thread.comm = interner.text(&record.comm);
        if record.tid == record.pid {
            thread.env = interner.strings(&record.env);
            path::concatenate(b"", &record.cwd, &mut self.scratch);
            if !self.scratch.ends_with(b"/") {
                self.scratch.push(b'/');
            }
            thread.cwd = interner.text(&self.scratch);
        }
        if let Some(groups) = interner.cgroups(&record.cgroups, &mut self.scratch) {
            thread.cgroups = groups;
        }
        thread.root = interner.text(&record.root);
        thread
    }

    /// Imports a descriptor of a known thread.
    pub(crate) fn import_fd(&mut self, tid: i64, record: &FdRecord) {
        self.take_fd(tid, record, &mut Interner::default());
    }

    fn take_fd(&mut self, tid: i64, record: &FdRecord, interner: &mut Interner) {
        let Some(slot) = self.find_thread(tid, false) else { return };
        let Some(mut fd) = fd_from(record, interner) else { return };
        if fd.ty == FdType::Ipv4Sock {
            self.interfaces.complete(&mut fd);
        }
        if !fd.name.is_empty() || matches!(record.detail, FdDetail::Name(_)) {
            // It came with a name.
        } else if matches!(
            fd.ty,
            FdType::Ipv4Sock | FdType::Ipv6Sock | FdType::Ipv4ServSock | FdType::Ipv6ServSock
        ) {
            self.scratch.clear();
            address::push_found(&fd, &mut self.scratch);
            fd.name = Text::new(&self.scratch);
        }
        match fd.ty {
            FdType::Ipv4ServSock => {
                self.threads.server_ports.insert(fd.socket().v4_server_port());
            }
            FdType::Ipv6ServSock => {
                self.threads.server_ports.insert(fd.socket().v6_server_port());
            }
            _ => {}
        }
        // A thread that shares descriptors gets them where its process has them.
        let owner = self.threads.fds_slot(slot).unwrap_or(slot);
        self.insert_fd(owner, record.fd, fd);
    }

    /// A found IPv4 connection is that of a server where its source port is one that a process listens on: its
    /// ends are swapped, so that the source is always the client.
    fn direct_found_sockets(&mut self) {
        let ports = std::mem::take(&mut self.threads.server_ports);
        for slot in 0..self.threads.slots.len() as u32 {
            let Some(thread) = self.threads.at_mut(slot) else { continue };
            let sockets = thread.fd_table.iter().filter(|(_, fd)| fd.ty == FdType::Ipv4Sock);
            let sockets: Vec<i64> = sockets.map(|(number, _)| number).collect();
            for number in sockets {
                let Some(fd) = thread.fd_table.get_mut(number) else { continue };
                if !ports.contains(&fd.socket().v4_sport()) {
                    fd.flags |= Fd::ROLE_CLIENT;
                    continue;
                }
                fd.socket_mut().swap_v4();
                fd.flags |= Fd::ROLE_SERVER;
                self.scratch.clear();
                address::push_found(fd, &mut self.scratch);
                fd.name = Text::new(&self.scratch);
            }
        }
        self.threads.server_ports = ports;
    }
}

/// The descriptor of a record; `None` for kinds that carry no information.
fn fd_from(record: &FdRecord, interner: &mut Interner) -> Option<Fd> {
    if matches!(record.ty, FdType::Uninitialized | FdType::Unknown) {
        return None;
    }
    let mut fd = Fd::new(record.ty);
    fd.flags = Fd::FROM_PROC;
    fd.ino = record.ino;
    let connected = |l4: L4Proto| if l4 == L4Proto::Tcp { Fd::SOCKET_CONNECTED } else { 0 };
    match record.detail {
        FdDetail::Name(ref name) => fd.name = interner.text(name),
        FdDetail::File { open_flags, ref name, mount_id, dev } => {
            fd.open_flags = open_flags;
            fd.name = interner.text(name);
            fd.mount_id = mount_id;
            fd.dev = dev;
        }
        FdDetail::Ipv4 { sip, dip, sport, dport, l4proto } => {
            set_v4(&mut fd, sip, dip, sport, dport, l4proto);
            fd.flags |= connected(l4proto);
        }
        FdDetail::Ipv6 { sip, dip, sport, dport, l4proto } => {
            if let (Some(sip), Some(dip)) = (crate::codec::mapped(sip), crate::codec::mapped(dip)) {
                fd.ty = FdType::Ipv4Sock;
                set_v4(&mut fd, sip, dip, sport, dport, l4proto);
            } else {
                let s = fd.socket_mut();
                s.set_v6_sip(sip);
                s.set_v6_dip(dip);
                s.set_v6_sport(sport);
                s.set_v6_dport(dport);
                s.set_l4_v6(l4proto);
            }
            fd.flags |= connected(l4proto);
        }
        FdDetail::Ipv4Server { ip, port, l4proto } => {
            let s = fd.socket_mut();
            s.set_v4_server_ip(ip);
            s.set_v4_server_port(port);
            s.set_l4_v4_server(l4proto);
        }
        FdDetail::Ipv6Server { ip, port, l4proto } => {
            let s = fd.socket_mut();
            s.set_v6_server_ip(ip);
            s.set_v6_server_port(port);
            s.set_l4_v6_server(l4proto);
        }
        FdDetail::Unix { source, destination, ref name } => {
            let s = fd.socket_mut();
            s.set_unix_source(source);
            s.set_unix_destination(destination);
            fd.name = interner.text(name);
            fd.flags |= if name.is_empty() { Fd::ROLE_CLIENT } else { Fd::ROLE_SERVER };
        }
    }
    Some(fd)
}

fn set_v4(
    fd: &mut Fd,
    sip: std::net::Ipv4Addr,
    dip: std::net::Ipv4Addr,
    sport: u16,
    dport: u16,
    l4proto: L4Proto,
) {
    let s = fd.socket_mut();
    s.set_v4_sip(sip);
    s.set_v4_dip(dip);
    s.set_v4_sport(sport);
    s.set_v4_dport(dport);
    s.set_l4_v4(l4proto);
}
