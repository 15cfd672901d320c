// SPDX-License-Identifier: Apache-2.0
//! The machine block.

use super::cursor::{Cursor, Fault, until_nul};
use crate::savefile::block::MACHINE_BODY;
use crate::snapshot::MachineInfo;

/// Reads a machine block.
pub(super) fn read(c: &mut Cursor<'_>) -> Result<MachineInfo, Fault> {
    if c.left() != MACHINE_BODY {
        return Err(format!("machine block has {} bytes, expected {MACHINE_BODY}", c.left()));
    }
    Ok(MachineInfo {
        num_cpus: c.u32("processors")?,
        memory_size_bytes: c.u64("memory")?,
        max_pid: c.u64("largest process id")?,
        hostname: until_nul(c.array::<128>("host name")?).to_vec(),
        boot_ts_epoch: c.u64("boot time")?,
        flags: c.u64("flags")?,
        reserved3: c.u64("reserved field")?,
        reserved4: c.u64("reserved field")?,
    })
}
