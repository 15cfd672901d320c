// SPDX-License-Identifier: Apache-2.0
//! Live capture: what needs the kernel's special ways. 32-bit calls, switches, page faults, sampling, rights.

mod live_support;

use live_support::{inside, left_out, open, scoped, unused_path};
use scap::capture::{Interest, Options, Probe};
use scap::codec::RawEvent;
use scap::schema::Code;
use scap::schema::flags::process::{PPM_EXE_LOWER_LAYER as LOWER, PPM_EXE_UPPER_LAYER as UPPER};
use scap::schema::syscalls::Sc;
use std::arch::asm;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Bytes of the events until none came for a while.
fn drain(probe: &mut Probe) -> Vec<Vec<u8>> {
    let mut events = Vec::new();
    let mut last = Instant::now();
    while last.elapsed() < Duration::from_millis(100) {
        match probe.read() {
            Some(record) => {
                events.push(record.bytes.to_vec());
                last = Instant::now();
            }
            None => std::thread::sleep(Duration::from_millis(1)),
        }
    }
    events
}

fn only(names: &[&str]) -> Interest {
    let mut interest = Interest::none();
    for name in names {
        interest.set(Sc::from_name(name).expect("a name"), true);
    }
    interest
}

/// Runs one of the actions in a child.
fn act(action: &str) -> std::process::ExitStatus {
    let own = std::env::current_exe().expect("this program has a path");
    Command::new(own)
        .args(["acts", "--exact", "--ignored"])
        .env("SYSCAP_TEST_ACTION", action)
        .stdout(Stdio::null())
        .status()
        .expect("it runs")
}

/// A call as 32-bit programs make it.
fn old_call(number: i64, first: i64, second: i64, third: i64) -> i64 {
    let mut result = number;
    // SAFETY: the calls that are made here write no memory. The compiler keeps rbx to itself.
    unsafe {
        asm!(
            "xchg rbx, {first}", "int 0x80", "xchg rbx, {first}",
            first = inout(reg) first => _,
            inout("rax") result,
            in("rcx") second,
            in("rdx") third,
            out("r8") _, out("r9") _, out("r10") _, out("r11") _,
        );
    }
    i64::from(result as i32)
}

/// Memory that 32-bit pointers reach.
fn low_memory(size: usize) -> *mut u8 {
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_32BIT;
    // SAFETY: a new mapping touches no other memory.
    let at =
        unsafe { libc::mmap(std::ptr::null_mut(), size, libc::PROT_READ | libc::PROT_WRITE, flags, -1, 0) };
    assert_ne!(at, libc::MAP_FAILED);
    at.cast()
}

/// Not a test: what the children do.
#[test]
#[ignore = "run by other tests"]
fn acts() {
    match std::env::var("SYSCAP_TEST_ACTION").as_deref() {
        Ok("32 bits") => {
            let memory = low_memory(4096);
            let path = b"/no/such/file of 32 bits\0";
            // SAFETY: both fit the new memory.
            unsafe {
                memory.copy_from(path.as_ptr(), path.len());
                // socketcall: socket(AF_UNIX, SOCK_DGRAM, 0)
                memory.add(1024).cast::<[u32; 3]>().write([1, 2, 0]);
            }
            let at = memory as i64;
            assert_eq!(old_call(33, at, 4, 0), -2);
            assert!(old_call(102, 1, at + 1024, 0) > 2);
            assert_eq!(old_call(6, 4321, 0, 0), -9);
        }
        Ok("sleep") => {
            for _ in 0..20 {
                std::thread::sleep(Duration::from_millis(2));
            }
        }
        Ok("touch") => {
            let memory = low_memory(100 * 4096);
            for page in 0..100 {
                // SAFETY: inside of the mapping.
                unsafe { memory.add(page * 4096).write_volatile(1) };
            }
            // Where the pages are.
            // SAFETY: a number, which is no descriptor.
            unsafe { libc::syscall(libc::SYS_close, -(memory as i64)) };
        }
        Ok("second") => {
            // Twice over the part of a second that is kept, and as much of one that is not.
            for _ in 0..2 {
                let (mut kept, mut left_out) = (0, 0);
                while kept < 500 || left_out < kept {
                    // SAFETY: a call that fails.
                    unsafe { libc::shutdown(-1, 0) };
                    match rustix::time::clock_gettime(rustix::time::ClockId::Boottime).tv_nsec {
                        0..250_000_000 => kept += 1,
                        _ if kept >= 500 => left_out += 1,
                        _ => {}
                    }
                }
            }
        }
        _ => {}
    }
}

#[test]
fn calls_of_32_bits_are_told_like_others() {
    if !inside("calls_of_32_bits_are_told_like_others") {
        return;
    }
    let Some(mut probe) = open(scoped()) else { return };
    probe.start().expect("starts");
    let status = act("32 bits");
    probe.stop().expect("stops");
    if status.code().is_none() {
        left_out(format_args!("this kernel runs no 32-bit calls"));
        return;
    }
    assert!(status.success());
    let events = drain(&mut probe);
    let events: Vec<RawEvent<'_>> =
        events.iter().map(|bytes| RawEvent::decode(bytes).expect("good")).collect();
    let access = events.iter().filter(|event| {
        event.code() == Code::SyscallAccessX
            && event.param_or_empty(0).i64() == Some(-2)
            && event.param_or_empty(1).bytes() == b"/no/such/file of 32 bits\0"
    });
    assert_eq!(access.count(), 1);
    let socket = events.iter().filter(|event| {
        event.code() == Code::SocketSocketX
            && event.param_or_empty(0).i64().is_some_and(|fd| fd > 2)
            && event.param_or_empty(1).u32() == Some(1)
            && event.param_or_empty(2).u32() == Some(2)
    });
    assert_eq!(socket.count(), 1);
    let close = events.iter().filter(|event| {
        event.code() == Code::SyscallCloseX
            && event.param_or_empty(0).i64() == Some(-9)
            && event.param_or_empty(1).i64() == Some(4321)
    });
    assert_eq!(close.count(), 1);
}

#[test]
fn switches_of_the_scope_are_told() {
    if !inside("switches_of_the_scope_are_told") {
        return;
    }
    let interest = only(&["sched_switch", "clock_nanosleep"]);
    let Some(mut probe) = open(Options { interest, ..scoped() }) else { return };
    probe.start().expect("starts");
    assert!(act("sleep").success());
    probe.stop().expect("stops");
    let events = drain(&mut probe);
    let events: Vec<RawEvent<'_>> =
        events.iter().map(|bytes| RawEvent::decode(bytes).expect("good")).collect();
    let sleeper = events.iter().find(|event| event.code() != Code::Schedswitch_6E).expect("it sleeps").tid();
    let switches = events.iter().filter(|e| e.code() == Code::Schedswitch_6E && e.tid() == sleeper).count();
    assert!(switches >= 20, "{switches}");
    assert_eq!(probe.stats().expect("counters").lost(), 0);
}

#[test]
fn page_faults_tell_their_addresses() {
    if !inside("page_faults_tell_their_addresses") {
        return;
    }
    let interest = only(&["page_fault_user", "close"]);
    let Some(mut probe) = open(Options { interest, ..scoped() }) else { return };
    probe.start().expect("starts");
    assert!(act("touch").success());
    probe.stop().expect("stops");
    let events = drain(&mut probe);
    let events: Vec<RawEvent<'_>> =
        events.iter().map(|bytes| RawEvent::decode(bytes).expect("good")).collect();
    // Closed as a 32-bit number, which low addresses are.
    let start = events
        .iter()
        .filter(|event| event.code() == Code::SyscallCloseX)
        .filter_map(|event| event.param_or_empty(1).i64())
        .find(|fd| *fd < -1)
        .expect("the child prints where");
    let start = -start as u64;
    let faults: std::collections::BTreeSet<u64> = events
        .iter()
        .filter(|event| event.code() == Code::PageFaultE)
        .filter_map(|event| event.param_or_empty(0).u64())
        .filter(|address| (start..start + 100 * 4096).contains(address))
        .collect();
    // Several pages may come with one fault.
    assert!(!faults.is_empty() && faults.len() <= 100, "{} of {}", faults.len(), events.len());
    assert!(faults.contains(&start), "{start:x}: {faults:x?}");
}

#[test]
fn sampling_keeps_a_part_of_each_second() {
    if !inside("sampling_keeps_a_part_of_each_second") {
        return;
    }
    let Some(mut probe) = open(Options { interest: only(&["shutdown"]), ..scoped() }) else { return };
    probe.set_sampling(Some(4)).expect("set");
    probe.start().expect("starts");
    let mut child = std::thread::spawn(|| act("second"));
    let mut events = Vec::new();
    while !child.is_finished() {
        events.extend(drain(&mut probe));
    }
    child = std::thread::spawn(|| act("nothing"));
    child.join().expect("ends");
    probe.stop().expect("stops");
    events.extend(drain(&mut probe));
    let stats = probe.stats().expect("counters");
    assert_eq!(stats.produced, events.len() as u64 + stats.lost());
    assert!(stats.sampled_out > stats.produced / 2 && stats.produced > 100, "{stats:?}");
    let mut left_out = false;
    let mut marks = (0, 0);
    for bytes in &events {
        let event = RawEvent::decode(bytes).expect("good");
        let since_boot = event.ts() - probe.boot_time();
        let in_stretch = since_boot % 1_000_000_000 >= 250_000_000;
        match event.code() {
            Code::DropE => (marks.0, left_out) = (marks.0 + 1, true),
            Code::DropX => (marks.1, left_out) = (marks.1 + 1, false),
            _ => assert!(!in_stretch && !left_out, "{since_boot}"),
        }
        assert_eq!(in_stretch, event.code() == Code::DropE, "{since_boot}: {}", event.info().name);
        if matches!(event.code(), Code::DropE | Code::DropX) {
            assert_eq!(event.param_or_empty(0).u32(), Some(4), "the ratio");
        }
    }
    // At least one stretch begins and ends.
    assert!(marks.0 >= 1 && marks.1 >= 1, "{marks:?}");
}

/// Programs of both layers of an overlay file system, started one after the other in a mount namespace.
#[test]
fn programs_tell_their_layer_of_an_overlay() {
    if !inside("programs_tell_their_layer_of_an_overlay") {
        return;
    }
    let Some(mut probe) = open(Options { interest: only(&["execve"]), ..scoped() }) else { return };
    probe.start().expect("starts");
    let folder = unused_path("overlay");
    std::fs::create_dir_all(&folder).expect("a folder");
    // The layers lie in memory: those of an overlay cannot lie in another overlay. A changed mode copies up.
    let script = "set -e; mount -t tmpfs layers $0; cd $0; mkdir lower upper work all; cp /bin/true lower/low; \
        cp /bin/true lower/both; mount -t overlay o -o lowerdir=lower,upperdir=upper,workdir=work all; \
        cp /bin/true all/up; chmod 700 all/both; all/low; all/up; all/both; upper/up";
    let status = Command::new("unshare").args(["--mount", "sh", "-c", script]).arg(&folder).status();
    std::fs::remove_dir(&folder).expect("cleaned up");
    if !status.is_ok_and(|status| status.success()) {
        left_out(format_args!("this machine does not let us mount an overlay file system"));
        return;
    }
    probe.stop().expect("stops");
    let events = drain(&mut probe);
    let layer = |name: &str| {
        events.iter().find_map(|bytes| {
            let event = RawEvent::decode(bytes).expect("good");
            let param = |name| event.param_or_empty(event.info().param_index(name).expect("a parameter"));
            let started = event.code() == Code::SyscallExecve_19X && param("exe").text() == name.as_bytes();
            started.then(|| param("flags").u32().expect("flags") & (UPPER | LOWER))
        })
    };
    let layers = ["all/low", "all/up", "all/both", "upper/up"].map(layer);
    assert_eq!(layers, [Some(LOWER), Some(UPPER), Some(UPPER), Some(0)]);
}

/// The program with some capabilities only.
fn with_capabilities(which: &str) -> std::process::Output {
    Command::new("setpriv")
        .arg(format!("--bounding-set=-all{which}"))
        .arg("--inh-caps=-all")
        .arg(env!("CARGO_BIN_EXE_syscap"))
        .args(["--scope", "pidns", "-M", "1", "-q"])
        .output()
        .expect("setpriv runs")
}

#[test]
fn two_capabilities_are_enough_and_a_missing_one_is_named() {
    if !inside("two_capabilities_are_enough_and_a_missing_one_is_named") {
        return;
    }
    if open(scoped()).is_none() {
        return;
    }
    let works = Command::new("setpriv").args(["--bounding-set=-all,+bpf,+perfmon", "true"]).status();
    if !works.is_ok_and(|status| status.success()) {
        left_out(format_args!("setpriv does not know these capabilities here"));
        return;
    }
    let enough = with_capabilities(",+bpf,+perfmon");
    assert!(enough.status.success(), "{}", String::from_utf8_lossy(&enough.stderr));
    for (given, missing) in [
        (",+bpf", "capability CAP_PERFMON is missing"),
        (",+perfmon", "capability CAP_BPF is missing"),
        ("", "capabilities CAP_BPF and CAP_PERFMON are missing"),
    ] {
        let refused = with_capabilities(given);
        let text = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(1), "{text}");
        assert!(text.contains(missing), "{text}");
    }
}

/// Whoever reads a file's times leaves a mark in them (Linux 6.13 and later).
#[test]
fn times_of_an_executable_are_those_of_stat() {
    use std::os::unix::fs::MetadataExt;
    if !inside("times_of_an_executable_are_those_of_stat") {
        return;
    }
    let program = unused_path("times");
    std::fs::copy("/bin/true", &program).expect("a program");
    let times = std::fs::metadata(&program).expect("it is there");
    let wanted = (
        times.ctime() * 1_000_000_000 + times.ctime_nsec(),
        times.mtime() * 1_000_000_000 + times.mtime_nsec(),
    );
    let Some(mut probe) = open(Options { interest: only(&["execve"]), ..scoped() }) else { return };
    probe.start().expect("starts");
    Command::new(&program).status().expect("it runs");
    probe.stop().expect("stops");
    let events = drain(&mut probe);
    let execve = events
        .iter()
        .map(|bytes| RawEvent::decode(bytes).expect("an event"))
        .find(|event| {
            event.code() == Code::SyscallExecve_19X && event.param(0).and_then(|res| res.i64()) == Some(0)
        })
        .expect("an execve");
    let time = |name: &str| {
        let index = execve.info().param_index(name).expect("a parameter");
        execve.param(index).and_then(|time| time.u64()).expect("a time") as i64
    };
    assert_eq!((time("exe_ino_ctime"), time("exe_ino_mtime")), wanted);
    let _ = std::fs::remove_file(&program);
}
