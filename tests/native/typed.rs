//! Typed values: what keypads, word processors and other pages put into them, and what nobody can have meant.

use referral_form::domain::answer::{Answer, Fact};
use referral_form::domain::date::Date;
use referral_form::domain::field::FieldId;
use referral_form::domain::form::{Form, FormEvent, Part};
use referral_form::domain::referral::Origin;
use referral_form::domain::study::Study;
use referral_form::domain::validate::check::{Conditions, FieldProblem, check};
use serde_json::{Value, json};

use crate::small_study;

/// A form with one question, in a browser that writes decimals with a point, on 1 March 2027.
struct Question {
    study: Study,
    form: Form,
    conditions: Conditions,
}

impl Question {
    fn of(field: Value) -> Question {
        Question::in_zone(field, "Europe/Vienna")
    }

    fn in_zone(field: Value, zone: &str) -> Question {
        let mut file = small_study::file(json!([field]));
        file["sections"][0]["fields"][0]["id"] = json!("it");
        file["sections"][0]["fields"][0]["label"] = json!("It");
        file["consents"][0]["covers"] = json!(["it"]);
        Question::from(&file, zone)
    }

    fn from(file: &Value, zone: &str) -> Question {
        let study = small_study::read(file).unwrap_or_else(|it| panic!("{it}"));
        let today = Date::new(2027, 3, 1).expect("a day");
        let conditions = Conditions { today, decimal_comma: false, time_zone: zone.to_owned() };
        let form = Form::new(&study, None, Origin::default(), conditions.clone());
        Question { study, form, conditions }
    }

    fn types(mut self, parts: &[(Part, &str)]) -> Question {
        for (part, text) in parts {
            self.form.apply(&self.study, FormEvent::Typed(FieldId(0), *part, (*text).to_owned()));
        }
        self
    }

    fn says(&self) -> Result<Fact, FieldProblem> {
        check(self.study.field(FieldId(0)), self.form.draft(FieldId(0)), &self.conditions)
    }

    /// What one line comes to: a text or a number, as it is sent.
    fn reads(self, text: &str) -> Result<String, FieldProblem> {
        match self.types(&[(Part::Text, text)]).says()? {
            Fact::Known(Answer::Text(text)) => Ok(text),
            Fact::Known(Answer::Number(number)) => Ok(number.to_string()),
            Fact::Missing => Ok(String::new()),
            other => panic!("{other:?}"),
        }
    }
}

fn number() -> Question {
    Question::of(json!({ "type": "number", "send": "value" }))
}

fn day() -> Question {
    Question::of(json!({ "type": "date", "send": "value" }))
}

#[test]
fn a_comma_separates_decimals_where_a_keypad_has_no_point() {
    for (typed, read) in
        [("7,2", "7.2"), ("12,25", "12.25"), ("0,125", "0.125"), (",5", "0.5"), ("1,2345", "1.2345")]
    {
        assert_eq!(number().reads(typed).as_deref(), Ok(read), "{typed}");
    }
}

#[test]
fn a_number_that_may_be_a_thousand_times_another_is_asked_about() {
    for typed in ["1,234", "12,345", "-1,234", "1,234,567", "1,234.500", "1 234", "1'234"] {
        assert_eq!(number().reads(typed), Err(FieldProblem::Thousands), "{typed}");
    }
    for typed in ["7.77.7", "about 5", "1,2,3", "5,"] {
        assert_eq!(number().reads(typed), Err(FieldProblem::Number), "{typed}");
    }
}

/// What comes along when a value is copied from elsewhere.
const COPIED: [&str; 14] = [
    "\u{A0}", "\u{202F}", "\u{2009}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{200E}", "\u{200F}", "\u{202A}",
    "\u{202C}", "\u{2066}", "\u{2069}", "\u{FEFF}", "\u{2060}",
];

#[test]
fn what_nobody_sees_in_a_typed_value_is_taken_out() {
    for c in COPIED {
        let of = |kind: &str, more: Value| {
            let mut field = json!({ "type": kind, "send": "value" });
            field.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            Question::of(field)
        };
        let within = |before: &str, after: &str| format!("{c}{before}{c}{after}{c}");
        let told = format!("{c:?}");
        for (kind, more, before, after, read) in [
            ("number", json!({}), "1", "234.5", "1234.5"),
            ("email", json!({}), "ada@", "person.example", "ada@person.example"),
            ("phone", json!({ "region": "US" }), "212 555", "0123", "+12125550123"),
            ("npi", json!({}), "12345", "67893", "1234567893"),
            ("postal", json!({ "region": "US" }), "100", "01", "10001"),
        ] {
            assert_eq!(of(kind, more).reads(&within(before, after)).as_deref(), Ok(read), "{kind}: {told}");
        }
        let (year, month, day_of) = (within("20", "14"), within("0", "3"), within("3", "1"));
        let date = day().types(&[(Part::Year, &year), (Part::Month, &month), (Part::Day, &day_of)]).says();
        assert!(matches!(date, Ok(Fact::Known(Answer::Days { .. }))), "{told}: {date:?}");
    }
}

#[test]
fn a_name_of_nothing_that_can_be_seen_is_missing() {
    let text = || Question::of(json!({ "type": "text", "required": true, "send": "value" }));
    for c in COPIED.into_iter().chain(["\u{3164}", "\u{2800}", "\u{AD}", "\u{115F}", "\u{3000}\t \n"]) {
        assert_eq!(text().reads(c), Err(FieldProblem::Missing), "{c:?}");
    }
    // Persian needs the joiner, and a family of emoji too.
    for name in ["می\u{200C}خواهم", "👩\u{200D}👧", "Ada\u{A0}Example"] {
        assert_eq!(text().reads(name).as_deref(), Ok(name));
    }
}

#[test]
fn a_day_may_be_written_with_what_the_language_puts_behind_it() {
    for (year, month, day_of) in
        [("2014", "3", "4th"), ("2014年", "3月", "4日"), ("2014", "3.", "4."), ("2014", "03", "1er")]
    {
        let said = day().types(&[(Part::Year, year), (Part::Month, month), (Part::Day, day_of)]).says();
        assert!(matches!(said, Ok(Fact::Known(Answer::Days { .. }))), "{year} {month} {day_of}: {said:?}");
    }
    for wrong in ["th", "4/5", "x4", "4-"] {
        let said = day().types(&[(Part::Year, "2014"), (Part::Month, "3"), (Part::Day, wrong)]).says();
        assert_eq!(said, Err(FieldProblem::Date), "{wrong}");
    }
}

/// What is said of somebody born in a year, by a date with these keys in a study with these criteria.
fn born(year: &str, keys: Value, criteria: Value) -> Result<Fact, FieldProblem> {
    let mut field = json!({ "id": "it", "label": "It", "type": "date", "precision": "year" });
    field.as_object_mut().expect("an object").extend(keys.as_object().expect("an object").clone());
    let mut file = small_study::file(json!([field]));
    if field["send"] != Value::Null {
        file["consents"][0]["covers"] = json!(["it"]);
    }
    file["precheck"] = json!({ "criteria": criteria });
    if criteria == json!([]) {
        file.as_object_mut().expect("an object").remove("precheck");
    }
    Question::from(&file, "UTC").types(&[(Part::Year, year)]).says()
}

#[test]
fn nobody_was_born_more_than_130_years_ago_or_tomorrow() {
    let adults = json!([{ "id": "adult", "category": "inclusion", "label": "Adult", "when": { "field": "it", "ageAtLeast": 18 } }]);
    let minors = json!([{ "id": "old", "category": "exclusion", "label": "Old", "when": { "not": { "all": [{ "field": "it", "ageAtMost": "P90Y" }] } } }]);
    for (keys, criteria) in [
        (json!({ "send": "age" }), json!([])),
        (json!({ "send": "ageBand" }), json!([])),
        (json!({ "send": "year" }), json!([])),
        (json!({ "autocomplete": "bday" }), json!([])),
        (json!({}), adults),
        (json!({}), minors),
    ] {
        let says = |year: &str| born(year, keys.clone(), criteria.clone());
        for year in ["1084", "0084", "1895"] {
            assert!(matches!(says(year), Err(FieldProblem::TooEarly { .. })), "{year}: {keys}");
        }
        for year in ["1897", "1984", "2027"] {
            assert!(matches!(says(year), Ok(Fact::Known(_))), "{year}: {keys}");
        }
        assert_eq!(says("2028"), Err(FieldProblem::InFuture), "{keys}");
        assert_eq!(says("84"), Err(FieldProblem::Date), "{keys}");
    }
    // Another date has no such bounds, and the author's own count.
    assert!(matches!(born("1084", json!({ "send": "value" }), json!([])), Ok(Fact::Known(_))));
    assert!(matches!(
        born("1850", json!({ "send": "age", "min": "1800-01-01" }), json!([])),
        Ok(Fact::Known(_))
    ));
}

#[test]
fn a_zone_that_the_browser_does_not_know_is_asked_for() {
    let window = |zone: &str, typed: &str| {
        let mut question = Question::in_zone(json!({ "type": "contact-window", "send": "value" }), zone);
        question.form.apply(&question.study, FormEvent::Picked(FieldId(0), 0, true));
        question.types(&[(Part::From, "09:00"), (Part::To, "10:00"), (Part::Zone, typed)]).says()
    };
    assert_eq!(window("", ""), Err(FieldProblem::TimeZone));
    assert!(matches!(window("", "Europe/Vienna"), Ok(Fact::Known(_))));
    assert!(matches!(window("Europe/Vienna", ""), Ok(Fact::Known(_))));
}
