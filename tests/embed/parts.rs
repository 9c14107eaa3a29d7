//! The engine's two parts: the second is fetched once somebody turns to the form, and may fail to come.

use crate::http::Reply;
use crate::intake::Intake;
use crate::people::{Who, opens_contract};
use crate::site::{engine, has_parts};
use crate::words;

const LATER: &str = "referral-form-engine_later.wasm";

#[test]
fn who_only_reads_fetches_the_first_part_alone() {
    if !has_parts() {
        return;
    }
    let (site, referrer) = opens_contract(&Intake::open());
    referrer.sees(words::WHO_REFERS);
    assert!(!asks_for_the_rest(&site.asked_for()));
    referrer.chooses(words::WHO_REFERS, Who::Clinician.label());
    referrer.presses(words::START);
    referrer.arrives_at("A few questions first");
    assert!(asks_for_the_rest(&site.asked_for()));
}

#[test]
fn the_study_file_comes_along_with_the_engine_and_is_fetched_once() {
    let (site, referrer) = opens_contract(&Intake::open());
    referrer.page_hears("referral-form-ready");
    let began = referrer.page_runs(&format!(
        "const all = performance.getEntriesByType('resource');
         return ['study.json', '{}'].map((end) => all.find((it) => it.name.endsWith(end)).startTime);",
        engine()
    ));
    assert!(began[0].as_f64() <= began[1].as_f64(), "the study file waits for the engine: {began}");
    assert_eq!(site.asked_for().iter().filter(|it| it.ends_with("study.json")).count(), 1);
}

#[test]
fn nothing_is_lost_when_the_rest_cannot_be_fetched_at_first() {
    if !has_parts() {
        return;
    }
    let (site, referrer) = opens_contract(&Intake::open());
    let path = format!("widget/{LATER}");
    site.put(&path, Reply::new(503));
    referrer.chooses(words::WHO_REFERS, Who::Clinician.label());
    referrer.presses(words::START);
    referrer.sees(words::PART_MISSING);
    site.take_away(&path);
    referrer.presses(words::START);
    referrer.arrives_at("A few questions first");
    referrer.does_not_see(words::PART_MISSING);
}

fn asks_for_the_rest(asked_for: &[String]) -> bool {
    asked_for.iter().any(|it| it.ends_with(LATER))
}
