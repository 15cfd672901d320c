// SPDX-License-Identifier: Apache-2.0
//! Operators, their modifiers, and the names of transformers.

use std::fmt;

/// The operator of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is named as it is written")]
pub enum Op {
    Eq,
    /// `==`, the same as `=`.
    DoubleEq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Contains,
    In,
    Exists,
    Icontains,
    Startswith,
    Glob,
    Pmatch,
    Endswith,
    Intersects,
    Bcontains,
    Bstartswith,
    Iglob,
    Regex,
}

impl Op {
    /// Every operator, in the order in which the parser tries them.
    pub const ALL: &[Op] = &[
        Op::Exists,
        Op::Le,
        Op::Lt,
        Op::Ge,
        Op::Gt,
        Op::DoubleEq,
        Op::Eq,
        Op::Ne,
        Op::Glob,
        Op::Iglob,
        Op::Contains,
        Op::Icontains,
        Op::Bcontains,
        Op::Startswith,
        Op::Bstartswith,
        Op::Endswith,
        Op::Regex,
        Op::Intersects,
        Op::In,
        Op::Pmatch,
    ];

    /// As written in filters.
    pub const fn name(self) -> &'static str {
        match self {
            Op::Eq => "=",
            Op::DoubleEq => "==",
            Op::Ne => "!=",
            Op::Lt => "<",
            Op::Le => "<=",
            Op::Gt => ">",
            Op::Ge => ">=",
            Op::Contains => "contains",
            Op::In => "in",
            Op::Exists => "exists",
            Op::Icontains => "icontains",
            Op::Startswith => "startswith",
            Op::Glob => "glob",
            Op::Pmatch => "pmatch",
            Op::Endswith => "endswith",
            Op::Intersects => "intersects",
            Op::Bcontains => "bcontains",
            Op::Bstartswith => "bstartswith",
            Op::Iglob => "iglob",
            Op::Regex => "regex",
        }
    }

    /// The operator written so.
    pub fn from_name(name: &[u8]) -> Option<Op> {
        Op::ALL.iter().copied().find(|op| op.name().as_bytes() == name)
    }

    /// True for `<`, `<=`, `>` and `>=`, whose right side is a number.
    pub const fn takes_number(self) -> bool {
        matches!(self, Op::Lt | Op::Le | Op::Gt | Op::Ge)
    }

    /// True for the operators whose right side is a list.
    pub const fn takes_list(self) -> bool {
        matches!(self, Op::In | Op::Intersects | Op::Pmatch)
    }
}

/// How many elements of a list must satisfy a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Modifier {
    /// Exactly one.
    OneOf,
    /// At least one.
    AnyOf,
    /// Every one.
    AllOf,
}

impl Modifier {
    /// Every modifier.
    pub const ALL: &[Modifier] = &[Modifier::OneOf, Modifier::AnyOf, Modifier::AllOf];

    /// As written in filters.
    pub const fn name(self) -> &'static str {
        match self {
            Modifier::OneOf => "oneof",
            Modifier::AnyOf => "anyof",
            Modifier::AllOf => "allof",
        }
    }

    /// The modifier written so.
    pub fn from_name(name: &[u8]) -> Option<Modifier> {
        Modifier::ALL.iter().copied().find(|modifier| modifier.name().as_bytes() == name)
    }
}

/// An operator with its modifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Comparator {
    /// The operator.
    pub op: Op,
    /// The modifier, if there is one.
    pub modifier: Option<Modifier>,
}

impl Comparator {
    /// Reads `op` or `op modifier`.
    pub fn from_text(text: &[u8]) -> Option<Comparator> {
        match text.iter().position(|byte| *byte == b' ') {
            Some(space) => Some(Comparator {
                op: Op::from_name(&text[..space])?,
                modifier: Some(Modifier::from_name(&text[space + 1..])?),
            }),
            None => Op::from_name(text).map(Comparator::from),
        }
    }
}

impl From<Op> for Comparator {
    fn from(op: Op) -> Self {
        Comparator { op, modifier: None }
    }
}

impl fmt::Display for Comparator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.op.name())?;
        match self.modifier {
            Some(modifier) => write!(f, " {}", modifier.name()),
            None => Ok(()),
        }
    }
}

/// What a transformer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TransformerName {
    /// Nothing; marks a field on the right side.
    Val,
    /// ASCII letters to lower case.
    ToLower,
    /// ASCII letters to upper case.
    ToUpper,
    /// Decodes base64.
    B64,
    /// What follows the last slash.
    Basename,
    /// Bytes of a text, elements of a list.
    Len,
    /// Joins a list with a separator.
    Join,
    /// Joins its arguments.
    Concat,
    /// Reads options from an argument list.
    Getopt,
}

impl TransformerName {
    /// Every transformer, in the order in which the parser tries them.
    pub const ALL: &[TransformerName] = &[
        TransformerName::Val,
        TransformerName::ToLower,
        TransformerName::ToUpper,
        TransformerName::B64,
        TransformerName::Basename,
        TransformerName::Len,
        TransformerName::Join,
        TransformerName::Concat,
        TransformerName::Getopt,
    ];

    /// As written in filters.
    pub const fn name(self) -> &'static str {
        match self {
            TransformerName::Val => "val",
            TransformerName::ToLower => "tolower",
            TransformerName::ToUpper => "toupper",
            TransformerName::B64 => "b64",
            TransformerName::Basename => "basename",
            TransformerName::Len => "len",
            TransformerName::Join => "join",
            TransformerName::Concat => "concat",
            TransformerName::Getopt => "getopt",
        }
    }

    /// The transformer written so.
    pub fn from_name(name: &[u8]) -> Option<TransformerName> {
        TransformerName::ALL.iter().copied().find(|tr| tr.name().as_bytes() == name)
    }
}
