// SPDX-License-Identifier: Apache-2.0
//! The legacy view: events as they were recorded, state as ever.

mod reference;

use scap::inspector::{Inspector, Options};
use scap::savefile::{ReadOptions, Reader};
use scap::schema::Code;
use std::path::{Path, PathBuf};

fn legacy() -> Options {
    Options { legacy_view: true, ..Options::default() }
}

/// Code, time and bytes of each event that is shown.
fn shown(path: &Path, options: Options) -> Vec<(Code, u64, Vec<u8>)> {
    let mut inspector = Inspector::open(path, options).expect("a capture");
    let mut events = Vec::new();
    while let Some(event) = inspector.next().expect("a whole capture") {
        events.push((event.code(), event.ts(), event.raw.bytes().to_vec()));
    }
    events
}

/// Threads with their names and descriptors after the whole capture.
fn state(path: &Path, options: Options) -> Vec<String> {
    let mut inspector = Inspector::open(path, options).expect("a capture");
    while inspector.next().expect("a whole capture").is_some() {}
    let threads = &inspector.state().threads;
    let mut lines: Vec<String> = (threads.iter())
        .map(|thread| {
            let fds: Vec<_> = (threads.fds(thread).into_iter().flat_map(|table| table.iter()))
                .map(|(number, fd)| format!("{number} {}", String::from_utf8_lossy(&fd.name)))
                .collect();
            format!("{} {} {}", thread.tid, String::from_utf8_lossy(&thread.comm), fds.join(","))
        })
        .collect();
    lines.sort();
    lines
}

fn own(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
}

#[test]
fn recorded_events_are_shown_and_state_is_the_same() {
    let Some(folder) = reference::folder("captures") else { return };
    for name in ["old-curl.scap", "old-ipv6.scap", "old-tcp-client-server.scap"] {
        let path = folder.join(name);
        let options = ReadOptions { unconverted: true, ..ReadOptions::default() };
        let mut reader = Reader::open(&path, options).expect("a capture");
        let mut recorded = Vec::new();
        while let Some(record) = reader.read().expect("a whole capture") {
            recorded.push((record.event.code(), record.event.ts(), record.event.bytes().to_vec()));
        }
        let legacy_events = shown(&path, legacy());
        let entries = legacy_events.iter().filter(|(code, ..)| code.is_enter()).count();
        assert!(entries * 3 > legacy_events.len(), "{name}: enter events are shown");
        // State events in front of all others are not shown, and nothing else is missing.
        let missing = recorded.len() - legacy_events.len();
        assert!(missing < 5, "{name}: {missing} of {} events are not shown", recorded.len());
        for event in &legacy_events {
            assert!(recorded.contains(event), "{name}: {} was not recorded so", event.0.enum_name());
        }
        assert_eq!(state(&path, legacy()), state(&path, Options::default()), "{name}");
    }
}

#[test]
fn exits_of_today_get_the_entries_of_then() {
    let path = own("zoo.scap");
    let (now, then) = (shown(&path, Options::default()), shown(&path, legacy()));
    let count = |events: &[(Code, u64, Vec<u8>)], code| events.iter().filter(|(c, ..)| *c == code).count();
    for (entry, exit) in [
        (Code::SyscallSetuidE, Code::SyscallSetuidX),
        (Code::SyscallSetresuidE, Code::SyscallSetresuidX),
        (Code::SyscallMmapE, Code::SyscallMmapX),
    ] {
        assert!(count(&now, exit) > 0, "{} is in the capture", exit.enum_name());
        assert_eq!(count(&now, entry), 0);
        assert_eq!(count(&then, entry), count(&then, exit), "{}", entry.enum_name());
    }
    for (place, event) in then.iter().enumerate().filter(|(_, event)| event.0 == Code::SyscallMmapE) {
        assert_eq!(then[place + 1].0, Code::SyscallMmapX, "an exit follows its entry");
        assert_eq!(then[place + 1].1, event.1);
    }
}
