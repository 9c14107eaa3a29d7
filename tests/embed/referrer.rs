//! The person at the form: what they do, and what they see. How things are found is `screen`'s.

use std::path::Path;

use serde_json::{Value, json};

use crate::browser::{Browser, until};
use crate::engine::{Instrument, lacks_in_part};
use crate::screen::{Screen, Step, squeeze};
use crate::site::{Site, has_webassembly};
use crate::words;

/// Keys of WebDriver. Source: WebDriver §17.4.2, normalised key values.
const SHIFT: char = '\u{E008}';
pub const TAB: char = '\u{E004}';
pub const ENTER: char = '\u{E007}';
pub const ESCAPE: char = '\u{E00C}';
pub const SPACE: char = ' ';
pub const DOWN: char = '\u{E015}';
/// From this many characters on, a person pastes rather than types.
const PASTED_CHARS: usize = 1_000;

pub struct Referrer {
    screen: Screen,
}

/// Where the focus stands.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stop {
    pub name: String,
    pub role: String,
    pub id: String,
    /// The type of an input.
    #[serde(rename = "type")]
    pub kind: String,
    pub value: String,
    pub is_in_widget: bool,
    /// It has an outline.
    pub is_marked: bool,
    /// It is in the window, and nothing lies over it.
    pub is_on_screen: bool,
    /// Edges on the page, in CSS pixels.
    pub top: f64,
    pub bottom: f64,
    pub left: f64,
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

    /// Opens a page of the site on a profile that may have been used before.
    pub fn opens_on(profile: &Path, site: &Site, page: &str) -> Self {
        let referrer = Self { screen: Screen::of(Browser::start_on(site.port(), profile)) };
        referrer.goes_to(&site.url(page));
        referrer
    }

    fn sits_down(site: &Site) -> Self {
        Self { screen: Screen::of(Browser::start(site.port())) }
    }

    pub fn browser(&self) -> &Browser {
        &self.screen.browser
    }

    pub fn goes_to(&self, url: &str) {
        self.browser().session.open(url);
    }

    /// Turns to the `index`th widget of the page.
    pub fn turns_to_widget(&self, index: usize) {
        self.screen.turn_to_widget(index);
    }

    /// Looks at the `index`th frame of the page from now on.
    pub fn enters_frame(&self, index: usize) {
        self.browser().session.enter_frame(index);
    }

    /// Turns back to the page around the frames.
    pub fn leaves_frame(&self) {
        self.browser().session.leave_frames();
    }

    // --- doing ---

    pub fn types(&self, label: &str, text: &str) {
        self.types_at(&[("field", label)], text);
    }

    pub fn types_in(&self, group: &str, label: &str, text: &str) {
        self.types_at(&[("group", group), ("field", label)], text);
    }

    /// Answers a question with radio buttons.
    pub fn chooses(&self, question: &str, answer: &str) {
        self.clicks(&[("group", question), ("radio", answer)]);
    }

    /// Says on the start page who refers, which begins the form.
    pub fn begins_as(&self, source: &str) {
        self.begins_as_in(words::WHO_REFERS, source);
    }

    /// The same, where the form asks in another language.
    pub fn begins_as_in(&self, who_refers: &str, source: &str) {
        self.clicks(&[("group", who_refers), ("button", source)]);
    }

    /// Who refers, as it was chosen before; empty where it was not.
    pub fn chosen_source(&self) -> String {
        let chosen = "return document.querySelector('referral-form').shadowRoot.querySelector('.rf-begin[aria-current]')?.textContent";
        self.page_runs(chosen).as_str().unwrap_or_default().to_owned()
    }

    /// Ticks, or unticks, a box.
    pub fn ticks(&self, label: &str) {
        self.clicks(&[("checkbox", label)]);
    }

    pub fn ticks_in(&self, group: &str, label: &str) {
        self.clicks(&[("group", group), ("checkbox", label)]);
    }

    /// Gives a date as far as it is asked for or known.
    pub fn date(&self, question: &str, year: i32, month: Option<u8>, day: Option<u8>) {
        if let Some(day) = day {
            self.types_in(question, words::DAY, &day.to_string());
        }
        if let Some(month) = month {
            self.gives_month(question, month);
        }
        self.types_in(question, words::YEAR, &year.to_string());
    }

    /// Types the number of a month, or chooses its name where there is a list.
    fn gives_month(&self, question: &str, month: u8) {
        self.screen.act_on(&[("group", question), ("field", words::MONTH)], |session, element| {
            if self.screen.ask("is list", &[element.to_json()]) == true {
                return session.send_keys(element, words::month(month));
            }
            session.clear(element)?;
            session.send_keys(element, &month.to_string())
        });
    }

    /// Gives a time of day, such as `09:00`, whatever the clock of the browser's language.
    pub fn times_in(&self, group: &str, label: &str, time: &str) {
        let element = self.screen.find(&[("group", group), ("field", label)]);
        self.screen.ask("paste", &[element.to_json(), json!(time)]);
    }

    pub fn presses(&self, button: &str) {
        self.clicks(&[("button", button)]);
    }

    /// Presses a button whenever it is there, until something has come of it; the form may press on by itself meanwhile.
    pub fn presses_until(&self, button: &str, is_done: impl Fn() -> bool) {
        until(
            || format!("\"{button}\" was to lead on; {}", self.screen.account()),
            || {
                if is_done() {
                    return Some(());
                }
                self.screen.act_if_there(&[("button", button)], |session, element| session.click(element));
                None
            },
        );
    }

    pub fn presses_until_it_arrives(&self, button: &str) {
        self.presses_until(button, || self.screen.names("heading").iter().any(|it| it == words::SENT));
    }

    pub fn follows(&self, link: &str) {
        self.clicks(&[("link", link)]);
    }

    /// Presses a button twice, faster than anybody could.
    pub fn double_presses(&self, button: &str) {
        self.screen.act_on(&[("button", button)], |session, element| session.double_click(element));
    }

    /// Presses Back until a step is there.
    pub fn goes_back_to(&self, heading: &str) {
        const STEPS: usize = 8;
        for _ in 0..STEPS {
            let before = self.screen.names("heading");
            let is_here = |it: &String| it.strip_prefix(words::ERROR).unwrap_or(it).trim_start() == heading;
            if before.iter().any(is_here) {
                return;
            }
            self.presses(words::BACK);
            until(
                || format!("Back was to lead on; {}", self.screen.account()),
                || (self.screen.names("heading") != before).then_some(()),
            );
        }
        panic!("Back does not lead to \"{heading}\"; {}", self.screen.account());
    }

    // --- by keyboard alone ---

    /// Presses Tab, once at least, until the focus is on something of this name.
    pub fn tabs_to(&self, name: &str) {
        const STOPS: usize = 120;
        for _ in 0..STOPS {
            self.keys(&TAB.to_string());
            if self.screen.focus() == name {
                return;
            }
        }
        panic!("no {STOPS} presses of Tab lead to \"{name}\"; {}", self.screen.account());
    }

    pub fn keys(&self, keys: &str) {
        self.browser().session.press_keys(keys);
    }

    pub fn tabs_once(&self) {
        self.keys(&TAB.to_string());
    }

    pub fn tabs_back(&self) {
        self.browser().session.press_with(SHIFT, TAB);
    }

    /// Where the focus is, and whether it can be seen there.
    pub fn stop(&self) -> Stop {
        let stop = self.screen.ask("stop", &[]);
        serde_json::from_value(stop).expect("a stop has these properties")
    }

    // --- seeing ---

    /// Everything that is written in the widget, spaces squeezed.
    pub fn text(&self) -> String {
        self.screen.text()
    }

    /// Everything that is written on the page.
    pub fn page_text(&self) -> String {
        self.screen.ask("page text", &[]).as_str().unwrap_or_default().to_owned()
    }

    pub fn sees(&self, text: &str) {
        let wanted = squeeze(text);
        until(
            || format!("\"{text}\" was to be seen; {}", self.screen.account()),
            || self.text().contains(&wanted).then_some(()),
        );
    }

    /// Waits until no dialog stands before the form.
    pub fn sees_no_dialog(&self) {
        until(
            || format!("no dialog was to be open; {}", self.screen.account()),
            || self.screen.names("dialog").is_empty().then_some(()),
        );
    }

    /// Looks once: say first what is seen instead.
    pub fn does_not_see(&self, text: &str) {
        assert!(
            !self.text().contains(&squeeze(text)),
            "\"{text}\" was not to be seen; {}",
            self.screen.account()
        );
    }

    /// Waits for a step by its heading.
    pub fn arrives_at(&self, heading: &str) {
        self.screen.find(&[("heading", heading)]);
    }

    pub fn sees_button(&self, name: &str) {
        self.screen.find(&[("button", name)]);
    }

    pub fn sees_field(&self, label: &str) {
        self.screen.find(&[("field", label)]);
    }

    pub fn sees_no_question(&self, label: &str) {
        until(
            || format!("\"{label}\" was not to be asked; {}", self.screen.account()),
            || {
                let roles = ["field", "group", "checkbox"];
                let asked = roles.iter().flat_map(|role| self.screen.names(role));
                (!asked.into_iter().any(|it| it.starts_with(label))).then_some(())
            },
        );
    }

    /// A field or group is marked as invalid and described by this problem.
    pub fn sees_problem(&self, label: &str, problem: &str) {
        let look = |role: &str| {
            self.screen.ask("problem", &[json!([[role, label]])]).as_str().unwrap_or_default().to_owned()
        };
        until(
            || format!("\"{label}\" was to have the problem \"{problem}\"; {}", self.screen.account()),
            || {
                let found = [look("field"), look("group"), look("checkbox")];
                found.iter().any(|it| it.contains(problem) && !it.contains("(but nothing")).then_some(())
            },
        );
    }

    /// A question is described by these words.
    pub fn is_told_beside(&self, label: &str, words: &str) {
        let look = |role: &str| self.screen.ask("description", &[json!([[role, label]])]);
        until(
            || format!("\"{label}\" was to be described by \"{words}\"; {}", self.screen.account()),
            || {
                let found = [look("field"), look("group")];
                found.iter().any(|it| it.as_str().is_some_and(|it| it.contains(words))).then_some(())
            },
        );
    }

    /// Where a link leads.
    pub fn address_of(&self, link: &str) -> String {
        let element = self.screen.find(&[("link", link)]);
        self.screen.ask("address", &[element.to_json()]).as_str().unwrap_or_default().to_owned()
    }

    pub fn value_of(&self, label: &str) -> String {
        let element = self.screen.find(&[("field", label)]);
        self.screen.ask("value", &[element.to_json()]).as_str().unwrap_or_default().to_owned()
    }

    pub fn has_chosen(&self, question: &str, answer: &str) -> bool {
        let element = self.screen.find(&[("group", question), ("radio", answer)]);
        self.screen.ask("is checked", &[element.to_json()]) == true
    }

    pub fn focus_is_on(&self, name: &str) {
        until(
            || format!("the focus was to be on \"{name}\"; {}", self.screen.account()),
            || (self.screen.focus() == name).then_some(()),
        );
    }

    /// What the page keeps outside the form: its address, title, cookies, web storage, attributes and recorded events.
    pub fn traces(&self) -> Value {
        self.screen.ask("traces", &[])
    }

    /// The widget's events so far, as the page heard them: `[name, detail]`.
    pub fn events(&self) -> Vec<Value> {
        self.traces()["events"].as_array().cloned().unwrap_or_default()
    }

    /// Waits for an event of the widget.
    pub fn page_hears(&self, event: &str) -> Value {
        until(
            || {
                format!(
                    "the page was to hear {event}; it heard {:?}; {}",
                    self.events(),
                    self.screen.account()
                )
            },
            || self.events().into_iter().find(|it| it[0] == event),
        )
    }

    pub fn sees_no_horizontal_scroll(&self) {
        let width = self.screen.ask("width", &[]);
        assert!(
            width["page"].as_u64() <= width["window"].as_u64(),
            "the page scrolls sideways: {width}; {}",
            self.screen.account()
        );
    }

    /// Waits until the console tells whoever put the form on the page. An engine that keeps its console to itself is not asked.
    pub fn author_is_told(&self, words: &str) {
        if lacks_in_part(Instrument::Console) {
            return;
        }
        // One driver quotes what it tells.
        let tells = |line: &String| line.contains(words) || line.replace('\\', "").contains(words);
        until(
            || format!("the console was to tell \"{words}\": {:#?}", self.browser().console()),
            || self.browser().console().iter().any(tells).then_some(()),
        );
    }

    /// The page's policy has refused nothing, but for the browser's own search for an icon and, in a run without it, WebAssembly. An engine
    /// that keeps its console to itself is not asked.
    pub fn sees_nothing_refused_by_policy(&self) {
        if lacks_in_part(Instrument::Console) {
            return;
        }
        let console = self.browser().console();
        let is_expected = |it: &&String| {
            it.contains("favicon.ico") || (!has_webassembly() && it.contains("runs as JavaScript"))
        };
        let refused = console.iter().find(|it| is_about_policy(it) && !is_expected(it));
        assert_eq!(refused, None);
    }

    /// The widget's engine has not broken down anywhere.
    pub fn sees_no_panic(&self) {
        let console = self.browser().console();
        let broken = console
            .iter()
            .find(|it| it.contains("panicked") || it.contains("RuntimeError") || it.contains("Uncaught"));
        assert!(broken.is_none(), "the engine broke down: {broken:?}");
    }

    /// Saves a picture of the window, and returns where.
    pub fn screenshot(&self, name: &str) -> String {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"));
        match self.browser().session.screenshot() {
            Ok(picture) => std::fs::write(&path, picture)
                .map_or_else(|it| it.to_string(), |()| path.display().to_string()),
            Err(refused) => refused.to_string(),
        }
    }

    /// Does something to the page that no person could, such as taking the widget away.
    pub fn page_runs(&self, script: &str) -> Value {
        self.browser()
            .session
            .run(script, &[])
            .unwrap_or_else(|it| panic!("the page could not run {script}: {it}"))
    }

    /// Has the page run a script of its own: what a test's script puts on the browser's objects, the page may not see.
    pub fn page_includes(&self, script: &str) {
        let include = "const own = document.createElement('script'); own.textContent = arguments[0]; document.head.append(own);";
        self.browser()
            .session
            .run(include, &[json!(script)])
            .unwrap_or_else(|it| panic!("the page could not include {script}: {it}"));
    }

    fn clicks(&self, path: &[Step]) {
        self.screen.act_on(path, |session, element| session.click(element));
    }

    fn types_at(&self, path: &[Step], text: &str) {
        // The driver's keyboard has no keys beyond the basic plane, and takes control characters for keys.
        let is_pasted = text
            .chars()
            .any(|it| it > '\u{FFFF}' || it.is_control() || ('\u{E000}'..='\u{F8FF}').contains(&it));
        if is_pasted || text.len() > PASTED_CHARS {
            let element = self.screen.find(path);
            self.screen.ask("paste", &[element.to_json(), json!(text)]);
            return;
        }
        self.screen.act_on(path, |session, element| {
            session.clear(element)?;
            session.send_keys(element, text)
        });
    }
}

/// Whether a line of the console is about a content security policy, which browsers write in two ways.
pub fn is_about_policy(line: &str) -> bool {
    line.contains("Content Security Policy") || line.contains("Content-Security-Policy")
}

impl Drop for Referrer {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let test = std::thread::current().name().unwrap_or("test").replace("::", "-");
            eprintln!("screenshot: {}", self.screenshot(&test));
        }
    }
}
