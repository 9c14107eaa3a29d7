//! The resources of people: the Patient, and whoever filled in or is referred for.
//!
//! They hold what the answers say of somebody, never what a server may know of them: nobody is looked up.

use super::bundle::Making;
use super::element::{Element, in_words};
use super::people::{Party, People, Sender};

/// The names of these resources in a Bundle.
pub const PATIENT: &str = "Patient";
pub const REPRESENTATIVE: &str = "RelatedPerson";
pub const ROLE: &str = "PractitionerRole";
pub const CLINICIAN_ROLE: &str = "PractitionerRole/clinician";
const ORGANISATION: &str = "Organization";
const PRACTITIONER: &str = "Practitioner";
const CLINICIAN: &str = "Practitioner/clinician";

/// The system of National Provider Identifiers. Source: FHIR R4, identifier systems.
const NPI: &str = "http://hl7.org/fhir/sid/us-npi";

/// The resources of everybody of whom the referral tells, each with its name.
pub fn resources(making: &Making) -> Vec<(&'static str, Element)> {
    let People { sender, person, sending, clinician, label } = &making.people;
    let patient = making.start(PATIENT).with("name", name(person)).with("telecom", telecom(person));
    let mut resources = vec![(PATIENT, patient.with("birthDate", person.birth_date.as_deref()))];
    let label = vec![in_words(label.as_str())];
    match sender {
        Sender::Person => {}
        Sender::Representative => {
            let related = making.start(REPRESENTATIVE).with("patient", making.person());
            let related = related.with("relationship", label).with("name", name(sending));
            resources.push((REPRESENTATIVE, related.with("telecom", telecom(sending))));
        }
        Sender::Referrer => {
            let role = role(making, &mut resources, (ROLE, PRACTITIONER), sending);
            resources.push((ROLE, role.with("code", label).with("telecom", telecom(sending))));
        }
    }
    if let Some(clinician) = clinician {
        let role = role(making, &mut resources, (CLINICIAN_ROLE, CLINICIAN), clinician);
        resources.push((CLINICIAN_ROLE, role));
    }
    if let Some(organisation) = organisation(&making.people) {
        resources.push((ORGANISATION, making.start(ORGANISATION).with("name", organisation)));
    }
    resources
}

/// The organisation of a referrer; nobody else has one here.
fn organisation(people: &People) -> Option<&str> {
    match people.sender {
        Sender::Referrer => people.sending.organisation.as_deref(),
        Sender::Person | Sender::Representative => None,
    }
}

/// A role at the organisation, after its practitioner, where anything is known of one.
fn role(
    making: &Making,
    resources: &mut Vec<(&'static str, Element)>,
    (role, practitioner): (&'static str, &'static str),
    party: &Party,
) -> Element {
    let names = name(party);
    let is_known = !names.is_empty() || party.npi.is_some();
    if is_known {
        let mut identifiers = vec![making.names.identifier(practitioner)];
        let npi = party.npi.as_deref();
        identifiers.extend(npi.map(|it| Element::new().with("system", NPI).with("value", it)));
        let resource = Element::resource(PRACTITIONER).with("identifier", identifiers).with("name", names);
        resources.push((practitioner, resource));
    }
    let has_organisation = organisation(&making.people).is_some();
    making
        .start(role)
        .with("practitioner", is_known.then(|| making.names.reference(practitioner)))
        .with("organization", has_organisation.then(|| making.names.reference(ORGANISATION)))
}

/// A name is one text, unless the form asked for its parts.
fn name(party: &Party) -> Vec<Element> {
    let name = Element::new()
        .with("text", party.name.as_deref())
        .with("family", party.family.as_deref())
        .with("given", party.given.as_deref().map(|it| vec![it]));
    if name == Element::new() { Vec::new() } else { vec![name] }
}

fn telecom(party: &Party) -> Vec<Element> {
    let point = |(system, value): &(&str, String)| {
        Element::new().with("system", *system).with("value", value.as_str())
    };
    party.telecom.iter().map(point).collect()
}
