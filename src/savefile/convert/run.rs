// SPDX-License-Identifier: Apache-2.0
//! Applies rules to an event.

use super::container;
use super::first::{FirstStep, first_step};
use super::rule::{Action, Rule, Take};
use super::stored::Stored;
use crate::codec::{DecodeError, RawEvent, RawHeader};
use crate::schema::limits::MAX_EVENT_PARAMS;
use crate::schema::{Code, LengthLimit, ParamType};
use std::mem::swap;

/// Maximum number of rules that are applied to one event, one after the other.
const MAX_STEPS: usize = 50;

/// The outcome of a conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is current as it is.
    Unchanged,
    /// [`Converter::event`] is its newest version.
    Converted,
    /// It is not delivered: kept for its exit event, or of no use.
    Swallowed,
}

/// Why an event cannot be converted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConvertFault {
    /// An old exit event without a rule.
    #[error("there is no rule for this old event")]
    NotManaged,
    /// A version of an event without a rule, such as one of a newer writer.
    #[error("there is no rule for its version with {0} parameters")]
    NoRule(usize),
    /// The event before the exit event of this thread was not its enter event.
    #[error("the stored enter event of its thread is {}", .0.enum_name())]
    OtherEnter(Code),
    /// The rule uses a parameter that is missing.
    #[error("{} has no parameter {index}", .code.enum_name())]
    NoParam {
        /// The event that should have it.
        code: Code,
        /// Its index.
        index: usize,
    },
    /// Rules lead in a circle.
    #[error("still not current after 50 rules")]
    Endless,
    /// A computed parameter is longer than the length table can express.
    #[error("parameter {0} gets too long")]
    TooLong(usize),
    /// A rule made bytes that are not an event.
    #[error("{0}")]
    Malformed(#[from] DecodeError),
}

/// Converts the events of one capture, in their order.
#[derive(Default)]
pub struct Converter {
    stored: Stored,
    scratch: Scratch,
    /// The outcome of the last rule.
    current: Vec<u8>,
}

impl Converter {
    /// A converter that has seen no event.
    pub fn new() -> Self {
        Self::default()
    }

    /// Discards the stored enter events; for a jump to another place of the capture.
    pub fn clear(&mut self) {
        self.stored.clear();
    }

    /// Converts an event.
    ///
    /// # Errors
    /// No rule fits, or the event is not what its rule expects. The converter can continue with the next event.
    pub fn convert(&mut self, event: &RawEvent<'_>) -> Result<Outcome, ConvertFault> {
        match apply(event, &mut self.stored, &mut self.scratch)? {
            Step::More => {}
            Step::Done(outcome) => return Ok(outcome),
        }
        for _ in 1..MAX_STEPS {
            swap(&mut self.current, &mut self.scratch.out);
            let event = RawEvent::decode(&self.current)?;
            match apply(&event, &mut self.stored, &mut self.scratch)? {
                Step::More => {}
                Step::Done(Outcome::Swallowed) => return Ok(Outcome::Swallowed),
                Step::Done(_) => return Ok(Outcome::Converted),
            }
        }
        Err(ConvertFault::Endless)
    }

    /// Applies one rule. `Some` is the outcome; `None`: [`Converter::event`] is what the rule made, and
    /// another rule may apply to it.
    ///
    /// # Errors
    /// As for [`Converter::convert`].
    pub fn step(&mut self, event: &RawEvent<'_>) -> Result<Option<Outcome>, ConvertFault> {
        match apply(event, &mut self.stored, &mut self.scratch)? {
            Step::More => {
                swap(&mut self.current, &mut self.scratch.out);
                Ok(None)
            }
            Step::Done(outcome) => Ok(Some(outcome)),
        }
    }

    /// The stored enter event of a thread, which waits for the exit event.
    pub fn waiting(&self, tid: i64) -> Option<RawEvent<'_>> {
        self.stored.of(tid)
    }

    /// The event that the last call to [`Converter::convert`] or [`Converter::step`] made.
    ///
    /// # Errors
    /// Nothing was converted yet.
    #[inline]
    pub fn event(&self) -> Result<RawEvent<'_>, DecodeError> {
        RawEvent::decode(&self.current)
    }

    /// The bytes of that event.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.current
    }
}

enum Step {
    Done(Outcome),
    /// A rule wrote a new event into the scratch buffer.
    More,
}

/// Buffers that are reused from event to event.
#[derive(Default)]
struct Scratch {
    out: Vec<u8>,
    json: Vec<u8>,
}

fn apply(event: &RawEvent<'_>, stored: &mut Stored, scratch: &mut Scratch) -> Result<Step, ConvertFault> {
    let rule = match first_step(event.code(), event.param_count()) {
        FirstStep::Pass => return Ok(Step::Done(Outcome::Unchanged)),
        FirstStep::Drop => return Ok(Step::Done(Outcome::Swallowed)),
        FirstStep::NotManaged => return Err(ConvertFault::NotManaged),
        FirstStep::NoRule => return Err(ConvertFault::NoRule(event.param_count())),
        FirstStep::Rule(rule) => rule,
    };
    match rule.action {
        Action::Pass => Ok(Step::Done(Outcome::Unchanged)),
        Action::Store => {
            stored.keep(event);
            Ok(Step::Done(Outcome::Swallowed))
        }
        Action::StoreAndPass => {
            stored.keep(event);
            Ok(Step::Done(Outcome::Unchanged))
        }
        Action::Add(params) => make(event, rule, rule.code, params, stored, scratch),
        Action::Change(to, params) => make(event, rule, to, params, stored, scratch),
    }
}

/// Writes the event `code` that a rule makes of `event`.
fn make(
    event: &RawEvent<'_>,
    rule: &Rule,
    code: Code,
    params: &[Take],
    stored: &mut Stored,
    scratch: &mut Scratch,
) -> Result<Step, ConvertFault> {
    let Scratch { out, json } = scratch;
    if params.contains(&Take::ContainerJson) && container::json(event, json).is_none() {
        json.clear();
    }
    let enter = Enter::find(event, params, stored)?;
    let mut list = List::new(code);
    if let Action::Add(_) = rule.action {
        event.params().for_each(|param| list.push_whole(param.bytes()));
    }
    for param in params {
        match *param {
            Take::Empty => list.push_whole(&[]),
            Take::Default => list.push_default(),
            Take::Old(index) => list.push(param_of(event, index)?),
            Take::Enter(index) => match &enter.event {
                Some(enter) => list.push(param_of(enter, index)?),
                None => list.push_default(),
            },
            Take::EnterOrEmpty(index) => match &enter.event {
                Some(enter) => list.push(param_of(enter, index)?),
                None => list.push_whole(&[]),
            },
            Take::ContainerJson if json.len() > list.most() => {
                return Err(ConvertFault::TooLong(list.count));
            }
            Take::ContainerJson => list.push(json),
        }
    }
    list.write(event, out);
    if enter.event.is_some() {
        stored.forget(event.tid());
    }
    Ok(Step::More)
}

/// The stored enter event, where a rule requires it.
struct Enter<'a> {
    event: Option<RawEvent<'a>>,
}

impl<'a> Enter<'a> {
    fn find(event: &RawEvent<'_>, params: &[Take], stored: &'a Stored) -> Result<Self, ConvertFault> {
        let wanted = params.iter().any(|from| matches!(from, Take::Enter(_) | Take::EnterOrEmpty(_)));
        let enter = if wanted { stored.of(event.tid()) } else { None };
        match enter {
            Some(enter) if enter.code().number() + 1 != event.code().number() => {
                Err(ConvertFault::OtherEnter(enter.code()))
            }
            event => Ok(Self { event }),
        }
    }
}

fn param_of<'a>(event: &RawEvent<'a>, index: u8) -> Result<&'a [u8], ConvertFault> {
    let index = usize::from(index);
    match event.param(index) {
        Some(param) => Ok(param.bytes()),
        None => Err(ConvertFault::NoParam { code: event.code(), index }),
    }
}

/// The parameters of the event that is made.
struct List<'a> {
    code: Code,
    width: usize,
    params: [&'a [u8]; MAX_EVENT_PARAMS],
    count: usize,
}

impl<'a> List<'a> {
    fn new(code: Code) -> Self {
        Self { code, width: RawEvent::length_width(code), params: [&[]; MAX_EVENT_PARAMS], count: 0 }
    }

    fn push_whole(&mut self, bytes: &'a [u8]) {
        if let Some(slot) = self.params.get_mut(self.count) {
            *slot = bytes;
            self.count += 1;
        }
    }

    fn ty(&self) -> ParamType {
        self.code.info().params.get(self.count).map_or(ParamType::Bytebuf, |param| param.ty)
    }

    /// Maximum number of bytes that the length table can express.
    fn most(&self) -> usize {
        if self.width == 2 { usize::from(u16::MAX) } else { u32::MAX as usize }
    }

    /// Appends a parameter, cut to what its type can hold.
    fn push(&mut self, bytes: &'a [u8]) {
        let most = match self.ty().length_limit() {
            LengthLimit::Fixed(size) => size,
            LengthLimit::Variable | LengthLimit::NotInEvents => self.most(),
        };
        self.push_whole(&bytes[..bytes.len().min(most)]);
    }

    /// Appends the default of the type: zeros, all ones for user and group ids, nothing for what has no size.
    fn push_default(&mut self) {
        static ZEROS: [u8; 16] = [0; 16];
        static ONES: [u8; 4] = [0xff; 4];
        let ty = self.ty();
        self.push_whole(match (ty, ty.length_limit()) {
            (ParamType::Uid | ParamType::Gid, _) => &ONES,
            (_, LengthLimit::Fixed(size)) => &ZEROS[..size.min(ZEROS.len())],
            _ => &[],
        });
    }

    fn write(&self, of: &RawEvent<'_>, out: &mut Vec<u8>) {
        let params = &self.params[..self.count];
        let size: usize = params.iter().map(|param| param.len()).sum();
        let len = crate::schema::limits::EVENT_HEADER_SIZE + params.len() * self.width + size;
        let header = RawHeader {
            ts: of.ts(),
            tid: of.tid() as u64,
            len: len as u32,
            number: self.code.number(),
            nparams: params.len() as u32,
        };
        out.clear();
        out.reserve(len);
        out.extend_from_slice(&header.to_bytes());
        for param in params {
            if self.width == 2 {
                out.extend_from_slice(&(param.len() as u16).to_ne_bytes());
            } else {
                out.extend_from_slice(&(param.len() as u32).to_ne_bytes());
            }
        }
        params.iter().for_each(|param| out.extend_from_slice(param));
    }
}
