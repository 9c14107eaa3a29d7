//! Consents and attestations: what somebody agreed to is a Consent, what somebody stated of another is a Provenance.
//!
//! A consent here lets data be used; none is to take part in a study. An attestation is never a Consent: the person whom it
//! speaks of has agreed to nothing on this form. One that was not given states nothing, and leaves no resource.

use referral_form::domain::study::{ConsentKind, GivenBy};

use super::bundle::Making;
use super::element::{Element, coded, in_words};
use super::people::Sender;
use super::received::Record;

/// The code system of the agents of a Provenance.
pub const PARTICIPANT: &str = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";

/// The resources of all consents, each with its name.
pub fn resources(making: &Making) -> Vec<(String, Element)> {
    let numbered = making.referral.consents.iter().enumerate();
    let resources = numbered.filter_map(|(number, record)| {
        if record.kind == ConsentKind::Consent.word() {
            let name = format!("Consent/{number}/{}", record.id);
            let resource = consent(making, &name, record);
            Some((name, resource))
        } else {
            let name = format!("Provenance/{number}/{}", record.id);
            record.given.then(|| (name, attestation(making, record)))
        }
    });
    resources.collect()
}

/// R4 wants to know a patient where the scope is a patient's privacy, and a policy or its rule anywhere (ppc-1, ppc-2).
fn consent(making: &Making, name: &str, record: &Record) -> Element {
    // A referrer who consents does so for their own details, not for the person's.
    let is_about_the_person = record.given_by != GivenBy::Referrer.word();
    let scope = match is_about_the_person {
        true => coded("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"),
        false => in_words("Use of the referrer's own details"),
    };
    making
        .start(name)
        .with("status", if record.given { "active" } else { "rejected" })
        .with("scope", scope)
        .with("category", vec![coded("http://loinc.org", "59284-0")])
        .with("patient", is_about_the_person.then(|| making.person()))
        .with("dateTime", record.at.as_str())
        .with("performer", giver(making, record).map(|it| vec![it]))
        .with("policyRule", in_words(words(record)))
}

fn attestation(making: &Making, record: &Record) -> Element {
    let who =
        giver(making, record).unwrap_or_else(|| Element::new().with("display", record.given_by.as_str()));
    let agent = Element::new().with("type", coded(PARTICIPANT, "attester")).with("who", who);
    Element::resource("Provenance")
        .with("target", making.attested())
        .with("recorded", record.at.as_str())
        .with("activity", in_words(format!("Attestation {}", words(record))))
        .with("agent", vec![agent])
}

/// Which words they were: no referral holds the words themselves.
fn words(record: &Record) -> String {
    let Record { id, version, language, text_sha256, privacy_version, .. } = record;
    format!("{id}, version {version} ({language}), SHA-256 {text_sha256}; privacy notice {privacy_version}")
}

/// Whoever ticked, where that is who filled in: of a box that one ticks in another's words nobody knows whose hand it was.
fn giver(making: &Making, record: &Record) -> Option<Element> {
    let sender = match making.people.sender {
        Sender::Person => GivenBy::Myself,
        Sender::Representative => GivenBy::Representative,
        Sender::Referrer => GivenBy::Referrer,
    };
    (record.given_by == sender.word()).then(|| making.sender())
}
