//! Fields that every event has, whatever its source.

use crate::fields::param_text::{c_text, text_or_missing};
use crate::fields::text::{TextSource, push_date_time, push_iso8601, push_local_time};
use crate::fields::{Context, Extracted, FieldRef, TextBuf, Value};
use crate::schema::{Category, Code};

const SECOND: u64 = 1_000_000_000;

type Out<'s> = Extracted<'s>;

pub(super) fn num<'s>(c: &Context<'s>, _: &FieldRef) -> Out<'s> {
    Value::U64(c.situation.num).into()
}

fn time<'s>(c: &Context<'s>, write: TextSource) -> Out<'s> {
    let mut out = c.scratch.text();
    write(&mut out, c.event().ts(), &c.settings.zone);
    out.into_value().into()
}

pub(super) fn time_of_day<'s>(c: &Context<'s>, _: &FieldRef) -> Out<'s> {
    time(c, |out, ts, zone| push_local_time(out, ts, zone, true))
}

pub(super) fn write_time_of_day(c: &Context<'_>, out: &mut TextBuf<'_>) -> bool {
    push_local_time(out, c.event().ts(), &c.settings.zone, true);
    true
}

pub(super) fn time_s<'s>(c: &Context<'s>, _: &FieldRef) -> Out<'s> {
    time(c, |out, ts, zone| push_local_time(out, ts, zone, false))
}

pub(super) fn time_iso8601<'s>(c: &Context<'s>, _: &FieldRef) -> Out<'s> {
    time(c, |out, ts, _| push_iso8601(out, ts))
}

pub(super) fn datetime<'s>(c: &Context<'s>, _: &FieldRef) -> Out<'s> {
    time(c, |out, ts, zone| push_date_time(out, ts, zone, true))
}

pub(super) fn datetime_s<'s>(c: &Context<'s>, _: &FieldRef) -> Out<'s> {
    time(c, |out, ts, zone| push_date_time(out, ts, zone, false))
}

pub(super) fn rawtime<'s>(c: &Context<'s>, _: &FieldRef) -> Out<'s> {
    Value::U64(c.event().ts()).into()
}

pub(super) fn rawtime_s<'s>(c: &Context<'s>, _: &FieldRef) -> Out<'s> {
    Value::U64(c.event().ts() / SECOND).into()
}

pub(super) fn rawtime_ns<'s>(c: &Context<'s>, _: &FieldRef) -> Out<'s> {
    Value::U64(c.event().ts() % SECOND).into()
}

/// Nanoseconds since the first event; wraps around for an event before it, as upstream does.
pub(super) fn since_first(c: &Context<'_>) -> u64 {
    c.event().ts().wrapping_sub(c.state().first_event_ts)
}

pub(super) fn reltime<'s>(c: &Context<'s>, _: &FieldRef) -> Out<'s> {
    Value::U64(since_first(c)).into()
}

pub(super) fn reltime_s<'s>(c: &Context<'s>, _: &FieldRef) -> Out<'s> {
    Value::U64(since_first(c) / SECOND).into()
}

pub(super) fn reltime_ns<'s>(c: &Context<'s>, _: &FieldRef) -> Out<'s> {
    Value::U64(since_first(c) % SECOND).into()
}

/// Name of the plugin of an event that a plugin made.
pub(super) fn plugin_name<'s>(c: &Context<'s>, _: &FieldRef) -> Out<'s> {
    let plugins = c.settings.sources.as_deref();
    Extracted::from_text(plugins.and_then(|plugins| plugins.plugin_name(c.event())).map(str::as_bytes))
}

pub(super) fn plugin_info<'s>(c: &Context<'s>, _: &FieldRef) -> Out<'s> {
    let mut text = c.scratch.text();
    let known = c.settings.sources.as_deref();
    if known.is_some_and(|known| known.push_event_text(c.event(), c.situation.num, &mut text)) {
        text.into_value().into()
    } else {
        Extracted::None
    }
}

pub(super) fn source<'s>(c: &Context<'s>, _: &FieldRef) -> Out<'s> {
    match (c.situation.source, c.settings.sources.as_deref()) {
        (None, _) => Extracted::None,
        (Some(1..), Some(known)) => {
            Extracted::from_text(c.situation.source.and_then(|at| known.source_name(at)).map(str::as_bytes))
        }
        _ => Value::Bytes(c.settings.source.as_bytes()).into(),
    }
}

fn is_meta(code: Code) -> bool {
    code.info().category.has_class(Category::METAEVENT)
}

pub(super) fn is_async<'s>(c: &Context<'s>, _: &FieldRef) -> Out<'s> {
    Value::Bool(is_meta(c.event().code())).into()
}

pub(super) fn asynctype<'s>(c: &Context<'s>, _: &FieldRef) -> Out<'s> {
    let code = c.event().code();
    if !is_meta(code) {
        return Extracted::None;
    }
    match code {
        Code::AsynceventE => Value::Bytes(text_or_missing(c.param(1))).into(),
        code => Value::Bytes(code.info().name.as_bytes()).into(),
    }
}

pub(super) fn hostname<'s>(c: &Context<'s>, _: &FieldRef) -> Out<'s> {
    Extracted::from_text(c.state().machine.as_ref().map(|machine| c_text(&machine.hostname)))
}
