//! The frame: what every step of the form has in the same place.

use web_sys::Event;

use super::element::{El, el};
use super::host::{Mode, Settings};
use super::parts::{leveled, say};
use super::voice::Voice;
use crate::domain::pace::Progress;
use crate::i18n::{Key, tags};

/// Id of the button that leads on.
pub const GO_ON: &str = "go-on";

/// Id of the button that opens the panel about the study.
pub const OPEN_PANEL: &str = "open-materials";

/// The root of a screen.
pub fn root(voice: Voice) -> El {
    let (settings, study) = (voice.settings(), voice.cover());
    el("section")
        .class(&classes(&settings))
        .part("root")
        .attr("lang", &study.shown)
        .attr("dir", tags::direction(&study.shown))
}

fn classes(settings: &Settings) -> String {
    let kiosk = if settings.mode == Mode::Kiosk { " rf-kiosk" } else { "" };
    let steady = if settings.is_steady { " rf-steady" } else { "" };
    format!("rf-root{kiosk}{steady}")
}

/// The heading, still without words.
pub fn title(voice: Voice) -> El {
    leveled(voice.settings().heading_level, "rf-heading", "").part("heading").attr("tabindex", "-1")
}

/// The line above the heading: how far it is, and the way to what there is to know about the study.
pub fn top(progress: El, open_panel: El) -> El {
    el("div").class("rf-top").child(progress.class("rf-progress").part("progress")).child(open_panel)
}

/// The button that opens the panel about the study.
pub fn open_panel(voice: Voice, on_press: impl Fn() + 'static) -> El {
    say(voice, "button", "rf-link", Key::MaterialsHeading)
        .part("link")
        .attr("type", "button")
        .attr("id", OPEN_PANEL)
        .attr("aria-haspopup", "dialog")
        .on("click", move |_| on_press())
}

/// What holds a step, without its content; `on_submit` goes on.
pub fn form(on_submit: impl Fn(Event) + 'static) -> El {
    el("form")
        .class("rf-step")
        .part("step")
        .attr("novalidate", "")
        // A browser proposes and remembers only what the study file names a token for, which stands at the control.
        .attr("autocomplete", "off")
        .on("submit", on_submit)
}

/// The buttons of a step.
pub fn actions(buttons: impl IntoIterator<Item = El>) -> El {
    el("div").class("rf-actions").part("actions").children(buttons)
}

/// The button that leads on, which Enter presses too.
///
/// Its press counts, for a frame may be forbidden to submit forms, and hears of no submission then.
pub fn go_on(voice: Voice, words: Key, on_press: impl Fn(Event) + 'static) -> El {
    say(voice, "button", "rf-button", words)
        .part("button")
        .attr("type", "submit")
        .attr("id", GO_ON)
        .on("click", on_press)
}

/// Says at which step somebody is, and how long it takes from there.
pub fn progress(voice: Voice, at: Progress) -> String {
    let (step, steps) = (at.step.to_string(), at.steps.to_string());
    let values = [("step", step.as_str()), ("steps", &steps)];
    match at.minutes {
        0 => voice.fill(Key::ProgressEnd, &values),
        minutes => voice.count(Key::Progress, minutes, &values),
    }
}
