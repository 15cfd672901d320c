//! The filter language: text, tokens, tree, program, yes or no.
#![forbid(unsafe_code)]

pub mod ast;
mod error;
mod escape;
mod lexer;
mod op;
mod parser;
mod print;
mod visit;

pub use ast::{Expr, ExprKind, Pos};
pub use error::FilterError;
pub use op::{Comparator, Modifier, Op, TransformerName};
pub use parser::{MAX_NESTING, Parser, parse};
pub use print::{display, to_source};
pub use visit::{Visitor, VisitorMut, walk, walk_mut};
