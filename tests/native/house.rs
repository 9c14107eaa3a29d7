//! The house: imports point down the list of `src/lib.rs` only, the domain knows no browser, and the build has one place for each thing.

use std::fs;
use std::path::{Path, PathBuf};

/// The parts of the crate, from the top down, as `src/lib.rs` draws them.
const PARTS: [&str; 5] = ["embed", "ui", "gateway", "i18n", "domain"];

/// Crates that only a browser can run.
const BROWSER: [&str; 8] = [
    "leptos",
    "web_sys",
    "js_sys",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "gloo_net",
    "gloo_timers",
    "console_error_panic_hook",
];

/// Tells what a source file of a part must not name.
fn offences(part: &str, source: &str) -> Vec<String> {
    let code: String =
        source.lines().map(|it| it.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let floor = PARTS.iter().position(|it| *it == part).expect("the part is on the list");
    let mut found: Vec<String> = modules(&code)
        .into_iter()
        .filter(|it| PARTS[..floor].contains(it))
        .map(|it| format!("{part} reaches up to {it}"))
        .collect();
    if part == "domain" {
        let browser = BROWSER.iter().filter(|it| has_word(&code, it));
        found.extend(browser.map(|it| format!("domain names {it}")));
    }
    found
}

/// Lists the first name after every `crate::` and `super::`, also where several stand in braces.
fn modules(code: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for root in ["crate::", "super::"] {
        for (at, _) in code.match_indices(root) {
            let path = &code[at + root.len()..];
            match path.strip_prefix('{') {
                Some(group) => names.extend(top_level(group).into_iter().map(first_word)),
                None => names.push(first_word(path)),
            }
        }
    }
    names
}

/// Splits what stands in braces at its own commas, up to the closing brace.
fn top_level(group: &str) -> Vec<&str> {
    let mut entries = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => {
                entries.push(&group[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                entries.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    entries
}

fn is_letter(it: char) -> bool {
    it.is_alphanumeric() || it == '_'
}

fn first_word(path: &str) -> &str {
    let path = path.trim_start();
    &path[..path.find(|it| !is_letter(it)).unwrap_or(path.len())]
}

fn has_word(code: &str, word: &str) -> bool {
    code.match_indices(word)
        .any(|(at, _)| !code[..at].ends_with(is_letter) && !code[at + word.len()..].starts_with(is_letter))
}

/// Lists every source file below a folder.
pub fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn imports_point_down_the_list_only() {
    let mut found = Vec::new();
    let mut count = 0;
    for part in PARTS {
        let folder = Path::new("src").join(part);
        let mut files = Vec::new();
        if folder.is_dir() {
            sources(&folder, &mut files);
        }
        for file in files {
            let source = fs::read_to_string(&file).expect("a source file is text");
            let offences = offences(part, &source);
            found.extend(offences.into_iter().map(|it| format!("{}: {it}", file.display())));
            count += 1;
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(count > 30, "{count} files");
}

#[test]
fn the_map_of_the_crate_names_every_part_in_this_order() {
    let map = fs::read_to_string("src/lib.rs").expect("the crate has a root");
    let place = |part: &&str| {
        let entry = format!("//! - `{part}`");
        let linked = format!("//! - [`{part}`]");
        map.find(&entry).or_else(|| map.find(&linked)).unwrap_or_else(|| panic!("{part} is not on the map"))
    };
    assert!(PARTS.iter().map(place).is_sorted());
    let modules = map.lines().filter_map(|it| it.strip_prefix("pub mod ")?.strip_suffix(';'));
    for module in modules {
        assert!(PARTS.contains(&module), "{module} has no place in the house");
    }
}

#[test]
fn an_import_that_points_up_is_found() {
    for (part, source) in [
        ("domain", "use crate::ui::host::Host;"),
        ("domain", "    let it = crate::gateway::clock();"),
        ("domain", "pub use super::super::i18n;"),
        ("i18n", "use crate::embed;"),
        ("gateway", "use crate::{domain::{date, form}, ui::Host};"),
        ("gateway", "pub(crate) use crate::{\n    domain,\n    embed,\n};"),
    ] {
        assert_eq!(offences(part, source).len(), 1, "{part}: {source}");
    }
}

#[test]
fn an_import_that_points_down_or_aside_is_left_alone() {
    for (part, source) in [
        ("ui", "use crate::domain::study::Study;"),
        ("ui", "use crate::ui::host::Host;"),
        ("ui", "use crate::{domain::ui, gateway::embed};"),
        ("gateway", "use crate::uikit::Study;"),
        ("gateway", "// see crate::ui::host"),
        ("ui", "use leptos::prelude::*;"),
    ] {
        assert!(offences(part, source).is_empty(), "{part}: {source}");
    }
}

#[test]
fn a_browser_crate_in_the_domain_is_found() {
    for krate in BROWSER {
        assert_eq!(offences("domain", &format!("use {krate};")).len(), 1);
        assert_eq!(offences("domain", &format!("    {krate}::window();")).len(), 1);
        assert!(offences("domain", &format!("use my_{krate};")).is_empty());
    }
}

#[test]
fn one_file_alone_asks_for_what_no_stable_compiler_offers() {
    let mut files: Vec<PathBuf> =
        ["Makefile", "Trunk.toml", "build.rs", ".cargo/config.toml", ".ci/run"].map(PathBuf::from).into();
    sources(Path::new("xtask"), &mut files);
    let asks = |file: &&PathBuf| {
        let text = fs::read_to_string(file).expect("it is text");
        text.match_indices("-Z").any(|(at, _)| text[at + 2..].starts_with(|it: char| it.is_ascii_lowercase()))
    };
    let asking: Vec<&PathBuf> = files.iter().filter(asks).collect();
    assert_eq!(asking, [Path::new("xtask/src/compiler.rs")]);
}

#[test]
fn packages_are_known_by_their_digest_and_come_from_no_named_host() {
    for folder in ["xtask/tools", "tests/judges", "tests/bench"] {
        let path = Path::new(folder).join("package-lock.json");
        let lock = fs::read_to_string(&path).expect("every folder of packages has a lock file");
        assert!(lock.contains("\"integrity\"") && !lock.contains("\"resolved\""), "{}", path.display());
    }
}
