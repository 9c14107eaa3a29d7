//! The form: one step at a time, with its heading, its problems, its way on and back, and the contact.
//!
//! The first step is the start page, which the loader shows: of the form, only what waits on the device, the watch over a shared one and
//! the panel about the study stand beside it then.
//!
//! Heading, summary and announcer stay in the page from step to step, so that focus and speech have one
//! place to go to.

use web_sys::Event;

use super::consents::{consents, control_id};
use super::contact::contact;
use super::controls::focus_id;
use super::element::{El, el, text};
use super::frame;
use super::host::Mode;
use super::idle::idle;
use super::language::languages;
use super::load::Screens;
use super::materials::materials;
use super::opening::turn_to;
use super::outbox::outbox;
use super::parts::{button, control, heading, leveled, own, plain, say, words};
use super::problems;
use super::questions::questions;
use super::receipt::receipt;
use super::review::review;
use super::start_over::start_over;
use super::store::{Places, Store};
use super::unsent::unsent;
use super::verdicts::verdicts;
use crate::domain::form::{Form, FormEvent, Place, Step};
use crate::domain::pace;
use crate::domain::study::Study;
use crate::domain::validate::check::FieldProblem;
use crate::i18n::{Key, tags};

/// The form on an open study.
pub fn flow(store: Store, screens: Screens) -> El {
    let (study, voice) = (store.study(), store.voice());
    let settings = store.settings();
    let title_node = frame::title(voice).child(error_prefix(store)).child(
        el("span")
            .attr_of("lang", move || title_lang(store))
            .attr_of("dir", move || title_lang(store).map(|it| tags::direction(&it).to_owned()))
            .text_of(move || title(store)),
    );
    let summary = summary(store);
    store.set_places(Places { heading: title_node.node(), summary: summary.node() });
    let [open_panel, panel] = materials(store);
    let contact_level = settings.heading_level + 1;
    let is_on = move || store.step() != Step::Start;
    let steps = el("div")
        .class("rf-flow")
        .attr_of("data-way", move || way(store))
        .shown(is_on)
        .children(languages(voice, move |_, tag| {
            store.read_controls();
            turn_to(store, screens, tag);
        }))
        .child(words(store, "p", "rf-kicker", &study.cover.head.title))
        .child(frame::top(el("p").text_of(move || progress(store)), open_panel))
        .child(title_node)
        .child(summary)
        .children(store.has_changed().then(|| changed(store)))
        .child(frame::form(move |ev| continues(store, &ev)).children_of(move || step(store, screens)));
    frame::root(voice)
        .attr_of("aria-label", move || is_on().then(|| store.say(Key::FormName)))
        .child(steps)
        .child(
            own(store, el("p"))
                .class("rf-hidden")
                .attr("role", "status")
                .text_of(move || store.announcement()),
        )
        .child(start_over(store, screens))
        .children(study.outbox.iter().flat_map(|it| outbox(store, it.staff_code.as_deref())))
        .child(el("div").shown(is_on).children_of(move || {
            // What its clock shows is told anew on every step.
            store.step();
            let cover = voice.cover();
            let (messages, own) = (store.messages(), store.own_language());
            vec![contact(&cover.contact, &messages, own, contact_level, &|it| store.lang(it))]
        }))
        .child(panel)
        .child(el("div").children_of(move || {
            store.step();
            let is_kiosk = store.settings().mode == Mode::Kiosk;
            [unsent(store)].into_iter().chain(is_kiosk.then(|| idle(store, screens))).collect()
        }))
}

/// Names a step whose height tells no answer, by what it depends on; for who shows the form in a frame.
fn way(store: Store) -> Option<String> {
    let step = store.step();
    let (source, request) = store.flow(|form| (form.facts().source, form.request()));
    let is_steady = store.settings().is_steady && matches!(step, Step::Section(_) | Step::Consents);
    is_steady.then(|| format!("{} {} {}", source.0, request.0, store.step_index(step)))
}

fn summary(store: Store) -> El {
    let level = store.settings().heading_level + 1;
    el("div")
        .class("rf-summary")
        .part("summary")
        .attr("role", "group")
        .attr("tabindex", "-1")
        .attr("aria-labelledby", "summary-heading")
        .shown(move || has_problems(store))
        .child(
            own(store, leveled(level, "rf-subheading", ""))
                .attr("id", "summary-heading")
                .text_of(move || summary_title(store)),
        )
        .child(el("ul").class("rf-list").children_of(move || problem_links(store)))
}

fn has_problems(store: Store) -> bool {
    store.flow(|form| !form.problems().is_empty())
}

/// Tells before the heading that something on the step is to be mended.
fn error_prefix(store: Store) -> El {
    el("span").class("rf-problem").children_of(move || {
        let prefix = || vec![say(store, "span", "", Key::ErrorPrefix), plain(" ")];
        has_problems(store).then(prefix).unwrap_or_default()
    })
}

/// The receiver's own problems are told apart: whoever typed made no mistake that this form knows of.
fn summary_title(store: Store) -> String {
    let is_refused =
        |form: &Form| form.problems().iter().any(|it| matches!(it.1, FieldProblem::Receiver { .. }));
    store.say(if store.flow(is_refused) { Key::RefusedHeading } else { Key::ProblemsHeading })
}

/// Says that the study file has changed under the form, as long as nothing was sent.
fn changed(store: Store) -> El {
    el("div")
        .class("rf-callout")
        .part("callout")
        .shown(move || store.step() != Step::Receipt)
        .child(heading(store, 1, &store.say(Key::ChangedHeading)))
        .child(say(store, "p", "", Key::ChangedText))
}

/// What stands on a step, with its buttons.
fn step(store: Store, screens: Screens) -> Vec<El> {
    let study = store.study();
    let (mut parts, on) = match store.step() {
        Step::Start => return Vec::new(),
        Step::Section(section) => (questions(store, section), go_on(store, Key::Continue)),
        Step::Verdicts(section) => {
            let is_stopped = store.now(|form| form.is_stopped(&study));
            let on = if is_stopped { Vec::new() } else { go_on(store, Key::Continue) };
            (verdicts(store, section), on)
        }
        Step::Consents => (consents(store), go_on(store, Key::Continue)),
        Step::Review => review(store, screens),
        Step::Receipt => return receipt(store, screens),
    };
    if store.step_index(store.now(Form::step)) == FIRST_STEP {
        parts.splice(0..0, instructions(store));
    }
    let back = button("rf-button-secondary", &store.say(Key::Back), move || store.act(FormEvent::WentBack));
    let back = own(store, back).attr_of("aria-disabled", move || held(store));
    parts.push(frame::actions(on.into_iter().chain([back])));
    parts
}

/// What the chosen source should know and have at hand; it opens the first step.
fn instructions(store: Store) -> Vec<El> {
    let (study, source) = (store.study(), store.now(|form| form.facts().source));
    let source = study.cover.source(source);
    let mut parts = Vec::new();
    parts.extend(source.instructions.as_ref().map(|it| words(store, "p", "rf-hint", it)));
    if !source.checklist.is_empty() {
        let entries = source.checklist.iter().map(|it| words(store, "li", "", it));
        parts.push(say(store, "p", "", Key::HaveReady));
        parts.push(el("ul").class("rf-checklist").children(entries));
    }
    parts
}

/// The button that leads on.
fn go_on(store: Store, words: Key) -> Vec<El> {
    vec![frame::go_on(store.voice(), words, move |ev| continues(store, &ev))]
}

fn continues(store: Store, ev: &Event) {
    ev.prevent_default();
    store.act(FormEvent::Continued);
}

/// Marks what has to wait as long as the referral is being sent.
pub fn held(store: Store) -> Option<String> {
    store.sending().is_going_on().then(|| "true".to_owned())
}

fn progress(store: Store) -> String {
    let study = store.study();
    store.step();
    store.flow(|_| ());
    let at = store.now(|form| pace::progress(&study, form));
    at.map_or_else(String::new, |it| frame::progress(store.voice(), it))
}

fn title(store: Store) -> String {
    let study = store.study();
    match store.step() {
        Step::Start => study.cover.head.title.words.clone(),
        Step::Section(section) => study.section(section).title.words.clone(),
        Step::Verdicts(_) => store.say(Key::VerdictsHeading),
        Step::Consents => store.say(Key::ConsentsHeading),
        Step::Review => store.say(Key::ReviewHeading),
        Step::Receipt => store.say(Key::ReceiptHeading),
    }
}

fn title_lang(store: Store) -> Option<String> {
    let study = store.study();
    match store.step() {
        Step::Start => store.lang(&study.cover.head.title),
        Step::Section(section) => store.lang(&study.section(section).title),
        Step::Verdicts(_) | Step::Consents | Step::Review | Step::Receipt => {
            store.own_language().map(str::to_owned)
        }
    }
}

fn problem_links(store: Store) -> Vec<El> {
    let study = store.study();
    let problems = store.flow(|form| form.problems().to_vec());
    let link = |(place, problem): &(Place, FieldProblem)| {
        let target = target(&study, *place);
        let words = problems::text(store, *place, problem);
        let link = own(store, text("a", "rf-link", &words)).part("link").attr("href", &format!("#{target}"));
        el("li").child(link.on("click", move |ev| {
            // Following the link would change the host page's address and move no focus in here.
            ev.prevent_default();
            let target = target.clone();
            store.focus_later(move |places| control(&places.heading, &target));
        }))
    };
    problems.iter().map(link).collect()
}

/// The step that follows the start page.
const FIRST_STEP: u32 = 1;

/// Ids of the choices on the start page (src/loader/start_page_choices.js).
const SOURCE_CONTROL: &str = "source-0";
const REQUEST_CONTROL: &str = "request-0";

/// The id of the control to which a problem or a change leads.
fn target(study: &Study, place: Place) -> String {
    match place {
        Place::Source => SOURCE_CONTROL.to_owned(),
        Place::Request => REQUEST_CONTROL.to_owned(),
        Place::Field(field) => focus_id(study, field),
        Place::Consent(consent) => control_id(consent),
    }
}

/// Leads from the review to the control of a value.
pub fn go_to(store: Store, place: Place) {
    store.act(FormEvent::ChangeAsked(place));
    let target = target(&store.study(), place);
    store.focus_later(move |places| control(&places.heading, &target));
}
