//! Filters as trees: parsed ones for C to read, and those that C made.

use super::inspector::{changed, sinsp_inspector_t};
use super::text::{self, sinsp_text};
use crate::ffi::guard;
use crate::filter::{
    Comparator, Expr, ExprKind, MAX_NESTING, Parser, Pos, TransformerName, display, event_codes, sc_codes,
};
use crate::schema::Sc;
use std::ffi::c_char;
use std::ptr;

/// A parsed filter.
pub struct sinsp_ast_t {
    tree: Expr,
    /// The nodes lend texts of `tree`.
    nodes: Vec<sinsp_ast_node>,
    shown: Vec<u8>,
    end: Pos,
}

/// One node. Its `nchildren` children follow it, each with all below it.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_ast_node {
    /// One of `SINSP_AST_`.
    pub kind: u32,
    /// Children.
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

const AND: u32 = 1;
const OR: u32 = 2;
const NOT: u32 = 3;
const IDENTIFIER: u32 = 4;
const VALUE: u32 = 5;
const LIST: u32 = 6;
const TRANSFORMER_LIST: u32 = 7;
const UNARY: u32 = 8;
const BINARY: u32 = 9;
const FIELD: u32 = 10;
const TRANSFORMER: u32 = 11;

/// The operators as they are written, to be lent.
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
    let node = |kind, nchildren: usize, text: &[u8], arg: Option<&Vec<u8>>| sinsp_ast_node {
        kind,
        nchildren: nchildren as u32,
        index: expr.pos.idx,
        line: expr.pos.line,
        column: expr.pos.col,
        has_arg: arg.is_some(),
        text: sinsp_text::of(text),
        // As it is: asking for the length of what may not be there is what valgrind takes amiss.
        arg: arg.map_or(sinsp_text::EMPTY, |arg| sinsp_text { ptr: arg.as_ptr().cast(), len: arg.len() }),
    };
    match &expr.kind {
        ExprKind::And(children) => out.push(node(AND, children.len(), b"", None)),
        ExprKind::Or(children) => out.push(node(OR, children.len(), b"", None)),
        ExprKind::Not(_) => out.push(node(NOT, 1, b"", None)),
        ExprKind::Identifier(name) => out.push(node(IDENTIFIER, 0, name, None)),
        ExprKind::Value(value) => out.push(node(VALUE, 0, value, None)),
        ExprKind::List(values) => {
            out.push(node(LIST, values.len(), b"", None));
            out.extend(values.iter().map(|value| node(VALUE, 0, value, None)));
        }
        ExprKind::TransformerList(children) => out.push(node(TRANSFORMER_LIST, children.len(), b"", None)),
        ExprKind::Unary { op, .. } => {
            out.push(sinsp_ast_node { text: op_text(*op), ..node(UNARY, 1, b"", None) });
        }
        ExprKind::Binary { op, .. } => {
            out.push(sinsp_ast_node { text: op_text(*op), ..node(BINARY, 2, b"", None) });
        }
        ExprKind::Field { name, arg } => out.push(node(FIELD, 0, name, arg.as_ref())),
        ExprKind::Transformer { name, values, arg } => {
            out.push(node(TRANSFORMER, values.len(), name.name().as_bytes(), arg.as_ref()));
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
///
/// # Safety
/// `nodes` is NULL or has `count` nodes with good texts.
pub(super) unsafe fn tree_of(nodes: *const sinsp_ast_node, count: usize) -> Result<Expr, String> {
    if nodes.is_null() || count == 0 {
        return Err("a filter tree has no nodes".to_owned());
    }
    // SAFETY: as the caller promises.
    let mut rest = unsafe { std::slice::from_raw_parts(nodes, count) };
    // SAFETY: as the caller promises.
    let tree = unsafe { expr_of(&mut rest, 0) }?;
    if !rest.is_empty() {
        return Err(format!("{} nodes behind the filter tree", rest.len()));
    }
    Ok(tree)
}

/// # Safety
/// The texts of the nodes are good.
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
        // SAFETY: as the caller promises.
        children.push(unsafe { expr_of(rest, depth + 1) }?);
    }
    // SAFETY: as the caller promises.
    let (text, arg) =
        unsafe { (text::bytes(node.text.ptr, node.text.len), text::bytes(node.arg.ptr, node.arg.len)) };
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
        (AND, _) => ExprKind::And(each.collect()),
        (OR, _) => ExprKind::Or(each.collect()),
        (NOT, 1) => ExprKind::Not(one()?),
        (IDENTIFIER, 0) => ExprKind::Identifier(text.to_vec()),
        (VALUE, 0) => ExprKind::Value(text.to_vec()),
        (LIST, _) => {
            let value = |child: Expr| match child.kind {
                ExprKind::Value(value) => Ok(value),
                _ => Err("a list in a filter tree has something else than values".to_owned()),
            };
            ExprKind::List(each.map(value).collect::<Result<_, _>>()?)
        }
        (TRANSFORMER_LIST, _) => ExprKind::TransformerList(each.collect()),
        (UNARY, 1) => ExprKind::Unary { left: one()?, op: operator()? },
        (BINARY, 2) => ExprKind::Binary { left: one()?, op: operator()?, right: one()? },
        (FIELD, 0) => ExprKind::Field { name: text.to_vec(), arg },
        (TRANSFORMER, _) => match TransformerName::from_name(text) {
            Some(name) => ExprKind::Transformer { name, values: each.collect(), arg },
            None => return Err(format!("unknown transformer '{shown}'")),
        },
        _ => return Err(wrong()),
    })
}

fn made(tree: Expr, end: Pos) -> *mut sinsp_ast_t {
    let ast = text::into_c(sinsp_ast_t { shown: display(&tree), tree, nodes: Vec::new(), end });
    // The texts that the nodes lend stay where they are: the tree is not changed any more.
    let mut nodes = Vec::new();
    // SAFETY: it was just made.
    unsafe {
        push_nodes(&(*ast).tree, &mut nodes);
        (*ast).nodes = nodes;
    }
    ast
}

/// Parses a filter without asking whether its fields exist; NULL when it is wrong: `sinsp_last_error` says why,
/// `sinsp_last_error_position` where. With `partial`, text may follow. `max_nesting` limits parentheses, 0 for the
/// most there is. To be given to `sinsp_ast_free`.
///
/// # Safety
/// `inspector` is NULL or valid; `filter` is NULL or has `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_ast_parse(
    inspector: *mut sinsp_inspector_t,
    filter: *const c_char,
    len: usize,
    partial: bool,
    max_nesting: u32,
) -> *mut sinsp_ast_t {
    guard::or(ptr::null_mut(), || {
        // SAFETY: as the caller promises.
        let Some(inspector) = (unsafe { changed(inspector) }) else { return ptr::null_mut() };
        // SAFETY: as the caller promises.
        let parser = Parser::new(unsafe { text::bytes(filter, len) }).partial(partial);
        let limit = if max_nesting == 0 { MAX_NESTING } else { max_nesting };
        let mut parser = parser.max_nesting(limit);
        match parser.parse() {
            Ok(tree) => made(tree, parser.pos()),
            Err(error) => {
                let failed = inspector.fail_filter(ptr::null_mut(), &error);
                inspector.error_pos = parser.pos();
                failed
            }
        }
    })
}

/// Parses what can stand on the left of a comparison: a field, or a transformer. Text may follow it. As
/// `sinsp_ast_parse`.
///
/// # Safety
/// As `sinsp_ast_parse`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_ast_parse_field(
    inspector: *mut sinsp_inspector_t,
    text: *const c_char,
    len: usize,
) -> *mut sinsp_ast_t {
    guard::or(ptr::null_mut(), || {
        // SAFETY: as the caller promises.
        let Some(inspector) = (unsafe { changed(inspector) }) else { return ptr::null_mut() };
        // SAFETY: as the caller promises.
        let mut parser = Parser::new(unsafe { text::bytes(text, len) }).partial(true);
        match parser.parse_field_or_transformer() {
            Ok(tree) => made(tree, parser.pos()),
            Err(error) => inspector.fail_filter(ptr::null_mut(), &error),
        }
    })
}

/// A tree of nodes that the caller made, to be shown or asked; NULL when they are none. As `sinsp_ast_parse`.
///
/// # Safety
/// `inspector` is NULL or valid; `nodes` is NULL or has `count` nodes with good texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_ast_from_nodes(
    inspector: *mut sinsp_inspector_t,
    nodes: *const sinsp_ast_node,
    count: usize,
) -> *mut sinsp_ast_t {
    guard::or(ptr::null_mut(), || {
        // SAFETY: as the caller promises.
        match unsafe { tree_of(nodes, count) } {
            Ok(tree) => made(tree, Pos::START),
            // SAFETY: as the caller promises.
            Err(what) => match unsafe { changed(inspector) } {
                Some(inspector) => inspector.fail(ptr::null_mut(), &what),
                None => ptr::null_mut(),
            },
        }
    })
}

/// Frees a tree. NULL is allowed.
///
/// # Safety
/// `ast` is NULL or came from a function that makes one and is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_ast_free(ast: *mut sinsp_ast_t) {
    // SAFETY: as the caller promises.
    unsafe { text::free(ast) };
}

/// The nodes of a tree, each followed by its children; `*count` is how many there are. Good as long as the tree.
///
/// # Safety
/// `ast` is NULL or good; `count` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_ast_nodes(
    ast: *const sinsp_ast_t,
    count: *mut usize,
) -> *const sinsp_ast_node {
    // SAFETY: as the caller promises.
    unsafe {
        let nodes = ast.as_ref().map_or(&[][..], |ast| &ast.nodes);
        text::put(count, nodes.len());
        if nodes.is_empty() { ptr::null() } else { nodes.as_ptr() }
    }
}

/// The tree as a filter in its canonical form. Good as long as the tree.
///
/// # Safety
/// `ast` is NULL or good.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_ast_text(ast: *const sinsp_ast_t) -> sinsp_text {
    // SAFETY: as the caller promises.
    unsafe { ast.as_ref() }.map_or(sinsp_text::EMPTY, |ast| sinsp_text::of(&ast.shown))
}

/// Where the filter ended in its text: bytes before the end, its line and column from 1.
///
/// # Safety
/// `ast` is NULL or good; the others are NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_ast_end(
    ast: *const sinsp_ast_t,
    index: *mut u32,
    line: *mut u32,
    column: *mut u32,
) {
    // SAFETY: as the caller promises.
    unsafe {
        let end = ast.as_ref().map_or(Pos::START, |ast| ast.end);
        text::put(index, end.idx);
        text::put(line, end.line);
        text::put(column, end.col);
    }
}

/// Writes the codes of the events that the tree names through `evt.type`, as `sinsp_filter_codes` does. 0 for NULL
/// and where the tree cannot be understood.
///
/// # Safety
/// `ast` is NULL or good; `words` is NULL or has `room` words.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_ast_event_codes(
    ast: *const sinsp_ast_t,
    words: *mut u64,
    room: usize,
) -> usize {
    guard::or(0, || {
        // SAFETY: as the caller promises.
        match unsafe { ast.as_ref() }.map(|ast| event_codes(&ast.tree)) {
            // SAFETY: as the caller promises.
            Some(Ok(codes)) => unsafe { super::filter::put_codes(&codes, words, room) },
            _ => 0,
        }
    })
}

/// Writes the system calls and trace points (PPM_SC_ codes) that the tree names, as `sinsp_ast_event_codes` does.
///
/// # Safety
/// `ast` is NULL or good; `words` is NULL or has `room` words.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_ast_sc_codes(ast: *const sinsp_ast_t, words: *mut u64, room: usize) -> usize {
    guard::or(0, || {
        // SAFETY: as the caller promises.
        let Some(Ok(codes)) = (unsafe { ast.as_ref() }).map(|ast| sc_codes(&ast.tree)) else { return 0 };
        let mut bits = [0u64; Sc::COUNT.div_ceil(64)];
        for Sc(number) in codes.iter() {
            bits[usize::from(number) / 64] |= 1 << (number % 64);
        }
        // SAFETY: as the caller promises.
        unsafe { text::put_list(words, room, bits.into_iter()) }
    })
}
