// SPDX-License-Identifier: Apache-2.0
//! Live capture through the program: what its options do, and files written under a storm of processes.

#[path = "live_support/attached.rs"]
mod attached;
mod live_support;

use attached::{stop, wait_until_written};
use live_support::{folder, ready};
use std::path::Path;
use std::process::{Command, Output};

fn syscap() -> Command {
    Command::new(env!("CARGO_BIN_EXE_syscap"))
}

fn lines(output: &Output) -> Vec<String> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn snaplen_limits_the_data_of_each_call() {
    if !ready("snaplen_limits_the_data_of_each_call") {
        return;
    }
    let folder = folder("snaplen");
    let data = folder.join("data");
    std::fs::write(&data, "x".repeat(1000)).expect("written");
    // It writes until the capture ends, since nobody knows when that begins.
    let script = format!(
        "while :; do dd if={} of=/dev/null bs=1000 count=1 2>/dev/null; sleep 0.1; done",
        data.display()
    );
    let mut work = Command::new("sh").args(["-c", &script]).spawn().expect("sh runs");
    for (length, expected) in [(None, 80), (Some("7"), 7), (Some("5000"), 1000)] {
        let mut command = syscap();
        command.args(["--scope", "pidns", "-M", "10", "-n", "1", "-p", "%evt.arg.size %evt.buffer"]);
        command.args(length.into_iter().flat_map(|length| ["-s", length]));
        command.arg("evt.type = write and evt.arg.size = 1000 and proc.name = dd");
        let shown = lines(&command.output().expect("syscap runs"));
        assert_eq!(shown, [format!("1000 {}", "x".repeat(expected))], "{length:?}");
    }
    work.kill().expect("it still runs");
    work.wait().expect("ends");
    std::fs::remove_dir_all(&folder).expect("cleaned up");
}

/// The scopes here have no process, so that nothing is captured even where a variable is not read.
#[test]
fn the_environment_has_settings() {
    if !ready("the_environment_has_settings") {
        return;
    }
    let fails = |variable: &str, value: &str| {
        let output = syscap()
            .env(variable, value)
            .args(["--scope", "pidns", "-M", "0"])
            .output()
            .expect("syscap runs");
        assert_eq!(output.status.code(), Some(1), "{variable}={value}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    for variable in
        ["SYSCAP_SCOPE", "SYSCAP_BUFFER_BYTES", "SYSCAP_SNAPLEN", "SYSCAP_PUSHDOWN", "SYSCAP_IO_URING"]
    {
        let message = fails(variable, "x");
        assert!(message.contains(&format!("environment variable {variable} is 'x': ")), "{message}");
    }
    assert!(fails("SYSCAP_BUFFER_BYTES", "5000").contains("5000 bytes"));

    let mut command = syscap();
    command.env("SYSCAP_SCOPE", "tree=999999999").args(["-M", "0"]);
    let output = command.output().expect("syscap runs");
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("scope tree=999999999: there is no process"), "{message}");

    let mut command = syscap();
    command
        .env("SYSCAP_SNAPLEN", "7")
        .env("SYSCAP_PUSHDOWN", "0")
        .args(["--scope", "pidns", "-M", "10", "-n", "1"]);
    command.args(["-p", "%evt.buffer", "evt.type = write and evt.arg.size = 100 and proc.name = dd"]);
    let script =
        "while :; do yes | dd of=/dev/null bs=100 count=1 iflag=fullblock 2>/dev/null; sleep 0.1; done";
    let mut work = Command::new("sh").args(["-c", script]).spawn().expect("sh runs");
    let shown = lines(&command.output().expect("syscap runs"));
    work.kill().expect("it still runs");
    work.wait().expect("ends");
    assert_eq!(shown, ["y.y.y.y"]);

    let output = syscap().env("SYSCAP_SCOPE", "pidns").arg("doctor").output().expect("syscap runs");
    assert!(String::from_utf8_lossy(&output.stdout).contains("SYSCAP_SCOPE=pidns"));
}

#[test]
fn a_wrong_snaplen_is_refused() {
    for wrong in ["65001", "many"] {
        let output =
            syscap().args(["--scope", "pidns", "-M", "0", "-s", wrong]).output().expect("syscap runs");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(wrong) && stderr.contains("LEN"), "{stderr}");
    }
}

/// Processes begin and end all the time while a file is written; each is whole in it, or its loss is reported.
fn storm(seconds: u64) {
    let folder = folder("storm");
    let file = folder.join("storm.scap");
    let made = folder.join("made");
    let script = format!(
        "n=0; end=$(($(date +%s) + {})); while [ $(date +%s) -lt $end ]; do /bin/true; /bin/true; n=$((n+2)); done; echo $n >{}",
        seconds,
        made.display()
    );
    let mut capture = syscap();
    capture.args(["--scope", "pidns", "-q", "-w"]).arg(&file);
    let capture = capture.stderr(std::process::Stdio::piped()).spawn().expect("syscap runs");
    wait_until_written(&file);
    let work = Command::new("sh").args(["-c", &script]).status().expect("sh runs");
    assert!(work.success());
    stop(&capture);
    let capture = capture.wait_with_output().expect("ends");
    let stderr = String::from_utf8_lossy(&capture.stderr);
    assert!(capture.status.success(), "{stderr}");
    let made: usize = std::fs::read_to_string(&made).expect("readable").trim().parse().expect("a number");
    let lost = lost(&file);
    let shown = |filter: &str| {
        lines(&syscap().args(["-p", "%proc.name", "-r"]).arg(&file).arg(filter).output().expect("runs")).len()
    };
    let begun = shown("evt.type = execve and evt.failed = false and proc.name = true");
    let ended = shown("evt.type = procexit and proc.name = true");
    eprintln!("{made} programs in {seconds} s: {begun} begun, {ended} ended, {lost} events lost");
    assert!(made > 20, "{made}");
    assert_eq!(stderr.contains("events were lost"), lost > 0, "{stderr}");
    if lost == 0 {
        assert_eq!((begun, ended), (made, made));
    }
    std::fs::remove_dir_all(&folder).expect("cleaned up");
}

fn lost(file: &Path) -> u64 {
    let info = syscap().args(["info", "-j"]).arg(file).output().expect("syscap runs");
    assert!(info.status.success(), "{}", String::from_utf8_lossy(&info.stderr));
    let info: serde_json::Value = serde_json::from_slice(&info.stdout).expect("JSON");
    info["lost"]["events"].as_u64().unwrap_or(0)
}

#[test]
fn a_file_holds_a_storm_of_processes() {
    if ready("a_file_holds_a_storm_of_processes") {
        storm(2);
    }
}

#[test]
#[ignore = "takes a minute"]
fn a_file_holds_a_long_storm_of_processes() {
    if ready("a_file_holds_a_long_storm_of_processes") {
        storm(60);
    }
}
