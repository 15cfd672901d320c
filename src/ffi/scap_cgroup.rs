//! Control groups of single threads (C: libscap/linux/scap_cgroup.h).

use super::abi::linux::scap_cgroup_interface;
use super::abi::thread::scap_cgroup_set;
use super::guard;
use super::records::field;
use super::result::{FAILURE, SUCCESS};
use super::scap_handle::scap_get_host_root;
use crate::platform::{ControlGroups, GroupMounts};
use std::ffi::{CStr, OsStr, c_char, c_int};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr;

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

/// # Safety
/// `text` is NULL or a C string that stays.
unsafe fn path<'a>(text: *const c_char) -> Option<&'a Path> {
    // SAFETY: as the caller promises.
    unsafe { guard::bytes_of(text) }.map(|bytes| Path::new(OsStr::from_bytes(bytes)))
}

/// Looks where the control group filesystems are mounted; SCAP_FAILURE with a text in `error`. `with_self_cg`: so that groups are told as the machine sees them, even from within a namespace.
///
/// # Safety
/// `cgi` is NULL or writable; `host_root` is NULL or a C string; `error` is NULL or has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_cgroup_interface_init(
    cgi: *mut scap_cgroup_interface,
    host_root: *const c_char,
    error: *mut c_char,
    with_self_cg: bool,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        let Some(cgi) = cgi.as_mut() else {
            guard::write_error(error, "cannot look at control groups: the interface is NULL");
            return FAILURE;
        };
        let root = path(host_root).filter(|root| !root.as_os_str().is_empty()).unwrap_or(Path::new("/"));
        let mounts = match GroupMounts::read(root) {
            Ok(mounts) => mounts,
            Err(fault) => {
                let place = root.join("proc/1/mounts");
                guard::write_error(error, &format!("cannot read {}: {fault}", place.display()));
                return FAILURE;
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
        let unified = mounts.v2.as_ref().map_or(&b""[..], |place| place.as_os_str().as_bytes());
        guard::put_text(field(&mut cgi.m_mount_v2), unified);
        cgi.m_self_v2[0] = 0;
        cgi.m_in_cgroupns = with_self_cg && mounts.in_namespace;
        cgi.m_use_cache = true;
        cgi.m_cache = ptr::null_mut();
    }
    SUCCESS
}

/// The control groups of a thread with this directory, "/proc/1/" for one; an empty set where they cannot be read.
///
/// # Safety
/// `cgi` is NULL or from scap_cgroup_interface_init(); `procdirname` is NULL or a C string; `cg` is NULL or writable; `error` is NULL or has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_cgroup_get_thread(
    cgi: *mut scap_cgroup_interface,
    procdirname: *const c_char,
    cg: *mut scap_cgroup_set,
    error: *mut c_char,
) -> i32 {
    // SAFETY: as the caller promises.
    let done = guard::or(None, || unsafe {
        let (cgi, directory, cg) = (cgi.as_mut()?, path(procdirname)?, cg.as_mut()?);
        let fresh = || ControlGroups::new(path(scap_get_host_root()).unwrap_or(Path::new("/")));
        let groups = if cgi.m_use_cache {
            if cgi.m_cache.is_null() {
                cgi.m_cache = Box::into_raw(Box::new(fresh())).cast();
            }
            (*cgi.m_cache.cast::<ControlGroups>()).of(directory)
        } else {
            fresh().of(directory)
        };
        put(cg, groups.split(|byte| *byte == 0).filter(|text| !text.is_empty()));
        Some(SUCCESS)
    });
    done.unwrap_or_else(|| {
        // SAFETY: as the caller promises.
        unsafe { guard::write_error(error, "cannot look at control groups: an argument is NULL") };
        FAILURE
    })
}

/// Where a subsystem is mounted, and of which version it is (0: nowhere, and NULL); valid as long as `cgi`.
///
/// # Safety
/// `cgi` is NULL or from scap_cgroup_interface_init(); `subsys` is NULL or a C string; `version` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_cgroup_get_subsys_mount(
    cgi: *const scap_cgroup_interface,
    subsys: *const c_char,
    version: *mut c_int,
) -> *const c_char {
    // SAFETY: as the caller promises.
    unsafe {
        let (mut found, mut number) = (ptr::null(), 0);
        if let (Some(cgi), Some(subsys)) = (cgi.as_ref(), guard::bytes_of(subsys)) {
            let (mut at, end) = (0, (cgi.m_mounts_v1.len.max(0) as usize).min(cgi.m_mounts_v1.path.len()));
            while at < end {
                let text = CStr::from_ptr(&raw const cgi.m_mounts_v1.path[at]).to_bytes();
                if text.strip_prefix(subsys).is_some_and(|rest| rest.starts_with(b"=")) {
                    (found, number) = (&raw const cgi.m_mounts_v1.path[at + subsys.len() + 1], 1);
                    break;
                }
                at += text.len() + 1;
            }
            if found.is_null() && cgi.m_mount_v2[0] != 0 {
                (found, number) = (cgi.m_mount_v2.as_ptr(), 2);
            }
        }
        if let Some(version) = version.as_mut() {
            *version = number;
        }
        found
    }
}

/// Forgets the answers that were kept, and keeps no more; NULL is allowed.
///
/// # Safety
/// `cgi` is NULL or from scap_cgroup_interface_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_cgroup_clear_cache(cgi: *mut scap_cgroup_interface) {
    // SAFETY: as the caller promises; what hangs there came from a box.
    unsafe {
        let Some(cgi) = cgi.as_mut() else { return };
        cgi.m_use_cache = false;
        let cache = std::mem::replace(&mut cgi.m_cache, ptr::null_mut()).cast::<ControlGroups>();
        if !cache.is_null() {
            guard::or((), || drop(Box::from_raw(cache)));
        }
    }
}

/// Forgets the answers that were kept, and keeps those to come; NULL is allowed.
///
/// # Safety
/// `cgi` is NULL or from scap_cgroup_interface_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scap_cgroup_enable_cache(cgi: *mut scap_cgroup_interface) {
    // SAFETY: as the caller promises.
    unsafe {
        scap_cgroup_clear_cache(cgi);
        if let Some(cgi) = cgi.as_mut() {
            cgi.m_use_cache = true;
        }
    }
}
