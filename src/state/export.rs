//! The state as a snapshot, as a capture file that begins now needs it.

use super::{Fd, State, Strings, Thread, ThreadTable};
use crate::schema::FdType;
use crate::snapshot::{FdDetail, FdRecord, GroupRecord, Snapshot, ThreadRecord, UserRecord};

impl State {
    /// Everything known now, in the form of a snapshot. Threads that a filter keeps out of capture files are left out;
    /// so are users and groups of containers, which a snapshot has no place for.
    pub fn snapshot(&self) -> Snapshot {
        let threads = || self.threads.iter().filter(|thread| !thread.filtered_out);
        let fds = |thread: &Thread| {
            let records = thread.fd_table.iter().map(|(number, fd)| (thread.tid, fd_record(number, fd)));
            records.collect::<Vec<_>>()
        };
        let on_machine = |container: &[u8]| container.is_empty();
        Snapshot {
            machine: self.machine.clone(),
            agent: self.agent.clone(),
            threads: threads().map(|thread| thread_record(&self.threads, thread)).collect(),
            fds: threads().flat_map(fds).collect(),
            users: (self.users.users())
                .filter(|(container, _)| on_machine(container))
                .map(|(_, user)| UserRecord {
                    uid: user.uid,
                    gid: user.gid,
                    name: user.name.to_vec(),
                    homedir: user.home.to_vec(),
                    shell: user.shell.to_vec(),
                })
                .collect(),
            groups: (self.users.groups())
                .filter(|(container, _)| on_machine(container))
                .map(|(_, group)| GroupRecord { gid: group.gid, name: group.name.to_vec() })
                .collect(),
            ipv4: self.interfaces.ipv4.clone(),
            ipv6: self.interfaces.ipv6.clone(),
        }
    }
}

/// The pieces, each followed by a NUL.
fn terminated(pieces: &[u8]) -> Vec<u8> {
    let mut bytes = pieces.to_vec();
    if !bytes.is_empty() {
        bytes.push(0);
    }
    bytes
}

fn thread_record(table: &ThreadTable, thread: &Thread) -> ThreadRecord {
    let image = &*thread.image;
    let list = |strings: &Strings| terminated(strings.bytes());
    let cwd = table.cwd(thread);
    ThreadRecord {
        tid: thread.tid,
        pid: thread.pid,
        ptid: thread.ptid,
        sid: thread.sid,
        vpgid: thread.vpgid,
        pgid: thread.pgid,
        comm: thread.comm.to_vec(),
        exe: image.exe.to_vec(),
        exepath: image.exepath.to_vec(),
        exe_writable: image.exe_writable,
        exe_upper_layer: image.exe_upper_layer,
        exe_lower_layer: image.exe_lower_layer,
        exe_from_memfd: image.exe_from_memfd,
        args: list(&image.args),
        env: list(&thread.env),
        cwd: if cwd.is_empty() { b"/".to_vec() } else { cwd.to_vec() },
        fdlimit: thread.fdlimit,
        flags: thread.flags,
        uid: thread.uid,
        gid: thread.gid,
        cap_permitted: thread.cap_permitted,
        cap_effective: thread.cap_effective,
        cap_inheritable: thread.cap_inheritable,
        exe_ino: image.exe_ino,
        exe_ino_ctime: image.exe_ino_ctime,
        exe_ino_mtime: image.exe_ino_mtime,
        vmsize_kb: thread.vmsize_kb,
        vmrss_kb: thread.vmrss_kb,
        vmswap_kb: thread.vmswap_kb,
        pfmajor: thread.pfmajor,
        pfminor: thread.pfminor,
        vtid: thread.vtid,
        vpid: thread.vpid,
        pidns_init_start_ts: thread.pidns_init_start_ts,
        cgroups: terminated(thread.cgroups.bytes()),
        root: thread.root.to_vec(),
        clone_ts: thread.clone_ts,
        tty: thread.tty,
        loginuid: thread.loginuid,
    }
}

fn fd_record(number: i64, fd: &Fd) -> FdRecord {
    let (socket, name) = (fd.socket(), fd.name.to_vec());
    let detail = match fd.ty {
        FdType::File | FdType::FileV2 => {
            FdDetail::File { open_flags: fd.open_flags, name, mount_id: fd.mount_id, dev: fd.dev }
        }
        FdType::Ipv4Sock => FdDetail::Ipv4 {
            sip: socket.v4_sip(),
            dip: socket.v4_dip(),
            sport: socket.v4_sport(),
            dport: socket.v4_dport(),
            l4proto: socket.l4_v4(),
        },
        FdType::Ipv6Sock => FdDetail::Ipv6 {
            sip: socket.v6_sip(),
            dip: socket.v6_dip(),
            sport: socket.v6_sport(),
            dport: socket.v6_dport(),
            l4proto: socket.l4_v6(),
        },
        FdType::Ipv4ServSock => FdDetail::Ipv4Server {
            ip: socket.v4_server_ip(),
            port: socket.v4_server_port(),
            l4proto: socket.l4_v4_server(),
        },
        FdType::Ipv6ServSock => FdDetail::Ipv6Server {
            ip: socket.v6_server_ip(),
            port: socket.v6_server_port(),
            l4proto: socket.l4_v6_server(),
        },
        FdType::UnixSock => {
            FdDetail::Unix { source: socket.unix_source(), destination: socket.unix_destination(), name }
        }
        _ => FdDetail::Name(name),
    };
    FdRecord { fd: number, ino: fd.ino, ty: fd.ty, detail }
}
