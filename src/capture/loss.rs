// SPDX-License-Identifier: Apache-2.0
//! Marks in the stream of events where some were lost, with counts, so that a capture file records the loss too.
//!
//! A mark is three events that every reader of captures knows: `drop` with ratio 1, a `notification` named
//! [`NAME`] with the counts as JSON, and `drop` again. The time is that of the first event after the gap.

use super::Stats;
use super::contract::Class;
use crate::codec::{Encoder, RawEvent};
use crate::error::{Error, Result};
use crate::schema::Code;
use serde_json::{Value, json};

/// Name of the notification.
const NAME: &[u8] = b"syscap.lost";

/// Ratio of the `drop` events: those of sampling have the ratio of sampling, and 1 leaves nothing out.
const RATIO: u32 = 1;

/// Classes of loss, by their index in [`Stats::no_room`].
const CLASSES: [&str; 11] = [
    "other",
    "clone",
    "execve",
    "connect_enter",
    "connect",
    "open_enter",
    "open",
    "dir_file",
    "other_interest",
    "close",
    "proc_exit",
];
const _: () = assert!(CLASSES.len() == Class::ProcExit as usize + 1);

/// A gap in the sequence of one processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Time of the first event after it, nanoseconds since the epoch.
    pub ts: u64,
    /// The processor.
    pub cpu: u16,
    /// Number of missing events.
    pub lost: u32,
}

/// What a mark reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loss {
    /// Events lost since the previous mark (of the same processor, where it names one).
    pub lost: u64,
    /// The processor; `None` for what was lost after the last event of each.
    pub cpu: Option<u16>,
    /// All counters since the capture began; not in every mark.
    pub counters: Option<Stats>,
}

impl Loss {
    /// The events of a mark.
    ///
    /// # Errors
    /// None is known: a mark fits into an event.
    pub(crate) fn encode(&self, ts: u64) -> Result<[Vec<u8>; 3]> {
        let mut text = json!({ "lost": self.lost });
        if let Some(cpu) = self.cpu {
            text["processor"] = cpu.into();
        }
        if let Some(stats) = &self.counters {
            text["counters"] = counters(stats);
        }
        let drop = |code| Encoder::new(ts, -1, code).u32(RATIO);
        let notification = Encoder::new(ts, -1, Code::NotificationE).text(NAME).text(text.to_string());
        let bytes = |encoder: Encoder| -> Result<Vec<u8>> {
            let mut out = Vec::new();
            encoder
                .finish(&mut out)
                .map_err(|error| Error::Event { what: "cannot mark a loss", source: error.into() })?;
            Ok(out)
        };
        Ok([bytes(drop(Code::DropE))?, bytes(notification)?, bytes(drop(Code::DropX))?])
    }

    /// What an event reports about losses; `None` for other events.
    pub fn read(event: &RawEvent<'_>) -> Option<Loss> {
        if event.code() != Code::NotificationE || event.param_or_empty(0).text() != NAME {
            return None;
        }
        let value: Value = serde_json::from_slice(event.param_or_empty(1).text()).ok()?;
        Some(Loss {
            lost: value["lost"].as_u64()?,
            cpu: value["processor"].as_u64().and_then(|cpu| cpu.try_into().ok()),
            counters: value.get("counters").map(stats),
        })
    }
}

fn counters(stats: &Stats) -> Value {
    let no_room: serde_json::Map<String, Value> = CLASSES
        .iter()
        .zip(&stats.no_room)
        .filter(|(_, count)| **count > 0)
        .map(|(name, count)| ((*name).to_owned(), (*count).into()))
        .collect();
    json!({ "produced": stats.produced, "no_room": no_room, "too_big": stats.too_big, "busy": stats.busy })
}

fn stats(value: &Value) -> Stats {
    let number = |value: &Value| value.as_u64().unwrap_or(0);
    let mut stats = Stats {
        produced: number(&value["produced"]),
        too_big: number(&value["too_big"]),
        busy: number(&value["busy"]),
        ..Stats::default()
    };
    for (count, name) in stats.no_room.iter_mut().zip(CLASSES) {
        *count = number(&value["no_room"][name]);
    }
    stats
}

/// The sum of all marks of a capture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Losses {
    /// Marks.
    pub marks: u64,
    /// Events lost.
    pub lost: u64,
    /// Counters as the last mark reported them; in a file of several captures, those of the last.
    pub counters: Option<Stats>,
}

impl Losses {
    /// Counts a mark, if the event is one.
    #[inline]
    pub fn add(&mut self, event: &RawEvent<'_>) {
        if event.code() == Code::NotificationE
            && let Some(loss) = Loss::read(event)
        {
            // The last mark may contain counters only.
            self.marks += u64::from(loss.lost > 0);
            self.lost += loss.lost;
            if loss.counters.is_some() {
                self.counters = loss.counters;
            }
        }
    }

    /// As a sentence; `None` where nothing was lost.
    pub fn in_words(&self) -> Option<String> {
        if self.marks == 0 {
            return None;
        }
        let mut words = format!("{} events were lost while recording, in {} gaps", self.lost, self.marks);
        if let Some(stats) = &self.counters {
            let by_class: Vec<String> = CLASSES
                .iter()
                .zip(&stats.no_room)
                .filter(|(_, count)| **count > 0)
                .map(|(name, count)| format!("{name} {count}"))
                .collect();
            words += &format!(
                "; {} were produced, {} did not fit into a ring ({}), {} were too large, {} were made while another one was",
                stats.produced,
                stats.lost_no_room(),
                if by_class.is_empty() { "none".to_owned() } else { by_class.join(", ") },
                stats.too_big,
                stats.busy
            );
        }
        Some(words)
    }

    /// As JSON; null where nothing was lost.
    pub fn to_json(&self) -> Value {
        match &self.counters {
            None if self.marks == 0 => Value::Null,
            None => json!({ "marks": self.marks, "events": self.lost }),
            Some(stats) => json!({ "marks": self.marks, "events": self.lost, "counters": counters(stats) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_reads_back() {
        let mut counters = Stats { produced: 1000, too_big: 1, busy: 2, ..Stats::default() };
        counters.no_room[0] = 30;
        counters.no_room[9] = 12;
        for loss in [
            Loss { lost: 45, cpu: Some(3), counters: Some(counters.clone()) },
            Loss { lost: 7, cpu: None, counters: None },
        ] {
            let [first, middle, last] = loss.encode(77).expect("fits");
            let [first, middle, last] =
                [&first, &middle, &last].map(|bytes| RawEvent::decode(bytes).expect("a good event"));
            assert_eq!((first.code(), last.code()), (Code::DropE, Code::DropX));
            assert_eq!((first.ts(), middle.ts(), last.ts()), (77, 77, 77));
            assert_eq!(Loss::read(&middle), Some(loss));
            assert_eq!(Loss::read(&first), None);
        }
    }

    #[test]
    fn other_notifications_are_no_marks() {
        for (name, text) in [("syscap.lost", "no JSON"), ("other", "{\"lost\":1}"), ("syscap.lost", "{}")] {
            let mut bytes = Vec::new();
            let event = Encoder::new(1, 1, Code::NotificationE).text(name).text(text);
            event.finish(&mut bytes).expect("fits");
            assert_eq!(Loss::read(&RawEvent::decode(&bytes).expect("good")), None);
        }
    }

    #[test]
    fn marks_add_up() {
        let mut losses = Losses::default();
        assert_eq!((losses.in_words(), losses.to_json()), (None, Value::Null));
        let mut stats = Stats { produced: 20, ..Stats::default() };
        stats.no_room[9] = 5;
        for (lost, counters) in [(2, None), (3, Some(stats))] {
            let [_, mark, _] = Loss { lost, cpu: Some(0), counters }.encode(1).expect("fits");
            losses.add(&RawEvent::decode(&mark).expect("good"));
        }
        assert_eq!((losses.marks, losses.lost), (2, 5));
        let words = losses.in_words().expect("lost");
        assert!(
            words.starts_with("5 events were lost while recording, in 2 gaps; 20 were produced, 5 "),
            "{words}"
        );
        assert!(words.contains("(close 5)"), "{words}");
    }
}
