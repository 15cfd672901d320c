// SPDX-License-Identifier: Apache-2.0
//! Which system calls and kernel events are wanted.

use super::contract::{SYSCALLS, WANTED_COMPAT as COMPAT, WANTED_ENTER as ENTER, WANTED_EXIT as EXIT};
use super::with_enter::WITH_ENTER;
use crate::schema::syscalls::{Sc, ia32, table};
use crate::schema::{Code, EventFlags, ParamType};

/// True for calls whose enter events are made.
fn has_enter(sc: Sc) -> bool {
    WITH_ENTER.iter().any(|(_, with, _)| *with == sc)
}

/// A set of portable codes, in the layout that the probe reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interest {
    wanted: Vec<bool>,
}

/// Events that change the state without upstream's flag for that: process groups, sharing, directories, limits, and
/// descriptors that are made or closed with an execve.
const CHANGES_STATE: &[Code] = &[
    Code::SyscallSetpgidX,
    Code::SyscallSetnsX,
    Code::SyscallUnshareX,
    Code::SyscallGetcwdX,
    Code::SyscallSetrlimitX,
    Code::SyscallPrlimitX,
    Code::SyscallBpf_2X,
    Code::SyscallIoctl_3X,
];

/// True for events that are needed to interpret others.
pub(super) fn interprets_others(code: Code) -> bool {
    let info = code.info();
    let ends = info.params.iter().any(|param| param.ty == ParamType::Socktuple);
    ends || CHANGES_STATE.contains(&code) || info.flags.has(EventFlags::MODIFIES_STATE)
}

impl Default for Interest {
    /// Every system call, ends of processes and signals; no context switches, no page faults.
    fn default() -> Self {
        let mut interest = Interest::none();
        for sc in Sc::all() {
            interest.set(sc, !matches!(sc.name(), "sched_switch" | "page_fault_user" | "page_fault_kernel"));
        }
        interest
    }
}

impl Interest {
    /// Nothing.
    pub fn none() -> Interest {
        Interest { wanted: vec![false; Sc::COUNT] }
    }

    /// Everything, the code for no system call included.
    pub fn all() -> Interest {
        Interest { wanted: vec![true; Sc::COUNT] }
    }

    /// Keeps of this set what makes a wanted event, and what is needed to interpret others: events that change
    /// the state, and those that report both ends of a socket.
    #[must_use]
    pub fn narrowed(mut self, wanted: impl Fn(Code) -> bool) -> Interest {
        for sc in Sc::all() {
            if !sc.events().iter().any(|code| wanted(*code) || interprets_others(*code)) {
                self.set(sc, false);
            }
        }
        self
    }

    /// The intersection.
    #[must_use]
    pub fn and(mut self, other: &Interest) -> Interest {
        for (wanted, also) in self.wanted.iter_mut().zip(&other.wanted) {
            *wanted &= also;
        }
        self
    }

    /// Adds or removes a code.
    pub fn set(&mut self, sc: Sc, wanted: bool) {
        if let Some(place) = self.wanted.get_mut(usize::from(sc.0)) {
            *place = wanted;
        }
    }

    /// True if the code is in the set.
    pub fn has(&self, sc: Sc) -> bool {
        self.wanted.get(usize::from(sc.0)).copied().unwrap_or(false)
    }

    /// True if a kernel event of this name is in the set.
    pub(super) fn has_name(&self, name: &str) -> bool {
        Sc::from_name(name).is_some_and(|sc| self.has(sc))
    }

    /// True if any enter event is in the set.
    pub(super) fn any_entry(&self) -> bool {
        WITH_ENTER.iter().any(|(_, sc, _)| self.has(*sc))
    }

    /// By native system call number: what the probe makes of the call; 32-bit calls by their own numbers.
    pub(super) fn render(&self, entries: bool) -> [u8; SYSCALLS] {
        let mut wanted = [0; SYSCALLS];
        for (place, entry) in wanted.iter_mut().zip(&table::TABLE) {
            if entry.sc != Sc::UNKNOWN && self.has(entry.sc) {
                let enter = if entries && has_enter(entry.sc) { ENTER } else { 0 };
                *place = EXIT | enter;
            }
        }
        // As in the original: the code for no system call means the first number without a code.
        let without = table::TABLE.iter().position(|entry| entry.sc == Sc::UNKNOWN);
        if let Some(first) = without.filter(|_| self.has(Sc::UNKNOWN)) {
            wanted[first] = EXIT;
        }
        for number in 0..SYSCALLS {
            let native = ia32::native(number).map(usize::from);
            if number == ia32::SOCKETCALL || native.is_some_and(|native| wanted[native] & (EXIT | ENTER) != 0)
            {
                wanted[number] |= COMPAT;
            }
        }
        wanted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_are_understood_by_stays() {
        let narrow = Interest::default().narrowed(|code| code == Code::SyscallStatX);
        for kept in
            ["stat", "openat", "close", "clone", "execve", "sendto", "recvmsg", "chdir", "sched_process_exit"]
        {
            assert!(narrow.has_name(kept), "{kept}");
        }
        for left_out in ["read", "write", "futex", "lstat", "getppid", "mprotect", "sched_switch"] {
            assert!(!narrow.has_name(left_out), "{left_out}");
        }
    }

    #[test]
    fn calls_of_32_bit_programs_are_found_by_their_own_numbers() {
        let mut only = Interest::none();
        only.set(Sc::OPENAT, true);
        let wanted = only.render(false);
        let some: Vec<(usize, u8)> =
            wanted.iter().copied().enumerate().filter(|(_, bits)| *bits != 0).collect();
        assert_eq!(some, [(102, COMPAT), (257, EXIT), (295, COMPAT)]);
        assert_eq!(only.render(true)[257], EXIT | ENTER);
    }

    #[test]
    fn the_code_of_no_call_means_the_first_number_without_one() {
        let mut only = Interest::none();
        only.set(Sc::UNKNOWN, true);
        let exits: Vec<usize> = only
            .render(true)
            .iter()
            .enumerate()
            .filter(|(_, bits)| **bits & EXIT != 0)
            .map(|(at, _)| at)
            .collect();
        assert_eq!(exits, [134]);
    }
}
