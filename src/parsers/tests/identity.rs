// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::schema::flags::process::*;

fn simple(m: &mut Machine, code: Code, params: &[&[u8]]) {
    let mut event = m.event(SHELL, code);
    for param in params {
        event.push(param);
    }
    m.run(event);
}

const OK: &[u8] = &[0; 8];
const FAILED: &[u8] = &[0xff; 8];

#[test]
fn users_and_groups() {
    let mut m = Machine::new();
    let id = 1000u32.to_ne_bytes();
    for (code, at) in [
        (Code::SyscallSetuidX, 1),
        (Code::SyscallSetreuidX, 2),
        (Code::SyscallSetresuidX, 2),
        (Code::SyscallSetgidX, 1),
        (Code::SyscallSetregidX, 2),
        (Code::SyscallSetresgidX, 2),
    ] {
        let slot = m.state.threads.slot(SHELL).expect("known");
        let shell = m.state.threads.at_mut(slot).expect("known");
        (shell.uid, shell.gid) = (5, 5);
        let mut params = vec![FAILED, b"\x07\0\0\0", b"\x07\0\0\0", b"\x07\0\0\0"];
        params[at] = &id;
        simple(&mut m, code, &params);
        assert_eq!((m.thread(SHELL).uid, m.thread(SHELL).gid), (5, 5), "failed");
        params[0] = OK;
        simple(&mut m, code, &params);
        let thread = m.thread(SHELL);
        let group = code.info().params[at].name.ends_with("gid");
        let expected = if group { (5, 1000) } else { (1000, 5) };
        assert_eq!((thread.uid, thread.gid), expected, "{}", code.enum_name());
    }
}

#[test]
fn sessions_capabilities_and_namespaces() {
    let mut m = Machine::new();
    simple(&mut m, Code::SyscallSetsidX, &[&100i64.to_ne_bytes()]);
    assert_eq!(m.thread(SHELL).sid, 100);
    let caps = [1u64.to_ne_bytes(), 2u64.to_ne_bytes(), 3u64.to_ne_bytes()];
    simple(&mut m, Code::SyscallCapsetX, &[OK, &caps[0], &caps[1], &caps[2]]);
    let t = m.thread(SHELL);
    assert_eq!((t.cap_inheritable, t.cap_permitted, t.cap_effective), (1, 2, 3));
    simple(&mut m, Code::SyscallUnshareX, &[OK, &PPM_CL_CLONE_NEWNET.to_ne_bytes()]);
    assert_eq!(m.thread(SHELL).cap_effective, 3);
    simple(&mut m, Code::SyscallSetnsX, &[OK, OK, &PPM_CL_CLONE_NEWUSER.to_ne_bytes()]);
    assert_eq!(m.thread(SHELL).cap_effective, (1 << 41) - 1);
}

#[test]
fn limits_are_those_of_the_process() {
    let mut m = Machine::new();
    let limit = 4096i64.to_ne_bytes();
    let nofile = [PPM_RLIMIT_NOFILE as u8];
    let event = m.event(FOLLOWER, Code::SyscallSetrlimitX);
    m.run(event.i64(0).bytes(&limit).bytes(&limit).bytes(&nofile));
    assert_eq!(m.thread(SHELL).fdlimit, 4096);
    simple(&mut m, Code::SyscallSetrlimitX, &[OK, &7i64.to_ne_bytes(), &limit, &[PPM_RLIMIT_CPU as u8]]);
    assert_eq!(m.thread(SHELL).fdlimit, 4096);
    let shell = SHELL.to_ne_bytes();
    let event = m.event(1, Code::SyscallPrlimitX);
    m.run(event.i64(0).i64(11).i64(11).i64(0).i64(0).bytes(&shell).bytes(&nofile));
    assert_eq!(m.thread(SHELL).fdlimit, 11);
    let event = m.event(1, Code::SyscallPrlimitX);
    m.run(event.i64(0).i64(12).i64(12).i64(0).i64(0).i64(0).bytes(&nofile));
    assert_eq!(m.thread(1).fdlimit, 12);
}

#[test]
fn memory_is_told_by_calls_and_switches() {
    let mut m = Machine::new();
    let [a, b, c] = [10u32, 20, 30].map(u32::to_ne_bytes);
    simple(&mut m, Code::SyscallBrk_4X, &[OK, &a, &b, &c]);
    let t = m.thread(SHELL);
    assert_eq!((t.vmsize_kb, t.vmrss_kb, t.vmswap_kb), (10, 20, 30));
    simple(&mut m, Code::SyscallMmapX, &[OK, &b, b"", b""]);
    assert_eq!((m.thread(SHELL).vmsize_kb, m.thread(SHELL).vmrss_kb), (20, 20));
    let event = m.event(FOLLOWER, Code::Schedswitch_6E);
    m.run(event.i64(0).u64(5).u64(6).u32(1).u32(2).u32(3));
    assert_eq!((m.thread(FOLLOWER).pfmajor, m.thread(SHELL).vmsize_kb), (5, 1));
    let event = m.event(9999, Code::Schedswitch_6E);
    m.run(event.i64(0).u64(5).u64(6).u32(1).u32(2).u32(3));
    assert!(!m.knows(9999), "a switch makes no thread known");
}

#[test]
fn users_groups_and_containers_come_and_go() {
    let mut m = Machine::new();
    let event = m.event(-1, Code::UserAddedE);
    m.run(event.u32(7).u32(8).text(b"eva").text(b"/home/eva").text(b"/bin/sh").text(b""));
    assert_eq!(m.state.users.user(b"", 7).map(|u| (u.gid, u.name.bytes())), Some((8, &b"eva"[..])));
    let event = m.event(-1, Code::UserDeletedE);
    m.run(event.u32(7).u32(8).text(b"eva").text(b"").text(b"").text(b""));
    assert!(m.state.users.user(b"", 7).is_none());
    let event = m.event(-1, Code::GroupAddedE);
    m.run(event.u32(9).text(b"wheel").text(b"c0ffee"));
    assert!(m.state.users.group(b"c0ffee", 9).is_some() && m.state.users.group(b"", 9).is_none());
    let json = br#"{"container":{"id":"c0ffee","name":"web"}}"#;
    let event = m.event(-1, Code::ContainerJson_2E);
    m.run(event.text(json));
    assert_eq!(m.state.containers.json(b"c0ffee"), Some(&json[..]));
    let event = m.event(-1, Code::AsynceventE);
    m.run(event.u32(0).text(b"container_removed").text(json));
    assert!(m.state.containers.is_empty());
    assert!(!m.knows(-1));
}

#[test]
fn minus_one_leaves_an_id() {
    let keep = u32::MAX;
    for (code, ids, expected) in [
        (Code::SyscallSetresuidX, &[1000, keep, keep][..], (5, 6)),
        (Code::SyscallSetresuidX, &[keep, 1000, keep], (1000, 6)),
        (Code::SyscallSetresuidX, &[keep, keep, 1000], (5, 6)),
        (Code::SyscallSetreuidX, &[7, keep], (5, 6)),
        (Code::SyscallSetreuidX, &[keep, 0], (0, 6)),
        (Code::SyscallSetregidX, &[keep, 9], (5, 9)),
        (Code::SyscallSetregidX, &[9, keep], (5, 6)),
        (Code::SyscallSetresgidX, &[1, keep, 2], (5, 6)),
        (Code::SyscallSetuidX, &[keep], (5, 6)),
        (Code::SyscallSetgidX, &[keep], (5, 6)),
    ] {
        let mut m = Machine::new();
        let slot = m.state.threads.slot(SHELL).expect("known");
        let shell = m.state.threads.at_mut(slot).expect("known");
        (shell.uid, shell.gid) = (5, 6);
        let ids: Vec<[u8; 4]> = ids.iter().map(|id: &u32| id.to_ne_bytes()).collect();
        let params: Vec<&[u8]> = std::iter::once(OK).chain(ids.iter().map(<[u8; 4]>::as_slice)).collect();
        simple(&mut m, code, &params);
        assert_eq!((m.thread(SHELL).uid, m.thread(SHELL).gid), expected, "{} {ids:?}", code.enum_name());
    }
}
