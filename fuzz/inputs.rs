// SPDX-License-Identifier: Apache-2.0
//! What is done with the bytes of a fuzzer; shared by the targets and by the test that replays their corpus.

use scap::codec::RawEvent;
use scap::platform::{Descriptors, Platform, ScanOptions};
use scap::savefile::{ReadOptions, Reader};
use std::fs;
use std::path::Path;

/// Reads the bytes as a capture file in each way there is, also behind damage.
pub fn savefile(bytes: &[u8]) {
    for unconverted in [false, true] {
        let options = ReadOptions { unconverted, keep_original: !unconverted, ..ReadOptions::default() };
        let Ok(mut reader) = Reader::from_bytes(bytes.to_vec(), Path::new("fuzz"), options) else { continue };
        // Each turn takes bytes or ends the file; one that does neither would hang here.
        loop {
            let ended = match reader.read() {
                Ok(Some(record)) => {
                    assert!(record.event.params().count() <= 32);
                    false
                }
                Ok(None) => !reader.next_section().unwrap_or(false),
                Err(_) => false,
            };
            if ended || (reader.is_broken() && !reader.resync().is_ok_and(|(_, found)| found)) {
                break;
            }
        }
    }
}

/// Decodes the bytes as one event and takes its parameters.
pub fn event(bytes: &[u8]) {
    let Ok(event) = RawEvent::decode(bytes) else { return };
    let total: usize = event.params().map(|param| param.bytes().len()).sum();
    assert!(total <= bytes.len());
    for index in 0..event.param_count() + 1 {
        let param = event.param_or_empty(index);
        let _ = (param.u8(), param.u16(), param.u32(), param.i64(), param.text());
    }
}

/// The files of a process, in the order of the parts of the input; the parts are divided by 0xFF.
const FILES: [&str; 14] = [
    "stat",
    "status",
    "cmdline",
    "environ",
    "cgroup",
    "loginuid",
    "limits",
    "fdinfo/3",
    "mounts",
    "net/tcp",
    "net/tcp6",
    "net/unix",
    "net/netlink",
    "comm",
];

/// Looks at a machine whose /proc, below this folder, holds the bytes.
pub fn proc(bytes: &[u8], root: &Path) {
    let process = root.join("proc/1");
    for folder in ["fd", "fdinfo", "net", "ns", "task/1"] {
        fs::create_dir_all(process.join(folder)).expect("a folder for the input");
    }
    let mut parts = bytes.split(|byte| *byte == 0xFF);
    for file in FILES {
        fs::write(process.join(file), parts.next().unwrap_or_default()).expect("a file for the input");
    }
    fs::write(root.join("proc/stat"), parts.next().unwrap_or(b"btime 1\n")).expect("a file for the input");
    let Ok(mut platform) = Platform::open(root) else { return };
    let options = ScanOptions { users: true, ..ScanOptions::default() };
    let _ = platform.snapshot(&options, &mut |_| ());
    let _ = (platform.process(1, Descriptors::All), platform.cpu_times(), platform.users());
}
