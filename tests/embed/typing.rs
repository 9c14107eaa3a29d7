//! How long a keystroke takes to be seen, beside a hand-written page with the same questions.
//!
//! A measurement, not a test: `make bench-typing` prints it. Both pages run in the same minutes on a processor slowed down to a
//! quarter, and take turns.

use serde_json::json;

use crate::engine::{Instrument, lacks};
use crate::intake::Intake;
use crate::people::{First, Who, answers_and_goes_on, opens_contract, starts_as};
use crate::referrer::Referrer;
use crate::site::Site;

/// How many times slower than this machine.
const SLOWDOWN: u32 = 4;
const TURNS: usize = 40;
/// What is typed in a turn; the first key of a turn finds the page idle.
const TEXT: &str = "Ada Example";
const QUESTION: &str = "Name of the person";

/// Notes for every key the time from its event to the next frame that was painted, in milliseconds.
/// A message from inside an animation frame is handled once that frame is on its way to the screen.
const WATCH: &str = r#"
    window.delays = [];
    addEventListener("keydown", ({ timeStamp }) => {
        requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => delays.push(performance.now() - timeStamp);
            port2.postMessage(null);
        });
    }, true);
"#;

#[test]
#[ignore = "a measurement: make bench-typing"]
fn a_keystroke_is_seen_as_soon_as_on_a_hand_written_page() {
    if lacks(&[Instrument::SlowProcessor]) {
        return;
    }
    let (_site, form) = opens_contract(&Intake::open());
    starts_as(&form, Who::Themself);
    answers_and_goes_on(&form, &First::fitting());
    let page = Referrer::opens(&Site::open(), "hand-written.html");
    let both = [("this form", &form), ("hand-written page", &page)];
    for (_, referrer) in both {
        referrer.page_runs(WATCH);
        referrer.browser().is_slowed(SLOWDOWN);
    }
    for _ in 0..TURNS {
        for (_, referrer) in both {
            // Empties the field, and leaves the focus there.
            referrer.types(QUESTION, "");
            TEXT.chars().for_each(|key| press(referrer, key));
        }
    }
    println!("\nKeystroke to next paint, processor slowed down {SLOWDOWN} times, milliseconds");
    println!("{:<20}{:>8}{:>10}{:>10}", "", "keys", "median", "95 %");
    let measured = both.map(|(name, referrer)| {
        let mut delays: Vec<f64> =
            serde_json::from_value(referrer.page_runs("return delays")).expect("delays are numbers");
        delays.sort_by(f64::total_cmp);
        let at = |share: usize| delays[(delays.len() - 1) * share / 100];
        println!("{name:<20}{:>8}{:>10.1}{:>10.1}", delays.len(), at(50), at(95));
        at(95)
    });
    println!("95 % to 95 %: {:.2}; the aim is 1.20 at most", measured[0] / measured[1]);
}

/// Presses a key as the browser's own input would. Source: DevTools protocol, `Input.dispatchKeyEvent`.
fn press(referrer: &Referrer, key: char) {
    let text = key.to_string();
    for event in
        [json!({ "type": "keyDown", "text": text, "key": text }), json!({ "type": "keyUp", "key": text })]
    {
        let pressed = referrer.browser().session.devtools("Input.dispatchKeyEvent", &event);
        pressed.unwrap_or_else(|it| panic!("no key was pressed: {it}"));
    }
}
