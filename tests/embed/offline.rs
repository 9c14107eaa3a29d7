//! The service worker: what it keeps for a time without a network, and what it never answers.

use std::path::Path;

use serde_json::{Value, json};

use crate::browser::until;
use crate::http::Reply;
use crate::intake::Intake;
use crate::people::{First, Who, prepares};
use crate::referrer::Referrer;
use crate::site::{Site, engine};
use crate::study::Study;
use crate::words;

const TITLE: &str = "Demonstration: switching from emicizumab to Mim8 in people with haemophilia A";
const PAGE: &str = "widget/offline.html";
const SECRET: &str = "Ada Example, ward 7";

/// Every address that is kept and is none of the widget's own files.
const NAMED: &str = "return caches.keys()
    .then((names) => Promise.all(names.map((name) => caches.open(name).then((it) => it.keys()))))
    .then((all) => all.flat().map((it) => it.url).filter((it) => !/referral-form[\\w-]*\\.(js|wasm|json)$/.test(it)).sort())";

/// A site whose page opens without a network, opened often enough to do so.
fn opens(intake: &Intake) -> (Site, Referrer) {
    let site = Site::open();
    let study = Study::contract(intake).deduplicating(true);
    site.put_study(study.bytes());
    site.put("widget/study.json", Reply::new(200).body("application/json", study.bytes()));
    let page = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/host-pages/offline.html"));
    let page = Reply::new(200).body("text/html; charset=utf-8", page.expect("the page"));
    site.put(PAGE, page);
    let referrer = Referrer::opens(&site, PAGE);
    referrer.arrives_at(TITLE);
    let has_engine = format!(
        "return caches.match('{}').then((it) => !!it && !!navigator.serviceWorker.controller)",
        engine()
    );
    until(
        || "the worker was to be ready".to_owned(),
        || (referrer.page_runs(&has_engine) == json!(true)).then_some(()),
    );
    (site, referrer)
}

fn waits_until_kept(referrer: &Referrer, addresses: &[String]) {
    let expected = Value::from(addresses);
    until(
        || format!("{:?} is kept", referrer.page_runs(NAMED)),
        || (referrer.page_runs(NAMED) == expected).then_some(()),
    );
}

#[test]
fn the_page_and_its_study_are_kept_and_nothing_else_of_their_folder() {
    let (site, referrer) = opens(&Intake::open());
    let patient = Reply::new(200).body("text/html; charset=utf-8", format!("<!doctype html><p>{SECRET}"));
    site.put("widget/patient.html", patient.clone());
    site.put("widget/marked.html", patient.header("cache-control", "no-store"));
    site.put("widget/other.json", Reply::new(200).body("application/json", "{}"));
    let kept = [site.url(PAGE), site.url("widget/study.json")];
    waits_until_kept(&referrer, &kept);

    for page in ["widget/patient.html", "widget/marked.html"] {
        referrer.goes_to(&site.url(page));
        until(|| format!("{page} was to be seen"), || referrer.page_text().contains(SECRET).then_some(()));
    }
    referrer.page_runs("return fetch('other.json').then((it) => it.text())");
    assert_eq!(referrer.page_runs(NAMED), Value::from(&kept[..]));

    site.is_down(true);
    let opened = "return fetch('patient.html').then(() => 'kept', () => 'nothing')";
    assert_eq!(referrer.page_runs(opened), "nothing");
}

#[test]
fn what_its_server_wants_nobody_to_keep_is_let_go() {
    let (site, referrer) = opens(&Intake::open());
    waits_until_kept(&referrer, &[site.url(PAGE), site.url("widget/study.json")]);
    let page = Reply::new(200).body("text/html; charset=utf-8", format!("<!doctype html><p>{SECRET}"));
    for mark in ["no-store", "private, max-age=60"] {
        site.put(PAGE, page.clone().header("cache-control", mark));
        referrer.goes_to(&site.url(PAGE));
        waits_until_kept(&referrer, &[site.url("widget/study.json")]);
    }
}

#[test]
fn no_cache_answers_the_look_before_sending() {
    let intake = Intake::open();
    let (site, referrer) = opens(&intake);
    waits_until_kept(&referrer, &[site.url(PAGE), site.url("widget/study.json")]);
    referrer.goes_to(&site.url(PAGE));
    prepares(&referrer, Who::Themself, &First::fitting(), &[]);
    site.is_down(true);
    referrer.presses(words::SEND);
    referrer.sees("The study could not be checked just now, so the referral was not sent.");
    assert_eq!(intake.requests().len(), 0, "a referral went to a study that nobody could ask");

    site.is_down(false);
    let closed = Study::contract(&intake).with("/study/status", json!("closed"));
    site.put("widget/study.json", Reply::new(200).body("application/json", closed.bytes()));
    referrer.presses_until(words::TRY_AGAIN, || referrer.text().contains("The study has closed"));
    assert_eq!(intake.requests().len(), 0, "a referral went to a study that has closed");
}
