//! The review: every value that will leave, in plain words and to the byte, before Send.

use leptos::task::spawn_local;

use super::data_line;
use super::delivery::delivery;
use super::element::{El, el, text};
use super::flow::{go_to, held};
use super::load::Screens;
use super::parts::{heading, own, say, to_the_letter, value, words};
use super::sent;
use super::store::Store;
use super::verdicts::{line, outcome_key};
use crate::domain::field::FieldId;
use crate::domain::form::{Form, FormEvent, Place};
use crate::domain::leaving::shows_by_bounds;
use crate::domain::precheck::precheck;
use crate::domain::review::Review;
use crate::domain::study::{ConsentId, OnNotEligible, Study};
use crate::gateway::clock::{BrowserClock, Clock};
use crate::gateway::crypto;
use crate::i18n::{Key, intl};

/// The review of the form as it stands, or the way to what is still missing; and the buttons that send and stop.
pub fn review(store: Store, screens: Screens) -> (Vec<El>, Vec<El>) {
    let page = move || {
        // Code and channel can be removed here; everything else that is shown is fixed.
        store.flow(|_| ());
        match open(store) {
            Some(review) => page(store, &review),
            None => Vec::new(),
        }
    };
    let (outcome, buttons) = delivery(store, screens);
    (vec![el("div").children_of(page), outcome], buttons)
}

/// Fixes what will leave.
fn open(store: Store) -> Option<Review> {
    let study = store.study();
    store.look_at_clock();
    let earlier = store.review();
    let opened = store.now(|form| {
        let now = BrowserClock.now();
        Review::open(&study, form, &store.digests(), now, crypto::uuid, earlier.as_ref())
    });
    match opened {
        Ok(review) => {
            store.set_review(review.clone());
            Some(review)
        }
        Err(problems) => {
            // A day has passed since the answers were checked, and one of them fits no longer.
            if let Some((place, _)) = problems.first().cloned() {
                spawn_local(async move { store.act(FormEvent::ChangeAsked(place)) });
            }
            None
        }
    }
}

fn page(store: Store, review: &Review) -> Vec<El> {
    let study = store.study();
    let host = review.referral.endpoint(&study).host();
    let body =
        to_the_letter(text("pre", "rf-body", &review.body.text)).attr("tabindex", "0").attr("dir", "ltr");
    let details = el("details").class("rf-details").part("body");
    let mut parts = vec![own(store, text("p", "", &store.fill(Key::ReviewReceiver, &[("host", &host)])))];
    if study.on_not_eligible == OnNotEligible::Explain {
        parts.push(say(store, "p", "rf-callout", Key::ReviewArrival));
    }
    let asked = data_line::asked(store);
    if study.field_ids().any(|it| shows_by_bounds(&study, it, asked)) {
        parts.push(say(store, "p", "rf-callout", Key::ReviewBounds));
    }
    parts.push(table(store, review, true));
    parts.push(heading(store, 1, &store.say(Key::ReviewConsents)));
    parts.push(agreements(store, &study));
    parts.push(details.child(say(store, "summary", "", Key::ReviewBody)).child(body));
    parts
}

/// Every value that leaves, in words, with the consent that lets it out; while the review is open, with the way to change it.
pub fn table(store: Store, review: &Review, is_open: bool) -> El {
    let study = store.study();
    let always = store.say(Key::ReviewAlways);
    let mut rows = vec![source_row(store, &study, &always, is_open)];
    rows.extend(review.referral.request().map(|id| request_row(store, &study, id, &always, is_open)));
    for (id, sent) in review.referral.sent() {
        let field = study.field(*id);
        let what = words(store, "th", "", &field.label);
        let change = is_open.then(|| change(store, &field.label.words, Place::Field(*id)));
        rows.push(row(store, what, sent::element(store, field, sent), &covering(store, &study, *id), change));
    }
    rows.extend(origin_rows(store, review, is_open));
    rows.extend(precheck_row(store, &study, review));
    if let Some(route) = review.referral.route() {
        rows.push(row(store, say(store, "th", "", Key::ReviewRoute), value(route), &always, None));
    }
    let reference = format!("{} · {} · {}", study.cover.head.id.0, review.created_at(), review.referral.id());
    rows.push(row(store, say(store, "th", "", Key::ReviewStudy), value(&reference), &always, None));
    let columns = [Key::ReviewWhat, Key::ReviewWords, Key::ReviewConsent];
    let columns =
        columns.map(|it| say(store, "th", "", it).attr("scope", "col").attr("role", "columnheader"));
    let group = |tag| el(tag).attr("role", "rowgroup");
    let actions = el("th").attr("scope", "col").attr("role", "columnheader");
    let actions = actions.child(say(store, "span", "rf-hidden", Key::Change));
    let names = el("tr").attr("role", "row").children(columns).child(actions);
    // A table drawn as blocks is none to assistive technology unless it says so.
    let table = el("table").class("rf-table").part("table").attr("role", "table");
    table.child(group("thead").child(names)).child(group("tbody").children(rows))
}

fn source_row(store: Store, study: &Study, why: &str, is_open: bool) -> El {
    let source = study.cover.source(store.now(|form| form.facts().source));
    let what = store.say(Key::ReviewSource);
    let change = (is_open && study.sources.len() > 1).then(|| change(store, &what, Place::Source));
    row(store, own(store, text("th", "", &what)), words(store, "span", "", &source.label), why, change)
}

fn request_row(store: Store, study: &Study, id: &str, why: &str, is_open: bool) -> El {
    let request = store.now(Form::request);
    let label = study.cover.request(request).map_or_else(|| value(id), |it| words(store, "span", "", it));
    let what = store.say(Key::ReviewRequest);
    let change = (is_open && study.requests.len() > 1).then(|| change(store, &what, Place::Request));
    row(store, own(store, text("th", "", &what)), label, why, change)
}

/// A value that leaves: what it is, in which words, under which consent, and what can be done about it.
fn row(store: Store, what: El, words: El, why: &str, action: Option<El>) -> El {
    // Where there is no room for columns, each cell is named by itself.
    let cell =
        |named: Key| el("td").attr("role", "cell").attr("data-label", &format!("{}: ", store.say(named)));
    el("tr")
        .class("rf-row")
        .part("row")
        .attr("role", "row")
        .child(what.attr("scope", "row").attr("role", "rowheader"))
        .child(cell(Key::ReviewWords).class("rf-words").child(words))
        .child(own(store, cell(Key::ReviewConsent)).text(why))
        .child(el("td").attr("role", "cell").children(action))
}

/// A button that looks like a link and says to what it belongs.
fn named_button(store: Store, shown: &str, named: &str, on_press: impl Fn() + 'static) -> El {
    text("button", "rf-link", shown)
        .part("link")
        .attr("type", "button")
        .attr("aria-label", named)
        .attr_of("aria-disabled", move || held(store))
        .on("click", move |_| on_press())
}

fn change(store: Store, what: &str, place: Place) -> El {
    let named = store.fill(Key::ChangeOf, &[("what", what)]);
    own(store, named_button(store, &store.say(Key::Change), &named, move || go_to(store, place)))
}

/// The consents under which a field leaves, by their numbers in the list below the table.
fn covering(store: Store, study: &Study, field: FieldId) -> String {
    numbers(store, study, |id| study.consent(id).lets_out(field))
}

fn numbers(store: Store, study: &Study, covers: impl Fn(ConsentId) -> bool) -> String {
    let numbers: Vec<String> = asked(store, study)
        .iter()
        .enumerate()
        .filter(|(_, id)| covers(**id) && store.now(|form| form.ticks().given_at(**id).is_some()))
        .map(|(index, _)| (index + 1).to_string())
        .collect();
    store.fill(Key::ReviewAgreement, &[("numbers", &intl::list(&study.cover.shown, &numbers))])
}

fn asked(store: Store, study: &Study) -> Vec<ConsentId> {
    let (source, request) = store.now(|form| (form.facts().source, form.request()));
    study.consents_for(source, request).collect()
}

fn origin_rows(store: Store, review: &Review, is_open: bool) -> Vec<El> {
    let study = store.study();
    let (code, channel) = review.referral.code_and_channel();
    let why = numbers(store, &study, |id| study.consent(id).covers_source);
    let removable = |key: Key, words: &str, event: FormEvent| {
        let named = store.fill(Key::ReviewRemoveOf, &[("what", &store.say(key))]);
        let remove = || {
            let press = move || store.act(event.clone());
            own(store, named_button(store, &store.say(Key::ReviewRemove), &named, press))
        };
        row(store, say(store, "th", "", key), value(words), &why, is_open.then(remove))
    };
    let mut rows = Vec::new();
    rows.extend(code.map(|it| removable(Key::ReviewCode, it, FormEvent::CodeRemoved)));
    if !channel.is_empty() {
        let words: Vec<String> = channel.iter().map(|(key, value)| format!("{key}: {value}")).collect();
        rows.push(removable(Key::ReviewChannel, &words.join(", "), FormEvent::ChannelRemoved));
    }
    rows
}

fn precheck_row(store: Store, study: &Study, review: &Review) -> Option<El> {
    let (sends_outcome, sends_verdicts) = review.referral.sends_precheck();
    let judged = store.now(|form| precheck(study, form.facts()));
    let why = numbers(store, study, |id| study.consent(id).covers_precheck);
    let lines = judged.verdicts.iter().enumerate().filter(|_| sends_verdicts);
    let lines = lines.map(|(index, verdict)| text("li", "", &line(store, study, index, *verdict)));
    let sum = say(store, "p", "", outcome_key(judged.outcome));
    let words = el("div").child(sum).child(el("ul").class("rf-list").children(lines));
    sends_outcome.then(|| row(store, say(store, "th", "", Key::ReviewPrecheck), words, &why, None))
}

/// The agreements by number: their words, and whether they were given.
fn agreements(store: Store, study: &Study) -> El {
    let rows = asked(store, study).into_iter().map(|id| {
        let consent = study.consent(id);
        let is_given = store.now(|form| form.ticks().given_at(id).is_some());
        let state = store.say(if is_given { Key::ReviewGiven } else { Key::ReviewNotGiven });
        let state = own(store, text("p", "rf-hint", &format!("{state} · ")));
        el("li")
            .child(to_the_letter(words(store, "p", "rf-consent-text", &consent.text)))
            .child(state.child(change(store, &consent.text.words, Place::Consent(id))))
    });
    el("ol").class("rf-agreements").children(rows)
}
