//! The shape of a referral, version 1, as an endpoint should check it before it keeps one.
//!
//! It knows no study: which fields there are and what they may say is between the study file and its team. Members that it does not know
//! are let through. What it refuses it names by place, and never repeats a value.

use referral_form::domain::json::below;
use serde_json::{Map, Value};

/// A refused part of a referral. Reader: the sender's code, and a person behind it; goes into `errors` of RFC 9457.
#[derive(Debug, PartialEq, Eq)]
pub struct ShapeProblem {
    /// JSON Pointer into the referral.
    pub pointer: String,
    pub detail: &'static str,
}

impl ShapeProblem {
    /// What is wrong in a word, where the form has words of its own for it.
    pub fn code(&self) -> Option<&'static str> {
        (self.detail == MISSING).then_some("missing")
    }
}

/// What the store needs of a checked referral.
#[derive(Debug, PartialEq, Eq)]
pub struct Shape {
    /// Lower case.
    pub id: String,
    pub study_id: String,
    /// Lower case.
    pub replaces: Option<String>,
}

/// Checks a whole referral.
///
/// # Errors
/// Every problem at once, in the order of the contract.
pub fn check(referral: &Value) -> Result<Shape, Vec<ShapeProblem>> {
    let mut check = Check { problems: Vec::new() };
    let Some(root) = check.object(referral, "") else {
        return Err(check.problems);
    };
    if root.get("version") != Some(&Value::from(1)) {
        check.refuse("/version", "must be 1");
    }
    let id = check.text(root, "", "id", is_uuid, "must be a UUID");
    check.text(root, "", "createdAt", is_timestamp, "must be a time in UTC such as 2027-01-31T09:30:00Z");
    let study = check.member(root, "", "study").and_then(|study| check.object(study, "/study"));
    let study_id = study.and_then(|study| {
        check.text(study, "/study", "fileSha256", is_sha256, SHA256);
        check.text(study, "/study", "id", is_name, NAME)
    });
    if let Some(replaces) = root.get("replaces") {
        check.value(replaces, "/replaces", is_uuid, "must be a UUID");
    }
    if let Some(source) = root.get("source").and_then(|source| check.object(source, "/source")) {
        check.text(source, "/source", "type", is_name, NAME);
    }
    if let Some(route) = root.get("route") {
        check.value(route, "/route", is_name, NAME);
    }
    check.precheck(root);
    check.answers(root);
    check.consents(root);
    match (id, study_id) {
        (Some(id), Some(study_id)) if check.problems.is_empty() => Ok(Shape {
            id: id.to_ascii_lowercase(),
            study_id: study_id.to_owned(),
            replaces: root.get("replaces").and_then(Value::as_str).map(str::to_ascii_lowercase),
        }),
        _ => Err(check.problems),
    }
}

const MISSING: &str = "is missing";
const NAME: &str = "must be a text of 1 to 200 characters";
const SHA256: &str = "must be a SHA-256 digest in 64 lower-case hexadecimal digits";

struct Check {
    problems: Vec<ShapeProblem>,
}

impl Check {
    fn refuse(&mut self, pointer: impl Into<String>, detail: &'static str) {
        self.problems.push(ShapeProblem { pointer: pointer.into(), detail });
    }

    fn object<'v>(&mut self, value: &'v Value, pointer: &str) -> Option<&'v Map<String, Value>> {
        let object = value.as_object();
        if object.is_none() {
            self.refuse(pointer, "must be an object");
        }
        object
    }

    fn member<'v>(&mut self, owner: &'v Map<String, Value>, pointer: &str, name: &str) -> Option<&'v Value> {
        let member = owner.get(name);
        if member.is_none() {
            self.refuse(below(pointer, name), MISSING);
        }
        member
    }

    fn value<'v>(
        &mut self,
        value: &'v Value,
        pointer: &str,
        is_right: fn(&str) -> bool,
        rule: &'static str,
    ) -> Option<&'v str> {
        let text = value.as_str().filter(|text| is_right(text));
        if text.is_none() {
            self.refuse(pointer, rule);
        }
        text
    }

    fn text<'v>(
        &mut self,
        owner: &'v Map<String, Value>,
        pointer: &str,
        name: &str,
        is_right: fn(&str) -> bool,
        rule: &'static str,
    ) -> Option<&'v str> {
        let value = self.member(owner, pointer, name)?;
        self.value(value, &below(pointer, name), is_right, rule)
    }

    fn precheck(&mut self, root: &Map<String, Value>) {
        let Some(precheck) = root.get("precheck").and_then(|it| self.object(it, "/precheck")) else {
            return;
        };
        self.text(
            precheck,
            "/precheck",
            "outcome",
            is_outcome,
            "must be eligible, not_eligible, incomplete or pending",
        );
        let Some(criteria) = precheck.get("criteria").and_then(|it| self.object(it, "/precheck/criteria"))
        else {
            return;
        };
        for (id, criterion) in criteria {
            let pointer = below("/precheck/criteria", id);
            if let Some(criterion) = self.object(criterion, &pointer) {
                self.text(
                    criterion,
                    &pointer,
                    "verdict",
                    is_verdict,
                    "must be pass, conflict, unknown or not_checked",
                );
            }
        }
    }

    fn answers(&mut self, root: &Map<String, Value>) {
        let Some(answers) = self.member(root, "", "answers").and_then(|it| self.object(it, "/answers"))
        else {
            return;
        };
        for (field, answer) in answers {
            let is_answer = match answer {
                Value::String(_) | Value::Object(_) => true,
                Value::Array(chosen) => chosen.iter().all(Value::is_string),
                Value::Null | Value::Bool(_) | Value::Number(_) => false,
            };
            if !is_answer {
                self.refuse(below("/answers", field), "must be a text, a list of texts or an object");
            }
        }
    }

    fn consents(&mut self, root: &Map<String, Value>) {
        let Some(consents) = self.member(root, "", "consents") else {
            return;
        };
        let Some(consents) = consents.as_array() else {
            return self.refuse("/consents", "must be a list");
        };
        for (index, consent) in consents.iter().enumerate() {
            let pointer = format!("/consents/{index}");
            let Some(consent) = self.object(consent, &pointer) else {
                continue;
            };
            self.text(consent, &pointer, "id", is_name, NAME);
            self.text(consent, &pointer, "version", is_name, NAME);
            self.text(consent, &pointer, "kind", is_kind, "must be consent or attestation");
            self.text(consent, &pointer, "givenBy", is_giver, "must be self, representative or referrer");
            if !consent.get("given").is_some_and(Value::is_boolean) {
                self.refuse(below(&pointer, "given"), "must be true or false");
            }
            self.text(consent, &pointer, "language", is_name, NAME);
            self.text(consent, &pointer, "textSha256", is_sha256, SHA256);
            self.text(consent, &pointer, "privacyVersion", is_name, NAME);
            self.text(
                consent,
                &pointer,
                "at",
                is_timestamp,
                "must be a time in UTC such as 2027-01-31T09:30:00Z",
            );
        }
        if !consents.iter().any(|it| it.get("given") == Some(&Value::Bool(true))) {
            self.refuse("/consents", "must hold at least one consent that was given");
        }
    }
}

pub fn is_name(text: &str) -> bool {
    (1..=200).contains(&text.chars().count())
}

fn is_outcome(text: &str) -> bool {
    ["eligible", "not_eligible", "incomplete", "pending"].contains(&text)
}

fn is_verdict(text: &str) -> bool {
    ["pass", "conflict", "unknown", "not_checked"].contains(&text)
}

fn is_kind(text: &str) -> bool {
    ["consent", "attestation"].contains(&text)
}

fn is_giver(text: &str) -> bool {
    ["self", "representative", "referrer"].contains(&text)
}

pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'))
}

/// Source: RFC 9562 §4, of any version.
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, it)| match at {
            8 | 13 | 18 | 23 => it == b'-',
            _ => it.is_ascii_hexdigit(),
        })
}

/// Source: RFC 3339 §5.6, with `Z`. Every part is in range; the calendar is not consulted.
fn is_timestamp(text: &str) -> bool {
    let Some((day_and_time, fraction)) = text.strip_suffix('Z').and_then(|it| it.split_at_checked(19)) else {
        return false;
    };
    let is_fraction = fraction.is_empty()
        || fraction
            .strip_prefix('.')
            .is_some_and(|it| !it.is_empty() && it.bytes().all(|digit| digit.is_ascii_digit()));
    let has_form = day_and_time.bytes().zip("0000-00-00T00:00:00".bytes()).all(|(it, form)| match form {
        b'0' => it.is_ascii_digit(),
        _ => it == form,
    });
    let part = |at: usize| day_and_time.get(at..at + 2).and_then(|it| it.parse::<u8>().ok());
    is_fraction
        && has_form
        && part(5).is_some_and(|month| (1..=12).contains(&month))
        && part(8).is_some_and(|day| (1..=31).contains(&day))
        && part(11).is_some_and(|hour| hour < 24)
        && part(14).is_some_and(|minute| minute < 60)
        && part(17).is_some_and(|second| second <= 60)
}
