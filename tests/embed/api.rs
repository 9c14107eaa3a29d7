//! The element's methods, as scripts of the page call them: what they do, and what they never tell.

use serde_json::{Value, json};

use crate::engine::{Instrument, lacks};
use crate::http::Reply;
use crate::intake::{Intake, Mood};
use crate::people::{
    self, CANDIDATE_SECTION, First, PERMISSION_SELF, Who, answers_and_goes_on, consents_to, gives_contact,
    opens_contract, starts_as,
};
use crate::referrer::Referrer;
use crate::site::Site;
use crate::status_link::told;
use crate::study::Study;
use crate::words;

const TITLE: &str = "Demonstration: switching from emicizumab to Mim8 in people with haemophilia A";
const PATH: &str = "/status/1SBYHJFW4DQMQ3JSWKC6NDVJSE9KXWDX";

/// Calls a method of the page's form; what it gives, or the words with which it fails.
fn page_calls(referrer: &Referrer, call: &str) -> Value {
    referrer.page_runs(&format!(
        "return customElements.whenDefined('referral-form')
            .then(() => document.querySelector('referral-form').{call})
            .then((it) => it === undefined ? 'done' : it, (error) => `failed: ${{error.message}}`)"
    ))
}

fn prefills(referrer: &Referrer, answers: &Value) -> Value {
    page_calls(referrer, &format!("prefill({answers})"))
}

fn fails(told: &Value) -> &str {
    told.as_str().and_then(|it| it.strip_prefix("failed: ")).unwrap_or_else(|| panic!("{told} is no failure"))
}

#[test]
fn what_the_page_knows_stands_in_the_form_and_is_sent_like_what_is_typed() {
    let intake = Intake::open();
    let (_site, referrer) = opens_contract(&intake);
    let answers = json!({
        "candidate_name": "Ada Example", "candidate_phone": "(212) 555-0123", "voicemail": "yes", "postcode": "10001",
        "best_time": { "days": ["mon"], "from": "09:00", "to": "12:00" },
    });
    assert_eq!(prefills(&referrer, &answers), json!([]));
    starts_as(&referrer, Who::Themself);
    answers_and_goes_on(&referrer, &First::fitting());
    assert_eq!(referrer.value_of("Name of the person"), "Ada Example");
    assert_eq!(referrer.value_of("ZIP code"), "10001");
    referrer.chooses("Preferred way of contact", "Phone");
    assert_eq!(referrer.value_of("Phone number"), "(212) 555-0123");
    assert!(referrer.has_chosen("May the team leave a message?", words::YES));
    referrer.types("Name of the person", "Bo Example");
    referrer.presses(words::CONTINUE);
    consents_to(&referrer, &[PERMISSION_SELF]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    let sent = &intake.receives_one()["answers"];
    assert_eq!(
        (&sent["candidate_name"], &sent["candidate_phone"]),
        (&json!("Bo Example"), &json!("+12125550123"))
    );
    assert_eq!(sent["best_time"]["from"], "09:00");
    referrer.sees_no_panic();
}

#[test]
fn what_decides_and_what_is_agreed_to_stays_with_the_person() {
    let (_site, referrer) = opens_contract(&Intake::open());
    let answers = json!({
        "sex": "zebra", "birth_date": "1988-03", "permission_self": "zebra", "note": { "unsure": true }, "postcode": ["zebra"],
        "candidate_nam": "zebra", "candidate_name": "Ada Example",
    });
    let left = prefills(&referrer, &answers);
    let mut left: Vec<&str> = left.as_array().expect("ids").iter().filter_map(Value::as_str).collect();
    left.sort_unstable();
    assert_eq!(left, ["birth_date", "candidate_nam", "note", "permission_self", "postcode", "sex"]);
    referrer.author_is_told(r#""sex" is not prefilled: a rule reads it"#);
    referrer.author_is_told(r#"did you mean "candidate_name"?"#);
    let console = referrer.browser().console().join("\n");
    assert!(!console.contains("zebra") && !console.contains("Ada"), "{console}");
    starts_as(&referrer, Who::Themself);
    assert_eq!(referrer.value_of(words::YEAR), "");
    assert!(!referrer.has_chosen("Sex", "Female"));
    referrer.sees_no_panic();
}

#[test]
fn an_answer_that_cannot_be_used_waits_to_be_mended() {
    let (_site, referrer) = opens_contract(&Intake::open());
    assert_eq!(prefills(&referrer, &json!({ "candidate_email": "ada at person.example" })), json!([]));
    starts_as(&referrer, Who::Themself);
    answers_and_goes_on(&referrer, &First::fitting());
    gives_contact(&referrer, Who::Themself);
    referrer.chooses("Preferred way of contact", "Email");
    assert_eq!(referrer.value_of("Email address"), "ada at person.example");
    referrer.presses(words::CONTINUE);
    referrer.focus_is_on(words::PROBLEMS);
    referrer.sees_problem("Email address", "email");
}

#[test]
fn where_the_person_has_answered_their_answer_stays_and_the_page_hears_the_same() {
    let (_site, referrer) = opens_contract(&Intake::open());
    starts_as(&referrer, Who::Themself);
    answers_and_goes_on(&referrer, &First::fitting());
    referrer.types("Name of the person", "Ada Example");
    // The question stands before the person: what was typed and the focus stay, and what is new is there to see.
    let answers = json!({ "candidate_name": "Bo Example", "postcode": "10001" });
    assert_eq!(prefills(&referrer, &answers), json!([]));
    assert_eq!(referrer.value_of("Name of the person"), "Ada Example");
    assert_eq!(referrer.value_of("ZIP code"), "10001");
    referrer.focus_is_on("Name of the person");
    gives_contact(&referrer, Who::Themself);
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::CONSENT);
    assert_eq!(prefills(&referrer, &json!({ "note": "Behind the person's back" })), json!(["note"]));
    consents_to(&referrer, &[PERMISSION_SELF]);
    referrer.does_not_see("Behind the person's back");
}

#[test]
fn a_call_that_comes_too_early_waits_for_the_form() {
    let (_site, referrer) = opens_contract(&Intake::open());
    referrer.arrives_at(TITLE);
    let heard = referrer.page_runs(
        "const form = document.createElement('referral-form');
         form.setAttribute('study', 'study.json');
         let isReady = false;
         form.addEventListener('referral-form-ready', () => { isReady = true; });
         document.body.append(form);
         return form.prefill({ candidate_name: 'Ada Example' }).then((left) => [left, isReady])",
    );
    assert_eq!(heard, json!([[], true]));
    referrer.turns_to_widget(1);
    starts_as(&referrer, Who::Themself);
    answers_and_goes_on(&referrer, &First::fitting());
    assert_eq!(referrer.value_of("Name of the person"), "Ada Example");
}

#[test]
fn a_call_fails_where_there_is_no_form() {
    let (site, referrer) = opens_contract(&Intake::open());
    referrer.arrives_at(TITLE);
    let asks = |study: &str, then: &str| {
        referrer.page_runs(&format!(
            "const form = document.createElement('referral-form');
             form.setAttribute('study', '{study}');
             {then}
             return form.prefill({{}}).then(() => 'filled in', (error) => `failed: ${{error.message}}`).finally(() => form.remove())"
        ))
    };
    assert!(fails(&asks("study.json", "")).contains("not on the page"));
    // It is taken away as soon as it is there, before its study file can be.
    let goes = "document.body.append(form); new MutationObserver(() => form.remove()).observe(form, { attributes: true });
                form.setAttribute('lang', 'en');";
    assert!(fails(&asks("study.json", goes)).contains("not on the page"));
    // It goes as soon as the page hears that it is there; which comes first is the browser's to say, but nothing breaks.
    let goes =
        "document.body.append(form); form.addEventListener('referral-form-ready', () => form.remove());";
    let told = asks("study.json", goes);
    let is_gone = |told: &str| told.contains("taken from the page") || told.contains("not on the page");
    assert!(told == "filled in" || is_gone(fails(&told)), "{told}");
    assert!(fails(&asks("nowhere.json", "document.body.append(form);")).contains("no form is shown"));
    let closed = Study::contract(&Intake::open()).with("/study/status", json!("closed"));
    site.put("closed.json", Reply::new(200).body("application/json", closed.bytes()));
    assert!(fails(&asks("closed.json", "document.body.append(form);")).contains("no form is shown"));
    for nonsense in ["prefill(['a'])", "prefill(null)", "prefill('a')", "prefill()"] {
        assert!(!fails(&page_calls(&referrer, nonsense)).is_empty(), "{nonsense}");
    }
    // The form that is there goes on.
    assert_eq!(prefills(&referrer, &json!({ "candidate_name": "Ada Example" })), json!([]));
    referrer.sees_no_panic();
}

#[test]
fn reset_leaves_nothing_and_asks_nobody() {
    let (_site, referrer) = opens_contract(&Intake::open());
    assert_eq!(prefills(&referrer, &json!({ "postcode": "10001" })), json!([]));
    starts_as(&referrer, Who::Themself);
    answers_and_goes_on(&referrer, &First::fitting());
    referrer.types("Name of the person", "Ada Example");
    assert_eq!(page_calls(&referrer, "reset()"), json!(true));
    referrer.arrives_at(TITLE);
    referrer.focus_is_on(TITLE);
    starts_as(&referrer, Who::Themself);
    assert!(!referrer.has_chosen("Sex", "Female"));
    answers_and_goes_on(&referrer, &First::fitting());
    assert_eq!(referrer.value_of("Name of the person"), "");
    assert_eq!(referrer.value_of("ZIP code"), "");
    referrer.sees_no_panic();
}

#[test]
fn a_referral_that_is_being_sent_is_not_reset() {
    let intake = Intake::in_moods([Mood::Hangs]);
    let (_site, referrer) = people::stands_before_sending(&Study::contract(&intake));
    referrer.presses(words::SEND);
    referrer.sees_button(words::SENDING);
    assert_eq!(page_calls(&referrer, "reset()"), json!(false));
    referrer.sees_button(words::SENDING);
    referrer.arrives_at(words::REVIEW);
}

#[test]
fn the_state_of_a_referral_is_shown_from_the_studys_own_endpoint_only() {
    let (intake, elsewhere) = (Intake::open(), Intake::open());
    intake.becomes(told("scheduled"));
    let (site, referrer) = opens_contract(&intake);
    referrer.arrives_at(TITLE);
    for address in
        [format!("{}{PATH}", elsewhere.origin()), "javascript:alert(1)".to_owned(), "https://".to_owned()]
    {
        assert!(fails(&page_calls(&referrer, &format!("showStatus({})", json!(address)))).contains("origin"));
    }
    referrer.arrives_at(TITLE);
    assert_eq!(page_calls(&referrer, &format!("showStatus(new URL('{}{PATH}'))", intake.origin())), "done");
    referrer.sees("There is an appointment");
    assert_eq!((intake.requests().len(), elsewhere.requests().len()), (1, 0));
    assert_eq!(referrer.traces()["url"], site.url("customer.html"));

    referrer.presses(words::NEW_REFERRAL);
    referrer.arrives_at(TITLE);
    starts_as(&referrer, Who::Themself);
    let again = format!("showStatus('{}{PATH}')", intake.origin());
    assert!(fails(&page_calls(&referrer, &again)).contains("begun"));
    referrer.sees(people::FIRST_SECTION);
    referrer.does_not_see(CANDIDATE_SECTION);
    assert_eq!(page_calls(&referrer, "reset()"), json!(true));
    assert_eq!(page_calls(&referrer, &again), "done");
    referrer.sees("There is an appointment");
    referrer.sees_no_panic();
}

#[test]
fn on_a_tablet_what_was_prefilled_goes_with_the_rest() {
    const IDLE_SECONDS: u32 = 60;
    let site = Site::open();
    site.put_study(Study::contract(&Intake::open()).bytes());
    let referrer = Referrer::opens(&site, "kiosk.html");
    referrer.arrives_at(TITLE);
    assert_eq!(prefills(&referrer, &json!({ "candidate_name": "Ada Example" })), json!([]));
    for _ in 0..2 {
        referrer.page_runs(&format!("return passSeconds({IDLE_SECONDS})"));
    }
    referrer.page_hears("referral-form-step");
    starts_as(&referrer, Who::Themself);
    answers_and_goes_on(&referrer, &First::fitting());
    assert_eq!(referrer.value_of("Name of the person"), "");
}

#[test]
fn who_has_done_nothing_leaves_a_prefilled_form_unasked() {
    if lacks(&[Instrument::Farewells]) {
        return;
    }
    let (_site, referrer) = opens_contract(&Intake::open());
    assert_eq!(prefills(&referrer, &json!({ "candidate_name": "Ada Example" })), json!([]));
    referrer.presses(words::MORE);
    referrer.presses(words::CLOSE);
    referrer.goes_to("about:blank");
    assert_eq!(referrer.browser().farewells(), 0);
}
