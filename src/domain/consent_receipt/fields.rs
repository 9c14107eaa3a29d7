//! The fields of a receipt, in the order in which they are written.
//!
//! Source: ISO/IEC TS 27560:2023; the paragraphs named below are its own. What has none is an addition of ours.

use serde::Serialize;

/// A receipt: metadata (§6.4.5), then the records and what else the person keeps (§6.4.6).
#[derive(Serialize)]
pub(super) struct Receipt<'a> {
    pub receipt_metadata: Metadata<'a>,
    pub consent_records: Vec<Record<'a>>,
    pub attestations: Vec<Attestation<'a>>,
    pub referral: Sent<'a>,
    pub study: About<'a>,
    pub contact: Desk<'a>,
}

/// The receipt's own metadata (§6.4.5).
#[derive(Serialize)]
pub(super) struct Metadata<'a> {
    pub schema_version: &'static str,
    pub receipt_id: &'a str,
    pub receipt_time: &'a str,
}

/// One consent of one person, complete in itself (§6.3.2).
#[derive(Serialize)]
pub(super) struct Record<'a> {
    pub record_header: Header,
    pub pii_processing: Processing<'a>,
    pub party_identification: Vec<Party<'a>>,
    pub event: Event<'a>,
    pub consent: Words<'a>,
}

/// Record header section (§6.3.3).
#[derive(Serialize)]
pub(super) struct Header {
    pub schema_version: &'static str,
    pub record_id: String,
    pub pii_principal_id: String,
}

/// PII processing section (§6.3.4).
#[derive(Serialize)]
pub(super) struct Processing<'a> {
    pub privacy_notice: &'a str,
    pub privacy_notice_version: &'a str,
    pub language: &'a str,
    pub purposes: [Purpose<'a>; 1],
}

/// What the data are for, and all that goes with it (§6.3.4.4 to §6.3.4.18).
#[derive(Serialize)]
pub(super) struct Purpose<'a> {
    pub purpose: &'a str,
    pub lawful_basis: &'a str,
    pub pii_information: Vec<Pii<'a>>,
    pub pii_controllers: [&'static str; 1],
    pub collection_method: &'static str,
    pub storage_locations: &'a [String],
    pub retention_period: &'a str,
    pub services: [&'a str; 1],
    pub jurisdiction: Option<&'a str>,
    pub recipient_third_parties: Vec<&'a str>,
    pub withdrawal_method: &'a str,
}

/// One element of what is told of a person (§6.3.5).
#[derive(Serialize)]
pub(super) struct Pii<'a> {
    pub pii_type: &'a str,
    pub pii_attribute_id: &'a str,
    pub pii_optional: bool,
}

/// Party identification section, one party (§6.3.6).
#[derive(Serialize)]
pub(super) struct Party<'a> {
    pub party_id: String,
    pub party_name: Option<&'a str>,
    pub party_address: Option<&'a str>,
    pub party_contact: Option<&'a str>,
    pub party_role: &'static str,
    pub party_type: &'static str,
}

/// Event section (§6.3.7).
#[derive(Serialize)]
pub(super) struct Event<'a> {
    pub event_time: &'a str,
    pub validity_duration: Option<&'a str>,
    pub entity_id: String,
    pub event_type: &'static str,
    pub event_state: &'static str,
}

/// The words that somebody agreed to, or not.
#[derive(Serialize)]
pub(super) struct Words<'a> {
    pub id: &'a str,
    pub version: &'a str,
    pub language: &'a str,
    pub text: &'a str,
    pub text_sha256: &'a str,
}

/// What a referrer stated of a person's agreement.
#[derive(Serialize)]
pub(super) struct Attestation<'a> {
    pub stated_by: &'static str,
    pub stated: bool,
    pub time: &'a str,
    pub privacy_notice: &'a str,
    pub privacy_notice_version: &'a str,
    pub pii_information: Vec<Pii<'a>>,
    pub attestation: Words<'a>,
}

/// What was sent, to the byte.
#[derive(Serialize)]
pub(super) struct Sent<'a> {
    pub id: &'a str,
    pub created_at: &'a str,
    pub confirmed_at: &'a str,
    pub reference: Option<&'a str>,
    pub status_link: Option<&'a str>,
    pub receiving_host: String,
    pub content_type: &'static str,
    pub body: &'a str,
    pub body_sha256: &'a str,
}

/// The study, and the file that said all this.
#[derive(Serialize)]
pub(super) struct About<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub file_sha256: &'a str,
}

/// Whom to ask.
#[derive(Serialize)]
pub(super) struct Desk<'a> {
    pub name: &'a str,
    pub phone: Option<&'a str>,
    pub email: Option<&'a str>,
}
