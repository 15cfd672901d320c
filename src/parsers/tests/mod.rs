// SPDX-License-Identifier: Apache-2.0
//! Built events, one step at a time, against a small machine.

mod directories;
mod file;
mod identity;
mod matrix;
mod net;
mod process;
mod random;
mod reference;
mod rights;
mod session;

use super::{Options, ParseContext, Position, Verdict, apply, attach, finish};
use crate::codec::{Encoder, RawEvent};
use crate::schema::Code;
use crate::snapshot::{FdDetail, FdRecord, Lookup, NoLookup, Snapshot, ThreadRecord};
use crate::state::{Fd, State, Thread};

/// A machine with init (1), a shell (100, child of init) and its follower (101).
pub(super) struct Machine {
    pub(super) state: State,
    pub(super) options: Options,
    pub(super) verdict: Verdict,
    /// The system that is asked for what is not known.
    pub(super) lookup: Box<dyn Lookup>,
    /// What the last event belonged to.
    pub(super) at: Position,
    now: u64,
}

pub(super) const SHELL: i64 = 100;
pub(super) const FOLLOWER: i64 = 101;

pub(super) fn record(tid: i64, pid: i64, ptid: i64, comm: &[u8]) -> ThreadRecord {
    ThreadRecord {
        tid,
        pid,
        ptid,
        vtid: tid,
        vpid: pid,
        comm: comm.to_vec(),
        exe: comm.to_vec(),
        exepath: [b"/bin/", comm].concat(),
        args: b"-l\0".to_vec(),
        env: b"HOME=/root\0".to_vec(),
        cwd: b"/root".to_vec(),
        fdlimit: 1024,
        ..ThreadRecord::default()
    }
}

impl Machine {
    pub(super) fn new() -> Self {
        use crate::schema::FdType;
        use crate::schema::flags::process::{PPM_CL_CLONE_FILES, PPM_CL_CLONE_THREAD};
        let mut follower = record(FOLLOWER, SHELL, 1, b"bash");
        follower.flags = PPM_CL_CLONE_THREAD | PPM_CL_CLONE_FILES;
        let tty = FdRecord { fd: 0, ino: 3, ty: FdType::File, detail: FdDetail::Name(b"/dev/tty1".to_vec()) };
        let directory =
            FdRecord { fd: 9, ino: 4, ty: FdType::Directory, detail: FdDetail::Name(b"/srv/data".to_vec()) };
        let mut snapshot = Snapshot {
            threads: vec![record(1, 1, 0, b"init"), record(SHELL, SHELL, 1, b"bash"), follower],
            fds: vec![(SHELL, tty), (SHELL, directory)],
            ..Snapshot::default()
        };
        let mut state = State::default();
        state.import_processes(&mut snapshot, &mut NoLookup, |_| true);
        state.import_surroundings(&snapshot);
        Self {
            state,
            options: Options::default(),
            verdict: Verdict::default(),
            lookup: Box::new(NoLookup),
            at: Position::default(),
            now: 1_000_000,
        }
    }

    /// A machine whose parsers follow connections and record changes.
    pub(super) fn attentive() -> Self {
        let mut machine = Self::new();
        machine.options = Options { track_connection_status: true, state_changes: true };
        machine
    }

    /// The next event of a thread, to be given parameters.
    pub(super) fn event(&mut self, tid: i64, code: Code) -> Encoder {
        self.now += 1_000;
        Encoder::new(self.now, tid, code)
    }

    /// Lets time pass, nanoseconds.
    pub(super) fn wait(&mut self, time: u64) {
        self.now += time;
    }

    /// Runs one event, after what the last one left to do.
    pub(super) fn run(&mut self, event: Encoder) {
        let mut bytes = Vec::new();
        event.finish(&mut bytes).expect("an event");
        self.run_bytes(&bytes);
    }

    pub(super) fn run_bytes(&mut self, bytes: &[u8]) {
        let event = RawEvent::decode(bytes).expect("valid");
        self.state.now = event.ts();
        if let Some(tid) = self.verdict.remove_thread.take() {
            self.state.threads.note_exit(tid, event.ts());
            self.state.remove_thread(tid, &mut NoLookup);
        }
        if let Some((tid, fds)) = self.verdict.remove_fds.take()
            && let Some(slot) = self.state.threads.slot(tid)
        {
            for fd in fds {
                self.state.remove_fd(slot, fd);
            }
        }
        self.verdict.state_changes.clear();
        let (lookup, options) = (&mut *self.lookup, self.options);
        let (state, verdict, at) = (&mut self.state, &mut self.verdict, &mut self.at);
        let mut ctx = ParseContext::new(state, &event, lookup, options, verdict, at);
        attach(&mut ctx);
        apply(&mut ctx);
        finish(&mut self.state, &event, self.at.thread);
    }

    /// An event that changes nothing: what the last one left to do is done.
    pub(super) fn settle(&mut self) {
        let event = self.event(1, Code::GenericX);
        self.run(event.u16(0).u16(0));
    }

    pub(super) fn thread(&self, tid: i64) -> &Thread {
        self.state.threads.get(tid).unwrap_or_else(|| panic!("thread {tid} is known"))
    }

    pub(super) fn knows(&self, tid: i64) -> bool {
        self.state.threads.get(tid).is_some()
    }

    pub(super) fn fd(&self, tid: i64, fd: i64) -> Option<&Fd> {
        self.state.threads.fd(self.thread(tid), fd)
    }

    pub(super) fn name(&self, tid: i64, fd: i64) -> String {
        let fd = self.fd(tid, fd).unwrap_or_else(|| panic!("descriptor {fd} is open"));
        String::from_utf8_lossy(&fd.name).into_owned()
    }

    /// The descriptor that the last event was about.
    pub(super) fn event_fd(&self) -> Option<&Fd> {
        let (slot, number) = self.at.fd?;
        self.state.threads.at(slot)?.fd_table.get(number)
    }

    pub(super) fn cwd(&self, tid: i64) -> String {
        String::from_utf8_lossy(self.state.threads.cwd(self.thread(tid))).into_owned()
    }
}

/// A packed IPv4 tuple.
pub(super) fn tuple4(sip: [u8; 4], sport: u16, dip: [u8; 4], dport: u16) -> Vec<u8> {
    tuple(2, &sip, sport, &dip, dport)
}

pub(super) fn tuple6(sip: [u8; 16], sport: u16, dip: [u8; 16], dport: u16) -> Vec<u8> {
    tuple(10, &sip, sport, &dip, dport)
}

fn tuple(family: u8, sip: &[u8], sport: u16, dip: &[u8], dport: u16) -> Vec<u8> {
    [&[family][..], sip, &sport.to_ne_bytes(), dip, &dport.to_ne_bytes()].concat()
}

/// A packed IPv4 address.
pub(super) fn address4(ip: [u8; 4], port: u16) -> Vec<u8> {
    [&[2][..], &ip, &port.to_ne_bytes()].concat()
}

pub(super) fn address6(ip: [u8; 16], port: u16) -> Vec<u8> {
    [&[10][..], &ip, &port.to_ne_bytes()].concat()
}
