// SPDX-License-Identifier: Apache-2.0
//! What the kernel reports besides system calls, and the records of its iterators.

use super::super::contract::Class;
use super::op::*;
use super::row::{Row, row};
use crate::schema::Code::*;

pub(super) const ENDED: Row =
    row(Procexit_1E, &[number(8, 0), number(8, 1), number(1, 2), number(1, 3), task(8, Task::Reaper)])
        .class(Class::ProcExit);

pub(super) const SIGNAL: Row = row(SignaldeliverE, &[number(8, 0), number(8, 1), number(1, 2)]);

pub(super) const SWITCH: Row = row(
    Schedswitch_6E,
    &[
        number(8, 0),
        task(8, Task::Major),
        task(8, Task::Minor),
        task(4, Task::VmSize),
        task(4, Task::VmRss),
        task(4, Task::VmSwap),
    ],
);

pub(super) const FAULT: Row = row(PageFaultE, &[number(8, 0), number(8, 1), flags(4, Table::PageFault, 2)]);

/// A call without an event of its own.
pub(super) const fn generic(code: u16, number: u16) -> Row {
    row(GenericX, &[constant(2, code as u32), constant(2, number as u32)])
}

pub(super) const DROP_BEGIN: Row = row(DropE, &[number(4, 0)]);
pub(super) const DROP_END: Row = row(DropX, &[number(4, 0)]);
pub(super) const HOTPLUG: Row = row(CpuHotplugE, &[number(4, 0), constant(4, 0)]);

pub(super) const TASK: Row = row(
    IterTaskE,
    &[
        task(4, Task::Ptid),
        task(4, Task::Pgid),
        task(4, Task::Vpgid),
        task(4, Task::Sid),
        comm(),
        kernel_bytes(8, 9),
        exe_path(),
        task(4, Task::ExeFlags),
        kernel_bytes(10, 11),
        working_directory(),
        task(8, Task::Fdlimit),
        task(4, Task::Euid),
        task(4, Task::Egid),
        task(8, Task::CapPermitted),
        task(8, Task::CapEffective),
        task(8, Task::CapInheritable),
        task(8, Task::ExeIno),
        task(8, Task::ExeCtime),
        task(8, Task::ExeMtime),
        task(4, Task::VmSize),
        task(4, Task::VmRss),
        task(4, Task::VmSwap),
        task(8, Task::Major),
        task(8, Task::Minor),
        task(4, Task::Vpid),
        task(4, Task::Vtid),
        task(8, Task::PidnsStart),
        cgroups(),
        root_directory(),
        task(8, Task::Start),
        task(4, Task::Tty),
        task(4, Task::Loginuid),
    ],
);

/// Descriptor, inode, device, path, flags, mount, mode, overlay layer.
pub(super) const FILE: Row = row(
    IterTaskFileRegularE,
    &[
        number(4, 0),
        number(8, 12),
        number(4, 13),
        kernel_bytes(1, 2),
        number(4, 3),
        number(4, 4),
        number(4, 5),
        number(4, 8),
    ],
);

/// Descriptor, inode, type, protocol, both ends: local address and port, remote address and port.
pub(super) const SOCKET4: Row = row(
    IterTaskFileSocketInetE,
    &[
        number(4, 0),
        number(8, 12),
        number(2, 1),
        number(2, 2),
        number(4, 3),
        number(2, 4),
        number(4, 5),
        number(2, 8),
    ],
);

/// The same for addresses of 16 bytes.
pub(super) const SOCKET6: Row = row(
    IterTaskFileSocketInet6E,
    &[
        number(4, 0),
        number(8, 12),
        number(2, 1),
        number(2, 2),
        kernel_bytes(3, 14),
        number(2, 4),
        kernel_bytes(5, 14),
        number(2, 8),
    ],
);

/// Descriptor, inode, kernel address, that of the peer, path.
pub(super) const UNIX: Row = row(
    IterTaskFileSocketUnixE,
    &[number(4, 0), number(8, 12), number(8, 3), number(8, 4), kernel_bytes(8, 9)],
);

/// Descriptor, inode, type, protocol, family.
pub(super) const SOCKET: Row =
    row(IterTaskFileSocketNetlinkE, &[number(4, 0), number(8, 12), number(2, 1), number(2, 2), number(2, 3)]);
