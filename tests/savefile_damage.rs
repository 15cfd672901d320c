// SPDX-License-Identifier: Apache-2.0
//! Damaged, cut, foreign and unusual capture files: an error that says where, never a panic or a hang.

mod reference;

use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use reference::capture::{event, event_block, framed, old_event_block, section};
use reference::folder;
use scap::engine::Engine;
use scap::error::{Error, Result};
use scap::savefile::{Advance, ReadOptions, Reader, block};
use scap::schema::Code;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

fn open(bytes: &[u8]) -> Result<Reader> {
    Reader::from_bytes(bytes.to_vec(), Path::new("made.scap"), ReadOptions::default())
}

fn refusal(bytes: &[u8]) -> String {
    open(bytes).map(|_| ()).expect_err("refused").to_string()
}

/// Reads to the end: events, swallowed ones included, and errors. More steps than bytes would be a hang.
fn drain(bytes: &[u8]) -> (u64, Vec<Error>) {
    let mut errors = Vec::new();
    let mut reader = match open(bytes) {
        Ok(reader) => reader,
        Err(error) => return (0, vec![error]),
    };
    let mut events = 0;
    let mut steps = 0;
    loop {
        steps += 1;
        assert!(steps < 20_000_000, "no end");
        match reader.advance() {
            Ok(Advance::Event) => {
                let d = reader.current().expect("it has just come");
                // Every parameter can be reached.
                assert!(d.event.params().map(|p| p.bytes().len()).sum::<usize>() <= d.event.bytes().len());
                events += 1;
            }
            Ok(Advance::Filtered | Advance::Timeout) => events += 1,
            Ok(Advance::End) => {
                if reader.next_section().unwrap_or(false) {
                    continue;
                }
                return (events, errors);
            }
            Err(error) => errors.push(error),
        }
    }
}

fn close_exit(tid: i64) -> Vec<u8> {
    event(tid, Code::SyscallCloseX, &[0i64.to_ne_bytes().to_vec(), 3i64.to_ne_bytes().to_vec()])
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

#[test]
fn refusals_say_why_and_where() {
    assert_eq!(refusal(b""), "made.scap: file is empty: a section header is expected at block offset 0");
    assert_eq!(refusal(&section()), "made.scap: file has no events: one is expected at block offset 28");
    assert_eq!(
        refusal(&section()[..20]),
        "made.scap: file is cut: section header of 28 bytes expected, 20 are available at block offset 0"
    );
    assert_eq!(
        refusal(&event_block(&close_exit(1))),
        "made.scap: not a capture file: block type 0x216 instead of a section header at block offset 0"
    );
    // The first capture of a file; that of a further one was interrupted.
    let two = [section(), event_block(&close_exit(1)), section()].concat();
    let mut reader = open(&two).expect("a capture");
    assert!(matches!(reader.advance(), Ok(Advance::Event)) && matches!(reader.advance(), Ok(Advance::End)));
    assert!(reader.next_section().expect("a section") && matches!(reader.advance(), Ok(Advance::End)));
    let mut swapped = section();
    swapped[8..12].reverse();
    assert!(refusal(&swapped).contains("other byte order"), "{}", refusal(&swapped));
    let mut newer = section();
    newer[12] = 2;
    assert_eq!(refusal(&newer), "made.scap: capture format 2.2, the newest that can be read is 1.x");
    let mut file = section();
    file.extend(framed(block::MACHINE, &[0; 176]));
    assert_eq!(refusal(&file), "made.scap: machine block has 176 bytes, expected 180 at block offset 28");
    let missing = Reader::open(Path::new("/nonexistent/x.scap"), ReadOptions::default()).map(|_| ());
    assert!(missing.expect_err("missing").to_string().starts_with("cannot open /nonexistent/x.scap: "));
}

#[test]
fn a_length_beyond_the_file_costs_no_memory() {
    for len in [u32::MAX, 1 << 30, 200 << 20, 8, 0] {
        for block_type in [block::PROCESSES, block::EVENT_LARGE, block::EVENT, 0x0bad] {
            let mut file = section();
            file.extend_from_slice(&block_type.to_ne_bytes());
            file.extend_from_slice(&len.to_ne_bytes());
            file.resize(file.len() + 4096, 0);
            let (events, errors) = drain(&file);
            assert_eq!((events, errors.len()), (0, 1), "{block_type:#x} of {len}");
            let (events, errors) = drain(&gzip(&file));
            assert_eq!((events, errors.len()), (0, 1), "{block_type:#x} of {len}, compressed");
        }
    }
}

#[test]
fn foreign_and_late_blocks_are_passed_over_anywhere() {
    let mut file = section();
    let foreign =
        [framed(1, &[0; 8]), framed(6, &[7; 33]), framed(0x0bad, b"custom"), framed(5, &[])].concat();
    let state = framed(block::MACHINE, &[0; 180]);
    for part in
        [&foreign, &event_block(&close_exit(1)), &foreign, &state, &event_block(&close_exit(2)), &foreign]
    {
        file.extend_from_slice(part);
    }
    let mut reader = open(&file).expect("a capture");
    for tid in [1, 2] {
        let Ok(Some(d)) = reader.read() else { panic!("an event") };
        assert_eq!(d.event.tid(), tid);
    }
    assert!(matches!(reader.read(), Ok(None)));
    let counts = reader.counts();
    assert_eq!((counts.events, counts.foreign_blocks, counts.late_state_blocks), (2, 12, 1));

    // A damaged one is one error, then the end.
    let at = file.len() - 4;
    file[at] ^= 1;
    let (events, errors) = drain(&file);
    assert_eq!((events, errors.len()), (2, 1));
    assert_eq!(
        errors[0].to_string(),
        format!(
            "made.scap: block of type 0x5 states 12 bytes in its header and 13 in its trailer at block offset {}",
            at - 8
        )
    );
}

#[test]
fn a_capture_is_an_engine() {
    let enter = event(1, Code::SyscallCloseE, &[3i64.to_ne_bytes().to_vec()]);
    let file = [section(), event_block(&enter), event_block(&close_exit(1))].concat();
    let mut engine: Box<dyn Engine> = Box::new(open(&file).expect("a capture"));
    assert!(engine.snapshot().threads.is_empty());
    assert!(matches!(engine.advance(), Ok(Advance::Filtered)));
    assert!(engine.current().is_none() && matches!(engine.advance(), Ok(Advance::Event)));
    let d = engine.current().expect("it has just come");
    assert_eq!((d.event.bytes(), d.cpu, d.flags), (close_exit(1).as_slice(), 3, 0));
    assert!(matches!(engine.advance(), Ok(Advance::End)) && engine.current().is_none());
}

#[test]
fn unknown_events_are_left_out_and_counted() {
    let mut newer = close_exit(1);
    newer[20..22].copy_from_slice(&454u16.to_ne_bytes());
    let file = [section(), event_block(&newer), event_block(&close_exit(2))].concat();
    let mut reader = open(&file).expect("a capture");
    let Ok(Some(d)) = reader.read() else { panic!("an event") };
    assert_eq!(d.event.tid(), 2);
    assert!(matches!(reader.read(), Ok(None)));
    assert_eq!((reader.counts().events, reader.counts().unknown_events), (2, 1));
}

#[test]
fn old_headers_get_their_number_of_parameters() {
    let exit = close_exit(9);
    let v1_len = exit.len() as u32 - 4;
    let read_length = |block_type, stated| {
        let file = [section(), old_event_block(block_type, &exit, stated)].concat();
        let mut reader = open(&file).expect("a capture");
        let Ok(Some(d)) = reader.read() else { panic!("{block_type:#x}: an event") };
        (d.event.bytes() == exit, d.cpu, d.flags)
    };
    assert_eq!(read_length(0x204, v1_len), (true, 3, 0));
    assert_eq!(read_length(0x8010_abcd, v1_len), (true, 3, 0));
    assert_eq!(read_length(0x208, v1_len), (true, 3, 1));
    // As tshark writes: today's length in yesterday's block.
    assert_eq!(read_length(0x204, exit.len() as u32), (true, 3, 0));

    // Old writers counted 3 bytes too many in a notification.
    let notification = event(1, Code::NotificationE, &[b"id\0".to_vec(), b"text\0".to_vec()]);
    for stated in [notification.len() as u32 - 4 + 3, notification.len() as u32] {
        let file = [section(), old_event_block(0x204, &notification, stated)].concat();
        let mut reader = open(&file).expect("a capture");
        let Ok(Some(d)) = reader.read() else { panic!("{stated}: an event") };
        assert_eq!(d.event.bytes(), notification);
    }

    // No number of parameters fits: an error for this event, then the next one.
    let bad = old_event_block(0x204, &exit, v1_len - 3);
    let (events, errors) = drain(&[section(), bad, event_block(&exit)].concat());
    assert_eq!((events, errors.len()), (1, 1));
    assert!(errors[0].to_string().contains("no number of parameters fits"), "{}", errors[0]);
}

#[test]
fn large_events_need_a_large_block() {
    let data = vec![7; 100_000];
    let large = event(1, Code::PlugineventE, &[1u32.to_ne_bytes().to_vec(), data]);
    let body = [&0u16.to_ne_bytes(), large.as_slice()].concat();
    for block_type in [block::EVENT_LARGE, block::EVENT] {
        let (events, errors) = drain(&[section(), framed(block_type, &body)].concat());
        assert_eq!((events, errors.len()), (1, 0), "{block_type:#x}");
    }
    let with_flags = [&0u16.to_ne_bytes(), 1u32.to_ne_bytes().as_slice(), &large].concat();
    let mut reader =
        open(&[section(), framed(block::EVENT_FLAGS_LARGE, &with_flags)].concat()).expect("a capture");
    let Ok(Some(d)) = reader.read() else { panic!("an event") };
    assert_eq!((d.flags, d.event.bytes().len()), (1, large.len()));

    let small = close_exit(1);
    let padded = [&0u16.to_ne_bytes(), small.as_slice(), &[0; 70_000]].concat();
    let (events, errors) = drain(&[section(), framed(block::EVENT, &padded)].concat());
    assert_eq!((events, errors.len()), (0, 1));
    let (events, errors) = drain(&[section(), framed(block::EVENT_LARGE, &padded)].concat());
    assert_eq!((events, errors.len()), (1, 0));
}

#[test]
fn sections_follow_each_other() {
    let one = [section(), event_block(&close_exit(1))].concat();
    let two = [section(), framed(block::MACHINE, &[1; 180]), event_block(&close_exit(2))].concat();
    for bytes in [[one.clone(), two.clone()].concat(), [gzip(&one), gzip(&two)].concat()] {
        let mut reader = open(&bytes).expect("a capture");
        assert!(matches!(reader.read(), Ok(Some(_))));
        assert!(!reader.has_next_section());
        assert!(matches!(reader.read(), Ok(None)));
        assert!(matches!(reader.read(), Ok(None)));
        assert!(reader.has_next_section() && reader.snapshot().machine.is_none());
        assert!(reader.next_section().expect("a section"));
        assert!(reader.snapshot().machine.is_some());
        assert_eq!(reader.sections(), 2);
        let Ok(Some(d)) = reader.read() else { panic!("an event") };
        assert_eq!(d.event.tid(), 2);
        assert!(matches!(reader.read(), Ok(None)));
        assert!(!reader.next_section().expect("the end"));
    }
}

/// A file of its own in the folder for temporary files, removed at the end.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("syscap-{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).expect("temporary file");
        Self(path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn an_event_is_found_again_by_its_offset() {
    let mut plain = section();
    for tid in 0..20_000 {
        plain.extend(event_block(&close_exit(tid)));
    }
    let files = [Temporary::new("plain", &plain), Temporary::new("gzip", &gzip(&plain))];
    let options = ReadOptions::default;
    let readers = [
        Reader::open(&files[0].0, options()),
        Reader::open(&files[1].0, options()),
        open(&plain),
        open(&gzip(&plain)),
    ];
    for (index, reader) in readers.into_iter().enumerate() {
        let mut reader = reader.expect("a capture");
        assert_eq!(reader.is_compressed(), index % 2 == 1);
        let mut places = Vec::new();
        loop {
            let at = reader.tell();
            match reader.read().expect("undamaged") {
                Some(d) => places.push((at, d.event.tid())),
                None => break,
            }
        }
        assert_eq!((places.len(), reader.tell()), (20_000, plain.len() as u64));
        assert_eq!(Some(reader.stored_offset()), reader.stored_size(), "reader {index}");
        for at in [19_999, 0, 7_000, 6_999, 15_000, 1] {
            let (offset, tid) = places[at];
            reader.seek(offset).expect("seekable");
            let Ok(Some(d)) = reader.read() else { panic!("reader {index}: an event") };
            assert_eq!(d.event.tid(), tid, "reader {index}");
        }
        reader.seek(1 << 40).expect("past the end is the end");
        assert!(matches!(reader.read(), Ok(None)));
        assert!(reader.stored_offset() > 0);
    }
}

#[test]
fn pipes_are_read_as_they_come() {
    let plain = [section(), event_block(&close_exit(1)), event_block(&close_exit(2))].concat();
    for bytes in [plain.clone(), gzip(&plain)] {
        let (reading, mut writing) = std::io::pipe().expect("a pipe");
        let writer = std::thread::spawn(move || {
            for piece in bytes.chunks(5) {
                writing.write_all(piece).expect("the reader is there");
            }
        });
        let file = std::fs::File::from(std::os::fd::OwnedFd::from(reading));
        let mut reader =
            Reader::from_file(file, Path::new("pipe"), ReadOptions::default()).expect("a capture");
        assert!(matches!(reader.read(), Ok(Some(_))));
        assert!(matches!(reader.read(), Ok(Some(_))));
        assert!(matches!(reader.read(), Ok(None)));
        assert_eq!(reader.stored_size(), None);
        writer.join().expect("written");
    }
}

#[test]
fn a_file_that_is_being_written_can_be_followed() {
    let file = Temporary::new("growing", &[section(), event_block(&close_exit(1))].concat());
    let mut reader = Reader::open(&file.0, ReadOptions::default()).expect("a capture");
    assert!(matches!(reader.read(), Ok(Some(_))));
    assert!(matches!(reader.read(), Ok(None)));
    let mut more = std::fs::OpenOptions::new().append(true).open(&file.0).expect("writable");
    more.write_all(&event_block(&close_exit(2))).expect("writable");
    let Ok(Some(d)) = reader.read() else { panic!("the new event") };
    assert_eq!(d.event.tid(), 2);
}

#[test]
fn gzip_data_may_be_cut_damaged_or_followed_by_others() {
    let mut plain = section();
    for tid in 0..50 {
        plain.extend(event_block(&close_exit(tid * 7919)));
    }
    let whole = gzip(&plain);
    let (events, errors) = drain(&[whole.as_slice(), b"trailing garbage"].concat());
    assert_eq!((events, errors.len()), (50, 0));

    // Without the trailer all data is there: the original sees nothing wrong, the reader notices.
    let mut reader = open(&whole[..whole.len() - 8]).expect("a capture");
    for _ in 0..50 {
        assert!(matches!(reader.read(), Ok(Some(_))));
    }
    assert!(matches!(reader.read(), Ok(None)));
    assert!(reader.is_unfinished());

    let mut wrong_sum = whole.clone();
    let at = wrong_sum.len() - 6;
    wrong_sum[at] ^= 1;
    let (events, errors) = drain(&wrong_sum);
    assert_eq!((events, errors.len()), (50, 1));
    assert!(matches!(errors[0], Error::Io { .. }), "{}", errors[0]);

    for cut in 0..whole.len() {
        let (events, errors) = drain(&whole[..cut]);
        assert!(events <= 50 && errors.len() <= 1, "cut at {cut}");
    }
}

fn captures() -> Vec<(String, Vec<u8>)> {
    let Some(folder) = folder("captures") else { return Vec::new() };
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "scap"))
        .map(|path| (path.display().to_string(), std::fs::read(&path).expect("readable")))
        .collect();
    found.sort();
    found
}

fn plain(bytes: &[u8]) -> Vec<u8> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return bytes.to_vec();
    }
    let mut out = Vec::new();
    MultiGzDecoder::new(bytes).read_to_end(&mut out).expect("gzip");
    out
}

/// How many events begin and end before each cut; the cut is clean when a block ends there.
fn cut_everywhere(name: &str, file: &[u8], cuts: impl Iterator<Item = usize>) {
    let mut ends = Vec::new();
    let mut at = 0;
    let mut first_event = usize::MAX;
    while at + 8 <= file.len() {
        let word = |at: usize| u32::from_ne_bytes(file[at..at + 4].try_into().expect("4 bytes"));
        let is_event = matches!(block::Role::of(word(at)), block::Role::Event(_));
        if is_event && first_event == usize::MAX {
            first_event = at;
        }
        at += word(at + 4) as usize;
        ends.push((at, is_event));
    }
    for cut in cuts {
        let (events, errors) = drain(&file[..cut]);
        let whole = ends.iter().filter(|(end, is_event)| *is_event && *end <= cut).count() as u64;
        assert_eq!(events, whole, "{name} cut at {cut}");
        let clean = cut > first_event && ends.iter().any(|(end, _)| *end == cut);
        assert_eq!(errors.len(), usize::from(!clean), "{name} cut at {cut}: {errors:?}");
    }
}

#[test]
fn captures_cut_anywhere_give_their_whole_events() {
    for (name, bytes) in captures() {
        let file = plain(&bytes);
        let most = file.len().min(64 << 10);
        // State is read again for each cut: every byte of the frame region, then a stride that meets every alignment.
        cut_everywhere(&name, &file[..most], (0..most).step_by(11).chain(0..300));
        for cut in (0..bytes.len()).step_by(bytes.len() / 40 + 1) {
            let (_, errors) = drain(&bytes[..cut]);
            assert!(errors.len() <= 1, "{name} cut at {cut} as stored");
        }
    }
}

#[test]
#[ignore = "takes about half a minute: run in full mode"]
fn captures_cut_at_every_byte() {
    for (name, bytes) in captures() {
        let file = plain(&bytes);
        let most = file.len().min(64 << 10);
        cut_everywhere(&name, &file[..most], 0..most);
    }
}

/// xorshift64*: the same flips on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit
    }
}

fn flip_randomly(variants: usize) {
    for (name, bytes) in captures() {
        let mut random = Random(0x5ca9 + bytes.len() as u64);
        let file = plain(&bytes);
        let file = &file[..file.len().min(192 << 10)];
        for variant in 0..variants {
            let mut damaged = file.to_vec();
            // Half of the flips hit the start, where lengths are dense.
            for _ in 0..=random.below(8) {
                let limit = if random.below(2) == 0 { file.len().min(8192) } else { file.len() };
                let at = random.below(limit);
                damaged[at] = if random.below(4) == 0 { 0xff } else { damaged[at] ^ (1 << random.below(8)) };
            }
            drain(&damaged);
            if variant % 8 == 0 {
                let mut damaged = bytes[..bytes.len().min(64 << 10)].to_vec();
                let at = random.below(damaged.len());
                damaged[at] ^= 1 << random.below(8);
                drain(&damaged);
            }
        }
        println!("{name}: {variants} variants");
    }
}

#[test]
fn random_damage_is_an_error_at_most() {
    flip_randomly(200);
}

#[test]
#[ignore = "takes about half a minute: run in full mode"]
fn random_damage_is_an_error_at_most_10000_times() {
    flip_randomly(10_000);
}
