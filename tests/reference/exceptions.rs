// SPDX-License-Identifier: Apache-2.0
//! Where what 0.25.4 said of a capture is wrong, and what is right: `testdata/golden-exceptions.tsv`. COMPATIBILITY.md
//! has the reasons.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// What differs: the kind of golden file, the capture, a field, a filter or `-`, what 0.25.4 said, and what is right.
pub type Difference = (String, String, String, String, String);

/// The events that it concerns: the first, the last, and how many.
type Events = (u64, u64, u64);

/// The differences that are listed, and those that were met.
pub struct Exceptions {
    listed: BTreeMap<Difference, Events>,
    met: RefCell<BTreeMap<Difference, Events>>,
}

impl Exceptions {
    /// Those of one kind: `text`, `json` or `filter`.
    pub fn read(kind: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/golden-exceptions.tsv");
        let text = fs::read_to_string(path).expect("the list of exceptions");
        let mut listed = BTreeMap::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [of, capture, what, theirs, right, first, last, count] = cells[..] else {
                panic!("not eight cells: {line}");
            };
            if of == kind {
                let number = |cell: &str| cell.parse::<u64>().expect("a number");
                let difference = [of, capture, what, theirs, right].map(str::to_owned).into();
                listed.insert(difference, (number(first), number(last), number(count)));
            }
        }
        Self { listed, met: RefCell::default() }
    }

    /// Remarks a difference at an event.
    pub fn meet(&self, difference: Difference, event: u64) {
        let mut met = self.met.borrow_mut();
        let events = met.entry(difference).or_insert((event, event, 0));
        events.1 = event;
        events.2 += 1;
    }

    /// For a line of text: the pieces that differ.
    pub fn pieces(ours: &str, theirs: &str) -> (String, String) {
        let common = |a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = char>| {
            a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>()
        };
        let start = common(&mut ours.chars(), &mut theirs.chars());
        let (ours, theirs) = (&ours[start..], &theirs[start..]);
        let end = common(&mut ours.chars().rev(), &mut theirs.chars().rev());
        (ours[..ours.len() - end].to_owned(), theirs[..theirs.len() - end].to_owned())
    }

    /// Fails unless the differences that were met are those that are listed. A new one is printed as a row of the list.
    pub fn check(self) {
        let met = self.met.into_inner();
        let row = |((kind, capture, what, theirs, right), (first, last, count)): (&Difference, &Events)| {
            format!("{kind}\t{capture}\t{what}\t{theirs}\t{right}\t{first}\t{last}\t{count}")
        };
        let new: Vec<String> =
            met.iter().filter(|(key, events)| self.listed.get(*key) != Some(*events)).map(row).collect();
        let gone: Vec<String> =
            self.listed.iter().filter(|(key, events)| met.get(*key) != Some(*events)).map(row).collect();
        assert!(
            new.is_empty() && gone.is_empty(),
            "differences that testdata/golden-exceptions.tsv does not list:\n{}\nlisted, and not met:\n{}",
            new.join("\n"),
            gone.join("\n")
        );
    }
}
