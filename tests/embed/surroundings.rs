//! The form in what pages put around it: boxes as wide as their content, headers that stay, shortcuts, scripts that listen.

use serde_json::{Value, json};

use crate::browser::until;
use crate::hostile::register;
use crate::http::Reply;
use crate::intake::Intake;
use crate::people::{self, NICKNAME, REGISTER, REGISTER_CONSENT, consents_to, opens_contract};
use crate::referrer::{ESCAPE, Referrer};
use crate::site::Site;
use crate::study::{self, Study};
use crate::words;

/// The first question of the contract's study.
const BORN: &str = "When was the person born?";
const CONTRACT: &str = "Demonstration: switching from emicizumab to Mim8 in people with haemophilia A";

/// A page with the form's element between these.
fn page(head: &str, before: &str, after: &str) -> Reply {
    let html = format!(
        r#"<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
           <title>A page around a form</title>{head}<script type="module" src="widget/referral-form.js"></script>
           {before}<referral-form study="study.json"></referral-form>{after}"#
    );
    Reply::new(200).body("text/html; charset=utf-8", html)
}

/// The size of what is shown of the form, in CSS pixels, and how wide its window is.
const SIZE: &str = "const shown = [...document.querySelector('referral-form').shadowRoot.querySelectorAll('.rf-root')].find((it) => it.checkVisibility());
    const { width, height } = shown.getBoundingClientRect();
    return [width, height, innerWidth]";

fn size(referrer: &Referrer) -> [f64; 3] {
    let size = referrer.page_runs(SIZE);
    [0, 1, 2].map(|at| size[at].as_f64().expect("a number"))
}

#[test]
fn in_a_box_as_wide_as_its_content_the_form_is_as_wide_as_it_has_use_for() {
    let containers = [
        ("dialog", "<dialog open>", "</dialog>"),
        (
            "popover",
            "<div popover id=p>",
            "</div><script>document.getElementById('p').showPopover()</script>",
        ),
        ("cell", "<table><tr><td>", "</td></tr></table>"),
        ("float", "<div style='float:left'>", "</div>"),
        ("inline-block", "<div style='display:inline-block'>", "</div>"),
        ("absolute", "<div style='position:absolute;left:0'>", "</div>"),
        ("fit-content", "<div style='width:fit-content'>", "</div>"),
        ("flex row", "<div style='display:flex'><div>", "</div></div>"),
        ("flex child", "<div style='display:flex'>", "</div>"),
        ("grid", "<div style='display:grid;justify-items:start'>", "</div>"),
        ("transform", "<div style='position:fixed;left:50%;top:0;transform:translate(-50%)'>", "</div>"),
    ];
    let site = register(&Intake::open());
    let frame = |page: &str, width: u32| {
        Reply::new(200).body(
            "text/html",
            format!(
                "<!doctype html><iframe src='{page}' width='{width}' height='700' style='border:0'></iframe>"
            ),
        )
    };
    let referrer = Referrer::opens(&site, "static.html");
    for (name, before, after) in containers {
        site.put(
            "contained.html",
            page(
                "<style>body { margin: 0 } dialog, [popover] { padding: 0; border: 0 }</style>",
                before,
                after,
            ),
        );
        for width in [1200, 320] {
            site.put("outside.html", frame("contained.html", width));
            referrer.goes_to(&site.url("outside.html"));
            referrer.enters_frame(0);
            referrer.arrives_at(REGISTER);
            let [wide, high, window] = size(&referrer);
            let least = if width == 1200 && name != "transform" { 670.0 } else { 240.0 };
            assert!(wide >= least && wide <= window, "{name}, {width}: {wide} px wide");
            assert!(high < 6.0 * 900.0, "{name}, {width}: {high} px high");
            assert!(
                width == 320 || wide < 900.0 || matches!(name, "flex child"),
                "{name}: it takes {wide} px, more than it has use for"
            );
            referrer.leaves_frame();
        }
    }
}

/// Notes what the page hears, as a session recorder or a shortcut would.
const LISTENS: &str = "window.heard = [];
    for (const name of ['keydown', 'keypress', 'keyup', 'input', 'beforeinput', 'paste', 'copy', 'cut', 'compositionend'])
        for (const place of [window, document, document.body, document.querySelector('referral-form')])
            place.addEventListener(name, (event) => { heard.push(`${name} ${event.key ?? event.data ?? ''}`); event.preventDefault(); });";

#[test]
fn what_is_typed_ends_at_the_root_of_the_form() {
    let intake = Intake::open();
    let referrer = Referrer::opens(&register(&intake), "customer.html");
    referrer.arrives_at(REGISTER);
    referrer.presses(words::START);
    referrer.page_runs(LISTENS);
    // Letters that pages have for shortcuts; a page that took them would leave the control without.
    referrer.types(NICKNAME, "s /?Pia");
    assert_eq!(referrer.value_of(NICKNAME), "s /?Pia");
    assert_eq!(referrer.page_runs("return heard"), json!([]));
    // What moves the focus of the page, and what closes what the page has opened, is the page's to hear.
    referrer.keys(&ESCAPE.to_string());
    let heard = referrer.page_runs("return heard.filter((it) => it.startsWith('keydown'))");
    assert_eq!(heard, json!(["keydown Escape", "keydown Escape", "keydown Escape", "keydown Escape"]));
}

#[test]
fn escape_closes_the_panel_of_the_form_and_not_the_dialog_of_the_page() {
    let site = register(&Intake::open());
    site.put("modal.html", page(
        "<script>for (const name of ['keydown', 'keyup']) addEventListener(name, (event) => { if (event.key === 'Escape') document.getElementById('modal').remove(); })</script>",
        "<div id='modal' role='dialog'>", "</div>",
    ));
    let referrer = Referrer::opens(&site, "modal.html");
    referrer.arrives_at(REGISTER);
    referrer.presses(words::START);
    referrer.types(NICKNAME, "Pia");
    referrer.presses(words::MORE);
    referrer.sees_button(words::CLOSE);
    referrer.keys(&ESCAPE.to_string());
    referrer.focus_is_on(words::MORE);
    assert_eq!(referrer.value_of(NICKNAME), "Pia");
}

#[test]
fn a_page_still_hears_what_is_typed_into_its_own_words_inside_the_element() {
    let site = Site::open();
    site.put("own.html", Reply::new(200).body("text/html", concat!(
        "<!doctype html><title>A page</title><script type='module' src='widget/referral-form.js'></script>",
        "<referral-form study='missing.json'><input id='own' aria-label='Your question'></referral-form>",
    )));
    let referrer = Referrer::opens(&site, "own.html");
    referrer.sees_field("Your question");
    referrer
        .page_runs("window.heard = []; addEventListener('input', (event) => { heard.push(event.data); })");
    referrer.types("Your question", "abc");
    assert_eq!(referrer.page_runs("return heard.join('')"), "abc");
}

#[test]
fn a_closed_root_lets_no_script_of_the_page_in_and_takes_a_referral() {
    let intake = Intake::open();
    let site = register(&intake);
    // The person at the test needs a way in, which only a script has that ran before the form.
    site.put(
        "closed.html",
        Reply::new(200).body(
            "text/html",
            "<!doctype html><html lang='en'><meta charset='utf-8'><title>A page</title><script>
             const attach = Element.prototype.attachShadow;
             Element.prototype.attachShadow = function (options) { return this.closedRoot = attach.call(this, options); };
             window.paths = [];
             addEventListener('keydown', (event) => { paths.push(event.composedPath()[0].localName); }, true);
             </script><script type='module' src='widget/referral-form.js' data-study='study.json' data-root='closed'></script>",
        ),
    );
    let referrer = Referrer::opens(&site, "closed.html");
    referrer.arrives_at(REGISTER);
    referrer.presses(words::START);
    referrer.sees_field(NICKNAME);
    // The driver types into nothing that it cannot look into.
    referrer.page_runs(
        "document.querySelector('referral-form').closedRoot.querySelector('.rf-flow input').focus()",
    );
    referrer.keys("Pia");
    referrer.presses(words::CONTINUE);
    consents_to(&referrer, &[REGISTER_CONSENT]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    assert_eq!(intake.receives_one()["answers"]["nickname"], "Pia");
    assert_eq!(referrer.page_runs("return document.querySelector('referral-form').shadowRoot"), Value::Null);
    assert_eq!(referrer.page_runs("return [...new Set(paths)]"), json!(["referral-form"]));
    referrer.sees_no_panic();
}

#[test]
fn the_heading_of_a_step_is_never_under_a_header_of_the_page() {
    let site = register(&Intake::open());
    for position in ["fixed", "sticky"] {
        let style = format!(
            "<style>html {{ scroll-behavior: smooth }} header {{ position: {position}; top: 0; left: 0; right: 0; height: 120px; background: #eee; z-index: 9 }}</style>"
        );
        site.put(
            "header.html",
            page(
                &style,
                "<header>The page</header><div style='height:1500px'></div>",
                "<div style='height:2000px'></div>",
            ),
        );
        let referrer = Referrer::opens(&site, "header.html");
        registers_as_far_as_consent(&referrer);
        let at = "const heading = document.querySelector('referral-form').shadowRoot.activeElement;
                  const { top } = heading.getBoundingClientRect();
                  return [heading.textContent, top]";
        until(
            || format!("{position}: the heading was to stand below the header; {}", referrer.page_runs(at)),
            || {
                let at = referrer.page_runs(at);
                (at[0].as_str().is_some_and(|it| it.contains(words::CONSENT))
                    && at[1].as_f64() >= Some(120.0))
                .then_some(())
            },
        );
    }
}

fn registers_as_far_as_consent(referrer: &Referrer) {
    referrer.arrives_at(REGISTER);
    referrer.presses(words::START);
    referrer.types(NICKNAME, "Pia");
    // As a person has scrolled who looks at the button: the heading of the next step lies far above.
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::CONSENT);
}

#[test]
fn another_study_on_a_live_element_begins_anew_until_somebody_has_begun() {
    let (site, referrer) = opens_contract(&Intake::open());
    referrer.arrives_at(CONTRACT);
    let other = study::registry(&Intake::open()).bytes();
    site.put("other.json", Reply::new(200).body("application/json", other));
    referrer.page_runs("document.querySelector('referral-form').setAttribute('study', 'other.json')");
    referrer.arrives_at(REGISTER);
    referrer.presses(words::START);
    referrer.types(NICKNAME, "Pia");
    referrer.page_runs("document.querySelector('referral-form').setAttribute('study', 'study.json')");
    referrer.author_is_told("put in another element");
    assert_eq!(referrer.value_of(NICKNAME), "Pia");
    referrer.sees_no_panic();
}

#[test]
fn a_copy_of_the_loader_in_memory_says_what_has_happened() {
    let site = register(&Intake::open());
    site.put(
        "copied.html",
        Reply::new(200).body(
            "text/html",
            "<!doctype html><title>A page</title><script type='module'>
             const text = await (await fetch('widget/referral-form.js')).text();
             const script = document.createElement('script');
             Object.assign(script, { type: 'module', src: URL.createObjectURL(new Blob([text], { type: 'text/javascript' })) });
             document.head.append(script);
             </script><referral-form study='study.json'>Ring the desk.</referral-form>",
        ),
    );
    let referrer = Referrer::opens(&site, "copied.html");
    referrer.author_is_told("is not shown: this script runs as");
    assert_eq!(referrer.page_text(), "Ring the desk.");
}

#[test]
fn letters_of_controls_are_large_enough_for_a_telephone_not_to_zoom_in() {
    let site = register(&Intake::open());
    site.put("small.html", page("<style>html, body { font-size: 10px }</style>", "", ""));
    let referrer = Referrer::opens(&site, "small.html");
    referrer.arrives_at(REGISTER);
    referrer.presses(words::START);
    referrer.sees_field(NICKNAME);
    let size = "const root = document.querySelector('referral-form').shadowRoot;
        return getComputedStyle(root.querySelector('input[type=text], input:not([type])')).fontSize";
    assert_eq!(referrer.page_runs(size), "16px");
}

#[test]
fn a_device_whose_clock_was_never_set_is_told_so() {
    let site = Site::open();
    site.put_study(Study::contract(&Intake::open()).bytes());
    let clock = "<script>const Real = Date; window.Date = class extends Real { constructor(...given) { super(...(given.length ? given : [0])); } static now() { return 0; } }</script>";
    site.put("unset-clock.html", page(clock, "", ""));
    let referrer = Referrer::opens(&site, "unset-clock.html");
    referrer.arrives_at(CONTRACT);
    people::starts_as(&referrer, people::Who::Themself);
    referrer.date(BORN, 1985, Some(4), None);
    referrer.presses(words::CONTINUE);
    referrer.sees_problem(BORN, "The date is wrong on this device.");
}
