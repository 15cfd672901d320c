// SPDX-License-Identifier: Apache-2.0
//! Captures that are written read back as they were, whatever becomes of the writer.

use proptest::prelude::*;
use scap::codec::Encoder;
use scap::savefile::{Compression, ReadOptions, Reader, Writer};
use scap::schema::{Code, FdType, L4Proto};
use scap::snapshot::{
    FdDetail, FdRecord, GroupRecord, Ipv4Interface, Ipv6Interface, MachineInfo, Snapshot, ThreadRecord,
    UserRecord,
};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};

struct TempFile(PathBuf);

impl TempFile {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("syscap-write-{}-{name}", std::process::id())))
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn close_event(ts: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    Encoder::new(ts, 42, Code::SyscallCloseX).i64(0).i64(3).finish(&mut bytes).expect("fits");
    bytes
}

#[path = "strict_reader/mod.rs"]
mod strict_reader;

/// Event bytes, processors and flags of a capture.
fn events(path: &Path) -> Vec<(Vec<u8>, u16, u32)> {
    let mut reader = Reader::open(path, ReadOptions::default()).expect("opens");
    let mut events = Vec::new();
    while let Some(record) = reader.read().expect("reads") {
        events.push((record.event.bytes().to_vec(), record.cpu, record.flags));
    }
    events
}

fn fds() -> Vec<(i64, FdRecord)> {
    let (v4, w4) = (Ipv4Addr::new(10, 0, 0, 1), Ipv4Addr::new(127, 0, 0, 1));
    let (v6, w6) = (Ipv6Addr::LOCALHOST, Ipv6Addr::new(1, 2, 3, 4, 5, 6, 7, 8));
    let l4proto = L4Proto::Tcp;
    let details = [
        (FdType::FileV2, FdDetail::File { open_flags: 3, name: b"/etc/hosts".to_vec(), mount_id: 0, dev: 9 }),
        (FdType::Directory, FdDetail::Name(b"/etc".to_vec())),
        (FdType::Pidfd, FdDetail::Name(Vec::new())),
        (FdType::Ipv4Sock, FdDetail::Ipv4 { sip: v4, dip: w4, sport: 1, dport: 2, l4proto }),
        (FdType::Ipv6Sock, FdDetail::Ipv6 { sip: v6, dip: w6, sport: 3, dport: 4, l4proto }),
        (FdType::Ipv4ServSock, FdDetail::Ipv4Server { ip: v4, port: 5, l4proto }),
        (FdType::Ipv6ServSock, FdDetail::Ipv6Server { ip: w6, port: 6, l4proto }),
        (FdType::UnixSock, FdDetail::Unix { source: u64::MAX, destination: 1, name: b"/run/s".to_vec() }),
    ];
    let records = details.into_iter().zip(0..);
    records
        .map(|((ty, detail), fd)| (i64::from(fd > 4), FdRecord { fd, ino: fd as u64 * 7, ty, detail }))
        .collect()
}

fn snapshot() -> Snapshot {
    let thread = ThreadRecord {
        tid: 7,
        pid: 6,
        comm: b"sh".to_vec(),
        exe: b"/bin/sh".to_vec(),
        exepath: b"/usr/bin/sh".to_vec(),
        args: b"-c\0true\0".to_vec(),
        env: b"A=1\0".to_vec(),
        cgroups: b"cpu=/a\0memory=/b\0".to_vec(),
        exe_upper_layer: true,
        exe_from_memfd: true,
        cap_effective: 1 << 40,
        tty: 5,
        loginuid: 1000,
        pgid: 99,
        ..Default::default()
    };
    Snapshot {
        machine: Some(MachineInfo {
            num_cpus: 4,
            memory_size_bytes: 1 << 33,
            max_pid: 32768,
            hostname: b"box".to_vec(),
            boot_ts_epoch: 12,
            flags: 1,
            reserved3: 2,
            reserved4: 3,
        }),
        agent: None,
        threads: vec![ThreadRecord::default(), thread],
        fds: fds(),
        users: vec![UserRecord {
            uid: 1,
            gid: 2,
            name: b"u".to_vec(),
            homedir: b"/home/u".to_vec(),
            shell: Vec::new(),
        }],
        groups: vec![GroupRecord { gid: 2, name: b"g".to_vec() }],
        ipv4: vec![Ipv4Interface {
            name: b"eth0".to_vec(),
            addr: Ipv4Addr::new(1, 2, 3, 4),
            netmask: Ipv4Addr::new(255, 0, 0, 0),
            broadcast: Ipv4Addr::new(1, 255, 255, 255),
            link_speed: 10,
        }],
        ipv6: vec![Ipv6Interface {
            name: b"lo".to_vec(),
            addr: Ipv6Addr::LOCALHOST,
            netmask: Ipv6Addr::UNSPECIFIED,
            broadcast: Ipv6Addr::UNSPECIFIED,
            link_speed: 0,
        }],
    }
}

#[test]
fn the_machine_reads_back() {
    let file = TempFile::new("machine.scap");
    for compression in [Compression::None, Compression::Gzip] {
        let mut writer = Writer::create(&file.0, compression).expect("creates");
        writer.snapshot(&snapshot()).expect("writes");
        writer.event(&close_event(1), 0, 0).expect("writes");
        writer.finish().expect("ends");
        let reader = Reader::open(&file.0, ReadOptions::default()).expect("opens");
        assert_eq!(reader.is_compressed(), compression == Compression::Gzip);
        assert_eq!(reader.snapshot(), &snapshot());
    }
}

#[test]
fn flags_and_long_events_read_back() {
    let file = TempFile::new("flags.scap");
    let mut long = Vec::new();
    let data = vec![7; 100_000];
    Encoder::new(2, -1, Code::PlugineventE).u32(3).bytes(&data).finish(&mut long).expect("fits");
    let mut writer = Writer::create(&file.0, Compression::None).expect("creates");
    // The flag for long events chooses a block type; without it the length does.
    let all = [(close_event(1), 3, 1), (long.clone(), 0, 4), (long.clone(), 1, 0), (long, 2, 5)];
    for (event, cpu, flags) in &all {
        writer.event(event, *cpu, *flags).expect("writes");
    }
    let (written, stored) = (writer.tell(), writer.stored());
    writer.finish().expect("ends");
    assert_eq!(written, stored);
    assert_eq!(std::fs::metadata(&file.0).expect("is there").len(), written);
    let back = events(&file.0);
    assert_eq!(back.len(), all.len());
    for ((event, cpu, flags), (have, have_cpu, have_flags)) in all.iter().zip(&back) {
        assert_eq!((event, cpu, flags & !4), (have, have_cpu, *have_flags));
    }
}

/// A reader of pcapng that knows nothing of us finds every block well formed, and no byte beside them.
#[test]
fn an_independent_reader_agrees() {
    let file = TempFile::new("independent.scap");
    let mut writer = Writer::create(&file.0, Compression::None).expect("creates");
    writer.snapshot(&snapshot()).expect("writes");
    for ts in 0..100 {
        writer.event(&close_event(ts), 0, (ts % 2) as u32).expect("writes");
    }
    writer.finish().expect("ends");
    let bytes = std::fs::read(&file.0).expect("is there");
    let blocks = strict_reader::blocks(&bytes).expect("well formed");
    assert_eq!(blocks.iter().map(|block| u64::from(block.length)).sum::<u64>(), bytes.len() as u64);
    assert_eq!(blocks.iter().filter(|block| block.is_event()).count(), events(&file.0).len());
    // Machine, threads, descriptors, interfaces, users: a block of each at least, behind the section header.
    assert!(blocks.len() >= 106, "{}", blocks.len());
}

#[test]
fn what_was_flushed_survives_the_writer() {
    let file = TempFile::new("killed.scap");
    for compression in [Compression::None, Compression::Gzip] {
        let mut writer = Writer::create(&file.0, compression).expect("creates");
        for ts in 0..5000 {
            writer.event(&close_event(ts), 0, 0).expect("writes");
        }
        writer.flush().expect("flushes");
        writer.event(&close_event(5000), 0, 0).expect("writes");
        // As if it were killed: nothing of what follows the flush reaches the file.
        std::mem::forget(writer);
        assert_eq!(events(&file.0).len(), 5000, "{compression:?}");
    }
}

#[test]
fn errors_name_the_file() {
    let text = |outcome: scap::error::Result<()>| outcome.expect_err("fails").to_string();
    let nowhere = Writer::create(Path::new("/no/such/folder/x.scap"), Compression::None).map(drop);
    assert_eq!(text(nowhere), "cannot create /no/such/folder/x.scap: No such file or directory (os error 2)");
    let full = Path::new("/dev/full");
    for compression in [Compression::None, Compression::Gzip] {
        let mut writer = Writer::create(full, compression).expect("nothing is written yet");
        writer.event(&close_event(1), 0, 0).expect("is buffered");
        assert!(text(writer.finish()).starts_with("cannot write /dev/full: No space left"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_events_read_back(
        sizes in proptest::collection::vec((0usize..3000, any::<u16>(), 0u32..4), 1..40),
        gzip: bool,
    ) {
        let file = TempFile::new("any.scap");
        let compression = if gzip { Compression::Gzip } else { Compression::None };
        let mut writer = Writer::create(&file.0, compression).expect("creates");
        let mut all = Vec::new();
        for (size, cpu, flags) in sizes {
            let mut event = Vec::new();
            let data = vec![b'x'; size];
            let encoder = Encoder::new(1, 1, Code::SyscallReadX).i64(0).bytes(&data).i64(1).u32(2);
            encoder.finish(&mut event).expect("fits");
            writer.event(&event, cpu, flags).expect("writes");
            all.push((event, cpu, flags));
        }
        writer.finish().expect("ends");
        prop_assert_eq!(events(&file.0), all);
    }
}
