// SPDX-License-Identifier: Apache-2.0
//! Filters as trees: parsed ones for C to read, and those that C made.

use super::codes::code_words;
use super::inspector::sinsp_inspector_t;
use super::text::sinsp_text;
use crate::ffi::door::{self, Bytes, Caller, Handle, Len, List, Out, Room, Slice};
use crate::filter::{
    Comparator, Expr, ExprKind, MAX_NESTING, Parser, Pos, TransformerName, display, event_codes, sc_codes,
};
use crate::schema::Sc;
use std::ptr;

/// A parsed filter.
pub struct sinsp_ast_t {
    tree: Expr,
    /// The nodes borrow texts of `tree`.
    nodes: Vec<sinsp_ast_node>,
    shown: Vec<u8>,
    end: Pos,
}

impl Handle for sinsp_ast_t {
    type Owner = Caller;
}

/// One node. Its `nchildren` children follow it, each with all below it.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_ast_node {
    /// One of `SINSP_AST_`.
    pub kind: u32,
    /// Number of children.
    pub nchildren: u32,
    /// Where the node begins: bytes before it.
    pub index: u32,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
    /// True where there is an argument in brackets, be it empty.
    pub has_arg: bool,
    /// Name of a field or transformer, the value, or the name of an identifier; the operator of a check.
    pub text: sinsp_text,
    /// What stands in brackets behind a field or transformer.
    pub arg: sinsp_text,
}

/// Kinds of nodes of a filter, `sinsp_ast_node`: a conjunction of its children.
pub const SINSP_AST_AND: u32 = 1;
/// Kind of node: a disjunction of its children.
pub const SINSP_AST_OR: u32 = 2;
/// Kind of node: the negation of its child.
pub const SINSP_AST_NOT: u32 = 3;
/// Kind of node: the name of a macro or list.
pub const SINSP_AST_IDENTIFIER: u32 = 4;
/// Kind of node: a value.
pub const SINSP_AST_VALUE: u32 = 5;
/// Kind of node: a list of values.
pub const SINSP_AST_LIST: u32 = 6;
/// Kind of node: arguments of a transformer.
pub const SINSP_AST_TRANSFORMER_LIST: u32 = 7;
/// Kind of node: a check that has no right side.
pub const SINSP_AST_UNARY: u32 = 8;
/// Kind of node: a check of a left and a right side.
pub const SINSP_AST_BINARY: u32 = 9;
/// Kind of node: a field.
pub const SINSP_AST_FIELD: u32 = 10;
/// Kind of node: a transformer of its children.
pub const SINSP_AST_TRANSFORMER: u32 = 11;

/// The operators as they are written, to be borrowed.
fn op_text(op: Comparator) -> sinsp_text {
    use crate::filter::{Modifier, Op};
    let Some(modifier) = op.modifier else { return sinsp_text::of(op.op.name().as_bytes()) };
    let text = match (op.op, modifier) {
        (Op::In, Modifier::OneOf) => "in oneof",
        (Op::In, Modifier::AnyOf) => "in anyof",
        (Op::In, Modifier::AllOf) => "in allof",
        (op, modifier) => modified(op, modifier),
    };
    sinsp_text::of(text.as_bytes())
}

/// Every other operator with every modifier, put together once.
fn modified(op: crate::filter::Op, modifier: crate::filter::Modifier) -> &'static str {
    use crate::filter::{Modifier, Op};
    static TEXTS: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
    let texts = TEXTS.get_or_init(|| {
        let pairs = Op::ALL.iter().flat_map(|op| Modifier::ALL.iter().map(move |modifier| (op, modifier)));
        pairs.map(|(op, modifier)| format!("{} {}", op.name(), modifier.name())).collect()
    });
    let at = |all: &[_], one| all.iter().position(|each| *each == one).unwrap_or(0);
    let place = Op::ALL.iter().position(|each| *each == op).unwrap_or(0) * Modifier::ALL.len()
        + at(Modifier::ALL, modifier);
    texts.get(place).map_or("", String::as_str)
}

fn push_nodes(expr: &Expr, out: &mut Vec<sinsp_ast_node>) {
    let node = |kind, nchildren: usize, text: &[u8], arg: Option<&[u8]>| sinsp_ast_node {
        kind,
        nchildren: nchildren as u32,
        index: expr.pos.idx,
        line: expr.pos.line,
        column: expr.pos.col,
        has_arg: arg.is_some(),
        text: sinsp_text::of(text),
        // Unconditionally: valgrind complains about the length of what may not exist.
        arg: arg.map_or(sinsp_text::EMPTY, |arg| sinsp_text { ptr: arg.as_ptr().cast(), len: arg.len() }),
    };
    match &expr.kind {
        ExprKind::And(children) => out.push(node(SINSP_AST_AND, children.len(), b"", None)),
        ExprKind::Or(children) => out.push(node(SINSP_AST_OR, children.len(), b"", None)),
        ExprKind::Not(_) => out.push(node(SINSP_AST_NOT, 1, b"", None)),
        ExprKind::Identifier(name) => out.push(node(SINSP_AST_IDENTIFIER, 0, name, None)),
        ExprKind::Value(value) => out.push(node(SINSP_AST_VALUE, 0, value, None)),
        ExprKind::List(values) => {
            out.push(node(SINSP_AST_LIST, values.len(), b"", None));
            out.extend(values.iter().map(|value| node(SINSP_AST_VALUE, 0, value, None)));
        }
        ExprKind::TransformerList(children) => {
            out.push(node(SINSP_AST_TRANSFORMER_LIST, children.len(), b"", None))
        }
        ExprKind::Unary { op, .. } => {
            out.push(sinsp_ast_node { text: op_text(*op), ..node(SINSP_AST_UNARY, 1, b"", None) });
        }
        ExprKind::Binary { op, .. } => {
            out.push(sinsp_ast_node { text: op_text(*op), ..node(SINSP_AST_BINARY, 2, b"", None) });
        }
        ExprKind::Field { name, arg } => out.push(node(SINSP_AST_FIELD, 0, name, arg.as_deref())),
        ExprKind::Transformer { name, values, arg } => {
            out.push(node(SINSP_AST_TRANSFORMER, values.len(), name.name().as_bytes(), arg.as_deref()));
        }
    }
    match &expr.kind {
        ExprKind::And(children) | ExprKind::Or(children) | ExprKind::TransformerList(children) => {
            children.iter().for_each(|child| push_nodes(child, out));
        }
        ExprKind::Transformer { values, .. } => values.iter().for_each(|child| push_nodes(child, out)),
        ExprKind::Not(child) | ExprKind::Unary { left: child, .. } => push_nodes(child, out),
        ExprKind::Binary { left, right, .. } => {
            push_nodes(left, out);
            push_nodes(right, out);
        }
        _ => {}
    }
}

/// Builds a tree of nodes that C made.
pub(super) unsafe fn tree_of(nodes: Slice<sinsp_ast_node>, count: usize) -> Result<Expr, String> {
    // SAFETY: there are so many.
    let nodes = unsafe { nodes.items(count) }.unwrap_or_default();
    if nodes.is_empty() {
        return Err("a filter tree has no nodes".to_owned());
    }
    let mut rest = nodes;
    // SAFETY: their texts are good.
    let tree = unsafe { expr_of(&mut rest, 0) }?;
    if !rest.is_empty() {
        return Err(format!("{} nodes after the end of the filter tree", rest.len()));
    }
    Ok(tree)
}

/// # Safety
/// The texts of the nodes are valid.
unsafe fn expr_of(rest: &mut &[sinsp_ast_node], depth: u32) -> Result<Expr, String> {
    let Some((node, behind)) = rest.split_first() else {
        return Err("a filter tree ends within a node".to_owned());
    };
    // Checks, transformers and their arguments are below the deepest parenthesis.
    if depth > MAX_NESTING * 2 + 128 {
        return Err("a filter tree is nested too deeply".to_owned());
    }
    *rest = behind;
    if node.nchildren as usize > behind.len() {
        return Err("a filter tree ends within a node".to_owned());
    }
    let mut children = Vec::with_capacity(node.nchildren as usize);
    for _ in 0..node.nchildren {
        // SAFETY: the texts are good.
        children.push(unsafe { expr_of(rest, depth + 1) }?);
    }
    // SAFETY: the texts are good.
    let (text, arg) = unsafe { (node.text.bytes(), node.arg.bytes()) };
    let arg = node.has_arg.then(|| arg.to_vec());
    let kind = kind_of(node.kind, text, arg, children)?;
    Ok(Expr::new(Pos { idx: node.index, line: node.line, col: node.column }, kind))
}

fn kind_of(kind: u32, text: &[u8], arg: Option<Vec<u8>>, children: Vec<Expr>) -> Result<ExprKind, String> {
    let shown = String::from_utf8_lossy(text);
    let count = children.len();
    let operator = || Comparator::from_text(text).ok_or_else(|| format!("unknown operator '{shown}'"));
    let wrong = || format!("a node of kind {kind} in a filter tree cannot have {count} children");
    let mut each = children.into_iter();
    let mut one = || each.next().map(Box::new).ok_or_else(wrong);
    Ok(match (kind, count) {
        (SINSP_AST_AND, _) => ExprKind::And(each.collect()),
        (SINSP_AST_OR, _) => ExprKind::Or(each.collect()),
        (SINSP_AST_NOT, 1) => ExprKind::Not(one()?),
        (SINSP_AST_IDENTIFIER, 0) => ExprKind::Identifier(text.to_vec()),
        (SINSP_AST_VALUE, 0) => ExprKind::Value(text.to_vec()),
        (SINSP_AST_LIST, _) => {
            let value = |child: Expr| match child.kind {
                ExprKind::Value(value) => Ok(value),
                _ => Err("a list in a filter tree has a node that is not a value".to_owned()),
            };
            ExprKind::List(each.map(value).collect::<Result<_, _>>()?)
        }
        (SINSP_AST_TRANSFORMER_LIST, _) => ExprKind::TransformerList(each.collect()),
        (SINSP_AST_UNARY, 1) => ExprKind::Unary { left: one()?, op: operator()? },
        (SINSP_AST_BINARY, 2) => ExprKind::Binary { left: one()?, op: operator()?, right: one()? },
        (SINSP_AST_FIELD, 0) => ExprKind::Field { name: text.to_vec(), arg },
        (SINSP_AST_TRANSFORMER, _) => match TransformerName::from_name(text) {
            Some(name) => ExprKind::Transformer { name, values: each.collect(), arg },
            None => return Err(format!("unknown transformer '{shown}'")),
        },
        _ => return Err(wrong()),
    })
}

fn made(tree: Expr, end: Pos) -> *mut sinsp_ast_t {
    let mut nodes = Vec::new();
    // The texts that the nodes borrow are on the heap and stay there: the tree is not changed any more.
    push_nodes(&tree, &mut nodes);
    door::into_c(sinsp_ast_t { shown: display(&tree), nodes, end, tree })
}

/// Parses a filter without asking whether its fields exist; NULL when it is wrong: `sinsp_last_error` says why,
/// `sinsp_last_error_position` where. With `partial`, text may follow. `max_nesting` limits parentheses, 0 for the
/// most there is. Free it with `sinsp_ast_free`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_ast_parse(
    inspector: Option<&mut sinsp_inspector_t>,
    filter: Bytes,
    len: Len,
    partial: bool,
    max_nesting: u32,
) -> *mut sinsp_ast_t {
    door::enter(inspector, |inspector| {
        let limit = if max_nesting == 0 { MAX_NESTING } else { max_nesting };
        let mut parser = Parser::new(filter.of(len)).partial(partial).max_nesting(limit);
        match parser.parse() {
            Ok(tree) => made(tree, parser.pos()),
            Err(error) => {
                let failed = inspector.fail_filter(ptr::null_mut(), &error);
                inspector.error_pos.set(parser.pos());
                failed
            }
        }
    })
}

/// Parses what can stand on the left of a comparison: a field, or a transformer. Text may follow it. As
/// `sinsp_ast_parse`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_ast_parse_field(
    inspector: Option<&mut sinsp_inspector_t>,
    text: Bytes,
    len: Len,
) -> *mut sinsp_ast_t {
    door::enter(inspector, |inspector| {
        let mut parser = Parser::new(text.of(len)).partial(true);
        match parser.parse_field_or_transformer() {
            Ok(tree) => made(tree, parser.pos()),
            Err(error) => inspector.fail_filter(ptr::null_mut(), &error),
        }
    })
}

/// A tree of nodes that the caller made, to be shown or asked; NULL when they are none. As `sinsp_ast_parse`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_ast_from_nodes(
    inspector: Option<&mut sinsp_inspector_t>,
    nodes: Slice<sinsp_ast_node>,
    count: usize,
) -> *mut sinsp_ast_t {
    // SAFETY: there are `count` nodes with good texts.
    door::enter((), |()| match unsafe { tree_of(nodes, count) } {
        Ok(tree) => made(tree, Pos::START),
        Err(what) => inspector.map_or(ptr::null_mut(), |inspector| inspector.fail(ptr::null_mut(), &what)),
    })
}

/// Frees a tree. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_ast_free(ast: Option<Box<sinsp_ast_t>>) {
    door::free(ast);
}

/// The nodes of a tree, each followed by its children; `*count` is how many there are. Valid as long as the tree.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_ast_nodes(ast: Option<&sinsp_ast_t>, count: Out<usize>) -> *const sinsp_ast_node {
    count.put(0);
    door::enter(ast, |ast| {
        count.put(ast.nodes.len());
        ast.nodes.as_ptr()
    })
}

/// The tree as a filter in its canonical form. Valid as long as the tree.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_ast_text(ast: Option<&sinsp_ast_t>) -> sinsp_text {
    door::enter(ast, |ast| sinsp_text::of(&ast.shown))
}

/// Where the filter ended in its text: bytes before the end, its line and column from 1.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_ast_end(
    ast: Option<&sinsp_ast_t>,
    index: Out<u32>,
    line: Out<u32>,
    column: Out<u32>,
) {
    door::enter((), |()| {
        let end = ast.map_or(Pos::START, |ast| ast.end);
        index.put(end.idx);
        line.put(end.line);
        column.put(end.col);
    });
}

/// Writes the codes of the events that the tree names through `evt.type`, as `sinsp_filter_codes` does. 0 for NULL
/// and where the tree cannot be understood.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_ast_event_codes(ast: Option<&sinsp_ast_t>, words: List<u64>, room: Room) -> usize {
    door::enter(ast, |ast| match event_codes(&ast.tree) {
        Ok(codes) => words.put(room, code_words(&codes).into_iter()),
        Err(_) => 0,
    })
}

/// Writes the system calls and trace points (PPM_SC_ codes) that the tree names, as `sinsp_ast_event_codes` does.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_ast_sc_codes(ast: Option<&sinsp_ast_t>, words: List<u64>, room: Room) -> usize {
    door::enter(ast, |ast| {
        let Ok(codes) = sc_codes(&ast.tree) else { return 0 };
        let mut bits = [0u64; Sc::COUNT.div_ceil(64)];
        for Sc(number) in codes.iter() {
            bits[usize::from(number) / 64] |= 1 << (number % 64);
        }
        words.put(room, bits.into_iter())
    })
}
