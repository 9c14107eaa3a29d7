//! The receipt as a document: on paper, or as a page that opens anywhere and asks for nothing.
//!
//! It says what the data form says, in the person's language; what was sent stands in it as the review showed it, and to the letter.

use super::element::{El, el, text};
use super::parts::{leveled, named_term, own, plain, say, to_the_letter, value, words};
use super::review;
use super::store::Store;
use crate::domain::consent::ConsentRecord;
use crate::domain::consent_receipt::Arrival;
use crate::domain::review::Review;
use crate::domain::study::{ConsentKind, GivenBy, Study};
use crate::gateway::print;
use crate::i18n::tags::direction;
use crate::i18n::{Key, intl};

/// What the saved page may do: show its own style, and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The document.
pub fn document(store: Store, review: &Review, arrival: Arrival) -> El {
    let study = store.study();
    let referral = &review.referral;
    let title = own(store, leveled(1, "", &store.say(Key::DocumentTitle)));
    let facts = [
        (Key::DocumentStudy, words(store, "span", "", &study.cover.head.title)),
        (Key::DocumentStudyId, value(&study.cover.head.id.0)),
        (Key::DocumentConfirmed, time(store, arrival.at)),
        (Key::DocumentHost, value(&referral.endpoint(&study).host())),
        (Key::DocumentReference, value(arrival.reference.unwrap_or("–"))),
        (Key::DocumentId, value(referral.id())),
    ];
    let link = arrival.status_link.map(|it| {
        let link = text("a", "", it).attr("href", it).attr("rel", "noreferrer").attr("dir", "ltr");
        [(Key::DocumentStatus, link)]
    });
    let digests = [
        (Key::DocumentBodySha256, text("code", "", arrival.body_sha256)),
        (Key::DocumentFileSha256, text("code", "", referral.file_sha256())),
    ];
    let notice = [
        (Key::DocumentPrivacyVersion, value(&study.cover.privacy.version)),
        (Key::DocumentPrivacyUrl, value(&study.cover.privacy.notice_url.0)),
    ];
    let notice = notice.map(|(key, meaning)| named_term(store, key, meaning));
    let contact = [(Key::Phone, &study.cover.contact.phone), (Key::Email, &study.cover.contact.email)];
    let contact =
        contact.into_iter().filter_map(|(key, it)| Some((key, value(it.as_deref()?).attr("dir", "ltr"))));
    el("article")
        .child(title)
        .child(list(store, facts.into_iter().chain(link.into_iter().flatten())))
        .children(agreements(store, review, ConsentKind::Consent))
        .children(agreements(store, review, ConsentKind::Attestation))
        .child(section(store, Key::DocumentSent))
        .child(review::table(store, review, false))
        .child(section(store, Key::DocumentBody))
        .child(to_the_letter(text("pre", "", &review.body.text)).attr("dir", "ltr"))
        .child(list(store, digests))
        .child(section(store, Key::PrivacyHeading))
        .child(el("dl").children(privacy_terms(store, &study)).children(notice))
        .child(section(store, Key::ContactHeading))
        .child(words(store, "p", "", &study.cover.contact.name))
        .child(list(store, contact))
}

/// The document as a file that needs no other.
pub fn file(store: Store, review: &Review, arrival: Arrival) -> String {
    let language = &store.study().cover.shown;
    let head = el("head")
        .child(el("meta").attr("charset", "utf-8"))
        .child(el("meta").attr("http-equiv", "Content-Security-Policy").attr("content", POLICY))
        .child(el("meta").attr("name", "viewport").attr("content", "width=device-width"))
        .child(text("title", "", &store.say(Key::DocumentTitle)))
        .child(text("style", "", print::css()));
    let page = el("html")
        .attr("lang", language)
        .attr("dir", direction(language))
        .child(head)
        .child(el("body").child(document(store, review, arrival)));
    format!("<!DOCTYPE html>{}", page.node().outer_html())
}

fn section(store: Store, key: Key) -> El {
    own(store, leveled(2, "", &store.say(key)))
}

fn list(store: Store, terms: impl IntoIterator<Item = (Key, El)>) -> El {
    el("dl").children(terms.into_iter().map(|(key, meaning)| named_term(store, key, meaning)))
}

fn time(store: Store, at: &str) -> El {
    text("time", "", &intl::here(&store.study().cover.shown, at)).attr("datetime", at)
}

/// What was asked of one kind, and what the person did about it; nothing where nothing was asked.
fn agreements(store: Store, review: &Review, kind: ConsentKind) -> Vec<El> {
    // By their numbers among all, for the table of what was sent names those.
    let numbered = (1..).zip(review.referral.consents()).filter(|it| it.1.kind == kind.word());
    let entry = |(number, record): (u32, _)| {
        el("li").attr("value", &number.to_string()).child(agreement(store, record))
    };
    let entries: Vec<El> = numbered.map(entry).collect();
    if entries.is_empty() {
        return Vec::new();
    }
    let (heading, note) = match kind {
        ConsentKind::Consent => (Key::DocumentAgreements, None),
        ConsentKind::Attestation => (Key::DocumentStatements, Some(Key::DocumentStatementsNote)),
    };
    let note = note.map(|it| say(store, "p", "", it));
    [section(store, heading)].into_iter().chain(note).chain([el("ol").children(entries)]).collect()
}

fn agreement(store: Store, of: &ConsentRecord) -> El {
    let shown = &store.study().cover.shown;
    let state = if of.given { Key::ReviewGiven } else { Key::ReviewNotGiven };
    let by = if of.given_by == GivenBy::Myself.word() {
        Key::GivenBySelf
    } else if of.given_by == GivenBy::Representative.word() {
        Key::GivenByRepresentative
    } else {
        Key::GivenByReferrer
    };
    let text_lang = (of.language != *shown).then_some(of.language.as_str());
    let terms = [
        (Key::DocumentText, to_the_letter(plain(&of.text)).language(text_lang)),
        (Key::DocumentState, say(store, "span", "", state)),
        (Key::DocumentBy, say(store, "span", "", by)),
        (Key::DocumentTime, time(store, &of.at)),
        (Key::DocumentVersion, value(&of.version)),
        (Key::DocumentLanguage, plain(&intl::language_name(shown, &of.language))),
        (Key::DocumentTextSha256, text("code", "", &of.text_sha256)),
    ];
    list(store, terms)
}

/// The privacy notice in short, point by point.
fn privacy_terms(store: Store, study: &Study) -> Vec<El> {
    let (notice, language) = (&study.cover.privacy, &study.cover.shown);
    let text = |of| words(store, "span", "", of);
    let recipients: Vec<String> = notice.recipients.iter().map(|it| it.words.clone()).collect();
    let mut terms = vec![
        (Key::PrivacyController, text(&notice.controller)),
        (Key::PrivacyPurpose, text(&notice.purpose)),
        (Key::PrivacyBasis, text(&notice.legal_basis)),
        (Key::PrivacyRecipients, plain(&intl::list(language, &recipients))),
    ];
    if !notice.countries.is_empty() {
        let names: Vec<String> = notice.countries.iter().map(|it| intl::region_name(language, it)).collect();
        terms.push((Key::PrivacyCountries, plain(&intl::list(language, &names))));
    }
    terms.extend([
        (Key::PrivacyRetention, text(&notice.retention)),
        (Key::PrivacyWithdrawal, text(&notice.withdrawal)),
        (Key::PrivacyContact, value(&notice.contact)),
    ]);
    terms.into_iter().map(|(name, meaning)| named_term(store, name, meaning)).collect()
}
