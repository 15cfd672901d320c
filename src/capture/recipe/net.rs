// SPDX-License-Identifier: Apache-2.0
//! Sockets.

use super::super::contract::{Class, RECIPE_DROP_FAILED, RECIPE_MESSAGES};
use super::op::*;
use super::row::{Row, row};
use crate::schema::Code::*;

pub(super) const ROWS: &[Row] = &[
    row(
        SocketSocketX,
        &[ret(), flags(4, Table::Family, 0), number(4, 1), number(4, 2), flags(4, Table::SocketFlags, 1)],
    ),
    row(
        SocketSocketpairX,
        &[
            load(8, 3, 0, 132).or(-1),
            ret(),
            user(8, 3, 0, 132).when(When::Zero).or(-1),
            user(8, 3, 4, 132).when(When::Zero).or(-1),
            sock(8, 0).when(When::Zero),
            sock(8, 1).when(When::Zero),
            flags(4, Table::Family, 0),
            number(4, 1),
            number(4, 2),
        ],
    ),
    row(SocketBindX, &[ret(), sockaddr(1, 2), fd(0)]).flags(RECIPE_DROP_FAILED),
    row(SocketConnectX, &[ret(), tuple_out(0, 1).when(When::Connecting), fd(0), sockaddr(1, 2)])
        .class(Class::Connect),
    row(SocketConnectE, &[fd(0), sockaddr(1, 2)]).class(Class::ConnectEnter),
    row(SocketListenX, &[ret(), fd(0), number(4, 1)]),
    row(
        SocketAccept_5X,
        &[ret(), tuple_in(RET, NONE).when(When::Success), backlog(1, 0), backlog(4, 1), backlog(4, 2)],
    ),
    row(
        SocketAccept4_6X,
        &[
            ret(),
            tuple_in(RET, NONE).when(When::Success),
            backlog(1, 0),
            backlog(4, 1),
            backlog(4, 2),
            flags(4, Table::SocketFlags, 3),
        ],
    ),
    row(SocketGetsocknameX, &[]),
    row(SocketGetpeernameX, &[]),
    row(SocketShutdownX, &[ret(), fd(0), flags(1, Table::Shutdown, 1)]),
    row(
        SocketSetsockoptX,
        &[ret(), fd(0), flags(1, Table::SocketLevel, 1), optname(), sockopt(3, 4), flags(4, Table::Low16, 4)],
    ),
    row(
        SocketGetsockoptX,
        &[
            load(8, 4, 0, 4),
            ret(),
            fd(0),
            flags(1, Table::SocketLevel, 1),
            optname(),
            sockopt(3, 8),
            number(4, 8),
        ],
    ),
    row(
        SocketSendX,
        &[snaplen(NONE), ret(), data(1, 2), fd(0), number(4, 2), tuple_out(0, NONE).when(When::Success)],
    ),
    row(
        SocketSendtoX,
        &[snaplen(4), ret(), data(1, 2), fd(0), number(4, 2), tuple_out(0, 4).when(When::Success)],
    ),
    row(
        SocketRecvX,
        &[
            snaplen(NONE),
            ret(),
            data(1, 2).when(When::Positive),
            fd(0),
            number(4, 2),
            tuple_in(0, NONE).when(When::Success),
        ],
    ),
    row(
        SocketRecvfromX,
        &[
            snaplen(4),
            ret(),
            data(1, 2).when(When::Positive),
            tuple_in(0, 4).when(When::Success),
            fd(0),
            number(4, 2),
        ],
    ),
    row(
        SocketSendmsgX,
        &[
            message(1),
            snaplen_by_port(8),
            ret(),
            vectors(10, 11).when(When::Valid),
            fd(0),
            vectors_size(10, 11).when(When::Valid).or(EMPTY),
            tuple_out(0, 8).when(When::ValidSuccess),
        ],
    ),
    row(
        SocketRecvmsgX,
        &[
            message(1),
            snaplen_by_port(8),
            ret(),
            number(4, RET).when(When::Success),
            vectors(10, 11).when(When::ValidSuccess),
            tuple_in(0, 8).when(When::ValidSuccess),
            control_data(12, 13).when(When::ValidSuccess),
            fd(0),
        ],
    ),
    row(
        SocketSendmmsgX,
        &[
            snaplen_by_port(8),
            ret(),
            fd(0),
            vectors_size(10, 11).when(When::Valid),
            vectors(10, 11).when(When::Valid),
            tuple_out(0, 8).when(When::Valid),
        ],
    )
    .flags(RECIPE_MESSAGES),
    row(
        SocketRecvmmsgX,
        &[
            snaplen_by_port(8),
            ret(),
            fd(0),
            number(4, RET).when(When::Valid),
            vectors(10, 11).when(When::Valid),
            tuple_in(0, 8).when(When::Valid),
            control_data(12, 13).when(When::Valid),
        ],
    )
    .flags(RECIPE_MESSAGES),
];
