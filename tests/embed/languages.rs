//! Languages: what is said in which, and what a change of language keeps and asks for again.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::http::Reply;
use crate::intake::{Intake, Mood};
use crate::people::{month_of_birth, stands_before_sending};
use crate::referrer::Referrer;
use crate::site::{Site, WIDGET};
use crate::study::Study;
use crate::words;

const GERMAN: &str = "Deutsch";
const AGREEMENT: &str = "I agree that the study team uses these details to contact me about this study…";
const AGREEMENT_IN_GERMAN: &str = "Ich bin damit einverstanden, dass das Studienteam mich…";

/// The form's own words in a language, by the names of the messages.
pub fn says(language: &str, message: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/i18n/catalogues/{language}.json"));
    let text = fs::read_to_string(file).expect("the catalogue is there");
    let catalogue: Value = serde_json::from_str(&text).expect("a catalogue is JSON");
    catalogue[message].as_str().unwrap_or_else(|| panic!("{language} has no {message}")).to_owned()
}

fn opens(study: &Study, language: &str) -> (Site, Referrer) {
    let site = Site::open();
    site.put_study(study.bytes());
    site.put("page.html", page(language));
    let referrer = Referrer::opens(&site, "page.html");
    (site, referrer)
}

fn page(language: &str) -> Reply {
    let html = format!(
        r#"<!doctype html><html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>Example</title><script type="module" src="widget/referral-form.js" data-study="study.json"></script></html>"#
    );
    Reply::new(200).body("text/html; charset=utf-8", html.into_bytes())
}

/// Answers in English, up to the consent.
fn gets_to_the_consent(referrer: &Referrer) {
    referrer.presses(words::START);
    referrer.chooses("Sex", "Male");
    let (year, month) = month_of_birth(30);
    referrer.date("When were you born?", year, Some(month), None);
    referrer.types("Your body mass index (BMI)", "25.4");
    referrer.types("Your weight", "70");
    referrer.chooses("Where do the families of your parents come from?", "Both from Japan");
    referrer.chooses("Do you have, or did you have, a serious…", words::NO);
    referrer.chooses("Did you take any medicine in the last 14 days?", words::NO);
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::PRECHECK);
    referrer.presses(words::CONTINUE);
    referrer.types("Your name", "Ada Exämple");
    referrer.types("Email address", "ada@example.example");
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::CONSENT);
}

/// What the browser makes of an element in the form: its language and direction.
fn language_and_direction(referrer: &Referrer, selector: &str) -> Value {
    referrer.page_runs(&format!(
        "const it = [...document.querySelector('referral-form').shadowRoot.querySelectorAll('{selector}')].find((it) => it.checkVisibility());
         return [it.closest('[lang]').lang, getComputedStyle(it).direction];"
    ))
}

#[test]
fn a_page_in_arabic_is_read_from_the_right() {
    let (site, referrer) = opens(&Study::healthy_men(&Intake::open()), "ar");
    referrer.presses(&says("ar", "start"));
    referrer.arrives_at("بعض الأسئلة أولًا");
    referrer.sees(&says("ar", "leaves-few"));
    assert_eq!(language_and_direction(&referrer, "section"), json!(["ar", "rtl"]));
    referrer.presses(&says("ar", "continue"));
    referrer.focus_is_on(&says("ar", "problems-heading"));
    referrer.types("مؤشر كتلة جسمك (BMI)", "-1");
    assert_eq!(
        referrer.page_runs(
            "return getComputedStyle(document.querySelector('referral-form').shadowRoot.querySelector('[inputmode=decimal]')).direction"
        ),
        "ltr"
    );
    let catalogue = format!("{WIDGET}referral-form-ar.json");
    assert_eq!(site.asked_for().iter().filter(|it| **it == catalogue).count(), 1);
    referrer.sees_no_horizontal_scroll();
    referrer.sees_no_panic();
}

#[test]
fn a_change_of_language_keeps_the_answers_and_asks_for_the_consent_again() {
    let intake = Intake::open();
    let (_site, referrer) = opens(&Study::healthy_men(&intake), "en");
    gets_to_the_consent(&referrer);
    referrer.ticks(AGREEMENT);
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::REVIEW);

    referrer.presses(GERMAN);
    referrer.arrives_at(&says("de", "consents-heading"));
    referrer.focus_is_on(GERMAN);
    referrer.sees(&says("de", "consents-again"));
    referrer.presses(&says("de", "continue"));
    referrer.focus_is_on(&says("de", "problems-heading"));
    referrer.ticks(AGREEMENT_IN_GERMAN);
    referrer.presses(&says("de", "back"));
    assert_eq!(referrer.value_of("Ihr Name"), "Ada Exämple");
    referrer.presses(&says("de", "back"));
    referrer.presses(&says("de", "back"));
    assert_eq!(referrer.value_of("Ihr Body-Mass-Index (BMI)"), "25,4");
    assert!(referrer.has_chosen("Geschlecht", "Männlich"));
    for _ in 0..3 {
        referrer.presses(&says("de", "continue"));
    }
    referrer.arrives_at(&says("de", "consents-heading"));
    referrer.presses(&says("de", "continue"));
    referrer.arrives_at(&says("de", "review-heading"));
    referrer.presses(&says("de", "send"));
    referrer.arrives_at(&says("de", "receipt-heading"));

    let referral = intake.receives_one();
    let study = Study::healthy_men(&intake).0;
    let agreed = study["languages"]["de"]["consents"]["contact_me"]["text"].as_str().expect("a text");
    let digest: String = Sha256::digest(agreed).iter().map(|it| format!("{it:02x}")).collect();
    assert_eq!(referral["consents"][0]["language"], "de");
    assert_eq!(referral["consents"][0]["textSha256"], json!(digest));
    assert_eq!(referral["answers"]["name"], "Ada Exämple");
    referrer.sees_no_panic();
}

#[test]
fn a_change_of_language_waits_until_nothing_is_sent_by_itself() {
    let busy = Mood::Replies(Reply::new(429).header("retry-after", "500"));
    let intake = Intake::in_moods([busy, Mood::Stores("R-1")]);
    let (_site, referrer) = opens(&Study::healthy_men(&intake), "en");
    gets_to_the_consent(&referrer);
    referrer.ticks(AGREEMENT);
    referrer.presses(words::CONTINUE);
    referrer.presses(words::SEND);
    referrer.sees(words::TRYING_IN);
    referrer.presses(GERMAN);
    referrer.sees(words::TRYING_IN);
    referrer.presses(words::STOP);
    referrer.arrives_at(&says("de", "consents-heading"));
    referrer.ticks(AGREEMENT_IN_GERMAN);
    referrer.presses(&says("de", "continue"));
    referrer.presses(&says("de", "send"));
    referrer.arrives_at(&says("de", "receipt-heading"));
    let referrals = intake.receives(2);
    assert_eq!(referrals[0]["consents"][0]["language"], "en");
    assert_eq!(referrals[1]["consents"][0]["language"], "de");
    referrer.sees_no_panic();
}

#[test]
fn what_a_receiver_says_in_a_word_is_told_in_the_person_s_language() {
    let errors = json!({ "title": "No", "errors": [{ "pointer": "#/answers/email", "detail": "No such mailbox.", "code": "email" }] });
    let refusal = Reply::new(422).body("application/problem+json", errors.to_string());
    let intake = Intake::in_moods([Mood::Replies(refusal)]);
    let (_site, referrer) = opens(&Study::healthy_men(&intake), "en");
    gets_to_the_consent(&referrer);
    referrer.presses(GERMAN);
    referrer.arrives_at(&says("de", "consents-heading"));
    referrer.ticks(AGREEMENT_IN_GERMAN);
    referrer.presses(&says("de", "continue"));
    referrer.presses(&says("de", "send"));
    referrer.focus_is_on(&says("de", "refused-heading"));
    referrer.sees_problem("E-Mail-Adresse", &says("de", "problem-email"));
    referrer.does_not_see("No such mailbox.");
    referrer.follows(&says("de", "problem-email"));
    referrer.focus_is_on("E-Mail-Adresse");
}

#[test]
fn the_page_may_change_the_language_and_the_focus_stays() {
    let (_site, referrer) = opens(&Study::healthy_men(&Intake::open()), "en");
    gets_to_the_consent(&referrer);
    referrer.presses(words::BACK);
    referrer.types("Your name", "Ada");
    referrer.page_runs("document.querySelector('referral-form').lang = 'zh-CN'");
    referrer.sees_button(&says("zh-Hans", "continue"));
    referrer.focus_is_on("您的姓名");
    assert_eq!(referrer.value_of("您的姓名"), "Ada");
    assert_eq!(language_and_direction(&referrer, "section"), json!(["zh-Hans", "ltr"]));

    referrer.page_runs("document.querySelector('referral-form').lang = 'ar'");
    referrer.types("اسمك", &"ا".repeat(121));
    referrer.presses(&says("ar", "continue"));
    // From 11 to 99 Arabic says "letter" in another form than from 3 to 10; 120 goes by its last two digits.
    referrer.sees_problem("اسمك", "\u{2068}120\u{2069} حرفًا");
}

#[test]
fn a_language_that_a_person_chose_stays_while_the_page_asks_for_what_it_asked_before() {
    let (_site, referrer) = opens(&Study::healthy_men(&Intake::open()), "en");
    referrer.page_runs("document.querySelector('referral-form').lang = 'en'");
    referrer.presses(GERMAN);
    referrer.sees_button(&says("de", "start"));
    referrer.page_runs("document.documentElement.lang = 'zh-CN'");
    referrer.presses(&says("de", "start"));
    referrer.chooses("Geschlecht", "Männlich");
    referrer.page_runs("document.documentElement.lang = 'ar'");
    referrer.presses(&says("de", "continue"));
    referrer.focus_is_on(&says("de", "problems-heading"));
    assert!(referrer.has_chosen("Geschlecht", "Männlich"));
}

#[test]
fn without_its_catalogue_the_form_goes_on_in_english_words() {
    let intake = Intake::open();
    let site = Site::open();
    site.put_study(Study::healthy_men(&intake).bytes());
    site.put("page.html", page("ar"));
    site.put(&format!("{}referral-form-ar.json", &WIDGET[1..]), Reply::new(404));
    let referrer = Referrer::opens(&site, "page.html");
    referrer.presses(words::START);
    referrer.arrives_at("بعض الأسئلة أولًا");
    assert_eq!(language_and_direction(&referrer, "section"), json!(["ar", "rtl"]));
    assert_eq!(language_and_direction(&referrer, "[type=submit]"), json!(["en", "ltr"]));
    referrer.presses(words::CONTINUE);
    referrer.focus_is_on(words::PROBLEMS);
}

#[test]
fn words_that_do_not_come_keep_nobody_waiting() {
    let site = Site::open();
    site.put_study(Study::healthy_men(&Intake::open()).bytes());
    site.put("page.html", page("ar"));
    site.never_answers(&format!("{}referral-form-ar.json", &WIDGET[1..]));
    let referrer = Referrer::opens(&site, "page.html");
    referrer.presses(words::START);
    referrer.arrives_at("بعض الأسئلة أولًا");
    referrer.sees_button(words::CONTINUE);
}

#[test]
fn english_needs_no_catalogue_and_nobody_keeps_the_choice_of_a_language() {
    let (site, referrer) = opens(&Study::healthy_men(&Intake::open()), "en");
    gets_to_the_consent(&referrer);
    assert!(!site.asked_for().iter().any(|it| it.contains("referral-form-") && it.ends_with(".json")));
    referrer.presses(GERMAN);
    referrer.arrives_at(&says("de", "consents-heading"));
    let traces = referrer.traces();
    assert!(!traces.to_string().contains("\"de\""), "{traces}");
    referrer.presses("English");
    referrer.arrives_at(words::CONSENT);
    let catalogues = site.asked_for().into_iter().filter(|it| it.ends_with("-de.json")).count();
    assert_eq!(catalogues, 1);
}

/// What a browser does that translates pages: every text that may be translated stands in two elements of its own, once it is there.
const TRANSLATOR: &str = "
    const root = document.querySelector('referral-form').shadowRoot;
    const translate = () => {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        const texts = [];
        while (walker.nextNode()) texts.push(walker.currentNode);
        for (const text of texts) {
            if (!text.data.trim() || text.parentElement.closest('font, [translate=no], style')) continue;
            const font = document.createElement('font');
            font.append(document.createElement('font'));
            text.replaceWith(font);
            font.firstChild.append(text.data);
        }
    };
    new MutationObserver(translate).observe(root, { childList: true, subtree: true });
    translate();";

#[test]
fn the_form_goes_on_for_whoever_reads_it_through_a_translator_and_consents_stay_as_they_are() {
    let intake = Intake::open();
    let (_site, referrer) = stands_before_sending(&Study::contract(&intake));
    referrer.page_runs(TRANSLATOR);
    let wrapped = |within: &str| {
        let count = "document.querySelector('referral-form').shadowRoot.querySelectorAll";
        referrer.page_runs(&format!("return {count}('{within} font').length")).as_u64()
    };
    assert_ne!(wrapped(".rf-heading"), Some(0));
    assert_eq!(wrapped(".rf-agreements .rf-consent-text"), Some(0));
    assert_eq!(wrapped("bdi"), Some(0));
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    referrer.does_not_see(words::REVIEW);
    referrer.sees(&words::reference("R-1001"));
    intake.receives_one();
}
