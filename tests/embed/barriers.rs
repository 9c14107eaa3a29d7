//! Barriers, as axe-core and IBM's checker find them: in a page as it stands, at two sizes, in three looks.
//!
//! They find a third of what can be wrong at most: names that make no sense, an order that misleads or an announcement that never comes
//! are for `keyboard` and `outline`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use serde_json::{Value, json};

use crate::referrer::Referrer;

const BARRIERS: &str = include_str!("barriers.js");

/// Width and height of the window in CSS pixels: a small telephone, a desk.
const SIZES: [(u32, u32); 2] = [(320, 640), (1280, 900)];

/// How a page may look: the colours that the person prefers, and the direction of the script.
const LOOKS: [(&str, &str); 3] = [("light", "ltr"), ("dark", "ltr"), ("light", "rtl")];

/// Every barrier, and the views in which it was found.
#[derive(Default)]
pub struct Found(Mutex<BTreeMap<String, Vec<String>>>);

impl Found {
    fn note(&self, barrier: String, view: &str) {
        let mut found = self.0.lock().expect("nobody panics here");
        found.entry(barrier).or_default().push(view.to_owned());
    }

    /// Fails with every barrier: which rule, on which element, where.
    pub fn expect_none(&self) {
        let found = self.0.lock().expect("nobody panics here");
        let told = found.iter().map(|(barrier, views)| {
            let more =
                if views.len() > 1 { format!(" and {} more views", views.len() - 1) } else { String::new() };
            format!("{barrier}\n  in {}{more}\n", views[0])
        });
        assert!(found.is_empty(), "{} barriers:\n{}", found.len(), told.collect::<String>());
    }
}

/// Both checkers in one page.
pub struct Barriers<'a> {
    referrer: &'a Referrer,
    found: &'a Found,
    without: &'a [&'a str],
}

impl<'a> Barriers<'a> {
    /// Brings the checkers into the page that is open.
    pub fn on(referrer: &'a Referrer, found: &'a Found) -> Self {
        for file in ["axe-core/axe.min.js", "accessibility-checker-engine/ace-window.js"] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/node_modules").join(file);
            let script = std::fs::read_to_string(&path)
                .unwrap_or_else(|_| panic!("no {}: run cargo xtask tools npm-tools", path.display()));
            referrer.page_runs(&script);
        }
        Self { referrer, found, without: &[] }
    }

    /// Takes no note of what some rules find, for a reason.
    pub fn without(self, rules: &'a [&'a str]) -> Self {
        Self { without: rules, ..self }
    }

    /// Looks at the page as it stands, in every size and look; `state` says what it shows.
    pub fn look(&self, state: &str) {
        for (width, height) in SIZES {
            self.referrer.browser().is_sized(width, height);
            for (scheme, direction) in LOOKS {
                self.referrer.browser().prefers_colours(scheme);
                self.referrer.page_runs(&turn(direction));
                let counts = |it: &Value| !self.without.iter().any(|rule| it["rule"] == *rule);
                for barrier in self.run().into_iter().filter(counts) {
                    self.found
                        .note(describe(&barrier), &format!("{state}; {width} px, {scheme}, {direction}"));
                }
            }
        }
        self.referrer.page_runs(&turn("ltr"));
    }

    /// What both checkers find in the page as it stands.
    pub fn run(&self) -> Vec<Value> {
        self.referrer.page_runs(BARRIERS).as_array().cloned().unwrap_or_default()
    }
}

/// Turns page and form into the other direction of script, where they stand.
fn turn(direction: &str) -> String {
    let direction = json!(direction);
    format!(
        "document.documentElement.dir = {direction};
         for (const form of document.querySelectorAll('referral-form'))
             for (const turned of form.shadowRoot.querySelectorAll('[part~=root]')) turned.dir = {direction};"
    )
}

fn describe(found: &Value) -> String {
    let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
    format!("{} {}: {}\n  {}", text("by"), text("rule"), text("why"), text("element"))
}
