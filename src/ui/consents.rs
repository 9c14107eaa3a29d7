//! The step on which consents are given: never ticked before, each with its own words.

use leptos::prelude::*;

use super::problems;
use super::store::Store;
use crate::domain::form::{FormEvent, Place};
use crate::domain::study::ConsentId;
use crate::gateway::clock::{BrowserClock, Clock};
use crate::i18n::Key;

/// The consents for this source and request.
pub fn consents(store: Store) -> AnyView {
    let study = store.study();
    let (source, request) = store.now(|form| (form.facts().source, form.request()));
    let rows: Vec<AnyView> = study.consents_for(source, request).map(|it| row(store, it)).collect();
    view! { <p class="rf-hint">{store.say(Key::ConsentsHint)}</p> {rows} }.into_any()
}

/// Id of a consent's box; the error summary leads there.
pub fn control_id(consent: ConsentId) -> String {
    format!("consent-{}", consent.0)
}

fn row(store: Store, id: ConsentId) -> AnyView {
    let study = store.study();
    let consent = study.consent(id);
    let control = control_id(id);
    let (hint, problem) = (format!("{control}-hint"), format!("{control}-problem"));
    let is_given = move || store.flow(|form| form.ticks().given_at(id).is_some());
    let place = Place::Consent(id);
    let found = move || store.flow(|form| form.problem(place).cloned());
    let problem_text = move || found().map(|it| problems::text(store, place, &it));
    let kind = if consent.is_required { Key::ConsentRequired } else { Key::ConsentOptional };
    let tick = move |ev: web_sys::Event| {
        let at = event_target_checked(&ev).then(|| BrowserClock.now());
        store.act(FormEvent::Consented(id, at));
    };
    view! {
        <div class="rf-consent" part="consent">
            <p class="rf-problem" part="problem" id=problem.clone()>{problem_text}</p>
            <div class="rf-option" part="option">
                <input type="checkbox" class="rf-checkbox" id=control.clone() prop:checked=is_given
                    aria-describedby=format!("{hint} {problem}")
                    aria-invalid=move || found().map(|_| "true")
                    on:change=tick />
                <label class="rf-option-label" for=control lang=store.lang(&consent.text)>
                    {consent.text.words.clone()}
                </label>
            </div>
            <p class="rf-hint" id=hint>{store.say(kind)}</p>
        </div>
    }
    .into_any()
}
