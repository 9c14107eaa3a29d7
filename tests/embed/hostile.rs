//! The form on pages whose styles, policies and surroundings do it no favours: a person gets through it, up to the receipt.

use serde_json::{Value, json};

use crate::engine::{Instrument, lacks};
use crate::intake::Intake;
use crate::people::{self, NICKNAME, REGISTER, registers, stands_before_registering};
use crate::referrer::{ENTER, Referrer};
use crate::site::Site;
use crate::study;
use crate::words;

const ROOT: &str = "const root = [...document.querySelector('referral-form').shadowRoot.querySelectorAll('.rf-root')].find((it) => it.checkVisibility());";

/// A site with the study of [`study::registry`].
pub fn register(intake: &Intake) -> Site {
    let site = Site::open();
    site.put_study(study::registry(intake).bytes());
    site
}

/// Goes through the form on a page, and the study team has what was typed.
fn registers_on(page: &str) -> Referrer {
    let intake = Intake::open();
    let referrer = Referrer::opens(&register(&intake), page);
    registers(&referrer, "Pia");
    assert_eq!(intake.receives_one()["answers"]["nickname"], "Pia");
    referrer.sees_no_panic();
    referrer
}

#[test]
fn a_page_that_takes_every_style_from_everything_takes_none_of_the_forms() {
    let usual = looks(&registers_on("customer.html"));
    let unset = looks(&registers_on("unset.html"));
    assert_eq!(usual, unset);
}

#[test]
fn nothing_bad_that_a_page_hands_down_reaches_the_form() {
    if lacks(&[Instrument::NamesOnHiddenPages]) {
        return;
    }
    let referrer = registers_on("inherited.html");
    let width = referrer.page_runs(&format!("{ROOT} return root.getBoundingClientRect().width"));
    assert!(width.as_f64() > Some(900.0), "the form is {width} wide");
    let looks = looks(&referrer);
    // An unreadable size gives way to the smallest that the form allows.
    let expected = [
        ("fontSize", "14px"),
        ("visibility", "visible"),
        ("pointerEvents", "auto"),
        ("direction", "ltr"),
        ("textTransform", "none"),
        ("letterSpacing", "normal"),
        ("textIndent", "0px"),
        ("whiteSpaceCollapse", "collapse"),
        ("textWrapMode", "wrap"),
        ("webkitTextSecurity", "none"),
        ("color", "rgb(23, 33, 43)"),
        ("webkitTextFillColor", "rgb(23, 33, 43)"),
    ];
    for (property, value) in expected {
        assert_eq!(looks[property], value, "{property}");
    }
}

/// How the form's root is drawn, by property.
fn looks(referrer: &Referrer) -> Value {
    referrer.page_runs(&format!(
        "{ROOT} const style = getComputedStyle(root);
         const names = ['display', 'fontFamily', 'fontSize', 'fontStyle', 'visibility', 'pointerEvents', 'direction', 'writingMode', 'color',
             'textTransform', 'letterSpacing', 'wordSpacing', 'textIndent', 'whiteSpaceCollapse', 'textWrapMode', 'webkitTextFillColor',
             'webkitTextSecurity', 'backgroundColor', 'paddingTop', 'lineHeight', 'cursor'];
         return Object.fromEntries(names.map((it) => [it, style[it]]))"
    ))
}

#[test]
fn very_large_letters_of_the_page_are_the_forms_too_and_nothing_overflows() {
    if lacks(&[Instrument::WindowSizes]) {
        return;
    }
    let intake = Intake::open();
    let referrer = Referrer::opens(&register(&intake), "large-root.html");
    referrer.arrives_at(REGISTER);
    assert_eq!(looks(&referrer)["fontSize"], "40px");
    referrer.sees_no_horizontal_scroll();
    stands_before_registering(&referrer, "Pia");
    referrer.sees_no_horizontal_scroll();
    referrer.browser().is_sized(640, 900);
    referrer.sees_no_horizontal_scroll();
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    referrer.sees_no_horizontal_scroll();
    intake.receives_one();
}

#[test]
fn a_page_that_runs_from_right_to_left_shows_each_language_in_its_direction() {
    let referrer = registers_on("right-to-left.html");
    // The study speaks English alone.
    assert_eq!(looks(&referrer)["direction"], "ltr");
    referrer.sees_no_horizontal_scroll();
    let outside =
        referrer.page_runs("return getComputedStyle(document.querySelector('referral-form')).direction");
    assert_eq!(outside, "rtl", "the page's own direction is not the form's to change");
}

#[test]
fn a_page_from_before_doctypes_draws_it_like_any_other() {
    let intake = Intake::open();
    let referrer = Referrer::opens(&register(&intake), "quirks.html");
    assert_eq!(referrer.page_runs("return document.compatMode"), "BackCompat");
    stands_before_registering(&referrer, "Pia");
    // There, a table inherits neither font nor colour; around the form, the page's own is tiny.
    let told = referrer.page_runs(&format!(
        "{ROOT} const look = (it) => {{ const {{ fontSize, fontStyle, color }} = getComputedStyle(it); return [fontSize, fontStyle, color] }};
         return [look(root), look(root.querySelector('table'))]"
    ));
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0], json!(["14px", "normal", "rgb(23, 33, 43)"]));
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    intake.receives_one();
}

#[test]
fn scripts_by_nonce_and_nothing_else_by_policy_are_enough() {
    let intake = Intake::open();
    let site = register(&intake);
    let policy = format!(
        "default-src 'none'; script-src 'nonce-r4nd0m' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' {}; \
         require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'; frame-src 'none'; object-src 'none'",
        intake.origin()
    );
    site.put_page_with_policy("nonce.html", &policy);
    let referrer = Referrer::opens(&site, "nonce.html");
    registers(&referrer, "Pia");
    intake.receives_one();
    referrer.sees_nothing_refused_by_policy();
}

#[test]
fn a_frame_that_may_run_scripts_and_nothing_else_takes_a_referral() {
    let intake = Intake::open();
    let site = register(&intake);
    site.is_for_everybody();
    let referrer = Referrer::opens(&site, "sandboxed.html");
    referrer.enters_frame(0);
    assert_eq!(referrer.page_runs("return [origin, document.compatMode]")[0], "null");
    referrer.arrives_at(REGISTER);
    referrer.presses(words::START);
    // By the keyboard too: such a frame hears of no submission.
    referrer.types(NICKNAME, "Pia");
    referrer.keys(&ENTER.to_string());
    people::consents_to(&referrer, &[people::REGISTER_CONSENT]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    assert_eq!(intake.receives_one()["answers"]["nickname"], "Pia");
}

#[test]
fn a_form_of_the_page_around_it_gets_nothing_of_it() {
    let intake = Intake::open();
    let referrer = Referrer::opens(&register(&intake), "in-a-form.html");
    referrer.arrives_at(REGISTER);
    referrer.presses(words::START);
    referrer.types(NICKNAME, "Pia");
    referrer.keys(&ENTER.to_string());
    referrer.arrives_at(words::CONSENT);
    let around = "document.getElementById('page-form')";
    referrer.page_runs(&format!("{around}.reset()"));
    people::consents_to(&referrer, &[people::REGISTER_CONSENT]);
    let held =
        referrer.page_runs(&format!("return [[...new FormData({around}).keys()], {around}.elements.length]"));
    assert_eq!(held, json!([["search", "state"], 3]));
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    assert_eq!(intake.receives_one()["answers"]["nickname"], "Pia");
    assert_eq!(
        referrer.page_runs("return recordedSubmissions"),
        json!([]),
        "the page's form was not submitted"
    );
    // And it works as it did.
    referrer.page_runs(&format!("{around}.querySelector('button').click()"));
    assert_eq!(referrer.page_runs("return recordedSubmissions"), json!([["page-form", "search", "state"]]));
}
