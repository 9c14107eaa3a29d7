//! The start page: it stands before the engine is there, and what is pressed on it counts in the form.

use serde_json::{Value, json};

use crate::browser::until;
use crate::engine::{Instrument, lacks};
use crate::http::Reply;
use crate::intake::Intake;
use crate::people::{FIRST_SECTION, Who, opens_contract};
use crate::referrer::Referrer;
use crate::site::{Site, engine, has_webassembly};
use crate::study::Study;
use crate::words;

const TITLE: &str = "Demonstration: switching from emicizumab to Mim8 in people with haemophilia A";
const SPANISH_TITLE: &str = "Demostración: cambio de emicizumab a Mim8 en personas con hemofilia A";
const ENGINE_STANDS: &str =
    "return Boolean(document.querySelector('referral-form')?.shadowRoot?.querySelector('.rf-widget'))";

#[test]
fn what_is_pressed_before_the_engine_is_there_counts() {
    let (_site, referrer) = opens_and("(form) => form.shadowRoot.getElementById('source-1').click()");
    referrer.focus_is_on(FIRST_SECTION);
    assert_eq!(referrer.page_runs("return wasFirst"), true);
    referrer.goes_back_to(TITLE);
    assert_eq!(referrer.chosen_source(), Who::Staff.label());
    referrer.focus_is_on(TITLE);
    let act = "(form) => ['focus', 'click'].forEach((it) => form.shadowRoot.getElementById('start-materials')[it]())";
    let (_site, referrer) = opens_and(act);
    referrer.presses(words::CLOSE);
    referrer.focus_is_on(words::MORE);
}

#[test]
fn buttons_that_are_pressed_before_the_engine_is_there_begin_once_and_the_last_one_counts() {
    let act = "(form) => [0, 1, 1].forEach((it) => form.shadowRoot.getElementById(`source-${it}`).click())";
    let (_site, referrer) = opens_and(act);
    referrer.arrives_at(FIRST_SECTION);
    referrer.focus_is_on(FIRST_SECTION);
    referrer.does_not_see(words::PROBLEMS);
    referrer.goes_back_to(TITLE);
    assert_eq!(referrer.chosen_source(), Who::Staff.label());
}

#[test]
fn the_form_stands_where_the_start_page_stood() {
    let (_site, referrer) = opens_and("() => {}");
    referrer.arrives_at(TITLE);
    let edges = |heading: &str| {
        referrer.page_runs(&format!(
            "const {{ left, right }} = document.querySelector('referral-form').shadowRoot.querySelector('{heading}').getBoundingClientRect();
             return [left, right];"
        ))
    };
    let before = edges(".rf-start .rf-heading");
    referrer.begins_as(Who::Staff.label());
    referrer.arrives_at(FIRST_SECTION);
    assert_eq!(edges(".rf-widget .rf-heading"), before);
}

#[test]
fn nothing_is_replaced_when_the_engine_comes() {
    let (_site, referrer) = opens_and("(form) => form.shadowRoot.getElementById('source-1').focus()");
    waits_for_the_engine(&referrer);
    referrer.focus_is_on(Who::Staff.label());
    let same = "return document.querySelector('referral-form').shadowRoot.querySelector('.rf-heading') === firstHeading";
    assert_eq!(referrer.page_runs(same), true);
    assert_eq!(referrer.events().len(), 1, "the page hears once that the form is there");
}

#[test]
fn an_element_that_goes_before_the_engine_is_there_comes_back_whole() {
    let act = "(form) => { form.remove(); requestAnimationFrame(() => document.body.append(form)); }";
    let (_site, referrer) = opens_and(act);
    referrer.page_hears("referral-form-ready");
    referrer.page_runs("document.querySelector('referral-form')?.remove(); shows({ study: 'study.json' }, (form) => form.remove())");
    referrer.page_runs("shows({ study: 'study.json' })");
    referrer.begins_as(Who::Staff.label());
    referrer.arrives_at(FIRST_SECTION);
    let both = "return document.querySelector('referral-form').shadowRoot.childElementCount";
    assert_eq!(referrer.page_runs(both), 2);
    referrer.sees_no_panic();
}

#[test]
fn a_method_of_the_element_does_not_wait_for_somebody_to_begin() {
    let act = "(form) => form.prefill({}).then(() => { window.isPrefilled = true; })";
    let (_site, referrer) = opens_and(act);
    until(
        || "nothing came of prefill".to_owned(),
        || (referrer.page_runs("return window.isPrefilled") == true).then_some(()),
    );
}

#[test]
fn every_language_of_the_study_is_there_without_the_engine() {
    if lacks(&[Instrument::ScriptsBefore]) {
        return;
    }
    let (site, referrer) = opens_contract(&Intake::open());
    referrer.browser().meets_every_page_with(
        "Object.defineProperty(Navigator.prototype, 'connection', { value: { saveData: true } })",
    );
    referrer.goes_to(&site.url("customer.html"));
    referrer.presses("Español");
    referrer.arrives_at(SPANISH_TITLE);
    referrer.sees("¿Quién hace la derivación?");
    referrer.begins_as_in("¿Quién hace la derivación?", "La propia persona");
    referrer.arrives_at("Primero, unas preguntas");
}

#[test]
fn who_saves_data_fetches_the_engine_once_they_turn_to_the_form() {
    if lacks(&[Instrument::ScriptsBefore]) {
        return;
    }
    let site = Site::open();
    site.put_study(Study::contract(&Intake::open()).bytes());
    let referrer = Referrer::opens(&site, "static.html");
    referrer.browser().meets_every_page_with(
        "Object.defineProperty(Navigator.prototype, 'connection', { value: { saveData: true } })",
    );
    referrer.goes_to(&site.url("customer.html"));
    referrer.sees(words::WHO_REFERS);
    // Two frames are more than the engine waits for where nobody saves.
    referrer.page_runs("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))");
    assert!(!asks_for_the_engine(&site), "{:?}", site.asked_for());
    referrer.tabs_to(words::MORE);
    waits_for_the_engine(&referrer);
    assert!(asks_for_the_engine(&site));
}

#[test]
fn who_is_far_above_the_form_fetches_the_engine_once_they_scroll_near() {
    let site = Site::open();
    site.put_study(Study::contract(&Intake::open()).bytes());
    let page = r#"<!doctype html><html lang="en"><meta charset="utf-8"><title>A long page</title>
        <script src="record-events.js"></script><p style="height: 20000px">Much else first.</p>
        <script type="module" src="widget/referral-form.js" data-study="study.json"></script></html>"#;
    site.put("long.html", Reply::new(200).body("text/html; charset=utf-8", page));
    let referrer = Referrer::opens(&site, "long.html");
    referrer.page_hears("referral-form-ready");
    referrer.page_runs("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))");
    assert!(!asks_for_the_engine(&site), "{:?}", site.asked_for());
    referrer.page_runs("document.querySelector('referral-form').scrollIntoView()");
    waits_for_the_engine(&referrer);
}

#[test]
fn an_engine_that_did_not_come_is_fetched_when_a_button_is_pressed_again() {
    let site = Site::open();
    site.put_study(Study::contract(&Intake::open()).bytes());
    let path = format!("widget/{}", engine());
    site.put(&path, Reply::new(503));
    let referrer = Referrer::opens(&site, "customer.html");
    referrer.begins_as(Who::Clinician.label());
    referrer.sees(words::FETCH_FAILED);
    site.take_away(&path);
    referrer.begins_as(Who::Clinician.label());
    referrer.arrives_at(FIRST_SECTION);
    referrer.does_not_see(words::FETCH_FAILED);
}

#[test]
fn what_a_guest_network_answered_in_place_of_the_engine_is_asked_for_again_past_the_cache() {
    if !has_webassembly() {
        return;
    }
    let site = Site::open();
    site.put_study(Study::contract(&Intake::open()).bytes());
    for name in ["referral-form-engine.js", "referral-form-engine_bg.wasm"] {
        let path = format!("widget/{name}");
        let kept =
            Reply::new(200).header("cache-control", "max-age=600").body("text/html", "<p>Please sign in");
        site.put(&path, kept);
        let referrer = Referrer::opens(&site, "static.html");
        // It lies in the browser's cache now.
        referrer.page_runs(&format!("return fetch('{path}').then((it) => it.text())"));
        site.take_away(&path);
        referrer.goes_to(&site.url("customer.html"));
        referrer.begins_as(Who::Clinician.label());
        referrer.arrives_at(FIRST_SECTION);
    }
}

#[test]
fn the_author_of_a_wrong_file_is_told_at_once_and_nobody_else_has_the_page_taken_away() {
    let site = Site::open();
    let study = Study::contract(&Intake::open()).with("/sections/0/fields/0/sources", json!(["nobody"]));
    site.put_study(study.bytes());
    let referrer = Referrer::opens(&site, "with-children.html");
    referrer.sees("/sections/0/fields/0/sources");
    referrer.does_not_see(words::WHO_REFERS);
    assert_eq!(referrer.page_hears("referral-form-failed")[1]["kind"], "study");

    let referrer = Referrer::opens_elsewhere(&site, "with-children.html");
    referrer.page_hears("referral-form-failed");
    referrer.sees(words::WHO_REFERS);
    referrer.begins_as(Who::Clinician.label());
    referrer.sees("desk@study.example");
    referrer.does_not_see(words::WHO_REFERS);
}

#[test]
fn the_study_file_is_fetched_once_and_the_engine_after_it() {
    let (site, referrer) = opens_contract(&Intake::open());
    waits_for_the_engine(&referrer);
    let began = referrer.page_runs(&format!(
        "const all = performance.getEntriesByType('resource');
         return ['study.json', '{}'].map((end) => all.find((it) => it.name.endsWith(end)).startTime);",
        engine()
    ));
    assert!(began[0].as_f64() <= began[1].as_f64(), "the study file waits for the engine: {began}");
    assert_eq!(site.asked_for().iter().filter(|it| it.ends_with("study.json")).count(), 1);
}

#[test]
fn a_study_may_stand_in_the_page_whatever_its_texts_are() {
    let title = "Tablets </script><b>against</b> migraine";
    let study = Study::contract(&Intake::open()).with("/study/title", json!(title));
    let text = String::from_utf8_lossy(&study.bytes()).replace('<', "\\u003c");
    let page = format!(
        r##"<!doctype html><html lang="en"><meta charset="utf-8"><title>Example</title>
        <script type="module" src="widget/referral-form.js"></script>
        <script type="application/json" id="study">{text}</script><referral-form study="#study"></referral-form></html>"##
    );
    let site = Site::open();
    site.put("in-page.html", Reply::new(200).body("text/html; charset=utf-8", page.into_bytes()));
    let referrer = Referrer::opens(&site, "in-page.html");
    referrer.arrives_at(title);
    referrer.begins_as(Who::Staff.label());
    referrer.arrives_at(FIRST_SECTION);
    assert!(!site.asked_for().iter().any(|it| it.ends_with("study.json")), "{:?}", site.asked_for());
    referrer.sees_no_panic();
}

/// Opens the contract's form, and has `act` called with the element as soon as the start page stands.
fn opens_and(act: &str) -> (Site, Referrer) {
    let site = Site::open();
    site.put_study(Study::contract(&Intake::open()).bytes());
    let referrer = Referrer::opens(&site, "start-page.html");
    referrer.page_runs(&format!("shows({}, {act})", json!({ "study": "study.json" })));
    (site, referrer)
}

pub fn waits_for_the_engine(referrer: &Referrer) {
    until(
        || format!("the engine does not come; {}", referrer.text()),
        || (referrer.page_runs(ENGINE_STANDS) == Value::Bool(true)).then_some(()),
    );
}

fn asks_for_the_engine(site: &Site) -> bool {
    site.asked_for().iter().any(|it| it.ends_with(engine()))
}

#[test]
fn an_engine_that_never_comes_is_not_waited_for_for_ever() {
    let site = Site::open();
    site.put_study(Study::contract(&Intake::open()).bytes());
    // What takes a minute takes no time here.
    site.put(
        "hurried.html",
        Reply::new(200).body(
            "text/html",
            "<!doctype html><html lang='en'><meta charset='utf-8'><title>A page</title><script>
             const later = setTimeout;
             window.setTimeout = (act, ms, ...given) => later(act, ms >= 60000 ? 100 : ms, ...given);
             </script><script type='module' src='widget/referral-form.js' data-study='study.json'></script>",
        ),
    );
    let file = format!("widget/{}", engine());
    site.never_answers(&file);
    let referrer = Referrer::opens(&site, "hurried.html");
    referrer.presses(Who::Staff.label());
    referrer.sees(words::FETCH_FAILED);
    site.take_away(&file);
    referrer.presses_until(Who::Staff.label(), || referrer.text().contains(FIRST_SECTION));
}
