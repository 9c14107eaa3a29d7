//! What an answer costs as a form grows: the page changes where something depends on the answer, and nowhere else.

use serde_json::{Value, json};

use crate::intake::Intake;
use crate::people::opens;
use crate::study::registry;
use crate::words;

/// How many questions the forms have, in groups of three: a text, a yes or no, and a text that a yes shows.
const SIZES: [usize; 3] = [30, 300, 999];

/// Types a letter into the first question, says yes to the second, and counts what changed in the form until the third stands there.
const ANSWERS: &str = r#"
    const root = document.querySelector("referral-form").shadowRoot;
    const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    let changes = 0;
    const look = new MutationObserver((records) => {
        for (const it of records) changes += it.addedNodes.length + it.removedNodes.length + (it.type !== "childList");
    });
    look.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
    return (async () => {
        const text = root.getElementById("f0");
        text.value = "A";
        text.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
        await painted();
        const typed = changes;
        root.getElementById("f1-0").click();
        while (!root.getElementById("f2")) await painted();
        await painted();
        look.disconnect();
        return { typed, shown: changes - typed };
    })();
"#;

#[test]
fn an_answer_changes_as_much_in_a_form_of_a_thousand_questions_as_in_one_of_thirty() {
    let intake = Intake::open();
    let changes = SIZES.map(|size| {
        let study = registry(&intake)
            .with("/sections/0/fields", questions(size))
            .with("/consents/0/covers", json!(["@source"]));
        let (_site, referrer) = opens(&study);
        referrer.presses(words::START);
        referrer.sees("Name 0");
        referrer.page_runs(ANSWERS)
    });
    let count = |what: &str| changes[0][what].as_u64().expect("a number of changes");
    assert!((1..100).contains(&count("shown")) && count("typed") < 10, "{changes:?}");
    assert_eq!(changes[1], changes[0], "of {} questions and of {}", SIZES[1], SIZES[0]);
    assert_eq!(changes[2], changes[0], "of {} questions and of {}", SIZES[2], SIZES[0]);
}

fn questions(count: usize) -> Value {
    let question = |at: usize| match at % 3 {
        0 => json!({ "id": format!("q{at}"), "type": "text", "label": format!("Name {at}") }),
        1 => json!({ "id": format!("q{at}"), "type": "yes-no", "label": format!("Is there more of {at}?") }),
        _ => json!({
            "id": format!("q{at}"), "type": "text", "label": format!("Which {at}?"),
            "showWhen": { "field": format!("q{}", at - 1), "is": "yes" }
        }),
    };
    (0..count).map(question).collect()
}
