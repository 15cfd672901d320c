// SPDX-License-Identifier: Apache-2.0
//! The obvious loop over an inspector is right: it ends where the source does, not at the first event that is left out.

mod reference;

use reference::capture::{event, event_block, section};
use scap::capture::Stats;
use scap::engine::{Advance, Engine, Record};
use scap::savefile::{ReadOptions, Reader};
use scap::schema::Code;
use scap::snapshot::{NoLookup, Snapshot};
use scap::{Error, Filter, Inspector, Options};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

fn close_exit(tid: i64) -> Vec<u8> {
    event(tid, Code::SyscallCloseX, &[0i64.to_ne_bytes().to_vec(), 3i64.to_ne_bytes().to_vec()])
}

/// An old capture: each exit has its enter event before it, which is not delivered any more.
fn old_capture(tids: &[i64]) -> Vec<u8> {
    let mut file = section();
    for tid in tids {
        let enter = event(*tid, Code::SyscallCloseE, &[3i64.to_ne_bytes().to_vec()]);
        file.extend([event_block(&enter), event_block(&close_exit(*tid))].concat());
    }
    file
}

fn open(file: Vec<u8>) -> Inspector {
    let reader = Reader::from_bytes(file, Path::new("test"), ReadOptions::default()).expect("a capture");
    Inspector::open_reader(reader, Options::default()).expect("it opens")
}

#[test]
fn every_event_of_an_old_capture_of_several_sections_is_seen() {
    let mut inspector = open([old_capture(&[1, 2, 3]), old_capture(&[4, 5])].concat());
    let mut seen = Vec::new();
    while let Some(event) = inspector.next().expect("undamaged") {
        seen.push((event.num, event.tid(), event.name()));
    }
    let expected = [1, 2, 3, 4, 5].map(|tid| (tid as u64, tid, "close"));
    assert_eq!((seen, inspector.section()), (expected.to_vec(), 2));
    assert!(inspector.event().is_none() && inspector.next().expect("the end stays").is_none());
}

#[test]
fn a_step_tells_what_it_was() {
    let mut inspector = open([old_capture(&[1]), old_capture(&[2])].concat());
    let mut steps = Vec::new();
    loop {
        let step = inspector.advance().expect("undamaged");
        assert_eq!(inspector.event().is_some(), step == Advance::Event);
        steps.push(step);
        if step == Advance::End {
            break;
        }
    }
    // The first event of a section is read while that is opened.
    assert_eq!(steps.iter().filter(|step| **step == Advance::Event).count(), 2, "{steps:?}");
    assert!(steps.contains(&Advance::Timeout), "another section: {steps:?}");
}

#[test]
fn events_that_the_filter_of_the_inspector_refuses_are_passed_over() {
    let mut inspector = open(old_capture(&[1, 2, 3]));
    let filter = Filter::new("thread.tid = 2").expect("a filter");
    inspector.set_filter(Some(filter.into())).expect("no probe refuses");
    let event = inspector.next().expect("undamaged").expect("one matches");
    assert_eq!(event.tid(), 2);
    assert_eq!(event.param("fd").and_then(|fd| fd.i64()), Some(3));
    assert!(inspector.next().expect("undamaged").is_none());
}

/// A source in which nothing happens.
#[derive(Default)]
struct Idle(Snapshot);

impl Engine for Idle {
    fn snapshot(&self) -> &Snapshot {
        &self.0
    }

    fn advance(&mut self) -> Result<Advance, Error> {
        std::thread::sleep(Duration::from_millis(1));
        Ok(Advance::Timeout)
    }

    fn current(&self) -> Option<Record<'_>> {
        None
    }

    fn stats(&self) -> Result<Option<Stats>, Error> {
        Ok(None)
    }
}

fn idle() -> Inspector {
    let options = Options { mode: scap::inspector::Mode::Live, ..Options::default() };
    Inspector::open_engine(Box::new(Idle::default()), Box::new(NoLookup), options).expect("it opens")
}

#[test]
fn a_wait_ends_at_its_time_or_by_an_interrupt() {
    let mut inspector = idle();
    let start = Instant::now();
    inspector.stop_at(start + Duration::from_millis(50));
    assert!(inspector.next().expect("no failure").is_none());
    assert!(start.elapsed() >= Duration::from_millis(50));

    let mut inspector = idle();
    let interrupt = Arc::new(AtomicBool::new(false));
    inspector.stop_on(Arc::clone(&interrupt));
    let handler = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(20));
        interrupt.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    assert!(inspector.next().expect("no failure").is_none());
    handler.join().expect("it is done");
}
