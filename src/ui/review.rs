//! The review: every value that will leave, in plain words and to the byte, before Send.

use leptos::prelude::*;

use super::delivery::delivery;
use super::parts::{heading, paragraph};
use super::sent;
use super::store::Store;
use super::verdicts::{line, outcome_key};
use crate::domain::field::FieldId;
use crate::domain::form::{FormEvent, Place};
use crate::domain::precheck::precheck;
use crate::domain::review::{Review, endpoint};
use crate::domain::study::{ConsentId, OnNotEligible, Study};
use crate::gateway::clock::{BrowserClock, Clock};
use crate::gateway::crypto;
use crate::i18n::Key;

/// The review of the form as it stands, or the way to what is still missing.
pub fn review(store: Store) -> AnyView {
    let origin = Memo::new(move |_| store.flow(|form| form.origin().clone()));
    (move || {
        // Code and channel can be removed here; everything else that is shown is fixed.
        origin.track();
        match open(store) {
            Some(review) => page(store, &review),
            None => ().into_any(),
        }
    })
    .into_any()
}

/// Fixes what will leave.
fn open(store: Store) -> Option<Review> {
    let study = store.study();
    store.look_at_clock();
    let earlier = store.review.get_value();
    let opened = store.now(|form| {
        let now = BrowserClock.now();
        Review::open(&study, form, &store.digests(), now, crypto::uuid, earlier.as_ref())
    });
    match opened {
        Ok(review) => {
            store.review.set_value(Some(review.clone()));
            Some(review)
        }
        Err(problems) => {
            // A day has passed since the answers were checked, and one of them fits no longer.
            if let Some((place, _)) = problems.first().cloned() {
                leptos::task::spawn_local(async move { store.act(FormEvent::ChangeAsked(place)) });
            }
            None
        }
    }
}

fn page(store: Store, review: &Review) -> AnyView {
    let study = store.study();
    let host = endpoint(&study, &review.referral).host().to_owned();
    let mut rows: Vec<AnyView> = Vec::new();
    rows.push(source_row(store, &study));
    for (field, value) in review.referral.sent() {
        let of = study.field(*field);
        let words = sent::in_words(store, of, value);
        let covering = covering(store, &study, *field);
        rows.push(row(
            store,
            of.label.words.clone(),
            store.lang(&of.label),
            words,
            covering,
            Place::Field(*field),
        ));
    }
    rows.extend(origin_rows(store, review));
    rows.extend(precheck_rows(store, &study, review));
    if let Some(route) = review.referral.route() {
        rows.push(plain_row(
            store.say(Key::ReviewRoute),
            route.to_owned(),
            store.say(Key::ReviewAlways),
            None,
        ));
    }
    let reference = format!("{} · {} · {}", study.head.id.0, review.created_at(), review.referral.id());
    rows.push(plain_row(store.say(Key::ReviewStudy), reference, store.say(Key::ReviewAlways), None));
    let arrival = (study.on_not_eligible == OnNotEligible::Explain)
        .then(|| view! { <p class="rf-callout">{store.say(Key::ReviewArrival)}</p> });
    view! {
        <p>{store.fill(Key::ReviewReceiver, &[("host", &host)])}</p>
        {arrival}
        <table class="rf-table" part="table">
            <thead>
                <tr>
                    <th scope="col">{store.say(Key::ReviewWhat)}</th>
                    <th scope="col">{store.say(Key::ReviewWords)}</th>
                    <th scope="col">{store.say(Key::ReviewConsent)}</th>
                    <td></td>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {agreements(store, &study)}
        <details class="rf-details" part="body">
            <summary>{store.say(Key::ReviewBody)}</summary>
            <pre class="rf-body" tabindex="0">{review.body.text.clone()}</pre>
        </details>
        {delivery(store)}
    }
    .into_any()
}

fn source_row(store: Store, study: &Study) -> AnyView {
    let source = study.source(store.now(|form| form.facts().source));
    let change =
        (study.sources.len() > 1).then(|| change(store, store.say(Key::ReviewSource), Place::Source));
    plain_row(store.say(Key::ReviewSource), source.label.words.clone(), store.say(Key::ReviewAlways), change)
}

fn row(
    store: Store,
    what: String,
    lang: Option<String>,
    words: String,
    consents: String,
    place: Place,
) -> AnyView {
    let change = change(store, what.clone(), place);
    view! {
        <tr class="rf-row" part="row">
            <th scope="row" lang=lang>{what}</th>
            <td class="rf-words">{words}</td>
            <td>{consents}</td>
            <td>{change}</td>
        </tr>
    }
    .into_any()
}

fn plain_row(what: String, words: String, why: String, action: Option<AnyView>) -> AnyView {
    view! {
        <tr class="rf-row" part="row">
            <th scope="row">{what}</th>
            <td class="rf-words">{words}</td>
            <td>{why}</td>
            <td>{action}</td>
        </tr>
    }
    .into_any()
}

/// A button that looks like a link and says to what it belongs.
fn named_button(shown: String, named: String, on_press: impl Fn() + 'static) -> AnyView {
    view! {
        <button type="button" class="rf-link" part="link" aria-label=named on:click=move |_| on_press()>
            {shown}
        </button>
    }
    .into_any()
}

fn change(store: Store, what: String, place: Place) -> AnyView {
    let named = store.fill(Key::ChangeOf, &[("what", &what)]);
    named_button(store.say(Key::Change), named, move || store.act(FormEvent::ChangeAsked(place)))
}

/// The consents under which a field leaves, by their numbers in the list below the table.
fn covering(store: Store, study: &Study, field: FieldId) -> String {
    numbers(store, study, |id| study.consent(id).covers.contains(&field))
}

fn numbers(store: Store, study: &Study, covers: impl Fn(ConsentId) -> bool) -> String {
    let numbers: Vec<String> = asked(store, study)
        .iter()
        .enumerate()
        .filter(|(_, id)| covers(**id) && store.now(|form| form.ticks().given_at(**id).is_some()))
        .map(|(index, _)| (index + 1).to_string())
        .collect();
    numbers.join(", ")
}

fn asked(store: Store, study: &Study) -> Vec<ConsentId> {
    let (source, request) = store.now(|form| (form.facts().source, form.request()));
    study.consents_for(source, request).collect()
}

fn origin_rows(store: Store, review: &Review) -> Vec<AnyView> {
    let study = store.study();
    let (code, channel) = review.referral.code_and_channel();
    let why = || numbers(store, &study, |id| study.consent(id).covers_source);
    let remove = |key: Key, event: FormEvent| {
        let named = store.fill(Key::ReviewRemoveOf, &[("what", &store.say(key))]);
        let on_press = move || store.act(event.clone());
        named_button(store.say(Key::ReviewRemove), named, on_press)
    };
    let mut rows = Vec::new();
    if let Some(code) = code {
        let action = remove(Key::ReviewCode, FormEvent::CodeRemoved);
        rows.push(plain_row(store.say(Key::ReviewCode), code.to_owned(), why(), Some(action)));
    }
    if !channel.is_empty() {
        let words: Vec<String> = channel.iter().map(|(key, value)| format!("{key}: {value}")).collect();
        let action = remove(Key::ReviewChannel, FormEvent::ChannelRemoved);
        rows.push(plain_row(store.say(Key::ReviewChannel), words.join(", "), why(), Some(action)));
    }
    rows
}

fn precheck_rows(store: Store, study: &Study, review: &Review) -> Vec<AnyView> {
    let (sends_outcome, sends_verdicts) = review.referral.sends_precheck();
    if !sends_outcome {
        return Vec::new();
    }
    let judged = store.now(|form| precheck(study, form.facts()));
    let why = numbers(store, study, |id| study.consent(id).covers_precheck);
    let mut words = vec![store.say(outcome_key(judged.outcome))];
    if sends_verdicts {
        let lines = judged.verdicts.iter().enumerate();
        words.extend(lines.map(|(index, verdict)| line(store, study, index, *verdict)));
    }
    vec![plain_row(store.say(Key::ReviewPrecheck), words.join("\n"), why, None)]
}

/// The agreements by number: their words, and whether they were given.
fn agreements(store: Store, study: &Study) -> AnyView {
    let rows = asked(store, study).into_iter().map(|id| {
        let consent = study.consent(id);
        let is_given = store.now(|form| form.ticks().given_at(id).is_some());
        let state = store.say(if is_given { Key::ReviewGiven } else { Key::ReviewNotGiven });
        view! {
            <li>
                {paragraph(store, "rf-consent-text", Some(&consent.text))}
                <p class="rf-hint">{state}" · "{change(store, consent.text.words.clone(), Place::Consent(id))}</p>
            </li>
        }
    });
    view! {
        {heading(store, 1, store.say(Key::ReviewConsents))}
        <ol class="rf-agreements">{rows.collect_view()}</ol>
    }
    .into_any()
}
