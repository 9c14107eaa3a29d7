//! Consent receipts: what a person keeps of what was agreed to and of what was sent.
//!
//! A receipt has the fields of ISO/IEC TS 27560:2023, by their names there, as far as a study file and a referral can tell them;
//! a field that the specification asks for and that nobody told is null, and nothing is made up. What it adds are the words
//! that were agreed to and the bytes that were sent. It holds answers: it is made when the person asks for it,
//! for them alone, and neither kept nor sent. A referrer's statement that a person agreed is no consent of that person, so it stands apart.
//!
//! docs/reference.md lists every field with its clause.

mod fields;

use super::consent::ConsentRecord;
use super::field::FieldId;
use super::json;
use super::review::Review;
use super::study::{Consent, ConsentKind, GivenBy, RequestId, SourceId, Study, Text};
use fields::{
    About, Attestation, Desk, Event, Header, Metadata, Party, Pii, Processing, Purpose, Receipt, Record,
    Sent, Words,
};

/// The version of a receipt's shape.
const SCHEMA_VERSION: &str = "referral-form-receipt-1";

/// Longest reference of a receiver that becomes part of a file's name, in characters.
const NAME_MAX_CHARS: usize = 40;

/// What came back when a referral was sent.
#[derive(Clone, Copy)]
pub struct Arrival<'a> {
    /// When the receiver confirmed it (RFC 3339, UTC).
    pub at: &'a str,
    /// The name by which the receiver finds it.
    pub reference: Option<&'a str>,
    /// The link under which the state of the referral can be looked up.
    pub status_link: Option<&'a str>,
    /// SHA-256 of the bytes that were sent, in hexadecimal.
    pub body_sha256: &'a str,
}

/// Writes the receipt of a referral that arrived, as JSON.
pub fn write(study: &Study, review: &Review, arrival: Arrival) -> String {
    let referral = &review.referral;
    let of_kind = |kind: ConsentKind| {
        let find = |it: &ConsentRecord| study.consents.iter().find(|consent| consent.id == it.id);
        let known = referral.consents().iter().filter_map(move |it| Some((it, find(it)?)));
        known.filter(move |it| it.1.kind == kind)
    };
    let (source, request) = asked(study, review);
    let receipt = Receipt {
        receipt_metadata: Metadata {
            schema_version: SCHEMA_VERSION,
            receipt_id: referral.id(),
            receipt_time: arrival.at,
        },
        consent_records: of_kind(ConsentKind::Consent)
            .map(|(it, consent)| record(study, referral.id(), it, consent, source, request))
            .collect(),
        attestations: of_kind(ConsentKind::Attestation)
            .map(|(it, consent)| Attestation {
                stated_by: it.given_by,
                stated: it.given,
                time: &it.at,
                privacy_notice: &study.cover.privacy.notice_url.0,
                privacy_notice_version: &it.privacy_version,
                pii_information: pii(study, consent, source, request),
                attestation: words(it),
            })
            .collect(),
        referral: Sent {
            id: referral.id(),
            created_at: review.created_at(),
            confirmed_at: arrival.at,
            reference: arrival.reference,
            status_link: arrival.status_link,
            receiving_host: referral.endpoint(study).host(),
            content_type: review.body.content_type,
            body: &review.body.text,
            body_sha256: arrival.body_sha256,
        },
        study: About {
            id: &study.cover.head.id.0,
            title: &study.cover.head.title.words,
            file_sha256: referral.file_sha256(),
        },
        contact: Desk {
            name: &study.cover.contact.name.words,
            phone: study.cover.contact.phone.as_deref(),
            email: study.cover.contact.email.as_deref(),
        },
    };
    json::write(&receipt)
}

/// Names the file of a receipt: by the receiver's reference where it can be part of a name, or else by the referral's id.
pub fn file_name(reference: Option<&str>, id: &str, extension: &str) -> String {
    let is_plain = |it: &&str| {
        let has_plain_letters = it.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
        has_plain_letters && !it.is_empty() && it.len() <= NAME_MAX_CHARS
    };
    format!("referral-receipt-{}.{extension}", reference.filter(is_plain).unwrap_or(id))
}

/// Who was asked, for what.
fn asked(study: &Study, review: &Review) -> (SourceId, RequestId) {
    let request = review.referral.request();
    let request = study.requests.iter().position(|it| Some(it.id.as_str()) == request);
    let source = study.cover.source_of(review.referral.source()).unwrap_or(SourceId(0));
    (source, RequestId(request.unwrap_or(0) as u16))
}

fn record<'a>(
    study: &'a Study,
    id: &str,
    of: &'a ConsentRecord,
    consent: &'a Consent,
    source: SourceId,
    request: RequestId,
) -> Record<'a> {
    let privacy = &study.cover.privacy;
    let recipients = privacy.recipients.iter().map(Text::as_str).collect();
    // A referrer who consents does so for their own details; whoever else does, for the person who is referred.
    let (principal, entity) = match consent.given_by {
        GivenBy::Myself => ("person", "person"),
        GivenBy::Representative => ("person", "representative"),
        GivenBy::Referrer => ("referrer", "referrer"),
    };
    let mut parties = vec![
        Party {
            party_id: CONTROLLER.to_owned(),
            party_name: Some(&privacy.controller.words),
            party_address: None,
            party_contact: Some(&privacy.contact),
            party_role: "PII controller",
            party_type: "organisation",
        },
        somebody(id, principal, "PII principal"),
    ];
    if entity != principal {
        parties.push(somebody(id, entity, "representative of the PII principal"));
    }
    Record {
        record_header: Header {
            schema_version: SCHEMA_VERSION,
            record_id: format!("{id}/{}", of.id),
            pii_principal_id: format!("{id}/{principal}"),
        },
        pii_processing: Processing {
            privacy_notice: &privacy.notice_url.0,
            privacy_notice_version: &of.privacy_version,
            language: &of.language,
            purposes: [Purpose {
                purpose: &privacy.purpose.words,
                lawful_basis: &privacy.legal_basis.words,
                pii_information: pii(study, consent, source, request),
                pii_controllers: [CONTROLLER],
                collection_method: "entered into a form in a browser",
                storage_locations: &privacy.countries,
                retention_period: &privacy.retention.words,
                services: [&study.cover.head.title.words],
                jurisdiction: None,
                recipient_third_parties: recipients,
                withdrawal_method: &privacy.withdrawal.words,
            }],
        },
        party_identification: parties,
        event: Event {
            event_time: &of.at,
            validity_duration: None,
            entity_id: format!("{id}/{entity}"),
            event_type: "explicit",
            event_state: if of.given { "given" } else { "refused" },
        },
        consent: words(of),
    }
}

/// The id of the one party that a study file names.
const CONTROLLER: &str = "controller";

/// A person as a party: told apart from the others, and no more said of them.
fn somebody<'a>(id: &str, who: &str, role: &'static str) -> Party<'a> {
    Party {
        party_id: format!("{id}/{who}"),
        party_name: None,
        party_address: None,
        party_contact: None,
        party_role: role,
        party_type: "person",
    }
}

fn words(of: &ConsentRecord) -> Words<'_> {
    Words {
        id: &of.id,
        version: &of.version,
        language: &of.language,
        text: &of.text,
        text_sha256: &of.text_sha256,
    }
}

/// Everything that a consent lets out of what this source was asked.
fn pii<'a>(study: &'a Study, consent: &'a Consent, source: SourceId, request: RequestId) -> Vec<Pii<'a>> {
    let asked = consent.covers.iter().filter(|it| study.asks(**it, source, request));
    let field = |id: &FieldId| {
        let field = study.field(*id);
        Pii { pii_type: &field.label.words, pii_attribute_id: &field.id, pii_optional: !field.is_required }
    };
    let special = [
        (consent.covers_precheck, "what the answers say about the criteria", "@precheck"),
        (consent.covers_source, "referral code and channel", "@source"),
        (consent.covers_status, "what becomes of the referral", "@status"),
    ];
    let special = special.into_iter().filter(|it| it.0);
    let special = special.map(|it| Pii { pii_type: it.1, pii_attribute_id: it.2, pii_optional: true });
    asked.map(field).chain(special).collect()
}
