//! Prepares what the module carries as text: the stylesheets without their comments, the English catalogue as constants, and
//! the list of all catalogues.
//!
//! `src/i18n/catalogues/en.json` is the list of all messages; the names in the code come from it. A message with a count is
//! an object there, by the plural categories of the language, and one text here: a line for each category, "other" last.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use serde_json::{Map, Value};

/// The files of `style/`, in the order of their cascade layers.
const STYLES: [&str; 5] = ["tokens", "base", "layout", "components", "states"];

/// The folder of the catalogues, and the one that is part of the module.
const CATALOGUES: &str = "src/i18n/catalogues";
const ENGLISH: &str = "src/i18n/catalogues/en.json";

/// Says that the engine is cut in parts once it is linked (.ci/split.mjs).
const PARTS: &str = "REFERRAL_FORM_PARTS";

fn main() {
    println!("cargo::rerun-if-changed=style");
    println!("cargo::rerun-if-env-changed={PARTS}");
    if env::var_os(PARTS).is_some() {
        // Where constants are used, by which they go to the parts of the engine.
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
    println!("cargo::rerun-if-changed={CATALOGUES}");
    let out = env::var("OUT_DIR").expect("cargo names a folder for what is built");
    let styles: String = STYLES.iter().map(|it| squeezed(&read(&format!("style/{it}.css")))).collect();
    write(&out, "style.css", &styles);
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

/// Makes the list of all catalogues, by what each says of itself.
fn catalogues() -> String {
    let folder = fs::read_dir(CATALOGUES).unwrap_or_else(|error| panic!("{CATALOGUES}: {error}"));
    let paths = folder.map(|it| it.expect("the folder can be listed").path());
    let mut entries: Vec<String> = paths
        .map(|path| {
            let catalogue = messages(&read(&path.display().to_string()));
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
    let first = catalogue_of["@first"].as_array().expect("the messages of the first part are a list");
    let is_first = |name: &str| first.iter().any(|it| it == name);
    for name in first.iter().map(said) {
        assert!(
            catalogue_of.contains_key(name),
            "{ENGLISH}: \"@first\" has \"{name}\", and there is no such message"
        );
    }
    let (mut variants, mut texts, mut later) = (String::new(), String::new(), String::new());
    for (name, text) in catalogue_of.iter().filter(|it| !it.0.starts_with('@')) {
        let text = match text {
            Value::Object(forms) => lines(forms),
            text => said(text).to_owned(),
        };
        let variant: String = name.split('-').map(capitalised).collect();
        write!(variants, "/// {}\n{variant},\n", text.replace('\n', " / ")).expect("a text takes more text");
        if is_first(name) {
            write!(texts, "{text:?},").expect("a text takes more text");
        } else {
            texts.push_str("\"\",");
            later.push('\0');
            later.push_str(&text);
        }
    }
    format!(
        "/// A message of the form, with its English text.\n\
         #[derive(Clone, Copy, PartialEq, Eq, Debug)]\npub enum Key {{\n{variants}}}\n\
         /// The English texts, in the order of the keys; empty where they stand in [`LATER`].\npub(super) const ENGLISH: &[&str] = &[{texts}];\n\
         /// The others, each after a zero; they come with the later part of the engine.\npub(super) const LATER: &str = {:?};\n\
         /// The mark of the catalogues that were made with this one.\npub(super) const EDITION: &str = {:?};\n",
        format!("\u{1}english\u{1}{later}\0\u{1}"),
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
