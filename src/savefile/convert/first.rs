// SPDX-License-Identifier: Apache-2.0
//! What has to be done with an event, by its code and number of parameters: one look-up.

use super::family_list::RULES;
use super::rule::Rule;
use crate::schema::events::TABLE;
use crate::schema::limits::MAX_EVENT_PARAMS;
use crate::schema::{Code, EventFlags, EventInfo};

/// What has to be done with an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstStep {
    /// It is current: deliver it.
    Pass,
    /// It is of no use: do not deliver it.
    Drop,
    /// It is an old exit event without a rule.
    NotManaged,
    /// It is of a version without a rule.
    NoRule,
    /// This rule applies.
    Rule(&'static Rule),
}

const PASS: u16 = 0;
const DROP: u16 = 1;
const NOT_MANAGED: u16 = 2;
const NO_RULE: u16 = 3;
/// From here on: the rule of the index above this.
const RULE: u16 = 4;

const FORMS: usize = MAX_EVENT_PARAMS + 1;

static STEPS: [[u16; FORMS]; Code::COUNT] = build();

const fn build() -> [[u16; FORMS]; Code::COUNT] {
    let mut steps = [[PASS; FORMS]; Code::COUNT];
    let mut code = 0;
    while code < Code::COUNT {
        let mut nparams = 0;
        while nparams < FORMS {
            steps[code][nparams] = without_rules(&TABLE[code], nparams);
            nparams += 1;
        }
        code += 1;
    }
    let mut i = 0;
    while i < RULES.len() {
        let step = &mut steps[RULES[i].code as usize][RULES[i].nparams as usize];
        assert!(*step == NO_RULE, "two rules for one version, or a rule for a version that needs none");
        *step = RULE + i as u16;
        i += 1;
    }
    steps
}

const fn without_rules(info: &EventInfo, nparams: usize) -> u16 {
    let enter = info.code.is_enter();
    let old = info.flags.has(EventFlags::OLD_VERSION);
    if info.flags.has(EventFlags::UNUSED) {
        return DROP;
    }
    if !info.flags.has(EventFlags::CONVERTER_MANAGED) {
        return match (old, enter) {
            (false, _) => PASS,
            (true, true) => DROP,
            (true, false) => NOT_MANAGED,
        };
    }
    if enter || old || nparams != info.params.len() { NO_RULE } else { PASS }
}

/// True for an event that needs no conversion; evaluated for each event.
#[inline]
pub(crate) fn is_current(code: Code, nparams: usize) -> bool {
    STEPS[code as usize].get(nparams).is_some_and(|step| *step == PASS)
}

/// What has to be done with an event of this code and number of parameters (at most 32).
pub fn first_step(code: Code, nparams: usize) -> FirstStep {
    match STEPS[code as usize].get(nparams) {
        Some(&PASS) => FirstStep::Pass,
        Some(&DROP) => FirstStep::Drop,
        Some(&NOT_MANAGED) => FirstStep::NotManaged,
        Some(&NO_RULE) | None => FirstStep::NoRule,
        Some(&rule) => FirstStep::Rule(&RULES[usize::from(rule - RULE)]),
    }
}
