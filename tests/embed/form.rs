//! The form itself: problems when they help, nothing typed lost, what is shown is what is sent.

use crate::http::Reply;
use crate::intake::{Intake, Mood};
use crate::people::{
    self, CANDIDATE_SECTION, First, Who, answers, answers_and_goes_on, consents_to, gives_contact,
    opens_contract, prepares, stands_before_sending, starts_as,
};
use crate::study::Study;
use crate::words;

const TITLE: &str = "Demonstration: switching from emicizumab to Mim8 in people with haemophilia A";

#[test]
fn questions_that_do_not_apply_are_not_asked() {
    let (_site, referrer) = opens_contract(&Intake::open());
    starts_as(&referrer, Who::Navigator);
    referrer.sees_no_question("When did emicizumab start?");
    referrer.chooses("Is the person treated with emicizumab?", words::YES);
    referrer.date("When did emicizumab start?", 2020, Some(3), None);
    referrer.chooses("Is the person treated with emicizumab?", words::NO);
    referrer.sees_no_question("When did emicizumab start?");
    referrer.chooses("Sex", "Male");
    referrer.sees_no_question("Is the person pregnant");
}

#[test]
fn back_and_change_lose_nothing() {
    let intake = Intake::open();
    let (_site, referrer) = people::stands_before_sending(&Study::contract(&intake));
    referrer.presses(words::BACK);
    referrer.arrives_at(words::CONSENT);
    referrer.presses(words::BACK);
    referrer.arrives_at(CANDIDATE_SECTION);
    assert_eq!(referrer.value_of("Name of the person"), "Ada Example");
    assert!(referrer.has_chosen("Preferred way of contact", "Phone"));
    referrer.types("Name of the person", "Bo Example");
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::CONSENT);
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::REVIEW);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    assert_eq!(intake.receives_one()["answers"]["candidate_name"], "Bo Example");
}

#[test]
fn problems_are_said_on_continue_and_not_before() {
    let (_site, referrer) = opens_contract(&Intake::open());
    starts_as(&referrer, Who::Themself);
    answers_and_goes_on(&referrer, &First::fitting());
    referrer.types("Name of the person", "Ada Example");
    referrer.chooses("Preferred way of contact", "Email");
    referrer.types("Email address", "nobody");
    referrer.does_not_see(words::PROBLEMS);
    referrer.presses(words::CONTINUE);

    referrer.focus_is_on(words::PROBLEMS);
    referrer.arrives_at(&format!("{} {CANDIDATE_SECTION}", words::ERROR));
    referrer.sees_problem("Email address", "email");
    referrer.follows("Enter an email…");
    referrer.focus_is_on("Email address");
    referrer.types("Email address", "ada@example.example");
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::CONSENT);
}

#[test]
fn the_form_says_how_far_and_how_long() {
    let (_site, referrer) = opens_contract(&Intake::open());
    referrer.begins_as(Who::Clinician.label());
    referrer.sees("Step 2 of 7, about 3 minutes left");
    referrer.presses(words::BACK);
    prepares(&referrer, Who::Themself, &First::fitting(), &[]);
    referrer.sees("Step 6 of 6, less than a minute left");
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    referrer.does_not_see("left");
}

#[test]
fn what_was_typed_outlives_a_change_of_who_refers() {
    let (_site, referrer) = opens_contract(&Intake::open());
    starts_as(&referrer, Who::Themself);
    answers_and_goes_on(&referrer, &First::fitting());
    gives_contact(&referrer, Who::Themself);
    referrer.goes_back_to(TITLE);
    starts_as(&referrer, Who::Carer);
    assert!(referrer.has_chosen("Sex", "Female"));
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::PRECHECK);
    referrer.presses(words::CONTINUE);
    assert_eq!(referrer.value_of("Name of the person"), "Ada Example");
    assert_eq!(referrer.value_of("ZIP code"), "10001");
}

#[test]
fn an_answer_that_is_not_needed_can_be_taken_back() {
    let question = "May the team leave a message?";
    let (_site, referrer) = opens_contract(&Intake::open());
    starts_as(&referrer, Who::Themself);
    answers_and_goes_on(&referrer, &First::fitting());
    gives_contact(&referrer, Who::Themself);
    referrer.presses(&format!("Clear the answer: {question}"));
    referrer.focus_is_on(words::YES);
    assert!(!referrer.has_chosen(question, words::YES));
}

#[test]
fn a_required_consent_must_be_given() {
    let (_site, referrer) = opens_contract(&Intake::open());
    starts_as(&referrer, Who::Themself);
    answers_and_goes_on(&referrer, &First::fitting());
    gives_contact(&referrer, Who::Themself);
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::CONSENT);
    referrer.presses(words::CONTINUE);
    referrer.focus_is_on(words::PROBLEMS);
    referrer.does_not_see(words::REVIEW);
}

#[test]
fn a_minor_is_led_to_another_source() {
    let (_site, referrer) = opens_contract(&Intake::open());
    starts_as(&referrer, Who::Themself);
    answers(&referrer, &First { age: 15, ..First::fitting() });
    referrer.presses(words::CONTINUE);
    referrer.sees(Who::Carer.label());
}

#[test]
fn what_is_asked_for_is_shown_before_it_is_sent() {
    let intake = Intake::open();
    let requests = serde_json::json!([
        { "id": "refer", "kind": "refer", "label": "Refer a person" },
        { "id": "hear", "kind": "hear", "label": "Hear of later studies" },
    ]);
    let study = Study::contract(&intake).with("/requests", requests);
    let (_site, referrer) = people::stands_before_sending(&study);
    referrer.sees("Asked for");
    referrer.sees("Refer a person");
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    assert_eq!(intake.receives_one()["request"], "refer");
}

#[test]
fn what_is_shown_is_what_is_sent() {
    let intake = Intake::open();
    let (_site, referrer) = people::stands_before_sending(&Study::contract(&intake));
    for shown in ["Ada Example", "Phone", "+12125550123", "127.0.0.1"] {
        referrer.sees(shown);
    }
    referrer.presses(words::SHOW_BODY);
    referrer.sees("\"candidate_phone\"");
    let shown = referrer.text();
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);

    let body = String::from_utf8(intake.bodies().remove(0)).expect("a referral is text");
    let squeezed = body.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains(&squeezed), "the body {body} is not what was shown: {shown}");
}

#[test]
fn the_receipt_says_what_happens_next_and_whom_to_ask() {
    let intake = Intake::in_moods([Mood::Replies(Reply::new(204))]);
    let (_site, referrer) = opens_contract(&intake);
    prepares(&referrer, Who::Themself, &First::fitting(), &[]);
    referrer.presses(words::SEND);

    referrer.arrives_at(words::SENT);
    referrer.sees("A coordinator contacts the person within 2 working days.");
    referrer.sees("desk@study.example");
    referrer.does_not_see("Reference:");
}

#[test]
fn change_leads_from_the_review_to_the_question() {
    let (_site, referrer) = people::stands_before_sending(&Study::contract(&Intake::open()));
    referrer.presses(&words::change("Name of the person"));
    referrer.arrives_at(CANDIDATE_SECTION);
    referrer.focus_is_on("Name of the person");
    assert_eq!(referrer.value_of("Name of the person"), "Ada Example");
}

#[test]
fn what_fills_in_a_control_without_an_event_is_sent_as_it_stands() {
    let intake = Intake::open();
    let (_site, referrer) = stands_before_sending(&Study::contract(&intake));
    referrer.goes_back_to(CANDIDATE_SECTION);
    referrer.types("Name of the person", "Bob Wrong");
    referrer.page_runs(
        "const { shadowRoot } = document.querySelector('referral-form');
        const named = (words) => [...shadowRoot.querySelectorAll('label')].find((it) => it.textContent.startsWith(words));
        shadowRoot.getElementById(named('Name of the person').htmlFor).value = 'Ada Example';
        shadowRoot.getElementById(named('ZIP code').htmlFor).value = '94105';",
    );
    referrer.presses(words::CONTINUE);
    consents_to(&referrer, &[]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    let referral = intake.receives_one();
    assert_eq!(referral["answers"]["candidate_name"], "Ada Example");
    assert_eq!(referral["answers"]["postcode"]["postal3"], "941");
}
