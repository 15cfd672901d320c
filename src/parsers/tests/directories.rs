// SPDX-License-Identifier: Apache-2.0
//! Who shares working and root directory.

use super::process::{Clone, namespaced, namespaced_child};
use super::*;
use crate::schema::flags::process::*;

/// The flags of a thread as the C library makes it.
const THREAD: u32 = PPM_CL_CLONE_THREAD | PPM_CL_CLONE_FILES | PPM_CL_CLONE_VM | PPM_CL_CLONE_FS;

fn chroot(m: &mut Machine, tid: i64, directory: &[u8]) {
    let event = m.event(tid, Code::SyscallChrootX);
    m.run(event.i64(0).text(directory));
}

fn unshare(m: &mut Machine, tid: i64, flags: u32) {
    let event = m.event(tid, Code::SyscallUnshareX);
    m.run(event.i64(0).u32(flags));
}

fn root(m: &Machine, tid: i64) -> String {
    String::from_utf8_lossy(&m.thread(tid).root).into_owned()
}

#[test]
fn processes_that_share_directories_go_together() {
    for by_child in [false, true] {
        let mut m = Machine::new();
        let flags = PPM_CL_CLONE_FS;
        if by_child {
            m.clone(Clone { flags, ..Clone::child(200) });
        } else {
            m.clone(Clone { flags, ..Clone::default() });
        }
        m.goes_to(200, b"/a");
        assert_eq!([SHELL, FOLLOWER, 200].map(|tid| m.cwd(tid)), ["/a/", "/a/", "/a/"]);
        m.goes_to(FOLLOWER, b"b");
        assert_eq!([SHELL, FOLLOWER, 200].map(|tid| m.cwd(tid)), ["/a/b/", "/a/b/", "/a/b/"]);
        chroot(&mut m, 200, b"/a");
        assert_eq!([SHELL, FOLLOWER, 200].map(|tid| root(&m, tid)), ["/a", "/a", "/a"]);
        assert_eq!([SHELL, 200].map(|tid| m.cwd(tid)), ["/b/", "/b/"]);
        // A third one shares with both; a fork does not, and an execve changes nothing.
        m.clone(Clone { returned: 300, tid: 200, pid: 200, vtid: 200, vpid: 200, flags, ..Clone::default() });
        m.clone(Clone { returned: 400, ..Clone::default() });
        m.execve(300, 300, b"other");
        m.goes_to(SHELL, b"/c");
        assert_eq!([SHELL, 200, 300, 400].map(|tid| m.cwd(tid)), ["/c/", "/c/", "/c/", "/b/"]);
        unshare(&mut m, 200, PPM_CL_CLONE_FS);
        m.goes_to(SHELL, b"/d");
        m.goes_to(200, b"/e");
        assert_eq!([SHELL, 200, 300].map(|tid| m.cwd(tid)), ["/d/", "/e/", "/d/"]);
        // The first one ends; the others still share.
        m.exit(SHELL, 1);
        m.settle();
        m.clone(Clone { returned: 500, tid: 300, pid: 300, vtid: 300, vpid: 300, flags, ..Clone::default() });
        m.goes_to(500, b"/f");
        assert_eq!([300, 500].map(|tid| m.cwd(tid)), ["/f/", "/f/"]);
    }
}

#[test]
fn threads_of_their_own_directories() {
    let mut m = Machine::new();
    m.clone(Clone { flags: THREAD & !PPM_CL_CLONE_FS, ..Clone::thread(102) });
    m.clone(Clone { flags: THREAD, ..Clone::thread(103) });
    m.goes_to(SHELL, b"/a");
    assert_eq!([SHELL, FOLLOWER, 102, 103].map(|tid| m.cwd(tid)), ["/a/", "/a/", "/root/", "/a/"]);
    m.goes_to(102, b"own");
    assert_eq!([SHELL, 102].map(|tid| m.cwd(tid)), ["/a/", "/root/own/"]);
    m.openat(102, 20, -100, b"file", 1);
    assert_eq!(m.name(SHELL, 20), "/root/own/file");
    unshare(&mut m, 103, PPM_CL_CLONE_NEWNS);
    m.goes_to(103, b"/b");
    assert_eq!([SHELL, 103].map(|tid| m.cwd(tid)), ["/a/", "/b/"]);
}

#[test]
fn a_thread_that_shares_with_one_of_its_own_directories() {
    let mut m = Machine::new();
    m.clone(Clone { flags: THREAD & !PPM_CL_CLONE_FS, ..Clone::thread(102) });
    // Its maker is the other follower, as its caller reports before or after it does.
    for (tid, caller_first) in [(103, true), (104, false)] {
        let by_caller = Clone { tid: 102, returned: tid, vtid: 1020, flags: THREAD, ..Clone::default() };
        let by_child = Clone { flags: THREAD, ..Clone::thread(tid) };
        if caller_first {
            m.clone(by_caller);
            m.clone(by_child);
        } else {
            m.clone(by_child);
            m.clone(by_caller);
        }
        m.goes_to(tid, b"/a");
        assert_eq!([SHELL, 102, tid].map(|tid| m.cwd(tid)), ["/root/", "/a/", "/a/"]);
        m.goes_to(102, b"/b");
        assert_eq!([102, tid].map(|tid| m.cwd(tid)), ["/b/", "/b/"]);
    }
}

#[test]
fn a_child_of_its_grandparent_has_what_its_maker_had() {
    for caller_first in [true, false] {
        let mut m = Machine::new();
        m.goes_to(SHELL, b"/a");
        let flags = PPM_CL_CLONE_PARENT | PPM_CL_CLONE_FILES | PPM_CL_CLONE_FS;
        let by_caller = Clone { flags, ..Clone::default() };
        let by_child = Clone { flags, ptid: 1, ..Clone::child(200) };
        if caller_first {
            m.clone(by_caller);
            m.clone(by_child);
        } else {
            m.clone(by_child);
            m.openat(200, 31, -100, b"/opened-since", 1);
            m.clone(by_caller);
            assert_eq!(m.name(SHELL, 31), "/opened-since");
        }
        assert_eq!((m.cwd(200), m.name(200, 9)), ("/a/".into(), "/srv/data".into()));
        m.goes_to(200, b"/b");
        m.openat(SHELL, 30, -100, b"file", 1);
        assert_eq!((m.cwd(SHELL), m.name(200, 30)), ("/b/".into(), "/b/file".into()));
    }
}

#[test]
fn a_leader_that_leaves_its_threads() {
    let mut m = Machine::new();
    m.clone(Clone { flags: THREAD, ..Clone::thread(102) });
    unshare(&mut m, SHELL, PPM_CL_CLONE_FS);
    m.goes_to(SHELL, b"/a");
    assert_eq!([SHELL, FOLLOWER, 102].map(|tid| m.cwd(tid)), ["/a/", "/root/", "/root/"]);
    m.goes_to(FOLLOWER, b"/b");
    assert_eq!([SHELL, FOLLOWER, 102].map(|tid| m.cwd(tid)), ["/a/", "/b/", "/b/"]);
}

#[test]
fn a_child_that_has_not_reported_itself_goes_along() {
    let mut m = Machine::new();
    let shared = |clone: Clone<'static>| Clone { flags: clone.flags | PPM_CL_CLONE_FS, ..clone };
    m.clone(shared(namespaced(5)));
    m.clone(namespaced(6));
    m.goes_to(SHELL, b"/later");
    m.clone(shared(namespaced_child(200, 5)));
    m.clone(namespaced_child(201, 6));
    assert_eq!([200, 201].map(|tid| m.cwd(tid)), ["/later/", "/root/"]);
}

#[test]
fn roots_within_roots() {
    let mut m = Machine::new();
    chroot(&mut m, SHELL, b"/jail");
    assert_eq!(
        (root(&m, SHELL), root(&m, FOLLOWER), m.cwd(SHELL)),
        ("/jail".into(), "/jail".into(), "/root/".into())
    );
    m.goes_to(SHELL, b"/inner");
    chroot(&mut m, SHELL, b".");
    assert_eq!((root(&m, SHELL), m.cwd(SHELL)), ("/jail/inner".into(), "/".into()));
}

#[test]
fn whoever_enters_a_namespace_of_mounts_is_at_its_root() {
    let mut m = Machine::new();
    m.opens(SHELL, 3, b"/proc/1/ns/mnt");
    m.opens(SHELL, 4, b"/proc/1/ns/net");
    chroot(&mut m, SHELL, b"/jail");
    let event = m.event(SHELL, Code::SyscallSetnsX);
    m.run(event.i64(0).i64(4).u32(0));
    assert_eq!((root(&m, SHELL), m.cwd(SHELL)), ("/jail".into(), "/root/".into()));
    let event = m.event(SHELL, Code::SyscallSetnsX);
    m.run(event.i64(0).i64(3).u32(0));
    assert_eq!((root(&m, SHELL), m.cwd(SHELL)), ("/".into(), "/".into()));
}

#[test]
fn sets_without_members_are_removed() {
    let mut m = Machine::new();
    for _ in 0..10_000 {
        m.clone(Clone { flags: PPM_CL_CLONE_FS, ..Clone::child(200) });
        unshare(&mut m, SHELL, PPM_CL_CLONE_FS);
        m.exit(200, 1);
        m.settle();
    }
    assert!(m.state.threads.directory_set_count() < 200);
}
