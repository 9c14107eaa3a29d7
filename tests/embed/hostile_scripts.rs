//! The form among scripts that redefine what it runs on.
//!
//! What the page has replaced before the form came must still do what it is for; what it replaces later does not matter. Where that
//! is not enough, the element's own words show, whole: never half a form.

use crate::engine::{Instrument, lacks};
use crate::hostile::register;
use crate::intake::Intake;
use crate::outsider::Outsider;
use crate::people::{NICKNAME, REGISTER, REGISTER_CONSENT};
use crate::referrer::Referrer;
use crate::site::has_webassembly;
use crate::start_page::waits_for_the_engine;
use crate::words;

const OWN_WORDS: &str = "You can also ring the desk: +1 212 555 0142.";

fn registers(person: &Outsider) {
    person.arrives_at(REGISTER);
    person.presses(words::START);
    person.types(NICKNAME, "Pia");
    person.ticks("The high hill");
    person.presses(words::CONTINUE);
    person.arrives_at(words::CONSENT);
    person.ticks(REGISTER_CONSENT);
    person.presses(words::CONTINUE);
    person.arrives_at(words::REVIEW);
    person.presses(words::SEND);
    person.arrives_at(words::SENT);
}

#[test]
fn a_page_that_redefined_the_language_before_takes_a_referral() {
    if lacks(&[Instrument::WorldApart]) {
        return;
    }
    let intake = Intake::open();
    let referrer = Referrer::opens(&register(&intake), "redefines.html");
    registers(&Outsider::at(&referrer));
    assert_eq!(intake.receives_one()["answers"]["nickname"], "Pia");
    referrer.sees_no_panic();
}

#[test]
fn what_a_page_replaces_later_does_not_reach_the_form() {
    if lacks(&[Instrument::WorldApart]) {
        return;
    }
    let intake = Intake::open();
    let referrer = Referrer::opens(&register(&intake), "with-children.html");
    referrer.arrives_at(REGISTER);
    waits_for_the_engine(&referrer);
    let person = Outsider::at(&referrer);
    // The driver's own scripts cannot run after this one.
    referrer.page_runs(
        "setTimeout(() => {
             const refuse = () => { throw new Error('replaced by the page'); };
             for (const name of ['fetch', 'Promise', 'URL', 'URLSearchParams', 'Date', 'Uint8Array', 'TextDecoder', 'queueMicrotask', 'JSON',
                 'Response', 'WebAssembly']) window[name] = refuse;
             for (const name of ['get', 'set', 'construct', 'apply']) Reflect[name] = refuse;
             for (const name of ['map', 'filter', 'forEach', 'reduce', 'join', 'concat']) [].__proto__[name] = refuse;
             for (const name of ['trim', 'split', 'replace', 'startsWith']) ''.__proto__[name] = refuse;
             refuse.__proto__.bind = refuse;
         })",
    );
    registers(&person);
    assert_eq!(intake.receives_one()["answers"]["nickname"], "Pia");
}

#[test]
fn a_page_that_lets_nothing_be_fetched_keeps_the_elements_own_words() {
    if lacks(&[Instrument::ScriptsBefore]) {
        return;
    }
    let site = register(&Intake::open());
    let referrer = Referrer::opens(&site, "static.html");
    referrer
        .browser()
        .meets_every_page_with("window.fetch = () => { throw new Error('not on this page'); };");
    referrer.goes_to(&site.url("with-children.html"));
    if has_webassembly() {
        referrer.author_is_told("could not start");
        referrer.sees(OWN_WORDS);
        assert_eq!(referrer.text(), OWN_WORDS);
    } else {
        // A script comes without `fetch`; the study file does not.
        referrer.author_is_told("study.json could not be fetched");
        referrer.sees(OWN_WORDS);
    }
}

#[test]
fn an_engine_that_a_page_breaks_midway_gives_way_to_the_elements_own_words() {
    let referrer = Referrer::opens(&register(&Intake::open()), "with-children.html");
    referrer.arrives_at(REGISTER);
    referrer.presses(words::START);
    referrer.types(NICKNAME, "Pia");
    referrer.page_runs("Element.prototype.setAttribute = () => { throw new Error('replaced by the page'); }");
    referrer.presses(words::CONTINUE);
    referrer.author_is_told("broke down");
    referrer.sees(OWN_WORDS);
    assert_eq!(referrer.text(), OWN_WORDS);
}
