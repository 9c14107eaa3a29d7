//! The answers as a QuestionnaireResponse: every one that was sent, as it was sent, and the precheck beside them.
//!
//! Where only a part of an answer was sent, only that part stands here. Where nothing but "there is an answer" was, the item has no
//! answer and says why.

use referral_form::domain::date::{Date, PartialDate};
use referral_form::domain::field::{Field, FieldKind};
use referral_form::domain::study::Study;
use serde_json::{Map, Number, Value};

use super::element::{Element, Json};
use super::received::{Precheck, Received, Verdict};

const ABSENT: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
const UCUM: &str = "http://unitsofmeasure.org";

/// The items of the answers, and of the precheck where it was sent.
pub fn items(referral: &Received, study: Option<&Study>) -> Vec<Element> {
    let answers = referral.answers.0.iter().map(|(id, answer)| {
        let field = study.and_then(|it| Some(it.field(it.field_of(id)?)));
        item(field, id, answer)
    });
    answers.chain(referral.precheck.as_ref().map(|it| precheck(it, study))).collect()
}

fn link(id: &str, text: Option<&str>) -> Element {
    Element::new().with("linkId", id).with("text", text)
}

fn item(field: Option<&Field>, id: &str, answer: &Value) -> Element {
    let text = field.map(|it| it.label.as_str());
    let kind = field.map(|it| &it.kind);
    let answers = match answer {
        Value::String(text) => vec![value(kind, text)],
        Value::Array(texts) => texts.iter().filter_map(Value::as_str).map(|it| value(kind, it)).collect(),
        Value::Object(members) if members.contains_key("answered") => return absent("masked", id, text),
        Value::Object(members) if members.contains_key("unsure") => return absent("asked-unknown", id, text),
        Value::Object(members) if members.contains_key("days") => {
            return link(id, text).with("item", window(id, members));
        }
        Value::Object(members) => vec![part(kind, members)],
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    };
    link(id, text).with("answer", answers)
}

/// An item whose answer was not sent, and why.
fn absent(reason: &str, id: &str, text: Option<&str>) -> Element {
    let extension = Element::new().with("url", ABSENT).with("valueCode", reason);
    Element::new().with("extension", vec![extension]).with("linkId", id).with("text", text)
}

fn answer(name: &'static str, value: impl Into<Json>) -> Element {
    Element::new().with(name, value)
}

/// A text that was sent, as the type of its field has it; as a text where it doesn't fit.
fn value(kind: Option<&FieldKind>, text: &str) -> Element {
    match kind {
        Some(FieldKind::YesNo) if text == "yes" => answer("valueBoolean", true),
        Some(FieldKind::YesNo) if text == "no" => answer("valueBoolean", false),
        Some(FieldKind::Date { .. }) if is_date(text) => answer("valueDate", text),
        Some(
            FieldKind::Choice { options } | FieldKind::Choices { options } | FieldKind::Site { options },
        ) if is_code(text) => {
            let label = options.iter().find(|it| it.value == text).map(|it| it.label.as_str());
            answer("valueCoding", Element::new().with("code", text).with("display", label))
        }
        _ => answer("valueString", text),
    }
}

/// What was sent of an answer in an object of its own.
fn part(kind: Option<&FieldKind>, members: &Map<String, Value>) -> Element {
    let is_oldest = members.values().any(|it| it == "90+");
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let whole = |name: &str| members.get(name).and_then(Value::as_u64);
    if let Some(number) = text("value") {
        quantity(kind, number, text("unit"))
    } else if is_oldest {
        years(90, true)
    } else if let Some(age) = whole("age") {
        years(age, false)
    } else if let Some(age) = whole("ageAtLeast") {
        years(age, true)
    } else if let Some(year) = whole("year").map(|it| format!("{it:04}")).filter(|it| is_date(it)) {
        answer("valueDate", year)
    } else if let Some(text) = text("ageBand").or(text("postal3")) {
        answer("valueString", text)
    } else {
        // A later version of the referral may know more; nothing is lost.
        answer("valueString", Value::Object(members.clone()).to_string())
    }
}

fn years(count: u64, or_more: bool) -> Element {
    let quantity =
        Element::new().with("value", Number::from(count)).with("comparator", or_more.then_some(">="));
    answer("valueQuantity", quantity.with("unit", "years").with("system", UCUM).with("code", "a"))
}

/// A number with its unit; as a text where JSON would not keep its digits.
fn quantity(kind: Option<&FieldKind>, text: &str, unit: Option<&str>) -> Element {
    let Some(number) = text.parse::<Number>().ok().filter(|it| it.to_string() == text) else {
        return answer("valueString", [text, unit.unwrap_or_default()].join(" ").trim_end());
    };
    let Some(unit) = unit else { return answer("valueDecimal", number) };
    let label = match kind {
        Some(FieldKind::Number { units, .. }) => units.iter().find(|it| it.code == unit),
        _ => None,
    };
    let quantity =
        Element::new().with("value", number).with("unit", label.map_or(unit, |it| it.label.as_str()));
    let is_code = is_code(unit);
    let quantity = quantity.with("system", is_code.then_some(UCUM)).with("code", is_code.then_some(unit));
    answer("valueQuantity", quantity)
}

/// The parts of a time to call.
fn window(id: &str, members: &Map<String, Value>) -> Vec<Element> {
    let part = |name: &str, answers: Vec<Element>| {
        (!answers.is_empty()).then(|| link(&format!("{id}/{name}"), None).with("answer", answers))
    };
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let days = members.get("days").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let time = |text: &str| match is_time(text) {
        true => answer("valueTime", format!("{text}:00")),
        false => answer("valueString", text),
    };
    [
        part("days", days.map(|it| answer("valueString", it)).collect()),
        part("from", text("from").map(time).into_iter().collect()),
        part("to", text("to").map(time).into_iter().collect()),
        part("timeZone", text("timeZone").map(|it| answer("valueString", it)).into_iter().collect()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The precheck, in the words in which the form shows it: it decides nothing here either.
fn precheck(precheck: &Precheck, study: Option<&Study>) -> Element {
    let outcome = match precheck.outcome.as_str() {
        "eligible" => "Nothing answered rules this out",
        "not_eligible" => "Some answers may not match",
        "incomplete" => "Some answers are missing",
        _ => "The study team needs to look at some points",
    };
    let criteria = precheck.criteria.0.iter().map(|(id, it)| {
        let criterion = study.and_then(|study| study.criteria.iter().find(|it| it.id == *id));
        let text = criterion.map(|it| it.label.as_str());
        link(&format!("@precheck/criteria/{id}"), text)
            .with("answer", vec![answer("valueString", verdict(it))])
    });
    let criteria: Vec<Element> = criteria.collect();
    let outcome =
        link("@precheck/outcome", Some("Outcome")).with("answer", vec![answer("valueString", outcome)]);
    let mut items = vec![outcome];
    if !criteria.is_empty() {
        items.push(link("@precheck/criteria", Some("Criteria")).with("item", criteria));
    }
    link("@precheck", Some("Precheck: how the answers stand against the criteria; it decides nothing"))
        .with("item", items)
}

fn verdict(verdict: &Verdict) -> String {
    match &verdict.because {
        Some(cause) => format!("{} ({cause})", verdict.verdict),
        None => verdict.verdict.clone(),
    }
}

/// Tells whether a text is a date, or a month or year. Source: FHIR R4, date; of the calendar's own days.
pub fn is_date(text: &str) -> bool {
    Date::parse(text).is_some() || PartialDate::parse(text).is_some()
}

/// Source: FHIR R4, time, as far as a form asks for it.
fn is_time(text: &str) -> bool {
    let part = |at: usize| text.get(at..at + 2).and_then(|it| it.parse::<u8>().ok());
    text.len() == 5
        && text.is_char_boundary(2)
        && text.as_bytes()[2] == b':'
        && part(0).is_some_and(|it| it < 24)
        && part(3).is_some_and(|it| it < 60)
}

/// Source: FHIR R4, code: no space at either end, and single ones only.
fn is_code(text: &str) -> bool {
    !text.is_empty() && text.split(' ').all(|it| !it.is_empty() && !it.contains(char::is_whitespace))
}
