//! Referrals: the only value that may leave the browser.
//!
//! A referral holds what the given consents cover, in the form that the study file asks for, and nothing
//! else. Where it goes is judged on that alone.

use serde::Serialize as Derive;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::answer::{Answers, Facts};
use super::consent::{ConsentRecord, Consents};
use super::field::FieldId;
use super::minimise::{Sent, minimise, seen};
use super::precheck::{Precheck, Verdict};
use super::rule::Truth;
use super::study::{Endpoint, PrecheckSend, RequestKind, Study};

/// The version of the referral's shape.
const VERSION: u8 = 1;

/// What a referral is stamped with when its review opens; fixed from then on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// A random UUID (version 4).
    pub id: String,
    /// When the review opened (RFC 3339, UTC).
    pub created_at: String,
    /// The id of an earlier referral that may have arrived and that this one corrects.
    pub replaces: Option<String>,
    /// SHA-256 of the study file's bytes as fetched, in hexadecimal.
    pub file_sha256: String,
}

/// How somebody came to the form.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Origin {
    /// A referral code.
    pub code: Option<String>,
    /// Channel keys that the study file lists, with their values.
    pub channel: Vec<(String, String)>,
}

/// The only value that may leave the browser.
///
/// [`Referral::new`] is its only constructor, and asks for [`Consents`]: a referral without consent
/// does not compile.
#[derive(Clone, PartialEq, Eq, Debug, Derive)]
#[serde(rename_all = "camelCase")]
pub struct Referral {
    version: u8,
    id: String,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    replaces: Option<String>,
    study: StudyReference,
    source: SourceRecord,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    route: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    precheck: Option<PrecheckRecord>,
    answers: Pairs<Sent>,
    consents: Vec<ConsentRecord>,
    #[serde(skip)]
    sent: Vec<(FieldId, Sent)>,
    /// The number of the route among those of the study; two may have one name and different endpoints.
    #[serde(skip)]
    route_number: Option<usize>,
}

#[derive(Clone, PartialEq, Eq, Debug, Derive)]
#[serde(rename_all = "camelCase")]
struct StudyReference {
    id: String,
    file_sha256: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Derive)]
#[serde(rename_all = "camelCase")]
struct SourceRecord {
    #[serde(rename = "type")]
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    on_behalf_of: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Pairs::is_empty")]
    channel: Pairs<String>,
}

/// A precheck as a referral tells it.
#[derive(Clone, PartialEq, Eq, Debug, Derive)]
pub(super) struct PrecheckRecord {
    outcome: &'static str,
    #[serde(skip_serializing_if = "Pairs::is_empty")]
    criteria: Pairs<VerdictRecord>,
}

#[derive(Clone, PartialEq, Eq, Debug, Derive)]
struct VerdictRecord {
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'static str>,
}

/// An object whose keys keep their order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Pairs<T>(pub Vec<(String, T)>);

impl<T> Pairs<T> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T: Serialize> Serialize for Pairs<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl Referral {
    /// Takes of the answers, the precheck and the origin what the given consents cover.
    pub fn new(
        study: &Study,
        answers: &Answers,
        precheck: &Precheck,
        consents: &Consents,
        origin: &Origin,
        stamp: Stamp,
    ) -> Referral {
        let facts = answers.facts();
        let sent = sent(study, facts, consents);
        let seen = what_is_seen(study, facts, &sent);
        let route_number = route(study, &seen);
        let source = study.source(facts.source);
        let on_behalf_of = source
            .on_behalf_of
            .filter(|field| sent.iter().any(|it| it.0 == *field))
            .map(|field| study.field(field).id.clone());
        let origin = if consents.covers_source { origin.clone() } else { Origin::default() };
        let request = study.request(facts.request);
        let is_plain = study.requests.len() == 1 && request.kind == RequestKind::Refer;
        Referral {
            version: VERSION,
            id: stamp.id,
            created_at: stamp.created_at,
            replaces: stamp.replaces,
            study: StudyReference { id: study.cover.head.id.0.clone(), file_sha256: stamp.file_sha256 },
            source: SourceRecord {
                kind: source.id.clone(),
                on_behalf_of,
                code: origin.code,
                channel: Pairs(origin.channel),
            },
            request: (!is_plain).then(|| request.id.clone()),
            route: route_number.map(|it| study.routes[it].route.clone()),
            precheck: consents.covers_precheck.then(|| precheck_record(study, precheck)).flatten(),
            answers: Pairs(named(study, &sent)),
            consents: consents.records().to_vec(),
            sent,
            route_number,
        }
    }

    /// The referral's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The id of the source.
    pub fn source(&self) -> &str {
        &self.source.kind
    }

    /// SHA-256 of the study file's bytes, in hexadecimal.
    pub fn file_sha256(&self) -> &str {
        &self.study.file_sha256
    }

    /// What was done about each consent that was asked, in the order of the file.
    pub fn consents(&self) -> &[ConsentRecord] {
        &self.consents
    }

    /// Every value that leaves, with its field, in the order of the file.
    pub fn sent(&self) -> &[(FieldId, Sent)] {
        &self.sent
    }

    /// The code and the channel that leave.
    pub fn code_and_channel(&self) -> (Option<&str>, &[(String, String)]) {
        (self.source.code.as_deref(), &self.source.channel.0)
    }

    /// Whether the outcome of the precheck leaves, and whether each verdict does.
    pub fn sends_precheck(&self) -> (bool, bool) {
        let record = self.precheck.as_ref();
        (record.is_some(), record.is_some_and(|it| !it.criteria.is_empty()))
    }

    /// Where the referral goes: to its route's own endpoint, or else to the study's.
    pub fn endpoint<'a>(&self, study: &'a Study) -> &'a Endpoint {
        let route = self.route_number.and_then(|it| study.routes.get(it));
        route.and_then(|it| it.endpoint.as_ref()).unwrap_or(&study.endpoint)
    }

    /// The id of what is asked for, where the study lets one choose.
    pub fn request(&self) -> Option<&str> {
        self.request.as_deref()
    }

    /// The name of the route, where the study has routes.
    pub fn route(&self) -> Option<&str> {
        self.route.as_deref()
    }
}

fn sent(study: &Study, facts: &Facts, consents: &Consents) -> Vec<(FieldId, Sent)> {
    study
        .field_ids()
        .filter(|id| consents.cover(*id))
        .filter_map(|id| minimise(study.field(id), facts.get(id), facts.today).map(|it| (id, it)))
        .collect()
}

fn named(study: &Study, sent: &[(FieldId, Sent)]) -> Vec<(String, Sent)> {
    sent.iter().map(|(id, it)| (study.field(*id).id.clone(), it.clone())).collect()
}

/// The facts as the receiver sees them; fields that are not sent were, to it, not asked.
fn what_is_seen(study: &Study, facts: &Facts, sent: &[(FieldId, Sent)]) -> Facts {
    let mut seen_facts = Facts::nothing(study.fields.len(), facts.source, facts.request, facts.today);
    for (id, it) in sent {
        seen_facts.set(*id, seen(study.field(*id), it, facts.get(*id), facts.today));
    }
    seen_facts
}

/// The number of the first route whose rule is true.
fn route(study: &Study, seen: &Facts) -> Option<usize> {
    study.routes.iter().position(|it| match &it.when {
        Some(rule) => rule.judge(seen) == Truth::True,
        None => true,
    })
}

fn precheck_record(study: &Study, precheck: &Precheck) -> Option<PrecheckRecord> {
    match study.precheck_send {
        PrecheckSend::Never => None,
        PrecheckSend::Outcome => {
            Some(PrecheckRecord { outcome: precheck.outcome.word(), criteria: Pairs(Vec::new()) })
        }
        PrecheckSend::Verdicts => Some(PrecheckRecord::whole(study, precheck)),
    }
}

impl PrecheckRecord {
    /// The outcome, and the verdict on every criterion.
    pub(super) fn whole(study: &Study, precheck: &Precheck) -> PrecheckRecord {
        let record = |verdict: &Verdict| VerdictRecord {
            verdict: verdict.word(),
            because: match verdict {
                Verdict::Unknown(cause) => Some(cause.word()),
                Verdict::Pass | Verdict::Conflict | Verdict::NotChecked => None,
            },
        };
        let criteria = study.criteria.iter().zip(&precheck.verdicts);
        let criteria = criteria.map(|(it, verdict)| (it.id.clone(), record(verdict))).collect();
        PrecheckRecord { outcome: precheck.outcome.word(), criteria: Pairs(criteria) }
    }
}
