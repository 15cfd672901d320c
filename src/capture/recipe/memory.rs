// SPDX-License-Identifier: Apache-2.0
//! Memory.

use super::op::*;
use super::row::{Row, row};
use crate::schema::Code::*;

pub(super) const ROWS: &[Row] = &[
    row(
        SyscallBrk_4X,
        &[ret(), task(4, Task::VmSize), task(4, Task::VmRss), task(4, Task::VmSwap), number(8, 0)],
    ),
    row(
        SyscallMmapX,
        &[
            ret(),
            task(4, Task::VmSize),
            task(4, Task::VmRss),
            task(4, Task::VmSwap),
            number(8, 0),
            number(8, 1),
            flags(4, Table::Protection, 2),
            flags(4, Table::Mmap, 3),
            fd(4),
            number(8, 5),
        ],
    ),
    row(
        SyscallMunmapX,
        &[
            ret(),
            task(4, Task::VmSize),
            task(4, Task::VmRss),
            task(4, Task::VmSwap),
            number(8, 0),
            number(8, 1),
        ],
    ),
    row(SyscallMprotectX, &[ret(), number(8, 0), number(8, 1), flags(4, Table::Protection, 2)]),
    row(SyscallMlockX, &[ret(), number(8, 0), number(8, 1)]),
    row(SyscallMlock2X, &[ret(), number(8, 0), number(8, 1), flags(4, Table::Mlock2, 2)]),
    row(SyscallMlockallX, &[ret(), flags(4, Table::Mlockall, 0)]),
    row(SyscallMunlockX, &[ret(), number(8, 0), number(8, 1)]),
    row(SyscallMunlockallX, &[ret()]),
    row(SyscallUserfaultfdX, &[ret(), number(4, 0)]),
];
