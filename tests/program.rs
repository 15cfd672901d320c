// SPDX-License-Identifier: Apache-2.0
//! The program as a user runs it: output, exit codes, messages.

use std::io::{BufRead, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
}

fn syscap(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_syscap")).args(arguments).env("TZ", "UTC").output().expect("it starts")
}

fn stdout(arguments: &[&str]) -> String {
    let output = syscap(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The one line on standard error of a run that fails with this code.
fn complaint(arguments: &[&str], code: i32) -> String {
    let output = syscap(arguments);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}");
    let text = String::from_utf8(output.stderr).expect("UTF-8");
    text.trim_end().to_owned()
}

fn zoo() -> String {
    data("zoo.scap").display().to_string()
}

#[test]
fn default_lines() {
    let text = stdout(&["-r", &zoo(), "-n", "2"]);
    assert_eq!(
        text,
        "64 19:38:43.977286080 1 <NA> (2232) < clock_nanosleep \n\
         65 19:38:43.977639940 1 <NA> (2232) < close res=0 fd=1\n"
    );
}

#[test]
fn filters_and_templates() {
    let text =
        stdout(&["-r", &zoo(), "-p", "%evt.num %proc.name %fd.name", "evt.type=openat", "and", "fd.num=3"]);
    assert!(text.lines().count() > 3, "{text}");
    assert!(text.lines().all(|line| line.split(' ').count() == 3), "{text}");
    let upper =
        stdout(&["-r", &zoo(), "-n", "1", "-p", "[%6proc.pid] %toupper(proc.name)!", "proc.name = grep"]);
    assert_eq!(upper, "[2233  ] GREP!\n");
}

#[test]
fn json_objects() {
    let text = stdout(&["-r", &zoo(), "-n", "1", "-j", "-p", "*%proc.name %evt.num %fd.name"]);
    assert_eq!(text, "{\"evt.num\":64,\"fd.name\":null,\"proc.name\":\"<NA>\"}\n");
}

#[test]
fn times() {
    let first = |kind| stdout(&["-r", &zoo(), "-n", "1", "-p", "%evt.outputtime", "-t", kind]);
    assert_eq!(first("h"), "19:38:43.977286080\n");
    assert_eq!(first("a"), "1795462723.977286080\n");
    assert_eq!(first("d"), "0.000000000\n");
    assert_eq!(first("D"), "0.000000000\n");
}

#[test]
fn buffers() {
    let read = |form| {
        stdout(&["-r", &zoo(), "-n", "1", form, "-p", "%evt.arg.data", "evt.type = read and evt.rawres > 0"])
    };
    assert!(read("-b").trim_end().bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b)));
    assert!(read("-x").contains("0x0000:"));
}

#[test]
fn summary_and_quiet() {
    let text = stdout(&["-r", &zoo(), "-q", "-S"]);
    assert!(text.contains("Event           #Calls"), "{text}");
    assert!(text.trim_end().ends_with("850"), "{text}");
}

#[test]
fn raw_events_are_all_there() {
    let raw = stdout(&["-r", &zoo(), "--raw"]);
    let shown = stdout(&["-r", &zoo()]);
    assert!(raw.lines().count() >= shown.lines().count());
    assert!(raw.starts_with("1 "), "{}", &raw[..80]);
}

#[test]
fn lists() {
    assert!(stdout(&["-l"]).contains("  proc.name"));
    assert!(stdout(&["-l", "--markdown"]).contains("| `fd.name` | CHARBUF |"));
    assert!(stdout(&["-L"]).contains("< openat("));
}

#[test]
fn mistakes_are_told_in_one_sentence() {
    let zoo = zoo();
    assert_eq!(
        complaint(&["-r", &zoo, "proc.nme = x"], 1),
        "syscap: nonexistent field proc.nme at line 1, column 1; did you mean 'proc.name'?"
    );
    assert_eq!(
        complaint(&["-r", &zoo, "-p", "%evt.num %proc.nme"], 1),
        "syscap: nonexistent field proc.nme; did you mean 'proc.name'? at byte 10 of the output template"
    );
    assert_eq!(
        complaint(&["-r", &zoo, "proc.name", "=", "x", "-n", "3"], 1),
        "syscap: unexpected token after 'x', expecting 'or', 'and' or the end, found '-n' at line 1, column 15; options \
         such as -n must precede the filter"
    );
    assert_eq!(complaint(&["-r", &zoo, "-p", ""], 1), "syscap: the output template is empty");
    let missing = complaint(&["-r", "/nowhere/a.scap"], 1);
    assert_eq!(missing, "syscap: cannot open /nowhere/a.scap: No such file or directory (os error 2)");
    let no_capture = complaint(&["-r", &data("../Cargo.toml").display().to_string()], 1);
    assert!(no_capture.contains("Cargo.toml") && no_capture.contains("offset 0"), "{no_capture}");
    assert!(complaint(&[], 2).contains("use -r FILE"));
}

#[test]
fn a_cut_file_shows_what_is_whole_and_then_fails() {
    let folder = std::env::temp_dir().join(format!("syscap-program-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the test");
    let cut = folder.join("cut.scap");
    let whole = std::fs::read(data("threads.scap")).expect("test data");
    std::fs::write(&cut, &whole[..whole.len() - 10]).expect("writable");
    let output = syscap(&["-r", &cut.display().to_string()]);
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    std::fs::remove_dir_all(&folder).expect("removable");
    assert_eq!(output.status.code(), Some(1));
    assert!(message.contains("cut.scap") && message.contains("offset"), "{message}");
    let lines = output.stdout.iter().filter(|b| **b == b'\n').count();
    assert_eq!(lines, 4938, "all events but the one that is cut");
}

#[test]
fn a_capture_comes_through_a_pipe() {
    for name in ["shell.scap", "zoo.scap"] {
        let path = data(name).display().to_string();
        let file = std::fs::File::open(&path).expect("test data");
        let mut reader = Command::new("cat").stdin(file).stdout(Stdio::piped()).spawn().expect("cat runs");
        let mut syscap = Command::new(env!("CARGO_BIN_EXE_syscap"));
        let piped = reader.stdout.take().expect("a pipe");
        let output = syscap.args(["-r", "-"]).env("TZ", "UTC").stdin(piped).output().expect("it starts");
        reader.wait().expect("ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8_lossy(&output.stdout), stdout(&["-r", &path]), "{name}");
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_syscap"))
        .args(["-r", &data("shell.scap").display().to_string()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success());
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn options_that_have_no_meaning_together_are_refused() {
    let zoo = zoo();
    for arguments in [
        &["-l", "-L"][..],
        &["-l", "-n", "3"],
        &["-l", "-w", "x.scap"],
        &["-l", "--scope", "pidns"],
        &["-l", "evt.type=open"],
        &["-L", "-r", &zoo],
        &["-L", "--markdown"],
        &["-r", &zoo, "-x", "-X"],
        &["-r", &zoo, "-b", "-A"],
        &["-r", &zoo, "-w", "x.scap", "-W", "3"],
        &["-r", &zoo, "-w", "x.scap", "-z", "--compress", "none"],
    ] {
        assert_eq!(syscap(arguments).status.code(), Some(2), "{arguments:?}");
    }
    assert!(!std::path::Path::new("x.scap").exists());
    assert!(stdout(&["-l", "--markdown"]).contains("| `proc.name` |"));
}

/// What a program reads from a pipe whose writer pauses before the last event, while the writer waits: the rest is
/// written only when `enough` holds.
fn before_the_pause(
    bytes: &[u8],
    pause: usize,
    arguments: &[&str],
    enough: impl Fn(&[u8]) -> bool,
) -> Vec<u8> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_syscap"))
        .args(arguments)
        .env("TZ", "UTC")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut input = child.stdin.take().expect("a pipe");
    let mut output = child.stdout.take().expect("a pipe");
    input.write_all(&bytes[..pause]).expect("it reads");
    let mut shown = Vec::new();
    let mut piece = [0; 4096];
    // A program that keeps its lines until more input comes never gets out of this loop.
    while !enough(&shown) {
        let length = output.read(&mut piece).expect("it writes");
        assert!(length > 0, "{arguments:?} ended with {}", String::from_utf8_lossy(&shown));
        shown.extend_from_slice(&piece[..length]);
    }
    let early = shown.clone();
    input.write_all(&bytes[pause..]).expect("it reads");
    drop(input);
    output.read_to_end(&mut shown).expect("it writes");
    assert!(child.wait().expect("it ends").success(), "{arguments:?}");
    assert!(shown.len() > early.len(), "{arguments:?}: the last event comes after the pause");
    early
}

#[test]
fn a_slow_pipe_is_shown_as_it_comes() {
    let plain = std::fs::read(data("faults/smoke.scap")).expect("test data");
    let pause = plain.len() - 40;
    let five = |shown: &[u8]| shown.iter().filter(|byte| **byte == b'\n').count() == 5;
    before_the_pause(&plain, pause, &["-r", "-"], five);
    before_the_pause(&plain, pause, &["-r", "-", "-p", "%evt.num"], five);
    before_the_pause(&plain, pause, &["-r", "-", "-j"], five);
    // What is written is whole up to the last event, too.
    let early = before_the_pause(&plain, pause, &["-r", "-", "-w", "-", "--compress", "none"], |shown| {
        shown.len() > 500 && block_count(shown).is_some_and(|count| count >= 5)
    });
    assert_eq!(early[..4], plain[..4]);
    // Compressed input is shown as far as its writer has flushed it.
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(&plain[..pause]).expect("memory");
    encoder.flush().expect("memory");
    let flushed = encoder.get_ref().len();
    encoder.write_all(&plain[pause..]).expect("memory");
    before_the_pause(&encoder.finish().expect("memory"), flushed, &["-r", "-"], five);
}

/// How many event blocks a plain capture holds, if its last block is whole.
fn block_count(capture: &[u8]) -> Option<usize> {
    let mut rest = capture;
    let mut events = 0;
    while !rest.is_empty() {
        let kind = u32::from_ne_bytes(*rest.first_chunk()?);
        let length = u32::from_ne_bytes(*rest.get(4..)?.first_chunk()?) as usize;
        events += usize::from(matches!(kind, 0x204 | 0x208 | 0x216 | 0x217 | 0x221 | 0x222));
        rest = rest.get(length..)?;
    }
    Some(events)
}

#[test]
fn a_named_pipe_is_shown_as_it_comes() {
    let folder = std::env::temp_dir().join(format!("syscap-fifo-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let pipe = folder.join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    let mut child = Command::new(env!("CARGO_BIN_EXE_syscap"))
        .args(["-r", &pipe.display().to_string(), "-p", "%evt.num"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let bytes = std::fs::read(data("faults/smoke.scap")).expect("test data");
    let mut input = std::fs::OpenOptions::new().write(true).open(&pipe).expect("it reads");
    input.write_all(&bytes[..bytes.len() - 40]).expect("it reads");
    let mut lines = std::io::BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let early: Vec<String> = lines.by_ref().take(5).map(|line| line.expect("UTF-8")).collect();
    assert_eq!(early, ["1", "2", "3", "4", "5"]);
    input.write_all(&bytes[bytes.len() - 40..]).expect("it reads");
    drop(input);
    assert_eq!(lines.map(|line| line.expect("UTF-8")).collect::<Vec<_>>(), ["6"]);
    assert!(child.wait().expect("it ends").success());
    std::fs::remove_dir_all(&folder).expect("removable");
}
