//! A number: a line with its unit behind it, or with a list of units to choose from.

use super::line::{input, only};
use super::select::{Entry, select};
use super::{Question, labelled, suffix};
use crate::domain::field::{Field, Unit};
use crate::domain::form::Part;
use crate::i18n::Key;
use crate::ui::element::{El, el};
use crate::ui::parts::words;

/// The controls of a number.
pub(super) fn number(q: Question, field: &Field, units: &[Unit]) -> El {
    let unit_id = q.element(suffix(Part::Unit));
    let mut line = only(q, field);
    let unit = match units {
        [] => return input(q, line),
        [only] => {
            line.described_by = Some(format!("{unit_id} {}", q.described_by()));
            words(q.store, "span", "rf-unit", &only.label).part("unit").attr("id", &unit_id)
        }
        several => {
            let chosen = q.draft(|it| it.part(Part::Unit).to_owned());
            let entries = several.iter().map(|it| Entry {
                value: it.code.clone(),
                label: it.label.words.clone(),
                lang: q.store.lang(&it.label),
                is_chosen: it.code == chosen,
            });
            // The first unit is the one that counts where none was chosen, and the one that a list shows then.
            let list = select(q, Part::Unit, q.element("-label"), entries.collect(), move |code| {
                q.typed(Part::Unit, code);
            });
            labelled(&unit_id, &q.store.say(Key::Unit), list)
        }
    };
    el("div").class("rf-parts").child(input(q, line)).child(unit)
}
