//! Kept: a referral that waits in the outbox while its own form still stands here.
//!
//! It is put in before it is handed to the network, so that a device which stops then loses nothing.

use std::rc::Rc;
use std::sync::Arc;

use leptos::task::spawn_local;

use super::{OUTCOME, ask, done};
use crate::domain::body::Body;
use crate::domain::delivery::{Attempts, Delivery, Doubt, Next};
use crate::domain::outbox::{Kept, State};
use crate::domain::review::Review;
use crate::domain::study::Study;
use crate::gateway::crypto;
use crate::gateway::timer::now;
use crate::i18n::Key;
use crate::ui::load::Screens;
use crate::ui::outbox::queue;
use crate::ui::parts::control;
use crate::ui::sending::Sending;
use crate::ui::store::Store;

/// Tells whether referrals of a study can wait on this device.
pub fn can_wait(study: &Study) -> bool {
    study.outbox.is_some() && !study.seal.is_empty()
}

/// Puts the bytes into the outbox; `None` where the study has none, or the device refuses.
pub async fn put_in(study: Arc<Study>, review: Review, parcel: Body) -> Option<Kept> {
    let outbox = study.outbox.as_ref().filter(|_| can_wait(&study))?;
    let kept = Kept {
        id: review.referral.id().to_owned(),
        study_id: study.cover.head.id.0.clone(),
        endpoint: review.referral.endpoint(&study).clone(),
        body: parcel,
        at: review.created_at().to_owned(),
        until: now() + outbox.expires_after_hours.0 * 3600,
        state: State::Waits,
        is_doubtful: review.attempts.may_have_arrived(),
        busy_until: 0,
    };
    queue::keep(&kept.under_way(now())).await.then_some(kept)
}

/// Notes what came of an attempt, and tells whether it waits now to be sent by itself.
pub async fn settle(place: Option<Kept>, last: Delivery) -> bool {
    let Some(before) = place else { return false };
    // Whoever was refused stands here, and has it in hand.
    if matches!(last, Delivery::Refused(_) | Delivery::RefusedAfterDoubt(_)) {
        queue::take_back(before.id).await;
        return false;
    }
    let after = before.after(&last);
    queue::settle(&before, &last).await;
    after.is_some_and(|it| it.state == State::Waits)
}

/// Shows that it waits; whoever filled in the form can go.
pub fn waits(store: Store, screens: Screens, whole: Delivery) {
    super::tell_failure(store, &whole);
    store.set_unsettled(false);
    // Any tab may hand it over now.
    store.attempts(Attempts::hand_over);
    store.set_sending(Sending::Kept(whole), String::new());
    store.focus_later(|places| control(&places.heading, OUTCOME));
    let Some(review) = store.review() else { return };
    let hear = move |last| hear(store, screens, last);
    queue::watch(review.referral.id(), Rc::new(hear));
}

/// Follows what becomes of it while the form still stands here.
fn hear(store: Store, screens: Screens, last: Option<Delivery>) {
    if store.is_gone() || !matches!(store.sending_now(), Sending::Kept(_)) {
        return;
    }
    let Some(last) = last else { return in_hand(store, screens, gone()) };
    let study = store.study();
    let deduplicates = store.review().is_some_and(|it| it.referral.endpoint(&study).deduplicates);
    let settled = store.attempts(|it| Some(it.settle(last, deduplicates, crypto::chance())));
    let Some((whole, next)) = settled else { return };
    match next {
        Next::Done => done(store, screens, whole),
        Next::AskThePerson { .. } if !deduplicates => ask(store, screens, whole, None),
        Next::AskThePerson { .. } | Next::TryAgain { .. } | Next::WaitForNetwork => {
            store.attempts(Attempts::hand_over);
            store.set_sending(Sending::Kept(whole), String::new());
        }
    }
}

/// Takes it out again, so that the person decides. Another tab that is at it is waited for.
pub fn take_back(store: Store, screens: Screens, whole: Delivery) {
    let Some(review) = store.review() else { return };
    store.set_sending(
        Sending::UnderWay { before: Some(whole.clone()), is_last: true },
        store.say(Key::Sending),
    );
    spawn_local(async move {
        let kept = queue::take_back(review.referral.id().to_owned()).await;
        if store.is_gone() {
            return;
        }
        let is_certain = kept.is_some_and(|it| !it.is_doubtful);
        in_hand(store, screens, if is_certain { whole } else { gone() });
    });
}

/// Leaves it to the person; that it may have arrived is remembered, whatever comes later.
fn in_hand(store: Store, screens: Screens, last: Delivery) {
    if let Some((whole, _)) = store.attempts(|it| Some(it.settle(last, false, 0))) {
        ask(store, screens, whole, None);
    }
}

/// It went from here, and nobody here knows whether it arrived.
fn gone() -> Delivery {
    Delivery::Unconfirmed(Doubt::Fault { wait_s: None })
}
