//! The outcome: what became of a send, in words, as long as it has not arrived; and what waits to be sent again.
//!
//! It tells of the whole, not of the last attempt. Each of its waits lives in the page: with the words, the wait goes.

use super::{OUTCOME, go_on};
use crate::domain::calendar;
use crate::domain::delivery::{Delivery, Doubt, Hindrance};
use crate::gateway::page::Listener;
use crate::gateway::timer::{Milliseconds, Seconds, after, every_second, now, now_ms};
use crate::i18n::{Key, intl};
use crate::ui::element::{El, el, text};
use crate::ui::load::Screens;
use crate::ui::parts::{leveled, own, say};
use crate::ui::receipt::another;
use crate::ui::sending::{Sending, Wait};
use crate::ui::store::Store;

/// The place of the words. Takes focus when the person has to decide.
pub fn outcome(store: Store, screens: Screens) -> El {
    el("div")
        .class("rf-outcome")
        .part("outcome")
        .attr("id", OUTCOME)
        .attr("tabindex", "-1")
        .attr("role", "group")
        .attr("aria-labelledby", "outcome-heading")
        .attr_of("data-kept", move || matches!(store.sending(), Sending::Kept(_)).then(String::new))
        .shown(move || whole(&store.sending()).is_some())
        .children_of(move || words(store, screens))
}

/// What became of it so far, where there is something to tell.
fn whole(sending: &Sending) -> Option<&Delivery> {
    match sending {
        Sending::Waiting => None,
        Sending::UnderWay { before, .. } => before.as_ref(),
        Sending::Retrying(whole, _) | Sending::Failed(whole, _) | Sending::Kept(whole) => Some(whole),
    }
}

fn words(store: Store, screens: Screens) -> Vec<El> {
    let sending = store.sending();
    let Some(whole) = whole(&sending) else { return Vec::new() };
    let level = store.settings().heading_level + 1;
    let is_kept = matches!(sending, Sending::Kept(_));
    let name = if is_kept { Key::KeptHeading } else { heading(whole) };
    let heading = leveled(level, "rf-subheading", &store.say(name));
    let mut parts = vec![own(store, heading).attr("id", "outcome-heading")];
    // Nobody is asked to try again while the form does so itself.
    let is_said = sending.is_going_on() && *whole == Delivery::NotSent(Hindrance::Offline);
    let is_page = *whole == Delivery::Unconfirmed(Doubt::Page);
    parts.extend(is_page.then(|| say(store, "p", "", Key::UnconfirmedPage)));
    parts.extend((!is_said && !is_kept).then(|| explanation(store, whole)));
    parts.extend(server(store, whole));
    match sending {
        Sending::Waiting => {}
        Sending::UnderWay { .. } => parts.push(say(store, "p", "rf-lead", Key::Sending)),
        Sending::Retrying(_, wait) => {
            parts.push(own(store, countdown(store, screens, wait)));
            parts.push(say(store, "p", "rf-hint", Key::StopFirst));
        }
        Sending::Kept(_) => {
            parts.push(say(store, "p", "", Key::KeptText));
            parts.extend(until(store));
            parts.push(another(store, screens));
        }
        Sending::Failed(_, not_before) => parts.extend(not_before.map(|it| asked(store, it))),
    }
    parts
}

/// The name of what became of it.
pub fn heading(whole: &Delivery) -> Key {
    match whole {
        Delivery::Sent(_) => Key::ReceiptHeading,
        Delivery::Refused(_) => Key::RefusedHeading,
        Delivery::NotSent(_) => Key::NotSentHeading,
        Delivery::RefusedAfterDoubt(_) | Delivery::Unconfirmed(_) => Key::UnconfirmedHeading,
    }
}

fn explanation(store: Store, whole: &Delivery) -> El {
    let study = store.study();
    let deduplicates = store.review().is_some_and(|it| it.referral.endpoint(&study).deduplicates);
    let key = match whole {
        Delivery::Sent(_) => Key::ReceiptNoReference,
        Delivery::Refused(_) => Key::RefusedText,
        Delivery::RefusedAfterDoubt(_) => Key::RefusedAfter,
        Delivery::NotSent(Hindrance::Offline) => Key::NotSentOffline,
        Delivery::NotSent(Hindrance::StudyUnread) => Key::NotSentUnread,
        Delivery::NotSent(Hindrance::Unsealed) => Key::NotSentUnsealed,
        Delivery::NotSent(Hindrance::Impossible) => Key::NotSentImpossible,
        Delivery::NotSent(Hindrance::Stopped) => Key::NotSentStopped,
        Delivery::NotSent(Hindrance::Busy { .. }) => Key::NotSentBusy,
        Delivery::Unconfirmed(Doubt::Mute) => Key::UnconfirmedForm,
        Delivery::Unconfirmed(_) if deduplicates => Key::UnconfirmedSafe,
        Delivery::Unconfirmed(Doubt::Fault { .. } | Doubt::Page) => Key::UnconfirmedText,
    };
    say(store, "p", "", key)
}

/// What the receiver says of it.
fn server(store: Store, whole: &Delivery) -> Option<El> {
    let message = match whole {
        Delivery::Refused(it) | Delivery::RefusedAfterDoubt(it) => it.message.as_deref(),
        Delivery::Sent(_) | Delivery::NotSent(_) | Delivery::Unconfirmed(_) => None,
    };
    let details = whole.problems().iter().map(|it| it.detail.as_str());
    let all: Vec<&str> = message.into_iter().chain(details).collect();
    let words = || store.fill(Key::ServerSays, &[("text", &all.join(" "))]);
    (!all.is_empty()).then(|| own(store, text("p", "rf-server", &words())))
}

/// What the next attempt waits for, in words.
pub fn waiting(store: Store, wait: Wait) -> String {
    match wait {
        Wait::Until(due) => store.count(Key::TryingIn, seconds_left(due), &[]),
        Wait::Network => store.say(Key::WaitingNetwork),
    }
}

/// The words, for the eye alone kept up to date; and what they wait for.
fn countdown(store: Store, screens: Screens, wait: Wait) -> El {
    let line = text("p", "rf-lead", &waiting(store, wait));
    let go = move || go_on(store, screens);
    match wait {
        Wait::Network => line.holding(Listener::new(&["online"], move |_| go())),
        Wait::Until(due) => {
            let shown = line.node();
            let tick = every_second(move || shown.set_text_content(Some(&waiting(store, wait))));
            line.holding((tick, after(due.saturating_sub(now_ms()), go)))
        }
    }
}

fn seconds_left(due: Milliseconds) -> Seconds {
    due.saturating_sub(now_ms()).div_ceil(1_000).max(1) as Seconds
}

/// Until when it waits by itself.
fn until(store: Store) -> Option<El> {
    let hours = store.study().outbox.as_ref()?.expires_after_hours.0;
    Some(moment(store, Key::KeptUntil, now() + hours * 3600))
}

/// Until when the receiver asks to be left alone, to the minute.
fn asked(store: Store, not_before: Seconds) -> El {
    moment(store, Key::NotBefore, not_before)
}

fn moment(store: Store, key: Key, at: Seconds) -> El {
    let moment = calendar::moment(at.div_ceil(60) as i32);
    let time = intl::moment_here(&store.study().cover.shown, &moment);
    own(store, text("p", "", &store.fill(key, &[("time", &time)])))
}
