//! Study files for tests: those of `examples/`, changed where a test needs it.

use std::path::Path;

use serde_json::{Value, json};

use crate::intake::Intake;

/// A study file in the making.
#[derive(Clone)]
pub struct Study(pub Value);

impl Study {
    /// The contract's study file, sending to this endpoint.
    pub fn contract(intake: &Intake) -> Self {
        Self::contract_sending_to(&intake.url())
    }

    pub fn contract_sending_to(url: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/contract/study.json");
        let text = std::fs::read_to_string(path).expect("the contract's study file is in examples/contract");
        let file = serde_json::from_str(&text).expect("the contract's study file is JSON");
        Self(file)
            .with("/endpoint/url", json!(url))
            // Whatever the day on which the tests run.
            .with("/study/closes", json!("2999-12-31"))
            .with("/study/ethics/expiresOn", json!("2999-12-31"))
    }

    /// The study in healthy men, which speaks four languages, sending to this endpoint.
    pub fn healthy_men(intake: &Intake) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/healthy-men/study.json");
        let text = std::fs::read_to_string(path).expect("the study file is in examples/healthy-men");
        Self(serde_json::from_str(&text).expect("the study file is JSON"))
            .with("/endpoint/url", json!(intake.url()))
            .with("/study/closes", json!("2999-12-31"))
            .with("/study/ethics/expiresOn", json!("2999-12-31"))
    }

    /// Puts a value at a JSON Pointer whose parent exists.
    pub fn with(mut self, pointer: &str, value: Value) -> Self {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer starts with a slash");
        let parent = self.0.pointer_mut(parent).unwrap_or_else(|| panic!("the study file has no {pointer}"));
        match parent {
            Value::Array(items) => items[key.parse::<usize>().expect("an index")] = value,
            parent => parent[key] = value,
        }
        self
    }

    /// Takes away what stands at a JSON Pointer.
    pub fn without(mut self, pointer: &str) -> Self {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer starts with a slash");
        let parent = self.0.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
        parent.remove(key).unwrap_or_else(|| panic!("the study file has no {pointer}"));
        self
    }

    /// Says whether the endpoint stores a repeated id once.
    pub fn deduplicating(self, deduplicates: bool) -> Self {
        self.with("/endpoint/deduplicates", json!(deduplicates))
    }

    /// Never sends again by itself what may have arrived; waits for a reply for this long.
    pub fn sent_once(self, seconds: u32) -> Self {
        self.deduplicating(false).with("/endpoint/timeoutSeconds", json!(seconds))
    }

    pub fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(&self.0).expect("JSON prints")
    }
}

/// A study of another kind: other ids, one source, no precheck, no routes, one consent.
pub fn registry(intake: &Intake) -> Study {
    Study(json!({
        "version": 1,
        "language": "en",
        "study": { "id": "HILL-7", "title": "A register of people who walk uphill", "condition": "None", "sponsor": "Example Hill Society",
            "summary": "We ask how far people walk.", "status": "recruiting" },
        "privacy": { "version": "3", "controller": "Example Hill Society", "contact": "privacy@hill.example", "purpose": "To write to you once.",
            "legalBasis": "Consent", "recipients": ["The society"], "countries": ["NO"], "retention": "One year.", "withdrawal": "Write to us.",
            "noticeUrl": "https://hill.example/privacy" },
        "contact": { "name": "Hill desk", "role": "Answers questions", "phone": "+47 22 22 22 22", "email": "desk@hill.example",
            "hours": "Weekdays", "timeZone": "Europe/Oslo", "respondsWithin": "a week" },
        "sources": [ { "id": "walker", "label": "A walker" } ],
        "sections": [ { "id": "walk", "title": "Your walks", "fields": [
            { "id": "nickname", "type": "text", "label": "What may we call you?", "required": true, "maxLength": 40, "send": "value" },
            { "id": "hills", "type": "choices", "label": "Which hills have you been on?", "send": "value", "options": [
                { "value": "low", "label": "The low hill" }, { "value": "high", "label": "The high hill" }, { "value": "none", "label": "None of these", "exclusive": true } ] }
        ] } ],
        "consents": [ { "id": "ok", "version": "1", "kind": "consent", "givenBy": "self", "required": true, "text": "I agree that the society writes to me.",
            "covers": [ "nickname", "hills", "@source" ] } ],
        "endpoint": { "url": intake.url(), "format": "json", "deduplicates": false, "timeoutSeconds": 20 }
    }))
}
