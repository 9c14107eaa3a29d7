//! Pointed problems: what a receiver says of single answers (RFC 9457), and whether the form has words of its own for it.

use serde_json::Value;

use super::shown;
use crate::domain::field::{Field, FieldId, FieldKind};
use crate::domain::minimise::Sent;
use crate::domain::study::Study;
use crate::domain::validate::check::FieldProblem;

/// What an endpoint said of one value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PointedProblem {
    /// The id of the field, where the pointer leads to an answer.
    pub field: Option<String>,
    /// What is wrong, in the receiver's words.
    pub detail: String,
    /// What is wrong, in a word: one of [`FieldProblem::code`], or anything.
    pub code: Option<String>,
}

impl PointedProblem {
    /// Reads an entry of `errors`; `None` where it says nothing.
    pub(super) fn read(entry: &Value) -> Option<PointedProblem> {
        let text = |key: &str| entry.get(key).and_then(Value::as_str);
        let code = text("code").map(str::to_owned);
        let detail = text("detail").and_then(shown).or_else(|| code.as_deref().and_then(shown))?;
        Some(PointedProblem { field: text("pointer").and_then(field_of), detail, code })
    }

    /// The problem at the field that it names; `None` where nothing of that field was `sent`.
    ///
    /// A receiver that points at what it never got could else see, by what the form does next, whether that question is shown.
    pub fn place(&self, study: &Study, sent: &[(FieldId, Sent)]) -> Option<(FieldId, FieldProblem)> {
        let field = study.field_of(self.field.as_deref()?)?;
        sent.iter().find(|it| it.0 == field)?;
        let known = self.code.as_deref().and_then(|it| known(it, study.field(field))).map(Box::new);
        Some((field, FieldProblem::Receiver { detail: self.detail.clone(), known }))
    }
}

/// Finds the field in a pointer such as `#/answers/candidate_phone`.
fn field_of(pointer: &str) -> Option<String> {
    let path = pointer.strip_prefix('#').unwrap_or(pointer);
    let rest = path.strip_prefix("/answers/")?;
    let id = rest.split('/').next().filter(|it| !it.is_empty())?;
    // Ids have no letters that a pointer would have to escape.
    Some(id.to_owned())
}

/// The form's own problem for a code, where it fits the field.
fn known(code: &str, field: &Field) -> Option<FieldProblem> {
    let of_kind = match &field.kind {
        FieldKind::Text { max_chars } | FieldKind::LongText { max_chars } => {
            vec![FieldProblem::TooLong { max_chars: *max_chars }]
        }
        FieldKind::Email => vec![FieldProblem::Email],
        FieldKind::Phone { .. } => vec![FieldProblem::Phone, FieldProblem::PhoneCountry],
        FieldKind::Number { min, max, decimals, .. } => {
            let mut all = vec![FieldProblem::Number, FieldProblem::Decimals { max: *decimals }];
            all.extend(min.map(|min| FieldProblem::TooSmall { min }));
            all.extend(max.map(|max| FieldProblem::TooLarge { max }));
            all
        }
        FieldKind::Date { .. } => {
            vec![FieldProblem::Date, FieldProblem::DateIncomplete, FieldProblem::InFuture]
        }
        FieldKind::Npi => vec![FieldProblem::Npi],
        FieldKind::Postal { .. } => vec![FieldProblem::Postal],
        FieldKind::ContactWindow => {
            vec![FieldProblem::WindowIncomplete, FieldProblem::WindowOrder, FieldProblem::TimeZone]
        }
        FieldKind::Choice { .. } | FieldKind::Choices { .. } | FieldKind::YesNo | FieldKind::Site { .. } => {
            Vec::new()
        }
    };
    of_kind.into_iter().chain([FieldProblem::Missing]).find(|it| it.code() == code)
}
