// SPDX-License-Identifier: Apache-2.0
//! All processes of the machine, read by as many threads as there are processors.

use super::descriptors::{Descriptors, Namespaces, Reader};
use super::mounts::Mounts;
use super::number::decimal;
use super::process::{self, Buffers, Machine, Process};
use crate::snapshot::{FdRecord, ThreadRecord};
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{Mode, OFlags, RawDir, openat};
use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What a scan reads and how long it may take.
#[derive(Debug, Clone)]
pub struct ScanOptions {
    /// Threads beside the leaders.
    pub threads: bool,
    /// Descriptors of the processes.
    pub descriptors: Descriptors,
    /// Maximum number of descriptors of a process; 0 for no limit.
    pub fd_limit: u32,
    /// Users and groups.
    pub users: bool,
    /// A scan that takes longer ends with what it has.
    pub timeout: Option<Duration>,
    /// How often the progress is reported.
    pub log_interval: Option<Duration>,
}

impl Default for ScanOptions {
    /// Everything, without time limit and without progress reports.
    fn default() -> Self {
        Self {
            threads: true,
            descriptors: Descriptors::All,
            fd_limit: 0,
            users: true,
            timeout: None,
            log_interval: None,
        }
    }
}

/// What a scan found.
#[derive(Debug, Default)]
pub struct Processes {
    /// Threads, each leader before the others of its process.
    pub threads: Vec<ThreadRecord>,
    /// Descriptors by the thread id of their owner.
    pub fds: Vec<(i64, FdRecord)>,
    /// The time was up before all processes were read.
    pub timed_out: bool,
}

/// Number of processes that a thread takes at a time: enough to make the taking cheap, few enough to end together.
const BATCH: usize = 16;

/// The numbered entries of a directory.
pub(super) fn numbered(directory: &OwnedFd) -> rustix::io::Result<Vec<u64>> {
    let mut buffer = [MaybeUninit::<u8>::uninit(); 16384];
    let mut entries = RawDir::new(directory, &mut buffer);
    let mut numbers = Vec::new();
    while let Some(entry) = entries.next() {
        numbers.extend(decimal(entry?.file_name().to_bytes()));
    }
    Ok(numbers)
}

/// A directory whose entries are to be listed.
pub(super) fn list_dir(parent: impl AsFd, name: impl rustix::path::Arg) -> rustix::io::Result<OwnedFd> {
    openat(parent, name, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())
}

struct Work<'a> {
    machine: &'a Machine,
    proc: BorrowedFd<'a>,
    pids: &'a [u64],
    options: &'a ScanOptions,
    namespaces: Namespaces,
    start: Instant,
    next: AtomicUsize,
    done: AtomicU64,
    fds: AtomicU64,
    stop: AtomicBool,
}

/// Reads every process of `proc`, a /proc directory. `log` receives the progress of the scan.
pub(super) fn scan(
    machine: &Machine,
    proc: &OwnedFd,
    options: &ScanOptions,
    log: &mut dyn FnMut(&str),
) -> rustix::io::Result<Processes> {
    let pids = numbered(proc)?;
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(pids.len() / BATCH).max(1);
    let work = Work {
        machine,
        proc: proc.as_fd(),
        pids: &pids,
        options,
        namespaces: Namespaces::default(),
        start: Instant::now(),
        next: AtomicUsize::new(0),
        done: AtomicU64::new(0),
        fds: AtomicU64::new(0),
        stop: AtomicBool::new(false),
    };
    let mut batches = std::thread::scope(|scope| {
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(|| work.run(&mut |_| ()))).collect();
        let mut batches = work.run(log);
        batches.extend(others.into_iter().flat_map(|other| other.join().unwrap_or_default()));
        batches
    });
    machine.cgroups.forget();
    batches.sort_unstable_by_key(|(index, _)| *index);
    let mut found = Processes { timed_out: work.stop.into_inner(), ..Processes::default() };
    for process in batches.into_iter().flat_map(|(_, batch)| batch) {
        let tid = process.leader.tid;
        found.fds.extend(process.fds.into_iter().map(|fd| (tid, fd)));
        found.threads.push(process.leader);
        found.threads.extend(process.threads);
    }
    if options.log_interval.is_some() || found.timed_out {
        let word = if found.timed_out { "timed out" } else { "done" };
        log(&format!("process scan {word}: {}", progress(work.start, found.threads.len(), found.fds.len())));
    }
    Ok(found)
}

fn progress(start: Instant, threads: usize, fds: usize) -> String {
    format!("{threads} threads and {fds} descriptors in {} ms", start.elapsed().as_millis())
}

impl Work<'_> {
    /// Takes batches until none is left; returns them with their index.
    fn run(&self, log: &mut dyn FnMut(&str)) -> Vec<(usize, Vec<Process>)> {
        let mut mounts = Mounts::default();
        let mut buffer = Buffers::default();
        let mut descriptors = Reader {
            namespaces: &self.namespaces,
            mounts: &mut mounts,
            which: self.options.descriptors,
            limit: self.options.fd_limit,
        };
        let mut batches = Vec::new();
        let mut logged = self.start;
        loop {
            let index = self.next.fetch_add(BATCH, Ordering::Relaxed);
            let Some(pids) = self.pids.get(index..) else { return batches };
            if pids.is_empty() {
                return batches;
            }
            let mut batch = Vec::new();
            for pid in pids.iter().take(BATCH) {
                if self.stop.load(Ordering::Relaxed) {
                    break;
                }
                let threads = self.options.threads;
                let found =
                    process::process(self.machine, self.proc, *pid, threads, &mut descriptors, &mut buffer);
                if let Some(process) = found {
                    self.done.fetch_add(1 + process.threads.len() as u64, Ordering::Relaxed);
                    self.fds.fetch_add(process.fds.len() as u64, Ordering::Relaxed);
                    batch.push(process);
                }
                self.watch(&mut logged, log);
            }
            batches.push((index, batch));
        }
    }

    /// Checks the clock, where it matters.
    fn watch(&self, logged: &mut Instant, log: &mut dyn FnMut(&str)) {
        if self.options.timeout.is_none() && self.options.log_interval.is_none() {
            return;
        }
        if self.options.timeout.is_some_and(|limit| self.start.elapsed() >= limit) {
            self.stop.store(true, Ordering::Relaxed);
        }
        if self.options.log_interval.is_some_and(|interval| logged.elapsed() >= interval) {
            let (threads, fds) = (self.done.load(Ordering::Relaxed), self.fds.load(Ordering::Relaxed));
            log(&format!("process scan: {}", progress(self.start, threads as usize, fds as usize)));
            *logged = Instant::now();
        }
    }
}
