//! The person at the form. Says what they do and see; finds things as they do, by role and accessible name.
//!
//! Every look waits until the page is there, up to a limit; nothing waits for time to pass. Whatever is used is used by the name that
//! assistive technology reads out, which is asked of the browser and not only of the page's elements.

use std::cell::Cell;
use std::fmt::Write;
use std::path::Path;

use serde_json::{Value, json};

use crate::browser::{Browser, until};
use crate::site::Site;
use crate::webdriver::{Element, Refused};
use crate::words;

const PAGE: &str = include_str!("page.js");
/// Keys of WebDriver. Source: WebDriver §17.4.2, normalised key values.
const TAB: char = '\u{E004}';
const SHIFT: char = '\u{E008}';
/// From this many characters on, a person pastes rather than types.
const PASTED_CHARS: usize = 1_000;

/// A role, and a name where one is asked for. "…" in a name stands for the rest of it.
type Step<'a> = (&'a str, Option<&'a str>);

pub struct Referrer {
    pub browser: Browser,
    /// Which of the page's widgets is used.
    widget: Cell<usize>,
}

impl Referrer {
    /// Opens a page of the site in a new browser.
    pub fn opens(site: &Site, page: &str) -> Self {
        let referrer = Self::sits_down(site);
        referrer.goes_to(&site.url(page));
        referrer
    }

    /// Opens a page under a name that is not loopback's.
    pub fn opens_elsewhere(site: &Site, page: &str) -> Self {
        let referrer = Self::sits_down(site);
        referrer.goes_to(&site.url_elsewhere(page));
        referrer
    }

    fn sits_down(site: &Site) -> Self {
        Self {
            browser: Browser::start(site.port()),
            widget: Cell::new(0),
        }
    }

    pub fn goes_to(&self, url: &str) {
        self.browser.session.open(url);
    }

    /// Turns to the `index`th widget of the page.
    pub fn turns_to_widget(&self, index: usize) {
        self.widget.set(index);
    }

    // --- doing ---

    pub fn types(&self, label: &str, text: &str) {
        self.types_at(&[("field", Some(label))], text);
    }

    pub fn types_in(&self, group: &str, label: &str, text: &str) {
        self.types_at(&[("group", Some(group)), ("field", Some(label))], text);
    }

    /// Answers a question with radio buttons.
    pub fn chooses(&self, question: &str, answer: &str) {
        self.clicks(&[("group", Some(question)), ("radio", Some(answer))]);
    }

    /// Ticks, or unticks, a box.
    pub fn ticks(&self, label: &str) {
        self.clicks(&[("checkbox", Some(label))]);
    }

    pub fn ticks_in(&self, group: &str, label: &str) {
        self.clicks(&[("group", Some(group)), ("checkbox", Some(label))]);
    }

    /// Gives a date as far as it is asked for or known.
    pub fn date(&self, question: &str, year: i32, month: Option<u8>, day: Option<u8>) {
        if let Some(day) = day {
            self.types_in(question, words::DAY, &day.to_string());
        }
        if let Some(month) = month {
            self.types_in(question, words::MONTH, &month.to_string());
        }
        self.types_in(question, words::YEAR, &year.to_string());
    }

    pub fn presses(&self, button: &str) {
        self.clicks(&[("button", Some(button))]);
    }

    pub fn follows(&self, link: &str) {
        self.clicks(&[("link", Some(link))]);
    }

    /// Presses a button twice, faster than anybody could.
    pub fn double_presses(&self, button: &str) {
        self.uses(&[("button", Some(button))], |session, element| {
            session.double_click(element)
        });
    }

    // --- by keyboard alone ---

    /// Presses Tab until the focus is on something of this name.
    pub fn tabs_to(&self, name: &str) {
        const STOPS: usize = 120;
        for _ in 0..STOPS {
            if self.focus() == name {
                return;
            }
            self.keys(&TAB.to_string());
        }
        panic!(
            "no {STOPS} presses of Tab lead to \"{name}\"; {}",
            self.account()
        );
    }

    pub fn keys(&self, keys: &str) {
        self.browser.session.press_keys(keys, None);
    }

    pub fn tabs_back(&self) {
        self.browser
            .session
            .press_keys(&TAB.to_string(), Some(SHIFT));
    }

    // --- seeing ---

    pub fn sees(&self, text: &str) {
        let wanted = squeeze(text);
        until(
            || format!("\"{text}\" was to be seen; {}", self.account()),
            || self.text().contains(&wanted).then_some(()),
        );
    }

    /// Looks once: say first what is seen instead.
    pub fn does_not_see(&self, text: &str) {
        assert!(
            !self.text().contains(&squeeze(text)),
            "\"{text}\" was not to be seen; {}",
            self.account()
        );
    }

    /// Waits for a step by its heading.
    pub fn arrives_at(&self, heading: &str) {
        self.finds(&[("heading", Some(heading))]);
    }

    pub fn sees_button(&self, name: &str) {
        self.finds(&[("button", Some(name))]);
    }

    pub fn sees_field(&self, label: &str) {
        self.finds(&[("field", Some(label))]);
    }

    pub fn sees_no_question(&self, label: &str) {
        let names = [
            self.names("field"),
            self.names("group"),
            self.names("checkbox"),
        ]
        .concat();
        assert!(
            !names.iter().any(|it| it.starts_with(label)),
            "\"{label}\" was not to be asked; {}",
            self.account()
        );
    }

    /// A field or group is marked as invalid and described by this problem.
    pub fn sees_problem(&self, label: &str, problem: &str) {
        let look = |role: &str| {
            self.asks("problem", &[json!([[role, label]])])
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        until(
            || {
                format!(
                    "\"{label}\" was to have the problem \"{problem}\"; {}",
                    self.account()
                )
            },
            || {
                let found = [look("field"), look("group"), look("checkbox")];
                found
                    .iter()
                    .any(|it| it.contains(problem) && !it.contains("(but nothing"))
                    .then_some(())
            },
        );
    }

    pub fn value_of(&self, label: &str) -> String {
        let (element, _) = self.finds(&[("field", Some(label))]);
        self.asks("value", &[element.to_json()])
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    pub fn has_chosen(&self, question: &str, answer: &str) -> bool {
        let (element, _) = self.finds(&[("group", Some(question)), ("radio", Some(answer))]);
        self.asks("is checked", &[element.to_json()]) == true
    }

    /// Everything that is written in the widget, spaces squeezed.
    pub fn text(&self) -> String {
        self.asks("text", &[])
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Everything that is written on the page.
    pub fn page_text(&self) -> String {
        self.asks("page text", &[])
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// The names of everything visible of a role.
    pub fn names(&self, role: &str) -> Vec<String> {
        let names = self.asks("names", &[json!(role)]);
        names
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    }

    pub fn focus_is_on(&self, name: &str) {
        until(
            || format!("the focus was to be on \"{name}\"; {}", self.account()),
            || (self.focus() == name).then_some(()),
        );
    }

    /// What the page keeps outside the form: its address, title, cookies, web storage, attributes and recorded events.
    pub fn traces(&self) -> Value {
        self.asks("traces", &[])
    }

    /// The widget's events so far, as the page heard them: `[name, detail]`.
    pub fn events(&self) -> Vec<Value> {
        self.traces()["events"]
            .as_array()
            .cloned()
            .unwrap_or_default()
    }

    /// Waits for an event of the widget.
    pub fn page_hears(&self, event: &str) -> Value {
        until(
            || {
                format!(
                    "the page was to hear {event}; it heard {:?}; {}",
                    self.events(),
                    self.account()
                )
            },
            || self.events().into_iter().find(|it| it[0] == event),
        )
    }

    pub fn sees_no_horizontal_scroll(&self) {
        let width = self.asks("width", &[]);
        assert!(
            width["page"].as_u64() <= width["window"].as_u64(),
            "the page scrolls sideways: {width}; {}",
            self.account()
        );
    }

    /// Saves a picture of the window, and returns where.
    pub fn screenshot(&self, name: &str) -> String {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"));
        match self.browser.session.screenshot() {
            Ok(picture) => std::fs::write(&path, picture)
                .map_or_else(|it| it.to_string(), |()| path.display().to_string()),
            Err(refused) => refused.to_string(),
        }
    }

    /// Does something to the page that no person could, such as taking the widget away.
    pub fn page_runs(&self, script: &str) -> Value {
        self.browser
            .session
            .run(script, &[])
            .unwrap_or_else(|it| panic!("the page could not run {script}: {it}"))
    }

    // --- how ---

    fn clicks(&self, path: &[Step]) {
        self.uses(path, |session, element| session.click(element));
    }

    fn types_at(&self, path: &[Step], text: &str) {
        // The driver's keyboard has no keys beyond the basic plane, and takes control characters for keys.
        let is_pasted = text.chars().any(|it| {
            it > '\u{FFFF}' || it.is_control() || ('\u{E000}'..='\u{F8FF}').contains(&it)
        });
        if is_pasted || text.len() > PASTED_CHARS {
            let (element, _) = self.finds(path);
            self.asks("paste", &[element.to_json(), json!(text)]);
            return;
        }
        self.uses(path, |session, element| {
            session.clear(element)?;
            session.send_keys(element, text)
        });
    }

    /// Finds something and acts on it, and again while the page is only just changing.
    fn uses(
        &self,
        path: &[Step],
        act: impl Fn(&crate::webdriver::Session, &Element) -> Result<(), Refused>,
    ) {
        until(
            || format!("{} could not be used; {}", describe(path), self.account()),
            || {
                let (element, _) = self.finds(path);
                match act(&self.browser.session, &element) {
                    Ok(()) => Some(()),
                    Err(refused) if refused.may_pass() => None,
                    Err(refused) => panic!("{}: {refused}; {}", describe(path), self.account()),
                }
            },
        );
    }

    /// Waits for one visible element, and checks that assistive technology has the same name for it.
    fn finds(&self, path: &[Step]) -> (Element, String) {
        let steps = json!(path);
        until(
            || {
                format!(
                    "{} was to be there, once; {}",
                    describe(path),
                    self.account()
                )
            },
            || {
                let found = self.asks("find", &[steps.clone()]);
                let [only] = found.as_array()?.as_slice() else {
                    return None;
                };
                let element = Element::from_json(&only["element"])?;
                let name = squeeze(only["name"].as_str()?);
                let heard = squeeze(&self.browser.session.accessible_name(&element).ok()?);
                (heard == name).then_some((element, name))
            },
        )
    }

    fn focus(&self) -> String {
        let focus = self.asks("focus", &[]);
        let Some(element) = Element::from_json(&focus["element"]) else {
            return String::new();
        };
        self.browser
            .session
            .accessible_name(&element)
            .map(|it| squeeze(&it))
            .unwrap_or_default()
    }

    fn asks(&self, operation: &str, given: &[Value]) -> Value {
        let mut arguments = vec![json!(operation), json!(self.widget.get())];
        arguments.extend_from_slice(given);
        match self.browser.session.run(PAGE, &arguments) {
            Ok(answer) => answer,
            Err(refused) if refused.may_pass() => Value::Null,
            Err(refused) => panic!("{operation}: {refused}"),
        }
    }

    /// What is on the screen instead, for whoever reads a failure.
    fn account(&self) -> String {
        let mut account = String::new();
        writeln!(account, "instead:").expect("a string takes all");
        writeln!(account, "  text: {}", self.text()).expect("a string takes all");
        for role in [
            "heading", "group", "field", "radio", "checkbox", "button", "link",
        ] {
            writeln!(account, "  {role}: {:?}", self.names(role)).expect("a string takes all");
        }
        writeln!(account, "  focus: {}", self.focus()).expect("a string takes all");
        writeln!(account, "  console: {:#?}", self.browser.console()).expect("a string takes all");
        account
    }
}

impl Drop for Referrer {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let test = std::thread::current()
                .name()
                .unwrap_or("test")
                .replace("::", "-");
            eprintln!("screenshot: {}", self.screenshot(&test));
        }
    }
}

fn describe(path: &[Step]) -> String {
    let steps: Vec<String> = path
        .iter()
        .map(|(role, name)| format!("{role} \"{}\"", name.unwrap_or("(any)")))
        .collect();
    steps.join(" › ")
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
