//! Languages: the control by which the person changes the one that is shown.
//!
//! A change loses nothing that was typed. What was agreed to in other words is asked for again. The choice stays in
//! memory: no address, cookie or storage learns of it.

use std::rc::Rc;

use super::element::{El, el, text};
use super::parts::{own, to_the_letter};
use super::voice::Voice;
use crate::i18n::{Key, intl};

/// The languages to choose from, each by its own name; nothing where there is but one.
///
/// `turn_to` is called with the id of the button that was pressed, and its language.
pub fn languages(voice: Voice, turn_to: impl Fn(&str, &str) + 'static) -> Option<El> {
    let study = voice.cover();
    let turn_to = Rc::new(turn_to);
    let button = |(index, tag): (usize, &String)| {
        let is_shown = *tag == study.shown;
        let (id, wanted, turn_to) = (format!("language-{index}"), tag.clone(), turn_to.clone());
        to_the_letter(text("button", "rf-language", &intl::language_name(tag, tag)))
            .part("language")
            .attr("type", "button")
            .attr("id", &id)
            .language(Some(tag))
            .attr_if("aria-current", is_shown.then_some("true"))
            .on("click", move |_| {
                if !is_shown {
                    turn_to(&id, &wanted);
                }
            })
    };
    (study.offered.len() > 1).then(|| {
        own(voice, el("div"))
            .class("rf-languages")
            .part("languages")
            .attr("role", "group")
            .attr("aria-label", &voice.say(Key::Language))
            .children(study.offered.iter().enumerate().map(button))
    })
}
