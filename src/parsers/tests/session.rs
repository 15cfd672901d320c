// SPDX-License-Identifier: Apache-2.0
//! Sessions and process groups; who loads a program; names by a file.

use super::process::{Clone, namespaced, namespaced_child};
use super::*;
use crate::schema::flags::open::PPM_O_CLOEXEC;
use crate::schema::flags::process::*;

fn ids(m: &Machine, tid: i64) -> [i64; 3] {
    let thread = m.thread(tid);
    [thread.sid, thread.pgid, thread.vpgid]
}

fn setpgid(m: &mut Machine, tid: i64, process: i64, group: i64) {
    let event = m.event(tid, Code::SyscallSetpgidX);
    m.run(event.i64(0).i64(process).i64(group));
}

#[test]
fn a_process_leads_its_session_and_group() {
    let mut m = Machine::new();
    let event = m.event(FOLLOWER, Code::SyscallSetsidX);
    m.run(event.i64(SHELL));
    assert_eq!([SHELL, FOLLOWER].map(|tid| ids(&m, tid)), [[SHELL; 3]; 2]);
    m.clone(Clone::default());
    m.clone(Clone { returned: 201, ..Clone::default() });
    // As a shell does with the processes of a pipeline.
    setpgid(&mut m, SHELL, 200, 200);
    setpgid(&mut m, SHELL, 201, 200);
    setpgid(&mut m, SHELL, 999, 5);
    assert_eq!([200, 201].map(|tid| ids(&m, tid)), [[SHELL, 200, 200]; 2]);
    setpgid(&mut m, 201, 0, 0);
    assert_eq!(ids(&m, 201), [SHELL, 201, 201]);
    let event = m.event(201, Code::SyscallSetpgidX);
    m.run(event.i64(-1).i64(0).i64(200));
    assert_eq!(ids(&m, 201), [SHELL, 201, 201]);
}

#[test]
fn in_a_pid_namespace_the_calls_have_its_numbers() {
    let mut m = Machine::new();
    m.clone(namespaced(5));
    m.clone(namespaced_child(200, 5));
    let event = m.event(200, Code::SyscallSetsidX);
    m.run(event.i64(5));
    assert_eq!(ids(&m, 200), [200, 200, 5]);
    let of_child = |returned| Clone { tid: 200, pid: 200, vtid: 5, vpid: 5, ..namespaced(returned) };
    for (returned, tid) in [(6, 201), (7, 202)] {
        m.clone(of_child(returned));
        m.clone(Clone { ptid: 200, ..namespaced_child(tid, returned) });
    }
    setpgid(&mut m, 200, 6, 0);
    setpgid(&mut m, 202, 0, 6);
    assert_eq!([201, 202].map(|tid| ids(&m, tid)), [[200, 201, 6]; 2]);
    // The leader of the group has ended; another process is still in it.
    m.exit(201, 200);
    m.settle();
    setpgid(&mut m, 200, 0, 6);
    assert_eq!(ids(&m, 200), [200, 201, 6]);
    setpgid(&mut m, 202, 0, 99);
    assert_eq!(ids(&m, 202), [200, -1, 99]);
}

#[test]
fn a_thread_that_loads_a_program_keeps_its_descriptors_and_directories() {
    let mut m = Machine::new();
    let flags = PPM_CL_CLONE_THREAD | PPM_CL_CLONE_VM;
    m.clone(Clone { flags, ..Clone::thread(102) });
    m.opens(102, 5, b"/own");
    m.goes_to(102, b"/own");
    m.opens(SHELL, 6, b"/of-the-leader");
    // All others end before: the leader too, whose number the thread has from then on.
    m.exit(FOLLOWER, 0);
    m.exit(SHELL, 102);
    m.execve(SHELL, SHELL, b"new");
    m.settle();
    assert!(m.fd(SHELL, 5).is_some() && m.fd(SHELL, 6).is_none() && !m.knows(102));
    assert_eq!(m.cwd(SHELL), "/own/");
    // The leader itself, or a thread that shares with it.
    for flags in [flags | PPM_CL_CLONE_FILES | PPM_CL_CLONE_FS, flags] {
        let mut m = Machine::new();
        m.clone(Clone { flags, ..Clone::thread(102) });
        m.opens(SHELL, 6, b"/of-the-leader");
        m.goes_to(SHELL, b"/of-the-leader");
        m.exit(FOLLOWER, 0);
        if flags & PPM_CL_CLONE_FS != 0 {
            m.exit(SHELL, 102);
        } else {
            m.exit(102, 0);
        }
        m.execve(SHELL, SHELL, b"new");
        assert_eq!((m.fd(SHELL, 6).is_some(), m.cwd(SHELL)), (true, "/of-the-leader/".into()));
    }
}

#[test]
fn a_name_is_given_by_a_file_too() {
    let mut m = Machine::new();
    let write = |m: &mut Machine, file: &[u8], name: &[u8], returned: i64| {
        m.opens(FOLLOWER, 7, file);
        let event = m.event(FOLLOWER, Code::SyscallWriteX);
        m.run(event.i64(returned).bytes(name).i64(7).u32(name.len() as u32));
    };
    let names = |m: &Machine| {
        [SHELL, FOLLOWER].map(|tid| String::from_utf8_lossy(m.thread(tid).present_comm()).into_owned())
    };
    write(&mut m, b"/proc/self/comm", b"process", 7);
    write(&mut m, b"/proc/thread-self/comm", b"thread", 6);
    assert_eq!(names(&m), ["process", "thread"]);
    write(&mut m, b"/proc/100/task/101/comm", b"longer than it may be", 21);
    write(&mut m, b"/proc/100/comm", b"cut\0off", 7);
    assert_eq!(names(&m), ["cut", "longer than it "]);
    write(&mut m, b"/proc/1/comm", b"other", 5);
    write(&mut m, b"/proc/self/comm", b"failed", -22);
    write(&mut m, b"/tmp/comm", b"file", 4);
    assert_eq!(
        (names(&m), m.thread(1).present_comm()),
        (["cut".into(), "longer than it ".into()], &b"init"[..])
    );
    write(&mut m, b"/proc/self/comm", b"bash", 4);
    assert!(m.thread(SHELL).renamed.is_none());
}

#[test]
fn descriptors_that_an_execve_closes() {
    let mut m = Machine::new();
    let event = m.event(SHELL, Code::SyscallPidfdOpenX);
    m.run(event.i64(20).i64(1).u32(0));
    let event = m.event(SHELL, Code::SyscallBpf_2X);
    m.run(event.i64(21).i32(0));
    let event = m.event(SHELL, Code::SyscallUserfaultfdX);
    m.run(event.i64(22).u32(0o2000000));
    let event = m.event(SHELL, Code::SyscallUserfaultfdX);
    m.run(event.i64(23).u32(0));
    for (first, ty) in [(24, 1), (26, 1 | 0o2000000)] {
        let event = m.event(SHELL, Code::SocketSocketpairX).i64(0).i64(first).i64(first + 1).u64(1).u64(2);
        m.run(event.u32(1).u32(ty).u32(0));
    }
    let marked = |number| m.fd(SHELL, number).is_some_and(|fd| fd.open_flags & PPM_O_CLOEXEC != 0);
    assert_eq!(
        [20, 21, 22, 23, 24, 25, 26, 27].map(marked),
        [true, true, true, false, false, false, true, true]
    );
}
