//! The first step: what the study is, what happens to the data, who refers.
//!
//! It stands on the cover, and again in the form for whoever comes back to it; it knows neither.

use std::rc::Rc;

use super::element::{El, el};
use super::parts::{heading, link, named_term, own, plain, say, term, value, words};
use super::voice::Voice;
use crate::domain::form::Place;
use crate::domain::study::{Cover, RequestId, SourceId};
use crate::i18n::{Key, intl};

/// Id of the first control of the choice of a source; the error summary leads there.
pub const SOURCE_CONTROL: &str = "source-0";

/// Id of the first control of the choice of a request; Change leads there.
pub const REQUEST_CONTROL: &str = "request-0";

/// What the person chooses on the first step. What is read is read again when it changes.
pub trait Choices {
    /// Who refers; `None` until it is chosen.
    fn source(&self) -> Option<SourceId>;
    /// What is asked for.
    fn request(&self) -> RequestId;
    /// Notes who refers.
    fn choose_source(&self, source: SourceId);
    /// Notes what is asked for.
    fn choose_request(&self, request: RequestId);
    /// Tells whether something is wrong with a choice.
    fn is_wrong(&self, place: Place) -> bool;
    /// What is wrong with a choice, in words.
    fn problem(&self, place: Place) -> Vec<El>;
}

/// Everything on the first step.
pub fn start(voice: Voice, choices: Rc<dyn Choices>) -> Vec<El> {
    let study = voice.cover();
    let mut parts = about(voice, &study);
    parts.extend(facts(voice, &study));
    parts.push(privacy(voice, &study));
    parts.extend(requests(voice, &study, &choices));
    parts.extend(sources(voice, &study, &choices));
    parts.push(el("div").children_of(move || instructions(voice, choices.source())));
    parts
}

fn about(voice: Voice, study: &Cover) -> Vec<El> {
    let head = &study.head;
    let named = [(Key::Condition, &head.condition), (Key::Sponsor, &head.sponsor)];
    let mut terms: Vec<El> = named
        .into_iter()
        .filter_map(|(key, of)| Some(named_term(voice, key, words(voice, "span", "", of.as_ref()?))))
        .collect();
    if let Some(ethics) = &head.ethics {
        let values = [("committee", ethics.committee.as_str()), ("reference", &ethics.reference)];
        terms.push(named_term(voice, Key::Ethics, own(voice, plain(&voice.fill(Key::EthicsLine, &values)))));
    }
    let summary = head.summary.as_ref().map(|it| words(voice, "p", "rf-lead", it));
    let registry = head.registry.as_ref();
    let registry = registry.map(|it| el("p").child(link(voice, it, say(voice, "span", "", Key::Registry))));
    let facts = el("dl").class("rf-facts").children(terms);
    summary.into_iter().chain([facts]).chain(registry).collect()
}

fn facts(voice: Voice, study: &Cover) -> Vec<El> {
    if study.facts.is_empty() {
        return Vec::new();
    }
    let fact = |label, text| term(words(voice, "span", "", label), words(voice, "span", "", text));
    let facts = study.facts.iter().map(|it| fact(&it.label, &it.text));
    vec![heading(voice, 1, &voice.say(Key::FactsHeading)), el("dl").class("rf-facts").children(facts)]
}

fn privacy(voice: Voice, study: &Cover) -> El {
    let whole = link(voice, &study.privacy.notice_url, say(voice, "span", "", Key::PrivacyNotice));
    el("div")
        .class("rf-panel")
        .part("privacy")
        .child(heading(voice, 1, &voice.say(Key::PrivacyHeading)))
        .child(el("dl").class("rf-privacy").children(privacy_terms(voice, study)))
        .child(el("p").child(whole))
}

/// The privacy notice in short, point by point.
pub fn privacy_terms(voice: Voice, study: &Cover) -> impl Iterator<Item = El> {
    let notice = &study.privacy;
    let text = |of| words(voice, "span", "", of);
    let recipients: Vec<String> = notice.recipients.iter().map(|it| it.words.clone()).collect();
    let listed = |of: Vec<String>, name: fn(&str, &str) -> String| {
        let language = study.shown.clone();
        el("span").text_of(move || {
            if !voice.asks_intl() {
                return of.join(", ");
            }
            let names: Vec<String> = of.iter().map(|it| name(&language, it)).collect();
            intl::list(&language, &names)
        })
    };
    let mut terms = vec![
        (Key::PrivacyController, text(&notice.controller)),
        (Key::PrivacyPurpose, text(&notice.purpose)),
        (Key::PrivacyBasis, text(&notice.legal_basis)),
        (Key::PrivacyRecipients, listed(recipients, |_, name| name.to_owned())),
    ];
    if !notice.countries.is_empty() {
        terms.push((Key::PrivacyCountries, listed(notice.countries.clone(), intl::region_name)));
    }
    terms.push((Key::PrivacyRetention, text(&notice.retention)));
    terms.push((Key::PrivacyWithdrawal, text(&notice.withdrawal)));
    terms.push((Key::PrivacyContact, value(&notice.contact)));
    terms.into_iter().map(move |(key, meaning)| named_term(voice, key, meaning))
}

/// An option of a choice: its words, whether it is chosen, what choosing it does.
type Offer = (El, Box<dyn Fn() -> bool>, Box<dyn Fn()>);

/// A choice of one, drawn as radio buttons.
fn radios(
    voice: Voice,
    (name, legend, place): (&'static str, Key, Place),
    options: Vec<Offer>,
    choices: &Rc<dyn Choices>,
) -> El {
    let options = options.into_iter().enumerate().map(|(index, (label, is_chosen, choose))| {
        let id = format!("{name}-{index}");
        let input = el("input")
            .class("rf-radio")
            .attr("type", "radio")
            .attr("name", name)
            .attr("id", &id)
            .checked_of(is_chosen)
            .on("change", move |_| choose());
        let label = el("label").class("rf-option-label").attr("for", &id).child(label);
        el("div").class("rf-option").part("option").child(input).child(label)
    });
    let (judged, told) = (choices.clone(), choices.clone());
    let problem_id = format!("{name}-problem");
    el("fieldset")
        .class("rf-field")
        .part("field")
        .attr("role", "radiogroup")
        .attr("aria-required", "true")
        .attr("aria-describedby", &problem_id)
        .attr_of("aria-invalid", move || judged.is_wrong(place).then(|| "true".to_owned()))
        .child(say(voice, "legend", "rf-label", legend).part("label"))
        .child(
            own(voice, el("p"))
                .class("rf-problem")
                .part("problem")
                .attr("id", &problem_id)
                .children_of(move || told.problem(place)),
        )
        .children(options)
}

fn sources(voice: Voice, study: &Cover, choices: &Rc<dyn Choices>) -> Option<El> {
    let option = |(index, label)| -> Offer {
        let id = SourceId(index as u16);
        let (seen, made) = (choices.clone(), choices.clone());
        let is_chosen = move || seen.source() == Some(id);
        (words(voice, "span", "", label), Box::new(is_chosen), Box::new(move || made.choose_source(id)))
    };
    let options: Vec<Offer> = study.sources.iter().map(|it| &it.label).enumerate().map(option).collect();
    let of = ("source", Key::WhoRefers, Place::Source);
    (options.len() > 1).then(|| radios(voice, of, options, choices))
}

fn requests(voice: Voice, study: &Cover, choices: &Rc<dyn Choices>) -> Option<El> {
    let option = |(index, label)| -> Offer {
        let id = RequestId(index as u16);
        let (seen, made) = (choices.clone(), choices.clone());
        let is_chosen = move || seen.request() == id;
        (words(voice, "span", "", label), Box::new(is_chosen), Box::new(move || made.choose_request(id)))
    };
    let options: Vec<Offer> = study.requests.iter().enumerate().map(option).collect();
    let of = ("request", Key::WhatRequest, Place::Request);
    (options.len() > 1).then(|| radios(voice, of, options, choices))
}

/// What the chosen source should know and have at hand.
fn instructions(voice: Voice, source: Option<SourceId>) -> Vec<El> {
    let study = voice.cover();
    let Some(source) = source.map(|it| study.source(it)) else { return Vec::new() };
    let mut parts = Vec::new();
    parts.extend(source.instructions.as_ref().map(|it| words(voice, "p", "rf-hint", it)));
    if !source.checklist.is_empty() {
        let entries = source.checklist.iter().map(|it| words(voice, "li", "", it));
        parts.push(say(voice, "p", "", Key::HaveReady));
        parts.push(el("ul").class("rf-checklist").children(entries));
    }
    parts
}
