// SPDX-License-Identifier: Apache-2.0
//! The machine and the program that recorded it.

/// The machine. Upstream: `scap_machine_info`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MachineInfo {
    /// Processors; `u32::MAX` unknown.
    pub num_cpus: u32,
    /// Memory in bytes.
    pub memory_size_bytes: u64,
    /// Largest process id possible.
    pub max_pid: u64,
    /// Host name.
    pub hostname: Vec<u8>,
    /// Boot time, nanoseconds since the epoch.
    pub boot_ts_epoch: u64,
    /// Flags of the writer.
    pub flags: u64,
    /// Kept for files: written back as read.
    pub reserved3: u64,
    /// Kept for files: written back as read.
    pub reserved4: u64,
}

/// The program that made the snapshot. Upstream: `scap_agent_info`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AgentInfo {
    /// Start of the program, nanoseconds since the epoch.
    pub start_ts_epoch: u64,
    /// Start of the program, seconds since boot.
    pub start_time: f64,
    /// Kernel release.
    pub uname_r: Vec<u8>,
}
