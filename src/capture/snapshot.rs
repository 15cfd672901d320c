// SPDX-License-Identifier: Apache-2.0
//! The state at the start, from iterators over tasks and their open files.

use super::load::Probe;
use crate::codec::RawEvent;
use crate::error::{Error, Result};
use crate::schema::flags::open;
use crate::schema::flags::process::{PPM_CL_CLONE_FILES, PPM_CL_CLONE_INVERTED, PPM_CL_CLONE_THREAD};
use crate::schema::{Code, FdType, L4Proto};
use crate::snapshot::{FdDetail, FdRecord, ThreadRecord};
use aya::programs::Iter;
use rustc_hash::FxHashSet;
use std::fs::File;
use std::io::Read;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Processes and their descriptors as the iterators report them.
#[derive(Debug, Default)]
pub struct Tasks {
    /// Threads, in the order of their ids.
    pub threads: Vec<ThreadRecord>,
    /// Descriptors by the process that owns them.
    pub fds: Vec<(i64, FdRecord)>,
}

/// Iterators over tasks; the first one also reports arguments and environments.
const OVER_TASKS: [&str; 2] = ["snapshot_tasks", "snapshot_tasks_without_areas"];

impl Probe {
    /// Lists the tasks of the scope with their descriptors.
    ///
    /// # Errors
    /// The kernel refuses the iterators.
    pub fn tasks(&mut self) -> Result<Tasks> {
        let mut tasks = Tasks::default();
        let boot_time = self.boot_time();
        // Descriptors first, for `Tasks::settle`.
        for bytes in Records::new(&self.iterate("snapshot_files", "task_file")?) {
            tasks.fds.extend(descriptor(&bytes?));
        }
        let over_tasks = self.lists_tasks_by().unwrap_or(OVER_TASKS[0]);
        for bytes in Records::new(&self.iterate(over_tasks, "task")?) {
            tasks.threads.extend(thread(&bytes?, boot_time));
        }
        Ok(tasks)
    }

    /// True if [`Probe::tasks`] works: the options allow iterators, and the kernel has what they use.
    pub fn iterates(&mut self) -> bool {
        self.may_iterate() && self.loads_iterators()
    }

    /// True if the kernel takes the iterators.
    pub(super) fn loads_iterators(&mut self) -> bool {
        self.lists_tasks_by().is_some() && self.loads("snapshot_files", "task_file")
    }

    /// True if [`Probe::tasks`] reports arguments and environments: kernels since 5.18 let iterators read them.
    pub fn tells_arguments(&mut self) -> bool {
        self.lists_tasks_by() == Some(OVER_TASKS[0])
    }

    /// The iterator over tasks that reports the most.
    fn lists_tasks_by(&mut self) -> Option<&'static str> {
        OVER_TASKS.into_iter().find(|name| self.loads(name, "task"))
    }

    /// True if the kernel accepts the iterator.
    fn loads(&mut self, name: &str, over: &str) -> bool {
        // Over a pid that no kernel has.
        let over = if self.iterators_fail() { "nothing" } else { over };
        let program = self.ebpf.program_mut(name).and_then(|program| <&mut Iter>::try_from(program).ok());
        program.is_some_and(|program| program.fd().is_ok() || program.load(over, &self.btf).is_ok())
    }

    /// Runs an iterator to its end.
    fn iterate(&mut self, name: &str, over: &str) -> Result<Vec<u8>> {
        let wrong = |error: &dyn std::fmt::Display| Error::Iterator {
            iterator: name.into(),
            source: error.to_string().into(),
        };
        let program = self.ebpf.program_mut(name).ok_or_else(|| wrong(&"the probe does not have it"))?;
        let program: &mut Iter = program.try_into().map_err(|error| wrong(&error))?;
        if program.fd().is_err() {
            program.load(over, &self.btf).map_err(|error| wrong(&error))?;
        }
        let link = program.attach().map_err(|error| wrong(&error))?;
        let link = program.take_link(link).map_err(|error| wrong(&error))?;
        let mut file: File = link.into_file().map_err(|error| wrong(&error))?;
        let mut all = Vec::new();
        let mut block = vec![0; 1 << 18];
        loop {
            match file.read(&mut block) {
                Ok(0) => return Ok(all),
                Ok(count) => all.extend_from_slice(&block[..count]),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) if error.raw_os_error() == Some(libc::EAGAIN) => {}
                Err(error) => return Err(wrong(&error)),
            }
        }
    }
}

/// The longest time that a clone may take from the child's beginning to the event of its caller, nanoseconds.
const LONGEST_CLONE: u64 = 2_000_000_000;

impl Tasks {
    /// Adjusts a list that was taken right after the probe was started, at `start` (nanoseconds since the epoch), so that
    /// it describes the machine together with the events since then: each thread that began about then is reported either
    /// by the list or by its clone event. With descriptors the list is newer than that event, which would copy
    /// what its parent got later. Without any it began after the list of descriptors, and the event finds its parent
    /// as it was.
    pub fn settle(&mut self, start: u64) {
        let owners: FxHashSet<i64> = self.fds.iter().map(|(pid, _)| *pid).collect();
        self.threads.retain_mut(|thread| {
            if thread.clone_ts.saturating_add(LONGEST_CLONE) < start {
                return true;
            }
            if !owners.contains(&thread.pid) && thread.clone_ts >= start {
                return false;
            }
            // The mark of a child whose caller has nothing left to report.
            thread.flags |= PPM_CL_CLONE_INVERTED;
            true
        });
    }
}

/// Records in sequence.
struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<RawEvent<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        match RawEvent::decode(self.rest) {
            Ok(event) => {
                self.rest = &self.rest[event.bytes().len()..];
                Some(Ok(event))
            }
            Err(error) => {
                self.rest = &[];
                Some(Err(Error::Event {
                    what: "a record of the kernel's iterator is damaged",
                    source: error.into(),
                }))
            }
        }
    }
}

/// Numbers and bytes of a record.
struct Fields<'a, 'b>(&'b RawEvent<'a>);

impl Fields<'_, '_> {
    fn u64(&self, index: usize) -> u64 {
        let bytes = self.bytes(index);
        let mut all = [0; 8];
        let len = bytes.len().min(8);
        all[..len].copy_from_slice(&bytes[..len]);
        u64::from_ne_bytes(all)
    }

    fn u32(&self, index: usize) -> u32 {
        self.u64(index) as u32
    }

    fn u16(&self, index: usize) -> u16 {
        self.u64(index) as u16
    }

    fn i32(&self, index: usize) -> i64 {
        i64::from(self.u32(index) as i32)
    }

    fn bytes(&self, index: usize) -> &[u8] {
        self.0.param_or_empty(index).bytes()
    }

    /// Without the NUL at the end.
    fn text(&self, index: usize) -> Vec<u8> {
        let bytes = self.bytes(index);
        bytes.strip_suffix(b"\0").unwrap_or(bytes).to_vec()
    }
}

/// The tasks of a record: thread id and process id share the header's field.
fn ids(event: &RawEvent<'_>) -> (i64, i64) {
    let both = event.tid() as u64;
    (i64::from(both as u32), (both >> 32) as i64)
}

fn thread(event: &RawEvent<'_>, boot_time: u64) -> Option<ThreadRecord> {
    if event.code() != Code::IterTaskE {
        return None;
    }
    let f = Fields(event);
    let (tid, pid) = ids(event);
    let argv = f.bytes(5);
    let split = argv.iter().position(|byte| *byte == 0);
    let (exe, rest) = split.map_or((argv, &[][..]), |at| (&argv[..at], &argv[at + 1..]));
    let exe_flags = f.u32(7);
    let at_boot = |ns: u64| if ns == 0 { 0 } else { boot_time + ns };
    Some(ThreadRecord {
        tid,
        pid,
        ptid: f.i32(0),
        pgid: f.i32(1),
        vpgid: f.i32(2),
        sid: f.i32(3),
        comm: f.text(4),
        exe: exe.to_vec(),
        args: terminated(rest),
        exepath: f.text(6),
        exe_writable: exe_flags & 1 != 0,
        exe_upper_layer: exe_flags & 2 != 0,
        exe_from_memfd: exe_flags & 4 != 0,
        exe_lower_layer: exe_flags & 8 != 0,
        env: terminated(f.bytes(8)),
        cwd: f.text(9),
        fdlimit: f.u64(10) as i64,
        // How it was made is not reported: for threads the usual flags are assumed.
        flags: if tid == pid { 0 } else { PPM_CL_CLONE_THREAD | PPM_CL_CLONE_FILES },
        uid: f.u32(11),
        gid: f.u32(12),
        cap_permitted: f.u64(13),
        cap_effective: f.u64(14),
        cap_inheritable: f.u64(15),
        exe_ino: f.u64(16),
        exe_ino_ctime: f.u64(17),
        exe_ino_mtime: f.u64(18),
        vmsize_kb: f.u32(19),
        vmrss_kb: f.u32(20),
        vmswap_kb: f.u32(21),
        pfmajor: f.u64(22),
        pfminor: f.u64(23),
        vpid: f.i32(24),
        vtid: f.i32(25),
        pidns_init_start_ts: at_boot(f.u64(26)),
        cgroups: f.bytes(27).to_vec(),
        root: f.text(28),
        clone_ts: at_boot(f.u64(29)),
        tty: f.u32(30),
        loginuid: f.u32(31),
    })
}

fn terminated(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    if let Some(last) = bytes.last_mut() {
        *last = 0;
    }
    bytes
}

fn descriptor(event: &RawEvent<'_>) -> Option<(i64, FdRecord)> {
    let f = Fields(event);
    let (tid, pid) = ids(event);
    // Threads share the descriptors of their process.
    if tid != pid {
        return None;
    }
    let (fd, ino) = (f.i32(0), f.u64(1));
    let (ty, detail) = match event.code() {
        Code::IterTaskFileRegularE => file(&f),
        Code::IterTaskFileSocketInetE => socket4(&f),
        Code::IterTaskFileSocketInet6E => socket6(&f),
        Code::IterTaskFileSocketUnixE => {
            let detail = FdDetail::Unix { source: f.u64(2), destination: f.u64(3), name: f.text(4) };
            (FdType::UnixSock, detail)
        }
        Code::IterTaskFileSocketNetlinkE if f.u16(4) == libc::AF_NETLINK as u16 => {
            (FdType::Netlink, FdDetail::Name(Vec::new()))
        }
        // Families that no table lists.
        _ => return None,
    };
    Some((pid, FdRecord { fd, ino, ty, detail }))
}

fn file(f: &Fields<'_, '_>) -> (FdType, FdDetail) {
    let path = worded(f.text(3), f.u32(6), f.u64(1));
    match f.u32(6) & libc::S_IFMT {
        libc::S_IFIFO => (FdType::Fifo, FdDetail::Name(path)),
        libc::S_IFDIR => (FdType::Directory, FdDetail::Name(path)),
        libc::S_IFSOCK => (FdType::Unsupported, FdDetail::Name(path)),
        _ if path.starts_with(b"/memfd:") => (FdType::Memfd, FdDetail::Name(path)),
        0 => (anonymous(&path), FdDetail::Name(Vec::new())),
        _ => {
            let layer = match f.u32(7) {
                2 => open::PPM_FD_UPPER_LAYER,
                1 => open::PPM_FD_LOWER_LAYER,
                _ => 0,
            };
            let open_flags = open_flags(f.u32(4)) | layer;
            (FdType::FileV2, FdDetail::File { open_flags, name: path, mount_id: f.u32(5), dev: f.u32(2) })
        }
    }
}

/// The path of a file without a directory entry as the kernel writes it; before 5.15 the probe reports the bare name.
fn worded(path: Vec<u8>, mode: u32, ino: u64) -> Vec<u8> {
    if path.is_empty() && mode & libc::S_IFMT == libc::S_IFIFO {
        return format!("pipe:[{ino}]").into_bytes();
    }
    if path.starts_with(b"memfd:") { [b"/", &path[..], b" (deleted)"].concat() } else { path }
}

/// Open flags of the kernel as portable ones; a 64-bit kernel sets `O_LARGEFILE` on every file.
fn open_flags(flags: u32) -> u32 {
    super::translation::translate(super::contract::Table::Open, flags & !0o100000)
}

fn anonymous(path: &[u8]) -> FdType {
    match path.strip_prefix(b"anon_inode:").unwrap_or(path) {
        b"[eventfd]" => FdType::Event,
        b"[eventpoll]" => FdType::Eventpoll,
        b"inotify" => FdType::Inotify,
        b"[signalfd]" => FdType::Signalfd,
        b"[timerfd]" => FdType::Timerfd,
        b"[io_uring]" => FdType::IoUring,
        b"[userfaultfd]" => FdType::Userfaultfd,
        b"[pidfd]" => FdType::Pidfd,
        b"bpf-map" | b"bpf-prog" | b"bpf-link" | b"bpf_iter" => FdType::Bpf,
        _ => FdType::Unsupported,
    }
}

fn protocol(number: u16) -> L4Proto {
    match i32::from(number) {
        libc::IPPROTO_TCP => L4Proto::Tcp,
        libc::IPPROTO_UDP => L4Proto::Udp,
        libc::IPPROTO_ICMP => L4Proto::Icmp,
        libc::IPPROTO_RAW => L4Proto::Raw,
        _ => L4Proto::Unknown,
    }
}

fn socket4(f: &Fields<'_, '_>) -> (FdType, FdDetail) {
    let l4proto = protocol(f.u16(3));
    let address = |index| Ipv4Addr::from(f.u32(index).to_ne_bytes());
    let (sip, sport, dip, dport) = (address(4), f.u16(5), address(6), f.u16(7));
    if dport == 0 {
        (FdType::Ipv4ServSock, FdDetail::Ipv4Server { ip: sip, port: sport, l4proto })
    } else {
        (FdType::Ipv4Sock, FdDetail::Ipv4 { sip, dip, sport, dport, l4proto })
    }
}

fn socket6(f: &Fields<'_, '_>) -> (FdType, FdDetail) {
    let l4proto = protocol(f.u16(3));
    let address = |index| {
        let bytes: [u8; 16] = f.bytes(index).try_into().unwrap_or_default();
        Ipv6Addr::from(bytes)
    };
    let (sip, sport, dip, dport) = (address(4), f.u16(5), address(6), f.u16(7));
    if dport == 0 {
        (FdType::Ipv6ServSock, FdDetail::Ipv6Server { ip: sip, port: sport, l4proto })
    } else {
        (FdType::Ipv6Sock, FdDetail::Ipv6 { sip, dip, sport, dport, l4proto })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_and_the_events_share_the_threads_that_begin_between_them() {
        const START: u64 = 10_000_000_000;
        let thread = |tid, pid, clone_ts| ThreadRecord { tid, pid, clone_ts, ..ThreadRecord::default() };
        let fd =
            |pid| (pid, FdRecord { fd: 3, ino: 0, ty: FdType::Fifo, detail: FdDetail::Name(Vec::new()) });
        let mut tasks = Tasks {
            threads: vec![
                thread(1, 1, 1),
                thread(2, 2, START - 1),
                thread(3, 3, START + 1),
                thread(4, 3, START + 2),
                thread(5, 5, START + 3),
                thread(6, 6, START - 1),
            ],
            fds: vec![fd(1), fd(2), fd(3)],
        };
        tasks.settle(START);
        let left: Vec<_> = tasks
            .threads
            .iter()
            .map(|thread| (thread.tid, thread.flags & PPM_CL_CLONE_INVERTED != 0))
            .collect();
        assert_eq!(left, [(1, false), (2, true), (3, true), (4, true), (6, true)]);
    }
}
