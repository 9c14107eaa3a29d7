//! The summary for the visit: one page to print, and the text of a letter to oneself.
//!
//! Made of the study file alone. Nothing that was typed is in either.

use super::panel::{criteria, facts, next_steps, no_promise};
use crate::domain::letter::{Line, address};
use crate::domain::study::Study;
use crate::i18n::{Key, zones};
use crate::ui::contact::ways;
use crate::ui::element::{El, el, text};
use crate::ui::parts::{say, words};
use crate::ui::store::Store;

/// The page to print.
pub fn sheet(store: Store) -> El {
    let study = store.study();
    let head = &study.cover.head;
    let title = |key: Key| say(store, "h2", "", key);
    let condition = head.condition.as_ref();
    let mut parts = vec![words(store, "h1", "", &head.title)];
    parts.extend(condition.map(|it| named(store, Key::Condition, words(store, "span", "", it))));
    parts.extend(head.summary.as_ref().map(|it| words(store, "p", "", it)));
    let criteria = criteria(store, &study);
    parts.extend((!criteria.is_empty()).then(|| title(Key::CriteriaHeading)));
    parts.extend(criteria);
    parts.push(title(Key::ExpectHeading));
    parts.extend(facts(store, &study));
    if let Some(steps) = next_steps(store, &study) {
        parts.extend([title(Key::NextHeading), steps]);
    }
    parts.extend(no_promise(store, &study));
    parts.push(title(Key::ContactHeading));
    parts.extend(ways(&study.cover.contact, &store.messages(), store.own_language(), &|it| store.lang(it)));
    parts.push(text("p", "", &zone(store, &study)));
    parts.push(named(store, Key::PrivacyContact, text("span", "", &study.cover.privacy.contact)));
    parts.extend(ethics(store, &study).map(|it| named(store, Key::Ethics, text("span", "", &it))));
    el("div").children(parts)
}

/// A line that begins with its name.
fn named(store: Store, name: Key, of: El) -> El {
    el("p").child(say(store, "strong", "", name)).text(": ").child(of)
}

fn zone(store: Store, study: &Study) -> String {
    let zone = zones::in_words(&study.cover.shown, &study.cover.contact.time_zone.0);
    store.fill(Key::ContactZone, &[("zone", &zone)])
}

fn ethics(store: Store, study: &Study) -> Option<String> {
    let of = study.cover.head.ethics.as_ref()?;
    let values = [("committee", of.committee.as_str()), ("reference", &of.reference)];
    Some(store.fill(Key::EthicsLine, &values))
}

/// The address of the letter: the study, whom to ask, and where to read more.
///
/// Where not all of it fits, the contact and that a referral promises nothing stay longest, then the registry, what the study is about,
/// and last the links.
pub fn letter(store: Store) -> String {
    let study = store.study();
    let head = &study.cover.head;
    let mut lines = Vec::new();
    let mut add = |rank: u8, words: String| lines.push(Line { words, rank });
    let pair = |key: Key, of: &str| format!("{}: {of}", store.say(key));
    add(0, head.title.words.clone());
    head.summary.iter().for_each(|it| add(3, it.words.clone()));
    head.registry.iter().for_each(|it| add(2, pair(Key::Registry, &it.0)));
    add(1, store.say(Key::NoPromise));
    add(0, pair(Key::ContactHeading, &study.cover.contact.name.words));
    study.cover.contact.phone.iter().for_each(|it| add(0, pair(Key::Phone, it)));
    study.cover.contact.email.iter().for_each(|it| add(0, pair(Key::Email, it)));
    if let Some(hours) = &study.cover.contact.hours {
        add(1, store.fill(Key::ContactHours, &[("hours", &hours.words)]));
        add(1, zone(store, &study));
    }
    for material in &study.materials {
        material.url.iter().for_each(|it| add(4, format!("{}: {}", material.title.words, it.0)));
    }
    address(&head.title.words, &lines)
}
