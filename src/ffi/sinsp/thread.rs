// SPDX-License-Identifier: Apache-2.0
//! Threads: what is known of them, borrowed or kept.

use super::event::sinsp_event_t;
use super::inspector::{opened, sinsp_inspector_t};
use super::text::sinsp_text;
use crate::ffi::door::{self, Caller, Handle, List, Prefix, Room, Size};
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
    /// Identifies it among all threads; a later one with the same id has another.
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
    /// When it was last used, in event time.
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
    /// Code of its last enter event; `UINT16_MAX` none.
    pub lastevent_type: u16,
    /// True for the main thread of its process.
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
    /// The container it is in, by its control groups, in the short form; empty outside.
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
        cwd: sinsp_text::of(table.known_cwd(thread).unwrap_or_default()),
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

/// The id of the thread that `find` finds in the table; -1 for none.
fn found(inspector: Option<&sinsp_inspector_t>, find: impl FnOnce(&ThreadTable) -> Option<&Thread>) -> i64 {
    door::enter(opened(inspector), |open| find(&open.state().threads).map_or(-1, |thread| thread.tid))
}

/// The thread with this id, or the one that had it and was removed with the last event: see `sinsp_notices`.
fn with_id(open: &Inspector, tid: i64) -> Option<&Thread> {
    open.state().threads.get(tid).or_else(|| open.lost_thread(tid))
}

/// Reads a thread by its id. False where it is unknown. Texts are valid until the next call that reads an event or
/// closes the source. `size` is `sizeof(sinsp_thread_view)`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_thread_get(
    inspector: Option<&sinsp_inspector_t>,
    tid: i64,
    view: Prefix<sinsp_thread_view>,
    size: Size,
) -> bool {
    door::enter(opened(inspector), |open| match with_id(open, tid) {
        Some(thread) => view.put(size, view_of(open, thread)),
        None => false,
    })
}

/// Reads the thread of an event, as `sinsp_thread_get`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_event_thread(
    event: Option<&sinsp_event_t>,
    view: Prefix<sinsp_thread_view>,
    size: Size,
) -> bool {
    door::enter(event, |event| {
        let found =
            event.with(|current, owner| Some(view_of(owner.open()?, current.thread_info()?))).flatten();
        found.is_some_and(|found| view.put(size, found))
    })
}

/// The id of the thread of an event as the state has it; -1 where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_event_thread_id(event: Option<&sinsp_event_t>) -> i64 {
    door::enter(event, |event| {
        event.with(|current, _| current.thread_info().map(|thread| thread.tid)).flatten().unwrap_or(-1)
    })
}

/// The thread that stands for the process of a thread; -1 unknown.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_thread_main(inspector: Option<&sinsp_inspector_t>, tid: i64) -> i64 {
    found(inspector, |table| table.main_thread(table.get(tid)?))
}

/// The parent of a thread; -1 unknown.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_thread_parent(inspector: Option<&sinsp_inspector_t>, tid: i64) -> i64 {
    found(inspector, |table| table.parent(table.get(tid)?))
}

/// The process `n` generations above that of a thread, by its main thread: 0 is the own one; -1 unknown.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_thread_ancestor(inspector: Option<&sinsp_inspector_t>, tid: i64, n: u32) -> i64 {
    found(inspector, |table| table.ancestor_process(table.get(tid)?, n))
}

/// Writes the ids of the ancestors of a thread, from its parent up; returns how many there are. Ends where one is
/// unknown and where the line comes back to itself.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_thread_ancestors(
    inspector: Option<&sinsp_inspector_t>,
    tid: i64,
    tids: List<i64>,
    room: Room,
) -> usize {
    door::enter(opened(inspector), |open| {
        let table = &open.state().threads;
        let ancestors = table.get(tid).into_iter().flat_map(|thread| table.ancestors(thread));
        tids.put(room, ancestors.map(|thread| thread.tid))
    })
}

/// Writes the ids of the known children of a thread, the youngest first; returns how many there are.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_thread_children(
    inspector: Option<&sinsp_inspector_t>,
    tid: i64,
    tids: List<i64>,
    room: Room,
) -> usize {
    door::enter(opened(inspector), |open| {
        let table = &open.state().threads;
        let children = table.get(tid).into_iter().flat_map(|thread| table.children(thread));
        tids.put(room, children.map(|thread| thread.tid))
    })
}

/// Writes the ids of all threads, in no order; returns how many there are.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_thread_ids(
    inspector: Option<&sinsp_inspector_t>,
    tids: List<i64>,
    room: Room,
) -> usize {
    door::enter(opened(inspector), |open| {
        tids.put(room, open.state().threads.iter().map(|thread| thread.tid))
    })
}

/// A thread that was read and is kept: its texts stay valid, whatever becomes of the thread.
pub struct sinsp_thread_t {
    view: sinsp_thread_view,
    held: Held,
}

impl Handle for sinsp_thread_t {
    type Owner = Caller;
}

/// What the texts of a view are borrowed from.
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

    /// Replaces what changed. The new text is allocated before the old one is freed, so that it cannot have its
    /// address.
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

/// Reads a thread and keeps it; NULL where it is unknown. Free it with `sinsp_thread_free`; it may outlive the
/// inspector.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_thread_keep(inspector: Option<&sinsp_inspector_t>, tid: i64) -> *mut sinsp_thread_t {
    door::enter(opened(inspector), |open| match with_id(open, tid) {
        Some(thread) => door::into_c(sinsp_thread_t {
            view: view_of(open, thread),
            held: Held::of(&open.state().threads, thread),
        }),
        None => ptr::null_mut(),
    })
}

/// Reads a kept thread again. A text that did not change keeps its address, one that did has
/// another. False when the thread no longer exists; then everything stays as it was.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_thread_refresh(
    thread: Option<&mut sinsp_thread_t>,
    inspector: Option<&sinsp_inspector_t>,
) -> bool {
    door::enter((opened(inspector), thread), |(open, kept)| {
        let Some(thread) = open.state().threads.get(kept.view.tid) else { return false };
        let view = view_of(open, thread);
        if view.key != kept.view.key {
            return false;
        }
        kept.held.refresh(&open.state().threads, thread);
        kept.view = view;
        true
    })
}

/// What is known of a kept thread. Good, with its texts, until it is refreshed or freed. NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_thread_kept_view(thread: Option<&sinsp_thread_t>) -> *const sinsp_thread_view {
    door::enter(thread, |thread| &raw const thread.view)
}

/// Frees a kept thread. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_thread_free(thread: Option<Box<sinsp_thread_t>>) {
    door::free(thread);
}
