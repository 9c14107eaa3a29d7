//! Invented people, for properties that have to hold of everybody: what they may answer to a study's questions.

use referral_form::domain::answer::DAYS;
use referral_form::domain::date::{Date, Precision};
use referral_form::domain::field::{Field, FieldKind, YES_NO};
use referral_form::domain::form::Form;
use referral_form::domain::referral::Origin;
use referral_form::domain::study::{SourceId, Study};
use referral_form::domain::typing::events;
use referral_form::domain::validate::check::{Conditions, check};
use serde_json::{Map, Value, json};

/// The answers that a test gives, by field id.
pub type Answers = Map<String, Value>;

/// The day on which all these people fill in their form.
pub fn today() -> Date {
    Date::parse("2026-11-22").expect("a day")
}

pub fn conditions() -> Conditions {
    Conditions { today: today(), decimal_comma: false, time_zone: "America/New_York".to_owned() }
}

/// What people may answer to each field of a study, and take for an answer: for every field, a pool.
pub struct Pools(Vec<(String, bool, Vec<Value>)>);

impl Pools {
    pub fn of(study: &Study) -> Pools {
        let pool = |field: &Field| {
            let mut pool = candidates(field);
            pool.retain(|it| is_taken(study, field, it));
            if field.allows_unsure {
                pool.push(json!({ "unsure": true }));
            }
            (field.id.clone(), field.is_required, pool)
        };
        Pools(study.fields.iter().map(pool).collect())
    }

    /// How many numbers [`Pools::answers`] takes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Takes an answer from each pool, or none where the number says so and the field allows it.
    pub fn answers(&self, numbers: &[u16]) -> Answers {
        let mut answers = Answers::new();
        for ((id, is_required, pool), number) in self.0.iter().zip(numbers) {
            let choices = pool.len() + usize::from(!is_required);
            if let Some(answer) = pool.get(usize::from(*number) % choices.max(1)) {
                answers.insert(id.clone(), answer.clone());
            }
        }
        answers
    }
}

/// Tells whether a field takes an answer, whoever refers.
fn is_taken(study: &Study, field: &Field, answer: &Value) -> bool {
    let answers = Answers::from_iter([(field.id.clone(), answer.clone())]);
    let events = events(study, &answers).unwrap_or_else(|it| panic!("{}", it.join("\n")));
    let mut form = Form::new(study, Some(SourceId(0)), Origin::default(), conditions());
    for event in events {
        form.apply(study, event);
    }
    let id = study.field_of(&field.id).expect("the field is the study's");
    check(field, form.draft(id), &conditions()).is_ok()
}

fn candidates(field: &Field) -> Vec<Value> {
    let texts = |texts: &[&str]| texts.iter().map(|it| json!(it)).collect::<Vec<_>>();
    let values = |kind: &FieldKind| kind.options().iter().map(|it| json!(it.value)).collect::<Vec<_>>();
    match &field.kind {
        FieldKind::Text { .. } | FieldKind::LongText { .. } => texts(&["Ada Example", "Bo Example", "Ådne"]),
        FieldKind::Email => texts(&["ada@person.example", "bo@person.example"]),
        FieldKind::Phone { .. } => texts(&["+1 212 555 0123", "+1 (212) 555-0147", "+44 20 7946 0018"]),
        FieldKind::Number { min, max, units, .. } => {
            let mut numbers = texts(&["0", "1", "3", "7", "7.5", "15", "30", "31", "48", "75", "100", "150"]);
            numbers.extend(min.iter().chain(max).map(|it| json!(it.to_string())));
            let with_unit = units.iter().flat_map(|unit| {
                ["3", "30", "48", "75", "150"].map(|it| json!({ "value": it, "unit": unit.code }))
            });
            numbers.extend(with_unit);
            numbers
        }
        FieldKind::Date { precision, .. } => {
            let length = match precision {
                Precision::Year => 4,
                Precision::Month => 7,
                Precision::Day => 10,
            };
            let days = [
                "1936-02-29",
                "1950-01-01",
                "1988-03-15",
                "1988-03-20",
                "2008-02-29",
                "2008-11-22",
                "2008-11-23",
                "2014-11-22",
                "2014-11-23",
                "2024-05-01",
                "2026-09-27",
                "2026-09-28",
                "2026-11-20",
                "2026-12-04",
            ];
            days.iter().flat_map(|it| [json!(it[..length]), json!(it[..4])]).collect()
        }
        FieldKind::Choice { .. } | FieldKind::Site { .. } => values(&field.kind),
        FieldKind::Choices { .. } => {
            let values = values(&field.kind);
            let mut lists: Vec<Value> = values.iter().map(|it| json!([it])).collect();
            lists.extend(values.windows(2).map(|it| json!(it)));
            lists
        }
        FieldKind::YesNo => texts(&YES_NO),
        FieldKind::Npi => texts(&["1234567893", "1245319599"]),
        FieldKind::Postal { .. } => texts(&["10001", "10002-1234", "03601", "SW1A 1AA", "28013"]),
        FieldKind::ContactWindow => vec![
            json!({ "days": [DAYS[0]], "from": "09:00", "to": "12:00" }),
            json!({ "days": [DAYS[6], DAYS[1]], "from": "18:00", "to": "20:30", "timeZone": "Europe/Madrid" }),
        ],
    }
}
