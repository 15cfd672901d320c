// SPDX-License-Identifier: Apache-2.0
//! Parameters of events as text: raw, and resolved where that says more.

use super::text::{
    BufferFormat, push_absolute, push_buffer, push_enumeration, push_flags, push_general, push_i64,
    push_mode, push_number, push_printable, push_sockaddr, push_socktuple, push_u64, put,
};
use super::{Evaluation, TextBuf};
use crate::codec::{Param, SockAddr, SockTuple};
use crate::schema::flags::open::PPM_AT_FDCWD;
use crate::schema::{FlagName, ParamDetail, ParamInfo, ParamType, Sc, errno_name, signal_name};
use crate::state::{Fd, Thread, path};
use ParamType::*;
use std::fmt::Write;

/// Upstream's placeholder for a missing text.
pub const MISSING: &[u8] = b"<NA>";

/// One parameter of one event, ready to be printed.
#[derive(Clone, Copy)]
pub struct ParamText<'c, 's> {
    context: &'c Evaluation<'s>,
    param: Param<'s>,
    /// The row of the table; for a dynamic parameter, the variant that its first byte selects.
    info: &'static ParamInfo,
    /// The row of the table.
    outer: &'static ParamInfo,
    format: BufferFormat,
}

impl<'c, 's> ParamText<'c, 's> {
    /// The parameter at `index`; `None` where the event or its table row ends before it.
    pub fn new(context: &'c Evaluation<'s>, index: usize, format: BufferFormat) -> Option<Self> {
        let outer = context.raw().info().params.get(index)?;
        Some(Self::of(context, outer, context.raw().param(index)?, format))
    }

    /// A given parameter, with its row of the table.
    #[inline]
    pub fn of(
        context: &'c Evaluation<'s>,
        outer: &'static ParamInfo,
        mut param: Param<'s>,
        format: BufferFormat,
    ) -> Self {
        let mut info = outer;
        if let (ParamDetail::Dynamic(forms), Some((&form, rest))) =
            (outer.detail, param.bytes().split_first())
            && let Some(chosen) = forms.get(usize::from(form))
        {
            param = Param::new(rest);
            info = chosen;
        }
        Self { context, param, info, outer, format }
    }

    /// True for a missing parameter that has no text of its own to say so.
    fn is_missing(&self) -> bool {
        self.param.is_empty() && !matches!(self.outer.ty, Charbuf | Fspath | Fsrelpath)
    }

    fn flag_names(&self) -> &'static [FlagName] {
        match self.outer.detail {
            ParamDetail::Flags(names) => names,
            _ => &[],
        }
    }

    /// The text of a path or string parameter; `<NA>` when it is empty.
    fn text(&self) -> &'s [u8] {
        text_or_missing(self.param)
    }

    /// Appends the raw text.
    pub fn push_raw(&self, out: &mut TextBuf<'_>) {
        if self.is_missing() {
            let word: &[u8] = match self.outer.ty {
                Bytebuf | Socktuple | Fdlist | Charbufarray | CharbufPairArray | Dyn => b"NULL",
                _ => MISSING,
            };
            out.extend(word);
            return;
        }
        if self.push_number_form(out).is_some() {
            return;
        }
        match self.info.ty {
            Charbuf => out.extend(self.text()),
            Fspath | Fsrelpath => push_printable(out, self.text()),
            Bytebuf => self.push_buffer_form(out),
            Sockaddr => {
                if let Some(address) = SockAddr::read(self.param) {
                    push_sockaddr(out, address);
                }
            }
            Socktuple => {
                if let Some(tuple) = SockTuple::read(self.param) {
                    push_socktuple(out, tuple);
                }
            }
            Fdlist => self.push_fd_list(out),
            Charbufarray => push_joined(out, self.param.texts(), b'.'),
            CharbufPairArray => push_joined(out, self.param.texts(), b','),
            Sigset => self.push_signal_set(out),
            Dyn => out.extend(b"INVALID DYNAMIC PARAMETER"),
            _ => out.extend(MISSING),
        }
    }

    /// Appends the raw text of a type with a fixed number of bytes; `None` for the others.
    fn push_number_form(&self, out: &mut TextBuf<'_>) -> Option<()> {
        let (p, format) = (self.param, self.outer.format);
        match self.info.ty {
            Int8 => push_number(out, p.i8()?.into(), 32, format),
            Int16 => push_number(out, p.i16()?.into(), 32, format),
            Int32 => push_number(out, p.i32()?.into(), 32, format),
            Int64 | Uint64 => push_number(out, p.i64()?, 64, format),
            Uint8 => push_number(out, p.u8()?.into(), 32, format),
            Uint16 => push_number(out, p.u16()?.into(), 32, format),
            Uint32 | Mode => push_number(out, p.u32()?.into(), 32, format),
            Fd | Pid | Errno => push_i64(out, p.i64()?),
            Sigtype | Flags8 | Enumflags8 => push_u64(out, p.u8()?.into()),
            Flags16 | Enumflags16 => push_u64(out, p.u16()?.into()),
            Flags32 | Enumflags32 => push_u64(out, p.u32()?.into()),
            Syscallid => match Sc::COUNT > usize::from(p.u16()?) {
                true => push_u64(out, p.u16()?.into()),
                false => out.extend(b"<unknown syscall>"),
            },
            Reltime => match p.u64()? {
                u64::MAX => out.extend(b"none"),
                time => push_u64(out, time),
            },
            Abstime => push_absolute(out, p.u64()?, &self.context.settings.zone),
            Uid | Gid => push_i64(out, p.i32()?.into()),
            _ => return None,
        }
        Some(())
    }

    /// Appends the resolved text; nothing where the raw text says it all.
    pub fn push_resolved(&self, out: &mut TextBuf<'_>) {
        if !self.is_missing() {
            let _ = self.try_push_resolved(out);
        }
    }

    fn try_push_resolved(&self, out: &mut TextBuf<'_>) -> Option<()> {
        let p = self.param;
        match self.info.ty {
            Fd => self.push_fd(out, p.i64()?),
            Pid => out.extend(&self.context.state().threads.get(p.i64()?)?.comm),
            Errno => push_errno(out, p.i64()?),
            Fspath | Fsrelpath => self.push_full_path(out)?,
            Syscallid => out.extend(Sc::from_number(p.u16()?)?.name().as_bytes()),
            Sigtype => out.extend(signal_name(p.u8()?.into())?.as_bytes()),
            Reltime if p.u64()? != u64::MAX => {
                push_general(out, p.u64()? as f64 / 1_000_000_000.0, 6);
                out.push(b's');
            }
            Flags8 => push_flags(out, p.u8()?.into(), self.flag_names()),
            Flags16 => push_flags(out, p.u16()?.into(), self.flag_names()),
            Flags32 => push_flags(out, p.u32()?, self.flag_names()),
            Enumflags8 => push_enumeration(out, p.u8()?.into(), self.flag_names()),
            Enumflags16 => push_enumeration(out, p.u16()?.into(), self.flag_names()),
            Enumflags32 => push_enumeration(out, p.u32()?, self.flag_names()),
            Mode => push_mode(out, p.u32()?, self.flag_names()),
            Uid | Gid => self.push_owner(out, p.u32()?),
            _ => {}
        }
        Some(())
    }

    fn push_owner(&self, out: &mut TextBuf<'_>, id: u32) {
        if id == u32::MAX {
            out.extend(b"<NONE>");
            return;
        }
        let users = &self.context.state().users;
        let name = self.context.thread().and_then(|thread| {
            let container = self.context.container_of_users(thread);
            match self.info.ty {
                Uid => users.user(container, id).map(|user| &user.name),
                _ => users.group(container, id).map(|group| &group.name),
            }
        });
        match name.filter(|name| !name.is_empty()) {
            Some(name) => push_printable(out, name),
            None => out.extend(MISSING),
        }
    }

    fn push_fd(&self, out: &mut TextBuf<'_>, number: i64) {
        let Some(thread) = self.context.thread() else { return };
        if number >= 0 {
            if let Some(fd) = self.context.state().threads.fd(thread, number) {
                push_fd_kind(out, fd, self.format);
                push_printable(out, c_text(&fd.name));
            }
        } else if number == i64::from(PPM_AT_FDCWD) {
            out.extend(b"AT_FDCWD");
        } else {
            push_errno(out, number);
        }
    }

    /// A relative path, resolved against its directory.
    fn push_full_path(&self, out: &mut TextBuf<'_>) -> Option<()> {
        let text = self.text();
        let thread = self.context.thread()?;
        if text.is_empty() || text == MISSING || text[0] == b'/' {
            return None;
        }
        let mut directory = self.context.scratch.text();
        self.push_base(thread, &mut directory);
        let mut full = self.context.scratch.text();
        path::concatenate(directory.as_bytes(), text, &mut full);
        push_printable(out, full.as_bytes());
        Some(())
    }

    /// The directory that a path parameter is relative to.
    fn push_base(&self, thread: &Thread, out: &mut TextBuf<'_>) {
        let threads = &self.context.state().threads;
        let cwd = threads.cwd(thread);
        let ParamDetail::RelativeTo(index) = self.outer.detail else {
            out.extend(cwd);
            return;
        };
        let index = usize::from(index);
        let is_fd = self.context.raw().info().params.get(index).is_some_and(|p| p.ty == Fd);
        let directory = self.context.param(index).i64();
        match directory {
            Some(fd) if is_fd && fd != i64::from(PPM_AT_FDCWD) => {
                threads.push_directory_path(thread, fd, out);
            }
            _ => out.extend(cwd),
        }
    }

    fn push_buffer_form(&self, out: &mut TextBuf<'_>) {
        let start = out.len();
        push_buffer(out, self.param.bytes(), self.format);
        let limit = self.context.settings.max_buffer_text;
        if limit != 0
            && matches!(self.format, BufferFormat::Normal | BufferFormat::Simple)
            && out.len() - start > limit
        {
            if limit > 3 {
                out.truncate(start + limit - 3);
                out.extend(b"...");
            } else {
                out.truncate(start + limit);
            }
        }
    }

    fn push_fd_list(&self, out: &mut TextBuf<'_>) {
        let Some(thread) = self.context.thread() else { return };
        for (i, (number, flags)) in fd_list(self.param).enumerate() {
            if i > 0 {
                out.push(b' ');
            }
            let kind = self.context.state().threads.fd(thread, number).map_or(b'?', Fd::type_char);
            put!(out, "{}:{}{:x}", number as u64, char::from(kind), i32::from(flags) as u32);
        }
    }

    fn push_signal_set(&self, out: &mut TextBuf<'_>) {
        let set = self.param.u32().unwrap_or(0);
        let names = (0..32).filter(|bit| set >> bit & 1 != 0).filter_map(|bit| signal_name(bit + 1));
        for (i, name) in names.enumerate() {
            if i > 0 {
                out.push(b' ');
            }
            out.extend(name.as_bytes());
        }
    }
}

/// The text of a string parameter; `<NA>` for an empty one and for the `(NULL)` of old captures.
pub fn text_or_missing(param: Param<'_>) -> &[u8] {
    param.read_text().unwrap_or(MISSING)
}

/// The text up to the first NUL, where C stops printing.
pub fn c_text(text: &[u8]) -> &[u8] {
    Param::new(text).text()
}

/// The descriptors and poll flags of an `FDLIST`: a 16-bit count, then 8 and 2 bytes for each.
pub fn fd_list(param: Param<'_>) -> impl Iterator<Item = (i64, i16)> + '_ {
    let count = usize::from(param.u16().unwrap_or(0));
    let pairs = param.bytes().get(2..).unwrap_or_default().chunks_exact(10).take(count);
    pairs.map(|pair| {
        let pair = Param::new(pair);
        (pair.i64().unwrap_or(0), Param::new(&pair.bytes()[8..]).i16().unwrap_or(0))
    })
}

/// Appends `<` kind and layer 4 protocol `>`, or `<>` in the simple format.
fn push_fd_kind(out: &mut TextBuf<'_>, fd: &Fd, format: BufferFormat) {
    use crate::schema::{FdType, L4Proto};
    if format == BufferFormat::Simple {
        out.extend(b"<>");
        return;
    }
    out.push(b'<');
    out.push(fd.type_char());
    if matches!(fd.ty, FdType::Ipv4Sock | FdType::Ipv6Sock | FdType::Ipv4ServSock | FdType::Ipv6ServSock) {
        let protocol: &[u8] = match fd.l4proto() {
            L4Proto::Tcp => b"t",
            L4Proto::Udp => b"u",
            L4Proto::Icmp => b"i",
            L4Proto::Raw => b"r",
            L4Proto::Unknown | L4Proto::Na => b"",
        };
        out.extend(protocol);
    }
    out.push(b'>');
}

fn push_errno(out: &mut TextBuf<'_>, result: i64) {
    let number = (result as i32).unsigned_abs();
    if result < 0
        && let Some(name) = errno_name(number)
    {
        out.extend(name.as_bytes());
    }
}

fn push_joined<'p>(out: &mut TextBuf<'_>, texts: impl Iterator<Item = &'p [u8]>, separator: u8) {
    for (i, text) in texts.enumerate() {
        if i > 0 {
            out.push(separator);
        }
        out.extend(text);
    }
}
