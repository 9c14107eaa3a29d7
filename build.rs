//! Prepares what the module carries as text: the stylesheets without their comments, the English catalogue as constants, and
//! the list of all catalogues.
//!
//! `src/i18n/catalogues/en.json` is the list of all messages; the names in the code come from it. A message with a count is
//! an object there, by the plural categories of the language, and one text here: a line for each category, "other" last.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use serde_json::{Map, Value, json};

/// The files of `style/`, in the order of their cascade layers.
const STYLES: [&str; 5] = ["tokens", "base", "layout", "components", "states"];

/// The folder of the catalogues, and the one that is part of the module.
const CATALOGUES: &str = "src/i18n/catalogues";
const ENGLISH: &str = "src/i18n/catalogues/en.json";

/// The messages that the start page says.
const START_PAGE_WORDS: &str = "src/loader/words.json";

fn main() {
    println!("cargo::rerun-if-changed=style");
    println!("cargo::rerun-if-changed={CATALOGUES}");
    println!("cargo::rerun-if-changed={START_PAGE_WORDS}");
    let out = env::var("OUT_DIR").expect("cargo names a folder for what is built");
    let styles: String = STYLES.iter().map(|it| squeezed(&read(&format!("style/{it}.css")))).collect();
    write(&out, "start_page.json", &start_page(&styles).to_string());
    write(&out, "form.css", &squeezed(&read("style/form.css")));
    write(&out, "print.css", &squeezed(&read("style/print.css")));
    write(&out, "keys.rs", &keys(&read(ENGLISH)));
    write(&out, "catalogues.rs", &catalogues());
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn write(folder: &str, name: &str, text: &str) {
    let path = Path::new(folder).join(name);
    fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Takes out comments, line ends and indentation; every other blank may mean something.
fn squeezed(css: &str) -> String {
    let mut text = String::new();
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        text.push_str(before);
        rest = comment.split_once("*/").expect("every comment in a stylesheet ends").1;
    }
    text.push_str(rest);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|it| !it.is_empty()).collect();
    lines
        .join(" ")
        .replace("; ", ";")
        .replace("{ ", "{")
        .replace(": ", ":")
        .replace(" {", "{")
        .replace(" }", "}")
}

fn catalogue_files() -> Vec<Map<String, Value>> {
    let folder = fs::read_dir(CATALOGUES).unwrap_or_else(|error| panic!("{CATALOGUES}: {error}"));
    let paths = folder.map(|it| it.expect("the folder can be listed").path());
    paths.map(|it| messages(&read(&it.display().to_string()))).collect()
}

/// Makes the list of all catalogues, by what each says of itself.
fn catalogues() -> String {
    let mut entries: Vec<String> = catalogue_files()
        .iter()
        .map(|catalogue| {
            let language = said(&catalogue["@language"]).to_owned();
            let is_reviewed = catalogue["@reviewed"].as_bool().expect("a catalogue was reviewed or not");
            format!("Catalogue {{ language: {language:?}, is_reviewed: {is_reviewed} }},")
        })
        .collect();
    entries.sort();
    format!(
        "/// Every catalogue, by language.\npub const CATALOGUES: &[Catalogue] = &[{}];\n",
        entries.concat()
    )
}

fn messages(catalogue: &str) -> Map<String, Value> {
    serde_json::from_str(catalogue).expect("a catalogue is an object of texts")
}

/// What the loader's modules need in an app that brings the engine with it, as the loader has it from its own build.
fn start_page(look: &str) -> Value {
    let english = messages(&read(ENGLISH));
    let names: Vec<&String> = english.keys().filter(|it| !it.starts_with('@')).collect();
    let wanted: Vec<String> = serde_json::from_str(&read(START_PAGE_WORDS)).expect("a list of messages");
    let (mut words, mut places) = (Map::new(), Map::new());
    for name in wanted {
        let place = names.iter().position(|it| **it == name).unwrap_or_else(|| panic!("no message {name}"));
        words.insert(name.clone(), english[&name].clone());
        places.insert(name, place.into());
    }
    let catalogues: Vec<Value> = catalogue_files()
        .iter()
        .map(|it| json!({ "language": it["@language"], "isReviewed": it["@reviewed"] }))
        .collect();
    let edition = edition(read(ENGLISH).as_bytes());
    json!({ "words": words, "places": places, "edition": edition, "catalogues": catalogues, "look": look })
}

/// Marks which texts belong together: a catalogue from another release must not be taken for one of this.
///
/// Source: FNV-1a, 32 bits; `.ci/catalogues.mjs` computes the same.
fn edition(bytes: &[u8]) -> String {
    let hash =
        bytes.iter().fold(0x811c_9dc5_u32, |hash, it| (hash ^ u32::from(*it)).wrapping_mul(0x0100_0193));
    format!("{hash:08x}")
}

/// Makes the enum of messages, and the English texts. What starts with "@" says something of the catalogue.
fn keys(catalogue: &str) -> String {
    let catalogue_of = messages(catalogue);
    let (mut variants, mut texts) = (String::new(), String::new());
    for (name, text) in catalogue_of.iter().filter(|it| !it.0.starts_with('@')) {
        let text = match text {
            Value::Object(forms) => lines(forms),
            text => said(text).to_owned(),
        };
        let variant: String = name.split('-').map(capitalised).collect();
        write!(variants, "/// {}\n{variant},\n", text.replace('\n', " / ")).expect("a text takes more text");
        write!(texts, "{text:?},").expect("a text takes more text");
    }
    format!(
        "/// A message of the form, with its English text.\n\
         #[derive(Clone, Copy, PartialEq, Eq, Debug)]\npub enum Key {{\n{variants}}}\n\
         /// The English texts, in the order of the keys.\npub(super) const ENGLISH: &[&str] = &[{texts}];\n\
         /// The mark of the catalogues that were made with this one.\npub(super) const EDITION: &str = {:?};\n",
        edition(catalogue.as_bytes())
    )
}

/// The forms of a message with a count, one a line: the category, a blank, the text.
fn lines(forms: &Map<String, Value>) -> String {
    let other = ("other".to_owned(), forms.get("other").expect("every count has a form for other numbers"));
    let special = forms.iter().filter(|it| it.0 != "other").map(|(category, text)| (category.clone(), text));
    let lines = special.chain([other]).map(|(category, text)| format!("{category} {}", said(text)));
    lines.collect::<Vec<String>>().join("\n")
}

fn said(text: &Value) -> &str {
    text.as_str().expect("every message is a text, or an object of texts by plural category")
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|it| it.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
