//! The first step: what the study is, what happens to the data, who refers.

use super::element::{El, el};
use super::parts::{heading, link, named_term, own, plain, say, term, value, words};
use super::problems;
use super::store::Store;
use crate::domain::form::{Form, FormEvent, Place};
use crate::domain::study::{RequestId, SourceId, Study};
use crate::i18n::{Key, intl};

/// Id of the first control of the choice of a source; the error summary leads there.
pub const SOURCE_CONTROL: &str = "source-0";

/// Id of the first control of the choice of a request; Change leads there.
pub const REQUEST_CONTROL: &str = "request-0";

/// Everything on the first step.
pub fn start(store: Store) -> Vec<El> {
    let study = store.study();
    let mut parts = about(store, &study);
    parts.extend(facts(store, &study));
    parts.push(privacy(store, &study));
    parts.extend(requests(store, &study));
    parts.extend(sources(store, &study));
    parts.push(el("div").children_of(move || instructions(store)));
    parts
}

fn about(store: Store, study: &Study) -> Vec<El> {
    let head = &study.cover.head;
    let named = [(Key::Condition, &head.condition), (Key::Sponsor, &head.sponsor)];
    let mut terms: Vec<El> = named
        .into_iter()
        .filter_map(|(key, of)| Some(named_term(store, key, words(store, "span", "", of.as_ref()?))))
        .collect();
    if let Some(ethics) = &head.ethics {
        let values = [("committee", ethics.committee.as_str()), ("reference", &ethics.reference)];
        terms.push(named_term(store, Key::Ethics, own(store, plain(&store.fill(Key::EthicsLine, &values)))));
    }
    let summary = head.summary.as_ref().map(|it| words(store, "p", "rf-lead", it));
    let registry = head.registry.as_ref();
    let registry = registry.map(|it| el("p").child(link(store, it, say(store, "span", "", Key::Registry))));
    let facts = el("dl").class("rf-facts").children(terms);
    summary.into_iter().chain([facts]).chain(registry).collect()
}

fn facts(store: Store, study: &Study) -> Vec<El> {
    if study.cover.facts.is_empty() {
        return Vec::new();
    }
    let fact = |label, text| term(words(store, "span", "", label), words(store, "span", "", text));
    let facts = study.cover.facts.iter().map(|it| fact(&it.label, &it.text));
    vec![heading(store, 1, &store.say(Key::FactsHeading)), el("dl").class("rf-facts").children(facts)]
}

fn privacy(store: Store, study: &Study) -> El {
    let whole = link(store, &study.cover.privacy.notice_url, say(store, "span", "", Key::PrivacyNotice));
    el("div")
        .class("rf-panel")
        .part("privacy")
        .child(heading(store, 1, &store.say(Key::PrivacyHeading)))
        .child(el("dl").class("rf-privacy").children(privacy_terms(store, study)))
        .child(el("p").child(whole))
}

/// The privacy notice in short, point by point.
pub fn privacy_terms(store: Store, study: &Study) -> impl Iterator<Item = El> {
    let notice = &study.cover.privacy;
    let text = |of| words(store, "span", "", of);
    let listed = |of: &[String]| plain(&intl::list(&study.cover.shown, of));
    let recipients: Vec<String> = notice.recipients.iter().map(|it| it.words.clone()).collect();
    let countries: Vec<String> =
        notice.countries.iter().map(|it| intl::region_name(&study.cover.shown, it)).collect();
    let mut terms = vec![
        (Key::PrivacyController, text(&notice.controller)),
        (Key::PrivacyPurpose, text(&notice.purpose)),
        (Key::PrivacyBasis, text(&notice.legal_basis)),
        (Key::PrivacyRecipients, listed(&recipients)),
    ];
    if !countries.is_empty() {
        terms.push((Key::PrivacyCountries, listed(&countries)));
    }
    terms.push((Key::PrivacyRetention, text(&notice.retention)));
    terms.push((Key::PrivacyWithdrawal, text(&notice.withdrawal)));
    terms.push((Key::PrivacyContact, value(&notice.contact)));
    terms.into_iter().map(move |(key, meaning)| named_term(store, key, meaning))
}

/// An option of a choice: its words, whether it is chosen, what choosing it does.
type Offer = (El, Box<dyn Fn(&Form) -> bool>, FormEvent);

/// A choice of one, drawn as radio buttons.
fn radios(store: Store, name: &'static str, legend: Key, place: Place, options: Vec<Offer>) -> El {
    let options = options.into_iter().enumerate().map(|(index, (label, is_chosen, event))| {
        let id = format!("{name}-{index}");
        let input = el("input")
            .class("rf-radio")
            .attr("type", "radio")
            .attr("name", name)
            .attr("id", &id)
            .prop_of("checked", move || store.flow(&is_chosen))
            .on("change", move |_| store.act(event.clone()));
        let label = el("label").class("rf-option-label").attr("for", &id).child(label);
        el("div").class("rf-option").part("option").child(input).child(label)
    });
    let found = move || store.flow(|form| form.problem(place).cloned());
    let problem = move || problems::message(store, place, found());
    let problem_id = format!("{name}-problem");
    el("fieldset")
        .class("rf-field")
        .part("field")
        .attr("role", "radiogroup")
        .attr("aria-required", "true")
        .attr("aria-describedby", &problem_id)
        .attr_of("aria-invalid", move || found().map(|_| "true".to_owned()))
        .child(say(store, "legend", "rf-label", legend).part("label"))
        .child(
            own(store, el("p"))
                .class("rf-problem")
                .part("problem")
                .attr("id", &problem_id)
                .children_of(problem),
        )
        .children(options)
}

fn sources(store: Store, study: &Study) -> Option<El> {
    let option = |(index, label)| -> Offer {
        let id = SourceId(index as u16);
        let is_chosen = move |form: &Form| form.source() == Some(id);
        (words(store, "span", "", label), Box::new(is_chosen), FormEvent::SourceChosen(id))
    };
    let options: Vec<Offer> = study.sources.iter().map(|it| &it.label).enumerate().map(option).collect();
    (options.len() > 1).then(|| radios(store, "source", Key::WhoRefers, Place::Source, options))
}

fn requests(store: Store, study: &Study) -> Option<El> {
    let option = |(index, label)| -> Offer {
        let id = RequestId(index as u16);
        let is_chosen = move |form: &Form| form.request() == id;
        (words(store, "span", "", label), Box::new(is_chosen), FormEvent::RequestChosen(id))
    };
    let labels = study.requests.iter().filter_map(|it| it.label.as_ref());
    let options: Vec<Offer> = labels.enumerate().map(option).collect();
    (options.len() > 1).then(|| radios(store, "request", Key::WhatRequest, Place::Request, options))
}

/// What the chosen source should know and have at hand.
fn instructions(store: Store) -> Vec<El> {
    let study = store.study();
    let Some(source) = store.flow(Form::source) else { return Vec::new() };
    let source = study.source(source);
    let mut parts = Vec::new();
    parts.extend(source.instructions.as_ref().map(|it| words(store, "p", "rf-hint", it)));
    if !source.checklist.is_empty() {
        let entries = source.checklist.iter().map(|it| words(store, "li", "", it));
        parts.push(say(store, "p", "", Key::HaveReady));
        parts.push(el("ul").class("rf-checklist").children(entries));
    }
    parts
}
