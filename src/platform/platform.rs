// SPDX-License-Identifier: Apache-2.0
//! The running machine.

use super::cgroups::Cgroups;
use super::descriptors::{Descriptors, Namespaces, Reader};
use super::locate::Located;
use super::mounts::Mounts;
use super::process::{Buffers, Machine};
use super::read::{Name, open_dir, read_once};
use super::scan::{Processes, ScanOptions};
use super::sockets::SocketTable;
use super::stat::Stat;
use super::thread_times::ThreadTimes;
use super::{interfaces, scan, status};
use crate::error::{Error, Result};
use crate::snapshot::{
    AgentInfo, FdRecord, GroupRecord, Ipv4Interface, Ipv6Interface, Lookup, MachineInfo, Snapshot,
    ThreadIdentity, ThreadRecord, UserRecord,
};
use rustix::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};

/// The running machine.
pub struct Platform {
    pub(super) root: PathBuf,
    proc: OwnedFd,
    machine: Machine,
    mounts: Mounts,
    located: Located,
    buffer: Buffers,
}

impl Platform {
    /// The machine whose root directory is `root`.
    ///
    /// # Errors
    /// There is no /proc below it.
    pub fn open(root: &Path) -> Result<Platform> {
        let proc = scan::list_dir(rustix::fs::CWD, root.join("proc")).map_err(|source| Error::Io {
            action: "cannot look at the machine's processes (is HOST_ROOT right?): cannot open",
            path: root.join("proc"),
            source: source.into(),
        })?;
        let machine = Machine::new(Cgroups::new(root), super::machine::exact_boot_time());
        Ok(Platform {
            root: root.to_path_buf(),
            proc,
            machine,
            mounts: Mounts::default(),
            located: Located::default(),
            buffer: Buffers::default(),
        })
    }

    /// The machine at the directory that the environment variable `HOST_ROOT` names, `/` without it.
    ///
    /// # Errors
    /// As for [`Platform::open`].
    pub fn from_environment() -> Result<Platform> {
        let root = std::env::var_os("HOST_ROOT").filter(|root| !root.is_empty());
        Platform::open(&root.map_or_else(|| PathBuf::from("/"), PathBuf::from))
    }

    /// Everything known of the machine now. `log` receives the progress of the scan of processes, if the options request it.
    ///
    /// # Errors
    /// /proc cannot be listed, or does not report when the machine was booted.
    pub fn snapshot(&mut self, options: &ScanOptions, log: &mut dyn FnMut(&str)) -> Result<Snapshot> {
        let machine = self.machine_info()?;
        let processes = self.processes(options, log)?;
        let (ipv4, ipv6) = self.interfaces()?;
        let mut snapshot = Snapshot {
            machine: Some(machine),
            agent: Some(self.agent_info()),
            threads: processes.threads,
            fds: processes.fds,
            ipv4,
            ipv6,
            ..Snapshot::default()
        };
        if options.users {
            (snapshot.users, snapshot.groups) = self.users();
        }
        Ok(snapshot)
    }

    /// All processes. `log` as for [`Platform::snapshot`].
    ///
    /// # Errors
    /// /proc cannot be listed.
    pub fn processes(&mut self, options: &ScanOptions, log: &mut dyn FnMut(&str)) -> Result<Processes> {
        // Opened again: reading a directory moves its position.
        let proc = scan::list_dir(&self.proc, c".").map_err(|source| self.unreadable("proc", source))?;
        scan::scan(&self.machine, &proc, options, log).map_err(|source| self.unreadable("proc", source))
    }

    /// One thread, with the descriptors of its process if it leads one.
    pub fn process(&mut self, tid: i64, which: Descriptors) -> Option<(ThreadRecord, Vec<FdRecord>)> {
        let number = u64::try_from(tid).ok().filter(|tid| *tid > 0)?;
        let (record, directory) =
            super::process::thread(&self.machine, self.proc.as_fd(), number, &mut self.buffer)?;
        self.machine.cgroups.forget();
        let which = if record.tid == record.pid { which } else { Descriptors::None };
        let namespaces = Namespaces::default();
        let mut reader = Reader { namespaces: &namespaces, mounts: &mut self.mounts, which, limit: 0 };
        let fds = reader.all(directory.as_fd());
        Some((record, fds))
    }

    /// Descriptors of a process; `None` where there is no such process.
    pub fn descriptors(&mut self, pid: i64, which: Descriptors, limit: u32) -> Option<Vec<FdRecord>> {
        let directory = self.directory(pid)?;
        let namespaces = Namespaces::default();
        let mut reader = Reader { namespaces: &namespaces, mounts: &mut self.mounts, which, limit };
        Some(reader.all(directory.as_fd()))
    }

    /// Descriptors of a thread by their numbers; those that are not open are left out. `global`: /proc numbers threads
    /// as events do.
    pub fn numbered_descriptors(
        &mut self,
        thread: &ThreadIdentity<'_>,
        numbers: &[i32],
        global: bool,
    ) -> Vec<FdRecord> {
        let machine = &self.machine;
        let directory = if global {
            u64::try_from(thread.tid)
                .ok()
                .and_then(|tid| open_dir(&self.proc, Name::new(tid).as_c_str()).ok())
        } else {
            self.located.find(self.proc.as_fd(), thread, |ticks| machine.time(ticks))
        };
        let Some(directory) = directory else { return Vec::new() };
        let namespaces = Namespaces::default();
        let which = Descriptors::All;
        let mut reader = Reader { namespaces: &namespaces, mounts: &mut self.mounts, which, limit: 0 };
        let numbers = numbers.iter().filter_map(|number| u64::try_from(*number).ok());
        numbers.filter_map(|number| reader.numbered(directory.as_fd(), number)).collect()
    }

    /// One descriptor of a process.
    pub fn descriptor(&mut self, pid: i64, fd: i64) -> Option<FdRecord> {
        let directory = self.directory(pid)?;
        let namespaces = Namespaces::default();
        let mut reader =
            Reader { namespaces: &namespaces, mounts: &mut self.mounts, which: Descriptors::All, limit: 0 };
        reader.numbered(directory.as_fd(), fd.try_into().ok()?)
    }

    /// As [`Platform::descriptors`], of the process with this directory, such as `/proc/1`.
    pub fn descriptors_of(
        &mut self,
        process: &Path,
        which: Descriptors,
        limit: u32,
    ) -> Option<Vec<FdRecord>> {
        let directory = open_dir(rustix::fs::CWD, process).ok()?;
        let namespaces = Namespaces::default();
        let mut reader = Reader { namespaces: &namespaces, mounts: &mut self.mounts, which, limit };
        Some(reader.all(directory.as_fd()))
    }

    /// Device of a mount that a process sees, in the kernel's 32-bit encoding; 0 if not known.
    pub fn device_of_mount(&mut self, process: &Path, mount_id: u32) -> u32 {
        open_dir(rustix::fs::CWD, process)
            .map_or(0, |directory| self.mounts.device(directory.as_fd(), mount_id))
    }

    /// True while the thread runs under this command name.
    pub fn is_alive(&self, pid: i64, tid: i64, comm: &[u8]) -> bool {
        let mut buffer = [0; 64];
        let path = format!("{pid}/task/{tid}/comm");
        read_once(&self.proc, path.as_str(), &mut buffer)
            .is_ok_and(|name| name.strip_suffix(b"\n").unwrap_or(name).starts_with(comm))
    }

    /// Pid of this process in the machine's /proc.
    ///
    /// # Errors
    /// /proc/self cannot be read.
    pub fn own_pid(&self) -> Result<i64> {
        let mut buffer = [0; 1024];
        let text = read_once(&self.proc, c"self/status", &mut buffer)
            .map_err(|source| self.unreadable("proc/self/status", source))?;
        Ok(status::Status::parse(text).tgid)
    }

    /// CPU times of every thread.
    ///
    /// # Errors
    /// /proc cannot be listed.
    pub fn cpu_times(&self) -> Result<Vec<ThreadTimes>> {
        let list = || scan::numbered(&scan::list_dir(&self.proc, c".")?);
        let mut times = Vec::new();
        let mut buffer = [0; 1024];
        for pid in list().map_err(|source| self.unreadable("proc", source))? {
            let Ok(tasks) = scan::list_dir(&self.proc, format!("{pid}/task").as_str()) else { continue };
            for tid in scan::numbered(&tasks).unwrap_or_default() {
                let text = read_once(&tasks, format!("{tid}/stat").as_str(), &mut buffer);
                if let Some(stat) = text.ok().and_then(Stat::parse) {
                    times.push(ThreadTimes { tid: tid as i64, utime: stat.utime, stime: stat.stime });
                }
            }
        }
        Ok(times)
    }

    /// The machine.
    ///
    /// # Errors
    /// Its /proc does not report when it was booted.
    pub fn machine_info(&self) -> Result<MachineInfo> {
        super::machine::machine(&self.root).ok_or_else(|| Error::Io {
            action: "cannot learn when the machine was booted from",
            path: self.root.join("proc/stat"),
            source: std::io::ErrorKind::InvalidData.into(),
        })
    }

    /// This program.
    pub fn agent_info(&self) -> AgentInfo {
        super::machine::agent()
    }

    /// Addresses of the machine's interfaces, as seen from our network namespace.
    ///
    /// # Errors
    /// The system does not report them.
    pub fn interfaces(&self) -> Result<(Vec<Ipv4Interface>, Vec<Ipv6Interface>)> {
        interfaces::interfaces().map_err(|source| Error::System {
            action: "cannot list network interfaces".into(),
            source: source.into(),
        })
    }

    /// Users and groups in the machine's files; those of a name service are found one by one ([`Lookup`]).
    pub fn users(&self) -> (Vec<UserRecord>, Vec<GroupRecord>) {
        (super::users::users(&self.root), super::users::groups(&self.root))
    }

    fn directory(&self, pid: i64) -> Option<OwnedFd> {
        open_dir(&self.proc, Name::new(pid.try_into().ok()?).as_c_str()).ok()
    }

    fn unreadable(&self, file: &str, source: rustix::io::Errno) -> Error {
        Error::Io { action: "cannot read", path: self.root.join(file), source: source.into() }
    }
}

/// Every socket that the process with this directory sees, each with its inode and no number; `None` where there is no
/// such process.
pub fn sockets(process: &Path) -> Option<Vec<FdRecord>> {
    let directory = open_dir(rustix::fs::CWD, process).ok()?;
    Some(SocketTable::read(directory.as_fd()).into_records())
}

/// Nanoseconds since the epoch at which the machine was booted.
pub fn boot_time() -> u64 {
    super::machine::exact_boot_time()
}

impl Lookup for Platform {
    fn thread(&mut self, tid: i64, with_fds: bool) -> Option<(ThreadRecord, Vec<FdRecord>)> {
        self.process(tid, if with_fds { Descriptors::All } else { Descriptors::Files })
    }

    fn descriptors(&mut self, thread: &ThreadIdentity<'_>, numbers: &[i32]) -> Vec<FdRecord> {
        self.numbered_descriptors(thread, numbers, true)
    }

    fn user(&mut self, uid: u32) -> Option<UserRecord> {
        super::users::user(&self.root, uid)
    }

    fn group(&mut self, gid: u32) -> Option<GroupRecord> {
        super::users::group(&self.root, gid)
    }

    fn environment(&mut self, pid: i64) -> Option<Vec<u8>> {
        super::process::environment(&self.root, pid)
    }
}
