//! The custom-elements manifest and the types: they say what the sources do, no more and no less.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::theming::{PREFIX, declared, drawn, here, read};

fn manifest() -> Value {
    let text = read(&here("src/loader/custom-elements.json"));
    serde_json::from_str(&text).expect("the manifest is JSON")
}

fn element(manifest: &Value) -> &Value {
    &manifest["modules"][0]["declarations"][0]
}

/// What the entries of a list in the manifest have under a key.
fn listed(list: &str, key: &str) -> BTreeSet<String> {
    let manifest = manifest();
    let entries = element(&manifest)[list].as_array().unwrap_or_else(|| panic!("the manifest has {list}"));
    entries.iter().map(|it| it[key].as_str().expect("a text").to_owned()).collect()
}

/// What stands between `before` and `after` wherever a source has them on a line.
fn between(path: &str, before: &str, after: &str) -> BTreeSet<String> {
    let source = read(&here(path));
    let found = source.lines().flat_map(|it| it.split(before).skip(1));
    found.filter_map(|it| Some(it.split_once(after)?.0.to_owned())).collect()
}

/// The lines of a block of the types, by what stands before their colon.
fn typed(block: &str) -> BTreeSet<String> {
    let types = read(&here("src/loader/referral-form.d.ts"));
    let (_, rest) = types.split_once(&format!("interface {block} ")).expect("the types have this block");
    let (block, _) = rest.split_once("\n}").expect("a block ends");
    let lines =
        block.lines().filter(|it| it.starts_with("  ") && !it.starts_with("  /") && !it.starts_with("   "));
    lines
        .map(|it| {
            it.trim().trim_start_matches('\'').split(['\'', '?', '(']).next().unwrap_or_default().to_owned()
        })
        .collect()
}

#[test]
fn the_attributes_are_those_that_are_read() {
    let mut of_source = between("src/embed/attributes.rs", "attribute(\"", "\"");
    of_source.extend(between("src/embed/attributes.rs", "attribute(host, \"", "\""));
    for module in ["surroundings", "embedding"] {
        of_source.extend(between(&format!("src/loader/{module}.js"), "getAttribute('", "'"));
    }
    assert!(of_source.len() > 6, "{of_source:?}");
    assert_eq!(listed("attributes", "name"), of_source);
    assert_eq!(typed("ReferralFormAttributes"), of_source);
}

#[test]
fn the_events_are_those_that_are_dispatched() {
    let by_engine = between("src/embed/events.rs", "(\"referral-form-", "\"");
    let by_loader = between("src/loader/embedding.js", "new CustomEvent('referral-form-", "'");
    let of_source: BTreeSet<String> =
        by_engine.into_iter().chain(by_loader).map(|it| format!("referral-form-{it}")).collect();
    assert_eq!(of_source.len(), 5);
    assert_eq!(listed("events", "name"), of_source);
    assert_eq!(typed("ReferralFormEvents"), of_source);
}

#[test]
fn the_methods_are_those_of_the_element() {
    let of_source = between("src/loader/element.js", "this.#embedding.ask('", "'");
    assert_eq!(of_source.len(), 3);
    let of_engine: BTreeSet<String> = ["PREFILL", "RESET", "SHOW_STATUS"]
        .iter()
        .flat_map(|it| between("src/ui/asked.rs", &format!("const {it}: &str = \""), "\""))
        .collect();
    assert_eq!(of_engine, of_source);
    assert_eq!(listed("members", "name"), of_source);
    assert_eq!(typed("ReferralFormElement"), of_source);
}

#[test]
fn the_custom_properties_have_the_values_of_the_tokens() {
    let manifest = manifest();
    let entries = element(&manifest)["cssProperties"].as_array().expect("there are custom properties");
    let text = |it: &Value| it.as_str().expect("a text").to_owned();
    let said: BTreeMap<String, String> =
        entries.iter().map(|it| (text(&it["name"]), text(&it["default"]))).collect();
    // Of two values, the one that browsers of today take comes last: that for light and dark.
    let tokens = declared(&read(&here("style/tokens.css")));
    let of_source: BTreeMap<String, String> =
        tokens.into_iter().map(|(name, value)| (format!("{PREFIX}{name}"), value)).collect();
    assert_eq!(said, of_source);
}

#[test]
fn the_parts_are_those_that_are_drawn() {
    assert_eq!(listed("cssParts", "name"), drawn());
}
