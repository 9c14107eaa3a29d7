//! The cover: the first screen, which is there before the form is. What is chosen and pressed on it counts in the form.

use serde_json::json;

use crate::intake::Intake;
use crate::people::{Who, opens_contract};
use crate::referrer::Referrer;
use crate::site::Site;
use crate::study::Study;
use crate::words;

#[test]
fn the_first_press_of_a_button_does_what_it_says() {
    let (_site, referrer) = opens_contract(&Intake::open());
    referrer.chooses(words::WHO_REFERS, Who::Clinician.label());
    let told = progress(&referrer);
    referrer.presses(words::MORE);
    referrer.presses(words::CLOSE);
    referrer.focus_is_on(words::MORE);
    assert!(referrer.has_chosen(words::WHO_REFERS, Who::Clinician.label()));
    assert_eq!(progress(&referrer), told);
    referrer.presses(words::START);
    referrer.arrives_at("A few questions first");
}

#[test]
fn what_leads_nowhere_in_a_file_is_told_once_somebody_turns_to_the_form() {
    let site = Site::open();
    let study = Study::contract(&Intake::open()).with("/sections/0/fields/0/sources", json!(["nobody"]));
    site.put_study(study.bytes());
    let referrer = Referrer::opens(&site, "with-children.html");
    referrer.sees(words::START);
    referrer.tabs_once();
    referrer.sees("/sections/0/fields/0/sources");
    referrer.does_not_see(words::START);
    assert_eq!(referrer.page_hears("referral-form-failed")[1]["kind"], "study");
}

/// Where the form says that somebody is, and how long it takes from there.
fn progress(referrer: &Referrer) -> String {
    let text = referrer.text();
    let step = text.find("Step ").expect("the form tells the step");
    text[step..].split(" left").next().unwrap_or_default().to_owned()
}
