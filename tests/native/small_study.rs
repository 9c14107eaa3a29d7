//! The smallest study that is read without a problem, for tests that are about one key of the file.

use referral_form::domain::study::{Reading, Study, StudyProblem};
use serde_json::{Value, json};

/// A study file with these fields in its only section, none of which is sent, and one source.
pub fn file(fields: Value) -> Value {
    json!({
        "version": 1,
        "language": "en",
        "study": { "id": "SMALL", "title": "The smallest study" },
        "privacy": {
            "version": "1",
            "controller": "Nobody",
            "contact": "privacy@study.example",
            "purpose": "A test",
            "legalBasis": "Consent",
            "recipients": ["Nobody"],
            "countries": ["US"],
            "retention": "Not kept",
            "withdrawal": "Not needed",
            "noticeUrl": "https://study.example/privacy"
        },
        "contact": { "name": "Nobody", "timeZone": "UTC" },
        "sources": [{ "id": "self", "label": "Me" }],
        "sections": [{ "id": "all", "title": "All", "fields": fields }],
        "consents": [{
            "id": "all", "version": "1", "kind": "consent", "givenBy": "self", "required": true, "text": "All.",
            "covers": ["@source"]
        }],
        "endpoint": { "url": "https://intake.study.example/referrals" }
    })
}

/// What is wrong with a study file.
pub fn problems(file: &Value) -> Vec<StudyProblem> {
    Study::read(file.to_string().as_bytes(), Reading::default()).err().unwrap_or_default()
}

/// Reads a study file, or tells its problems, one a line.
pub fn read(file: &Value) -> Result<Study, String> {
    let lines =
        |problems: Vec<StudyProblem>| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    Study::read(file.to_string().as_bytes(), Reading::default()).map_err(lines)
}
