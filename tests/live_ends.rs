// SPDX-License-Identifier: Apache-2.0
//! How captures by the program begin and end: signals, readers that go away, full disks, and what cannot begin.

#![allow(clippy::zombie_processes, reason = "what a test leaves behind ends with its PID namespace")]

#[path = "live_support/attached.rs"]
mod attached;
mod live_support;

use attached::{stop, wait_until, wait_until_written};
use live_support::{folder, ready};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

fn syscap() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_syscap"));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn shell(script: &str) -> Child {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("sh runs")
}

/// The exit code of a program that has ended, and what it complained of.
fn ended(child: Child) -> (Option<i32>, String) {
    let output = child.wait_with_output().expect("ends");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Events of a file for which a filter holds; also of one that is cut, or still written.
fn events(file: &Path, filter: &str) -> usize {
    let output = syscap().arg("-r").arg(file).arg(filter).output().expect("syscap runs");
    String::from_utf8_lossy(&output.stdout).lines().count()
}

#[test]
fn signals_bring_a_capture_to_its_end() {
    if !ready("signals_bring_a_capture_to_its_end") {
        return;
    }
    let folder = folder("signals");
    for (signal, ignored) in
        [(Signal::INT, false), (Signal::TERM, false), (Signal::HUP, false), (Signal::HUP, true)]
    {
        let file = folder.join(format!("{}-{ignored}.scap", signal.as_raw()));
        // As nohup does it.
        let trap = if ignored { "trap '' HUP;" } else { "" };
        let script = format!("{trap} exec \"$0\" --scope pidns -w \"$1\"");
        let mut capture = Command::new("/bin/sh");
        capture.args(["-c", &script, env!("CARGO_BIN_EXE_syscap")]).arg(&file).stderr(Stdio::piped());
        let capture = capture.spawn().expect("sh runs");
        wait_until_written(&file);
        shell("exec /bin/true").wait().expect("ends");
        kill_process(Pid::from_child(&capture), signal).expect("it runs");
        if ignored {
            shell("exec /bin/true").wait().expect("ends");
            stop(&capture);
        }
        assert_eq!(ended(capture), (Some(0), String::new()), "{signal:?}");
        let seen = events(&file, "evt.type = execve and proc.name = true and evt.failed = false");
        assert_eq!(seen, if ignored { 2 } else { 1 }, "{signal:?}");
    }
    std::fs::remove_dir_all(&folder).expect("cleaned up");
}

#[test]
fn a_file_has_what_was_captured_while_nothing_happens() {
    if !ready("a_file_has_what_was_captured_while_nothing_happens") {
        return;
    }
    let folder = folder("idle");
    let file = folder.join("idle.scap");
    let mut work = shell("read go; read line </etc/hostname; read go");
    let capture = syscap().args(["--scope", &format!("tree={}", work.id()), "-w"]).arg(&file).spawn();
    let capture = capture.expect("syscap runs");
    wait_until_written(&file);
    let mut orders = work.stdin.take().expect("a pipe");
    orders.write_all(b"\n").expect("it waits");
    wait_until("the file has it", || events(&file, "evt.type = openat and fd.name = /etc/hostname") == 1);
    stop(&capture);
    assert_eq!(ended(capture), (Some(0), String::new()));
    drop(orders);
    work.wait().expect("ends");
    std::fs::remove_dir_all(&folder).expect("cleaned up");
}

#[test]
fn a_reader_that_goes_away_ends_a_capture() {
    if !ready("a_reader_that_goes_away_ends_a_capture") {
        return;
    }
    let mut noise = shell("while :; do /bin/true; done");
    let mut capture = syscap().args(["--scope", "pidns"]).spawn().expect("syscap runs");
    let mut reader = BufReader::new(capture.stdout.take().expect("a pipe"));
    let mut line = String::new();
    reader.read_line(&mut line).expect("a line");
    assert!(line.starts_with("1 "), "{line}");
    drop(reader);
    assert_eq!(ended(capture), (Some(0), String::new()));
    noise.kill().expect("it still runs");
}

/// The disk is a file system in memory, of the test's own mount namespace.
#[test]
fn a_full_disk_is_told() {
    if !ready("a_full_disk_is_told") {
        return;
    }
    let folder = folder("disk");
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=64k", "none"]).arg(&folder).status();
    assert!(mounted.expect("mount runs").success());
    let file = folder.join("full.scap");
    let capture = syscap().args(["--scope", "pidns", "-w"]).arg(&file).spawn().expect("syscap runs");
    wait_until_written(&file);
    shell("exec dd if=/dev/zero of=/dev/null bs=1 count=3000 2>/dev/null").wait().expect("ends");
    let expected =
        format!("syscap: cannot write {}: No space left on device (os error 28)\n", file.display());
    assert_eq!(ended(capture), (Some(1), expected));
    assert!(events(&file, "") > 100, "what was written can be read");
    assert!(Command::new("umount").arg(&folder).status().expect("umount runs").success());
    std::fs::remove_dir_all(&folder).expect("cleaned up");
}

#[test]
fn what_cannot_begin_is_told_in_one_sentence() {
    if !ready("what_cannot_begin_is_told_in_one_sentence") {
        return;
    }
    for (arguments, expected) in [
        (
            &["--scope", "tree=99999999"][..],
            "cannot capture in scope tree=99999999: there is no process with",
        ),
        (&["--scope", "cgroup=/nowhere"], "cannot look at /nowhere: No such file or directory"),
        (
            &["--scope", "cgroup=/usr"],
            "cannot capture in scope cgroup=/usr: it is not a control group of version 2",
        ),
        (&["--buffer-bytes", "1000"], "buffers of 1000 bytes: the size must be a power of two"),
        (&["-w", "/nowhere/a.scap"], "cannot create /nowhere/a.scap: No such file or directory"),
        (&["-w", "/usr"], "cannot create /usr: Is a directory"),
        (&["proc.nme = x"], "nonexistent field proc.nme at line 1, column 1; did you mean 'proc.name'?"),
        (&["proc.name = x", "-M", "1"], "found '-M' at line 1, column 15; options such as -M must precede"),
    ] {
        let mut command = syscap();
        // Nothing is captured of others where it does begin.
        if arguments[0] != "--scope" {
            command.args(["--scope", "pidns"]);
        }
        let (code, text) = ended(command.args(["-M", "1"]).args(arguments).spawn().expect("syscap runs"));
        assert_eq!((code, text.lines().count()), (Some(1), 1), "{arguments:?}: {text}");
        assert!(text.starts_with("syscap: ") && text.contains(expected), "{arguments:?}: {text}");
    }
}
