// SPDX-License-Identifier: Apache-2.0
//! Fields of the descriptor that an event works on.

use super::value::{boolean, text, unsigned};
use crate::fields::param_text::{ParamText, text_or_missing};
use crate::fields::text::push_u64;
use crate::fields::{Arg, Evaluation, Extracted, FieldRef, TextBuf, Value};
use crate::fields::{ArgRule, CompareRule, FieldFlags as F, FieldInfo};
use crate::schema::ParamType::*;
use crate::schema::PrintFormat::*;
use crate::schema::flags::open::PPM_AT_FDCWD;
use crate::schema::{Code, EventFlags, FdType, L4Proto};
use crate::state::{Fd, Thread, path};
use Code::*;

type Out<'s> = Extracted<'s>;

pub(super) const FIELDS: &[FieldInfo] = &[
    FieldInfo::new("fd.num", Int64, "Number of the file descriptor.", num).format(Id),
    FieldInfo::new(
        "fd.type",
        Charbuf,
        "Kind of the descriptor, such as file, directory, ipv4, unix or pipe.",
        fd_type,
    )
    .format(Dec),
    FieldInfo::new(
        "fd.typechar",
        Charbuf,
        "Kind of the descriptor as one character, such as f for files and 4 for IPv4 sockets.",
        typechar,
    )
    .format(Dec),
    FieldInfo::new(
        "fd.name",
        Charbuf,
        "Name of the descriptor: the path of a file, both ends of a connection.",
        name,
    ),
    FieldInfo::new("fd.directory", Charbuf, "Directory of the file.", directory),
    FieldInfo::new("fd.filename", Charbuf, "Name of the file without its directory.", filename),
    FieldInfo::new("fd.ip", Ipaddr, "Holds when either address of the socket is the given one.", nothing)
        .flags(F::FILTER_ONLY.or(F::NO_TRANSFORMER).or(F::NO_RHS))
        .compared(CompareRule::EitherAddress, either_ip),
    FieldInfo::new("fd.cip", Ipaddr, "Address of the client.", cip),
    FieldInfo::new("fd.sip", Ipaddr, "Address of the server.", sip),
    FieldInfo::new("fd.lip", Ipaddr, "Local address.", lip),
    FieldInfo::new("fd.rip", Ipaddr, "Remote address.", rip),
    FieldInfo::new("fd.port", Port, "Holds when either port of the socket is the given one.", nothing)
        .format(Dec)
        .flags(F::FILTER_ONLY.or(F::NO_TRANSFORMER).or(F::NO_RHS))
        .compared(CompareRule::EitherPort, either_port),
    FieldInfo::new("fd.cport", Port, "Port of the client.", cport).format(Dec),
    FieldInfo::new("fd.sport", Port, "Port of the server.", sport).format(Dec),
    FieldInfo::new("fd.lport", Port, "Local port.", lport).format(Dec),
    FieldInfo::new("fd.rport", Port, "Remote port.", rport).format(Dec),
    FieldInfo::new("fd.l4proto", Charbuf, "Protocol of the socket: tcp, udp, icmp or raw.", l4proto),
    FieldInfo::new("fd.sockfamily", Charbuf, "ip or unix.", sockfamily),
    FieldInfo::new("fd.is_server", Bool, "True when the process is the server of the connection.", is_server),
    FieldInfo::new(
        "fd.uid",
        Charbuf,
        "Process id and descriptor number combined: unique on the machine at any one time.",
        uid,
    ),
    FieldInfo::new(
        "fd.containername",
        Charbuf,
        "Container id and name of the descriptor combined.",
        containername,
    ),
    FieldInfo::new(
        "fd.containerdirectory",
        Charbuf,
        "Container id and directory of the file combined.",
        containerdirectory,
    ),
    FieldInfo::new(
        "fd.proto",
        Port,
        "Holds when either port of the socket belongs to the given service.",
        nothing,
    )
    .flags(F::FILTER_ONLY.or(F::NO_TRANSFORMER).or(F::NO_RHS))
    .compared(CompareRule::EitherPort, either_port),
    FieldInfo::new("fd.cproto", Charbuf, "Service of the client's port.", cproto),
    FieldInfo::new("fd.sproto", Charbuf, "Service of the server's port.", sproto),
    FieldInfo::new("fd.lproto", Charbuf, "Service of the local port.", lproto),
    FieldInfo::new("fd.rproto", Charbuf, "Service of the remote port.", rproto),
    FieldInfo::new(
        "fd.net",
        Ipnet,
        "Holds when either address of the socket is in the given network.",
        nothing,
    )
    .flags(F::FILTER_ONLY.or(F::NO_TRANSFORMER).or(F::NO_RHS))
    .compared(CompareRule::EitherNet, either_ip),
    FieldInfo::new("fd.cnet", Ipnet, "Holds when the client's address is in the given network.", cip)
        .flags(F::FILTER_ONLY.or(F::NO_TRANSFORMER).or(F::NO_RHS)),
    FieldInfo::new("fd.snet", Ipnet, "Holds when the server's address is in the given network.", sip)
        .flags(F::FILTER_ONLY.or(F::NO_TRANSFORMER).or(F::NO_RHS)),
    FieldInfo::new("fd.lnet", Ipnet, "Holds when the local address is in the given network.", lip)
        .flags(F::FILTER_ONLY.or(F::NO_TRANSFORMER).or(F::NO_RHS)),
    FieldInfo::new("fd.rnet", Ipnet, "Holds when the remote address is in the given network.", rip)
        .flags(F::FILTER_ONLY.or(F::NO_TRANSFORMER).or(F::NO_RHS)),
    FieldInfo::new("fd.connected", Bool, "True when the socket is connected.", connected),
    FieldInfo::new(
        "fd.name_changed",
        Bool,
        "True when the event changed the name of the descriptor.",
        name_changed,
    ),
    FieldInfo::new("fd.cip.name", Charbuf, "Host name of the client's address.", host_name)
        .flags(F::NO_TRANSFORMER.or(F::NO_RHS)),
    FieldInfo::new("fd.sip.name", Charbuf, "Host name of the server's address.", host_name)
        .flags(F::NO_TRANSFORMER.or(F::NO_RHS)),
    FieldInfo::new("fd.lip.name", Charbuf, "Host name of the local address.", host_name)
        .flags(F::NO_TRANSFORMER.or(F::NO_RHS)),
    FieldInfo::new("fd.rip.name", Charbuf, "Host name of the remote address.", host_name)
        .flags(F::NO_TRANSFORMER.or(F::NO_RHS)),
    FieldInfo::new("fd.dev", Int32, "Device that holds the file.", dev).format(Hex),
    FieldInfo::new("fd.dev.major", Int32, "Major number of the device that holds the file.", dev_major)
        .format(Dec),
    FieldInfo::new("fd.dev.minor", Int32, "Minor number of the device that holds the file.", dev_minor)
        .format(Dec),
    FieldInfo::new("fd.ino", Int64, "Inode of the file.", ino).format(Dec),
    FieldInfo::new("fd.nameraw", Charbuf, "Name of the file as the process gave it.", nameraw),
    FieldInfo::new(
        "fd.types",
        Charbuf,
        "Kinds of all descriptors of the event; with a number in brackets, of that descriptor.",
        types,
    )
    .format(Dec)
    .flags(F::IS_LIST.or(F::ARG_ALLOWED).or(F::NO_RHS))
    .arg(ArgRule::Index),
    FieldInfo::new(
        "fd.is_upper_layer",
        Bool,
        "True when the file is in the upper layer of an overlay file system.",
        is_upper_layer,
    ),
    FieldInfo::new(
        "fd.is_lower_layer",
        Bool,
        "True when the file is in a lower layer of an overlay file system.",
        is_lower_layer,
    ),
];

/// The thread and the descriptor of an event on a descriptor; `None` for other events. The descriptor may be
/// unknown.
fn subject<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Option<(&'s Thread, Option<&'s Fd>)> {
    const ON_FD: u32 = EventFlags::CREATES_FD.0 | EventFlags::USES_FD.0 | EventFlags::DESTROYS_FD.0;
    if c.raw().info().flags.0 & ON_FD == 0 {
        return None;
    }
    let thread = c.thread()?;
    let threads = &c.state().threads;
    let fd = match field.arg {
        Arg::Index(number) if number != -1 => threads.fd(thread, number),
        _ => c.fd().or_else(|| threads.fd(thread, thread.lastevent_fd)),
    };
    Some((thread, fd))
}

fn known<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Option<&'s Fd> {
    subject(c, field)?.1
}

pub(super) fn num<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    Extracted::from_option(subject(c, field).map(|(thread, _)| Value::I64(thread.lastevent_fd)))
}

pub(super) fn fd_type<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    text(known(c, field).map(|fd| fd.type_name().as_bytes()))
}

pub(super) fn typechar<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let Some((_, fd)) = subject(c, field) else { return Extracted::None };
    let letter = fd.map_or_else(|| letter_of_event(c.raw().code()), Fd::type_char);
    c.copy(&[letter]).into()
}

/// The kind of descriptor that an event would have made.
fn letter_of_event(code: Code) -> u8 {
    match Code::from_number(code.number() | 1).unwrap_or(code) {
        SyscallOpenat_2X | SyscallOpenat2X | SyscallCreatX => b'f',
        SocketSocketX | SocketAccept_5X | SocketAccept4_6X => b'4',
        SyscallPipeX | SyscallPipe2X => b'p',
        SyscallEventfdX | SyscallEventfd2X => b'e',
        SyscallSignalfdX | SyscallSignalfd4X => b's',
        SyscallTimerfdCreateX => b't',
        SyscallInotifyInitX | SyscallInotifyInit1X => b'i',
        _ => b'o',
    }
}

/// What an event says about the name of a descriptor that is not known; `None` where there is no name at all.
fn name_from_event<'s>(c: &Evaluation<'s>, raw: bool) -> Option<&'s [u8]> {
    let code = c.raw().code();
    if code.is_enter() {
        return None;
    }
    match code {
        SyscallOpenX | SyscallCreatX | SocketAccept_5X | SocketAccept4_6X | SocketConnectX => {
            let param = ParamText::new(c, 1, c.settings.buffer_format)?;
            let mut out = c.scratch.text();
            param.push_resolved(&mut out);
            if out.is_empty() {
                param.push_raw(&mut out);
            }
            Some(out.finish())
        }
        SyscallOpenat_2X | SyscallOpenat2X => {
            let name = c.raw().param(2).filter(|name| !name.is_empty())?;
            let name = text_or_missing(name);
            if raw {
                return Some(name);
            }
            let number = c.param(1).i64()?;
            let mut directory = c.scratch.text();
            push_directory(c, name, number, &mut directory);
            Some(concatenated(c, directory.as_bytes(), name))
        }
        SyscallOpenByHandleAtX => Some(text_or_missing(c.raw().param(3).filter(|name| !name.is_empty())?)),
        _ => Some(b""),
    }
}

pub(super) fn concatenated<'s>(c: &Evaluation<'s>, directory: &[u8], name: &[u8]) -> &'s [u8] {
    let mut full = c.scratch.text();
    path::concatenate(directory, name, &mut full);
    full.finish()
}

/// Appends the directory that a name is relative to, with a `/` at its end. Upstream: `parse_dirfd`.
pub(super) fn push_directory(c: &Evaluation<'_>, name: &[u8], number: i64, out: &mut TextBuf<'_>) {
    if name.first() == Some(&b'/') {
        out.push(b'.');
        return;
    }
    let Some(thread) = c.event.thread else {
        out.extend(path::UNKNOWN);
        return;
    };
    let threads = &c.state().threads;
    if number == i64::from(PPM_AT_FDCWD) {
        out.extend(threads.cwd(thread));
        return;
    }
    match threads.fd(thread, number) {
        Some(fd) => {
            out.extend(&fd.name);
            if !fd.name.is_empty() && !fd.name.ends_with(b"/") {
                out.push(b'/');
            }
        }
        None => out.extend(path::UNKNOWN),
    }
}

fn name_or_event<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Option<(Option<&'s Fd>, &'s [u8])> {
    let (_, fd) = subject(c, field)?;
    match fd {
        // The path could not be read.
        Some(fd) if fd.name.is_empty() && (fd.is_file() || fd.ty == FdType::Directory) => None,
        Some(fd) => Some((Some(fd), &fd.name)),
        None => Some((None, name_from_event(c, false)?)),
    }
}

/// `container:name`; the container of the machine itself is empty.
fn with_container<'s>(c: &Evaluation<'s>, field: &FieldRef, text: &[u8]) -> Out<'s> {
    let mut out = c.scratch.text();
    if let Some((thread, _)) = subject(c, field) {
        out.extend(c.container_of_users(thread));
    }
    out.push(b':');
    out.extend(text);
    out.into_value().into()
}

pub(super) fn name<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    text(name_or_event(c, field).map(|(_, name)| name))
}

pub(super) fn containername<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    match name_or_event(c, field) {
        Some((_, name)) => with_container(c, field, name),
        None => Extracted::None,
    }
}

fn directory_of<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Option<&'s [u8]> {
    let (fd, name) = name_or_event(c, field)?;
    if fd.is_some_and(|fd| !fd.is_file() && fd.ty != FdType::Directory) {
        return None;
    }
    if fd.is_some_and(|fd| !fd.is_file()) {
        return Some(name);
    }
    Some(match name.iter().rposition(|&b| b == b'/') {
        None | Some(0) => b"/",
        Some(at) if at + 1 < name.len() => &name[..at],
        Some(_) => name,
    })
}

pub(super) fn directory<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    text(directory_of(c, field))
}

pub(super) fn containerdirectory<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    match directory_of(c, field) {
        Some(directory) => with_container(c, field, directory),
        None => Extracted::None,
    }
}

pub(super) fn filename<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let Some(fd) = known(c, field).filter(|fd| fd.is_file()) else { return Extracted::None };
    let name = fd.name.bytes();
    if name.is_empty() {
        return Extracted::None;
    }
    text(Some(match name.iter().rposition(|&b| b == b'/') {
        None => b"/",
        Some(at) if at + 1 < name.len() => &name[at + 1..],
        Some(_) => name,
    }))
}

/// Which end of a connection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Client,
    Server,
    Local,
    Remote,
}

impl End {
    /// True for the source of the connection.
    fn is_source(self, c: &Evaluation<'_>, fd: &Fd) -> bool {
        let source_is_local = match fd.ty {
            FdType::Ipv4Sock => c.state().interfaces.is_local_v4(fd.socket().v4_sip()),
            _ => c.state().interfaces.is_own_v6(fd.socket().v6_sip()),
        };
        match self {
            End::Client => true,
            End::Server => false,
            End::Local => source_is_local,
            End::Remote => !source_is_local,
        }
    }
}

/// The address of an end; of a listening socket only the server's.
fn ip<'s>(c: &Evaluation<'s>, field: &FieldRef, end: End) -> Out<'s> {
    let Some(fd) = known(c, field).filter(|fd| !fd.is_role_none()) else { return Extracted::None };
    let s = fd.socket();
    let source = || end.is_source(c, fd);
    Extracted::from_option(match fd.ty {
        FdType::Ipv4Sock => Some(Value::Ipv4(if source() { s.v4_sip() } else { s.v4_dip() }.octets())),
        FdType::Ipv6Sock => Some(Value::Ipv6(if source() { s.v6_sip() } else { s.v6_dip() }.octets())),
        FdType::Ipv4ServSock if end == End::Server => Some(Value::Ipv4(s.v4_server_ip().octets())),
        FdType::Ipv6ServSock if end == End::Server => Some(Value::Ipv6(s.v6_server_ip().octets())),
        _ => None,
    })
}

pub(super) fn cip<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    ip(c, field, End::Client)
}

pub(super) fn sip<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    ip(c, field, End::Server)
}

pub(super) fn lip<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    ip(c, field, End::Local)
}

pub(super) fn rip<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    ip(c, field, End::Remote)
}

/// Names of addresses are not looked up: a filter must not wait for the network.
pub(super) fn host_name<'s>(_: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Extracted::None
}

fn port_of(c: &Evaluation<'_>, fd: &Fd, end: End) -> Option<u16> {
    let s = fd.socket();
    let known_role = !fd.is_role_none();
    match fd.ty {
        FdType::Ipv4Sock if known_role => {
            Some(if end.is_source(c, fd) { s.v4_sport() } else { s.v4_dport() })
        }
        FdType::Ipv6Sock if known_role => {
            Some(if end.is_source(c, fd) { s.v6_sport() } else { s.v6_dport() })
        }
        FdType::Ipv4ServSock if end == End::Server => Some(s.v4_server_port()),
        FdType::Ipv6ServSock if end == End::Server => Some(s.v6_server_port()),
        _ => None,
    }
}

fn port<'s>(c: &Evaluation<'s>, field: &FieldRef, end: End) -> Out<'s> {
    unsigned(known(c, field).and_then(|fd| port_of(c, fd, end)).map(u64::from))
}

pub(super) fn cport<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    port(c, field, End::Client)
}

pub(super) fn sport<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    port(c, field, End::Server)
}

pub(super) fn lport<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    port(c, field, End::Local)
}

pub(super) fn rport<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    port(c, field, End::Remote)
}

fn push_port(out: &mut TextBuf<'_>, port: u16) {
    push_u64(out, port.into());
}

pub(super) fn cproto<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let Some(fd) = known(c, field).filter(|fd| !fd.is_role_none()) else { return Extracted::None };
    let mut out = c.scratch.text();
    if let Some(port) = port_of(c, fd, End::Client) {
        push_port(&mut out, port);
    }
    out.into_value().into()
}

pub(super) fn sproto<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let Some(fd) = known(c, field) else { return Extracted::None };
    let Some(port) = port_of(c, fd, End::Server) else { return Extracted::None };
    let mut out = c.scratch.text();
    // Upstream leaves the text of a listening socket empty.
    if fd.is_inet_sock() {
        push_port(&mut out, port);
    }
    out.into_value().into()
}

fn end_proto<'s>(c: &Evaluation<'s>, field: &FieldRef, end: End) -> Out<'s> {
    let Some(fd) = known(c, field).filter(|fd| fd.is_inet_sock()) else { return Extracted::None };
    let Some(port) = port_of(c, fd, end) else { return Extracted::None };
    let mut out = c.scratch.text();
    push_port(&mut out, port);
    out.into_value().into()
}

pub(super) fn lproto<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    end_proto(c, field, End::Local)
}

pub(super) fn rproto<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    end_proto(c, field, End::Remote)
}

pub(super) fn l4proto<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    text(known(c, field).map(|fd| match fd.l4proto() {
        L4Proto::Tcp => b"tcp".as_slice(),
        L4Proto::Udp => b"udp",
        L4Proto::Icmp => b"icmp",
        L4Proto::Raw => b"raw",
        L4Proto::Unknown | L4Proto::Na => b"<NA>",
    }))
}

pub(super) fn sockfamily<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    text(known(c, field).and_then(|fd| match fd.ty {
        FdType::Ipv4Sock | FdType::Ipv6Sock | FdType::Ipv4ServSock | FdType::Ipv6ServSock => {
            Some(b"ip".as_slice())
        }
        FdType::UnixSock => Some(b"unix"),
        _ => None,
    }))
}

pub(super) fn is_server<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let interfaces = &c.state().interfaces;
    boolean(known(c, field).map(|fd| match fd.ty {
        FdType::Ipv4ServSock | FdType::Ipv6ServSock => true,
        FdType::Ipv4Sock => interfaces.is_local_v4(fd.socket().v4_dip()),
        FdType::Ipv6Sock => interfaces.is_own_v6(fd.socket().v6_dip()),
        _ => false,
    }))
}

pub(super) fn uid<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let Some((thread, _)) = subject(c, field) else { return Extracted::None };
    let mut out = c.scratch.text();
    crate::fields::text::push_i64(&mut out, thread.tid);
    crate::fields::text::push_i64(&mut out, thread.lastevent_fd);
    out.into_value().into()
}

pub(super) fn connected<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    boolean(known(c, field).map(Fd::is_connected))
}

pub(super) fn name_changed<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    boolean(known(c, field).map(|_| c.event.fd_name_changed))
}

fn number<'s>(c: &Evaluation<'s>, field: &FieldRef, value: fn(&Fd) -> i64) -> Out<'s> {
    Extracted::from_option(known(c, field).map(|fd| Value::I64(value(fd))))
}

pub(super) fn dev<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    number(c, field, |fd| (fd.dev as i32).into())
}

pub(super) fn dev_major<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    number(c, field, |fd| (fd.dev_major() as i32).into())
}

pub(super) fn dev_minor<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    number(c, field, |fd| (fd.dev_minor() as i32).into())
}

pub(super) fn ino<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    number(c, field, |fd| fd.ino as i64)
}

pub(super) fn nameraw<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let Some((_, fd)) = subject(c, field) else { return Extracted::None };
    let raw = match fd {
        // The path could not be read.
        Some(fd) if fd.name.is_empty() && fd.is_file() => return Extracted::None,
        Some(fd) => fd.name_raw.bytes(),
        None => match name_from_event(c, true) {
            Some(raw) => raw,
            None => return Extracted::None,
        },
    };
    let mut out = c.scratch.text();
    let mut previous = 0;
    for &byte in raw {
        if byte != b'/' || previous != b'/' {
            out.push(byte);
        }
        previous = byte;
    }
    out.into_value().into()
}

/// The kind of one descriptor, or each kind among all descriptors of the process once.
pub(super) fn types<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let Some((thread, fd)) = subject(c, field) else { return Extracted::None };
    if matches!(field.arg, Arg::Index(number) if number != -1) {
        let Some(fd) = fd else { return Extracted::None };
        return Extracted::Many(c.scratch.values(&[Value::Bytes(fd.type_name().as_bytes())]));
    }
    let mut seen: Vec<&'static str> = Vec::new();
    for (_, fd) in c.state().threads.fds(thread).into_iter().flat_map(|fds| fds.iter()) {
        if !seen.contains(&fd.type_name()) {
            seen.push(fd.type_name());
        }
    }
    let mut values = c.scratch.list();
    values.extend(seen.into_iter().map(|name| Value::Bytes(name.as_bytes())));
    Extracted::Many(values.into_bump_slice())
}

pub(super) fn is_upper_layer<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    boolean(known(c, field).map(|fd| fd.has(Fd::OVERLAY_UPPER)))
}

pub(super) fn is_lower_layer<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    boolean(known(c, field).map(|fd| fd.has(Fd::OVERLAY_LOWER)))
}

/// Fields that only filters use have no value to print.
pub(super) fn nothing<'s>(_: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Extracted::None
}

fn ends<'s>(c: &Evaluation<'s>, field: &FieldRef, of: fn(&Fd, &mut Vec<Value<'s>>)) -> Out<'s> {
    let Some(fd) = known(c, field) else { return Extracted::None };
    let mut values = Vec::with_capacity(2);
    of(fd, &mut values);
    Extracted::Many(c.scratch.values(&values))
}

/// The addresses of both ends, for `fd.ip` and `fd.net`.
pub(super) fn either_ip<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    ends(c, field, |fd, values| {
        let s = fd.socket();
        match fd.ty {
            FdType::Ipv4Sock => {
                values.extend([Value::Ipv4(s.v4_sip().octets()), Value::Ipv4(s.v4_dip().octets())]);
            }
            FdType::Ipv6Sock => {
                values.extend([Value::Ipv6(s.v6_sip().octets()), Value::Ipv6(s.v6_dip().octets())]);
            }
            FdType::Ipv4ServSock => values.push(Value::Ipv4(s.v4_server_ip().octets())),
            FdType::Ipv6ServSock => values.push(Value::Ipv6(s.v6_server_ip().octets())),
            _ => {}
        }
    })
}

/// The ports of both ends, for `fd.port` and `fd.proto`.
pub(super) fn either_port<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    ends(c, field, |fd, values| {
        let s = fd.socket();
        let mut push = |port: u16| values.push(Value::U64(port.into()));
        match fd.ty {
            FdType::Ipv4Sock => {
                push(s.v4_sport());
                push(s.v4_dport());
            }
            FdType::Ipv6Sock => {
                push(s.v6_sport());
                push(s.v6_dport());
            }
            FdType::Ipv4ServSock => push(s.v4_server_port()),
            FdType::Ipv6ServSock => push(s.v6_server_port()),
            _ => {}
        }
    })
}
