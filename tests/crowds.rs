// SPDX-License-Identifier: Apache-2.0
//! Captures of very many processes that come and go take time in proportion to their events.

mod crowd;

use crowd::{FIRST, Made};
use scap::inspector::{Inspector, Options};
use scap::snapshot::NoLookup;
use std::time::{Duration, Instant};

const START: u64 = 1_700_000_000_000_000_000;

/// Far more than the events need, and far less than the square of their number does.
const PATIENCE: Duration = Duration::from_secs(20);

/// Takes in the events that `make` writes, in time; returns how many processes are left beside the first two.
fn play(make: impl FnMut(u64, &mut Vec<u8>) -> bool + Send + 'static) -> usize {
    let engine = Box::new(Made::new(crowd::crowd(1, 0), make));
    let mut inspector =
        Inspector::open_engine(engine, Box::new(NoLookup), Options::default()).expect("a machine");
    let start = Instant::now();
    while inspector.next().expect("valid events").is_some() {
        assert!(start.elapsed() < PATIENCE, "{} events took {PATIENCE:?}", inspector.num_events());
    }
    inspector.state().threads.len() - 1
}

/// One parent of all; it ends, init takes its children, and they end in the order of their births.
fn orphans(children: u64) {
    let parent = crowd::process(FIRST);
    let left = play(move |number, out| {
        let ts = START + number * 1000;
        match number {
            _ if number < children => crowd::clone(&parent, FIRST + 1 + number as i64, ts, out),
            _ if number <= 2 * children => crowd::exit(FIRST + (number - children) as i64, 0, ts, out),
            // What ended is removed before the next event.
            _ if number == 2 * children + 1 => crowd::exit(FIRST - 1, 0, ts, out),
            _ => return false,
        }
        true
    });
    // The last event makes an entry of its own thread.
    assert!(left <= 1, "{left} are left");
}

/// Everyone is the parent of the next; they end from the last but one upwards, so that each leaves an orphan below.
fn descent(generations: u64) {
    let mut forebear = crowd::process(FIRST);
    play(move |number, out| {
        let ts = START + number * 1000;
        if number < generations {
            let child = FIRST + 1 + number as i64;
            crowd::clone(&forebear, child, ts, out);
            (forebear.ptid, forebear.tid, forebear.pid) = (forebear.tid, child, child);
            (forebear.vtid, forebear.vpid) = (child, child);
        } else if number < 2 * generations {
            crowd::exit(FIRST + (2 * generations - 1 - number) as i64, 0, ts, out);
        }
        number < 2 * generations
    });
}

#[test]
fn orphans_of_one_parent() {
    orphans(10_000);
}

#[test]
fn a_long_descent() {
    descent(10_000);
}

#[test]
#[ignore = "takes half a minute"]
fn large_crowds() {
    orphans(200_000);
    descent(200_000);
}
