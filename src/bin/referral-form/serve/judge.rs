//! A referral held against the study file that it names.
//!
//! Its shape was checked before. It judges by the very file that the person saw where that is still here, and else by every file of that
//! study: what fits none of them is named by its place.

use referral_form::domain::field::FieldId;
use referral_form::domain::json::below;
use referral_form::domain::study::{Consent, Send, Study};
use serde_json::{Map, Value};

use super::format::Incoming;
use super::shape::ShapeProblem;
use super::studies::Studies;

/// What a receiver has to look at before it believes a referral; nothing where all fits.
///
/// Of a referral that stays sealed only the study is known.
pub fn faults(incoming: &Incoming, studies: &Studies) -> Vec<ShapeProblem> {
    let files = studies.named(&incoming.shape.study_id);
    if files.is_empty() {
        return vec![fault("/study/id", "no study of this id is received here")];
    }
    if incoming.referral.is_null() {
        return Vec::new();
    }
    let judged = match studies.read_seen(&incoming.referral) {
        Some(study) => Some(against(&study, &incoming.referral, true)),
        None => files.iter().map(|it| against(it, &incoming.referral, false)).min_by_key(Vec::len),
    };
    judged.unwrap_or_default()
}

fn fault(pointer: impl Into<String>, detail: &'static str) -> ShapeProblem {
    ShapeProblem { pointer: pointer.into(), detail }
}

/// `is_theirs` where it is the very file that the person saw, so that versions have to be the same too.
fn against(study: &Study, referral: &Value, is_theirs: bool) -> Vec<ShapeProblem> {
    let mut faults = Vec::new();
    let mut given: Vec<&Consent> = Vec::new();
    let consents = referral["consents"].as_array().map_or(&[][..], Vec::as_slice);
    for (index, record) in consents.iter().enumerate() {
        let pointer = format!("/consents/{index}");
        let id = record["id"].as_str().unwrap_or_default();
        if consents[..index].iter().any(|it| it["id"] == record["id"]) {
            faults.push(fault(below(&pointer, "id"), "stands twice"));
        }
        let Some(consent) = study.consents.iter().find(|it| it.id == id) else {
            faults.push(fault(below(&pointer, "id"), "the study file has no such consent"));
            continue;
        };
        if is_theirs && record["version"] != *consent.version {
            faults.push(fault(
                below(&pointer, "version"),
                "the study file has another version of this consent",
            ));
        }
        if record["given"] == true {
            given.push(consent);
        }
    }
    const UNCOVERED: &str = "no consent that was given covers it";
    for id in referral["answers"].as_object().into_iter().flat_map(Map::keys) {
        let pointer = below("/answers", id);
        let place = study.fields.iter().position(|it| it.id == *id);
        let covers = |field: FieldId| given.iter().any(|it| it.covers.contains(&field));
        let is_covered = |place: usize| u16::try_from(place).is_ok_and(|it| covers(FieldId(it)));
        match place {
            None => faults.push(fault(pointer, "the study file has no such field")),
            Some(place) if study.fields[place].send == Send::Never => {
                faults.push(fault(pointer, "the study file sends nothing of this field"));
            }
            Some(place) if !is_covered(place) => faults.push(fault(pointer, UNCOVERED)),
            Some(_) => {}
        }
    }
    if referral.get("precheck").is_some() && !given.iter().any(|it| it.covers_precheck) {
        faults.push(fault("/precheck", UNCOVERED));
    }
    for member in ["code", "channel"] {
        if referral["source"].get(member).is_some() && !given.iter().any(|it| it.covers_source) {
            faults.push(fault(below("/source", member), UNCOVERED));
        }
    }
    faults
}
