// SPDX-License-Identifier: Apache-2.0
//! The calls and what their events must say. Numbers of flags are the portable ones of the event table.

use scap::schema::Code::{self, *};
use std::ffi::CString;
use std::path::Path;

/// What a parameter must be.
#[derive(Debug)]
pub enum Want {
    /// Anything: a time, a size of memory, an address of the kernel.
    Any,
    /// Anything but zeros.
    Some,
    /// No bytes.
    Empty,
    /// What the call returned.
    Ret,
    /// A number, of whatever width.
    N(i64),
    /// A text.
    T(String),
    /// Bytes.
    B(Vec<u8>),
    /// Both ends of a unix socket and a path with its NUL, which readers look for also where there is none.
    Ends(&'static str),
}

use Want::{Any, B, Empty, Ends, N, Ret, Some as Nonzero, T};

/// A call and its event.
pub struct Case {
    pub name: &'static str,
    pub code: Code,
    pub call: Box<dyn Fn() -> i64>,
    /// What it must return where that is known.
    pub returns: Option<i64>,
    /// A kernel may lack it or its configuration forbid it.
    pub optional: bool,
    pub want: Vec<Want>,
}

/// Makes a system call; returns what the kernel does, errors as negative numbers.
pub fn sys(number: libc::c_long, args: &[i64]) -> i64 {
    let arg = |index: usize| args.get(index).copied().unwrap_or(0);
    // SAFETY: pointers among the arguments lead to memory that lives as long as the test, or to nowhere on purpose.
    let result = unsafe { libc::syscall(number, arg(0), arg(1), arg(2), arg(3), arg(4), arg(5)) };
    if result == -1 {
        -i64::from(std::io::Error::last_os_error().raw_os_error().unwrap_or(0))
    } else {
        result
    }
}

/// A text that lives for ever.
fn text(text: &str) -> i64 {
    CString::new(text).expect("no NUL").into_raw() as i64
}

/// Memory that lives for ever.
fn memory<V: 'static>(value: V) -> i64 {
    std::ptr::from_mut(Box::leak(Box::new(value))) as i64
}

fn t(text: &str) -> Want {
    T(text.to_owned())
}

/// A socket address of IPv4 as bytes of `struct sockaddr_in`.
fn address4(ip: [u8; 4], port: u16) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..2].copy_from_slice(&2_u16.to_ne_bytes());
    bytes[2..4].copy_from_slice(&port.to_be_bytes());
    bytes[4..8].copy_from_slice(&ip);
    bytes
}

/// The same as a parameter.
fn param4(ip: [u8; 4], port: u16) -> Want {
    let mut bytes = vec![2];
    bytes.extend(ip);
    bytes.extend(port.to_ne_bytes());
    B(bytes)
}

fn tuple4(first: ([u8; 4], u16), second: ([u8; 4], u16)) -> Want {
    let mut bytes = vec![2];
    for (ip, port) in [first, second] {
        bytes.extend(ip);
        bytes.extend(port.to_ne_bytes());
    }
    B(bytes)
}

/// A unix address as bytes of `struct sockaddr_un`.
fn address_unix(path: &str) -> [u8; 110] {
    let mut bytes = [0; 110];
    bytes[..2].copy_from_slice(&1_u16.to_ne_bytes());
    bytes[2..2 + path.len()].copy_from_slice(path.as_bytes());
    bytes
}

struct List(Vec<Case>);

impl List {
    fn add(
        &mut self,
        name: &'static str,
        code: Code,
        number: libc::c_long,
        args: &[i64],
        want: Vec<Want>,
    ) -> &mut Case {
        let args = args.to_vec();
        self.own(name, code, move || sys(number, &args), want)
    }

    fn own(
        &mut self,
        name: &'static str,
        code: Code,
        call: impl Fn() -> i64 + 'static,
        want: Vec<Want>,
    ) -> &mut Case {
        self.0.push(Case { name, code, call: Box::new(call), returns: None, optional: false, want });
        self.0.last_mut().expect("just added")
    }
}

impl Case {
    fn returns(&mut self, value: i64) -> &mut Case {
        self.returns = Some(value);
        self
    }

    fn optional(&mut self) {
        self.optional = true;
    }
}

const CWD: i64 = libc::AT_FDCWD as i64;
const ENOENT: i64 = -2;
const EBADF: i64 = -9;
const EFAULT: i64 = -14;
const EINVAL: i64 = -22;
/// No memory is there.
const NOWHERE: i64 = 8;

/// All cases. `folder` is empty and theirs.
pub fn cases(folder: &Path) -> Vec<Case> {
    let mut list = List(Vec::new());
    let folder = folder.to_str().expect("UTF-8");
    files(&mut list, folder);
    paths(&mut list, folder);
    data(&mut list, folder);
    sockets(&mut list, folder);
    processes(&mut list);
    identity(&mut list);
    memory_calls(&mut list);
    waiting(&mut list);
    system(&mut list);
    list.0
}

fn files(l: &mut List, folder: &str) {
    let name = format!("{folder}/file");
    let path = text(&name);
    let nowhere = text("/no/such/file");
    l.add("chdir to an empty path", SyscallChdirX, libc::SYS_chdir, &[text("")], vec![Ret, t("")])
        .returns(ENOENT);
    l.add(
        "openat makes",
        SyscallOpenat_2X,
        libc::SYS_openat,
        &[CWD, path, 0o102 | 0o2000000, 0o640],
        vec![Ret, N(-100), t(&name), N(3 | 4 | 4096 | 1 << 14), N(0o640), Nonzero, Nonzero],
    );
    l.add(
        "openat fails",
        SyscallOpenat_2X,
        libc::SYS_openat,
        &[-1, nowhere, 0o200000 | 0o4000, 0o777],
        vec![N(ENOENT), N(-1), t("/no/such/file"), N(1 | 64 | 1024 | 8192), N(0), N(0), N(0)],
    )
    .returns(ENOENT);
    l.add(
        "openat of no memory",
        SyscallOpenat_2X,
        libc::SYS_openat,
        &[CWD, NOWHERE, 0, 0],
        vec![N(EFAULT), N(-100), Empty, N(1), N(0), N(0), N(0)],
    )
    .returns(EFAULT);
    l.add(
        "open",
        SyscallOpenX,
        libc::SYS_open,
        &[path, 0o2001, 0],
        vec![Ret, t(&name), N(2 | 8), N(0), Nonzero, Nonzero],
    );
    l.add(
        "open fails",
        SyscallOpenX,
        libc::SYS_open,
        &[nowhere, 0o100, 0o7777],
        vec![N(ENOENT), t("/no/such/file"), N(1 | 4), N(0o7777), N(0), N(0)],
    )
    .returns(ENOENT);
    l.add(
        "open entry",
        SyscallOpenE,
        libc::SYS_open,
        &[nowhere, 0o100, 0o600],
        vec![t("/no/such/file"), N(1 | 4), N(0o600)],
    );
    l.add(
        "openat entry",
        SyscallOpenat_2E,
        libc::SYS_openat,
        &[CWD, nowhere, 2, 0],
        vec![N(-100), t("/no/such/file"), N(3), N(0)],
    );
    let how = memory([0o100_u64 | 0o1, 0o600, 8]);
    l.add(
        "openat2",
        SyscallOpenat2X,
        libc::SYS_openat2,
        &[CWD, path, how, 24],
        vec![Ret, N(-100), t(&name), Any, N(0o600), N(1), Any, Any],
    );
    l.add(
        "openat2 entry",
        SyscallOpenat2E,
        libc::SYS_openat2,
        &[CWD, nowhere, how, 24],
        vec![N(-100), t("/no/such/file"), N(2 | 4), N(0o600), N(1)],
    );
    let made = format!("{folder}/made");
    l.add(
        "creat",
        SyscallCreatX,
        libc::SYS_creat,
        &[text(&made), 0o604],
        vec![Ret, t(&made), N(0o604), Nonzero, Nonzero, N(0)],
    );
    l.add(
        "creat entry",
        SyscallCreatE,
        libc::SYS_creat,
        &[nowhere, 0o604],
        vec![t("/no/such/file"), N(0o604)],
    );
    l.add(
        "creat fails",
        SyscallCreatX,
        libc::SYS_creat,
        &[nowhere, 0o1],
        vec![N(ENOENT), t("/no/such/file"), N(1), N(0), N(0), N(0)],
    );
    l.add("close fails", SyscallCloseX, libc::SYS_close, &[900], vec![N(EBADF), N(900)]).returns(EBADF);
    l.add(
        "close_range",
        SyscallCloseRangeX,
        libc::SYS_close_range,
        &[900, 910, 4],
        vec![N(0), N(900), N(910), N(4)],
    )
    .optional();
    l.add("dup", SyscallDup_1X, libc::SYS_dup, &[0], vec![Ret, N(0)]);
    l.add("dup fails", SyscallDup_1X, libc::SYS_dup, &[900], vec![N(EBADF), N(900)]);
    l.add("dup2", SyscallDup2X, libc::SYS_dup2, &[0, 800], vec![N(800), N(0), N(800)]);
    l.add("dup3", SyscallDup3X, libc::SYS_dup3, &[0, 801, 0o2000000], vec![N(801), N(0), N(801), N(4096)]);
    l.add(
        "fcntl",
        SyscallFcntlX,
        libc::SYS_fcntl,
        &[801, libc::F_GETFD as i64, 7],
        vec![N(1), N(801), N(2), N(7)],
    );
    l.add(
        "fcntl fails",
        SyscallFcntlX,
        libc::SYS_fcntl,
        &[900, 1030, 5],
        vec![N(EBADF), N(900), N(26), N(5)],
    );
    l.add("flock", SyscallFlockX, libc::SYS_flock, &[900, 2 | 4], vec![N(EBADF), N(900), N(6)]);
    l.add("fstat", SyscallFstatX, libc::SYS_fstat, &[900, NOWHERE], vec![N(EBADF), N(900)]);
    l.add("fchdir", SyscallFchdirX, libc::SYS_fchdir, &[900], vec![N(EBADF), N(900)]);
    l.add("fchmod", SyscallFchmodX, libc::SYS_fchmod, &[900, 0o4755], vec![N(EBADF), N(900), N(0o4755)]);
    l.add("fchown", SyscallFchownX, libc::SYS_fchown, &[900, 7, 9], vec![N(EBADF), N(900), N(7), N(9)]);
    l.add("getdents", SyscallGetdentsX, libc::SYS_getdents, &[900, NOWHERE, 1], vec![N(EBADF), N(900)]);
    l.add("getdents64", SyscallGetdents64X, libc::SYS_getdents64, &[900, NOWHERE, 1], vec![N(EBADF), N(900)]);
    l.add(
        "ioctl",
        SyscallIoctl_3X,
        libc::SYS_ioctl,
        &[900, 0x5401, 0x1234_5678_9ABC],
        vec![N(EBADF), N(900), N(0x5401), N(0x1234_5678_9ABC)],
    );
    l.add(
        "lseek",
        SyscallLseekX,
        libc::SYS_lseek,
        &[900, 1 << 40, 2],
        vec![N(EBADF), N(900), N(1 << 40), N(2)],
    );
    l.add(
        "memfd_create",
        SyscallMemfdCreateX,
        libc::SYS_memfd_create,
        &[text("zoo"), 3],
        vec![Ret, t("zoo"), N(3)],
    );
    let pair = memory([0_i32; 2]);
    l.own(
        "pipe2",
        SyscallPipe2X,
        move || sys(libc::SYS_pipe2, &[pair, 0o2000000 | 0o4000]),
        vec![N(0), Nonzero, Nonzero, Nonzero, N(4096 | 64)],
    )
    .returns(0);
    l.add(
        "pipe2 fails",
        SyscallPipe2X,
        libc::SYS_pipe2,
        &[NOWHERE, 0],
        vec![N(EFAULT), N(-1), N(-1), N(0), N(0)],
    );
    l.add("pipe", SyscallPipeX, libc::SYS_pipe, &[pair], vec![N(0), Nonzero, Nonzero, Nonzero]);
    l.add(
        "open_by_handle_at",
        SyscallOpenByHandleAtX,
        libc::SYS_open_by_handle_at,
        &[CWD, NOWHERE, 2],
        vec![Ret, N(-100), N(3), Empty, N(0), N(0)],
    );
    l.add(
        "pidfd_open",
        SyscallPidfdOpenX,
        libc::SYS_pidfd_open,
        &[1 << 29, 0o4000],
        vec![Ret, N(1 << 29), N(1)],
    );
    l.add(
        "pidfd_getfd",
        SyscallPidfdGetfdX,
        libc::SYS_pidfd_getfd,
        &[900, 5, 6],
        vec![Ret, N(900), N(5), N(6)],
    );
    l.add(
        "fsconfig",
        SyscallFsconfigX,
        431,
        &[900, 1, text("key"), text("value"), 5],
        vec![Ret, N(900), N(1), t("key"), Empty, Empty, N(5)],
    );
    l.add(
        "quotactl",
        SyscallQuotactlX,
        libc::SYS_quotactl,
        &[0x8000_0700 | 1, text("/dev/none"), 77, NOWHERE],
        vec![
            Ret,
            t("/dev/none"),
            Empty,
            N(0),
            N(0),
            N(0),
            N(0),
            N(0),
            N(0),
            N(0),
            N(0),
            N(0),
            N(0),
            N(1),
            N(32),
            N(2),
            N(77),
            N(1),
        ],
    );
}

fn paths(l: &mut List, folder: &str) {
    let no = "/no/such/path";
    let gone = text(no);
    let other = text("/no/other");
    let dir = format!("{folder}/dir");
    l.add("access", SyscallAccessX, libc::SYS_access, &[gone, 6], vec![N(ENOENT), t(no), N(6)]);
    l.add("chdir", SyscallChdirX, libc::SYS_chdir, &[gone], vec![N(ENOENT), t(no)]);
    l.add("chmod", SyscallChmodX, libc::SYS_chmod, &[gone, 0o751], vec![N(ENOENT), t(no), N(0o751)]);
    l.add("chown", SyscallChownX, libc::SYS_chown, &[gone, 3, 4], vec![N(ENOENT), t(no), N(3), N(4)]);
    l.add("lchown", SyscallLchownX, libc::SYS_lchown, &[gone, 3, 4], vec![N(ENOENT), t(no), N(3), N(4)]);
    l.add("chroot", SyscallChrootX, libc::SYS_chroot, &[gone], vec![N(ENOENT), t(no)]);
    l.add(
        "fchmodat",
        SyscallFchmodatX,
        libc::SYS_fchmodat,
        &[CWD, gone, 0o444],
        vec![N(ENOENT), N(-100), t(no), N(0o444)],
    );
    l.add(
        "fchownat",
        SyscallFchownatX,
        libc::SYS_fchownat,
        &[9, gone, 3, 4, 0x1000],
        vec![Ret, N(9), t(no), N(3), N(4), N(0x1000)],
    );
    l.add("mkdir", SyscallMkdir_2X, libc::SYS_mkdir, &[text(&dir), 0o711], vec![N(0), t(&dir), N(0o711)])
        .returns(0);
    l.add(
        "mkdirat",
        SyscallMkdiratX,
        libc::SYS_mkdirat,
        &[CWD, gone, 0o700],
        vec![N(ENOENT), N(-100), t(no), N(0o700)],
    );
    l.add("rmdir", SyscallRmdir_2X, libc::SYS_rmdir, &[text(&dir)], vec![N(0), t(&dir)]).returns(0);
    let link = format!("{folder}/link");
    let file = format!("{folder}/file");
    l.add(
        "link",
        SyscallLink_2X,
        libc::SYS_link,
        &[text(&file), text(&link)],
        vec![N(0), t(&file), t(&link)],
    )
    .returns(0);
    l.add(
        "linkat",
        SyscallLinkat_2X,
        libc::SYS_linkat,
        &[CWD, gone, 7, other, 0x400],
        vec![Ret, N(-100), t(no), N(7), t("/no/other"), N(0x400)],
    );
    l.add(
        "symlink",
        SyscallSymlinkX,
        libc::SYS_symlink,
        &[gone, other],
        vec![N(ENOENT), t(no), t("/no/other")],
    );
    l.add(
        "symlinkat",
        SyscallSymlinkatX,
        libc::SYS_symlinkat,
        &[gone, CWD, other],
        vec![N(ENOENT), t(no), N(-100), t("/no/other")],
    );
    l.add("rename", SyscallRenameX, libc::SYS_rename, &[gone, other], vec![N(ENOENT), t(no), t("/no/other")]);
    l.add(
        "renameat",
        SyscallRenameatX,
        libc::SYS_renameat,
        &[CWD, gone, 4, other],
        vec![Ret, N(-100), t(no), N(4), t("/no/other")],
    );
    l.add(
        "renameat2",
        SyscallRenameat2X,
        libc::SYS_renameat2,
        &[CWD, gone, CWD, other, 1],
        vec![N(ENOENT), N(-100), t(no), N(-100), t("/no/other"), N(1)],
    );
    l.add("unlink", SyscallUnlink_2X, libc::SYS_unlink, &[text(&link)], vec![N(0), t(&link)]).returns(0);
    l.add(
        "unlinkat",
        SyscallUnlinkat_2X,
        libc::SYS_unlinkat,
        &[CWD, gone, 0x200],
        vec![N(ENOENT), N(-100), t(no), N(0x200)],
    );
    l.add("stat", SyscallStatX, libc::SYS_stat, &[gone, NOWHERE], vec![N(ENOENT), t(no)]);
    l.add("lstat", SyscallLstatX, libc::SYS_lstat, &[gone, NOWHERE], vec![N(ENOENT), t(no)]);
    l.add(
        "newfstatat",
        SyscallNewfstatatX,
        libc::SYS_newfstatat,
        &[CWD, gone, NOWHERE, 0x100],
        vec![N(ENOENT), N(-100), t(no), N(0x100)],
    );
    let room = memory([0_u8; 4096]);
    l.own("getcwd", SyscallGetcwdX, move || sys(libc::SYS_getcwd, &[room, 4096]), vec![Ret, Nonzero]);
    l.add("getcwd fails", SyscallGetcwdX, libc::SYS_getcwd, &[room, 1], vec![N(-34), Empty]).returns(-34);
    l.add(
        "mknod",
        SyscallMknodX,
        libc::SYS_mknod,
        &[gone, 0o020644, 0x103],
        vec![N(ENOENT), t(no), N(0o020644), Any],
    );
    l.add(
        "mknodat",
        SyscallMknodatX,
        libc::SYS_mknodat,
        &[CWD, gone, 0o010600, 0],
        vec![N(ENOENT), N(-100), t(no), N(0o010600), N(0)],
    );
    l.add(
        "mount",
        SyscallMountX,
        libc::SYS_mount,
        &[text("dev"), gone, text("zoofs"), 0xC0ED_0001, 0],
        vec![Ret, t("dev"), t(no), t("zoofs"), N(1)],
    );
    l.add("umount2", SyscallUmount2X, libc::SYS_umount2, &[gone, 2], vec![Ret, t(no), N(2)]);
}

fn data(l: &mut List, folder: &str) {
    let long: Vec<u8> = (0..200_u8).collect();
    let buffer = long.clone().leak().as_ptr() as i64;
    let cut = B(long[..80].to_vec());
    let path = text(&format!("{folder}/data"));
    l.add(
        "file for data",
        SyscallOpenX,
        libc::SYS_open,
        &[path, 0o102, 0o600],
        vec![Ret, Any, Any, Any, Any, Any],
    );
    l.own(
        "dup2 for data",
        SyscallDup2X,
        move || {
            let fd = sys(libc::SYS_open, &[path, 2]);
            sys(libc::SYS_dup2, &[fd, 700])
        },
        vec![N(700), Any, N(700)],
    );
    l.add(
        "write",
        SyscallWriteX,
        libc::SYS_write,
        &[700, buffer, 200],
        vec![N(200), B(long[..80].to_vec()), N(700), N(200)],
    )
    .returns(200);
    l.add(
        "write fails",
        SyscallWriteX,
        libc::SYS_write,
        &[900, buffer, 5],
        vec![N(EBADF), B(vec![0, 1, 2, 3, 4]), N(900), N(5)],
    );
    l.add(
        "pwrite",
        SyscallPwriteX,
        libc::SYS_pwrite64,
        &[700, buffer, 3, 500],
        vec![N(3), B(vec![0, 1, 2]), N(700), N(3), N(500)],
    );
    let room = memory([0_u8; 512]);
    l.add(
        "pread",
        SyscallPreadX,
        libc::SYS_pread64,
        &[700, room, 10, 20],
        vec![N(10), B((20..30).collect()), N(700), N(10), N(20)],
    );
    l.add(
        "pread fails",
        SyscallPreadX,
        libc::SYS_pread64,
        &[900, room, 10, 20],
        vec![N(EBADF), Empty, N(900), N(10), N(20)],
    );
    l.own(
        "read",
        SyscallReadX,
        move || {
            sys(libc::SYS_lseek, &[700, 0, 0]);
            sys(libc::SYS_read, &[700, room, 300])
        },
        vec![Ret, cut, N(700), N(300)],
    );
    l.own(
        "read nothing",
        SyscallReadX,
        move || {
            sys(libc::SYS_lseek, &[700, 0, 2]);
            sys(libc::SYS_read, &[700, room, 300])
        },
        vec![N(0), Empty, N(700), N(300)],
    )
    .returns(0);
    let vectors = memory([buffer as u64, 3, buffer as u64 + 10, 4]);
    let both = || B(vec![0, 1, 2, 10, 11, 12, 13]);
    l.add("writev", SyscallWritevX, libc::SYS_writev, &[700, vectors, 2], vec![N(7), both(), N(700), N(7)])
        .returns(7);
    l.add(
        "writev fails",
        SyscallWritevX,
        libc::SYS_writev,
        &[900, vectors, 2],
        vec![N(EBADF), both(), N(900), N(7)],
    );
    l.add(
        "pwritev",
        SyscallPwritevX,
        libc::SYS_pwritev,
        &[700, vectors, 2, 40],
        vec![N(7), both(), N(700), N(7), N(40)],
    );
    for (name, count) in [("pwritev of too many", 2000), ("pwritev of fewer than none", -1)] {
        let want = vec![N(EINVAL), Empty, N(700), N(0), N(40)];
        l.add(name, SyscallPwritevX, libc::SYS_pwritev, &[700, vectors, count, 40], want);
    }
    let into = memory([room as u64, 2, room as u64 + 100, 5]);
    l.add(
        "preadv",
        SyscallPreadvX,
        libc::SYS_preadv,
        &[700, into, 2, 40],
        vec![N(7), N(7), both(), N(700), N(40)],
    )
    .returns(7);
    l.own(
        "readv",
        SyscallReadvX,
        move || {
            sys(libc::SYS_lseek, &[700, 40, 0]);
            sys(libc::SYS_readv, &[700, into, 2])
        },
        vec![N(7), N(7), both(), N(700)],
    );
    l.add(
        "readv fails",
        SyscallReadvX,
        libc::SYS_readv,
        &[900, into, 2],
        vec![N(EBADF), N(0), Empty, N(900)],
    );
    l.add(
        "copy_file_range",
        SyscallCopyFileRangeX,
        libc::SYS_copy_file_range,
        &[900, NOWHERE, 901, 16, 32, 0],
        vec![N(EBADF), N(901), N(16), N(900), N(NOWHERE), N(32)],
    );
    let offset = memory(11_u64);
    l.add(
        "sendfile",
        SyscallSendfileX,
        libc::SYS_sendfile,
        &[900, 901, offset, 32],
        vec![Ret, N(11), N(900), N(901), N(32)],
    );
    l.add(
        "splice",
        SyscallSpliceX,
        libc::SYS_splice,
        &[900, 0, 901, 0, 64, 1 | 4],
        vec![Ret, N(900), N(901), N(64), N(5)],
    );
    l.add(
        "process_vm_readv",
        SyscallProcessVmReadvX,
        libc::SYS_process_vm_readv,
        &[1 << 29, into, 1, vectors, 1, 0],
        vec![Ret, N(1 << 29), Empty],
    );
    l.add(
        "process_vm_writev",
        SyscallProcessVmWritevX,
        libc::SYS_process_vm_writev,
        &[1 << 29, into, 1, vectors, 1, 0],
        vec![Ret, N(1 << 29), Empty],
    );
    l.add(
        "io_uring_setup",
        SyscallIoUringSetupX,
        libc::SYS_io_uring_setup,
        &[0, memory([0_u32; 30])],
        vec![Ret, N(0), N(0), N(0), N(0), N(0), N(0), N(0)],
    );
    l.add(
        "io_uring_enter",
        SyscallIoUringEnterX,
        libc::SYS_io_uring_enter,
        &[900, 1, 2, 1, NOWHERE],
        vec![Ret, N(900), N(1), N(2), N(1), N(NOWHERE)],
    );
    l.add(
        "io_uring_register",
        SyscallIoUringRegisterX,
        libc::SYS_io_uring_register,
        &[900, 4, 64, 3],
        vec![Ret, N(900), N(4), N(64), N(3)],
    );
}

const HOME: [u8; 4] = [127, 0, 0, 1];
const PORT: u16 = 23_451;

fn sockets(l: &mut List, folder: &str) {
    let here = memory(address4(HOME, PORT));
    // Numbers that cases know: listener 600, client 601, datagrams 603 and 606, unix 607.
    l.add(
        "socket",
        SocketSocketX,
        libc::SYS_socket,
        &[2, 1 | 0o2000000 | 0o4000, 6],
        vec![Ret, N(2), N(1 | 0o2000000 | 0o4000), N(6), N(4096 | 64)],
    );
    l.add("socket fails", SocketSocketX, libc::SYS_socket, &[99, 1, 2], vec![Ret, N(0), N(1), N(2), N(0)]);
    l.own(
        "listener",
        SyscallDup2X,
        || {
            let fd = sys(libc::SYS_socket, &[2, 1, 0]);
            sys(libc::SYS_dup2, &[fd, 600])
        },
        vec![N(600), Any, N(600)],
    );
    let one = memory(1_i32);
    l.add(
        "setsockopt",
        SocketSetsockoptX,
        libc::SYS_setsockopt,
        &[600, 1, 2, one, 4],
        vec![N(0), N(600), N(1), N(2), B(vec![2, 1, 0, 0, 0]), N(4)],
    )
    .returns(0);
    l.add(
        "setsockopt of another level",
        SocketSetsockoptX,
        libc::SYS_setsockopt,
        &[600, 6, 1, one, 4],
        vec![N(0), N(600), N(2), N(0), B(vec![0, 1, 0, 0, 0]), N(4)],
    );
    let time = memory([3_i64, 5]);
    let mut timeout = vec![4];
    timeout.extend(3_000_005_000_u64.to_ne_bytes());
    l.add(
        "setsockopt with a time",
        SocketSetsockoptX,
        libc::SYS_setsockopt,
        &[600, 1, 20, time, 16],
        vec![N(0), N(600), N(1), Any, B(timeout), N(16)],
    );
    let size = memory(4_i32);
    let error = memory(0_i32);
    l.add(
        "getsockopt",
        SocketGetsockoptX,
        libc::SYS_getsockopt,
        &[600, 1, 4, error, size],
        vec![N(0), N(600), N(1), N(4), B([&[1][..], &0_i64.to_ne_bytes()].concat()), N(4)],
    );
    l.add("bind", SocketBindX, libc::SYS_bind, &[600, here, 16], vec![N(0), param4(HOME, PORT), N(600)])
        .returns(0);
    l.add("bind fails", SocketBindX, libc::SYS_bind, &[900, NOWHERE, 16], vec![N(EBADF), Empty, N(900)]);
    l.add("listen", SocketListenX, libc::SYS_listen, &[600, 7], vec![N(0), N(600), N(7)]).returns(0);
    l.own(
        "client",
        SyscallDup2X,
        || {
            let fd = sys(libc::SYS_socket, &[2, 1, 0]);
            sys(libc::SYS_dup2, &[fd, 601])
        },
        vec![N(601), Any, N(601)],
    );
    l.add(
        "connect",
        SocketConnectX,
        libc::SYS_connect,
        &[601, here, 16],
        vec![N(0), Nonzero, N(601), param4(HOME, PORT)],
    )
    .returns(0);
    l.add(
        "connect entry",
        SocketConnectE,
        libc::SYS_connect,
        &[900, here, 16],
        vec![N(900), param4(HOME, PORT)],
    );
    l.add(
        "connect fails",
        SocketConnectX,
        libc::SYS_connect,
        &[900, here, 16],
        vec![N(EBADF), Empty, N(900), param4(HOME, PORT)],
    );
    l.add(
        "accept4",
        SocketAccept4_6X,
        libc::SYS_accept4,
        &[600, 0, 0, 0o4000],
        vec![Ret, Nonzero, N(0), N(0), N(7), N(64)],
    );
    l.add(
        "accept fails",
        SocketAccept_5X,
        libc::SYS_accept,
        &[900, 0, 0],
        vec![N(EBADF), Empty, N(0), N(0), N(0)],
    );
    l.add("shutdown", SocketShutdownX, libc::SYS_shutdown, &[900, 1], vec![N(EBADF), N(900), N(1)]);
    l.add("getsockname", SocketGetsocknameX, libc::SYS_getsockname, &[900, 0, 0], vec![]);
    l.add("getpeername", SocketGetpeernameX, libc::SYS_getpeername, &[900, 0, 0], vec![]);
    let pair = memory([0_i32; 2]);
    l.add(
        "socketpair",
        SocketSocketpairX,
        libc::SYS_socketpair,
        &[1, 2, 0, pair],
        vec![N(0), Nonzero, Nonzero, Nonzero, Nonzero, N(1), N(2), N(0)],
    );
    l.add(
        "socketpair fails",
        SocketSocketpairX,
        libc::SYS_socketpair,
        &[2, 2, 0, pair],
        vec![Ret, N(-1), N(-1), N(0), N(0), N(2), N(2), N(0)],
    );
    datagrams(l, folder);
}

fn datagrams(l: &mut List, folder: &str) {
    let there = memory(address4(HOME, PORT));
    let buffer = memory(*b"datagram");
    let from = (HOME, PORT + 1);
    l.own(
        "socket for datagrams",
        SocketBindX,
        || {
            let fd = sys(libc::SYS_socket, &[2, 2, 0]);
            sys(libc::SYS_dup2, &[fd, 603]);
            sys(libc::SYS_bind, &[603, memory(address4(HOME, PORT + 1)), 16])
        },
        vec![N(0), param4(HOME, PORT + 1), N(603)],
    )
    .returns(0);
    l.own(
        "socket that hears",
        SocketBindX,
        || {
            let fd = sys(libc::SYS_socket, &[2, 2, 0]);
            sys(libc::SYS_dup2, &[fd, 606]);
            sys(libc::SYS_bind, &[606, memory(address4(HOME, PORT)), 16])
        },
        vec![N(0), param4(HOME, PORT), N(606)],
    )
    .returns(0);
    l.add(
        "sendto",
        SocketSendtoX,
        libc::SYS_sendto,
        &[603, buffer, 8, 0, there, 16],
        vec![N(8), B(b"datagram".to_vec()), N(603), N(8), tuple4(from, (HOME, PORT))],
    )
    .returns(8);
    let room = memory([0_u8; 64]);
    let sender = memory([0_u8; 16]);
    let length = memory(16_i32);
    l.add(
        "recvfrom",
        SocketRecvfromX,
        libc::SYS_recvfrom,
        &[606, room, 64, 0, sender, length],
        vec![N(8), B(b"datagram".to_vec()), tuple4(from, (HOME, PORT)), N(606), N(64)],
    )
    .returns(8);
    l.add(
        "sendto fails",
        SocketSendtoX,
        libc::SYS_sendto,
        &[900, buffer, 8, 0, there, 16],
        vec![N(EBADF), B(b"datagram".to_vec()), N(900), N(8), Empty],
    );
    l.add(
        "recvfrom fails",
        SocketRecvfromX,
        libc::SYS_recvfrom,
        &[900, room, 64, 0, 0, 0],
        vec![N(EBADF), Empty, Empty, N(900), N(64)],
    );
    let vectors = memory([buffer as u64, 4, buffer as u64 + 4, 4]);
    let header = |name: i64, vectors: i64, count: u64| {
        memory([name as u64, if name == 0 { 0 } else { 16 }, vectors as u64, count, 0, 0, 0])
    };
    let message = header(there, vectors, 2);
    l.add(
        "sendmsg",
        SocketSendmsgX,
        libc::SYS_sendmsg,
        &[603, message, 0],
        vec![N(8), B(b"datagram".to_vec()), N(603), N(8), tuple4(from, (HOME, PORT))],
    )
    .returns(8);
    let into = memory([room as u64, 64]);
    let hears = header(sender, into, 1);
    l.add(
        "recvmsg",
        SocketRecvmsgX,
        libc::SYS_recvmsg,
        &[606, hears, 0],
        vec![N(8), N(8), B(b"datagram".to_vec()), tuple4(from, (HOME, PORT)), Empty, N(606)],
    )
    .returns(8);
    l.add(
        "recvmsg fails",
        SocketRecvmsgX,
        libc::SYS_recvmsg,
        &[900, hears, 0],
        vec![N(EBADF), N(0), Empty, Empty, Empty, N(900)],
    );
    let many = memory([[there as u64, 16, vectors as u64, 2, 0, 0, 0, 0]]);
    l.add(
        "sendmmsg",
        SocketSendmmsgX,
        libc::SYS_sendmmsg,
        &[603, many, 1, 0],
        vec![N(8), N(603), N(8), B(b"datagram".to_vec()), tuple4(from, (HOME, PORT))],
    )
    .returns(1);
    let hear_many = memory([[sender as u64, 16, into as u64, 1, 0, 0, 0, 0]]);
    l.own(
        "recvmmsg",
        SocketRecvmmsgX,
        move || sys(libc::SYS_recvmmsg, &[606, hear_many, 1, 0, 0]),
        vec![N(8), N(606), N(8), B(b"datagram".to_vec()), tuple4(from, (HOME, PORT)), Empty],
    )
    .returns(1);
    l.add(
        "recvmmsg fails",
        SocketRecvmmsgX,
        libc::SYS_recvmmsg,
        &[900, hear_many, 1, 0, 0],
        vec![N(EBADF), N(900), N(0), Empty, Empty, Empty],
    );
    let path = format!("{folder}/socket");
    let unix = memory(address_unix(&path));
    l.own(
        "bind to a path",
        SocketBindX,
        move || {
            let fd = sys(libc::SYS_socket, &[1, 1, 0]);
            sys(libc::SYS_dup2, &[fd, 607]);
            sys(libc::SYS_bind, &[607, unix, 110])
        },
        vec![N(0), B([&[1], path.as_bytes(), &[0]].concat()), N(607)],
    )
    .returns(0);
    let pair = memory([0_i32; 2]);
    let send = move || {
        sys(libc::SYS_socketpair, &[1, 1, 0, pair]);
        // SAFETY: the memory holds two descriptors and is nobody else's.
        let one = i64::from(unsafe { *(pair as *const i32) });
        sys(libc::SYS_dup2, &[one, 608]);
        sys(libc::SYS_sendto, &[608, memory(*b"x"), 1, 0, 0, 0])
    };
    let sent = vec![N(1), B(b"x".to_vec()), N(608), N(1), Ends("")];
    l.own("send on a pair", SocketSendtoX, send, sent).returns(1);
    let abstract_name = memory({
        let mut bytes = address_unix("\0zoo");
        bytes[2] = 0;
        bytes
    });
    l.add(
        "connect to an abstract name",
        SocketConnectX,
        libc::SYS_connect,
        &[607, abstract_name, 6],
        vec![Ret, Empty, N(607), B(b"\x01zoo\0".to_vec())],
    );
    // Nothing ends an abstract name but the length of its address. These fill what the kernel allocates for them, so
    // that another one is right behind.
    let abstract_socket = |number: u32| {
        let mut bytes = address_unix(&format!(" z{number:04}"));
        bytes[2] = 0;
        (sys(libc::SYS_socket, &[1, 1, 0]), memory(bytes))
    };
    let connect = move || {
        for number in 0..64 {
            let (fd, name) = abstract_socket(number);
            sys(libc::SYS_bind, &[fd, name, 8]);
            sys(libc::SYS_listen, &[fd, 1]);
        }
        let (fd, name) = abstract_socket(31);
        sys(libc::SYS_dup2, &[fd, 611]);
        sys(libc::SYS_connect, &[611, name, 8])
    };
    let connected = vec![N(0), Ends("z0031"), N(611), B(b"\x01z0031\0".to_vec())];
    l.own("connect to an abstract name that listens", SocketConnectX, connect, connected).returns(0);
    let six = memory({
        let mut bytes = [0_u8; 28];
        bytes[0] = 10;
        bytes[2..4].copy_from_slice(&80_u16.to_be_bytes());
        bytes[23] = 1;
        bytes
    });
    let mut six_wanted = vec![10];
    six_wanted.extend([0; 15]);
    six_wanted.push(1);
    six_wanted.extend(80_u16.to_ne_bytes());
    l.add(
        "connect by IPv6",
        SocketConnectX,
        libc::SYS_connect,
        &[900, six, 28],
        vec![N(EBADF), Empty, N(900), B(six_wanted)],
    );
}

/// What every clone gives from the third parameter on, for the caller.
fn clone_params(flags: i64) -> Vec<Want> {
    let mut want = vec![
        Ret, Nonzero, Any, Nonzero, Nonzero, Nonzero, Empty, Nonzero, Any, Any, Nonzero, Nonzero, Any,
        Nonzero,
    ];
    want.extend([Any, N(flags | 1 << 29), N(0), N(0), Nonzero, Nonzero, N(0)]);
    want
}

fn processes(l: &mut List) {
    let ends = |child: i64| {
        if child == 0 {
            // SAFETY: ends the child.
            unsafe { libc::_exit(0) };
        }
        sys(libc::SYS_wait4, &[child, 0, 0, 0]);
        child
    };
    l.own("fork", SyscallFork_20X, move || ends(sys(libc::SYS_fork, &[])), clone_params(0));
    l.own("clone", SyscallClone_20X, move || ends(sys(libc::SYS_clone, &[0x400 | 17])), clone_params(1));
    let arguments = memory([0x400_u64, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0]);
    l.own("clone3", SyscallClone3X, move || ends(sys(libc::SYS_clone3, &[arguments, 88])), clone_params(1));
    l.add("clone fails", SyscallClone_20X, libc::SYS_clone, &[0x1_0000], {
        let mut want = clone_params(1 << 13);
        (want[1], want[2]) = (Empty, Empty);
        want
    })
    .returns(EINVAL);
    let argv = memory([text("zoo") as u64, text("one") as u64, text("two") as u64, 0]);
    let envp = memory([text("A=1") as u64, text("B=2") as u64, 0]);
    let exec = |filename: Option<Want>| {
        let mut want = vec![
            N(ENOENT),
            t("zoo"),
            B(b"one\0two\0".to_vec()),
            Nonzero,
            Nonzero,
            Nonzero,
            Empty,
            Nonzero,
            Any,
            Any,
            Nonzero,
            Nonzero,
            Any,
            Nonzero,
            Any,
            B(b"A=1\0B=2\0".to_vec()),
            Any,
            Any,
            Any,
            Any,
            Any,
            Any,
            Any,
            Nonzero,
            Nonzero,
            Nonzero,
            N(0),
            Nonzero,
            Nonzero,
            N(0),
        ];
        want.extend(filename);
        want
    };
    l.add(
        "execve fails",
        SyscallExecve_19X,
        libc::SYS_execve,
        &[text("/no/such/program"), argv, envp],
        exec(Some(t("/no/such/program"))),
    )
    .returns(ENOENT);
    l.add(
        "execveat fails",
        SyscallExecveatX,
        libc::SYS_execveat,
        &[CWD, text("/no/such/program"), argv, envp, 0],
        exec(None),
    )
    .returns(ENOENT);
    l.add(
        "capset",
        SyscallCapsetX,
        libc::SYS_capset,
        &[NOWHERE, NOWHERE],
        vec![N(EFAULT), Any, Nonzero, Nonzero],
    );
    let name = memory(*b"zoo name\0\0\0\0\0\0\0\0");
    l.add(
        "prctl with a name",
        SyscallPrctlX,
        libc::SYS_prctl,
        &[15, name],
        vec![N(0), N(15), t("zoo name"), N(0)],
    );
    l.add(
        "prctl with a number",
        SyscallPrctlX,
        libc::SYS_prctl,
        &[9999, 42],
        vec![N(EINVAL), N(9999), Empty, N(42)],
    );
    l.add(
        "ptrace",
        SyscallPtraceX,
        libc::SYS_ptrace,
        &[16, 1 << 29, 3, 4],
        vec![Ret, B(vec![0; 9]), B(vec![0; 9]), N(11), N(1 << 29)],
    );
    l.add("seccomp", SyscallSeccompX, libc::SYS_seccomp, &[77, 5, 0], vec![N(EINVAL), N(77), N(5)]);
    l.add("setns", SyscallSetnsX, libc::SYS_setns, &[900, 0x2000_0000], vec![N(EBADF), N(900), N(64)]);
    l.add("unshare", SyscallUnshareX, libc::SYS_unshare, &[0x1], vec![N(EINVAL), N(0)]);
}

fn identity(l: &mut List) {
    for (name, code, number) in [
        ("getuid", SyscallGetuidX, libc::SYS_getuid),
        ("geteuid", SyscallGeteuidX, libc::SYS_geteuid),
        ("getgid", SyscallGetgidX, libc::SYS_getgid),
        ("getegid", SyscallGetegidX, libc::SYS_getegid),
    ] {
        l.add(name, code, number, &[], vec![N(0)]).returns(0);
    }
    let [a, b, c] = [memory(1_u32), memory(2_u32), memory(3_u32)];
    l.add("getresuid", SyscallGetresuidX, libc::SYS_getresuid, &[a, b, c], vec![N(0), N(0), N(0), N(0)])
        .returns(0);
    l.add("getresgid", SyscallGetresgidX, libc::SYS_getresgid, &[a, b, c], vec![N(0), N(0), N(0), N(0)])
        .returns(0);
    l.add("setuid", SyscallSetuidX, libc::SYS_setuid, &[-1], vec![N(EINVAL), N(-1)]);
    l.add("setgid", SyscallSetgidX, libc::SYS_setgid, &[-1], vec![N(EINVAL), N(-1)]);
    l.add("setreuid", SyscallSetreuidX, libc::SYS_setreuid, &[-1, -1], vec![N(0), N(-1), N(-1)]);
    l.add("setregid", SyscallSetregidX, libc::SYS_setregid, &[-1, -1], vec![N(0), N(-1), N(-1)]);
    l.add(
        "setresuid",
        SyscallSetresuidX,
        libc::SYS_setresuid,
        &[-1, -1, -1],
        vec![N(0), N(-1), N(-1), N(-1)],
    );
    l.add(
        "setresgid",
        SyscallSetresgidX,
        libc::SYS_setresgid,
        &[-1, -1, -1],
        vec![N(0), N(-1), N(-1), N(-1)],
    );
    l.add("setpgid", SyscallSetpgidX, libc::SYS_setpgid, &[1 << 29, 5], vec![N(-3), N(1 << 29), N(5)]);
    l.add("setsid", SyscallSetsidX, libc::SYS_setsid, &[], vec![Ret]);
    let limit = memory([0_u64; 2]);
    l.add(
        "getrlimit",
        SyscallGetrlimitX,
        libc::SYS_getrlimit,
        &[7, limit],
        vec![N(0), Nonzero, Nonzero, N(7)],
    )
    .returns(0);
    l.add(
        "getrlimit fails",
        SyscallGetrlimitX,
        libc::SYS_getrlimit,
        &[99, limit],
        vec![N(EINVAL), N(-1), N(-1), N(255)],
    );
    let new = memory([5_u64, 6]);
    l.add(
        "setrlimit",
        SyscallSetrlimitX,
        libc::SYS_setrlimit,
        &[99, new],
        vec![N(EINVAL), N(5), N(6), N(255)],
    );
    l.add(
        "prlimit",
        SyscallPrlimitX,
        libc::SYS_prlimit64,
        &[1 << 29, 7, new, limit],
        vec![N(-3), N(5), N(6), N(-1), N(-1), N(1 << 29), N(7)],
    );
    l.add(
        "prlimit without places",
        SyscallPrlimitX,
        libc::SYS_prlimit64,
        &[0, 7, 0, 0],
        vec![N(0), N(0), N(0), N(0), N(0), N(0), N(7)],
    );
}

fn memory_calls(l: &mut List) {
    l.add("brk", SyscallBrk_4X, libc::SYS_brk, &[0], vec![Ret, Nonzero, Nonzero, Any, N(0)]);
    l.add(
        "mmap",
        SyscallMmapX,
        libc::SYS_mmap,
        &[0, 8192, 3, 0x22, -1, 4096],
        vec![Ret, Nonzero, Nonzero, Any, N(0), N(8192), N(3), N(2 | 8), N(-1), N(4096)],
    );
    l.add(
        "munmap",
        SyscallMunmapX,
        libc::SYS_munmap,
        &[1, 4096],
        vec![N(EINVAL), Nonzero, Nonzero, Any, N(1), N(4096)],
    );
    l.add(
        "mprotect",
        SyscallMprotectX,
        libc::SYS_mprotect,
        &[1, 4096, 5],
        vec![N(EINVAL), N(1), N(4096), N(5)],
    );
    l.add("mlock", SyscallMlockX, libc::SYS_mlock, &[4096, 16], vec![Ret, N(4096), N(16)]);
    l.add("mlock2", SyscallMlock2X, libc::SYS_mlock2, &[4096, 16, 1], vec![Ret, N(4096), N(16), N(1)]);
    l.add("munlock", SyscallMunlockX, libc::SYS_munlock, &[4096, 16], vec![Ret, N(4096), N(16)]);
    l.add("mlockall", SyscallMlockallX, libc::SYS_mlockall, &[64], vec![N(EINVAL), N(0)]);
    l.add("munlockall", SyscallMunlockallX, libc::SYS_munlockall, &[], vec![N(0)]);
    l.add("userfaultfd", SyscallUserfaultfdX, libc::SYS_userfaultfd, &[64], vec![Ret, N(64)]);
}

fn waiting(l: &mut List) {
    l.add("epoll_create", SyscallEpollCreateX, libc::SYS_epoll_create, &[-1], vec![N(EINVAL), N(-1)]);
    l.add("epoll_create1", SyscallEpollCreate1X, libc::SYS_epoll_create1, &[0o2000000], vec![Ret, N(1)]);
    l.add("epoll_wait", SyscallEpollwaitX, libc::SYS_epoll_wait, &[900, NOWHERE, 5, 0], vec![Ret, N(5)]);
    l.add("eventfd", SyscallEventfdX, libc::SYS_eventfd, &[3], vec![Ret, N(3), N(0)]);
    l.add(
        "eventfd2",
        SyscallEventfd2X,
        libc::SYS_eventfd2,
        &[3, 0o2000000 | 0o4000],
        vec![Ret, N(4096 | 64), N(3)],
    );
    let word = memory(5_u32);
    l.add("futex", SyscallFutexX, libc::SYS_futex, &[word, 1 | 128, 7], vec![N(0), N(word), N(129), N(7)]);
    l.add("inotify_init", SyscallInotifyInitX, libc::SYS_inotify_init, &[], vec![Ret, N(0)]);
    l.add("inotify_init1", SyscallInotifyInit1X, libc::SYS_inotify_init1, &[0o2000000], vec![Ret, N(4096)]);
    l.add("kill", SyscallKillX, libc::SYS_kill, &[1 << 29, 9], vec![N(-3), N(1 << 29), N(9)]);
    l.add("tkill", SyscallTkillX, libc::SYS_tkill, &[1 << 29, 9], vec![N(-3), N(1 << 29), N(9)]);
    l.add(
        "tgkill",
        SyscallTgkillX,
        libc::SYS_tgkill,
        &[1 << 29, 1 << 28, 9],
        vec![N(-3), N(1 << 29), N(1 << 28), N(9)],
    );
    let pause = memory([0_i64, 1000]);
    l.add("nanosleep", SyscallNanosleepX, libc::SYS_nanosleep, &[pause, 0], vec![N(0), N(1000)]);
    let entry = |fd: i32, asked: u16| (u64::from(asked) << 32) | u64::from(fd as u32);
    let fds = memory([entry(900, 1), entry(-1, 4)]);
    let mut wanted = vec![2, 0];
    wanted.extend(900_i64.to_ne_bytes());
    // POLLNVAL of the kernel, 32, is 64.
    wanted.extend(64_i16.to_ne_bytes());
    wanted.extend((-1_i64).to_ne_bytes());
    wanted.extend(0_i16.to_ne_bytes());
    l.add("poll", SyscallPollX, libc::SYS_poll, &[fds, 2, 0], vec![N(1), B(wanted.clone()), N(0)]).returns(1);
    let now = memory([0_i64, 5]);
    let mask = memory(6_u64);
    l.add(
        "ppoll",
        SyscallPpollX,
        libc::SYS_ppoll,
        &[fds, 2, now, mask, 8],
        vec![N(1), B(wanted), N(0), N(6)],
    )
    .returns(1);
    l.add(
        "poll of no memory",
        SyscallPollX,
        libc::SYS_poll,
        &[NOWHERE, 1, -1],
        vec![N(EFAULT), B(vec![0, 0]), N(0xFFFF_FFFF)],
    );
    l.add("select", SyscallSelectX, libc::SYS_select, &[-1, 0, 0, 0, 0], vec![N(EINVAL)]);
    l.add(
        "signalfd",
        SyscallSignalfdX,
        libc::SYS_signalfd,
        &[900, NOWHERE, 8],
        vec![Ret, N(900), N(0), N(0)],
    );
    l.add(
        "signalfd4",
        SyscallSignalfd4X,
        libc::SYS_signalfd4,
        &[900, NOWHERE, 8, 0o4000],
        vec![Ret, N(64), N(900), N(0)],
    );
    l.add(
        "timerfd_create",
        SyscallTimerfdCreateX,
        libc::SYS_timerfd_create,
        &[1, 0o4000],
        vec![Ret, N(1), N(64)],
    );
    l.add(
        "a call without an event of its own",
        GenericX,
        libc::SYS_getpid,
        &[],
        vec![Nonzero, N(libc::SYS_getpid)],
    );
}

fn system(l: &mut List) {
    l.add("bpf", SyscallBpf_2X, libc::SYS_bpf, &[999, NOWHERE, 4], vec![Ret, N(999)]);
    l.add(
        "delete_module",
        SyscallDeleteModuleX,
        libc::SYS_delete_module,
        &[text("zoo"), 0o4000],
        vec![Ret, t("zoo"), N(2)],
    );
    l.add(
        "finit_module",
        SyscallFinitModuleX,
        libc::SYS_finit_module,
        &[900, text("a=1"), 1],
        vec![Ret, N(900), t("a=1"), N(1)],
    );
    let image = memory(*b"image");
    l.add(
        "init_module",
        SyscallInitModuleX,
        libc::SYS_init_module,
        &[image, 5, text("a=1")],
        vec![Ret, B(b"image".to_vec()), N(5), t("a=1")],
    );
    let number = |value: i64| B([&[0][..], &value.to_ne_bytes()].concat());
    l.add(
        "keyctl",
        SyscallKeyctlX,
        libc::SYS_keyctl,
        &[2, 11, 12, 13, 14],
        vec![Ret, N(2), number(11), number(12), number(13), number(0)],
    );
    l.add(
        "keyctl with a text",
        SyscallKeyctlX,
        libc::SYS_keyctl,
        &[10, 11, text("user"), text("name"), 14],
        vec![Ret, N(10), number(11), B(b"\x01user\0".to_vec()), B(b"\x01name\0".to_vec()), number(14)],
    );
    l.add(
        "semget",
        SyscallSemgetX,
        libc::SYS_semget,
        &[0x1234, -1, 0o1000],
        vec![N(EINVAL), N(0x1234), N(-1), N(8192)],
    );
    l.add(
        "semctl",
        SyscallSemctlX,
        libc::SYS_semctl,
        &[-5, 3, 16, 44],
        vec![N(EINVAL), N(-5), N(3), N(4096), N(44)],
    );
    let operation = memory([1_u16, 2, 0o4000]);
    l.add(
        "semop",
        SyscallSemopX,
        libc::SYS_semop,
        &[-5, operation, 1],
        vec![N(EINVAL), N(1), N(0), N(0), N(0), N(0), N(0), N(0), N(-5)],
    );
}
