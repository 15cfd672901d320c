// SPDX-License-Identifier: Apache-2.0
//! One program of the probe.

use super::failure::failure;
use crate::error::{Error, Result};
use aya::programs::BtfTracePoint;
use aya::{Btf, Ebpf};

/// A program, loaded for a trace point.
pub(super) fn load<'a>(
    ebpf: &'a mut Ebpf,
    btf: &Btf,
    name: &str,
    tracepoint: &str,
) -> Result<&'a mut BtfTracePoint> {
    let what = |step: &str| format!("cannot {step} program '{name}'");
    let program = ebpf.program_mut(name).ok_or_else(|| Error::Probe(format!("program '{name}'")))?;
    let program: &mut BtfTracePoint = program.try_into().map_err(|error| failure(&what("use"), &error))?;
    if program.fd().is_err() {
        program.load(tracepoint, btf).map_err(|error| failure(&what("load"), &error))?;
    }
    Ok(program)
}
