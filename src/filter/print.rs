// SPDX-License-Identifier: Apache-2.0
//! Trees back to text.

use super::op::Op;
use super::{Expr, ExprKind, escape};

/// The tree as it is shown to people, in upstream's canonical form. Parsing it again does not always result in the same
/// tree: texts are quoted only where white space, quotes or control characters ask for it.
pub fn display(expr: &Expr) -> Vec<u8> {
    let mut out = Vec::new();
    Printer { out: &mut out, exact: false }.expr(expr);
    out
}

/// The tree as text that parses to an equal tree.
pub fn to_source(expr: &Expr) -> Vec<u8> {
    let mut out = Vec::new();
    Printer { out: &mut out, exact: true }.expr(expr);
    out
}

struct Printer<'o> {
    out: &'o mut Vec<u8>,
    exact: bool,
}

impl Printer<'_> {
    fn raw(&mut self, text: impl AsRef<[u8]>) {
        self.out.extend_from_slice(text.as_ref());
    }

    fn value(&mut self, text: &[u8]) {
        match self.exact {
            true => escape::quote(text, self.out),
            false => escape::show(text, self.out),
        }
    }

    fn arg(&mut self, arg: &Option<Vec<u8>>) {
        let Some(arg) = arg else { return };
        self.raw("[");
        match arg.is_empty() {
            true => self.raw("\"\""),
            false => self.value(arg),
        }
        self.raw("]");
    }

    fn joined(&mut self, children: &[Expr], separator: &str) {
        self.raw("(");
        for (i, child) in children.iter().enumerate() {
            if i > 0 {
                self.raw(separator);
            }
            self.expr(child);
        }
        self.raw(")");
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::And(children) => self.joined(children, " and "),
            ExprKind::Or(children) => self.joined(children, " or "),
            ExprKind::Not(child) => {
                self.raw("not ");
                let nested = self.exact && matches!(child.kind, ExprKind::Not(_));
                if nested {
                    self.raw("(");
                }
                self.expr(child);
                if nested {
                    self.raw(")");
                }
            }
            ExprKind::Identifier(name) => self.raw(name),
            ExprKind::Value(value) => self.value(value),
            ExprKind::List(values) => {
                self.raw("(");
                for (i, value) in values.iter().enumerate() {
                    if i > 0 {
                        self.raw(", ");
                    }
                    self.value(value);
                }
                self.raw(")");
            }
            ExprKind::TransformerList(children) => self.joined(children, ","),
            ExprKind::Unary { left, op } => {
                self.expr(left);
                self.raw(" ");
                self.raw(op.to_string());
            }
            ExprKind::Binary { left, op, right } => {
                self.expr(left);
                self.raw(" ");
                self.raw(op.to_string());
                self.raw(" ");
                self.operand(op.op, op.modifier.is_some(), right);
            }
            ExprKind::Field { name, arg } => {
                self.raw(name);
                self.arg(arg);
            }
            ExprKind::Transformer { name, values, arg } => {
                self.raw(name.name());
                self.joined(values, ",");
                self.arg(arg);
            }
        }
    }

    /// Numbers and names of lists have no quoted form.
    fn operand(&mut self, op: Op, modified: bool, right: &Expr) {
        match &right.kind {
            ExprKind::Value(value) if self.exact && (modified || op.takes_number() || op.takes_list()) => {
                self.raw(value);
            }
            _ => self.expr(right),
        }
    }
}
