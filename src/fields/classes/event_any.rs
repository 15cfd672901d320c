// SPDX-License-Identifier: Apache-2.0
//! Fields that every event has, whatever its source.

use super::event_known;
use crate::fields::param_text::{c_text, text_or_missing};
use crate::fields::text::{TextSource, push_date_time, push_iso8601, push_local_time};
use crate::fields::{Evaluation, Extracted, FieldRef, TextBuf, Value};
use crate::fields::{FieldFlags as F, FieldInfo, JsonRule};
use crate::schema::ParamType::*;
use crate::schema::PrintFormat::*;
use crate::schema::{Category, Code};

const SECOND: u64 = 1_000_000_000;

type Out<'s> = Extracted<'s>;

pub(super) const FIELDS: &[FieldInfo] = &[
    FieldInfo::new("evt.num", Uint64, "Number of the event, counted from the start of the source.", num)
        .format(Id)
        .flags(F::COUNTS_EVENTS),
    FieldInfo::new("evt.time", Charbuf, "Local time of the event, with nanoseconds.", time_of_day)
        .written(write_time_of_day)
        .json(JsonRule::EventTime),
    FieldInfo::new("evt.time.s", Charbuf, "Local time of the event, to the second.", time_s)
        .json(JsonRule::EventTime),
    FieldInfo::new(
        "evt.time.iso8601",
        Charbuf,
        "Time of the event in UTC in ISO 8601 format, with nanoseconds.",
        time_iso8601,
    )
    .json(JsonRule::EventTime),
    FieldInfo::new("evt.datetime", Charbuf, "Local date and time of the event, with nanoseconds.", datetime)
        .json(JsonRule::EventTime),
    FieldInfo::new("evt.datetime.s", Charbuf, "Local date and time of the event, to the second.", datetime_s)
        .json(JsonRule::EventTime),
    FieldInfo::new("evt.rawtime", Abstime, "Time of the event in nanoseconds since the epoch.", rawtime)
        .format(Dec),
    FieldInfo::new(
        "evt.rawtime.s",
        Abstime,
        "Whole seconds of the time of the event since the epoch.",
        rawtime_s,
    )
    .format(Dec),
    FieldInfo::new(
        "evt.rawtime.ns",
        Abstime,
        "Nanoseconds within the second of the time of the event.",
        rawtime_ns,
    )
    .format(PaddedDec10)
    .json(JsonRule::Number),
    FieldInfo::new("evt.reltime", Reltime, "Nanoseconds since the first event of the source.", reltime)
        .format(PaddedDec10)
        .json(JsonRule::Number),
    FieldInfo::new("evt.reltime.s", Reltime, "Whole seconds since the first event of the source.", reltime_s)
        .format(Dec),
    FieldInfo::new(
        "evt.reltime.ns",
        Reltime,
        "Nanoseconds within the second, since the first event of the source.",
        reltime_ns,
    )
    .format(PaddedDec10)
    .json(JsonRule::Number),
    FieldInfo::new(
        "evt.pluginname",
        Charbuf,
        "Name of the plugin that made the event, when that plugin is loaded.",
        plugin_name,
    ),
    FieldInfo::new(
        "evt.plugininfo",
        Charbuf,
        "Summary of the event, by the plugin that made it.",
        plugin_info,
    ),
    FieldInfo::new(
        "evt.source",
        Charbuf,
        "Name of the source that the event comes from, such as syscall.",
        source,
    ),
    FieldInfo::new(
        "evt.is_async",
        Bool,
        "True for events that no system call made, such as those of containers, users and plugins.",
        is_async,
    )
    .known(event_known::is_async),
    FieldInfo::new("evt.asynctype", Charbuf, "Kind of an asynchronous event, such as container.", asynctype),
    FieldInfo::new("evt.hostname", Charbuf, "Host name of the machine that was captured.", hostname),
];

pub(super) fn num<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Value::U64(c.event.num).into()
}

fn time<'s>(c: &Evaluation<'s>, write: TextSource) -> Out<'s> {
    let mut out = c.scratch.text();
    write(&mut out, c.raw().ts(), &c.settings.zone);
    out.into_value().into()
}

pub(super) fn time_of_day<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    time(c, |out, ts, zone| push_local_time(out, ts, zone, true))
}

pub(super) fn write_time_of_day(c: &Evaluation<'_>, out: &mut TextBuf<'_>) -> bool {
    push_local_time(out, c.raw().ts(), &c.settings.zone, true);
    true
}

pub(super) fn time_s<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    time(c, |out, ts, zone| push_local_time(out, ts, zone, false))
}

pub(super) fn time_iso8601<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    time(c, |out, ts, _| push_iso8601(out, ts))
}

pub(super) fn datetime<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    time(c, |out, ts, zone| push_date_time(out, ts, zone, true))
}

pub(super) fn datetime_s<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    time(c, |out, ts, zone| push_date_time(out, ts, zone, false))
}

pub(super) fn rawtime<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Value::U64(c.raw().ts()).into()
}

pub(super) fn rawtime_s<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Value::U64(c.raw().ts() / SECOND).into()
}

pub(super) fn rawtime_ns<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Value::U64(c.raw().ts() % SECOND).into()
}

/// Nanoseconds since the first event; 0 for an event before it.
pub(super) fn since_first(c: &Evaluation<'_>) -> u64 {
    c.raw().ts().saturating_sub(c.state().first_event_ts)
}

pub(super) fn reltime<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Value::U64(since_first(c)).into()
}

pub(super) fn reltime_s<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Value::U64(since_first(c) / SECOND).into()
}

pub(super) fn reltime_ns<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Value::U64(since_first(c) % SECOND).into()
}

/// Name of the plugin of an event that a plugin made.
pub(super) fn plugin_name<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    let plugins = c.settings.sources.as_deref();
    Extracted::from_text(plugins.and_then(|plugins| plugins.plugin_name(c.raw())).map(str::as_bytes))
}

pub(super) fn plugin_info<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    let mut text = c.scratch.text();
    let known = c.settings.sources.as_deref();
    if known.is_some_and(|known| known.push_event_text(c.raw(), c.event.num, &mut text)) {
        text.into_value().into()
    } else {
        Extracted::None
    }
}

pub(super) fn source<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    match (c.event.source, c.settings.sources.as_deref()) {
        (None, _) => Extracted::None,
        (Some(1..), Some(known)) => {
            Extracted::from_text(c.event.source.and_then(|at| known.source_name(at)).map(str::as_bytes))
        }
        _ => Value::Bytes(c.settings.source.as_bytes()).into(),
    }
}

fn is_meta(code: Code) -> bool {
    code.info().category.has_class(Category::METAEVENT)
}

pub(super) fn is_async<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Value::Bool(is_meta(c.raw().code())).into()
}

pub(super) fn asynctype<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    let code = c.raw().code();
    if !is_meta(code) {
        return Extracted::None;
    }
    match code {
        Code::AsynceventE => Value::Bytes(text_or_missing(c.param(1))).into(),
        code => Value::Bytes(code.info().name.as_bytes()).into(),
    }
}

pub(super) fn hostname<'s>(c: &Evaluation<'s>, _: &FieldRef) -> Out<'s> {
    Extracted::from_text(c.state().machine.as_ref().map(|machine| c_text(&machine.hostname)))
}
