//! Other languages: texts by id, put over the texts of the file before it is read into types.
//!
//! An overlay mirrors the file. Fields and criteria stand at its top level, since their ids are unique.
//! A language is offered only where every text that a person consents to or decides by is translated.

use serde_json::{Map, Value};

use super::file::{FieldFile, PrecheckFile, StudyFile};
use super::index::Index;
use super::json::{FromJson, Reader, at, entries_at, string};
use super::problem::Wrong;
use super::shape::{Key, Kind, Need, Shape};
use super::text::Text;

/// What an overlay may hold.
pub(super) const KEYS: &[&str] = &[
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

/// A walk through an overlay.
struct Overlay<'a> {
    reader: &'a mut Reader,
    /// Whether the texts replace those of the file, or are checked only.
    is_shown: bool,
}

/// Checks an overlay against the file, and puts its texts there where it is to be shown.
pub(super) fn put_over(file: &mut Value, texts: &Value, is_shown: bool, reader: &mut Reader) {
    if !reader.known_keys(texts, KEYS) {
        return;
    }
    let mut overlay = Overlay { reader, is_shown };
    for (key, texts) in texts.as_object().into_iter().flatten() {
        overlay.reader.enter(key);
        match key.as_str() {
            "fields" => overlay.put_fields(file, texts),
            "criteria" => match file.get_mut("precheck").filter(|it| !it.is_null()) {
                Some(precheck) => overlay.put_key_of(&PrecheckFile::KIND, key, precheck, texts),
                None => overlay.reader.wrong(Wrong::NotTranslatable),
            },
            _ => overlay.put_key_of(&StudyFile::KIND, key, file, texts),
        }
        overlay.reader.leave();
    }
}

impl Overlay<'_> {
    fn put(&mut self, kind: &Kind, file: &mut Value, texts: &Value) {
        let translated = match kind {
            Kind::Text => self.reader.line(texts).map(Text::translated),
            Kind::Link => self.reader.link(texts).map(|it| Value::String(it.to_owned())),
            Kind::Version => return self.compare(string(file), texts),
            Kind::List(entry) => return self.put_list(entry, file, texts),
            Kind::Object(shape) => return self.put_object(shape(), file, texts),
            Kind::Line
            | Kind::Id
            | Kind::Ids
            | Kind::Zone
            | Kind::Bound
            | Kind::Flag
            | Kind::Whole(..)
            | Kind::Date
            | Kind::Duration
            | Kind::Decimal
            | Kind::Age
            | Kind::Words(_)
            | Kind::Table
            | Kind::Headers
            | Kind::Autocomplete
            | Kind::Languages => return self.reader.wrong(Wrong::NotTranslatable),
        };
        if let Some(translated) = translated.filter(|_| self.is_shown) {
            *file = translated;
        }
    }

    fn put_object(&mut self, shape: &Shape, file: &mut Value, texts: &Value) {
        let is_bare = texts.is_string() && !shape.main.is_empty();
        if !is_bare && !self.reader.known_keys(texts, &shape.names()) {
            return;
        }
        for key in shape.keys {
            if is_bare {
                if key.name == shape.main {
                    self.put_key(key, file, texts);
                }
            } else if let Some(texts) = texts.get(key.name) {
                self.reader.enter(key.name);
                self.put_key(key, file, texts);
                self.reader.leave();
            }
        }
    }

    fn put_key_of(&mut self, kind: &Kind, name: &str, file: &mut Value, texts: &Value) {
        if let Kind::Object(shape) = kind
            && let Some(key) = shape().keys.iter().find(|it| it.name == name)
        {
            self.put_key(key, file, texts);
        }
    }

    fn put_key(&mut self, key: &Key, file: &mut Value, texts: &Value) {
        match file.get_mut(key.name).filter(|it| !it.is_null()) {
            Some(inner) => self.put(&key.kind, inner, texts),
            None if key.need == Need::Empty => self.put(&key.kind, &mut Value::Array(Vec::new()), texts),
            None => self.reader.wrong(Wrong::NotTranslatable),
        }
    }

    /// Entries with an id are found by it; plain texts stand at the same place.
    fn put_list(&mut self, entry: &Kind, file: &mut Value, texts: &Value) {
        let Value::Array(list) = file else { return };
        match texts {
            Value::Object(by_id) => {
                let by = if let Kind::Object(shape) = entry { shape().by } else { "" };
                let index = Index::of(ids(list, by));
                for (id, texts) in by_id {
                    self.reader.enter(id);
                    match index.find(id) {
                        Some(index) => self.put(entry, &mut list[index], texts),
                        None => self.unknown("entry of the file", id, &mut ids(list, by)),
                    }
                    self.reader.leave();
                }
            }
            Value::Array(texts) if texts.len() == list.len() => {
                for (index, (file, texts)) in list.iter_mut().zip(texts).enumerate() {
                    self.reader.enter_entry(index);
                    self.put(entry, file, texts);
                    self.reader.leave();
                }
            }
            _ => self.reader.wrong(Wrong::WrongType {
                expected: "as many texts as the file has, or an object with their ids",
            }),
        }
    }

    /// Fields are found by their id across all sections.
    fn put_fields(&mut self, file: &mut Value, texts: &Value) {
        let Value::Object(by_id) = texts else {
            self.reader.wrong(Wrong::WrongType { expected: "an object" });
            return;
        };
        let mut fields: Vec<(usize, usize, String)> = Vec::new();
        for (section, it) in entries_at(file, "sections").iter().enumerate() {
            for (place, it) in entries_at(it, "fields").iter().enumerate() {
                fields.push((section, place, string(at(it, "id")).to_owned()));
            }
        }
        let index = Index::of(fields.iter().map(|it| it.2.as_str()));
        for (id, texts) in by_id {
            self.reader.enter(id);
            match index.find(id) {
                Some(number) => {
                    let (section, place, _) = fields[number];
                    let section = file.get_mut("sections").and_then(|it| it.get_mut(section));
                    let field = section.and_then(|it| it.get_mut("fields")?.get_mut(place));
                    self.put(&FieldFile::KIND, field.expect("the field was found there"), texts);
                }
                None => self.unknown("field", id, &mut fields.iter().map(|it| it.2.as_str())),
            }
            self.reader.leave();
        }
    }

    fn unknown(&mut self, kind: &'static str, id: &str, known: &mut dyn Iterator<Item = &str>) {
        self.reader.wrong(Wrong::id_unknown(kind, id, known));
    }

    fn compare(&mut self, wanted: &str, texts: &Value) {
        if let Some(found) = self.reader.line(texts)
            && found != wanted
            && !wanted.is_empty()
        {
            let (found, wanted) = (found.to_owned(), wanted.to_owned());
            self.reader.wrong(Wrong::StaleConsent { found, wanted });
        }
    }
}

fn ids<'a>(list: &'a [Value], by: &'a str) -> impl Iterator<Item = &'a str> {
    list.iter().map(move |it| string(at(it, by)))
}

/// Tells the languages in which nothing that matters is missing, the file's own first.
pub(super) fn offered(file: &Value, overlays: &Map<String, Value>) -> Vec<String> {
    let mut offered = vec![string(at(file, "language")).to_owned()];
    for (tag, texts) in overlays {
        if first_gap(file, texts).is_none() {
            offered.push(tag.clone());
        }
    }
    offered
}

/// Finds the first text whose absence keeps a language from being offered, as its place in the overlay.
pub(super) fn first_gap(file: &Value, texts: &Value) -> Option<String> {
    is_whole(file, texts).err()
}

/// Looks for every text that a person consents to or decides by; the error is the first that is missing.
fn is_whole(file: &Value, texts: &Value) -> Result<(), String> {
    for consent in entries_at(file, "consents") {
        needs(texts, &["consents", string(at(consent, "id")), "text"])?;
    }
    for criterion in entries_at(at(file, "precheck"), "criteria") {
        let id = string(at(criterion, "id"));
        needs(texts, &["criteria", id, "label"])?;
        if !at(criterion, "note").is_null() {
            needs(texts, &["criteria", id, "note"])?;
        }
    }
    for field in entries_at(file, "sections").iter().flat_map(|it| entries_at(it, "fields")) {
        for option in entries_at(field, "options") {
            needs(texts, &["fields", string(at(field, "id")), "options", string(at(option, "value"))])?;
        }
    }
    for key in ["controller", "purpose", "legalBasis", "recipients", "retention", "withdrawal"] {
        needs(texts, &["privacy", key])?;
    }
    for key in ["name", "role", "hours", "respondsWithin"] {
        if !at(at(file, "contact"), key).is_null() {
            needs(texts, &["contact", key])?;
        }
    }
    Ok(())
}

fn needs(texts: &Value, path: &[&str]) -> Result<(), String> {
    let found = path.iter().fold(texts, |texts, step| at(texts, step));
    let is_there = found.is_string() || found.is_array() || found.get("label").is_some();
    if is_there { Ok(()) } else { Err(path.join("/")) }
}
