//! The queue of a page's outbox: what waits, and the rounds in which it is sent.
//!
//! All widgets of a page share it, as all pages of an origin share the place on the device. It shows nothing.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use leptos::prelude::*;

use crate::domain::delivery::{self, Delivery};
use crate::domain::outbox::{Due, Kept};
use crate::gateway::timer::{Seconds, now};
use crate::gateway::{http, outbox};

/// The pause after a round in which not all could be sent; after every further one it is twice as long.
const PAUSE_SECONDS: Seconds = 4;

/// Longest of these pauses; an endpoint may ask for more.
const PAUSE_MAX_SECONDS: Seconds = 60;

/// Hears what became of each attempt to send a referral, and `None` when it is gone without one: another tab sent or removed it.
pub type Watch = Rc<dyn Fn(Option<Delivery>)>;

thread_local! {
    static WAITING: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
    /// Those of them on which a person decides, as they were shown last.
    static UNDECIDED: RefCell<Vec<(Kept, Due)>> = const { RefCell::new(Vec::new()) };
    /// Who hears of a referral, by its id.
    static WATCHES: RefCell<BTreeMap<String, Watch>> = const { RefCell::new(BTreeMap::new()) };
    static IS_SENDING: Cell<bool> = const { Cell::new(false) };
    static NEXT_ROUND: Cell<Seconds> = const { Cell::new(0) };
    static PAUSE: Cell<Seconds> = const { Cell::new(PAUSE_SECONDS) };
    static CHANGED: ArcRwSignal<()> = ArcRwSignal::new(());
    static UNDECIDED_CHANGED: ArcRwSignal<()> = ArcRwSignal::new(());
}

/// What waits on the device, which is read again when it changes.
pub fn waiting() -> Vec<Kept> {
    track();
    WAITING.with_borrow(Vec::clone)
}

/// Those on which a person decides, and why, which are read again when they change: whoever is deciding is left alone otherwise.
pub fn undecided() -> Vec<(Kept, Due)> {
    UNDECIDED_CHANGED.with(|it| it.track());
    UNDECIDED.with_borrow(Vec::clone)
}

/// Whether a round is under way, which is read again when it changes.
pub fn is_sending() -> bool {
    track();
    IS_SENDING.get()
}

/// Has somebody hear what becomes of a referral, in place of who heard of it before.
pub fn watch(id: &str, watch: Watch) {
    WATCHES.with_borrow_mut(|all| all.insert(id.to_owned(), watch));
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

/// Takes one out once nobody sends it, and tells how it was kept last; `None` where it was gone by then.
pub async fn take_back(id: String) -> Option<Kept> {
    let found: Rc<RefCell<Option<Kept>>> = Rc::default();
    let put = found.clone();
    let work = async move {
        look().await;
        let kept = WAITING.with_borrow(|all| all.iter().find(|it| it.id == id).cloned());
        if let Some(kept) = kept {
            take(&kept.key()).await;
            put.replace(Some(kept));
        }
    };
    // A browser that refuses the lock keeps it where it is, and it is sent from there.
    let _ = outbox::alone(true, Box::pin(work)).await;
    found.take()
}

/// Notes what became of an attempt to send one that was kept so before it; whoever asks to be left alone is.
pub async fn settle(before: &Kept, last: &Delivery) {
    let next = now().saturating_add(last.wait_s().unwrap_or(PAUSE_SECONDS));
    NEXT_ROUND.set(NEXT_ROUND.get().max(next));
    match before.after(last) {
        Some(kept) => {
            keep(&kept).await;
        }
        None => take(&before.key()).await,
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
    // A browser that refuses the lock keeps everything where it is.
    let _ = outbox::alone(false, Box::pin(send_all())).await;
    let pause = PAUSE.get();
    NEXT_ROUND.set(NEXT_ROUND.get().max(now() + pause));
    PAUSE.set((pause * 2).min(PAUSE_MAX_SECONDS));
    IS_SENDING.set(false);
    look().await;
}

async fn send_all() {
    look().await;
    for kept in WAITING.with_borrow(Vec::clone) {
        if kept.due(now()) != Due::Send {
            continue;
        }
        if !keep(&kept.under_way(now())).await {
            return;
        }
        let reply = http::post(&kept.endpoint, &kept.body, &kept.id).await;
        let last = delivery::read(reply, &kept.endpoint, now());
        settle(&kept, &last).await;
        if let Delivery::Sent(_) = last {
            PAUSE.set(PAUSE_SECONDS);
        }
        let is_stuck = matches!(last, Delivery::NotSent(_));
        tell(&kept.id, Some(last));
        if is_stuck {
            return;
        }
    }
}

/// Reads what stands on the device now.
async fn look() {
    let Ok(all) = outbox::all().await else { return };
    let all: Vec<Kept> = all.iter().filter_map(|it| Kept::read(it)).collect();
    let is_gone = |it: &Kept| all.iter().all(|other| other.id != it.id);
    let gone =
        WAITING.with_borrow(|known| known.iter().filter(|it| is_gone(it)).map(|it| it.id.clone()).collect());
    let gone: Vec<String> = gone;
    let undecided = all.iter().map(|it| (it.clone(), it.due(now())));
    let undecided: Vec<(Kept, Due)> = undecided.filter(|it| !it.1.goes_by_itself()).collect();
    WAITING.set(all);
    notify();
    if UNDECIDED.with_borrow(|known| *known != undecided) {
        UNDECIDED.set(undecided);
        UNDECIDED_CHANGED.with(|it| it.notify());
    }
    // Who sent it from this page has heard of it already, or is about to.
    if !IS_SENDING.get() {
        gone.iter().for_each(|id| tell(id, None));
    }
}

/// Tells who listens what became of an attempt.
fn tell(id: &str, last: Option<Delivery>) {
    let watch = WATCHES.with_borrow(|all| all.get(id).cloned());
    if let Some(watch) = watch {
        watch(last);
    }
}

fn track() {
    CHANGED.with(|it| it.track());
}

fn notify() {
    CHANGED.with(|it| it.notify());
}
