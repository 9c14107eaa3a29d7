//! How long a form takes, by source: an estimate to compare forms with, not a measurement of anybody.
//!
//! From the choice of the source to Send: everything that the source is shown there is read once, every required
//! question is answered, every other question is read and left alone, and every consent is ticked. The study's own
//! presentation (summary, facts, materials, privacy notice) is not counted, since people read it before they decide.
//! Of questions that depend on earlier answers, those answers are taken that make the form longest.
//!
//! The times of the single acts, and their sources, stand in [`crate::domain::pace`].

use std::collections::{BTreeMap, BTreeSet};

use super::reach::for_each_case;
use crate::domain::answer::Facts;
use crate::domain::field::FieldId;
use crate::domain::pace::{CHOOSE, Centiseconds, GO_ON, Reading, question};
use crate::domain::rule::{Rule, Truth};
use crate::domain::study::{RequestId, SourceId, Study};

/// How long a form takes for one source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pace {
    /// The id of the source.
    pub source: String,
    /// Where the source stands, as a JSON Pointer.
    pub at: String,
    /// Seconds, for the request that takes longest.
    pub seconds: u32,
}

/// Estimates the time for every source, in the language in which the study was read.
pub(super) fn of_every_source(study: &Study) -> Vec<Pace> {
    let pace = |(index, id): (usize, SourceId)| Pace {
        source: study.source(id).id.clone(),
        at: format!("/sources/{index}"),
        seconds: (0..study.requests.len() as u16)
            .map(|request| time(study, id, RequestId(request)).div_ceil(100))
            .max()
            .unwrap_or(0),
    };
    (0..study.sources.len()).map(|it| (it, SourceId(it as u16))).map(pace).collect()
}

fn time(study: &Study, source: SourceId, request: RequestId) -> Centiseconds {
    let reading = Reading { language: study.cover.shown.as_str() };
    let mut time = 0;
    if study.sources.len() > 1 {
        time += CHOOSE + study.cover.sources.iter().map(|it| reading.of(&it.label)).sum::<u32>();
    }
    if study.requests.len() > 1 {
        time += CHOOSE + study.cover.requests.iter().map(|it| reading.of(it)).sum::<u32>();
    }
    let who = study.cover.source(source);
    time += who.instructions.iter().chain(&who.checklist).map(|it| reading.of(it)).sum::<u32>();
    for section in study.sections_for(source, request).map(|it| study.section(it)) {
        time += GO_ON + reading.of(&section.title) + reading.of_some(&section.hint);
    }
    let asked: Vec<FieldId> = study.field_ids().filter(|it| study.asks(*it, source, request)).collect();
    time += questions(study, source, &asked, &reading);
    if study.criteria.iter().any(|it| it.when.is_some()) {
        time += GO_ON + study.criteria.iter().map(|it| reading.of(&it.label)).sum::<u32>();
    }
    for consent in study.consents_for(source, request).map(|it| study.consent(it)) {
        time += CHOOSE + reading.of(&consent.text);
    }
    // From the start, and from the consents; Send is a decision.
    time + 2 * GO_ON + CHOOSE
}

/// The time for all questions, along the answers that show the most.
fn questions(study: &Study, source: SourceId, asked: &[FieldId], reading: &Reading) -> Centiseconds {
    let cost = |it: FieldId| question(study.field(it), source, reading);
    let depends = |it: &FieldId| study.field(*it).show_when.is_some();
    let always: Centiseconds = asked.iter().filter(|it| !depends(it)).map(|it| cost(*it)).sum();
    let mut time = always;
    // Questions that depend on the same answers are judged together; those groups do not touch each other.
    let mut groups = Groups((0..study.fields.len()).collect());
    let left: Vec<FieldId> = asked.iter().copied().filter(depends).collect();
    for field in &left {
        for read in read_by(study, *field) {
            groups.join(*field, read);
        }
    }
    let mut members: BTreeMap<usize, Vec<FieldId>> = BTreeMap::new();
    for field in left {
        members.entry(groups.of(field)).or_default().push(field);
    }
    for group in members.values() {
        time += longest(study, group, &cost);
    }
    time
}

/// Groups of fields: for each field another one of its group, or itself, which stands for all of them.
struct Groups(Vec<usize>);

impl Groups {
    /// The one that stands for the group of a field.
    fn of(&mut self, field: FieldId) -> usize {
        let mut at = usize::from(field.0);
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    /// Makes one group of those of two fields.
    fn join(&mut self, one: FieldId, other: FieldId) {
        let (one, other) = (self.of(one), self.of(other));
        self.0[one] = other;
    }
}

fn read_by(study: &Study, field: FieldId) -> Vec<FieldId> {
    let mut reads = Vec::new();
    if let Some(rule) = &study.field(field).show_when {
        rule.reads(&mut |it| reads.push(it));
    }
    reads
}

/// The most time that a group of questions can take; where there are too many cases, all of them together.
fn longest(study: &Study, group: &[FieldId], cost: &dyn Fn(FieldId) -> Centiseconds) -> Centiseconds {
    let rules: Vec<&Rule> = group.iter().filter_map(|it| study.field(*it).show_when.as_ref()).collect();
    let mut most = 0;
    let members: BTreeSet<FieldId> = group.iter().copied().collect();
    let is_shown = |field: FieldId, facts: &Facts| {
        study.field(field).show_when.as_ref().is_none_or(|it| it.judge(facts) == Truth::True)
    };
    let is_whole = for_each_case(study, &rules, &mut |facts| {
        // A question that is hidden itself shows no other.
        let shown = group.iter().filter(|it| {
            is_shown(**it, facts)
                && read_by(study, **it).iter().all(|read| !members.contains(read) || is_shown(*read, facts))
        });
        most = most.max(shown.map(|it| cost(*it)).sum());
    });
    if is_whole { most } else { group.iter().map(|it| cost(*it)).sum() }
}
