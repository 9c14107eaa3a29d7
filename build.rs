//! Prepares what the module carries as text: the stylesheets without their comments, the English catalogue as constants, and
//! the list of all catalogues.
//!
//! `src/i18n/catalogues/en.json` is the list of all messages; the names in the code come from it.

/// Read here as by the program that makes the other catalogues (xtask), so that both have the same edition and order.
#[path = "xtask/src/catalogue.rs"]
mod catalogue;
#[path = "xtask/src/start_page.rs"]
mod start_page;

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use catalogue::ENGLISH;
use serde_json::{Map, Value};

fn main() {
    println!("cargo::rerun-if-changed=style");
    println!("cargo::rerun-if-changed={}", catalogue::FOLDER);
    println!("cargo::rerun-if-changed={}", start_page::WORDS);
    let out = env::var("OUT_DIR").expect("cargo names a folder for what is built");
    let styles: String =
        start_page::STYLES.iter().map(|it| squeezed(&read(&format!("style/{it}.css")))).collect();
    write(&out, "start_page.json", &release(&styles).to_string());
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
    let folder =
        fs::read_dir(catalogue::FOLDER).unwrap_or_else(|error| panic!("{}: {error}", catalogue::FOLDER));
    let paths = folder.map(|it| it.expect("the folder can be listed").path());
    paths.map(|path| catalogue::messages(&read(&path.display().to_string()))).collect()
}

/// Makes the list of all catalogues, by what each says of itself.
fn catalogues() -> String {
    let mut entries: Vec<String> = catalogue_files()
        .iter()
        .map(|catalogue| {
            let (language, is_reviewed) = catalogue::language(catalogue);
            format!("Catalogue {{ language: {language:?}, is_reviewed: {is_reviewed} }},")
        })
        .collect();
    entries.sort();
    format!(
        "/// Every catalogue, by language.\npub const CATALOGUES: &[Catalogue] = &[{}];\n",
        entries.concat()
    )
}

/// What the loader's modules need in an app that brings the engine with it, as the loader has it from its own build.
fn release(look: &str) -> Value {
    let wanted: Vec<String> = serde_json::from_str(&read(start_page::WORDS)).expect("a list of messages");
    let mut release = start_page::words(&read(ENGLISH), &wanted, &catalogue_files());
    release.insert("look".to_owned(), look.into());
    release.into()
}

/// Makes the enum of messages, and the English texts.
fn keys(catalogue: &str) -> String {
    let catalogue_of = catalogue::messages(catalogue);
    let (mut variants, mut texts) = (String::new(), String::new());
    for (name, text) in catalogue::texts(&catalogue_of) {
        let variant: String = name.split('-').map(capitalised).collect();
        write!(variants, "/// {}\n{variant},\n", text.replace('\n', " / ")).expect("a text takes more text");
        if !texts.is_empty() {
            texts.push('\0');
        }
        texts.push_str(&text);
    }
    let count = texts.split('\0').count();
    format!(
        "/// A message of the form, with its English text.\n\
         #[derive(Clone, Copy, PartialEq, Eq, Debug)]\npub enum Key {{\n{variants}}}\n\
         /// The English texts, in the order of the keys, with a zero between them: a list of texts would take as much again for their places.\n\
         pub(super) const ENGLISH: &str = {texts:?};\n\
         /// How many texts there are.\npub(super) const COUNT: usize = {count};\n\
         /// The mark of the catalogues that were made with this one.\npub(super) const EDITION: &str = {:?};\n",
        catalogue::edition(catalogue.as_bytes())
    )
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|it| it.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
