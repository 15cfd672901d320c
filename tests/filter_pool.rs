// SPDX-License-Identifier: Apache-2.0
//! Filters that share the results of their comparisons say what filters of their own say.

use scap::fields::{CLASSES, Catalogue};
use scap::filter::{Filter, Pool};
use scap::{Inspector, Options};

/// They have comparisons in common, on fields of every kind of state, two that remember among them.
const FILTERS: &[&str] = &[
    "evt.type in (open, openat) and fd.name startswith /etc and not proc.name in (bash, sh)",
    "proc.name in (bash, sh) or fd.name startswith /etc",
    "fd.name startswith /etc and evt.failed = true",
    "not fd.name startswith /etc and evt.rawres < 0",
    "proc.pname exists and not proc.aname in (nosuch, none) and fd.num > 2",
    "fd.num > 2 and evt.deltatime > 1000",
    "evt.deltatime > 1000 and proc.pname exists",
    "evt.count > 0 and user.name = root and proc.cmdline contains a",
    "proc.cmdline contains a and thread.tid = val(proc.pid) and evt.num > 9",
    "evt.num > 9 and user.name = root",
];

#[test]
fn filters_of_a_pool_match_as_those_without() {
    let catalogue = Catalogue::new(CLASSES.iter().copied());
    let mut matched = vec![0; FILTERS.len()];
    for capture in ["shell", "web", "threads", "zoo"] {
        let path = format!("{}/testdata/{capture}.scap", env!("CARGO_MANIFEST_DIR"));
        let mut pool = Pool::default();
        let mut shared =
            |text: &&str| Filter::compile_with(text.as_bytes(), &catalogue, &mut pool).expect("a filter");
        let shared: Vec<_> = FILTERS.iter().map(&mut shared).collect();
        let own: Vec<_> = FILTERS.iter().map(|text| Filter::new(text).expect("a filter")).collect();
        // Two inspectors whose events come in turn, so that a result of one may not serve the other.
        let open = || Inspector::open(&path, Options::default()).expect("a capture");
        let (mut ahead, mut behind) = (open(), open());
        ahead.next().expect("an event");
        while let Some(event) = behind.next().expect("whole") {
            let other = ahead.next().expect("whole");
            for (i, (shared, own)) in shared.iter().zip(&own).enumerate() {
                if let Some(other) = other.as_ref().filter(|_| !shared.looks_back()) {
                    other.matches(shared);
                }
                let holds = event.matches(own);
                assert_eq!(event.matches(shared), holds, "{capture} {}: {}", event.num, FILTERS[i]);
                matched[i] += u32::from(holds);
            }
        }
    }
    assert!(matched.iter().all(|count| *count > 0), "{matched:?}");
}
