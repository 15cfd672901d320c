// SPDX-License-Identifier: Apache-2.0
//! Operations submitted through rings of io_uring: each once, as the system call that would do the same, and marked.

#![allow(clippy::zombie_processes, reason = "what a test leaves behind ends with its PID namespace")]

mod live_support;
#[path = "live_uring/ring.rs"]
mod ring;

use live_support::{allowed, inside, left_out, open, scoped, unused_path};
use ring::{Entry, FIXED_FILE, POLLED, Ring};
use scap::capture::Options;
use scap::codec::RawEvent;
use scap::engine::{Engine, Live};
use scap::inspector::{DumpOptions, Dumper, Inspector, Options as InspectorOptions};
use scap::schema::Code::{self, *};
use scap::schema::DF_IO_URING;
use std::ffi::{CStr, CString};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A path in the folder that the test gave.
fn path(name: &str) -> CString {
    let folder = std::env::var("SYSCAP_URING_FOLDER").expect("given by the test");
    CString::new(format!("{folder}{name}")).expect("no NUL")
}

fn text(path: &CStr) -> u64 {
    path.as_ptr() as u64
}

/// The ring of a child that a test has made, once the capture has begun; `None` for who is no such child, and where
/// rings are not to be had.
fn ring_once_captured() -> Option<Ring> {
    std::env::var_os("SYSCAP_URING_FOLDER")?;
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).expect("a line to continue");
    Ring::new()
}

/// Not a test: makes the operations.
#[test]
#[ignore = "run by another test"]
fn uses_a_ring() {
    let Some(mut ring) = ring_once_captured() else { return };
    let (folder, file, other, nowhere) = (path(""), path("/a"), path("/b"), path("/nowhere/x"));
    // SAFETY: numbers and addresses that outlive the operations.
    let server = unsafe {
        let server = libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0);
        let mut address: libc::sockaddr_in = std::mem::zeroed();
        address.sin_family = libc::AF_INET as u16;
        address.sin_addr.s_addr = u32::from_ne_bytes([127, 0, 0, 1]);
        libc::bind(server, (&raw const address).cast(), 16);
        libc::listen(server, 4);
        server
    };
    // SAFETY: as above.
    let mut address: libc::sockaddr_in = unsafe { std::mem::zeroed() };
    let mut size = 16_u32;
    // SAFETY: as above.
    unsafe { libc::getsockname(server, (&raw mut address).cast(), &raw mut size) };
    let data = *b"through a ring";
    let mut back = [0_u8; 32];
    let at = libc::AT_FDCWD;
    let op = |opcode: u8, fd: i32, addr: u64, len: u32| Entry { opcode, fd, addr, len, ..Entry::default() };
    ring.run(op(37, at, text(&folder), 0o755));
    let flags = (libc::O_RDWR | libc::O_CREAT) as u32;
    let fd = ring.run(Entry { op_flags: flags, ..op(18, at, text(&file), 0o640) });
    assert!(fd > 2);
    assert_eq!(ring.run(op(23, fd, data.as_ptr() as u64, 14)), 14);
    assert_eq!(ring.run(op(22, fd, back.as_mut_ptr() as u64, 32)), 14);
    assert!(ring.run(op(18, at, text(&nowhere), 0)) < 0);
    assert_eq!(ring.run(Entry { off: text(&other), ..op(35, at, text(&file), at as u32) }), 0);
    assert_eq!(ring.run(op(36, at, text(&other), 0)), 0);
    assert_eq!(ring.run(op(19, fd, 0, 0)), 0);
    let client = ring.run(Entry { off: libc::SOCK_STREAM as u64, ..op(45, libc::AF_INET, 0, 0) });
    // Before Linux 5.19 there is no such operation.
    let client = if client < 0 {
        // SAFETY: numbers.
        unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) }
    } else {
        client
    };
    assert_eq!(ring.run(Entry { off: 16, ..op(16, client, (&raw const address) as u64, 0) }), 0);
    let accepted = ring.run(op(13, server, 0, 0));
    assert!(accepted > 2);
    assert_eq!(ring.run(op(26, client, data.as_ptr() as u64, 14)), 14);
    assert_eq!(ring.run(op(27, accepted, back.as_mut_ptr() as u64, 32)), 14);
    assert_eq!(ring.run(Entry { op_flags: libc::AT_REMOVEDIR as u32, ..op(36, at, text(&folder), 0) }), 0);
}

/// Not a test: operations on vectors and messages, by openat2, on registered descriptors, and through a ring that a
/// thread of the kernel polls.
#[test]
#[ignore = "run by another test"]
fn uses_more_of_rings() {
    let Some(mut ring) = ring_once_captured() else { return };
    let op = |opcode: u8, fd: i32, addr: u64, len: u32| Entry { opcode, fd, addr, len, ..Entry::default() };
    let file = path("-more");
    let how: [u64; 3] = [(libc::O_RDWR | libc::O_CREAT) as u64, 0o600, 0];
    let fd = ring.run(Entry { off: how.as_ptr() as u64, ..op(28, libc::AT_FDCWD, text(&file), 24) });
    assert!(fd > 2, "{fd}");
    let (first, second, mut back) = (*b"vector ", *b"of two", [0_u8; 32]);
    let vector = |data: &[u8]| libc::iovec { iov_base: data.as_ptr().cast_mut().cast(), iov_len: data.len() };
    let two = [vector(&first), vector(&second)];
    assert_eq!(ring.run(op(2, fd, two.as_ptr() as u64, 2)), 13);
    let one = [vector(&back)];
    assert_eq!(ring.run(op(1, fd, one.as_ptr() as u64, 1)), 13);
    let mut pair = [0; 2];
    // SAFETY: numbers; messages and what they point to outlive the operations.
    let mut message: libc::msghdr = unsafe { std::mem::zeroed() };
    // SAFETY: as above.
    unsafe { assert_eq!(libc::socketpair(libc::AF_UNIX, libc::SOCK_STREAM, 0, pair.as_mut_ptr()), 0) };
    (message.msg_iov, message.msg_iovlen) = (two.as_ptr().cast_mut(), 2);
    assert_eq!(ring.run(op(9, pair[0], &raw const message as u64, 1)), 13);
    (message.msg_iov, message.msg_iovlen) = (one.as_ptr().cast_mut(), 1);
    assert_eq!(ring.run(op(10, pair[1], &raw const message as u64, 1)), 13);
    assert_eq!(ring.run(op(34, pair[0], 0, libc::SHUT_WR as u32)), 0);

    ring.register(&[pair[1]]);
    let data = *b"to a registered one";
    assert_eq!(ring.run(Entry { flags: FIXED_FILE, ..op(26, 0, data.as_ptr() as u64, 19) }), 19);

    if let Some(mut polled) = Ring::with(POLLED) {
        assert_eq!(polled.run(op(27, pair[0], back.as_mut_ptr() as u64, 32)), 19);
        let data = *b"by a thread of the kernel";
        assert_eq!(polled.run(op(26, pair[1], data.as_ptr() as u64, 25)), 25);
    }
    std::fs::remove_file(std::path::Path::new(file.to_str().expect("a path"))).expect("cleaned up");
}

#[derive(Debug)]
struct Seen {
    code: Code,
    marked: bool,
    what: String,
    fd: String,
}

impl Seen {
    fn has(&self, code: Code, part: &str) -> bool {
        self.code == code && (self.what.contains(part) || self.fd.contains(part))
    }
}

/// What is seen while a child, which is one of the tests here, makes its operations; also written into a file.
fn recorded(child: &str, folder: &str, file: Option<&Path>) -> Option<Vec<Seen>> {
    let own = std::env::current_exe().expect("this program has a path");
    let mut child = Command::new(own)
        .args([child, "--exact", "--ignored"])
        .env("SYSCAP_URING_FOLDER", folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("it runs");
    std::thread::sleep(Duration::from_millis(200));
    let engine = allowed(Live::open(Options { io_uring: true, ..scoped() }))?;
    let mut dumper = file.map(|file| {
        Dumper::create(file, DumpOptions::default(), engine.snapshot(), 1).expect("the file is made")
    });
    let options = InspectorOptions { deliver_hidden: file.is_some(), ..InspectorOptions::default() };
    let mut inspector = Inspector::from_live(engine, options).expect("live capture opens");
    child.stdin.take().expect("a pipe").write_all(b"go\n").expect("written");
    assert!(child.wait().expect("ends").success());
    inspector.stop().expect("stops");
    let mut seen = Vec::new();
    while let Some(event) = inspector.next().expect("runs") {
        if let Some(dumper) = &mut dumper {
            dumper.event(&event, true).expect("written");
        }
        seen.push(Seen {
            code: event.raw.code(),
            marked: event.dump_flags & DF_IO_URING != 0,
            what: words(&event.raw),
            fd: event.fd.map(|fd| String::from_utf8_lossy(&fd.name).into_owned()).unwrap_or_default(),
        });
    }
    dumper.map_or(Ok(()), Dumper::finish).expect("written");
    assert_eq!(inspector.stats().expect("counters").expect("live").lost(), 0);
    Some(seen)
}

#[test]
fn operations_of_rings_are_seen() {
    if !inside("operations_of_rings_are_seen") {
        return;
    }
    if Ring::new().is_none() {
        left_out(format_args!("this machine does not let us use io_uring"));
        return;
    }
    let Some(seen) = recorded("uses_a_ring", "/tmp/syscap-uring", None) else { return };
    let marked: Vec<&Seen> = seen.iter().filter(|event| event.marked).collect();
    let count = |code: Code, part: &str| marked.iter().filter(|event| event.has(code, part)).count();
    for (code, part) in [
        (SyscallMkdiratX, "/tmp/syscap-uring"),
        (SyscallOpenat_2X, "/tmp/syscap-uring/a"),
        (SyscallOpenat_2X, "/tmp/syscap-uring/nowhere/x"),
        (SyscallPwriteX, "through a ring"),
        (SyscallPwriteX, "/tmp/syscap-uring/a"),
        (SyscallPreadX, "through a ring"),
        (SyscallRenameat2X, "/tmp/syscap-uring/b"),
        (SyscallRenameat2X, "/tmp/syscap-uring/a"),
        (SyscallUnlinkat_2X, "/tmp/syscap-uring/b"),
        (SyscallCloseX, "/tmp/syscap-uring/a"),
        (SocketConnectX, "127.0.0.1"),
        (SocketAccept4_6X, "127.0.0.1"),
        (SocketSendtoX, "through a ring"),
        (SocketSendtoX, "127.0.0.1"),
        (SocketRecvfromX, "through a ring"),
        (SocketRecvfromX, "127.0.0.1"),
    ] {
        assert_eq!(count(code, part), 1, "{code:?} {part} in\n{marked:#?}");
    }
    let removed = "unlinkat";
    assert_eq!(marked.iter().filter(|event| event.what.starts_with(removed)).count(), 2, "{marked:#?}");
    // What the program did by system calls is not marked.
    assert!(seen.iter().any(|event| event.code == SocketBindX && !event.marked));
}

#[test]
fn vectors_messages_registered_files_and_polled_rings_are_seen() {
    if !inside("vectors_messages_registered_files_and_polled_rings_are_seen") {
        return;
    }
    if Ring::new().is_none() {
        left_out(format_args!("this machine does not let us use io_uring"));
        return;
    }
    let file = unused_path("uring");
    let Some(seen) = recorded("uses_more_of_rings", "/tmp/syscap-uring", Some(&file)) else { return };
    let marked: Vec<&Seen> = seen.iter().filter(|event| event.marked).collect();
    for (code, part) in [
        (SyscallOpenat_2X, "/tmp/syscap-uring-more"),
        (SyscallPwritevX, "vector of two"),
        (SyscallPreadvX, "vector of two"),
        (SocketSendmsgX, "vector of two"),
        (SocketRecvmsgX, "vector of two"),
        (SocketShutdownX, "shutdown"),
        (SocketSendtoX, "to a registered one"),
    ] {
        let count = marked.iter().filter(|event| event.has(code, part)).count();
        assert_eq!(count, 1, "{code:?} {part} in\n{marked:#?}");
    }
    let polled = Ring::with(POLLED).is_some();
    for (code, part) in
        [(SocketRecvfromX, "to a registered one"), (SocketSendtoX, "by a thread of the kernel")]
    {
        let count = marked.iter().filter(|event| event.has(code, part)).count();
        assert_eq!(count, usize::from(polled), "{code:?} {part} in\n{marked:#?}");
    }

    // The mark outlives a file, for fields and for filters, also when the file is copied by a filter.
    let shown = |file: &Path, filter: &str| -> Vec<String> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_syscap"));
        command.args(["-p", "%evt.type %syscap.io_uring", "-r"]).arg(file).arg(filter);
        let output = command.output().expect("syscap runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
    };
    let read = shown(&file, "syscap.io_uring = true");
    assert_eq!(read.len(), marked.len(), "{read:#?}");
    assert!(read.iter().all(|line| line.ends_with(" true")), "{read:#?}");
    assert!(shown(&file, "evt.type = socketpair").iter().all(|line| line.ends_with(" false")));
    let copy = file.with_extension("copy");
    let copied = Command::new(env!("CARGO_BIN_EXE_syscap"))
        .arg("-r")
        .arg(&file)
        .arg("-w")
        .arg(&copy)
        .arg("syscap.io_uring = true")
        .status();
    assert!(copied.expect("syscap runs").success());
    assert_eq!(shown(&copy, "syscap.io_uring = true"), read);
    for file in [file, copy] {
        std::fs::remove_file(file).expect("cleaned up");
    }
}

/// Name and parameters, texts as such.
fn words(event: &RawEvent<'_>) -> String {
    let mut words = event.info().name.to_owned();
    for param in event.params() {
        words += &format!(" {}", String::from_utf8_lossy(param.bytes()));
    }
    words
}

/// Without the option rings are not looked at.
#[test]
fn rings_are_left_alone_unless_asked_for() {
    if !inside("rings_are_left_alone_unless_asked_for") {
        return;
    }
    let Some(mut probe) = open(scoped()) else { return };
    probe.start().expect("starts");
    let own = std::env::current_exe().expect("this program has a path");
    let mut child = Command::new(own)
        .args(["uses_a_ring", "--exact", "--ignored"])
        .env("SYSCAP_URING_FOLDER", "/tmp/syscap-uring-unseen")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("it runs");
    child.stdin.take().expect("a pipe").write_all(b"go\n").expect("written");
    assert!(child.wait().expect("ends").success());
    probe.stop().expect("stops");
    let end = Instant::now() + Duration::from_secs(1);
    let mut events = 0;
    while Instant::now() < end {
        match probe.read() {
            Some(record) => {
                assert!(!record.io_uring);
                events += 1;
            }
            None => std::thread::sleep(Duration::from_millis(1)),
        }
    }
    assert!(events > 50, "{events}");
}
