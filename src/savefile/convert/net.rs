// SPDX-License-Identifier: Apache-2.0
//! Rules: sockets.

use super::rule::Take::{Default, Enter, Old};
use super::rule::{Rule, add, change, store, store_and_pass};
use crate::schema::Code::*;

pub(super) const RULES: &[Rule] = &[
    store(SocketSocketE, 3),
    add(SocketSocketX, 1, &[Enter(0), Enter(1), Enter(2)]),
    add(SocketSocketX, 4, &[Default]),
    store(SocketBindE, 1),
    add(SocketBindX, 2, &[Enter(0)]),
    add(SocketConnectE, 1, &[Default]),
    store_and_pass(SocketConnectE, 2),
    add(SocketConnectX, 2, &[Enter(0)]),
    add(SocketConnectX, 3, &[Enter(1)]),
    store(SocketListenE, 2),
    add(SocketListenX, 1, &[Enter(0), Enter(1)]),
    change(SocketAcceptX, 3, SocketAccept_5X, &[Old(0), Old(1), Old(2), Default, Default]),
    store(SocketShutdownE, 2),
    add(SocketShutdownX, 1, &[Enter(0), Enter(1)]),
    store(SocketAccept4E, 1),
    change(SocketAccept4X, 3, SocketAccept4_6X, &[Old(0), Old(1), Old(2), Default, Default, Enter(0)]),
    store(SocketAccept4_5E, 1),
    change(SocketAccept4_5X, 5, SocketAccept4_6X, &[Old(0), Old(1), Old(2), Old(3), Old(4), Enter(0)]),
    store(SocketAccept4_6E, 1),
    add(SocketAccept4_6X, 5, &[Enter(0)]),
];
