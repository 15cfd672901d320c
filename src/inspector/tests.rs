// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::codec::Advance;
use crate::codec::Encoder;
use crate::engine::TestInput;
use crate::parsers::StateChange;
use crate::savefile::Reader;
use crate::schema::Code;
use crate::schema::{FdType, L4Proto};
use crate::snapshot::{
    ENVIRONMENT_SIZE, FdDetail, FdRecord, GroupRecord, Ipv4Interface, MachineInfo, Snapshot, ThreadRecord,
    UserRecord,
};
use crate::snapshot::{Lookup, NoLookup};
use crate::state::Fd;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::{Arc, Mutex};

fn thread(tid: i64, ptid: i64, comm: &[u8]) -> ThreadRecord {
    ThreadRecord { tid, pid: tid, ptid, vtid: tid, vpid: tid, comm: comm.to_vec(), ..ThreadRecord::default() }
}

fn encoded(event: Encoder) -> Vec<u8> {
    let mut out = Vec::new();
    event.finish(&mut out).expect("an event");
    out
}

fn read(ts: u64, tid: i64, fd: i64) -> Vec<u8> {
    encoded(Encoder::new(ts, tid, Code::SyscallReadX).i64(1).bytes(b"x").i64(fd).u32(1))
}

fn close(ts: u64, tid: i64, fd: i64) -> Vec<u8> {
    encoded(Encoder::new(ts, tid, Code::SyscallCloseX).i64(0).i64(fd))
}

fn exit(ts: u64, tid: i64) -> Vec<u8> {
    encoded(Encoder::new(ts, tid, Code::Procexit_1E).i64(0).i64(0).u8(0).u8(0).i64(0))
}

fn open(ts: u64, tid: i64, fd: i64, name: &[u8]) -> Vec<u8> {
    let event = Encoder::new(ts, tid, Code::SyscallOpenat_2X).i64(fd).i64(-100).text(name);
    encoded(event.u32(0).u32(0).u32(0).u64(0))
}

fn user_added(uid: u32, name: &[u8]) -> Vec<u8> {
    let event = Encoder::new(1, -1, Code::UserAddedE).u32(uid).u32(uid).text(name);
    encoded(event.text(b"/").text(b"/bin/sh").text(b""))
}

fn with(snapshot: Snapshot, events: Vec<Vec<u8>>, options: Options) -> Inspector {
    let mut input = TestInput::new(snapshot);
    for (cpu, event) in events.into_iter().enumerate() {
        input.push(event, cpu as u16);
    }
    Inspector::open_engine(Box::new(input), Box::new(NoLookup), options).expect("opens")
}

fn two_processes() -> Snapshot {
    let file = |fd| FdRecord { fd, ino: 1, ty: FdType::File, detail: FdDetail::Name(b"/etc/hosts".to_vec()) };
    Snapshot {
        threads: vec![thread(1, 0, b"init"), thread(10, 1, b"cat")],
        fds: vec![(10, file(3)), (99, file(4))],
        ..Snapshot::default()
    }
}

/// Number, thread and descriptor name of every event that is delivered.
fn story(inspector: &mut Inspector) -> Vec<(u64, i64, Option<String>)> {
    let mut out = Vec::new();
    while let Some(event) = inspector.next().expect("no damage") {
        let name = event.fd.map(|fd| String::from_utf8_lossy(&fd.name).into_owned());
        out.push((event.num, event.tid(), name));
    }
    out
}

fn hosts() -> Option<String> {
    Some("/etc/hosts".into())
}

#[test]
fn descriptors_and_threads_go_one_event_after_their_end() {
    let events = vec![read(10, 10, 3), close(11, 10, 3), read(12, 10, 3), exit(13, 10), read(14, 1, 0)];
    let mut inspector = with(two_processes(), events, Options::default());
    for (fd, known) in [(true, true), (true, true), (false, true), (false, true), (false, false)] {
        let Some(s) = inspector.next().expect("an event") else { panic!("delivered") };
        assert_eq!((s.fd.is_some(), s.state.threads.get(10).is_some()), (fd, known), "event {}", s.num);
    }
    assert!(matches!(inspector.next(), Ok(None)));
    assert_eq!(inspector.counters().removed_threads, 1);
}

#[test]
fn state_events_in_front_are_counted_and_not_delivered() {
    let events = vec![user_added(7, b"eva"), user_added(8, b"ada"), read(10, 10, 3), user_added(9, b"joe")];
    let mut snapshot = two_processes();
    snapshot.users =
        vec![UserRecord { uid: 8, gid: 8, name: b"ada2".to_vec(), homedir: vec![], shell: vec![] }];
    snapshot.groups = vec![GroupRecord { gid: 4, name: b"adm".to_vec() }];
    let mut inspector = with(snapshot, events, Options::default());
    let name = |i: &Inspector, uid| i.state().users.user(b"", uid).map(|u| u.name.bytes().to_vec());
    assert_eq!((name(&inspector, 7), name(&inspector, 8)), (Some(b"eva".to_vec()), Some(b"ada2".to_vec())));
    assert_eq!(name(&inspector, 9), None);
    assert!(inspector.state().users.group(b"", 4).is_some());
    assert_eq!(story(&mut inspector), [(3, 10, hosts()), (4, -1, None)]);
    assert_eq!(inspector.num_events(), 4);
}

#[test]
fn entries_serve_their_exits_unseen() {
    let enter = encoded(Encoder::new(9, 10, Code::SyscallOpenE).text(b"/real").u32(0).u32(0));
    let exit = Encoder::new(10, 10, Code::SyscallOpenX).i64(5).text(b"/forged").u32(0).u32(0);
    let events = vec![enter, encoded(exit.u32(0).u64(0))];
    let mut inspector = with(two_processes(), events, Options::default());
    assert!(matches!(inspector.advance(), Ok(Advance::Filtered)));
    assert_eq!(story(&mut inspector), [(2, 10, Some("/real".into()))]);
}

#[test]
fn time_stamps_of_threads_follow_their_events() {
    let mut inspector = with(two_processes(), vec![read(10, 10, 3), read(25, 10, 3)], Options::default());
    story(&mut inspector);
    let cat = inspector.state().threads.get(10).expect("known");
    assert_eq!((cat.prevevent_ts, cat.lastevent_ts, cat.lastaccess_ts), (10, 25, 25));
    assert_eq!(inspector.state().first_event_ts, 10);
}

#[test]
fn suppressed_threads_are_neither_known_nor_counted() {
    let options = Options { suppressed_comms: vec![b"cat".to_vec()], ..Options::default() };
    let mut inspector = with(two_processes(), vec![read(10, 10, 3), read(11, 1, 0)], options);
    assert!(inspector.state().threads.get(10).is_none() && inspector.is_suppressed(10));
    assert_eq!(story(&mut inspector), [(1, 1, None)]);
    inspector.suppress_tid(1);
    assert!(inspector.is_suppressed(1));
    inspector.clear_suppressed_tids();
    assert!(!inspector.is_suppressed(1) && inspector.suppressed_events() == 2);
}

#[test]
fn children_of_suppressed_processes_are_suppressed_from_the_start() {
    let mut snapshot = two_processes();
    snapshot.threads.push(thread(11, 10, b"sub"));
    let options = Options { suppressed_comms: vec![b"cat".to_vec()], ..Options::default() };
    let inspector = with(snapshot, vec![], options);
    assert!(inspector.is_suppressed(11));
}

#[test]
fn a_filter_sees_state_events_after_and_others_before_they_take_effect() {
    let events = vec![open(10, 10, 5, b"/a"), read(11, 10, 5), close(12, 10, 5), read(13, 1, 0)];
    let mut inspector = with(two_processes(), events, Options::default());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let filter = InspectorFilter::new(move |s| {
        log.lock().expect("one thread").push((s.num, s.fd.map(|fd| fd.name.bytes().to_vec())));
        s.num != 2
    });
    inspector.set_filter(Some(filter)).expect("no probe refuses");
    assert_eq!(story(&mut inspector).iter().map(|s| s.0).collect::<Vec<_>>(), [1, 3, 4]);
    let name = Some(b"/a".to_vec());
    assert_eq!(
        *seen.lock().expect("one thread"),
        [(1, name.clone()), (2, name.clone()), (3, name), (4, None)]
    );
    inspector.set_filter(None).expect("no probe refuses");
}

#[test]
fn a_filter_can_go_on_to_the_next_source() {
    let events = || vec![read(10, 10, 3), read(11, 1, 0)];
    let mut first = with(two_processes(), events(), Options::default());
    first.set_filter(Some(InspectorFilter::new(|s| s.raw.tid() == 1))).expect("no probe refuses");
    let mut second = with(two_processes(), events(), Options::default());
    second.set_filter(first.take_filter()).expect("no probe refuses");
    assert_eq!(story(&mut second), [(2, 1, None)]);
    assert_eq!(story(&mut first).len(), 2, "it was taken away");
    assert!(first.take_filter().is_none());
}

#[test]
fn observers_see_changes_on_request() {
    let mut options = Options::default();
    options.parsers.state_changes = true;
    let mut inspector = with(two_processes(), vec![close(10, 10, 3), read(11, 1, 0)], options);
    assert!(matches!(inspector.next(), Ok(Some(_))));
    assert_eq!(inspector.state_changes(), [StateChange::EraseFd { tid: 10, fd: 3, closed: true }]);
    assert!(matches!(inspector.next(), Ok(Some(_))));
    assert!(inspector.state_changes().is_empty());
}

#[test]
fn observers_see_descriptors_that_a_process_takes_along() {
    let mut options = Options::default();
    options.parsers.state_changes = true;
    let events = vec![open(10, 10, 5, b"/a"), exit(11, 10), read(12, 1, 0), read(13, 1, 0)];
    let mut inspector = with(two_processes(), events, options);
    for expected in [false, false, true, false] {
        assert!(matches!(inspector.next(), Ok(Some(_))));
        let lost =
            inspector.state_changes().contains(&StateChange::EraseFd { tid: 10, fd: 5, closed: false });
        assert_eq!(lost, expected, "event {}", inspector.num_events());
    }
}

#[test]
fn found_connections_are_turned_so_that_the_client_is_the_source() {
    let own = Ipv4Addr::new(10, 0, 0, 1);
    let peer = Ipv4Addr::new(10, 0, 0, 2);
    let connection = |fd, sport, dport| {
        let detail = FdDetail::Ipv4 { sip: own, dip: peer, sport, dport, l4proto: L4Proto::Tcp };
        (10, FdRecord { fd, ino: 1, ty: FdType::Ipv4Sock, detail })
    };
    let listening = FdDetail::Ipv4Server { ip: Ipv4Addr::UNSPECIFIED, port: 22, l4proto: L4Proto::Tcp };
    let mut snapshot = two_processes();
    snapshot.fds = vec![
        connection(4, 22, 5000),
        connection(5, 4000, 80),
        (1, FdRecord { fd: 3, ino: 1, ty: FdType::Ipv4ServSock, detail: listening }),
    ];
    snapshot.ipv4 = vec![Ipv4Interface {
        name: b"eth0".to_vec(),
        addr: own,
        netmask: Ipv4Addr::new(255, 255, 255, 0),
        broadcast: own,
        link_speed: 0,
    }];
    let inspector = with(snapshot, vec![], Options::default());
    let threads = &inspector.state().threads;
    let fd = |fd| threads.fd(threads.get(10)?, fd);
    let (server, client) = (fd(4).expect("open"), fd(5).expect("open"));
    assert_eq!(server.name.bytes(), b"10.0.0.2:5000->10.0.0.1:22");
    assert!(server.is_role_server() && server.has(Fd::FROM_PROC) && server.is_connected());
    assert_eq!((client.name.bytes(), client.is_role_client()), (&b"10.0.0.1:4000->10.0.0.2:80"[..], true));
    assert_eq!(
        threads.fd(threads.get(1).expect("known"), 3).map(|fd| fd.name.bytes()),
        Some(&b"0.0.0.0:22"[..])
    );
    assert_eq!(inspector.state().interfaces.infer_v4(peer), own);
}

/// A system that knows one thread with a large environment, one user, and reports who is alive.
struct System;

/// The environment of thread 50, longer than what is recorded of it.
fn large_environment() -> Vec<u8> {
    let mut bytes = b"FIRST=1\0\0".to_vec();
    bytes.extend(std::iter::repeat_n(*b"FILLER=x\0", 600).flatten());
    bytes.extend(b"LAST=2\0");
    bytes
}

impl Lookup for System {
    fn thread(&mut self, tid: i64, with_fds: bool) -> Option<(ThreadRecord, Vec<FdRecord>)> {
        let detail = FdDetail::Name(b"/found".to_vec());
        let fds = if with_fds { vec![FdRecord { fd: 3, ino: 1, ty: FdType::File, detail }] } else { vec![] };
        let env = large_environment()[..ENVIRONMENT_SIZE].to_vec();
        (tid == 50).then(|| (ThreadRecord { uid: 1000, env, ..thread(50, 1, b"late") }, fds))
    }

    fn environment(&mut self, pid: i64) -> Option<Vec<u8>> {
        (pid == 50).then(large_environment)
    }

    fn user(&mut self, uid: u32) -> Option<UserRecord> {
        let user = UserRecord { uid, gid: uid, name: b"eva".to_vec(), homedir: vec![], shell: vec![] };
        (uid == 1000).then_some(user)
    }

    fn group(&mut self, _gid: u32) -> Option<GroupRecord> {
        None
    }
}

fn live(events: Vec<Vec<u8>>, options: Options) -> Inspector {
    let mut input = TestInput::new(Snapshot {
        machine: Some(MachineInfo {
            num_cpus: 1,
            memory_size_bytes: 0,
            max_pid: 0,
            hostname: vec![],
            boot_ts_epoch: 7,
            flags: 0,
            reserved3: 0,
            reserved4: 0,
        }),
        ..two_processes()
    });
    for event in events {
        input.push(event, 0);
    }
    Inspector::open_engine(Box::new(input), Box::new(System), Options { mode: Mode::Live, ..options })
        .expect("opens")
}

#[test]
fn a_live_system_is_asked_for_unknown_threads() {
    let mut inspector = live(vec![read(10, 50, 3), read(11, 60, 3)], Options::default());
    assert_eq!(story(&mut inspector), [(1, 50, Some("/found".into())), (2, 60, None)]);
    let state = inspector.state();
    assert!(state.users.user(b"", 1000).is_some() && state.boot_ts == 7);
    assert_eq!(state.threads.get(50).map(|t| (t.comm.bytes(), t.ptid)), Some((&b"late"[..], 1)));
    assert!(state.threads.get(60).is_some_and(|t| t.is_invalid()));
    assert_eq!(state.counters.proc_lookups, 2);
    let options = Options { max_lookups: Some(0), ..Options::default() };
    let mut inspector = live(vec![read(10, 50, 3)], options);
    assert_eq!(story(&mut inspector), [(1, 50, None)]);
}

#[test]
fn look_ups_are_allowed_again_in_another_period() {
    let events = || vec![read(10, 60, 3), read(11, 50, 3), read(1_010, 70, 3), read(1_011, 50, 3)];
    let known = |options| {
        let mut inspector = live(events(), options);
        story(&mut inspector);
        let counters = inspector.state().counters;
        (inspector.state().threads.get(50).is_some_and(|t| !t.is_invalid()), counters.proc_lookups)
    };
    // An unknown thread is not looked up twice, so the second period helps another one.
    let limited = Options { max_lookups: Some(1), ..Options::default() };
    assert_eq!(known(limited.clone()), (false, 1));
    assert_eq!(known(Options { lookup_period_ns: 1_000, ..limited }), (false, 2));
    let mut inspector = live(
        vec![read(10, 60, 3), read(1_010, 50, 3)],
        Options { max_lookups: Some(1), lookup_period_ns: 1_000, ..Options::default() },
    );
    assert_eq!(story(&mut inspector), [(1, 60, None), (2, 50, Some("/found".into()))]);
}

#[test]
fn large_environments_are_read_whole_when_asked_for() {
    let last = |options| {
        let mut inspector = live(vec![read(10, 50, 3)], options);
        story(&mut inspector);
        let threads = &inspector.state().threads;
        let thread = threads.get(50).expect("looked up");
        let variables = threads.env(thread).iter().count();
        (threads.env_value(thread, b"LAST").map(<[u8]>::to_vec), variables)
    };
    let (value, variables) = last(Options::default());
    assert!(value.is_none() && variables < 602, "{variables}");
    let large = Options { large_environments: true, ..Options::default() };
    assert_eq!(last(large.clone()), (Some(b"2".to_vec()), 602), "the empty one is left out");
    // An execve reports the beginning, too.
    let whole = |length: usize| {
        let mut event = Encoder::new(20, 50, Code::SyscallExecve_19X).i64(0).text(b"late").bytes(b"");
        event = event.i64(50).i64(50).i64(1).text(b"").u64(1024).u64(1).u64(2).u32(3).u32(4).u32(5);
        event = event.text(b"late").bytes(b"").bytes(&vec![b'x'; length]).u32(0).i64(50).u32(0).u32(0);
        let mut bytes = Vec::new();
        event.finish(&mut bytes).expect("short enough");
        let mut inspector = live(vec![read(10, 50, 3), bytes], large.clone());
        story(&mut inspector);
        let threads = &inspector.state().threads;
        threads.env(threads.get(50).expect("looked up")).iter().count()
    };
    assert_eq!((whole(ENVIRONMENT_SIZE), whole(ENVIRONMENT_SIZE - 1)), (602, 1));
}

#[test]
fn threads_that_are_gone_without_a_word_are_purged() {
    let second = 1_000_000_000;
    let events = vec![read(second, 10, 3), read(2 * second, 60, 3), read(2 * second, 50, 3)];
    let late = |ts| read(ts * second, 1, 0);
    let mut inspector = live([events, vec![late(32), late(4000), late(4001)]].concat(), Options::default());
    for _ in 0..4 {
        assert!(matches!(inspector.next(), Ok(Some(_))));
    }
    let known = |i: &Inspector| [1, 10, 50, 60].map(|tid| i.state().threads.get(tid).is_some());
    assert_eq!(known(&inspector), [true, true, true, false], "nothing but an id");
    story(&mut inspector);
    assert_eq!(known(&inspector), [true, false, true, false], "not seen for long and not alive");
}

#[test]
fn own_events_of_a_live_capture_are_dropped() {
    let options = Options { self_pid: 10, ..Options::default() };
    let mut inspector = live(vec![open(10, 10, 7, b"/log"), read(11, 1, 0)], options);
    assert_eq!(story(&mut inspector), [(2, 1, None)]);
    let threads = &inspector.state().threads;
    assert!(threads.fd(threads.get(10).expect("known"), 7).is_none());
}

#[test]
fn the_budget_is_kept_by_removing_what_is_idle() {
    let mut events = Vec::new();
    let mut ts = 10;
    for tid in 1000..3000 {
        for fd in 3..8 {
            ts += 1;
            events.push(open(ts, tid, fd, format!("/var/lib/some/long/directory/{tid}/{fd}").as_bytes()));
        }
    }
    events.push(read(ts + 1, 2999, 3));
    let budget = 400_000;
    let options = Options { byte_budget: budget, ..Options::default() };
    let mut inspector = with(two_processes(), events, options);
    loop {
        match inspector.advance().expect("no damage") {
            Advance::End => break,
            _ => assert!(inspector.state().memory() <= budget + budget / 8),
        }
    }
    let counters = inspector.counters();
    assert!(counters.evicted_threads > 1000 && counters.evicted_fds > 5000, "{counters:?}");
    assert!(inspector.state().threads.get(2999).is_some(), "the latest stay");
    assert!(inspector.state().threads.get(1000).is_none(), "the oldest go");
}

#[test]
fn one_process_alone_cannot_break_the_budget() {
    let name = [b'n'; 900];
    let events = (0..4000).map(|fd| open(10 + fd, 10, fd as i64 + 3, &name)).collect();
    let options = Options { byte_budget: 200_000, ..Options::default() };
    let mut inspector = with(two_processes(), events, options);
    while !matches!(inspector.next(), Ok(None)) {}
    assert!(inspector.state().memory() < 400_000, "{}", inspector.state().memory());
}

#[test]
fn a_forked_family_takes_little_more_than_one_process() {
    let mut snapshot = two_processes();
    let text = |n: usize| vec![b'a'; n];
    snapshot.threads[1].args = text(300);
    snapshot.threads[1].env = text(3000);
    snapshot.threads[1].exe = b"cat".to_vec();
    snapshot.fds = (0..50)
        .map(|fd| {
            let detail = FdDetail::Name(text(60));
            (10, FdRecord { fd, ino: 1, ty: FdType::File, detail })
        })
        .collect();
    let fork = |child: i64| {
        let event = Encoder::new(10 + child as u64, 10, Code::SyscallFork_20X).i64(child).text(b"cat");
        let event = event.bytes(&text(300)).i64(10).i64(10).i64(1).text(b"").i64(0).u64(0).u64(0);
        let event = event.u32(0).u32(0).u32(0).text(b"cat").bytes(b"").u32(0).u32(0).u32(0);
        encoded(event.i64(10).i64(10).u64(0))
    };
    let mut inspector = with(snapshot, (100..1100).map(fork).collect(), Options::default());
    let before = inspector.state().memory();
    story(&mut inspector);
    assert_eq!(inspector.state().threads.len(), 1002);
    let each = (inspector.state().memory() - before) / 1000;
    assert!(each < 1024, "{each} bytes for each child with 50 descriptors");
}

#[test]
fn every_section_of_a_file_has_a_state_of_its_own() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let [first, second] = ["shell.scap", "zoo.scap"]
        .map(|name| std::fs::read(folder.join(name)).expect("the capture is there"));
    let count = |bytes: Vec<u8>| {
        let reader = Reader::from_bytes(bytes, Path::new("test"), crate::savefile::ReadOptions::default())
            .expect("a capture");
        let mut inspector = Inspector::open_reader(reader, Options::default()).expect("opens");
        let mut parts = Vec::new();
        loop {
            let step = inspector.advance().expect("no damage");
            parts.resize(inspector.section() as usize, (0, 0));
            let part = parts.last_mut().expect("there is a section");
            match step {
                Advance::Event => part.0 += 1,
                Advance::Filtered | Advance::Timeout => {}
                Advance::End => return parts,
            }
            part.1 = inspector.state().threads.len();
        }
    };
    let apart = [count(first.clone()), count(second.clone())].concat();
    assert_eq!(count([first, second].concat()), apart);
}

/// Whatever filter the kernel tests, it leaves out no event that a parser needs, but for data that goes through a known
/// descriptor, the sizes of memory, and limits that are only asked for.
#[test]
fn what_the_state_needs_is_always_captured() {
    use crate::capture::Interest;
    use crate::schema::syscalls::Sc;
    let optional = [
        Code::SyscallReadX,
        Code::SyscallReadvX,
        Code::SyscallPreadX,
        Code::SyscallPreadvX,
        Code::SyscallWriteX,
        Code::SyscallWritevX,
        Code::SyscallPwriteX,
        Code::SyscallPwritevX,
        Code::SyscallSendfileX,
        Code::SyscallBrk_4X,
        Code::SyscallMmapX,
        Code::SyscallMmap2X,
        Code::SyscallMunmapX,
        Code::SyscallGetrlimitX,
    ];
    let least = Interest::all().narrowed(|_| false);
    let missing: Vec<_> = Sc::all()
        .filter(|sc| !least.has(*sc))
        .flat_map(|sc| sc.events().iter().copied())
        .filter(|code| !code.is_enter() && crate::parsers::is_parsed(*code) && !optional.contains(code))
        .map(Code::enum_name)
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
