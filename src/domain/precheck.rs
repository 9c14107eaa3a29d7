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

/// What all verdicts come to, from the least to the most that stands against it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Outcome {
    /// Nothing stands against it.
    Eligible,
    /// Some answer is not sure, not precise or not asked for.
    Pending,
    /// Some answer is missing.
    Incomplete,
    /// Some answer and some criterion disagree.
    NotEligible,
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
    let outcome = outcome(study.criteria.iter().zip(verdicts.iter().copied()));
    Precheck { outcome, verdicts }
}

/// Sums verdicts up: any conflict, else any missing answer, else any other open one.
///
/// An optional criterion counts only when it conflicts.
pub fn outcome<'a>(judged: impl Iterator<Item = (&'a Criterion, Verdict)>) -> Outcome {
    let says = |(criterion, verdict): (&Criterion, Verdict)| match verdict {
        Verdict::Conflict => Outcome::NotEligible,
        Verdict::Unknown(_) if criterion.is_optional => Outcome::Eligible,
        Verdict::Unknown(Cause::Missing) => Outcome::Incomplete,
        Verdict::Unknown(Cause::NotSure | Cause::Imprecise | Cause::NotAsked) => Outcome::Pending,
        Verdict::Pass | Verdict::NotChecked => Outcome::Eligible,
    };
    judged.map(says).max().unwrap_or(Outcome::Eligible)
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
