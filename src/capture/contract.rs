// SPDX-License-Identifier: Apache-2.0
//! The contract of this module with the probe: codes, limits and structures. `ebpf/contract.h` is rendered from this
//! file: `UPDATE_HEADERS=1 cargo test --test contract` writes it anew, then `ebpf/build` makes the objects. So only
//! constants, enumerations with explicit values, structures and the assertions below stand here.

use std::mem::offset_of;

/// System call numbers are below this.
pub const SYSCALLS: usize = 512;
/// Recipes; those of what is not the exit of a system call stand behind the others.
pub const RECIPES: usize = SYSCALLS + 32;
/// Maximum number of steps of a recipe.
pub const OPS: usize = 34;
/// Arguments that steps work on.
pub const ARGS: usize = 16;
/// The index of the returned value among the arguments.
pub const RET: u8 = 6;
/// The index of an argument that is always 0.
pub const ZERO: u8 = 15;
/// Maximum number of rules of a translation.
pub const ENTRIES: usize = 56;
/// Size of the array of translations.
pub const TRANSLATIONS: usize = 64;
/// Size of the arrays that count by class of loss.
pub const CLASSES: usize = 16;
/// Most conditions of a pushdown.
pub const CONDITIONS: usize = 48;
/// Most sets of calls of a pushdown.
pub const CALL_SETS: usize = 8;
/// Bytes in front of each event in a ring.
pub const PREFIX_SIZE: usize = 8;

/// The recipe of what is not the exit of a system call.
#[repr(u16)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Exec = 512,
    ProcExit = 513,
    Signal = 514,
    Switch = 515,
    FaultUser = 516,
    FaultKernel = 517,
    Task = 518,
    OpenEnter = 519,
    OpenatEnter = 520,
    Openat2Enter = 521,
    CreatEnter = 522,
    ConnectEnter = 523,
    DropBegin = 524,
    DropEnd = 525,
    Hotplug = 526,
    Send = 528,
    Recv = 529,
    File = 530,
    FileSocket4 = 531,
    FileSocket6 = 532,
    FileUnix = 533,
    FileSocket = 534,
}

/// What a step of a recipe does. It appends one parameter, but where something else is said.
#[repr(u8)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpKind {
    /// `args[arg]`, low `width` bytes, translated by `table`.
    Number = 0,
    /// The same as a signed 32-bit number, widened.
    Signed = 1,
    /// `extra`.
    Const = 2,
    /// Nothing.
    Empty = 3,
    /// Appends nothing: `args[width]` = `aux` bytes of user memory at `args[arg]` + extra.
    Load = 4,
    /// A number of `aux` bytes of user memory at `args[arg]` + extra; 128 in aux: signed.
    User = 5,
    /// User text at `args[arg]`, at most extra bytes.
    Text = 6,
    /// User bytes at `args[arg]`, `args[aux]` of them.
    Bytes = 7,
    /// Data of a call at `args[arg]`, `args[aux]` bytes if ret does not say; cut to the snaplen.
    Data = 8,
    /// Data of `args[aux]` vectors at `args[arg]`.
    Vector = 9,
    VectorSize = 10,
    /// Appends nothing: sets the snaplen for descriptor `args[arg]`; aux: argument of an address.
    Snaplen = 11,
    /// Address at `args[arg]` of `args[aux]` bytes.
    Sockaddr = 12,
    /// Both ends of socket `args[arg]`; aux: argument with the user's address; width 1: outwards.
    Tuple = 13,
    /// Of socket `args[arg]`; aux: 0 percent, 1 length, 2 most.
    Backlog = 14,
    /// Value at `args[arg]`, length `args[aux]`; level `args[1]`, name `args[2]`.
    Sockopt = 15,
    /// Name `args[arg]`, level `args[aux]`.
    Optname = 16,
    /// Poll list at `args[arg]`, `args[aux]` of them.
    Fds = 17,
    /// At `args[arg]`, as nanoseconds.
    Timespec = 18,
    /// `aux` selects what of the task.
    Task = 19,
    /// `aux` selects what of the open file `args[arg]`.
    File = 20,
    /// `args[arg]` with what the open file `args[aux]` adds.
    OpenFlags = 21,
    /// `args[arg]` if flags `args[aux]` make a file; aux 255: always.
    OpenMode = 22,
    /// A device number `args[arg]`.
    Device = 23,
    /// First argument of the program.
    Exe = 24,
    /// The others.
    Args = 25,
    Env = 26,
    /// Strings of the user's array at `args[arg]`; aux: 0 only the first, 1 all but the first, 2 all.
    Argv = 27,
    Cgroups = 28,
    /// Path of the open file `args[arg]`; aux: 0 that, 1 executable, 2 working directory, 3 root.
    Path = 29,
    CloneFlags = 30,
    /// `args[arg]`; aux: 0 address, 1 data.
    Ptrace = 31,
    /// `args[arg]`.
    Keyctl = 32,
    /// `aux` selects which.
    Quota = 33,
    /// `aux`: 0..2 of the first operation, 3..5 of the second.
    Semop = 34,
    /// Aux: 0 sock of `args[arg]`, 1 its peer.
    Sockets = 35,
    MountFlags = 36,
    KernelText = 37,
    /// Appends nothing: reads the msghdr at `args[arg]` into `args[8..13]`.
    Message = 39,
    /// Bytes at `args[arg]`, `args[aux]` of them, if fewer than 65536.
    Optional = 40,
    /// Aux: 0 text, 1 number.
    Prctl = 41,
    /// Aux: 0 bytes, 1 text.
    Fsconfig = 42,
    /// `args[arg]` if `args[aux]` equals extra, else `otherwise`.
    NumberIf = 43,
    /// `args[aux]` bytes of the kernel's memory at `args[arg]`.
    KernelBytes = 44,
    QuotaPath = 45,
    Comm = 46,
}

/// When a parameter is given; otherwise it is `otherwise` of its step.
#[repr(u8)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    Always = 0,
    Positive = 1,
    /// Not negative.
    Success = 2,
    Zero = 3,
    /// 0 or -EINPROGRESS.
    Connecting = 4,
    /// The message header could be read.
    Valid = 5,
    ValidSuccess = 6,
}

/// For `otherwise` of a step: an empty parameter.
pub const OTHERWISE_EMPTY: i8 = -128;
/// For `plain` of a step: the argument as it is.
pub const PLAIN_NUMBER: u8 = 1;
/// The same, signed, of 32 bits.
pub const PLAIN_SIGNED: u8 = 2;

/// A number of the task.
#[repr(u8)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    Tid = 0,
    Pid = 1,
    Ptid = 2,
    Fdlimit = 3,
    Major = 4,
    Minor = 5,
    VmSize = 6,
    VmRss = 7,
    VmSwap = 8,
    Euid = 10,
    Egid = 11,
    Vtid = 12,
    Vpid = 13,
    PidnsStart = 14,
    Tty = 15,
    Vpgid = 16,
    Loginuid = 17,
    ExeFlags = 18,
    CapInheritable = 19,
    CapPermitted = 20,
    CapEffective = 21,
    ExeIno = 22,
    ExeCtime = 23,
    ExeMtime = 24,
    Pgid = 25,
    Sid = 26,
    Start = 27,
    Reaper = 28,
}

/// What a step reads of an open file.
#[repr(u8)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    Dev = 0,
    Ino = 1,
    /// PPM_FD_UPPER_LAYER_CREAT or PPM_FD_LOWER_LAYER_CREAT.
    CreatedLayer = 2,
}

/// A parameter of quotactl, by its index in the event.
pub const QUOTA_BLOCKS: u8 = 1;
/// The first of three.
pub const QUOTA_INFO: u8 = 10;
pub const QUOTA_FORMAT_OUT: u8 = 13;
pub const QUOTA_CMD: u8 = 14;
pub const QUOTA_TYPE: u8 = 15;
pub const QUOTA_ID: u8 = 16;
pub const QUOTA_FORMAT: u8 = 17;

/// Flags of a recipe. Sampling never leaves its event out.
pub const RECIPE_NEVER_DROP: u8 = 1;
/// Sampling always leaves it out.
pub const RECIPE_ALWAYS_DROP: u8 = 2;
/// Sent while sampling only if the call succeeded.
pub const RECIPE_DROP_FAILED: u8 = 4;
/// Sent while sampling only if it changes descriptors.
pub const RECIPE_DROP_FCNTL: u8 = 8;
/// One event for each message of the call.
pub const RECIPE_MESSAGES: u8 = 16;
/// Another hook reports successes.
pub const RECIPE_FAILURES_ONLY: u8 = 32;
/// Made whatever the filter says: the state, or another event, needs it.
pub const RECIPE_FOR_STATE: u8 = 64;
/// The first parameter is the return value of the call.
pub const RECIPE_RETURNS: u8 = 128;

/// A translation of flags or values; 0 is none.
#[repr(u8)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    Low32 = 1,
    Low16 = 2,
    Open = 3,
    Resolve = 4,
    Access = 5,
    Mode = 6,
    NodeMode = 7,
    CloseRange = 8,
    Dup3 = 9,
    Fcntl = 10,
    Flock = 11,
    AtFlags = 12,
    StatFlags = 13,
    Unlinkat = 14,
    Umount = 15,
    Whence = 16,
    Memfd = 17,
    Pipe2 = 18,
    Splice = 19,
    UringSetup = 20,
    UringFeatures = 21,
    UringEnter = 22,
    NonblockCloexec = 23,
    Nonblock = 24,
    EpollCreate1 = 25,
    Futex = 26,
    Clone = 27,
    Protection = 28,
    Mmap = 29,
    Mlock2 = 30,
    Mlockall = 31,
    Rlimit = 32,
    Family = 33,
    SocketFlags = 34,
    SocketLevel = 35,
    SocketOption = 36,
    Shutdown = 37,
    Ptrace = 38,
    PidfdOpen = 39,
    Semget = 40,
    Semctl = 41,
    DeleteModule = 42,
    FinitModule = 43,
    PageFault = 44,
    Semop = 58,
    QuotaCmd = 59,
    QuotaType = 60,
    QuotaFormat = 61,
    Capabilities = 62,
    Poll = 63,
}

/// Whose events are made.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopeKind {
    All = 0,
    PidNamespace = 1,
    Cgroup = 2,
    Tree = 3,
}

/// A control group whose depth this process cannot see, from within a cgroup namespace.
pub const LEVEL_UNKNOWN: u32 = 255;

/// Which events of a call are made.
pub const WANTED_EXIT: u8 = 1;
pub const WANTED_ENTER: u8 = 2;
/// A 32-bit program may mean a wanted call by this system call number.
pub const WANTED_COMPAT: u8 = 4;

/// Classes of loss, in the order of `scap_stats`.
#[repr(u8)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Other = 0,
    Clone = 1,
    Execve = 2,
    ConnectEnter = 3,
    Connect = 4,
    OpenEnter = 5,
    Open = 6,
    DirFile = 7,
    OtherInterest = 8,
    Close = 9,
    ProcExit = 10,
}

/// What a condition of a pushdown tests. `And` and `Or` join the two in front of them.
#[repr(u8)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConditionKind {
    And = 0,
    Or = 1,
    /// The number of the call is in the set of number `set`.
    Calls = 2,
    /// What the call returned, from `low` to `high`.
    Result = 3,
    Pid = 4,
    Tid = 5,
    Uid = 6,
    /// The first `length` bytes of the name.
    Comm = 7,
}

/// For `marks` of a prefix: an operation of io_uring.
pub const PREFIX_IO_URING: u16 = 1;

/// In front of each event in a ring.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Prefix {
    pub sequence: u32,
    pub cpu: u16,
    pub marks: u16,
}

/// A step of a recipe.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Op {
    pub kind: u8,
    pub arg: u8,
    pub width: u8,
    pub when: u8,
    pub table: u8,
    pub aux: u8,
    pub otherwise: i8,
    /// Appends the argument unchanged: 1 an unsigned number, 2 a signed number of 32 bits.
    pub plain: u8,
    pub extra: u32,
}

/// How one event is made.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    pub code: u16,
    pub count: u8,
    pub params: u8,
    pub class: u8,
    pub flags: u8,
    /// Two constants of two bytes: code and system call number.
    pub generic: u8,
    pub pad: u8,
    pub ops: [Op; OPS],
}

/// A rule of a translation.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    pub mask: u32,
    pub value: u32,
    pub out: u32,
}

/// A translation of flags or values.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Translation {
    pub copy: u64,
    pub base: u32,
    pub otherwise: u32,
    pub bits: u32,
    pub count: u16,
    pub first: u8,
    pub all: u8,
    pub entries: [Entry; ENTRIES],
}

/// The settings that can change while the probe runs.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    pub boot_time: u64,
    pub scope_cgroup: u64,
    pub enabled: u32,
    pub scope: u32,
    pub scope_level: u32,
    pub scope_inum: u32,
    pub self_tgid: u32,
    pub learn_pid: u32,
    pub learn_inum: u32,
    pub tree_root: u32,
    pub snaplen: u32,
    pub sampling_ratio: u32,
    pub port_start: u16,
    pub port_end: u16,
    pub statsd_port: u16,
    pub dropping: u8,
    pub drop_failed: u8,
    pub dynamic_snaplen: u8,
    pub pushdown: u8,
    pub pad: [u8; 6],
    pub wanted: [u8; SYSCALLS],
}

/// What the probe found out about the capturing process.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Learned {
    pub tgid: u32,
    pub level: u32,
    pub names_unknown: u32,
    pub dropping: u32,
}

/// Counters of one processor.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Counters {
    pub produced: u64,
    pub no_room: [u64; CLASSES],
    pub too_big: u64,
    pub busy: u64,
    pub unreadable: u64,
    pub sampled_out: u64,
    pub sequence: u64,
    pub refused: u64,
    pub pad: u64,
}

/// A condition of a filter.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Condition {
    pub kind: u8,
    pub negated: u8,
    pub length: u8,
    pub set: u8,
    pub pad: u32,
    pub low: i64,
    pub high: i64,
    pub text: [u8; 16],
}

/// What events must satisfy.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Pushdown {
    pub count: u32,
    pub pad: u32,
    pub sets: [[u64; SYSCALLS / 64]; CALL_SETS],
    pub conditions: [Condition; CONDITIONS],
}

const _: () = {
    assert!((RET as usize) < ARGS && (ZERO as usize) < ARGS);
    assert!((Table::Poll as usize) < TRANSLATIONS);
    assert!((Class::ProcExit as usize) < CLASSES);
    assert!(Place::Exec as usize == SYSCALLS);
    assert!((Place::FileSocket as usize) < RECIPES);
    assert!(size_of::<Prefix>() == PREFIX_SIZE);
    assert!(size_of::<Op>() == 12);
    assert!(size_of::<Recipe>() == 8 + 12 * OPS);
    assert!(size_of::<Translation>() == 24 + 12 * ENTRIES);
    assert!(offset_of!(Settings, port_start) == 56);
    assert!(offset_of!(Settings, wanted) == 72);
    assert!(size_of::<Settings>() == 72 + SYSCALLS);
    assert!(size_of::<Learned>() == 16);
    assert!(size_of::<Counters>() == 8 * (CLASSES + 8));
    assert!(size_of::<Condition>() == 40);
    assert!(size_of::<Pushdown>() == 8 + SYSCALLS / 8 * CALL_SETS + 40 * CONDITIONS);
};

// SAFETY: plain integers without padding; every bit pattern is valid.
unsafe impl aya::Pod for Recipe {}
// SAFETY: as above.
unsafe impl aya::Pod for Translation {}
// SAFETY: as above.
unsafe impl aya::Pod for Settings {}
// SAFETY: as above.
unsafe impl aya::Pod for Pushdown {}
// SAFETY: as above.
unsafe impl aya::Pod for Learned {}
// SAFETY: as above.
unsafe impl aya::Pod for Counters {}
