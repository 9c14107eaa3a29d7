//! A whole referral without a mouse.

use serde_json::json;

use crate::intake::Intake;
use crate::people::{self, month_of_birth, opens_contract};
use crate::referrer::{DOWN, ENTER, SPACE};
use crate::words;

#[test]
fn a_referral_is_filled_in_and_sent_by_keyboard_alone() {
    let intake = Intake::open();
    let (_site, referrer) = opens_contract(&intake);
    referrer.arrives_at("Demonstration: …");

    // The fourth source: the arrows choose among radio buttons.
    referrer.tabs_to("The treating clinician");
    referrer.keys(&[SPACE, DOWN, DOWN, DOWN].iter().collect::<String>());
    referrer.focus_is_on("The person themself");
    referrer.tabs_to(words::START);
    referrer.keys(SPACE.to_string().as_str());
    referrer.focus_is_on(people::FIRST_SECTION);

    let (year, month) = month_of_birth(38);
    referrer.tabs_to(words::MONTH);
    referrer.keys(&month.to_string());
    referrer.tabs_to(words::YEAR);
    referrer.keys(&year.to_string());
    referrer.tabs_to("Female");
    referrer.keys(&[SPACE, DOWN].iter().collect::<String>());
    referrer.focus_is_on("Male");
    referrer.tabs_to("Congenital haemophilia A");
    referrer.keys(&SPACE.to_string());
    referrer.tabs_to(words::YES);
    referrer.keys(&[SPACE, DOWN].iter().collect::<String>());
    referrer.focus_is_on(words::NO);
    referrer.tabs_to(words::YES);
    referrer.keys(&[SPACE, DOWN].iter().collect::<String>());
    referrer.tabs_to(words::CONTINUE);
    referrer.keys(&ENTER.to_string());
    referrer.focus_is_on(words::PRECHECK);
    referrer.sees(words::MAY_NOT_FIT);
    referrer.tabs_to(words::CONTINUE);
    referrer.keys(&ENTER.to_string());
    referrer.focus_is_on(people::CANDIDATE_SECTION);

    // A mistake first: the summary takes the focus, its link leads to the field.
    referrer.tabs_to(words::CONTINUE);
    referrer.keys(&ENTER.to_string());
    referrer.focus_is_on(words::PROBLEMS);
    referrer.tabs_once();
    referrer.keys(&ENTER.to_string());
    referrer.focus_is_on("Name of the person");
    referrer.keys("Ada Example");
    referrer.tabs_to("Phone");
    referrer.keys(&[SPACE, DOWN].iter().collect::<String>());
    referrer.focus_is_on("Email");
    referrer.tabs_to("Email address");
    referrer.keys("ada@home.example");
    referrer.tabs_to(words::CONTINUE);
    referrer.keys(&ENTER.to_string());
    referrer.focus_is_on(words::CONSENT);
    referrer.tabs_to("I agree that the study team uses these details to contact me about this study.");
    referrer.keys(&SPACE.to_string());
    referrer.tabs_to(words::CONTINUE);
    referrer.keys(&ENTER.to_string());
    referrer.focus_is_on(words::REVIEW);
    referrer.tabs_to(words::SEND);
    referrer.keys(&ENTER.to_string());
    referrer.focus_is_on(words::SENT);

    let answers = &intake.receives_one()["answers"];
    assert_eq!(answers["candidate_name"], "Ada Example");
    assert_eq!(answers["candidate_email"], "ada@home.example");
    assert_eq!(answers["birth_date"], json!({ "age": 38 }));
}
