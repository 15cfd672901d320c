// SPDX-License-Identifier: Apache-2.0
//! The description of one field, and a field as used in a filter or a template.

use super::{Arg, ArgRule, Evaluation, External, Extracted, Memory, TextBuf, external};
use crate::schema::{Code, ParamType, PrintFormat};
use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// Reads a field.
pub type Extractor = for<'s> fn(&Evaluation<'s>, &FieldRef) -> Extracted<'s>;

/// Appends the text form of a field, as output shows it; false where the field does not exist for the event.
pub type Writer = fn(&Evaluation<'_>, &mut TextBuf<'_>) -> bool;

/// Reads all values that a field with a comparison of its own is compared with.
pub type Candidates = Extractor;

/// The value of a field for every event of a code, or `None` where the code alone does not decide it. It has to agree
/// with the extractor.
pub type Known = fn(Code, &FieldRef) -> Option<Extracted<'static>>;

/// How the probe can test a field before it makes an event: what it knows as user space does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KernelTest {
    /// Which call it is, by the name of the event or of the call.
    CallName,
    /// What the call returned.
    ReturnValue,
    /// True where the call failed.
    Failed,
    /// SUCCESS, or the name of an error.
    Outcome,
    /// Id of the process.
    Pid,
    /// Id of the thread.
    Tid,
    /// Effective user.
    Uid,
    /// Name of the process.
    ProcessName,
}

/// One row of the catalogue.
#[derive(Clone)]
pub struct FieldInfo {
    /// Name without argument, such as `proc.name`.
    pub name: Cow<'static, str>,
    /// Type of the value, or of each element of a list.
    pub ty: ParamType,
    /// Properties.
    pub flags: FieldFlags,
    /// How a number is printed.
    pub format: PrintFormat,
    /// Which argument the field takes.
    pub arg: ArgRule,
    /// How filters compare the field.
    pub compare: CompareRule,
    /// Which constants a filter may compare the field with.
    pub values: ValueRule,
    /// What the field says, in one or two sentences.
    pub doc: Cow<'static, str>,
    /// Reads the field.
    pub extract: Extractor,
    /// Writes the field where that takes less than to read it and to write the value. It has to agree with the
    /// extractor.
    pub write: Option<Writer>,
    /// How JSON shows the field.
    pub json: JsonRule,
    /// Reads what filters compare, where that is not what [`FieldInfo::extract`] reads.
    pub candidates: Option<Candidates>,
    /// What the field is for every event of a code, where the code alone decides it. Filters use it to find out which
    /// events cannot match.
    pub known: Option<Known>,
    /// How the kernel can test the field, where it can.
    pub kernel: Option<KernelTest>,
    /// The external reader of the field; `None` where the library reads it.
    pub external: Option<Arc<dyn External>>,
}

impl FieldInfo {
    /// A field without argument, flags or special rules.
    pub const fn new(name: &'static str, ty: ParamType, doc: &'static str, extract: Extractor) -> Self {
        FieldInfo {
            name: Cow::Borrowed(name),
            ty,
            flags: FieldFlags::NONE,
            format: PrintFormat::Na,
            arg: ArgRule::None,
            compare: CompareRule::Plain,
            values: ValueRule::Any,
            doc: Cow::Borrowed(doc),
            extract,
            write: None,
            json: JsonRule::Value,
            candidates: None,
            known: None,
            kernel: None,
            external: None,
        }
    }

    /// A field that `reader` reads, such as that of a plugin.
    pub fn external(name: String, ty: ParamType, doc: String, reader: Arc<dyn External>) -> Self {
        FieldInfo {
            name: Cow::Owned(name),
            doc: Cow::Owned(doc),
            format: PrintFormat::Dec,
            arg: ArgRule::ByFlags,
            known: Some(external::known),
            external: Some(reader),
            ..FieldInfo::new("", ty, "", external::extract)
        }
    }

    /// The same with further flags.
    pub const fn flags(mut self, flags: FieldFlags) -> Self {
        self.flags = self.flags.or(flags);
        self
    }

    /// The same with this way of printing numbers.
    pub const fn format(mut self, format: PrintFormat) -> Self {
        self.format = format;
        self
    }

    /// The same with this rule for arguments.
    pub const fn arg(mut self, arg: ArgRule) -> Self {
        self.arg = arg;
        self
    }

    /// The same with a comparison of its own, over the values that `candidates` finds.
    pub const fn compared(mut self, rule: CompareRule, candidates: Candidates) -> Self {
        self.compare = rule;
        self.candidates = Some(candidates);
        self
    }

    /// The same with a rule for the constants that filters name.
    pub const fn values(mut self, rule: ValueRule) -> Self {
        self.values = rule;
        self
    }

    /// The same with a way to write it at once.
    pub const fn written(mut self, write: Writer) -> Self {
        self.write = Some(write);
        self
    }

    /// The same with another JSON rule.
    pub const fn json(mut self, rule: JsonRule) -> Self {
        self.json = rule;
        self
    }

    /// The same with knowledge of values by event code.
    pub const fn known(mut self, known: Known) -> Self {
        self.known = Some(known);
        self
    }

    /// The same with a test in the kernel.
    pub const fn tested_in_kernel(mut self, test: KernelTest) -> Self {
        self.kernel = Some(test);
        self
    }

    /// True when the field yields a list.
    pub const fn is_list(&self) -> bool {
        self.flags.has(FieldFlags::IS_LIST)
    }
}

impl fmt::Debug for FieldInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FieldInfo({} {} {:#x})", self.name, self.ty.name(), self.flags.0)
    }
}

/// Properties of a field; upstream: `filtercheck_field_flags`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldFlags(pub u32);

impl FieldFlags {
    /// No property.
    pub const NONE: Self = Self(0);
    /// Can stand in filters, not in output.
    pub const FILTER_ONLY: Self = Self(1);
    /// Can stand in output, not in filters.
    pub const PRINT_ONLY: Self = Self(2);
    /// Needs an argument.
    pub const ARG_REQUIRED: Self = Self(4);
    /// Made for tables of upstream's user interface; left out of lists.
    pub const TABLE_ONLY: Self = Self(8);
    /// Carries summary information.
    pub const INFO: Self = Self(16);
    /// Distinguishes conversations.
    pub const CONVERSATION: Self = Self(32);
    /// Yields a list of values.
    pub const IS_LIST: Self = Self(64);
    /// Takes an argument or none.
    pub const ARG_ALLOWED: Self = Self(128);
    /// The argument may be a number.
    pub const ARG_INDEX: Self = Self(256);
    /// The argument may be a text.
    pub const ARG_KEY: Self = Self(512);
    /// Kept for old filters.
    pub const DEPRECATED: Self = Self(1024);
    /// No transformer can be applied to it.
    pub const NO_TRANSFORMER: Self = Self(2048);
    /// Cannot be compared with another field, on neither side.
    pub const NO_RHS: Self = Self(4096);
    /// Upstream copies its values before caching them; of no effect here.
    pub const NO_PTR_STABILITY: Self = Self(8192);
    /// Its value depends on the events it was read for before. Not a flag of upstream.
    pub const REMEMBERS: Self = Self(1 << 31);
    /// Its value depends on how many events the source delivered before. Not a flag of upstream.
    pub const COUNTS_EVENTS: Self = Self(1 << 30);
    /// Suggested for output.
    pub const FORMAT_SUGGESTED: Self = Self(16384);

    /// Flags that are not upstream's.
    pub const OWN: Self = Self(Self::REMEMBERS.0 | Self::COUNTS_EVENTS.0);

    /// The union of both.
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True when every bit of `other` is set.
    #[inline]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// This without the bits of `other`.
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// How a filter compares a field with its operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompareRule {
    /// The extracted value, by the rules of its type.
    Plain,
    /// Without an argument: true when the comparison is true for one of the candidates (the ancestors of a process),
    /// false when there are none. With an argument: plain.
    AnyAncestor,
    /// Candidates are the IP addresses of both ends: `=` and `in` need one, `!=` needs all. `exists` needs a
    /// descriptor, be there addresses or not ([`Extracted::Many`] with no values).
    EitherAddress,
    /// As with addresses; candidates are the ports of both ends.
    EitherPort,
    /// As with addresses; each is compared with the first network only.
    EitherNet,
    /// The candidate is the time of the event; true within as many milliseconds of the argument as the operand specifies.
    Around,
    /// The extracted value is [`super::Value::Raw`] and is compared by the type that the event states.
    RawParam,
}

/// How JSON shows a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonRule {
    /// As its type specifies.
    Value,
    /// The number, without padding.
    Number,
    /// The time of the event in nanoseconds since the epoch, whatever the text format is.
    EventTime,
}

/// Which constants a filter may compare a field with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueRule {
    /// Any that the type can hold.
    Any,
    /// Names of events and system calls, as in `evt.type`.
    EventName,
}

/// A row of the catalogue: the library's own, or one of a plugin, which is freed when nothing refers to it.
#[derive(Debug, Clone)]
pub enum Row {
    /// The library's own.
    Static(&'static FieldInfo),
    /// Of a plugin.
    Owned(Arc<FieldInfo>),
}

impl Deref for Row {
    type Target = FieldInfo;

    #[inline]
    fn deref(&self) -> &FieldInfo {
        match self {
            Row::Static(info) => info,
            Row::Owned(info) => info,
        }
    }
}

/// A field as used in a filter or template, with its argument resolved.
#[derive(Debug, Clone)]
pub struct FieldRef {
    /// Its row.
    pub info: Row,
    /// The resolved argument.
    pub arg: Arg,
    /// Type of the value: that of the row, but for `evt.rawarg`, where it is the parameter's.
    pub ty: ParamType,
    /// How a number is printed; as with the type.
    pub format: PrintFormat,
    /// What this occurrence of the field remembers between events; unused by nearly every field.
    pub memory: Memory,
}

impl FieldRef {
    /// A field with its argument.
    pub fn new(info: Row, arg: Arg) -> Self {
        let (ty, format) = match arg {
            Arg::RawParam(param) => (param.ty, param.format),
            _ => (info.ty, info.format),
        };
        FieldRef { info, arg, ty, format, memory: Memory::default() }
    }

    /// True when the field yields a list.
    #[inline]
    pub fn is_list(&self) -> bool {
        self.info.is_list()
    }
}

impl PartialEq for FieldRef {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq::<FieldInfo>(&*self.info, &*other.info) && self.arg == other.arg
    }
}

impl fmt::Display for FieldRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.info.name)?;
        match &self.arg {
            Arg::None => Ok(()),
            Arg::Index(index) => write!(f, "[{index}]"),
            Arg::Number(number) => write!(f, "[{number}]"),
            Arg::Key(key) | Arg::KeyAndNumber(key, _) => write!(f, "[{}]", String::from_utf8_lossy(key)),
            Arg::Param(name) => write!(f, ".{name}"),
            Arg::EventCodes(number, _) => match u16::try_from(*number).ok().and_then(Code::from_number) {
                Some(code) => write!(f, ".{}", code.info().name),
                None => write!(f, ".{number}"),
            },
            Arg::RawParam(param) => write!(f, ".{}", param.name),
            Arg::Word(word) => write!(f, ".{}", String::from_utf8_lossy(word)),
        }
    }
}
