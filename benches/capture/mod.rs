// SPDX-License-Identifier: Apache-2.0
//! Long captures for measurements: the events of a short one, again and again, with times that go on.

use flate2::read::GzDecoder;
use scap::savefile::block::{HEADER_SIZE, Role};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Events of a long capture, at least.
pub const EVENTS: usize = 300_000;

/// The captures to measure with, by name: those of `../shared/captures`, or the one that every checkout has.
pub fn all() -> Vec<(&'static str, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = root.join("../shared/captures");
    if shared.is_dir() {
        ["noisy", "web"].map(|name| (name, long(&shared.join(name).with_extension("scap")))).into()
    } else {
        vec![("threads", long(&root.join("testdata/threads.scap")))]
    }
}

/// One block of a capture.
struct Block<'a> {
    bytes: &'a [u8],
    /// Where an event block has its time; `None` for another block.
    time: Option<usize>,
}

/// A capture of at least [`EVENTS`] events: the initial state of the one in `path`, then its events repeated.
fn long(path: &PathBuf) -> Vec<u8> {
    let short = unpacked(path);
    let (events, state): (Vec<_>, Vec<_>) = blocks(&short).partition(|block| block.time.is_some());
    let times = || events.iter().filter_map(|event| Some(number(&event.bytes[event.time?..])));
    let (first, last) = (times().min().expect("has events"), times().max().expect("has events"));
    let span = last - first + 1000;
    let mut long: Vec<u8> = state.iter().flat_map(|block| block.bytes).copied().collect();
    for round in 0..EVENTS.div_ceil(events.len()) as u64 {
        for Block { bytes, time } in &events {
            let start = long.len();
            long.extend_from_slice(bytes);
            if let Some(at) = time {
                let time = number(&bytes[*at..]) + round * span;
                long[start + at..][..8].copy_from_slice(&time.to_ne_bytes());
            }
        }
    }
    long
}

fn unpacked(path: &PathBuf) -> Vec<u8> {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return bytes;
    }
    let mut plain = Vec::new();
    GzDecoder::new(bytes.as_slice()).read_to_end(&mut plain).expect("gzip");
    plain
}

fn blocks(mut capture: &[u8]) -> impl Iterator<Item = Block<'_>> {
    std::iter::from_fn(move || {
        let word =
            |at: usize| capture.get(at..).and_then(|b| b.first_chunk()).map(|b| u32::from_ne_bytes(*b));
        let (block_type, len) = (word(0)?, word(4)?);
        let (bytes, rest) = capture.split_at(len as usize);
        capture = rest;
        let time = match Role::of(block_type) {
            Role::Event(form) => Some(HEADER_SIZE + if form.flags { 6 } else { 2 }),
            _ => None,
        };
        Some(Block { bytes, time })
    })
}

fn number(bytes: &[u8]) -> u64 {
    u64::from_ne_bytes(*bytes.first_chunk().expect("8 bytes"))
}
