// SPDX-License-Identifier: Apache-2.0
//! Replays the corpus of the fuzz targets, and a few thousand changes of each of its inputs.

#[path = "../fuzz/inputs.rs"]
mod inputs;
#[path = "strict_reader/mod.rs"]
mod strict_reader;

use scap::savefile::{ReadOptions, Reader};

use std::fs;
use std::path::{Path, PathBuf};

fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let entries = fs::read_dir(&folder).expect("the corpus is there");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let inputs: Vec<_> = paths.map(|path| (path.clone(), fs::read(&path).expect("readable"))).collect();
    assert!(!inputs.is_empty(), "{} is empty", folder.display());
    inputs
}

/// Numbers that look like chance and are the same in every run (xorshift).
fn random(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

/// The input, and variants with bytes changed, lost or doubled.
fn each_variant(bytes: &[u8], count: usize, mut run: impl FnMut(&[u8])) {
    run(bytes);
    let mut state = 0x2545_f491_4f6c_dd1d;
    for _ in 0..count {
        let mut variant = bytes.to_vec();
        for _ in 0..=random(&mut state) % 4 {
            let at = (random(&mut state) % variant.len().max(1) as u64) as usize;
            match random(&mut state) % 4 {
                0 => variant.truncate(at),
                1 => drop(variant.drain(at..(at + 3).min(variant.len()))),
                2 => variant.extend_from_within(at..),
                _ => {
                    if let Some(byte) = variant.get_mut(at) {
                        *byte = random(&mut state) as u8;
                    }
                }
            }
        }
        run(&variant);
    }
}

#[test]
fn savefile() {
    for (_, bytes) in corpus("savefile") {
        each_variant(&bytes, 2000, inputs::savefile);
    }
}

/// Where an independent reader finds every block well formed, we read no more events than it sees blocks of events; of
/// an undamaged capture, as many.
#[test]
fn savefile_as_an_independent_reader_sees_it() {
    for (path, bytes) in corpus("savefile") {
        let mut accepted = 0;
        each_variant(&bytes, 2000, |variant| {
            let Some(blocks) = strict_reader::blocks(variant) else { return };
            accepted += 1;
            assert_eq!(blocks.iter().map(|block| block.length as usize).sum::<usize>(), variant.len());
            let seen = blocks.iter().filter(|block| block.is_event()).count();
            let options = ReadOptions { unconverted: true, ..ReadOptions::default() };
            let Ok(mut reader) = Reader::from_bytes(variant.to_vec(), &path, options) else { return };
            let mut read = 0;
            while let Ok(Some(_)) = reader.read() {
                read += 1;
            }
            assert!(read <= seen, "{read} events in {seen} blocks");
            assert!(
                read == seen || variant != bytes,
                "{read} events in {seen} blocks of an undamaged capture"
            );
        });
        assert!(accepted > 100, "{accepted} variants of {} are well formed", path.display());
    }
}

#[test]
fn event() {
    for (_, bytes) in corpus("event") {
        each_variant(&bytes, 20_000, inputs::event);
    }
}

#[test]
fn proc() {
    let root = std::env::temp_dir().join(format!("syscap-corpus-{}", std::process::id()));
    for (_, bytes) in corpus("proc") {
        each_variant(&bytes, 300, |bytes| inputs::proc(bytes, &root));
    }
    fs::remove_dir_all(&root).expect("removable");
}
