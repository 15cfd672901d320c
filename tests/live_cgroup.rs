// SPDX-License-Identifier: Apache-2.0
//! The scope of a control group of version 2: nothing outside of it makes an event, all inside does, and who moves is
//! reported while inside.

mod live_support;

use live_support::{inside, left_out, open, scoped};
use scap::capture::{Options, Probe, Scope};
use scap::codec::RawEvent;
use scap::schema::Code;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// A shell that tries to open a file below `/nowhere` for each line it is given, or has a child of its own do that.
struct Worker {
    shell: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Worker {
    fn new() -> Worker {
        let script = "while read who what; do \
                      case $who in own) true </nowhere/$what;; child) (true </nowhere/$what);; esac; echo; done";
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut shell = command.spawn().expect("sh runs");
        let orders = shell.stdin.take().expect("a pipe");
        let answers = BufReader::new(shell.stdout.take().expect("a pipe"));
        Worker { shell, orders, answers }
    }

    /// Returns when the shell has done it.
    fn opens(&mut self, who: &str, name: &str) {
        writeln!(self.orders, "{who} {name}").expect("written");
        self.answers.read_line(&mut String::new()).expect("done");
    }

    fn moves_to(&self, group: &Path) {
        std::fs::write(group.join("cgroup.procs"), self.shell.id().to_string()).expect("moved");
    }

    fn ends(self) {
        drop(self.orders);
        let mut shell = self.shell;
        shell.wait().expect("ends");
    }
}

/// The hierarchy, mounted for this test alone, with a group in a group; both go in the end.
struct Groups {
    root: PathBuf,
    outer: PathBuf,
    inner: PathBuf,
}

impl Groups {
    /// `None` and a line where the kernel has no such hierarchy to mount.
    fn make() -> Option<Groups> {
        // Numbers of processes are no names here: in PID namespaces of their own, tests have number 1.
        let now = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("after 1970").as_nanos();
        let root = std::env::temp_dir().join(format!("syscap-cgroup-{now}"));
        std::fs::create_dir_all(&root).expect("a folder");
        let output =
            Command::new("mount").args(["-t", "cgroup2", "none"]).arg(&root).output().expect("mount runs");
        if !output.status.success() {
            let why = String::from_utf8_lossy(&output.stderr);
            left_out(format_args!("control groups of version 2 cannot be mounted here: {}", why.trim()));
            return None;
        }
        let outer = root.join(format!("syscap-test-{now}"));
        let inner = outer.join("inner");
        std::fs::create_dir_all(&inner).expect("groups");
        Some(Groups { root, outer, inner })
    }
}

impl Drop for Groups {
    fn drop(&mut self) {
        // Only what is empty goes; the hierarchy itself is not ours.
        let _ = std::fs::remove_dir(&self.inner);
        let _ = std::fs::remove_dir(&self.outer);
        let _ = Command::new("umount").arg(&self.root).status();
        let _ = std::fs::remove_dir(&self.root);
    }
}

/// All events there are: the files below `/nowhere` that they name, and how many events it were.
fn drain(probe: &mut Probe) -> (Vec<String>, u64) {
    let (mut names, mut count) = (Vec::new(), 0);
    let mut last = Instant::now();
    while last.elapsed() < Duration::from_millis(300) {
        let Some(record) = probe.read() else {
            std::thread::sleep(Duration::from_millis(1));
            continue;
        };
        last = Instant::now();
        count += 1;
        let event = RawEvent::decode(record.bytes).expect("a good event");
        if event.code() == Code::SyscallOpenat_2X
            && let Some(name) = event.param_or_empty(2).bytes().strip_prefix(b"/nowhere/")
        {
            names.push(String::from_utf8_lossy(name).trim_end_matches('\0').to_owned());
        }
    }
    (names, count)
}

/// What is inside of the group is captured, and nothing else.
fn follows_the_group() {
    let Some(groups) = Groups::make() else { return };
    let scope = Scope::Cgroup(groups.outer.clone());
    let Some(mut probe) = open(Options { scope, ..scoped() }) else { return };
    let (mut noise, mut member, mut mover) = (Worker::new(), Worker::new(), Worker::new());
    member.moves_to(&groups.inner);
    let tasks = probe.tasks().expect("tasks");
    let listed: BTreeSet<i64> = tasks.threads.iter().map(|thread| thread.vpid).collect();
    assert_eq!(listed, BTreeSet::from([i64::from(member.shell.id())]), "the list keeps to the scope");

    probe.start().expect("starts");
    for number in 0..50 {
        noise.opens("own", &format!("noise-{number}"));
        noise.opens("child", &format!("noise-child-{number}"));
    }
    assert_eq!(drain(&mut probe), (Vec::new(), 0));
    assert_eq!(probe.stats().expect("counters").produced, 0, "the probe itself made nothing");

    let mut wanted = Vec::new();
    for number in 0..50 {
        noise.opens("own", &format!("noise-{number}"));
        for who in ["own", "child"] {
            let name = format!("{who}-{number}");
            member.opens(who, &name);
            wanted.push(name);
        }
    }
    mover.opens("own", "before");
    mover.moves_to(&groups.outer);
    mover.opens("own", "inside");
    mover.opens("child", "inside-child");
    mover.moves_to(&groups.root);
    mover.opens("own", "after");
    mover.opens("child", "after-child");
    wanted.extend(["inside".to_owned(), "inside-child".to_owned()]);
    let (names, count) = drain(&mut probe);
    let first = names.iter().zip(&wanted).position(|(name, wanted)| name != wanted);
    assert_eq!((names.len(), first), (wanted.len(), None), "{:?}", first.map(|at| &names[at]));
    let stats = probe.stats().expect("counters");
    assert_eq!((stats.produced, stats.lost()), (count, 0));
    for worker in [noise, member, mover] {
        worker.ends();
    }
}

#[test]
fn only_the_control_group_is_captured() {
    if inside("only_the_control_group_is_captured") {
        follows_the_group();
    }
}

/// In a cgroup namespace the depth of a group is not what its path says.
#[test]
fn a_control_group_is_known_from_within_a_namespace_of_them() {
    const NAMESPACE: &str = "SYSCAP_TEST_CGROUP_NAMESPACE";
    let name = "a_control_group_is_known_from_within_a_namespace_of_them";
    if !inside(name) {
        return;
    }
    if std::env::var_os(NAMESPACE).is_some() {
        follows_the_group();
        return;
    }
    let Some(groups) = Groups::make() else { return };
    let own = std::env::current_exe().expect("this program has a path");
    let enters = |group: &Path| {
        std::fs::write(group.join("cgroup.procs"), std::process::id().to_string()).expect("moved");
    };
    // Into the group first, then the namespace, whose root that group is.
    enters(&groups.inner);
    let mut command = Command::new("unshare");
    command.args(["--cgroup", "--mount"]).arg(own).args([name, "--exact", "--nocapture"]).env(NAMESPACE, "1");
    let status = command.status();
    enters(&groups.root);
    assert!(status.expect("unshare runs").success());
}
