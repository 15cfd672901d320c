// SPDX-License-Identifier: Apache-2.0
//! What live capture needs of the machine, checked before the kernel is asked: its own errors mislead.

use crate::error::{Error, Result};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

const CAP_SYS_PTRACE: u32 = 19;
const CAP_SYS_ADMIN: u32 = 21;
const CAP_SYS_RESOURCE: u32 = 24;
const CAP_PERFMON: u32 = 38;
const CAP_BPF: u32 = 39;

/// The result of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was checked.
    pub what: &'static str,
    /// What was found.
    pub found: String,
    /// What to do where it prevents live capture; `None` where it does not.
    pub problem: Option<String>,
}

/// Checks the machine and this process.
pub fn examine() -> Vec<Finding> {
    let mut findings = vec![kernel(), capabilities(), ptrace(), btf(), lockdown()];
    findings.extend(locked_memory());
    findings
}

/// Fails with a sentence that names what is missing.
pub(super) fn check() -> Result<()> {
    let problems: Vec<String> = examine().into_iter().filter_map(|finding| finding.problem).collect();
    if problems.is_empty() {
        return Ok(());
    }
    Err(Error::Machine(problems.join("; ")))
}

/// Oldest kernel with what the probe uses: ring buffers, CAP_BPF, bpf_ktime_get_boot_ns, iterators.
const OLDEST: (u32, u32) = (5, 8);
/// Tables and the smallest rings need this much on any machine.
const LOCKED_AT_LEAST: u64 = 2 << 20;
/// From this version on, memory of maps counts for control groups and not against the limit of locked memory.
const LOCKS_NO_MEMORY: (u32, u32) = (5, 11);

fn release() -> String {
    std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default().trim().to_owned()
}

fn numbers(release: &str) -> (u32, u32) {
    let mut numbers = release.split(|c: char| !c.is_ascii_digit()).map(|n| n.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

/// The kernel's version; zeros where it is not reported.
pub(super) fn version() -> (u32, u32) {
    numbers(&release())
}

fn kernel() -> Finding {
    let release = release();
    let version = numbers(&release);
    let problem = (version < OLDEST && version.0 != 0)
        .then(|| format!("kernel {release} is older than {}.{}", OLDEST.0, OLDEST.1));
    Finding { what: "kernel", found: release, problem }
}

fn effective() -> u64 {
    std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|text| {
            let line = text.lines().find_map(|line| line.strip_prefix("CapEff:"))?;
            u64::from_str_radix(line.trim(), 16).ok()
        })
        .unwrap_or(0)
}

fn has(capability: u32) -> bool {
    effective() >> capability & 1 != 0
}

fn capabilities() -> Finding {
    let admin = has(CAP_SYS_ADMIN);
    let names = [(CAP_BPF, "CAP_BPF"), (CAP_PERFMON, "CAP_PERFMON")];
    let missing: Vec<&str> =
        names.iter().filter(|(number, _)| !admin && !has(*number)).map(|(_, name)| *name).collect();
    let found = match (admin, missing.is_empty()) {
        (true, _) => "CAP_SYS_ADMIN".to_owned(),
        (false, true) => "CAP_BPF and CAP_PERFMON".to_owned(),
        (false, false) => "not enough".to_owned(),
    };
    let problem = (!missing.is_empty()).then(|| {
        let (noun, verb) = if missing.len() == 1 { ("capability", "is") } else { ("capabilities", "are") };
        let names = missing.join(" and ");
        format!("{noun} {names} {verb} missing; run as root, or with CAP_BPF and CAP_PERFMON")
    });
    Finding { what: "capabilities", found, problem }
}

fn ptrace() -> Finding {
    let found = if has(CAP_SYS_PTRACE) {
        "CAP_SYS_PTRACE: /proc of every user can be read"
    } else {
        "no CAP_SYS_PTRACE: /proc shows little of other users' processes; iterators still show them"
    };
    Finding { what: "other users' processes", found: found.to_owned(), problem: None }
}

fn btf() -> Finding {
    let there = std::path::Path::new("/sys/kernel/btf/vmlinux").exists();
    let problem = (!there).then(|| {
        "/sys/kernel/btf/vmlinux is missing: the kernel was built without CONFIG_DEBUG_INFO_BTF, or /sys is not \
         mounted"
            .to_owned()
    });
    Finding {
        what: "kernel types (BTF)",
        found: if there { "present" } else { "missing" }.to_owned(),
        problem,
    }
}

fn limit_of_locked_memory() -> u64 {
    getrlimit(Resource::Memlock).current.unwrap_or(u64::MAX)
}

/// Of kernels that count maps and rings against the limit of locked memory.
fn locked_memory() -> Option<Finding> {
    let limit = limit_of_locked_memory();
    if version() >= LOCKS_NO_MEMORY {
        return None;
    }
    let (found, problem) = if has(CAP_SYS_RESOURCE) || limit == u64::MAX {
        ("no limit".to_owned(), None)
    } else {
        let found = format!("{} KiB", limit >> 10);
        let problem = (limit < LOCKED_AT_LEAST).then(|| {
            format!("the limit of locked memory is {found}, and kernels before 5.11 count the rings; raise it (ulimit -l) or grant CAP_SYS_RESOURCE")
        });
        (found, problem)
    };
    Some(Finding { what: "locked memory", found, problem })
}

/// Removes the limit of locked memory where the kernel counts the probe's maps against it. Where that is not
/// allowed, the limit may still suffice.
pub(super) fn raise_locked_memory() {
    if version() < LOCKS_NO_MEMORY && limit_of_locked_memory() != u64::MAX {
        let _ = setrlimit(Resource::Memlock, Rlimit { current: None, maximum: None });
    }
}

fn lockdown() -> Finding {
    let text = std::fs::read_to_string("/sys/kernel/security/lockdown").unwrap_or_default();
    let mode = text.split('[').nth(1).and_then(|rest| rest.split(']').next()).unwrap_or("unknown").to_owned();
    let problem = (mode == "confidentiality").then(|| {
        "kernel lockdown 'confidentiality' forbids programs to read kernel memory \
         (/sys/kernel/security/lockdown)"
            .to_owned()
    });
    Finding { what: "lockdown", found: mode, problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(numbers("5.10.0-46-cloud-amd64"), (5, 10));
        assert_eq!(numbers("6.1.0"), (6, 1));
        assert!(numbers("5.7.19") < OLDEST && numbers("5.8.0") >= OLDEST);
        assert_eq!(numbers(""), (0, 0));
    }

    #[test]
    fn findings_are_complete_sentences_or_words() {
        for finding in examine() {
            assert!(!finding.what.is_empty());
            assert!(finding.problem.is_none_or(|problem| problem.len() > 10));
        }
    }
}
