// SPDX-License-Identifier: Apache-2.0
//! The running machine as a source of events.

mod listing;
mod marks;

use super::Engine;
use crate::capture::{Environment, Options, Probe, Stats, Tasks};
use crate::codec::{Advance, RawEvent, Record, Shape};
use crate::error::{Error, Result};
use crate::platform::Platform;
use crate::schema::DF_IO_URING;
use crate::snapshot::{FdRecord, GroupRecord, Lookup, Snapshot, ThreadIdentity, ThreadRecord, UserRecord};
use marks::Marks;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::io::Errno;
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create, timerfd_settime,
};
use std::time::Duration;

/// Shortest and longest pause between checks of empty rings.
const SHORTEST: Duration = Duration::from_micros(500);
const LONGEST: Duration = Duration::from_millis(30);

/// Live capture through the probe.
pub struct Live {
    probe: Probe,
    environment: Environment,
    snapshot: Snapshot,
    pause: Duration,
    /// Set once somebody asked for a descriptor to wait on: then [`Engine::advance`] does not sleep.
    timer: Option<OwnedFd>,
    /// Where events were lost.
    marks: Marks,
    current: Current,
    /// Checks of empty rings since the probe was stopped.
    looks_after_stop: u32,
    /// Stopped for good.
    ends: bool,
}

/// Where the current event is.
#[derive(Clone, Copy)]
enum Current {
    None,
    Mark,
    Ring(Shape),
}

/// Checks of empty rings after which a stopped probe has nothing left: together longer than an event may be late.
const LAST_LOOKS: u32 = 3;

impl Live {
    /// Loads the probe, starts it, then takes the snapshot, so that nothing is missed between the two. What the
    /// environment says (`SYSCAP_SCOPE` and others, see [`Environment`]) precedes the options.
    ///
    /// # Errors
    /// The machine or this process lacks what live capture needs; the message names it.
    pub fn open(options: Options) -> Result<Live> {
        let mut live = Live::attach(options)?;
        // Loads the iterators, so that the list comes soon after the first event.
        live.probe.iterates();
        let start = live.probe.now();
        live.probe.start()?;
        live.snapshot = snapshot(&mut live.probe, start)?;
        Ok(live)
    }

    /// Loads the probe. It makes no events until [`Probe::start`], and there is no snapshot.
    ///
    /// # Errors
    /// As for [`Live::open`].
    pub fn attach(options: Options) -> Result<Live> {
        let environment = Environment::read()?;
        let probe = Probe::open(environment.apply(options))?;
        Ok(Live {
            probe,
            environment,
            snapshot: Snapshot::default(),
            pause: SHORTEST,
            timer: None,
            marks: Marks::default(),
            current: Current::None,
            looks_after_stop: 0,
            ends: false,
        })
    }

    /// What the environment said when the probe was loaded.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The probe, to control it.
    pub fn probe_mut(&mut self) -> &mut Probe {
        &mut self.probe
    }

    /// The probe.
    pub fn probe(&self) -> &Probe {
        &self.probe
    }

    /// Lists the tasks of the scope with their descriptors, by the kernel's iterators.
    ///
    /// # Errors
    /// The kernel refuses the iterators.
    pub fn tasks(&mut self) -> Result<Tasks> {
        listing::by_iterators(&mut self.probe)
    }

    /// The lookup for what the snapshot does not contain.
    ///
    /// # Errors
    /// /proc is missing.
    pub fn lookup(&self) -> Result<Box<dyn Lookup + Send>> {
        let platform = Platform::from_environment()?;
        Ok(Box::new(LiveLookup { platform, threads: self.probe.numbers_are_global() }))
    }

    /// Nothing is there now. After the stop that is the end, and what was lost behind the last events is reported.
    #[cold]
    fn nothing(&mut self) -> Result<Advance> {
        if self.probe.is_started() {
            self.looks_after_stop = 0;
        } else {
            if self.looks_after_stop == 0 {
                self.pause = SHORTEST;
            }
            self.looks_after_stop = self.looks_after_stop.saturating_add(1);
            if self.looks_after_stop == LAST_LOOKS && self.marks.rest(&self.probe.stats()?)? {
                self.current = Current::Mark;
                return Ok(Advance::Event);
            }
            if self.ends && self.looks_after_stop >= LAST_LOOKS {
                return Ok(Advance::End);
            }
        }
        self.pause()?;
        Ok(Advance::Timeout)
    }

    /// No event is available: sleeps, or sets the timer that somebody waits for.
    #[cold]
    fn pause(&mut self) -> Result<()> {
        let pause = self.pause;
        self.pause = (self.pause * 2).min(LONGEST);
        match &self.timer {
            None => std::thread::sleep(pause),
            Some(timer) => {
                let value = Timespec { tv_sec: 0, tv_nsec: pause.as_nanos() as i64 };
                let once = Itimerspec { it_interval: Timespec { tv_sec: 0, tv_nsec: 0 }, it_value: value };
                timerfd_settime(timer, TimerfdTimerFlags::empty(), &once).map_err(|error| Error::System {
                    action: "cannot set a timer".into(),
                    source: error.into(),
                })?;
            }
        }
        Ok(())
    }
}

/// Processes from the probe's iterators, which respect the scope, or from /proc; the machine from the system. Events are
/// made since `start`.
fn snapshot(probe: &mut Probe, start: u64) -> Result<Snapshot> {
    let mut platform = Platform::from_environment()?;
    let mut tasks = listing::processes(probe, &mut platform, start)?;
    let machine = platform.machine_info()?;
    // Events count the start of a namespace from the boot time of the machine's record, which is cut to seconds.
    for thread in tasks.threads.iter_mut().filter(|thread| thread.pidns_init_start_ts != 0) {
        let since_boot = thread.pidns_init_start_ts.saturating_sub(probe.boot_time());
        thread.pidns_init_start_ts = machine.boot_ts_epoch.saturating_add(since_boot);
    }
    let (users, groups) = platform.users();
    let (ipv4, ipv6) = platform.interfaces()?;
    Ok(Snapshot {
        machine: Some(machine),
        agent: Some(platform.agent_info()),
        threads: tasks.threads,
        fds: tasks.fds,
        users,
        groups,
        ipv4,
        ipv6,
    })
}

/// Looks users up, and threads where /proc uses the same ids as events.
struct LiveLookup {
    platform: Platform,
    threads: bool,
}

impl Lookup for LiveLookup {
    fn thread(&mut self, tid: i64, with_fds: bool) -> Option<(ThreadRecord, Vec<FdRecord>)> {
        if self.threads { self.platform.thread(tid, with_fds) } else { None }
    }

    fn descriptors(&mut self, thread: &ThreadIdentity<'_>, numbers: &[i32]) -> Vec<FdRecord> {
        self.platform.numbered_descriptors(thread, numbers, self.threads)
    }

    fn user(&mut self, uid: u32) -> Option<UserRecord> {
        self.platform.user(uid)
    }

    fn group(&mut self, gid: u32) -> Option<GroupRecord> {
        self.platform.group(gid)
    }

    fn environment(&mut self, pid: i64) -> Option<Vec<u8>> {
        if self.threads { self.platform.environment(pid) } else { None }
    }
}

impl Engine for Live {
    fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    fn take_snapshot(&mut self) -> Snapshot {
        std::mem::take(&mut self.snapshot)
    }

    fn advance(&mut self) -> Result<Advance> {
        if self.marks.advance() {
            self.current = Current::Mark;
            return Ok(Advance::Event);
        }
        self.current = Current::None;
        if !self.probe.is_ready() {
            return self.nothing();
        }
        self.pause = SHORTEST;
        if let Some(gap) = self.probe.gap() {
            self.marks.gap(&gap, || self.probe.stats())?;
            self.current = Current::Mark;
            return Ok(Advance::Event);
        }
        let Some(record) = self.probe.read() else { return Ok(Advance::Timeout) };
        let event = RawEvent::decode(record.bytes)
            .map_err(|error| Error::Event { what: "the probe made a damaged event", source: error.into() })?;
        self.current = Current::Ring(event.shape());
        Ok(Advance::Event)
    }

    fn current(&self) -> Option<Record<'_>> {
        match self.current {
            Current::None => None,
            Current::Mark => self.marks.record(),
            Current::Ring(shape) => {
                let found = self.probe.current()?;
                let flags = if found.io_uring { DF_IO_URING } else { 0 };
                Some(Record { event: shape.over(found.bytes), original: None, cpu: found.cpu, flags })
            }
        }
    }

    fn wait(&mut self) -> Result<()> {
        let Some(timer) = &self.timer else { return Ok(()) };
        let longest = Timespec { tv_sec: 0, tv_nsec: LONGEST.as_nanos() as i64 };
        match poll(&mut [PollFd::new(timer, PollFlags::IN)], Some(&longest)) {
            Ok(_) | Err(Errno::INTR) => Ok(()),
            Err(error) => {
                Err(Error::System { action: "cannot wait for events".into(), source: error.into() })
            }
        }
    }

    fn probe_mut(&mut self) -> Option<&mut Probe> {
        Some(&mut self.probe)
    }

    fn ready_fd(&mut self) -> Result<Option<BorrowedFd<'_>>> {
        if self.timer.is_none() {
            let timer =
                timerfd_create(TimerfdClockId::Monotonic, TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK)
                    .map_err(|error| Error::System {
                        action: "cannot make a timer".into(),
                        source: error.into(),
                    })?;
            self.timer = Some(timer);
            // Readable at once: the first check is due.
            self.pause = Duration::from_nanos(1);
            self.pause()?;
            self.pause = SHORTEST;
        }
        Ok(self.timer.as_ref().map(AsFd::as_fd))
    }

    fn stop(&mut self) -> Result<bool> {
        self.ends = true;
        self.looks_after_stop = 0;
        self.probe.stop()?;
        Ok(true)
    }

    fn stats(&self) -> Result<Option<Stats>> {
        self.probe.stats().map(Some)
    }
}
