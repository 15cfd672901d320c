// SPDX-License-Identifier: Apache-2.0
//! Reading, writing and moving data.

use super::op::*;
use super::row::{Row, row};
use crate::schema::Code::*;

pub(super) const ROWS: &[Row] = &[
    row(SyscallReadX, &[snaplen(NONE), ret(), data(1, 2).when(When::Positive), fd(0), number(4, 2)]),
    row(
        SyscallPreadX,
        &[snaplen(NONE), ret(), data(1, 2).when(When::Positive), fd(0), number(4, 2), number(8, 3)],
    ),
    row(SyscallWriteX, &[snaplen(NONE), ret(), data(1, 2), fd(0), number(4, 2)]),
    row(SyscallPwriteX, &[snaplen(NONE), ret(), data(1, 2), fd(0), number(4, 2), number(8, 3)]),
    row(
        SyscallReadvX,
        &[
            snaplen_by_port(NONE),
            ret(),
            number(4, RET).when(When::Positive),
            vectors(1, 2).when(When::Positive),
            fd(0),
        ],
    ),
    row(
        SyscallPreadvX,
        &[
            snaplen_by_port(NONE),
            ret(),
            number(4, RET).when(When::Positive),
            vectors(1, 2).when(When::Positive),
            fd(0),
            number(8, 3),
        ],
    ),
    row(SyscallWritevX, &[snaplen_by_port(NONE), ret(), vectors(1, 2), fd(0), vectors_size(1, 2)]),
    row(
        SyscallPwritevX,
        &[snaplen_by_port(NONE), ret(), vectors(1, 2), fd(0), vectors_size(1, 2), number(8, 3)],
    ),
    row(SyscallProcessVmReadvX, &[ret(), number(8, 0), vectors(1, 2).when(When::Positive)]),
    row(SyscallProcessVmWritevX, &[ret(), number(8, 0), vectors(1, 2).when(When::Positive)]),
    row(SyscallCopyFileRangeX, &[ret(), fd(2), number(8, 3), fd(0), number(8, 1), number(8, 4)]),
    row(SyscallSendfileX, &[ret(), user(8, 2, 0, 8), fd(0), fd(1), number(8, 3)]),
    row(SyscallSpliceX, &[ret(), fd(0), fd(2), number(8, 4), flags(4, Table::Splice, 5)]),
    row(
        SyscallIoUringSetupX,
        &[
            ret(),
            number(4, 0),
            user(4, 1, 0, 4),
            user(4, 1, 4, 4),
            user_flags(4, Table::UringSetup, 1, 8),
            user(4, 1, 12, 4),
            user(4, 1, 16, 4),
            user_flags(4, Table::UringFeatures, 1, 20),
        ],
    ),
    row(
        SyscallIoUringEnterX,
        &[ret(), fd(0), number(4, 1), number(4, 2), flags(4, Table::UringEnter, 3), number(4, 4)],
    ),
    row(SyscallIoUringRegisterX, &[ret(), fd(0), number(2, 1), number(8, 2), number(4, 3)]),
];
