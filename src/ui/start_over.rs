//! Start over: the button that drops everything that was entered, and the question before it does.

use super::dialog::{self, dialog};
use super::element::{El, el};
use super::host::{HostEvent, Mode};
use super::load::Screens;
use super::opening::{empty_form, show_in};
use super::parts::{button, own};
use super::store::Store;
use crate::domain::form::{Form, FormEvent, Step};
use crate::domain::study::{SourceId, best_language};
use crate::gateway::print;
use crate::i18n::Key;

/// The button, in the same place on every step. A shared device always has it; elsewhere it comes once there is a way back.
pub fn start_over(store: Store, screens: Screens) -> El {
    let ask = dialog(store, "start-over", Key::StartOverHeading, Key::StartOverText);
    let (opened, closed) = (dialog::node(&ask), dialog::node(&ask));
    let delete =
        own(store, button("rf-button", &store.say(Key::StartOverConfirm), move || begin_again(screens)));
    let keep =
        own(store, button("rf-button-secondary", &store.say(Key::StartOverCancel), move || closed.close()));
    let harmless = keep.node();
    let answers = [delete, keep];
    let is_kiosk = store.settings().mode == Mode::Kiosk;
    let class = if is_kiosk { "rf-button-secondary" } else { "rf-link" };
    let press = move || {
        if store.now(Form::is_blank) || store.now(Form::step) == Step::Receipt {
            begin_again(screens);
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

/// Drops everything that was entered, and opens the form anew on the same study, as the page first asked for it.
///
/// The one way back to the beginning: no answer, tick, receipt or open panel is left, and the heading takes focus.
/// Does nothing where no form is shown, or while a send is under way.
pub fn begin_again(screens: Screens) {
    begin_again_as(screens, None);
}

/// Starts over; where somebody refers one person after the other, they need not say again who they are.
pub fn begin_again_as(screens: Screens, source: Option<SourceId>) {
    if screens.form().is_some_and(|it| !it.sending_now().is_under_way()) {
        wipe(screens, source);
    }
}

/// Drops everything that was entered, even where it is being sent: nobody is there any more to see what becomes of it.
pub fn abandon(screens: Screens) {
    wipe(screens, None);
}

fn wipe(screens: Screens, source: Option<SourceId>) {
    let Some(former) = screens.form() else { return };
    let fresh = screens.open(|| former.with_form(empty_form(&former.study(), &former.settings())));
    fresh.focus_later(|places| {
        // What was printed last stands beside the form as long as the browser prints it.
        print::take_away(&places.heading);
        Some(places.heading.clone())
    });
    if let Some(source) = source {
        fresh.act(FormEvent::SourceChosen(source));
        fresh.show_start_page();
    }
    fresh.tell(HostEvent::Step { index: 0 });
    // Who comes next has not chosen a language yet.
    let (cover, of_page) = (fresh.voice().cover(), screens.language_of_page());
    let first = of_page.as_deref().and_then(|it| best_language(it, &cover.offered));
    if fresh.settings().mode == Mode::Kiosk && *first.unwrap_or(&cover.offered[0]) != cover.shown {
        show_in(screens, fresh.settings(), of_page, fresh.on_event());
    }
}
