//! What a person finds on a page: everything by its role and accessible name, in the page and in open shadow roots.
//!
//! Whatever is found has the name that assistive technology reads out: the browser is asked for it, and the page's elements are not
//! believed alone. Looks again until something is there, up to a limit; never waits for time to pass.

use std::cell::{Cell, RefCell};
use std::fmt::Write;

use serde_json::{Value, json};

use crate::browser::{Browser, until};
use crate::webdriver::{Element, Refused, Session};

const PAGE: &str = include_str!("page.js");

/// A role, and a name. "…" in a name stands for the rest of it.
pub type Step<'a> = (&'a str, &'a str);

pub struct Screen {
    pub browser: Browser,
    /// Which of the page's widgets is looked at.
    widget: Cell<usize>,
    /// What the last look for an element found, for whoever reads a failure.
    candidates: RefCell<String>,
}

impl Screen {
    pub fn of(browser: Browser) -> Self {
        Self { browser, widget: Cell::new(0), candidates: RefCell::default() }
    }

    pub fn turn_to_widget(&self, index: usize) {
        self.widget.set(index);
    }

    /// Waits for the one visible element at the end of a path, outermost step first.
    pub fn find(&self, path: &[Step]) -> Element {
        until(|| self.not_found(path), || self.look_for(path))
    }

    /// Finds something and acts on it, and again while the page is only just changing.
    pub fn act_on(&self, path: &[Step], act: impl Fn(&Session, &Element) -> Result<(), Refused>) {
        until(
            || self.not_found(path),
            || match act(&self.browser.session, &self.look_for(path)?) {
                Ok(()) => Some(()),
                Err(refused) if refused.may_pass() => {
                    *self.candidates.borrow_mut() = refused.to_string();
                    None
                }
                Err(refused) => panic!("{}: {refused}; {}", describe(path), self.account()),
            },
        );
    }

    /// Acts on something where it is there just now, and the page does not change at the same moment.
    pub fn act_if_there(&self, path: &[Step], act: impl Fn(&Session, &Element) -> Result<(), Refused>) {
        let acted = self.look_for(path).map(|it| act(&self.browser.session, &it));
        if let Some(Err(refused)) = acted.filter(|it| it.as_ref().is_err_and(|it| !it.may_pass())) {
            panic!("{}: {refused}; {}", describe(path), self.account());
        }
    }

    fn look_for(&self, path: &[Step]) -> Option<Element> {
        let found = self.ask("find", &[json!(path)]);
        *self.candidates.borrow_mut() = found.to_string();
        let [only] = found.as_array()?.as_slice() else {
            return None;
        };
        let element = Element::from_json(&only["element"])?;
        let heard = squeeze(&self.browser.session.accessible_name(&element).ok()?);
        if heard != squeeze(only["name"].as_str()?) {
            *self.candidates.borrow_mut() = format!("seen as {}, but heard as \"{heard}\"", only["name"]);
            return None;
        }
        Some(element)
    }

    /// The accessible name of whatever has the focus.
    pub fn focus(&self) -> String {
        let focus = self.ask("focus", &[]);
        let Some(element) = Element::from_json(&focus["element"]) else {
            return String::new();
        };
        // A region may take its name from its heading, and a driver may not tell it.
        let heard = self.browser.session.accessible_name(&element).unwrap_or_default();
        let name = if heard.is_empty() { focus["name"].as_str().unwrap_or_default() } else { &heard };
        squeeze(name)
    }

    /// Everything that is written in the widget, spaces squeezed.
    pub fn text(&self) -> String {
        self.ask("text", &[]).as_str().unwrap_or_default().to_owned()
    }

    /// The names of everything visible of a role.
    pub fn names(&self, role: &str) -> Vec<String> {
        let names = self.ask("names", &[json!(role)]);
        names.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// Asks `page.js`.
    pub fn ask(&self, operation: &str, given: &[Value]) -> Value {
        let mut arguments = vec![json!(operation), json!(self.widget.get())];
        arguments.extend_from_slice(given);
        match self.browser.session.run(PAGE, &arguments) {
            Ok(answer) => answer,
            Err(refused) if refused.may_pass() => Value::Null,
            Err(refused) => panic!("{operation}: {refused}"),
        }
    }

    /// What is on the screen instead, for whoever reads a failure.
    pub fn account(&self) -> String {
        let mut account = format!("instead:\n  text: {}\n", self.text());
        for role in ["heading", "group", "field", "radio", "checkbox", "button", "link"] {
            writeln!(account, "  {role}: {:?}", self.names(role)).expect("a string takes all");
        }
        writeln!(account, "  focus: {}", self.focus()).expect("a string takes all");
        writeln!(account, "  console: {:#?}", self.browser.console()).expect("a string takes all");
        account
    }

    fn not_found(&self, path: &[Step]) -> String {
        format!(
            "{} was to be there, once and usable; the last look: {}; {}",
            describe(path),
            self.candidates.borrow(),
            self.account()
        )
    }
}

fn describe(path: &[Step]) -> String {
    let steps: Vec<String> = path.iter().map(|(role, name)| format!("{role} \"{name}\"")).collect();
    steps.join(" › ")
}

pub fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
