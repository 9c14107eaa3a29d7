//! Deliveries: what is known of a send, whether it is tried again by itself, and when.

use referral_form::domain::date::Date;
use referral_form::domain::delivery::retry_after::seconds;
use referral_form::domain::delivery::{
    self, Attempts, Delivery, Doubt, Hindrance, Next, REPLY_MAX_BYTES, Reply,
};
use referral_form::domain::field::FieldId;
use referral_form::domain::form::{Form, FormEvent, Part};
use referral_form::domain::minimise::Sent;
use referral_form::domain::referral::Origin;
use referral_form::domain::review::{Digests, Review};
use referral_form::domain::study::{ConsentId, Study};
use referral_form::domain::validate::check::{Conditions, FieldProblem};
use serde_json::{Value, json};

use crate::small_study;

/// 6 November 1994, 08:49:37 UTC. Source: RFC 9110 §5.6.7, which uses it in all its examples.
const NOW: u32 = 784_111_777;

const SILENCE: Reply = Reply::Silence;

fn answer(status: u16, retry_after: Option<&str>) -> Reply {
    let retry_after = retry_after.map(str::to_owned);
    Reply::Answer { status, retry_after, content_type: String::new(), body: String::new() }
}

fn says(status: u16, content_type: &str, body: &str) -> Reply {
    Reply::Answer { status, retry_after: None, content_type: content_type.to_owned(), body: body.to_owned() }
}

fn study() -> Study {
    study_with(json!({}))
}

/// A study with an email address and an age that are sent, and these keys in its endpoint.
fn study_with(endpoint: Value) -> Study {
    let mut file = small_study::file(json!([
        { "id": "email", "type": "email", "label": "Email", "send": "value" },
        { "id": "weight", "type": "number", "label": "Weight", "min": "30", "max": "200", "send": "value" },
        { "id": "word", "type": "text", "label": "Word", "maxLength": 7, "send": "value" }
    ]));
    file["consents"][0]["covers"] = json!(["email", "weight", "word"]);
    for (key, value) in endpoint.as_object().expect("keys of an endpoint") {
        file["endpoint"][key] = value.clone();
    }
    small_study::read(&file).unwrap_or_else(|it| panic!("{it}"))
}

fn read(reply: Reply) -> Delivery {
    delivery::read(reply, &study().endpoint, NOW)
}

/// Settles replies one after the other, and tells what comes after the last one.
fn after(attempts: &mut Attempts, deduplicates: bool, replies: &[Reply]) -> (Delivery, Next) {
    let mut settled = None;
    for reply in replies {
        attempts.hand_over();
        settled = Some(attempts.settle(read(reply.clone()), deduplicates, 0));
    }
    settled.expect("there is a reply")
}

fn kind(replies: &[Reply]) -> Option<&'static str> {
    after(&mut Attempts::default(), false, replies).0.failure()
}

fn next(deduplicates: bool, reply: Reply) -> Next {
    after(&mut Attempts::default(), deduplicates, &[reply]).1
}

#[test]
fn the_table_of_the_contract_says_what_is_tried_again_by_itself() {
    let by_itself = |next: Next| matches!(next, Next::TryAgain { .. });
    for deduplicates in [true, false] {
        assert_eq!(next(deduplicates, Reply::Offline), Next::WaitForNetwork);
        assert!(
            by_itself(next(deduplicates, answer(429, None))),
            "nothing was stored, so nothing can be twice"
        );
        for status in [200, 201, 204, 400, 401, 403, 404, 413, 415, 422] {
            assert_eq!(next(deduplicates, answer(status, None)), Next::Done, "{status}");
        }
        for status in [408, 409, 500, 502, 503, 504] {
            assert_eq!(by_itself(next(deduplicates, answer(status, None))), deduplicates, "{status}");
        }
        for reply in [SILENCE, Reply::Redirect] {
            assert_eq!(by_itself(next(deduplicates, reply.clone())), deduplicates, "{reply:?}");
        }
    }
}

#[test]
fn each_wait_is_twice_the_last_one_and_half_of_it_is_chance() {
    for (random, expected) in [
        (0, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000]),
        (u16::MAX, [1_999, 3_999, 7_999, 15_999, 31_999, 59_999]),
    ] {
        let mut attempts = Attempts::default();
        let waits: Vec<Next> = (0..7).map(|_| attempts.settle(read(SILENCE), true, random).1).collect();
        let expected = expected.map(|after_ms| Next::TryAgain { after_ms });
        assert_eq!(waits[..6], expected);
        assert_eq!(waits[6], Next::AskThePerson { wait_s: None }, "six times are enough");
        attempts.ask();
        assert_eq!(attempts.settle(read(SILENCE), true, random).1, expected[0], "a press counts anew");
    }
}

#[test]
fn nobody_is_asked_sooner_than_they_said() {
    assert_eq!(next(false, answer(429, Some("90"))), Next::TryAgain { after_ms: 90_000 });
    assert_eq!(next(true, answer(503, Some("90"))), Next::TryAgain { after_ms: 90_000 });
    assert_eq!(next(false, answer(503, Some("90"))), Next::AskThePerson { wait_s: Some(90) });
    assert_eq!(next(false, answer(429, Some("0"))), Next::TryAgain { after_ms: 1_000 });
    assert_eq!(
        next(false, answer(429, Some("Sun, 06 Nov 1994 08:50:37 GMT"))),
        Next::TryAgain { after_ms: 60_000 }
    );
}

#[test]
fn whoever_asks_for_more_than_ten_minutes_leaves_it_to_the_person() {
    assert_eq!(next(true, answer(429, Some("600"))), Next::TryAgain { after_ms: 600_000 });
    assert_eq!(next(true, answer(429, Some("601"))), Next::AskThePerson { wait_s: Some(601) });
    let all = u32::MAX.to_string();
    assert_eq!(next(true, answer(429, Some(&all))), Next::AskThePerson { wait_s: Some(u32::MAX) });

    let mut attempts = Attempts::default();
    let twice = [answer(429, Some("400")), answer(429, Some("400"))];
    assert_eq!(
        after(&mut attempts, true, &twice).1,
        Next::AskThePerson { wait_s: Some(400) },
        "ten minutes in all"
    );
}

#[test]
fn what_may_have_arrived_once_is_never_called_not_sent_again() {
    for later in [Reply::Offline, answer(429, None)] {
        assert_eq!(kind(std::slice::from_ref(&later)), Some("not-sent"));
        assert_eq!(kind(&[SILENCE, later.clone()]), Some("unconfirmed"), "{later:?}");
        assert_eq!(kind(&[answer(500, None), later.clone(), later]), Some("unconfirmed"));
    }
    assert_eq!(kind(&[answer(400, None)]), Some("refused"));
    assert_eq!(kind(&[SILENCE, answer(400, None)]), Some("unconfirmed"));
    assert_eq!(kind(&[SILENCE, answer(200, None)]), None);
}

#[test]
fn what_comes_next_follows_the_last_attempt() {
    // The person took the risk of a second one with their press, and that one surely was not stored.
    let (whole, next) = after(&mut Attempts::default(), false, &[SILENCE, answer(429, None)]);
    assert_eq!(whole, Delivery::Unconfirmed(Doubt::Fault { wait_s: None }));
    assert_eq!(next, Next::TryAgain { after_ms: 1_000 });
    let (whole, next) = after(&mut Attempts::default(), false, &[answer(429, None), SILENCE]);
    assert_eq!(whole.failure(), Some("unconfirmed"));
    assert_eq!(next, Next::AskThePerson { wait_s: None });
}

#[test]
fn a_form_that_nobody_answers_readably_is_unconfirmed_and_left_to_the_person() {
    let study = study_with(json!({ "format": "form", "deduplicates": true }));
    let read = |reply| delivery::read(reply, &study.endpoint, NOW);
    let mut attempts = Attempts::default();
    let settled = attempts.settle(read(SILENCE), true, 0);
    assert_eq!(settled, (Delivery::Unconfirmed(Doubt::Mute), Next::AskThePerson { wait_s: None }));
    // Where the receiver lets the page read, it is a delivery like any other.
    assert_eq!(read(answer(204, None)).failure(), None);
    assert_eq!(attempts.settle(read(answer(500, None)), true, 0).1, Next::TryAgain { after_ms: 1_000 });
}

#[test]
fn a_receiver_says_how_long_to_wait_in_seconds_or_by_a_date() {
    for (value, expected) in [
        ("0", Some(0)),
        ("120", Some(120)),
        (" 120 ", Some(120)),
        ("99999999999999999999", Some(u32::MAX)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", Some(0)),
        ("Sun, 06 Nov 1994 08:51:37 GMT", Some(120)),
        ("Sunday, 06-Nov-94 08:51:37 GMT", Some(120)),
        ("Sun Nov  6 08:51:37 1994", Some(120)),
        ("Wed Nov 16 08:49:37 1994", Some(864_000)),
        // Over already.
        ("Sat, 05 Nov 1994 08:49:37 GMT", Some(0)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
        ("Mon, 01 Jan 0001 00:00:00 GMT", Some(0)),
        // More than 50 years ahead, so of the century before.
        ("Monday, 06-Nov-45 08:49:37 GMT", Some(0)),
        ("Sunday, 06-Nov-44 08:49:37 GMT", Some(1_577_923_200)),
        // A leap second, and a leap day.
        ("Sat, 31 Dec 1994 23:59:60 GMT", Some(4_806_623)),
        ("Thu, 29 Feb 1996 00:00:00 GMT", Some(41_440_223)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", Some(u32::MAX)),
        // Not a date, or no such day.
        ("", None),
        ("-1", None),
        ("+5", None),
        ("1.5", None),
        ("soon", None),
        ("Sun, 31 Feb 1995 08:49:37 GMT", None),
        ("Sun, 06 Nov 1994 24:49:37 GMT", None),
        ("Sun, 06 Nov 1994 08:49:37", None),
        ("Sun, 06 nov 1994 08:49:37 GMT", None),
        ("Sun, 06 Nov +994 08:49:37 GMT", None),
        ("1994-11-06T08:49:37Z", None),
    ] {
        assert_eq!(seconds(value, NOW), expected, "{value:?}");
    }
}

#[test]
fn a_problem_that_the_form_knows_is_told_in_its_own_words() {
    let study = study();
    let body = json!({ "errors": [
        { "pointer": "#/answers/email", "detail": "No such mailbox.", "code": "email" },
        { "pointer": "/answers/weight/value", "detail": "Too heavy.", "code": "too_large" },
        { "pointer": "#/answers/word", "code": "too_long" },
        { "pointer": "#/answers/word", "detail": "Not that word.", "code": "npi" },
        { "pointer": "#/answers/word", "detail": "Not that one." },
        { "pointer": "#/answers/elsewhere", "detail": "Unknown.", "code": "missing" },
        { "pointer": "#/id", "detail": "No id.", "code": "missing" },
    ] });
    let refused = read(says(422, "application/problem+json", &body.to_string()));
    let sent = ["email", "weight", "word"].map(|it| (study.field_of(it).expect("a field"), Sent::Answered));
    let placed: Vec<_> = refused.problems().iter().filter_map(|it| it.place(&study, &sent)).collect();
    let told: Vec<_> = placed
        .iter()
        .map(|(field, problem)| match problem {
            FieldProblem::Receiver { detail, known } => {
                (study.field(*field).id.as_str(), detail.as_str(), known.as_ref().map(|it| it.code()))
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        told,
        [
            ("email", "No such mailbox.", Some("email")),
            ("weight", "Too heavy.", Some("too_large")),
            ("word", "too_long", Some("too_long")),
            // A code that no answer to this question can have is not the form's.
            ("word", "Not that word.", None),
            ("word", "Not that one.", None),
        ]
    );
}

#[test]
fn a_web_page_confirms_nothing() {
    for (content_type, body) in [
        ("text/html; charset=utf-8", "<!doctype html><title>Log in to this network</title>"),
        ("text/html", "Thank you"),
        ("application/xhtml+xml", "<?xml version=\"1.0\"?><p/>"),
        ("", "\u{FEFF}\n<HTML><body>Moved"),
        ("text/plain", "<!DOCTYPE HTML>"),
    ] {
        let told = read(says(200, content_type, body));
        assert_eq!(told, Delivery::Unconfirmed(Doubt::Page), "{content_type}: {body}");
    }
    let page = says(200, "text/html", "<html>");
    assert_eq!(next(false, page.clone()), Next::AskThePerson { wait_s: None });
    assert!(matches!(next(true, page), Next::TryAgain { .. }), "once somebody has logged in, it arrives");
}

#[test]
fn a_body_that_is_no_page_and_says_no_no_is_an_acceptance() {
    for (content_type, body) in [
        // What PHP calls whatever it prints.
        ("text/html", ""),
        ("text/html", " \n"),
        ("text/html", r#"{"success": true}"#),
        ("text/plain", "OK"),
        ("application/xml", "<stored/>"),
        ("application/json", "[]"),
        ("application/json", "null"),
        ("application/json", "\u{FEFF}{}"),
        (
            "application/json",
            r#"{"ok": true, "success": "true", "error": null, "errors": [], "status": "created"}"#,
        ),
        ("application/json", r#"{"error": "", "errors": {}, "status": 201, "answers": {"error": "none"}}"#),
        ("application/json", r#"{"error": false}"#),
        ("application/json", r#"{"error": 0, "message": "error"}"#),
    ] {
        assert!(matches!(read(says(200, content_type, body)), Delivery::Sent(_)), "{content_type}: {body}");
    }
}

#[test]
fn an_answer_of_success_that_says_no_is_a_refusal_with_its_reason() {
    for (body, reason) in [
        (json!({ "success": false, "message": "No such form" }), Some("No such form")),
        (
            json!({ "success": "false", "message": "Activate the form first" }),
            Some("Activate the form first"),
        ),
        (json!({ "ok": false }), None),
        (json!({ "ok": 0 }), None),
        (json!({ "status": "failure" }), Some("failure")),
        (json!({ "error": "Quota reached" }), Some("Quota reached")),
        (json!({ "error": { "code": 7, "message": "Quota reached" } }), Some("Quota reached")),
        (json!({ "error": true }), None),
        (json!({ "errors": ["Too long", "Too late"] }), Some("Too long")),
        (json!({ "errors": { "email": ["Is taken"] } }), Some("Is taken")),
        (json!({ "status": "error", "detail": "Closed" }), Some("Closed")),
        (json!({ "status": "failed" }), Some("failed")),
        (
            json!({ "status": "validation_failed", "message": "One field is wrong" }),
            Some("One field is wrong"),
        ),
        (json!({ "status": "fail", "data": {} }), Some("fail")),
    ] {
        match read(says(200, "application/json", &body.to_string())) {
            Delivery::Refused(refusal) => assert_eq!(refusal.message.as_deref(), reason, "{body}"),
            other => panic!("{body} is {other:?}"),
        }
    }
    let pointed = json!({ "errors": [{ "pointer": "/answers/word", "detail": "Not that word." }] });
    let refused = read(says(200, "application/json", &pointed.to_string()));
    assert_eq!(refused.problems().len(), 1);
}

#[test]
fn an_answer_that_was_cut_off_may_have_gone_on_with_a_no() {
    let whole = format!("{{\"log\": \"{}\", \"success\": false}}", "a".repeat(REPLY_MAX_BYTES));
    let told = read(says(200, "application/json", &whole[..REPLY_MAX_BYTES]));
    assert_eq!(told, Delivery::Unconfirmed(Doubt::Fault { wait_s: None }));
    let short = read(says(200, "application/json", "{\"success\": fal"));
    assert_eq!(short, Delivery::Unconfirmed(Doubt::Fault { wait_s: None }));
}

/// Somebody at the review of the small study, who can correct their word.
struct Person {
    study: Study,
    form: Form,
    file_sha256: String,
    ids: u32,
}

impl Person {
    fn new() -> Person {
        let study = study();
        let conditions = Conditions { today: Date::MIN, decimal_comma: false, time_zone: "UTC".to_owned() };
        let mut form = Form::new(&study, None, Origin::default(), conditions);
        let at = Some("1994-11-06T08:49:37Z".to_owned());
        form.apply(&study, FormEvent::Consented(ConsentId(0), at));
        let mut person = Person { study, form, file_sha256: "0".repeat(64), ids: 0 };
        person.writes("hello");
        person
    }

    fn writes(&mut self, word: &str) {
        let field = self.study.field_of("word").expect("the study asks for a word");
        self.form.apply(&self.study, FormEvent::Typed(field, Part::Text, word.to_owned()));
    }

    fn reviews(&mut self, earlier: Option<&Review>) -> Review {
        self.ids += 1;
        let digests = Digests { file: self.file_sha256.clone(), consents: vec!["0".repeat(64)] };
        let (now, id) = (format!("1994-11-06T08:50:{:02}Z", self.ids), format!("id-{}", self.ids));
        Review::open(&self.study, &self.form, &digests, now, || id, earlier)
            .unwrap_or_else(|it| panic!("{it:?}"))
    }
}

fn replaces(review: &Review) -> Option<String> {
    let body: Value = serde_json::from_str(&review.body.text).expect("the body is JSON");
    body["replaces"].as_str().map(str::to_owned)
}

#[test]
fn what_was_not_edited_is_sent_again_to_the_byte() {
    let mut person = Person::new();
    let mut first = person.reviews(None);
    first.parcel = Some(first.body.clone());
    after(&mut first.attempts, false, &[SILENCE]);
    assert_eq!(person.reviews(Some(&first)), first);
}

#[test]
fn an_edited_referral_says_what_it_replaces_where_that_may_have_arrived() {
    for (replies, is_replaced) in [
        (vec![answer(429, None)], false),
        (vec![Reply::Offline], false),
        (vec![answer(400, None)], false),
        (vec![SILENCE], true),
        (vec![SILENCE, answer(429, None)], true),
        (vec![SILENCE, Reply::Offline], true),
        (vec![SILENCE, answer(400, None)], true),
    ] {
        let mut person = Person::new();
        let mut first = person.reviews(None);
        after(&mut first.attempts, false, &replies);
        person.writes("again");
        let edited = person.reviews(Some(&first));
        assert_ne!(edited.referral.id(), first.referral.id(), "{replies:?}");
        assert_eq!(replaces(&edited).is_some(), is_replaced, "{replies:?}");
        assert!(
            !edited.attempts.may_have_arrived() && edited.parcel.is_none(),
            "nothing was tried with it yet"
        );

        // The first one still may have arrived, whatever became of its correction.
        person.writes("thrice");
        assert_eq!(replaces(&person.reviews(Some(&edited))), replaces(&edited), "{replies:?}");
    }
}

#[test]
fn a_newer_study_file_makes_another_referral_of_the_same_answers() {
    let mut person = Person::new();
    let mut first = person.reviews(None);
    after(&mut first.attempts, true, &[SILENCE]);
    person.file_sha256 = "1".repeat(64);
    let moved = person.reviews(Some(&first));
    assert_eq!(moved.referral.file_sha256(), person.file_sha256);
    assert_eq!(replaces(&moved).as_deref(), Some(first.referral.id()));
}

#[test]
fn nothing_is_known_of_what_is_under_way() {
    let mut attempts = Attempts::default();
    assert!(!attempts.may_have_arrived());
    attempts.hand_over();
    assert!(attempts.may_have_arrived());
    attempts.settle(Delivery::NotSent(Hindrance::Busy { wait_s: None }), true, 0);
    assert!(!attempts.may_have_arrived());
}

#[test]
fn a_pointer_to_what_was_not_sent_leads_nowhere() {
    let study = study();
    let body = json!({ "errors": [
        { "pointer": "#/answers/email", "detail": "No such mailbox." },
        { "pointer": "#/answers/word", "detail": "Not that word." },
    ] });
    let refused = read(says(422, "application/problem+json", &body.to_string()));
    let field = |id| study.field_of(id).expect("a field");
    let led_to = |sent: &[(FieldId, Sent)]| -> Vec<FieldId> {
        refused.problems().iter().filter_map(|it| Some(it.place(&study, sent)?.0)).collect()
    };
    assert_eq!(led_to(&[(field("word"), Sent::Text("x".to_owned()))]), [field("word")]);
    assert_eq!(led_to(&[]), []);
}
