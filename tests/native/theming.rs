//! Themes: the ready ones can be read, and `docs/theming.md` knows every token and every part.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub const PREFIX: &str = "--referral-form-";

pub fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn themes() -> Vec<PathBuf> {
    let found = fs::read_dir(here("style/themes")).expect("the themes have a folder");
    found.map(|it| it.expect("the folder can be read").path()).collect()
}

/// The properties that a stylesheet declares, with their values.
pub fn declared(css: &str) -> BTreeSet<(String, String)> {
    let lines = css.lines().filter_map(|it| it.trim().strip_prefix(PREFIX)?.split_once(':'));
    lines.map(|(name, value)| (name.to_owned(), value.trim().trim_end_matches(';').to_owned())).collect()
}

fn names(css: &str) -> BTreeSet<String> {
    declared(css).into_iter().map(|it| it.0).collect()
}

/// What stands in quotes after `call` in the sources of the interface.
fn quoted_after(call: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for folder in ["src/ui", "src/ui/controls", "src/ui/delivery", "src/ui/materials", "src/ui/outbox"] {
        for file in fs::read_dir(here(folder)).expect("the interface has this folder") {
            let path = file.expect("the folder can be read").path();
            if path.is_file() {
                let source = read(&path);
                let texts = source.split(call).skip(1).filter_map(|it| it.split_once('"'));
                found.extend(texts.flat_map(|it| it.0.split(' ')).map(str::to_owned));
            }
        }
    }
    found
}

/// The parts of the start page, which the loader draws.
fn drawn_by_the_loader() -> BTreeSet<String> {
    let modules = std::fs::read_dir(here("src/loader")).expect("the loader's folder can be listed");
    let paths = modules.map(|it| it.expect("the folder can be listed").path());
    let mut found = BTreeSet::new();
    for path in paths.filter(|it| it.extension().is_some_and(|it| it == "js")) {
        let source = read(&path);
        let texts = source.split("part: '").skip(1).filter_map(|it| it.split_once('\''));
        found.extend(texts.flat_map(|it| it.0.split(' ')).map(str::to_owned));
    }
    found
}

/// Every part that the interface draws.
pub fn drawn() -> BTreeSet<String> {
    let mut drawn = quoted_after(".part(\"");
    drawn.extend(drawn_by_the_loader());
    // The part of a button or box to tick is its kind.
    drawn.extend(quoted_after("kind: \"").into_iter().filter(|it| it == "radio" || it == "checkbox"));
    drawn
}

#[test]
fn every_ready_theme_can_be_read_in_the_light_and_in_the_dark() {
    assert_eq!(themes().len(), 3);
    for theme in themes() {
        let output = Command::new(env!("CARGO_BIN_EXE_referral-form"))
            .args(["check", "--theme"])
            .arg(&theme)
            .output()
            .expect("the command runs");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(said.trim(), format!("{}: no warnings", theme.display()));
    }
}

#[test]
fn a_ready_theme_leaves_no_colour_to_the_form() {
    let tokens = read(&here("style/tokens.css"));
    let colours: Vec<String> =
        declared(&tokens).into_iter().filter(|it| it.1.starts_with("light-dark(")).map(|it| it.0).collect();
    assert!(colours.len() >= 10, "{colours:?}");
    for theme in themes() {
        let css = read(&theme);
        let (light, both) =
            css.split_once("@supports").expect("a theme is light where the browser knows no dark");
        for block in [light, both] {
            let set = names(block);
            let missing: Vec<&String> = colours.iter().filter(|it| !set.contains(*it)).collect();
            assert!(missing.is_empty(), "{}: {missing:?}", theme.display());
        }
    }
}

#[test]
fn every_token_is_told_with_the_values_that_it_has() {
    let doc = read(&here("docs/theming.md"));
    for (name, value) in declared(&read(&here("style/tokens.css"))) {
        let row = doc.lines().find(|it| it.starts_with(&format!("| `{PREFIX}{name}` |")));
        let row = row.unwrap_or_else(|| panic!("docs/theming.md has no row for {PREFIX}{name}"));
        let values = value.strip_prefix("light-dark(").and_then(|it| it.strip_suffix(')'));
        for value in values.unwrap_or(&value).split(", #").map(|it| it.trim_start_matches('#')) {
            assert!(row.contains(&format!("{value}`")), "{row} does not say {value}");
        }
    }
}

#[test]
fn every_part_is_told() {
    let doc = read(&here("docs/theming.md"));
    let told: BTreeSet<String> = doc
        .lines()
        .skip_while(|it| *it != "| part | where |")
        .filter_map(|it| Some(it.strip_prefix("| `")?.split_once('`')?.0.to_owned()))
        .collect();
    assert_eq!(told, drawn());
}
