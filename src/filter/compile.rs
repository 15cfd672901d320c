// SPDX-License-Identifier: Apache-2.0
//! Tree to checks and steps.

use super::check::{Check, Question};
use super::constant::Constant;
use super::extraction::{Extraction, Options, Origin};
use super::getopt::Spec;
use super::op::{Comparator, Op, TransformerName};
use super::raw::RawTest;
use super::step::{REJECT, Step};
use super::test::Test;
use super::transform::Transform;
use super::types::{self, Kind, kind};
use super::warnings::{self, Warning};
use super::{Expr, ExprKind, FilterError, Pool, Pos, display};
use crate::fields::{Arg, ArgRule, Catalogue, CompareRule, FieldFlags, ValueRule};
use crate::schema::ParamType;
use data_encoding::HEXLOWER_PERMISSIVE;

/// Deepest tree that is compiled; the parser makes no deeper ones (an `or`, an `and` and a `not` in each parenthesis).
const MAX_DEPTH: u32 = 3 * super::MAX_NESTING + 16;

type Outcome<T> = Result<T, FilterError>;

/// Compiles against one catalogue.
pub(super) struct Compiler<'c> {
    catalogue: &'c Catalogue,
    /// Comparisons of the filters before.
    pool: Option<&'c mut Pool>,
    pub(super) steps: Vec<Step>,
    pub(super) checks: Vec<Check>,
    pub(super) warnings: Vec<Warning>,
}

fn shown(expr: &Expr) -> String {
    String::from_utf8_lossy(&display(expr)).into_owned()
}

#[cold]
fn too_deep(expr: &Expr) -> FilterError {
    FilterError::new("too many levels of nesting", expr.pos)
}

fn type_name(ty: ParamType, is_list: bool) -> String {
    let kind = if is_list { "list of " } else { "" };
    format!("{kind}{}", ty.name())
}

impl<'c> Compiler<'c> {
    pub(super) fn new(catalogue: &'c Catalogue, pool: Option<&'c mut Pool>) -> Self {
        Compiler { catalogue, pool, steps: Vec::new(), checks: Vec::new(), warnings: Vec::new() }
    }

    /// Adds the steps of `expr`, which continue at `yes` or `no`. Returns where the steps begin.
    pub(super) fn expr(&mut self, expr: &Expr, yes: u32, no: u32, depth: u32) -> Outcome<u32> {
        if depth > MAX_DEPTH {
            return Err(too_deep(expr));
        }
        match &expr.kind {
            ExprKind::And(children) => self.chain(children, yes, |next| (next, no), depth),
            ExprKind::Or(children) => self.chain(children, no, |next| (yes, next), depth),
            ExprKind::Not(child) => self.expr(child, no, yes, depth + 1),
            _ => self.leaf(expr, yes, no),
        }
    }

    /// Adds the steps of `children`, the last first, since each continues at the one after it: `ways` determines its `yes` and
    /// `no` from that. Of several faults the first in the text is reported.
    fn chain(
        &mut self,
        children: &[Expr],
        end: u32,
        ways: impl Fn(u32) -> (u32, u32),
        depth: u32,
    ) -> Outcome<u32> {
        let mut next = Ok(end);
        for child in children.iter().rev() {
            let (yes, no) = ways(*next.as_ref().unwrap_or(&end));
            next = match self.expr(child, yes, no, depth + 1) {
                Ok(at) => next.map(|_| at),
                error => error,
            };
        }
        next
    }

    /// An expression without conditions below it; separate, to keep the frames of the recursion above small.
    #[inline(never)]
    fn leaf(&mut self, expr: &Expr, yes: u32, no: u32) -> Outcome<u32> {
        let key = self.pool.as_ref().map(|pool| {
            let key = Pool::key(expr);
            pool.get(&key).ok_or(key)
        });
        let key = match key {
            Some(Ok(known)) => return self.add(known, yes, no, expr.pos),
            Some(Err(key)) => Some(key),
            None => None,
        };
        let warnings = self.warnings.len();
        let mut check = match &expr.kind {
            ExprKind::Unary { left, op } => self.check(left, *op, None)?,
            ExprKind::Binary { left, op, right } => self.check(left, *op, Some(right))?,
            _ => {
                return Err(FilterError::new(format!("'{}' is not a condition", shown(expr)), expr.pos));
            }
        };
        // Warnings are given at each place.
        if let (Some(pool), Some(key)) = (&mut self.pool, key)
            && self.warnings.len() == warnings
        {
            pool.keep(key, &mut check);
        }
        self.add(check, yes, no, expr.pos)
    }

    fn add(&mut self, check: Check, yes: u32, no: u32, pos: Pos) -> Outcome<u32> {
        let at = u32::try_from(self.steps.len()).ok().filter(|at| *at < REJECT);
        let at = at.ok_or_else(|| FilterError::new("too many conditions", pos))?;
        self.checks.push(check);
        self.steps.push(Step { yes, no });
        Ok(at)
    }

    fn check(&mut self, left: &Expr, comparator: Comparator, right: Option<&Expr>) -> Outcome<Check> {
        let extraction = self.extraction(left)?;
        let (ty, is_list) = extraction.result();
        if !types::is_comparable(comparator, ty, is_list) {
            let what = format!(
                "operator '{comparator}' does not fit '{}', which is a {}",
                shown(left),
                type_name(ty, is_list)
            );
            return Err(FilterError::new(what, left.pos));
        }
        let question = match right.map(|right| (right, &right.kind)) {
            None => self.question(&extraction, comparator, Vec::new(), left.pos)?,
            Some((right, ExprKind::Value(value))) => {
                let constants =
                    self.constants(&extraction, comparator.op, std::slice::from_ref(value), right.pos)?;
                self.question(&extraction, comparator, constants, right.pos)?
            }
            Some((right, ExprKind::List(values))) => {
                let constants = self.constants(&extraction, comparator.op, values, right.pos)?;
                self.question(&extraction, comparator, constants, right.pos)?
            }
            Some((right, _)) => self.field_question(left, &extraction, comparator.op, right)?,
        };
        let mut left = extraction;
        left.candidates = question.asks_candidates();
        Ok(Check { left, question, memo: None })
    }

    /// Reads the constants of a comparison as the type on its left side.
    fn constants(
        &mut self,
        left: &Extraction,
        op: Op,
        texts: &[Vec<u8>],
        pos: Pos,
    ) -> Outcome<Vec<Constant>> {
        let ty = left.result().0;
        let mut constants = Vec::with_capacity(texts.len());
        for text in texts {
            warnings::check(self.catalogue, op, text, pos, &mut self.warnings);
            let hex;
            let text = match op {
                Op::Bcontains | Op::Bstartswith => {
                    hex = HEXLOWER_PERMISSIVE.decode(text).map_err(|_| {
                        let what = format!("'{}' is not a text of hexadecimal bytes", text.escape_ascii());
                        FilterError::new(what, pos)
                    })?;
                    &hex
                }
                _ => text,
            };
            let constant = Constant::parse(ty, text).map_err(|what| FilterError::new(what, pos))?;
            let named = left.value_rule() == ValueRule::EventName && kind(ty) == Kind::Text;
            if named && !self.catalogue.is_event_name(text) {
                let what = format!("unknown event type {}", String::from_utf8_lossy(text));
                let nearest = self.catalogue.nearest_event_name(text);
                return Err(FilterError::new(what, pos).with_nearest(nearest));
            }
            constants.push(constant);
        }
        Ok(constants)
    }

    /// The test on the left side, given the constants on the right.
    fn question(
        &self,
        left: &Extraction,
        comparator: Comparator,
        constants: Vec<Constant>,
        pos: Pos,
    ) -> Outcome<Question> {
        let (ty, is_list) = left.result();
        let op = if comparator.op == Op::DoubleEq { Op::Eq } else { comparator.op };
        let test = |comparator: Comparator, constants| {
            Test::compile(comparator, ty, constants).map_err(|what| FilterError::new(what, pos))
        };
        let first = |op| constants.first().map_or(Test::Never, |first| Test::Constant(op, first.clone()));
        match rule(left) {
            CompareRule::Plain if op == Op::Exists => Ok(Question::Exists),
            CompareRule::Plain if is_list => {
                let set = match left.is_terminated() {
                    true => Test::Never,
                    false => test(comparator, constants)?,
                };
                Ok(Question::Elements { test: set, all: op == Op::In })
            }
            CompareRule::Plain => Ok(Question::Value(test(comparator, constants)?)),
            CompareRule::AnyAncestor => Ok(Question::AnyCandidate(test(comparator, constants)?)),
            CompareRule::EitherAddress | CompareRule::EitherPort | CompareRule::EitherNet
                if op == Op::Exists =>
            {
                Ok(Question::HasCandidates)
            }
            CompareRule::EitherAddress | CompareRule::EitherPort | CompareRule::EitherNet if op == Op::Ne => {
                Ok(Question::EveryCandidate(first(op)))
            }
            CompareRule::EitherAddress | CompareRule::EitherPort | CompareRule::EitherNet => {
                Ok(Question::AnyCandidate(test(comparator, constants)?))
            }
            CompareRule::Around => match (op, constants.last()) {
                (Op::Eq, Some(Constant::U64(milliseconds))) => Ok(Question::Around {
                    time: around_time(left),
                    distance: milliseconds.wrapping_mul(1_000_000),
                }),
                (Op::Exists, _) => Ok(Question::Around { time: around_time(left), distance: 0 }),
                (Op::Eq, _) => Ok(Question::Value(Test::Never)),
                _ => Err(FilterError::new("'evt.around' can only be compared with '='", pos)),
            },
            CompareRule::RawParam => RawTest::compile(comparator, ty, constants)
                .map(Question::Raw)
                .map_err(|what| FilterError::new(what, pos)),
        }
    }

    /// The test on the left side, given a field on the right.
    fn field_question(
        &mut self,
        left_expr: &Expr,
        left: &Extraction,
        op: Op,
        right_expr: &Expr,
    ) -> Outcome<Question> {
        let right = self.extraction(right_expr)?;
        let refuse = |what: String| Err(FilterError::new(what, right_expr.pos));
        if matches!(op, Op::Pmatch | Op::Regex) {
            return refuse(format!("operator '{}' takes no field on its right side", op.name()));
        }
        let (left_ty, right_ty) = (left.result(), right.result());
        for (side, extraction) in [(left_expr, left), (right_expr, &right)] {
            let excluded = extraction.field().is_some_and(|f| f.info.flags.has(FieldFlags::NO_RHS));
            if excluded || kind(left_ty.0) == Kind::Network {
                return refuse(format!("'{}' cannot be compared with another field", shown(side)));
            }
        }
        if left_ty != right_ty {
            return refuse(format!(
                "'{}' is a {}, but '{}' is a {}",
                shown(left_expr),
                type_name(left_ty.0, left_ty.1),
                shown(right_expr),
                type_name(right_ty.0, right_ty.1)
            ));
        }
        let op = if op == Op::DoubleEq { Op::Eq } else { op };
        Ok(Question::Field { op, right: Box::new(right) })
    }

    /// Compiles a field or a transformer.
    pub(super) fn extraction(&self, expr: &Expr) -> Outcome<Extraction> {
        self.nested_extraction(expr, 0)
    }

    fn nested_extraction(&self, expr: &Expr, depth: u32) -> Outcome<Extraction> {
        if depth > 2 * super::MAX_TRANSFORMER_NESTING {
            return Err(too_deep(expr));
        }
        match &expr.kind {
            ExprKind::Field { name, arg } => {
                let mut text = name.clone();
                if let Some(arg) = arg {
                    text.push(b'[');
                    text.extend_from_slice(arg);
                    text.push(b']');
                }
                let field = self.catalogue.field(&text);
                let field = field.map_err(|e| FilterError::new(e.what, expr.pos).with_nearest(e.nearest))?;
                Ok(Extraction::new(Origin::Field(field)))
            }
            ExprKind::Transformer { name, values, arg } => {
                self.transformer(expr, *name, values, arg.as_deref(), depth)
            }
            ExprKind::TransformerList(children) => {
                let parts: Outcome<Vec<_>> =
                    children.iter().map(|child| self.argument(child, depth + 1)).collect();
                Ok(Extraction::new(Origin::List(parts?)))
            }
            _ => Err(FilterError::new(format!("'{}' is not a field", shown(expr)), expr.pos)),
        }
    }

    fn argument(&self, expr: &Expr, depth: u32) -> Outcome<Extraction> {
        match &expr.kind {
            ExprKind::Value(text) => Ok(Extraction::new(Origin::Text(text.as_slice().into()))),
            _ => self.nested_extraction(expr, depth),
        }
    }

    fn transformer(
        &self,
        expr: &Expr,
        name: TransformerName,
        values: &[Expr],
        arg: Option<&[u8]>,
        depth: u32,
    ) -> Outcome<Extraction> {
        let refuse = |what: String| Err(FilterError::new(what, expr.pos));
        if arg.is_some() && name != TransformerName::Getopt {
            return refuse(format!("transformer '{}' takes nothing in brackets", name.name()));
        }
        let mut args = Vec::with_capacity(values.len());
        for value in values {
            args.push(self.argument(value, depth + 1)?);
        }
        match name {
            TransformerName::Val => match args.into_iter().next() {
                Some(inner) => Ok(inner),
                None => refuse("transformer 'val' needs a field".into()),
            },
            TransformerName::Join | TransformerName::Concat | TransformerName::Getopt => {
                combine(name, args, arg).or_else(refuse)
            }
            _ => match (Transform::from_name(name), <[Extraction; 1]>::try_from(args)) {
                (Some(transform), Ok([inner])) => self.apply(expr, transform, inner),
                _ => refuse(format!("transformer '{}' takes one argument", name.name())),
            },
        }
    }

    fn apply(&self, expr: &Expr, transform: Transform, mut inner: Extraction) -> Outcome<Extraction> {
        let refuse = |what: String| Err(FilterError::new(what, expr.pos));
        if let Some(field) = inner.field().filter(|f| f.info.flags.has(FieldFlags::NO_TRANSFORMER)) {
            return refuse(format!("field '{field}' takes no transformer"));
        }
        let (ty, is_list) = inner.result();
        if transform.result(ty, is_list).is_none() {
            return refuse(format!(
                "the transformer in '{}' does not fit a {}",
                shown(expr),
                type_name(ty, is_list)
            ));
        }
        inner.transforms.push(transform);
        Ok(inner)
    }
}

/// The rule by which the left side is compared: with an argument, a field of many candidates is a plain one.
fn rule(left: &Extraction) -> CompareRule {
    let rule = left.compare_rule();
    match (rule, left.field()) {
        (CompareRule::AnyAncestor, Some(field)) => match (&field.arg, field.info.arg) {
            // To the original -1 is the same as no argument.
            (Arg::None | Arg::Index(-1), _) => rule,
            (Arg::Index(_), ArgRule::IndexOrKey) => rule,
            _ => CompareRule::Plain,
        },
        _ => rule,
    }
}

fn around_time(left: &Extraction) -> u64 {
    match left.field().map(|field| &field.arg) {
        Some(Arg::Number(time)) => *time,
        _ => 0,
    }
}

fn combine(name: TransformerName, args: Vec<Extraction>, arg: Option<&[u8]>) -> Result<Extraction, String> {
    let text = (ParamType::Charbuf, false);
    let types: Vec<_> = args.iter().map(|arg| arg.origin.as_argument()).collect();
    let origin = match name {
        TransformerName::Join => match (<[Extraction; 2]>::try_from(args), types.as_slice()) {
            (Ok([separator, parts]), [(_, false), (_, true)]) => Origin::Join(Box::new((separator, parts))),
            _ => return Err("transformer 'join' takes a separator and a list".into()),
        },
        TransformerName::Concat => match args.len() >= 2 && types.iter().all(|ty| *ty == text) {
            true => Origin::Concat(args),
            false => return Err("transformer 'concat' takes two or more texts".into()),
        },
        _ => {
            let selected = match arg {
                None => None,
                Some([letter]) => Some(*letter),
                Some(_) => return Err("transformer 'getopt' takes one letter in brackets".into()),
            };
            match (<[Extraction; 2]>::try_from(args), types.as_slice()) {
                (Ok([args, options]), [(ParamType::Charbuf, true), (ParamType::Charbuf, false)]) => {
                    let options = match options {
                        Extraction { origin: Origin::Text(spec), ref transforms, .. }
                            if transforms.is_empty() =>
                        {
                            let parsed = Box::new(Spec::parse(&spec));
                            Options::Fixed(spec, parsed)
                        }
                        options => Options::Extracted(Box::new(options)),
                    };
                    Origin::Getopt { args: Box::new(args), options, selected }
                }
                _ => return Err("transformer 'getopt' takes a list of texts and a text of options".into()),
            }
        }
    };
    Ok(Extraction::new(origin))
}
