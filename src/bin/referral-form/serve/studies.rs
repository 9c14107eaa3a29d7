//! What the endpoint has to know of the studies whose referrals it receives.
//!
//! It reads the study files that `serve` shows, at every use, as `files` does. It gives nothing of them away.

use std::collections::BTreeSet;

use referral_form::domain::json;
use referral_form::domain::study::{BodyFormat, Endpoint, Reading, Study};
use serde_json::{Map, Value};

use super::files::{Files, sending};
use super::form::Names;
use crate::store::sha256;

pub struct Studies<'a> {
    files: &'a Files,
    endpoint: &'a str,
}

impl<'a> Studies<'a> {
    /// `endpoint` is what stands in the study files as they are served.
    pub fn new(files: &'a Files, endpoint: &'a str) -> Self {
        Self { files, endpoint }
    }

    /// The names by which a form may come: those of each study whose id is among its values, then our own.
    pub fn names(&self, pairs: &[(String, String)]) -> Vec<Names> {
        let files = self.files_of(|id| pairs.iter().any(|it| it.1 == id));
        let studies = files.filter_map(|bytes| read(&bytes));
        studies.flat_map(|study| names(&study)).chain([Names::default()]).collect()
    }

    /// Headers that the study files ask the form to send, in lower case, so that a preflight can allow them.
    pub fn headers(&self) -> BTreeSet<String> {
        let files = self.files.study_files().filter_map(|bytes| json::value(&bytes));
        files
            .flat_map(|file: Value| {
                let routes = file["routes"].as_array().into_iter().flatten();
                let endpoints = routes.map(|it| &it["endpoint"]).chain([&file["endpoint"]]);
                let headers = endpoints.filter_map(|it| it["headers"].as_object()).flat_map(Map::keys);
                headers.filter(|it| is_token(it)).map(|it| it.to_ascii_lowercase()).collect::<Vec<_>>()
            })
            .collect()
    }

    /// Whether the state of a referral may be told: a consent to it was given, in the very file that the person saw.
    pub fn tells_status(&self, referral: &Value) -> bool {
        let Some(study) = self.read_seen(referral) else {
            return false;
        };
        let given = referral.get("consents").and_then(Value::as_array).into_iter().flatten();
        given.filter(|it| it.get("given") == Some(&Value::Bool(true))).any(|given| {
            let says = |member: &str, text: &str| given.get(member).and_then(Value::as_str) == Some(text);
            let mut consents = study.consents.iter().filter(|it| it.covers_status);
            consents.any(|it| says("id", &it.id) && says("version", &it.version))
        })
    }

    /// The very file with which a referral was made, where it is still shown here.
    pub fn seen(&self, referral: &Value) -> Option<Vec<u8>> {
        let text = |pointer| referral.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let digest = text("/study/fileSha256");
        let files = self.files_of(|id| id == text("/study/id"));
        files.flat_map(|it| [sending(&it, self.endpoint), it]).find(|it| sha256(it) == digest)
    }

    /// The studies with this id, each as one of the files here has it; nothing of a file that cannot be read.
    pub fn named(&self, id: &str) -> Vec<Study> {
        self.files_of(|it| it == id).filter_map(|bytes| read(&bytes)).collect()
    }

    /// The study as the very file has it with which a referral was made, where that is still shown here.
    pub fn read_seen(&self, referral: &Value) -> Option<Study> {
        self.seen(referral).and_then(|bytes| read(&bytes))
    }

    /// The files of the studies with such an id. Reading a whole study takes longer than looking for its id.
    fn files_of(&self, is_wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = Vec<u8>> {
        self.files.study_files().filter(move |bytes| {
            json::value(bytes).is_some_and(|it| it["study"]["id"].as_str().is_some_and(&is_wanted))
        })
    }
}

fn read(bytes: &[u8]) -> Option<Study> {
    Study::read(bytes, Reading::default()).ok()
}

/// True for the name of a header: a study file that is broken must not break an answer.
fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it))
}

fn endpoints(study: &Study) -> impl Iterator<Item = &Endpoint> {
    std::iter::once(&study.endpoint).chain(study.routes.iter().filter_map(|it| it.endpoint.as_ref()))
}

fn names(study: &Study) -> Vec<Names> {
    let forms = endpoints(study).filter(|it| it.format == BodyFormat::Form);
    forms
        .map(|it| Names {
            study_id: Some(study.cover.head.id.0.clone()),
            theirs: it.names.clone(),
            fields: study.fields.iter().map(|field| field.id.clone()).collect(),
        })
        .collect()
}
