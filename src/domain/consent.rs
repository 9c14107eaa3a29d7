//! Consents: what was agreed to, in which words, when; and what that lets out.
//!
//! A consent is never given by default. Those that were refused are recorded too.

use serde::Serialize;

use super::answer::Facts;
use super::field::FieldId;
use super::study::{ConsentId, RequestId, SourceId, Study};

/// Which boxes are ticked, and since when.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ticks(Vec<(ConsentId, String)>);

impl Ticks {
    /// Notes that a consent was given at a moment (RFC 3339, UTC).
    pub fn give(&mut self, consent: ConsentId, at: String) {
        self.take_back(consent);
        self.0.push((consent, at));
    }

    /// Notes that a consent was taken back.
    pub fn take_back(&mut self, consent: ConsentId) {
        self.0.retain(|it| it.0 != consent);
    }

    /// Takes back every consent that `keeps` does not name.
    pub fn retain(&mut self, keeps: impl Fn(ConsentId) -> bool) {
        self.0.retain(|it| keeps(it.0));
    }

    /// The moment at which a consent was given.
    pub fn given_at(&self, consent: ConsentId) -> Option<&str> {
        self.0.iter().find(|it| it.0 == consent).map(|it| it.1.as_str())
    }
}

/// What a person did about one consent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConsentRecord {
    /// The consent's name in the study file.
    pub id: String,
    /// The version of its text.
    pub version: String,
    /// "consent" or "attestation".
    pub kind: &'static str,
    /// "self", "representative" or "referrer".
    pub given_by: &'static str,
    /// Whether it was given.
    pub given: bool,
    /// The language of the text, as a BCP 47 tag.
    pub language: String,
    /// The text as shown; it stays here, the digest tells which one it was.
    #[serde(skip)]
    pub text: String,
    /// SHA-256 of the text as shown (UTF-8), in hexadecimal.
    pub text_sha256: String,
    /// The version of the privacy notice.
    pub privacy_version: String,
    /// When it was given, or when the review opened without it (RFC 3339, UTC).
    pub at: String,
}

/// Consents that suffice to send: every required one is given.
///
/// [`Consents::decide`] is the only way to them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Consents {
    records: Vec<ConsentRecord>,
    /// For every field, whether its value may leave.
    covered: Vec<bool>,
    /// Whether the precheck may leave.
    pub covers_precheck: bool,
    /// Whether the code and the channel may leave.
    pub covers_source: bool,
    /// Whether the state of the referral may be told.
    pub covers_status: bool,
}

impl Consents {
    /// Records what was given and what was not.
    ///
    /// `text_sha256` holds a digest per consent of the study; `at` is when the review opened.
    ///
    /// # Errors
    /// The required consents that are not given.
    pub fn decide(
        study: &Study,
        facts: &Facts,
        ticks: &Ticks,
        text_sha256: &[String],
        at: &str,
    ) -> Result<Consents, Vec<ConsentId>> {
        let missing = missing(study, facts.source, facts.request, ticks);
        if !missing.is_empty() {
            return Err(missing);
        }
        let mut consents = Consents {
            records: Vec::new(),
            covered: vec![false; study.fields.len()],
            covers_precheck: false,
            covers_source: false,
            covers_status: false,
        };
        for id in study.consents_for(facts.source, facts.request) {
            let consent = study.consent(id);
            let given_at = ticks.given_at(id);
            consents.records.push(ConsentRecord {
                id: consent.id.clone(),
                version: consent.version.clone(),
                kind: consent.kind.word(),
                given_by: consent.given_by.word(),
                given: given_at.is_some(),
                language: study.wording(id).0.to_owned(),
                text: consent.text.words.clone(),
                text_sha256: text_sha256.get(usize::from(id.0)).cloned().unwrap_or_default(),
                privacy_version: study.cover.privacy.version.clone(),
                at: given_at.unwrap_or(at).to_owned(),
            });
            if given_at.is_some() {
                consent.covers.iter().for_each(|it| consents.covered[usize::from(it.0)] = true);
                consents.covers_precheck |= consent.covers_precheck;
                consents.covers_source |= consent.covers_source;
                consents.covers_status |= consent.covers_status;
            }
        }
        Ok(consents)
    }

    /// Tells whether a field's value may leave.
    pub fn cover(&self, field: FieldId) -> bool {
        self.covered[usize::from(field.0)]
    }

    /// What was done about each consent, in the order of the file.
    pub fn records(&self) -> &[ConsentRecord] {
        &self.records
    }
}

/// The required consents that are not given.
pub fn missing(study: &Study, source: SourceId, request: RequestId, ticks: &Ticks) -> Vec<ConsentId> {
    study
        .consents_for(source, request)
        .filter(|it| study.consent(*it).is_required && ticks.given_at(*it).is_none())
        .collect()
}
