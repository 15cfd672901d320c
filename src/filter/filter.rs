// SPDX-License-Identifier: Apache-2.0
//! The compiled filter.

use super::check::{Check, Question};
use super::codes::EventSet;
use super::compile::Compiler;
use super::extraction::{Extraction, Run};
use super::step::{ACCEPT, REJECT, Step};
use super::transform::Transform;
use super::warnings::Warning;
use super::{Expr, FilterError, Pool, decided, parse};
use crate::fields::{CLASSES, Catalogue, Extracted, FieldFlags, FieldInfo, FieldRef, Scratch, Source};
use crate::schema::{Code, ParamType, PrintFormat};
use rustc_hash::FxHashMap;
use std::cell::Cell;
use std::sync::Arc;

/// A compiled filter. Running it allocates nothing once the scratch memory has grown.
///
/// ```
/// use scap::{Filter, Inspector, Options};
///
/// let filter = Filter::new("evt.type = execve and proc.name = sleep")?;
/// let mut inspector = Inspector::open("testdata/shell.scap", Options::default())?;
/// let mut found = 0;
/// while let Some(event) = inspector.next()? {
///     found += u32::from(event.matches(&filter));
/// }
/// assert!(found > 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Filter {
    steps: Vec<Step>,
    /// One for each step.
    checks: Vec<Check>,
    start: u32,
    slots: usize,
    codes: EventSet,
    warnings: Vec<Warning>,
    looks_back: bool,
    tree: Arc<Expr>,
}

impl Filter {
    /// Parses and compiles a filter over the built-in fields.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn new(text: &str) -> Result<Filter, FilterError> {
        Filter::compile(text.as_bytes(), &Catalogue::new(CLASSES.iter().copied()))
    }

    /// Parses and compiles a filter over the fields of a catalogue, which may have those of plugins.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn compile(text: &[u8], catalogue: &Catalogue) -> Result<Filter, FilterError> {
        Filter::made_of(Arc::new(parse(text)?), catalogue, None)
    }

    /// As [`Filter::compile`], for one of many filters that the same events are asked about: comparisons that it has in
    /// common with other filters of the pool are evaluated once for each [`crate::fields::Event`].
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn compile_with(text: &[u8], catalogue: &Catalogue, pool: &mut Pool) -> Result<Filter, FilterError> {
        Filter::made_of(Arc::new(parse(text)?), catalogue, Some(pool))
    }

    /// Compiles a filter.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn from_tree(tree: &Expr, catalogue: &Catalogue) -> Result<Filter, FilterError> {
        Filter::made_of(Arc::new(tree.clone()), catalogue, None)
    }

    /// As [`Filter::compile_with`], from a tree.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn from_tree_with(
        tree: &Expr,
        catalogue: &Catalogue,
        pool: &mut Pool,
    ) -> Result<Filter, FilterError> {
        Filter::made_of(Arc::new(tree.clone()), catalogue, Some(pool))
    }

    fn made_of(
        tree: Arc<Expr>,
        catalogue: &Catalogue,
        pool: Option<&mut Pool>,
    ) -> Result<Filter, FilterError> {
        let mut compiler = Compiler::new(catalogue, pool);
        let start = compiler.expr(&tree, ACCEPT, REJECT, 0)?;
        let Compiler { steps, mut checks, mut warnings, .. } = compiler;
        warnings.sort_by_key(|warning| warning.pos.idx);
        let slots = assign_slots(&mut checks);
        let mut looks_back = false;
        each_extraction(&mut checks, &mut |extraction| {
            let has = |flag| extraction.field().is_some_and(|field| field.info.flags.has(flag));
            looks_back |= has(FieldFlags::REMEMBERS) || has(FieldFlags::COUNTS_EVENTS);
        });
        let codes = EventSet::all();
        let mut program = Filter { steps, checks, start, slots, codes, warnings, looks_back, tree };
        program.codes = program.possible_codes();
        Ok(program)
    }

    /// The events that can match. All others are rejected without looking at them.
    pub fn codes(&self) -> &EventSet {
        &self.codes
    }

    /// The comparisons of the tree, in the order of the text.
    pub fn leaves(&self) -> impl Iterator<Item = Leaf<'_>> {
        // Each is one step, and the last in the text was compiled first.
        self.checks.iter().rev().map(Leaf::new)
    }

    /// True where it looks at the events in front of one, so that all are needed.
    pub fn looks_back(&self) -> bool {
        self.looks_back
    }

    /// The tree that it was compiled from.
    pub fn tree(&self) -> &Expr {
        &self.tree
    }

    /// Constants that may have been intended differently.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// True when the event that `source` reads, which is one of `code`, matches.
    #[inline]
    pub fn matches<'s, S: Source<'s>>(&'s self, code: Code, source: &S) -> bool {
        self.codes.contains(code) && self.holds(source, 0)
    }

    /// As [`Filter::matches`], for an event whose code was looked at, in the event context `serial`: results are shared
    /// with other filters unless that is 0.
    pub(crate) fn holds<'s, S: Source<'s>>(&'s self, source: &S, serial: u64) -> bool {
        let slots: &mut [Option<Extracted<'s>>] = match self.slots {
            0 => &mut [],
            slots => source.scratch().fill(slots, None),
        };
        let run = Run { source, slots: Cell::from_mut(slots).as_slice_of_cells(), serial };
        let mut at = self.start;
        while let (Some(step), Some(check)) = (self.steps.get(at as usize), self.checks.get(at as usize)) {
            at = if check.holds(&run) { step.yes } else { step.no };
        }
        at == ACCEPT
    }

    /// Where results are kept, in the order of the text.
    #[cfg(test)]
    pub(super) fn memos(&self) -> Vec<Option<Arc<super::memo::Memo>>> {
        self.checks.iter().rev().map(|check| check.memo.clone()).collect()
    }

    /// For each code: whether acceptance can be reached, when the checks that are decided, for every event or by the code
    /// alone, go the one way they can, and all others either way.
    fn possible_codes(&self) -> EventSet {
        let scratch = Scratch::new();
        let mut reach = vec![false; self.steps.len()];
        let mut codes = EventSet::none();
        let decided: Vec<Option<bool>> = self.checks.iter().map(decided::check).collect();
        let is_open =
            |(check, decided): (&Check, &Option<bool>)| decided.is_none() && known_field(check).is_none();
        if self.checks.iter().zip(&decided).all(is_open) {
            return EventSet::all();
        }
        for code in Code::all() {
            let source = ByCode { code, scratch: &scratch };
            let run = Run { source: &source, slots: &[], serial: 0 };
            let goes = |reach: &[bool], at: u32| at == ACCEPT || reach.get(at as usize).is_some_and(|r| *r);
            for (i, (step, check)) in self.steps.iter().zip(&self.checks).enumerate() {
                let by_code =
                    || known_field(check).and_then(|field| source.known(field)).map(|_| check.holds(&run));
                reach[i] = match decided[i].or_else(by_code) {
                    Some(true) => goes(&reach, step.yes),
                    Some(false) => goes(&reach, step.no),
                    None => goes(&reach, step.yes) || goes(&reach, step.no),
                };
            }
            if goes(&reach, self.start) {
                codes.insert(code);
            }
        }
        codes
    }
}

/// One comparison of a filter.
pub struct Leaf<'p> {
    /// The field on its left side, where that is one.
    pub field: Option<&'p FieldRef>,
    /// The events for which it can hold, as far as their codes decide.
    pub may_hold: EventSet,
    /// Those for which it can fail.
    pub may_fail: EventSet,
}

impl<'p> Leaf<'p> {
    fn new(check: &'p Check) -> Leaf<'p> {
        let field = check.left.field();
        match decided::check(check) {
            Some(true) => return Leaf { field, may_hold: EventSet::all(), may_fail: EventSet::none() },
            Some(false) => return Leaf { field, may_hold: EventSet::none(), may_fail: EventSet::all() },
            None => {}
        }
        let Some(known) = known_field(check) else {
            return Leaf { field, may_hold: EventSet::all(), may_fail: EventSet::all() };
        };
        let scratch = Scratch::new();
        let (mut may_hold, mut may_fail) = (EventSet::none(), EventSet::none());
        for code in Code::all() {
            let source = ByCode { code, scratch: &scratch };
            let decided = source.known(known).is_some();
            let holds = check.holds(&Run { source: &source, slots: &[], serial: 0 });
            if holds || !decided {
                may_hold.insert(code);
            }
            if !holds || !decided {
                may_fail.insert(code);
            }
        }
        Leaf { field, may_hold, may_fail }
    }
}

/// The one field that a check reads, if event codes may decide it.
fn known_field(check: &Check) -> Option<&FieldRef> {
    match check.question {
        Question::Exists | Question::Value(_) | Question::Elements { .. } => {
            check.left.field().filter(|field| field.info.known.is_some())
        }
        _ => None,
    }
}

/// What is known of an event by its code.
struct ByCode<'s> {
    code: Code,
    scratch: &'s Scratch,
}

impl ByCode<'_> {
    fn known(&self, field: &FieldRef) -> Option<Extracted<'static>> {
        field.info.known.and_then(|known| known(self.code, field))
    }
}

impl<'s> Source<'s> for ByCode<'s> {
    fn extract(&self, field: &FieldRef) -> Extracted<'s> {
        self.known(field).unwrap_or(Extracted::None)
    }

    fn candidates(&self, _: &FieldRef) -> Extracted<'s> {
        Extracted::None
    }

    fn scratch(&self) -> &'s Scratch {
        self.scratch
    }
}

/// Assigns a slot to every extraction that occurs more than once; returns how many there are.
fn assign_slots(checks: &mut [Check]) -> usize {
    let mut slots = Slots::default();
    each_extraction(checks, &mut |extraction| {
        if !extraction.transforms.is_empty() {
            slots.count(extraction.base());
        }
        slots.count(extraction.clone());
    });
    each_extraction(checks, &mut |extraction| {
        if !extraction.transforms.is_empty() {
            extraction.base_slot = slots.slot(&extraction.base());
        }
        extraction.slot = slots.slot(extraction);
    });
    slots.given as usize
}

fn each_extraction(checks: &mut [Check], f: &mut impl FnMut(&mut Extraction)) {
    for check in checks {
        check.left.visit_mut(f);
        if let Question::Field { right, .. } = &mut check.question {
            right.visit_mut(f);
        }
    }
}

/// Extractions, how often each is used, and its slot once one was assigned. Grouped by field, to be found quickly.
#[derive(Default)]
struct Slots {
    groups: FxHashMap<usize, Vec<(Extraction, u32, Option<u32>)>>,
    given: u32,
}

impl Slots {
    fn key(extraction: &Extraction) -> usize {
        extraction.field().map_or(0, |field| std::ptr::from_ref::<FieldInfo>(&field.info).addr())
    }

    fn count(&mut self, extraction: Extraction) {
        let group = self.groups.entry(Self::key(&extraction)).or_default();
        match group.iter_mut().find(|(known, ..)| *known == extraction) {
            Some((_, uses, _)) => *uses += 1,
            None => group.push((extraction, 1, None)),
        }
    }

    fn slot(&mut self, extraction: &Extraction) -> Option<u32> {
        let group = self.groups.get_mut(&Self::key(extraction))?;
        let (_, uses, slot) = group.iter_mut().find(|(known, ..)| known == extraction)?;
        if *uses > 1 && slot.is_none() {
            *slot = Some(self.given);
            self.given += 1;
        }
        *slot
    }
}

/// Values of a field or transformer, for output templates.
#[derive(Debug)]
pub struct Getter {
    extraction: Extraction,
}

impl Getter {
    /// Compiles a tree that is a field or a transformer.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn from_tree(tree: &Expr, catalogue: &Catalogue) -> Result<Getter, FilterError> {
        Ok(Getter { extraction: Compiler::new(catalogue, None).extraction(tree)? })
    }

    /// A getter of a plain field.
    pub fn from_field(field: FieldRef) -> Getter {
        Getter { extraction: Extraction::new(super::extraction::Origin::Field(field)) }
    }

    /// The field that is read, unless a transformer combines several values.
    pub fn field(&self) -> Option<&FieldRef> {
        self.extraction.field()
    }

    /// The field, where its value is not transformed.
    #[inline]
    pub fn plain_field(&self) -> Option<&FieldRef> {
        self.extraction.field().filter(|_| self.extraction.transforms.is_empty())
    }

    /// True when the value was decoded: its bytes need not be those of a text.
    pub fn decodes(&self) -> bool {
        self.extraction.transforms.contains(&Transform::B64)
    }

    /// Type of the values.
    pub fn ty(&self) -> ParamType {
        self.extraction.result().0
    }

    /// True when there may be several.
    pub fn is_list(&self) -> bool {
        self.extraction.result().1
    }

    /// How numbers are printed: as the field specifies, whatever transformer was applied.
    pub fn format(&self) -> PrintFormat {
        self.field().map_or(PrintFormat::Na, |field| field.format)
    }

    /// Reads the values.
    pub fn get<'s, S: Source<'s>>(&'s self, source: &S) -> Extracted<'s> {
        self.extraction.get(&Run { source, slots: &[], serial: 0 })
    }
}
