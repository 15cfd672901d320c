// SPDX-License-Identifier: Apache-2.0
//! A descriptor as text, in columns.

use super::thread::row;
use crate::ffi::abi::thread::scap_fdinfo;
use crate::ffi::records::fd_record;
use crate::snapshot::FdDetail;
use std::io::Write;

const LABEL: usize = 15;

const TYPES: [&str; 22] = [
    "UNKNOWN",
    "FILE",
    "DIRECTORY",
    "IPV4_SOCK",
    "IPV6_SOCK",
    "IPV4_SERVSOCK",
    "IPV6_SERVSOCK",
    "FIFO",
    "UNIX_SOCK",
    "EVENT",
    "UNSUPPORTED",
    "SIGNALFD",
    "EVENTPOLL",
    "INOTIFY",
    "TIMERFD",
    "NETLINK",
    "FILE_V2",
    "BPF",
    "USERFAULTFD",
    "IOURING",
    "MEMFD",
    "PIDFD",
];

fn type_name(ty: i32) -> &'static str {
    match ty {
        -1 => "UNINITIALIZED",
        _ => usize::try_from(ty).ok().and_then(|at| TYPES.get(at)).unwrap_or(&"UNKNOWN"),
    }
}

pub(super) fn render(fd: &scap_fdinfo) -> Vec<u8> {
    let mut out = b"----------------------- FDINFO\n".to_vec();
    let cells =
        [("fd:", fd.fd.to_string()), ("ino:", fd.ino.to_string()), ("type:", type_name(fd.ty).into())];
    row(&mut out, LABEL, &cells);
    if let Some(record) = fd_record(fd) {
        detail(&mut out, &record.detail);
    }
    out.extend_from_slice(b"----------------------- \n");
    out
}

fn detail(out: &mut Vec<u8>, detail: &FdDetail) {
    let number = |label, value: u32| (label, value.to_string());
    match detail {
        FdDetail::Ipv4 { sip, dip, sport, dport, l4proto } => {
            let ends =
                [("sip:", sip.to_string()), ("dip:", dip.to_string()), number("sport:", u32::from(*sport))];
            row(out, LABEL, &ends);
            let rest = [number("dport:", u32::from(*dport)), number("l4proto:", l4proto.number().into())];
            row(out, LABEL, &rest);
        }
        FdDetail::Ipv6 { sip, dip, sport, dport, l4proto } => {
            name(out, "sip:", sip.to_string().as_bytes());
            name(out, "dip:", dip.to_string().as_bytes());
            let rest = [
                number("sport:", u32::from(*sport)),
                number("dport:", u32::from(*dport)),
                number("l4proto:", l4proto.number().into()),
            ];
            row(out, LABEL, &rest);
        }
        FdDetail::Ipv4Server { ip, port, l4proto } => {
            let cells = [
                ("ip:", ip.to_string()),
                number("port:", u32::from(*port)),
                number("l4proto:", l4proto.number().into()),
            ];
            row(out, LABEL, &cells);
        }
        FdDetail::Ipv6Server { ip, port, l4proto } => {
            name(out, "ip:", ip.to_string().as_bytes());
            row(
                out,
                LABEL,
                &[number("port:", u32::from(*port)), number("l4proto:", l4proto.number().into())],
            );
        }
        FdDetail::Unix { source, destination, name: path } => {
            row(
                out,
                LABEL,
                &[("source:", format!("{source:#x}")), ("destination:", format!("{destination:#x}"))],
            );
            name(out, "fname:", path);
        }
        FdDetail::File { open_flags, name: path, mount_id, dev } => {
            let cells = [
                ("open_flags:", format!("{open_flags:#x}")),
                number("mount_id:", *mount_id),
                number("dev:", *dev),
            ];
            row(out, LABEL, &cells);
            name(out, "fname:", path);
        }
        FdDetail::Name(path) => name(out, "fname:", path),
    }
}

fn name(out: &mut Vec<u8>, label: &str, text: &[u8]) {
    // Writing into memory does not fail.
    let _ = write!(out, "{label:<LABEL$} ");
    out.extend_from_slice(text);
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ffi::records::fd_info;
    use crate::schema::FdType;
    use crate::snapshot::FdRecord;

    #[test]
    fn a_file() {
        let detail = FdDetail::File { open_flags: 1, name: b"/etc/hosts".to_vec(), mount_id: 7, dev: 5 };
        let fd = fd_info(&FdRecord { fd: 3, ino: 9, ty: FdType::FileV2, detail });
        let text = String::from_utf8(render(&fd)).expect("text");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[1],
            format!("fd:             {:<20} ino:            {:<20} type:           {:<20}", 3, 9, "FILE_V2")
        );
        assert_eq!(
            lines[2],
            format!("open_flags:     {:<20} mount_id:       {:<20} dev:            {:<20}", "0x1", 7, 5)
        );
        assert_eq!(lines[3], "fname:          /etc/hosts");
    }
}
