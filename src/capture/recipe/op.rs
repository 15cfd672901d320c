// SPDX-License-Identifier: Apache-2.0
//! Constructors of the steps of a recipe, short so that a recipe reads as a list of parameters.

use super::super::contract::{File, Op, OpKind, PLAIN_NUMBER, PLAIN_SIGNED};
pub(super) use super::super::contract::{OTHERWISE_EMPTY as EMPTY, RET, Table, Task, When, ZERO};

/// No argument.
pub(super) const NONE: u8 = 255;

/// Longest path and longest argument area, bytes.
const MAX_PATH: u32 = 4096;

const fn op(kind: OpKind, arg: u8, width: u8) -> Op {
    Op {
        kind: kind as u8,
        arg,
        width,
        when: When::Always as u8,
        table: 0,
        aux: 0,
        otherwise: 0,
        plain: 0,
        extra: 0,
    }
}

impl Op {
    /// Appends the parameter only under a condition.
    pub(super) const fn when(mut self, when: When) -> Op {
        self.when = when as u8;
        self
    }

    /// The number where the condition fails or memory cannot be read.
    pub(super) const fn or(mut self, number: i8) -> Op {
        self.otherwise = number;
        self
    }

    const fn table(mut self, table: Table) -> Op {
        self.table = table as u8;
        self
    }

    const fn aux(mut self, aux: u8) -> Op {
        self.aux = aux;
        self
    }

    const fn extra(mut self, extra: u32) -> Op {
        self.extra = extra;
        self
    }

    /// True for the whole return value of a call.
    pub(super) const fn is_result(&self) -> bool {
        let whole =
            self.kind == OpKind::Signed as u8 || (self.kind == OpKind::Number as u8 && self.table == 0);
        whole && self.width == 8 && self.arg == RET && self.when == When::Always as u8
    }

    /// For [`Op::plain`].
    pub(super) const fn plainness(&self) -> u8 {
        const NUMBER: u8 = OpKind::Number as u8;
        const SIGNED: u8 = OpKind::Signed as u8;
        match self.kind {
            NUMBER if self.table == 0 && self.when == When::Always as u8 => PLAIN_NUMBER,
            SIGNED if self.table == 0 && self.when == When::Always as u8 => PLAIN_SIGNED,
            _ => 0,
        }
    }

    /// True for steps that append no parameter.
    pub(super) const fn is_silent(&self) -> bool {
        self.kind == OpKind::Load as u8
            || self.kind == OpKind::Snaplen as u8
            || self.kind == OpKind::Message as u8
    }
}

/// The low bytes of an argument.
pub(super) const fn number(width: u8, arg: u8) -> Op {
    op(OpKind::Number, arg, width)
}

/// A translated argument.
pub(super) const fn flags(width: u8, table: Table, arg: u8) -> Op {
    op(OpKind::Number, arg, width).table(table)
}

/// The return value of the call.
pub(super) const fn ret() -> Op {
    number(8, RET)
}

/// A descriptor, or another signed number of 32 bits, widened to 64.
pub(super) const fn fd(arg: u8) -> Op {
    op(OpKind::Signed, arg, 8)
}

/// A number that does not depend on the call.
pub(super) const fn constant(width: u8, value: u32) -> Op {
    op(OpKind::Const, 0, width).extra(value)
}

/// Nothing.
pub(super) const fn empty() -> Op {
    op(OpKind::Empty, 0, 0)
}

/// Prepares: argument `to` becomes `size` bytes (128 more: signed) of user memory at argument `arg`.
pub(super) const fn load(to: u8, arg: u8, offset: u32, size: u8) -> Op {
    op(OpKind::Load, arg, to).aux(size).extra(offset)
}

/// `size` bytes (128 more: signed) of user memory as a number.
pub(super) const fn user(width: u8, arg: u8, offset: u32, size: u8) -> Op {
    op(OpKind::User, arg, width).aux(size).extra(offset)
}

/// The same, translated.
pub(super) const fn user_flags(width: u8, table: Table, arg: u8, offset: u32) -> Op {
    user(width, arg, offset, 4).table(table)
}

/// A path of user memory.
pub(super) const fn path(arg: u8) -> Op {
    text(arg, MAX_PATH)
}

/// A text of user memory.
pub(super) const fn text(arg: u8, most: u32) -> Op {
    op(OpKind::Text, arg, 0).extra(most)
}

/// Bytes of user memory.
pub(super) const fn bytes(arg: u8, length: u8) -> Op {
    op(OpKind::Bytes, arg, 0).aux(length)
}

/// Data that were read or written, cut to the snaplen.
pub(super) const fn data(arg: u8, length: u8) -> Op {
    op(OpKind::Data, arg, 0).aux(length)
}

/// Data in vectors.
pub(super) const fn vectors(arg: u8, count: u8) -> Op {
    op(OpKind::Vector, arg, 0).aux(count)
}

/// Number of bytes in vectors.
pub(super) const fn vectors_size(arg: u8, count: u8) -> Op {
    op(OpKind::VectorSize, arg, 4).aux(count)
}

/// Prepares: sets the snaplen for a descriptor by its ports and data.
pub(super) const fn snaplen(address: u8) -> Op {
    op(OpKind::Snaplen, 0, 0).aux(address)
}

/// The same by ports only: the data are in vectors.
pub(super) const fn snaplen_by_port(address: u8) -> Op {
    snaplen(address).extra(1)
}

/// A socket address.
pub(super) const fn sockaddr(arg: u8, length: u8) -> Op {
    op(OpKind::Sockaddr, arg, 0).aux(length)
}

/// Both ends of a socket, the local one first.
pub(super) const fn tuple_out(arg: u8, address: u8) -> Op {
    op(OpKind::Tuple, arg, 1).aux(address)
}

/// Both ends of a socket, the remote one first.
pub(super) const fn tuple_in(arg: u8, address: u8) -> Op {
    op(OpKind::Tuple, arg, 0).aux(address)
}

/// The queue of a listening socket: 0 percentage, 1 length, 2 limit.
pub(super) const fn backlog(width: u8, which: u8) -> Op {
    op(OpKind::Backlog, 0, width).aux(which).when(When::Success)
}

/// The value of a socket option.
pub(super) const fn sockopt(arg: u8, length: u8) -> Op {
    op(OpKind::Sockopt, arg, 0).aux(length)
}

/// The name of a socket option.
pub(super) const fn optname() -> Op {
    op(OpKind::Optname, 2, 1).aux(1).table(Table::SocketOption)
}

/// A poll list.
pub(super) const fn fds(arg: u8, count: u8) -> Op {
    op(OpKind::Fds, arg, 0).aux(count)
}

/// A time in user memory.
pub(super) const fn timespec(arg: u8) -> Op {
    op(OpKind::Timespec, arg, 8)
}

/// A number of the task.
pub(super) const fn task(width: u8, which: Task) -> Op {
    op(OpKind::Task, 0, width).aux(which as u8)
}

/// The task's name.
pub(super) const fn comm() -> Op {
    op(OpKind::Comm, 0, 0)
}

/// Device of an open file.
pub(super) const fn device_of(arg: u8) -> Op {
    op(OpKind::File, arg, 4).aux(File::Dev as u8)
}

/// Inode of an open file.
pub(super) const fn inode_of(arg: u8) -> Op {
    op(OpKind::File, arg, 8).aux(File::Ino as u8)
}

/// Overlay layer of a file that was created.
pub(super) const fn created_layer(arg: u8) -> Op {
    op(OpKind::File, arg, 2).aux(File::CreatedLayer as u8)
}

/// Open flags, with what the open file adds.
pub(super) const fn open_flags(arg: u8) -> Op {
    op(OpKind::OpenFlags, arg, 4).aux(RET).table(Table::Open)
}

/// Open flags as they were requested.
pub(super) const fn asked_open_flags(arg: u8) -> Op {
    flags(4, Table::Open, arg)
}

/// Mode of a file, if the flags create one.
pub(super) const fn open_mode(arg: u8, open_flags: u8) -> Op {
    op(OpKind::OpenMode, arg, 4).aux(open_flags)
}

/// A device number.
pub(super) const fn device(arg: u8) -> Op {
    op(OpKind::Device, arg, 4)
}

/// First argument of the program.
pub(super) const fn exe() -> Op {
    op(OpKind::Exe, 0, 0)
}

/// The other arguments.
pub(super) const fn args() -> Op {
    op(OpKind::Args, 0, 0)
}

/// Environment.
pub(super) const fn env() -> Op {
    op(OpKind::Env, 0, 0)
}

/// Texts of an array of pointers in user memory: 0 the first, 1 the others, 2 all.
pub(super) const fn argv(arg: u8, which: u8) -> Op {
    op(OpKind::Argv, arg, 0).aux(which)
}

/// Control groups.
pub(super) const fn cgroups() -> Op {
    op(OpKind::Cgroups, 0, 0)
}

/// Path of an open file.
pub(super) const fn path_of(arg: u8) -> Op {
    op(OpKind::Path, arg, 0)
}

/// Path of the task's executable.
pub(super) const fn exe_path() -> Op {
    op(OpKind::Path, 0, 0).aux(1)
}

/// The task's working directory.
pub(super) const fn working_directory() -> Op {
    op(OpKind::Path, 0, 0).aux(2)
}

/// The task's root directory.
pub(super) const fn root_directory() -> Op {
    op(OpKind::Path, 0, 0).aux(3)
}

/// Flags of a clone.
pub(super) const fn clone_flags(arg: u8) -> Op {
    op(OpKind::CloneFlags, arg, 4).table(Table::Clone)
}

/// Address of a ptrace request.
pub(super) const fn ptrace_address(arg: u8) -> Op {
    op(OpKind::Ptrace, arg, 0)
}

/// Data of a ptrace request.
pub(super) const fn ptrace_data(arg: u8) -> Op {
    op(OpKind::Ptrace, arg, 0).aux(1)
}

/// An argument of keyctl.
pub(super) const fn keyctl(arg: u8) -> Op {
    op(OpKind::Keyctl, arg, 0)
}

/// Parameter `which` of quotactl, by index.
pub(super) const fn quota(width: u8, which: u8) -> Op {
    op(OpKind::Quota, 0, width).aux(which)
}

/// A part of a semaphore operation.
pub(super) const fn semop(which: u8) -> Op {
    op(OpKind::Semop, 0, 2).aux(which)
}

/// The kernel's address of a socket, or of its peer.
pub(super) const fn sock(arg: u8, peer: u8) -> Op {
    op(OpKind::Sockets, arg, 8).aux(peer)
}

/// Flags of mount, without the magic number of old programs.
pub(super) const fn mount_flags(arg: u8) -> Op {
    op(OpKind::MountFlags, arg, 4)
}

/// A text in kernel memory.
pub(super) const fn kernel_text(arg: u8) -> Op {
    op(OpKind::KernelText, arg, 0).extra(MAX_PATH)
}

/// Prepares: takes a message header apart into arguments 8 to 13.
pub(super) const fn message(arg: u8) -> Op {
    op(OpKind::Message, arg, 0)
}

/// Bytes, if fewer than 64 KiB.
pub(super) const fn control_data(arg: u8, length: u8) -> Op {
    op(OpKind::Optional, arg, 0).aux(length)
}

/// The text of a prctl option.
pub(super) const fn prctl_text() -> Op {
    op(OpKind::Prctl, 0, 0)
}

/// The number of a prctl option.
pub(super) const fn prctl_number() -> Op {
    op(OpKind::Prctl, 0, 0).aux(1)
}

/// Binary value of fsconfig.
pub(super) const fn fsconfig_bytes() -> Op {
    op(OpKind::Fsconfig, 0, 0)
}

/// Text value of fsconfig.
pub(super) const fn fsconfig_text() -> Op {
    op(OpKind::Fsconfig, 0, 0).aux(1)
}

/// An argument, if another one has this value; else 0.
pub(super) const fn number_if(width: u8, arg: u8, other: u8, value: u32) -> Op {
    op(OpKind::NumberIf, arg, width).aux(other).extra(value)
}

/// Bytes in kernel memory.
pub(super) const fn kernel_bytes(arg: u8, length: u8) -> Op {
    op(OpKind::KernelBytes, arg, 0).aux(length)
}

/// The path that quotactl turns quotas on with.
pub(super) const fn quota_path() -> Op {
    op(OpKind::QuotaPath, 3, 0).extra(MAX_PATH)
}
