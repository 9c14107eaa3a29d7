//! Steps: which pages the form has for a source and a request, and where each thing stands.

use super::Place;
use crate::domain::field::SectionId;
use crate::domain::precheck::decided_after;
use crate::domain::study::{RequestId, SourceId, Study};

/// A page of the form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// What the study is, what happens to the data, and who refers.
    Start,
    /// The questions of a section.
    Section(SectionId),
    /// What the answers say, after the section that decides it.
    Verdicts(SectionId),
    /// The consents.
    Consents,
    /// What will leave.
    Review,
    /// That it arrived, and what happens next.
    Receipt,
}

/// Every step for a source and a request, in order.
pub(super) fn all(study: &Study, source: SourceId, request: RequestId) -> Vec<Step> {
    let mut decides = vec![false; study.sections.len()];
    for section in decided_after(study).into_iter().flatten() {
        decides[usize::from(section.0)] = true;
    }
    let mut steps = vec![Step::Start];
    for section in study.sections_for(source, request) {
        steps.push(Step::Section(section));
        if decides[usize::from(section.0)] {
            steps.push(Step::Verdicts(section));
        }
    }
    steps.extend([Step::Consents, Step::Review, Step::Receipt]);
    steps
}

/// The step on which a place stands.
pub(super) fn of(study: &Study, place: Place) -> Step {
    match place {
        Place::Source | Place::Request => Step::Start,
        Place::Field(field) => Step::Section(study.field(field).section),
        Place::Consent(_) => Step::Consents,
    }
}
