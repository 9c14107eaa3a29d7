//! Leaving the page with something unsent: the browser asks first, and only as long as there is something to lose.

use crate::browser::until;
use crate::engine::{Instrument, lacks};
use crate::http::Reply;
use crate::intake::{Intake, Mood};
use crate::people::{First, PERMISSION_SELF, Who, answers, consents_to, opens_contract, prepares, starts_as};
use crate::people::{answers_and_goes_on, gives_contact};
use crate::referrer::Referrer;
use crate::site::Site;
use crate::study::Study;
use crate::words;

/// Goes to another page, and tells whether the browser asked before.
fn is_asked_on_leaving(referrer: &Referrer, site: &Site) -> bool {
    let before = referrer.browser().farewells();
    referrer.goes_to(&site.url("static.html"));
    referrer.browser().farewells() > before
}

/// Waits until the page objects to being left, or no longer does.
fn page_objects(referrer: &Referrer, objects: bool) {
    let ask = "return !dispatchEvent(new Event('beforeunload', { cancelable: true }))";
    until(
        || format!("the page was {}to object to being left", if objects { "" } else { "not " }),
        || (referrer.page_runs(ask) == objects).then_some(()),
    );
}

#[test]
fn whoever_leaves_with_answers_is_asked_first() {
    if lacks(&[Instrument::Farewells]) {
        return;
    }
    let (site, referrer) = opens_contract(&Intake::open());
    starts_as(&referrer, Who::Themself);
    page_objects(&referrer, false);
    referrer.chooses("Sex", "Female");
    page_objects(&referrer, true);
    assert!(is_asked_on_leaving(&referrer, &site));

    // Who has answered nothing loses nothing.
    referrer.goes_to(&site.url("customer.html"));
    starts_as(&referrer, Who::Themself);
    assert!(!is_asked_on_leaving(&referrer, &site));
}

#[test]
fn going_back_to_the_first_step_keeps_the_question_and_starting_over_ends_it() {
    let (_site, referrer) = opens_contract(&Intake::open());
    starts_as(&referrer, Who::Themself);
    answers(&referrer, &First::fitting());
    referrer.presses(words::BACK);
    referrer.sees(words::WHO_REFERS);
    page_objects(&referrer, true);
    referrer.begins_as(Who::Themself.label());
    referrer.presses(words::START_OVER);
    referrer.presses(words::DELETE_ANSWERS);
    referrer.sees(words::WHO_REFERS);
    page_objects(&referrer, false);
}

#[test]
fn what_has_arrived_lets_the_page_go_and_what_has_not_does_not() {
    if lacks(&[Instrument::Farewells]) {
        return;
    }
    let intake = Intake::in_moods([Mood::status(403), Mood::Stores("R-1")]);
    let (site, referrer) = opens_contract(&intake);
    prepares(&referrer, Who::Themself, &First::fitting(), &[]);
    referrer.presses(words::SEND);
    referrer.focus_is_on(words::REFUSED);
    page_objects(&referrer, true);
    referrer.presses(words::TRY_AGAIN);
    referrer.arrives_at(words::SENT);
    page_objects(&referrer, false);
    assert!(!is_asked_on_leaving(&referrer, &site));
}

#[test]
fn an_element_taken_away_takes_the_question_with_it() {
    let (_site, referrer) = opens_contract(&Intake::open());
    starts_as(&referrer, Who::Themself);
    referrer.chooses("Sex", "Female");
    page_objects(&referrer, true);
    referrer.page_runs("document.querySelector('referral-form').remove()");
    page_objects(&referrer, false);
}

#[test]
fn a_shared_tablet_asks_only_while_a_referral_that_was_sent_off_is_not_known_to_have_arrived() {
    let busy = Mood::Replies(Reply::new(429).header("retry-after", "600"));
    let intake = Intake::in_moods([busy, Mood::Stores("R-2")]);
    let site = Site::open();
    site.put_study(Study::contract(&intake).bytes());
    let referrer = Referrer::opens(&site, "kiosk.html");
    starts_as(&referrer, Who::Themself);
    answers_and_goes_on(&referrer, &First::fitting());
    gives_contact(&referrer, Who::Themself);
    referrer.presses(words::CONTINUE);
    consents_to(&referrer, &[PERMISSION_SELF]);
    page_objects(&referrer, false);
    referrer.presses(words::SEND);
    referrer.sees(words::TRYING_IN);
    page_objects(&referrer, true);
    referrer.presses(words::STOP);
    referrer.focus_is_on(words::NOT_SENT);
    page_objects(&referrer, true);
    referrer.presses(words::BACK);
    referrer.arrives_at(words::CONSENT);
    page_objects(&referrer, true);
    referrer.presses(words::CONTINUE);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    page_objects(&referrer, false);
}

#[test]
fn whoever_rings_or_writes_to_the_desk_is_not_asked_about_leaving() {
    let (_site, referrer) = opens_contract(&Intake::open());
    referrer.page_runs(
        "document.body.insertAdjacentHTML('afterbegin', '<a id=ring href=\"tel:+12125550142\">Ring the clinic</a> <a id=go href=\"#elsewhere\">Elsewhere</a>');
         // The browser does not leave for these, but asks as if it did; what it asks with stands in here.
         for (const name of ['ring', 'go']) document.getElementById(name).addEventListener('click', (event) => event.preventDefault());
         window.asksAfter = (link) => { link.click(); return !dispatchEvent(new Event('beforeunload', { cancelable: true })); }",
    );
    starts_as(&referrer, Who::Themself);
    referrer.chooses("Sex", "Female");
    page_objects(&referrer, true);
    let asks = |link: &str| referrer.page_runs(&format!("return asksAfter({link})"));
    let inside = "document.querySelector('referral-form').shadowRoot.querySelector('.rf-widget [href^=\"mailto:\"], .rf-root:not(.rf-start *) [href^=\"mailto:\"]')";
    referrer.page_runs(&format!("{inside}.addEventListener('click', (event) => event.preventDefault())"));
    assert_eq!(asks(inside), false);
    assert_eq!(asks("document.getElementById('ring')"), false);
    page_objects(&referrer, true);
    assert_eq!(asks("document.getElementById('go')"), true);
}
