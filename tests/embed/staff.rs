//! The staff of a shared tablet: they alone see what waits there, by a code of theirs; everybody else sees how many.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::barriers::{Barriers, Found};
use crate::engine::{Instrument, lacks};
use crate::intake::{Intake, Mood};
use crate::keys::Keys;
use crate::outbox::{lets_wait, looks_at_the_device, sends};
use crate::referrer::{ENTER, ESCAPE, Referrer};
use crate::site::Site;
use crate::study::Study;
use crate::words;

const TITLE: &str = "Demonstration: switching from emicizumab to Mim8 in people with haemophilia A";
const CODE: &str = "plum tree 7";
/// How long the dialog stays open while nobody presses anything.
const OPEN_SECONDS: u32 = 60;
/// All that is in the form, seen or not, with what stands in its controls.
const EVERYTHING: &str = "[...document.querySelector('referral-form').shadowRoot.querySelectorAll('*')].map((it) => [it.value, it.id, ...[...it.childNodes].filter((one) => one.nodeType === 3).map((one) => one.data)].join(' ')).join(' ')";

/// A page on which a referral has waited too long; nobody's form is open on it any more.
fn opens(page: &str, keys: &Keys, has_code: bool) -> (Intake, Site, Referrer) {
    let intake = Intake::in_moods([Mood::status(429)]);
    let site = Site::open();
    let mut study = lets_wait(keys, Study::contract(&intake).deduplicating(true));
    if has_code {
        let digest = digest(&study, keys);
        study = study.with("/outbox/staffCode", json!(digest));
    }
    site.put_study(study.bytes());
    let referrer = Referrer::opens(&site, page);
    sends(&referrer);
    referrer.arrives_at(words::KEPT);
    referrer.presses(words::START_OVER);
    referrer.presses_until(words::DELETE_ANSWERS, || !referrer.text().contains(words::DELETE_ANSWERS));
    referrer.arrives_at(TITLE);
    referrer.sees(words::ONE_WAITS);
    referrer.page_runs("window.passed += 3_600_000; return passSeconds(1)");
    looks_at_the_device(&referrer);
    (intake, site, referrer)
}

/// What the command makes of the code, for the study file.
fn digest(study: &Study, keys: &Keys) -> String {
    let file = keys.file().with_extension("study.json");
    std::fs::write(&file, study.bytes()).expect("the folder for tests can be written to");
    let mut making = Command::new(env!("CARGO_BIN_EXE_referral-form"))
        .arg("staff-code")
        .arg(&file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the command starts");
    writeln!(making.stdin.take().expect("its input is piped"), "{CODE}").expect("it reads its input");
    let made = making.wait_with_output().expect("it ends");
    String::from_utf8(made.stdout).expect("a digest is text").trim().to_owned()
}

fn everything(referrer: &Referrer) -> String {
    referrer.page_runs(&format!("return {EVERYTHING}")).as_str().expect("a text").to_owned()
}

fn tries(referrer: &Referrer, code: &str) {
    referrer.types(words::STAFF_CODE, code);
    referrer.presses(words::SHOW_WAITING);
}

fn opens_what_waits(referrer: &Referrer) {
    referrer.presses(words::FOR_STAFF);
    tries(referrer, CODE);
    referrer.sees(words::WAITED_TOO_LONG);
}

/// Nothing of what staff see or typed is in the page, not even hidden.
fn is_closed(referrer: &Referrer) {
    referrer.sees_no_dialog();
    let everything = everything(referrer);
    for told in [words::WAITED_TOO_LONG, words::SAVE_SEALED, words::STAFF_CODE, CODE] {
        assert!(!everything.contains(told), "{told} is still in the page");
    }
}

#[test]
fn the_next_person_at_a_tablet_sees_how_many_wait_and_nothing_of_them() {
    for has_code in [false, true] {
        let keys = Keys::made_for(if has_code { "staff-count-code" } else { "staff-count" });
        let (intake, _site, referrer) = opens("kiosk.html", &keys, has_code);
        let waiting = "return document.querySelector('referral-form').shadowRoot.querySelector('.rf-outbox').textContent";
        let count = format!("{} Only the study team can open it.", words::ONE_WAITS);
        let expected = if has_code { count + words::FOR_STAFF } else { count };
        assert_eq!(referrer.page_runs(waiting), json!(expected));
        let everything = everything(&referrer);
        let host = intake.url().replace("http://", "").replace("/referrals", "");
        for told in [
            words::WAITED_TOO_LONG,
            words::SAVE_SEALED,
            words::REMOVE_SEALED,
            words::SEND_NOW,
            &host,
            "outbox-",
        ] {
            assert!(!everything.contains(told), "{told} is in the page");
        }
        referrer.sees_no_panic();
    }
}

#[test]
fn staff_decide_by_their_code() {
    let keys = Keys::made_for("staff-decide");
    let (intake, _site, referrer) = opens("kiosk.html", &keys, true);
    referrer.presses(words::FOR_STAFF);
    referrer.focus_is_on(words::STAFF_CODE);
    referrer.does_not_see(words::WAITED_TOO_LONG);
    tries(&referrer, "pear tree 7");
    referrer.sees_problem(words::STAFF_CODE, words::NOT_THE_CODE);
    referrer.focus_is_on(words::STAFF_CODE);
    assert_eq!(referrer.value_of(words::STAFF_CODE), "");
    referrer.keys(&format!("{CODE}{ENTER}"));
    referrer.sees(words::WAITED_TOO_LONG);
    assert!(!everything(&referrer).contains(CODE));
    let asked = intake.bodies().len();
    referrer.presses(words::REMOVE_SEALED);
    referrer.presses(words::REMOVE_FOR_GOOD);
    referrer.sees(words::NOTHING_TO_DECIDE);
    referrer.presses(words::CLOSE);
    is_closed(&referrer);
    referrer.does_not_see(words::ONE_WAITS);
    referrer.does_not_see(words::FOR_STAFF);
    assert_eq!(intake.bodies().len(), asked, "it was sent");
    assert!(!referrer.traces().to_string().contains("plum"), "the code is on the page");
}

#[test]
fn what_staff_send_again_arrives() {
    let keys = Keys::made_for("staff-again");
    let (intake, _site, referrer) = opens("kiosk.html", &keys, true);
    intake.becomes(Mood::Stores("R-3"));
    opens_what_waits(&referrer);
    referrer.presses(words::SEND_AGAIN);
    referrer.sees(words::NOTHING_TO_DECIDE);
    let last = intake.bodies().pop().expect("it arrived");
    assert!(keys.open(&last).contains("Ada Example"));
}

#[test]
fn wrong_codes_have_to_wait_after_a_few() {
    let keys = Keys::made_for("staff-wrong");
    let (_intake, _site, referrer) = opens("kiosk.html", &keys, true);
    referrer.presses(words::FOR_STAFF);
    for code in ["", "pear tree 7"] {
        tries(&referrer, code);
        referrer.sees_problem(words::STAFF_CODE, words::NOT_THE_CODE);
        referrer.focus_is_on(words::STAFF_CODE);
    }
    tries(&referrer, "plum tree 8");
    referrer.sees_problem(words::STAFF_CODE, words::NEXT_CODE_IN_A_MINUTE);
    // Neither the right one nor starting over makes it shorter.
    tries(&referrer, CODE);
    referrer.sees_problem(words::STAFF_CODE, words::NEXT_CODE_IN_A_MINUTE);
    referrer.page_runs("return document.querySelector('referral-form').reset()");
    is_closed(&referrer);
    referrer.presses(words::FOR_STAFF);
    tries(&referrer, CODE);
    referrer.sees_problem(words::STAFF_CODE, words::NEXT_CODE_IN_A_MINUTE);
    referrer.presses(words::CLOSE);
    referrer.page_runs(&format!("return passSeconds({OPEN_SECONDS})"));
    opens_what_waits(&referrer);
}

#[test]
fn what_staff_opened_closes_when_they_go() {
    let keys = Keys::made_for("staff-closes");
    let (_intake, _site, referrer) = opens("kiosk.html", &keys, true);
    let a_minute = format!("return passSeconds({OPEN_SECONDS})");
    for goes in [
        &a_minute,
        "return document.querySelector('referral-form').reset()",
        "dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))",
        // Another step is shown, there and back.
        "const root = document.querySelector('referral-form').shadowRoot;
         const begin = root.querySelector('.rf-begin');
         (begin.checkVisibility() ? begin : root.querySelector('form.rf-step .rf-button-secondary')).click();",
        "return document.querySelector('referral-form').reset()",
    ] {
        opens_what_waits(&referrer);
        referrer.page_runs(goes);
        is_closed(&referrer);
        // Nor is a code that nobody has sent off left there.
        referrer.presses(words::FOR_STAFF);
        referrer.types(words::STAFF_CODE, CODE);
        referrer.page_runs(goes);
        is_closed(&referrer);
    }
    opens_what_waits(&referrer);
    referrer.keys(&ESCAPE.to_string());
    is_closed(&referrer);
    opens_what_waits(&referrer);
    referrer.presses(words::CLOSE);
    is_closed(&referrer);
    referrer.sees_no_panic();
}

#[test]
fn what_staff_opened_stays_while_they_are_there() {
    let keys = Keys::made_for("staff-stays");
    let (_intake, _site, referrer) = opens("kiosk.html", &keys, true);
    opens_what_waits(&referrer);
    let almost = format!("return passSeconds({})", OPEN_SECONDS - 1);
    referrer.page_runs(&almost);
    referrer.presses(words::REMOVE_SEALED);
    referrer.page_runs(&almost);
    referrer.keys(&ESCAPE.to_string());
    referrer.focus_is_on(words::REMOVE_SEALED);
    referrer.page_runs(&almost);
    referrer.sees(words::WAITED_TOO_LONG);
    referrer.page_runs("return passSeconds(1)");
    is_closed(&referrer);
}

#[test]
fn on_a_device_of_one_s_own_nobody_is_asked_for_a_code() {
    let keys = Keys::made_for("staff-own");
    let (_intake, _site, referrer) = opens("desk.html", &keys, true);
    referrer.sees(words::WAITED_TOO_LONG);
    referrer.sees_button(words::SAVE_SEALED);
    referrer.does_not_see(words::FOR_STAFF);
}

#[test]
fn the_way_of_the_staff_has_no_barrier() {
    if lacks(&[Instrument::Colours, Instrument::WindowSizes]) {
        return;
    }
    let keys = Keys::made_for("staff-barriers");
    let (_intake, _site, referrer) = opens("kiosk.html", &keys, true);
    let found = Found::default();
    let barriers = Barriers::on(&referrer, &found);
    barriers.look("how many wait");
    referrer.presses(words::FOR_STAFF);
    barriers.look("the question for the code");
    tries(&referrer, "pear tree 7");
    referrer.sees(words::NOT_THE_CODE);
    barriers.look("a wrong code");
    tries(&referrer, CODE);
    referrer.sees(words::WAITED_TOO_LONG);
    barriers.look("what staff decide on");
    found.expect_none();
}
