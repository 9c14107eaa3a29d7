//! Prechecks: what the answers already say about each criterion.
//!
//! A precheck never decides eligibility; the site does that at screening. It only lets the
//! referrer see, before sending, where an answer and the protocol disagree.
//!
//! Invariant: pure. No clock, DOM, network or locale; "today" arrives with the facts.

use super::answer::Facts;
use super::field::{FieldId, SectionId};
use super::rule::{Cause, Truth};
use super::study::{Category, Criterion, Study};

/// What the answers say about one criterion.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Nothing stands against it.
    Pass,
    /// The answers and the criterion disagree.
    Conflict,
    /// The answers do not decide it.
    Unknown(Cause),
    /// The criterion has no rule; the study team checks it.
    NotChecked,
}

impl Verdict {
    /// The word in referrals.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Conflict => "conflict",
            Verdict::Unknown(_) => "unknown",
            Verdict::NotChecked => "not_checked",
        }
    }
}

/// What all verdicts come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Nothing stands against it.
    Eligible,
    /// Some answer and some criterion disagree.
    NotEligible,
    /// Some answer is missing.
    Incomplete,
    /// Some answer is not sure, not precise or not asked for.
    Pending,
}

impl Outcome {
    /// The word in referrals.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Eligible => "eligible",
            Outcome::NotEligible => "not_eligible",
            Outcome::Incomplete => "incomplete",
            Outcome::Pending => "pending",
        }
    }
}

/// The verdicts and what they come to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Precheck {
    /// What all verdicts come to.
    pub outcome: Outcome,
    /// One verdict per criterion, in the order of the protocol.
    pub verdicts: Vec<Verdict>,
}

/// Judges every criterion, in the order of the protocol.
///
/// Shape: one verdict per criterion. Cannot fail: names were found when the study file was read.
pub fn precheck(study: &Study, facts: &Facts) -> Precheck {
    let verdicts: Vec<Verdict> = study.criteria.iter().map(|it| judge(it, facts)).collect();
    let mut outcome = Outcome::Eligible;
    for (criterion, verdict) in study.criteria.iter().zip(&verdicts) {
        let says = match verdict {
            Verdict::Conflict => Outcome::NotEligible,
            Verdict::Unknown(_) if criterion.is_optional => Outcome::Eligible,
            Verdict::Unknown(Cause::Missing) => Outcome::Incomplete,
            Verdict::Unknown(Cause::NotSure | Cause::Imprecise | Cause::NotAsked) => Outcome::Pending,
            Verdict::Pass | Verdict::NotChecked => Outcome::Eligible,
        };
        if rank(says) > rank(outcome) {
            outcome = says;
        }
    }
    Precheck { outcome, verdicts }
}

fn judge(criterion: &Criterion, facts: &Facts) -> Verdict {
    let Some(rule) = &criterion.when else { return Verdict::NotChecked };
    let is_met = match criterion.category {
        Category::Inclusion => rule.judge(facts),
        Category::Exclusion => rule.judge(facts).not(),
    };
    match is_met {
        Truth::True => Verdict::Pass,
        Truth::False => Verdict::Conflict,
        Truth::Unknown(cause) => Verdict::Unknown(cause),
    }
}

/// Any conflict outweighs any missing answer, which outweighs any other open one.
fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Eligible => 0,
        Outcome::Pending => 1,
        Outcome::Incomplete => 2,
        Outcome::NotEligible => 3,
    }
}

/// Tells after which section a criterion can be judged: the last one whose fields it reads.
///
/// Shape: one entry per criterion; `None` where it reads no field.
pub fn decided_after(study: &Study) -> Vec<Option<SectionId>> {
    let last_read = |criterion: &Criterion| {
        let mut last: Option<FieldId> = None;
        if let Some(rule) = &criterion.when {
            rule.reads(&mut |field| last = last.max(Some(field)));
        }
        last.map(|it| study.field(it).section)
    };
    study.criteria.iter().map(last_read).collect()
}
