//! The outbox on the page: how many referrals wait on this device, and what a person has to decide.
//!
//! It shows nothing of what was answered: what waits is sealed, and nobody here can open it.

pub mod queue;

use std::pin::Pin;

use leptos::task::spawn_local;

use super::dialog::{self, dialog};
use super::element::{El, el};
use super::parts::{button, own, say};
use super::store::Store;
use crate::domain::delivery::Delivery;
use crate::domain::outbox::{Due, Kept};
use crate::gateway::page::Listener;
use crate::gateway::save;
use crate::gateway::timer::{every_second, now};
use crate::i18n::{Key, intl};

/// Something under way that tells when it is done.
pub type Doing<T> = Pin<Box<dyn Future<Output = T>>>;

/// Puts a referral in before it is sent; tells whether the device has it for certain.
#[inline(never)] // a way into the outbox part of the engine
pub fn keep(kept: Kept) -> Doing<bool> {
    Box::pin(async move { queue::keep(&kept).await })
}

/// Notes what became of sending it.
#[inline(never)] // a way into the outbox part of the engine
pub fn settle(before: Kept, last: Delivery) -> Doing<()> {
    Box::pin(async move { queue::settle(&before, &last).await })
}

/// Takes one out that the person has in hand again, and tells how it was kept last; `None` where it was gone by then.
#[inline(never)] // a way into the outbox part of the engine
pub fn take_back(id: String) -> Doing<Option<Kept>> {
    Box::pin(queue::take_back(id))
}

/// Has somebody hear what becomes of one that waits.
#[inline(never)] // a way into the outbox part of the engine
pub fn watch(id: &str, watch: queue::Watch) {
    queue::watch(id, watch);
}

/// Sends what waits, unless another tab is at it.
#[inline(never)] // a way into the outbox part of the engine
pub fn send_now() -> Doing<()> {
    Box::pin(queue::round())
}

/// What waits on the device; empty where nothing does. As long as it lives, it sends what waits.
#[inline(never)] // a way into the outbox part of the engine
pub fn outbox(store: Store) -> El {
    let pressed = || spawn_local(queue::round());
    let send_now = own(store, button("rf-button-secondary", &store.say(Key::OutboxSendNow), pressed));
    let waits = |it: &Kept| matches!(it.due(now()), Due::Send | Due::UnderWay);
    let count = move || queue::waiting().iter().filter(|it| waits(it)).count() as u32;
    let line = move || match count() {
        0 => String::new(),
        _ if queue::is_sending() => store.say(Key::OutboxSending),
        count => store.count(Key::OutboxWaiting, count, &[]),
    };
    let back = Listener::new(&["online"], |_| spawn_local(queue::round()));
    let clock = every_second(|| spawn_local(queue::look_after()));
    spawn_local(queue::round());
    el("div")
        .class("rf-outbox")
        .part("outbox")
        .shown(|| !queue::waiting().is_empty())
        .child(own(store, el("p")).attr("role", "status").text_of(line))
        .child(el("div").class("rf-actions").shown(move || count() > 0).child(send_now))
        .child(el("div").children_of(move || {
            queue::undecided().into_iter().map(|(it, due)| decision(store, it, due)).collect()
        }))
        .holding((back, clock))
}

/// One that a person decides on: it can be saved, sent again, or removed.
fn decision(store: Store, kept: Kept, due: Due) -> El {
    let why = match due {
        // What a person decides on is none that goes by itself.
        Due::Send | Due::UnderWay | Due::Expired => Key::OutboxExpired,
        Due::MayHaveArrived => Key::OutboxMayHaveArrived,
        Due::Refused => Key::OutboxRefused,
    };
    let id = format!("outbox-{}", kept.id);
    let time = intl::here(&store.study().cover.shown, &kept.at);
    let words = store.fill(why, &[("time", &time), ("host", &kept.endpoint.host())]);
    let ask = dialog(store, &format!("{id}-remove"), Key::OutboxRemoveHeading, Key::OutboxRemoveText);
    let (opened, closed) = (dialog::node(&ask), dialog::node(&ask));
    let key = kept.key();
    let remove = move || {
        let key = key.clone();
        spawn_local(async move { queue::take(&key).await });
    };
    let cancel = own(
        store,
        button("rf-button-secondary", &store.say(Key::OutboxRemoveCancel), move || closed.close()),
    );
    let harmless = cancel.node();
    let confirm = own(store, button("rf-button", &store.say(Key::OutboxRemoveConfirm), remove));
    let (again, saved) = (kept.clone(), kept);
    let offer = |key: Key, press: Box<dyn Fn()>| {
        own(store, button("rf-button-secondary", &store.say(key), press)).attr("aria-describedby", &id)
    };
    let actions = [
        offer(Key::OutboxSave, Box::new(move || save_sealed(&saved))),
        offer(Key::OutboxSendAgain, Box::new(move || spawn_local(queue::send_again(again.clone())))),
        offer(
            Key::OutboxRemove,
            Box::new(move || {
                dialog::open(&opened);
                // What takes focus removes nothing. A dialog that could not open leaves it where it is.
                let _ = harmless.focus();
            }),
        ),
    ];
    el("div")
        .class("rf-outbox-entry")
        .child(own(store, el("p")).attr("id", &id).text(&words))
        .child(say(store, "p", "rf-hint", Key::OutboxSaveHint))
        .child(el("div").class("rf-actions").part("actions").children(actions))
        .child(ask.child(el("div").class("rf-actions").part("actions").children([confirm, cancel])))
}

/// Saves what is sealed, as it would have been sent; `referral-form open` reads it.
fn save_sealed(kept: &Kept) {
    save::save(&format!("referral-{}.jwe", kept.id), kept.body.content_type, &kept.body.text);
}
