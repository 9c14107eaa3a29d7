//! What becomes of the answers: one line beside each group of questions, and a short note beside a question where it differs.
//!
//! Says what the study file settles beforehand, and nothing that depends on an answer.

use super::element::{El, el};
use super::parts::{say, words};
use super::store::Store;
use crate::domain::field::{Field, FieldId, SectionId};
use crate::domain::form::Form;
use crate::domain::leaving::{Asked, Share, may_leave, meaning, share, shows_by_bounds};
use crate::domain::study::{Send, Text};
use crate::i18n::Key;

/// How much of the answers to a section may leave.
pub fn share_of(store: Store, section: SectionId) -> Share {
    share(&store.study(), section, asked(store))
}

/// Whether the answers to a section leave this browser, and what for. Who receives them stands before the first question.
pub fn line(store: Store, section: SectionId, share: Share) -> El {
    let study = store.study();
    let means = meaning(&study, section, asked(store));
    let tells = means.is_shared || means.shows_by_arrival;
    let first = match share {
        Share::Nothing if means.is_judged && !tells => Key::StaysForCriteria,
        Share::Nothing => Key::StaysHere,
        Share::Few => Key::LeavesFew,
        Share::Most => Key::LeavesMost,
        Share::All => Key::LeavesAll,
    };
    let mut parts = vec![say(store, "span", "", first)];
    if share != Share::Nothing {
        // As the privacy notice names it before the first question.
        let purpose = el("span").child(say(store, "span", "", Key::PrivacyPurpose)).text(": ");
        parts.push(purpose.child(words(store, "span", "", &study.cover.privacy.purpose)));
    }
    parts.extend(means.is_shared.then(|| say(store, "span", "", Key::LeavesMeaning)));
    parts.extend(means.shows_by_arrival.then(|| say(store, "span", "", Key::ReviewArrival)));
    let is_bound = |it: FieldId| shows_by_bounds(&study, it, asked(store));
    let is_bound = study.section(section).fields.iter().copied().any(is_bound);
    parts.extend(is_bound.then(|| say(store, "span", "", Key::ReviewBounds)));
    let line = el("p").class("rf-data-line").part("data-line");
    parts.into_iter().fold(line, |line, part| line.child(part).text(" "))
}

/// What of this one answer leaves, where the line beside the group does not say it.
pub fn note(store: Store, id: FieldId, share: Share) -> Option<El> {
    let study = store.study();
    let field = study.field(id);
    let key = match (may_leave(&study, id, asked(store)), share) {
        (true, Share::Few) => Some(sent(field).unwrap_or(Key::NoteSent)),
        (true, Share::Nothing | Share::Most | Share::All) => sent(field),
        (false, Share::Most) => Some(Key::NoteKept),
        (false, Share::Nothing | Share::Few | Share::All) => None,
    };
    // Many a study says it in its own hint.
    let is_said = |key: &Key| field.hint.as_ref().map(Text::as_str) == Some(&store.say(*key));
    key.filter(|it| !is_said(it)).map(|it| say(store, "p", "rf-note", it))
}

/// What is sent instead of the answer itself.
fn sent(field: &Field) -> Option<Key> {
    match field.send {
        Send::Never | Send::Value => None,
        Send::Age => Some(Key::NoteAge),
        Send::AgeBand => Some(Key::NoteAgeBand),
        Send::Year => Some(Key::NoteYear),
        Send::Postal3 => Some(Key::NotePostal3),
        Send::Answered => Some(Key::NoteAnswered),
    }
}

/// Who is asked, for what.
pub fn asked(store: Store) -> Asked {
    store.now(|form: &Form| Asked { source: form.facts().source, request: form.request() })
}
