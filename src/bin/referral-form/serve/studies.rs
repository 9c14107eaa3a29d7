//! What the endpoint has to know of the studies whose referrals it receives.
//!
//! It reads the study files that `serve` shows, at every use, as `files` does. It gives nothing of them away.

use referral_form::domain::study::{BodyFormat, Endpoint, Reading, Study};
use serde_json::Value;

use super::files::{Files, StudyFile};
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

    /// The names by which a form may come, those of the study file first; the last are our own.
    pub fn names(&self) -> impl Iterator<Item = Names> {
        let studies = self.files.study_files(self.endpoint).filter_map(|it| read(&it));
        studies.flat_map(|study| names(&study)).chain([Names::default()])
    }

    /// Headers that the study file asks the form to send, so that a preflight can allow them.
    pub fn headers(&self) -> Vec<String> {
        let studies = self.files.study_files(self.endpoint).filter_map(|it| read(&it));
        let mut headers: Vec<String> = studies
            .flat_map(|study| {
                let headers =
                    endpoints(&study).flat_map(|it| &it.headers).map(|it| it.0.to_ascii_lowercase());
                headers.collect::<Vec<_>>()
            })
            .collect();
        headers.sort();
        headers.dedup();
        headers
    }

    /// Whether the state of a referral may be told: a consent to it was given, in the very file that the person saw.
    pub fn tells_status(&self, referral: &Value) -> bool {
        let seen = referral.pointer("/study/fileSha256").and_then(Value::as_str);
        let mut files = self.files.study_files(self.endpoint);
        let file = files
            .find(|it| seen.is_some_and(|seen| sha256(&it.served) == seen || sha256(&it.on_disk) == seen));
        let Some(study) = file.and_then(|it| read(&it)) else {
            return false;
        };
        let given = referral.get("consents").and_then(Value::as_array).into_iter().flatten();
        given.filter(|it| it.get("given") == Some(&Value::Bool(true))).any(|given| {
            let says = |member: &str, text: &str| given.get(member).and_then(Value::as_str) == Some(text);
            let mut consents = study.consents.iter().filter(|it| it.covers_status);
            consents.any(|it| says("id", &it.id) && says("version", &it.version))
        })
    }
}

fn read(file: &StudyFile) -> Option<Study> {
    Study::read(&file.served, Reading::default()).ok()
}

fn endpoints(study: &Study) -> impl Iterator<Item = &Endpoint> {
    std::iter::once(&study.endpoint).chain(study.routes.iter().filter_map(|it| it.endpoint.as_ref()))
}

fn names(study: &Study) -> Vec<Names> {
    let forms = endpoints(study).filter(|it| it.format == BodyFormat::Form);
    forms
        .map(|it| Names {
            study_id: Some(study.head.id.0.clone()),
            theirs: it.names.clone(),
            fields: study.fields.iter().map(|field| field.id.clone()).collect(),
        })
        .collect()
}
