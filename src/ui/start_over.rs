//! Start over: the button that drops everything that was entered, and the question before it does.

use super::dialog::{self, dialog};
use super::element::{El, el};
use super::host::Mode;
use super::load::Screens;
use super::parts::{button, own};
use super::store::Store;
use crate::domain::form::{Form, Step};
use crate::i18n::Key;

/// The button, in the same place on every step. A shared device always has it; elsewhere it comes once there is a way back.
pub fn start_over(store: Store, screens: Screens) -> El {
    let ask = dialog(store, "start-over", Key::StartOverHeading, Key::StartOverText);
    let (opened, closed) = (dialog::node(&ask), dialog::node(&ask));
    let delete =
        own(store, button("rf-button", &store.say(Key::StartOverConfirm), move || screens.start_over()));
    let keep =
        own(store, button("rf-button-secondary", &store.say(Key::StartOverCancel), move || closed.close()));
    let harmless = keep.node();
    let answers = [delete, keep];
    let is_kiosk = store.settings().mode == Mode::Kiosk;
    let class = if is_kiosk { "rf-button-secondary" } else { "rf-link" };
    let press = move || {
        if store.now(Form::is_blank) || store.now(Form::step) == Step::Receipt {
            screens.start_over();
        } else {
            dialog::open(&opened);
            // What takes focus deletes nothing. A dialog that could not open leaves it where it is.
            let _ = harmless.focus();
        }
    };
    let is_under_way = move || store.sending().is_under_way().then(|| "true".to_owned());
    el("div")
        .class("rf-start-over")
        .shown(move || is_kiosk || !matches!(store.step(), Step::Start | Step::Receipt))
        .child(
            own(store, button(class, &store.say(Key::StartOver), press))
                .part("button start-over")
                .attr_of("aria-disabled", is_under_way),
        )
        .child(ask.child(el("div").class("rf-actions").part("actions").children(answers)))
}
