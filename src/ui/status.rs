//! The state of a referral, for whoever has the link of its receipt: what it is, since when, what happens next, whom to ask.
//!
//! Nothing of the person is known here, and nothing is asked of them. The endpoint is asked when the screen opens and when
//! somebody presses "Look again", and never by itself.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::change_over::focused_id;
use super::contact::contact;
use super::element::{El, el, text};
use super::follow::Look;
use super::host::Mode;
use super::language::languages;
use super::load::Screens;
use super::opening::{self, turn_to};
use super::parts::{button, control, leveled, own, say, words};
use super::store::{Places, Store};
use crate::domain::status::{self, State, Told};
use crate::gateway::{http, status_link};
use crate::i18n::{Key, intl, tags};

/// The screen.
pub fn status(store: Store, screens: Screens, look: &Rc<Look>) -> El {
    let (study, settings) = (store.study(), store.settings());
    let level = settings.heading_level;
    let heading = own(store, leveled(level, "rf-heading", &store.say(Key::StatusHeading)))
        .part("heading")
        .attr("tabindex", "-1");
    store.set_places(Places { heading: heading.node(), summary: heading.node() });
    put_focus(store, look);
    if settings.mode == Mode::Kiosk {
        // The next person at a shared device is not to find the link in its address.
        status_link::drop_fragment(&study.cover.head.id.0);
    }
    let changed = RwSignal::new(());
    if look.told.borrow().is_none() {
        ask(store, look.clone(), changed);
    }
    let (shown, again, left) = (look.clone(), look.clone(), look.clone());
    let look_again = move || {
        // One answer at a time.
        if again.told.take().is_some() {
            changed.notify();
            ask(store, again.clone(), changed);
        }
    };
    let look_again = button("rf-button", &store.say(Key::StatusLookAgain), look_again);
    let leave = move || {
        status_link::drop_fragment(&store.study().cover.head.id.0);
        left.is_left.set(true);
        opening::show_in(
            screens,
            store.settings(),
            Some(store.study().cover.shown.clone()),
            store.on_event(),
        );
    };
    let leave = look.is_open.then(|| button("rf-button-secondary", &store.say(Key::StatusLeave), leave));
    let actions = [look_again].into_iter().chain(leave).map(|it| own(store, it));
    let (messages, own_language) = (store.messages(), store.own_language());
    el("section")
        .class("rf-root")
        .part("root")
        .attr("aria-label", &store.say(Key::StatusHeading))
        .attr("lang", &study.cover.shown)
        .attr("dir", tags::direction(&study.cover.shown))
        .children(languages(store.voice(), move |_, tag| turn_to(store, screens, tag)))
        .child(words(store, "p", "rf-kicker", &study.cover.head.title))
        .child(heading)
        .child(el("div").class("rf-panel").part("state").attr("role", "status").children_of(move || {
            changed.track();
            told(store, shown.told.borrow().as_ref())
        }))
        .child(el("div").class("rf-actions").part("actions").children(actions))
        .child(contact(&study.cover.contact, &messages, own_language, level + 1, &|it| store.lang(it)))
}

/// Whoever follows a link comes to the heading; whoever chooses another language stays at its button.
fn put_focus(store: Store, look: &Look) {
    let heading = store.heading();
    let is_first = look.heading.borrow().is_none();
    let focused = look.heading.replace(heading).and_then(|it| focused_id(&it));
    store.focus_later(move |places| match focused {
        Some(id) => control(&places.heading, &id).or_else(|| Some(places.heading.clone())),
        None => is_first.then(|| places.heading.clone()),
    });
}

/// Asks the endpoint, and shows what it tells.
fn ask(store: Store, look: Rc<Look>, changed: RwSignal<()>) {
    let study = store.study();
    spawn_local(async move {
        let told = match status_link::address(&look.link, &study.endpoints()) {
            Some(address) => status::read(http::ask(&address, study.endpoint.timeout_seconds).await),
            None => Told::Unknown,
        };
        look.told.replace(Some(told));
        // Another screen may stand there by now.
        if !changed.is_disposed() {
            changed.notify();
        }
    });
}

fn told(store: Store, told: Option<&Told>) -> Vec<El> {
    match told {
        None => vec![say(store, "p", "rf-hint", Key::StatusLooking)],
        Some(Told::Unknown) => vec![say(store, "p", "", Key::StatusUnknown)],
        Some(Told::Silence) => vec![say(store, "p", "", Key::StatusSilence)],
        Some(Told::State(state, changed_at)) => {
            let since = changed_at.as_ref().map(|it| {
                let time = intl::here(&store.study().cover.shown, it);
                own(store, text("p", "rf-hint", &store.fill(Key::StatusSince, &[("time", &time)])))
            });
            let [name, meaning] = in_words(*state);
            let name = say(store, "p", "rf-lead", name);
            [name, say(store, "p", "", meaning)].into_iter().chain(since).collect()
        }
    }
}

/// A state by its name, and what it means and what happens next.
fn in_words(state: State) -> [Key; 2] {
    match state {
        State::Received => [Key::StatusReceived, Key::StatusReceivedText],
        State::Closed => [Key::StatusClosed, Key::StatusClosedText],
        State::Created => [Key::StatusReceived, Key::StatusCreatedText],
        State::Accepted => [Key::StatusAccepted, Key::StatusAcceptedText],
        State::Declined => [Key::StatusDeclined, Key::StatusDeclinedText],
        State::Scheduled => [Key::StatusScheduled, Key::StatusScheduledText],
        State::NotAttended => [Key::StatusNotAttended, Key::StatusNotAttendedText],
        State::Completed => [Key::StatusCompleted, Key::StatusCompletedText],
        State::Cancelled => [Key::StatusCancelled, Key::StatusCancelledText],
    }
}
