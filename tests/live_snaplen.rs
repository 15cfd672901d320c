// SPDX-License-Identifier: Apache-2.0
//! How much of the data of a call is captured: dynamic snaplen, by ports and by what protocols begin with.

mod live_support;

use live_support::{inside, left_out, open, scoped};
use scap::codec::RawEvent;
use std::process::Command;
use std::time::{Duration, Instant};

/// What a child sends: to and from which ports, how, what it begins with, and how much of 20,000 bytes is captured.
struct Sent {
    from: u16,
    to: u16,
    how: How,
    begin: &'static [u8],
    captured: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum How {
    /// By sendto(), to an address.
    Sendto,
    /// By sendmsg(), to an address.
    Sendmsg,
    /// By write() into a connected socket.
    Write,
    /// By writev() into a connected socket.
    Writev,
    /// By write() into a socket of a pair.
    Pair,
}

const fn sent(from: u16, to: u16, how: How, begin: &'static [u8], captured: usize) -> Sent {
    Sent { from, to, how, begin, captured }
}

const PLAIN: &[u8] = b"..............................";
const SENT: &[Sent] = &[
    sent(6000, 6001, How::Sendto, PLAIN, 80),
    // DNS, statsd (the port is an option), and the range of ports that are captured in full, at both ends.
    sent(6000, 53, How::Sendto, PLAIN, 512),
    sent(6000, 53, How::Sendmsg, PLAIN, 512),
    sent(6000, 53, How::Write, PLAIN, 512),
    sent(6000, 53, How::Writev, PLAIN, 512),
    sent(53, 6001, How::Sendto, PLAIN, 80),
    sent(6000, 9125, How::Sendto, PLAIN, 2000),
    sent(6000, 8125, How::Sendto, PLAIN, 80),
    sent(6000, 7000, How::Sendto, PLAIN, 16000),
    sent(7001, 6001, How::Sendto, PLAIN, 16000),
    sent(7001, 6001, How::Writev, PLAIN, 16000),
    sent(6000, 7002, How::Sendto, PLAIN, 80),
    sent(6000, 6999, How::Sendmsg, PLAIN, 80),
    // What protocols begin with, at their ports.
    sent(6000, 3306, How::Sendto, b"\x03select................", 2000),
    sent(3306, 6001, How::Write, b"ab\0\0.................", 2000),
    sent(6000, 3306, How::Sendto, PLAIN, 80),
    sent(6000, 5432, How::Sendto, b"Q\0.................", 2000),
    sent(6000, 5432, How::Sendto, b"....\0\x03\0...............", 2000),
    sent(6000, 5432, How::Sendto, PLAIN, 80),
    sent(6000, 27017, How::Sendto, PLAIN, 2000),
    sent(6000, 6001, How::Sendto, b"............\xd4\x07\0\0", 2000),
    sent(6000, 6001, How::Sendto, b"............\xd8\x07\0\0", 80),
    // HTTP, at any port; not where data lie in vectors.
    sent(6000, 6001, How::Sendto, b"GET / HTTP/1.1", 2000),
    sent(6000, 6001, How::Write, b"OPTIONS * HTTP/1.1", 2000),
    sent(6000, 6001, How::Write, b"HTTP/1.1 200 OK", 2000),
    sent(6000, 6001, How::Write, b"HTTPS is another", 80),
    sent(6000, 6001, How::Writev, b"GET / HTTP/1.1", 80),
    sent(6000, 6001, How::Sendmsg, b"GET / HTTP/1.1", 80),
    sent(0, 0, How::Pair, b"DELETE /x HTTP/1.1", 2000),
    sent(0, 0, How::Pair, PLAIN, 80),
];

/// The first of the descriptors that distinguish one sending from another.
const FIRST: i32 = 200;
const SIZE: usize = 20_000;

fn address(port: u16) -> libc::sockaddr_in {
    // SAFETY: plain numbers.
    let mut address: libc::sockaddr_in = unsafe { std::mem::zeroed() };
    address.sin_family = libc::AF_INET as u16;
    address.sin_port = port.to_be();
    address.sin_addr.s_addr = u32::from_ne_bytes([127, 0, 0, 1]);
    address
}

/// Not a test: sends, in a network of its own, so that every port is free.
#[test]
#[ignore = "run by other tests"]
fn sends() {
    if std::env::var_os("SYSCAP_TEST_SENDS").is_none() {
        return;
    }
    // SAFETY: numbers, and addresses of what outlives the calls.
    unsafe {
        assert_eq!(libc::unshare(libc::CLONE_NEWNET), 0);
        let mut request: libc::ifreq = std::mem::zeroed();
        request.ifr_name[..2].copy_from_slice(&[b'l' as i8, b'o' as i8]);
        request.ifr_ifru.ifru_flags = libc::IFF_UP as i16;
        let any = libc::socket(libc::AF_INET, libc::SOCK_DGRAM, 0);
        assert_eq!(libc::ioctl(any, libc::SIOCSIFFLAGS, &raw mut request), 0);
        for (index, one) in SENT.iter().enumerate() {
            let mut data = vec![b'.'; SIZE];
            data[..one.begin.len()].copy_from_slice(one.begin);
            let (from, to) = (address(one.from), address(one.to));
            let mut pair = [0; 2];
            let socket = if one.how == How::Pair {
                assert_eq!(libc::socketpair(libc::AF_UNIX, libc::SOCK_STREAM, 0, pair.as_mut_ptr()), 0);
                pair[0]
            } else {
                libc::socket(libc::AF_INET, libc::SOCK_DGRAM, 0)
            };
            let fd = libc::dup2(socket, FIRST + index as i32);
            if one.how != How::Pair {
                assert_eq!(libc::bind(fd, (&raw const from).cast(), 16), 0);
            }
            if matches!(one.how, How::Write | How::Writev) {
                assert_eq!(libc::connect(fd, (&raw const to).cast(), 16), 0);
            }
            let buffer: *const libc::c_void = data.as_ptr().cast();
            let mut vector = libc::iovec { iov_base: buffer.cast_mut(), iov_len: SIZE };
            let done = match one.how {
                How::Write | How::Pair => libc::write(fd, buffer, SIZE),
                How::Writev => libc::writev(fd, &raw const vector, 1),
                How::Sendto => libc::sendto(fd, buffer, SIZE, 0, (&raw const to).cast(), 16),
                How::Sendmsg => {
                    let mut message: libc::msghdr = std::mem::zeroed();
                    message.msg_name = (&raw const to).cast_mut().cast();
                    message.msg_namelen = 16;
                    (message.msg_iov, message.msg_iovlen) = (&raw mut vector, 1);
                    libc::sendmsg(fd, &raw const message, 0)
                }
            };
            assert!(done == SIZE as isize || one.how == How::Write, "{}", std::io::Error::last_os_error());
            libc::close(fd);
            libc::close(socket);
        }
    }
}

/// With the dynamic snaplen, ports and what data begin with decide how much is captured; without it nothing does.
#[test]
fn ports_and_protocols_decide_how_much_is_captured() {
    if !inside("ports_and_protocols_decide_how_much_is_captured") {
        return;
    }
    let Some(mut probe) = open(scoped()) else { return };
    probe.set_full_capture_ports(7000, 7001).expect("set");
    probe.set_statsd_port(9125).expect("set");
    probe.start().expect("starts");
    for dynamic in [true, false] {
        probe.set_dynamic_snaplen(dynamic).expect("set");
        let own = std::env::current_exe().expect("this program has a path");
        let status = Command::new(own)
            .args(["sends", "--exact", "--ignored"])
            .env("SYSCAP_TEST_SENDS", "1")
            .stdout(std::process::Stdio::null())
            .status()
            .expect("it runs");
        if !status.success() {
            left_out(format_args!("this machine does not let us make a network namespace"));
            return;
        }
        let mut captured = vec![None; SENT.len()];
        let mut last = Instant::now();
        while last.elapsed() < Duration::from_millis(100) {
            let Some(record) = probe.read() else {
                std::thread::sleep(Duration::from_millis(1));
                continue;
            };
            last = Instant::now();
            let event = RawEvent::decode(record.bytes).expect("a good event");
            let param = |name| event.info().param_index(name).map(|index| event.param_or_empty(index));
            let (Some(fd), Some(data)) = (param("fd").and_then(|fd| fd.i64()), param("data")) else {
                continue;
            };
            if let Some(place) = captured.get_mut((fd - i64::from(FIRST)) as usize) {
                *place = Some(data.bytes().len());
            }
        }
        for (one, captured) in SENT.iter().zip(captured) {
            let wanted = if dynamic { one.captured } else { 80 };
            let words = String::from_utf8_lossy(one.begin);
            assert_eq!(captured, Some(wanted), "{dynamic}: from {} to {}: {words:?}", one.from, one.to);
        }
    }
}
