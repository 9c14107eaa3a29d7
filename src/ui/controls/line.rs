//! Controls that take text: one line of every type, and a paragraph.
//!
//! Nothing that is typed or pasted is ever cut or changed here.

use web_sys::HtmlInputElement;

use super::{El, Question, date, el, suffix, target};
use crate::domain::decimal::Decimal;
use crate::domain::field::{Field, FieldKind};
use crate::domain::form::{FormEvent, Part};

/// What keeps browsers and writing assistants from taking up what is typed, as each of them documents or obeys it: spelling, correction and
/// suggestions of browsers (HTML Standard); then Grammarly, LanguageTool and Microsoft Editor.
const UNASSISTED: [(&str, &str); 8] = [
    ("spellcheck", "false"),
    ("autocorrect", "off"),
    ("writingsuggestions", "false"),
    ("data-gramm", "false"),
    ("data-gramm_editor", "false"),
    ("data-enable-grammarly", "false"),
    ("data-lt-active", "false"),
    ("data-ms-editor", "false"),
];

/// A control of one line; which keyboard it brings up, and how wide it is.
pub(super) struct Line {
    /// What of the field it takes.
    pub part: Part,
    /// The type of the input.
    pub kind: &'static str,
    /// The keyboard of a touch screen.
    pub keyboard: &'static str,
    /// What that keyboard writes large.
    pub capitals: Option<&'static str>,
    /// The classes.
    pub class: &'static str,
    /// The autocomplete token.
    pub autocomplete: Option<String>,
    /// The id of the options that it proposes.
    pub list: Option<String>,
    /// The ids of what describes it, where its group does not.
    pub described_by: Option<String>,
    /// Whether it is the last question of its step, from which Enter goes on.
    pub is_last: bool,
    /// What stands in it at first.
    pub value: String,
}

impl Line {
    /// A line of plain text that holds what the draft has for `part`.
    pub fn of(q: Question, part: Part) -> Line {
        Line {
            part,
            kind: "text",
            keyboard: "text",
            capitals: None,
            class: "rf-input",
            autocomplete: None,
            list: None,
            described_by: None,
            is_last: false,
            value: q.draft(|it| it.part(part).to_owned()),
        }
    }
}

/// The one line of a field, by its type.
pub(super) fn only(q: Question, field: &Field) -> Line {
    let (kind, keyboard, capitals, class) = match field.kind {
        FieldKind::Email => ("email", "email", Some("off"), "rf-input"),
        FieldKind::Phone { .. } => ("tel", "tel", None, "rf-input rf-medium"),
        FieldKind::Npi => ("text", "numeric", None, "rf-input rf-medium"),
        // The keypad for numbers of some phones has no minus.
        FieldKind::Number { min, .. } => {
            let is_signed = min.is_none_or(|it| it < Decimal::ZERO);
            ("text", if is_signed { "text" } else { "decimal" }, Some("off"), "rf-input rf-short")
        }
        FieldKind::Postal { .. } => ("text", "text", Some("characters"), "rf-input rf-short"),
        FieldKind::Text { .. }
        | FieldKind::LongText { .. }
        | FieldKind::Date { .. }
        | FieldKind::Choice { .. }
        | FieldKind::Choices { .. }
        | FieldKind::YesNo
        | FieldKind::ContactWindow
        | FieldKind::Site { .. } => ("text", "text", None, "rf-input"),
    };
    let study = q.store.study();
    let source = q.store.now(|form| form.facts().source);
    Line {
        kind,
        keyboard,
        capitals,
        class,
        autocomplete: q.autocomplete(field),
        described_by: Some(q.described_by()),
        is_last: study.fields_of(field.section, source).last() == Some(q.id),
        ..Line::of(q, Part::Text)
    }
}

/// Draws a control of one line.
pub(super) fn input(q: Question, it: Line) -> El {
    typed(q, el("input"), &it)
        .part("input")
        .attr("type", it.kind)
        .attr("inputmode", it.keyboard)
        .attr_if("autocapitalize", it.capitals)
        .attr_if("list", it.list.as_deref())
        // On the others, the keyboard of a touch screen may offer the next control instead.
        .attr_if("enterkeyhint", it.is_last.then_some("go"))
        // After the type, which would take away what it does not allow.
        .value(&it.value)
}

/// The control of a field of several lines.
pub(super) fn paragraph(q: Question, field: &Field) -> El {
    let it = Line { class: "rf-textarea", ..only(q, field) };
    typed(q, el("textarea"), &it).part("textarea").attr("rows", "3").value(&it.value)
}

/// What an input and a text area have in common.
fn typed(q: Question, control: El, it: &Line) -> El {
    let (id, part) = (q.id, it.part);
    // Of a group, only the year of a date can never be left out.
    let is_required = matches!(part, Part::Text | Part::Year) && q.store.study().field(id).is_required;
    let is_free = it.kind == "text" && it.keyboard == "text" && it.capitals.is_none();
    let unassisted = match (q.is_unassisted(), it.kind) {
        (true, _) => &UNASSISTED[..],
        // An address is spelt as it is.
        (false, "email") => &UNASSISTED[..1],
        (false, _) => &[],
    };
    let control = unassisted.iter().fold(control, |control, (name, value)| control.attr(name, value));
    control
        .class(it.class)
        .attr("id", &q.element(suffix(part)))
        // Names and stories have the direction of their letters; addresses and numbers are read from the left.
        .attr_if("dir", (!is_free).then_some("ltr"))
        .attr_if("autocomplete", it.autocomplete.as_deref())
        .attr_if("aria-describedby", it.described_by.as_deref())
        .attr_if("aria-required", is_required.then_some("true"))
        .attr_of("aria-invalid", move || q.is_invalid())
        // Some of what fills in a control tells of it by the one event, some by the other.
        .on("input", move |event| take(q, part, &target(&event)))
        .on("change", move |event| take(q, part, &target(&event)))
}

/// Takes what stands in a line.
fn take(q: Question, part: Part, line: &HtmlInputElement) {
    let text = match part {
        Part::Day | Part::Month | Part::Year => date::parted(q, part, line),
        Part::Text | Part::Unit | Part::From | Part::To | Part::Zone => line.value(),
    };
    q.store.act(FormEvent::Typed(q.id, part, text));
}
