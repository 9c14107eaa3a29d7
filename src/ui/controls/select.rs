//! Lists to choose one entry from: units, and sites where there are many.

use std::rc::Rc;

use super::{El, Question, el, suffix, target, text};
use crate::domain::field::{Choice, Field};
use crate::domain::form::{FormEvent, Part};
use crate::i18n::{Key, intl};

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
    /// Whether it is a name, which no translator of pages is to touch.
    pub is_name: bool,
}

/// Draws a list.
pub(super) fn select(
    q: Question,
    part: Part,
    described_by: &str,
    entries: Vec<Entry>,
    choose: impl Fn(String) + 'static,
) -> El {
    let entries = entries.into_iter().map(|it| {
        text("option", "", &it.label)
            .attr("value", &it.value)
            .attr_if("translate", it.is_name.then_some("no"))
            .language(it.lang.as_deref())
            .attr_if("selected", it.is_chosen.then_some(""))
    });
    let choose = Rc::new(choose);
    let heard = choose.clone();
    let is_required = part == Part::Text && q.store.study().field(q.id).is_required;
    el("select")
        .class("rf-select")
        .part("select")
        .attr("id", &q.element(suffix(part)))
        .attr("aria-describedby", described_by)
        .attr_if("aria-required", is_required.then_some("true"))
        // A unit is never wrong: it is the number that cannot be read.
        .attr_of("aria-invalid", move || q.is_invalid().filter(|_| part == Part::Text))
        .children(entries)
        .on("input", move |event| heard(target(&event).value()))
        .on("change", move |event| choose(target(&event).value()))
}

/// The list of a study's sites, with "not sure" last where that is an answer.
pub(super) fn sites(q: Question, field: &Field, options: &[Choice]) -> El {
    let (picked, is_unsure) = q.draft(|it| (it.picked.first().copied(), it.is_unsure));
    let entry = |value: &str, key: Key| Entry {
        value: value.to_owned(),
        label: q.store.say(key),
        lang: q.store.own_language().map(str::to_owned),
        is_chosen: false,
        is_name: false,
    };
    let mut entries = vec![entry("", Key::Choose)];
    entries.extend(q.store.study().sites_nearest_first(&intl::country()).into_iter().map(|index| {
        let label = &options[usize::from(index)].label;
        Entry {
            value: index.to_string(),
            label: label.words.clone(),
            lang: q.store.lang(label),
            is_chosen: picked == Some(index) && !is_unsure,
            is_name: true,
        }
    }));
    if field.allows_unsure {
        entries.push(Entry { is_chosen: is_unsure, ..entry(UNSURE, Key::NotSure) });
    }
    select(q, Part::Text, &q.described_by(), entries, move |chosen| {
        match chosen.parse() {
            Ok(index) => q.store.act(FormEvent::Picked(q.id, index, true)),
            // "Choose" takes the answer back.
            Err(_) => {
                q.unpick_all();
                q.store.act(FormEvent::Unsure(q.id, chosen == UNSURE));
            }
        }
    })
}
