//! What shows where the engine cannot run as it should: the same form by the same engine as JavaScript, or the element's own words; in any
//! case all of it.

use crate::engine::{Instrument, lacks};
use crate::hostile::register;
use crate::http::Reply;
use crate::intake::Intake;
use crate::people::registers;
use crate::referrer::Referrer;
use crate::site::{Site, engine, has_webassembly};
use crate::words;

const OWN_WORDS: &str = "You can also ring the desk: +1 212 555 0142.";
const JAVASCRIPT: &str = "referral-form-engine-javascript.js";

fn policy(scripts: &str, intake: &Intake) -> String {
    format!(
        "default-src 'none'; script-src {scripts}; style-src 'self'; connect-src 'self' {}; require-trusted-types-for 'script'; \
         trusted-types 'none'; base-uri 'none'; form-action 'none'",
        intake.origin()
    )
}

fn has_fetched(site: &Site, ending: &str) -> bool {
    site.asked_for().iter().any(|it| it.ends_with(ending))
}

#[test]
fn a_page_that_refuses_webassembly_takes_a_referral_by_javascript() {
    let intake = Intake::open();
    let site = register(&intake);
    site.put_page_with_policy("with-children.html", &policy("'self'", &intake));
    let referrer = Referrer::opens(&site, "with-children.html");
    registers(&referrer, "Pia");
    assert_eq!(intake.receives_one()["answers"]["nickname"], "Pia");
    assert!(has_fetched(&site, JAVASCRIPT) && !has_fetched(&site, ".wasm"), "{:?}", site.asked_for());
    referrer.author_is_told("Add 'wasm-unsafe-eval' to the script-src");
    referrer.sees_no_panic();
}

#[test]
fn a_browser_without_webassembly_takes_a_referral_by_javascript() {
    if lacks(&[Instrument::ScriptsBefore]) {
        return;
    }
    let intake = Intake::open();
    let site = register(&intake);
    let referrer = Referrer::opens(&site, "static.html");
    referrer.browser().meets_every_page_with("delete window.WebAssembly");
    referrer.goes_to(&site.url("with-children.html"));
    registers(&referrer, "Pia");
    intake.receives_one();
    assert!(!has_fetched(&site, ".wasm"), "{:?}", site.asked_for());
}

#[test]
fn a_page_that_allows_webassembly_fetches_no_javascript_for_it() {
    if !has_webassembly() {
        return;
    }
    let intake = Intake::open();
    let site = register(&intake);
    site.put_page_with_policy("with-children.html", &policy("'self' 'wasm-unsafe-eval'", &intake));
    let referrer = Referrer::opens(&site, "with-children.html");
    registers(&referrer, "Pia");
    intake.receives_one();
    assert!(!has_fetched(&site, JAVASCRIPT), "{:?}", site.asked_for());
}

#[test]
fn an_engine_that_cannot_be_fetched_leaves_the_elements_own_words_and_names_the_headers() {
    let glue = if has_webassembly() { "referral-form-engine.js" } else { JAVASCRIPT };
    let broken = [
        (glue, Reply::new(503)),
        (glue, Reply::new(200).body("text/html", "<p>Not found")),
        (engine(), Reply::new(404)),
        (engine(), Reply::new(200).body("text/html", "<p>Not found")),
    ];
    for (name, reply) in broken {
        let site = register(&Intake::open());
        site.put(&format!("widget/{name}"), reply);
        let referrer = Referrer::opens(&site, "with-children.html");
        referrer.presses(words::START);
        referrer.sees(words::FETCH_FAILED);
        referrer.sees(OWN_WORDS);
        referrer.author_is_told("script-src and connect-src");
        referrer.author_is_told("Content-Type, and Access-Control-Allow-Origin");
    }
}

#[test]
fn a_policy_that_lets_nothing_be_fetched_leaves_the_elements_own_words_and_is_named() {
    let site = register(&Intake::open());
    let own = format!("script-src {}", site.url("widget/referral-form.js"));
    site.put_page_with_policy("with-children.html", &own);
    let referrer = Referrer::opens(&site, "with-children.html");
    referrer.author_is_told("Content-Security-Policy");
    referrer.presses(words::START);
    referrer.sees(words::FETCH_FAILED);
    referrer.sees(OWN_WORDS);
    referrer.author_is_told("could not start");
}
