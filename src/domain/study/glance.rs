//! A study file at a glance: its cover, and how much is ahead, without a study.
//!
//! Keys and types are checked, and what refers to what is not: [`Study::read`](super::Study::read) does that, once somebody begins.

use std::sync::Arc;

use serde_json::Value;

use super::ahead::Ahead;
use super::cover::Cover;
use super::json::{Reader, at};
use super::problem::StudyProblem;
use super::{Reading, RequestId, Shaped, SourceId, Study, complete, shaped};

/// What can be said of a study file without reading it whole.
pub struct Glance {
    /// What the first screen shows.
    pub cover: Arc<Cover>,
    /// Whether referrals may wait on the device.
    pub has_outbox: bool,
    file: Value,
}

impl Glance {
    /// Looks at a study file in the language that is asked for; `None` where something is wrong with it.
    pub fn of(bytes: &[u8], language: Option<&str>) -> Option<Glance> {
        let mut reader = Reader::default();
        let Shaped { file, shown, offered } = shaped(bytes, language, &mut reader)?;
        let cover = Cover::read(&file, shown, offered);
        let is_sound = reader.is_clean() && !cover.sources.is_empty();
        let has_outbox = !at(&file, "outbox").is_null();
        is_sound.then(|| Glance { cover: Arc::new(cover), has_outbox, file })
    }

    /// Reads the study whole, in the language of this glance.
    ///
    /// # Errors
    /// As [`Study::read`].
    pub fn study(&self, reading: Reading) -> Result<Study, Vec<StudyProblem>> {
        let mut reader = Reader::default();
        complete(&self.file, self.cover.clone(), reading, &mut reader).ok_or_else(|| reader.into_problems())
    }

    /// Tells what is ahead of somebody who has only looked, with this source and this request chosen.
    ///
    /// A file that names no request has one: the first.
    pub fn ahead(&self, source: SourceId, request: RequestId) -> Ahead {
        Ahead::of(&self.file, &self.cover, source, request)
    }
}
