// SPDX-License-Identifier: Apache-2.0
//! The directory in /proc of a thread that is known by its ids in its own PID namespace.
//!
//! Inside a PID namespace /proc numbers threads as that namespace does, while events have the numbers of the first
//! namespace. Both know the numbers in the innermost one.

use super::read::{Name, open_dir, read_once};
use super::scan;
use super::stat::Stat;
use super::status::Status;
use crate::snapshot::ThreadIdentity;
use rustc_hash::FxHashMap;
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};

/// The start that a thread reports may be later than the kernel's, which is the making of the task: nanoseconds.
const LATE: u64 = 2_000_000_000;
/// Start times in /proc are cut to hundredths of a second.
const EARLY: u64 = 20_000_000;
/// Most threads whose directories are remembered.
const MOST: usize = 1024;

/// Where threads were found: process and thread as /proc numbers them, by their ids in events.
#[derive(Debug, Default)]
pub(super) struct Located(FxHashMap<(i64, u64), (u64, u64)>);

/// What /proc says of a candidate.
struct Candidate {
    pid: u64,
    tid: u64,
    start: u64,
}

impl Located {
    /// The directory of the thread; `None` where it has ended, or where several may be meant. `time` converts clock
    /// ticks after boot to nanoseconds since the epoch.
    pub fn find(
        &mut self,
        proc: BorrowedFd<'_>,
        thread: &ThreadIdentity<'_>,
        time: impl Fn(u64) -> u64,
    ) -> Option<OwnedFd> {
        let key = (thread.tid, thread.start);
        if let Some(&(pid, tid)) = self.0.get(&key)
            && candidate(proc, pid, tid, thread, &time).is_some()
        {
            return directory(proc, pid, tid);
        }
        let found = search(proc, thread, &time)?;
        if self.0.len() >= MOST {
            self.0.clear();
        }
        self.0.insert(key, (found.pid, found.tid));
        directory(proc, found.pid, found.tid)
    }
}

/// A process of the same own number has the thread. Of several, the one counts that began last before the reported start.
fn search(
    proc: BorrowedFd<'_>,
    thread: &ThreadIdentity<'_>,
    time: &impl Fn(u64) -> u64,
) -> Option<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for pid in scan::numbered(&scan::list_dir(proc, c".").ok()?).ok()? {
        let mut block = [0; 2048];
        let text = read_once(proc, format!("{pid}/status").as_str(), &mut block).unwrap_or_default();
        if Status::parse(text).vpid != Some(thread.vpid) {
            continue;
        }
        let Ok(tasks) = scan::list_dir(proc, format!("{pid}/task").as_str()) else { continue };
        let tasks = scan::numbered(&tasks).unwrap_or_default();
        found.extend(tasks.into_iter().filter_map(|tid| candidate(proc, pid, tid, thread, time)));
    }
    let latest = found.iter().map(|one| one.start).max()?;
    if thread.start != 0 {
        found.retain(|one| one.start == latest);
    }
    if found.len() == 1 { found.pop() } else { None }
}

/// The thread of this directory, if it may be the one that is looked for.
fn candidate(
    proc: BorrowedFd<'_>,
    pid: u64,
    tid: u64,
    thread: &ThreadIdentity<'_>,
    time: &impl Fn(u64) -> u64,
) -> Option<Candidate> {
    let mut block = [0; 2048];
    let status = read_once(proc, format!("{pid}/task/{tid}/status").as_str(), &mut block).ok()?;
    let status = Status::parse(status);
    if status.vpid != Some(thread.vpid) || status.vtid != Some(thread.vtid) {
        return None;
    }
    let mut block = [0; 1024];
    let stat = Stat::parse(read_once(proc, format!("{pid}/task/{tid}/stat").as_str(), &mut block).ok()?)?;
    let start = time(stat.start);
    let reported = thread.start;
    if reported != 0 && !(reported.saturating_sub(LATE)..=reported.saturating_add(EARLY)).contains(&start) {
        return None;
    }
    // Another thread of these numbers may live in another namespace.
    if stat.comm != thread.comm {
        return None;
    }
    Some(Candidate { pid, tid, start })
}

fn directory(proc: BorrowedFd<'_>, pid: u64, tid: u64) -> Option<OwnedFd> {
    if pid == tid {
        return open_dir(proc, Name::new(pid).as_c_str()).ok();
    }
    let tasks = open_dir(proc, format!("{pid}/task").as_str()).ok()?;
    open_dir(tasks.as_fd(), Name::new(tid).as_c_str()).ok()
}
