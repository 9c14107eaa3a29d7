//! The catalogues: the form's own words, in every language the same messages, with the same placeholders.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::house::sources;

const FOLDER: &str = "src/i18n/catalogues";

/// The plural categories that a language needs. Source: Unicode CLDR 48, plural rules for cardinal numbers.
const CATEGORIES: [(&str, &[&str]); 6] = [
    ("en", &["one", "other"]),
    ("es", &["one", "many", "other"]),
    ("fr", &["one", "many", "other"]),
    ("de", &["one", "other"]),
    ("ar", &["zero", "one", "two", "few", "many", "other"]),
    ("zh-Hans", &["other"]),
];

/// Categories whose words may name the count without its digits: "one", "two".
const SAID_IN_WORDS: [&str; 3] = ["zero", "one", "two"];

/// What a precheck never says of anybody, in small letters.
const VERDICTS: [&str; 12] = [
    "eligible",
    "elegible",
    "apto",
    "éligible",
    "eignung",
    "geeignet",
    "qualifizier",
    "مؤهل",
    "مؤهّل",
    "أهلية",
    "资格",
    "合格",
];

fn read(file: &Path) -> Map<String, Value> {
    let text = fs::read_to_string(file).expect("a catalogue is text");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn english() -> Map<String, Value> {
    read(&Path::new(FOLDER).join("en.json"))
}

/// The texts of a message, each after its plural category; one without a category where it has no count.
fn forms(message: &Value) -> Vec<(Option<&str>, &str)> {
    match message {
        Value::Object(forms) => {
            forms.iter().map(|it| (Some(it.0.as_str()), it.1.as_str().unwrap_or(""))).collect()
        }
        text => vec![(None, text.as_str().unwrap_or(""))],
    }
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|it| Some(it.split_once('}')?.0)).collect()
}

/// The placeholders that belong to a message, whatever the language and form.
fn wanted(message: &Value) -> BTreeSet<&str> {
    forms(message).iter().flat_map(|it| placeholders(it.1)).collect()
}

/// Everything that is wrong with a catalogue; `language` is the name of its file.
fn faults(language: &str, catalogue: &Map<String, Value>, english: &Map<String, Value>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut wrong = |what: String| faults.push(format!("{language}.json: {what}"));
    if catalogue.get("@language").and_then(Value::as_str) != Some(language) {
        wrong(format!("\"@language\" is to be \"{language}\", as the file is called"));
    }
    if !catalogue.get("@reviewed").is_some_and(Value::is_boolean) {
        wrong(
            "\"@reviewed\" is to say, by true or false, whether a native speaker has read every message"
                .to_owned(),
        );
    }
    let Some((_, categories)) = CATEGORIES.iter().find(|it| it.0 == language) else {
        wrong(
            "its plural categories are to be listed in CATEGORIES of this test, after Unicode CLDR"
                .to_owned(),
        );
        return faults;
    };
    for name in english.keys().filter(|it| !it.starts_with('@') && !catalogue.contains_key(*it)) {
        wrong(format!("\"{name}\" is missing; English has {}", english[name]));
    }
    for (name, message) in catalogue.iter().filter(|it| !it.0.starts_with('@')) {
        let Some(original) = english.get(name) else {
            wrong(format!("\"{name}\" is no message; take it out, or add it to en.json"));
            continue;
        };
        if message.is_object() != original.is_object() {
            wrong(format!(
                "\"{name}\" has a count in one language only; it is to be an object in all or in none"
            ));
            continue;
        }
        let forms = forms(message);
        let found: BTreeSet<&str> = forms.iter().filter_map(|it| it.0).collect();
        if message.is_object() && found != categories.iter().copied().collect() {
            wrong(format!("\"{name}\" has the plural categories {found:?}; the language has {categories:?}"));
        }
        for (category, text) in forms {
            let place = category.map_or(format!("\"{name}\""), |it| format!("\"{name}\", {it}:"));
            let mut wanted = wanted(original);
            let found = placeholders(text);
            if category.is_some_and(|it| SAID_IN_WORDS.contains(&it)) && !found.contains("n") {
                wanted.remove("n");
            }
            if found != wanted {
                wrong(format!("{place} has the placeholders {found:?} where English has {wanted:?}"));
            }
            if text.trim() != text || text.is_empty() || text.contains('\n') {
                wrong(format!("{place} is to be one line of text, without blanks at its ends"));
            }
            let lower = text.to_lowercase();
            for word in VERDICTS.iter().filter(|it| lower.contains(*it)) {
                wrong(format!("{place} says \"{word}\"; a precheck decides nothing"));
            }
        }
    }
    faults
}

/// The name of a message in the code.
fn variant(name: &str) -> String {
    name.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

/// What is wrong with how the code, without its blanks, uses the messages.
fn faults_of_use(english: &Map<String, Value>, code: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, message) in english.iter().filter(|it| !it.0.starts_with('@')) {
        let key = format!("Key::{}", variant(name));
        let ends =
            |at: usize| !code[at + key.len()..].starts_with(|it: char| it.is_alphanumeric() || it == '_');
        let uses: Vec<usize> = code.match_indices(&key).map(|it| it.0).filter(|it| ends(*it)).collect();
        if uses.is_empty() {
            faults.push(format!("\"{name}\" is used nowhere: take it out of every catalogue"));
        }
        let is_counted = |at: &usize| code[..*at].ends_with("count(");
        if message.is_object() && !uses.iter().all(is_counted) {
            faults.push(format!("\"{name}\" has a count: say it with count(Key::{}, n, …)", variant(name)));
        }
        if !message.is_object() && uses.iter().any(is_counted) {
            faults.push(format!("\"{name}\" is said with a count: give it a text for each plural category"));
        }
    }
    faults
}

#[test]
fn every_catalogue_has_the_messages_of_english() {
    let english = english();
    let mut faults_found = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(FOLDER).expect("the folder is there") {
        let file = entry.expect("the folder can be listed").path();
        let language = file.file_stem().and_then(|it| it.to_str()).expect("a file has a name").to_owned();
        faults_found.extend(faults(&language, &read(&file), &english));
        count += 1;
    }
    assert!(faults_found.is_empty(), "{}", faults_found.join("\n"));
    assert_eq!(count, CATEGORIES.len(), "a language of CATEGORIES has no catalogue");
}

#[test]
fn every_message_is_used_and_counted_where_it_has_a_count() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let code: String =
        files.iter().map(|it| fs::read_to_string(it).expect("a source file is text")).collect();
    let mut code: String = code.split_whitespace().collect();
    // Those that the loader's start page says.
    let said_there = fs::read_to_string("src/loader/words.json").expect("the loader lists its words");
    let said_there: Vec<String> = serde_json::from_str(&said_there).expect("a list of messages");
    code.extend(said_there.iter().map(|name| format!("Key::{};", variant(name))));
    let faults = faults_of_use(&english(), &code);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn whoever_breaks_a_catalogue_is_told_how() {
    let object = |value: Value| value.as_object().cloned().expect("an object");
    let english = object(json!({
        "left": { "one": "{n} minute", "other": "{n} minutes" },
        "hello": "Hello {name}",
        "gone": "Gone",
    }));
    let broken = object(json!({
        "@language": "fr",
        "left": { "one": "un", "other": "noch {n}", "few": "{n}" },
        "hello": "Eignung: {nom}",
        "new": "Neu",
    }));
    let told = faults("de", &broken, &english).join("\n");
    for part in [
        "\"@language\" is to be \"de\"",
        "\"@reviewed\"",
        "\"gone\" is missing",
        "\"new\" is no message",
        "plural categories {\"few\", \"one\", \"other\"}",
        "has the placeholders {\"nom\"} where English has {\"name\"}",
        "says \"eignung\"",
    ] {
        assert!(told.contains(part), "{part} is not among\n{told}");
    }
    assert_eq!(told.lines().count(), 7, "{told}");
    let told = faults_of_use(&english, "say(Key::Left)count(Key::Hello,1)Key::Goner").join("\n");
    assert_eq!(told.lines().count(), 3, "{told}");
}
