//! Lists to choose one entry from: units, and sites where there are many.

use super::{Question, suffix, value_of};
use crate::domain::field::{Choice, Field};
use crate::domain::form::{FormEvent, Part};
use crate::i18n::Key;
use crate::ui::element::{El, el, text};

/// The value of the entry "not sure". No site has it: theirs are numbers.
const UNSURE: &str = "unsure";

/// An entry of a list.
pub(super) struct Entry {
    /// What the list hands on.
    pub value: String,
    /// What a person reads.
    pub label: String,
    /// The language of the label, where it is not the one around it.
    pub lang: Option<String>,
    /// Whether it is chosen at first.
    pub is_chosen: bool,
}

/// Draws a list.
pub(super) fn select(
    q: Question,
    part: Part,
    described_by: String,
    entries: Vec<Entry>,
    on_choose: impl Fn(String) + 'static,
) -> El {
    let entries = entries.into_iter().map(|it| {
        text("option", "", &it.label)
            .attr("value", &it.value)
            .attr_if("lang", it.lang.as_deref())
            .attr_if("selected", it.is_chosen.then_some(""))
    });
    el("select")
        .class("rf-select")
        .part("select")
        .attr("id", &q.element(suffix(part)))
        .attr("aria-describedby", &described_by)
        .attr_of("aria-invalid", move || q.is_invalid())
        .on("change", move |event| on_choose(value_of(&event)))
        .children(entries)
}

/// The list of a study's sites, with "not sure" last where that is an answer.
pub(super) fn sites(q: Question, field: &Field, options: &[Choice]) -> El {
    let (picked, is_unsure) = q.draft(|it| (it.picked.first().copied(), it.is_unsure));
    let entry = |value: String, label: String, is_chosen: bool| Entry { value, label, lang: None, is_chosen };
    let mut entries = vec![entry(String::new(), q.store.say(Key::Choose), false)];
    entries.extend(options.iter().enumerate().map(|(index, it)| Entry {
        lang: q.store.lang(&it.label),
        ..entry(index.to_string(), it.label.words.clone(), picked == Some(index as u16) && !is_unsure)
    }));
    if field.allows_unsure {
        entries.push(entry(UNSURE.to_owned(), q.store.say(Key::NotSure), is_unsure));
    }
    select(q, Part::Text, q.described_by(), entries, move |chosen| {
        let id = q.id;
        match (chosen.as_str(), chosen.parse()) {
            (UNSURE, _) => q.store.act(FormEvent::Unsure(id, true)),
            (_, Ok(index)) => q.store.act(FormEvent::Picked(id, index, true)),
            // "Choose" takes the answer back.
            (_, Err(_)) => {
                for index in q.draft(|it| it.picked.clone()) {
                    q.store.act(FormEvent::Picked(id, index, false));
                }
                q.store.act(FormEvent::Unsure(id, false));
            }
        }
    })
}
