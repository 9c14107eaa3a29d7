//! Pictures of every state of every example, in every language that it offers, for people to look at: `make screenshots`.
//!
//! And what no picture shows: that nothing moves under the finger once the form is there.

use std::path::Path;

use crate::engine::{Instrument, lacks};
use crate::intake::Intake;
use crate::people::{First, Who, opens_contract, prepares};
use crate::walk::{Walk, examples};
use crate::words;

/// Width and height of the window in CSS pixels: a small telephone, a tablet, a desk.
const SIZES: [(u32, u32); 3] = [(320, 640), (768, 1024), (1280, 900)];

#[test]
#[ignore = "takes hundreds of pictures: make screenshots"]
fn every_state_is_photographed() {
    if lacks(&[Instrument::LongPictures, Instrument::WindowSizes]) {
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
    std::fs::create_dir_all(&folder).expect("the folder for pictures can be made");
    let mut taken = 0;
    for (name, study, answers) in examples() {
        let walk = Walk::of(&name, &study, &answers);
        for language in walk.languages() {
            let referrer = walk.opens(&format!("?lang={language}"));
            let mut number = 0;
            walk.goes(&referrer, |_| {
                number += 1;
                for (width, height) in SIZES {
                    referrer.browser().is_sized(width, height);
                    let file = folder.join(format!("{name}-{language}-{number:02}-{width}.png"));
                    std::fs::write(file, referrer.browser().photograph()).expect("a picture can be kept");
                    taken += 1;
                }
            });
        }
    }
    println!("{taken} pictures in {}", folder.display());
}

#[test]
fn nothing_moves_under_the_finger() {
    if lacks(&[Instrument::WindowSizes]) {
        return;
    }
    let (_site, referrer) = opens_contract(&Intake::open());
    referrer.browser().is_sized(320, 640);
    // What the browser itself blames on the page: shifts that follow no input. Source: Layout Instability API.
    referrer.page_runs(
        "window.shifts = [];
         new PerformanceObserver((list) => shifts.push(...list.getEntries().filter((it) => !it.hadRecentInput).map((it) => it.value)))
             .observe({ type: 'layout-shift' });",
    );
    prepares(&referrer, Who::Staff, &First::fitting(), &[]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    assert_eq!(referrer.page_runs("return shifts"), serde_json::json!([]));
}
