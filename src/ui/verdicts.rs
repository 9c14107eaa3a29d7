//! What the answers say about the criteria, after the section that decides them.
//!
//! A verdict is never a decision, and its words never sound like one.

use super::element::{El, el};
use super::parts::{say, words};
use super::store::Store;
use crate::domain::field::SectionId;
use crate::domain::form::Form;
use crate::domain::precheck::{Outcome, Verdict, decided_after, outcome, precheck};
use crate::domain::rule::Cause;
use crate::domain::study::{Category, Criterion, Study};
use crate::i18n::Key;

/// The verdicts of one step.
pub fn verdicts(store: Store, section: SectionId) -> Vec<El> {
    let study = store.study();
    let judged = store.now(|form| precheck(&study, form.facts())).verdicts;
    let decided = decided_after(&study);
    let is_last = decided.iter().flatten().max() == Some(&section);
    let (mut shown, mut so_far) = (Vec::new(), Vec::new());
    for ((criterion, verdict), after) in study.criteria.iter().zip(judged).zip(decided) {
        if after == Some(section) || (after.is_none() && is_last) {
            shown.push(row(store, criterion, verdict));
        }
        if after.is_none_or(|it| it <= section) {
            so_far.push((criterion, verdict));
        }
    }
    let sum = outcome(so_far.into_iter());
    let is_stopped = store.now(|form: &Form| form.is_stopped(&study));
    let advice = match sum {
        Outcome::NotEligible if is_stopped => Some(Key::Stopped),
        Outcome::NotEligible => Some(Key::Offered),
        Outcome::Eligible | Outcome::Incomplete | Outcome::Pending => None,
    };
    let mut parts = vec![say(store, "p", "rf-lead", outcome_key(sum)).part("outcome")];
    parts.extend(advice.map(|it| say(store, "p", "", it)));
    parts.push(el("ul").class("rf-verdicts").children(shown));
    parts.push(say(store, "p", "rf-hint", Key::VerdictsNote));
    parts
}

/// The words of an outcome.
pub fn outcome_key(outcome: Outcome) -> Key {
    match outcome {
        Outcome::Eligible => Key::OutcomeEligible,
        Outcome::NotEligible => Key::OutcomeNotEligible,
        Outcome::Incomplete => Key::OutcomeIncomplete,
        Outcome::Pending => Key::OutcomePending,
    }
}

/// The words of a verdict, with its reason.
pub fn verdict_key(verdict: Verdict) -> Key {
    match verdict {
        Verdict::Pass => Key::VerdictPass,
        Verdict::Conflict => Key::VerdictConflict,
        Verdict::Unknown(Cause::Missing) => Key::VerdictMissing,
        Verdict::Unknown(Cause::NotSure) => Key::VerdictNotSure,
        Verdict::Unknown(Cause::Imprecise) => Key::VerdictImprecise,
        Verdict::Unknown(Cause::NotAsked) => Key::VerdictNotAsked,
        Verdict::NotChecked => Key::VerdictNotChecked,
    }
}

/// A criterion's label and verdict, as one line of plain words.
pub fn line(store: Store, study: &Study, index: usize, verdict: Verdict) -> String {
    format!("{}: {}", study.criteria[index].label.words, store.say(verdict_key(verdict)))
}

fn row(store: Store, criterion: &Criterion, verdict: Verdict) -> El {
    let category = match criterion.category {
        Category::Inclusion => Key::Inclusion,
        Category::Exclusion => Key::Exclusion,
    };
    el("li")
        .class("rf-verdict")
        .part("verdict")
        .attr("data-verdict", verdict.word())
        .child(say(store, "span", "rf-hint", category))
        .text(" ")
        .child(words(store, "span", "", &criterion.label))
        .text(" ")
        .child(say(store, "strong", "rf-verdict-words", verdict_key(verdict)))
        .children(criterion.note.as_ref().map(|it| words(store, "p", "rf-hint", it)))
}
