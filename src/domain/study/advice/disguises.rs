//! Characters that nobody sees, and letters that look like others, wherever a text stands in the file.
//!
//! Consents with them are refused. Elsewhere an author may have a reason, or have copied them from a document unawares.

use serde_json::Value;

use super::super::disguise::{hidden, mixed, words};
use super::{About, Concern};
use crate::domain::json::below;

/// Languages that are written in Cyrillic or Greek letters.
const OTHER_ALPHABETS: [&str; 14] =
    ["ba", "be", "bg", "ce", "el", "kk", "ky", "mk", "mn", "ru", "sr", "tg", "tt", "uk"];

/// Cyrillic letters that look like Latin ones.
const CYRILLIC_TWINS: &str = "асеорхуіјѕԁһԛԝАВСЕНІЈКМОРЅТХУ";

/// Reports every text with one of them, and every key of a table.
pub(super) fn look(file: &Value, concerns: &mut Vec<Concern>) {
    let language = file["language"].as_str().unwrap_or_default();
    walk(file, "", language, concerns);
}

fn walk(value: &Value, at: &str, language: &str, concerns: &mut Vec<Concern>) {
    match value {
        Value::String(text) => judge(text, at, language, concerns),
        Value::Array(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                walk(entry, &below(at, &index.to_string()), language, concerns);
            }
        }
        Value::Object(members) => {
            for (key, value) in members {
                let below = below(at, key);
                judge(key, &below, language, concerns);
                let language = if at == "/languages" { key } else { language };
                walk(value, &below, language, concerns);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn judge(text: &str, at: &str, language: &str, concerns: &mut Vec<Concern>) {
    let mut tell = |what| concerns.push(Concern { at: at.to_owned(), what });
    if let Some(letter) = hidden(text) {
        tell(About::Hidden { letter });
    }
    let base = language.split('-').next().unwrap_or_default();
    let is_twin = |word: &&str| !word.is_empty() && word.chars().all(|it| CYRILLIC_TWINS.contains(it));
    let twin = || words(text).find(is_twin).filter(|_| !OTHER_ALPHABETS.contains(&base));
    if let Some(word) = mixed(text).or_else(twin) {
        let letters = word.chars().filter(|it| !it.is_ascii()).collect();
        tell(About::LookAlike { word: word.to_owned(), letters });
    }
}
