//! Pace: how long the acts take of which filling in a form is made, and how long somebody still needs.
//!
//! An estimate for somebody who answers what is required and leaves the rest alone; nobody is measured.
//!
//! Seconds = words read × 60 / 238 + Σ of the operators below for every answer.
//!
//! Sources: Card, Moran and Newell, The keystroke-level model for user performance time with interactive systems,
//! Communications of the ACM 23 (1980), 396–410: the times of the operators, keys at the rate of an average typist.
//! Brysbaert, How many words do we read per minute?, Journal of Memory and Language 109 (2019), 104047: 238 words
//! a minute, silent reading of non-fiction. Trauzettel-Klosinski and Dietz, Standardized assessment of reading
//! performance, Investigative Ophthalmology & Visual Science 53 (2012): 255 characters a minute in Chinese, 357 in
//! Japanese, which have no spaces to count words by.

use super::date::Precision;
use super::field::{Field, FieldKind};
use super::form::{Form, Step};
use super::precheck::decided_after;
use super::study::{Cover, FieldType, SourceId, Study, Text};

/// Hundredths of a second; every time here is counted in them.
pub type Centiseconds = u32;

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
pub const CHOOSE: Centiseconds = PREPARE + POINT + CLICK;

/// P B: a button is pressed that was expected, so that nothing has to be prepared (rule 1 of the model).
pub const GO_ON: Centiseconds = POINT + CLICK;

/// Words read in a minute.
const WORDS_A_MINUTE: u32 = 238;

/// What is ahead of somebody at a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// The step, the first being 1.
    pub step: u32,
    /// Every step but the receipt, to which they lead.
    pub steps: u32,
    /// Whole minutes to Send, rounded up; 0 where it is less than one.
    pub minutes: u32,
}

/// Tells how far somebody is; `None` on the receipt.
pub fn progress(study: &Study, form: &Form) -> Option<Progress> {
    let steps = form.steps(study);
    let step = steps.iter().position(|it| *it == form.step())? as u32 + 1;
    let ahead = steps.len() as u32 - 1;
    (step <= ahead).then(|| Progress { step, steps: ahead, minutes: minutes_left(study, form) })
}

/// Estimates the whole minutes, rounded up, from the step that is shown to Send; 0 where it is less than one.
///
/// Of questions that depend on answers, those count that are asked as the answers stand.
pub fn minutes_left(study: &Study, form: &Form) -> u32 {
    let steps = form.steps(study);
    let ahead = steps.iter().skip_while(|it| **it != form.step());
    whole_minutes(ahead.map(|it| step(study, form, *it)).sum())
}

/// Rounds up to whole minutes; 0 where it is less than one.
fn whole_minutes(time: Centiseconds) -> u32 {
    let seconds = time / 100;
    if seconds < 60 { 0 } else { seconds.div_ceil(60) }
}

/// The time for a step.
fn step(study: &Study, form: &Form, step: Step) -> Centiseconds {
    let reading = Reading { language: &study.cover.shown };
    let (source, request) = (form.facts().source, form.request());
    match step {
        Step::Start => start(&study.cover, source, &reading),
        Step::Section(id) => {
            let section = study.section(id);
            let asked = study.fields_of(id, source).filter(|it| form.is_shown(*it));
            let questions = asked.map(|it| question(study.field(it), source, &reading));
            GO_ON
                + reading.of(&section.title)
                + reading.of_some(&section.hint)
                + questions.sum::<Centiseconds>()
        }
        Step::Verdicts(section) => {
            let judged = study.criteria.iter().zip(decided_after(study)).filter(|it| it.1 == Some(section));
            GO_ON + judged.map(|it| reading.of(&it.0.label)).sum::<Centiseconds>()
        }
        Step::Consents => {
            let consents = study.consents_for(source, request).map(|it| study.consent(it));
            GO_ON + consents.map(|it| CHOOSE + reading.of(&it.text)).sum::<Centiseconds>()
        }
        Step::Review => CHOOSE,
        Step::Receipt => 0,
    }
}

/// The time for the start: who refers and what is asked for is chosen, and what a source is told is read.
fn start(cover: &Cover, source: SourceId, reading: &Reading) -> Centiseconds {
    let who = cover.source(source);
    let choices = [cover.sources.len(), cover.requests.len()].into_iter().filter(|it| *it > 1).count();
    let told = who.instructions.iter().chain(&who.checklist).map(|it| reading.of(it));
    GO_ON + choices as Centiseconds * CHOOSE + told.sum::<Centiseconds>()
}

/// The time for one question: it is read; where an answer is required, it is given.
pub fn question(field: &Field, source: SourceId, reading: &Reading) -> Centiseconds {
    let options: Centiseconds = field.kind.options().iter().map(|it| reading.of(&it.label)).sum();
    let read = reading.of(&field.label) + reading.of_some(&field.hint) + options;
    let is_filled_in = field.autocomplete.get(usize::from(source.0)).is_some_and(|it| !it.is_empty());
    let precision =
        if let FieldKind::Date { precision, .. } = field.kind { precision } else { Precision::Day };
    read + reply(field.is_required, is_filled_in, field.kind.field_type(), precision)
}

/// The time for what follows once a question is read; `precision` is that of a date.
fn reply(is_required: bool, is_filled_in: bool, kind: FieldType, precision: Precision) -> Centiseconds {
    match (is_required, is_filled_in) {
        (false, _) => PREPARE,
        (true, true) => CHOOSE,
        (true, false) => answer(kind, precision),
    }
}

/// The time for an answer of usual length.
fn answer(kind: FieldType, precision: Precision) -> Centiseconds {
    let types = |keys: u32| PREPARE + POINT + CLICK + HAND + keys * KEY + HAND;
    match kind {
        FieldType::Text => types(15),
        FieldType::LongText => types(80),
        FieldType::Email => types(22),
        FieldType::Phone => types(12),
        FieldType::Number => types(3),
        // A month is chosen from a list; day and year are typed, a tabulator between them.
        FieldType::Date => match precision {
            Precision::Day => types(9),
            Precision::Month => types(7),
            Precision::Year => types(4),
        },
        FieldType::Choice | FieldType::YesNo | FieldType::Site => CHOOSE,
        FieldType::Choices => CHOOSE + POINT + CLICK,
        FieldType::Npi => types(10),
        FieldType::Postal => types(5),
        // Two days, and two times of four digits.
        FieldType::ContactWindow => CHOOSE + POINT + CLICK + types(9),
    }
}

/// How fast a language is read.
pub struct Reading<'a> {
    /// The language of the texts, as a BCP 47 tag.
    pub language: &'a str,
}

impl Reading<'_> {
    /// The time for a text.
    pub fn of(&self, text: &Text) -> Centiseconds {
        let text = text.as_str();
        let words = text.split_whitespace().count() as u32;
        let characters = text.chars().filter(|it| is_read(*it)).count() as u32;
        match self.language.split('-').next() {
            Some("zh") => characters * 6000 / 255,
            Some("ja") => characters * 6000 / 357,
            Some(_) | None => words * 6000 / WORDS_A_MINUTE,
        }
    }

    /// The time for a text that may be missing.
    pub fn of_some(&self, text: &Option<Text>) -> Centiseconds {
        text.as_ref().map_or(0, |it| self.of(it))
    }
}

/// Tells whether a character of Chinese or Japanese is read, and not a blank, a punctuation mark or a symbol.
///
/// Source: Unicode, blocks General Punctuation to CJK Symbols and Punctuation but for those of letters and digits in them, Halfwidth and
/// Fullwidth Forms; the whole table of letters would be a hundredth of the download.
fn is_read(it: char) -> bool {
    match it {
        ..'\u{c0}' => it.is_ascii_alphanumeric(),
        '\u{2000}'..='\u{2bff}'
        | '\u{2e00}'..='\u{2e7f}'
        | '\u{3000}'..='\u{3004}'
        | '\u{3008}'..='\u{3020}' => false,
        '\u{ff00}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}'
        | '\u{ff3b}'..='\u{ff40}'
        | '\u{ff5b}'..='\u{ff65}' => false,
        _ => it != '\u{30fb}',
    }
}
