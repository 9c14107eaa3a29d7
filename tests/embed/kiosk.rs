//! The shared tablet: nothing of one person is there for the next.

use serde_json::json;

use crate::engine::{Instrument, lacks};
use crate::http::Reply;
use crate::intake::{Intake, Mood};
use crate::people::{
    self, CANDIDATE_SECTION, FIRST_SECTION, First, PERMISSION_SELF, Who, answers_and_goes_on, gives_contact,
    starts_as,
};
use crate::referrer::{ENTER, ESCAPE, Referrer};
use crate::site::Site;
use crate::study::Study;
use crate::words;

const TITLE: &str = "Demonstration: switching from emicizumab to Mim8 in people with haemophilia A";
/// What the page asks for with `data-idle-seconds`.
const IDLE_SECONDS: u32 = 60;
/// How long the warning stands.
const WARNING_SECONDS: u32 = 60;

fn opens_tablet(intake: &Intake) -> (Site, Referrer) {
    let site = Site::open();
    site.put_study(Study::contract(intake).bytes());
    let referrer = Referrer::opens(&site, "kiosk.html");
    referrer.arrives_at(TITLE);
    (site, referrer)
}

/// Types a name and a phone number, on the second section.
fn gives_a_name(referrer: &Referrer) {
    starts_as(referrer, Who::Themself);
    answers_and_goes_on(referrer, &First::fitting());
    gives_contact(referrer, Who::Themself);
}

/// Types a name, and agrees.
fn gets_to_the_review(referrer: &Referrer) {
    gives_a_name(referrer);
    referrer.presses(words::CONTINUE);
    people::consents_to(referrer, &[PERMISSION_SELF]);
}

/// A tablet on which Send was pressed, and no answer comes.
fn sends_without_an_answer() -> (Intake, Site, Referrer) {
    let intake = Intake::in_moods([Mood::Hangs]);
    let (site, referrer) = opens_tablet(&intake);
    gets_to_the_review(&referrer);
    referrer.presses(words::SEND);
    referrer.sees_button(words::SENDING);
    (intake, site, referrer)
}

fn time_passes(referrer: &Referrer, seconds: u32) {
    referrer.page_runs(&format!("return passSeconds({seconds})"));
}

/// The first step, as nobody has seen it yet: not in the page, not in the form behind it.
fn nothing_is_left(referrer: &Referrer) {
    referrer.arrives_at(TITLE);
    referrer.focus_is_on(TITLE);
    let everything = referrer.page_runs(
        "const inside = [...document.querySelector('referral-form').shadowRoot.querySelectorAll('*')];
         const said = (it) => [it.value, it.textContent, ...[...it.attributes].map((one) => one.value)].join(' ');
         return inside.map(said).join(' ') + (inside.some((it) => it.checked) ? 'ticked' : '')",
    );
    let everything = everything.as_str().expect("a text");
    for typed in ["Ada Example", "555-0123", "10001", "R-7", "ticked"] {
        assert!(!everything.contains(typed), "{typed} is still in the page");
    }
    starts_as(referrer, Who::Themself);
    assert_eq!(referrer.value_of(words::YEAR), "");
    assert!(!referrer.has_chosen("Sex", "Female"));
    referrer.presses(words::CONTINUE);
    referrer.focus_is_on(words::PROBLEMS);
    referrer.sees_no_panic();
}

#[test]
fn what_somebody_leaves_behind_goes_after_a_warning() {
    let (_site, referrer) = opens_tablet(&Intake::open());
    gives_a_name(&referrer);
    time_passes(&referrer, IDLE_SECONDS - 1);
    referrer.does_not_see(words::STILL_THERE);
    time_passes(&referrer, 1);
    referrer.sees("60 seconds left");
    time_passes(&referrer, WARNING_SECONDS - 1);
    referrer.sees("1 second left");
    referrer.focus_is_on(words::MORE_TIME);
    time_passes(&referrer, 1);
    nothing_is_left(&referrer);
}

#[test]
fn whoever_is_still_there_says_so_by_one_key() {
    let (_site, referrer) = opens_tablet(&Intake::open());
    gives_a_name(&referrer);
    for key in [ENTER, ESCAPE] {
        time_passes(&referrer, IDLE_SECONDS + 20);
        referrer.focus_is_on(words::MORE_TIME);
        referrer.keys(&key.to_string());
        referrer.sees_no_dialog();
        time_passes(&referrer, IDLE_SECONDS - 1);
        referrer.does_not_see(words::STILL_THERE);
        referrer.types("ZIP code", "10002");
    }
    time_passes(&referrer, IDLE_SECONDS - 1);
    referrer.does_not_see(words::STILL_THERE);
    assert_eq!(referrer.value_of("Name of the person"), "Ada Example");
}

#[test]
fn a_form_in_which_nothing_was_done_is_left_alone() {
    let (_site, referrer) = opens_tablet(&Intake::open());
    referrer.page_runs("window.before = document.querySelector('referral-form').shadowRoot.firstChild");
    time_passes(&referrer, 10 * (IDLE_SECONDS + WARNING_SECONDS));
    referrer.does_not_see(words::STILL_THERE);
    let is_same = "return window.before === document.querySelector('referral-form').shadowRoot.firstChild";
    assert_eq!(referrer.page_runs(is_same), true);
}

#[test]
fn a_tablet_that_slept_shows_nothing_when_it_wakes() {
    let (_site, referrer) = opens_tablet(&Intake::open());
    gives_a_name(&referrer);
    referrer.page_runs("window.passed += 3_600_000; return passSeconds(1)");
    nothing_is_left(&referrer);
}

#[test]
fn the_receipt_goes_sooner() {
    let intake = Intake::in_moods([Mood::Stores("R-7")]);
    let (_site, referrer) = opens_tablet(&intake);
    gets_to_the_review(&referrer);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    time_passes(&referrer, IDLE_SECONDS / 2);
    referrer.sees(words::STILL_THERE);
    time_passes(&referrer, WARNING_SECONDS);
    nothing_is_left(&referrer);
    assert_eq!(intake.receives_one()["answers"]["candidate_name"], "Ada Example");
}

#[test]
fn time_stands_still_while_a_referral_is_being_sent() {
    let (_intake, _site, referrer) = sends_without_an_answer();
    time_passes(&referrer, 2 * (IDLE_SECONDS + WARNING_SECONDS));
    referrer.arrives_at(words::REVIEW);
    referrer.does_not_see(words::STILL_THERE);
}

#[test]
fn a_referral_that_never_gets_away_is_not_left_to_the_next_person() {
    let (_intake, _site, referrer) = sends_without_an_answer();
    time_passes(&referrer, 30 * 60);
    referrer.arrives_at(TITLE);
    nothing_is_left(&referrer);
}

#[test]
fn what_waits_for_a_network_is_not_left_to_the_next_person() {
    if lacks(&[Instrument::Offline]) {
        return;
    }
    let intake = Intake::open();
    let (_site, referrer) = opens_tablet(&intake);
    gets_to_the_review(&referrer);
    referrer.browser().is_offline(true);
    referrer.presses(words::SEND);
    referrer.sees(words::OFFLINE);
    time_passes(&referrer, IDLE_SECONDS + WARNING_SECONDS);
    referrer.arrives_at(TITLE);
    referrer.browser().is_offline(false);
    nothing_is_left(&referrer);
    assert!(intake.requests().is_empty(), "it was sent without the person");
}

#[test]
fn start_over_asks_and_then_leaves_nothing() {
    let (_site, referrer) = opens_tablet(&Intake::open());
    gives_a_name(&referrer);
    referrer.presses(words::START_OVER);
    referrer.focus_is_on(words::KEEP_ANSWERS);
    referrer.keys(&ENTER.to_string());
    referrer.focus_is_on(words::START_OVER);
    assert_eq!(referrer.value_of("Name of the person"), "Ada Example");
    referrer.presses(words::BACK);
    referrer.arrives_at(words::PRECHECK);
    referrer.presses(words::START_OVER);
    referrer.presses(words::DELETE_ANSWERS);
    nothing_is_left(&referrer);
    referrer.page_hears("referral-form-step");
}

#[test]
fn a_page_that_is_left_keeps_nothing_for_the_browser_s_back() {
    let (_site, referrer) = opens_tablet(&Intake::open());
    gives_a_name(&referrer);
    // A browser that takes the page into its cache says so; whether this one does depends on its memory.
    referrer.page_runs("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
    nothing_is_left(&referrer);
}

#[test]
fn a_form_that_is_taken_away_stops_its_clock() {
    let (_site, referrer) = opens_tablet(&Intake::open());
    starts_as(&referrer, Who::Themself);
    referrer.presses(words::START_OVER);
    nothing_is_left(&referrer);
    assert_eq!(referrer.page_runs("return passSeconds(0)"), 1, "one clock for any number of people");
    referrer.page_runs(
        "document.querySelector('referral-form').remove(); return new Promise((done) => setTimeout(done, 0))",
    );
    assert_eq!(referrer.page_runs("return passSeconds(3600)"), 0);
    referrer.sees_no_panic();
}

#[test]
fn a_tablet_proposes_nothing_and_gives_nothing_away_to_be_spelt() {
    let (_site, referrer) = opens_tablet(&Intake::open());
    gives_a_name(&referrer);
    let careless = referrer.page_runs(
        "const root = document.querySelector('referral-form').shadowRoot;
         const off = (it) => (it.autocomplete || it.form.autocomplete) === 'off' && it.spellcheck === false && it.getAttribute('writingsuggestions') === 'false';
         return [...root.querySelectorAll('input:not([type=radio], [type=checkbox]), textarea')].filter((it) => !off(it)).length",
    );
    assert_eq!(careless, json!(0));
}

#[test]
fn a_page_of_one_s_own_offers_to_start_over_too() {
    let (_site, referrer) = people::opens_contract(&Intake::in_moods([Mood::Replies(Reply::new(204))]));
    referrer.arrives_at(TITLE);
    referrer.does_not_see(words::START_OVER);
    gives_a_name(&referrer);
    referrer.presses(words::START_OVER);
    referrer.presses(words::DELETE_ANSWERS);
    nothing_is_left(&referrer);
    referrer.does_not_see(CANDIDATE_SECTION);
    referrer.arrives_at(&format!("{} {FIRST_SECTION}", words::ERROR));
}

#[test]
fn pictures_that_slide_and_scripts_that_act_are_nobody() {
    let (_site, referrer) = opens_tablet(&Intake::open());
    gives_a_name(&referrer);
    // As a carousel does, and a script that plays a person: none of it is trusted by the browser.
    referrer.page_runs(
        "const strip = Object.assign(document.createElement('div'), { innerHTML: '<p style=\"width:4000px\">pictures</p>' });
         strip.style.cssText = 'overflow-x: scroll; width: 200px';
         document.body.append(strip);
         window.slide = () => {
             strip.scrollLeft += 50;
             for (const name of ['scroll', 'pointerdown', 'keydown', 'input', 'wheel', 'touchstart']) strip.dispatchEvent(new Event(name, { bubbles: true }));
             return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
         }",
    );
    for _ in 0..6 {
        time_passes(&referrer, IDLE_SECONDS / 6);
        referrer.page_runs("return slide()");
    }
    time_passes(&referrer, 1);
    referrer.sees(words::STILL_THERE);
    for _ in 0..6 {
        referrer.page_runs("return slide()");
        time_passes(&referrer, WARNING_SECONDS / 6);
    }
    nothing_is_left(&referrer);
}

#[test]
fn an_engine_that_breaks_down_on_a_tablet_leaves_nothing_and_says_whom_to_ask() {
    let (_site, referrer) = opens_tablet(&Intake::open());
    gives_a_name(&referrer);
    // What the engine makes elements with; the loader does without.
    referrer.page_runs(
        "Document.prototype.createDocumentFragment = () => { throw new Error('replaced by the page'); }",
    );
    referrer.presses(words::CONTINUE);
    referrer.sees(words::BROKEN_DOWN);
    referrer.sees("+1 212 555 0142");
    let left = referrer.page_runs("return document.querySelector('referral-form').shadowRoot.querySelectorAll('input, textarea').length");
    assert_eq!(left, 0);
    // Clocks and listeners of the engine go on, and find nothing.
    referrer.page_runs("try { passSeconds(200) } catch {}");
    referrer.sees(words::BROKEN_DOWN);
    referrer.presses(words::START_OVER);
    referrer.arrives_at(TITLE);
    starts_as(&referrer, Who::Themself);
    assert_eq!(referrer.value_of(words::YEAR), "");
}
