//! Staff: on a shared device, what waits is decided on behind a code, in a dialog that closes by itself.
//!
//! The code is held against the digest in the study file, in the browser, and goes nowhere. Whoever has the file and time finds it: it keeps
//! the next person from looking, and nobody else out. Parts: those of a dialog, and `label`, `problem`, `input` of the code.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlDialogElement, HtmlInputElement};

use super::{choices, line, queue};
use crate::domain::staff_code::{Tries, salted};
use crate::gateway::crypto;
use crate::gateway::page::Listener;
use crate::gateway::timer::{Seconds, every_second, now};
use crate::i18n::Key;
use crate::ui::dialog::{self, dialog};
use crate::ui::element::{El, el, text};
use crate::ui::parts::{button, control, own, say};
use crate::ui::store::Store;

/// How long nobody may press anything before the dialog closes.
const OPEN_SECONDS: Seconds = 60;

/// Ids of the code's control, of what describes it, and of the first line of what waits.
const CODE: &str = "staff-code";
const PROBLEM: &str = "staff-code-problem";
const WAITING: &str = "staff-waiting";

thread_local! {
    /// For all forms of the page, and whoever stands there.
    static TRIES: Cell<Tries> = Cell::default();
}

/// What the dialog shows.
#[derive(Clone, Copy)]
enum Shown {
    /// Nothing: it is closed.
    Nothing,
    /// The question for the code.
    Question,
    /// The same, after a wrong one.
    Wrong,
    /// The same, after too many; how long no other is taken.
    Wait(Seconds),
    /// What waits.
    Waiting,
}

struct Staff {
    store: Store,
    /// The digest of the code.
    digest: String,
    dialog: HtmlDialogElement,
    shown: Cell<Shown>,
    changed: ArcRwSignal<()>,
    last_press: Cell<Seconds>,
}

/// The button that opens the dialog, and the dialog; `digest` is that of the code.
pub fn staff(store: Store, digest: &str) -> [El; 2] {
    let dialog = dialog(store, "staff", Key::StaffHeading, Key::StaffText);
    let staff = Rc::new(Staff {
        store,
        digest: digest.to_owned(),
        dialog: dialog::node(&dialog),
        shown: Cell::new(Shown::Nothing),
        changed: ArcRwSignal::new(()),
        last_press: Cell::new(0),
    });
    let on = |act: fn(&Rc<Staff>)| {
        let staff = staff.clone();
        move || act(&staff)
    };
    let hearing = |act| {
        let act = on(act);
        move |_: Event| act()
    };
    let open = own(store, button("rf-link", &store.say(Key::StaffOpen), on(Staff::open)))
        .attr("aria-haspopup", "dialog");
    let close = own(store, button("rf-button-secondary", &store.say(Key::Close), on(Staff::close)));
    let (step, content) = (on(Staff::close), staff.clone());
    let dialog = dialog
        .child(el("div").children_of(move || content.content()))
        .child(el("div").class("rf-actions").part("actions").child(close))
        .on("click", hearing(Staff::press))
        .on("keydown", hearing(Staff::press))
        .on("close", hearing(Staff::close))
        .effect(Box::new(move || {
            store.step();
            step();
        }))
        // What a browser keeps of a page that is left, it shows again to whoever comes back.
        .holding((every_second(on(Staff::look)), Listener::new(&["pagehide"], hearing(Staff::close))));
    [el("div").class("rf-actions").child(open), dialog]
}

impl Staff {
    fn open(self: &Rc<Self>) {
        self.press();
        self.show(Shown::Question);
        dialog::open(&self.dialog);
    }

    fn close(self: &Rc<Self>) {
        self.shown.set(Shown::Nothing);
        self.changed.notify();
        self.dialog.close();
    }

    fn press(self: &Rc<Self>) {
        self.last_press.set(now());
    }

    /// Looks at the clock, which may have been set back.
    fn look(self: &Rc<Self>) {
        if self.dialog.open() && now().abs_diff(self.last_press.get()) >= OPEN_SECONDS {
            self.close();
        }
    }

    /// Shows something else, with the focus at its beginning.
    fn show(&self, shown: Shown) {
        self.shown.set(shown);
        self.changed.notify();
        let first = if matches!(shown, Shown::Waiting) { WAITING } else { CODE };
        self.store.focus_later(move |places| control(&places.heading, first));
    }

    fn content(self: &Rc<Self>) -> Vec<El> {
        self.changed.track();
        let say = |key| self.store.say(key);
        match self.shown.get() {
            Shown::Nothing => Vec::new(),
            Shown::Question => self.question(""),
            Shown::Wrong => self.question(&say(Key::StaffWrong)),
            Shown::Wait(left) => self.question(&self.store.count(Key::StaffWait, left.div_ceil(60), &[])),
            Shown::Waiting => self.waiting(),
        }
    }

    fn question(self: &Rc<Self>, problem: &str) -> Vec<El> {
        let store = self.store;
        let staff = self.clone();
        let show = say(store, "button", "rf-button", Key::StaffShow)
            .part("button")
            .attr("type", "submit")
            .on("click", move |event| {
                event.prevent_default();
                staff.try_code();
            });
        let code = el("input")
            .class("rf-input rf-medium")
            .part("input")
            .attr("type", "password")
            .attr("id", CODE)
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .attr("aria-describedby", PROBLEM)
            .attr_if("aria-invalid", (!problem.is_empty()).then_some("true"));
        let form = el("form")
            .class("rf-field")
            .child(say(store, "label", "rf-label", Key::StaffCode).part("label").attr("for", CODE))
            .child(own(store, text("p", "rf-problem", problem)).part("problem").attr("id", PROBLEM))
            .child(code)
            .child(el("div").class("rf-actions").part("actions").child(show));
        vec![form]
    }

    fn waiting(&self) -> Vec<El> {
        let store = self.store;
        let nothing = say(store, "p", "", Key::StaffNothing).shown(|| queue::undecided().is_empty());
        let first = el("div").attr("id", WAITING).attr("tabindex", "-1").child(line(store)).child(nothing);
        [first].into_iter().chain(choices(store)).collect()
    }

    /// Takes the code that was typed, unless there were too many wrong ones.
    fn try_code(self: &Rc<Self>) {
        let wait = TRIES.get().wait(now());
        if wait > 0 {
            return self.show(Shown::Wait(wait));
        }
        let code = self.dialog.query_selector("input").ok().flatten();
        let code = code.map(|it| it.unchecked_into::<HtmlInputElement>().value()).unwrap_or_default();
        let text = salted(&self.store.study().cover.head.id.0, code.trim());
        let staff = self.clone();
        spawn_local(async move {
            let digest = crypto::sha256_hex(text.as_bytes()).await;
            // Whoever has closed it meanwhile is not asked any more.
            if staff.store.is_gone() || !staff.dialog.open() {
                return;
            }
            if digest.is_ok_and(|it| it == staff.digest) {
                TRIES.take();
                return staff.show(Shown::Waiting);
            }
            let mut tries = TRIES.get();
            tries.fail(now());
            TRIES.set(tries);
            staff.show(match tries.wait(now()) {
                0 => Shown::Wrong,
                wait => Shown::Wait(wait),
            });
        });
    }
}
