// SPDX-License-Identifier: Apache-2.0
//! How runs of the program end that are not live captures: by time, by an interrupt, and before they begin.

use rustix::process::{Pid, Signal, kill_process};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

fn folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("program-runs");
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// The example plugin that makes as many events as its open parameter says; for one test.
fn numbers(test: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let library = folder().join(format!("lib{test}.so"));
    let mut cc = Command::new("cc");
    cc.args(["-shared", "-fPIC", "-o"]).arg(&library).arg(root.join("examples-c/plugins/numbers.c"));
    assert!(cc.arg("-I").arg(root.join("include")).status().expect("a C compiler").success());
    library.to_str().expect("a path of text").to_owned()
}

fn syscap(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_syscap"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn events_of(file: &str) -> usize {
    let output = syscap(&["-r", file, "-p", "%evt.num"]).output().expect("it runs");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !complaint.contains("cut"), "{complaint}");
    output.stdout.iter().filter(|byte| **byte == b'\n').count()
}

/// More than the state at the start of a file takes: events follow it.
const SOME_EVENTS: u64 = 1 << 20;

/// Interrupts a run once it has written events to its file, and waits for its end.
fn interrupted(run: Child, file: &Path) -> Output {
    let end = Instant::now() + Duration::from_secs(60);
    while !std::fs::metadata(file).is_ok_and(|file| file.len() > SOME_EVENTS) {
        assert!(Instant::now() < end, "nothing is written");
        std::thread::sleep(Duration::from_millis(5));
    }
    kill_process(Pid::from_child(&run), Signal::INT).expect("it runs");
    run.wait_with_output().expect("it ends")
}

#[test]
fn a_duration_ends_the_events_of_a_plugin() {
    let plugin = format!("{}||18446744073709551615", numbers("duration"));
    let start = Instant::now();
    let mut run = syscap(&["--plugin", &plugin, "-M", "1", "-q", "-S"]).spawn().expect("it runs");
    while run.try_wait().expect("a child").is_none() {
        if start.elapsed() > Duration::from_secs(30) {
            run.kill().expect("it runs");
            panic!("it did not stop after a second");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let output = run.wait_with_output().expect("ended");
    assert!(output.status.success() && start.elapsed() >= Duration::from_secs(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("Total"), "the summary is printed");
}

#[test]
fn an_interrupt_leaves_whole_what_is_written_of_a_plugin() {
    let plugin = format!("{}||18446744073709551615", numbers("interrupt"));
    let file = folder().join("plugin.scap");
    let _ = std::fs::remove_file(&file);
    let name = file.to_str().expect("a path of text");
    let run = syscap(&["--plugin", &plugin, "-w", name, "-z", "-S"]).spawn().expect("it runs");
    let output = interrupted(run, &file);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("Total"), "the summary is printed");
    assert!(events_of(name) > 0);
}

#[test]
fn an_interrupt_leaves_whole_what_is_written_of_a_file() {
    // A capture that continues as long as somebody reads it.
    let input =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/zoo.scap")).expect("a capture");
    let file = folder().join("file.scap");
    let _ = std::fs::remove_file(&file);
    let name = file.to_str().expect("a path of text");
    let mut run = syscap(&["-r", "-", "-w", name, "-S"]).spawn().expect("it runs");
    let mut pipe = run.stdin.take().expect("a pipe");
    let feeder = std::thread::spawn(move || while std::io::Write::write_all(&mut pipe, &input).is_ok() {});
    let output = interrupted(run, &file);
    feeder.join().expect("its reader is gone");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("Total"), "the summary is printed");
    assert!(events_of(name) > 0);
}

#[test]
fn an_interrupt_leaves_whole_what_is_merged_or_repaired() {
    let shell = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/shell.scap");
    let merged = folder().join("merged.scap").display().to_string();
    let _ = std::fs::remove_file(&merged);
    let files = vec![shell; 200];
    let run = syscap(&[&["merge"], &files[..], &["-w", &merged]].concat()).spawn().expect("it runs");
    let output = interrupted(run, Path::new(&merged));
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(1) && message.contains("interrupted: "), "{message}");
    let events = events_of(&merged);
    assert!(events > 1000 && events < 200 * events_of(shell), "{events}");
    // A file without an end: its writer waits for the reader.
    let plain = folder().join("plain.scap").display().to_string();
    assert!(syscap(&["merge", shell, "-w", &plain]).status().expect("it runs").success());
    let (pipe, repaired) = (folder().join("pipe"), folder().join("repaired.scap"));
    let _ = (std::fs::remove_file(&pipe), std::fs::remove_file(&repaired));
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    let names = [pipe.display().to_string(), repaired.display().to_string()];
    let run = syscap(&["repair", &names[0], "-w", &names[1]]).spawn().expect("it runs");
    let bytes = std::fs::read(&plain).expect("written");
    let writer = std::thread::spawn(move || {
        let mut pipe = std::fs::OpenOptions::new().write(true).open(pipe).expect("it reads");
        while pipe.write_all(&bytes).is_ok() {}
    });
    let output = interrupted(run, &repaired);
    writer.join().expect("its reader is gone");
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(1) && message.contains("interrupted: "), "{message}");
    assert!(events_of(&names[1]) > 1000);
}

#[test]
fn options_for_this_machine_are_refused_beside_a_plugin() {
    let plugin = format!("{}||3", numbers("refused"));
    for option in [
        &["--scope", "pidns"][..],
        &["-s", "100"],
        &["--buffer-bytes", "8388608"],
        &["--io-uring"],
        &["--no-iterators"],
    ] {
        let output = syscap(&[&["--plugin", &plugin], option].concat()).output().expect("it runs");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{option:?}: {complaint}");
        assert!(complaint.contains("is for captures of this machine") && complaint.lines().count() == 1);
        assert!(output.stdout.is_empty());
        let output = syscap(&[&["-r", "testdata/zoo.scap"], option].concat()).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2), "{option:?} beside a file");
    }
}
