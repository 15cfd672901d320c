// SPDX-License-Identifier: Apache-2.0
//! Users, groups and containers.

use super::inspector::{opened, sinsp_inspector_t};
use super::text::sinsp_text;
use crate::ffi::door::{self, Bytes, Len, List, Prefix, Room, Size};
use crate::state::{Group, User};

/// A user. Texts are valid until the next call that reads an event or closes the source.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_user_view {
    /// User id.
    pub uid: u32,
    /// Primary group id.
    pub gid: u32,
    /// Name.
    pub name: sinsp_text,
    /// Home directory.
    pub home: sinsp_text,
    /// Login shell.
    pub shell: sinsp_text,
    /// The container whose user it is; empty for the machine.
    pub container: sinsp_text,
}

/// A group. Texts are valid until the next call that reads an event or closes the source.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_group_view {
    /// Group id.
    pub gid: u32,
    /// Name.
    pub name: sinsp_text,
    /// The container whose group it is; empty for the machine.
    pub container: sinsp_text,
}

fn user_of(container: &[u8], user: &User) -> sinsp_user_view {
    sinsp_user_view {
        uid: user.uid,
        gid: user.gid,
        name: sinsp_text::of(&user.name),
        home: sinsp_text::of(&user.home),
        shell: sinsp_text::of(&user.shell),
        container: sinsp_text::of(container),
    }
}

fn group_of(container: &[u8], group: &Group) -> sinsp_group_view {
    sinsp_group_view {
        gid: group.gid,
        name: sinsp_text::of(&group.name),
        container: sinsp_text::of(container),
    }
}

/// Reads a user of a container (an empty text for the machine). False where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_user_get(
    inspector: Option<&sinsp_inspector_t>,
    container: Bytes,
    len: Len,
    uid: u32,
    view: Prefix<sinsp_user_view>,
    size: Size,
) -> bool {
    door::enter(opened(inspector), |open| {
        let container = container.of(len);
        let user = open.state().users.user(container, uid);
        user.is_some_and(|user| view.put(size, user_of(container, user)))
    })
}

/// Reads a group of a container, as `sinsp_user_get`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_group_get(
    inspector: Option<&sinsp_inspector_t>,
    container: Bytes,
    len: Len,
    gid: u32,
    view: Prefix<sinsp_group_view>,
    size: Size,
) -> bool {
    door::enter(opened(inspector), |open| {
        let container = container.of(len);
        let group = open.state().users.group(container, gid);
        group.is_some_and(|group| view.put(size, group_of(container, group)))
    })
}

/// Writes all users; returns how many there are.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_users(
    inspector: Option<&sinsp_inspector_t>,
    users: List<sinsp_user_view>,
    room: Room,
) -> usize {
    door::enter(opened(inspector), |open| {
        let all = open.state().users.users().map(|(container, user)| user_of(container, user));
        users.put(room, all)
    })
}

/// Writes all groups; returns how many there are.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_groups(
    inspector: Option<&sinsp_inspector_t>,
    groups: List<sinsp_group_view>,
    room: Room,
) -> usize {
    door::enter(opened(inspector), |open| {
        let all = open.state().users.groups().map(|(container, group)| group_of(container, group));
        groups.put(room, all)
    })
}

/// A container that a capture describes. What it does not record is empty.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_container_view {
    /// Its id in the short form.
    pub id: sinsp_text,
    /// What the capture records, a JSON text.
    pub json: sinsp_text,
}

/// What a capture records of a container. Texts that are not recorded are empty; they are valid until the next call
/// that reads an event or closes the source.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_container_details {
    /// Its id in the short form.
    pub id: sinsp_text,
    /// Its whole id.
    pub full_id: sinsp_text,
    /// Name.
    pub name: sinsp_text,
    /// Image as it was requested, such as `nginx:1.27`.
    pub image: sinsp_text,
    /// Id of the image.
    pub image_id: sinsp_text,
    /// Image without tag and digest.
    pub image_repository: sinsp_text,
    /// Tag of the image.
    pub image_tag: sinsp_text,
    /// Digest of the image.
    pub image_digest: sinsp_text,
    /// Address.
    pub ip: sinsp_text,
    /// Its runtime: a value of `sinsp_container_type`, -1 unknown.
    pub ty: i32,
    /// 1 with all privileges, 0 without, -1 unknown.
    pub privileged: i32,
}

/// Reads what is known of a container by its short id. False where it is unknown. `size` is
/// `sizeof(sinsp_container_details)`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_container_get(
    inspector: Option<&sinsp_inspector_t>,
    id: Bytes,
    len: Len,
    view: Prefix<sinsp_container_details>,
    size: Size,
) -> bool {
    door::enter(opened(inspector), |open| {
        let Some(info) = open.state().containers.get(id.of(len)) else { return false };
        let text = |text: &str| sinsp_text::of(text.as_bytes());
        let value = sinsp_container_details {
            id: text(&info.id),
            full_id: text(&info.full_id),
            name: text(&info.name),
            image: text(&info.image),
            image_id: text(&info.image_id),
            image_repository: text(&info.repository),
            image_tag: text(&info.tag),
            image_digest: text(&info.digest),
            ip: text(&info.ip),
            ty: info.kind_number().map_or(-1, |number| number as i32),
            privileged: info.privileged.map_or(-1, i32::from),
        };
        view.put(size, value)
    })
}

/// Writes all containers; returns how many there are. Texts are valid until the next call that reads an event or
/// closes the source.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_containers(
    inspector: Option<&sinsp_inspector_t>,
    containers: List<sinsp_container_view>,
    room: Room,
) -> usize {
    door::enter(opened(inspector), |open| {
        let all = open.state().containers.iter().map(|(info, json)| sinsp_container_view {
            id: sinsp_text::of(info.id.as_bytes()),
            json: sinsp_text::of(json),
        });
        containers.put(room, all)
    })
}

/// The JSON text of a container; empty where it is unknown.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_container_json(
    inspector: Option<&sinsp_inspector_t>,
    id: Bytes,
    len: Len,
) -> sinsp_text {
    door::enter(opened(inspector), |open| {
        let json = open.state().containers.json(id.of(len));
        json.map_or(sinsp_text::EMPTY, sinsp_text::of)
    })
}
