// SPDX-License-Identifier: Apache-2.0
//! A thread as text, in columns.

use crate::ffi::abi::thread::scap_threadinfo;
use crate::ffi::door::text;
use crate::ffi::records::thread_record;
use std::io::Write;

const LABEL: usize = 25;

/// A line of labels and values.
pub(super) fn row(out: &mut Vec<u8>, label_width: usize, cells: &[(&str, String)]) {
    for (index, (label, value)) in cells.iter().enumerate() {
        let gap = if index == 0 { "" } else { " " };
        // Writing into memory does not fail.
        let _ = write!(out, "{gap}{label:<label_width$} {value:<20}");
    }
    out.push(b'\n');
}

pub(super) fn render(t: &scap_threadinfo) -> Vec<u8> {
    let mut out = b"----------------------- THREADINFO\n".to_vec();
    for cells in numbers(t) {
        row(&mut out, LABEL, &cells);
    }
    let record = thread_record(t);
    let texts: [(&str, &[u8]); 5] = [
        ("comm:", text(&t.comm)),
        ("exe:", text(&t.exe)),
        ("exepath:", text(&t.exepath)),
        ("cwd:", text(&t.cwd)),
        ("root:", text(&t.root)),
    ];
    for (label, value) in texts {
        let _ = write!(out, "{label:<LABEL$} ");
        out.extend_from_slice(value);
        out.push(b'\n');
    }
    for (label, list) in [("args:", &record.args), ("env:", &record.env), ("cgroups:", &record.cgroups)] {
        let _ = write!(out, "{label:<LABEL$} ");
        for item in list.strip_suffix(b"\0").unwrap_or(list).split(|byte| *byte == 0) {
            if !list.is_empty() {
                out.extend_from_slice(item);
                out.push(b' ');
            }
        }
        out.push(b'\n');
    }
    out.extend_from_slice(b"----------------------- \n");
    out
}

fn numbers(t: &scap_threadinfo) -> [[(&'static str, String); 3]; 12] {
    let n = |label, value: u64| (label, value.to_string());
    let s = |label, value: i64| (label, value.to_string());
    let x = |label, value: u64| (label, format!("{value:#x}"));
    let b = |label, value: bool| (label, u8::from(value).to_string());
    [
        [n("tid:", t.tid), n("pid:", t.pid), n("ptid:", t.ptid)],
        [n("sid:", t.sid), n("vpgid:", t.vpgid), n("pgid:", t.pgid)],
        [s("vtid:", t.vtid), s("vpid:", t.vpid), n("uid:", t.uid.into())],
        [n("gid:", t.gid.into()), s("loginuid:", (t.loginuid as i32).into()), n("tty:", t.tty.into())],
        [s("fdlimit:", t.fdlimit), n("flags:", t.flags.into()), s("filtered_out:", t.filtered_out.into())],
        [
            n("args_len:", t.args_len.into()),
            n("env_len:", t.env_len.into()),
            b("exe_writable:", t.exe_writable),
        ],
        [
            b("exe_upper_layer:", t.exe_upper_layer),
            b("exe_lower_layer:", t.exe_lower_layer),
            b("exe_from_memfd:", t.exe_from_memfd),
        ],
        [
            n("vmsize_kb:", t.vmsize_kb.into()),
            n("vmrss_kb:", t.vmrss_kb.into()),
            n("vmswap_kb:", t.vmswap_kb.into()),
        ],
        [n("pfmajor:", t.pfmajor), n("pfminor:", t.pfminor), n("clone_ts:", t.clone_ts)],
        [
            x("cap_permitted:", t.cap_permitted),
            x("cap_effective:", t.cap_effective),
            x("cap_inheritable:", t.cap_inheritable),
        ],
        [
            x("exe_ino:", t.exe_ino),
            n("exe_ino_ctime:", t.exe_ino_ctime),
            n("exe_ino_mtime:", t.exe_ino_mtime),
        ],
        [
            n("exe_ino_..._clone_ts:", t.exe_ino_ctime_duration_clone_ts),
            n("exe_ino_..._pidns_start:", t.exe_ino_ctime_duration_pidns_start),
            n("pidns_init_start_ts:", t.pidns_init_start_ts),
        ],
    ]
}
