//! Idle: on a shared device, what somebody left behind goes after a while, with a warning that can be put off.
//!
//! Whoever is still there has [`WARNING_SECONDS`] to say so by one press (WCAG 2.2, 2.2.1). A form in which nothing was done is left
//! alone, and so is one that is being sent, for [`SENDING_MAX_SECONDS`] at most. A page that is left, or comes back from the browser's memory, starts over at once.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Reflect;
use web_sys::{Event, HtmlDialogElement, HtmlElement};

use super::dialog::{self, dialog};
use super::element::{El, el};
use super::load::Screens;
use super::parts::{button, own};
use super::sending::{Sending, Wait};
use super::start_over::{abandon, begin_again};
use super::store::Store;
use crate::domain::form::{Form, Step};
use crate::gateway::page::Listener;
use crate::gateway::timer::{Seconds, every_second, now};
use crate::i18n::Key;

/// How long a referral that is being sent keeps the form from starting over: longer than all that is tried by itself after one press.
const SENDING_MAX_SECONDS: Seconds = 1_500;

/// How long the warning stands before the form starts over; WCAG asks for 20 at least.
const WARNING_SECONDS: Seconds = 60;

/// When what is left of it is said aloud; every second would drown everything else.
const SPOKEN_SECONDS: [Seconds; 2] = [30, 10];

/// What tells that somebody is there, where it is a person who does it: a picture that slides by itself scrolls too.
///
/// What is dictated or written by hand comes without a key.
const SIGNS_OF_LIFE: [&str; 5] = ["pointerdown", "touchstart", "keydown", "input", "wheel"];

/// What the clock moves.
struct Watch {
    store: Store,
    screens: Screens,
    warning: HtmlDialogElement,
    /// Where the seconds that are left stand.
    shown: HtmlElement,
    /// The same, to be read out.
    spoken: HtmlElement,
    /// When somebody last did something.
    last_sign: Cell<Seconds>,
    /// Whether the form was being sent when it was last looked at.
    was_being_sent: Cell<bool>,
    /// Whether the page was left while the form was being sent.
    was_left: Cell<bool>,
}

/// The warning, still closed; as long as it lives, it watches over the form.
pub fn idle(store: Store, screens: Screens) -> El {
    let warning = dialog(store, "idle", Key::IdleHeading, Key::IdleText);
    let (shown, spoken) = (el("p").class("rf-lead"), el("p").class("rf-hidden").attr("role", "status"));
    let watch = Rc::new(Watch {
        store,
        screens,
        warning: dialog::node(&warning),
        shown: shown.node(),
        spoken: spoken.node(),
        last_sign: Cell::new(now()),
        was_being_sent: Cell::new(false),
        was_left: Cell::new(false),
    });
    let (look, see, leave) = (watch.clone(), watch.clone(), watch.clone());
    let clock = every_second(move || look.look());
    let signs = Listener::new(&SIGNS_OF_LIFE, move |ev| see.sees(&ev));
    let leaving = Listener::new(&["pagehide", "pageshow"], move |ev| leave.leaves(&ev));
    let (stay, cancel) = (watch.clone(), watch);
    let actions = [
        own(store, button("rf-button", &store.say(Key::IdleStay), move || stay.go_on())),
        own(store, button("rf-button-secondary", &store.say(Key::StartOver), move || begin_again(screens))),
    ];
    warning
        // Escape closes it too: whoever presses it is there.
        .on("cancel", move |_| cancel.go_on())
        .child(shown)
        .child(spoken)
        .child(el("div").class("rf-actions").part("actions").children(actions))
        .holding((clock, signs, leaving))
}

impl Watch {
    /// Looks at the clock.
    fn look(&self) {
        let is_being_sent = self.is_being_sent();
        // Whoever sees what became of it has time to read that.
        let was_sent = self.was_being_sent.replace(is_being_sent) && !is_being_sent;
        if self.has_nothing() || was_sent {
            self.last_sign.set(now());
            return;
        }
        if self.was_left.get() && !is_being_sent {
            return begin_again(self.screens);
        }
        let idle = now().saturating_sub(self.last_sign.get());
        let limit = if is_being_sent { self.limit().max(SENDING_MAX_SECONDS) } else { self.limit() };
        // A device that slept through the warning starts over as it wakes: whoever is there now may be somebody else.
        if idle >= limit + WARNING_SECONDS {
            abandon(self.screens);
        } else if idle >= limit {
            self.warn(limit + WARNING_SECONDS - idle);
        }
    }

    /// How long nobody may do anything. A receipt is read, and then only names who was here.
    fn limit(&self) -> Seconds {
        let limit = Seconds::from(self.store.settings().idle_seconds);
        if self.store.now(Form::step) == Step::Receipt { limit / 2 } else { limit }
    }

    fn has_nothing(&self) -> bool {
        self.store.now(Form::is_untouched)
    }

    /// Whoever waits for a network may wait for long, and is asked as on every other step.
    fn is_being_sent(&self) -> bool {
        let sending = self.store.sending_now();
        sending.is_going_on() && !matches!(sending, Sending::Retrying(_, Wait::Network) | Sending::Kept(_))
    }

    fn warn(&self, left: Seconds) {
        let words = self.store.count(Key::IdleLeft, left, &[]);
        self.shown.set_text_content(Some(&words));
        if SPOKEN_SECONDS.contains(&left) {
            self.spoken.set_text_content(Some(&words));
        }
        dialog::open(&self.warning);
    }

    /// Notes that somebody is there, and no script; once the warning stands, only its own buttons say so.
    fn sees(&self, event: &Event) {
        if event.is_trusted() && !self.warning.open() {
            self.last_sign.set(now());
        }
    }

    fn go_on(&self) {
        self.last_sign.set(now());
        self.spoken.set_text_content(None);
        self.warning.close();
    }

    /// What a browser keeps of a page, to show it again when somebody comes back, is without what was entered.
    fn leaves(&self, event: &Event) {
        let is_kept = Reflect::get(event, &"persisted".into()).is_ok_and(|it| it.is_truthy());
        if is_kept && !self.has_nothing() {
            self.was_left.set(true);
            begin_again(self.screens);
        }
    }
}
