//! Operations submitted through rings of io_uring: each once, as the system call that would do the same, and marked.

#![allow(clippy::zombie_processes, reason = "what a test leaves behind ends with its PID namespace")]

mod live_support;
#[path = "live_uring/ring.rs"]
mod ring;

use live_support::{allowed, inside, open, scoped};
use ring::{Entry, Ring};
use scap::capture::Options;
use scap::codec::Event;
use scap::engine::Live;
use scap::inspector::{Inspector, Next, Options as InspectorOptions};
use scap::schema::{Code, DF_IO_URING};
use std::ffi::{CStr, CString};
use std::io::Write;
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

/// Not a test: makes the operations.
#[test]
#[ignore = "run by another test"]
fn uses_a_ring() {
    // Waits until the capture has begun.
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).expect("told to go on");
    let Some(mut ring) = Ring::new() else { return };
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

struct Seen {
    code: Code,
    marked: bool,
    what: String,
    fd: String,
}

#[test]
fn operations_of_rings_are_seen() {
    if !inside("operations_of_rings_are_seen") {
        return;
    }
    if Ring::new().is_none() {
        eprintln!("left out: this machine does not let us use io_uring");
        return;
    }
    let own = std::env::current_exe().expect("this program has a path");
    let mut child = Command::new(own)
        .args(["uses_a_ring", "--exact", "--ignored"])
        .env("SYSCAP_URING_FOLDER", "/tmp/syscap-uring")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("it runs");
    std::thread::sleep(Duration::from_millis(200));
    let Some(engine) = allowed(Live::open(Options { io_uring: true, ..scoped() })) else { return };
    let mut inspector =
        Inspector::from_live(engine, InspectorOptions::default()).expect("live capture opens");
    child.stdin.take().expect("a pipe").write_all(b"go\n").expect("written");
    assert!(child.wait().expect("ends").success());
    inspector.stop().expect("stops");
    let mut seen = Vec::new();
    let end = Instant::now() + Duration::from_secs(30);
    while Instant::now() < end {
        match inspector.next().expect("runs") {
            Next::Event(situation) => seen.push(Seen {
                code: situation.event.code(),
                marked: situation.dump_flags & DF_IO_URING != 0,
                what: words(&situation.event),
                fd: situation.fd.map(|fd| String::from_utf8_lossy(&fd.name).into_owned()).unwrap_or_default(),
            }),
            Next::End => break,
            _ => {}
        }
    }
    assert_eq!(inspector.stats().expect("counters").expect("live").lost(), 0);
    let marked: Vec<&Seen> = seen.iter().filter(|event| event.marked).collect();
    let all = || {
        marked.iter().map(|e| format!("{:?} {} [{}]", e.code, e.what, e.fd)).collect::<Vec<_>>().join("\n")
    };
    let count = |code: Code, part: &str| {
        marked
            .iter()
            .filter(|event| event.code == code && (event.what.contains(part) || event.fd.contains(part)))
            .count()
    };
    use Code::*;
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
        assert_eq!(count(code, part), 1, "{code:?} {part} in\n{}", all());
    }
    let removed = "unlinkat";
    assert_eq!(marked.iter().filter(|event| event.what.starts_with(removed)).count(), 2, "{}", all());
    // What the program did by system calls is not marked.
    assert!(seen.iter().any(|event| event.code == SocketBindX && !event.marked));
}

/// Name and parameters, texts as such.
fn words(event: &Event<'_>) -> String {
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
