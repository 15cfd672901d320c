// SPDX-License-Identifier: Apache-2.0
//! How the bytes of a parameter are to be read, and how numbers are printed.

use ParamType::*;

/// Type of a parameter or field; upstream: `ppm_param_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum ParamType {
    /// No type.
    NoType = 0,
    /// Signed 8-bit integer.
    Int8 = 1,
    /// Signed 16-bit integer.
    Int16 = 2,
    /// Signed 32-bit integer.
    Int32 = 3,
    /// Signed 64-bit integer.
    Int64 = 4,
    /// Unsigned 8-bit integer.
    Uint8 = 5,
    /// Unsigned 16-bit integer.
    Uint16 = 6,
    /// Unsigned 32-bit integer.
    Uint32 = 7,
    /// Unsigned 64-bit integer.
    Uint64 = 8,
    /// Text with a trailing NUL; UTF-8 not guaranteed.
    Charbuf = 9,
    /// Bytes.
    Bytebuf = 10,
    /// Signed 64-bit result of a call: negative is an error number.
    Errno = 11,
    /// Socket address: a family byte, then address and port.
    Sockaddr = 12,
    /// Both ends of a socket: a family byte, then addresses and ports.
    Socktuple = 13,
    /// Signed 64-bit file descriptor; negative is an error number.
    Fd = 14,
    /// Signed 64-bit thread or process id.
    Pid = 15,
    /// A 16-bit count, then pairs of 64-bit descriptor and 16-bit poll flags.
    Fdlist = 16,
    /// File system path with a trailing NUL.
    Fspath = 17,
    /// 16-bit portable system call code.
    Syscallid = 18,
    /// 8-bit signal number.
    Sigtype = 19,
    /// Duration in nanoseconds, 64 bits.
    Reltime = 20,
    /// Nanoseconds since the epoch, 64 bits.
    Abstime = 21,
    /// 16-bit port.
    Port = 22,
    /// Layer 4 protocol; fields only.
    L4proto = 23,
    /// Socket family; fields only.
    Sockfamily = 24,
    /// Truth value; fields only.
    Bool = 25,
    /// IPv4 address, network order.
    Ipv4addr = 26,
    /// An index byte, then a value of the type that the parameter's table has at the index.
    Dyn = 27,
    /// 8-bit flags.
    Flags8 = 28,
    /// 16-bit flags.
    Flags16 = 29,
    /// 32-bit flags.
    Flags32 = 30,
    /// 32-bit user id.
    Uid = 31,
    /// 32-bit group id.
    Gid = 32,
    /// 64-bit floating point; fields only.
    Double = 33,
    /// 32-bit signal set.
    Sigset = 34,
    /// Texts, each with a trailing NUL.
    Charbufarray = 35,
    /// Pairs of texts, each with a trailing NUL.
    CharbufPairArray = 36,
    /// IPv4 network; fields only.
    Ipv4net = 37,
    /// IPv6 address, network order.
    Ipv6addr = 38,
    /// IPv6 network; fields only.
    Ipv6net = 39,
    /// IPv4 or IPv6 address; fields only.
    Ipaddr = 40,
    /// IPv4 or IPv6 network; fields only.
    Ipnet = 41,
    /// 32-bit file mode.
    Mode = 42,
    /// Path relative to a directory descriptor in another parameter.
    Fsrelpath = 43,
    /// 8-bit enumeration.
    Enumflags8 = 44,
    /// 16-bit enumeration.
    Enumflags16 = 45,
    /// 32-bit enumeration.
    Enumflags32 = 46,
    /// Signed 32-bit file descriptor.
    Fd32 = 47,
    /// Signed 32-bit process id.
    Pid32 = 48,
}

/// The lengths in bytes that a parameter of a type may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LengthLimit {
    /// Events do not carry this type.
    NotInEvents,
    /// Always this many bytes (or none, when the parameter is empty).
    Fixed(usize),
    /// As many bytes as the length table can express.
    Variable,
}

impl ParamType {
    /// Every type, at the index of its number.
    pub const ALL: &[ParamType] = &[
        NoType,
        Int8,
        Int16,
        Int32,
        Int64,
        Uint8,
        Uint16,
        Uint32,
        Uint64,
        Charbuf,
        Bytebuf,
        Errno,
        Sockaddr,
        Socktuple,
        Fd,
        Pid,
        Fdlist,
        Fspath,
        Syscallid,
        Sigtype,
        Reltime,
        Abstime,
        Port,
        L4proto,
        Sockfamily,
        Bool,
        Ipv4addr,
        Dyn,
        Flags8,
        Flags16,
        Flags32,
        Uid,
        Gid,
        Double,
        Sigset,
        Charbufarray,
        CharbufPairArray,
        Ipv4net,
        Ipv6addr,
        Ipv6net,
        Ipaddr,
        Ipnet,
        Mode,
        Fsrelpath,
        Enumflags8,
        Enumflags16,
        Enumflags32,
        Fd32,
        Pid32,
    ];

    /// The type of this number.
    pub fn from_number(number: u32) -> Option<ParamType> {
        Self::ALL.get(number as usize).copied()
    }

    /// The name in lists of fields.
    pub const fn listed_name(self) -> &'static str {
        match self {
            Dyn => "DYNAMIC",
            _ => self.name(),
        }
    }

    /// Upstream's name without `PT_`.
    pub const fn name(self) -> &'static str {
        match self {
            NoType => "NONE",
            Int8 => "INT8",
            Int16 => "INT16",
            Int32 => "INT32",
            Int64 => "INT64",
            Uint8 => "UINT8",
            Uint16 => "UINT16",
            Uint32 => "UINT32",
            Uint64 => "UINT64",
            Charbuf => "CHARBUF",
            Bytebuf => "BYTEBUF",
            Errno => "ERRNO",
            Sockaddr => "SOCKADDR",
            Socktuple => "SOCKTUPLE",
            Fd => "FD",
            Pid => "PID",
            Fdlist => "FDLIST",
            Fspath => "FSPATH",
            Syscallid => "SYSCALLID",
            Sigtype => "SIGTYPE",
            Reltime => "RELTIME",
            Abstime => "ABSTIME",
            Port => "PORT",
            L4proto => "L4PROTO",
            Sockfamily => "SOCKFAMILY",
            Bool => "BOOL",
            Ipv4addr => "IPV4ADDR",
            Dyn => "DYN",
            Flags8 => "FLAGS8",
            Flags16 => "FLAGS16",
            Flags32 => "FLAGS32",
            Uid => "UID",
            Gid => "GID",
            Double => "DOUBLE",
            Sigset => "SIGSET",
            Charbufarray => "CHARBUFARRAY",
            CharbufPairArray => "CHARBUF_PAIR_ARRAY",
            Ipv4net => "IPV4NET",
            Ipv6addr => "IPV6ADDR",
            Ipv6net => "IPV6NET",
            Ipaddr => "IPADDR",
            Ipnet => "IPNET",
            Mode => "MODE",
            Fsrelpath => "FSRELPATH",
            Enumflags8 => "ENUMFLAGS8",
            Enumflags16 => "ENUMFLAGS16",
            Enumflags32 => "ENUMFLAGS32",
            Fd32 => "FD32",
            Pid32 => "PID32",
        }
    }

    /// The lengths that an event parameter of this type may have.
    pub const fn length_limit(self) -> LengthLimit {
        match self {
            NoType | L4proto | Sockfamily | Bool | Double | Ipv4net | Ipv6net | Ipaddr | Ipnet => {
                LengthLimit::NotInEvents
            }
            Int8 | Uint8 | Sigtype | Flags8 | Enumflags8 => LengthLimit::Fixed(1),
            Int16 | Uint16 | Syscallid | Port | Flags16 | Enumflags16 => LengthLimit::Fixed(2),
            Int32 | Uint32 | Ipv4addr | Flags32 | Uid | Gid | Sigset | Mode | Enumflags32 | Fd32 | Pid32 => {
                LengthLimit::Fixed(4)
            }
            Int64 | Uint64 | Errno | Fd | Pid | Reltime | Abstime => LengthLimit::Fixed(8),
            Charbuf | Bytebuf | Sockaddr | Socktuple | Fdlist | Fspath | Dyn | Charbufarray
            | CharbufPairArray | Fsrelpath => LengthLimit::Variable,
            Ipv6addr => LengthLimit::Fixed(16),
        }
    }
}

/// How a number is printed; upstream: `ppm_print_format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum PrintFormat {
    /// Not a number.
    Na = 0,
    /// Decimal.
    Dec = 1,
    /// Hexadecimal.
    Hex = 2,
    /// Decimal, padded with zeros to ten digits.
    PaddedDec10 = 3,
    /// Decimal without grouping: an id.
    Id = 4,
    /// Direction: `<` or `>`.
    Dir = 5,
    /// Octal.
    Oct = 6,
}
