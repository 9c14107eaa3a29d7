//! What is sent again by itself, when, and how a person stops it: the same bytes every time, and never behind anybody's back.

use serde_json::json;

use crate::browser::until;
use crate::engine::{Instrument, lacks};
use crate::http::Reply;
use crate::intake::{Intake, Mood};
use crate::people::{
    CANDIDATE_SECTION, First, Who, consents_to, opens, prepares, stands_again_before_sending,
    stands_before_sending,
};
use crate::referrer::Referrer;
use crate::site::Site;
use crate::study::Study;
use crate::words;

/// Longer than any test, and short enough that the form waits for it by itself.
const LONG_SECONDS: &str = "500";
/// A date that is over.
const OVER: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
/// A date that nobody waits for.
const NEVER: &str = "Fri, 31 Dec 9999 23:59:59 GMT";

/// Asks to be left alone.
fn asks_for_patience(status: u16, retry_after: &str) -> Mood {
    Mood::Replies(Reply::new(status).header("retry-after", retry_after))
}

fn has_heard_of_no_failure(referrer: &Referrer) {
    let events = referrer.events();
    assert!(!events.iter().any(|it| it[0] == "referral-form-failed"), "{events:?}");
}

#[test]
fn a_busy_endpoint_is_asked_again_by_itself() {
    let site = Site::open();
    let referrer = Referrer::opens(&site, "static.html");
    for (deduplicates, retry_after) in [(true, "1"), (false, OVER)] {
        let intake = Intake::in_moods([asks_for_patience(429, retry_after), Mood::Stores("R-1")]);
        stands_again_before_sending(&referrer, &site, &Study::contract(&intake).deduplicating(deduplicates));
        referrer.presses(words::SEND);
        referrer.arrives_at(words::SENT);
        referrer.sees(&words::reference("R-1"));
        intake.receives_the_same(2);
        has_heard_of_no_failure(&referrer);
    }
}

#[test]
fn whoever_asks_for_long_patience_is_left_to_the_person_who_is_told_until_when() {
    let site = Site::open();
    let referrer = Referrer::opens(&site, "static.html");
    for (mood, heading) in [
        (asks_for_patience(429, "3600"), words::NOT_SENT),
        (asks_for_patience(429, NEVER), words::NOT_SENT),
        (asks_for_patience(503, "3600"), words::UNCONFIRMED),
    ] {
        let intake = Intake::in_moods([mood]);
        stands_again_before_sending(&referrer, &site, &Study::contract(&intake).deduplicating(true));
        referrer.presses(words::SEND);
        referrer.focus_is_on(heading);
        referrer.sees(words::NOT_BEFORE);
        referrer.sees_button(words::TRY_AGAIN);
        intake.receives_one();
    }
}

#[test]
fn where_the_endpoint_deduplicates_what_may_have_arrived_is_sent_again_by_itself() {
    let site = Site::open();
    let referrer = Referrer::opens(&site, "static.html");
    let elsewhere = site.url("static.html");
    let redirect = |status| Mood::Replies(Reply::new(status).header("location", &elsewhere));
    let of_statuses = vec![
        Mood::status(500),
        asks_for_patience(503, "1"),
        asks_for_patience(503, OVER),
        Mood::status(409),
        Mood::status(408),
    ];
    let of_the_way = vec![redirect(302), redirect(307), Mood::ResetsAfterReading, Mood::ResetsBeforeReading];
    let of_the_browser = vec![Mood::ForgetsCors, Mood::NamesAnotherOrigin, Mood::RefusesPreflight];
    for moods in [of_statuses, of_the_way, of_the_browser] {
        let unread = |it: &&Mood| matches!(it, Mood::ResetsBeforeReading | Mood::RefusesPreflight);
        let arrives = moods.len() - moods.iter().filter(unread).count() + 1;
        let intake = Intake::in_moods(moods.into_iter().chain([Mood::Stores("R-2")]));
        stands_again_before_sending(&referrer, &site, &Study::contract(&intake).deduplicating(true));
        referrer.presses(words::SEND);
        referrer.arrives_at(words::UNCONFIRMED);
        referrer.sees(words::SAFE);
        referrer.presses_until_it_arrives(words::TRY_NOW);
        referrer.sees(&words::reference("R-2"));
        intake.receives_the_same(arrives);
        has_heard_of_no_failure(&referrer);
    }
    assert_eq!(
        site.asked_for().iter().filter(|it| it.contains("static.html")).count(),
        1,
        "a redirect was followed"
    );
}

#[test]
fn an_endpoint_that_never_answers_is_asked_again_by_itself_where_it_deduplicates() {
    let intake = Intake::in_moods([Mood::Hangs, Mood::Stores("R-3")]);
    let study = Study::contract(&intake).with("/endpoint/timeoutSeconds", json!(1));
    let (_site, referrer) = stands_before_sending(&study);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    intake.receives_the_same(2);
}

#[test]
fn an_endpoint_that_is_down_is_tried_until_the_person_stops() {
    let study = Study::contract_sending_to(&Intake::url_of_one_that_is_down());
    let (_site, referrer) = stands_before_sending(&study);
    referrer.presses(words::SEND);
    referrer.sees(words::TRYING_IN);
    has_heard_of_no_failure(&referrer);
    referrer
        .presses_until(words::STOP, || referrer.events().iter().any(|it| it[0] == "referral-form-failed"));
    referrer.focus_is_on(words::UNCONFIRMED);
    assert_eq!(referrer.page_hears("referral-form-failed")[1], json!({ "kind": "unconfirmed" }));
    referrer.sees_button(words::TRY_AGAIN);
}

#[test]
fn who_stops_decides_and_only_then_can_change_something() {
    let intake = Intake::in_moods([asks_for_patience(429, LONG_SECONDS)]);
    let (_site, referrer) = stands_before_sending(&Study::contract(&intake));
    referrer.presses(words::SEND);
    referrer.sees(words::TRYING_IN);
    referrer.sees(words::STOP_FIRST);
    for held in [words::BACK, &words::change("Name of the person")] {
        referrer.presses(held);
        referrer.arrives_at(words::REVIEW);
        referrer.sees(words::TRYING_IN);
    }
    referrer.presses(words::STOP);
    referrer.focus_is_on(words::NOT_SENT);
    assert_eq!(referrer.page_hears("referral-form-failed")[1], json!({ "kind": "not-sent" }));
    referrer.sees_button(words::TRY_AGAIN);
    referrer.does_not_see(words::TRYING_IN);

    referrer.goes_back_to(CANDIDATE_SECTION);
    referrer.types("Name of the person", "Bo Example");
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::CONSENT);
    referrer.presses(words::CONTINUE);
    intake.becomes(Mood::Stores("R-4"));
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    let referrals = intake.receives(2);
    assert_eq!(referrals[1]["answers"]["candidate_name"], "Bo Example");
    assert!(referrals[1].get("replaces").is_none(), "what was not stored needs no correction");
}

#[test]
fn what_may_have_arrived_is_never_called_not_sent_and_its_correction_says_so() {
    let intake = Intake::in_moods([Mood::ResetsAfterReading, asks_for_patience(429, LONG_SECONDS)]);
    let (_site, referrer) = stands_before_sending(&Study::contract(&intake));
    referrer.presses(words::SEND);
    intake.receives_the_same(2);
    referrer.arrives_at(words::UNCONFIRMED);
    referrer.presses(words::STOP);
    referrer.focus_is_on(words::UNCONFIRMED);
    assert_eq!(referrer.page_hears("referral-form-failed")[1], json!({ "kind": "unconfirmed" }));

    intake.becomes(Mood::status(403));
    referrer.presses(words::TRY_AGAIN);
    referrer.sees(words::EARLIER);
    referrer.focus_is_on(words::UNCONFIRMED);
    let kinds: Vec<_> =
        referrer.events().iter().filter(|it| it[0] == "referral-form-failed").cloned().collect();
    assert!(kinds.iter().all(|it| it[1]["kind"] == "unconfirmed"), "{kinds:?}");

    referrer.goes_back_to(CANDIDATE_SECTION);
    referrer.types("Name of the person", "Bo Example");
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::CONSENT);
    referrer.presses(words::CONTINUE);
    intake.becomes(Mood::Stores("R-5"));
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    let referrals = intake.receives(4);
    assert_eq!(referrals[3]["replaces"], referrals[0]["id"]);
    assert_ne!(referrals[3]["id"], referrals[0]["id"]);
}

#[test]
fn a_newer_study_file_is_told_what_may_have_arrived_under_the_one_before() {
    let intake = Intake::in_moods([Mood::status(500)]);
    let study = Study::contract(&intake).deduplicating(false);
    let (site, referrer) = stands_before_sending(&study);
    referrer.presses(words::SEND);
    referrer.focus_is_on(words::UNCONFIRMED);
    site.put_study(study.with("/study/sponsor", json!("Somebody else")).bytes());
    referrer.presses(words::TRY_AGAIN);
    referrer.arrives_at(words::CHANGED);
    intake.becomes(Mood::Stores("R-6"));
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::PRECHECK);
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(CANDIDATE_SECTION);
    referrer.presses(words::CONTINUE);
    consents_to(&referrer, Who::Themself.required_consents());
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    let referrals = intake.receives(2);
    assert_eq!(referrals[1]["replaces"], referrals[0]["id"]);
    assert_ne!(referrals[1]["study"]["fileSha256"], referrals[0]["study"]["fileSha256"]);
}

#[test]
fn without_a_network_a_referral_waits_until_there_is_one() {
    if lacks(&[Instrument::Offline]) {
        return;
    }
    let site = Site::open();
    let referrer = Referrer::opens(&site, "static.html");
    for deduplicates in [true, false] {
        let intake = Intake::open();
        stands_again_before_sending(&referrer, &site, &Study::contract(&intake).deduplicating(deduplicates));
        referrer.browser().is_offline(true);
        referrer.presses(words::SEND);
        referrer.sees(words::OFFLINE);
        referrer.arrives_at(words::NOT_SENT);
        assert!(intake.requests().is_empty(), "something was sent without a network");
        referrer.browser().is_offline(false);
        referrer.arrives_at(words::SENT);
        intake.receives_one();
        has_heard_of_no_failure(&referrer);
    }
}

#[test]
fn who_waits_for_a_study_file_that_never_comes_can_stop_and_send_again() {
    if lacks(&[Instrument::ScriptsBefore]) {
        return;
    }
    let intake = Intake::open();
    let site = Site::open();
    let referrer = Referrer::opens(&site, "static.html");
    referrer.browser().meets_every_page_with(
        "const theirs = fetch;
        window.fetch = (...asked) => window.isSilent && String(asked[0].url ?? asked[0]).includes('study.json') ? new Promise(() => {}) : theirs(...asked)",
    );
    stands_again_before_sending(&referrer, &site, &Study::contract(&intake));
    referrer.page_runs("window.isSilent = true");
    referrer.presses(words::SEND);
    referrer.sees_button(words::SENDING);
    referrer.presses(words::STOP);
    referrer.arrives_at(words::NOT_SENT);
    referrer.sees("Sending was stopped before anything left this browser.");
    assert!(intake.requests().is_empty());
    referrer.page_runs("window.isSilent = false");
    referrer.presses(words::TRY_AGAIN);
    referrer.arrives_at(words::SENT);
    intake.receives_one();
}

#[test]
fn a_browser_that_is_wrong_about_the_network_sends_all_the_same() {
    let site = Site::open();
    let referrer = Referrer::opens(&site, "static.html");
    let says_offline = "Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => false })";
    let intake = Intake::open();
    stands_again_before_sending(&referrer, &site, &Study::contract(&intake));
    referrer.page_runs(says_offline);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    assert_eq!(intake.requests().iter().filter(|it| it.method == "HEAD").count(), 0);
    intake.receives_one();

    // There is a network, so what failed may have arrived.
    let intake = Intake::in_moods([Mood::ResetsAfterReading, Mood::status(405)]);
    stands_again_before_sending(&referrer, &site, &Study::contract(&intake).deduplicating(false));
    referrer.page_runs(says_offline);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::UNCONFIRMED);
}

#[test]
fn a_network_that_goes_while_a_referral_waits_is_waited_for() {
    if lacks(&[Instrument::Offline]) {
        return;
    }
    let site = Site::open();
    let referrer = Referrer::opens(&site, "static.html");
    let cases = [
        (true, Mood::status(500), words::UNCONFIRMED),
        (false, asks_for_patience(429, "1"), words::NOT_SENT),
    ];
    for (deduplicates, mood, heading) in cases {
        let intake = Intake::in_moods([mood]);
        stands_again_before_sending(&referrer, &site, &Study::contract(&intake).deduplicating(deduplicates));
        referrer.presses(words::SEND);
        referrer.sees(words::TRYING_IN);
        referrer.browser().is_offline(true);
        referrer.sees(words::OFFLINE);
        // What may have arrived before is not taken back.
        referrer.arrives_at(heading);
        intake.becomes(Mood::Stores("R-7"));
        referrer.browser().is_offline(false);
        referrer.arrives_at(words::SENT);
        intake.receives_the_same(intake.bodies().len());
    }
}

#[test]
fn who_stops_waiting_for_a_network_sends_by_their_own_press() {
    if lacks(&[Instrument::Offline]) {
        return;
    }
    let intake = Intake::open();
    let (_site, referrer) = stands_before_sending(&Study::contract(&intake));
    referrer.browser().is_offline(true);
    referrer.presses(words::SEND);
    referrer.sees(words::OFFLINE);
    referrer.presses(words::STOP);
    referrer.focus_is_on(words::NOT_SENT);
    assert_eq!(referrer.page_hears("referral-form-failed")[1], json!({ "kind": "not-sent" }));
    referrer.page_runs("addEventListener('online', () => { window.isBack = true; })");
    referrer.browser().is_offline(false);
    until(
        || "the network was to be back".to_owned(),
        || (referrer.page_runs("return window.isBack") == true).then_some(()),
    );
    referrer.arrives_at(words::NOT_SENT);
    assert!(intake.requests().is_empty(), "it was sent though the person had stopped it");
    referrer.presses(words::TRY_AGAIN);
    referrer.arrives_at(words::SENT);
    intake.receives_one();
}

#[test]
fn an_element_taken_away_sends_nothing_that_was_only_waiting() {
    let intake = Intake::in_moods([asks_for_patience(429, "1"), Mood::Stores("R-8")]);
    let (_site, referrer) = stands_before_sending(&Study::contract(&intake));
    referrer.presses(words::SEND);
    referrer.sees(words::TRYING_IN);
    referrer.page_runs("window.taken = document.querySelector('referral-form'); taken.remove()");
    let arrived = intake.bodies().len();
    // A second visit on the same page, from start to end, takes longer than the wait was.
    referrer.page_runs("document.body.append(taken)");
    prepares(&referrer, Who::Themself, &First::fitting(), &[]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    let referrals = intake.receives(arrived + 1);
    assert_ne!(referrals[0]["id"], referrals[arrived]["id"]);
    referrer.sees_no_panic();
}

#[test]
fn an_endpoint_for_forms_that_no_page_may_read_is_said_to_confirm_nothing() {
    let site = Site::open();
    let referrer = Referrer::opens(&site, "static.html");
    for deduplicates in [true, false] {
        let intake = Intake::in_moods([Mood::ForgetsCors]);
        let study =
            Study::contract(&intake).with("/endpoint/format", json!("form")).deduplicating(deduplicates);
        stands_again_before_sending(&referrer, &site, &study);
        referrer.presses(words::SEND);
        referrer.focus_is_on(words::UNCONFIRMED);
        referrer.sees(words::MUTE);
        referrer.sees("desk@study.example");
        assert_eq!(referrer.page_hears("referral-form-failed")[1], json!({ "kind": "unconfirmed" }));
        assert!(intake.requests().iter().all(|it| it.method == "POST"), "a form needs no preflight");
        assert_eq!(intake.bodies().len(), 1, "an answer that cannot be read is not asked for again");

        // Where the page may read the answer, it is a delivery like any other.
        intake.becomes(Mood::Stores("R-9"));
        referrer.presses(words::TRY_AGAIN);
        referrer.arrives_at(words::SENT);
        let bodies = intake.bodies();
        assert_eq!(bodies[0], bodies[1]);
    }
}

#[test]
fn a_study_file_that_cannot_be_read_again_keeps_the_referral_here() {
    let intake = Intake::open();
    let study = Study::contract(&intake);
    let (site, referrer) = opens(&study);
    prepares(&referrer, Who::Themself, &First::fitting(), &[]);
    site.put("study.json", Reply::new(500));
    referrer.presses(words::SEND);
    referrer.arrives_at(words::NOT_SENT);
    referrer.sees(words::TRYING_IN);
    assert!(intake.requests().is_empty(), "nobody knows whether the study takes referrals");
    site.put_study(study.bytes());
    referrer.arrives_at(words::SENT);
    intake.receives_one();
}
