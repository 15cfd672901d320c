// SPDX-License-Identifier: Apache-2.0
//! Which function runs for which event of this family.

use super::super::parser::Parser;
use super::{clone, execve, exit, identity, limits, memory, session};
use crate::schema::Code;

pub(in crate::parsers) const ROUTES: &[(Code, Parser)] = &[
    (Code::SyscallClone_20X, clone::clone),
    (Code::SyscallFork_20X, clone::clone),
    (Code::SyscallVfork_20X, clone::clone),
    (Code::SyscallClone3X, clone::clone),
    (Code::SyscallExecve_19X, execve::execve),
    (Code::SyscallExecveatX, execve::execve),
    (Code::Procexit_1E, exit::exit),
    (Code::SyscallPrctlX, exit::prctl),
    (Code::SyscallSetsidX, session::setsid),
    (Code::SyscallSetpgidX, session::setpgid),
    (Code::SyscallSetuidX, identity::setuid),
    (Code::SyscallSetgidX, identity::setgid),
    (Code::SyscallSetreuidX, identity::set_effective_user),
    (Code::SyscallSetresuidX, identity::set_effective_user),
    (Code::SyscallSetregidX, identity::set_effective_group),
    (Code::SyscallSetresgidX, identity::set_effective_group),
    (Code::SyscallCapsetX, identity::capset),
    (Code::SyscallUnshareX, identity::unshare),
    (Code::SyscallSetnsX, identity::setns),
    (Code::SyscallGetrlimitX, limits::rlimit),
    (Code::SyscallSetrlimitX, limits::rlimit),
    (Code::SyscallPrlimitX, limits::prlimit),
    (Code::Schedswitch_6E, memory::switch),
    (Code::SyscallBrk_4X, memory::sizes),
    (Code::SyscallMmapX, memory::sizes),
    (Code::SyscallMmap2X, memory::sizes),
    (Code::SyscallMunmapX, memory::sizes),
];
