//! A whole referral without a mouse.

use serde_json::json;

use crate::browser::until;
use crate::engine::Engine;
use crate::intake::Intake;
use crate::people::{self, month_of_birth, opens_contract};
use crate::referrer::{DOWN, ENTER, Referrer, SPACE, Stop, TAB};
use crate::walk::{Walk, examples};
use crate::words;

/// More stops than any step of an example has.
const STOPS: usize = 80;

#[test]
fn a_referral_is_filled_in_and_sent_by_keyboard_alone() {
    let intake = Intake::open();
    let (_site, referrer) = opens_contract(&intake);
    referrer.arrives_at("Demonstration: …");

    referrer.tabs_to("The person themself");
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

#[test]
fn every_kind_of_question_is_answered_by_keyboard_with_the_focus_always_in_sight() {
    let (name, study, answers) =
        examples().into_iter().find(|it| it.0 == "full").expect("the example with every kind of question");
    let walk = Walk::of(&name, &study, &answers);
    let referrer = walk.opens("");
    while !referrer.events().iter().any(|it| it[0] == "referral-form-submitted") {
        let before = referrer.stop();
        goes_through_step(&walk, &referrer);
        referrer.keys(&ENTER.to_string());
        until(
            || format!("Enter was to lead on from {before:?}: {}", referrer.text()),
            || Some(referrer.stop()).filter(|it| it.role == "heading" && it.name != before.name),
        );
    }
    referrer.focus_is_on(words::SENT);
}

#[test]
fn the_way_back_by_keyboard_is_the_way_there() {
    let referrer = opens_contract(&Intake::open()).1;
    referrer.arrives_at("Demonstration: …");
    let mut way = Vec::new();
    while way.last() != Some(&"A patient organisation".to_owned()) {
        referrer.tabs_once();
        // Tab enters radio buttons at the first, and comes back to the last: they are one stop.
        let stop = referrer.stop();
        way.push(if stop.kind == "radio" { String::new() } else { stop.name });
    }
    for there in way.iter().rev().skip(1) {
        referrer.tabs_back();
        let stop = referrer.stop();
        assert_eq!(&if stop.kind == "radio" { String::new() } else { stop.name }, there);
    }
}

/// Answers a step from stop to stop, up to the button that leads on.
fn goes_through_step(walk: &Walk, referrer: &Referrer) {
    let mut way: Vec<Stop> = Vec::new();
    for _ in 0..STOPS {
        referrer.tabs_once();
        // The page scrolls with the next frame.
        let stop = until(
            || format!("the focus is out of sight: {:#?}", referrer.stop()),
            || Some(referrer.stop()).filter(|it| it.is_on_screen || !it.is_in_widget),
        );
        assert!(stop.is_in_widget, "the focus left the form; the way so far: {way:#?}");
        assert!(stop.is_marked, "nobody can see the focus: {stop:#?}");
        if let Some(earlier) = way.last().filter(|it| it.id != stop.id || it.id.is_empty()) {
            assert!(comes_after(&stop, earlier), "{stop:#?} does not stand after {earlier:#?}");
        }
        if stop.kind == "submit" || walk.begins_at(&stop.id) || stop.name == words::SEND {
            return;
        }
        answers(walk, referrer, &stop);
        way.push(stop);
    }
    panic!("no button leads on: {way:#?}");
}

/// Below, or beside it to the right.
fn comes_after(stop: &Stop, earlier: &Stop) -> bool {
    let is_below = stop.top >= earlier.bottom;
    let is_beside = stop.top < earlier.bottom && earlier.top < stop.bottom;
    is_below || (is_beside && stop.left > earlier.left)
}

/// Does at a control what the walk says, with the keys that serve there.
fn answers(walk: &Walk, referrer: &Referrer, stop: &Stop) {
    let moves_to = |is_there: &dyn Fn(&Stop) -> bool| {
        let mut presses = 0..STOPS;
        while !is_there(&referrer.stop()) {
            assert!(presses.next().is_some(), "the arrows do not lead from {stop:#?} to its answer");
            referrer.keys(&DOWN.to_string());
        }
    };
    match (stop.kind.as_str(), walk.typed_at(&stop.id)) {
        ("radio", _) => {
            if let Some(chosen) = walk.chosen_beside(&stop.id) {
                moves_to(&|it| it.id == chosen);
                referrer.keys(&SPACE.to_string());
            }
        }
        ("checkbox", _) if walk.is_ticked(&stop.id) => referrer.keys(&SPACE.to_string()),
        ("select-one", Some(value)) => moves_to(&|it| it.value == value),
        ("time", Some(time)) => referrer.keys(&on_its_clock(&time)),
        (_, Some(text)) => referrer.keys(&text),
        (_, None) => {}
    }
}

/// The keys for a time such as `18:00`, on the clock of the tests' browsers, which has twelve hours.
fn on_its_clock(time: &str) -> String {
    let (hour, minute) = time.split_once(':').expect("a time has a colon");
    let hour: u8 = hour.parse().expect("hours are digits");
    let (hour, half) = if hour >= 12 { (hour - 12, "PM") } else { (hour, "AM") };
    let hour = if hour == 0 { 12 } else { hour };
    // Others go on by themselves to the minutes and to the half of the day.
    let next = if Engine::under_test() == Engine::Webkit { TAB.to_string() } else { String::new() };
    format!("{hour:02}{next}{minute}{next}{half}")
}
