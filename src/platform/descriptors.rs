// SPDX-License-Identifier: Apache-2.0
//! File descriptors of a process, from /proc/PID/fd and /proc/PID/fdinfo (proc_pid_fd(5), proc_pid_fdinfo(5)).

use super::mounts::Mounts;
use super::number::{bracketed, decimal, first_number, octal};
use super::read::{Name, open_dir, read_link, read_once};
use super::sockets::SocketTable;
use crate::schema::FdType;
use crate::schema::flags::open;
use crate::snapshot::{FdDetail, FdRecord};
use parking_lot::Mutex;
use rustc_hash::FxHashMap;
use rustix::fd::{AsFd, BorrowedFd};
use rustix::fs::{AtFlags, FileType, Mode, OFlags, RawDir, openat, statat};
use std::mem::MaybeUninit;
use std::sync::Arc;

/// Tables of sockets by the inode of their network namespace, read when first needed.
#[derive(Debug, Default)]
pub(super) struct Namespaces(Mutex<FxHashMap<u64, Arc<SocketTable>>>);

impl Namespaces {
    fn table(&self, process: BorrowedFd<'_>) -> Arc<SocketTable> {
        let namespace = statat(process, c"ns/net", AtFlags::empty()).map_or(0, |stat| stat.st_ino);
        // Held while the table is read, so that a second reader waits rather than read it again.
        let mut tables = self.0.lock();
        Arc::clone(tables.entry(namespace).or_insert_with(|| Arc::new(SocketTable::read(process))))
    }
}

/// Which of a process's descriptors are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Descriptors {
    /// None.
    None,
    /// Sockets only.
    Sockets,
    /// All but sockets, whose tables are costly.
    Files,
    /// All.
    All,
}

/// Reads descriptors.
pub(super) struct Reader<'a> {
    pub namespaces: &'a Namespaces,
    pub mounts: &'a mut Mounts,
    pub which: Descriptors,
    /// Maximum number of descriptors of a process; 0 for no limit.
    pub limit: u32,
}

impl Reader<'_> {
    /// Every descriptor of `process`, a /proc/PID directory, in the order of the directory. None where access is
    /// denied.
    pub fn all(&mut self, process: BorrowedFd<'_>) -> Vec<FdRecord> {
        let mut found = Vec::new();
        if self.which == Descriptors::None {
            return found;
        }
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let Ok(directory) = openat(process, c"fd", flags, Mode::empty()) else { return found };
        let mut sockets = None;
        let mut buffer = [MaybeUninit::<u8>::uninit(); 8192];
        let mut entries = RawDir::new(&directory, &mut buffer);
        while let Some(Ok(entry)) = entries.next() {
            let Some(number) = decimal(entry.file_name().to_bytes()) else { continue };
            if let Some(record) = self.one(process, directory.as_fd(), number, &mut sockets) {
                found.push(record);
                if self.limit > 0 && found.len() >= self.limit as usize {
                    break;
                }
            }
        }
        found
    }

    /// The descriptor of this number; `None` where it is not open or not of a requested kind.
    pub fn numbered(&mut self, process: BorrowedFd<'_>, number: u64) -> Option<FdRecord> {
        let directory = open_dir(process, c"fd").ok()?;
        self.one(process, directory.as_fd(), number, &mut None)
    }

    fn one(
        &mut self,
        process: BorrowedFd<'_>,
        directory: BorrowedFd<'_>,
        number: u64,
        sockets: &mut Option<Arc<SocketTable>>,
    ) -> Option<FdRecord> {
        let name = Name::new(number);
        let link = read_link(directory, name.as_c_str()).ok()?;
        let fd = i64::try_from(number).ok()?;
        // The link shows the kind of everything without a path; only what has one needs a stat().
        if link.starts_with(b"socket:") {
            if matches!(self.which, Descriptors::Files) {
                return None;
            }
            return socket(fd, link, || {
                Arc::clone(sockets.get_or_insert_with(|| self.namespaces.table(process)))
            });
        }
        if self.which == Descriptors::Sockets {
            return None;
        }
        if let Some(ino) = bracketed(&link, b"pipe:") {
            return Some(FdRecord { fd, ino, ty: FdType::Fifo, detail: FdDetail::Name(link) });
        }
        let stat = statat(directory, name.as_c_str(), AtFlags::empty()).ok()?;
        let ino = stat.st_ino;
        let (ty, detail) = match FileType::from_raw_mode(stat.st_mode) {
            FileType::Fifo => (FdType::Fifo, FdDetail::Name(link)),
            FileType::Directory => (FdType::Directory, FdDetail::Name(link)),
            FileType::Socket => (FdType::Unsupported, FdDetail::Name(link)),
            _ if link.starts_with(b"/memfd:") => (FdType::Memfd, FdDetail::Name(link)),
            FileType::RegularFile | FileType::BlockDevice | FileType::CharacterDevice | FileType::Symlink => {
                (FdType::FileV2, self.file(process, number, link))
            }
            FileType::Unknown => (anonymous(&link), FdDetail::Name(Vec::new())),
        };
        Some(FdRecord { fd, ino, ty, detail })
    }

    fn file(&mut self, process: BorrowedFd<'_>, number: u64, name: Vec<u8>) -> FdDetail {
        let mut buffer = [0; 512];
        let file = Name::below(b"fdinfo/", number);
        let info =
            read_once(process, file.as_c_str(), &mut buffer).map_or_else(|_| Info::default(), Info::parse);
        let dev = if info.mount_id == 0 { 0 } else { self.mounts.device(process, info.mount_id) };
        FdDetail::File { open_flags: info.open_flags, name, mount_id: info.mount_id, dev }
    }
}

fn socket(fd: i64, link: Vec<u8>, table: impl FnOnce() -> Arc<SocketTable>) -> Option<FdRecord> {
    let Some(ino) = bracketed(&link, b"socket:") else {
        return Some(FdRecord { fd, ino: 0, ty: FdType::Unsupported, detail: FdDetail::Name(link) });
    };
    // Sockets of families that no table lists are left out, as the original does.
    table().get(ino).map(|(ty, detail)| FdRecord { fd, ino, ty: *ty, detail: detail.clone() })
}

/// Kind of an anonymous inode (fs/anon_inodes.c and its users name them).
fn anonymous(link: &[u8]) -> FdType {
    match link.strip_prefix(b"anon_inode:") {
        Some(b"[eventfd]") => FdType::Event,
        Some(b"[eventpoll]") => FdType::Eventpoll,
        Some(b"inotify") => FdType::Inotify,
        Some(b"[signalfd]") => FdType::Signalfd,
        Some(b"[timerfd]") => FdType::Timerfd,
        Some(b"[io_uring]") => FdType::IoUring,
        Some(b"[userfaultfd]") => FdType::Userfaultfd,
        Some(b"[pidfd]") => FdType::Pidfd,
        Some(b"bpf-map" | b"bpf-prog" | b"bpf-link" | b"bpf_iter") => FdType::Bpf,
        _ => FdType::Unsupported,
    }
}

/// The contents of /proc/PID/fdinfo/FD.
#[derive(Debug, Default, PartialEq, Eq)]
struct Info {
    open_flags: u32,
    mount_id: u32,
}

impl Info {
    fn parse(text: &[u8]) -> Info {
        let mut info = Info::default();
        for line in text.split(|byte| *byte == b'\n') {
            if let Some(value) = line.strip_prefix(b"flags:") {
                info.open_flags = octal(value.trim_ascii()).map_or(0, |flags| portable_flags(flags as u32));
            } else if let Some(value) = line.strip_prefix(b"mnt_id:") {
                info.mount_id = first_number(value).and_then(|id| id.try_into().ok()).unwrap_or(0);
            }
        }
        info
    }
}

/// Open flags of the kernel as `PPM_O_` flags. `O_LARGEFILE` is left out: a 64-bit kernel sets it on every file.
fn portable_flags(flags: u32) -> u32 {
    let mut portable = match OFlags::from_bits_retain(flags) & OFlags::RWMODE {
        OFlags::WRONLY => open::PPM_O_WRONLY,
        OFlags::RDWR => open::PPM_O_RDWR,
        _ => open::PPM_O_RDONLY,
    };
    // A flag of several bits counts if any of them is there: O_SYNC with O_DSYNC, O_TMPFILE with O_DIRECTORY.
    let pairs = [
        (OFlags::CREATE, open::PPM_O_CREAT),
        (OFlags::TMPFILE, open::PPM_O_TMPFILE),
        (OFlags::APPEND, open::PPM_O_APPEND),
        (OFlags::DSYNC, open::PPM_O_DSYNC),
        (OFlags::EXCL, open::PPM_O_EXCL),
        (OFlags::NONBLOCK, open::PPM_O_NONBLOCK),
        (OFlags::SYNC, open::PPM_O_SYNC),
        (OFlags::TRUNC, open::PPM_O_TRUNC),
        (OFlags::DIRECT, open::PPM_O_DIRECT),
        (OFlags::DIRECTORY, open::PPM_O_DIRECTORY),
        (OFlags::CLOEXEC, open::PPM_O_CLOEXEC),
    ];
    for (theirs, ours) in pairs {
        if flags & theirs.bits() != 0 {
            portable |= ours;
        }
    }
    portable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_flags_and_mount() {
        let info = Info::parse(b"pos:\t0\nflags:\t02100001\nmnt_id:\t27\nino:\t5\n");
        assert_eq!(info.mount_id, 27);
        assert_eq!(info.open_flags, open::PPM_O_WRONLY | open::PPM_O_CLOEXEC);
        assert_eq!(Info::parse(b"flags:\t9\nmnt_id:\tx\n"), Info::default());
    }

    #[test]
    fn names_the_kinds_of_anonymous_inodes() {
        assert_eq!(anonymous(b"anon_inode:[eventfd]"), FdType::Event);
        assert_eq!(anonymous(b"anon_inode:bpf-map"), FdType::Bpf);
        assert_eq!(anonymous(b"anon_inode:[perf_event]"), FdType::Unsupported);
        assert_eq!(anonymous(b"/some/file"), FdType::Unsupported);
    }
}
