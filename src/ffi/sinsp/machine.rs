// SPDX-License-Identifier: Apache-2.0
//! The machine, its addresses, and what the library counts.

use super::inspector::{opened, sinsp_inspector_t};
use super::text::sinsp_text;
use crate::ffi::door::{self, List, Prefix, Room, Size};

/// The machine that made the events. Texts are valid until the next call that reads an event or closes the source.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_machine_view {
    /// Memory in bytes.
    pub memory_size_bytes: u64,
    /// Largest process id possible.
    pub max_pid: u64,
    /// Boot time, nanoseconds since the epoch.
    pub boot_ts_epoch: u64,
    /// Flags of the writer.
    pub flags: u64,
    /// Processors; `UINT32_MAX` unknown.
    pub num_cpus: u32,
    /// Host name.
    pub hostname: sinsp_text,
}

/// Reads the machine. False where the source does not record it.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_machine_get(
    inspector: Option<&sinsp_inspector_t>,
    view: Prefix<sinsp_machine_view>,
    size: Size,
) -> bool {
    door::enter(opened(inspector), |open| {
        let Some(machine) = &open.state().machine else { return false };
        let value = sinsp_machine_view {
            memory_size_bytes: machine.memory_size_bytes,
            max_pid: machine.max_pid,
            boot_ts_epoch: machine.boot_ts_epoch,
            flags: machine.flags,
            num_cpus: machine.num_cpus,
            hostname: sinsp_text::of(&machine.hostname),
        };
        view.put(size, value)
    })
}

/// The program that recorded. Texts as in `sinsp_machine_view`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_agent_view {
    /// Start of the program, nanoseconds since the epoch.
    pub start_ts_epoch: u64,
    /// Start of the program, seconds since boot.
    pub start_time: f64,
    /// Kernel release.
    pub uname_r: sinsp_text,
}

/// Reads the program that recorded. False where the source does not record it.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_agent_get(
    inspector: Option<&sinsp_inspector_t>,
    view: Prefix<sinsp_agent_view>,
    size: Size,
) -> bool {
    door::enter(opened(inspector), |open| {
        let Some(agent) = &open.state().agent else { return false };
        let value = sinsp_agent_view {
            start_ts_epoch: agent.start_ts_epoch,
            start_time: agent.start_time,
            uname_r: sinsp_text::of(&agent.uname_r),
        };
        view.put(size, value)
    })
}

/// An address of a network interface, in network order: the first 4 bytes for IPv4. IPv6 masks are those of the
/// system, often empty.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_interface_view {
    /// Name, such as `eth0`.
    pub name: sinsp_text,
    /// True for IPv6.
    pub is_v6: bool,
    /// Address.
    pub addr: [u8; 16],
    /// Network mask.
    pub netmask: [u8; 16],
    /// Broadcast address.
    pub broadcast: [u8; 16],
}

fn v4(octets: [u8; 4]) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&octets);
    bytes
}

/// Writes the addresses of the machine, those of IPv4 first; returns how many there are. Texts are valid until the
/// source is closed.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_interfaces(
    inspector: Option<&sinsp_inspector_t>,
    interfaces: List<sinsp_interface_view>,
    room: Room,
) -> usize {
    door::enter(opened(inspector), |open| {
        let known = &open.state().interfaces;
        let ipv4 = known.ipv4.iter().map(|i| sinsp_interface_view {
            name: sinsp_text::of(&i.name),
            is_v6: false,
            addr: v4(i.addr.octets()),
            netmask: v4(i.netmask.octets()),
            broadcast: v4(i.broadcast.octets()),
        });
        let ipv6 = known.ipv6.iter().map(|i| sinsp_interface_view {
            name: sinsp_text::of(&i.name),
            is_v6: true,
            addr: i.addr.octets(),
            netmask: i.netmask.octets(),
            broadcast: i.broadcast.octets(),
        });
        interfaces.put(room, ipv4.chain(ipv6))
    })
}

/// What the library counts about its state, since the source was opened.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_counters_view {
    /// Threads that are known.
    pub threads: u64,
    /// Descriptors that are known.
    pub fds: u64,
    /// Bytes that both take.
    pub bytes: u64,
    /// Descriptor look-ups that searched a table.
    pub noncached_fd_lookups: u64,
    /// Descriptor look-ups answered by the previous one.
    pub cached_fd_lookups: u64,
    /// Descriptor look-ups that found nothing.
    pub failed_fd_lookups: u64,
    /// Descriptors added.
    pub added_fds: u64,
    /// Descriptors removed.
    pub removed_fds: u64,
    /// Descriptors refused because their table was full.
    pub drops_full_fdtable: u64,
    /// Enter events kept for their exit events.
    pub stored_events: u64,
    /// Enter events lost because their thread is unknown.
    pub store_event_drops: u64,
    /// Kept enter events that were used.
    pub retrieved_events: u64,
    /// Exit events whose enter event was missing.
    pub retrieve_event_drops: u64,
    /// Thread look-ups that searched the table.
    pub noncached_thread_lookups: u64,
    /// Thread look-ups answered by the previous one.
    pub cached_thread_lookups: u64,
    /// Thread look-ups that found nothing.
    pub failed_thread_lookups: u64,
    /// Threads added.
    pub added_threads: u64,
    /// Threads removed.
    pub removed_threads: u64,
    /// Threads refused because the table was full.
    pub drops_full_threadtable: u64,
    /// Threads looked up in the running system.
    pub proc_lookups: u64,
    /// Threads removed to keep the memory budget.
    pub evicted_threads: u64,
    /// Descriptors removed to keep the memory budget.
    pub evicted_fds: u64,
    /// Events whose parameters contradict their table row; they changed nothing.
    pub malformed_events: u64,
    /// Events left out by command name or thread.
    pub suppressed_events: u64,
}

/// Reads the counters; walks over all threads to count descriptors and bytes. False where nothing is open.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_counters_get(
    inspector: Option<&sinsp_inspector_t>,
    view: Prefix<sinsp_counters_view>,
    size: Size,
) -> bool {
    door::enter(opened(inspector), |open| {
        let (state, c) = (open.state(), open.counters());
        let value = sinsp_counters_view {
            threads: state.threads.len() as u64,
            fds: state.fd_count(),
            bytes: state.memory() as u64,
            noncached_fd_lookups: c.noncached_fd_lookups,
            cached_fd_lookups: c.cached_fd_lookups,
            failed_fd_lookups: c.failed_fd_lookups,
            added_fds: c.added_fds,
            removed_fds: c.removed_fds,
            drops_full_fdtable: c.drops_full_fdtable,
            stored_events: c.stored_events,
            store_event_drops: c.store_event_drops,
            retrieved_events: c.retrieved_events,
            retrieve_event_drops: c.retrieve_event_drops,
            noncached_thread_lookups: c.noncached_thread_lookups,
            cached_thread_lookups: c.cached_thread_lookups,
            failed_thread_lookups: c.failed_thread_lookups,
            added_threads: c.added_threads,
            removed_threads: c.removed_threads,
            drops_full_threadtable: c.drops_full_threadtable,
            proc_lookups: c.proc_lookups,
            evicted_threads: c.evicted_threads,
            evicted_fds: c.evicted_fds,
            malformed_events: c.malformed_events,
            suppressed_events: open.suppressed_events(),
        };
        view.put(size, value)
    })
}
