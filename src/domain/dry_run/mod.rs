//! Dry runs: the whole way from answers to a referral, without a page and without sending anything.
//!
//! A dry run fills in the form as a person does, through its events, and presses Continue until the review.
//! What comes out is what the widget would send, except for the id and the times, which are fixed so that
//! two runs print the same.

pub mod invented;

use serde::Serialize;
use serde_json::{Map, Value};

use super::consent;
use super::date::Date;
use super::form::{Form, FormEvent, Place, Step};
use super::precheck::{Verdict, precheck};
use super::referral::{Origin, Pairs, PrecheckRecord, Referral};
use super::review::{Digests, Review};
use super::study::{ConsentId, RequestId, SourceId, Study, Text};
use super::typing::{events, unknown};
use super::validate::check::{Conditions, FieldProblem};

/// The id of every referral of a dry run.
pub const DRY_RUN_ID: &str = "00000000-0000-4000-8000-000000000000";

/// What a person does, from the first question to the review.
pub struct Script<'a> {
    /// Who refers; the first source of the study where there is none.
    pub source: Option<&'a str>,
    /// What is asked for; the first request of the study where there is none.
    pub request: Option<&'a str>,
    /// The person's own civil day.
    pub today: Date,
    /// The consents that are given; all others are refused.
    pub consents: &'a [String],
    /// The answers as typed, by field id; [`events`](super::typing::events) says in which form.
    pub answers: &'a Map<String, Value>,
    /// How somebody came to the form.
    pub origin: Origin,
    /// SHA-256 of the study file's bytes, in hexadecimal.
    pub file_sha256: String,
    /// Computes a SHA-256, in hexadecimal.
    pub sha256: fn(&[u8]) -> String,
}

/// What a study makes of a script.
#[derive(Serialize)]
pub struct DryRun {
    /// A code for every field that cannot stay as it is.
    problems: Pairs<&'static str>,
    /// What the answers say of the criteria; `None` where the study has none.
    precheck: Option<PrecheckRecord>,
    /// What would be sent; `None` where the form does not get to its review.
    pub referral: Option<Referral>,
    /// Why there is no referral beyond the problems of fields. Reader: the author, in English.
    #[serde(skip)]
    pub remarks: Vec<String>,
    /// How many criteria disagree with the answers.
    #[serde(skip)]
    conflicts: usize,
}

/// What a referral is stamped with.
pub struct Occasion<'a> {
    /// The referral's id.
    pub id: &'a str,
    /// When consents are given and the review opens (RFC 3339, UTC).
    pub now: &'a str,
}

/// Does what a script says, under the fixed id and at midnight.
///
/// # Errors
/// Names that the study does not have, and answers that no control of the form could take: one line each, never
/// with an answer in it.
pub fn run(study: &Study, script: &Script) -> Result<DryRun, Vec<String>> {
    let now = format!("{}T00:00:00Z", script.today);
    run_on(study, script, &Occasion { id: DRY_RUN_ID, now: &now })
}

/// Does what a script says, for a referral that will be sent.
///
/// # Errors
/// As [`run`].
pub fn run_on(study: &Study, script: &Script, on: &Occasion) -> Result<DryRun, Vec<String>> {
    let mut wrong = Vec::new();
    let sources = study.sources.iter().map(|it| it.id.as_str());
    let source = SourceId(find("source", script.source, sources, &mut wrong));
    let requests = study.requests.iter().map(|it| it.id.as_str());
    let request = RequestId(find("request", script.request, requests, &mut wrong));
    let mut given = Vec::new();
    for id in script.consents {
        let open = || study.consents_for(source, request);
        match open().find(|it| study.consent(*it).id == *id) {
            Some(consent) => given.push(consent),
            None => wrong.push(unknown("consent open to this source", id, open_names(study, open()))),
        }
    }
    let events = events(study, script.answers).unwrap_or_else(|problems| {
        wrong.extend(problems);
        Vec::new()
    });
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let mut form = Form::new(study, None, script.origin.clone(), conditions(study, script.today));
    form.apply(study, FormEvent::SourceChosen(source));
    form.apply(study, FormEvent::RequestChosen(request));
    for event in events {
        form.apply(study, event);
    }
    for consent in given {
        form.apply(study, FormEvent::Consented(consent, Some(on.now.to_owned())));
    }
    for _ in form.steps(study) {
        if form.step() != Step::Review {
            form.apply(study, FormEvent::Continued);
        }
    }
    let has_criteria = !study.criteria.is_empty();
    let precheck = precheck(study, form.facts());
    Ok(DryRun {
        problems: Pairs(problems(study, &form)),
        conflicts: precheck.verdicts.iter().filter(|it| **it == Verdict::Conflict).count(),
        precheck: has_criteria.then(|| PrecheckRecord::whole(study, &precheck)),
        referral: (form.step() == Step::Review).then(|| referral(study, &form, script, on)),
        remarks: remarks(study, &form),
    })
}

fn conditions(study: &Study, today: Date) -> Conditions {
    Conditions { today, decimal_comma: false, time_zone: study.cover.contact.time_zone.0.clone() }
}

fn referral(study: &Study, form: &Form, script: &Script, on: &Occasion) -> Referral {
    let digest = |text: &Text| (script.sha256)(text.as_str().as_bytes());
    let digests = Digests {
        file: script.file_sha256.clone(),
        consents: study.consents.iter().map(|it| digest(&it.text)).collect(),
    };
    let review = Review::open(study, form, &digests, on.now.to_owned(), || on.id.to_owned(), None)
        .expect("the form gets to its review only where nothing is missing");
    review.referral
}

fn problems(study: &Study, form: &Form) -> Vec<(String, &'static str)> {
    let code = |(place, problem): &(Place, FieldProblem)| match place {
        Place::Field(field) => Some((study.field(*field).id.clone(), problem.code())),
        Place::Source | Place::Request | Place::Consent(_) => None,
    };
    form.answers(study).err().iter().flatten().filter_map(code).collect()
}

fn remarks(study: &Study, form: &Form) -> Vec<String> {
    let facts = form.facts();
    let missing = consent::missing(study, facts.source, facts.request, form.ticks());
    let mut remarks: Vec<String> = missing
        .into_iter()
        .map(|it| format!("the required consent \"{}\" is not given", study.consent(it).id))
        .collect();
    if form.is_stopped(study) {
        remarks.push("an answer and a criterion disagree, and the study file says \"explain\"".to_owned());
    }
    remarks
}

/// Finds the place of a name; the first one where none is given.
fn find<'a>(
    kind: &'static str,
    id: Option<&str>,
    known: impl Iterator<Item = &'a str> + Clone,
    wrong: &mut Vec<String>,
) -> u16 {
    let Some(id) = id else { return 0 };
    let found = known.clone().position(|it| it == id);
    if found.is_none() {
        wrong.push(unknown(kind, id, known));
    }
    found.unwrap_or(0) as u16
}

fn open_names(study: &Study, consents: impl Iterator<Item = ConsentId>) -> impl Iterator<Item = &str> {
    consents.map(|it| study.consent(it).id.as_str())
}
