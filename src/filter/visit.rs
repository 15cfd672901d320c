// SPDX-License-Identifier: Apache-2.0
//! Walking through a tree.

use super::{Expr, ExprKind};

/// Looks at the nodes of a tree.
pub trait Visitor {
    /// Called for a node; the default continues with the nodes below it.
    fn visit(&mut self, expr: &Expr) {
        walk(self, expr);
    }

    /// Called before each node; `true` ends the walk.
    fn stopped(&self) -> bool {
        false
    }
}

/// Changes the nodes of a tree.
pub trait VisitorMut {
    /// Called for a node; the default continues with the nodes below it.
    fn visit(&mut self, expr: &mut Expr) {
        walk_mut(self, expr);
    }

    /// Called before each node; `true` ends the walk.
    fn stopped(&self) -> bool {
        false
    }
}

/// Visits the nodes right below `expr`. The elements of a transformer's list are not among them.
pub fn walk<V: Visitor + ?Sized>(visitor: &mut V, expr: &Expr) {
    let children: &[Expr] = match &expr.kind {
        ExprKind::And(children) | ExprKind::Or(children) => children,
        ExprKind::Transformer { values, .. } => values,
        ExprKind::Not(child) | ExprKind::Unary { left: child, .. } => std::slice::from_ref(child),
        ExprKind::Binary { left, right, .. } => {
            for child in [left, right] {
                if !visitor.stopped() {
                    visitor.visit(child);
                }
            }
            return;
        }
        _ => return,
    };
    for child in children {
        if visitor.stopped() {
            return;
        }
        visitor.visit(child);
    }
}

/// Visits the nodes right below `expr`. The elements of a transformer's list are not among them.
pub fn walk_mut<V: VisitorMut + ?Sized>(visitor: &mut V, expr: &mut Expr) {
    let children: &mut [Expr] = match &mut expr.kind {
        ExprKind::And(children) | ExprKind::Or(children) => children,
        ExprKind::Transformer { values, .. } => values,
        ExprKind::Not(child) | ExprKind::Unary { left: child, .. } => std::slice::from_mut(child),
        ExprKind::Binary { left, right, .. } => {
            for child in [left, right] {
                if !visitor.stopped() {
                    visitor.visit(child);
                }
            }
            return;
        }
        _ => return,
    };
    for child in children {
        if visitor.stopped() {
            return;
        }
        visitor.visit(child);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::{display, parse};

    struct Names(Vec<String>);
    impl Visitor for Names {
        fn visit(&mut self, expr: &Expr) {
            if let ExprKind::Field { name, .. } = &expr.kind {
                self.0.push(String::from_utf8_lossy(name).into_owned());
            }
            walk(self, expr);
        }
        fn stopped(&self) -> bool {
            self.0.len() == 3
        }
    }

    struct Rename;
    impl VisitorMut for Rename {
        fn visit(&mut self, expr: &mut Expr) {
            match &mut expr.kind {
                ExprKind::Identifier(_) => *expr = parse(b"x.y=1").expect("valid"),
                _ => walk_mut(self, expr),
            }
        }
    }

    #[test]
    fn fields_are_found_in_order_until_stopped() {
        let tree = parse(b"a.b=1 and not (tolower(c.d)=x or e.f=val(g.h)) and i.j exists").expect("valid");
        let mut names = Names(Vec::new());
        names.visit(&tree);
        assert_eq!(names.0, ["a.b", "c.d", "e.f"]);
    }

    #[test]
    fn nodes_can_be_replaced() {
        let mut tree = parse(b"not m1 or (a.b=1 and m2)").expect("valid");
        Rename.visit(&mut tree);
        assert_eq!(display(&tree), b"(not x.y = 1 or (a.b = 1 and x.y = 1))");
    }
}
