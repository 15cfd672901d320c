// SPDX-License-Identifier: Apache-2.0
//! Rules: events that no system call makes.

use super::rule::Take::{ContainerJson, Old};
use super::rule::{Rule, change};
use crate::schema::Code::*;

pub(super) const RULES: &[Rule] = &[
    change(ContainerE, 4, ContainerJsonE, &[ContainerJson]),
    change(ContainerJsonE, 1, ContainerJson_2E, &[Old(0)]),
];
