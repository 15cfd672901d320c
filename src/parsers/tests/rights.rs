// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::schema::FdType;
use crate::snapshot::{GroupRecord, ThreadIdentity, UserRecord};

/// A system that knows one descriptor of one thread of another PID namespace.
struct System;

impl Lookup for System {
    fn thread(&mut self, _tid: i64, _with_fds: bool) -> Option<(ThreadRecord, Vec<FdRecord>)> {
        None
    }

    fn descriptors(&mut self, thread: &ThreadIdentity<'_>, numbers: &[i32]) -> Vec<FdRecord> {
        assert_eq!((thread.tid, thread.vtid, thread.vpid, thread.comm), (FOLLOWER, 7, 6, &b"bash"[..]));
        let name = b"/received".to_vec();
        let detail = FdDetail::File { open_flags: 1, name, mount_id: 0, dev: 0 };
        let known = |number: &&i32| **number == 5;
        numbers
            .iter()
            .filter(known)
            .map(|number| FdRecord {
                fd: i64::from(*number),
                ino: 1,
                ty: FdType::FileV2,
                detail: detail.clone(),
            })
            .collect()
    }

    fn user(&mut self, _uid: u32) -> Option<UserRecord> {
        None
    }

    fn group(&mut self, _gid: u32) -> Option<GroupRecord> {
        None
    }
}

/// A control message with descriptors 5 and 8, of a process whose `size_t` has `size` bytes.
fn control(size: usize) -> Vec<u8> {
    let mut bytes = (size as u64 + 16).to_ne_bytes()[..size].to_vec();
    for number in [1_i32, 1, 5, 8] {
        bytes.extend(number.to_ne_bytes());
    }
    bytes
}

#[test]
fn what_a_thread_receives_is_its_process_s() {
    for size in [4, 8] {
        let mut m = Machine::new();
        m.lookup = Box::new(System);
        let follower = m.state.threads.slot(FOLLOWER).expect("known");
        let thread = m.state.threads.at_mut(follower).expect("known");
        (thread.vtid, thread.vpid) = (7, 6);
        let event = m.event(SHELL, Code::SocketSocketX);
        m.run(event.i64(3).u32(1).u32(1).u32(0).u32(0));
        let event = m.event(FOLLOWER, Code::SocketRecvmsgX).i64(1).u32(1).bytes(b"x").bytes(b"");
        m.run(event.bytes(&control(size)).i64(3));
        assert_eq!((m.name(SHELL, 5), m.name(FOLLOWER, 5)), ("/received".into(), "/received".into()));
        assert!(m.fd(SHELL, 8).is_none(), "it was closed meanwhile");
    }
}
