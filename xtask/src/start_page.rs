//! What the start page is made of, in the loader and in an app that brings the engine with it. `build.rs` is made with this file too.

use serde_json::{Map, Value, json};

use crate::catalogue;

/// The messages that it says, as a list of their names.
pub const WORDS: &str = "src/loader/words.json";

/// The stylesheets, in the order of their cascade layers.
pub const STYLES: [&str; 5] = ["tokens", "base", "layout", "components", "states"];

/// What the start page has of the catalogues: the English texts that it says, by the names of their messages (`words`), where a
/// catalogue that ships has them, behind its edition (`places`), the `edition` of those that fit, and all `catalogues`.
pub fn words(english: &str, said_there: &[String], catalogues: &[Map<String, Value>]) -> Map<String, Value> {
    let messages = catalogue::messages(english);
    let texts = catalogue::texts(&messages);
    let (mut words, mut places) = (Map::new(), Map::new());
    for name in said_there {
        let place = texts.iter().position(|(known, _)| known == name);
        let place = place.unwrap_or_else(|| panic!("{} has no message \"{name}\"", catalogue::ENGLISH));
        words.insert(name.clone(), texts[place].1.clone().into());
        places.insert(name.clone(), place.into());
    }
    let catalogues = catalogues.iter().map(catalogue::language);
    let catalogues: Vec<Value> = catalogues
        .map(|(language, is_reviewed)| json!({ "language": language, "isReviewed": is_reviewed }))
        .collect();
    let entries = [
        ("words", words.into()),
        ("places", places.into()),
        ("edition", catalogue::edition(english.as_bytes()).into()),
        ("catalogues", catalogues.into()),
    ];
    entries.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
}
