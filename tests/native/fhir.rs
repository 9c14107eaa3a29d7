//! `referral-form fhir`: every referral of the examples and fixtures as a Bundle that says what the referral says, and no more.
//!
//! The Bundles also go to `target/tmp/fhir`, where `make judge-fhir` has them judged by validators that nobody here wrote.

mod cases;
mod r4;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::golden::is_golden;
use cases::{cases, fhir, json, printed};
use r4::{REQUIRED, TARGETS, WORDS};

const STAFF: &str = "tests/fixtures/contract-staff/referral.json";
const CONTRACT: &str = "examples/contract/study.json";

fn resources(bundle: &Value) -> impl Iterator<Item = &Value> {
    bundle["entry"].as_array().into_iter().flatten().map(|it| &it["resource"])
}

fn of_type<'b>(bundle: &'b Value, kind: &str) -> Vec<&'b Value> {
    resources(bundle).filter(|it| it["resourceType"] == kind).collect()
}

/// Every text and number in a value, each with the path of names that leads to it.
fn leaves(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, it)| leaves(it, &format!("{path}.{key}"), found))
        }
        Value::Array(entries) => entries.iter().for_each(|it| leaves(it, path, found)),
        Value::String(text) => found.push((path.to_owned(), text.clone())),
        Value::Number(_) | Value::Bool(_) => found.push((path.to_owned(), value.to_string())),
        Value::Null => panic!("FHIR knows no null: {path}"),
    }
}

fn leaves_of(resource: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    leaves(resource, resource["resourceType"].as_str().unwrap_or_default(), &mut found);
    found
}

#[test]
fn every_reference_leads_to_a_resource_of_the_right_type() {
    let mut met = BTreeSet::new();
    for case in cases() {
        for bundle in case.bundles() {
            let entries = bundle["entry"].as_array().expect("a Bundle has entries");
            let types: BTreeMap<_, _> =
                entries.iter().map(|it| (it["fullUrl"].as_str(), &it["resource"]["resourceType"])).collect();
            for (path, urn) in resources(bundle).flat_map(leaves_of) {
                let Some(path) = path.strip_suffix(".reference") else { continue };
                let target =
                    types.get(&Some(&urn)).unwrap_or_else(|| panic!("{}: {path} leads nowhere", case.name));
                let target = target.as_str().expect("every resource has a type");
                let allowed =
                    TARGETS.iter().find(|it| it.0 == path).unwrap_or_else(|| panic!("{path} is new")).1;
                assert!(allowed.is_empty() || allowed.contains(&target), "{}: {path}: {target}", case.name);
                met.insert(path.to_owned());
            }
        }
    }
    assert_eq!(met.len(), TARGETS.len(), "every kind of reference occurs: {met:?}");
}

#[test]
fn every_resource_has_what_it_needs_and_a_name_of_its_own() {
    for case in cases() {
        for bundle in case.bundles() {
            assert_eq!(bundle["type"], "transaction");
            let mut urls = BTreeSet::new();
            for entry in bundle["entry"].as_array().expect("a Bundle has entries") {
                let (resource, url) = (&entry["resource"], entry["fullUrl"].as_str().expect("a name"));
                let kind = resource["resourceType"].as_str().expect("a type");
                let required =
                    REQUIRED.iter().find(|it| it.0 == kind).unwrap_or_else(|| panic!("{kind} is new"));
                for element in required.1 {
                    assert!(resource.get(element).is_some(), "{}: {kind} without {element}", case.name);
                }
                assert!(urls.insert(url), "{}: {url} stands twice", case.name);
                assert_eq!(entry["request"]["method"], "POST");
                assert_eq!(entry["request"]["url"], kind);
                // What a second post would find; a Provenance cannot be found.
                let identifier = resource["identifier"].get(0).unwrap_or(&resource["identifier"]);
                let known =
                    identifier["value"].as_str().map(|it| format!("identifier=urn:ietf:rfc:3986|{it}"));
                assert_eq!(known.is_none(), kind == "Provenance", "{}: {kind}", case.name);
                assert_eq!(entry["request"]["ifNoneExist"].as_str(), known.as_deref(), "{}", case.name);
            }
            // Some receivers put their own id wherever an entry's address stands: an identifier would be lost.
            let lost = resources(bundle).flat_map(leaves_of);
            let lost =
                lost.filter(|(path, text)| !path.ends_with(".reference") && urls.contains(text.as_str()));
            assert_eq!(lost.collect::<Vec<_>>(), [], "{}", case.name);
            assert_eq!(of_type(bundle, "Patient").len(), 1);
            assert_eq!(of_type(bundle, "Task").len(), 1);
            assert_eq!(of_type(bundle, "QuestionnaireResponse").len(), 1);
        }
    }
}

#[test]
fn an_attestation_is_never_a_consent() {
    let mut attestations = 0;
    for case in cases() {
        let records = case.referral["consents"].as_array().expect("consents are a list");
        for bundle in case.bundles() {
            let consents = of_type(bundle, "Consent");
            let given: Vec<_> = records.iter().filter(|it| it["kind"] == "consent").collect();
            assert_eq!(consents.len(), given.len(), "{}", case.name);
            for (consent, record) in consents.iter().zip(given) {
                let status = if record["given"] == true { "active" } else { "rejected" };
                assert_eq!(consent["status"], status, "{}", case.name);
                let rule = consent["policyRule"]["text"].as_str().expect("a rule in words");
                for member in ["id", "version", "textSha256", "privacyVersion"] {
                    assert!(rule.contains(record[member].as_str().expect("a text")), "{}: {rule}", case.name);
                }
                // A referrer's consent is for their own details; the person has agreed to nothing.
                let is_the_person_s = record["givenBy"] != "referrer";
                assert_eq!(consent.get("patient").is_some(), is_the_person_s, "{}", case.name);
            }
            let stated =
                records.iter().filter(|it| it["kind"] == "attestation" && it["given"] == true).count();
            assert_eq!(of_type(bundle, "Provenance").len(), stated + 1, "{}", case.name);
            attestations += stated;
        }
    }
    assert!(attestations > 10, "{attestations} attestations");
}

#[test]
fn a_precheck_claims_a_potential_candidate_at_most() {
    let mut claims = 0;
    for case in cases() {
        let outcome = case.referral["precheck"]["outcome"].as_str();
        for bundle in case.bundles() {
            let subjects = of_type(bundle, "ResearchSubject");
            let is_claimed = matches!(outcome, Some("eligible" | "incomplete" | "pending"))
                && !of_type(bundle, "ServiceRequest").is_empty();
            assert_eq!(subjects.len(), usize::from(is_claimed), "{}", case.name);
            for subject in subjects {
                assert_eq!(subject["status"], "potential-candidate");
                assert_eq!(subject.get("consent"), None, "nobody has agreed to take part");
                claims += 1;
            }
            assert!(!bundle.to_string().contains("eligible"), "{}: a verdict on eligibility", case.name);
        }
    }
    assert!(claims > 10, "{claims} claims");
}

#[test]
fn nothing_stands_in_a_bundle_that_is_not_in_the_referral_and_no_answer_is_lost() {
    for case in cases() {
        let Some(bundle) = &case.alone else { continue };
        let mut sent = Vec::new();
        leaves(&case.referral, "", &mut sent);
        let names = sent.iter().flat_map(|it| it.0.split('.'));
        let known: BTreeSet<&str> = sent.iter().map(|it| it.1.as_str()).chain(names).chain(WORDS).collect();
        let told: Vec<_> = resources(bundle).flat_map(leaves_of).collect();
        for (path, text) in &told {
            let is_address =
                path.ends_with(".system") || path.ends_with(".url") || path.ends_with("resourceType");
            let is_name = text.starts_with("urn:uuid:");
            // Made of what the referral has; the other tests hold what these say.
            // Which words a consent had is made of five of its members; another test holds them.
            let is_made = ["Consent.policyRule.text", "Provenance.activity.text"].contains(&path.as_str());
            let is_oldest = text == "90" && known.contains("90+");
            // A verdict with its cause, an item within an item, a time with its seconds.
            let mut parts =
                text.trim_end_matches([')', ':']).split([' ', '(', '/']).filter(|it| !it.is_empty());
            let is_known = known.contains(text.as_str())
                || text.strip_suffix(":00").is_some_and(|it| known.contains(it))
                || path.starts_with("QuestionnaireResponse.item") && parts.all(|it| known.contains(it));
            assert!(
                is_address || is_name || is_made || is_oldest || is_known,
                "{}: {path}: {text}",
                case.name
            );
        }
        let mut answers = Vec::new();
        leaves(&case.referral["answers"], "", &mut answers);
        for (path, text) in answers {
            let is_flag = path.ends_with(".answered") || path.ends_with(".unsure");
            let forms = [text.trim_end_matches('+').to_owned(), format!("{text}:00")];
            let is_told = told.iter().any(|it| forms.contains(&it.1));
            assert!(is_flag || is_told, "{}: {path} is lost", case.name);
        }
    }
}

#[test]
fn without_the_study_file_no_answer_is_taken_for_a_name_or_a_number() {
    for case in cases() {
        let Some(bundle) = &case.alone else { continue };
        for kind in ["Patient", "RelatedPerson", "PractitionerRole"] {
            for resource in of_type(bundle, kind) {
                assert_eq!((resource.get("name"), resource.get("telecom")), (None, None), "{}", case.name);
            }
        }
    }
}

#[test]
fn staff_act_for_the_clinician_whom_the_referral_names() {
    let case = cases().iter().find(|it| it.name.contains("contract-staff")).expect("the fixture is there");
    let bundle = &case.with_study;
    assert_eq!(of_type(bundle, "Patient")[0]["name"], json!([{ "text": "Ada Example" }]));
    let origin = *of_type(bundle, "Provenance").last().expect("an origin");
    let resource = |urn: &Value| {
        let entries = bundle["entry"].as_array().expect("a Bundle has entries");
        entries.iter().find(|it| it["fullUrl"] == *urn).map(|it| &it["resource"]).expect("it leads somewhere")
    };
    let name = |agent: &Value| {
        let role = resource(&agent["reference"]);
        resource(&role["practitioner"]["reference"])["name"][0]["text"].clone()
    };
    assert_eq!(name(&origin["agent"][0]["who"]), "Sam Example");
    assert_eq!(name(&origin["agent"][0]["onBehalfOf"]), "R. Example");
}

#[test]
fn a_field_that_only_the_receiver_knows_can_be_named_as_the_person_s_name() {
    let study = "examples/narcolepsy/study.json";
    let file = Path::new("examples/narcolepsy/referral-complete.json");
    let bundle = printed(&fhir(file, &["--study", study, "--name", "person_name"]));
    assert_eq!(of_type(&bundle, "Patient")[0]["name"], json!([{ "text": "Zoë Example" }]));
    let without = printed(&fhir(file, &["--study", study]));
    assert_eq!(of_type(&without, "Patient")[0].get("name"), None, "nothing tells whose name it is");
}

#[test]
fn that_something_was_answered_is_not_an_answer() {
    let case = cases().iter().find(|it| it.name.contains("full")).expect("the example is there");
    let response = of_type(&case.with_study, "QuestionnaireResponse")[0];
    let items = response["item"].as_array().expect("a response has items");
    let needs = items.iter().find(|it| it["linkId"] == "needs").expect("it was sent that there is an answer");
    assert_eq!(needs.get("answer"), None);
    assert_eq!(needs["extension"][0]["valueCode"], "masked");
}

#[test]
fn the_same_referral_gives_the_same_bytes() {
    let run = || fhir(Path::new(STAFF), &["--study", CONTRACT]).stdout;
    assert_eq!(run(), run());
}

#[test]
fn every_golden_bundle_is_what_comes_out() {
    let golden =
        ["contract-staff", "contract-self", "contract-carer-spanish", "full.referral", "request-question"];
    for name in golden {
        let case = cases().iter().find(|it| it.name.contains(name)).expect("the referral is there");
        let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fhir/{}.json", case.name));
        let text = fs::read_to_string(out).expect("the Bundle was written");
        let file = Path::new("tests/fixtures/fhir").join(format!("{}.json", name.replace('.', "-")));
        assert!(is_golden(&file, &text), "{}, of {}", file.display(), case.study.display());
    }
}

#[test]
fn what_is_no_referral_is_refused_by_place_without_repeating_it() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fhir-refused");
    fs::create_dir_all(&directory).expect("a directory can be made");
    let whole = json(Path::new(STAFF));
    for (pointer, value, place) in [
        ("/id", json!("zebra"), "/id: "),
        ("/answers/candidate_name", json!(5), "/answers/candidate_name: "),
        ("/consents/0/kind", json!("zebra"), "/consents/0/kind: "),
        ("/createdAt", json!("2026-02-31T00:00:00Z"), "one of its days does not exist"),
        ("/source", json!({ "zebra": "zebra" }), "this is no referral"),
    ] {
        let mut broken = whole.clone();
        *broken.pointer_mut(pointer).expect("the place is there") = value;
        let file = directory.join("referral.json");
        fs::write(&file, broken.to_string()).expect("a file can be written");
        let output = fhir(&file, &[]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(place) && !said.contains("zebra"), "{pointer}: {said}");
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    }
}

#[test]
fn what_does_not_belong_together_is_refused() {
    for (referral, options, expected) in [
        (STAFF, &["--study", "examples/full.json"][..], "of another study"),
        (STAFF, &["--name", "no_such_field"], "no text under \"no_such_field\""),
        ("examples/full.referral.json", &[], "--study"),
    ] {
        let output = fhir(Path::new(referral), options);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(expected), "{said}");
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    }
}
