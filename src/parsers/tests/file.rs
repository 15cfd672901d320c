// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::parsers::StateChange;
use crate::schema::FdType;
use crate::schema::flags::open::*;

impl Machine {
    pub(super) fn openat(&mut self, tid: i64, fd: i64, dirfd: i64, name: &[u8], flags: u32) {
        let event = self.event(tid, Code::SyscallOpenat_2X);
        self.run(event.i64(fd).i64(dirfd).text(name).u32(flags).u32(0).u32(0xfe00).u64(77));
    }

    fn close(&mut self, tid: i64, res: i64, fd: i64) {
        let event = self.event(tid, Code::SyscallCloseX);
        self.run(event.i64(res).i64(fd));
    }
}

#[test]
fn openat_names_follow_the_directory() {
    let mut m = Machine::new();
    for (dirfd, name, full) in [
        (-100, &b"notes.txt"[..], "/root/notes.txt"),
        (9, b"../x", "/srv/x"),
        (9, b"/etc/passwd", "/etc/passwd"),
        (55, b"rel", "<UNKNOWN>rel"),
    ] {
        m.openat(SHELL, 3, dirfd, name, PPM_O_RDONLY | PPM_O_CLOEXEC);
        assert_eq!(m.name(SHELL, 3), full);
        assert!(m.at.name_changed);
    }
    let fd = m.fd(SHELL, 3).expect("open");
    assert_eq!((fd.ty, fd.dev, fd.ino, fd.is_close_on_exec()), (FdType::FileV2, 0xfe00, 77, true));
    assert_eq!(fd.name_raw.bytes(), b"rel");
    assert_eq!(m.fd(FOLLOWER, 3).map(|fd| fd.ino), Some(77), "followers share the table");
    assert_eq!(m.thread(SHELL).lastevent_fd, 3);
}

#[test]
fn a_failed_open_opens_nothing_but_is_told() {
    let mut m = Machine::attentive();
    m.openat(SHELL, -2, -100, b"/nope", 0);
    assert_eq!((m.event_fd().is_none(), m.at.error), (true, 2));
    assert_eq!(m.verdict.state_changes[..], [StateChange::Open { path: b"/nope".to_vec(), flags: 0 }]);
    m.openat(SHELL, 5, -100, b"dir", PPM_O_DIRECTORY);
    assert_eq!(m.event_fd().map(|fd| fd.ty), Some(FdType::Directory));
    assert!(m.verdict.state_changes.is_empty());
}

#[test]
fn the_entry_of_an_open_wins_over_what_is_read_later() {
    let mut m = Machine::new();
    let enter = m.event(SHELL, Code::SyscallOpenat_2E);
    m.run(enter.i64(9).text(b"asked").u32(PPM_O_RDWR).u32(0));
    m.openat(SHELL, 3, -100, b"/forged", PPM_O_RDONLY | PPM_O_F_CREATED);
    assert_eq!(m.name(SHELL, 3), "/srv/data/asked");
    assert_eq!(m.fd(SHELL, 3).map(|fd| fd.open_flags), Some(PPM_O_RDWR | PPM_O_F_CREATED));
    assert_eq!((m.state.counters.stored_events, m.state.counters.retrieved_events), (1, 1));
    m.openat(SHELL, 4, -100, b"/other", 0);
    assert_eq!(m.name(SHELL, 4), "/other", "an enter event serves one exit event");
}

#[test]
fn the_entry_of_another_call_is_not_believed() {
    let mut m = Machine::new();
    let enter = m.event(SHELL, Code::SyscallOpenE);
    m.run(enter.text(b"/asked").u32(0).u32(0));
    m.openat(SHELL, 3, -100, b"/real", 0);
    assert_eq!(m.name(SHELL, 3), "/real");
    assert_eq!(m.state.counters.retrieved_events, 0);
}

#[test]
fn creat_takes_its_layer_from_a_parameter_of_its_own() {
    let mut m = Machine::new();
    let event = m.event(SHELL, Code::SyscallCreatX);
    m.run(event.i64(3).text(b"new").u32(0).u32(1).u64(2).u16(PPM_FD_UPPER_LAYER_CREAT as u16));
    let fd = m.fd(SHELL, 3).expect("open");
    assert!(fd.has(Fd::OVERLAY_UPPER) && !fd.has(Fd::OVERLAY_LOWER));
    assert_eq!(fd.name.bytes(), b"/root/new");
}

#[test]
fn a_path_that_could_not_be_read_is_no_path() {
    let mut m = Machine::new();
    m.openat(SHELL, 3, -100, b"", 1);
    let chdir = |m: &mut Machine, path: Option<&[u8]>| {
        let event = m.event(SHELL, Code::SyscallChdirX).i64(0);
        m.run(match path {
            Some(path) => event.text(path),
            None => event.bytes(b""),
        });
    };
    let unread = |m: &mut Machine, fd: i64, dirfd: i64| {
        let event = m.event(SHELL, Code::SyscallOpenat_2X).i64(fd).i64(dirfd).bytes(b"");
        m.run(event.u32(1).u32(0).u32(7).u64(8));
    };
    unread(&mut m, 4, -100);
    let fd = m.fd(SHELL, 4).expect("it is open");
    assert_eq!((fd.name.len(), fd.name_raw.len(), fd.dev, fd.ino, fd.is_file()), (0, 0, 7, 8, true));
    // A file of that name.
    m.openat(SHELL, 5, -100, b"<NA>", 1);
    assert_eq!(m.name(SHELL, 5), "/root/<NA>");
    // Where the process is, is not known from then on.
    chdir(&mut m, None);
    m.openat(SHELL, 6, -100, b"r", 1);
    chdir(&mut m, Some(b"x"));
    m.openat(SHELL, 7, -100, b"r", 1);
    m.openat(SHELL, 8, -100, b"/abs", 1);
    m.openat(SHELL, 10, 4, b"r", 1);
    assert_eq!([6, 7, 8, 10].map(|fd| m.name(SHELL, fd)), ["<UNKNOWN>r", "<UNKNOWN>r", "/abs", "<UNKNOWN>r"]);
    assert_eq!(m.state.threads.known_cwd(m.thread(SHELL)), None);
    chdir(&mut m, Some(b"/a"));
    m.openat(SHELL, 6, -100, b"r", 1);
    assert_eq!((m.name(SHELL, 6), m.cwd(SHELL)), ("/a/r".into(), "/a/".into()));
    let event = m.event(SHELL, Code::SyscallFchdirX);
    m.run(event.i64(0).i64(4));
    assert_eq!(m.state.threads.known_cwd(m.thread(SHELL)), None);
}

#[test]
fn missing_and_short_parameters_change_nothing() {
    let mut m = Machine::new();
    let event = m.event(SHELL, Code::SyscallOpenX);
    m.run(event.i64(3).text(b"/a"));
    let event = m.event(SHELL, Code::SyscallPipeX);
    m.run(event.i64(0).u32(3).i64(4).u64(1));
    let event = m.event(SHELL, Code::SyscallDup_1X);
    m.run(event);
    assert_eq!(m.state.counters.malformed_events, 3);
    assert_eq!(m.state.threads.fd_count(m.thread(SHELL)), 2);
}

#[test]
fn a_closed_descriptor_stays_until_the_next_event() {
    let mut m = Machine::attentive();
    m.close(SHELL, 0, 9);
    assert_eq!(m.event_fd().map(|fd| fd.name.bytes()), Some(&b"/srv/data"[..]));
    assert_eq!(m.verdict.state_changes[..], [StateChange::EraseFd { tid: SHELL, fd: 9, closed: true }]);
    m.settle();
    assert!(m.fd(SHELL, 9).is_none() && m.fd(SHELL, 0).is_some());
    m.close(SHELL, -9, 42);
    m.settle();
    assert_eq!(m.state.counters.removed_fds, 1);
}

#[test]
fn close_range_closes_or_marks() {
    let mut m = Machine::new();
    m.openat(SHELL, 3, -100, b"/a", 0);
    m.openat(SHELL, 300, -100, b"/b", 0);
    let event = m.event(SHELL, Code::SyscallCloseRangeX);
    m.run(event.i64(0).u32(3).u32(u32::MAX).u32(PPM_CLOSE_RANGE_CLOEXEC));
    assert!(m.fd(SHELL, 300).is_some_and(Fd::is_close_on_exec));
    assert!(!m.fd(SHELL, 0).is_some_and(Fd::is_close_on_exec));
    let event = m.event(SHELL, Code::SyscallCloseRangeX);
    m.run(event.i64(0).u32(3).u32(u32::MAX).u32(0));
    assert_eq!(m.state.threads.fd_count(m.thread(SHELL)), 1);
}

#[test]
fn duplicates_lose_and_gain_close_on_exec() {
    let mut m = Machine::new();
    m.openat(SHELL, 3, -100, b"/a", PPM_O_CLOEXEC);
    let event = m.event(SHELL, Code::SyscallDup2X);
    m.run(event.i64(1).i64(3).i64(1));
    assert_eq!((m.name(SHELL, 1), m.at.name_changed), ("/a".into(), false));
    assert!(!m.fd(SHELL, 1).is_some_and(Fd::is_close_on_exec));
    let event = m.event(SHELL, Code::SyscallDup3X);
    m.run(event.i64(0).i64(3).i64(0).u32(PPM_O_CLOEXEC));
    assert!(m.fd(SHELL, 0).is_some_and(Fd::is_close_on_exec));
    use crate::schema::flags::process::{PPM_CL_PIPE_DST, PPM_CL_PIPE_SRC};
    let pipes = PPM_CL_PIPE_DST | PPM_CL_PIPE_SRC;
    assert_eq!(m.thread(SHELL).flags & pipes, pipes);
    let event = m.event(SHELL, Code::SyscallFcntlX);
    m.run(event.i64(0).i64(1).u8(PPM_FCNTL_F_SETFD as u8).u64(1));
    assert!(m.fd(SHELL, 1).is_some_and(Fd::is_close_on_exec));
    let event = m.event(SHELL, Code::SyscallFcntlX);
    m.run(event.i64(20).i64(1).u8(PPM_FCNTL_F_DUPFD as u8).u64(20));
    assert_eq!((m.name(SHELL, 20), m.fd(SHELL, 20).map(Fd::is_close_on_exec)), ("/a".into(), Some(false)));
    let event = m.event(SHELL, Code::SyscallDup2X);
    m.run(event.i64(30).i64(77).i64(30));
    assert!(m.fd(SHELL, 30).is_none(), "a copy of nothing is nothing");
    let event = m.event(SHELL, Code::SyscallDup2X);
    m.run(event.i64(3).i64(3).i64(3));
    assert!(m.fd(SHELL, 3).is_some_and(Fd::is_close_on_exec), "a copy to itself changes nothing");
}

#[test]
fn directories_are_changed_by_path_and_by_descriptor() {
    let mut m = Machine::new();
    let event = m.event(SHELL, Code::SyscallChdirX);
    m.run(event.i64(0).text(b"sub/../other"));
    assert_eq!(m.cwd(SHELL), "/root/other/");
    let event = m.event(SHELL, Code::SyscallChdirX);
    m.run(event.i64(-2).text(b"/nowhere"));
    assert_eq!(m.cwd(FOLLOWER), "/root/other/");
    let event = m.event(SHELL, Code::SyscallFchdirX);
    m.run(event.i64(0).i64(9));
    assert_eq!(m.cwd(SHELL), "/srv/data/");
    let event = m.event(SHELL, Code::SyscallGetcwdX);
    m.run(event.i64(6).text(b"/real"));
    assert_eq!(m.cwd(SHELL), "/real/");
    let event = m.event(SHELL, Code::SyscallChrootX);
    m.run(event.i64(0).text(b"jail"));
    assert_eq!(m.thread(SHELL).root.bytes(), b"/real/jail");
}

#[test]
fn every_kind_of_descriptor() {
    let mut m = Machine::new();
    let calls: [(Code, FdType, &[&[u8]]); 13] = [
        (Code::SyscallEventfdX, FdType::Event, &[]),
        (Code::SyscallEventfd2X, FdType::Event, &[&[1, 0], &[0; 8]]),
        (Code::SyscallSignalfdX, FdType::Signalfd, &[]),
        (Code::SyscallSignalfd4X, FdType::Signalfd, &[&[1, 0], &[0; 8], &[0; 4]]),
        (Code::SyscallTimerfdCreateX, FdType::Timerfd, &[&[1], &[1]]),
        (Code::SyscallInotifyInitX, FdType::Inotify, &[]),
        (Code::SyscallInotifyInit1X, FdType::Inotify, &[&[1, 0]]),
        (Code::SyscallBpf_2X, FdType::Bpf, &[]),
        (Code::SyscallUserfaultfdX, FdType::Userfaultfd, &[]),
        (Code::SyscallIoUringSetupX, FdType::IoUring, &[]),
        (Code::SyscallEpollCreateX, FdType::Eventpoll, &[]),
        (Code::SyscallEpollCreate1X, FdType::Eventpoll, &[&[1, 0, 0, 0]]),
        (Code::SyscallMemfdCreateX, FdType::Memfd, &[b"shm\0", &[1, 0, 0, 0]]),
    ];
    for (number, (code, ty, params)) in (3..).zip(calls) {
        for returned in [-24, number] {
            let mut event = m.event(SHELL, code).i64(returned);
            for param in params {
                event.push(param);
            }
            m.run(event);
        }
        assert_eq!(m.fd(SHELL, number).map(|fd| fd.ty), Some(ty), "{}", code.enum_name());
    }
    assert_eq!(m.name(SHELL, 15), "shm");
    assert!(m.fd(SHELL, 14).is_some_and(Fd::is_close_on_exec));
}

#[test]
fn pipes_and_pidfds() {
    let mut m = Machine::new();
    let event = m.event(SHELL, Code::SyscallPipe2X);
    m.run(event.i64(0).i64(3).i64(4).u64(12).u32(PPM_O_CLOEXEC));
    assert_eq!(m.fd(SHELL, 4).map(|fd| (fd.ty, fd.ino)), Some((FdType::Fifo, 12)));
    assert_eq!((m.thread(SHELL).lastevent_fd, m.at.name_changed), (4, false));
    let event = m.event(1, Code::SyscallPidfdOpenX);
    m.run(event.i64(7).i64(SHELL).u32(0));
    assert_eq!(m.name(1, 7), "/proc/100");
    let event = m.event(1, Code::SyscallPidfdGetfdX);
    m.run(event.i64(8).i64(7).i64(9).u32(0));
    assert_eq!(m.name(1, 8), "/srv/data");
    let event = m.event(1, Code::SyscallPidfdGetfdX);
    m.run(event.i64(10).i64(8).i64(9).u32(0));
    assert!(m.fd(1, 10).is_none(), "not a pidfd");
}

#[test]
fn a_full_table_takes_no_more() {
    let mut m = Machine::new();
    m.state.threads.max_fds = 3;
    m.openat(SHELL, 3, -100, b"/a", 0);
    m.openat(SHELL, 4, -100, b"/b", 0);
    assert!(m.fd(SHELL, 3).is_some() && m.event_fd().is_none());
    m.openat(SHELL, 3, -100, b"/c", 0);
    assert_eq!((m.name(SHELL, 3), m.state.counters.drops_full_fdtable), ("/c".into(), 1));
}

#[test]
fn an_unknown_thread_gets_an_entry_without_a_past() {
    let mut m = Machine::new();
    m.openat(555, 3, -100, b"x", 0);
    let thread = m.thread(555);
    assert!(thread.is_invalid());
    assert_eq!((thread.comm.bytes(), thread.pid), (&b"<NA>"[..], -1));
    assert_eq!(m.name(555, 3), "./x");
}

#[test]
fn ioctl_sets_close_on_exec() {
    let mut m = Machine::new();
    m.openat(SHELL, 5, -100, b"/etc/hosts", 1);
    let flags = |m: &Machine| m.fd(SHELL, 5).expect("open").open_flags & PPM_O_CLOEXEC;
    let ioctl = |m: &mut Machine, res: i64, request: u64| {
        let event = m.event(SHELL, Code::SyscallIoctl_3X);
        m.run(event.i64(res).i64(5).u64(request).u64(0));
        flags(m)
    };
    assert_eq!(ioctl(&mut m, 0, 0x5451), PPM_O_CLOEXEC);
    assert_eq!(ioctl(&mut m, 0, 0x5401), PPM_O_CLOEXEC);
    assert_eq!(ioctl(&mut m, -25, 0x5450), PPM_O_CLOEXEC);
    assert_eq!(ioctl(&mut m, 0, 0x5450), 0);
}

#[test]
fn a_directory_as_root_of_a_path() {
    let mut m = Machine::new();
    m.openat(SHELL, 5, -100, b"/srv/jail", 1);
    for (given, name) in [
        (&b"/shadow"[..], "/srv/jail/shadow"),
        (b"../../shells", "/srv/jail/shells"),
        (b"a/../b", "/srv/jail/b"),
        (b"/", "/srv/jail"),
    ] {
        let event = m.event(SHELL, Code::SyscallOpenat2X);
        m.run(event.i64(6).i64(5).text(given).u32(1).u32(0).u32(PPM_RESOLVE_IN_ROOT).u32(1).u64(2));
        assert_eq!(m.name(SHELL, 6), name, "{}", String::from_utf8_lossy(given));
    }
}
