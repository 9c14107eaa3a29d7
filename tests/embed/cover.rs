//! The cover: the first screen, which is there before the form is. What is chosen and pressed on it counts in the form.
//!
//! The loader shows it first, before the engine is there, and the engine then shows the same in its place.

use serde_json::{Value, json};

use crate::browser::until;
use crate::http::Reply;
use crate::intake::Intake;
use crate::people::{Who, opens_contract};
use crate::referrer::Referrer;
use crate::site::Site;
use crate::study::Study;
use crate::walk::examples;
use crate::words;

const TITLE: &str = "Demonstration: switching from emicizumab to Mim8 in people with haemophilia A";

#[test]
fn what_the_loader_shows_is_what_the_engine_shows() {
    let site = Site::open();
    let referrer = Referrer::opens(&site, "first-screen.html");
    let mut seen = 0;
    for (name, path, _) in examples() {
        let text = std::fs::read(path).expect("an example can be read");
        let mut study: Value = serde_json::from_slice(&text).expect("an example is JSON");
        // With an outbox the form is there from the start, and with other languages the engine is.
        study.as_object_mut().map(|it| it.remove("outbox"));
        if study["language"] != "en" {
            continue;
        }
        for key in ["/study/closes", "/study/ethics/expiresOn"] {
            study.pointer_mut(key).into_iter().for_each(|it| *it = json!("2999-12-31"));
        }
        site.put_study(study.to_string());
        let last = study["sources"]
            .as_array()
            .and_then(|it| it.last()?["id"].as_str())
            .expect("a study has sources");
        for attributes in [
            json!({ "study": "study.json" }),
            json!({ "study": "study.json", "source": last, "heading-level": "3" }),
        ] {
            let screens = shows(&site, &referrer, &attributes, "() => {}");
            assert!(screens["loader"].is_object(), "{name} {attributes}: the loader shows nothing");
            assert_eq!(screens["loader"], screens["engine"], "{name} {attributes}");
            assert_eq!(
                screens["loaderPlaces"], screens["enginePlaces"],
                "{name} {attributes}: something moves"
            );
            seen += 1;
        }
    }
    assert!(seen >= 10, "only {seen} covers were compared");
}

#[test]
fn what_is_chosen_and_pressed_before_the_engine_is_there_counts() {
    let act = "(form) => ['source-1', 'go-on'].forEach((it) => form.shadowRoot.getElementById(it).click())";
    let (_site, referrer) = opens_and(act);
    referrer.arrives_at("A few questions first");
    referrer.goes_back_to(TITLE);
    assert!(referrer.has_chosen(words::WHO_REFERS, Who::Staff.label()));
    let act = "(form) => ['focus', 'click'].forEach((it) => form.shadowRoot.getElementById('open-materials')[it]())";
    let (_site, referrer) = opens_and(act);
    referrer.presses(words::CLOSE);
    referrer.focus_is_on(words::MORE);
}

#[test]
fn the_focus_stays_when_the_engine_comes() {
    let (_site, referrer) = opens_and("(form) => form.shadowRoot.getElementById('source-1').focus()");
    referrer.focus_is_on(Who::Staff.label());
    // A link has no id.
    let (_site, referrer) = opens_and("(form) => form.shadowRoot.querySelector('.rf-panel a').focus()");
    let focused = "return document.querySelector('referral-form').shadowRoot.activeElement?.matches('.rf-widget .rf-panel a')";
    until(
        || "the link has lost the focus".to_owned(),
        || (referrer.page_runs(focused) == true).then_some(()),
    );
}

#[test]
fn an_element_that_goes_before_the_engine_is_there_comes_back_whole() {
    let act = "(form) => { form.remove(); requestAnimationFrame(() => document.body.append(form)); }";
    let (_site, referrer) = opens_and(act);
    referrer.page_runs("document.querySelector('referral-form').remove(); shows({ study: 'study.json' }, (form) => form.remove())");
    referrer.page_runs("shows({ study: 'study.json' })");
    referrer.chooses(words::WHO_REFERS, Who::Staff.label());
    referrer.presses(words::START);
    referrer.arrives_at("A few questions first");
    assert_eq!(
        referrer.page_runs("return document.querySelector('referral-form').shadowRoot.childElementCount"),
        1
    );
    referrer.sees_no_panic();
}

#[test]
fn a_method_of_the_element_does_not_wait_for_the_cover_to_be_read() {
    let act = "(form) => form.prefill({}).then(() => { window.isPrefilled = true; })";
    let (_site, referrer) = opens_and(act);
    until(
        || "nothing came of prefill".to_owned(),
        || (referrer.page_runs("return window.isPrefilled") == true).then_some(()),
    );
}

#[test]
fn the_first_press_of_a_button_does_what_it_says() {
    let (_site, referrer) = opens_contract(&Intake::open());
    referrer.chooses(words::WHO_REFERS, Who::Clinician.label());
    referrer.sees("Step 1 of");
    let told = progress(&referrer);
    referrer.presses(words::MORE);
    referrer.presses(words::CLOSE);
    referrer.focus_is_on(words::MORE);
    assert!(referrer.has_chosen(words::WHO_REFERS, Who::Clinician.label()));
    assert_eq!(progress(&referrer), told);
    referrer.presses(words::START);
    referrer.arrives_at("A few questions first");
}

#[test]
fn what_leads_nowhere_in_a_file_is_told_once_somebody_turns_to_the_form() {
    let site = Site::open();
    let study = Study::contract(&Intake::open()).with("/sections/0/fields/0/sources", json!(["nobody"]));
    site.put_study(study.bytes());
    let referrer = Referrer::opens(&site, "with-children.html");
    referrer.sees(words::START);
    referrer.tabs_once();
    referrer.sees("/sections/0/fields/0/sources");
    referrer.does_not_see(words::START);
    assert_eq!(referrer.page_hears("referral-form-failed")[1]["kind"], "study");
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
    referrer.chooses(words::WHO_REFERS, Who::Staff.label());
    referrer.presses(words::START);
    referrer.arrives_at("A few questions first");
    assert!(!site.asked_for().iter().any(|it| it.ends_with("study.json")), "{:?}", site.asked_for());
    referrer.sees_no_panic();
}

/// Opens the contract's form, and has `act` called with the element as soon as the loader shows something.
fn opens_and(act: &str) -> (Site, Referrer) {
    let site = Site::open();
    site.put_study(Study::contract(&Intake::open()).bytes());
    let referrer = Referrer::opens(&site, "first-screen.html");
    shows(&site, &referrer, &json!({ "study": "study.json" }), act);
    (site, referrer)
}

/// Puts a form into a new page, and gives its first screens once the engine's stands; `act` is called with the element at the loader's.
fn shows(site: &Site, referrer: &Referrer, attributes: &Value, act: &str) -> Value {
    referrer.goes_to(&site.url("first-screen.html"));
    referrer.page_runs(&format!("shows({attributes}, {act})"));
    let stands = || Some(referrer.page_runs("return screens")).filter(|it| it["enginePlaces"].is_array());
    until(|| format!("the engine shows no cover; {}", referrer.text()), stands)
}

/// Where the form says that somebody is, and how long it takes from there.
fn progress(referrer: &Referrer) -> String {
    let text = referrer.text();
    let step = text.find("Step ").expect("the form tells the step");
    text[step..].split(" left").next().unwrap_or_default().to_owned()
}
