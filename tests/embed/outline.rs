//! What the browser tells assistive technology of the form, as a text that a person can read.
//!
//! One line for each thing that is not only layout: its role, its name, its states; below it, what describes it and what it holds.

use std::collections::HashMap;
use std::fmt::Write;

use serde_json::{Value, json};

use crate::referrer::Referrer;

/// Properties that are told; `value` and what differs from one run to the next is not.
const STATES: [&str; 7] = ["level", "required", "invalid", "checked", "expanded", "disabled", "focused"];
/// Roles that carry nothing themselves.
const LAYOUT: [&str; 12] = [
    "generic",
    "none",
    "presentation",
    "InlineTextBox",
    "LineBreak",
    "LabelText",
    "ListMarker",
    "Legend",
    "DisclosureTriangle",
    "LayoutTable",
    "LayoutTableRow",
    "LayoutTableCell",
];

/// The tree of the page's first form, from the outside in. Source: DevTools protocol, `Accessibility.getFullAXTree`.
pub fn of(referrer: &Referrer) -> String {
    let answer = referrer.browser().session.devtools("Accessibility.getFullAXTree", &json!({}));
    let tree = answer.expect("Chromium tells its accessibility tree");
    let nodes: HashMap<&str, &Value> = tree["nodes"]
        .as_array()
        .expect("a tree is a list of nodes")
        .iter()
        .map(|it| (it["nodeId"].as_str().expect("a node has an id"), it))
        .collect();
    let form = nodes.values().find(|it| it["role"]["value"] == "region").expect("the form is a region");
    let mut outline = String::new();
    tell(&nodes, form, 0, "", &mut outline);
    outline
}

fn tell(nodes: &HashMap<&str, &Value>, node: &Value, depth: usize, heard: &str, outline: &mut String) {
    let text = |key: &str| squeeze(node[key]["value"].as_str().unwrap_or_default());
    let (role, name) = (text("role"), text("name"));
    let is_words = role == "StaticText";
    let is_layout = node["ignored"] == true || LAYOUT.contains(&role.as_str());
    // Words that are a name were told with it.
    let was_told =
        heard.contains(&name) || outline.lines().last().is_some_and(|it| it.contains(&quoted(&name)));
    let is_told = !is_layout && !(is_words && (name.is_empty() || was_told));
    let mut depth = depth;
    if is_told {
        let line =
            if is_words { format!("\"{name}\"") } else { format!("{role}{}{}", quoted(&name), states(node)) };
        writeln!(outline, "{:depth$}{line}", "", depth = depth * 2).expect("a string takes all");
        depth += 1;
        let description = text("description");
        if !description.is_empty() {
            writeln!(outline, "{:depth$}described: {description}", "", depth = depth * 2)
                .expect("a string takes all");
        }
    }
    let heard = if is_told { format!("{name} {}", text("description")) } else { heard.to_owned() };
    // Inside a field there is only what was typed.
    if matches!(role.as_str(), "textbox" | "InputTime" | "combobox") {
        return;
    }
    for child in node["childIds"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if let Some(child) = nodes.get(child) {
            tell(nodes, child, depth, &heard, outline);
        }
    }
}

fn quoted(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!(" \"{name}\"") }
}

fn states(node: &Value) -> String {
    let properties = node["properties"].as_array().into_iter().flatten();
    let told = properties.filter_map(|it| {
        let name = it["name"].as_str().filter(|it| STATES.contains(it))?;
        match &it["value"]["value"] {
            Value::Bool(false) => None,
            Value::String(off) if off == "false" => None,
            Value::Bool(true) => Some(name.to_owned()),
            Value::String(on) if on == "true" => Some(name.to_owned()),
            other => Some(format!("{name} {other}")),
        }
    });
    told.map(|it| format!(", {it}")).collect()
}

/// Spaces squeezed; ids, times and ports, which no two runs share, told as such.
fn squeeze(text: &str) -> String {
    let words = text.split_whitespace().map(|word| {
        let is_id = word.len() == 36 && word.matches('-').count() == 4;
        let is_hour = word.trim_end_matches('.').split_once(':').is_some_and(|(hour, minute)| {
            hour.parse::<u8>().is_ok() && minute.len() == 2 && minute.parse::<u8>().is_ok()
        });
        let is_time = word.len() > 18 && word.contains('T') && word.starts_with("20");
        if is_id {
            "(id)"
        } else if is_hour {
            "(hour)"
        } else if is_time {
            "(time)"
        } else {
            word
        }
    });
    let words = words.collect::<Vec<_>>().join(" ");
    if words.starts_with("Sent on ") {
        return "Sent on (time)".to_owned();
    }
    match words.split_once("127.0.0.1:") {
        Some((before, after)) => {
            format!("{before}127.0.0.1{}", after.trim_start_matches(|it: char| it.is_ascii_digit()))
        }
        None => words,
    }
}
