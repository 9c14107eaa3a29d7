//! Prepares what the module carries as text: the stylesheets without their comments, the English catalogue as constants.
//!
//! `src/i18n/catalogues/en.json` is the list of all messages; the names in the code come from it. A message with a count is
//! an object there, by the plural categories of the language, and one text here: a line for each category, "other" last.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use serde_json::{Map, Value};

/// The files of `style/`, in the order of their cascade layers.
const STYLES: [&str; 5] = ["tokens", "base", "layout", "components", "states"];

const CATALOGUE: &str = "src/i18n/catalogues/en.json";

fn main() {
    println!("cargo::rerun-if-changed=style");
    println!("cargo::rerun-if-changed={CATALOGUE}");
    let out = env::var("OUT_DIR").expect("cargo names a folder for what is built");
    let styles: String = STYLES.iter().map(|it| squeezed(&read(&format!("style/{it}.css")))).collect();
    write(&out, "style.css", &styles);
    write(&out, "print.css", &squeezed(&read("style/print.css")));
    write(&out, "keys.rs", &keys(&read(CATALOGUE)));
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

/// Makes the enum of messages, their names, and the English texts.
fn keys(catalogue: &str) -> String {
    let catalogue: Map<String, Value> =
        serde_json::from_str(catalogue).expect("the English catalogue is an object of texts");
    let mut variants = String::new();
    let (mut all, mut names, mut texts) = (String::new(), String::new(), String::new());
    for (name, text) in &catalogue {
        let text = match text {
            Value::Object(forms) => lines(forms),
            text => said(text).to_owned(),
        };
        let variant: String = name.split('-').map(capitalised).collect();
        write!(variants, "/// {}\n{variant},\n", text.replace('\n', " / ")).expect("a text takes more text");
        write!(all, "Key::{variant},").expect("a text takes more text");
        write!(names, "Key::{variant} => {name:?},").expect("a text takes more text");
        write!(texts, "{text:?},").expect("a text takes more text");
    }
    format!(
        "/// A message of the form, with its English text.\n\
         #[derive(Clone, Copy, PartialEq, Eq, Debug)]\npub enum Key {{\n{variants}}}\n\
         impl Key {{\n\
         /// Every message, in the order of the names.\npub const ALL: &'static [Key] = &[{all}];\n\
         /// The name in the catalogues.\npub fn name(self) -> &'static str {{ match self {{ {names} }} }}\n}}\n\
         /// The English texts, in the order of [`Key::ALL`].\npub(super) const ENGLISH: &[&str] = &[{texts}];\n"
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
