// SPDX-License-Identifier: Apache-2.0
//! The probe in the kernel: opening it, reading its events, its settings.

use super::contract::{Counters, Learned, ScopeKind, Settings};
use super::failure::failure;
use super::interest::Interest;
use super::loss::Gap;
use super::merge::Merge;
use super::pushdown::{self, Condition, Selection};
use super::record::Record;
use super::rings::{self, BufferOptions};
use super::scope::{self, Scope};
use super::stats::Stats;
use super::types::KernelTypes;
use super::variant::Variant;
use super::{requirements, tables, time, variant};
use crate::error::{Error, Result};
use aya::maps::{Array, HashMap, MapData, RingBuf};
use aya::{Btf, Ebpf};
use std::collections::BTreeSet;

/// What a probe is opened with.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whose events are made.
    pub scope: Scope,
    /// Which events are made.
    pub interest: Interest,
    /// Also the enter events of calls that open and connect.
    pub entries: bool,
    /// The rings.
    pub buffers: BufferOptions,
    /// Maximum number of bytes of data in an event.
    pub snaplen: u32,
    /// Which of the events are needed; see [`Probe::select`].
    pub selection: Selection,
    /// The selection may change while the probe runs: which names are certain is tracked from the start.
    pub selects_later: bool,
    /// Also operations that are submitted through rings of io_uring, as the system calls that would do the same.
    pub io_uring: bool,
    /// List processes by iterators, where the kernel has them.
    pub iterators: bool,
    /// For tests: iterators fail to load, as on kernels that lack what they use.
    #[doc(hidden)]
    pub iterators_fail: bool,
    /// For tests: the variant of the probe for kernels before 5.15.
    #[doc(hidden)]
    pub variant_before_5_15: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            scope: Scope::Machine,
            interest: Interest::default(),
            entries: true,
            buffers: BufferOptions::default(),
            snaplen: crate::schema::limits::DEFAULT_SNAPLEN,
            selection: Selection::default(),
            selects_later: false,
            io_uring: false,
            iterators: true,
            iterators_fail: false,
            variant_before_5_15: false,
        }
    }
}

/// A probe in the kernel. It makes events between [`Probe::start`] and [`Probe::stop`]; dropping it unloads the
/// programs.
pub struct Probe {
    pub(super) ebpf: Ebpf,
    pub(super) btf: Btf,
    settings: Settings,
    pub(super) options: Options,
    learned: Learned,
    merge: Merge,
    /// Keeps the maps of the rings alive.
    _rings: Vec<RingBuf<MapData>>,
    /// Names of programs that run.
    pub(super) attached: BTreeSet<String>,
    variant: Variant,
}

impl Probe {
    /// Loads and attaches the probe; it makes no events yet.
    ///
    /// # Errors
    /// The machine or this process lacks what live capture needs; the message names it.
    pub fn open(options: Options) -> Result<Probe> {
        requirements::check()?;
        rings::check(&options.buffers)?;
        let types = KernelTypes::read()?;
        let cpus = aya::util::nr_cpus().map_err(|(what, error)| Error::System {
            action: format!("cannot count processors: {what}"),
            source: error.into(),
        })?;
        let (mut ebpf, variant) = variant::load(&types, cpus, options.variant_before_5_15)?;
        tables::fill(&mut ebpf)?;
        let (rings, maps) = rings::make(&mut ebpf, &options.buffers, cpus)?;
        let boot_time = time::boot_time();
        let settings = first_settings(&options, boot_time)?;
        let mut probe = Probe {
            ebpf,
            btf: types.all,
            settings,
            options,
            learned: Learned { tgid: 0, level: 0, names_unknown: 0, dropping: 0 },
            merge: Merge::new(rings, boot_time, cpus),
            _rings: maps,
            attached: BTreeSet::new(),
            variant,
        };
        probe.write_settings()?;
        probe.attach_all()?;
        probe.learn()?;
        let selection = std::mem::take(&mut probe.options.selection);
        probe.select(selection)?;
        Ok(probe)
    }

    /// Lets the probe see one call of this process, by which the probe identifies it.
    fn learn(&mut self) -> Result<()> {
        for _ in 0..100 {
            // SAFETY: only queries an id.
            unsafe { libc::syscall(libc::SYS_getppid) };
            self.learned = tables::read(&self.ebpf, "learned", 0)?;
            if self.learned.tgid != 0 {
                self.settings.self_tgid = self.learned.tgid;
                self.settings.scope_level = match self.options.scope {
                    Scope::OwnPidNamespace => self.learned.level,
                    _ => self.settings.scope_level,
                };
                return self.write_settings();
            }
        }
        Err(Error::Machine("the probe is attached and does not see calls of this process".into()))
    }

    /// Pid of this process in the machine's first PID namespace, as events name it.
    pub fn own_pid(&self) -> i64 {
        i64::from(self.learned.tgid)
    }

    /// True if the pids in /proc are those of events: this process is in the machine's first PID
    /// namespace.
    pub fn numbers_are_global(&self) -> bool {
        self.learned.level == 0
    }

    /// Begins to make events.
    ///
    /// # Errors
    /// The kernel refuses the settings.
    pub fn start(&mut self) -> Result<()> {
        if let Scope::Tree(root) = self.options.scope {
            // The iterator records which processes belong to the tree, whether it lists them or not.
            if self.loads_iterators() { self.tasks().map(drop)? } else { self.note_tree(root)? }
        }
        self.change(|settings| settings.enabled = 1)
    }

    /// Records which processes belong to the tree, without an iterator.
    fn note_tree(&mut self, root: u32) -> Result<()> {
        if !self.numbers_are_global() {
            let what = "this kernel does not take the iterators over tasks, and inside of a PID namespace /proc does \
                        not show the numbers that the probe uses; use the scope pidns";
            return Err(Error::Scope { scope: format!("tree={root}"), what: what.into() });
        }
        let what = "cannot record a process of the tree";
        let map = self.ebpf.map_mut("tree").ok_or_else(|| Error::Probe("tree".into()))?;
        let mut map: HashMap<&mut MapData, u32, u8> =
            map.try_into().map_err(|error| failure(what, &error))?;
        scope::each_of_tree(root, |pid| map.insert(pid, 1, 0).map_err(|error| failure(what, &error)))
    }

    /// Makes no more events; those that were made can still be read.
    ///
    /// # Errors
    /// The kernel refuses the settings.
    pub fn stop(&mut self) -> Result<()> {
        self.change(|settings| settings.enabled = 0)
    }

    /// The next event in order of time, if one is available.
    #[inline]
    pub fn read(&mut self) -> Option<Record<'_>> {
        if self.advance() { self.current() } else { None }
    }

    /// Makes the next event the current one; false where none is there yet.
    #[inline]
    pub fn advance(&mut self) -> bool {
        self.merge.advance()
    }

    /// The event of the last [`Probe::advance`]; `None` where that found none.
    #[inline]
    pub fn current(&self) -> Option<Record<'_>> {
        let found = self.merge.current()?;
        Some(Record { bytes: found.bytes, cpu: found.cpu, io_uring: found.io_uring, lost: found.lost })
    }

    /// True if [`Probe::read`] has an event. Releases the borrowed record.
    #[inline]
    pub fn is_ready(&mut self) -> bool {
        self.merge.is_ready()
    }

    /// The gap before the next event; [`Record::lost`] of that event does not report it again.
    #[inline]
    pub fn gap(&mut self) -> Option<Gap> {
        self.merge.gap()
    }

    /// Counters.
    ///
    /// # Errors
    /// The kernel does not report them.
    pub fn stats(&self) -> Result<Stats> {
        let map = self.ebpf.map("counters").ok_or_else(|| Error::Probe("counters".into()))?;
        let map: Array<&MapData, Counters> =
            map.try_into().map_err(|error| failure("cannot read counters", &error))?;
        let mut stats = Stats::default();
        for counters in map.iter() {
            stats.add(&counters.map_err(|error| failure("cannot read counters", &error))?);
        }
        Ok(stats)
    }

    /// Number of rings, and the largest number of bytes that wait in one of them.
    pub fn rings(&self) -> (usize, u64) {
        (self.merge.len(), self.merge.pending().1)
    }

    /// Sets which events are wanted from now on. Programs that were not attached at the start are attached now.
    ///
    /// # Errors
    /// The kernel refuses a program or the settings.
    pub fn set_interest(&mut self, interest: Interest) -> Result<()> {
        self.options.interest = interest;
        self.attach_wanted()?;
        let wanted = self.needed().render(self.options.entries);
        self.change(|settings| settings.wanted = wanted)
    }

    /// Sets which events are needed from now on; the kernel leaves out the rest of those that it makes. Where it cannot
    /// track what a condition depends on, everything is made.
    ///
    /// # Errors
    /// The kernel refuses the settings.
    pub fn select(&mut self, selection: Selection) -> Result<()> {
        self.options.selection = selection;
        let watched = self.is_attached("task_rename") && self.is_attached("process_fork");
        if self.is_started() && !watched {
            // Names may have changed since user space learned them.
            self.certain_only(&Condition::is_of_name);
        }
        if self.options.selection.condition.has(&Condition::is_of_process) && !self.knows_processes() {
            self.certain_only(&Condition::is_of_process);
        }
        if self.attach_wanted().is_err() {
            // An old kernel may lack a trace point that only conditions need.
            self.certain_only(&Condition::is_of_name);
            self.options.selects_later = false;
            self.attach_wanted()?;
        }
        let place = match pushdown::render(&self.options.selection.condition) {
            None => 0,
            Some(rendered) => {
                // Not the one in use.
                let place = if self.settings.pushdown == 1 { 2 } else { 1 };
                tables::write(&mut self.ebpf, "pushdowns", [(place - 1, *rendered)])?;
                place as u8
            }
        };
        let wanted = self.needed().render(self.options.entries);
        self.change(|settings| (settings.pushdown, settings.wanted) = (place, wanted))
    }

    /// Whether user space learns of every process in the scope. One that moves into a control group is looked up.
    fn knows_processes(&mut self) -> bool {
        match self.options.scope {
            Scope::Machine => self.numbers_are_global() || self.iterates(),
            Scope::Cgroup(_) => self.numbers_are_global() && self.iterates(),
            Scope::OwnPidNamespace | Scope::Tree(_) => self.iterates(),
        }
    }

    fn certain_only(&mut self, left_out: &impl Fn(&Condition) -> bool) {
        let condition = std::mem::take(&mut self.options.selection.condition);
        self.options.selection.condition = condition.without(left_out);
    }

    /// Part of the interest.
    pub(super) fn needed(&self) -> Interest {
        self.options.interest.clone().and(&self.options.selection.needed)
    }

    /// Sets whose events are made from now on.
    ///
    /// # Errors
    /// The control group does not exist, or the kernel refuses a program or the settings.
    pub fn set_scope(&mut self, scope: Scope) -> Result<()> {
        self.options.scope = scope;
        self.attach_wanted()?;
        let mut settings = self.settings;
        settings.scope_level = self.learned.level;
        apply_scope(&mut settings, &self.options.scope)?;
        self.change(|now| *now = settings)
    }

    /// Whose events are made.
    pub fn scope(&self) -> &Scope {
        &self.options.scope
    }

    /// True if the kernel accepted only the variant of the probe for kernels before 5.15.
    pub fn is_before_5_15(&self) -> bool {
        self.variant == Variant::Before5_15
    }

    /// True if the options allow iterators.
    pub(super) fn may_iterate(&self) -> bool {
        self.options.iterators
    }

    /// True if tests make iterators fail.
    pub(super) fn iterators_fail(&self) -> bool {
        self.options.iterators_fail
    }

    /// True between [`Probe::start`] and [`Probe::stop`].
    pub fn is_started(&self) -> bool {
        self.settings.enabled != 0
    }

    /// Which events are wanted.
    pub fn interest(&self) -> &Interest {
        &self.options.interest
    }

    /// Sets the maximum number of bytes of data in an event.
    ///
    /// # Errors
    /// The kernel refuses the settings.
    pub fn set_snaplen(&mut self, snaplen: u32) -> Result<()> {
        let most = crate::schema::limits::MAX_ARG_SIZE as u32;
        self.change(|settings| settings.snaplen = snaplen.min(most))
    }

    /// Makes only part of the events that change no state: those in the first `ratio`th of each second; `None` all. A
    /// `drop` event marks where an interval without them begins, another where it ends.
    ///
    /// # Errors
    /// The kernel refuses the settings.
    pub fn set_sampling(&mut self, ratio: Option<u32>) -> Result<()> {
        self.change(|settings| {
            settings.dropping = u8::from(ratio.is_some());
            settings.sampling_ratio = ratio.unwrap_or(1).max(1);
        })
    }

    /// Also makes events of what is submitted through rings of io_uring, from now on.
    ///
    /// # Errors
    /// The kernel has no trace points for it.
    pub fn watch_io_uring(&mut self) -> Result<()> {
        self.options.io_uring = true;
        self.attach_io_uring()
    }

    /// Leaves out calls that failed.
    ///
    /// # Errors
    /// The kernel refuses the settings.
    pub fn set_drop_failed(&mut self, on: bool) -> Result<()> {
        self.change(|settings| settings.drop_failed = u8::from(on))
    }

    /// Raises the snaplen for descriptors whose ports or data require it.
    ///
    /// # Errors
    /// The kernel refuses the settings.
    pub fn set_dynamic_snaplen(&mut self, on: bool) -> Result<()> {
        self.change(|settings| settings.dynamic_snaplen = u8::from(on))
    }

    /// Ports whose data are captured in full with the dynamic snaplen.
    ///
    /// # Errors
    /// The kernel refuses the settings.
    pub fn set_full_capture_ports(&mut self, first: u16, last: u16) -> Result<()> {
        self.change(|settings| (settings.port_start, settings.port_end) = (first, last))
    }

    /// Port of statsd, whose data are captured longer with the dynamic snaplen.
    ///
    /// # Errors
    /// The kernel refuses the settings.
    pub fn set_statsd_port(&mut self, port: u16) -> Result<()> {
        self.change(|settings| settings.statsd_port = port)
    }

    fn change(&mut self, change: impl FnOnce(&mut Settings)) -> Result<()> {
        change(&mut self.settings);
        self.write_settings()
    }

    fn write_settings(&mut self) -> Result<()> {
        tables::write(&mut self.ebpf, "settings", [(0, self.settings)])
    }

    /// Boot time, nanoseconds since the epoch, as the events use it.
    pub fn boot_time(&self) -> u64 {
        self.settings.boot_time
    }

    /// The current time by the clock of events: nanoseconds since the epoch.
    pub fn now(&self) -> u64 {
        self.settings.boot_time + time::since_boot()
    }
}

fn first_settings(options: &Options, boot_time: u64) -> Result<Settings> {
    let inum = scope::own_pid_namespace()?;
    let mut settings = Settings {
        boot_time,
        scope_cgroup: 0,
        enabled: 0,
        scope: ScopeKind::All as u32,
        scope_level: 0,
        scope_inum: inum,
        self_tgid: 0,
        learn_pid: std::process::id(),
        learn_inum: inum,
        tree_root: 0,
        snaplen: options.snaplen,
        sampling_ratio: 1,
        port_start: 0,
        port_end: 0,
        statsd_port: 8125,
        dropping: 0,
        drop_failed: 0,
        dynamic_snaplen: 0,
        pushdown: 0,
        pad: [0; 6],
        wanted: options.interest.render(options.entries),
    };
    apply_scope(&mut settings, &options.scope)?;
    Ok(settings)
}

fn apply_scope(settings: &mut Settings, scope: &Scope) -> Result<()> {
    match scope {
        Scope::Machine => settings.scope = ScopeKind::All as u32,
        Scope::OwnPidNamespace => settings.scope = ScopeKind::PidNamespace as u32,
        Scope::Cgroup(path) => {
            settings.scope = ScopeKind::Cgroup as u32;
            (settings.scope_cgroup, settings.scope_level) = scope::control_group(path)?;
        }
        Scope::Tree(root) => {
            scope::check_tree(*root)?;
            settings.scope = ScopeKind::Tree as u32;
            settings.tree_root = *root;
        }
    }
    Ok(())
}
