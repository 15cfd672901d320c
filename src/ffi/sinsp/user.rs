//! Users, groups and containers.

use super::event::put_prefix;
use super::inspector::{opened, sinsp_inspector_t};
use super::text::{self, sinsp_text};
use crate::ffi::guard;
use crate::state::{Group, User};
use std::ffi::c_char;

/// A user. Texts are good until the next call that reads an event or closes the source.
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

/// A group. Texts are good until the next call that reads an event or closes the source.
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
///
/// # Safety
/// `inspector` is NULL or valid; `container` is NULL or has `len` bytes; `view` is NULL or has `size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_user_get(
    inspector: *const sinsp_inspector_t,
    container: *const c_char,
    len: usize,
    uid: u32,
    view: *mut sinsp_user_view,
    size: usize,
) -> bool {
    guard::or(false, || {
        // SAFETY: as the caller promises.
        let (inspector, container) = unsafe { (opened(inspector), text::bytes(container, len)) };
        let user = inspector.and_then(|inspector| inspector.state().users.user(container, uid));
        match user {
            // SAFETY: as the caller promises.
            Some(user) => unsafe { put_prefix(view, size, user_of(container, user)) },
            None => false,
        }
    })
}

/// Reads a group of a container, as `sinsp_user_get`.
///
/// # Safety
/// As `sinsp_user_get`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_group_get(
    inspector: *const sinsp_inspector_t,
    container: *const c_char,
    len: usize,
    gid: u32,
    view: *mut sinsp_group_view,
    size: usize,
) -> bool {
    guard::or(false, || {
        // SAFETY: as the caller promises.
        let (inspector, container) = unsafe { (opened(inspector), text::bytes(container, len)) };
        let group = inspector.and_then(|inspector| inspector.state().users.group(container, gid));
        match group {
            // SAFETY: as the caller promises.
            Some(group) => unsafe { put_prefix(view, size, group_of(container, group)) },
            None => false,
        }
    })
}

/// Writes all users; returns how many there are.
///
/// # Safety
/// `inspector` is NULL or valid; `users` is NULL or has room for `room`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_users(
    inspector: *const sinsp_inspector_t,
    users: *mut sinsp_user_view,
    room: usize,
) -> usize {
    // SAFETY: as the caller promises.
    let Some(inspector) = (unsafe { opened(inspector) }) else { return 0 };
    let all = inspector.state().users.users().map(|(container, user)| user_of(container, user));
    // SAFETY: as the caller promises.
    unsafe { text::put_list(users, room, all) }
}

/// Writes all groups; returns how many there are.
///
/// # Safety
/// `inspector` is NULL or valid; `groups` is NULL or has room for `room`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_groups(
    inspector: *const sinsp_inspector_t,
    groups: *mut sinsp_group_view,
    room: usize,
) -> usize {
    // SAFETY: as the caller promises.
    let Some(inspector) = (unsafe { opened(inspector) }) else { return 0 };
    let all = inspector.state().users.groups().map(|(container, group)| group_of(container, group));
    // SAFETY: as the caller promises.
    unsafe { text::put_list(groups, room, all) }
}

/// A container that a capture tells of. What it does not tell is empty.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_container_view {
    /// Its id in the short form.
    pub id: sinsp_text,
    /// What the capture tells, a JSON text.
    pub json: sinsp_text,
}

/// What a capture tells of a container. Texts that are not told are empty; they are good until the next call that
/// reads an event or closes the source.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_container_details {
    /// Its id in the short form.
    pub id: sinsp_text,
    /// Its whole id.
    pub full_id: sinsp_text,
    /// Name.
    pub name: sinsp_text,
    /// Image as it was asked for, such as `nginx:1.27`.
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
    /// What made it: a number of `sinsp_container_type`, -1 unknown.
    pub ty: i32,
    /// 1 with all privileges, 0 without, -1 not told.
    pub privileged: i32,
}

/// Reads what is known of a container by its short id. False where it is unknown. `size` is
/// `sizeof(sinsp_container_details)`.
///
/// # Safety
/// `inspector` is NULL or valid; `id` is NULL or has `len` bytes; `view` is NULL or has `size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_container_get(
    inspector: *const sinsp_inspector_t,
    id: *const c_char,
    len: usize,
    view: *mut sinsp_container_details,
    size: usize,
) -> bool {
    guard::or(false, || {
        // SAFETY: as the caller promises.
        let (inspector, id) = unsafe { (opened(inspector), text::bytes(id, len)) };
        let Some(info) = inspector.and_then(|inspector| inspector.state().containers.get(id)) else {
            return false;
        };
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
        // SAFETY: as the caller promises.
        unsafe { put_prefix(view, size, value) }
    })
}

/// Writes all containers; returns how many there are. Texts are good until the next call that reads an event or
/// closes the source.
///
/// # Safety
/// `inspector` is NULL or valid; `containers` is NULL or has room for `room`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_containers(
    inspector: *const sinsp_inspector_t,
    containers: *mut sinsp_container_view,
    room: usize,
) -> usize {
    // SAFETY: as the caller promises.
    let Some(inspector) = (unsafe { opened(inspector) }) else { return 0 };
    let all = inspector.state().containers.iter().map(|(info, json)| sinsp_container_view {
        id: sinsp_text::of(info.id.as_bytes()),
        json: sinsp_text::of(json),
    });
    // SAFETY: as the caller promises.
    unsafe { text::put_list(containers, room, all) }
}

/// The JSON text of a container; empty where it is unknown.
///
/// # Safety
/// `inspector` is NULL or valid; `id` is NULL or has `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_container_json(
    inspector: *const sinsp_inspector_t,
    id: *const c_char,
    len: usize,
) -> sinsp_text {
    // SAFETY: as the caller promises.
    let (inspector, id) = unsafe { (opened(inspector), text::bytes(id, len)) };
    let json = inspector.and_then(|inspector| inspector.state().containers.json(id));
    json.map_or(sinsp_text::EMPTY, sinsp_text::of)
}
