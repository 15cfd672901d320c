// SPDX-License-Identifier: Apache-2.0
//! The left side of a comparison, and its right side when that is a field: where values come from.

use super::getopt::{self, Spec};
use super::transform::Transform;
use crate::fields::{CompareRule, Extracted, FieldRef, Scratch, Source, Value, ValueRule};
use crate::schema::{ParamType, PrintFormat};
use std::cell::Cell;

/// Values from an event, with transformers applied.
#[derive(Debug, Clone)]
pub(super) struct Extraction {
    pub(super) origin: Origin,
    pub(super) transforms: Vec<Transform>,
    /// Whether the candidates of the field are used, not its value.
    pub(super) candidates: bool,
    /// Where the result is kept for the next check of the same event; `None` for what is used once.
    pub(super) slot: Option<u32>,
    /// As `slot`, for the values before transformers.
    pub(super) base_slot: Option<u32>,
}

#[derive(Debug, Clone)]
pub(super) enum Origin {
    Field(FieldRef),
    Text(Box<[u8]>),
    List(Vec<Extraction>),
    Join(Box<(Extraction, Extraction)>),
    Concat(Vec<Extraction>),
    Getopt { args: Box<Extraction>, options: Options, selected: Option<u8> },
}

#[derive(Debug, Clone)]
pub(super) enum Options {
    Fixed(Box<[u8]>, Box<Spec>),
    Extracted(Box<Extraction>),
}

/// Slots do not count.
impl PartialEq for Extraction {
    fn eq(&self, other: &Self) -> bool {
        self.candidates == other.candidates
            && self.origin == other.origin
            && self.transforms == other.transforms
    }
}

impl PartialEq for Origin {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Origin::Field(a), Origin::Field(b)) => a == b,
            (Origin::Text(a), Origin::Text(b)) => a == b,
            (Origin::List(a), Origin::List(b)) | (Origin::Concat(a), Origin::Concat(b)) => a == b,
            (Origin::Join(a), Origin::Join(b)) => a == b,
            (
                Origin::Getopt { args, options, selected },
                Origin::Getopt { args: args2, options: options2, selected: selected2 },
            ) => args == args2 && options == options2 && selected == selected2,
            _ => false,
        }
    }
}

impl PartialEq for Options {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Options::Fixed(a, _), Options::Fixed(b, _)) => a == b,
            (Options::Extracted(a), Options::Extracted(b)) => a == b,
            _ => false,
        }
    }
}

/// One evaluation: the event, and what was extracted from it so far.
pub(super) struct Run<'r, 's, S> {
    pub(super) source: &'r S,
    pub(super) slots: &'r [Cell<Option<Extracted<'s>>>],
    /// Number of the event context, by which results are shared with other filters; 0: they are not.
    pub(super) serial: u64,
}

impl Origin {
    /// Type and list-ness before transformers.
    pub(super) fn base(&self) -> (ParamType, bool) {
        match self {
            Origin::Field(field) => (field.ty, field.is_list()),
            Origin::List(_) => (ParamType::Charbuf, true),
            Origin::Getopt { selected: None, .. } => (ParamType::Charbuf, true),
            _ => (ParamType::Charbuf, false),
        }
    }

    /// How other transformers treat it: to them the list that `getopt` yields is a text.
    pub(super) fn as_argument(&self) -> (ParamType, bool) {
        match self {
            Origin::Getopt { .. } => (ParamType::Charbuf, false),
            _ => self.base(),
        }
    }
}

impl Extraction {
    /// The same without transformers.
    pub(super) fn base(&self) -> Extraction {
        Extraction { candidates: self.candidates, ..Extraction::new(self.origin.clone()) }
    }

    pub(super) fn new(origin: Origin) -> Self {
        Extraction { origin, transforms: Vec::new(), candidates: false, slot: None, base_slot: None }
    }

    /// Type and list-ness of the result.
    pub(super) fn result(&self) -> (ParamType, bool) {
        let base = self.origin.base();
        self.transforms
            .iter()
            .fold(base, |(ty, is_list), transform| transform.result(ty, is_list).unwrap_or((ty, is_list)))
    }

    /// True when the original keeps a NUL after the texts of the result, so that elements of a list equal nothing but
    /// other such texts.
    pub(super) fn is_terminated(&self) -> bool {
        self.transforms.last().is_some_and(|last| *last != Transform::Len)
    }

    /// The field, if one is read.
    pub(super) fn field(&self) -> Option<&FieldRef> {
        match &self.origin {
            Origin::Field(field) => Some(field),
            _ => None,
        }
    }

    pub(super) fn compare_rule(&self) -> CompareRule {
        self.field().map_or(CompareRule::Plain, |field| field.info.compare)
    }

    pub(super) fn value_rule(&self) -> ValueRule {
        self.field().map_or(ValueRule::Any, |field| field.info.values)
    }

    /// Calls `f` for this and everything below it.
    pub(super) fn visit_mut(&mut self, f: &mut impl FnMut(&mut Extraction)) {
        match &mut self.origin {
            Origin::Field(_) | Origin::Text(_) => {}
            Origin::List(parts) | Origin::Concat(parts) => {
                parts.iter_mut().for_each(|part| part.visit_mut(f));
            }
            Origin::Join(parts) => {
                parts.0.visit_mut(f);
                parts.1.visit_mut(f);
            }
            Origin::Getopt { args, options, .. } => {
                args.visit_mut(f);
                if let Options::Extracted(options) = options {
                    options.visit_mut(f);
                }
            }
        }
        f(self);
    }

    /// The values, from the slot if they are there already.
    #[inline(always)]
    pub(super) fn get<'s, S: Source<'s>>(&'s self, run: &Run<'_, 's, S>) -> Extracted<'s> {
        if let Origin::Field(field) = &self.origin
            && self.slot.is_none()
            && self.transforms.is_empty()
            && !self.candidates
        {
            return run.source.extract(field);
        }
        self.get_any(run)
    }

    /// As [`Extraction::get`], whatever is extracted.
    #[inline(never)]
    fn get_any<'s, S: Source<'s>>(&'s self, run: &Run<'_, 's, S>) -> Extracted<'s> {
        if self.transforms.is_empty() {
            return run.kept(self.slot, || self.read(run));
        }
        run.kept(self.slot, || {
            let scratch = run.source.scratch();
            let mut values = run.kept(self.base_slot, || self.read(run));
            let (mut ty, mut is_list) = self.origin.base();
            for transform in &self.transforms {
                values = transform.apply(values, ty, is_list, scratch);
                (ty, is_list) = transform.result(ty, is_list).unwrap_or((ty, is_list));
            }
            values
        })
    }

    fn read<'s, S: Source<'s>>(&'s self, run: &Run<'_, 's, S>) -> Extracted<'s> {
        let scratch = run.source.scratch();
        match &self.origin {
            Origin::Field(field) if self.candidates => run.source.candidates(field),
            Origin::Field(field) => run.source.extract(field),
            Origin::Text(text) => Value::Bytes(text).into(),
            Origin::List(parts) => list(parts, run, scratch),
            Origin::Join(parts) => Extracted::from_text(join(&parts.0, &parts.1, run, scratch)),
            Origin::Concat(parts) => Extracted::from_text(concat(parts, run, scratch)),
            Origin::Getopt { args, options, selected } => getopt(args, options, *selected, run, scratch),
        }
    }
}

impl<'s, S> Run<'_, 's, S> {
    /// What is in the slot, or what `read` finds, which is put there.
    fn kept(&self, slot: Option<u32>, read: impl FnOnce() -> Extracted<'s>) -> Extracted<'s> {
        let Some(slot) = slot.and_then(|slot| self.slots.get(slot as usize)) else { return read() };
        if let Some(kept) = slot.get() {
            return kept;
        }
        let found = read();
        slot.set(Some(found));
        found
    }
}

/// The first value as text. A value that is not a text is represented by its bytes up to the first zero, as in the original.
fn first_text<'s>(values: Extracted<'s>, scratch: &'s Scratch) -> Option<&'s [u8]> {
    values.values().first().map(|value| text_of(value, scratch))
}

fn text_of<'s>(value: &Value<'s>, scratch: &'s Scratch) -> &'s [u8] {
    let bytes = match *value {
        Value::Bytes(bytes) => return bytes,
        Value::Raw(_, bytes) => bytes,
        Value::I64(number) => scratch.bytes(&number.to_le_bytes()),
        Value::U64(number) => scratch.bytes(&number.to_le_bytes()),
        Value::F64(number) => scratch.bytes(&number.to_le_bytes()),
        Value::Bool(truth) => scratch.bytes(&[u8::from(truth)]),
        Value::Ipv4(address) => scratch.bytes(&address),
        Value::Ipv6(address) => scratch.bytes(&address),
    };
    &bytes[..memchr::memchr(0, bytes).unwrap_or(bytes.len())]
}

/// An element of a list of texts: 64-bit numbers are written out.
fn element<'s>(value: &Value<'s>, part: &Extraction, scratch: &'s Scratch) -> Value<'s> {
    use std::fmt::Write;
    let numeric = match part.field() {
        Some(field) if matches!(field.ty, ParamType::Pid | ParamType::Int64 | ParamType::Uint64) => {
            field.format
        }
        _ => return Value::Bytes(text_of(value, scratch)),
    };
    let mut text = scratch.text();
    // Writing into memory cannot fail.
    let _ = match (*value, numeric) {
        (Value::I64(number), PrintFormat::Hex) => write!(text, "{number:X}"),
        (Value::I64(number), PrintFormat::Oct) => write!(text, "{number:o}"),
        (Value::I64(number), PrintFormat::PaddedDec10) => write!(text, "{number:09}"),
        (Value::I64(number), _) => write!(text, "{number}"),
        (Value::U64(number), PrintFormat::Hex) => write!(text, "{number:X}"),
        (Value::U64(number), PrintFormat::Oct) => write!(text, "{number:o}"),
        (Value::U64(number), PrintFormat::PaddedDec10) => write!(text, "{number:09}"),
        (Value::U64(number), _) => write!(text, "{number}"),
        _ => return Value::Bytes(text_of(value, scratch)),
    };
    text.into_value()
}

fn list<'s, S: Source<'s>>(
    parts: &'s [Extraction],
    run: &Run<'_, 's, S>,
    scratch: &'s Scratch,
) -> Extracted<'s> {
    let mut out = scratch.list();
    for part in parts {
        let values = part.get(run);
        if !values.exists() {
            return Extracted::None;
        }
        out.extend(values.values().iter().map(|value| element(value, part, scratch)));
    }
    Extracted::Many(out.into_bump_slice())
}

fn join<'s, S: Source<'s>>(
    separator: &'s Extraction,
    parts: &'s Extraction,
    run: &Run<'_, 's, S>,
    scratch: &'s Scratch,
) -> Option<&'s [u8]> {
    let separator = first_text(separator.get(run), scratch)?;
    let parts = parts.get(run);
    if !parts.exists() {
        return None;
    }
    let mut out = scratch.text();
    for (i, value) in parts.values().iter().enumerate() {
        if i > 0 {
            out.extend(separator);
        }
        out.extend(text_of(value, scratch));
    }
    Some(out.finish())
}

fn concat<'s, S: Source<'s>>(
    parts: &'s [Extraction],
    run: &Run<'_, 's, S>,
    scratch: &'s Scratch,
) -> Option<&'s [u8]> {
    let mut out = scratch.text();
    for part in parts {
        out.extend(first_text(part.get(run), scratch)?);
    }
    Some(out.finish())
}

fn getopt<'s, S: Source<'s>>(
    args: &'s Extraction,
    options: &'s Options,
    selected: Option<u8>,
    run: &Run<'_, 's, S>,
    scratch: &'s Scratch,
) -> Extracted<'s> {
    let parsed;
    let spec = match options {
        Options::Fixed(_, spec) => &**spec,
        Options::Extracted(options) => match first_text(options.get(run), scratch) {
            Some(text) => {
                parsed = Spec::parse(text);
                &parsed
            }
            None => return Extracted::None,
        },
    };
    match args.get(run) {
        Extracted::None => Extracted::None,
        args => {
            // Copied, so that the values outlive this call even when there is only one.
            let args = scratch.values(args.values());
            getopt::read(args, spec, selected, scratch)
        }
    }
}
