//! What somebody hears who sees nothing: every name, description and state on the way, and every announcement, in order.
//!
//! `tests/fixtures/accessibility/` holds it as a text, to be read by whoever changes the form. `UPDATE_GOLDEN=1` writes it anew.

use std::path::Path;

use crate::engine::{Instrument, lacks};
use crate::intake::{Intake, Mood};
use crate::outline;
use crate::people::{
    self, CANDIDATE_SECTION, First, SHARE_PRECHECK_OWN, Who, answers, gives_contact, opens, starts_as,
};
use crate::referrer::Referrer;
use crate::study::Study;
use crate::walk::{Walk, examples};
use crate::words;

/// Keeps every announcement; only what is written anew is read out.
const LISTEN: &str = r#"
    window.announced = [];
    const root = document.querySelector("referral-form").shadowRoot;
    const last = new WeakMap();
    new MutationObserver(() => {
        for (const announcer of root.querySelectorAll("[role=status]")) {
            const words = announcer.textContent.trim();
            if (words && words !== last.get(announcer)) announced.push(words);
            last.set(announcer, words);
        }
    }).observe(root, { subtree: true, childList: true, characterData: true });
"#;

/// A whole referral, as far as it was heard.
struct Hearing<'a> {
    referrer: &'a Referrer,
    heard: String,
}

impl<'a> Hearing<'a> {
    fn begins(referrer: &'a Referrer) -> Self {
        referrer.page_runs(LISTEN);
        Self { referrer, heard: String::new() }
    }

    fn hears(&mut self, when: &str) {
        let announced = self.referrer.page_runs("return announced.splice(0)");
        let announced: String = announced
            .as_array()
            .into_iter()
            .flatten()
            .map(|it| format!("announced: {}\n", it.as_str().unwrap_or_default()))
            .collect();
        self.heard += &format!("=== {when}\n{announced}{}\n", outline::of(self.referrer));
    }

    fn is_golden(&self, name: &str) {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/accessibility").join(name);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&file, &self.heard).expect("a golden file can be written");
        }
        let golden = std::fs::read_to_string(&file).unwrap_or_default();
        let differs = self.heard.lines().zip(golden.lines()).find(|(heard, golden)| heard != golden);
        assert!(
            self.heard == golden,
            "{} differs first in {differs:?}; now:\n{}",
            file.display(),
            self.heard
        );
    }
}

#[test]
fn a_whole_referral_is_heard_as_it_is_meant() {
    if lacks(&[Instrument::AccessibilityTree]) {
        return;
    }
    let intake = Intake::in_moods([Mood::status(500), Mood::Stores("R-1001")]);
    let (_site, referrer) = opens(&Study::contract(&intake).sent_once(20));
    referrer.arrives_at("Demonstration: …");
    // Once the panel has opened, the engine is there, and no press waits for it any more.
    referrer.presses(words::MORE);
    referrer.sees_button(words::CLOSE);
    referrer.presses(words::CLOSE);
    let mut hearing = Hearing::begins(&referrer);
    hearing.hears("the form is there");
    starts_as(&referrer, Who::Themself);
    hearing.hears("The person themself");
    answers(&referrer, &First { diagnosis: "Haemophilia B", ..First::fitting() });
    referrer.presses(words::CONTINUE);
    referrer.focus_is_on(words::PRECHECK);
    hearing.hears("Continue, with an answer that may not match");
    referrer.presses(words::CONTINUE);
    referrer.focus_is_on(CANDIDATE_SECTION);
    referrer.chooses("Preferred way of contact", "Email");
    referrer.types("Email address", "nobody");
    referrer.presses(words::CONTINUE);
    referrer.focus_is_on(words::PROBLEMS);
    hearing.hears("Continue, without a name and with half an email address");
    gives_contact(&referrer, Who::Themself);
    referrer.presses(words::CONTINUE);
    referrer.focus_is_on(words::CONSENT);
    referrer.presses(words::CONTINUE);
    referrer.focus_is_on(words::PROBLEMS);
    hearing.hears("Continue, without consent");
    referrer.ticks(people::PERMISSION_SELF);
    referrer.ticks(SHARE_PRECHECK_OWN);
    referrer.presses(words::CONTINUE);
    referrer.focus_is_on(words::REVIEW);
    hearing.hears("Continue, with consent");
    referrer.presses(words::SEND);
    referrer.focus_is_on(words::UNCONFIRMED);
    hearing.hears("Send, and no confirmation comes back");
    referrer.presses(words::TRY_AGAIN);
    referrer.focus_is_on(words::SENT);
    hearing.hears("Try again");
    hearing.is_golden("referral.txt");
}

#[test]
fn headings_stand_at_the_level_that_the_page_asks_for_and_never_skip_one() {
    if lacks(&[Instrument::AccessibilityTree]) {
        return;
    }
    let (name, study, answers) = examples().into_iter().find(|it| it.0 == "contract").expect("the contract");
    let walk = Walk::of(&name, &study, &answers);
    let referrer = walk.opens("");
    for level in 2..=5 {
        referrer.goes_to(&walk.url(&format!("?heading-level={level}")));
        referrer.page_hears("referral-form-ready");
        walk.goes(&referrer, |state| {
            let told = outline::of(&referrer);
            let levels: Vec<u32> = told
                .lines()
                .filter(|it| it.trim_start().starts_with("heading"))
                .filter_map(|it| it.rsplit_once(", level ")?.1.chars().next()?.to_digit(10))
                .collect();
            assert_eq!(levels.first(), Some(&level), "{state}: {told}");
            assert!(
                levels.iter().all(|it| (level..=level + 1).contains(it)),
                "{state}: {levels:?} in {told}"
            );
            assert!(told.starts_with("region \"Referral form\""), "{state}: {told}");
        });
    }
}
