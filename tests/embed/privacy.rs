//! What leaves the browser, and what never does.

use serde_json::{Value, json};

use crate::canary::{Canaries, body_without_ids_and_hashes};
use crate::intake::Intake;
use crate::people::{
    CANDIDATE_SECTION, First, Who, answers_and_goes_on, opens, opens_contract, prepares,
    stands_before_sending, starts_as, without_id_and_times,
};
use crate::referrer::Referrer;
use crate::site::{Site, WIDGET};
use crate::study::Study;
use crate::words;

#[test]
fn before_send_the_page_asks_for_nothing_but_the_widget_and_the_study() {
    let intake = Intake::open();
    let (site, referrer) = stands_before_sending(&Study::contract(&intake));

    let of_the_page =
        ["customer.html", "record-events.js", "study.json", "favicon.ico"].map(|it| site.url(it));
    let widget = site.url(WIDGET.trim_start_matches('/'));
    let before = referrer.browser().requests();
    for request in &before {
        let is_expected = of_the_page.contains(&request.url) || request.url.starts_with(&widget);
        assert!(is_expected && request.method == "GET" && request.body.is_none(), "{request:?}");
    }
    assert!(intake.requests().is_empty(), "the endpoint was asked before Send");
    assert!(site.asked_for().iter().all(|it| !it.contains('?')), "something was written into an address");

    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    // The study file is looked at again before anything is sent.
    let after = referrer.browser().requests().split_off(before.len());
    let after: Vec<_> = after.iter().map(|it| (it.method.as_str(), it.url.as_str())).collect();
    assert_eq!(after, [("GET", site.url("study.json").as_str()), ("POST", intake.url().as_str())]);
    assert_eq!(methods(&intake), ["OPTIONS", "POST"]);
}

#[test]
fn a_browser_fills_in_and_remembers_what_the_study_file_names_and_nothing_else() {
    let controls = "const root = document.querySelector('referral-form').shadowRoot;
        return [...root.querySelectorAll('form input:not([type=radio], [type=checkbox]), form textarea')]
            .map((it) => [it.labels[0].textContent, it.autocomplete || it.form.autocomplete])";
    for (who, of_name) in [(Who::Themself, "name"), (Who::Clinician, "off")] {
        let (_site, referrer) = opens_contract(&Intake::open());
        starts_as(&referrer, who);
        let first = referrer.page_runs(controls);
        let first = first.as_array().expect("a list");
        assert!(!first.is_empty() && first.iter().all(|it| it[1] == "off"), "{first:?}");
        answers_and_goes_on(&referrer, &First::fitting());
        referrer.arrives_at(CANDIDATE_SECTION);
        let second = referrer.page_runs(controls);
        let second = second.as_array().expect("a list");
        let of = |label: &str| {
            let found = second.iter().find(|it| it[0].as_str().is_some_and(|it| it.starts_with(label)));
            &found.unwrap_or_else(|| panic!("no {label} in {second:?}"))[1]
        };
        assert_eq!(of("Name of the person"), of_name);
        assert_eq!(of("ZIP code"), "off");
        assert_eq!(of("Practical points"), "off");
    }
}

/// What the endpoint was asked, the browser's own preflight included.
fn methods(intake: &Intake) -> Vec<String> {
    intake.requests().into_iter().map(|it| it.method).collect()
}

#[test]
fn the_request_carries_no_cookie_and_no_referrer_with_a_path() {
    let intake = Intake::open();
    let (_site, referrer) = stands_before_sending(&Study::contract(&intake));
    referrer.page_runs("document.cookie = 'session=of-the-page'");
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);

    let requests = intake.requests();
    let post = requests.iter().find(|it| it.method == "POST").expect("the referral");
    assert_eq!(post.header("cookie"), None);
    assert_eq!(post.header("idempotency-key"), None, "only where the study file asks for it");
    assert_eq!(post.header("content-type"), Some("application/json"));
    assert!(!post.header("referer").unwrap_or_default().contains("customer.html"));
}

#[test]
fn events_carry_no_answers_and_no_ids() {
    let intake = Intake::open();
    let (_site, referrer) = stands_before_sending(&Study::contract(&intake));
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    referrer.page_hears("referral-form-submitted");
    for event in referrer.events() {
        let (name, detail) = (event[0].as_str().expect("a name"), &event[1]);
        match name {
            "referral-form-step" => {
                assert!(detail["index"].is_u64() && detail.as_object().expect("an object").len() == 1)
            }
            _ => assert_eq!(*detail, Value::Null, "{name}"),
        }
    }
}

#[test]
fn no_undisclosed_value_leaves_a_clinicians_form() {
    nothing_undisclosed_leaves(Who::Clinician);
}

#[test]
fn no_undisclosed_value_leaves_the_form_of_clinic_staff() {
    nothing_undisclosed_leaves(Who::Staff);
}

#[test]
fn no_undisclosed_value_leaves_a_navigators_form() {
    nothing_undisclosed_leaves(Who::Navigator);
}

#[test]
fn no_undisclosed_value_leaves_the_form_of_the_person_themself() {
    nothing_undisclosed_leaves(Who::Themself);
}

#[test]
fn no_undisclosed_value_leaves_a_carers_form() {
    nothing_undisclosed_leaves(Who::Carer);
}

#[test]
fn no_undisclosed_value_leaves_the_form_of_a_patient_organisation() {
    nothing_undisclosed_leaves(Who::Partner);
}

/// Plants a distinct value in every field, and looks for it wherever it must not be: without the optional consents, and with
/// each of them alone.
fn nothing_undisclosed_leaves(who: Who) {
    let intake = Intake::open();
    let canaries = Canaries::for_source(Study::contract(&intake).without("/languages"), who.id());
    let site = Site::open();
    site.put_study(canaries.study.bytes());
    let referrer = Referrer::opens(&site, "static.html");
    let alone = canaries.optional_consents().into_iter().map(|id| vec![id]);
    let sets: Vec<Vec<&str>> = [Vec::new()].into_iter().chain(alone).collect();
    for (round, given) in sets.iter().enumerate() {
        referrer.goes_to(&site.url("customer.html"));
        canaries.fills_in(&referrer, who, given);
        canaries.are_in_no_trace(&referrer);
        referrer.presses(words::SEND);
        referrer.arrives_at(words::SENT);
        canaries.are_in_no_trace(&referrer);

        let body = intake.receives(round + 1).remove(round);
        canaries.are_disclosed_as_consented(&body, given);
        referrer.sees_no_panic();
    }
    let posts = referrer.browser().requests().into_iter().filter(|it| it.method == "POST").count();
    assert_eq!(posts, sets.len(), "something else was sent");
}

#[test]
fn people_who_differ_only_in_what_is_not_sent_look_the_same_from_outside() {
    let alike = First::fitting();
    let other = First {
        sex: "Male",
        diagnosis: "Another bleeding disorder",
        on_emicizumab: words::NO,
        gene_therapy: words::YES,
        egfr: Some("12.5"),
        ..First::fitting()
    };
    let [(one, one_events, one_requests), (two, two_events, two_requests)] =
        [alike, other].map(|first| seen_from_outside(&first));
    assert_eq!(one, two);
    assert_eq!(one_events, two_events);
    assert_eq!(one_requests, two_requests);
}

/// The body, events and requests of a referral, without what differs between any two.
fn seen_from_outside(first: &First) -> (Value, Vec<Value>, Vec<String>) {
    let intake = Intake::open();
    let (site, referrer) = opens_contract(&intake);
    prepares(&referrer, Who::Themself, first, &[]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    referrer.page_hears("referral-form-submitted");
    let requests = referrer.browser().requests().into_iter().map(|it| {
        let path = it.url.replace(&site.url(""), "site/").replace(&intake.url(), "intake");
        format!("{} {path}", it.method)
    });
    // Files that are fetched side by side are logged in any order.
    let mut requests: Vec<String> = requests.chain(methods(&intake)).collect();
    requests.sort();
    let body = body_without_ids_and_hashes(without_id_and_times(intake.receives_one()));
    (body, referrer.events(), requests)
}

#[test]
fn code_and_channel_leave_where_a_consent_covers_them() {
    let intake = Intake::open();
    let source = source_of_somebody_sent_here(&Study::contract(&intake), &intake);
    let channel = json!({ "utm_source": "newsletter" });
    assert_eq!(source, json!({ "type": "self", "code": "CLINIC-12", "channel": channel }));
}

#[test]
fn without_a_consent_for_them_code_and_channel_stay_and_only_who_refers_is_told() {
    let intake = Intake::open();
    let mut study = Study::contract(&intake);
    let covers = study.0.pointer_mut("/consents/1/covers").and_then(Value::as_array_mut).expect("a list");
    covers.retain(|it| *it != json!("@source"));
    assert_eq!(source_of_somebody_sent_here(&study, &intake), json!({ "type": "self" }));
}

/// What a referral tells of its source when a newsletter's link led to the form.
fn source_of_somebody_sent_here(study: &Study, intake: &Intake) -> Value {
    let (site, referrer) = opens(study);
    let link = "customer.html?referral-code=CLINIC-12&utm_source=newsletter&utm_content=unlisted";
    referrer.goes_to(&site.url(link));
    prepares(&referrer, Who::Themself, &First::fitting(), &[]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    intake.receives_one()["source"].take()
}
