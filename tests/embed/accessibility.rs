//! No barrier in any state of any example: what axe-core and IBM's checker can find, at both sizes, in every look.

use serde_json::json;

use crate::barriers::{Barriers, Found};
use crate::browser::until;
use crate::engine::{Instrument, lacks};
use crate::http::Reply;
use crate::intake::{Intake, Mood};
use crate::languages::says;
use crate::referrer::Referrer;
use crate::site::Site;
use crate::status_link::{link, told};
use crate::study::Study;
use crate::walk::{Walk, examples};
use crate::words;

/// How many browsers look at a time.
const BROWSERS: usize = 2;

#[test]
fn no_state_of_any_example_has_a_barrier() {
    if lacks(&[Instrument::Colours, Instrument::WindowSizes]) {
        return;
    }
    let (found, examples) = (Found::default(), examples());
    std::thread::scope(|scope| {
        for first in 0..BROWSERS {
            let mine = examples.iter().skip(first).step_by(BROWSERS);
            scope.spawn(|| {
                for (name, study, answers) in mine {
                    let walk = Walk::of(name, study, answers);
                    let referrer = walk.opens("");
                    let barriers = Barriers::on(&referrer, &found);
                    walk.goes(&referrer, |state| barriers.look(&format!("{name}: {state}")));
                }
            });
        }
    });
    found.expect_none();
}

#[test]
fn the_form_on_a_tablet_has_no_barrier() {
    if lacks(&[Instrument::Colours, Instrument::WindowSizes]) {
        return;
    }
    let found = Found::default();
    let (name, study, answers) = examples().into_iter().find(|it| it.0 == "full").expect("the full example");
    let walk = Walk::of(&name, &study, &answers);
    let referrer = walk.opens("?mode=kiosk");
    let barriers = Barriers::on(&referrer, &found);
    walk.goes(&referrer, |state| barriers.look(&format!("{name}, kiosk: {state}")));
    found.expect_none();
}

#[test]
fn what_there_is_to_know_about_the_study_has_no_barrier() {
    if lacks(&[Instrument::Colours, Instrument::WindowSizes]) {
        return;
    }
    let found = Found::default();
    let (name, study, answers) = examples().into_iter().find(|it| it.0 == "full").expect("the full example");
    let walk = Walk::of(&name, &study, &answers);
    let referrer = walk.opens("");
    referrer.presses(words::MORE);
    referrer.sees_button(words::CLOSE);
    Barriers::on(&referrer, &found).look("full: materials open");
    found.expect_none();
}

#[test]
fn what_stands_in_place_of_a_form_has_no_barrier() {
    if lacks(&[Instrument::Colours, Instrument::TrustedName, Instrument::WindowSizes]) {
        return;
    }
    let found = Found::default();
    let site = Site::open();
    let referrer = Referrer::opens(&site, "static.html");
    let contract = || Study::contract(&Intake::open());
    let here = || site.url("accessibility.html");
    let elsewhere = || site.url_elsewhere("accessibility.html");
    for (state, study, url) in [
        ("closed", contract().with("/study/status", json!("closed")).bytes(), here()),
        ("paused", contract().with("/study/status", json!("paused")).bytes(), here()),
        ("broken, for its author", contract().with("/study/titel", json!("mistyped")).bytes(), here()),
        ("broken, for a visitor", contract().with("/study/titel", json!("mistyped")).bytes(), elsewhere()),
        ("no JSON", b"oops".to_vec(), elsewhere()),
        ("without https", contract().bytes(), site.url_insecure("accessibility.html")),
    ] {
        site.put("study.json", Reply::new(200).body("application/json", study));
        referrer.goes_to(&url);
        referrer.page_hears(if state.contains("broken") || state == "no JSON" {
            "referral-form-failed"
        } else {
            "referral-form-closed"
        });
        Barriers::on(&referrer, &found).look(state);
    }
    found.expect_none();
}

#[test]
fn what_became_of_a_referral_is_told_without_a_barrier() {
    if lacks(&[Instrument::Colours, Instrument::WindowSizes]) {
        return;
    }
    let found = Found::default();
    let (site, intake) = (Site::open(), Intake::open());
    site.put_study(Study::healthy_men(&intake).bytes());
    let referrer = Referrer::opens(&site, "static.html");
    for (language, tells, said) in [
        ("en", told("scheduled"), "There is an appointment".to_owned()),
        ("ar", told("accepted"), says("ar", "status-accepted")),
        ("en", Mood::status(404), words::LINK_UNKNOWN.to_owned()),
        ("en", Mood::ForgetsCors, words::CANNOT_LOOK.to_owned()),
    ] {
        intake.becomes(tells);
        let address = format!("accessibility.html?lang={language}{}", link("DEMO-05870670", "/status/T"));
        referrer.goes_to(&site.url(&address));
        referrer.page_runs("location.reload()");
        referrer.sees(&said);
        Barriers::on(&referrer, &found).look(&said);
    }
    found.expect_none();
}

#[test]
fn every_component_in_every_state_has_no_barrier() {
    if lacks(&[Instrument::Colours, Instrument::WindowSizes]) {
        return;
    }
    let found = Found::default();
    let referrer = Referrer::opens(&Site::open(), "widget/gallery.html");
    let built = || referrer.page_runs("return document.documentElement.dataset.gallery ?? ''");
    let mut state = built();
    while state != "ready" {
        state =
            until(|| format!("the gallery stopped at {state}"), || Some(built()).filter(|it| *it != state));
    }
    // One form a page is what these two expect: they take the names in one shadow root for those in another.
    let between_forms = ["landmark-unique", "input_checkboxes_grouped"];
    Barriers::on(&referrer, &found).without(&between_forms).look("the gallery");
    found.expect_none();
}

#[test]
fn both_checkers_find_a_barrier_inside_a_shadow_root() {
    let found = Found::default();
    let referrer = Referrer::opens(&Site::open(), "barriers.html");
    let barriers = Barriers::on(&referrer, &found).run();
    let has = |by: &str, rule: &str| {
        assert!(barriers.iter().any(|it| it["by"] == by && it["rule"] == rule), "{by} {rule}: {barriers:#?}");
    };
    has("axe", "label");
    has("axe", "color-contrast");
    has("IBM", "input_label_exists");
    has("IBM", "text_contrast_sufficient");
}
