use super::*;
use crate::parsers::StateChange;
use crate::schema::flags::process::*;

/// What a clone reports; the numbers are those of the side that reports.
struct Clone<'a> {
    code: Code,
    tid: i64,
    returned: i64,
    pid: i64,
    ptid: i64,
    flags: u32,
    vtid: i64,
    vpid: i64,
    comm: &'a [u8],
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
    fn child(tid: i64) -> Self {
        Self { tid, returned: 0, pid: tid, ptid: SHELL, vtid: tid, vpid: tid, ..Self::default() }
    }

    /// The child's side of a new thread of the shell.
    fn thread(tid: i64) -> Self {
        let flags = PPM_CL_CLONE_THREAD | PPM_CL_CLONE_FILES;
        Self { tid, returned: 0, ptid: 1, vtid: tid, flags, ..Self::default() }
    }
}

impl Machine {
    fn clone(&mut self, c: Clone<'_>) {
        let event = self.event(c.tid, c.code).i64(c.returned).text(b"bash").bytes(b"-l\0");
        let event = event.i64(c.tid).i64(c.pid).i64(c.ptid).text(b"").i64(1024);
        let event = event.u64(1).u64(2).u32(3).u32(4).u32(5).text(c.comm);
        let event = event.bytes(b"cpuset=/a\0memory=/b\0").u32(c.flags).u32(0).u32(0);
        self.run(event.i64(c.vtid).i64(c.vpid).u64(77));
    }

    fn execve(&mut self, tid: i64, pid: i64, comm: &[u8]) {
        let event = self.event(tid, Code::SyscallExecve_19X).i64(0).text(comm).bytes(b"-x\0y\0");
        let event = event.i64(tid).i64(pid).i64(1).text(b"").u64(512);
        let event = event.u64(1).u64(2).u32(3).u32(4).u32(5).text(comm).bytes(b"cpuset=/c\0");
        let event = event.bytes(b"A=1\0B= two \0").u32(34816).i64(10).u32(1000).u32(PPM_EXE_WRITABLE);
        let event = event.u64(1).u64(2).u64(3).u64(42).u64(1_000).u64(2_000).u32(1000);
        self.run(event.text(b"/usr/bin/prog (deleted)").i64(11).u32(1000).text(b"prog"));
    }

    fn exit(&mut self, tid: i64, reaper: i64) {
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
    assert_eq!((child.comm.bytes(), child.pid, child.ptid), (&b"later"[..], SHELL, SHELL));
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
