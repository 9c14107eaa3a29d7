//! Sending: the button, and what became of it. Whatever fails, nothing typed is lost.

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::flow::focus_later;
use super::host::HostEvent;
use super::load::{self, Screen};
use super::store::{Loaded, Store};
use crate::domain::body::Body;
use crate::domain::delivery::{self, Delivery};
use crate::domain::form::FormEvent;
use crate::domain::review::{Review, endpoint};
use crate::domain::study::{Endpoint, Reading, Study};
use crate::gateway::http;
use crate::i18n::Key;

/// Where a send stands.
#[derive(Clone, PartialEq, Eq)]
enum Sending {
    /// Nothing was sent yet.
    Waiting,
    /// The answer is awaited.
    UnderWay,
    /// It did not arrive for certain.
    Failed(Delivery),
}

/// The send button, and below it what became of the send.
pub fn delivery(store: Store) -> AnyView {
    let state = RwSignal::new(Sending::Waiting);
    let outcome = NodeRef::<Div>::new();
    let screen: RwSignal<Screen> =
        use_context().expect("the widget provides the screen to everything below it");
    let send = move || {
        // A second press while the answer is awaited sends nothing.
        if state.get_untracked() != Sending::UnderWay {
            state.set(Sending::UnderWay);
            store.announcement.set(store.say(Key::Sending));
            spawn_local(attempt(store, state, screen, outcome));
        }
    };
    let label = move || {
        store.say(match state.get() {
            Sending::Waiting => Key::Send,
            Sending::UnderWay => Key::Sending,
            Sending::Failed(_) => Key::TryAgain,
        })
    };
    view! {
        <div class="rf-outcome" part="outcome" tabindex="-1" role="group" node_ref=outcome
            aria-labelledby="outcome-heading" hidden=move || !matches!(state.get(), Sending::Failed(_))>
            {move || match state.get() {
                Sending::Failed(delivery) => failure(store, &delivery),
                Sending::Waiting | Sending::UnderWay => ().into_any(),
            }}
        </div>
        <div class="rf-actions" part="actions">
            <button type="button" class="rf-button" part="button send" on:click=move |_| send()
                aria-disabled=move || (state.get() == Sending::UnderWay).then_some("true")>{label}</button>
        </div>
    }
    .into_any()
}

/// Looks at the study once more, hands the bytes over, and shows what came of it.
async fn attempt(store: Store, state: RwSignal<Sending>, screen: RwSignal<Screen>, outcome: NodeRef<Div>) {
    let Some(review) = store.review.get_value() else { return };
    let study = store.study();
    let delivered = match look_again(store).await {
        Look::Same => post(store, &study, &review).await,
        Look::Newer(newer) => {
            if !store.is_gone() {
                open_newer(store, *newer, screen);
            }
            return;
        }
        Look::Unread => Delivery::NotSent { retry_after: None },
    };
    // The element may have been removed while the answer was awaited.
    if store.is_gone() || state.is_disposed() {
        return;
    }
    store.announcement.set(String::new());
    settle(store, state, outcome, delivered);
}

async fn post(store: Store, study: &Study, review: &Review) -> Delivery {
    let endpoint: &Endpoint = endpoint(study, &review.referral);
    let body: &Body = &review.body;
    store.review.try_update_value(|it| it.as_mut().map(Review::hand_over));
    delivery::read(http::post(endpoint, body, review.referral.id()).await, &endpoint.url)
}

fn settle(store: Store, state: RwSignal<Sending>, outcome: NodeRef<Div>, delivered: Delivery) {
    if let Some(kind) = delivered.failure() {
        store.tell(HostEvent::Failed { kind });
    }
    match delivered {
        Delivery::Sent(receipt) => {
            store.receipt.set_value(receipt);
            store.act(FormEvent::Delivered);
            store.tell(HostEvent::Submitted);
        }
        Delivery::Refused { problems, .. } if store.can_place(&problems) => {
            store.review.update_value(|it| {
                it.iter_mut().for_each(Review::take_back);
            });
            store.act(FormEvent::Refused(problems));
        }
        failed => {
            if !matches!(failed, Delivery::Unconfirmed) {
                store.review.update_value(|it| {
                    it.iter_mut().for_each(Review::take_back);
                });
            }
            state.set(Sending::Failed(failed));
            focus_later(outcome);
        }
    }
}

/// What the study file says when it is read again before a send.
enum Look {
    /// What it said when the form opened.
    Same,
    /// Something else: a newer file, or a study that has closed.
    Newer(Box<load::LoadResult>),
    /// It cannot be read now.
    Unread,
}

async fn look_again(store: Store) -> Look {
    let settings = store.settings();
    let Ok((_, bytes)) = load::read(&settings).await else { return Look::Unread };
    let shown = store.try_study().map(|it| it.shown.clone()).unwrap_or_default();
    let reading =
        Reading { language: Some(&shown), endpoint: settings.endpoint.as_deref(), must_deliver: true };
    let Ok(study) = Study::read(&bytes, reading) else { return Look::Unread };
    if let Some(why) = load::why_not(&study) {
        return Look::Newer(Box::new(load::LoadResult::Contact(load::ContactOnly { study, why })));
    }
    match load::digests(&study, &bytes).await {
        Some(digests) if store.is_gone() || digests.file == store.digests().file => Look::Same,
        Some(digests) => Look::Newer(Box::new(load::LoadResult::Open(Box::new(study), Loaded { digests }))),
        None => Look::Unread,
    }
}

/// Shows the newer file of the study, with all that was typed.
fn open_newer(store: Store, newer: load::LoadResult, screen: RwSignal<Screen>) {
    match newer {
        load::LoadResult::Broken(broken) => screen.set(Screen::Broken(Arc::new(broken))),
        load::LoadResult::Contact(notice) => {
            store.tell(HostEvent::Closed);
            screen.set(Screen::Contact(Arc::new(notice)));
        }
        load::LoadResult::Open(study, loaded) => {
            let moved = store.move_to(*study, loaded);
            moved.announcement.set(moved.say(Key::ChangedText));
            moved.has_changed.set(true);
            screen.set(Screen::Open(moved));
        }
    }
}

fn failure(store: Store, delivery: &Delivery) -> AnyView {
    let study = store.study();
    let deduplicates = store
        .review
        .with_value(|it| it.as_ref().is_some_and(|it| endpoint(&study, &it.referral).deduplicates));
    let (heading, text, message) = match delivery {
        Delivery::Sent(_) => return ().into_any(),
        Delivery::Refused { message, problems, .. } => {
            let details = problems.iter().map(|it| it.detail.clone());
            let all: Vec<String> = message.iter().cloned().chain(details).collect();
            (Key::RefusedHeading, Key::RefusedText, (!all.is_empty()).then(|| all.join(" ")))
        }
        Delivery::NotSent { retry_after: Some(_) } => (Key::NotSentHeading, Key::NotSentBusy, None),
        Delivery::NotSent { retry_after: None } => (Key::NotSentHeading, Key::NotSentOffline, None),
        Delivery::Unconfirmed if deduplicates => (Key::UnconfirmedHeading, Key::UnconfirmedSafe, None),
        Delivery::Unconfirmed => (Key::UnconfirmedHeading, Key::UnconfirmedText, None),
    };
    let message = message.map(|it| {
        view! { <p class="rf-server">{store.fill(Key::ServerSays, &[("text", &it)])}</p> }
    });
    view! {
        <p class="rf-subheading" id="outcome-heading" role="heading"
            attr:aria-level=(store.settings().heading_level + 1).to_string()>{store.say(heading)}</p>
        <p>{store.say(text)}</p>
        {message}
    }
    .into_any()
}
