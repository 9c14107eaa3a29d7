//! Sending: the buttons, the attempts, and what comes after each. Whatever fails, nothing typed is lost.
//!
//! What comes next is the domain's to say. What is sent again by itself waits in the page: without the element, nothing is sent.

mod kept;
mod outcome;

use leptos::task::spawn_local;

use super::element::{El, el};
use super::host::HostEvent;
use super::load::{self, Screen, Screens, Why};
use super::opening::{Read, catch_up, understand};
use super::outbox;
use super::parts::{button, control, own};
use super::sending::{Sending, Wait};
use super::store::Store;
use crate::domain;
use crate::domain::body::Body;
use crate::domain::delivery::{self, Attempts, Delivery, Hindrance, Next};
use crate::domain::form::FormEvent;
use crate::domain::review::Review;
use crate::gateway::clock::{BrowserClock, Clock};
use crate::gateway::seal::{self, Letter};
use crate::gateway::timer::{Milliseconds, Seconds, Waits, now, now_ms};
use crate::gateway::{crypto, http};
use crate::i18n::Key;

/// How long a send waits for each thing that it needs beside the endpoint's answer: the study file, the seal, the outbox.
const WAIT_MS: Milliseconds = 30_000;

/// The id of what tells what became of the send, which takes focus when the person has to decide.
const OUTCOME: &str = "outcome";

/// What became of the send, and the buttons that send and stop.
pub fn delivery(store: Store, screens: Screens) -> (El, Vec<El>) {
    let label = move || {
        store.say(match store.sending() {
            Sending::Waiting => Key::Send,
            Sending::UnderWay { .. } => Key::Sending,
            Sending::Retrying(..) | Sending::Kept(_) => Key::TryNow,
            Sending::Failed(..) => Key::TryAgain,
        })
    };
    let yes = |it: bool| it.then(|| "true".to_owned());
    let send = own(store, el("button"))
        .class("rf-button")
        .part("button send")
        .attr("type", "button")
        .attr_of("aria-disabled", move || yes(store.sending().is_under_way()))
        .text_of(label)
        .on("click", move |_| press(store, screens));
    let is_last = move || matches!(store.sending(), Sending::UnderWay { is_last: true, .. });
    let stop = button("rf-button-secondary", &store.say(Key::Stop), move || stop(store, screens));
    let stop = own(store, stop).part("button stop").attr_of("aria-disabled", move || yes(is_last())).shown(
        move || {
            matches!(store.sending(), Sending::UnderWay { .. } | Sending::Retrying(..) | Sending::Kept(_))
        },
    );
    (outcome::outcome(store, screens), vec![send, stop])
}

/// Sends because the person wants it, so the study is looked at once more.
fn press(store: Store, screens: Screens) {
    let before = match store.sending_now() {
        // A second press while the answer is awaited sends nothing.
        Sending::UnderWay { .. } => return,
        // It lies with the others, where another tab may be at it.
        Sending::Kept(_) => return spawn_local(outbox::queue::round()),
        Sending::Retrying(before, _) => Some(before),
        Sending::Waiting | Sending::Failed(..) => None,
    };
    store.set_must_look(true);
    store.set_unsettled(true);
    store.attempts(Attempts::ask);
    start(store, screens, before);
}

/// Sends again what waited for it.
fn go_on(store: Store, screens: Screens) {
    if let Sending::Retrying(before, _) = store.sending_now() {
        start(store, screens, Some(before));
    }
}

fn start(store: Store, screens: Screens, before: Option<Delivery>) {
    store.set_sending(Sending::UnderWay { before, is_last: false }, store.say(Key::Sending));
    spawn_local(attempt(store, screens));
}

/// Lets nothing be sent by itself any more. What was handed over already is awaited as long as the endpoint is given, nothing else.
fn stop(store: Store, screens: Screens) {
    match store.sending_now() {
        Sending::Retrying(whole, _) => ask(store, screens, whole, None),
        Sending::Kept(whole) => kept::take_back(store, screens, whole),
        Sending::UnderWay { before, .. } => {
            store.set_sending(Sending::UnderWay { before, is_last: true }, String::new());
            store.end_waits();
        }
        Sending::Waiting | Sending::Failed(..) => {}
    }
}

/// Looks at the study once more where that is due, hands the bytes over, and goes on from what came of it.
async fn attempt(store: Store, screens: Screens) {
    let Some(review) = store.review() else { return };
    let waits = store.begin_waits();
    let look = match store.must_look() {
        true => waits.within(WAIT_MS, Box::pin(look_again(store))).await.unwrap_or(Look::Unread),
        false => Look::Same,
    };
    let hindrance = match look {
        Look::Newer(newer) => {
            if !store.is_gone() {
                open_newer(store, *newer, screens);
                catch_up(store, screens);
            }
            return;
        }
        Look::Unread if waits.are_over() => Some(Hindrance::Stopped),
        Look::Unread if http::is_online() => Some(Hindrance::StudyUnread),
        Look::Unread => Some(Hindrance::Offline),
        Look::Same => None,
    };
    let (last, is_kept) = hand_over(store, &review, hindrance, &waits).await;
    // The element may have been removed while the answer was awaited; the referral was sent all the same.
    if !store.is_gone() {
        settle(store, screens, last, is_kept);
    }
}

/// Hands the bytes to the network where nothing hinders; before that they are put where they can wait, if the study has such a place.
/// Tells what came of it, and whether it waits there now.
async fn hand_over(
    store: Store,
    review: &Review,
    hindrance: Option<Hindrance>,
    waits: &Waits,
) -> (Delivery, bool) {
    let study = store.study();
    let endpoint = review.referral.endpoint(&study);
    if let Some(it) = hindrance.filter(|it| *it == Hindrance::Stopped || !kept::can_wait(&study)) {
        return (Delivery::NotSent(it), false);
    }
    let made = waits.within(WAIT_MS, Box::pin(parcel(store, review.clone()))).await.flatten();
    let stopped = || waits.are_over().then_some(Hindrance::Stopped);
    let Some(parcel) = made else {
        return (Delivery::NotSent(stopped().or(hindrance).unwrap_or(Hindrance::Unsealed)), false);
    };
    let put = kept::put_in(study.clone(), review.clone(), parcel.clone());
    let place = waits.within(WAIT_MS, Box::pin(put)).await.flatten();
    // What lies in the outbox by now goes from there.
    let hindrance = hindrance.or_else(|| stopped().filter(|_| place.is_none()));
    let last = match hindrance {
        Some(it) => Delivery::NotSent(it),
        None => {
            if !store.is_gone() {
                store.set_must_look(false);
                store.attempts(Attempts::hand_over);
            }
            let reply = http::post(endpoint, &parcel, review.referral.id()).await;
            delivery::read(reply, endpoint, now())
        }
    };
    let noted = Waits::default().within(WAIT_MS, Box::pin(kept::settle(place, last.clone()))).await;
    (last, noted.unwrap_or(false))
}

/// The bytes that travel, sealed where the study has a key. They are made once for a referral: what is sent again is the same to
/// the byte. `None` where they cannot be sealed now.
async fn parcel(store: Store, review: Review) -> Option<Body> {
    if let Some(made) = &review.parcel {
        return Some(made.clone());
    }
    let study = store.study();
    let made = match study.seal.is_empty() {
        true => review.body.clone(),
        false => {
            let referral = review.referral.id().to_owned();
            let letter = Letter {
                study: study.clone(),
                study_hash: store.digests().file,
                referral,
                text: review.body.text.clone(),
            };
            let sealed = seal::seal(letter).await.ok()?;
            domain::seal::carried(&sealed, review.referral.endpoint(&study))
        }
    };
    if !store.is_gone() {
        store.keep_parcel(review.referral.id(), &made);
    }
    Some(made)
}

fn settle(store: Store, screens: Screens, last: Delivery, waits: bool) {
    let study = store.study();
    let deduplicates = store.review().is_some_and(|it| it.referral.endpoint(&study).deduplicates);
    let is_last = matches!(store.sending_now(), Sending::UnderWay { is_last: true, .. });
    let settled = store.attempts(|it| Some(it.settle(last, deduplicates, crypto::chance())));
    let Some((whole, next)) = settled else { return };
    let wait = match next {
        Next::Done => return done(store, screens, whole),
        _ if waits => return kept::waits(store, screens, whole),
        Next::AskThePerson { wait_s } => {
            let not_before = wait_s.map(|it| now().saturating_add(it));
            return ask(store, screens, whole, not_before);
        }
        Next::TryAgain { .. } | Next::WaitForNetwork if is_last => return ask(store, screens, whole, None),
        Next::TryAgain { after_ms } => Wait::Until(now_ms() + u64::from(after_ms)),
        Next::WaitForNetwork => Wait::Network,
    };
    // Said once for each wait: counting down aloud would drown everything else.
    let words = format!("{} · {}", store.say(outcome::heading(&whole)), outcome::waiting(store, wait));
    store.set_sending(Sending::Retrying(whole, wait), words);
}

/// It arrived, or it was refused.
fn done(store: Store, screens: Screens, whole: Delivery) {
    if let Delivery::Sent(receipt) = whole {
        store.set_receipt(receipt, BrowserClock.now());
        store.set_unsettled(false);
        store.set_sending(Sending::Waiting, String::new());
        store.act(FormEvent::Delivered);
        store.tell(HostEvent::Submitted);
        return catch_up(store, screens);
    }
    let study = store.study();
    let review = store.review();
    let sent = review.as_ref().map_or(&[][..], |it| it.referral.sent());
    let placed: Vec<_> = whole.problems().iter().filter_map(|it| it.place(&study, sent)).collect();
    if placed.is_empty() {
        return ask(store, screens, whole, None);
    }
    tell_failure(store, &whole);
    store.set_sending(Sending::Waiting, String::new());
    store.act(FormEvent::Refused(placed));
    catch_up(store, screens);
}

/// Leaves it to the person what comes next.
fn ask(store: Store, screens: Screens, whole: Delivery, not_before: Option<Seconds>) {
    tell_failure(store, &whole);
    store.set_sending(Sending::Failed(whole, not_before), String::new());
    store.focus_later(|places| control(&places.heading, OUTCOME));
    catch_up(store, screens);
}

fn tell_failure(store: Store, whole: &Delivery) {
    if let Some(kind) = whole.failure() {
        store.tell(HostEvent::Failed { kind });
    }
}

/// What the study file says when it is read again before a send.
enum Look {
    /// What it said when the form opened.
    Same,
    /// Something else: a newer file, or a study that has closed.
    Newer(Box<Read>),
    /// It cannot be read now.
    Unread,
}

async fn look_again(store: Store) -> Look {
    let (settings, shown, known) =
        (store.settings(), store.study().cover.shown.clone(), store.digests().file);
    let Ok(file) = load::read_anew(&settings).await else { return Look::Unread };
    match understand(&settings, file, Some(&shown)).await {
        Read::Open(opened) if opened.digests.file == known => Look::Same,
        Read::Closed(_, Why::Insecure) | Read::Broken(_) => Look::Unread,
        newer => Look::Newer(Box::new(newer)),
    }
}

/// Shows the newer file of the study, with all that was typed.
fn open_newer(store: Store, newer: Read, screens: Screens) {
    match newer {
        Read::Broken(broken) => screens.show(Screen::Broken(broken)),
        Read::Closed(opened, why) => {
            store.tell(HostEvent::Closed);
            screens.show(Screen::Contact(opened.notice(why)));
        }
        Read::Open(opened) => {
            screens.open(|| store.move_to(*opened));
        }
    }
}
