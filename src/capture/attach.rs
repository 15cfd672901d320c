// SPDX-License-Identifier: Apache-2.0
//! Which programs of the probe are loaded, and to what they are attached.

use super::failure::failure;
use super::load::Probe;
use super::program;
use super::requirements;
use super::scope::Scope;
use crate::error::{Error, Result};

impl Probe {
    pub(super) fn attach_all(&mut self) -> Result<()> {
        // Always: this program finds out which process captures.
        self.attach("sys_exit", "sys_exit")?;
        self.attach_wanted()
    }

    /// Attaches what the interest and the scope need and is not attached yet.
    pub(super) fn attach_wanted(&mut self) -> Result<()> {
        let interest = &self.needed();
        let names = self.options.selects_later || self.options.selection.condition.names_processes();
        let wanted = [
            (
                "process_exec",
                "sched_process_exec",
                interest.has_name("execve") || interest.has_name("execveat"),
            ),
            (
                "process_exit",
                "sched_process_exit",
                interest.has_name("sched_process_exit") || matches!(self.options.scope, Scope::Tree(_)),
            ),
            ("process_fork", "sched_process_fork", matches!(self.options.scope, Scope::Tree(_)) || names),
            ("task_rename", "task_rename", names),
            ("signal_deliver", "signal_deliver", interest.has_name("signal_deliver")),
            ("sched_switch", "sched_switch", interest.has_name("sched_switch")),
            ("page_fault_user", "page_fault_user", interest.has_name("page_fault_user")),
            ("page_fault_kernel", "page_fault_kernel", interest.has_name("page_fault_kernel")),
            ("sys_enter", "sys_enter", self.options.entries && interest.any_entry()),
        ];
        for (program, tracepoint, wanted) in wanted {
            if wanted {
                self.attach(program, tracepoint)?;
            }
        }
        if self.options.io_uring { self.attach_io_uring() } else { Ok(()) }
    }

    /// Kernels name and lay out these trace points differently: the first variant that loads is the right one.
    pub(super) fn attach_io_uring(&mut self) -> Result<()> {
        let submit = self.attach("uring_submit", "io_uring_submit_req");
        submit.or_else(|_| self.attach("uring_submit", "io_uring_submit_sqe")).map_err(|error| {
            if requirements::version() >= (6, 0) {
                return error;
            }
            let what = "the trace points of this kernel do not report what is submitted; Linux 6.0 or newer is needed";
            Error::Machine(format!("cannot watch io_uring: {what}"))
        })?;
        let complete = self.attach("uring_complete", "io_uring_complete");
        complete.or_else(|_| self.attach("uring_complete_old", "io_uring_complete"))
    }

    fn attach(&mut self, name: &str, tracepoint: &str) -> Result<()> {
        if self.attached.contains(name) {
            return Ok(());
        }
        let program = program::load(&mut self.ebpf, &self.btf, name, tracepoint)?;
        program.attach().map_err(|error| failure(&format!("cannot attach program '{name}'"), &error))?;
        self.attached.insert(name.to_owned());
        Ok(())
    }

    pub(super) fn is_attached(&self, program: &str) -> bool {
        self.attached.contains(program)
    }
}
