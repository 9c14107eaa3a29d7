//! The step on which consents are given: never ticked before, each with its own words.

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

use super::element::{El, el};
use super::parts::{own, say, to_the_letter, words};
use super::problems;
use super::store::Store;
use crate::domain::form::{Form, FormEvent, Place};
use crate::domain::study::ConsentId;
use crate::gateway::clock::{BrowserClock, Clock};
use crate::i18n::Key;

/// The consents for this source and request.
pub fn consents(store: Store) -> Vec<El> {
    let study = store.study();
    let (source, request) = store.now(|form| (form.facts().source, form.request()));
    let rows = study.consents_for(source, request).map(|it| row(store, it));
    let again = store.now(Form::agrees_again);
    let again = again.then(|| say(store, "p", "rf-callout", Key::ConsentsAgain).part("callout"));
    again.into_iter().chain([say(store, "p", "rf-hint", Key::ConsentsHint)]).chain(rows).collect()
}

/// Id of a consent's box; the error summary leads there.
pub fn control_id(consent: ConsentId) -> String {
    format!("consent-{}", consent.0)
}

fn row(store: Store, id: ConsentId) -> El {
    let study = store.study();
    let consent = study.consent(id);
    let control = control_id(id);
    let (hint, problem) = (format!("{control}-hint"), format!("{control}-problem"));
    let is_given = move || store.flow(|form| form.ticks().given_at(id).is_some());
    let place = Place::Consent(id);
    let found = move || store.flow(|form| form.problem(place).cloned());
    let message = move || problems::message(store, place, found());
    let kind = if consent.is_required { Key::ConsentRequired } else { Key::ConsentOptional };
    let tick = move |ev: Event| {
        let input = ev.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
        let is_ticked = input.is_some_and(|it| it.checked());
        store.act(FormEvent::Consented(id, is_ticked.then(|| BrowserClock.now())));
    };
    let input = el("input")
        .class("rf-checkbox")
        .attr("type", "checkbox")
        .attr("id", &control)
        .attr("aria-describedby", &format!("{hint} {problem}"))
        .attr_if("aria-required", consent.is_required.then_some("true"))
        .attr_of("aria-invalid", move || found().map(|_| "true".to_owned()))
        .checked_of(is_given)
        .on("change", tick);
    // What is recorded is what was read.
    let label = to_the_letter(words(store, "label", "rf-option-label", &consent.text)).attr("for", &control);
    el("div")
        .class("rf-consent")
        .part("consent")
        .child(
            own(store, el("p")).class("rf-problem").part("problem").attr("id", &problem).children_of(message),
        )
        .child(el("div").class("rf-option").part("option").child(input).child(label))
        .child(say(store, "p", "rf-hint", kind).attr("id", &hint))
}
