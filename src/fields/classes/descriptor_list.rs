// SPDX-License-Identifier: Apache-2.0
//! Fields of the descriptors that a poll waits for.

use crate::fields::FieldInfo;
use crate::fields::param_text::fd_list;
use crate::fields::text::{push_i64, push_ipv4, push_ipv6, push_u64};
use crate::fields::{Evaluation, Extracted, FieldRef, TextBuf};
use crate::schema::ParamType::*;
use crate::schema::PrintFormat::*;
use crate::schema::{Code, FdType};
use crate::state::Fd;
use std::net::Ipv4Addr;

type Out<'s> = Extracted<'s>;

pub(super) const FIELDS: &[FieldInfo] = &[
    FieldInfo::new("fdlist.nums", Charbuf, "Numbers of the polled descriptors.", nums).format(Id),
    FieldInfo::new("fdlist.names", Charbuf, "Names of the polled descriptors.", names),
    FieldInfo::new("fdlist.cips", Charbuf, "Client addresses of the polled descriptors.", cips),
    FieldInfo::new("fdlist.sips", Charbuf, "Server addresses of the polled descriptors.", sips),
    FieldInfo::new("fdlist.cports", Charbuf, "Client ports of the polled descriptors.", cports).format(Dec),
    FieldInfo::new("fdlist.sports", Charbuf, "Server ports of the polled descriptors.", sports).format(Dec),
];

/// One property of each polled descriptor, with commas between; `write` returns whether it wrote one.
fn each<'s>(c: &Evaluation<'s>, write: fn(i64, Option<&Fd>, &mut TextBuf<'_>) -> bool) -> Out<'s> {
    if !matches!(c.raw().code(), Code::SyscallPollX | Code::SyscallPpollX) {
        return Extracted::None;
    }
    let Some(thread) = c.thread() else { return Extracted::None };
    let mut out = c.scratch.text();
    for (number, _) in fd_list(c.param(1)) {
        if write(number, c.state().threads.fd(thread, number), &mut out) {
            out.push(b',');
        }
    }
    if out.is_empty() {
        return Extracted::None;
    }
    let without_comma = out.len() - usize::from(out.as_bytes().ends_with(b","));
    out.truncate(without_comma);
    out.into_value().into()
}

pub(super) fn nums<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    each(c, |number, _, out| {
        push_i64(out, number);
        true
    })
}

pub(super) fn names<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    each(c, |_, fd, out| {
        match fd.filter(|fd| !fd.name.is_empty()) {
            Some(fd) => out.extend(&fd.name),
            None => out.extend(b"<NA>"),
        }
        true
    })
}

pub(super) fn cips<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    each(c, |_, fd, out| match fd.map(|fd| (fd.ty, fd.socket())) {
        Some((FdType::Ipv4Sock, s)) => {
            push_ipv4(out, s.v4_sip());
            true
        }
        Some((FdType::Ipv6Sock, s)) => {
            push_ipv6(out, s.v6_sip());
            true
        }
        _ => false,
    })
}

pub(super) fn sips<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    each(c, |_, fd, out| match fd.map(|fd| (fd.ty, fd.socket())) {
        Some((FdType::Ipv4Sock, s)) => {
            push_ipv4(out, s.v4_dip());
            true
        }
        Some((FdType::Ipv6Sock, s)) => {
            push_ipv6(out, s.v6_dip());
            true
        }
        Some((FdType::Ipv4ServSock, s)) => {
            push_ipv4(out, s.v4_server_ip());
            true
        }
        // Upstream prints the first four bytes of the address as IPv4 here.
        Some((FdType::Ipv6ServSock, s)) => {
            let [a, b, c, d, ..] = s.v6_server_ip().octets();
            push_ipv4(out, Ipv4Addr::new(a, b, c, d));
            true
        }
        _ => false,
    })
}

pub(super) fn cports<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    each(c, |_, fd, out| match fd.map(|fd| (fd.ty, fd.socket())) {
        Some((FdType::Ipv4Sock, s)) => {
            push_u64(out, s.v4_sport().into());
            true
        }
        Some((FdType::Ipv6Sock, s)) => {
            push_u64(out, s.v6_sport().into());
            true
        }
        _ => false,
    })
}

pub(super) fn sports<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    each(c, |_, fd, out| match fd.map(|fd| (fd.ty, fd.socket())) {
        Some((FdType::Ipv4Sock, s)) => {
            push_u64(out, s.v4_dport().into());
            true
        }
        Some((FdType::Ipv6Sock, s)) => {
            push_u64(out, s.v6_dport().into());
            true
        }
        _ => false,
    })
}
