//! Events about the machine: users, groups, containers.

mod container;
mod user;

use super::Parser;
use crate::schema::Code;

pub(super) const ROUTES: &[(Code, Parser)] = &[
    (Code::UserAddedE, user::user_added),
    (Code::UserDeletedE, user::user_deleted),
    (Code::GroupAddedE, user::group_added),
    (Code::GroupDeletedE, user::group_deleted),
    (Code::ContainerJsonE, container::json),
    (Code::ContainerJson_2E, container::json),
    (Code::AsynceventE, container::asynchronous),
];
