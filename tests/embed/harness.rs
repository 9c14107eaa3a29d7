//! The tests' own tools, tried on a page without the widget: what they say they see is what a person would see.

use serde_json::json;

use crate::engine::{Instrument, lacks, lacks_in_part};
use crate::http::Reply;
use crate::intake::{Intake, Mood};
use crate::referrer::{Referrer, is_about_policy};
use crate::site::Site;

#[test]
fn a_person_finds_things_by_role_and_name_inside_the_shadow_root() {
    let referrer = Referrer::opens(&Site::open(), "static.html");

    referrer.arrives_at("A few questions");
    referrer.types("Your name", "Ada Exämple");
    referrer.chooses("Which diagnosis…", "The second");
    referrer.date("When was the person born?", 1988, Some(5), None);
    referrer.ticks("I agree");

    assert_eq!(referrer.value_of("Your name"), "Ada Exämple");
    assert!(referrer.has_chosen("Which diagnosis does the person have?", "The second"));
    assert!(!referrer.has_chosen("Which diagnosis does the person have?", "The first"));
    referrer.does_not_see("Hidden words");
    referrer.does_not_see("More to know");
    referrer.presses("More");
    referrer.sees("More to know");
}

#[test]
fn a_person_goes_on_by_keyboard_alone() {
    let referrer = Referrer::opens(&Site::open(), "static.html");

    referrer.tabs_to("Your name");
    referrer.keys("Sam");
    referrer.tabs_to("I agree");
    referrer.keys(" ");
    referrer.tabs_to("Continue");
    referrer.keys(" ");

    referrer.sees_problem("Email address", "Enter an email address");
    referrer.focus_is_on("There is a problem");
    assert_eq!(referrer.value_of("Your name"), "Sam");
}

#[test]
fn a_hundred_thousand_characters_are_pasted_at_once() {
    let referrer = Referrer::opens(&Site::open(), "static.html");
    referrer.types("Your name", &"ü".repeat(100_000));
    assert_eq!(referrer.value_of("Your name").chars().count(), 100_000);
}

#[test]
fn console_events_and_requests_are_on_record() {
    let (site, intake) = (Site::open(), Intake::open());
    let referrer = Referrer::opens(&site, "static.html");
    referrer.page_runs("console.log('said aloud'); sessionStorage.setItem('kept', 'here')");
    referrer.page_runs("document.querySelector('referral-form').dispatchEvent(new CustomEvent('referral-form-step', { detail: { index: 2 }, bubbles: true, composed: true }))");
    send(&referrer, &intake.url());

    referrer.author_is_told("said aloud");
    assert_eq!(referrer.page_hears("referral-form-step"), json!(["referral-form-step", { "index": 2 }]));
    assert_eq!(referrer.traces()["session"]["kept"], "here");
    let requests = referrer.browser().requests();
    let urls: Vec<&str> = requests.iter().map(|it| it.url.as_str()).collect();
    assert!(urls.contains(&site.url("static.html").as_str()), "{urls:?}");
    assert!(
        requests.iter().any(|it| it.method == "POST" && it.body.as_deref() == Some(r#"{"id":1}"#)),
        "{requests:?}"
    );
    assert_eq!(intake.receives_one(), json!({ "id": 1 }));
}

#[test]
fn a_page_elsewhere_is_secure_and_not_loopback() {
    if lacks(&[Instrument::TrustedName]) {
        return;
    }
    let referrer = Referrer::opens_elsewhere(&Site::open(), "static.html");
    assert_eq!(referrer.page_runs("return isSecureContext"), true);
    assert_eq!(referrer.page_runs("return location.hostname"), "clinic.example");
}

#[test]
fn the_endpoint_keeps_its_moods() {
    let (site, intake) = (Site::open(), Intake::open());
    let referrer = Referrer::opens(&site, "static.html");
    let attempts: [(Mood, &str, usize); 9] = [
        (Mood::Stores("R-7"), r#"201 {"reference":"R-7"}"#, 1),
        (Mood::status(204), "204 ", 1),
        (Mood::Replies(Reply::new(429).header("retry-after", "1")), "429 ", 1),
        (Mood::Replies(Reply::new(307).header("location", site.url("static.html"))), "opaqueredirect", 1),
        (Mood::ResetsBeforeReading, "no reply", 0),
        (Mood::ResetsAfterReading, "no reply", 1),
        (Mood::Hangs, "no reply", 1),
        (Mood::ForgetsCors, "no reply", 1),
        (Mood::RefusesPreflight, "no reply", 0),
    ];
    for (mood, expected, arrived) in attempts {
        let before = intake.bodies().len();
        intake.becomes(mood.clone());
        assert_eq!(send(&referrer, &intake.url()), expected, "{mood:?}");
        assert_eq!(intake.bodies().len() - before, arrived, "{mood:?}");
    }
    assert_eq!(send(&referrer, &Intake::url_of_one_that_is_down()), "no reply");
}

/// Posts from the page as the widget would, and returns what the page could tell of the reply.
fn send(referrer: &Referrer, url: &str) -> String {
    let script = r#"
        const options = { method: "POST", body: '{"id":1}', headers: { "content-type": "application/json" }, redirect: "manual",
            credentials: "omit", signal: AbortSignal.timeout(1500) };
        return fetch(URL, options).then(
            async (it) => (it.type === "opaqueredirect" ? it.type : `${it.status} ${await it.text()}`),
            () => "no reply",
        );"#;
    let told = referrer.page_runs(&script.replace("URL", &json!(url).to_string()));
    told.as_str().expect("the script tells a text").to_owned()
}

#[test]
fn a_strict_policy_does_not_hinder_the_tools() {
    let site = Site::open();
    site.put_page_with_policy(
        "static.html",
        "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
    );
    let referrer = Referrer::opens(&site, "static.html");
    referrer.types("Your name", "Ada");
    referrer.types("Email address", &"a".repeat(2_000));
    referrer.presses("Continue");
    assert_eq!(referrer.value_of("Your name"), "Ada");
    if !lacks_in_part(Instrument::Console) {
        let refused = referrer.browser().console().into_iter().find(|it| is_about_policy(it));
        assert!(refused.is_some(), "{:?}", referrer.browser().console());
    }
}

#[test]
fn a_frame_of_320_pixels_is_looked_into() {
    let referrer = Referrer::opens(&Site::open(), "narrow.html");
    referrer.page_runs("document.querySelector('iframe').src = 'static.html'");
    referrer.enters_frame(0);
    referrer.types("Your name", "Ada");
    assert_eq!(referrer.page_runs("return innerWidth"), 320);
    referrer.sees_no_horizontal_scroll();
}

#[test]
fn a_page_under_a_plain_name_is_not_secure() {
    let site = Site::open();
    let referrer = Referrer::opens(&site, "static.html");
    referrer.goes_to(&site.url_insecure("static.html"));
    assert_eq!(referrer.page_runs("return isSecureContext"), false);
}
