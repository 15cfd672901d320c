//! Properties of the filter language that hold for any input.

use proptest::prelude::*;
use scap::filter::{
    self, Comparator, Expr, ExprKind, MAX_NESTING, Modifier, Op, Pos, TransformerName, display, to_source,
};

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

proptest! {
    #[test]
    fn source_reads_back_as_the_same_tree(tree in tree()) {
        let source = to_source(&tree);
        let parsed = filter::parse(&source);
        prop_assert_eq!(parsed.as_ref(), Ok(&tree), "{}", source.escape_ascii());
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
    for (open, close) in [("(", ")"), ("not(", ")"), ("tolower(", ")")] {
        let (inner, tail) = if open == "tolower(" { ("a.b", " = c") } else { ("a.b = c", "") };
        let text = |depth: usize| format!("{}{inner}{}{tail}", open.repeat(depth), close.repeat(depth));
        let deepest = text(MAX_NESTING as usize);
        let tree = filter::parse(deepest.as_bytes()).expect("within the limit");
        assert!(filter::parse(&display(&tree)).is_ok());
        let error = filter::parse(text(MAX_NESTING as usize + 1).as_bytes()).expect_err("over the limit");
        assert!(error.to_string().contains("1024 levels"), "{error}");
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
