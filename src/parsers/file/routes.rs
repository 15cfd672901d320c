// SPDX-License-Identifier: Apache-2.0
//! Which function runs for which event of this family.

use super::super::parser::Parser;
use super::{close, directory, duplicate, made, open, pidfd, pipe};
use crate::schema::Code;

pub(in crate::parsers) const ROUTES: &[(Code, Parser)] = &[
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
    (Code::SyscallIoctl_3X, duplicate::ioctl),
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
