//! A message catalogue, as the engine and the files beside it have it. `build.rs` is made with this file too, so both agree.
//!
//! A catalogue is an object of messages by their names; what starts with "@" says something of the catalogue. A message with a
//! count is an object by the plural categories of the language, and one text here: a line for each category, "other" last.

use serde_json::{Map, Value};

/// The folder of all catalogues.
pub const FOLDER: &str = "src/i18n/catalogues";

/// The catalogue that is part of the engine; its names are the list of all messages.
pub const ENGLISH: &str = "src/i18n/catalogues/en.json";

/// Reads a catalogue.
pub fn messages(json: &str) -> Map<String, Value> {
    serde_json::from_str(json).expect("a catalogue is an object of texts")
}

/// Its language, as a BCP 47 tag, and whether somebody who speaks it has reviewed it.
pub fn language(catalogue: &Map<String, Value>) -> (&str, bool) {
    (
        said(&catalogue["@language"]),
        catalogue["@reviewed"].as_bool().expect("a catalogue was reviewed or not"),
    )
}

/// The messages with their texts, in the order in which a catalogue ships.
pub fn texts(catalogue: &Map<String, Value>) -> Vec<(&str, String)> {
    let messages = catalogue.iter().filter(|(name, _)| !name.starts_with('@'));
    let text = |text: &Value| text.as_object().map_or_else(|| said(text).to_owned(), lines);
    let mut texts: Vec<(&str, String)> = messages.map(|(name, value)| (name.as_str(), text(value))).collect();
    texts.sort();
    texts
}

/// Marks which texts belong together: a catalogue from another release must not be taken for one of this.
///
/// `english` is the file with the English texts. Source: FNV-1a, 32 bits.
pub fn edition(english: &[u8]) -> String {
    let step = |hash: u32, byte: &u8| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    format!("{:08x}", english.iter().fold(0x811c_9dc5, step))
}

/// The forms of a message with a count, one a line: the category, a blank, the text.
fn lines(forms: &Map<String, Value>) -> String {
    let mut lines: Vec<(bool, &str, &str)> =
        forms.iter().map(|(category, text)| (category == "other", category.as_str(), said(text))).collect();
    lines.sort();
    assert!(lines.last().is_some_and(|last| last.0), "every count has a form for other numbers");
    lines.iter().map(|(_, category, text)| format!("{category} {text}")).collect::<Vec<String>>().join("\n")
}

fn said(text: &Value) -> &str {
    text.as_str().expect("every message is a text, or an object of texts by plural category")
}
