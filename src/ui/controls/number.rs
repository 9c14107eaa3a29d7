//! A number: a line with its unit behind it, or with a list of units to choose from.

use super::line::{input, only};
use super::select::{Entry, select};
use super::{El, Question, el, labelled, suffix, words};
use crate::domain::field::{Field, Unit};
use crate::domain::form::{FormEvent, Part};
use crate::i18n::Key;

/// The controls of a number.
pub(super) fn number(q: Question, field: &Field, units: &[Unit]) -> El {
    let id = q.element(suffix(Part::Unit));
    let mut line = only(q, field);
    let unit = match units {
        [] => return input(q, line),
        [only] => {
            line.described_by = Some(format!("{id} {}", q.described_by()));
            words(q.store, "span", "rf-unit", &only.label).part("unit").attr("id", &id)
        }
        several => labelled(q, Part::Unit, Key::Unit, list(q, several)),
    };
    el("div").class("rf-parts").child(input(q, line)).child(unit)
}

/// The list of units. Its first entry is the unit that counts as long as none was chosen.
fn list(q: Question, units: &[Unit]) -> El {
    let chosen = q.draft(|it| it.part(Part::Unit).to_owned());
    let entries = units.iter().map(|it| Entry {
        value: it.code.clone(),
        label: it.label.words.clone(),
        lang: q.store.lang(&it.label),
        is_chosen: it.code == chosen,
        is_name: false,
    });
    let choose = move |code| q.store.act(FormEvent::Typed(q.id, Part::Unit, code));
    select(q, Part::Unit, &q.element("-label"), entries.collect(), choose)
}
