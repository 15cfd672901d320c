// SPDX-License-Identifier: Apache-2.0
//! One process or thread, from its directory under /proc.

use super::cgroups::Cgroups;
use super::descriptors::Reader;
use super::number::{decimal, first_number};
use super::read::{Name, open_dir, read_link, read_once};
use super::stat::Stat;
use super::status::Status;
use crate::schema::flags::process::{PPM_CL_CLONE_FILES, PPM_CL_CLONE_THREAD};
use crate::snapshot::{FdRecord, ThreadRecord};
use parking_lot::Mutex;
use rustc_hash::FxHashMap;
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{AtFlags, Mode, OFlags, RawDir, fstatvfs, openat, statat};
use std::io::Read;
use std::mem::MaybeUninit;
use std::path::Path;

/// Maximum number of bytes kept of arguments and of environment (upstream: `SCAP_MAX_ARGS_SIZE`, `SCAP_MAX_ENV_SIZE`).
const ARGUMENTS_SIZE: usize = 4096;
/// Longest text of one argument or path that is kept (upstream: `SCAP_MAX_PATH_SIZE`, less the NUL).
const PATH_SIZE: usize = 1023;

/// Maximum number of bytes read of an environment; the kernel takes 6 MiB of arguments and environment together.
const WHOLE_ENVIRONMENT_SIZE: u64 = 6 << 20;

/// The whole environment of a process.
pub(super) fn environment(root: &Path, pid: i64) -> Option<Vec<u8>> {
    let file = std::fs::File::open(root.join(format!("proc/{pid}/environ"))).ok()?;
    let mut bytes = Vec::new();
    file.take(WHOLE_ENVIRONMENT_SIZE).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// A process: its leader, the leader's descriptors, its other threads.
pub(super) struct Process {
    pub leader: ThreadRecord,
    pub fds: Vec<FdRecord>,
    pub threads: Vec<ThreadRecord>,
}

/// What all processes of a machine have in common.
pub(super) struct Machine {
    pub cgroups: Cgroups,
    /// Time of boot, nanoseconds since the epoch; the zero of start times.
    pub boot_ts: u64,
    /// Start of the first process of a PID namespace by the namespace's inode.
    starts: Mutex<FxHashMap<u64, u64>>,
    ticks_per_second: u64,
}

impl Machine {
    pub fn new(cgroups: Cgroups, boot_ts: u64) -> Machine {
        let ticks_per_second = rustix::param::clock_ticks_per_second().max(1);
        Machine { cgroups, boot_ts, starts: Mutex::default(), ticks_per_second }
    }

    /// Time of a number of clock ticks after boot, nanoseconds since the epoch.
    pub fn time(&self, ticks: u64) -> u64 {
        let ns = u128::from(ticks) * 1_000_000_000 / u128::from(self.ticks_per_second);
        self.boot_ts.saturating_add(ns.try_into().unwrap_or(u64::MAX))
    }

    /// Start of the first process in the PID namespace of `process`; 0 where it cannot be seen.
    fn namespace_start(&self, process: BorrowedFd<'_>) -> u64 {
        let Ok(namespace) = statat(process, c"ns/pid", AtFlags::empty()) else { return 0 };
        let mut starts = self.starts.lock();
        *starts.entry(namespace.st_ino).or_insert_with(|| {
            let mut buffer = [0; 1024];
            let text = read_once(process, c"root/proc/1/stat", &mut buffer);
            text.ok().and_then(Stat::parse).map_or(0, |stat| self.time(stat.start))
        })
    }
}

/// Reads the thread in `parent`/`tid`. `None` for what has no program (a kernel thread, a zombie) and for what has
/// ended meanwhile.
pub(super) fn thread(
    machine: &Machine,
    parent: BorrowedFd<'_>,
    tid: u64,
    buffer: &mut Buffers,
) -> Option<(ThreadRecord, OwnedFd)> {
    let directory = open_dir(parent, Name::new(tid).as_c_str()).ok()?;
    let dir = directory.as_fd();
    let (exe, args) = command_line(read_once(dir, c"cmdline", &mut buffer.block).unwrap_or_default());
    let link = read_link(dir, c"exe").ok();
    if exe.is_empty() && args.is_empty() && link.is_none() {
        return None;
    }
    let env = read_once(dir, c"environ", &mut buffer.block).map(terminated).unwrap_or_default();
    let mut record = ThreadRecord {
        tid: i64::try_from(tid).ok()?,
        exe,
        args,
        env,
        exepath: link.unwrap_or_default(),
        root: read_link(dir, c"root").unwrap_or_default(),
        loginuid: login_uid(dir, buffer),
        pidns_init_start_ts: machine.namespace_start(dir),
        fdlimit: fd_limit(dir, buffer),
        ..ThreadRecord::default()
    };
    own(machine, dir, &mut record, buffer)?;
    executable(dir, &mut record);
    Some((record, directory))
}

/// Reads what each thread has of its own, where the record holds what it shares with its leader.
fn own(
    machine: &Machine,
    dir: BorrowedFd<'_>,
    record: &mut ThreadRecord,
    buffer: &mut Buffers,
) -> Option<()> {
    let status = Status::parse(read_once(dir, c"status", &mut buffer.block).ok()?);
    record.pid = status.tgid;
    record.ptid = status.ptid;
    (record.uid, record.gid) = (status.uid, status.gid);
    record.cap_permitted = status.cap_permitted;
    record.cap_effective = status.cap_effective;
    record.cap_inheritable = status.cap_inheritable;
    (record.vmsize_kb, record.vmrss_kb, record.vmswap_kb) =
        (status.vmsize_kb, status.vmrss_kb, status.vmswap_kb);
    record.vtid = status.vtid.unwrap_or(record.tid);
    record.vpid = status.vpid.unwrap_or(record.pid);
    let stat = Stat::parse(read_once(dir, c"stat", &mut buffer.block).ok()?)?;
    (record.pgid, record.vpgid) = status.groups.unwrap_or((stat.pgid, 0));
    (record.sid, record.tty) = (stat.sid, stat.tty);
    (record.pfminor, record.pfmajor) = (stat.pfminor, stat.pfmajor);
    record.clone_ts = machine.time(stat.start);
    record.comm.clear();
    record.comm.extend_from_slice(stat.comm);
    record.cwd = read_link(dir, c"cwd").unwrap_or_default();
    record.cgroups = machine.cgroups.of(dir, &mut buffer.text);
    // How it was made is not reported: for threads the usual flags are assumed.
    record.flags = if record.tid == record.pid { 0 } else { PPM_CL_CLONE_THREAD | PPM_CL_CLONE_FILES };
    Some(())
}

/// Reads the process in `parent`/`pid`, with its other threads if `threads`.
pub(super) fn process(
    machine: &Machine,
    parent: BorrowedFd<'_>,
    pid: u64,
    threads: bool,
    descriptors: &mut Reader<'_>,
    buffer: &mut Buffers,
) -> Option<Process> {
    let (leader, directory) = thread(machine, parent, pid, buffer)?;
    let fds = if leader.tid == leader.pid { descriptors.all(directory.as_fd()) } else { Vec::new() };
    let mut process = Process { leader, fds, threads: Vec::new() };
    if threads {
        other_threads(machine, directory.as_fd(), &mut process, buffer);
    }
    Some(process)
}

fn other_threads(machine: &Machine, process: BorrowedFd<'_>, found: &mut Process, buffer: &mut Buffers) {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let Ok(directory) = openat(process, c"task", flags, Mode::empty()) else { return };
    let mut entries_room = [MaybeUninit::<u8>::uninit(); 4096];
    let mut entries = RawDir::new(&directory, &mut entries_room);
    while let Some(Ok(entry)) = entries.next() {
        let Some(tid) = decimal(entry.file_name().to_bytes()) else { continue };
        if tid as i64 == found.leader.tid {
            continue;
        }
        let Ok(task) = open_dir(&directory, entry.file_name()) else { continue };
        // A thread group has one memory, so program, arguments and environment are the leader's.
        let mut record = ThreadRecord { tid: tid as i64, ..found.leader.clone() };
        if own(machine, task.as_fd(), &mut record, buffer).is_some() {
            found.threads.push(record);
        }
    }
}

/// Buffers to read into, kept from thread to thread.
pub(super) struct Buffers {
    block: Vec<u8>,
    text: Vec<u8>,
}

impl Default for Buffers {
    fn default() -> Self {
        Buffers { block: vec![0; ARGUMENTS_SIZE], text: Vec::new() }
    }
}

/// First argument, and the others each followed by a NUL. The last byte is a NUL or is replaced by one.
fn command_line(text: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let text = terminated(text);
    let Some(end) = memchr::memchr(0, &text) else { return (Vec::new(), Vec::new()) };
    (text[..end.min(PATH_SIZE)].to_vec(), text[end + 1..].to_vec())
}

fn terminated(text: &[u8]) -> Vec<u8> {
    let mut text = text.to_vec();
    if let Some(last) = text.last_mut() {
        *last = 0;
    }
    text
}

fn login_uid(dir: BorrowedFd<'_>, buffer: &mut Buffers) -> u32 {
    let text = read_once(dir, c"loginuid", &mut buffer.block).unwrap_or_default();
    first_number(text).and_then(|uid| uid.try_into().ok()).unwrap_or(u32::MAX)
}

/// The soft limit of open files; -1 where it cannot be read, `i64::MAX` for none.
fn fd_limit(dir: BorrowedFd<'_>, buffer: &mut Buffers) -> i64 {
    let text = read_once(dir, c"limits", &mut buffer.block).unwrap_or_default();
    let line = text.split(|byte| *byte == b'\n').find_map(|line| line.strip_prefix(b"Max open files"));
    match line.map(<[u8]>::trim_ascii_start) {
        Some(rest) if rest.starts_with(b"unlimited") => i64::MAX,
        Some(rest) => first_number(rest).unwrap_or(-1),
        None => -1,
    }
}

/// Attributes of the program's file: through the link in /proc, which leads to that file in any mount namespace.
fn executable(dir: BorrowedFd<'_>, record: &mut ThreadRecord) {
    record.exe_from_memfd = record.exepath.starts_with(b"/memfd:");
    let Ok(file) = statat(dir, c"exe", AtFlags::empty()) else { return };
    let time = |seconds: i64, ns: u64| (seconds as u64).wrapping_mul(1_000_000_000).wrapping_add(ns);
    record.exe_ino = file.st_ino;
    record.exe_ino_ctime = time(file.st_ctime, file.st_ctime_nsec);
    record.exe_ino_mtime = time(file.st_mtime, file.st_mtime_nsec);
    // The owner can always grant itself the permission. A file that was removed from its directory cannot be opened by name.
    let writable = file.st_uid == record.uid
        || match record.uid {
            0 => true,
            _ if file.st_gid == record.gid => file.st_mode & 0o020 != 0,
            _ => file.st_mode & 0o002 != 0,
        } && !read_only(dir);
    record.exe_writable = writable && file.st_nlink > 0;
}

fn read_only(dir: BorrowedFd<'_>) -> bool {
    let file = openat(dir, c"exe", OFlags::PATH | OFlags::CLOEXEC, Mode::empty());
    file.and_then(fstatvfs).is_ok_and(|fs| fs.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_a_command_line() {
        assert_eq!(command_line(b""), (b"".to_vec(), b"".to_vec()));
        assert_eq!(command_line(b"sh\0"), (b"sh".to_vec(), b"".to_vec()));
        assert_eq!(command_line(b"sh\0-c\0x y\0"), (b"sh".to_vec(), b"-c\0x y\0".to_vec()));
        // A process may overwrite its arguments and their last NUL.
        assert_eq!(command_line(b"title here"), (b"title her".to_vec(), b"".to_vec()));
    }
}
