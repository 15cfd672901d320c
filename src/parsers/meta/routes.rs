// SPDX-License-Identifier: Apache-2.0
//! Which function runs for which event of this family.

use super::super::parser::Parser;
use super::{container, user};
use crate::schema::Code;

pub(in crate::parsers) const ROUTES: &[(Code, Parser)] = &[
    (Code::UserAddedE, user::user_added),
    (Code::UserDeletedE, user::user_deleted),
    (Code::GroupAddedE, user::group_added),
    (Code::GroupDeletedE, user::group_deleted),
    (Code::ContainerJsonE, container::json),
    (Code::ContainerJson_2E, container::json),
    (Code::AsynceventE, container::asynchronous),
];
