//! The queue of a page's outbox: what waits, and the rounds in which it is sent.
//!
//! All widgets of a page share it, as all pages of an origin share the place on the device. It shows nothing.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::domain::delivery::{self, Delivery, Receipt};
use crate::domain::outbox::{Due, Kept};
use crate::gateway::clock::{BrowserClock, Clock};
use crate::gateway::timer::{Seconds, now};
use crate::gateway::{http, outbox};

/// How long to wait after a round in which not all could be sent.
const PAUSE_SECONDS: Seconds = 60;

/// A referral that arrived from the outbox while the page was open.
#[derive(Clone)]
pub struct Arrived {
    /// What the endpoint said.
    pub receipt: Receipt,
    /// When (RFC 3339, UTC).
    pub at: String,
}

thread_local! {
    static WAITING: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
    static ARRIVED: RefCell<BTreeMap<String, Arrived>> = const { RefCell::new(BTreeMap::new()) };
    static IS_SENDING: Cell<bool> = const { Cell::new(false) };
    static NEXT_ROUND: Cell<Seconds> = const { Cell::new(0) };
    static CHANGED: ArcRwSignal<()> = ArcRwSignal::new(());
}

/// What waits on the device, which is read again when it changes.
pub fn waiting() -> Vec<Kept> {
    track();
    WAITING.with_borrow(Vec::clone)
}

/// Whether a round is under way, which is read again when it changes.
pub fn is_sending() -> bool {
    track();
    IS_SENDING.get()
}

/// What became of a referral that arrived from here, which is read again when it changes.
pub fn arrived(id: &str) -> Option<Arrived> {
    track();
    ARRIVED.with_borrow(|all| all.get(id).cloned())
}

/// Puts a referral in, or changes what is known of it; tells whether the device has it for certain.
pub async fn keep(kept: &Kept) -> bool {
    let is_kept = outbox::put(&kept.key(), &kept.write()).await.is_ok();
    look().await;
    is_kept
}

/// Takes one out.
pub async fn take(key: &str) {
    // What could not be taken out is offered again.
    let _ = outbox::take(key).await;
    look().await;
}

/// Notes what became of an attempt to send one.
pub async fn settle(kept: Kept, delivery: &Delivery) {
    let key = kept.key();
    match kept.after(delivery) {
        Some(kept) => {
            keep(&kept).await;
        }
        None => take(&key).await,
    }
}

/// Sends one again that a person has decided on.
pub async fn send_again(kept: Kept) {
    keep(&kept.again(now())).await;
    round().await;
}

/// Sends what waits once the last round is long enough ago; looks for what other tabs did all the same.
pub async fn look_after() {
    look().await;
    if now() >= NEXT_ROUND.get() && WAITING.with_borrow(|all| all.iter().any(|it| it.due(now()) == Due::Send))
    {
        round().await;
    }
}

/// Sends what waits, oldest first, unless another tab is at it.
pub async fn round() {
    if IS_SENDING.replace(true) {
        return;
    }
    notify();
    NEXT_ROUND.set(now() + PAUSE_SECONDS);
    // A browser that refuses the lock keeps everything where it is.
    let _ = outbox::alone(Box::pin(send_all())).await;
    IS_SENDING.set(false);
    look().await;
}

async fn send_all() {
    look().await;
    for kept in WAITING.with_borrow(Vec::clone) {
        if kept.due(now()) != Due::Send {
            continue;
        }
        let kept = kept.under_way();
        if !keep(&kept).await {
            return;
        }
        let reply = http::post(&kept.endpoint, &kept.body, &kept.id).await;
        let delivery = delivery::read(reply, &kept.endpoint.url);
        if let Delivery::Sent(receipt) = &delivery {
            let arrived = Arrived { receipt: receipt.clone(), at: BrowserClock.now() };
            ARRIVED.with_borrow_mut(|all| all.insert(kept.id.clone(), arrived));
        }
        let is_through = !matches!(delivery, Delivery::NotSent { .. });
        settle(kept, &delivery).await;
        if !is_through {
            return;
        }
    }
}

/// Reads what stands on the device now.
async fn look() {
    let Ok(all) = outbox::all().await else { return };
    let all: Vec<Kept> = all.iter().filter_map(|it| Kept::read(it)).collect();
    if WAITING.with_borrow(|known| *known != all) {
        WAITING.set(all);
    }
    notify();
}

fn track() {
    CHANGED.with(|it| it.track());
}

fn notify() {
    CHANGED.with(|it| it.notify());
}
