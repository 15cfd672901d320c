// SPDX-License-Identifier: Apache-2.0
//! Every system call with known arguments, failing and succeeding: each event once, each parameter as it was passed.
//!
//! A child makes the calls one after the other, with a marker in front of each: `close` of a number below -1000.

#[path = "live_zoo/calls.rs"]
mod calls;
mod live_support;

use calls::{Case, Want, cases};
use live_support::{inside, left_out, open, scoped, unused_path};
use scap::capture::Options;
use scap::codec::{Param, RawEvent};
use scap::schema::Code;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// First marker; the one of case n is this minus n.
const MARKER: i64 = -1000;

/// What each call returned, written by the child.
struct Returned(*mut i64);

impl Returned {
    fn new(count: usize) -> Returned {
        let size = count * 8;
        let (protection, flags) =
            (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_SHARED | libc::MAP_ANONYMOUS);
        // SAFETY: a new mapping touches no other memory.
        let memory = unsafe { libc::mmap(std::ptr::null_mut(), size, protection, flags, -1, 0) };
        assert_ne!(memory, libc::MAP_FAILED);
        Returned(memory.cast())
    }

    fn set(&self, index: usize, value: i64) {
        // SAFETY: the mapping has a place for each case.
        unsafe { self.0.add(index).write_volatile(value) };
    }

    fn get(&self, index: usize) -> i64 {
        // SAFETY: as above.
        unsafe { self.0.add(index).read_volatile() }
    }
}

/// Makes the calls in a child; returns when it has ended.
fn run(cases: &[Case], returned: &Returned) {
    // SAFETY: the child makes system calls only, and ends without returning.
    let child = unsafe { libc::fork() };
    assert!(child >= 0);
    if child == 0 {
        for (index, case) in cases.iter().enumerate() {
            calls::sys(libc::SYS_close, &[MARKER - index as i64]);
            returned.set(index, (case.call)());
        }
        calls::sys(libc::SYS_close, &[MARKER - cases.len() as i64]);
        // SAFETY: ends the child.
        unsafe { libc::_exit(0) };
    }
    let mut status = 0;
    // SAFETY: waits for our child.
    let waited = unsafe { libc::waitpid(child, &raw mut status, 0) };
    assert_eq!((waited, status), (child, 0));
}

fn number(param: Param<'_>) -> Option<u64> {
    let bytes = param.bytes();
    let mut all = [0; 8];
    if bytes.is_empty() || bytes.len() > 8 {
        return None;
    }
    all[..bytes.len()].copy_from_slice(bytes);
    Some(u64::from_ne_bytes(all))
}

/// What is wrong with a parameter.
fn compare(param: Param<'_>, want: &Want, returned: i64) -> Option<String> {
    let bytes = param.bytes();
    let fits = |wanted: i64| {
        let mask = if bytes.len() >= 8 { u64::MAX } else { (1 << (8 * bytes.len())) - 1 };
        number(param) == Some(wanted as u64 & mask)
    };
    let good = match want {
        Want::Any => true,
        Want::Some => !bytes.is_empty() && bytes.iter().any(|byte| *byte != 0),
        Want::Empty => bytes.is_empty(),
        Want::Ret => fits(returned),
        Want::N(wanted) => fits(*wanted),
        Want::T(text) => bytes.strip_suffix(b"\0") == Some(text.as_bytes()),
        Want::B(wanted) => bytes == wanted,
        Want::Ends(path) => {
            let name = bytes.get(17..).and_then(|name| name.strip_suffix(b"\0"));
            bytes.first() == Some(&1) && name == Some(path.as_bytes())
        }
    };
    (!good).then(|| format!("{bytes:02x?} is not {want:?} (returned {returned})"))
}

fn check(index: usize, case: &Case, events: &[Vec<u8>], returned: &Returned, wrong: &mut Vec<String>) {
    let name = case.name;
    let returned = returned.get(index);
    if let Some(wanted) = case.returns
        && returned != wanted
    {
        wrong.push(format!("{name}: the kernel returned {returned}, not {wanted}"));
        return;
    }
    if case.optional && returned < 0 {
        left_out(format_args!("{name}: this kernel answers {returned}"));
        return;
    }
    let found: Vec<RawEvent<'_>> = events
        .iter()
        .map(|bytes| RawEvent::decode(bytes).expect("a good event"))
        .filter(|event| event.code() == case.code)
        .collect();
    let [event] = found[..] else {
        wrong.push(format!("{name}: {} events of its kind", found.len()));
        return;
    };
    let info = event.info();
    if event.params().len() != case.want.len() {
        wrong.push(format!("{name}: {} parameters, {} wanted", event.params().len(), case.want.len()));
        return;
    }
    for (at, want) in case.want.iter().enumerate() {
        if let Some(what) = compare(event.param_or_empty(at), want, returned) {
            wrong.push(format!("{name}: {}: {what}", info.params[at].name));
        }
    }
}

/// The calls alone, for whoever captures them with another program.
#[test]
#[ignore = "captures nothing"]
fn makes_every_call() {
    let folder = unused_path("calls");
    std::fs::create_dir_all(&folder).expect("a folder");
    let cases = cases(&folder);
    run(&cases, &Returned::new(cases.len()));
    std::fs::remove_dir_all(&folder).expect("cleaned up");
}

#[test]
fn every_call_arrives_once_with_what_was_passed() {
    if inside("every_call_arrives_once_with_what_was_passed") {
        every_call_arrives(&scoped());
    }
}

#[test]
fn every_call_arrives_by_the_form_for_old_kernels() {
    if inside("every_call_arrives_by_the_form_for_old_kernels") {
        every_call_arrives(&Options { variant_before_5_15: true, ..scoped() });
    }
}

fn every_call_arrives(options: &Options) {
    let folder = unused_path("zoo");
    std::fs::create_dir_all(&folder).expect("a folder");
    let cases = cases(&folder);
    let returned = Returned::new(cases.len());
    let Some(mut probe) = open(options.clone()) else { return };
    probe.start().expect("starts");
    run(&cases, &returned);
    probe.stop().expect("stops");
    let mut by_case: BTreeMap<usize, Vec<Vec<u8>>> = BTreeMap::new();
    let mut current = None;
    let mut tid = 0;
    let end = Instant::now() + Duration::from_secs(5);
    while Instant::now() < end && current != Some(cases.len()) {
        let Some(record) = probe.read() else {
            std::thread::sleep(Duration::from_millis(1));
            continue;
        };
        let event = RawEvent::decode(record.bytes).expect("a good event");
        let marker = match event.code() {
            Code::SyscallCloseX => event.param_or_empty(1).i64().filter(|fd| *fd <= MARKER),
            _ => None,
        };
        if let Some(fd) = marker {
            current = usize::try_from(MARKER - fd).ok();
            tid = event.tid();
        } else if let Some(index) = current.filter(|_| event.tid() == tid) {
            by_case.entry(index).or_default().push(record.bytes.to_vec());
        }
    }
    assert_eq!(probe.stats().expect("counters").lost(), 0);
    let mut wrong = Vec::new();
    for (index, case) in cases.iter().enumerate() {
        let none = Vec::new();
        check(index, case, by_case.get(&index).unwrap_or(&none), &returned, &mut wrong);
    }
    std::fs::remove_dir_all(&folder).expect("cleaned up");
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    assert!(cases.len() > 100, "{} cases", cases.len());
}
