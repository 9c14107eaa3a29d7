//! The page after sending: that it arrived, what happens next, and what a person may keep of it.
//!
//! Nothing is kept here: receipt and calendar file are made when somebody asks for them. On a shared device they can be
//! printed and neither saved nor copied, for the next person would find that.

use leptos::task::spawn_local;
use web_sys::HtmlElement;

use super::element::{El, el, text};
use super::host::Mode;
use super::keep_link;
use super::load::Screens;
use super::parts::{button, heading, own, say, to_the_letter, words};
use super::receipt_document::{document, file};
use super::start_over::begin_again_as;
use super::store::Store;
use super::taking::{Told, copy_button, told};
use crate::domain::answer::ContactWindow;
use crate::domain::calendar;
use crate::domain::consent_receipt::{self, Arrival, file_name};
use crate::domain::form::Form;
use crate::domain::minimise::Sent;
use crate::domain::review::Review;
use crate::gateway::clock::{BrowserClock, Clock};
use crate::gateway::crypto;
use crate::i18n::{Key, intl, zones};

/// The name of the calendar file; it says no more than the file does.
const CALENDAR_FILE: &str = "phone-call.ics";

/// What stands after a referral was sent.
pub fn receipt(store: Store, screens: Screens) -> Vec<El> {
    let is_kiosk = store.settings().mode == Mode::Kiosk;
    let arrived = arrived(store, is_kiosk);
    let Some(review) = store.review() else { return vec![arrived] };
    let mut parts = vec![arrived, keep(store, &review, is_kiosk)];
    if !is_kiosk {
        parts.extend(keep_link::keep_link(store));
        // No file can be made of times in a zone that the browser does not know.
        let known = window(&review).filter(|it| intl::today_in(&it.time_zone).is_some());
        parts.extend(known.map(|it| call(store, it.clone())));
        parts.push(another(store, screens));
    }
    parts
}

/// The way to an empty form; a shared device has a button for it on every step.
///
/// Whoever refers others stays who they are. Nothing else goes over.
pub fn another(store: Store, screens: Screens) -> El {
    let study = store.study();
    let source = store.now(Form::source).filter(|it| !study.is_self(*it));
    let words = store.say(Key::ReferAnother);
    let another = button("rf-button-secondary", &words, move || begin_again_as(screens, source));
    el("div").class("rf-actions").part("actions").child(own(store, another))
}

/// That it arrived, under which name, and what happens next.
fn arrived(store: Store, is_kiosk: bool) -> El {
    let study = store.study();
    let receipt = store.receipt();
    let reference = match &receipt.reference {
        Some(it) => store.fill(Key::ReceiptReference, &[("reference", it)]),
        None => store.say(Key::ReceiptNoReference),
    };
    let at = intl::here(&study.cover.shown, &store.arrived_at());
    let message = receipt.message.as_ref();
    let message =
        message.map(|it| own(store, text("p", "rf-server", &store.fill(Key::ServerSays, &[("text", it)]))));
    let steps = study.next_steps.iter().map(|it| words(store, "li", "", &it.text));
    let next = (!study.next_steps.is_empty()).then(|| {
        [heading(store, 1, &store.say(Key::NextHeading)), el("ol").class("rf-steps").children(steps)]
    });
    let lead = own(store, text("p", "rf-lead", &reference));
    let copy = receipt.reference.as_ref().filter(|_| !is_kiosk);
    let copy = copy.and_then(|it| copy_button(store, Key::CopyReference, it, lead.node()));
    el("div")
        .class("rf-receipt")
        .part("receipt")
        .child(if receipt.reference.is_some() { to_the_letter(lead) } else { lead })
        .children(copy)
        .child(own(store, text("p", "rf-hint", &store.fill(Key::ReceiptSentAt, &[("time", &at)]))))
        .children(message)
        .children(next.into_iter().flatten())
}

/// The receipt to keep: on paper, and on a device of one's own as a file.
fn keep(store: Store, review: &Review, is_kiosk: bool) -> El {
    let panel = el("div").class("rf-receipt").part("keep");
    let place = panel.node();
    let (line, told) = told(store);
    let offer = |key: Key, take: fn(Store, &Review, Arrival, &HtmlElement, &Told)| {
        let (review, place, told) = (review.clone(), place.clone(), told.clone());
        let words = store.say(key);
        let press = move || {
            let (review, place, told) = (review.clone(), place.clone(), told.clone());
            spawn_local(async move {
                // WebCrypto is there: it made the digests of the consents.
                let digest = crypto::sha256_hex(review.body.text.as_bytes()).await.unwrap_or_default();
                if store.is_gone() {
                    return;
                }
                let (receipt, at) = (store.receipt(), store.arrived_at());
                let reference = receipt.reference.as_deref();
                let link = keep_link::link(store);
                let arrival =
                    Arrival { at: &at, reference, status_link: link.as_deref(), body_sha256: &digest };
                take(store, &review, arrival, &place, &told);
            });
        };
        own(store, button("rf-button-secondary", &words, press))
    };
    let print = offer(Key::KeepPrint, print_page);
    let files = (!is_kiosk).then(|| [offer(Key::KeepSave, save_page), offer(Key::KeepData, save_data)]);
    panel
        .child(heading(store, 1, &store.say(Key::KeepHeading)))
        .child(say(store, "p", "", Key::KeepText))
        .child(
            el("div")
                .class("rf-actions")
                .part("actions")
                .child(print)
                .children(files.into_iter().flatten())
                .child(line),
        )
}

fn print_page(store: Store, review: &Review, arrival: Arrival, beside: &HtmlElement, told: &Told) {
    let (title, sheet) = (store.say(Key::DocumentTitle), document(store, review, arrival));
    told.print(beside, &title, &store.study().cover.shown, &sheet);
}

fn save_page(store: Store, review: &Review, arrival: Arrival, _: &HtmlElement, told: &Told) {
    let name = file_name(arrival.reference, review.referral.id(), "html");
    told.save(&name, "text/html;charset=utf-8", &file(store, review, arrival));
}

fn save_data(store: Store, review: &Review, arrival: Arrival, _: &HtmlElement, told: &Told) {
    let name = file_name(arrival.reference, review.referral.id(), "json");
    told.save(&name, "application/json", &consent_receipt::write(&store.study(), review, arrival));
}

/// The contact window that was sent.
fn window(review: &Review) -> Option<&ContactWindow> {
    review.referral.sent().iter().find_map(|(_, sent)| match sent {
        Sent::Window(window) => Some(window),
        Sent::Text(_)
        | Sent::Texts(_)
        | Sent::Number { .. }
        | Sent::Age { .. }
        | Sent::AgeBand { .. }
        | Sent::Oldest { .. }
        | Sent::Year(_)
        | Sent::Postal3(_)
        | Sent::Answered
        | Sent::Unsure => None,
    })
}

/// The times for a call, as a calendar file.
fn call(store: Store, window: ContactWindow) -> El {
    // Made once, so that a file that is taken twice does not fill a calendar twice.
    let id = crypto::uuid();
    let (line, told) = told(store);
    let save = move || {
        let zone = |minute: i32| zones::ahead_of_utc(&window.time_zone, minute);
        let summary = store.say(Key::CalendarSummary);
        let text = calendar::write(&window, &summary, &id, &BrowserClock.now(), &zone);
        if let Some(text) = text {
            told.save(CALENDAR_FILE, "text/calendar;charset=utf-8", &text);
        }
    };
    let words = store.say(Key::CalendarSave);
    el("div")
        .class("rf-receipt")
        .part("calendar")
        .child(heading(store, 1, &store.say(Key::CalendarHeading)))
        .child(say(store, "p", "", Key::CalendarText))
        .child(
            el("div")
                .class("rf-actions")
                .child(own(store, button("rf-button-secondary", &words, save)))
                .child(line),
        )
}
