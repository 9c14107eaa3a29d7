//! From rules as written to rules that can be judged: names found, operators held against field types.

use super::file::RuleFile;
use super::index::Index;
use super::json::Reader;
use super::problem::Wrong;
use super::resolve::type_word;
use super::text::Id;
use super::{RequestId, SourceId};
use crate::domain::field::{Field, FieldId, FieldKind};
use crate::domain::rule::{Rule, Test};

/// The names of a study, by which rules, consents and overlays find each other.
pub(super) struct Names {
    pub fields: Index,
    pub sources: Vec<String>,
    pub requests: Vec<String>,
}

impl Names {
    /// Finds a field, or notes that there is none; `beside` holds what else may be named here.
    pub fn field_or(&self, beside: &[&str], id: &str, reader: &mut Reader) -> Option<FieldId> {
        let found = self.fields.find(id);
        if found.is_none() {
            unknown("field", id, &mut self.fields.ids().chain(beside.iter().copied()), reader);
        }
        found.map(|it| FieldId(it as u16))
    }

    /// Finds a field, or notes that there is none.
    pub fn field(&self, id: &str, reader: &mut Reader) -> Option<FieldId> {
        self.field_or(&[], id, reader)
    }

    /// Finds sources, or notes those that there are not.
    pub fn sources(&self, ids: &[Id], reader: &mut Reader) -> Option<Vec<SourceId>> {
        let found = numbers("source", ids, &self.sources, reader)?;
        Some(found.into_iter().map(SourceId).collect())
    }

    fn requests(&self, ids: &[Id], reader: &mut Reader) -> Option<Vec<RequestId>> {
        let found = numbers("request", ids, &self.requests, reader)?;
        Some(found.into_iter().map(RequestId).collect())
    }
}

/// Finds the place of every id among `known`, or notes those that are not there.
pub(super) fn numbers(
    kind: &'static str,
    ids: &[Id],
    known: &[String],
    reader: &mut Reader,
) -> Option<Vec<u16>> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        match known.iter().position(|it| *it == id.0) {
            Some(index) => found.push(index as u16),
            None => unknown(kind, &id.0, &mut known.iter().map(String::as_str), reader),
        }
    }
    (found.len() == ids.len()).then_some(found)
}

fn unknown(kind: &'static str, id: &str, known: &mut dyn Iterator<Item = &str>, reader: &mut Reader) {
    // An id that could not be read is told where it stands.
    if !id.is_empty() {
        let known: &mut dyn Iterator<Item = &str> =
            if reader.looks_for_names() { known } else { &mut std::iter::empty() };
        reader.wrong(Wrong::id_unknown(kind, id, known));
    }
}

/// Resolves a rule.
pub(super) fn rule(file: &RuleFile, names: &Names, fields: &[Field], reader: &mut Reader) -> Option<Rule> {
    let forms = [
        file.all.is_some(),
        file.any.is_some(),
        file.not.is_some(),
        file.count.is_some(),
        file.source.is_some(),
        file.request.is_some(),
        file.field.is_some(),
    ];
    match forms.iter().filter(|it| **it).count() {
        0 => {
            reader.wrong(Wrong::RuleEmpty);
            return None;
        }
        1 => {}
        _ => {
            reader.wrong(Wrong::RuleMixed);
            return None;
        }
    }
    if (file.field.is_none() && has_operator(file)) || file.count.is_some() != file.of.is_some() {
        reader.wrong(Wrong::RuleMixed);
        return None;
    }
    if let Some(rules) = &file.all {
        return list("all", rules, names, fields, reader).map(Rule::All);
    }
    if let Some(rules) = &file.any {
        return list("any", rules, names, fields, reader).map(Rule::Any);
    }
    if let Some(inner) = &file.not {
        let inner = reader.inside("not", |reader| rule(inner, names, fields, reader))?;
        return Some(Rule::Not(Box::new(inner)));
    }
    if let (Some(count), Some(of)) = (&file.count, &file.of) {
        if count.0 as usize > of.len() {
            reader.wrong(Wrong::CountOutOfReach { count: count.0, of: of.len() });
        }
        let of = list("of", of, names, fields, reader)?;
        return Some(Rule::Count { at_least: count.0 as usize, of });
    }
    if let Some(sources) = &file.source {
        let found = reader.inside("source", |reader| names.sources(&sources.0, reader))?;
        return Some(Rule::Source(found));
    }
    if let Some(requests) = &file.request {
        let found = reader.inside("request", |reader| names.requests(&requests.0, reader))?;
        return Some(Rule::Request(found));
    }
    let id = file.field.as_ref()?;
    let field = reader.inside("field", |reader| names.field(&id.0, reader))?;
    let tests = tests(file, &fields[usize::from(field.0)], reader)?;
    Some(Rule::Field { field, tests })
}

fn list(
    key: &str,
    rules: &[RuleFile],
    names: &Names,
    fields: &[Field],
    reader: &mut Reader,
) -> Option<Vec<Rule>> {
    reader.inside(key, |reader| {
        let mut found = Vec::with_capacity(rules.len());
        for (index, it) in rules.iter().enumerate() {
            found.extend(reader.entry(index, |reader| rule(it, names, fields, reader)));
        }
        (found.len() == rules.len()).then_some(found)
    })
}

fn has_operator(file: &RuleFile) -> bool {
    file.is.is_some()
        || file.is_any_of.is_some()
        || file.answered.is_some()
        || file.at_least.is_some()
        || file.at_most.is_some()
        || file.more_than.is_some()
        || file.less_than.is_some()
        || file.before.is_some()
        || file.after.is_some()
        || file.at_least_ago.is_some()
        || file.at_most_ago.is_some()
        || file.age_at_least.is_some()
        || file.age_at_most.is_some()
}

/// Collects the operators beside a field, and refuses those that its type cannot answer.
fn tests(file: &RuleFile, field: &Field, reader: &mut Reader) -> Option<Vec<Test>> {
    let mut tests = Vec::new();
    let mut fits = true;
    let mut add = |op: &'static str, can: bool, test: Option<Test>| {
        if let Some(test) = test {
            if can {
                tests.push(test);
            } else {
                fits = false;
                reader.wrong_at(op, does_not_fit(op, field));
            }
        }
    };
    let is_number = matches!(field.kind, FieldKind::Number { .. });
    let is_date = matches!(field.kind, FieldKind::Date { .. });
    add("answered", true, file.answered.map(Test::Answered));
    add("atLeast", is_number, file.at_least.map(Test::AtLeast));
    add("atMost", is_number, file.at_most.map(Test::AtMost));
    add("moreThan", is_number, file.more_than.map(Test::MoreThan));
    add("lessThan", is_number, file.less_than.map(Test::LessThan));
    add("before", is_date, file.before.map(Test::Before));
    add("after", is_date, file.after.map(Test::After));
    add("atLeastAgo", is_date, file.at_least_ago.map(Test::AtLeastAgo));
    add("atMostAgo", is_date, file.at_most_ago.map(Test::AtMostAgo));
    add("ageAtLeast", is_date, file.age_at_least.as_ref().map(|it| Test::AgeAtLeast(it.0)));
    add("ageAtMost", is_date, file.age_at_most.as_ref().map(|it| Test::AgeAtMost(it.0)));
    let is = file.is.as_ref().map(std::slice::from_ref);
    for (op, values) in [("is", is), ("isAnyOf", file.is_any_of.as_deref())] {
        if let Some(values) = values {
            match options(op, values, field, reader) {
                Some(options) => tests.push(Test::IsAnyOf(options)),
                None => fits = false,
            }
        }
    }
    if fits && tests.is_empty() {
        reader.wrong(Wrong::RuleWithoutTest);
        fits = false;
    }
    fits.then_some(tests)
}

fn does_not_fit(op: &'static str, field: &Field) -> Wrong {
    Wrong::OperatorDoesNotFit { op, field: field.id.clone(), kind: type_word(&field.kind) }
}

fn options(op: &'static str, values: &[String], field: &Field, reader: &mut Reader) -> Option<Vec<u16>> {
    let known: Vec<&str> = match &field.kind {
        FieldKind::YesNo => crate::domain::field::YES_NO.to_vec(),
        other => other.options().iter().map(|it| it.value.as_str()).collect(),
    };
    if known.is_empty() {
        // That a choice has no options is told where it stands.
        if !matches!(
            field.kind,
            FieldKind::Choice { .. } | FieldKind::Choices { .. } | FieldKind::Site { .. }
        ) {
            reader.wrong_at(op, does_not_fit(op, field));
        }
        return None;
    }
    let mut found = Vec::with_capacity(values.len());
    for value in values {
        match field.kind.option_of(value) {
            Some(index) => found.push(index),
            None => reader.inside(op, |reader| unknown("option", value, &mut known.iter().copied(), reader)),
        }
    }
    (found.len() == values.len()).then_some(found)
}
