//! Where events that work on a descriptor carry its number.

use super::{Code, EventFlags};
use Code::*;

impl Code {
    /// The index of the parameter with the descriptor that the event works on; `None` for events without
    /// `USES_FD`. Entries have it first unless told otherwise.
    pub fn fd_param(self) -> Option<usize> {
        if !self.info().flags.has(EventFlags::USES_FD) {
            return None;
        }
        Some(match self {
            SyscallMmapX | SyscallMmap2X => 8,
            SocketRecvmsgX => 5,
            SyscallMmapE | SyscallMmap2E => 4,
            SocketRecvfromX | SyscallReadvX | SyscallPreadvX => 3,
            SyscallReadX | SyscallWriteX | SocketBindX | SocketConnectX | SocketSendX | SocketSendtoX
            | SocketRecvX | SocketSendmsgX | SyscallPreadX | SyscallPwriteX | SyscallWritevX
            | SyscallPwritevX | SyscallSpliceX | SyscallSymlinkatX | SyscallSendfileX => 2,
            SyscallCloseX
            | SocketListenX
            | SocketShutdownX
            | SocketSetsockoptX
            | SocketGetsockoptX
            | SocketSendmmsgX
            | SocketRecvmmsgX
            | SyscallFstatX
            | SyscallLseekX
            | SyscallLlseekX
            | SyscallFchdirX
            | SyscallFcntlX
            | SyscallIoctl_3X
            | SyscallGetdentsX
            | SyscallGetdents64X
            | SyscallSetnsX
            | SyscallFlockX
            | SyscallUnlinkat_2X
            | SyscallMkdiratX
            | SyscallFchmodatX
            | SyscallFchmodX
            | SyscallCopyFileRangeX
            | SyscallIoUringEnterX
            | SyscallIoUringRegisterX
            | SyscallDup2X
            | SyscallDup3X
            | SyscallDup_1X
            | SyscallFsconfigX
            | SyscallFchownX
            | SyscallFchownatX
            | SyscallFinitModuleX
            | SyscallMknodatX
            | SyscallNewfstatatX => 1,
            SyscallSpliceE => 1,
            SyscallIoctl_2X | SyscallDupX => return None,
            _ => 0,
        })
    }
}
