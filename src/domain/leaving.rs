//! What may leave of the answers to a section, as far as it is known before anything is answered.
//!
//! Looks at the study, the source and the request, and never at an answer or at what is hidden: whoever is asked
//! the same questions is told the same.

use super::field::{DayBound, FieldId, FieldKind, SectionId};
use super::study::{OnNotEligible, PrecheckSend, RequestId, Send, SourceId, Study};

/// Who is asked, for what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asked {
    /// Who refers.
    pub source: SourceId,
    /// What is asked for.
    pub request: RequestId,
}

/// How much of the answers to a section may leave.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Share {
    /// Nothing.
    Nothing,
    /// Something of the fewer, which are marked.
    Few,
    /// Something of the most; those that stay are marked.
    Most,
    /// Something of every answer.
    All,
}

/// What else the answers to a section may tell a receiver.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Meaning {
    /// Whether a criterion depends on them.
    pub is_judged: bool,
    /// Whether what they mean for the criteria leaves under a consent.
    pub is_shared: bool,
    /// Whether a referral that arrives tells that no answer and no criterion disagree.
    pub shows_by_arrival: bool,
}

/// Tells whether some consent lets something of a field leave.
pub fn may_leave(study: &Study, field: FieldId, asked: Asked) -> bool {
    let covers = |it| study.consent(it).lets_out(field);
    study.field(field).send != Send::Never && study.consents_for(asked.source, asked.request).any(covers)
}

/// Tells how much of the answers to a section may leave.
pub fn share(study: &Study, section: SectionId, asked: Asked) -> Share {
    let (mut sent, mut kept) = (0, 0);
    for field in study.fields_of(section, asked.source) {
        *(if may_leave(study, field, asked) { &mut sent } else { &mut kept }) += 1;
    }
    match (sent, kept) {
        (0, _) => Share::Nothing,
        (_, 0) => Share::All,
        _ if sent <= kept => Share::Few,
        _ => Share::Most,
    }
}

/// Tells what the answers to a section may tell beyond themselves.
pub fn meaning(study: &Study, section: SectionId, asked: Asked) -> Meaning {
    let is_read = read_by_criteria(study);
    let is_judged = study.fields_of(section, asked.source).any(|it| is_read[usize::from(it.0)]);
    let covers = |it| study.consent(it).covers_precheck;
    let may_leave = study.precheck_send != PrecheckSend::Never
        && study.consents_for(asked.source, asked.request).any(covers);
    Meaning {
        is_judged,
        is_shared: is_judged && may_leave,
        shows_by_arrival: is_judged && study.on_not_eligible == OnNotEligible::Explain,
    }
}

/// Whether a referral that arrives tells something of a field that the referral does not say: that an age or a bound held.
///
/// Nobody goes on below the minimum age, or with a required number or date outside of its bounds. Where "not sure" is enough, or no
/// answer, arriving tells nothing.
pub fn shows_by_bounds(study: &Study, id: FieldId, asked: Asked) -> bool {
    let field = study.field(id);
    let is_told = |enough: &[Send]| may_leave(study, id, asked) && enough.contains(&field.send);
    let age = study.source(asked.source).minimum_age.as_ref();
    let is_bound = if let FieldKind::Number { min, max, .. } = &field.kind {
        min.is_some() || max.is_some()
    } else if let FieldKind::Date { min, max, .. } = &field.kind {
        // That a day is not in the future tells nothing.
        matches!(min, Some(DayBound::On(_) | DayBound::Today)) || matches!(max, Some(DayBound::On(_)))
    } else {
        false
    };
    study.asks(id, asked.source, asked.request)
        && ((age.is_some_and(|it| it.field == id) && !is_told(&[Send::Value, Send::Age]))
            || (is_bound && field.is_required && !field.allows_unsure && !is_told(&[Send::Value])))
}

/// For every field, whether a criterion reads it or a field that shows only because of it.
fn read_by_criteria(study: &Study) -> Vec<bool> {
    let mut is_read = vec![false; study.fields.len()];
    let mut waiting: Vec<FieldId> = Vec::new();
    for rule in study.criteria.iter().filter_map(|it| it.when.as_ref()) {
        rule.reads(&mut |it| waiting.push(it));
    }
    while let Some(field) = waiting.pop() {
        if !std::mem::replace(&mut is_read[usize::from(field.0)], true)
            && let Some(rule) = &study.field(field).show_when
        {
            rule.reads(&mut |it| waiting.push(it));
        }
    }
    is_read
}
