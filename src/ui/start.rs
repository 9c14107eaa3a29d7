//! The first step: what the study is, what happens to the data, who refers.

use leptos::prelude::*;

use super::parts::{heading, link, paragraph, term, text, words};
use super::problems;
use super::store::Store;
use crate::domain::form::{FormEvent, Place};
use crate::domain::study::{Material, MaterialKind, RequestId, SourceId, Study};
use crate::i18n::{Key, intl};

/// Id of the first control of the choice of a source; the error summary leads there.
pub const SOURCE_CONTROL: &str = "source-0";

/// Everything on the first step.
pub fn start(store: Store) -> AnyView {
    let study = store.study();
    view! {
        {about(store, &study)}
        {facts(store, &study)}
        {privacy(store, &study)}
        {requests(store, &study)}
        {sources(store, &study)}
        {move || instructions(store)}
        {materials(store, &study)}
    }
    .into_any()
}

fn about(store: Store, study: &Study) -> AnyView {
    let head = &study.head;
    let mut terms = Vec::new();
    for (key, of) in [(Key::Condition, &head.condition), (Key::Sponsor, &head.sponsor)] {
        terms.extend(of.as_ref().map(|it| term(words(store.say(key)), text(store, it))));
    }
    if let Some(ethics) = &head.ethics {
        let values = [("committee", ethics.committee.as_str()), ("reference", &ethics.reference)];
        let line = store.fill(Key::EthicsLine, &values);
        terms.push(term(words(store.say(Key::Ethics)), words(line)));
    }
    view! {
        {paragraph(store, "rf-lead", head.summary.as_ref())}
        <dl class="rf-facts">{terms}</dl>
        {head.registry.as_ref().map(|it| view! { <p>{link(store, it, store.say(Key::Registry))}</p> })}
    }
    .into_any()
}

fn facts(store: Store, study: &Study) -> AnyView {
    if study.facts.is_empty() {
        return ().into_any();
    }
    let facts = study.facts.iter().map(|it| term(text(store, &it.label), text(store, &it.text)));
    view! {
        {heading(store, 1, store.say(Key::FactsHeading))}
        <dl class="rf-facts">{facts.collect_view()}</dl>
    }
    .into_any()
}

fn privacy(store: Store, study: &Study) -> AnyView {
    let notice = &study.privacy;
    let listed = |of: Vec<String>| words(intl::list(&study.shown, &of));
    let recipients = notice.recipients.iter().map(|it| it.words.clone()).collect();
    let countries = notice.countries.iter().map(|it| intl::region_name(&study.shown, it)).collect();
    let mut terms = vec![
        (Key::PrivacyController, text(store, &notice.controller)),
        (Key::PrivacyPurpose, text(store, &notice.purpose)),
        (Key::PrivacyBasis, text(store, &notice.legal_basis)),
        (Key::PrivacyRecipients, listed(recipients)),
    ];
    if !notice.countries.is_empty() {
        terms.push((Key::PrivacyCountries, listed(countries)));
    }
    terms.extend([
        (Key::PrivacyRetention, text(store, &notice.retention)),
        (Key::PrivacyWithdrawal, text(store, &notice.withdrawal)),
        (Key::PrivacyContact, words(notice.contact.clone())),
    ]);
    let terms = terms.into_iter().map(|(key, meaning)| term(words(store.say(key)), meaning));
    view! {
        <div class="rf-panel" part="privacy">
            {heading(store, 1, store.say(Key::PrivacyHeading))}
            <dl class="rf-privacy">{terms.collect_view()}</dl>
            <p>{link(store, &notice.notice_url, store.say(Key::PrivacyNotice))}</p>
        </div>
    }
    .into_any()
}

/// A choice of one, drawn as radio buttons.
fn radios(
    name: &'static str,
    legend: String,
    problem: impl Fn() -> Option<String> + Copy + Send + Sync + 'static,
    options: Vec<(AnyView, Signal<bool>, FormEvent)>,
    store: Store,
) -> AnyView {
    let options = options.into_iter().enumerate().map(|(index, (label, is_chosen, event))| {
        let id = format!("{name}-{index}");
        view! {
            <div class="rf-option" part="option">
                <input type="radio" class="rf-radio" name=name id=id.clone() prop:checked=is_chosen
                    on:change=move |_| store.act(event.clone()) />
                <label class="rf-option-label" for=id>{label}</label>
            </div>
        }
        .into_any()
    });
    let problem_id = format!("{name}-problem");
    let described_by = problem_id.clone();
    let is_invalid = move || problem().map(|_| "true");
    view! {
        <fieldset class="rf-field" part="field" role="radiogroup" aria-invalid=is_invalid
            aria-describedby=described_by>
            <legend class="rf-label" part="label">{legend}</legend>
            <p class="rf-problem" part="problem" id=problem_id>{problem}</p>
            {options.collect_view()}
        </fieldset>
    }
    .into_any()
}

fn sources(store: Store, study: &Study) -> AnyView {
    if study.sources.len() < 2 {
        return ().into_any();
    }
    let options = study.sources.iter().enumerate().map(|(index, it)| {
        let id = SourceId(index as u16);
        let is_chosen = Signal::derive(move || store.flow(|form| form.source() == Some(id)));
        (text(store, &it.label), is_chosen, FormEvent::SourceChosen(id))
    });
    let problem = move || {
        store
            .flow(|form| form.problem(Place::Source).cloned())
            .map(|it| problems::text(store, Place::Source, &it))
    };
    radios("source", store.say(Key::WhoRefers), problem, options.collect(), store)
}

fn requests(store: Store, study: &Study) -> AnyView {
    if study.requests.len() < 2 {
        return ().into_any();
    }
    let options = study.requests.iter().enumerate().map(|(index, it)| {
        let id = RequestId(index as u16);
        let is_chosen = Signal::derive(move || store.flow(|form| form.request() == id));
        let label = it.label.as_ref().map_or_else(|| words(it.id.clone()), |it| text(store, it));
        (label, is_chosen, FormEvent::RequestChosen(id))
    });
    radios("request", store.say(Key::WhatRequest), || None, options.collect(), store)
}

/// What the chosen source should know and have at hand.
fn instructions(store: Store) -> AnyView {
    let study = store.study();
    let Some(source) = store.flow(|form| form.source()) else { return ().into_any() };
    let source = study.source(source);
    let checklist = (!source.checklist.is_empty()).then(|| {
        let entries = source.checklist.iter().map(|it| view! { <li>{text(store, it)}</li> });
        view! {
            <p>{store.say(Key::HaveReady)}</p>
            <ul class="rf-checklist">{entries.collect_view()}</ul>
        }
    });
    view! { {paragraph(store, "rf-hint", source.instructions.as_ref())} {checklist} }.into_any()
}

fn materials(store: Store, study: &Study) -> AnyView {
    if study.materials.is_empty() {
        return ().into_any();
    }
    let entries = study.materials.iter().map(|it| view! { <li>{material(store, study, it)}</li> });
    view! {
        <details class="rf-materials" part="materials">
            <summary>{store.say(Key::MaterialsHeading)}</summary>
            <ul class="rf-list">{entries.collect_view()}</ul>
        </details>
    }
    .into_any()
}

fn material(store: Store, study: &Study, of: &Material) -> AnyView {
    let title = || text(store, &of.title);
    let named = match &of.url {
        Some(url) => link(store, url, title()),
        None => title(),
    };
    match of.kind {
        MaterialKind::Link => named,
        MaterialKind::Session => {
            let zone = of.time_zone.as_ref().map_or("", |it| &it.0);
            let when = of.starts_at.as_deref().map(|it| intl::local_time(&study.shown, it));
            let when = when.map(|when| store.fill(Key::SessionAt, &[("when", &when), ("zone", zone)]));
            view! { {named}<br />{when} }.into_any()
        }
        MaterialKind::Faq => {
            let items = of.items.iter().map(|it| term(text(store, &it.question), text(store, &it.answer)));
            view! { {named}<dl class="rf-facts">{items.collect_view()}</dl> }.into_any()
        }
    }
}
