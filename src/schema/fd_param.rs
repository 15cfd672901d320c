// SPDX-License-Identifier: Apache-2.0
//! Which parameter of an event is the descriptor that it works on.

use super::{Code, EventFlags, events};

impl Code {
    /// Index of the parameter with the descriptor that the event works on; `None` for events that work on none.
    #[inline]
    pub fn fd_param(self) -> Option<usize> {
        match TABLE[self as usize] {
            u8::MAX => None,
            index => Some(usize::from(index)),
        }
    }
}

static TABLE: [u8; Code::COUNT] = {
    let mut table = [u8::MAX; Code::COUNT];
    let mut at = 0;
    while at < Code::COUNT {
        let row = &events::TABLE[at];
        if row.flags.has(EventFlags::USES_FD) {
            table[at] = if row.code.is_enter() { enter(row.code) } else { exit(row.code) };
        }
        at += 1;
    }
    table
};

/// In enter events it is the first parameter, with few exceptions.
const fn enter(code: Code) -> u8 {
    match code {
        Code::SyscallMmapE | Code::SyscallMmap2E => 4,
        Code::SyscallSpliceE => 1,
        _ => 0,
    }
}

/// Exit events follow no rule.
const fn exit(code: Code) -> u8 {
    use Code::*;
    match code {
        SyscallSetnsX
        | SocketListenX
        | SocketShutdownX
        | SyscallFchdirX
        | SyscallLseekX
        | SyscallLlseekX
        | SyscallIoctl_3X
        | SyscallFstatX
        | SyscallCloseX
        | SyscallGetdentsX
        | SyscallGetdents64X
        | SyscallFlockX
        | SyscallCopyFileRangeX
        | SyscallFcntlX
        | SyscallDup_1X
        | SyscallDup2X
        | SyscallDup3X
        | SyscallNewfstatatX
        | SyscallFchownatX
        | SyscallFchmodatX
        | SyscallMkdiratX
        | SyscallUnlinkat_2X
        | SyscallMknodatX
        | SocketSendmmsgX
        | SocketRecvmmsgX
        | SyscallIoUringRegisterX
        | SyscallIoUringEnterX
        | SocketSetsockoptX
        | SocketGetsockoptX
        | SyscallFsconfigX
        | SyscallFinitModuleX
        | SyscallFchmodX
        | SyscallFchownX => 1,
        SyscallReadX | SyscallPreadX | SocketBindX | SyscallWriteX | SyscallPwriteX | SocketRecvX
        | SocketSendX | SocketSendtoX | SocketSendmsgX | SyscallSendfileX | SyscallSpliceX
        | SyscallWritevX | SyscallPwritevX | SocketConnectX | SyscallSymlinkatX => 2,
        SocketRecvfromX | SyscallReadvX | SyscallPreadvX => 3,
        SocketRecvmsgX => 5,
        SyscallMmapX | SyscallMmap2X => 8,
        _ => u8::MAX,
    }
}
