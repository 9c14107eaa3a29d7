//! The widget on pages that we do not control.

use serde_json::Value;

use crate::http::Reply;
use crate::intake::Intake;
use crate::people::{
    self, CANDIDATE_SECTION, First, Who, answers_and_goes_on, opens_contract, prepares, starts_as,
};
use crate::referrer::Referrer;
use crate::site::{Site, engine};
use crate::study::{self, Study};
use crate::words;

const TITLE: &str = "Demonstration: switching from emicizumab to Mim8 in people with haemophilia A";

/// A page of the site with the contract's study.
fn opens_page(intake: &Intake, page: &str) -> (Site, Referrer) {
    let site = Site::open();
    site.put_study(Study::contract(intake).bytes());
    let referrer = Referrer::opens(&site, page);
    (site, referrer)
}

#[test]
fn the_privacy_notice_comes_before_the_first_question() {
    let (_site, referrer) = opens_contract(&Intake::open());
    referrer.arrives_at(TITLE);
    let text = referrer.text();
    let place = |part: &str| text.find(part).unwrap_or_else(|| panic!("\"{part}\" is not in {text}"));
    assert!(place("Demonstration study team") < place(words::WHO_REFERS));
    referrer.sees("Deleted after 90 days unless the person joins the study.");
    referrer.sees("desk@study.example");
}

#[test]
fn two_widgets_on_a_page_keep_to_themselves() {
    let intake = Intake::open();
    let site = Site::open();
    site.put_study(Study::contract(&intake).bytes());
    let other = crate::http::Reply::new(200).body("application/json", study::registry(&intake).bytes());
    site.put("other.json", other);
    let referrer = Referrer::opens(&site, "two-widgets.html");

    referrer.arrives_at(TITLE);
    starts_as(&referrer, Who::Themself);
    referrer.turns_to_widget(1);
    referrer.arrives_at("A register of people who walk uphill");
    referrer.presses(words::START);
    referrer.types("What may we call you?", "Pia");
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::CONSENT);
    referrer.turns_to_widget(0);
    answers_and_goes_on(&referrer, &First::fitting());
    referrer.turns_to_widget(1);
    people::consents_to(&referrer, &["I agree that the society writes to me."]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    referrer.turns_to_widget(0);
    referrer.arrives_at(CANDIDATE_SECTION);
    assert_eq!(intake.receives_one()["study"]["id"], "HILL-7");
    assert_eq!(engines_fetched(&site), 1, "the engine is fetched once");
}

#[test]
fn a_widget_that_is_moved_keeps_its_answers() {
    let (_site, referrer) = opens_contract(&Intake::open());
    starts_as(&referrer, Who::Themself);
    answers_and_goes_on(&referrer, &First::fitting());
    referrer.types("Name of the person", "Ada Example");
    referrer.page_runs("document.body.append(document.querySelector('referral-form'))");
    assert_eq!(referrer.value_of("Name of the person"), "Ada Example");
    referrer.sees_no_panic();
}

#[test]
fn a_widget_that_was_taken_away_works_when_it_is_back() {
    let intake = Intake::open();
    let (site, referrer) = opens_contract(&intake);
    starts_as(&referrer, Who::Themself);
    referrer.page_runs(
        "window.taken = document.querySelector('referral-form'); taken.remove();
         return new Promise((done) => setTimeout(done, 0))",
    );
    assert_eq!(referrer.page_runs("return document.querySelectorAll('referral-form').length"), 0);
    referrer.page_runs("document.body.append(taken)");
    referrer.arrives_at(TITLE);
    prepares(&referrer, Who::Themself, &First::fitting(), &[]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    intake.receives_one();
    assert_eq!(engines_fetched(&site), 1, "the engine is fetched once");
    referrer.sees_no_panic();
}

#[test]
fn an_element_and_a_script_that_come_later_are_served_too() {
    let intake = Intake::open();
    let (_site, referrer) = opens_page(&intake, "customer.html");
    referrer.arrives_at(TITLE);
    referrer.page_runs(
        "const later = document.createElement('referral-form');
         later.setAttribute('study', 'study.json');
         document.body.append(later)",
    );
    referrer.turns_to_widget(1);
    referrer.arrives_at(TITLE);
    referrer.page_runs(
        "const later = document.createElement('script');
         Object.assign(later, { type: 'module', src: 'widget/referral-form.js' });
         later.dataset.study = 'study.json';
         document.body.append(later)",
    );
    referrer.turns_to_widget(2);
    referrer.arrives_at(TITLE);
}

#[test]
fn a_page_takes_the_form_from_another_host_that_lets_it() {
    let (intake, files, site) = (Intake::open(), Site::open(), Site::open());
    files.put_study(Study::contract(&intake).bytes());
    let page = format!(
        r#"<!doctype html><html lang="en"><meta charset="utf-8"><title>A study</title>
           <script type="module" src="{}"></script><referral-form study="{}"><p>You can also ring the desk.</p></referral-form>"#,
        files.url("widget/referral-form.js"),
        files.url("study.json")
    );
    site.put("elsewhere.html", Reply::new(200).body("text/html", page));
    let referrer = Referrer::opens(&site, "elsewhere.html");
    referrer.author_is_told("Access-Control-Allow-Origin");
    assert_eq!(referrer.text(), "You can also ring the desk.");

    files.is_for_everybody();
    referrer.goes_to(&site.url("elsewhere.html"));
    prepares(&referrer, Who::Themself, &First::fitting(), &[]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    let post = intake.requests().into_iter().find(|it| it.method == "POST").expect("it was sent");
    assert_eq!(post.header("origin"), Some(site.url("").trim_end_matches('/')));
}

#[test]
fn a_strict_page_needs_no_exception_for_it() {
    let intake = Intake::open();
    let site = Site::open();
    site.put_study(Study::contract(&intake).bytes());
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' {}; \
         require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'",
        intake.origin()
    );
    site.put_page_with_policy("customer.html", &policy);
    let referrer = Referrer::opens(&site, "customer.html");
    prepares(&referrer, Who::Themself, &First::fitting(), &[]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    intake.receives_one();
    referrer.sees_nothing_refused_by_policy();
}

#[test]
fn the_page_and_the_widget_do_not_restyle_each_other() {
    let (_site, referrer) = opens_page(&Intake::open(), "hostile-styles.html");
    referrer.arrives_at(TITLE);
    let inside = referrer.page_runs(
        "const root = document.querySelector('referral-form').shadowRoot;
         const heading = [...root.querySelectorAll('h1, h2, h3')][0];
         return getComputedStyle(heading).fontFamily + getComputedStyle(heading).textTransform",
    );
    assert!(!inside.as_str().expect("a text").contains("fantasy"), "{inside}");
    assert!(inside.as_str().expect("a text").ends_with("none"), "{inside}");
    let outside = referrer.page_runs("return getComputedStyle(document.querySelector('h1')).fontFamily");
    assert_eq!(outside, "fantasy");
    // The driver leaves some globals of its own.
    let globals = referrer.page_runs(
        "const frame = document.createElement('iframe');
         document.body.append(frame);
         const usual = new Set(Object.getOwnPropertyNames(frame.contentWindow));
         frame.remove();
         return Object.getOwnPropertyNames(window).filter((it) => !usual.has(it) && !/^(recordedEvents|ret_nodes$|cdc_|\\$cdc|[0-9]+$)/.test(it))",
    );
    assert_eq!(globals, Value::Array(Vec::new()), "a global beside the element");
}

#[test]
fn nothing_scrolls_sideways_at_320_pixels() {
    let (_site, referrer) = opens_page(&Intake::open(), "narrow.html");
    referrer.enters_frame(0);
    assert_eq!(referrer.page_runs("return innerWidth"), 320);
    referrer.arrives_at(TITLE);
    let looks = |referrer: &Referrer| referrer.sees_no_horizontal_scroll();
    looks(&referrer);
    starts_as(&referrer, Who::Staff);
    people::answers(&referrer, &First::fitting());
    looks(&referrer);
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::PRECHECK);
    looks(&referrer);
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(CANDIDATE_SECTION);
    people::gives_contact(&referrer, Who::Staff);
    looks(&referrer);
    referrer.presses(words::CONTINUE);
    people::introduces_themself(&referrer, Who::Staff);
    referrer.arrives_at(words::CONSENT);
    looks(&referrer);
    people::consents_to(&referrer, Who::Staff.required_consents());
    referrer.presses(words::SHOW_BODY);
    looks(&referrer);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    looks(&referrer);
}

#[test]
fn a_page_that_is_not_secure_shows_the_contact_only() {
    let site = Site::open();
    site.put_study(Study::contract(&Intake::open()).bytes());
    let referrer = Referrer::opens(&site, "static.html");
    referrer.goes_to(&site.url_insecure("with-children.html"));
    assert_eq!(referrer.page_runs("return isSecureContext"), false);
    referrer.sees("desk@study.example");
    referrer.does_not_see(words::START);
    referrer.sees_no_panic();
}

fn engines_fetched(site: &Site) -> usize {
    site.asked_for().iter().filter(|it| it.ends_with(engine())).count()
}
