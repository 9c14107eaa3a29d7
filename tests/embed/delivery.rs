//! What becomes of a send, whatever the endpoint does: it is said, nothing is lost, nothing arrives twice unasked.

use serde_json::json;

use crate::engine::{Instrument, lacks_in_part};
use crate::http::Reply;
use crate::intake::{Intake, Mood};
use crate::people::{
    CANDIDATE_SECTION, First, Who, consents_to, prepares, stands_again_before_sending, stands_before_sending,
};
use crate::referrer::Referrer;
use crate::site::Site;
use crate::study::Study;
use crate::words;

/// Long enough that no reply of a test is late, and longer than a test waits for anything.
const NEVER_LATE_SECONDS: u32 = 60;

#[test]
fn a_pointer_to_a_question_that_was_not_sent_leads_to_no_step() {
    let intake = Intake::in_moods([Mood::FindsFaults(&[
        ("/answers/sex", "Not this one."),
        ("/answers/pregnant", "Nor this one."),
    ])]);
    let (_site, referrer) = stands_before_sending(&Study::contract(&intake));
    let steps = || referrer.events().iter().filter(|it| it[0] == "referral-form-step").count();
    let before = steps();
    referrer.presses(words::SEND);
    referrer.arrives_at(words::REFUSED);
    referrer.arrives_at(words::REVIEW);
    assert_eq!(steps(), before, "an endpoint sees by the steps which questions are shown");
}

#[test]
fn a_refused_referral_says_which_answer_to_correct_and_loses_nothing() {
    let intake = Intake::in_moods([
        Mood::FindsFaults(&[
            ("/answers/candidate_phone", "This number is not in use."),
            ("", "Something else."),
        ]),
        Mood::Stores("R-2"),
    ]);
    let (_site, referrer) = stands_before_sending(&Study::contract(&intake));
    referrer.presses(words::SEND);

    referrer.arrives_at(words::REFUSED);
    referrer.sees("This number is not in use.");
    referrer.sees("desk@study.example");
    assert_eq!(referrer.page_hears("referral-form-failed")[1], json!({ "kind": "refused" }));
    referrer.goes_back_to(CANDIDATE_SECTION);
    assert_eq!(referrer.value_of("Name of the person"), "Ada Example");
    referrer.types("Phone number", "(212) 555-0199");
    // Nothing else is to be mended, so the way leads straight back.
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::REVIEW);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    referrer.sees(&words::reference("R-2"));

    let referrals = intake.receives(2);
    assert_eq!(referrals[1]["answers"]["candidate_phone"], "+12125550199");
}

#[test]
fn a_refusal_without_reasons_is_said_too() {
    let intake = Intake::in_moods([Mood::status(403)]);
    let (_site, referrer) = stands_before_sending(&Study::contract(&intake));
    referrer.presses(words::SEND);
    referrer.arrives_at(words::REFUSED);
    intake.receives_one();
}

#[test]
fn an_endpoint_that_is_down_leaves_the_referral_to_be_tried_again() {
    let study = Study::contract_sending_to(&Intake::url_of_one_that_is_down()).sent_once(NEVER_LATE_SECONDS);
    let (_site, referrer) = stands_before_sending(&study);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::UNCONFIRMED);
    referrer.sees("desk@study.example");
    referrer.presses(words::TRY_AGAIN);
    referrer.arrives_at(words::UNCONFIRMED);
    assert_eq!(referrer.page_hears("referral-form-failed")[1], json!({ "kind": "unconfirmed" }));
}

#[test]
fn an_endpoint_that_never_answers_leaves_the_referral_unconfirmed() {
    let intake = Intake::in_moods([Mood::Hangs]);
    let (_site, referrer) = stands_before_sending(&Study::contract(&intake).sent_once(1));
    referrer.presses(words::SEND);
    referrer.arrives_at(words::UNCONFIRMED);
    intake.receives_one();

    intake.becomes(Mood::Stores("R-3"));
    referrer.presses(words::TRY_AGAIN);
    referrer.arrives_at(words::SENT);
    referrer.sees(&words::reference("R-3"));
    intake.receives_the_same(2);
}

#[test]
fn whatever_leaves_it_open_whether_it_arrived_is_said_to_be_open() {
    let intake = Intake::open();
    let (site, referrer) = stands_before_sending(&Study::contract(&intake).sent_once(NEVER_LATE_SECONDS));
    let elsewhere = site.url("static.html");
    let moods = [
        Mood::status(500),
        Mood::status(503),
        Mood::status(409),
        Mood::status(408),
        Mood::Replies(Reply::new(302).header("location", &elsewhere)),
        Mood::Replies(Reply::new(307).header("location", &elsewhere)),
        Mood::ResetsAfterReading,
        Mood::ForgetsCors,
        Mood::NamesAnotherOrigin,
    ];
    let arrived = moods.len();
    for (attempt, mood) in moods.into_iter().enumerate() {
        let what = format!("{mood:?}");
        intake.becomes(mood);
        referrer.presses(if attempt == 0 { words::SEND } else { words::TRY_AGAIN });
        referrer.arrives_at(words::UNCONFIRMED);
        assert_eq!(intake.bodies().len(), attempt + 1, "{what}");
    }
    for mood in [Mood::ResetsBeforeReading, Mood::RefusesPreflight] {
        intake.becomes(mood);
        referrer.presses(words::TRY_AGAIN);
        referrer.arrives_at(words::UNCONFIRMED);
    }
    intake.becomes(Mood::Stores("R-4"));
    referrer.presses(words::TRY_AGAIN);
    referrer.arrives_at(words::SENT);
    intake.receives_the_same(arrived + 1);
    assert!(!site.asked_for().iter().any(|it| it.contains("static.html")), "a redirect was followed");
}

#[test]
fn any_success_is_a_success_unless_its_body_says_otherwise() {
    let endless = Reply::new(200).body("application/json", vec![b' '; 200_000_000]);
    let bodies: [(&str, Reply); 4] = [
        ("nothing", Reply::new(204)),
        ("200 MB", endless.clone()),
        ("a word", Reply::new(202).body("text/plain", "Thanks")),
        (
            "a hostile reference",
            Reply::new(201)
                .body("application/json", json!({ "reference": "<img src=x onerror=alert(1)>" }).to_string()),
        ),
    ];
    let site = Site::open();
    let referrer = Referrer::opens(&site, "static.html");
    for (what, reply) in bodies {
        let intake = Intake::in_moods([Mood::Replies(reply)]);
        stands_again_before_sending(
            &referrer,
            &site,
            &Study::contract(&intake).sent_once(NEVER_LATE_SECONDS),
        );
        referrer.presses(words::SEND);
        referrer.arrives_at(words::SENT);
        assert_eq!(intake.bodies().len(), 1, "{what}");
        referrer.sees_no_panic();
    }
    // What nobody reads is not fetched: the rest is what lay in the buffers on the way, more than 30 MB on a fast machine.
    if !lacks_in_part(Instrument::Backpressure) {
        assert!(endless.written() < 100_000_000, "{} bytes were taken", endless.written());
    }
}

#[test]
fn a_reply_is_no_acceptance() {
    let json = |body: &str| Mood::Replies(Reply::new(200).body("application/json", body.to_owned()));
    // What was cut off may have gone on with a no.
    let intake = Intake::in_moods([json("{\"reference\": ")]);
    let (_site, referrer) = stands_before_sending(&Study::contract(&intake).sent_once(NEVER_LATE_SECONDS));
    referrer.presses(words::SEND);
    referrer.arrives_at(words::UNCONFIRMED);
    let page = Reply::new(200).body("text/html", "<!doctype html><title>Log in to this network</title>");
    let intake = Intake::in_moods([Mood::Replies(page)]);
    let (_site, referrer) = stands_before_sending(&Study::contract(&intake).sent_once(NEVER_LATE_SECONDS));
    referrer.presses(words::SEND);
    referrer.arrives_at(words::UNCONFIRMED);
    referrer.sees("A web page answered, and not the study team's system.");
    for (body, reason) in [
        (r#"{"success": false, "message": "No such form."}"#, "No such form."),
        (r#"{"status": "validation_failed", "message": "One field is wrong."}"#, "One field is wrong."),
    ] {
        intake.becomes(json(body));
        referrer.presses(words::TRY_AGAIN);
        referrer.sees(reason);
    }
    intake.becomes(json(r#"{"success": true, "reference": "R-6"}"#));
    referrer.presses(words::TRY_AGAIN);
    referrer.arrives_at(words::SENT);
    intake.receives_the_same(4);
}

#[test]
fn two_presses_send_once() {
    let intake = Intake::open();
    let (_site, referrer) = stands_before_sending(&Study::contract(&intake));
    referrer.double_presses(words::SEND);
    referrer.arrives_at(words::SENT);
    intake.receives_one();
}

#[test]
fn an_element_taken_away_while_it_sends_sends_once_and_breaks_nothing() {
    let intake = Intake::in_moods([Mood::Hangs]);
    let (_site, referrer) = stands_before_sending(&Study::contract(&intake).sent_once(1));
    referrer.presses(words::SEND);
    intake.receives_one();
    referrer.page_runs("window.taken = document.querySelector('referral-form'); taken.remove()");

    // A second visit on the same page, from start to end, outlasts whatever the first left running.
    intake.becomes(Mood::Stores("R-5"));
    referrer.page_runs("document.body.append(taken)");
    prepares(&referrer, Who::Themself, &First::fitting(), &[]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    let referrals = intake.receives(2);
    assert_ne!(referrals[0]["id"], referrals[1]["id"]);
    referrer.sees_no_panic();
}

#[test]
fn a_hundred_thousand_characters_are_answered_with_a_limit() {
    let intake = Intake::open();
    let (_site, referrer) = stands_before_sending(&Study::contract(&intake));
    referrer.goes_back_to(CANDIDATE_SECTION);
    for label in ["Name of the person", "Phone number", "ZIP code", "Practical points for the call"] {
        referrer.types(label, &"9".repeat(100_000));
    }
    referrer.presses(words::CONTINUE);
    referrer.focus_is_on(words::PROBLEMS);
    referrer.sees_problem("Name of the person", "120");
    referrer.sees_problem("Practical points for the call", "500");
    assert_eq!(referrer.value_of("Practical points for the call").len(), 100_000, "nothing typed is cut off");
    give_sensible_answers(&referrer);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    intake.receives_one();
    referrer.sees_no_panic();
}

fn give_sensible_answers(referrer: &Referrer) {
    referrer.types("Name of the person", "Ada Example");
    referrer.types("Phone number", "(212) 555-0123");
    referrer.types("ZIP code", "10001");
    referrer.types("Practical points for the call", "Ring twice.");
    referrer.presses(words::CONTINUE);
    consents_to(referrer, &[]);
}
