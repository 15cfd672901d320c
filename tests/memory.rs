// SPDX-License-Identifier: Apache-2.0
//! What the state of a machine with very many processes takes.

mod counting;
mod crowd;

use counting::live_bytes;
use crowd::{FIRST, Made};
use scap::inspector::{Inspector, Options};
use scap::snapshot::{NoLookup, Snapshot};

/// Descriptors of each process.
const DESCRIPTORS: i64 = 20;

/// Bytes of state that are left of a snapshot.
fn state_of(snapshot: impl Fn() -> Snapshot) -> isize {
    let before = live_bytes();
    let engine = Box::new(Made::new(snapshot(), |_, _| false));
    let inspector =
        Inspector::open_engine(engine, Box::new(NoLookup), Options::default()).expect("a machine");
    let state = live_bytes() - before;
    drop(inspector);
    state
}

/// Bytes of state for each process and for each descriptor, both found in the system.
fn found(processes: i64) -> (isize, isize) {
    let bare = state_of(|| crowd::crowd(processes, 0));
    let full = state_of(|| crowd::crowd(processes, DESCRIPTORS));
    (bare / processes as isize, (full - bare) / (processes * DESCRIPTORS) as isize)
}

/// Bytes of state for each child of one parent with descriptors.
fn forked(processes: i64) -> isize {
    let snapshot = crowd::crowd(1, DESCRIPTORS);
    let parent = crowd::process(FIRST);
    let last = FIRST + processes;
    let make = move |number: u64, out: &mut Vec<u8>| {
        let child = FIRST + 1 + number as i64;
        crowd::clone(&parent, child, 1_700_000_000_000_000_000 + number * 1000, out);
        child <= last
    };
    let engine = Box::new(Made::new(snapshot, make));
    let mut inspector =
        Inspector::open_engine(engine, Box::new(NoLookup), Options::default()).expect("a machine");
    let before = live_bytes();
    while inspector.next().expect("valid events").is_some() {}
    assert_eq!(inspector.state().threads.len() as i64, processes + 2);
    assert_eq!(inspector.state().fd_count() as i64, (processes + 1) * DESCRIPTORS);
    (live_bytes() - before) / processes as isize
}

fn report(processes: i64) -> (isize, isize, isize) {
    let (process, descriptor) = found(processes);
    let child = forked(processes);
    println!("{processes} processes with {DESCRIPTORS} descriptors each, bytes of heap:");
    println!("  found in the system: {process} for a process, {descriptor} for a descriptor");
    println!("  forked by one parent: {child} for a process with its descriptors");
    (process, descriptor, child)
}

#[test]
fn a_thousand_processes() {
    let (process, descriptor, child) = report(1_000);
    // The tables grow by doubling, so that some room counts as used.
    assert!(process < 1_400, "{process} bytes for a process");
    assert!(descriptor < 260, "{descriptor} bytes for a descriptor");
    assert!(child < 800, "{child} bytes for a forked process and its descriptors");
}

#[test]
#[ignore = "takes a gigabyte"]
fn a_hundred_thousand_processes() {
    let (process, descriptor, child) = report(100_000);
    assert!(process < 1_400, "{process} bytes for a process");
    assert!(descriptor < 260, "{descriptor} bytes for a descriptor");
    assert!(child < 800, "{child} bytes for a forked process and its descriptors");
}
