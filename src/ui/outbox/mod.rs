//! The outbox on the page: how many referrals wait on this device, and what a person has to decide.
//!
//! It shows nothing of what was answered: what waits is sealed, and nobody here can open it. On a shared device it says how many wait and
//! no more, for the next person is not to know of the last one's; deciding is for the staff there.

pub mod queue;
mod staff;

use leptos::task::spawn_local;

use super::dialog::{self, dialog};
use super::element::{El, el};
use super::host::Mode;
use super::parts::{button, own, say};
use super::store::Store;
use super::taking::{Told, told};
use crate::domain::outbox::{Due, Kept};
use crate::gateway::page::Listener;
use crate::gateway::timer::{every_second, now};
use crate::i18n::{Key, intl};

/// What waits on the device; empty where nothing does. As long as it lives, it sends what waits.
pub fn outbox(store: Store, staff_code: Option<&str>) -> Vec<El> {
    let back = Listener::new(&["online"], |_| spawn_local(queue::round()));
    let clock = every_second(|| spawn_local(queue::look_after()));
    spawn_local(queue::round());
    let all = el("div")
        .class("rf-outbox")
        .part("outbox")
        .shown(|| !queue::waiting().is_empty())
        .holding((back, clock));
    if store.settings().mode == Mode::Page {
        return vec![all.child(line(store)).children(choices(store))];
    }
    let count = move || store.count(Key::OutboxCount, queue::waiting().len() as u32, &[]);
    let all = all.child(own(store, el("p")).attr("role", "status").text_of(count));
    match staff_code {
        Some(digest) => {
            let [open, dialog] = staff::staff(store, digest);
            // Behind what is hidden once nothing waits: the dialog may still be open then.
            vec![all.child(open), dialog]
        }
        None => vec![all],
    }
}

/// How many of those wait that are sent by themselves.
fn count() -> u32 {
    queue::waiting().iter().filter(|it| it.due(now()).goes_by_itself()).count() as u32
}

/// Says how many wait, or that they are being sent.
fn line(store: Store) -> El {
    own(store, el("p")).attr("role", "status").text_of(move || match count() {
        0 => String::new(),
        _ if queue::is_sending() => store.say(Key::OutboxSending),
        count => store.count(Key::OutboxWaiting, count, &[]),
    })
}

/// What a person may do about what waits: have it sent, and decide on what is not sent by itself.
fn choices(store: Store) -> [El; 2] {
    let pressed = || spawn_local(queue::round());
    let send_now = own(store, button("rf-button-secondary", &store.say(Key::OutboxSendNow), pressed));
    [
        el("div").class("rf-actions").shown(|| count() > 0).child(send_now),
        el("div").children_of(move || {
            queue::undecided().into_iter().map(|(it, due)| decision(store, it, due)).collect()
        }),
    ]
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
    let (line, told) = told(store);
    let offer = |key: Key, press: Box<dyn Fn()>| {
        own(store, button("rf-button-secondary", &store.say(key), press)).attr("aria-describedby", &id)
    };
    let actions = [
        offer(Key::OutboxSave, Box::new(move || save_sealed(&told, &saved))),
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
        .child(el("div").class("rf-actions").part("actions").children(actions).child(line))
        .child(ask.child(el("div").class("rf-actions").part("actions").children([confirm, cancel])))
}

/// Saves what is sealed, as it would have been sent; `referral-form open` reads it.
fn save_sealed(told: &Told, kept: &Kept) {
    told.save(&format!("referral-{}.jwe", kept.id), kept.body.content_type, &kept.body.text);
}
