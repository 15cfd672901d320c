// SPDX-License-Identifier: Apache-2.0
//! What the kernel says: /proc of this PID namespace, and sockets through pidfd_getfd(2).

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::net::SocketAddr;

/// A task.
#[derive(Debug, Clone, Default)]
pub struct Task {
    /// Number in this namespace.
    pub tid: i32,
    /// Number of task and process in their own namespace.
    pub vtid: i64,
    pub vpid: i64,
    /// Start of the first process of their own namespace, clock ticks after boot.
    pub namespace: u64,
    pub comm: Vec<u8>,
    pub exe: String,
    /// Arguments, a NUL between them.
    pub cmdline: Vec<u8>,
    /// As the task sees it.
    pub cwd: String,
    pub root: String,
    pub uid: u32,
    pub gid: u32,
    /// Numbers in this namespace; 0 outside of it.
    pub parent: i32,
    pub session: i32,
    pub group: i32,
    /// Process group in their own namespace.
    pub vpgid: i64,
    pub fds: BTreeMap<i64, Descriptor>,
}

/// A descriptor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Descriptor {
    pub close_on_exec: bool,
    pub what: What,
}

/// What a descriptor is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    File(String),
    Directory(String),
    Memfd(String),
    Pipe(u64),
    Socket(Socket),
    /// The name of the anonymous inode.
    Anonymous(String),
}

/// A socket, by socket(7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Socket {
    pub ino: u64,
    pub domain: i32,
    pub kind: i32,
    pub protocol: i32,
    /// Own address and the peer's, if it has them.
    pub own: Option<SocketAddr>,
    pub peer: Option<SocketAddr>,
    /// Own path and the peer's.
    pub own_path: Vec<u8>,
    pub peer_path: Vec<u8>,
}

fn numbered(path: &str) -> Vec<i32> {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    let mut all: Vec<i32> = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    all.sort_unstable();
    all
}

/// The calls clone, vfork and clone3, in which a parent waits for its child.
const VFORKS: [&str; 3] = ["56", "58", "435"];

/// Every task but this one's, with its state: `T` stopped, `D` a parent that waits for its stopped child.
pub fn states() -> Vec<(i32, u8)> {
    let own = std::process::id() as i32;
    let mut all = Vec::new();
    for pid in numbered("/proc").into_iter().filter(|pid| *pid != own) {
        for tid in numbered(&format!("/proc/{pid}/task")) {
            let stat = fs::read(format!("/proc/{pid}/task/{tid}/stat")).unwrap_or_default();
            if let Some(end) = stat.iter().rposition(|byte| *byte == b')') {
                let waits =
                    || fs::read_to_string(format!("/proc/{pid}/task/{tid}/syscall")).unwrap_or_default();
                let state = match stat[end + 2] {
                    // In the middle of a call, whose event is still to come.
                    b'D' if !waits().split(' ').next().is_some_and(|call| VFORKS.contains(&call)) => b'R',
                    state => state,
                };
                all.push((tid, state));
            }
        }
    }
    all
}

/// The words of a line of a status file.
fn words<'a>(status: &'a str, key: &str) -> Vec<&'a str> {
    let line = status.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
    line.unwrap_or_default().split_ascii_whitespace().collect()
}

fn last(words: &[&str]) -> i64 {
    words.last().and_then(|word| word.parse().ok()).unwrap_or(-1)
}

fn first(words: &[&str]) -> i32 {
    words.first().and_then(|word| word.parse().ok()).unwrap_or(-1)
}

fn link(path: &str) -> String {
    let target = fs::read_link(path).map(|target| target.into_os_string().into_encoded_bytes());
    let target = String::from_utf8_lossy(&target.unwrap_or_default()).into_owned();
    target.strip_suffix(" (deleted)").map(str::to_owned).unwrap_or(target)
}

/// A path as a task sees it whose root is `root`.
pub fn below(root: &str, path: String) -> String {
    match path.strip_prefix(root) {
        _ if root == "/" => path,
        Some("") => "/".into(),
        Some(rest) if rest.starts_with('/') => rest.into(),
        _ => path,
    }
}

/// Every living task but those of these processes.
pub fn tasks(but: &[i32]) -> Vec<Task> {
    let mut tasks = Vec::new();
    let mut namespaces: HashMap<String, u64> = HashMap::new();
    let mut of_task = Vec::new();
    for pid in numbered("/proc") {
        for tid in numbered(&format!("/proc/{pid}/task")) {
            let base = format!("/proc/{pid}/task/{tid}");
            let status = fs::read_to_string(format!("{base}/status")).unwrap_or_default();
            let stat = fs::read(format!("{base}/stat")).unwrap_or_default();
            let stat = String::from_utf8_lossy(&stat).into_owned();
            let Some(end) = stat.rfind(')') else { continue };
            let fields: Vec<&str> = stat[end + 2..].split(' ').collect();
            let namespace = link(&format!("{base}/ns/pid"));
            if last(&words(&status, "NSpid")) == 1 {
                namespaces.insert(namespace.clone(), fields[19].parse().unwrap_or(0));
            }
            if but.contains(&pid) || matches!(fields[0], "Z" | "X") {
                continue;
            }
            of_task.push(namespace);
            tasks.push(task(tid, &base, &status));
        }
    }
    for (task, namespace) in tasks.iter_mut().zip(of_task) {
        task.namespace = namespaces.get(&namespace).copied().unwrap_or(0);
    }
    tasks
}

fn task(tid: i32, base: &str, status: &str) -> Task {
    let mut comm = fs::read(format!("{base}/comm")).unwrap_or_default();
    comm.pop();
    let mut cmdline = fs::read(format!("{base}/cmdline")).unwrap_or_default();
    cmdline.pop();
    let root = link(&format!("{base}/root"));
    let id = |key: &str| words(status, key).get(1).and_then(|id| id.parse().ok()).unwrap_or(u32::MAX);
    Task {
        tid,
        vtid: last(&words(status, "NSpid")),
        vpid: last(&words(status, "NStgid")),
        namespace: 0,
        comm,
        exe: link(&format!("{base}/exe")),
        cmdline,
        cwd: below(&root, link(&format!("{base}/cwd"))),
        uid: id("Uid"),
        gid: id("Gid"),
        parent: first(&words(status, "PPid")),
        session: first(&words(status, "NSsid")),
        group: first(&words(status, "NSpgid")),
        vpgid: last(&words(status, "NSpgid")),
        fds: descriptors(tid, base),
        root,
    }
}

fn descriptors(tid: i32, base: &str) -> BTreeMap<i64, Descriptor> {
    let mut fds = BTreeMap::new();
    // PIDFD_THREAD: of any thread, not only of a leader.
    // SAFETY: numbers only.
    let task = unsafe { libc::syscall(libc::SYS_pidfd_open, tid, libc::O_EXCL) } as i32;
    for number in numbered(&format!("{base}/fd")) {
        let info = fs::read_to_string(format!("{base}/fdinfo/{number}")).unwrap_or_default();
        let flags = words(&info, "flags");
        let flags = flags.first().and_then(|flags| i32::from_str_radix(flags, 8).ok()).unwrap_or(0);
        let path = link(&format!("{base}/fd/{number}"));
        let inode = |prefix: &str| path.strip_prefix(prefix)?.strip_suffix(']')?.parse().ok();
        let what = if let Some(ino) = inode("pipe:[") {
            What::Pipe(ino)
        } else if let Some(ino) = inode("socket:[") {
            What::Socket(socket(task, number, ino))
        } else if let Some(name) = path.strip_prefix("anon_inode:") {
            What::Anonymous(name.trim_matches(['[', ']']).into())
        } else if let Some(name) = path.strip_prefix("/memfd:") {
            What::Memfd(name.into())
        } else if fs::metadata(format!("{base}/fd/{number}")).is_ok_and(|file| file.is_dir()) {
            What::Directory(path)
        } else if path == "pidfd:[0]" || path.starts_with("pidfd:") {
            What::Anonymous("pidfd".into())
        } else {
            What::File(path)
        };
        fds.insert(i64::from(number), Descriptor { close_on_exec: flags & libc::O_CLOEXEC != 0, what });
    }
    // SAFETY: our own descriptor.
    unsafe { libc::close(task) };
    fds
}

/// Takes a copy of the descriptor and asks the socket itself.
fn socket(task: i32, number: i32, ino: u64) -> Socket {
    // SAFETY: numbers only.
    let fd = unsafe { libc::syscall(libc::SYS_pidfd_getfd, task, number, 0) } as i32;
    assert!(fd >= 0, "{} of a stopped task: {}", number, std::io::Error::last_os_error());
    let option = |name| {
        let (mut value, mut len) = (0_i32, 4);
        // SAFETY: a number and its size.
        unsafe { libc::getsockopt(fd, libc::SOL_SOCKET, name, (&raw mut value).cast(), &raw mut len) };
        value
    };
    let own = address(fd, libc::getsockname);
    let peer = address(fd, libc::getpeername);
    let (domain, kind, protocol) =
        (option(libc::SO_DOMAIN), option(libc::SO_TYPE), option(libc::SO_PROTOCOL));
    // SAFETY: our own descriptor.
    unsafe { libc::close(fd) };
    let inet = matches!(domain, libc::AF_INET | libc::AF_INET6);
    let internet = |bytes: &[u8]| if inet { address_of(bytes) } else { None };
    let path = |bytes: &[u8]| if domain == libc::AF_UNIX { path_of(bytes) } else { Vec::new() };
    Socket {
        ino,
        domain,
        kind,
        protocol,
        own: internet(&own),
        peer: internet(&peer),
        own_path: path(&own),
        peer_path: path(&peer),
    }
}

type Asks = unsafe extern "C" fn(i32, *mut libc::sockaddr, *mut libc::socklen_t) -> i32;

fn address(fd: i32, ask: Asks) -> Vec<u8> {
    let mut bytes = vec![0_u8; 128];
    let mut len = bytes.len() as libc::socklen_t;
    // SAFETY: memory of this size.
    let result = unsafe { ask(fd, bytes.as_mut_ptr().cast(), &raw mut len) };
    bytes.truncate(if result == 0 { len as usize } else { 0 });
    bytes
}

/// The address of a sockaddr; `None` without a port.
fn address_of(bytes: &[u8]) -> Option<SocketAddr> {
    let family = i32::from(u16::from_ne_bytes([*bytes.first()?, *bytes.get(1)?]));
    let port = u16::from_be_bytes([bytes[2], bytes[3]]);
    let address = match family {
        libc::AF_INET => {
            let bytes: [u8; 4] = bytes[4..8].try_into().ok()?;
            SocketAddr::from((bytes, port))
        }
        libc::AF_INET6 => {
            let bytes: [u8; 16] = bytes[8..24].try_into().ok()?;
            SocketAddr::from((bytes, port))
        }
        _ => return None,
    };
    Some(address).filter(|_| port != 0)
}

/// The path of a sockaddr, an abstract one with its NUL.
fn path_of(bytes: &[u8]) -> Vec<u8> {
    let path = bytes.get(2..).unwrap_or_default();
    match path.first() {
        None => Vec::new(),
        Some(0) => path.to_vec(),
        Some(_) => path.split(|byte| *byte == 0).next().unwrap_or_default().to_vec(),
    }
}
