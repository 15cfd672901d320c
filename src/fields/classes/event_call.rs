// SPDX-License-Identifier: Apache-2.0
//! Fields of events that system calls and the kernel made.

use super::event_any::since_first;
use super::event_known::{READS, WRITES, category_of, io_dir_of, type_is_of};
use super::result::result;
use super::{event_known, event_path, infrastructure};
use crate::codec::printable::is_plain;
use crate::fields::param_text::{ParamText, text_or_missing};
use crate::fields::text::{BufferFormat, push_duration, push_printable};
use crate::fields::{Arg, Evaluation, Extracted, FieldRef, TextBuf, TimeFormat, Value};
use crate::fields::{ArgRule, CompareRule, FieldFlags as F, FieldInfo, JsonRule, KernelTest, ValueRule};
use crate::schema::ParamType::*;
use crate::schema::PrintFormat::*;
use crate::schema::flags::mode::{PPM_S_IXGRP, PPM_S_IXOTH, PPM_S_IXUSR};
use crate::schema::flags::open::{PPM_O_CREAT, PPM_O_F_CREATED, PPM_O_RDONLY, PPM_O_TMPFILE, PPM_O_WRONLY};
use crate::schema::{Category, Code, DF_IO_URING, EventFlags, FdType, Sc};
use Code::*;

const SECOND: u64 = 1_000_000_000;

type Out<'s> = Extracted<'s>;

pub(super) const EVENT_CALL: &[FieldInfo] = &[
    FieldInfo::new("evt.latency", Reltime, "Always 0; kept so that old filters compile.", zero)
        .format(Dec)
        .flags(F::DEPRECATED),
    FieldInfo::new("evt.latency.s", Reltime, "Always 0; kept so that old filters compile.", zero)
        .format(Dec)
        .flags(F::DEPRECATED),
    FieldInfo::new("evt.latency.ns", Reltime, "Always 0; kept so that old filters compile.", zero)
        .format(PaddedDec10)
        .flags(F::DEPRECATED)
        .json(JsonRule::Number),
    FieldInfo::new("evt.latency.quantized", Uint64, "Always 0; kept so that old filters compile.", zero)
        .format(Dec)
        .flags(F::TABLE_ONLY.or(F::DEPRECATED)),
    FieldInfo::new(
        "evt.latency.human",
        Charbuf,
        "Always 0ns; kept so that old filters compile.",
        latency_human,
    )
    .flags(F::DEPRECATED),
    FieldInfo::new(
        "evt.deltatime",
        Reltime,
        "Nanoseconds since the event that this field was last read for.",
        deltatime,
    )
    .format(Dec)
    .flags(F::REMEMBERS),
    FieldInfo::new(
        "evt.deltatime.s",
        Reltime,
        "Whole seconds since the event that this field was last read for.",
        deltatime_s,
    )
    .format(Dec)
    .flags(F::REMEMBERS),
    FieldInfo::new(
        "evt.deltatime.ns",
        Reltime,
        "Nanoseconds within the second, since the event that this field was last read for.",
        deltatime_ns,
    )
    .format(PaddedDec10)
    .flags(F::REMEMBERS)
    .json(JsonRule::Number),
    FieldInfo::new(
        "evt.outputtime",
        Charbuf,
        "Time of the event in the form chosen for output (option -t).",
        outputtime,
    )
    .flags(F::PRINT_ONLY.or(F::REMEMBERS))
    .json(JsonRule::EventTime),
    FieldInfo::new("evt.dir", Charbuf, "Direction: > at entry, < at exit.", dir)
        .format(Dir)
        .flags(F::DEPRECATED)
        .known(event_known::dir),
    FieldInfo::new("evt.type", Charbuf, "Name of the event, such as openat.", event_type)
        .tested_in_kernel(KernelTest::CallName)
        .known(event_known::event_type)
        .values(ValueRule::EventName),
    FieldInfo::new("evt.type.is", Uint32, "1 when the event has the given name or number, else 0.", type_is)
        .flags(F::ARG_REQUIRED)
        .arg(ArgRule::EventType)
        .known(event_known::type_is),
    FieldInfo::new(
        "syscall.type",
        Charbuf,
        "Name of the system call; absent for events that no system call made.",
        syscall_type,
    )
    .tested_in_kernel(KernelTest::CallName)
    .known(event_known::syscall_type),
    FieldInfo::new("evt.category", Charbuf, "Category of the event, such as file, net or memory.", category)
        .known(event_known::category),
    FieldInfo::new("evt.cpu", Int16, "Number of the processor that made the event.", cpu).format(Id),
    FieldInfo::new("evt.args", Charbuf, "All arguments of the event as text.", args).written(write_args),
    FieldInfo::new(
        "evt.arg",
        Charbuf,
        "One argument as text, by name or number; names of flags and files instead of \
numbers where they are known.",
        arg,
    )
    .flags(F::ARG_REQUIRED.or(F::NO_PTR_STABILITY))
    .arg(ArgRule::Param),
    FieldInfo::new("evt.rawarg", Dyn, "One argument as it was recorded, by name.", rawarg)
        .flags(F::ARG_REQUIRED.or(F::NO_TRANSFORMER).or(F::NO_RHS))
        .arg(ArgRule::RawParam)
        .compared(CompareRule::RawParam, rawarg),
    FieldInfo::new("evt.info", Charbuf, "All arguments of the event as text, like evt.args.", args)
        .written(write_args),
    FieldInfo::new(
        "evt.buffer",
        Bytebuf,
        "Data read or written by the event, as far as it was captured.",
        buffer,
    )
    .flags(F::NO_PTR_STABILITY),
    FieldInfo::new("evt.buflen", Uint64, "Number of bytes that the event read or wrote.", buflen).format(Dec),
    FieldInfo::new("evt.res", Charbuf, "Result: SUCCESS, or the name of the error.", res)
        .tested_in_kernel(KernelTest::Outcome)
        .format(Dec)
        .flags(F::NO_PTR_STABILITY),
    FieldInfo::new("evt.rawres", Int64, "Result as a number; negative is an error.", rawres)
        .tested_in_kernel(KernelTest::ReturnValue)
        .format(Dec),
    FieldInfo::new("evt.failed", Bool, "True when the result is an error.", failed)
        .tested_in_kernel(KernelTest::Failed),
    FieldInfo::new("evt.is_io", Bool, "True for events that read from or write to a descriptor.", is_io)
        .known(event_known::is_io),
    FieldInfo::new("evt.is_io_read", Bool, "True for events that read from a descriptor.", is_io_read)
        .known(event_known::is_io_read),
    FieldInfo::new("evt.is_io_write", Bool, "True for events that write to a descriptor.", is_io_write)
        .known(event_known::is_io_write),
    FieldInfo::new("evt.io_dir", Charbuf, "read or write, for events that do one of them.", io_dir)
        .known(event_known::io_dir),
    FieldInfo::new(
        "evt.is_wait",
        Bool,
        "True for events that make the thread wait, such as sleep and select.",
        is_wait,
    )
    .known(event_known::is_wait),
    FieldInfo::new("evt.wait_latency", Reltime, "Always 0; kept so that old filters compile.", zero)
        .format(Dec)
        .flags(F::DEPRECATED),
    FieldInfo::new("evt.is_syslog", Bool, "True for writes to the system log.", is_syslog),
    FieldInfo::new("evt.count", Uint32, "Always 1, for counting events.", count).format(Dec),
    FieldInfo::new("evt.count.error", Uint32, "1 when the event failed, else 0.", count_error).format(Dec),
    FieldInfo::new(
        "evt.count.error.file",
        Uint32,
        "1 when the event failed and concerns a file.",
        count_error_file,
    )
    .format(Dec),
    FieldInfo::new(
        "evt.count.error.net",
        Uint32,
        "1 when the event failed and concerns a socket.",
        count_error_net,
    )
    .format(Dec),
    FieldInfo::new(
        "evt.count.error.memory",
        Uint32,
        "1 when the event failed and concerns memory.",
        count_error_memory,
    )
    .format(Dec),
    FieldInfo::new(
        "evt.count.error.other",
        Uint32,
        "1 when the event failed and concerns neither files nor sockets nor memory.",
        count_error_other,
    )
    .format(Dec),
    FieldInfo::new("evt.count.exit", Uint32, "1 for exits.", count_exit).format(Dec),
    FieldInfo::new(
        "evt.count.procinfo",
        Uint32,
        "1 for the process information of a leader.",
        count_procinfo,
    )
    .format(Dec)
    .flags(F::TABLE_ONLY),
    FieldInfo::new("evt.count.threadinfo", Uint32, "1 for process information.", count_threadinfo)
        .format(Dec)
        .flags(F::TABLE_ONLY),
    FieldInfo::new(
        "evt.around",
        Uint64,
        "Holds for events within the given number of milliseconds of a time, as in \
evt.around[1404996934793590564]=1000.",
        around,
    )
    .format(Dec)
    .flags(F::FILTER_ONLY.or(F::ARG_REQUIRED).or(F::NO_TRANSFORMER).or(F::NO_RHS))
    .arg(ArgRule::Time)
    .compared(CompareRule::Around, around),
    FieldInfo::new(
        "evt.abspath",
        Charbuf,
        "Absolute path of the event's name argument and its directory descriptor; .src and \
.dst choose between two paths.",
        event_path::abspath,
    )
    .flags(F::ARG_REQUIRED)
    .arg(ArgRule::PathEnd),
    FieldInfo::new("evt.buflen.in", Uint64, "Bytes read.", buflen_in).format(Dec).flags(F::TABLE_ONLY),
    FieldInfo::new("evt.buflen.out", Uint64, "Bytes written.", buflen_out).format(Dec).flags(F::TABLE_ONLY),
    FieldInfo::new("evt.buflen.file", Uint64, "Bytes read or written on files.", buflen_file)
        .format(Dec)
        .flags(F::TABLE_ONLY),
    FieldInfo::new("evt.buflen.file.in", Uint64, "Bytes read from files.", buflen_file_in)
        .format(Dec)
        .flags(F::TABLE_ONLY),
    FieldInfo::new("evt.buflen.file.out", Uint64, "Bytes written to files.", buflen_file_out)
        .format(Dec)
        .flags(F::TABLE_ONLY),
    FieldInfo::new("evt.buflen.net", Uint64, "Bytes received or sent on sockets.", buflen_net)
        .format(Dec)
        .flags(F::TABLE_ONLY),
    FieldInfo::new("evt.buflen.net.in", Uint64, "Bytes received on sockets.", buflen_net_in)
        .format(Dec)
        .flags(F::TABLE_ONLY),
    FieldInfo::new("evt.buflen.net.out", Uint64, "Bytes sent on sockets.", buflen_net_out)
        .format(Dec)
        .flags(F::TABLE_ONLY),
    FieldInfo::new("evt.is_open_read", Bool, "True when a file was opened for reading.", is_open_read),
    FieldInfo::new("evt.is_open_write", Bool, "True when a file was opened for writing.", is_open_write),
    FieldInfo::new(
        "evt.infra.docker.name",
        Charbuf,
        "Name of the event, for docker infrastructure events.",
        infrastructure::name,
    )
    .flags(F::TABLE_ONLY),
    FieldInfo::new(
        "evt.infra.docker.container.id",
        Charbuf,
        "Id of the container, for docker infrastructure events.",
        infrastructure::container_id,
    )
    .flags(F::TABLE_ONLY),
    FieldInfo::new(
        "evt.infra.docker.container.name",
        Charbuf,
        "Name of the container, for docker infrastructure events.",
        infrastructure::container_name,
    )
    .flags(F::TABLE_ONLY),
    FieldInfo::new(
        "evt.infra.docker.container.image",
        Charbuf,
        "Image of the container, for docker infrastructure events.",
        infrastructure::container_image,
    )
    .flags(F::TABLE_ONLY),
    FieldInfo::new(
        "evt.is_open_exec",
        Bool,
        "True when a file was created with permission to execute it.",
        is_open_exec,
    ),
    FieldInfo::new("evt.is_open_create", Bool, "True when opening a file created it.", is_open_create),
];

pub(super) const COUNTER: &[FieldInfo] =
    &[FieldInfo::new("util.cnt", Uint64, "Counts up each time it is read.", util_cnt)
        .format(Id)
        .flags(F::REMEMBERS)];

pub(super) const CAPTURE: &[FieldInfo] = &[FieldInfo::new(
    "syscap.io_uring",
    Bool,
    "True for operations that were submitted through a ring of io_uring, which live \
capture reports on request.",
    is_io_uring,
)];

/// The fields of a latency that is not measured any more.
pub(super) fn zero<'s>(_: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Value::U64(0).into()
}

pub(super) fn latency_human<'s>(_: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Value::Bytes(b"0ns").into()
}

/// Nanoseconds since this mention of the field was last read; 0 the first time, and where that event is the later one.
fn delta(c: &Evaluation<'_>, field: &FieldRef) -> u64 {
    let now = c.raw().ts();
    match field.memory.replace(now) {
        0 => 0,
        last => now.saturating_sub(last),
    }
}

pub(super) fn deltatime<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    Value::U64(delta(c, field)).into()
}

pub(super) fn deltatime_s<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    Value::U64(delta(c, field) / SECOND).into()
}

pub(super) fn deltatime_ns<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    Value::U64(delta(c, field) % SECOND).into()
}

pub(super) fn outputtime<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let mut out = c.scratch.text();
    let ts = c.raw().ts();
    match c.settings.time_format {
        TimeFormat::TimeOfDay => {
            crate::fields::text::push_local_time(&mut out, ts, &c.settings.zone, true);
        }
        TimeFormat::Absolute => {
            push_duration(&mut out, ts);
        }
        TimeFormat::Relative => push_duration(&mut out, since_first(c)),
        TimeFormat::EnterToExit => out.extend(b"0.000000000"),
        TimeFormat::Previous => push_duration(&mut out, delta(c, field)),
    }
    out.into_value().into()
}

pub(super) fn dir<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Value::Bytes(if c.raw().code().is_enter() { b">" } else { b"<" }).into()
}

/// The name of the call in a generic event.
fn generic_name(c: &Evaluation<'_>) -> &'static str {
    let sc = Sc(c.param(0).u16().unwrap_or(0));
    // A call newer than the recorder's tables is represented by its native number.
    let native = if sc == Sc::UNKNOWN { c.param(1).u16() } else { None };
    match native {
        Some(native) => Sc::from_native(usize::from(native)).unwrap_or(Sc::UNKNOWN).name(),
        None => sc.name(),
    }
}

pub(super) fn event_type<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Value::Bytes(match c.raw().code() {
        GenericX => generic_name(c).as_bytes(),
        AsynceventE => text_or_missing(c.param(1)),
        code => code.info().name.as_bytes(),
    })
    .into()
}

pub(super) fn type_is<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    type_is_of(c.raw().code(), field)
}

pub(super) fn syscall_type<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    let info = c.raw().info();
    if !info.category.has_class(Category::SYSCALL) {
        return Extracted::None;
    }
    let name = if info.code == GenericX { generic_name(c) } else { info.name };
    Value::Bytes(name.as_bytes()).into()
}

pub(super) fn category<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Value::Bytes(category_of(c.raw().code()).unwrap_or_else(|| io_category(c))).into()
}

/// The category of an event on a descriptor is determined by the descriptor.
fn io_category(c: &Evaluation<'_>) -> &'static [u8] {
    match c.fd().map(|fd| fd.ty) {
        Some(FdType::File | FdType::FileV2 | FdType::Directory) => b"file",
        Some(FdType::Ipv4Sock | FdType::Ipv6Sock | FdType::Ipv4ServSock | FdType::Ipv6ServSock) => b"net",
        Some(
            FdType::Fifo
            | FdType::UnixSock
            | FdType::Event
            | FdType::Signalfd
            | FdType::Inotify
            | FdType::Userfaultfd,
        ) => b"ipc",
        _ => b"unknown",
    }
}

pub(super) fn cpu<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    // The type of the field is a signed number, although processors are counted without sign.
    Value::I64((c.event.cpu as i16).into()).into()
}

/// A parameter as text: resolved where that says something, else raw.
fn param_text<'s>(c: &Evaluation<'s>, index: usize, format: BufferFormat) -> Option<&'s [u8]> {
    let param = ParamText::new(c, index, format)?;
    let mut out = c.scratch.text();
    param.push_resolved(&mut out);
    if out.is_empty() {
        param.push_raw(&mut out);
    }
    Some(out.finish())
}

pub(super) fn arg<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let format = if c.comparing { BufferFormat::Normal } else { c.settings.buffer_format };
    let index = match field.arg {
        Arg::Param(name) => c.raw().info().param_index(name),
        Arg::Index(-1) => None,
        Arg::Index(index) => usize::try_from(index).ok(),
        _ => None,
    };
    Extracted::from_text(index.and_then(|index| param_text(c, index, format)))
}

pub(super) fn rawarg<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    let Arg::RawParam(named) = field.arg else { return Extracted::None };
    let Some((index, param)) = c.param_by_name(named.name) else { return Extracted::None };
    let ty = c.raw().info().params[index].ty;
    let bytes = match ty {
        crate::schema::ParamType::Charbuf
        | crate::schema::ParamType::Fspath
        | crate::schema::ParamType::Fsrelpath => text_or_missing(param),
        _ => param.bytes(),
    };
    Value::Raw(ty, bytes).into()
}

pub(super) fn args<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    let mut out = c.scratch.text();
    push_args(c, &mut out);
    out.into_value().into()
}

pub(super) fn write_args(c: &Evaluation<'_>, out: &mut TextBuf<'_>) -> bool {
    let start = out.len();
    push_args(c, out);
    let written = &out.as_bytes()[start..];
    if !is_plain(written) {
        let text = c.scratch.bytes(written);
        out.truncate(start);
        push_printable(out, text);
    }
    true
}

fn push_args(c: &Evaluation<'_>, out: &mut TextBuf<'_>) {
    let info = c.raw().info();
    // The parameters of generic events are for internal use.
    if info.code == GenericX {
        return;
    }
    for (index, (row, param)) in info.params.iter().zip(c.raw().params()).enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        out.extend(row.name.as_bytes());
        out.push(b'=');
        let param = ParamText::of(c, row, param, c.settings.buffer_format);
        param.push_raw(out);
        let before = out.len();
        out.push(b'(');
        param.push_resolved(out);
        if out.len() == before + 1 {
            out.truncate(before);
        } else {
            out.push(b')');
        }
    }
}

pub(super) fn buffer<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    let Some((index, data)) = c.param_by_name("data") else { return Extracted::None };
    if c.comparing {
        return Value::Bytes(data.bytes()).into();
    }
    let Some(param) = ParamText::new(c, index, c.settings.buffer_format) else { return Extracted::None };
    let mut out = c.scratch.text();
    param.push_raw(&mut out);
    out.into_value().into()
}

pub(super) fn rawres<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Extracted::from_option(result(c).map(Value::I64))
}

pub(super) fn res<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    match result(c) {
        None => Extracted::None,
        Some(0..) => Value::Bytes(b"SUCCESS").into(),
        Some(_) => Extracted::from_text(param_text(c, 0, BufferFormat::Normal)),
    }
}

pub(super) fn failed<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Extracted::from_option(result(c).map(|result| Value::Bool(result < 0)))
}

fn flag<'s>(c: &Evaluation<'s>, flags: EventFlags) -> Out<'s> {
    Value::Bool(c.raw().info().flags.0 & flags.0 != 0).into()
}

pub(super) fn is_io_uring<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Value::Bool(c.event.dump_flags & DF_IO_URING != 0).into()
}

pub(super) fn is_io<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    flag(c, READS.or(WRITES))
}

pub(super) fn is_io_read<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    flag(c, READS)
}

pub(super) fn is_io_write<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    flag(c, WRITES)
}

pub(super) fn io_dir<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    io_dir_of(c.raw().code())
}

pub(super) fn is_wait<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    flag(c, EventFlags::WAITS)
}

pub(super) fn is_syslog<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    let to_log = c.fd().is_some_and(|fd| memchr::memmem::find(&fd.name, b"/dev/log").is_some());
    Value::Bool(c.raw().info().flags.has(WRITES) && to_log).into()
}

pub(super) fn count<'s>(_: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Value::U64(1).into()
}

pub(super) fn count_error<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Extracted::from_option(result(c).map(|result| Value::U64((result < 0).into())))
}

/// What a failed event concerns.
#[derive(PartialEq, Eq)]
enum Concern {
    File,
    Net,
    Memory,
    Other,
}

fn concerns(c: &Evaluation<'_>, concern: Concern) -> bool {
    let of_fd = |ty| match ty {
        FdType::File | FdType::FileV2 | FdType::Directory => Concern::File,
        FdType::Ipv4Sock
        | FdType::Ipv6Sock
        | FdType::Ipv4ServSock
        | FdType::Ipv6ServSock
        | FdType::UnixSock => Concern::Net,
        _ => Concern::Other,
    };
    let info = c.raw().info();
    let is_memory = info.category.syscall_category() == Category::MEMORY;
    if concern == Concern::Memory {
        return is_memory;
    }
    match (c.fd(), info.code) {
        (Some(fd), _) => of_fd(fd.ty) == concern,
        (
            None,
            SyscallOpenX | SyscallCreatX | SyscallOpenat_2X | SyscallOpenat2X | SyscallOpenByHandleAtX,
        ) => concern == Concern::File,
        (None, SocketAccept_5X | SocketAccept4_6X | SocketConnectX) => concern == Concern::Net,
        (None, _) => concern == Concern::Other && !is_memory,
    }
}

fn count_error_of<'s>(c: &Evaluation<'s>, field: &FieldRef, concern: Concern) -> Out<'s> {
    if concerns(c, concern) { count_error(c, field) } else { Extracted::None }
}

pub(super) fn count_error_file<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    count_error_of(c, field, Concern::File)
}

pub(super) fn count_error_net<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    count_error_of(c, field, Concern::Net)
}

pub(super) fn count_error_memory<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    count_error_of(c, field, Concern::Memory)
}

pub(super) fn count_error_other<'s>(c: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    count_error_of(c, field, Concern::Other)
}

pub(super) fn count_exit<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    if c.raw().code().is_enter() { Extracted::None } else { Value::U64(1).into() }
}

pub(super) fn count_procinfo<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    let of_leader = c.thread().is_some_and(|thread| thread.is_main());
    Value::U64((c.raw().code() == ProcinfoE && of_leader).into()).into()
}

pub(super) fn count_threadinfo<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Value::U64((c.raw().code() == ProcinfoE).into()).into()
}

/// Bytes that an event moved, when its category and descriptor are the given ones.
fn moved<'s>(c: &Evaluation<'s>, category: Option<Category>, kind: fn(FdType) -> bool) -> Out<'s> {
    let info = c.raw().info();
    let fits = match category {
        Some(category) => info.category.syscall_category() == category,
        None => info.category.0 & Category::IO_BASE.0 != 0,
    };
    let on_kind = c.fd().is_some_and(|fd| kind(fd.ty));
    let bytes = result(c).filter(|bytes| *bytes >= 0 && fits && on_kind);
    Extracted::from_option(bytes.map(|bytes| Value::U64(bytes as u64)))
}

fn is_file(ty: FdType) -> bool {
    matches!(ty, FdType::File | FdType::FileV2)
}

fn is_net(ty: FdType) -> bool {
    matches!(ty, FdType::Ipv4Sock | FdType::Ipv6Sock | FdType::Ipv4ServSock | FdType::Ipv6ServSock)
}

fn is_any(_: FdType) -> bool {
    true
}

pub(super) fn buflen<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    moved(c, None, is_any)
}

pub(super) fn buflen_in<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    moved(c, Some(Category::IO_READ), is_any)
}

pub(super) fn buflen_out<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    moved(c, Some(Category::IO_WRITE), is_any)
}

pub(super) fn buflen_file<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    moved(c, None, is_file)
}

pub(super) fn buflen_file_in<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    moved(c, Some(Category::IO_READ), is_file)
}

pub(super) fn buflen_file_out<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    moved(c, Some(Category::IO_WRITE), is_file)
}

pub(super) fn buflen_net<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    moved(c, None, is_net)
}

pub(super) fn buflen_net_in<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    moved(c, Some(Category::IO_READ), is_net)
}

pub(super) fn buflen_net_out<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    moved(c, Some(Category::IO_WRITE), is_net)
}

/// The portable flags of a call that opens a file.
fn open_flags(c: &Evaluation<'_>) -> Option<u32> {
    let index = match c.raw().code() {
        SyscallOpenX | SyscallOpenByHandleAtX => 2,
        SyscallOpenat_2X | SyscallOpenat2X => 3,
        _ => return None,
    };
    Some(c.param(index).u32().unwrap_or(0))
}

pub(super) fn is_open_read<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Value::Bool(open_flags(c).is_some_and(|flags| flags & PPM_O_RDONLY != 0)).into()
}

pub(super) fn is_open_write<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Value::Bool(open_flags(c).is_some_and(|flags| flags & PPM_O_WRONLY != 0)).into()
}

pub(super) fn is_open_create<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    let created = open_flags(c).is_some_and(|flags| {
        let temporary = flags & PPM_O_TMPFILE != 0 && result(c).is_some_and(|result| result >= 0);
        flags & PPM_O_F_CREATED != 0 || temporary
    });
    Value::Bool(created).into()
}

pub(super) fn is_open_exec<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    const EXECUTE: u32 = PPM_S_IXUSR | PPM_S_IXGRP | PPM_S_IXOTH;
    let creates = || open_flags(c).is_some_and(|flags| flags & (PPM_O_TMPFILE | PPM_O_CREAT) != 0);
    let mode = match c.raw().code() {
        SyscallOpenX if creates() => c.param(3).u32(),
        SyscallOpenat_2X | SyscallOpenat2X if creates() => c.param(4).u32(),
        SyscallCreatX => c.param(2).u32(),
        _ => None,
    };
    Value::Bool(mode.is_some_and(|mode| mode & EXECUTE != 0)).into()
}

/// The time of the event, which `evt.around` compares.
pub(super) fn around<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Value::U64(c.raw().ts()).into()
}

pub(super) fn util_cnt<'s>(_: &Evaluation<'s>, field: &FieldRef) -> Out<'s> {
    Value::U64(field.memory.count()).into()
}
