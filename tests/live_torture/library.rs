// SPDX-License-Identifier: Apache-2.0
//! What the library says, against what the kernel says.

use super::facts::Facts;
use super::kernel::{Socket, Task, What, below};
use scap::inspector::Inspector;
use scap::schema::FdType;
use scap::state::{Fd, FdTable, State, Thread};
use std::collections::HashMap;
use std::net::SocketAddr;

/// Names a task on both sides: start of its PID namespace, in clock ticks after boot, and its number there.
type Key = (u64, i64);

/// Nanoseconds of a clock tick of /proc.
const TICK: u64 = 10_000_000;

fn key(state: &State, thread: &Thread) -> Key {
    (thread.pidns_init_start_ts.saturating_sub(state.boot_ts) / TICK, thread.vtid)
}

/// Compares everything at one stop.
pub fn compare(inspector: &Inspector, tasks: &[Task], facts: &mut Facts) {
    let state = inspector.state();
    let mut known: HashMap<Key, &Thread> = HashMap::new();
    for thread in state.threads.iter().filter(|thread| !thread.is_dead()) {
        let twin = known.insert(key(state, thread), thread);
        facts.check(
            "one thread of an id",
            &format!("{:?}", key(state, thread)),
            None,
            twin.map(|twin| twin.tid),
        );
    }
    let numbers: HashMap<i32, &Task> = tasks.iter().map(|task| (task.tid, task)).collect();
    for task in tasks {
        let found = known.remove(&(task.namespace, task.vtid));
        let of = format!("{} {}/{}", task.tid, task.vpid, task.vtid);
        facts.check("thread is known", &of, true, found.is_some());
        if let Some(thread) = found {
            let of = format!("{of} (thread {})", thread.tid);
            compare_task(state, thread, task, &numbers, &of, facts);
            compare_descriptors(state, thread, task, &of, facts);
        }
    }
    let own = inspector.options().self_pid;
    for thread in known.values().filter(|thread| thread.pid != own && thread.comm.bytes() != b"") {
        let of = format!("{} {}/{}", thread.tid, thread.vpid, thread.vtid);
        let marker = thread.vpid < 10 && tasks.iter().all(|task| task.vpid != thread.vpid);
        if !marker {
            facts.check("thread has ended", &of, true, false);
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn compare_task(
    state: &State,
    thread: &Thread,
    task: &Task,
    numbers: &HashMap<i32, &Task>,
    of: &str,
    facts: &mut Facts,
) {
    facts.check("process", of, task.vpid, thread.vpid);
    facts.check("comm", of, text(&task.comm), text(thread.present_comm()));
    facts.check("exe", of, task.exe.clone(), text(thread.exepath()));
    let mut cmdline = thread.exe().to_vec();
    for argument in thread.args().iter() {
        cmdline.push(0);
        cmdline.extend_from_slice(argument);
    }
    facts.check("cmdline", of, text(&task.cmdline), text(&cmdline));
    let cwd = text(state.threads.cwd(thread));
    let cwd = if cwd.len() > 1 { cwd.trim_end_matches('/').to_owned() } else { cwd };
    facts.check("cwd", of, task.cwd.clone(), cwd);
    let root = text(&thread.root);
    facts.check("root", of, task.root.clone(), if root.is_empty() { "/".into() } else { root });
    facts.check("uid", of, task.uid, thread.uid);
    facts.check("gid", of, task.gid, thread.gid);
    facts.check("vpgid", of, task.vpgid, thread.vpgid);
    // Ids of other tasks: compared where those are alive, because only then both sides name them.
    let mut other = |kind, number: i32, tid: i64| {
        let told = state.threads.get(tid).map(|thread| key(state, thread));
        match numbers.get(&number) {
            Some(task) => facts.check(kind, of, Some((task.namespace, task.vtid)), told),
            None if number <= 1 => {}
            None => {}
        }
    };
    let parent = state.threads.get(thread.ptid).map_or(-1, |parent| parent.pid);
    other("parent", task.parent, parent);
    other("session", task.session, thread.sid);
    other("process group", task.group, thread.pgid);
}

fn compare_descriptors(state: &State, thread: &Thread, task: &Task, of: &str, facts: &mut Facts) {
    let empty = FdTable::default();
    let table = state.threads.fds(thread).unwrap_or(&empty);
    for (number, there) in &task.fds {
        let of = format!("{of} descriptor {number}");
        let told = table.get(*number);
        facts.check("descriptor is known", &format!("{of} {:?}", there.what), true, told.is_some());
        let Some(told) = told else { continue };
        let of = format!("{of} '{}'", text(&told.name));
        facts.check("descriptor kind", &of, kind(&there.what), told_kind(&there.what, told));
        let of = format!("{of} {:?}", there.what);
        facts.check("close on exec", &of, there.close_on_exec, told.is_close_on_exec());
        match &there.what {
            What::File(path) | What::Directory(path) | What::Memfd(path) => {
                // Paths of files that were opened before a chroot are those that were seen then.
                let told = text(&told.name);
                // As the original: the name that was given, or the link of /proc where the descriptor was found there.
                let told =
                    told.strip_prefix("/memfd:").map_or(told.clone(), |name| name.replace(" (deleted)", ""));
                let told = if [path, &below(&task.root, path.clone())].contains(&&told) {
                    path.clone()
                } else {
                    told
                };
                facts.check("path", &of, path.clone(), told);
            }
            What::Pipe(ino) => facts.check("pipe", &of, *ino, told.ino),
            What::Socket(socket) => compare_ends(socket, told, &of, facts),
            What::Anonymous(_) => {}
        }
    }
    for (number, told) in table.iter() {
        let of = format!("{of} descriptor {number} '{}' {:?}", text(&told.name), told.ty);
        facts.check("descriptor is closed", &of, true, task.fds.contains_key(&number));
    }
}

/// The word for a kind.
fn kind(what: &What) -> String {
    match what {
        What::File(_) => "file".into(),
        What::Directory(_) => "directory".into(),
        What::Memfd(_) => "memfd".into(),
        What::Pipe(_) => "pipe".into(),
        What::Socket(socket) => match socket.domain {
            libc::AF_UNIX => "unix".into(),
            libc::AF_INET => "ipv4".into(),
            libc::AF_INET6 => "ipv6".into(),
            libc::AF_NETLINK => "netlink".into(),
            _ => "other socket".into(),
        },
        What::Anonymous(name) => name.clone(),
    }
}

fn told_kind(there: &What, told: &Fd) -> String {
    match told.ty {
        FdType::Event => "eventfd".into(),
        // The library has no kind for sockets of other families.
        FdType::Unknown if matches!(there, What::Socket(_)) => "other socket".into(),
        _ => told.type_name().into(),
    }
}

/// The ends of internet sockets; paths of unix sockets.
fn compare_ends(socket: &Socket, told: &Fd, of: &str, facts: &mut Facts) {
    let s = told.socket();
    let mut pair = match told.ty {
        FdType::Ipv4Sock => {
            vec![SocketAddr::from((s.v4_sip(), s.v4_sport())), SocketAddr::from((s.v4_dip(), s.v4_dport()))]
        }
        FdType::Ipv6Sock => {
            vec![SocketAddr::from((s.v6_sip(), s.v6_sport())), SocketAddr::from((s.v6_dip(), s.v6_dport()))]
        }
        FdType::Ipv4ServSock => vec![SocketAddr::from((s.v4_server_ip(), s.v4_server_port()))],
        FdType::Ipv6ServSock => vec![SocketAddr::from((s.v6_server_ip(), s.v6_server_port()))],
        FdType::UnixSock => {
            let name = text(&told.name);
            let path = name.split_once(' ').map_or(name.as_str(), |(_, path)| path).trim_start_matches('@');
            // As the original, events have abstract paths without their NUL.
            let shown = |path: &[u8]| text(path.strip_prefix(b"\0").unwrap_or(path));
            let paths = [shown(&socket.own_path), shown(&socket.peer_path)];
            let fits = if path.is_empty() {
                paths.iter().all(String::is_empty)
            } else {
                paths.iter().any(|p| p == path)
            };
            facts.check(
                "unix path",
                of,
                paths.join(" or "),
                if fits { paths.join(" or ") } else { path.into() },
            );
            return;
        }
        _ => return,
    };
    let mut there: Vec<SocketAddr> = match (socket.own, socket.peer) {
        (Some(own), Some(peer)) => vec![own, peer],
        // Bound or listening. What was sent to or received from without a connection is not kept by the kernel.
        (Some(own), None) if pair.len() == 1 => vec![own],
        _ => return,
    };
    pair.sort();
    there.sort();
    facts.check("ends", of, there, pair);
}
