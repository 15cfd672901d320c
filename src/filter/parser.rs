// SPDX-License-Identifier: Apache-2.0
//! Text to tree.
//!
//! The grammar, with white space allowed between tokens except where it says otherwise:
//!
//! ```text
//! or          = and { "or" ( blank and | "(" or ")" ) }
//! and         = not { "and" ( blank not | "(" or ")" ) }
//! not         = { "not" blank } ( "not(" or ")" | check )
//! check       = "(" or ")" | operand condition | identifier
//! operand     = field | transformer
//! condition   = "exists" | number-op ( number | right ) | text-op ( text | right )
//!             | text-op blank modifier blank list | list-op ( list | right )
//! right       = transformer | "val(" field ")" [ arg ]
//! list        = "(" [ text { "," text } ] ")" | identifier
//! transformer = name "(" argument { "," argument } ")" [ arg ]
//! argument    = number | quoted text | "(" [ item { "," item } ] ")" | transformer | field
//! item        = field | transformer | quoted text | number
//! field       = word "." word { "." word } [ arg ]
//! arg         = "[" ( quoted text | bare text ) "]"        without white space
//! ```

use super::lexer::Lexer;
use super::op::{Comparator, Modifier, Op, TransformerName};
use super::{Expr, ExprKind, FilterError, Pos};

/// How deep parentheses may nest.
pub const MAX_NESTING: u32 = 1024;

/// How deep transformers may nest.
pub const MAX_TRANSFORMER_NESTING: u32 = 64;

/// Parses a whole filter.
///
/// # Errors
/// What is wrong, and where.
pub fn parse(text: &[u8]) -> Result<Expr, FilterError> {
    Parser::new(text).parse()
}

type Parsed = Result<Expr, FilterError>;

/// A parser over one text.
#[derive(Debug, Clone)]
pub struct Parser<'t> {
    lexer: Lexer<'t>,
    partial: bool,
    max_nesting: u32,
    nesting: u32,
    transformers: u32,
}

/// What waits for the expression being parsed.
enum Frame {
    Or(Pos, Vec<Expr>),
    And(Pos, Vec<Expr>),
    Not(Pos, bool),
    Parenthesis,
}

/// What comes next.
enum Next {
    Or,
    And,
    Not,
    Check,
    Done(Expr),
}

impl<'t> Parser<'t> {
    /// A parser at the start of `text`.
    pub fn new(text: &'t [u8]) -> Self {
        Parser {
            lexer: Lexer::new(text),
            partial: false,
            max_nesting: MAX_NESTING,
            nesting: 0,
            transformers: 0,
        }
    }

    /// Whether text may follow the filter; by default it may not.
    pub fn partial(mut self, partial: bool) -> Self {
        self.partial = partial;
        self
    }

    /// Another limit for nesting, at most [`MAX_NESTING`].
    pub fn max_nesting(mut self, limit: u32) -> Self {
        self.max_nesting = limit.min(MAX_NESTING);
        self
    }

    /// The current position: after the filter on success, near the fault on failure.
    pub fn pos(&self) -> Pos {
        self.lexer.pos
    }

    /// Parses a filter.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn parse(&mut self) -> Parsed {
        if self.lexer.at_end() {
            return Err(self.fault("the filter is empty"));
        }
        if u32::try_from(self.lexer.rest().len()).is_err() {
            return Err(self.fault("the filter is longer than 4 GiB"));
        }
        self.nesting = 0;
        self.transformers = 0;
        let expr = self.or()?;
        if !self.partial && !self.lexer.at_end() {
            return Err(self.unexpected());
        }
        Ok(expr)
    }

    /// The error of a text that continues where an operator or the end has to be. Programs search for its first words.
    fn unexpected(&self) -> FilterError {
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
        let before = self.lexer.before().trim_ascii_end();
        let start = before.iter().rposition(|byte| is_space(byte) || b"=<>!(),".contains(byte));
        let last = &before[start.map_or(0, |at| at + 1)..];
        let last = &last[last.len().saturating_sub(32)..];
        let FilterError { what, .. } = self.expected("the end");
        let found = what.strip_prefix("expected the end").unwrap_or_default();
        self.fault(format!(
            "unexpected token after '{}', expecting 'or', 'and' or the end{found}",
            last.escape_ascii()
        ))
    }

    /// Parses a field or a transformer, as in a template.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn parse_field_or_transformer(&mut self) -> Parsed {
        let pos = self.lexer.pos;
        match self.operand(pos)? {
            Some(expr) => Ok(expr),
            None => Err(self.expected("a field or a transformer")),
        }
    }

    fn fault(&self, what: impl Into<String>) -> FilterError {
        FilterError::new(what, self.lexer.pos)
    }

    fn expected(&self, what: &str) -> FilterError {
        let rest = self.lexer.rest();
        if rest.is_empty() {
            return self.fault(format!("expected {what}, the filter ends"));
        }
        let end = rest.iter().position(|byte| matches!(byte, b' ' | b'\t'..=b'\r')).unwrap_or(rest.len());
        let found = &rest[..end.clamp(1, 32).min(rest.len())];
        self.fault(format!("expected {what}, found '{}'", found.escape_ascii()))
    }

    fn too_deep(&self, limit: u32) -> FilterError {
        self.fault(format!("more than {limit} levels of nesting"))
    }

    /// The boolean part of the grammar, with a stack of its own: no depth of the text can exhaust the thread's.
    fn or(&mut self) -> Parsed {
        let mut frames = Vec::new();
        let mut next = Next::Or;
        loop {
            let pos = self.lexer.pos;
            next = match next {
                Next::Or => {
                    self.lexer.blank();
                    frames.push(Frame::Or(pos, Vec::new()));
                    Next::And
                }
                Next::And => {
                    self.lexer.blank();
                    frames.push(Frame::And(pos, Vec::new()));
                    Next::Not
                }
                Next::Not => self.not(pos, &mut frames)?,
                Next::Check => {
                    self.lexer.blank();
                    match self.lexer.text("(") {
                        true => self.parenthesis(&mut frames)?,
                        false => Next::Done(self.check(pos)?),
                    }
                }
                Next::Done(expr) => match frames.pop() {
                    None => return Ok(expr),
                    Some(frame) => self.finish(frame, expr, &mut frames)?,
                },
            };
        }
    }

    fn not(&mut self, pos: Pos, frames: &mut Vec<Frame>) -> Result<Next, FilterError> {
        self.lexer.blank();
        let mut negated = false;
        while self.lexer.not_and_space() {
            negated = !negated;
        }
        if self.lexer.text("not(") {
            frames.push(Frame::Not(pos, !negated));
            return self.parenthesis(frames);
        }
        frames.push(Frame::Not(pos, negated));
        Ok(Next::Check)
    }

    fn parenthesis(&mut self, frames: &mut Vec<Frame>) -> Result<Next, FilterError> {
        self.nesting += 1;
        if self.nesting > self.max_nesting {
            return Err(self.too_deep(self.max_nesting));
        }
        frames.push(Frame::Parenthesis);
        self.lexer.blank();
        Ok(Next::Or)
    }

    /// Passes `expr` to what waited for it.
    fn finish(&mut self, frame: Frame, expr: Expr, frames: &mut Vec<Frame>) -> Result<Next, FilterError> {
        match frame {
            Frame::Parenthesis => {
                self.lexer.blank();
                if !self.lexer.text(")") {
                    return Err(self.expected("'and', 'or' or ')'"));
                }
                self.nesting -= 1;
                Ok(Next::Done(expr))
            }
            Frame::Not(pos, true) => Ok(Next::Done(Expr::new(pos, ExprKind::Not(Box::new(expr))))),
            Frame::Not(_, false) => Ok(Next::Done(expr)),
            Frame::And(pos, mut children) => {
                children.push(expr);
                self.lexer.blank();
                if self.lexer.text("and") {
                    frames.push(Frame::And(pos, children));
                    return self.after_keyword("and", Next::Not, frames);
                }
                Ok(Next::Done(single_or(pos, children, ExprKind::And)))
            }
            Frame::Or(pos, mut children) => {
                children.push(expr);
                self.lexer.blank();
                if self.lexer.text("or") {
                    frames.push(Frame::Or(pos, children));
                    return self.after_keyword("or", Next::And, frames);
                }
                Ok(Next::Done(single_or(pos, children, ExprKind::Or)))
            }
        }
    }

    fn after_keyword(
        &mut self,
        keyword: &str,
        next: Next,
        frames: &mut Vec<Frame>,
    ) -> Result<Next, FilterError> {
        if self.lexer.blank() {
            return Ok(next);
        }
        match self.lexer.text("(") {
            true => self.parenthesis(frames),
            false => Err(self.expected(&format!("white space or '(' after '{keyword}'"))),
        }
    }

    fn check(&mut self, pos: Pos) -> Parsed {
        if let Some(left) = self.operand(pos)? {
            return self.condition(left, pos);
        }
        match self.lexer.identifier() {
            Some(name) => Ok(Expr::new(pos, ExprKind::Identifier(name.to_vec()))),
            None => Err(self.expected("'(', a field, a transformer or a name")),
        }
    }

    /// A field or a transformer.
    fn operand(&mut self, pos: Pos) -> Result<Option<Expr>, FilterError> {
        if let Some(name) = self.lexer.field_name() {
            return self.field(name, pos).map(Some);
        }
        match self.transformer_name() {
            Some(name) => self.transformer(name, pos).map(Some),
            None => Ok(None),
        }
    }

    fn field(&mut self, name: &[u8], pos: Pos) -> Parsed {
        let name = name.to_vec();
        let arg = self.arg()?;
        Ok(Expr::new(pos, ExprKind::Field { name, arg }))
    }

    fn arg(&mut self) -> Result<Option<Vec<u8>>, FilterError> {
        if !self.lexer.text("[") {
            return Ok(None);
        }
        let arg = match self.quoted()? {
            Some(arg) => arg,
            None => match self.lexer.bare_arg() {
                Some(arg) => arg.to_vec(),
                None => return Err(self.expected("an argument, in quotes or without")),
            },
        };
        match self.lexer.text("]") {
            true => Ok(Some(arg)),
            false => Err(self.expected("']'")),
        }
    }

    fn quoted(&mut self) -> Result<Option<Vec<u8>>, FilterError> {
        let pos = self.lexer.pos;
        match self.lexer.quoted() {
            None => Ok(None),
            Some(Ok(text)) => Ok(Some(text)),
            Some(Err(what)) => Err(FilterError::new(what, pos)),
        }
    }

    /// The name of a transformer other than `val`, with its parenthesis.
    fn transformer_name(&mut self) -> Option<TransformerName> {
        let name = TransformerName::ALL.iter().copied().find(|name| {
            let rest = self.lexer.rest().strip_prefix(name.name().as_bytes());
            rest.is_some_and(|rest| rest.starts_with(b"("))
        });
        let name = name.filter(|name| *name != TransformerName::Val)?;
        self.lexer.text(name.name());
        self.lexer.text("(");
        Some(name)
    }

    fn transformer(&mut self, name: TransformerName, pos: Pos) -> Parsed {
        self.transformers += 1;
        let limit = self.max_nesting.min(MAX_TRANSFORMER_NESTING);
        if self.transformers > limit {
            return Err(self.too_deep(limit));
        }
        self.lexer.blank();
        let mut values = Vec::new();
        loop {
            values.push(self.argument()?);
            self.lexer.blank();
            if !self.lexer.text(",") {
                break;
            }
        }
        if !self.lexer.text(")") {
            return Err(self.expected("',' or ')'"));
        }
        self.transformers -= 1;
        let arg = self.arg()?;
        Ok(Expr::new(pos, ExprKind::Transformer { name, values, arg }))
    }

    fn argument(&mut self) -> Parsed {
        let pos = self.lexer.pos;
        self.lexer.blank();
        if let Some(value) = self.number_or_quoted(true)? {
            return Ok(Expr::new(pos, ExprKind::Value(value)));
        }
        if self.lexer.text("(") {
            return self.transformer_list(pos);
        }
        if let Some(name) = self.transformer_name() {
            return self.transformer(name, pos);
        }
        match self.lexer.field_name() {
            Some(name) => self.field(name, pos),
            None => Err(self.expected("a field, a transformer, a quoted text, a number or a list")),
        }
    }

    fn number_or_quoted(&mut self, number_first: bool) -> Result<Option<Vec<u8>>, FilterError> {
        if number_first && let Some(number) = self.lexer.number() {
            return Ok(Some(number.to_vec()));
        }
        match self.quoted()? {
            Some(text) => Ok(Some(text)),
            None => Ok(self.lexer.number().map(<[u8]>::to_vec)),
        }
    }

    fn transformer_list(&mut self, pos: Pos) -> Parsed {
        let mut children = Vec::new();
        self.lexer.blank();
        if self.lexer.text(")") {
            return Ok(Expr::new(pos, ExprKind::TransformerList(children)));
        }
        loop {
            children.push(self.transformer_list_item(pos)?);
            self.lexer.blank();
            if !self.lexer.text(",") {
                break;
            }
            self.lexer.blank();
        }
        match self.lexer.text(")") {
            true => Ok(Expr::new(pos, ExprKind::TransformerList(children))),
            false => Err(self.expected("',' or ')'")),
        }
    }

    fn transformer_list_item(&mut self, pos: Pos) -> Parsed {
        if let Some(expr) = self.operand(pos)? {
            return Ok(expr);
        }
        match self.number_or_quoted(false)? {
            Some(value) => Ok(Expr::new(pos, ExprKind::Value(value))),
            None => Err(self.expected("a field, a transformer, a quoted text or a number")),
        }
    }

    fn condition(&mut self, left: Expr, pos: Pos) -> Parsed {
        self.lexer.blank();
        let left = Box::new(left);
        let Some(op) = self.op() else {
            return Err(self.expected("an operator"));
        };
        let mut comparator = Comparator::from(op);
        let right = match op {
            Op::Exists => return Ok(Expr::new(pos, ExprKind::Unary { left, op: comparator })),
            _ if op.takes_number() => self.number_operand()?,
            _ if op.takes_list() => self.list_operand()?,
            _ => match self.modifier(op) {
                Some(modifier) => {
                    comparator.modifier = Some(modifier);
                    self.list()?
                }
                None => self.text_operand(true)?,
            },
        };
        Ok(Expr::new(pos, ExprKind::Binary { left, op: comparator, right: Box::new(right) }))
    }

    fn op(&mut self) -> Option<Op> {
        Op::ALL.iter().copied().find(|op| {
            let is_word = op.name().as_bytes()[0].is_ascii_alphabetic();
            match is_word && *op != Op::Exists && !op.takes_list() {
                true => self.lexer.text_and_blank(op.name()),
                false => self.lexer.text(op.name()),
            }
        })
    }

    /// A modifier, when white space surrounds it and a list follows; otherwise nothing is taken.
    fn modifier(&mut self, op: Op) -> Option<Modifier> {
        let saved = self.lexer.pos;
        let is_word = op.name().as_bytes()[0].is_ascii_alphabetic();
        if is_word | self.lexer.blank() {
            let found = Modifier::ALL.iter().copied().find(|m| self.lexer.text_and_blank(m.name()));
            if found.is_some() && self.lexer.list_follows() && !self.lexer.keyword_follows() {
                return found;
            }
        }
        self.lexer.pos = saved;
        None
    }

    fn number_operand(&mut self) -> Parsed {
        self.lexer.blank();
        let pos = self.lexer.pos;
        if let Some(right) = self.right_field()? {
            return Ok(right);
        }
        match self.lexer.number() {
            Some(number) => Ok(Expr::new(pos, ExprKind::Value(number.to_vec()))),
            None => Err(self.expected("a number, a transformer or val()")),
        }
    }

    fn text_operand(&mut self, field_allowed: bool) -> Parsed {
        self.lexer.blank();
        let pos = self.lexer.pos;
        if field_allowed && let Some(right) = self.right_field()? {
            return Ok(right);
        }
        let text = match self.quoted()? {
            Some(text) => Some(text),
            None => self.lexer.bare_text().map(<[u8]>::to_vec),
        };
        match text {
            Some(text) => Ok(Expr::new(pos, ExprKind::Value(text))),
            None => Err(self.expected("a value")),
        }
    }

    fn list_operand(&mut self) -> Parsed {
        self.lexer.blank();
        let pos = self.lexer.pos;
        if self.lexer.text("(") {
            return self.list_remainder(pos);
        }
        if let Some(right) = self.right_field()? {
            return Ok(right);
        }
        self.list()
    }

    fn list(&mut self) -> Parsed {
        self.lexer.blank();
        let pos = self.lexer.pos;
        if self.lexer.text("(") {
            return self.list_remainder(pos);
        }
        match self.lexer.identifier() {
            Some(name) => Ok(Expr::new(pos, ExprKind::Value(name.to_vec()))),
            None => Err(self.expected("a list in parentheses or the name of one")),
        }
    }

    fn list_remainder(&mut self, pos: Pos) -> Parsed {
        let mut values = Vec::new();
        self.lexer.blank();
        // A first element that cannot be read leaves an empty list, even when it is a text with a wrong escape:
        // filters that rely on it are in use.
        if let Ok(first) = self.text_operand(false) {
            push_value(&mut values, first);
            self.lexer.blank();
            while self.lexer.text(",") {
                let value = self.text_operand(false)?;
                push_value(&mut values, value);
                self.lexer.blank();
            }
        }
        match self.lexer.text(")") {
            true => Ok(Expr::new(pos, ExprKind::List(values))),
            false => Err(self.expected("',' or ')'")),
        }
    }

    /// A transformer or `val(field)`.
    fn right_field(&mut self) -> Result<Option<Expr>, FilterError> {
        self.lexer.blank();
        let pos = self.lexer.pos;
        if !self.lexer.text("val(") {
            return match self.transformer_name() {
                Some(name) => self.transformer(name, pos).map(Some),
                None => Ok(None),
            };
        }
        self.lexer.blank();
        let field_pos = self.lexer.pos;
        let Some(name) = self.lexer.field_name() else {
            return Err(self.expected("a field"));
        };
        let values = vec![self.field(name, field_pos)?];
        self.lexer.blank();
        if !self.lexer.text(")") {
            return Err(self.expected("')'"));
        }
        let arg = self.arg()?;
        Ok(Some(Expr::new(pos, ExprKind::Transformer { name: TransformerName::Val, values, arg })))
    }
}

fn push_value(values: &mut Vec<Vec<u8>>, value: Expr) {
    if let ExprKind::Value(value) = value.kind {
        values.push(value);
    }
}

/// A lone child replaces its parent.
fn single_or(pos: Pos, mut children: Vec<Expr>, kind: fn(Vec<Expr>) -> ExprKind) -> Expr {
    match children.len() {
        1 => children.remove(0),
        _ => Expr::new(pos, kind(children)),
    }
}
