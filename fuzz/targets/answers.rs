//! Whatever somebody does with the form of `examples/full.json`, nothing panics, and what leaves is covered.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use referral_form::domain::date::Date;
use referral_form::domain::field::{FieldId, FieldKind};
use referral_form::domain::form::{Form, FormEvent, Part, Place};
use referral_form::domain::precheck::precheck;
use referral_form::domain::referral::Origin;
use referral_form::domain::review::{Digests, Review};
use referral_form::domain::study::{ConsentId, Reading, RequestId, SourceId, Study};
use referral_form::domain::validate::check::Conditions;

static STUDY: LazyLock<Study> = LazyLock::new(|| {
    let bytes = include_bytes!("../../examples/full.json");
    Study::read(bytes, Reading::default()).unwrap_or_else(|_| panic!("the example has no problems"))
});

/// Texts that some field takes, or nearly, so that the way to the review is found.
const TYPED: [&str; 32] = [
    "1988",
    "2026",
    "9999",
    "0000",
    "3",
    "02",
    "29",
    "31",
    "Ada Example",
    "ada@person.example",
    "+1 212 555 0123",
    "(212) 555-0123",
    "0044 20 7946 0018",
    "72.5",
    "72,5",
    "1.234",
    "-0",
    "999999999999999",
    "0.0000001",
    "\u{661}\u{662}",
    "[lb_av]",
    "[degF]",
    "Cel",
    "12207",
    "12207-1234",
    "SW1A 1AA",
    "1234567893",
    "09:00",
    "24:00",
    "America/Halifax",
    "\u{200f}\u{0}",
    "",
];

#[derive(Debug, Arbitrary)]
enum Text<'a> {
    Likely(u8),
    Any(&'a str),
}

impl Text<'_> {
    fn words(&self) -> String {
        match self {
            Text::Likely(index) => TYPED[usize::from(*index) % TYPED.len()].to_owned(),
            Text::Any(text) => (*text).to_owned(),
        }
    }
}

#[derive(Debug, Arbitrary)]
enum Act<'a> {
    FillIn,
    Source(u8),
    Request(u8),
    Typed(u8, u8, Text<'a>),
    Picked(u8, u8, bool),
    Unsure(u8, bool),
    Consented(u8, bool),
    EveryConsent,
    CodeRemoved,
    ChannelRemoved,
    Continued,
    Back,
    Change(u8),
    Delivered,
    Another(u16, u8, u8),
    Review,
}

const PARTS: [Part; 8] =
    [Part::Text, Part::Unit, Part::Day, Part::Month, Part::Year, Part::From, Part::To, Part::Zone];

const NOW: &str = "2026-11-22T15:00:00Z";

fn at(number: u8, count: usize) -> u16 {
    (usize::from(number) % count) as u16
}

fuzz_target!(|acts: Vec<Act>| {
    let study = &*STUDY;
    let conditions = Conditions {
        today: Date::new(2026, 11, 22).expect("a day"),
        decimal_comma: acts.len() % 2 == 1,
        time_zone: "America/New_York".to_owned(),
    };
    let origin = Origin { code: Some("CODE-1".to_owned()), channel: Vec::new() };
    let mut form = Form::new(study, None, origin, conditions);
    let mut review: Option<Review> = None;
    for act in acts {
        let field = |number: u8| FieldId(at(number, study.fields.len()));
        let consented = |it| FormEvent::Consented(ConsentId(it), Some(NOW.to_owned()));
        let event = match act {
            Act::Source(it) => FormEvent::SourceChosen(SourceId(at(it, study.sources.len()))),
            Act::Request(it) => FormEvent::RequestChosen(RequestId(at(it, study.requests.len()))),
            Act::FillIn => {
                fill_in(study, &mut form);
                continue;
            }
            Act::Typed(it, part, text) => {
                FormEvent::Typed(field(it), PARTS[usize::from(at(part, PARTS.len()))], text.words())
            }
            Act::Picked(it, option, is_on) => FormEvent::Picked(field(it), at(option, 8), is_on),
            Act::Unsure(it, is_on) => FormEvent::Unsure(field(it), is_on),
            Act::Consented(it, true) => consented(at(it, study.consents.len())),
            Act::Consented(it, false) => FormEvent::Consented(ConsentId(at(it, study.consents.len())), None),
            Act::EveryConsent => {
                for it in 0..study.consents.len() as u16 {
                    form.apply(study, consented(it));
                }
                continue;
            }
            Act::CodeRemoved => FormEvent::CodeRemoved,
            Act::ChannelRemoved => FormEvent::ChannelRemoved,
            Act::Continued => FormEvent::Continued,
            Act::Back => FormEvent::WentBack,
            Act::Change(it) => FormEvent::ChangeAsked(Place::Field(field(it))),
            Act::Delivered => FormEvent::Delivered,
            Act::Another(year, month, day) => {
                let today = Date::new(i32::from(year), month, day);
                form.set_today(study, today.unwrap_or(Date::MAX));
                continue;
            }
            Act::Review => {
                review = open(study, &form, review);
                continue;
            }
        };
        form.apply(study, event);
    }
    open(study, &form, review);
});

/// Answers every question in a way that it takes, and goes to the review.
fn fill_in(study: &Study, form: &mut Form) {
    for field in study.field_ids() {
        let text = match study.field(field).kind {
            FieldKind::Email => "ada@person.example",
            FieldKind::Phone { .. } => "+1 212 555 0123",
            FieldKind::Npi => "1234567893",
            FieldKind::Postal { .. } => "12207",
            FieldKind::Number { .. } => "38.5",
            FieldKind::Text { .. }
            | FieldKind::LongText { .. }
            | FieldKind::Date { .. }
            | FieldKind::Choice { .. }
            | FieldKind::Choices { .. }
            | FieldKind::YesNo
            | FieldKind::ContactWindow
            | FieldKind::Site { .. } => "Ada Example",
        };
        let typed = [text, "", "15", "3", "1988", "09:00", "12:00", ""];
        for (part, text) in PARTS.into_iter().zip(typed) {
            form.apply(study, FormEvent::Typed(field, part, text.to_owned()));
        }
        form.apply(study, FormEvent::Picked(field, 0, true));
    }
    for _ in form.steps(study) {
        form.apply(study, FormEvent::Continued);
    }
}

fn open(study: &Study, form: &Form, earlier: Option<Review>) -> Option<Review> {
    precheck(study, form.facts());
    let digests = Digests { file: String::new(), consents: vec![String::new(); study.consents.len()] };
    let review =
        Review::open(study, form, &digests, NOW.to_owned(), || "id".to_owned(), earlier.as_ref()).ok()?;
    let source = form.source().expect("a form without a source has no review");
    for (field, _) in review.referral.sent() {
        assert!(study.is_sent(*field, source), "what leaves is covered");
    }
    Some(review)
}
