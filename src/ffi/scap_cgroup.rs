// SPDX-License-Identifier: Apache-2.0
//! Control groups of single threads (C: libscap/linux/scap_cgroup.h).

use super::abi::linux::scap_cgroup_interface;
use super::abi::thread::scap_cgroup_set;
use super::door::{self, CText, ErrorBuffer, Out, put_text};
use super::door::{field, text};
use super::result::{FAILURE, SUCCESS};
use super::scap_handle::host_root;
use crate::platform::{ControlGroups, GroupMounts};
use std::ffi::{c_char, c_int};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr;

/// The cache of an interface.
struct Cache(ControlGroups);

impl door::Handle for Cache {
    type Owner = door::Caller;
}

/// Puts texts with their NULs into a set; what does not fit whole is left out.
fn put<'a>(set: &mut scap_cgroup_set, texts: impl IntoIterator<Item = &'a [u8]>) {
    let room = field(&mut set.path);
    let mut len = 0;
    for text in texts {
        if let Some(place) = room.get_mut(len..len + text.len() + 1) {
            let (place, end) = place.split_at_mut(text.len());
            place.copy_from_slice(text);
            end.fill(0);
            len += text.len() + 1;
        }
    }
    set.len = len as c_int;
}

/// Finds where the control group filesystems are mounted; SCAP_FAILURE with a text in `error`. `with_self_cg`: so that groups are reported as the machine sees them, even from within a namespace.
#[unsafe(no_mangle)]
pub extern "C" fn scap_cgroup_interface_init(
    cgi: Option<&mut scap_cgroup_interface>,
    host_root: CText,
    error: ErrorBuffer,
    with_self_cg: bool,
) -> i32 {
    door::enter(error, |error| {
        let Some(cgi) = cgi else {
            return error.fail(FAILURE, "cannot look at control groups: the interface is NULL");
        };
        let root = host_root.path().filter(|root| !root.as_os_str().is_empty()).unwrap_or(Path::new("/"));
        let mounts = match GroupMounts::read(root) {
            Ok(mounts) => mounts,
            Err(fault) => {
                let place = root.join("proc/1/mounts");
                return error.fail(FAILURE, &format!("cannot read {}: {fault}", place.display()));
            }
        };
        for set in [&mut cgi.m_subsystems_v2, &mut cgi.m_self_v1] {
            put(set, []);
        }
        put(&mut cgi.m_subsystems_v1, mounts.v1.iter().map(|(name, _)| name.as_slice()));
        let places: Vec<Vec<u8>> = mounts
            .v1
            .iter()
            .map(|(name, place)| [name.as_slice(), b"=", place.as_os_str().as_bytes()].concat())
            .collect();
        put(&mut cgi.m_mounts_v1, places.iter().map(Vec::as_slice));
        let unified = mounts.v2.as_deref().map_or(&b""[..], |place| place.as_os_str().as_bytes());
        put_text(field(&mut cgi.m_mount_v2), unified);
        cgi.m_self_v2[0] = 0;
        cgi.m_in_cgroupns = with_self_cg && mounts.in_namespace;
        cgi.m_use_cache = true;
        cgi.m_cache = ptr::null_mut();
        SUCCESS
    })
}

/// The control groups of a thread with this directory, "/proc/1/" for one; an empty set where they cannot be read.
///
/// # Safety
/// `cgi` is NULL or from scap_cgroup_interface_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_cgroup_get_thread(
    cgi: Option<&mut scap_cgroup_interface>,
    procdirname: CText,
    cg: Option<&mut scap_cgroup_set>,
    error: ErrorBuffer,
) -> i32 {
    door::enter(error, |error| {
        let (Some(cgi), Some(directory), Some(cg)) = (cgi, procdirname.path(), cg) else {
            return error.fail(FAILURE, "cannot look at control groups: an argument is NULL");
        };
        let fresh = || Cache(ControlGroups::new(host_root()));
        let groups = if cgi.m_use_cache {
            if cgi.m_cache.is_null() {
                cgi.m_cache = door::into_c(fresh()).cast();
            }
            // SAFETY: what hangs there was put there above.
            unsafe { door::borrow(cgi.m_cache.cast::<Cache>()) }.map(|cache| cache.0.of(directory))
        } else {
            Some(fresh().0.of(directory))
        };
        let groups = groups.unwrap_or_default();
        put(cg, groups.split(|byte| *byte == 0).filter(|text| !text.is_empty()));
        SUCCESS
    })
}

/// Where a subsystem is mounted, and of which version it is (0: nowhere, and NULL); valid as long as `cgi`.
#[unsafe(no_mangle)]
pub extern "C" fn scap_cgroup_get_subsys_mount(
    cgi: Option<&scap_cgroup_interface>,
    subsys: CText,
    version: Out<c_int>,
) -> *const c_char {
    version.put(0);
    door::enter((), |()| {
        let (Some(cgi), Some(subsys)) = (cgi, subsys.bytes()) else { return ptr::null() };
        let (mounts, mut at) = (&cgi.m_mounts_v1, 0);
        let end = (mounts.len.max(0) as usize).min(mounts.path.len());
        while at < end {
            let text = text(&mounts.path[at..]);
            if text.strip_prefix(subsys).is_some_and(|rest| rest.starts_with(b"=")) {
                version.put(1);
                return &raw const mounts.path[at + subsys.len() + 1];
            }
            at += text.len() + 1;
        }
        if cgi.m_mount_v2[0] == 0 {
            return ptr::null();
        }
        version.put(2);
        cgi.m_mount_v2.as_ptr()
    })
}

/// Clears the cache and switches it off; NULL is allowed.
///
/// # Safety
/// `cgi` is NULL or from scap_cgroup_interface_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_cgroup_clear_cache(cgi: Option<&mut scap_cgroup_interface>) {
    // SAFETY: what hangs at one from scap_cgroup_interface_init() is NULL or a cache.
    door::enter((), |()| cgi.map_or((), |cgi| unsafe { clear(cgi, false) }));
}

/// # Safety
/// What hangs at `cgi` is NULL or a cache.
unsafe fn clear(cgi: &mut scap_cgroup_interface, keeps_more: bool) {
    cgi.m_use_cache = keeps_more;
    let cache = std::mem::replace(&mut cgi.m_cache, ptr::null_mut());
    // SAFETY: nothing leads to it any more.
    drop(unsafe { door::take(cache.cast::<Cache>()) });
}

/// Clears the cache and switches it on; NULL is allowed.
///
/// # Safety
/// `cgi` is NULL or from scap_cgroup_interface_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_cgroup_enable_cache(cgi: Option<&mut scap_cgroup_interface>) {
    // SAFETY: as in scap_cgroup_clear_cache().
    door::enter((), |()| cgi.map_or((), |cgi| unsafe { clear(cgi, true) }));
}
