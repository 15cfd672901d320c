//! Where an event says which descriptor it works on.

use crate::schema::{Code, EventFlags};

/// Index of the parameter with the descriptor that the event works on.
#[inline]
pub fn fd_param(code: Code) -> Option<usize> {
    match TABLE[code as usize] {
        u8::MAX => None,
        index => Some(usize::from(index)),
    }
}

static TABLE: [u8; Code::COUNT] = {
    let mut table = [u8::MAX; Code::COUNT];
    let mut at = 0;
    while at < Code::COUNT {
        let row = &crate::schema::events::TABLE[at];
        if row.flags.has(EventFlags::USES_FD) {
            table[at] = if row.code.is_enter() { enter(row.code) } else { exit(row.code) };
        }
        at += 1;
    }
    table
};

/// Entries name it first, with few exceptions.
const fn enter(code: Code) -> u8 {
    match code {
        Code::SyscallMmapE | Code::SyscallMmap2E => 4,
        Code::SyscallSpliceE => 1,
        _ => 0,
    }
}

/// Exits follow no rule.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_those_of_the_reference() {
        let path =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/reference/parser_state.json");
        let Ok(text) = std::fs::read_to_string(&path) else {
            println!("left out: {} is absent", path.display());
            return;
        };
        let json: serde_json::Value = serde_json::from_str(&text).expect("valid JSON");
        for event in json["events"].as_array().expect("a list") {
            let number = event["code"].as_u64().expect("a number") as u16;
            let code = Code::from_number(number).expect("a known code");
            let expected = event.get("fd_lookup_param").and_then(|v| v.as_u64()).map(|v| v as usize);
            assert_eq!(fd_param(code), expected, "{}", code.enum_name());
            let parsed = event["handling"] == "parsed";
            let ours = super::super::is_parsed(code);
            // Upstream leaves containers to a plugin, and ends a live capture when a processor comes or goes.
            let differs = matches!(
                code,
                Code::ContainerJson_2E | Code::ContainerJsonE | Code::AsynceventE | Code::CpuHotplugE
            );
            assert!(ours == parsed || differs, "{}", code.enum_name());
        }
    }
}
