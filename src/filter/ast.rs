// SPDX-License-Identifier: Apache-2.0
//! The syntax tree of a filter.

use super::op::Comparator;

/// A position in the text of a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pos {
    /// Bytes before it.
    pub idx: u32,
    /// Line, from 1. Carriage return and line feed each begin a line.
    pub line: u32,
    /// Byte within the line, from 1.
    pub col: u32,
}

impl Pos {
    /// The start of every text.
    pub const START: Pos = Pos { idx: 0, line: 1, col: 1 };

    /// Advances past `byte`.
    pub(super) fn advance(&mut self, byte: u8) {
        self.idx += 1;
        self.col += 1;
        if matches!(byte, b'\r' | b'\n') {
            self.col = 1;
            self.line += 1;
        }
    }
}

impl Default for Pos {
    fn default() -> Self {
        Pos::START
    }
}

/// One node of the tree, with all below it. Two nodes are equal when they mean the same; their positions in
/// their texts do not count.
#[derive(Debug, Clone)]
pub struct Expr {
    /// Where the node begins; white space before it may belong to it.
    pub pos: Pos,
    /// What it is.
    pub kind: ExprKind,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl Expr {
    /// A node.
    pub fn new(pos: Pos, kind: ExprKind) -> Self {
        Expr { pos, kind }
    }
}

/// The kinds of nodes. Texts are bytes, as in the filter they came from.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// True when all are.
    And(Vec<Expr>),
    /// True when one is.
    Or(Vec<Expr>),
    /// True when the other is not.
    Not(Box<Expr>),
    /// The name of a condition defined elsewhere (a macro). It has to be replaced before compiling.
    Identifier(Vec<u8>),
    /// A constant, or the name of a list defined elsewhere.
    Value(Vec<u8>),
    /// Constants.
    List(Vec<Vec<u8>>),
    /// The list argument of a transformer: fields, transformers and constants.
    TransformerList(Vec<Expr>),
    /// A check without right side.
    Unary {
        /// Field or transformer.
        left: Box<Expr>,
        /// The operator.
        op: Comparator,
    },
    /// A comparison.
    Binary {
        /// Field or transformer.
        left: Box<Expr>,
        /// The operator.
        op: Comparator,
        /// Constant, list, or transformer.
        right: Box<Expr>,
    },
    /// A field.
    Field {
        /// Name without argument.
        name: Vec<u8>,
        /// The text in brackets after it.
        arg: Option<Vec<u8>>,
    },
    /// A transformer applied to values.
    Transformer {
        /// Which one.
        name: super::op::TransformerName,
        /// Its arguments.
        values: Vec<Expr>,
        /// The text in brackets after it.
        arg: Option<Vec<u8>>,
    },
}
