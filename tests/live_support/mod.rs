// SPDX-License-Identifier: Apache-2.0
//! Live tests run in a PID namespace of their own, with the probe limited to it: no other process's data is captured.

#[path = "../left_out/mod.rs"]
mod left_out;

pub use left_out::left_out;
use scap::capture::{Options, Probe, Scope, examine};
use scap::error::Error;
use std::path::PathBuf;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

/// Set in the process inside of the namespace.
const INSIDE: &str = "SYSCAP_TEST_INSIDE";

/// True inside of a namespace of its own. Outside, runs the test of this name there and returns false.
pub fn inside(test: &str) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return true;
    }
    let problems: Vec<String> = examine().into_iter().filter_map(|finding| finding.problem).collect();
    if !problems.is_empty() {
        left_out(format_args!("live capture does not work here: {}", problems.join("; ")));
        return false;
    }
    let namespace = ["--pid", "--fork", "--mount-proc", "--kill-child"];
    if !Command::new("unshare").args(namespace).arg("true").status().is_ok_and(|status| status.success()) {
        left_out(format_args!("this machine does not let us make a PID namespace"));
        return false;
    }
    let own = std::env::current_exe().expect("this program has a path");
    let status = Command::new("unshare")
        .args(namespace)
        .arg(own)
        .args([test, "--exact", "--nocapture", "--test-threads=1", "--include-ignored"])
        .env(INSIDE, "1")
        .status()
        .expect("unshare runs");
    assert!(status.success(), "{test} failed inside of its PID namespace");
    false
}

/// A path for files of a test. Of another name each time: inside of their namespaces tests have the same number, and other
/// checkouts may be tested beside this one.
#[allow(dead_code, reason = "some tests need no files")]
pub fn unused_path(name: &str) -> PathBuf {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock that was set");
    std::env::temp_dir().join(format!("syscap-{name}-{}", now.as_nanos()))
}

/// A folder for files of a test, as [`unused_path`].
#[allow(dead_code, reason = "some tests need no files")]
pub fn folder(name: &str) -> PathBuf {
    let folder = unused_path(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// True inside of a namespace of its own, as [`inside`], where live capture works.
#[allow(dead_code, reason = "some tests open the probe themselves")]
pub fn ready(test: &str) -> bool {
    inside(test) && open(scoped()).is_some()
}

/// Options that limit the probe to this PID namespace.
pub fn scoped() -> Options {
    Options { scope: Scope::OwnPidNamespace, ..Options::default() }
}

/// A probe, or `None` and a line where a policy of the machine forbids it.
#[allow(dead_code, reason = "some tests open an inspector only")]
pub fn open(options: Options) -> Option<Probe> {
    allowed(Probe::open(options))
}

/// What was opened over a probe, or `None` and a line where a policy of the machine forbids it.
pub fn allowed<T>(opened: Result<T, Error>) -> Option<T> {
    match opened {
        Ok(opened) => Some(opened),
        Err(error) if error.to_string().contains("policy") => {
            left_out(format_args!("{error}"));
            None
        }
        Err(error) => panic!("{error}"),
    }
}
