//! A person whose eyes and hands no script of the page reaches.
//!
//! A driver's scripts run among the page's own, so a page that has broken the language breaks them too. An outsider looks from an
//! isolated world of the browser, which shares the page's elements and nothing else, and acts with mouse and keyboard.

use serde_json::{Value, json};

use crate::browser::until;
use crate::referrer::Referrer;

const PAGE: &str = include_str!("page.js");

pub struct Outsider<'a>(&'a Referrer);

impl<'a> Outsider<'a> {
    /// Looks at the page that this browser shows.
    pub fn at(referrer: &'a Referrer) -> Self {
        Self(referrer)
    }

    pub fn types(&self, label: &str, text: &str) {
        self.clicks("field", label);
        self.0.browser().types_from_apart(text);
    }

    pub fn ticks(&self, label: &str) {
        self.clicks("checkbox", label);
    }

    pub fn presses(&self, button: &str) {
        self.clicks("button", button);
    }

    pub fn arrives_at(&self, heading: &str) {
        self.finds("heading", heading);
    }

    /// Everything that is written in the widget, spaces squeezed.
    fn text(&self) -> String {
        self.0.browser().looks_from_apart(&ask("text", &json!([]))).as_str().unwrap_or_default().to_owned()
    }

    /// Waits for the one visible element of a role and name, and tells the middle of it.
    fn finds(&self, role: &str, name: &str) -> [f64; 2] {
        let found = ask("find", &json!([[[role, name]]]));
        let middle = format!(
            "(() => {{
                const found = {found};
                if (found.length !== 1) return null;
                found[0].element.scrollIntoView({{ block: 'center' }});
                const {{ left, right, top, bottom }} = found[0].element.getBoundingClientRect();
                return [(left + right) / 2, (top + bottom) / 2];
            }})()"
        );
        until(
            || format!("{role} \"{name}\" was to be there, once; instead: {}", self.account()),
            || serde_json::from_value(self.0.browser().looks_from_apart(&middle)).ok(),
        )
    }

    fn clicks(&self, role: &str, name: &str) {
        let middle = self.finds(role, name);
        self.0.browser().clicks_from_apart(middle);
    }

    fn account(&self) -> String {
        format!("{}\n  console: {:#?}", self.text(), self.0.browser().console())
    }
}

/// An operation of `page.js` as an expression.
fn ask(operation: &str, given: &Value) -> String {
    let mut arguments = vec![json!(operation), json!(0)];
    arguments.extend(given.as_array().into_iter().flatten().cloned());
    format!("(function () {{ {PAGE} }})(...{})", Value::Array(arguments))
}
