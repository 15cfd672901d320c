//! Threads: what is known of them, lent or kept.

use super::event::{put_prefix, sinsp_event_t};
use super::inspector::{opened, sinsp_inspector_t};
use super::text::{self, sinsp_text};
use crate::ffi::guard;
use crate::ffi::records::blank;
use crate::inspector::Inspector;
use crate::snapshot::copy_thread_members;
use crate::state::{Cgroups, Image, Strings, Text, Thread, ThreadTable};
use std::ptr;
use std::sync::Arc;

/// What is known of a thread. Ids are those of the initial pid namespace where nothing else is said; -1 stands for
/// an id that is unknown, and times are in nanoseconds since the epoch, 0 for none.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_thread_view {
    /// Tells it from every other thread, also from a later one with the same id.
    pub key: u64,
    /// Thread id.
    pub tid: i64,
    /// Id of its process.
    pub pid: i64,
    /// Id of its parent; 0 none.
    pub ptid: i64,
    /// Thread that takes its children when it dies.
    pub reaper_tid: i64,
    /// Session id.
    pub sid: i64,
    /// Process group id in its own pid namespace.
    pub vpgid: i64,
    /// Process group id.
    pub pgid: i64,
    /// Thread id in its own pid namespace.
    pub vtid: i64,
    /// Process id in its own pid namespace.
    pub vpid: i64,
    /// Descriptor of its last event; -1 none.
    pub lastevent_fd: i64,
    /// Most descriptors the process may have.
    pub fdlimit: i64,
    /// Permitted capabilities (`PPM_CAP_`).
    pub cap_permitted: u64,
    /// Effective capabilities.
    pub cap_effective: u64,
    /// Inheritable capabilities.
    pub cap_inheritable: u64,
    /// Major page faults since start.
    pub pfmajor: u64,
    /// Minor page faults since start.
    pub pfminor: u64,
    /// Inode of the executable.
    pub exe_ino: u64,
    /// Last status change of the executable.
    pub exe_ino_ctime: u64,
    /// Last modification of the executable.
    pub exe_ino_mtime: u64,
    /// From the last status change of the executable to the start of the thread, nanoseconds.
    pub exe_ino_ctime_duration_clone_ts: u64,
    /// From the start of the pid namespace to the last status change of the executable, nanoseconds.
    pub exe_ino_ctime_duration_pidns_start: u64,
    /// Start of the init process of its pid namespace.
    pub pidns_init_start_ts: u64,
    /// Start of the thread.
    pub clone_ts: u64,
    /// Its last execve.
    pub lastexec_ts: u64,
    /// Its last event.
    pub lastevent_ts: u64,
    /// The event before the last.
    pub prevevent_ts: u64,
    /// When it was last looked at, in event time.
    pub lastaccess_ts: u64,
    /// Threads of the process that are alive.
    pub nthreads: u64,
    /// Descriptors of the process that are open.
    pub nfds: u64,
    /// `PPM_CL_`.
    pub flags: u32,
    /// User id; `UINT32_MAX` unknown.
    pub uid: u32,
    /// Group id; `UINT32_MAX` unknown.
    pub gid: u32,
    /// Login user id; `UINT32_MAX` unset.
    pub loginuid: u32,
    /// Controlling terminal; 0 none.
    pub tty: u32,
    /// Virtual memory, KiB.
    pub vmsize_kb: u32,
    /// Resident memory, KiB.
    pub vmrss_kb: u32,
    /// Swapped memory, KiB.
    pub vmswap_kb: u32,
    /// Code of its last entry event; `UINT16_MAX` none.
    pub lastevent_type: u16,
    /// True for the thread that stands for its process.
    pub is_main: bool,
    /// True when its exit was seen.
    pub is_dead: bool,
    /// True when it is in a pid namespace other than the initial one.
    pub is_in_pid_namespace: bool,
    /// The executable can be written by the user of the thread.
    pub exe_writable: bool,
    /// The executable is in the upper layer of an overlay file system.
    pub exe_upper_layer: bool,
    /// The executable is in a lower layer of an overlay file system.
    pub exe_lower_layer: bool,
    /// The executable is an anonymous memory file.
    pub exe_from_memfd: bool,
    /// A filter on the inspector keeps it out of capture files.
    pub filtered_out: bool,
    /// Command name.
    pub comm: sinsp_text,
    /// First argument of the command line.
    pub exe: sinsp_text,
    /// Full path of the executable.
    pub exepath: sinsp_text,
    /// Arguments after the first, a NUL between them.
    pub args: sinsp_text,
    /// Environment of the process, a NUL between entries.
    pub env: sinsp_text,
    /// Working directory of the process, with a `/` at its end.
    pub cwd: sinsp_text,
    /// Root directory.
    pub root: sinsp_text,
    /// Control groups as `subsystem=path`, a NUL between them.
    pub cgroups: sinsp_text,
    /// The container it is in, told by its control groups, in the short form; empty outside.
    pub container_id: sinsp_text,
}

fn view_of(inspector: &Inspector, thread: &Thread) -> sinsp_thread_view {
    let table = &inspector.state().threads;
    let image = &*thread.image;
    let mut view = sinsp_thread_view {
        key: table.reference_to(thread.tid).map_or(u64::MAX, |reference| reference.number()),
        reaper_tid: thread.reaper_tid,
        lastevent_fd: thread.lastevent_fd,
        exe_ino_ctime_duration_clone_ts: thread.exe_ino_ctime_duration_clone_ts,
        exe_ino_ctime_duration_pidns_start: thread.exe_ino_ctime_duration_pidns_start,
        lastexec_ts: thread.lastexec_ts,
        lastevent_ts: thread.lastevent_ts,
        prevevent_ts: thread.prevevent_ts,
        lastaccess_ts: thread.lastaccess_ts,
        nthreads: table.living_threads(thread),
        nfds: table.fd_count(thread),
        lastevent_type: thread.lastevent_type,
        is_main: thread.is_main(),
        is_dead: thread.is_dead(),
        is_in_pid_namespace: thread.is_in_pid_namespace(),
        filtered_out: thread.filtered_out,
        comm: sinsp_text::of(&thread.comm),
        exe: sinsp_text::of(&image.exe),
        exepath: sinsp_text::of(&image.exepath),
        args: sinsp_text::of(image.args.bytes()),
        env: sinsp_text::of(table.env(thread).bytes()),
        cwd: sinsp_text::of(table.cwd(thread)),
        root: sinsp_text::of(&thread.root),
        cgroups: sinsp_text::of(thread.cgroups.bytes()),
        container_id: thread.container().map_or(sinsp_text::EMPTY, |id| sinsp_text::of(id.short())),
        ..blank()
    };
    copy_thread_members!(id, thread => view);
    copy_thread_members!(thread, thread => view);
    copy_thread_members!(image, image => view);
    view
}

/// Finds a thread in the table.
///
/// # Safety
/// `inspector` is NULL or valid.
unsafe fn found<'a>(
    inspector: *const sinsp_inspector_t,
    find: impl FnOnce(&'a ThreadTable) -> Option<&'a Thread>,
) -> Option<(&'a Inspector, &'a Thread)> {
    // SAFETY: as the caller promises.
    let inspector = unsafe { opened(inspector) }?;
    find(&inspector.state().threads).map(|thread| (inspector, thread))
}

/// The thread with this id, or the one that had it and went with the last event: see `sinsp_notices`.
///
/// # Safety
/// `inspector` is NULL or valid.
unsafe fn with_id<'a>(inspector: *const sinsp_inspector_t, tid: i64) -> Option<(&'a Inspector, &'a Thread)> {
    // SAFETY: as the caller promises.
    let inspector: &'a Inspector = unsafe { opened(inspector) }?;
    let thread = inspector.state().threads.get(tid).or_else(|| inspector.lost_thread(tid))?;
    Some((inspector, thread))
}

/// Reads a thread by its id. False where it is unknown. Texts are good until the next call that reads an event or
/// closes the source. `size` is `sizeof(sinsp_thread_view)`.
///
/// # Safety
/// `inspector` is NULL or valid; `view` is NULL or has `size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_thread_get(
    inspector: *const sinsp_inspector_t,
    tid: i64,
    view: *mut sinsp_thread_view,
    size: usize,
) -> bool {
    guard::or(false, || {
        // SAFETY: as the caller promises.
        match unsafe { with_id(inspector, tid) } {
            // SAFETY: as the caller promises.
            Some((inspector, thread)) => unsafe { put_prefix(view, size, view_of(inspector, thread)) },
            None => false,
        }
    })
}

/// Reads the thread of an event, as `sinsp_thread_get`.
///
/// # Safety
/// `event` is NULL or good; `view` is NULL or has `size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_event_thread(
    event: *const sinsp_event_t,
    view: *mut sinsp_thread_view,
    size: usize,
) -> bool {
    guard::or(false, || {
        // SAFETY: as the caller promises.
        let Some(event) = (unsafe { event.as_ref() }) else { return false };
        let view_of = event.with(|current, owner| {
            let inspector = owner.open()?;
            Some(view_of(inspector, current.thread_info()?))
        });
        match view_of.flatten() {
            // SAFETY: as the caller promises.
            Some(value) => unsafe { put_prefix(view, size, value) },
            None => false,
        }
    })
}

/// The id of the thread of an event as the state has it; -1 where there is none.
///
/// # Safety
/// `event` is NULL or good.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_event_thread_id(event: *const sinsp_event_t) -> i64 {
    guard::or(-1, || {
        // SAFETY: as the caller promises.
        let event = unsafe { event.as_ref() };
        let tid = event.and_then(|event| event.with(|current, _| current.thread_info().map(|t| t.tid)));
        tid.flatten().unwrap_or(-1)
    })
}

/// The thread that stands for the process of a thread; -1 unknown.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_thread_main(inspector: *const sinsp_inspector_t, tid: i64) -> i64 {
    // SAFETY: as the caller promises.
    let main = unsafe { found(inspector, |table| table.main_thread(table.get(tid)?)) };
    main.map_or(-1, |(_, thread)| thread.tid)
}

/// The parent of a thread; -1 unknown.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_thread_parent(inspector: *const sinsp_inspector_t, tid: i64) -> i64 {
    // SAFETY: as the caller promises.
    let parent = unsafe { found(inspector, |table| table.parent(table.get(tid)?)) };
    parent.map_or(-1, |(_, thread)| thread.tid)
}

/// The process `n` generations above that of a thread, by its main thread: 0 is the own one; -1 unknown.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_thread_ancestor(inspector: *const sinsp_inspector_t, tid: i64, n: u32) -> i64 {
    // SAFETY: as the caller promises.
    let ancestor = unsafe { found(inspector, |table| table.ancestor_process(table.get(tid)?, n)) };
    ancestor.map_or(-1, |(_, thread)| thread.tid)
}

/// Writes the ids of the ancestors of a thread, from its parent up; returns how many there are. Ends where one is
/// unknown and where the line comes back to itself.
///
/// # Safety
/// `inspector` is NULL or valid; `tids` is NULL or has room for `room`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_thread_ancestors(
    inspector: *const sinsp_inspector_t,
    tid: i64,
    tids: *mut i64,
    room: usize,
) -> usize {
    // SAFETY: as the caller promises.
    let Some((inspector, thread)) = (unsafe { found(inspector, |table| table.get(tid)) }) else { return 0 };
    let ancestors = inspector.state().threads.ancestors(thread).map(|thread| thread.tid);
    // SAFETY: as the caller promises.
    unsafe { text::put_list(tids, room, ancestors) }
}

/// Writes the ids of the known children of a thread, the youngest first; returns how many there are.
///
/// # Safety
/// `inspector` is NULL or valid; `tids` is NULL or has room for `room`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_thread_children(
    inspector: *const sinsp_inspector_t,
    tid: i64,
    tids: *mut i64,
    room: usize,
) -> usize {
    // SAFETY: as the caller promises.
    let Some((inspector, thread)) = (unsafe { found(inspector, |table| table.get(tid)) }) else { return 0 };
    let children = inspector.state().threads.children(thread).map(|thread| thread.tid);
    // SAFETY: as the caller promises.
    unsafe { text::put_list(tids, room, children) }
}

/// Writes the ids of all threads, in no order; returns how many there are.
///
/// # Safety
/// `inspector` is NULL or valid; `tids` is NULL or has room for `room`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_thread_ids(
    inspector: *const sinsp_inspector_t,
    tids: *mut i64,
    room: usize,
) -> usize {
    // SAFETY: as the caller promises.
    let Some(inspector) = (unsafe { opened(inspector) }) else { return 0 };
    let ids = inspector.state().threads.iter().map(|thread| thread.tid);
    // SAFETY: as the caller promises.
    unsafe { text::put_list(tids, room, ids) }
}

/// A thread that was read and is kept: its texts stay good, whatever becomes of the thread.
pub struct sinsp_thread_t {
    view: sinsp_thread_view,
    held: Held,
}

/// What the texts of a view are lent from.
#[allow(dead_code, reason = "kept alive, not read")]
struct Held {
    comm: Text,
    image: Arc<Image>,
    cgroups: Cgroups,
    root: Text,
    env: Strings,
    cwd: Text,
}

impl Held {
    fn of(table: &ThreadTable, thread: &Thread) -> Self {
        let main = table.main_thread(thread);
        Self {
            comm: thread.comm.clone(),
            image: thread.image.clone(),
            cgroups: thread.cgroups.clone(),
            root: thread.root.clone(),
            env: table.env(thread).clone(),
            cwd: main.map_or(Text::EMPTY, |main| main.cwd.clone()),
        }
    }

    /// Exchanges what changed. The new text is there before the old one goes, so that it cannot take its place.
    fn refresh(&mut self, table: &ThreadTable, thread: &Thread) {
        fn keep<T: Clone>(held: &mut T, now: &T, bytes: impl Fn(&T) -> &[u8]) {
            if !ptr::eq(bytes(held), bytes(now)) {
                *held = now.clone();
            }
        }
        keep(&mut self.comm, &thread.comm, |text| text.bytes());
        keep(&mut self.cgroups, &thread.cgroups, |groups| groups.bytes());
        keep(&mut self.root, &thread.root, |text| text.bytes());
        keep(&mut self.env, table.env(thread), |env| env.bytes());
        if !Arc::ptr_eq(&self.image, &thread.image) {
            self.image = thread.image.clone();
        }
        if let Some(main) = table.main_thread(thread) {
            keep(&mut self.cwd, &main.cwd, |text| text.bytes());
        }
    }
}

/// Reads a thread and keeps it; NULL where it is unknown. To be given to `sinsp_thread_free`; it may outlive the
/// inspector.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_thread_keep(
    inspector: *const sinsp_inspector_t,
    tid: i64,
) -> *mut sinsp_thread_t {
    guard::or(ptr::null_mut(), || {
        // SAFETY: as the caller promises.
        match unsafe { with_id(inspector, tid) } {
            Some((inspector, thread)) => text::into_c(sinsp_thread_t {
                view: view_of(inspector, thread),
                held: Held::of(&inspector.state().threads, thread),
            }),
            None => ptr::null_mut(),
        }
    })
}

/// Reads a kept thread again. A text that did not change stays where it is, one that did is elsewhere: comparing
/// pointers tells. False when the thread is gone; then everything stays as it was.
///
/// # Safety
/// `thread` is NULL or came from `sinsp_thread_keep`; `inspector` is NULL or the one it was read from.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_thread_refresh(
    thread: *mut sinsp_thread_t,
    inspector: *const sinsp_inspector_t,
) -> bool {
    guard::or(false, || {
        // SAFETY: as the caller promises.
        let Some(kept) = (unsafe { thread.as_mut() }) else { return false };
        // SAFETY: as the caller promises.
        let Some((inspector, thread)) = (unsafe { found(inspector, |table| table.get(kept.view.tid)) })
        else {
            return false;
        };
        let view = view_of(inspector, thread);
        if view.key != kept.view.key {
            return false;
        }
        kept.held.refresh(&inspector.state().threads, thread);
        kept.view = view;
        true
    })
}

/// What is known of a kept thread. Good, with its texts, until it is refreshed or freed. NULL for NULL.
///
/// # Safety
/// `thread` is NULL or good.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_thread_kept_view(thread: *const sinsp_thread_t) -> *const sinsp_thread_view {
    // SAFETY: as the caller promises.
    unsafe { thread.as_ref() }.map_or(ptr::null(), |thread| &raw const thread.view)
}

/// Frees a kept thread. NULL is allowed.
///
/// # Safety
/// `thread` is NULL or came from `sinsp_thread_keep` and is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_thread_free(thread: *mut sinsp_thread_t) {
    // SAFETY: as the caller promises.
    unsafe { text::free(thread) };
}
