//! The cover of a study: all that its start page shows, and the same words where the form repeats them.

use serde_json::Value;

use super::file::{Contact, Fact, Privacy, Status, StudyHead};
use super::json::{FromJson, at, entries_at, string};
use super::{RequestId, SourceId, Text};
use crate::domain::date::Date;

/// What the start page shows of a study, in one language.
pub struct Cover {
    /// The language of the file.
    pub language: String,
    /// The language in which the texts stand, as far as they are translated.
    pub shown: String,
    /// Every language that can be offered, the file's own first.
    pub offered: Vec<String>,
    /// What the study is.
    pub head: StudyHead,
    /// What happens to the data.
    pub privacy: Privacy,
    /// Who answers questions.
    pub contact: Contact,
    /// What a person should know before they begin.
    pub facts: Vec<Fact>,
    /// Who may refer, by [`SourceId`]; at least one.
    pub sources: Vec<SourceWords>,
    /// What may be asked for, by [`RequestId`]; empty in a file that names nothing.
    pub requests: Vec<Text>,
}

/// Somebody who may refer, in words.
pub struct SourceWords {
    /// The name in the referral.
    pub id: String,
    /// The words by which they know themselves.
    pub label: Text,
    /// What to know before filling in.
    pub instructions: Option<Text>,
    /// What to have at hand.
    pub checklist: Vec<Text>,
}

/// Whether a study takes referrals.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Opening {
    /// It does.
    Open,
    /// Not for now.
    Paused,
    /// No more.
    Closed,
}

impl Cover {
    /// Reads the cover of a file whose keys and types were checked, and over which the texts of `shown` were put.
    pub(super) fn read(file: &Value, shown: String, offered: Vec<String>) -> Cover {
        let words = |it: &Value| SourceWords {
            id: string(at(it, "id")).to_owned(),
            label: Text::read(at(it, "label")),
            instructions: Option::read(at(it, "instructions")),
            checklist: Vec::read(at(it, "checklist")),
        };
        Cover {
            language: string(at(file, "language")).to_owned(),
            shown,
            offered,
            head: StudyHead::read(at(file, "study")),
            privacy: Privacy::read(at(file, "privacy")),
            contact: Contact::read(at(file, "contact")),
            facts: Vec::read(at(file, "facts")),
            sources: entries_at(file, "sources").iter().map(words).collect(),
            requests: entries_at(file, "requests").iter().map(|it| Text::read(at(it, "label"))).collect(),
        }
    }

    /// The words of a source.
    pub fn source(&self, id: SourceId) -> &SourceWords {
        &self.sources[usize::from(id.0)]
    }

    /// The source with this id.
    pub fn source_of(&self, id: &str) -> Option<SourceId> {
        let index = self.sources.iter().position(|it| it.id == id)?;
        Some(SourceId(index as u16))
    }

    /// The words of a request; `None` for the one request of a file that names none.
    pub fn request(&self, id: RequestId) -> Option<&Text> {
        self.requests.get(usize::from(id.0))
    }

    /// The language of a text, where it is not the one that is shown.
    pub fn lang_of(&self, text: &Text) -> Option<&str> {
        let is_foreign = self.shown != self.language && !text.is_translated;
        is_foreign.then_some(self.language.as_str())
    }

    /// Tells whether the study takes referrals; `is_over` tells whether a civil day is over where the contact is.
    pub fn opening(&self, is_over: impl Fn(Date) -> bool) -> Opening {
        let approval_ends = self.head.ethics.as_ref().and_then(|it| it.expires_on);
        let last = self.head.closes.into_iter().chain(approval_ends).min();
        match self.head.status {
            Some(Status::Closed) => Opening::Closed,
            _ if last.is_some_and(is_over) => Opening::Closed,
            Some(Status::Paused) => Opening::Paused,
            Some(Status::Recruiting) | None => Opening::Open,
        }
    }
}
