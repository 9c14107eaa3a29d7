//! Prefilling: answers that the page around the form knows already, put into the controls for the person to look at.
//!
//! It judges no answer and skips no question: what is prefilled is read, shown and agreed to like what is typed. It answers nothing
//! that a rule reads, for those answers are the person's own word; it is never "not sure" for anybody; it puts nothing where the
//! person has been already.
//!
//! Invariant: what it says of an answer depends on the study, the answer and the step alone, and never on what was typed. So the
//! page learns nothing from it: where the person has answered, their answer stays, and nobody hears of that.

use serde_json::{Map, Value};

use super::decimal::Decimal;
use super::field::{FieldId, FieldKind};
use super::form::{Form, FormEvent, Part};
use super::study::Study;
use super::typing::{answer_to, unknown};

/// What a page's answers come to.
#[derive(Default)]
pub struct Prefill {
    /// What happens to which field, in the order of the form.
    pub taken: Vec<(FieldId, Vec<FormEvent>)>,
    /// What is not taken: the id as the page wrote it, and why. Reader: the page's author, in English; never with an answer.
    pub refused: Vec<(String, String)>,
}

/// Turns a page's answers by field id into what happens in the form; [`events`](super::typing::events) says in which shape they come.
pub fn prefill(study: &Study, form: &Form, answers: &Map<String, Value>) -> Prefill {
    let mut prefill = Prefill::default();
    let names = || study.fields.iter().map(|it| it.id.as_str());
    for id in answers.keys().filter(|id| study.field_of(id).is_none()) {
        prefill.refused.push((id.clone(), unknown("field", id, names())));
    }
    let is_read = read_by_rules(study);
    for id in study.field_ids() {
        let field = study.field(id);
        let Some(answer) = answers.get(&field.id) else { continue };
        let taken = match () {
            () if is_read[usize::from(id.0)] => {
                Err("a rule reads it, so only the person answers it".to_owned())
            }
            () if !form.is_ahead(study, id) => Err("the person has been there already".to_owned()),
            () => events_of(study, form, id, answer),
        };
        match taken {
            Err(why) => prefill.refused.push((field.id.clone(), why)),
            Ok(events) if form.draft(id).is_empty() => prefill.taken.push((id, events)),
            Ok(_) => {}
        }
    }
    prefill
}

/// Tells for each field whether a rule reads it: a criterion's, a route's, the one that shows a question, or that of a minimum age.
fn read_by_rules(study: &Study) -> Vec<bool> {
    let mut is_read = vec![false; study.fields.len()];
    let criteria = study.criteria.iter().filter_map(|it| it.when.as_ref());
    let routes = study.routes.iter().filter_map(|it| it.when.as_ref());
    let shown = study.fields.iter().filter_map(|it| it.show_when.as_ref());
    let ages = study.sources.iter().filter_map(|it| Some(&it.minimum_age.as_ref()?.is_minor));
    for rule in criteria.chain(routes).chain(shown).chain(ages) {
        rule.reads(&mut |it| is_read[usize::from(it.0)] = true);
    }
    is_read
}

/// What a person would do in the controls to give this answer.
fn events_of(study: &Study, form: &Form, id: FieldId, answer: &Value) -> Result<Vec<FormEvent>, String> {
    let field = study.field(id);
    let has = |key: &str| answer.get(key).is_some();
    if has("unsure") {
        return Err("only the person can say that they are not sure".to_owned());
    }
    if matches!(field.kind, FieldKind::ContactWindow) && has("timeZone") {
        return Err("leave out timeZone: the times are on the person's own clock".to_owned());
    }
    let mut events = Vec::new();
    answer_to(id, field, answer, &mut events)?;
    for event in &mut events {
        if let FormEvent::Typed(_, Part::Text, text) = event {
            *text = as_shown(&field.kind, text, form.conditions().decimal_comma);
        }
    }
    Ok(events)
}

/// A text as its control shows it: one line has no line ends, and a number has the comma of the language.
///
/// Source: HTML Standard, value sanitization of a text control strips newlines.
fn as_shown(kind: &FieldKind, text: &str, decimal_comma: bool) -> String {
    match kind {
        FieldKind::LongText { .. } => text.to_owned(),
        FieldKind::Number { .. } if decimal_comma && Decimal::parse_typed(text, false).is_some() => {
            text.replace('.', ",")
        }
        FieldKind::Text { .. }
        | FieldKind::Email
        | FieldKind::Phone { .. }
        | FieldKind::Number { .. }
        | FieldKind::Date { .. }
        | FieldKind::Choice { .. }
        | FieldKind::Choices { .. }
        | FieldKind::YesNo
        | FieldKind::Npi
        | FieldKind::Postal { .. }
        | FieldKind::ContactWindow
        | FieldKind::Site { .. } => text.replace(['\n', '\r'], ""),
    }
}
