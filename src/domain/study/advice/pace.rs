//! How long a form takes, by source: an estimate to compare forms with, not a measurement of anybody.
//!
//! From the choice of the source to Send: everything that the source is shown there is read once, every required
//! question is answered, every other question is read and left alone, and every consent is ticked. The study's own
//! presentation (summary, facts, materials, privacy notice) is not counted, since people read it before they decide.
//! Of questions that depend on earlier answers, those answers are taken that make the form longest.
//!
//! Seconds = words read × 60 / 238 + Σ of the operators below for every answer.
//!
//! Sources: Card, Moran and Newell, The keystroke-level model for user performance time with interactive systems,
//! Communications of the ACM 23 (1980), 396–410: the times of the operators, keys at the rate of an average typist.
//! Brysbaert, How many words do we read per minute?, Journal of Memory and Language 109 (2019), 104047: 238 words
//! a minute, silent reading of non-fiction. Trauzettel-Klosinski and Dietz, Standardized assessment of reading
//! performance, Investigative Ophthalmology & Visual Science 53 (2012): 255 characters a minute in Chinese, 357 in
//! Japanese, which have no spaces to count words by.

use super::reach::for_each_case;
use crate::domain::answer::Facts;
use crate::domain::field::{Field, FieldId, FieldKind};
use crate::domain::rule::{Rule, Truth};
use crate::domain::study::{RequestId, SourceId, Study, Text};

/// Hundredths of a second; every time here is counted in them.
type Centiseconds = u32;

/// K: a key is pressed, by an average typist (40 words a minute).
const KEY: Centiseconds = 28;

/// P: the pointer is moved to a target.
const POINT: Centiseconds = 110;

/// B: the button of the mouse is pressed and let go.
const CLICK: Centiseconds = 20;

/// H: the hand moves between mouse and keyboard.
const HAND: Centiseconds = 40;

/// M: the next act is prepared.
const PREPARE: Centiseconds = 135;

/// M P B: something is chosen.
const CHOOSE: Centiseconds = PREPARE + POINT + CLICK;

/// P B: a button is pressed that was expected, so that nothing has to be prepared (rule 1 of the model).
const GO_ON: Centiseconds = POINT + CLICK;

/// Words read in a minute.
const WORDS_A_MINUTE: u32 = 238;

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
    let reading = Reading { language: study.shown.as_str() };
    let mut time = 0;
    if study.sources.len() > 1 {
        time += CHOOSE + study.sources.iter().map(|it| reading.of(&it.label)).sum::<u32>();
    }
    if study.requests.len() > 1 {
        let labels = study.requests.iter().filter_map(|it| it.label.as_ref());
        time += CHOOSE + labels.map(|it| reading.of(it)).sum::<u32>();
    }
    let who = study.source(source);
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
    let mut left: Vec<FieldId> = asked.iter().copied().filter(depends).collect();
    let mut time = always;
    // Questions that depend on the same answers are judged together; those groups do not touch each other.
    while let Some(first) = left.pop() {
        let mut group = vec![first];
        let mut reads = read_by(study, first);
        while let Some(at) = left.iter().position(|it| {
            reads.contains(it)
                || read_by(study, *it).iter().any(|read| reads.contains(read) || group.contains(read))
        }) {
            let field = left.swap_remove(at);
            reads.extend(read_by(study, field));
            group.push(field);
        }
        time += longest(study, &group, &cost);
    }
    time
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
    let is_shown = |field: FieldId, facts: &Facts| {
        study.field(field).show_when.as_ref().is_none_or(|it| it.judge(facts) == Truth::True)
    };
    let is_whole = for_each_case(study, &rules, &mut |facts| {
        // A question that is hidden itself shows no other.
        let shown = group.iter().filter(|it| {
            is_shown(**it, facts)
                && read_by(study, **it).iter().all(|read| !group.contains(read) || is_shown(*read, facts))
        });
        most = most.max(shown.map(|it| cost(*it)).sum());
    });
    if is_whole { most } else { group.iter().map(|it| cost(*it)).sum() }
}

/// The time for one question: it is read; where an answer is required, it is given.
fn question(field: &Field, source: SourceId, reading: &Reading) -> Centiseconds {
    let options: Centiseconds = field.kind.options().iter().map(|it| reading.of(&it.label)).sum();
    let read = reading.of(&field.label) + reading.of_some(&field.hint) + options;
    let is_filled_in = field.autocomplete.get(usize::from(source.0)).is_some_and(|it| !it.is_empty());
    match (field.is_required, is_filled_in) {
        (false, _) => read + PREPARE,
        (true, true) => read + CHOOSE,
        (true, false) => read + answer(&field.kind),
    }
}

/// The time for an answer of usual length.
fn answer(kind: &FieldKind) -> Centiseconds {
    let types = |keys: u32| PREPARE + POINT + CLICK + HAND + keys * KEY + HAND;
    match kind {
        FieldKind::Text { .. } => types(15),
        FieldKind::LongText { .. } => types(80),
        FieldKind::Email => types(22),
        FieldKind::Phone { .. } => types(12),
        FieldKind::Number { .. } => types(3),
        // A month is chosen from a list; day and year are typed, a tabulator between them.
        FieldKind::Date { precision, .. } => match precision {
            crate::domain::date::Precision::Day => types(9),
            crate::domain::date::Precision::Month => types(7),
            crate::domain::date::Precision::Year => types(4),
        },
        FieldKind::Choice { .. } | FieldKind::YesNo | FieldKind::Site { .. } => CHOOSE,
        FieldKind::Choices { .. } => CHOOSE + POINT + CLICK,
        FieldKind::Npi => types(10),
        FieldKind::Postal { .. } => types(5),
        // Two days, and two times of four digits.
        FieldKind::ContactWindow => CHOOSE + POINT + CLICK + types(9),
    }
}

struct Reading<'a> {
    language: &'a str,
}

impl Reading<'_> {
    fn of(&self, text: &Text) -> Centiseconds {
        let words = text.words.split_whitespace().count() as u32;
        let characters = text.words.chars().filter(|it| it.is_alphanumeric()).count() as u32;
        match self.language.split('-').next() {
            Some("zh") => characters * 6000 / 255,
            Some("ja") => characters * 6000 / 357,
            Some(_) | None => words * 6000 / WORDS_A_MINUTE,
        }
    }

    fn of_some(&self, text: &Option<Text>) -> Centiseconds {
        text.as_ref().map_or(0, |it| self.of(it))
    }
}
