// SPDX-License-Identifier: Apache-2.0
//! Reports whether this machine lets us capture.

use super::stop::Stop;
use crate::capture;
use std::io::{self, Write};

/// Prints the checks; fails if something prevents live capture.
pub fn report() -> Result<(), Stop> {
    let mut out = io::stdout().lock();
    let findings = capture::examine();
    for finding in &findings {
        let mark = if finding.problem.is_some() { "MISSING" } else { "ok" };
        writeln!(out, "{mark:<8}{:<24}{}", finding.what, finding.found)?;
        if let Some(problem) = &finding.problem {
            writeln!(out, "{:<8}{problem}", "")?;
        }
    }
    if findings.iter().any(|finding| finding.problem.is_some()) {
        writeln!(out, "Live capture does not work here. Capture files can be read.")?;
        return Err(Stop::Quiet);
    }
    let environment = match capture::Environment::read() {
        Ok(environment) => environment,
        Err(error) => {
            writeln!(out, "{:<8}{:<24}{error}", "MISSING", "environment")?;
            return Err(Stop::Quiet);
        }
    };
    for setting in &environment.set {
        writeln!(out, "{:<8}{:<24}{setting}", "ok", "environment")?;
    }
    // The proof: everything is loaded and attached, and makes no event.
    let options = capture::Options { scope: capture::Scope::OwnPidNamespace, ..capture::Options::default() };
    match capture::Probe::open(environment.apply(options)) {
        Ok(mut probe) => {
            let (rings, _) = probe.rings();
            let variant = if probe.is_before_5_15() { " in its variant for kernels before 5.15" } else { "" };
            writeln!(out, "{:<8}{:<24}loaded{variant} and attached, {rings} ring buffers", "ok", "probe")?;
            let list = match (probe.iterates(), probe.tells_arguments()) {
                (true, true) => "by iterators",
                (true, false) => {
                    "by iterators; arguments from /proc, as iterators report them only since Linux 5.18"
                }
                (false, _) => "from /proc: this kernel does not accept the iterators",
            };
            writeln!(out, "{:<8}{:<24}{list}", "ok", "list of processes")?;
            writeln!(out, "Live capture works.")?;
            Ok(())
        }
        Err(error) => {
            writeln!(out, "{:<8}{:<24}{error}", "MISSING", "probe")?;
            Err(Stop::Quiet)
        }
    }
}
