// SPDX-License-Identifier: Apache-2.0
//! The tables against what falcosecurity/libs 0.25.4 computes.

use super::*;
use serde_json::Value;

/// What the probe computes (ebpf/params/number.h).
fn translate(table: Table, value: u64) -> u64 {
    let (_, t) = all().find(|(number, _)| *number == table as u32).expect("the table is there");
    let mut out = u64::from(t.base) | (value & t.copy);
    let mut left = value as u32 & t.bits;
    for (index, entry) in t.entries[..usize::from(t.count)].iter().enumerate() {
        if left == 0 && index >= usize::from(t.all) {
            break;
        }
        if value as u32 & entry.mask == entry.value {
            out |= u64::from(entry.out);
            left &= !entry.value;
            if t.first != 0 {
                return out;
            }
        }
    }
    if t.first != 0 { out | u64::from(t.otherwise) } else { out }
}

const TABLES: &[(&str, Table)] = &[
    ("open_flags", Table::Open),
    ("timerfd_create_flags", Table::Nonblock),
    ("openat2_resolve", Table::Resolve),
    ("io_uring_setup_flags", Table::UringSetup),
    ("io_uring_setup_feats", Table::UringFeatures),
    ("io_uring_enter_flags", Table::UringEnter),
    ("inotify_init1_flags", Table::NonblockCloexec),
    ("eventfd2_flags", Table::NonblockCloexec),
    ("signalfd4_flags", Table::NonblockCloexec),
    ("clone_flags", Table::Clone),
    ("socket_flags", Table::SocketFlags),
    ("socket_family", Table::Family),
    ("prot_flags", Table::Protection),
    ("mmap_flags", Table::Mmap),
    ("fcntl_cmd", Table::Fcntl),
    ("sockopt_level", Table::SocketLevel),
    ("poll_events", Table::Poll),
    ("futex_op", Table::Futex),
    ("access_flags", Table::Access),
    ("rlimit_resource", Table::Rlimit),
    ("shutdown_how", Table::Shutdown),
    ("lseek_whence", Table::Whence),
    ("semop_flags", Table::Semop),
    ("pf_flags", Table::PageFault),
    ("flock_flags", Table::Flock),
    ("quotactl_type", Table::QuotaType),
    ("quotactl_cmd", Table::QuotaCmd),
    ("quotactl_fmt", Table::QuotaFormat),
    ("semget_flags", Table::Semget),
    ("semctl_cmd", Table::Semctl),
    ("ptrace_requests", Table::Ptrace),
    ("mlockall_flags", Table::Mlockall),
    ("mlock2_flags", Table::Mlock2),
    ("memfd_create_flags", Table::Memfd),
    ("unlinkat_flags", Table::Unlinkat),
    ("linkat_flags", Table::AtFlags),
    ("newfstatat_flags", Table::StatFlags),
    ("chmod_mode", Table::Mode),
    ("umount2_flags", Table::Umount),
    ("fchownat_flags", Table::AtFlags),
    ("capabilities", Table::Capabilities),
    ("dup3_flags", Table::Dup3),
    ("pipe2_flags", Table::Pipe2),
    ("epoll_create1_flags", Table::EpollCreate1),
    ("splice_flags", Table::Splice),
    ("pidfd_open_flags", Table::PidfdOpen),
    ("finit_module_flags", Table::FinitModule),
    ("mknod_mode", Table::NodeMode),
    ("delete_module_flags", Table::DeleteModule),
    ("close_range_flags", Table::CloseRange),
];

#[test]
fn every_table_translates_as_the_reference_does() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/reference/flag_translation.json"));
    let reference: Value = serde_json::from_str(text).expect("JSON");
    let mut compared = 0;
    let mut wrong = Vec::new();
    for (name, table) in TABLES {
        let function = &reference["functions"][name];
        let zero = function["zero"].as_u64().expect("a number");
        let mut check = |input: u64, wanted: u64| {
            compared += 1;
            let got = translate(*table, input);
            if got != wanted {
                wrong.push(format!("{name}({input:#x}) = {got}, not {wanted}"));
            }
        };
        check(0, zero);
        let bits = if *table == Table::Capabilities { 64 } else { 32 };
        for bit in 0..bits {
            // Where a bit is missing, the result is that of 0, or 0.
            let listed = function["single_bits"].get(bit.to_string()).and_then(Value::as_u64);
            let wanted = listed.unwrap_or(if translate(*table, 1 << bit) == 0 { 0 } else { zero });
            check(1 << bit, wanted);
        }
        for (input, wanted) in function["values_from_0"].as_array().into_iter().flatten().enumerate() {
            check(input as u64, wanted.as_u64().expect("a number"));
        }
        for (input, wanted) in function["other_inputs"].as_object().into_iter().flatten() {
            check(input.parse().expect("a number"), wanted.as_u64().expect("a number"));
        }
    }
    assert!(wrong.is_empty(), "{} of {compared}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 2000, "only {compared} values were compared");
}
