//! Reviews: what will leave, fixed at the moment when the referrer looks at it.
//!
//! What is shown is what is sent: id, time, day and bytes do not change while a review is open, however often
//! it is sent. It knows neither how it is shown nor how it travels.

use super::body::{self, Body};
use super::consent::Consents;
use super::delivery::Attempts;
use super::form::{Form, Place};
use super::precheck::precheck;
use super::referral::{Referral, Stamp};
use super::study::Study;
use super::validate::check::FieldProblem;

/// Digests that a referral names.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Digests {
    /// SHA-256 of the study file's bytes as fetched, in hexadecimal.
    pub file: String,
    /// SHA-256 of each consent's text as shown, in hexadecimal, in the order of the study.
    pub consents: Vec<String>,
}

/// A referral as it is looked at and sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Review {
    /// The referral.
    pub referral: Referral,
    /// The bytes that are shown; where the study has a key, what is sealed.
    pub body: Body,
    /// The bytes that travel, once they were made; whoever seals gets others each time, and the same have to be sent again.
    pub parcel: Option<Body>,
    /// What was tried to send them.
    pub attempts: Attempts,
    stamp: Stamp,
}

impl Review {
    /// Opens a review at a moment (RFC 3339, UTC); `new_id` gives a random UUID.
    ///
    /// Where nothing was edited since `earlier`, that one is opened again, to the byte. Where it may have
    /// arrived and something was edited, the new referral has a new id and says which one it replaces.
    ///
    /// # Errors
    /// What is still to be answered or agreed to.
    pub fn open(
        study: &Study,
        form: &Form,
        digests: &Digests,
        now: String,
        new_id: impl FnOnce() -> String,
        earlier: Option<&Review>,
    ) -> Result<Review, Vec<(Place, FieldProblem)>> {
        // A newer study file makes a new referral, even where it asks for the same.
        if let Some(earlier) = earlier.filter(|it| it.stamp.file_sha256 == digests.file) {
            let again = Review::stamped(study, form, digests, earlier.stamp.clone())?;
            if again.body == earlier.body {
                return Ok(earlier.clone());
            }
        }
        let replaces = match earlier {
            Some(earlier) if earlier.attempts.may_have_arrived() => Some(earlier.stamp.id.clone()),
            Some(earlier) => earlier.stamp.replaces.clone(),
            None => None,
        };
        let stamp = Stamp { id: new_id(), created_at: now, replaces, file_sha256: digests.file.clone() };
        Review::stamped(study, form, digests, stamp)
    }

    fn stamped(
        study: &Study,
        form: &Form,
        digests: &Digests,
        stamp: Stamp,
    ) -> Result<Review, Vec<(Place, FieldProblem)>> {
        let answers = form.answers(study)?;
        let facts = answers.facts();
        let consents = Consents::decide(study, facts, form.ticks(), &digests.consents, &stamp.created_at)
            .map_err(|missing| {
                let problem = |it| (Place::Consent(it), FieldProblem::ConsentMissing);
                missing.into_iter().map(problem).collect::<Vec<_>>()
            })?;
        let precheck = precheck(study, facts);
        let referral = Referral::new(study, &answers, &precheck, &consents, form.origin(), stamp.clone());
        // What is sealed is what is shown; how it travels then is nobody's matter here.
        let body = match study.seal.is_empty() {
            true => body::write(&referral, referral.endpoint(study)),
            false => body::plain(&referral),
        };
        Ok(Review { referral, body, parcel: None, attempts: Attempts::default(), stamp })
    }

    /// When the review opened (RFC 3339, UTC).
    pub fn created_at(&self) -> &str {
        &self.stamp.created_at
    }
}
