//! From an answer as a file writes it to what a person does in the controls of the field.
//!
//! It judges no answer: it refuses only what no control could take, and says so without repeating it.

use serde_json::{Map, Value};

use super::answer::DAYS;
use super::date::Precision;
use super::field::{Field, FieldId, FieldKind, YES_NO};
use super::form::{FormEvent, Part};
use super::study::{Study, Wrong};

/// Turns answers by field id into the events that they cause, in the order of the form.
///
/// Shape: a text as typed, or the value of an option; a date as `2014-03`; a list of values for `choices`;
/// `{"value", "unit"}` for a number in a unit; `{"days", "from", "to", "timeZone"}` for a contact window;
/// `{"unsure": true}` for "not sure".
///
/// # Errors
/// One line for every answer that no control could take, with the id of its field.
pub fn events(study: &Study, answers: &Map<String, Value>) -> Result<Vec<FormEvent>, Vec<String>> {
    let mut events = Vec::new();
    let mut wrong = Vec::new();
    let names = || study.fields.iter().map(|it| it.id.as_str());
    for id in answers.keys().filter(|id| !names().any(|it| it == *id)) {
        wrong.push(unknown("field", id, names()));
    }
    for id in study.field_ids() {
        let field = study.field(id);
        if let Some(answer) = answers.get(&field.id)
            && let Err(how) = answer_to(id, field, answer, &mut events)
        {
            wrong.push(format!("/{}: {how}", field.id));
        }
    }
    if wrong.is_empty() { Ok(events) } else { Err(wrong) }
}

/// Says that nothing has this name, and which name comes nearest.
pub(super) fn unknown<'a>(kind: &'static str, id: &str, mut known: impl Iterator<Item = &'a str>) -> String {
    Wrong::id_unknown(kind, id, &mut known).to_string()
}

/// Notes the events of one answer.
///
/// # Errors
/// What to write instead.
pub(super) fn answer_to(
    id: FieldId,
    field: &Field,
    answer: &Value,
    events: &mut Vec<FormEvent>,
) -> Result<(), String> {
    if let Value::Object(parts) = answer
        && parts.contains_key("unsure")
    {
        if !field.allows_unsure || parts.len() > 1 || parts.get("unsure") != Some(&Value::Bool(true)) {
            return Err("write {\"unsure\": true}, and only where the field offers it".to_owned());
        }
        events.push(FormEvent::Unsure(id, true));
        return Ok(());
    }
    match &field.kind {
        FieldKind::Choice { .. } | FieldKind::YesNo | FieldKind::Site { .. } => {
            pick(id, &field.kind, &[answer], events)
        }
        FieldKind::Choices { .. } => {
            let Value::Array(values) = answer else { return Err("write a list of options".to_owned()) };
            pick(id, &field.kind, &values.iter().collect::<Vec<_>>(), events)
        }
        FieldKind::Date { precision, .. } => date(id, *precision, answer, events),
        FieldKind::ContactWindow => window(id, answer, events),
        FieldKind::Number { units, .. } => {
            let Value::Object(parts) = answer else { return text(id, answer, events) };
            let unit = parts.get("unit").and_then(Value::as_str).unwrap_or_default();
            let known: Vec<&str> = units.iter().map(|it| it.code.as_str()).collect();
            let (Some(value), 2, true) = (parts.get("value"), parts.len(), known.contains(&unit)) else {
                return Err(format!("write {{\"value\", \"unit\"}} with a unit of {}", known.join(", ")));
            };
            events.push(FormEvent::Typed(id, Part::Unit, unit.to_owned()));
            text(id, value, events)
        }
        FieldKind::Text { .. }
        | FieldKind::LongText { .. }
        | FieldKind::Email
        | FieldKind::Phone { .. }
        | FieldKind::Npi
        | FieldKind::Postal { .. } => text(id, answer, events),
    }
}

fn text(id: FieldId, answer: &Value, events: &mut Vec<FormEvent>) -> Result<(), String> {
    let typed = answer.as_str().ok_or("write the answer as typed, as a text")?;
    events.push(FormEvent::Typed(id, Part::Text, typed.to_owned()));
    Ok(())
}

fn pick(id: FieldId, kind: &FieldKind, values: &[&Value], events: &mut Vec<FormEvent>) -> Result<(), String> {
    for value in values {
        let option = value.as_str().and_then(|it| kind.option_of(it)).ok_or_else(|| {
            let known: Vec<&str> = match kind {
                FieldKind::YesNo => YES_NO.to_vec(),
                other => other.options().iter().map(|it| it.value.as_str()).collect(),
            };
            format!("write an option: {}", known.join(", "))
        })?;
        events.push(FormEvent::Picked(id, option, true));
    }
    Ok(())
}

fn date(
    id: FieldId,
    precision: Precision,
    answer: &Value,
    events: &mut Vec<FormEvent>,
) -> Result<(), String> {
    let (controls, form): (&[Part], _) = match precision {
        Precision::Year => (&[Part::Year], "2014"),
        Precision::Month => (&[Part::Year, Part::Month], "2014-03, or 2014"),
        Precision::Day => (&[Part::Year, Part::Month, Part::Day], "2014-03-31, 2014-03 or 2014"),
    };
    let parts: Vec<&str> = answer.as_str().unwrap_or_default().split('-').collect();
    if parts.len() > controls.len() || !answer.is_string() {
        return Err(format!("this date is asked for as {form}"));
    }
    for (control, part) in controls.iter().zip(parts) {
        events.push(FormEvent::Typed(id, *control, part.to_owned()));
    }
    Ok(())
}

fn window(id: FieldId, answer: &Value, events: &mut Vec<FormEvent>) -> Result<(), String> {
    const FORM: &str =
        "write {\"days\", \"from\", \"to\", \"timeZone\"}, the days as mon, tue, wed, thu, fri, sat, sun";
    let parts = answer.as_object().ok_or(FORM)?;
    for (key, part) in parts {
        let control = match key.as_str() {
            "days" => {
                for day in part.as_array().ok_or(FORM)? {
                    let day = DAYS.iter().position(|it| day == it).ok_or(FORM)?;
                    events.push(FormEvent::Picked(id, day as u16, true));
                }
                continue;
            }
            "from" => Part::From,
            "to" => Part::To,
            "timeZone" => Part::Zone,
            _ => return Err(FORM.to_owned()),
        };
        events.push(FormEvent::Typed(id, control, part.as_str().ok_or(FORM)?.to_owned()));
    }
    Ok(())
}
