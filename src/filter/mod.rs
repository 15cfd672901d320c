// SPDX-License-Identifier: Apache-2.0
//! The filter language: text, tokens, tree, program, yes or no.
//!
//! [`parse`] makes a tree, [`Filter`] is what a tree compiles to. A program reads fields through
//! [`crate::fields::Source`]; [`Getter`] does so for a single field or transformer in an output template.
#![forbid(unsafe_code)]

pub mod ast;
mod check;
mod codes;
mod compare;
mod compile;
mod constant;
mod decided;
mod error;
mod escape;
mod extraction;
#[expect(clippy::module_inception, reason = "the type has the name of its module")]
mod filter;
mod getopt;
mod glob;
mod lexer;
mod matches;
mod memo;
mod op;
mod parser;
mod paths;
mod pool;
mod print;
mod raw;
mod regex;
mod services;
mod set;
mod step;
mod test;
mod transform;
mod types;
mod visit;
mod warnings;

pub use ast::{Expr, ExprKind, Pos};
pub use codes::{EventSet, ScSet, event_codes, sc_codes};
pub use compare::with_constant as compare;
pub use constant::{Constant, MAX_CONSTANT_LEN};
pub use error::FilterError;
pub use filter::{Filter, Getter, Leaf};
pub use op::{Comparator, Modifier, Op, TransformerName};
pub use parser::{MAX_NESTING, MAX_TRANSFORMER_NESTING, Parser, parse};
pub use pool::Pool;
pub use print::{display, to_source};
pub use types::is_comparable;
pub use visit::{Visitor, VisitorMut, walk, walk_mut};
pub use warnings::Warning;
