//! Files, pipes, directories and descriptors as such.

mod close;
mod directory;
mod duplicate;
mod made;
mod open;
mod pidfd;
mod pipe;

use super::Parser;
use super::context::ParseContext;
use crate::schema::Code;
use crate::state::path;

pub(super) const ROUTES: &[(Code, Parser)] = &[
    (Code::SyscallOpenX, open::open),
    (Code::SyscallCreatX, open::creat),
    (Code::SyscallOpenat_2X, open::openat),
    (Code::SyscallOpenat2X, open::openat2),
    (Code::SyscallOpenByHandleAtX, open::open_by_handle_at),
    (Code::SyscallCloseX, close::close),
    (Code::SyscallCloseRangeX, close::close_range),
    (Code::SyscallPipeX, pipe::pipe),
    (Code::SyscallPipe2X, pipe::pipe2),
    (Code::SyscallDup_1X, duplicate::dup),
    (Code::SyscallDup2X, duplicate::dup),
    (Code::SyscallDup3X, duplicate::dup3),
    (Code::SyscallFcntlX, duplicate::fcntl),
    (Code::SyscallChdirX, directory::chdir),
    (Code::SyscallFchdirX, directory::fchdir),
    (Code::SyscallGetcwdX, directory::getcwd),
    (Code::SyscallChrootX, directory::chroot),
    (Code::SyscallEventfdX, made::eventfd),
    (Code::SyscallEventfd2X, made::eventfd2),
    (Code::SyscallSignalfdX, made::signalfd),
    (Code::SyscallSignalfd4X, made::signalfd4),
    (Code::SyscallTimerfdCreateX, made::timerfd),
    (Code::SyscallInotifyInitX, made::inotify),
    (Code::SyscallInotifyInit1X, made::inotify1),
    (Code::SyscallBpf_2X, made::bpf),
    (Code::SyscallUserfaultfdX, made::userfaultfd),
    (Code::SyscallIoUringSetupX, made::io_uring),
    (Code::SyscallEpollCreateX, made::epoll),
    (Code::SyscallEpollCreate1X, made::epoll1),
    (Code::SyscallMemfdCreateX, made::memfd),
    (Code::SyscallPidfdOpenX, pidfd::open),
    (Code::SyscallPidfdGetfdX, pidfd::getfd),
];

/// Appends the directory that `name` is relative to: nothing for an absolute name, the working directory of the
/// process, the path of `dirfd` with a `/` at its end, or `<UNKNOWN>`. Gives the descriptor where one was used.
pub(super) fn base_directory(
    ctx: &mut ParseContext<'_, '_>,
    name: &[u8],
    dirfd: i64,
    out: &mut Vec<u8>,
) -> Base {
    const AT_FDCWD: i64 = crate::schema::flags::open::PPM_AT_FDCWD as i64;
    if name.starts_with(b"/") {
        return Base::Absolute;
    }
    if let Some(thread) = ctx.thread() {
        if dirfd == AT_FDCWD {
            out.extend_from_slice(ctx.state.threads.cwd(thread));
            return Base::WorkingDirectory;
        }
        if let Some(found) = ctx.find_fd(dirfd)
            && let Some(fd) = ctx.state.threads.at(found.0).and_then(|t| t.fd_table.get(found.1))
        {
            if fd.name.is_empty() {
                out.extend_from_slice(path::UNKNOWN);
            } else {
                out.extend_from_slice(&fd.name);
                if !out.ends_with(b"/") {
                    out.push(b'/');
                }
            }
            return Base::Descriptor(found);
        }
    }
    out.extend_from_slice(path::UNKNOWN);
    Base::Unknown
}

/// What a relative name is relative to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    /// Nothing: the name is absolute.
    Absolute,
    /// The working directory.
    WorkingDirectory,
    /// This descriptor: slot and number.
    Descriptor((u32, i64)),
    /// It cannot be told.
    Unknown,
}
