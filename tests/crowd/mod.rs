// SPDX-License-Identifier: Apache-2.0
//! Machines with very many processes.
#![allow(dead_code, reason = "each test file uses its part")]

use scap::codec::{Encoder, RawEvent};
use scap::engine::{Advance, Engine, Record};
use scap::error::Result;
use scap::schema::{Code, FdType, L4Proto};
use scap::snapshot::{FdDetail, FdRecord, Snapshot, ThreadRecord};
use std::net::Ipv4Addr;

/// Id of the first process behind init.
pub const FIRST: i64 = 1000;

/// A process of a service, of which there are a hundred processes each.
pub fn process(tid: i64) -> ThreadRecord {
    let service = tid / 100;
    let environment = (0..20).map(|n| format!("SETTING_{n}=/srv/service-{service}/value-{n}\0"));
    let cgroups = ["cpuset", "cpu", "cpuacct", "io", "memory", "pids"]
        .map(|name| format!("{name}=/system.slice/service-{service}.service\0"));
    ThreadRecord {
        tid,
        pid: tid,
        ptid: 1,
        vtid: tid,
        vpid: tid,
        sid: tid,
        pgid: tid,
        vpgid: tid,
        comm: format!("worker-{tid}").into(),
        exe: format!("/usr/lib/service-{service}/bin/worker").into(),
        exepath: format!("/usr/lib/service-{service}/bin/worker").into(),
        args: format!("--number\0{tid}\0--config\0/etc/service-{service}/worker.conf\0").into(),
        env: environment.collect::<String>().into(),
        cwd: format!("/var/lib/service-{service}").into(),
        cgroups: cgroups.concat().into(),
        root: b"/".to_vec(),
        fdlimit: 1024,
        clone_ts: 1_700_000_000_000_000_000,
        ..ThreadRecord::default()
    }
}

/// One of the descriptors of a process: devices, pipes, sockets and, for the most part, files of its own.
pub fn descriptor(tid: i64, fd: i64) -> FdRecord {
    let ino = (tid * 64 + fd) as u64;
    let file = |name: String| {
        let name = name.into_bytes();
        (FdType::FileV2, FdDetail::File { open_flags: 1, name, mount_id: 30, dev: 0x801 })
    };
    let (ty, detail) = match fd {
        0..3 => file("/dev/null".to_owned()),
        3 | 4 => (FdType::Fifo, FdDetail::Name(format!("pipe:[{ino}]").into_bytes())),
        5..8 => {
            let [_, b, c, d] = (tid as u32).to_be_bytes();
            let ends = FdDetail::Ipv4 {
                sip: Ipv4Addr::new(10, b, c, d),
                dip: Ipv4Addr::new(10, 0, 0, 1),
                sport: 30_000 + fd as u16,
                dport: 443,
                l4proto: L4Proto::Tcp,
            };
            (FdType::Ipv4Sock, ends)
        }
        _ => file(format!("/var/lib/service-{}/worker-{tid}/segment-{fd}.db", tid / 100)),
    };
    FdRecord { fd, ino, ty, detail }
}

/// A machine with init and so many processes, each with so many descriptors.
pub fn crowd(processes: i64, descriptors: i64) -> Snapshot {
    let mut init = process(1);
    init.ptid = 0;
    let tids = || FIRST..FIRST + processes;
    Snapshot {
        threads: std::iter::once(init).chain(tids().map(process)).collect(),
        fds: tids().flat_map(|tid| (0..descriptors).map(move |fd| (tid, descriptor(tid, fd)))).collect(),
        ..Snapshot::default()
    }
}

/// The event by which `parent` reports a child: a clone of itself.
pub fn clone(parent: &ThreadRecord, child: i64, ts: u64, out: &mut Vec<u8>) {
    out.clear();
    let event = Encoder::new(ts, parent.tid, Code::SyscallClone_20X);
    let event = event.i64(child).text(&parent.exe).bytes(&parent.args);
    let event = event.i64(parent.tid).i64(parent.pid).i64(parent.ptid).text(b"").i64(1024);
    let event = event.u64(1).u64(2).u32(3).u32(4).u32(5).text(&parent.comm).bytes(&parent.cgroups);
    let event = event.u32(0).u32(0).u32(0).i64(parent.vtid).i64(parent.vpid).u64(0);
    event.finish(out).expect("lengths fit");
}

/// The event by which a process ends; `reaper` takes its children.
pub fn exit(tid: i64, reaper: i64, ts: u64, out: &mut Vec<u8>) {
    out.clear();
    let event = Encoder::new(ts, tid, Code::Procexit_1E);
    event.i64(0).i64(0).u8(0).u8(0).i64(reaper).finish(out).expect("lengths fit");
}

/// A source that makes each event when it is asked for: `make` writes event number `n`, or says that there are no more.
pub struct Made<F> {
    snapshot: Snapshot,
    make: F,
    made: u64,
    event: Vec<u8>,
}

impl<F: FnMut(u64, &mut Vec<u8>) -> bool> Made<F> {
    pub fn new(snapshot: Snapshot, make: F) -> Self {
        Self { snapshot, make, made: 0, event: Vec::with_capacity(4096) }
    }
}

impl<F: FnMut(u64, &mut Vec<u8>) -> bool> Engine for Made<F> {
    fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    fn take_snapshot(&mut self) -> Snapshot {
        std::mem::take(&mut self.snapshot)
    }

    fn advance(&mut self) -> Result<Advance> {
        if !(self.make)(self.made, &mut self.event) {
            return Ok(Advance::End);
        }
        self.made += 1;
        Ok(Advance::Event)
    }

    fn current(&self) -> Option<Record<'_>> {
        RawEvent::decode(&self.event).ok().map(Record::of)
    }
}
