//! What the panel of materials shows.
//!
//! Texts of the study and the form's own words; nothing that was typed comes in here.

use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement};

use super::HEADING;
use super::summary::{letter, sheet};
use crate::domain::study::{Category, Material, MaterialKind, Study};
use crate::i18n::{Key, intl, zones};
use crate::ui::contact::contact;
use crate::ui::element::{El, el, text};
use crate::ui::host::Mode;
use crate::ui::parts::{button, heading, leveled, link, own, say, term, words};
use crate::ui::store::Store;
use crate::ui::taking::told;

/// Everything in the panel; `dialog` is where it stands.
pub fn panel(store: Store, dialog: &HtmlDialogElement) -> El {
    let study = store.study();
    let place = dialog.clone();
    let close =
        own(store, button("rf-button-secondary rf-close", &store.say(Key::Close), move || place.close()));
    let title =
        heading(store, 0, &store.say(Key::MaterialsHeading)).attr("id", HEADING).attr("tabindex", "-1");
    let level = store.settings().heading_level + 1;
    el("div")
        .class("rf-materials-content")
        .child(close)
        .child(title)
        .child(words(store, "p", "rf-lead", &study.cover.head.title))
        .children(study.cover.head.summary.as_ref().map(|it| words(store, "p", "", it)))
        .child(take_along(store, dialog))
        .children(section(store, Key::CriteriaHeading, criteria(store, &study)))
        .children(expect(store, &study))
        .children(materials(store, &study))
        // The form has the landmark of this name already.
        .child(
            contact(&study.cover.contact, &store.messages(), store.own_language(), level, &|it| {
                store.lang(it)
            })
            .attr("role", "note"),
        )
}

/// Printing and mailing the summary. A shared device has no mail program of the person's own.
fn take_along(store: Store, dialog: &HtmlDialogElement) -> El {
    let place = dialog.clone();
    let (line, told) = told(store);
    let print = move || {
        let study = store.study();
        told.print(&place, &study.cover.head.title.words, &study.cover.shown, &sheet(store));
    };
    let print = own(store, button("rf-button-secondary", &store.say(Key::PrintSummary), print));
    let actions = el("div").class("rf-actions").child(print);
    if store.settings().mode == Mode::Kiosk {
        return actions.child(line);
    }
    let mail = say(store, "a", "rf-button-secondary", Key::MailSummary)
        .part("button")
        .attr("href", &letter(store))
        .attr("aria-describedby", "mail-hint");
    let hint = say(store, "p", "rf-hint", Key::MailHint).attr("id", "mail-hint");
    el("div").class("rf-group").child(actions.child(mail).child(line)).child(hint)
}

/// The criteria in plain words: what is needed, and what must not apply.
pub fn criteria(store: Store, study: &Study) -> Vec<El> {
    let of = |category: Category, name: Key| {
        let of_kind = study.criteria.iter().filter(|it| it.category == category);
        let entries: Vec<El> = of_kind
            .map(|it| {
                let note = it.note.as_ref().map(|it| words(store, "p", "rf-hint", it));
                el("li").child(words(store, "span", "", &it.label)).children(note)
            })
            .collect();
        let list = (!entries.is_empty()).then(|| el("ul").class("rf-list").children(entries));
        list.into_iter().flat_map(move |it| [say(store, "p", "rf-label", name), it])
    };
    of(Category::Inclusion, Key::Inclusion).chain(of(Category::Exclusion, Key::Exclusion)).collect()
}

/// Moves the focus to the panel's heading, so that it is read from the beginning.
pub fn focus_heading(panel: &El) {
    let heading = panel.node().query_selector(&format!("#{HEADING}")).ok().flatten();
    // A heading that cannot take focus leaves it where the browser put it.
    let _ = heading.and_then(|it| it.dyn_into::<HtmlElement>().ok()).map(|it| it.focus());
}

/// What happens to somebody who is referred, and what they should know before.
fn expect(store: Store, study: &Study) -> Vec<El> {
    let mut parts: Vec<El> = next_steps(store, study).into_iter().chain(facts(store, study)).collect();
    parts.extend(no_promise(store, study));
    section(store, Key::ExpectHeading, parts)
}

/// That a referral promises nothing, unless the study says it in these words itself.
pub fn no_promise(store: Store, study: &Study) -> Option<El> {
    let promise = store.say(Key::NoPromise);
    let is_said = study.cover.facts.iter().any(|it| it.text.words == promise);
    (!is_said).then(|| say(store, "p", "", Key::NoPromise))
}

/// What happens after sending, in order.
pub fn next_steps(store: Store, study: &Study) -> Option<El> {
    let steps = study.next_steps.iter().map(|it| words(store, "li", "", &it.text));
    (!study.next_steps.is_empty()).then(|| el("ol").class("rf-steps").children(steps))
}

/// The facts, each under its name.
pub fn facts(store: Store, study: &Study) -> Option<El> {
    let fact = |label, text| term(words(store, "span", "", label), words(store, "span", "", text));
    let facts = study.cover.facts.iter().map(|it| fact(&it.label, &it.text));
    (!study.cover.facts.is_empty()).then(|| el("dl").class("rf-facts").children(facts))
}

/// Links and sessions first, then every list of questions under its own heading.
fn materials(store: Store, study: &Study) -> Vec<El> {
    let is_faq = |it: &&Material| it.kind == MaterialKind::Faq;
    let entries: Vec<El> =
        study.materials.iter().filter(|it| !is_faq(it)).map(|it| entry(store, study, it)).collect();
    let list = (!entries.is_empty()).then(|| el("ul").class("rf-list").children(entries));
    let mut parts = section(store, Key::LinksHeading, list.into_iter().collect());
    for faq in study.materials.iter().filter(is_faq) {
        let words = |tag, of| words(store, tag, "", of);
        let items = faq.items.iter().map(|it| term(words("span", &it.question), words("span", &it.answer)));
        let level = store.settings().heading_level + 1;
        parts.push(leveled(level, "rf-subheading", "").child(words("span", &faq.title)));
        parts.push(el("dl").class("rf-facts rf-questions").children(items));
    }
    parts
}

fn entry(store: Store, study: &Study, of: &Material) -> El {
    let title = words(store, "span", "", &of.title);
    let named = match &of.url {
        Some(url) => link(store, url, title),
        None => title,
    };
    let when = of.starts_at.as_deref().map(|it| session(store, study, it, of));
    el("li").child(named).children(when.into_iter().flatten())
}

/// When a session is, on its own clock and, where that shows another time, on the reader's.
fn session(store: Store, study: &Study, local: &str, of: &Material) -> Vec<El> {
    let language = study.cover.shown.as_str();
    let zone = of.time_zone.as_ref().map_or(study.cover.contact.time_zone.0.as_str(), |it| &it.0);
    let values = [("when", intl::local_time(language, local)), ("zone", zones::in_words(language, zone))];
    let there = store.fill(Key::SessionAt, &[("when", &values[0].1), ("zone", &values[1].1)]);
    let here = zones::with_offset(local, zone).and_then(|it| {
        let ahead = zones::ahead_of(zone, &zones::moment_of(&it))?;
        let when = || intl::moment_here(language, &it);
        (ahead != 0).then(|| store.fill(Key::InYourZone, &[("times", &when())]))
    });
    [Some(there), here].into_iter().flatten().map(|it| own(store, text("p", "rf-hint", &it))).collect()
}

/// A heading and what belongs to it; nothing where nothing does.
fn section(store: Store, name: Key, parts: Vec<El>) -> Vec<El> {
    if parts.is_empty() {
        return parts;
    }
    [heading(store, 1, &store.say(name))].into_iter().chain(parts).collect()
}
