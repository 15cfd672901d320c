// SPDX-License-Identifier: Apache-2.0
//! The whole module over a machine made of files, as `HOST_ROOT` may name one.

use super::*;
use crate::schema::flags::open::{PPM_O_CLOEXEC, PPM_O_RDWR};
use crate::schema::flags::process::{PPM_CL_CLONE_FILES, PPM_CL_CLONE_THREAD};
use crate::schema::{FdType, L4Proto};
use crate::snapshot::FdDetail;
use crate::snapshot::{Lookup, ThreadIdentity};
use std::fs;
use std::net::Ipv4Addr;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A directory that goes when it is dropped.
struct Root(PathBuf);

impl Root {
    fn new(name: &str) -> Root {
        let root = Root(std::env::temp_dir().join(format!("syscap-platform-{name}-{}", std::process::id())));
        root.file("proc/stat", "cpu 1\nbtime 1700000000\n");
        root.file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nweb:x:1000:1000::/srv:/bin/false\n");
        root.file("etc/group", "root:x:0:\nweb:x:1000:\n");
        root
    }

    fn file(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn link(&self, path: &str, target: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(target, path).unwrap();
    }

    /// What each thread has; the directory ends with its slash.
    fn thread(&self, directory: &str, tid: u32, pid: u32, comm: &str) {
        self.file(
            &format!("{directory}status"),
            &format!("Tgid:\t{pid}\nPPid:\t1\nUid:\t0\t1000\t0\t0\nGid:\t0\t1000\t0\t0\nNSpid:\t{tid}\nNSpgid:\t{pid}\n"),
        );
        let tail = "S 1 40 41 34816 -1 0 10 0 20 0 1 2 0 0 20 0 1 0 500 0 0";
        self.file(&format!("{directory}stat"), &format!("{tid} ({comm}) {tail}\n"));
        self.file(&format!("{directory}cgroup"), "4:memory:/web\n");
        self.link(&format!("{directory}cwd"), "/srv");
        self.link(&format!("{directory}root"), "/");
    }

    fn process(&self, pid: u32, comm: &str) {
        let directory = format!("proc/{pid}/");
        self.thread(&directory, pid, pid, comm);
        self.file(&format!("{directory}cmdline"), "httpd\0-f\0conf\0");
        self.file(&format!("{directory}environ"), "A=1\0B=2\0");
        self.file(&format!("{directory}loginuid"), "1000");
        self.file(
            &format!("{directory}limits"),
            "Max open files            1024                 4096                 files\n",
        );
        self.link(&format!("{directory}exe"), "/usr/sbin/httpd");
        fs::create_dir_all(self.0.join(format!("{directory}fd"))).unwrap();
    }

    fn open(&self) -> Platform {
        Platform::open(&self.0).unwrap()
    }
}

impl Drop for Root {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn everything(root: &Root) -> Processes {
    root.open().processes(&ScanOptions::default(), &mut |_| ()).unwrap()
}

#[test]
fn a_process_and_its_threads() {
    let root = Root::new("process");
    root.process(40, "httpd");
    root.thread("proc/40/task/40/", 40, 40, "httpd");
    root.thread("proc/40/task/42/", 42, 40, "worker");
    let found = everything(&root);
    let [leader, worker] = &found.threads[..] else { panic!("{:?}", found.threads) };
    assert_eq!((leader.tid, leader.pid, leader.ptid, leader.sid, leader.pgid), (40, 40, 1, 41, 40));
    assert_eq!((leader.uid, leader.gid, leader.loginuid, leader.tty), (1000, 1000, 1000, 34816));
    assert_eq!((leader.pfminor, leader.pfmajor, leader.fdlimit, leader.flags), (10, 20, 1024, 0));
    assert_eq!(
        (&leader.exe[..], &leader.args[..], &leader.env[..]),
        (&b"httpd"[..], &b"-f\0conf\0"[..], &b"A=1\0B=2\0"[..])
    );
    assert_eq!(
        (&leader.exepath[..], &leader.cwd[..], &leader.root[..]),
        (&b"/usr/sbin/httpd"[..], &b"/srv"[..], &b"/"[..])
    );
    assert_eq!(leader.cgroups, b"memory=/web\0");
    let start = machine::exact_boot_time() + 5_000_000_000;
    assert!(leader.clone_ts.abs_diff(start) < 1_000_000_000, "{} {start}", leader.clone_ts);
    assert_eq!((worker.tid, worker.pid, &worker.comm[..]), (42, 40, &b"worker"[..]));
    assert_eq!(worker.flags, PPM_CL_CLONE_THREAD | PPM_CL_CLONE_FILES);
    assert_eq!(worker.args, leader.args);
}

/// A thread as its /proc of an outer namespace shows it: start in hundredths of a second after boot, ids from the outside
/// in.
fn nested(root: &Root, directory: &str, comm: &str, start: u32, tgids: &str, tids: &str) {
    root.file(&format!("{directory}status"), &format!("NStgid:\t{tgids}\nNSpid:\t{tids}\n"));
    let tail = format!("S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 {start} 0 0");
    root.file(&format!("{directory}stat"), &format!("1 ({comm}) {tail}\n"));
}

#[test]
fn threads_of_inner_namespaces_are_found_by_their_own_numbers() {
    let root = Root::new("nested");
    let data = root.0.join("data");
    fs::write(&data, "").unwrap();
    let threads = [
        ("proc/5/", "proc/5/task/5/", "sh", 1000, "5", "5"),
        ("proc/40/", "proc/40/task/40/", "sh", 2000, "40\t5", "40\t5"),
        ("proc/40/", "proc/40/task/41/", "sh", 2001, "40\t5", "41\t6"),
        ("proc/50/", "proc/50/task/50/", "web", 2000, "50\t5", "50\t5"),
    ];
    for (process, thread, comm, start, tgids, tids) in threads {
        nested(&root, process, comm, start, tgids, tids);
        nested(&root, thread, comm, start, tgids, tids);
    }
    for pid in [5, 40, 50] {
        root.link(&format!("proc/{pid}/fd/{pid}"), data.to_str().unwrap());
    }
    root.link("proc/40/task/41/fd/7", data.to_str().unwrap());
    let mut platform = root.open();
    let boot = machine::exact_boot_time();
    let mut found = |tid, vtid, start: u64, comm: &'static str| {
        let start = if start == 0 { 0 } else { boot + start * 10_000_000 };
        let thread = ThreadIdentity { tid, vtid, vpid: 5, start, comm: comm.as_bytes() };
        let fds = platform.numbered_descriptors(&thread, &[5, 7, 40, 50, -1], false);
        fds.iter().map(|fd| fd.fd).collect::<Vec<_>>()
    };
    // Twice: what was found once is looked at again.
    for _ in 0..2 {
        assert_eq!(found(900, 5, 1010, "sh"), [5]);
        assert_eq!(found(901, 5, 2010, "sh"), [40]);
        assert_eq!(found(902, 6, 2010, "sh"), [7]);
        assert_eq!(found(903, 5, 2010, "web"), [50]);
    }
    assert!(found(904, 5, 2010, "other").is_empty(), "two may be meant");
    assert!(found(905, 5, 0, "sh").is_empty(), "two may be meant");
    assert!(found(906, 6, 0, "sh") == [7]);
    assert!(found(907, 5, 5000, "sh").is_empty(), "none was there");
    fs::remove_dir_all(root.0.join("proc/40")).unwrap();
    assert!(found(901, 5, 2010, "sh").is_empty(), "it has ended");
}

#[test]
fn large_environments_are_told_in_part_and_read_whole() {
    let root = Root::new("environment");
    root.process(40, "httpd");
    let whole = "LONG=0123456789\0".repeat(1000);
    root.file("proc/40/environ", &whole);
    let found = everything(&root);
    assert_eq!(found.threads[0].env.len(), crate::snapshot::ENVIRONMENT_SIZE);
    let mut platform = root.open();
    assert_eq!(platform.environment(40).as_deref(), Some(whole.as_bytes()));
    assert_eq!(platform.environment(41), None);
}

#[test]
fn descriptors_of_every_kind() {
    let root = Root::new("descriptors");
    root.process(40, "httpd");
    let file = root.0.join("data");
    fs::write(&file, "").unwrap();
    root.link("proc/40/fd/0", file.to_str().unwrap());
    root.file("proc/40/fdinfo/0", "pos:\t0\nflags:\t02000002\nmnt_id:\t31\n");
    root.file("proc/40/mountinfo", "30 1 8:1 / / rw - ext4 x rw\n31 30 8:17 / /srv rw - ext4 y rw\n");
    root.link("proc/40/fd/1", "pipe:[77]");
    root.link("proc/40/fd/2", "socket:[88]");
    root.link("proc/40/fd/3", "socket:[89]");
    root.link("proc/40/fd/4", root.0.to_str().unwrap());
    root.file(
        "proc/40/net/udp",
        "sl local rem st\n 0: 0100007F:0035 00000000:0000 07 0:0 0:0 0 0 0 88 2 0 0\n",
    );
    let fds: Vec<_> = everything(&root).fds.into_iter().map(|(tid, fd)| (tid, fd.fd, fd)).collect();
    let get = |number| fds.iter().find(|(tid, fd, _)| (*tid, *fd) == (40, number)).map(|(_, _, fd)| fd);
    let name = file.to_str().unwrap().into();
    let open_flags = PPM_O_RDWR | PPM_O_CLOEXEC;
    assert_eq!(get(0).unwrap().ty, FdType::FileV2);
    assert_eq!(get(0).unwrap().detail, FdDetail::File { open_flags, name, mount_id: 31, dev: 8 << 8 | 17 });
    assert_eq!((get(1).unwrap().ty, get(1).unwrap().ino), (FdType::Fifo, 77));
    let server = FdDetail::Ipv4Server { ip: Ipv4Addr::LOCALHOST, port: 53, l4proto: L4Proto::Udp };
    assert_eq!((get(2).unwrap().ino, &get(2).unwrap().detail), (88, &server));
    assert_eq!(get(3), None, "a socket of a family without a table");
    assert_eq!(get(4).unwrap().ty, FdType::Directory);
    let sockets = root.open().descriptors(40, Descriptors::Sockets, 0).unwrap();
    assert_eq!(sockets.iter().map(|fd| fd.fd).collect::<Vec<_>>(), [2]);
    assert_eq!(root.open().descriptors(40, Descriptors::All, 2).unwrap().len(), 2);
    assert_eq!(root.open().descriptor(40, 2).as_ref(), get(2));
    assert_eq!((root.open().descriptor(40, 9), root.open().descriptor(41, 2)), (None, None));
}

#[test]
fn kernel_threads_and_damaged_processes_are_left_out() {
    let root = Root::new("damaged");
    root.file("proc/2/cmdline", "");
    root.thread("proc/2/", 2, 2, "kthreadd");
    root.process(3, "broken");
    root.file("proc/3/stat", "3 (broken S");
    root.process(4, "whole");
    let found = everything(&root);
    assert_eq!(found.threads.iter().map(|thread| thread.tid).collect::<Vec<_>>(), [4]);
    assert!(root.open().process(2, Descriptors::All).is_none());
    assert!(root.open().process(-4, Descriptors::All).is_none());
}

#[test]
fn many_processes_keep_their_order_and_a_timeout_keeps_what_was_read() {
    let root = Root::new("many");
    for pid in 100..200 {
        root.process(pid, "p");
    }
    let mut pids: Vec<_> = everything(&root).threads.iter().map(|thread| thread.tid).collect();
    assert_eq!(pids.len(), 100);
    pids.sort_unstable();
    assert_eq!(pids, (100..200).collect::<Vec<_>>());
    let mut warnings = Vec::new();
    let options = ScanOptions {
        timeout: Some(Duration::ZERO),
        log_interval: Some(Duration::from_secs(3600)),
        ..ScanOptions::default()
    };
    let found = root.open().processes(&options, &mut |text| warnings.push(text.to_owned())).unwrap();
    assert!(found.timed_out && found.threads.len() < 100);
    assert!(warnings.last().unwrap().starts_with("process scan timed out: "), "{warnings:?}");
}

#[test]
fn the_machine_its_users_and_single_questions() {
    let root = Root::new("machine");
    root.process(40, "httpd");
    root.file("proc/40/task/40/comm", "httpd\n");
    root.thread("proc/40/task/40/", 40, 40, "httpd");
    root.file("proc/self/status", "Tgid:\t4711\n");
    let mut platform = root.open();
    assert_eq!(platform.machine_info().unwrap().boot_ts_epoch, 1_700_000_000_000_000_000);
    assert_eq!(platform.own_pid().unwrap(), 4711);
    assert!(platform.is_alive(40, 40, b"httpd"));
    assert!(!platform.is_alive(40, 40, b"other") && !platform.is_alive(40, 41, b"httpd"));
    assert_eq!(platform.cpu_times().unwrap(), [ThreadTimes { tid: 40, utime: 1, stime: 2 }]);
    assert_eq!(platform.user(1000).unwrap().name, b"web");
    assert_eq!(platform.group(1000).unwrap().name, b"web");
    assert_eq!((platform.user(77), platform.group(77)), (None, None));
    let snapshot = platform.snapshot(&ScanOptions::default(), &mut |_| ()).unwrap();
    assert_eq!((snapshot.threads.len(), snapshot.users.len(), snapshot.groups.len()), (1, 2, 2));
    assert!(snapshot.ipv4.iter().any(|interface| interface.addr == Ipv4Addr::LOCALHOST));
}

#[test]
fn a_wrong_root_is_named() {
    let error = Platform::open(Path::new("/nowhere")).err().unwrap().to_string();
    assert!(error.contains("/nowhere/proc") && error.contains("HOST_ROOT"), "{error}");
}
