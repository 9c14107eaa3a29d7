//! Other languages: texts by id, put over the texts of the file.
//!
//! An overlay mirrors the file. Fields and criteria stand at its top level, since their ids are unique.
//! A language is offered only where every text that a person consents to or decides by is translated.

#[cfg(feature = "cli")]
use serde_json::Map;
use serde_json::Value;

#[cfg(feature = "cli")]
use super::file::{CriterionFile, FieldFile};
use super::file::{Languages, StudyFile};
use super::json::{FromJson, Reader};
use super::problem::{Wrong, nearest_name};

/// What an overlay may hold.
const KEYS: &[&str] = &[
    "study",
    "privacy",
    "contact",
    "facts",
    "materials",
    "nextSteps",
    "sources",
    "sites",
    "requests",
    "sections",
    "fields",
    "criteria",
    "consents",
];

/// Puts the overlay of `language` over the file's texts; reports what has no place there.
pub(super) fn put_over(file: &mut StudyFile, language: &str, reader: &mut Reader) {
    let Some(index) = file.languages.0.iter().position(|(tag, _)| tag == language) else {
        return;
    };
    let texts = std::mem::replace(&mut file.languages.0[index].1, Value::Null);
    reader.inside("languages", |reader| {
        reader.inside(language, |reader| apply(file, &texts, reader));
    });
    file.languages.0[index].1 = texts;
}

fn apply(file: &mut StudyFile, texts: &Value, reader: &mut Reader) {
    let Some(object) = reader.object(texts, KEYS) else { return };
    for (key, texts) in object {
        reader.inside(key, |reader| match key.as_str() {
            "study" => file.study.overlay(texts, reader),
            "privacy" => file.privacy.overlay(texts, reader),
            "contact" => file.contact.overlay(texts, reader),
            "facts" => file.facts.overlay(texts, reader),
            "materials" => file.materials.overlay(texts, reader),
            "nextSteps" => file.next_steps.overlay(texts, reader),
            "sources" => file.sources.overlay(texts, reader),
            "sites" => file.sites.overlay(texts, reader),
            "requests" => file.requests.overlay(texts, reader),
            "sections" => file.sections.overlay(texts, reader),
            "consents" => file.consents.overlay(texts, reader),
            "fields" => fields(file, texts, reader),
            "criteria" => match &mut file.precheck {
                Some(precheck) => precheck.criteria.overlay(texts, reader),
                None => reader.wrong(Wrong::NotTranslatable),
            },
            _ => {}
        });
    }
}

/// Fields are found by their id across all sections.
fn fields(file: &mut StudyFile, texts: &Value, reader: &mut Reader) {
    let Value::Object(by_id) = texts else {
        reader.wrong(Wrong::WrongType { expected: "an object" });
        return;
    };
    for (id, texts) in by_id {
        reader.inside(id, |reader| {
            let mut all = file.sections.iter_mut().flat_map(|it| &mut it.fields);
            match all.find(|it| it.id.0 == *id) {
                Some(field) => field.overlay(texts, reader),
                None => {
                    let known = file.sections.iter().flat_map(|it| &it.fields);
                    reader.wrong(Wrong::IdUnknown {
                        kind: "field",
                        id: id.clone(),
                        near: nearest_name(id, known.map(|it| it.id.0.as_str())),
                    });
                }
            }
        });
    }
}

/// Tells the languages in which nothing that matters is missing, the file's own first.
pub(super) fn offered(file: &StudyFile) -> Vec<String> {
    let Languages(overlays) = &file.languages;
    let whole = overlays.iter().filter(|(_, texts)| first_gap(file, texts).is_none());
    std::iter::once(file.language.clone()).chain(whole.map(|(tag, _)| tag.clone())).collect()
}

/// Finds the first text whose absence keeps a language from being offered, as its place in the overlay.
pub(super) fn first_gap(file: &StudyFile, texts: &Value) -> Option<String> {
    needed(file)
        .into_iter()
        .find(|path| {
            let mut at = texts;
            for step in path {
                match at.get(step) {
                    Some(inner) => at = inner,
                    None => return true,
                }
            }
            !(at.is_string() || at.is_array() || at.get("label").is_some())
        })
        .map(|path| path.join("/"))
}

/// Lists the texts that a person consents to or decides by.
fn needed(file: &StudyFile) -> Vec<Vec<&str>> {
    let mut paths: Vec<Vec<&str>> = Vec::new();
    for consent in &file.consents {
        paths.push(vec!["consents", &consent.id.0, "text"]);
    }
    for criterion in file.precheck.iter().flat_map(|it| &it.criteria) {
        paths.push(vec!["criteria", &criterion.id.0, "label"]);
        if criterion.note.is_some() {
            paths.push(vec!["criteria", &criterion.id.0, "note"]);
        }
    }
    for field in file.sections.iter().flat_map(|it| &it.fields) {
        for option in &field.options {
            paths.push(vec!["fields", &field.id.0, "options", &option.value]);
        }
    }
    for key in ["controller", "purpose", "legalBasis", "recipients", "retention", "withdrawal"] {
        paths.push(vec!["privacy", key]);
    }
    paths.push(vec!["contact", "name"]);
    for (key, text) in [
        ("role", &file.contact.role),
        ("hours", &file.contact.hours),
        ("respondsWithin", &file.contact.responds_within),
    ] {
        if text.is_some() {
            paths.push(vec!["contact", key]);
        }
    }
    paths
}

/// Describes an overlay in JSON Schema: the file's own objects, as far as they hold texts.
#[cfg(feature = "cli")]
pub(super) fn schema(definitions: &mut Map<String, Value>) -> Value {
    use serde_json::json;

    StudyFile::overlay_schema(definitions);
    let file = definitions.remove("StudyInAnotherLanguage").unwrap_or_default();
    definitions.remove("PrecheckInAnotherLanguage");
    let mut properties = Map::new();
    for key in KEYS {
        let (texts, about) = match *key {
            "fields" => {
                (FieldFile::overlay_schema(definitions), "The questions, by id, whatever their section.")
            }
            "criteria" => (CriterionFile::overlay_schema(definitions), "The criteria, by id."),
            of_the_file => {
                properties.insert(of_the_file.to_owned(), file["properties"][of_the_file].clone());
                continue;
            }
        };
        properties.insert(
            (*key).to_owned(),
            json!({ "type": "object", "description": about, "additionalProperties": texts }),
        );
    }
    json!({
        "type": "object",
        "description": "The texts in one language; what is missing stands in the language of the file.",
        "additionalProperties": false,
        "properties": properties,
    })
}
