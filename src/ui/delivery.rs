//! Sending: the button, and what became of it. Whatever fails, nothing typed is lost.

use leptos::task::spawn_local;
use web_sys::HtmlElement;

use super::element::{El, el, text};
use super::host::HostEvent;
use super::language;
use super::load::{self, ContactOnly, LoadResult, Screen, Screens, Why};
use super::parts::{leveled, own, say};
use super::store::{Sending, Store};
use crate::domain::delivery::{self, Delivery};
use crate::domain::form::FormEvent;
use crate::gateway::clock::{BrowserClock, Clock};
use crate::gateway::http;
use crate::i18n::Key;

/// What became of the send, and the button that sends.
pub fn delivery(store: Store, screens: Screens) -> [El; 2] {
    let outcome = el("div")
        .class("rf-outcome")
        .part("outcome")
        .attr("tabindex", "-1")
        .attr("role", "group")
        .attr("aria-labelledby", "outcome-heading")
        .shown(move || matches!(store.sending(), Sending::Failed(_)))
        .children_of(move || failure(store));
    let place = outcome.node();
    let label = move || {
        store.say(match store.sending() {
            Sending::Waiting => Key::Send,
            Sending::UnderWay => Key::Sending,
            Sending::Failed(_) => Key::TryAgain,
        })
    };
    let is_under_way = move || (store.sending() == Sending::UnderWay).then(|| "true".to_owned());
    let send = own(store, el("button"))
        .class("rf-button")
        .part("button send")
        .attr("type", "button")
        .attr_of("aria-disabled", is_under_way)
        .text_of(label)
        .on("click", move |_| {
            // A second press while the answer is awaited sends nothing.
            if store.sending_now() != Sending::UnderWay {
                store.set_sending(Sending::UnderWay, store.say(Key::Sending));
                spawn_local(attempt(store, screens, place.clone()));
            }
        });
    [outcome, send]
}

/// Looks at the study once more, hands the bytes over, and shows what came of it.
async fn attempt(store: Store, screens: Screens, place: HtmlElement) {
    let Some(review) = store.review() else { return };
    let study = store.study();
    let delivered = match look_again(store).await {
        Look::Newer(newer) => {
            if !store.is_gone() {
                open_newer(store, *newer, screens);
                language::catch_up(store, screens);
            }
            return;
        }
        Look::Unread => Delivery::NotSent { retry_after: None },
        Look::Same => {
            if !store.is_gone() {
                store.set_may_have_left(true);
            }
            let endpoint = review.referral.endpoint(&study);
            let reply = http::post(endpoint, &review.body, review.referral.id()).await;
            delivery::read(reply, &endpoint.url)
        }
    };
    // The element may have been removed while the answer was awaited; the referral was sent all the same.
    if !store.is_gone() {
        settle(store, place, delivered);
        language::catch_up(store, screens);
    }
}

fn settle(store: Store, place: HtmlElement, delivered: Delivery) {
    if let Some(kind) = delivered.failure() {
        store.tell(HostEvent::Failed { kind });
    }
    store.set_may_have_left(matches!(delivered, Delivery::Sent(_) | Delivery::Unconfirmed));
    match delivered {
        Delivery::Sent(receipt) => {
            store.set_receipt(receipt, BrowserClock.now());
            store.set_sending(Sending::Waiting, String::new());
            store.act(FormEvent::Delivered);
            store.tell(HostEvent::Submitted);
        }
        Delivery::Refused { problems, .. } if store.can_place(&problems) => {
            store.set_sending(Sending::Waiting, String::new());
            store.act(FormEvent::Refused(problems));
        }
        failed => {
            store.set_sending(Sending::Failed(failed), String::new());
            store.focus_later(move |_| Some(place));
        }
    }
}

/// What the study file says when it is read again before a send.
enum Look {
    /// What it said when the form opened.
    Same,
    /// Something else: a newer file, or a study that has closed.
    Newer(Box<LoadResult>),
    /// It cannot be read now.
    Unread,
}

async fn look_again(store: Store) -> Look {
    let (settings, shown, known) = (store.settings(), store.study().shown.clone(), store.digests().file);
    let Ok((place, bytes)) = load::read(&settings).await else { return Look::Unread };
    match load::understand(&settings, place, bytes, Some(&shown)).await {
        LoadResult::Open(opened) if opened.digests.file == known => Look::Same,
        LoadResult::Contact(ContactOnly { why: Why::Insecure, .. }) | LoadResult::Broken(_) => Look::Unread,
        newer => Look::Newer(Box::new(newer)),
    }
}

/// Shows the newer file of the study, with all that was typed.
fn open_newer(store: Store, newer: LoadResult, screens: Screens) {
    match newer {
        LoadResult::Broken(broken) => screens.show(Screen::Broken(broken)),
        LoadResult::Contact(notice) => {
            store.tell(HostEvent::Closed);
            screens.show(Screen::Contact(notice));
        }
        LoadResult::Open(opened) => {
            screens.open(|| store.move_to(*opened));
        }
    }
}

fn failure(store: Store) -> Vec<El> {
    let Sending::Failed(delivery) = store.sending() else { return Vec::new() };
    let study = store.study();
    let deduplicates = store.review().is_some_and(|it| it.referral.endpoint(&study).deduplicates);
    let (heading, words, message) = match delivery {
        Delivery::Sent(_) => return Vec::new(),
        Delivery::Refused { message, problems, .. } => {
            let details = problems.into_iter().map(|it| it.detail);
            let all: Vec<String> = message.into_iter().chain(details).collect();
            (Key::RefusedHeading, Key::RefusedText, all.join(" "))
        }
        Delivery::NotSent { retry_after: Some(_) } => (Key::NotSentHeading, Key::NotSentBusy, String::new()),
        Delivery::NotSent { retry_after: None } => (Key::NotSentHeading, Key::NotSentOffline, String::new()),
        Delivery::Unconfirmed if deduplicates => {
            (Key::UnconfirmedHeading, Key::UnconfirmedSafe, String::new())
        }
        Delivery::Unconfirmed => (Key::UnconfirmedHeading, Key::UnconfirmedText, String::new()),
    };
    let level = store.settings().heading_level + 1;
    let mut parts = vec![
        own(store, leveled(level, "rf-subheading", &store.say(heading))).attr("id", "outcome-heading"),
        say(store, "p", "", words),
    ];
    if !message.is_empty() {
        parts.push(own(store, text("p", "rf-server", &store.fill(Key::ServerSays, &[("text", &message)]))));
    }
    parts
}
