// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::parsers::StateChange;
use crate::schema::flags::open::PPM_O_CLOEXEC;
use crate::schema::flags::process::*;

/// What a clone reports; the numbers are those of the side that reports.
pub(super) struct Clone<'a> {
    pub(super) code: Code,
    pub(super) tid: i64,
    pub(super) returned: i64,
    pub(super) pid: i64,
    pub(super) ptid: i64,
    pub(super) flags: u32,
    pub(super) vtid: i64,
    pub(super) vpid: i64,
    pub(super) comm: &'a [u8],
}

impl Default for Clone<'_> {
    fn default() -> Self {
        Self {
            code: Code::SyscallClone_20X,
            tid: SHELL,
            returned: 200,
            pid: SHELL,
            ptid: 1,
            flags: 0,
            vtid: SHELL,
            vpid: SHELL,
            comm: b"bash",
        }
    }
}

impl Clone<'_> {
    /// The child's side of a fork of the shell.
    pub(super) fn child(tid: i64) -> Self {
        Self { tid, returned: 0, pid: tid, ptid: SHELL, vtid: tid, vpid: tid, ..Self::default() }
    }

    /// The child's side of a new thread of the shell.
    pub(super) fn thread(tid: i64) -> Self {
        let flags = PPM_CL_CLONE_THREAD | PPM_CL_CLONE_FILES;
        Self { tid, returned: 0, ptid: 1, vtid: tid, flags, ..Self::default() }
    }
}

impl Machine {
    pub(super) fn clone(&mut self, c: Clone<'_>) {
        let event = self.event(c.tid, c.code).i64(c.returned).text(b"bash").bytes(b"-l\0");
        let event = event.i64(c.tid).i64(c.pid).i64(c.ptid).text(b"").i64(1024);
        let event = event.u64(1).u64(2).u32(3).u32(4).u32(5).text(c.comm);
        let event = event.bytes(b"cpuset=/a\0memory=/b\0").u32(c.flags).u32(0).u32(0);
        self.run(event.i64(c.vtid).i64(c.vpid).u64(77));
    }

    pub(super) fn execve(&mut self, tid: i64, pid: i64, comm: &[u8]) {
        let event = self.event(tid, Code::SyscallExecve_19X).i64(0).text(comm).bytes(b"-x\0y\0");
        let event = event.i64(tid).i64(pid).i64(1).text(b"").u64(512);
        let event = event.u64(1).u64(2).u32(3).u32(4).u32(5).text(comm).bytes(b"cpuset=/c\0");
        let event = event.bytes(b"A=1\0B= two \0").u32(34816).i64(10).u32(1000).u32(PPM_EXE_WRITABLE);
        let event = event.u64(1).u64(2).u64(3).u64(42).u64(1_000).u64(2_000).u32(1000);
        self.run(event.text(b"/usr/bin/prog (deleted)").i64(11).u32(1000).text(b"prog"));
    }

    pub(super) fn exit(&mut self, tid: i64, reaper: i64) {
        let event = self.event(tid, Code::Procexit_1E);
        self.run(event.i64(0).i64(0).u8(0).u8(0).i64(reaper));
    }

    fn group(&self, tid: i64) -> u64 {
        self.state.threads.living_threads(self.thread(tid))
    }
}

fn check_fork(m: &Machine) {
    let child = m.thread(200);
    assert_eq!((child.pid, child.ptid, child.vtid, child.vpid), (200, SHELL, 200, 200));
    assert_eq!((child.comm.bytes(), child.exepath()), (&b"bash"[..], &b"/bin/bash"[..]));
    assert_eq!((child.pfmajor, child.vmswap_kb, child.fdlimit), (1, 5, 1024));
    assert_eq!(child.cgroup(b"memory"), Some(&b"/b"[..]));
    assert_eq!((m.cwd(200), m.name(200, 9)), ("/root/".into(), "/srv/data".into()));
    assert_eq!(m.state.threads.env_value(child, b"HOME"), Some(&b"/root"[..]));
    let fds = m.state.threads.fds(child).expect("a leader has its own");
    assert_eq!(fds.flags_of(fds.get(9).expect("inherited")), Fd::CLONED | Fd::FROM_PROC);
    assert_eq!(m.group(200), 1);
    assert_eq!(m.state.threads.children(m.thread(SHELL)).map(|c| c.tid).collect::<Vec<_>>(), [200]);
    assert!(std::sync::Arc::ptr_eq(&child.image, &m.thread(SHELL).image), "the program is shared");
}

#[test]
fn a_fork_reported_by_the_caller_first() {
    let mut m = Machine::attentive();
    m.clone(Clone::default());
    check_fork(&m);
    assert_eq!(m.verdict.state_changes[..], [StateChange::Clone { tid: 200, collision: false }]);
    m.clone(Clone::child(200));
    check_fork(&m);
    assert_eq!(m.thread(200).flags & PPM_CL_CLONE_INVERTED, 0);
}

#[test]
fn a_fork_reported_by_the_child_first() {
    for code in [Code::SyscallClone_20X, Code::SyscallFork_20X, Code::SyscallVfork_20X, Code::SyscallClone3X]
    {
        let mut m = Machine::new();
        m.clone(Clone { code, ..Clone::child(200) });
        check_fork(&m);
        assert_ne!(m.thread(200).flags & PPM_CL_CLONE_INVERTED, 0);
        m.clone(Clone { code, ..Clone::default() });
        check_fork(&m);
    }
}

#[test]
fn a_failed_clone_makes_nothing() {
    let mut m = Machine::new();
    m.clone(Clone { returned: -11, ..Clone::default() });
    assert_eq!(m.state.threads.len(), 3);
}

#[test]
fn a_new_thread_joins_its_process() {
    let mut m = Machine::new();
    m.clone(Clone::thread(102));
    assert_eq!((m.thread(102).pid, m.group(SHELL)), (SHELL, 3));
    assert_eq!(m.name(102, 9), "/srv/data");
    let flags = PPM_CL_CLONE_THREAD;
    m.clone(Clone { returned: 103, flags, ..Clone::default() });
    assert_eq!((m.thread(103).pid, m.thread(103).ptid, m.group(SHELL)), (SHELL, 1, 4));
    assert_eq!(m.state.threads.living_followers(m.thread(103)), 3);
    m.exit(102, 0);
    assert_eq!((m.group(SHELL), m.thread(102).is_dead()), (3, true));
    m.settle();
    assert!(!m.knows(102) && m.knows(SHELL));
}

#[test]
fn callers_leave_namespaced_and_vforked_children_alone() {
    for flags in [PPM_CL_CHILD_IN_PIDNS, PPM_CL_CLONE_NEWPID, PPM_CL_CLONE_PARENT, PPM_CL_CLONE_VFORK] {
        let mut m = Machine::new();
        m.clone(Clone { flags, ..Clone::default() });
        assert!(!m.knows(200), "{flags:x}");
    }
    let mut m = Machine::new();
    m.clone(Clone { code: Code::SyscallVfork_20X, ..Clone::default() });
    assert!(!m.knows(200));
    m.state.boot_ts = 1000;
    m.clone(Clone { flags: PPM_CL_CHILD_IN_PIDNS, vtid: 5, vpid: 5, ..Clone::child(200) });
    let child = m.thread(200);
    assert_eq!((child.vtid, child.pidns_init_start_ts, child.is_in_pid_namespace()), (5, 1077, true));
}

#[test]
fn a_child_that_just_ended_is_not_made_again() {
    let mut m = Machine::new();
    m.clone(Clone::child(200));
    m.exit(200, 0);
    m.clone(Clone::default());
    assert!(!m.knows(200));
    m.wait(2_000_000_000);
    m.clone(Clone::default());
    assert!(m.knows(200));
}

#[test]
fn an_old_thread_of_the_same_id_makes_room() {
    let mut m = Machine::attentive();
    m.clone(Clone::default());
    m.clone(Clone { comm: b"later", ..Clone::default() });
    assert_eq!(m.thread(200).comm.bytes(), b"later");
    assert_eq!(m.verdict.state_changes[..], [StateChange::Clone { tid: 200, collision: true }]);
    m.wait(3_000_000_000);
    m.clone(Clone { comm: b"child", ..Clone::child(200) });
    assert_eq!(m.thread(200).comm.bytes(), b"child");
    assert_eq!((m.state.threads.children(m.thread(SHELL)).count(), m.group(200)), (1, 1));
}

#[test]
fn a_caller_that_is_its_own_child_is_made_anew() {
    let mut m = Machine::attentive();
    m.clone(Clone { returned: SHELL, comm: b"later", ..Clone::default() });
    let child = m.thread(SHELL);
    assert_eq!((child.comm.bytes(), child.pid, child.ptid), (&b"later"[..], SHELL, 0));
    assert_eq!((m.cwd(SHELL), m.name(SHELL, 9)), ("/root/".into(), "/srv/data".into()));
    assert_eq!(m.verdict.state_changes[..], [StateChange::Clone { tid: SHELL, collision: true }]);
}

#[test]
fn an_unknown_caller_is_revealed_by_its_clone() {
    let mut m = Machine::new();
    m.clone(Clone {
        tid: 300,
        returned: 301,
        pid: 300,
        ptid: SHELL,
        vtid: 300,
        vpid: 300,
        ..Clone::default()
    });
    let caller = m.thread(300);
    assert_eq!((caller.pid, caller.ptid, caller.comm.bytes()), (300, SHELL, &b"bash"[..]));
    assert_eq!((m.thread(301).ptid, m.group(300)), (300, 1));
    m.clone(Clone { pid: 400, ..Clone::thread(401) });
    assert_eq!((m.thread(400).pid, m.group(400)), (400, 2), "the leader is revealed, too");
}

#[test]
fn execve_loads_a_program() {
    let mut m = Machine::attentive();
    m.clone(Clone::child(200));
    let event = m.event(200, Code::SyscallOpenat_2X);
    m.run(event.i64(3).i64(-100).text(b"/tmp/x").u32(0x1000).u32(0).u32(0).u64(0));
    m.execve(200, 200, b"prog");
    let t = m.thread(200);
    assert_eq!((t.comm.bytes(), t.exe(), t.exepath()), (&b"prog"[..], &b"prog"[..], &b"/usr/bin/prog"[..]));
    let mut cmdline = Vec::new();
    t.push_cmdline(&mut cmdline);
    assert_eq!(cmdline, b"prog -x y");
    assert_eq!((t.uid, t.gid, t.loginuid, t.tty, t.vpgid, t.pgid), (1000, 1000, 1000, 34816, 10, 11));
    assert_eq!((t.image.exe_ino, t.image.exe_writable), (42, true));
    assert_eq!(t.exe_ino_ctime_duration_clone_ts, t.clone_ts - 1_000);
    assert_eq!(m.state.threads.env_value(t, b"B"), Some(&b"two"[..]));
    assert_eq!(t.cgroup(b"cpuset"), Some(&b"/c"[..]));
    assert!(t.lastexec_ts > t.clone_ts && t.flags & PPM_CL_CLONE_INVERTED != 0);
    assert!(m.fd(200, 3).is_none() && m.fd(200, 9).is_some(), "marked descriptors are closed");
    assert_eq!(m.thread(SHELL).exe(), b"bash", "the parent keeps its program");
    assert_eq!(m.verdict.state_changes[..], [StateChange::Execve]);
}

#[test]
fn execve_ends_the_other_threads() {
    let mut m = Machine::new();
    m.execve(SHELL, SHELL, b"prog");
    assert!(!m.knows(FOLLOWER) && m.group(SHELL) == 1);
}

#[test]
fn execve_of_a_follower_revives_the_leader() {
    let mut m = Machine::new();
    m.exit(SHELL, 0);
    m.settle();
    assert!(m.thread(SHELL).is_dead(), "kept while it has followers");
    m.execve(SHELL, SHELL, b"prog");
    assert!(!m.thread(SHELL).is_dead() && m.group(SHELL) == 1 && !m.knows(FOLLOWER));
}

#[test]
fn execve_reveals_an_unknown_thread() {
    let mut m = Machine::new();
    m.settle();
    m.execve(300, 300, b"prog");
    let t = m.thread(300);
    assert_eq!((t.pid, t.ptid, t.vpid, m.group(300)), (300, 1, 300, 1));
}

#[test]
fn orphans_go_to_a_follower_then_to_a_reaper_then_to_nobody() {
    let mut m = Machine::new();
    m.clone(Clone::child(200));
    m.exit(SHELL, 0);
    m.settle();
    assert_eq!(m.thread(200).ptid, FOLLOWER);
    m.exit(FOLLOWER, 1);
    m.settle();
    assert!(!m.knows(SHELL) && !m.knows(FOLLOWER));
    assert_eq!(m.thread(200).ptid, 1);
    m.exit(1, 0);
    m.settle();
    assert_eq!(m.thread(200).ptid, 0);
}

#[test]
fn a_subreaper_takes_orphans_below_it() {
    let mut m = Machine::new();
    m.clone(Clone::child(200));
    m.clone(Clone { ptid: 200, ..Clone::child(201) });
    let event = m.event(SHELL, Code::SyscallPrctlX);
    m.run(event.i64(0).u32(PPM_PR_SET_CHILD_SUBREAPER).text(b"").i64(1));
    m.exit(200, 0);
    m.settle();
    assert_eq!(m.thread(201).ptid, SHELL);
}

#[test]
fn ancestors_end_at_the_root_and_never_loop() {
    let mut m = Machine::new();
    m.clone(Clone::child(200));
    let line = |m: &Machine, tid| m.state.threads.ancestors(m.thread(tid)).map(|t| t.tid).collect::<Vec<_>>();
    assert_eq!(line(&m, 200), [SHELL, 1]);
    assert_eq!(m.state.threads.ancestor_process(m.thread(200), 2).map(|t| t.tid), Some(1));
    let slot = m.state.threads.slot(1).expect("known");
    m.state.threads.at_mut(slot).expect("known").ptid = 200;
    assert!(line(&m, 200).len() <= 6);
    assert!(m.state.threads.ancestor_process(m.thread(200), 1_000).is_some());
}

#[test]
fn the_session_leader_is_found_by_id_or_along_the_line() {
    let mut m = Machine::new();
    m.clone(Clone::child(200));
    for tid in [SHELL, 200] {
        let slot = m.state.threads.slot(tid).expect("known");
        m.state.threads.at_mut(slot).expect("known").sid = SHELL;
    }
    let leader = |m: &Machine, virtual_ids| {
        let found = m.state.threads.oldest_matching_ancestor(m.thread(200), |t| t.sid, virtual_ids);
        found.map(|t| t.tid)
    };
    assert_eq!((leader(&m, false), leader(&m, true)), (Some(SHELL), Some(SHELL)));
    let slot = m.state.threads.slot(200).expect("known");
    m.state.threads.at_mut(slot).expect("known").vtid = 7;
    assert_eq!(leader(&m, true), Some(SHELL));
}

#[test]
fn a_full_table_takes_no_more() {
    let mut m = Machine::new();
    m.state.threads.max_threads = 3;
    m.clone(Clone::child(200));
    let event = m.event(300, Code::GenericX);
    m.run(event.u16(0).u16(0));
    assert!(!m.knows(200) && !m.knows(300));
    assert_eq!(m.state.counters.drops_full_threadtable, 1);
}

/// The caller's side of a fork in a PID namespace, where the child has the id `returned`.
pub(super) fn namespaced(returned: i64) -> Clone<'static> {
    Clone { returned, flags: PPM_CL_CHILD_IN_PIDNS, ..Clone::default() }
}

/// The child's side.
pub(super) fn namespaced_child(tid: i64, vtid: i64) -> Clone<'static> {
    Clone { flags: PPM_CL_CHILD_IN_PIDNS, vtid, vpid: vtid, ..Clone::child(tid) }
}

impl Machine {
    pub(super) fn opens(&mut self, tid: i64, fd: i64, name: &[u8]) {
        let event = self.event(tid, Code::SyscallOpenX).i64(fd).text(name).u32(1).u32(0);
        self.run(event.u32(0).u64(0));
    }

    pub(super) fn closes(&mut self, tid: i64, fd: i64) {
        let event = self.event(tid, Code::SyscallCloseX);
        self.run(event.i64(0).i64(fd));
        let event = self.event(tid, Code::SyscallGetcwdX);
        self.run(event.i64(-1).text(b""));
    }

    pub(super) fn goes_to(&mut self, tid: i64, directory: &[u8]) {
        let event = self.event(tid, Code::SyscallChdirX);
        self.run(event.i64(0).text(directory));
    }

    fn has(&self, tid: i64, fd: i64) -> bool {
        self.fd(tid, fd).is_some()
    }
}

#[test]
fn a_child_in_a_pid_namespace_inherits_what_its_caller_had_then() {
    let mut m = Machine::new();
    m.opens(SHELL, 3, b"/kept");
    m.opens(SHELL, 4, b"/closed-after-fork");
    m.clone(namespaced(5));
    m.closes(SHELL, 4);
    m.opens(SHELL, 77, b"/opened-after-fork");
    m.goes_to(SHELL, b"/elsewhere");
    m.clone(namespaced_child(200, 5));
    assert_eq!([3, 4, 77].map(|fd| m.has(200, fd)), [true, true, false]);
    assert_eq!([3, 4, 77].map(|fd| m.has(SHELL, fd)), [true, false, true]);
    assert_eq!((m.cwd(200), m.cwd(SHELL)), ("/root/".into(), "/elsewhere/".into()));
    assert_eq!(m.state.births.len(), 0);
}

#[test]
fn of_several_children_each_has_its_own_moment() {
    let mut m = Machine::new();
    m.clone(namespaced(5));
    m.opens(SHELL, 3, b"/between");
    m.clone(namespaced(6));
    m.clone(namespaced_child(201, 6));
    m.clone(namespaced_child(200, 5));
    assert_eq!([200, 201].map(|tid| m.has(tid, 3)), [false, true]);
    // The id is used again while an older child was never seen.
    m.clone(namespaced(7));
    m.opens(SHELL, 8, b"/later");
    m.clone(namespaced(7));
    m.clone(namespaced_child(202, 7));
    assert!(m.has(202, 8));
    assert_eq!(m.state.births.len(), 0);
}

#[test]
fn a_child_whose_caller_has_ended_or_changed_its_program() {
    let mut m = Machine::new();
    m.opens(SHELL, 3, b"/kept");
    m.clone(namespaced(5));
    m.execve(SHELL, SHELL, b"other");
    m.clone(namespaced_child(200, 5));
    assert_eq!((m.thread(200).exe(), m.has(200, 3)), (&b"bash"[..], true));
    m.clone(Clone { tid: 200, returned: 6, vtid: 5, vpid: 5, ptid: SHELL, pid: 200, ..namespaced(6) });
    m.exit(200, 1);
    m.clone(Clone { ptid: 1, ..namespaced_child(201, 6) });
    assert_eq!((m.thread(201).exe(), m.has(201, 3)), (&b"bash"[..], true));
}

#[test]
fn a_child_that_reports_itself_first_leaves_nothing_to_wait_for() {
    let mut m = Machine::new();
    m.opens(SHELL, 4, b"/kept");
    m.clone(namespaced_child(200, 5));
    m.closes(SHELL, 4);
    m.clone(namespaced(5));
    assert!(m.has(200, 4));
    assert_eq!(m.state.births.len(), 0);
    // A new namespace, in which the child has another id than its caller was given.
    m.clone(Clone { returned: 300, flags: PPM_CL_CLONE_NEWPID, ..Clone::default() });
    m.opens(SHELL, 8, b"/later");
    m.clone(Clone { flags: PPM_CL_CLONE_NEWPID, vtid: 1, vpid: 1, ..Clone::child(300) });
    assert!(!m.has(300, 8) && m.knows(300));
    assert_eq!(m.state.births.len(), 0);
    for id in 0..10_000 {
        m.clone(namespaced(1_000 + id));
    }
    assert!(m.state.births.len() <= 64, "children that never report themselves do not pile up");
}

#[test]
fn an_id_that_is_used_again_is_a_new_process() {
    // A second report of the same side, however soon.
    for again in [Clone::child(200), Clone::default()] {
        let by_child = again.returned == 0;
        let mut m = Machine::new();
        m.clone(Clone { ..if by_child { Clone::child(200) } else { Clone::default() } });
        m.opens(200, 9, b"/old");
        m.goes_to(200, b"/old");
        m.clone(again);
        assert!(m.thread(200).fd_table.get(9).is_none_or(|fd| fd.name.bytes() == b"/srv/data"));
        assert_eq!(m.cwd(200), "/root/", "by child: {by_child}");
    }
    // Both sides of one clone.
    for caller_first in [true, false] {
        let mut m = Machine::new();
        m.clone(if caller_first { Clone::default() } else { Clone::child(200) });
        m.opens(200, 7, b"/own");
        m.clone(if caller_first { Clone::child(200) } else { Clone::default() });
        assert!(m.has(200, 7), "caller first: {caller_first}");
    }
    // The other side alone, much later.
    for caller_first in [true, false] {
        let mut m = Machine::new();
        m.clone(if caller_first { Clone::default() } else { Clone::child(200) });
        m.opens(200, 7, b"/old");
        m.wait(10_000_000_000);
        m.clone(if caller_first { Clone::child(200) } else { Clone::default() });
        assert!(!m.has(200, 7), "caller first: {caller_first}");
    }
    // Of another parent.
    let mut m = Machine::new();
    m.clone(Clone::default());
    m.opens(200, 7, b"/old");
    m.clone(Clone { ptid: 1, ..Clone::child(200) });
    assert!(!m.has(200, 7));
    // The threads of the old process go.
    let mut m = Machine::new();
    m.clone(Clone::default());
    m.clone(Clone {
        tid: 200,
        pid: 200,
        returned: 201,
        flags: PPM_CL_CLONE_THREAD | PPM_CL_CLONE_FILES,
        vtid: 200,
        vpid: 200,
        ..Clone::default()
    });
    assert!(m.knows(201));
    m.wait(10_000_000_000);
    m.clone(Clone::child(200));
    assert!(!m.knows(201) && m.knows(200));
    m.state.threads.check();
}

#[test]
fn descriptors_are_shared_as_the_kernel_shares_them() {
    let shares = PPM_CL_CLONE_FILES | PPM_CL_CLONE_VM;
    let mut m = Machine::new();
    m.clone(Clone { flags: shares, ..Clone::default() });
    m.opens(200, 5, b"/by-child");
    assert!(m.has(SHELL, 5) && m.has(FOLLOWER, 5));
    m.closes(200, 5);
    assert!(!m.has(SHELL, 5));
    // What is opened after unshare() is private, and what was open before is not lost.
    m.opens(SHELL, 5, b"/shared");
    let event = m.event(200, Code::SyscallUnshareX);
    m.run(event.i64(0).u32(PPM_CL_CLONE_FILES));
    m.opens(200, 6, b"/private");
    assert_eq!(
        [(200, 5), (200, 6), (SHELL, 5), (SHELL, 6)].map(|(tid, fd)| m.has(tid, fd)),
        [true, true, true, false]
    );
    // The other way round: the one that has them in its entry leaves.
    let mut m = Machine::new();
    m.clone(Clone { flags: shares, ..Clone::default() });
    m.opens(SHELL, 5, b"/shared");
    let event = m.event(SHELL, Code::SyscallUnshareX);
    m.run(event.i64(0).u32(PPM_CL_CLONE_FILES));
    m.opens(SHELL, 6, b"/private");
    m.closes(SHELL, 5);
    assert_eq!([(200, 5), (200, 6), (FOLLOWER, 5)].map(|(tid, fd)| m.has(tid, fd)), [true, false, true]);
    m.opens(FOLLOWER, 7, b"/by-follower");
    assert!(m.has(200, 7) && !m.has(SHELL, 7));
    // execve ends the sharing before it closes what is marked.
    let mut m = Machine::new();
    m.clone(Clone { flags: shares, ..Clone::default() });
    let event = m.event(SHELL, Code::SyscallOpenX).i64(5).text(b"/marked").u32(1 | PPM_O_CLOEXEC).u32(0);
    m.run(event.u32(0).u64(0));
    m.execve(200, 200, b"prog");
    assert!(m.has(SHELL, 5) && !m.has(200, 5));
    // And the end of one leaves the others theirs.
    let mut m = Machine::new();
    m.clone(Clone { flags: shares, ..Clone::default() });
    m.exit(FOLLOWER, 1);
    m.exit(SHELL, 1);
    m.opens(200, 6, b"/after");
    assert!(!m.knows(SHELL) && m.has(200, 6) && m.has(200, 9));
    m.state.threads.check();
}

#[test]
fn threads_with_descriptors_of_their_own() {
    let mut m = Machine::new();
    m.clone(Clone { flags: PPM_CL_CLONE_THREAD, ..Clone::thread(200) });
    m.opens(200, 7, b"/by-thread");
    m.closes(200, 9);
    assert_eq!(
        [(200, 7), (200, 9), (SHELL, 7), (SHELL, 9)].map(|(tid, fd)| m.has(tid, fd)),
        [true, false, false, true]
    );
    // Flags that were lost: it shares with its process.
    m.clone(Clone { flags: 0, ..Clone::thread(201) });
    m.opens(201, 8, b"/shared");
    assert!(m.has(SHELL, 8));
    // close_range() that gives the caller its own before it closes.
    m.clone(Clone::thread(202));
    let event = m.event(202, Code::SyscallCloseRangeX);
    m.run(event.i64(0).u32(0).u32(100).u32(2));
    assert!(!m.has(202, 8) && m.has(SHELL, 8) && m.has(SHELL, 9));
}

#[test]
fn a_name_that_a_thread_gives_itself_is_kept_apart() {
    let mut m = Machine::new();
    let prctl = |m: &mut Machine, res: i64, option: u32, name: &[u8]| {
        let event = m.event(SHELL, Code::SyscallPrctlX);
        m.run(event.i64(res).u32(option).text(name).i64(0));
    };
    let names = |m: &Machine, tid| {
        let thread = m.thread(tid);
        (thread.comm.bytes().to_vec(), thread.present_comm().to_vec())
    };
    let expect = |comm: &[u8], present: &[u8]| (comm.to_vec(), present.to_vec());
    prctl(&mut m, 0, PPM_PR_SET_NAME, b"a-name-of-twenty-byt");
    assert_eq!(names(&m, SHELL), expect(b"bash", b"a-name-of-twent"));
    assert_eq!(names(&m, FOLLOWER), expect(b"bash", b"bash"));
    prctl(&mut m, -1, PPM_PR_SET_NAME, b"failed");
    prctl(&mut m, 0, PPM_PR_SET_DUMPABLE, b"other");
    assert_eq!(names(&m, SHELL).1, b"a-name-of-twent");
    m.clone(Clone { comm: b"a-name-of-twent", ..Clone::default() });
    assert_eq!(names(&m, 200), expect(b"bash", b"a-name-of-twent"));
    m.execve(200, 200, b"prog");
    assert_eq!(names(&m, 200), expect(b"prog", b"prog"));
    prctl(&mut m, 0, PPM_PR_GET_NAME, b"\xff");
    assert_eq!(names(&m, SHELL), expect(b"bash", b"\xff"));
}
