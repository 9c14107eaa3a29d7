//! The form on pages that insert, copy, move and remove it, and that include its script more than once.

use serde_json::json;

use crate::engine::{Instrument, lacks, lacks_in_part};
use crate::hostile::register;
use crate::http::Reply;
use crate::intake::Intake;
use crate::people::{NICKNAME, REGISTER, REGISTER_CONSENT, consents_to, registers};
use crate::referrer::Referrer;
use crate::site::{dist, engine, has_webassembly};
use crate::words;

/// How often the form is put on a page and taken away again.
const ROUNDS: u32 = 50;
/// What those rounds may leave behind, of scripts' memory and the engine's together, in bytes.
const RETAINED_MAX_BYTES: i64 = 100_000;

fn forms(referrer: &Referrer) -> serde_json::Value {
    referrer.page_runs("return document.querySelectorAll('referral-form').length")
}

#[test]
fn a_page_that_is_kept_and_put_back_whole_shows_one_form_that_works() {
    let intake = Intake::open();
    let referrer = Referrer::opens(&register(&intake), "moving.html");
    referrer.arrives_at(REGISTER);
    // As a page's library does that swaps whole bodies: what was there is copied, and its scripts are made anew so that they run.
    referrer.page_runs(
        "const kept = document.body.cloneNode(true);
         document.body.replaceWith(Object.assign(document.createElement('body'), { textContent: 'Another page' }));
         return new Promise((done) => setTimeout(() => {
             for (const script of kept.querySelectorAll('script')) {
                 const again = document.createElement('script');
                 for (const { name, value } of script.attributes) again.setAttribute(name, value);
                 script.replaceWith(again);
             }
             document.body.replaceWith(kept);
             done();
         }))",
    );
    registers(&referrer, "Pia");
    assert_eq!(forms(&referrer), 1);
    // As one does that writes markup over markup.
    referrer.page_runs("const main = document.querySelector('main'); main.innerHTML = main.innerHTML");
    registers(&referrer, "Ole");
    assert_eq!(forms(&referrer), 1);
    let received = intake.receives(2);
    assert_eq!([&received[0]["answers"]["nickname"], &received[1]["answers"]["nickname"]], ["Pia", "Ole"]);
    referrer.sees_no_panic();
}

#[test]
fn a_form_that_is_moved_about_within_a_moment_keeps_what_was_typed_and_a_copy_begins_anew() {
    let intake = Intake::open();
    let referrer = Referrer::opens(&register(&intake), "moving.html");
    referrer.arrives_at(REGISTER);
    referrer.presses(words::START);
    referrer.types(NICKNAME, "Pia");
    // In a task of the page's own: between the lines of a driver's script, WebKit does what waits for the script's end.
    referrer.page_runs(
        "return new Promise((done) => setTimeout(() => {
             const form = document.querySelector('referral-form');
             const box = document.createElement('div');
             form.remove();
             document.querySelector('main').prepend(form);
             form.replaceWith(box);
             box.append(form);
             form.after(form.cloneNode(true));
             done();
         }))",
    );
    assert_eq!(referrer.value_of(NICKNAME), "Pia");
    referrer.turns_to_widget(1);
    registers(&referrer, "Ole");
    referrer.turns_to_widget(0);
    assert_eq!(referrer.value_of(NICKNAME), "Pia");
    assert_eq!(intake.receives_one()["answers"]["nickname"], "Ole");
    referrer.sees_no_panic();
}

#[test]
fn a_form_that_comes_goes_and_comes_while_its_engine_is_on_the_way_is_there_once() {
    let intake = Intake::open();
    let site = register(&intake);
    let referrer = Referrer::opens(&site, "moving.html");
    // As a library does in its development mode: every effect, its undoing, and the effect again.
    referrer.page_runs(
        "document.querySelector('referral-form').remove();
         const main = document.querySelector('main');
         const put = () => {
             const script = Object.assign(document.createElement('script'), { type: 'module', src: 'widget/referral-form.js' });
             const form = document.createElement('referral-form');
             form.setAttribute('study', 'study.json');
             main.append(script, form);
             return () => { script.remove(); form.remove(); };
         };
         put()();
         put()();
         put();",
    );
    registers(&referrer, "Pia");
    assert_eq!(forms(&referrer), 1);
    intake.receives_one();
    referrer.sees_no_panic();
}

#[test]
fn ten_forms_on_a_page_each_take_a_referral_of_their_own() {
    let intake = Intake::open();
    let site = register(&intake);
    let referrer = Referrer::opens(&site, "ten-widgets.html");
    for widget in 0..10 {
        referrer.turns_to_widget(widget);
        referrer.arrives_at(REGISTER);
        referrer.presses(words::START);
        referrer.types(NICKNAME, &format!("Walker {widget}"));
    }
    for widget in [9, 0] {
        referrer.turns_to_widget(widget);
        assert_eq!(referrer.value_of(NICKNAME), format!("Walker {widget}"));
        referrer.presses(words::CONTINUE);
        consents_to(&referrer, &[REGISTER_CONSENT]);
        referrer.presses(words::SEND);
        referrer.arrives_at(words::SENT);
    }
    let received = intake.receives(2);
    assert_eq!(received[0]["answers"]["nickname"], "Walker 9");
    assert_eq!(received[1]["answers"]["nickname"], "Walker 0");
    assert_eq!(
        site.asked_for().iter().filter(|it| it.ends_with(engine())).count(),
        1,
        "one download for all"
    );
}

#[test]
fn of_two_versions_on_a_page_the_first_serves_both_tags_and_the_second_says_so() {
    let intake = Intake::open();
    let site = register(&intake);
    let loader = std::fs::read(dist().join("referral-form.js")).expect("the loader is built");
    site.put("older/referral-form.js", Reply::new(200).body("text/javascript", loader));
    let referrer = Referrer::opens(&site, "two-versions.html");
    for (widget, nickname) in ["Pia", "Ole", "Eva"].iter().enumerate() {
        referrer.turns_to_widget(widget);
        registers(&referrer, nickname);
    }
    intake.receives(3);
    assert_eq!(forms(&referrer), 3);
    assert!(
        !site.asked_for().iter().any(|it| it.starts_with("/older/") && it.contains("engine")),
        "one engine"
    );
    if lacks_in_part(Instrument::Console) {
        return;
    }
    let console = referrer.browser().console();
    let warnings = console.iter().filter(|it| it.contains("is defined already"));
    assert_eq!(warnings.count(), 1, "{console:?}");
    assert!(
        console.iter().any(|it| it.contains("older/referral-form.js leaves the page to it")),
        "{console:?}"
    );
}

#[test]
fn a_page_whose_own_element_has_the_same_name_keeps_it() {
    let referrer = Referrer::opens(&register(&Intake::open()), "name-taken.html");
    referrer.author_is_told("is defined already");
    assert_eq!(referrer.text(), "Refer a friend and get a discount. Words of somebody else's element.");
    assert_eq!(forms(&referrer), 1);
    referrer.sees_no_panic();
}

#[test]
fn forms_that_come_and_go_leave_no_memory_behind() {
    if lacks(&[Instrument::MemoryFigures]) {
        return;
    }
    let intake = Intake::open();
    let referrer = Referrer::opens(&register(&intake), "moving.html");
    registers(&referrer, "Pia");
    // What is made once and kept, is made in the first rounds.
    come_and_go(&referrer, 10);
    let before = memory(&referrer);
    come_and_go(&referrer, ROUNDS);
    let after = memory(&referrer);
    println!("\nbefore {before:?}\nafter {ROUNDS} rounds {after:?}");
    // As JavaScript, what the browser compiles of the engine counts as scripts', and grows for as long as it is made faster.
    let scripts = if has_webassembly() { after.scripts - before.scripts } else { 0 };
    let retained = scripts + after.engine - before.engine;
    assert!(retained < RETAINED_MAX_BYTES, "{ROUNDS} rounds retain {retained} B");
    assert!(after.nodes <= before.nodes, "nodes of the page: {before:?}, then {after:?}");
    assert!(after.listeners <= before.listeners, "listeners: {before:?}, then {after:?}");
    // The last one works.
    referrer.types(NICKNAME, "Ole");
    referrer.presses(words::CONTINUE);
    consents_to(&referrer, &[REGISTER_CONSENT]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    intake.receives(2);
}

/// Puts a form on the page in place of the one that is there, waits until it is up, and begins to fill it in.
fn come_and_go(referrer: &Referrer, rounds: u32) {
    let script = "
        const rounds = ROUNDS;
        const here = (name) => new Promise((done) => document.addEventListener(name, done, { once: true }));
        return (async () => {
            for (let round = 0; round < rounds; round += 1) {
                document.querySelector('referral-form').remove();
                await new Promise((done) => setTimeout(done));
                const form = document.createElement('referral-form');
                form.setAttribute('study', 'study.json');
                document.querySelector('main').append(form);
                await here('referral-form-ready');
                const step = here('referral-form-step');
                form.shadowRoot.querySelector('.rf-begin').click();
                await step;
                recordedEvents.length = 0;
            }
        })()";
    referrer.page_runs(&script.replace("ROUNDS", &rounds.to_string()));
}

/// What is in use once the waste is gone.
#[derive(Debug)]
struct InUse {
    /// Heap of the page's scripts, in bytes.
    scripts: i64,
    /// The engine's own memory, in bytes.
    engine: i64,
    nodes: i64,
    listeners: i64,
}

/// Source: DevTools protocol, `HeapProfiler.collectGarbage`, `Runtime.getHeapUsage`, `Memory.getDOMCounters`.
fn memory(referrer: &Referrer) -> InUse {
    let session = &referrer.browser().session;
    let devtools =
        |command: &str| session.devtools(command, &json!({})).unwrap_or_else(|it| panic!("{command}: {it}"));
    // Whatever is finalized may let go of more.
    for _ in 0..3 {
        devtools("HeapProfiler.collectGarbage");
        referrer.page_runs("return new Promise((done) => setTimeout(done))");
    }
    let counters = devtools("Memory.getDOMCounters");
    let heap = devtools("Runtime.getHeapUsage");
    let engine = match has_webassembly() {
        true => referrer.page_runs(
            "return import(new URL('widget/referral-form-engine.js', location.href)).then((it) => it.default())
                 .then(({ memory }) => memory.buffer.byteLength)",
        ),
        // As JavaScript, it has a buffer like any other.
        false => heap["backingStorageSize"].clone(),
    };
    let whole = |number: &serde_json::Value| number.as_f64().expect("a number") as i64;
    InUse {
        scripts: whole(&heap["usedSize"]),
        engine: whole(&engine),
        nodes: whole(&counters["nodes"]),
        listeners: whole(&counters["jsEventListeners"]),
    }
}
