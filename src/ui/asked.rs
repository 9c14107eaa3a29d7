//! Asked: what the page around the form may ask of it: to prefill answers, to start over, to show the state of a referral.
//!
//! It tells the page nothing of what was typed: what it answers depends on the study file, on what the page asked, and on how far
//! somebody is, which the events tell too. Nothing is remembered: whatever starts the form over drops what was prefilled.

use std::sync::Arc;

use js_sys::Array;
use leptos::task::tick;
use serde_json::Value;
use wasm_bindgen::JsValue;

use super::change_over::focused_id;
use super::follow::is_free;
use super::load::{self, Screen, Screens, Waiting};
use super::opening::{self, Read, show_in};
use super::parts::control;
use super::start_over::begin_again;
use super::{Handle, refusal};
use crate::domain::field::FieldId;
use crate::domain::form::{Form, Step};
use crate::domain::json;
use crate::domain::prefill::prefill;
use crate::domain::study::Study;
use crate::gateway::{console, status_link};

/// What the page asks for, by the name of the element's method.
const PREFILL: &str = "prefill";
const RESET: &str = "reset";
const SHOW_STATUS: &str = "showStatus";

/// What the page gets: the value of a promise, or what it fails with. Reader: the page's author, in English.
type Reply = Result<JsValue, JsValue>;

/// Does what the page asks, once it is known what is shown. `given` is what the method was called with: a JSON text, or an address.
pub async fn ask(handle: Handle, method: String, given: String) -> Reply {
    let screens = handle.screens;
    screens.settle().await;
    // The page hears of the screen first, and may take the element away for it.
    tick().await;
    if !screens.settle().await {
        return Err(refusal("the element was taken from the page"));
    }
    match method.as_str() {
        PREFILL => answer(screens, &given),
        RESET => Ok(reset(screens).into()),
        SHOW_STATUS => show_status(&handle, given).await,
        _ => Err(refusal("this release has no such method")),
    }
}

/// Prefills, and tells the page which ids were not taken.
fn answer(screens: Screens, given: &str) -> Reply {
    let Some(store) = screens.form() else { return Err(refusal("no form is shown")) };
    // What is wrong with it is not said: it would be said with a piece of an answer.
    let Ok(Value::Object(answers)) = json::read(given.as_bytes()) else {
        return Err(refusal("prefill takes an object of answers by the ids of their fields"));
    };
    let study = store.study();
    let found = store.now(|form| prefill(&study, form, &answers));
    for (id, why) in &found.refused {
        console::warn(&format!("referral-form: \"{id}\" is not prefilled: {why}"));
    }
    let step = store.now(Form::step);
    let stands_here = |it: &FieldId| step == Step::Section(study.field(*it).section);
    let is_on_step = found.taken.iter().any(|it| stands_here(&it.0));
    let focused = store.heading().filter(|_| is_on_step).and_then(|it| focused_id(&it));
    store.prefill(found.taken.into_iter().flat_map(|it| it.1), is_on_step);
    if let Some(id) = focused {
        store.focus_later(move |places| control(&places.heading, &id));
    }
    Ok(found.refused.iter().map(|it| JsValue::from_str(&it.0)).collect::<Array>().into())
}

/// Starts over, and tells whether it did: not while a referral is being sent, nor where there is no form.
fn reset(screens: Screens) -> bool {
    let can = screens.form().is_some_and(|it| !it.sending_now().is_under_way());
    if can {
        begin_again(screens);
    }
    can
}

/// Shows the state of a referral in place of a form that nobody has begun.
async fn show_status(handle: &Handle, address: String) -> Reply {
    let screens = handle.screens;
    let Some(study) = study(handle).await else { return Err(refusal("there is no study to show")) };
    if status_link::address(&address, &study.endpoints()).is_none() {
        return Err(refusal("this is no address on the origin of an endpoint of the study"));
    }
    if !is_free(screens) {
        return Err(refusal("somebody has begun to fill in the form; reset() gives that up"));
    }
    screens.follow_next(address);
    screens.show(Screen::Loading(Waiting::default()));
    show_in(screens, handle.settings.clone(), screens.language_of_page(), handle.on_event);
    if screens.settle().await && screens.look().is_some() {
        Ok(JsValue::UNDEFINED)
    } else {
        Err(refusal("the state of the referral could not be shown"))
    }
}

/// The study that is shown, whole; where only its contact is, the file is read again.
async fn study(handle: &Handle) -> Option<Arc<Study>> {
    let screens = handle.screens;
    screens.study()?;
    if let Some(store) = screens.form().or_else(|| screens.look().map(|it| it.0)) {
        return Some(store.study());
    }
    let file = load::read(&handle.settings).await.ok()?;
    match opening::understand(&handle.settings, file, screens.language_of_page().as_deref()).await {
        Read::Open(opened) | Read::Closed(opened, _) => Some(opened.study),
        Read::Broken(_) => None,
    }
}
