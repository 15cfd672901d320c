// SPDX-License-Identifier: Apache-2.0
//! The program's ways to write captures: -w, rotation, merge, slice, repair, info.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Shows events without their numbers: those of a file depend on the state events in front.
const LINE: &str = "*%evt.rawtime %evt.cpu %proc.name %thread.tid %proc.exepath %proc.cwd %fd.name %user.name %evt.type %evt.args";

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("syscap-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder for the test");
        Folder(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("the folder is there");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().display().to_string()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn data(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name).display().to_string()
}

fn syscap(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_syscap")).args(arguments).env("TZ", "UTC").output().expect("it starts")
}

/// Standard output of a run that succeeds without a word on standard error.
fn done(arguments: &[&str]) -> Vec<u8> {
    let output = syscap(arguments);
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && message.is_empty(), "{arguments:?}: {message}");
    output.stdout
}

/// The lines of a capture.
fn lines(file: &str, filter: &str) -> Vec<Vec<u8>> {
    let mut arguments = vec!["-r", file, "-p", LINE];
    arguments.extend(Some(filter).filter(|filter| !filter.is_empty()));
    done(&arguments).split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

fn complaint(arguments: &[&str]) -> String {
    let output = syscap(arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    String::from_utf8(output.stderr).expect("UTF-8").trim_end().to_owned()
}

fn same(a: &[Vec<u8>], b: &[Vec<u8>], what: &str) {
    for (number, (a, b)) in a.iter().zip(b).enumerate() {
        assert!(
            a == b,
            "{what}, line {number}:\n{}{}",
            String::from_utf8_lossy(a),
            String::from_utf8_lossy(b)
        );
    }
    assert_eq!(a.len(), b.len(), "{what}");
}

#[test]
fn what_is_written_reads_the_same() {
    let folder = Folder::new("write");
    for name in ["shell.scap", "threads.scap", "zoo.scap"] {
        let expected = lines(&data(name), "");
        for form in ["none", "gzip"] {
            let file = folder.path(form);
            assert!(done(&["-r", &data(name), "-w", &file, "--compress", form]).is_empty());
            assert_eq!(fs::read(&file).expect("written")[0], if form == "gzip" { 0x1f } else { 0x0a });
            same(&lines(&file, ""), &expected, name);
        }
    }
}

#[test]
fn a_filtered_file_knows_what_the_whole_one_knew() {
    let folder = Folder::new("filtered");
    let file = folder.path("a.scap");
    for filter in ["evt.type = read", "proc.name = sleep", "fd.type = file and evt.rawres < 0"] {
        for name in ["shell.scap", "zoo.scap"] {
            done(&["-r", &data(name), "-w", &file, filter]);
            same(&lines(&file, ""), &lines(&data(name), filter), filter);
        }
    }
    let counted = |file: &str| lines(file, "evt.type = read").len();
    done(&["-r", &data("shell.scap"), "-w", &file, "--matching-only", "-z", "evt.type = read"]);
    let info = done(&["info", "-j", &file]);
    let info: serde_json::Value = serde_json::from_slice(&info).expect("JSON");
    assert_eq!(info["events"], counted(&data("shell.scap")));
    assert_eq!(info["events_by_kind"]["< read"], info["events"]);
}

/// As [`same`] for all but one line in two hundred. The format does not store when a thread began: one that began
/// right before a file, and is recorded in the file, takes its descriptors from its parent as that is by then.
fn nearly_same(a: &[Vec<u8>], b: &[Vec<u8>], what: &str) {
    assert_eq!(a.len(), b.len(), "{what}");
    let times =
        |line: &[u8]| line.split(|byte| *byte == b' ').take(4).map(<[u8]>::to_vec).collect::<Vec<_>>();
    assert!(a.iter().zip(b).all(|(a, b)| times(a) == times(b)), "{what}: other events");
    let different = a.iter().zip(b).filter(|(a, b)| a != b).count();
    assert!(different * 200 <= a.len(), "{what}: {different} of {} lines differ", a.len());
}

#[test]
fn rotated_files_stand_alone_and_make_up_the_whole() {
    let whole = data("shell.scap");
    let expected = lines(&whole, "");
    for (options, at_least) in
        [(&["-e", "1000"][..], 8), (&["-C", "1"], 1), (&["-G", "1"], 3), (&["-C", "1", "-G", "2", "-z"], 2)]
    {
        let folder = Folder::new("rotated");
        let base = folder.path("a.scap");
        done(&[&["-r", &whole, "-w", &base], options].concat());
        let mut names = folder.names();
        names.sort_by_key(|name| name["a.scap".len()..].parse::<u64>().expect("a number"));
        assert!(names.len() >= at_least, "{options:?}: {names:?}");
        let all: Vec<Vec<u8>> = names.iter().flat_map(|name| lines(&folder.path(name), "")).collect();
        nearly_same(&all, &expected, &format!("{options:?}"));
        let paths: Vec<String> = names.iter().rev().map(|name| folder.path(name)).collect();
        let merged = folder.path("merged");
        let arguments: Vec<&str> = std::iter::once("merge").chain(paths.iter().map(String::as_str)).collect();
        done(&[&arguments[..], &["-w", &merged]].concat());
        // Threads of later files are known from the start, and replaced when they are made.
        nearly_same(&lines(&merged, ""), &expected, "merged");
    }
}

#[test]
fn a_ring_of_files_keeps_the_newest() {
    let folder = Folder::new("ring");
    let whole = data("shell.scap");
    done(&["-r", &whole, "-w", &folder.path("a"), "-e", "1000", "-W", "3"]);
    assert_eq!(folder.names(), ["a0", "a1", "a2"]);
    let last = lines(&whole, "").pop().expect("lines");
    let newest = ["a0", "a1", "a2"].map(|name| lines(&folder.path(name), "").pop().expect("lines"));
    assert!(newest.contains(&last));
    let dated = Folder::new("dated");
    done(&["-r", &whole, "-w", &dated.path("%H%M%S.scap"), "-G", "1", "-W", "2"]);
    assert_eq!(dated.names().len(), 2);
    assert!(
        dated.names().iter().all(|name| name.len() == 11 && name.starts_with("19")),
        "{:?}",
        dated.names()
    );
}

/// 3,000 events of three seconds, all in one minute.
#[test]
fn rotation_never_writes_over_its_own_files() {
    let whole = data("faults/rotation.scap");
    let written = |options: &[&str], base: &str| {
        let folder = Folder::new("names");
        done(&[&["-r", &whole, "-w", &folder.path(base)], options].concat());
        let events: usize = folder.names().iter().map(|name| lines(&folder.path(name), "").len()).sum();
        (folder.names(), events)
    };
    let all = lines(&whole, "").len();
    // Times that are not fine enough: the same name twice continues one file.
    let (names, events) = written(&["-G", "1"], "x-%H%M.scap");
    assert_eq!((names, events), (vec!["x-2213.scap".to_owned()], all));
    let (names, events) = written(&["-G", "1"], "x-%H%M%S.scap");
    assert_eq!((names, events), (["20", "21", "22"].map(|s| format!("x-2213{s}.scap")).to_vec(), all));
    // A template is expanded whichever limit there is, and numbers make the names differ.
    for limits in [&["-e", "700"][..], &["-e", "700", "-G", "1"], &["-C", "1"]] {
        let (names, events) = written(limits, "y-%H%M%S.scap");
        assert!(
            names.iter().all(|name| name.starts_with("y-2213") && !name.contains('%')),
            "{limits:?}: {names:?}"
        );
        assert_eq!(events, all, "{limits:?}: {names:?}");
    }
    // Numbers are padded, so that a list by name is one by time.
    let (names, _) = written(&["-e", "700", "-W", "12"], "z");
    assert_eq!(names, ["z00", "z01", "z02", "z03", "z04"]);
    let refused = syscap(&["-r", &whole, "-e", "1000", "-w", "-"]);
    let message = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        refused.status.code() == Some(2) && message.contains("cannot write several files to -"),
        "{message}"
    );
}

#[test]
fn slices_have_the_state_of_their_start() {
    let folder = Folder::new("slice");
    let (whole, file) = (data("shell.scap"), folder.path("a.scap"));
    done(&["slice", "-r", &whole, "-w", &file, "--first", "3000", "--last", "4000"]);
    same(&lines(&file, ""), &lines(&whole, "evt.num >= 3000 and evt.num <= 4000"), "by number");
    let times = done(&["-r", &whole, "-p", "%evt.rawtime", "-n", "5000"]);
    let times: Vec<&str> = std::str::from_utf8(&times).expect("UTF-8").lines().collect();
    let (from, to) = (times[1000], times[2000]);
    let seconds = |time: &str| format!("{}.{}", &time[..10], &time[10..]);
    done(&["slice", "-r", &whole, "-w", &file, "--from", &seconds(from), "--to", &seconds(to)]);
    let expected = lines(&whole, &format!("evt.rawtime >= {from} and evt.rawtime <= {to}"));
    same(&lines(&file, ""), &expected, "by time");
    done(&["slice", "-r", &whole, "-w", &file, "--to", "+0.5", "-z"]);
    let half = lines(&file, "").len();
    assert!(half > 10 && half < lines(&whole, "").len(), "{half}");
    let nothing = complaint(&["slice", "-r", &whole, "-w", &folder.path("b"), "--first", "999999"]);
    assert!(nothing.contains("has no event in this range"), "{nothing}");
    assert_eq!(folder.names(), ["a.scap"]);
}

#[test]
fn damaged_files_are_repaired() {
    let folder = Folder::new("repair");
    let (plain, damaged, clean) = (folder.path("plain"), folder.path("damaged"), folder.path("clean"));
    done(&["-r", &data("shell.scap"), "-w", &plain]);
    let whole = lines(&plain, "");
    let mut bytes = fs::read(&plain).expect("written");
    let middle = bytes.len() * 3 / 4;
    bytes[middle..middle + 100].fill(0xff);
    // Also lost: some bytes, so that nothing behind is where it would be expected.
    bytes.drain(middle + 5000..middle + 5001);
    bytes.truncate(bytes.len() - 7);
    fs::write(&damaged, &bytes).expect("writable");
    assert!(!syscap(&["-r", &damaged, "-q"]).status.success());
    let output = syscap(&["repair", &damaged, "-w", &clean]);
    assert!(output.status.success());
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("damaged ranges: 3"), "{message}");
    let times = |file: &str| done(&["-r", file, "-p", "*%evt.rawtime"]).split(|b| *b == b'\n').count();
    let (kept, all) = (times(&clean), times(&plain));
    assert!(kept < all && kept + 10 > all, "{kept} of {all}");
    // A file without damage loses nothing.
    assert!(syscap(&["repair", &plain, "-w", &clean]).status.success());
    same(&lines(&clean, ""), &whole, "undamaged");
    // A whole block of more than 64 KiB is no damage.
    let output = syscap(&["repair", &data("faults/large-blocks.scap"), "-w", &clean]);
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && message.contains("damaged ranges: 0, bytes left out: 0"), "{message}");
    assert_eq!(lines(&clean, ""), lines(&data("faults/large-blocks.scap"), ""));
    // Damage in the state: what follows is there.
    let mut bytes = fs::read(&plain).expect("written");
    bytes[40..44].fill(0xff);
    fs::write(&damaged, &bytes).expect("writable");
    assert!(syscap(&["repair", &damaged, "-w", &clean]).status.success());
    assert!(!done(&["info", &clean]).is_empty());
    let refused = complaint(&["repair", &data("../Cargo.toml"), "-w", &folder.path("nothing")]);
    assert!(refused.contains("no event that can be read"), "{refused}");
}

#[test]
fn info_tells_what_a_file_holds() {
    let text = String::from_utf8(done(&["info", &data("zoo.scap"), &data("shell.scap")])).expect("UTF-8");
    assert!(text.contains("format       1.2, gzip, "), "{text}");
    for name in ["machine", "processes", "events", "first", "last", "duration", "drops", "most events"] {
        assert_eq!(text.lines().filter(|line| line.starts_with(name)).count(), 2, "{name}: {text}");
    }
    let info = done(&["info", "-j", &data("zoo.scap")]);
    let info: serde_json::Value = serde_json::from_slice(&info).expect("JSON");
    assert_eq!((&info["events"], &info["complete"]), (&913.into(), &true.into()));
    assert!(info["machine"]["processors"].as_u64().is_some_and(|count| count > 0));
    assert!(info["first_time_ns"].as_u64() < info["last_time_ns"].as_u64());
    let folder = Folder::new("info");
    let cut = folder.path("cut");
    let bytes = fs::read(data("threads.scap")).expect("test data");
    fs::write(&cut, &bytes[..bytes.len() - 10]).expect("writable");
    let output = syscap(&["info", "-j", &cut]);
    assert_eq!(output.status.code(), Some(1));
    let info: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(info["complete"], false);
    assert!(info["error"].as_str().is_some_and(|error| error.contains("cut")));
}

#[test]
fn what_cannot_be_written_is_told() {
    let folder = Folder::new("errors");
    let zoo = data("zoo.scap");
    let full = complaint(&["-r", &zoo, "-w", "/dev/full"]);
    assert_eq!(full, "syscap: cannot write /dev/full: No space left on device (os error 28)");
    let nowhere = complaint(&["-r", &zoo, "-w", "/nowhere/a.scap"]);
    assert_eq!(nowhere, "syscap: cannot create /nowhere/a.scap: No such file or directory (os error 2)");
    let copy = folder.path("zoo.scap");
    fs::copy(&zoo, &copy).expect("writable");
    for command in [
        &["-r", &copy, "-w", &copy][..],
        &["slice", "-r", &copy, "-w", &copy, "--first", "1"],
        &["repair", &copy, "-w", &copy],
        &["merge", &copy, &zoo, "-w", &copy],
    ] {
        let same = complaint(command);
        assert!(same.ends_with("zoo.scap: it is the file that is read"), "{same}");
    }
    assert_eq!(fs::read(&copy).expect("there"), fs::read(&zoo).expect("there"), "nothing was lost");
    // Whoever reads our output has gone.
    let script = format!("{} -r {zoo} -w - 2>&1 >&3 | cat", env!("CARGO_BIN_EXE_syscap"));
    let shell = format!("exec 3> >(exec true); sleep 0.2; {script}");
    let output = Command::new("bash").args(["-c", &shell]).output().expect("a shell");
    let message = String::from_utf8_lossy(&output.stdout);
    assert!(message.contains("cannot write standard output: Broken pipe"), "{message}");
}

#[test]
fn a_file_without_state_is_read_with_a_warning() {
    // tshark leaves out everything but the section header and the events.
    let folder = Folder::new("stateless");
    let (plain, bare) = (folder.path("plain"), folder.path("bare"));
    done(&["-r", &data("zoo.scap"), "-w", &plain]);
    let bytes = fs::read(&plain).expect("written");
    let mut kept = Vec::new();
    let mut rest = &bytes[..];
    while rest.len() >= 8 {
        let word = |at: usize| u32::from_ne_bytes(rest[at..at + 4].try_into().expect("4 bytes"));
        let (block, tail) = rest.split_at(word(4) as usize);
        if !(0x201..=0x220).contains(&word(0)) || matches!(word(0), 0x204 | 0x208 | 0x216 | 0x217) {
            kept.extend_from_slice(block);
        }
        rest = tail;
    }
    fs::write(&bare, &kept).expect("writable");
    let output = syscap(&["-r", &bare]);
    assert!(output.status.success());
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("has no list of processes"), "{message}");
    let count = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!(count(&output.stdout), count(&done(&["-r", &plain])));
}
