// SPDX-License-Identifier: Apache-2.0
//! Properties of the filter language that hold for any input.

mod filter_support;

use filter_support::{Table, new_field};
use proptest::prelude::*;
use scap::fields::{ArgRule, Catalogue, CompareRule, FieldClass, FieldFlags, FieldInfo, Scratch, Value};
use scap::filter::{
    self, Comparator, Expr, ExprKind, Filter, MAX_NESTING, MAX_TRANSFORMER_NESTING, Modifier, Op, Pos,
    TransformerName, display, to_source,
};
use scap::schema::{Code, ParamType};
use std::collections::HashMap;

fn node(kind: ExprKind) -> Expr {
    Expr::new(Pos::START, kind)
}

fn value() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        "[a-z/.*0-9]{0,8}".prop_map(String::into_bytes),
        prop::collection::vec(1u8..=255, 0..8),
        "[\"'\\\\ ]{0,4}".prop_map(String::into_bytes),
    ]
}

fn number() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof!["-?[0-9]{1,6}", "0x[0-9a-f]{1,4}", "[0-9]{1,3}\\.[0-9]{1,3}"].prop_map(String::into_bytes)
}

fn word() -> impl Strategy<Value = Vec<u8>> {
    "[xyz][a-z0-9_]{0,6}".prop_map(String::into_bytes)
}

fn field() -> impl Strategy<Value = Expr> {
    ("[a-z]{1,4}(\\.[a-z][a-z0-9]{0,4}){1,3}", prop::option::of(value()))
        .prop_map(|(name, arg)| node(ExprKind::Field { name: name.into_bytes(), arg }))
}

fn transformer() -> impl Strategy<Value = Expr> {
    let constant = value().prop_map(|value| node(ExprKind::Value(value)));
    let leaf = prop_oneof![field(), constant];
    let operand = leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3)
                .prop_filter("no list in a list", |children| {
                    children.iter().all(|child| !matches!(child.kind, ExprKind::TransformerList(_)))
                })
                .prop_map(|children| node(ExprKind::TransformerList(children))),
            transformer_of(inner),
        ]
    });
    transformer_of(operand)
}

fn transformer_of(operand: impl Strategy<Value = Expr>) -> impl Strategy<Value = Expr> {
    let name = prop::sample::select(&TransformerName::ALL[1..]);
    (name, prop::collection::vec(operand, 1..3), prop::option::of(value()))
        .prop_map(|(name, values, arg)| node(ExprKind::Transformer { name, values, arg }))
}

fn right_field() -> impl Strategy<Value = Expr> {
    let val = field().prop_map(|field| {
        node(ExprKind::Transformer { name: TransformerName::Val, values: vec![field], arg: None })
    });
    prop_oneof![val, transformer()]
}

fn list() -> impl Strategy<Value = Expr> {
    prop_oneof![
        prop::collection::vec(value(), 0..4).prop_map(|values| node(ExprKind::List(values))),
        word().prop_map(|name| node(ExprKind::Value(name))),
    ]
}

fn right(op: Op, modified: bool) -> BoxedStrategy<Expr> {
    if modified {
        return list().boxed();
    }
    if op.takes_list() {
        return prop_oneof![list(), right_field()].boxed();
    }
    let constant = if op.takes_number() { number().boxed() } else { value().boxed() };
    prop_oneof![constant.prop_map(|value| node(ExprKind::Value(value))), right_field()].boxed()
}

fn check() -> impl Strategy<Value = Expr> {
    let ops: Vec<Op> = Op::ALL.iter().copied().filter(|op| *op != Op::Exists).collect();
    let left = prop_oneof![field(), transformer()];
    let modifier = prop::option::of(prop::sample::select(Modifier::ALL));
    let binary = (left, prop::sample::select(ops), modifier).prop_flat_map(|(left, op, modifier)| {
        let modifier = modifier.filter(|_| !op.takes_number() && !op.takes_list());
        right(op, modifier.is_some()).prop_map(move |right| {
            let op = Comparator { op, modifier };
            node(ExprKind::Binary { left: Box::new(left.clone()), op, right: Box::new(right) })
        })
    });
    prop_oneof![
        3 => binary,
        1 => field().prop_map(|left| node(ExprKind::Unary { left: Box::new(left), op: Op::Exists.into() })),
        1 => word().prop_map(|name| node(ExprKind::Identifier(name))),
    ]
}

fn tree() -> impl Strategy<Value = Expr> {
    check().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(|children| node(ExprKind::And(children))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|children| node(ExprKind::Or(children))),
            inner.prop_map(|child| node(ExprKind::Not(Box::new(child)))),
        ]
    })
}

struct Fields {
    ty: ParamType,
    rows: Vec<FieldInfo>,
    values: HashMap<String, Vec<Value<'static>>>,
}

impl Fields {
    fn visit(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::And(children) | ExprKind::Or(children) | ExprKind::TransformerList(children) => {
                children.iter().for_each(|child| self.visit(child));
            }
            ExprKind::Transformer { values, .. } => values.iter().for_each(|value| self.visit(value)),
            ExprKind::Not(child) | ExprKind::Unary { left: child, .. } => self.visit(child),
            ExprKind::Binary { left, right, .. } => {
                self.visit(left);
                self.visit(right);
            }
            ExprKind::Field { name, .. } => self.add(name),
            ExprKind::Identifier(_) | ExprKind::Value(_) | ExprKind::List(_) => {}
        }
    }

    fn add(&mut self, name: &[u8]) {
        let name: &'static str = String::from_utf8_lossy(name).into_owned().leak();
        let values = [
            Value::Bytes(b"/usr/bin/x"),
            Value::I64(-1),
            Value::U64(7),
            Value::F64(1.0),
            Value::Bool(true),
            Value::Ipv4([1, 2, 3, 4]),
            Value::Ipv6([1; 16]),
            Value::Raw(self.ty, b"abc"),
        ];
        let at = name.len() % values.len();
        let is_list = name.len().is_multiple_of(3);
        let flags = if is_list { FieldFlags::IS_LIST } else { FieldFlags::NONE };
        let ty = if name.len().is_multiple_of(2) { ParamType::Charbuf } else { self.ty };
        let info = new_field(name, ty).flags(flags).arg(ArgRule::IndexOrKey);
        let rules = [
            CompareRule::Plain,
            CompareRule::Plain,
            CompareRule::AnyAncestor,
            CompareRule::EitherAddress,
            CompareRule::EitherPort,
            CompareRule::EitherNet,
            CompareRule::RawParam,
        ];
        let rule = rules[name.bytes().map(usize::from).sum::<usize>() % rules.len()];
        self.rows.push(info.compared(rule, filter_support::nothing));
        let count = if is_list { name.len() % 4 } else { 1 };
        self.values.insert(name.to_owned(), values.iter().cycle().skip(at).take(count).copied().collect());
    }
}

proptest! {
    #[test]
    fn source_reads_back_as_the_same_tree(tree in tree()) {
        let source = to_source(&tree);
        let parsed = filter::parse(&source);
        prop_assert_eq!(parsed.as_ref(), Ok(&tree), "{}", source.escape_ascii());
    }

    #[test]
    fn trees_compile_and_run_or_are_refused(tree in tree(), ty in 0usize..ParamType::ALL.len()) {
        // Each field of the tree gets a type and a value; what comes out is a matter of other tests.
        let ty = ParamType::ALL[ty];
        let mut fields = Fields { ty, rows: Vec::new(), values: HashMap::new() };
        fields.visit(&tree);
        let fields_of_tree = fields.rows.leak();
        let catalogue = Catalogue::new([FieldClass {
            name: "any", summary: "", doc: "", hidden: false, families: vec![&*fields_of_tree].leak(),
        }]);
        if let Ok(program) = Filter::from_tree(&tree, &catalogue) {
            let scratch = Scratch::new();
            let table = Table::new(&fields.values, &scratch);
            let first = program.matches(Code::SyscallOpenX, &table);
            prop_assert_eq!(program.matches(Code::SyscallOpenX, &table), first);
            let again = Filter::compile(&to_source(&tree), &catalogue).expect("the same tree");
            prop_assert_eq!(again.matches(Code::SyscallOpenX, &table), first);
        }
    }

    #[test]
    fn any_bytes_are_parsed_or_refused(text in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = filter::parse(&text).map(|tree| display(&tree));
    }

    #[test]
    fn pieces_of_filters_are_parsed_or_refused(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "evt.type", "proc.name", "=", "!=", " ", "(", ")", "and", "or", "not", " in ", ",", "'a'", "\"", "[", "]",
            "tolower(", "val(", "join(", " exists", "anyof ", "contains ", "regex ", "1", "-2.5e+3", "\\", "x",
        ]), 0..24),
    ) {
        let source = pieces.concat();
        if let Ok(tree) = filter::parse(source.as_bytes()) {
            prop_assert_eq!(filter::parse(&to_source(&tree)), Ok(tree));
        }
    }
}

#[test]
fn nesting_has_a_limit() {
    for (open, tail, limit) in
        [("(", "", MAX_NESTING), ("not(", "", MAX_NESTING), ("tolower(", " = c", MAX_TRANSFORMER_NESTING)]
    {
        let inner = if tail.is_empty() { "a.b = c" } else { "a.b" };
        let text = |depth: usize| format!("{}{inner}{}{tail}", open.repeat(depth), ")".repeat(depth));
        let tree = filter::parse(text(limit as usize).as_bytes()).expect("within the limit");
        assert!(filter::parse(&display(&tree)).is_ok());
        let error = filter::parse(text(limit as usize + 1).as_bytes()).expect_err("over the limit");
        assert!(error.to_string().contains(&format!("{limit} levels")), "{error}");
        assert!(filter::parse(text(1_000_000).as_bytes()).is_err());
    }
}

#[test]
fn errors_say_what_and_where() {
    let error = |text: &str| filter::parse(text.as_bytes()).expect_err(text).to_string();
    assert_eq!(error(""), "the filter is empty at line 1, column 1");
    assert_eq!(error("a.b ~ c"), "expected an operator, found '~' at line 1, column 5");
    assert_eq!(error("a.b = c\nand d.e ="), "expected a value, the filter ends at line 2, column 10");
    assert_eq!(error("(a.b=x"), "expected 'and', 'or' or ')', the filter ends at line 1, column 7");
    assert_eq!(error("a.b > x"), "expected a number, a transformer or val(), found 'x' at line 1, column 7");
    assert_eq!(error("a.b = '\\q'"), "unknown escape \\q at line 1, column 7");
}

#[test]
fn programs_are_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Filter>();
    shared::<filter::Getter>();
    shared::<Catalogue>();
}
