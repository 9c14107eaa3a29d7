//! `referral-form probe` as a sponsor runs it, against real endpoints with one fault each.

mod endpoint;
#[allow(dead_code)] // The tests in a browser use more of it.
#[path = "../embed/http.rs"]
pub mod http;

use std::fs;
use std::net::TcpListener;

use serde_json::{Value, json};

use crate::serve::server::{Server, empty_directory, run};
use endpoint::{Endpoint, PAGE, Probe, ask_too, directory, permission, shown, study_with};
use http::{Answer, Reply};

const JSON: &str = "application/json";

fn stored(reference: &str) -> Reply {
    shown(201).body(JSON, json!({ "reference": reference }).to_string())
}

#[test]
fn a_good_endpoint_is_proven_once_a_person_saw_the_test_referral_there() {
    let server = Server::start_with("probed", &["--origin", PAGE]);
    let url = format!("{}/api/referrals", server.origin());
    let study = study_with(json!({ "url": url, "deduplicates": true, "idempotencyHeader": true }));
    std::fs::write(server.directory.join("study.json"), study.to_string()).expect("a file can be written");
    let probe = Probe::of("good", &study, "y\n");
    probe.expect_free();
    let [(id, reference, body)] = &server.rows()[..] else { panic!("it is stored once") };
    assert!(id.starts_with("7e57"), "{id}");
    let referral: Value = serde_json::from_str(body).expect("a referral is JSON");
    assert_eq!(referral["answers"]["name"], "TEST - please delete");
    assert_eq!(referral["source"]["code"], "TEST");
    probe.expect("ok", "preflight", "content-type, idempotency-key");
    probe.expect("ok", "receipt", reference);
    probe.expect("ok", "again", "the same reference");
    probe.expect("ok", "status", "received");
    probe.expect("ok", "arrived", "you saw it");
    let what_to_delete = format!("id {id}, reference {reference}");
    assert!(probe.lines.iter().any(|it| it.contains(&what_to_delete)));
    assert!(probe.lines.contains(&format!("  connect-src {}", server.origin())));
    assert_eq!(probe.code, Some(0));
}

#[test]
fn an_answer_alone_proves_nothing() {
    let endpoint = Endpoint::that_answers(stored("R-1"));
    let study = study_with(json!({ "url": endpoint.url() }));
    let unseen = Probe::of("unseen", &study, "");
    unseen.expect("unproven", "arrived", "nobody said");
    assert_eq!(unseen.code, Some(2));
    let missed = Probe::of("missed", &study, "n\n");
    missed.expect("blocked", "arrived", "only when it is stored");
    assert_eq!(missed.code, Some(1));
}

#[test]
fn nothing_is_sent_where_a_browser_would_not_send() {
    let idempotency = json!({ "idempotencyHeader": true });
    let faults = [
        ("no-cors", Reply::new(204), json!({}), "Send Access-Control-Allow-Origin: https://clinic.example"),
        (
            "other-page",
            permission().header("access-control-allow-origin", "https://b.example"),
            json!({}),
            "b.example",
        ),
        ("log-in", shown(401), json!({}), "OPTIONS is answered 401"),
        ("elsewhere", shown(307).header("location", "/in/"), json!({}), "/in/\" into the study file"),
        (
            "no-key",
            shown(204).header("access-control-allow-headers", "content-type"),
            idempotency,
            "add to Access-Control-Allow-Headers: idempotency-key, or take \"idempotencyHeader\" out",
        ),
        (
            "unlisted",
            shown(200).header("access-control-allow-headers", "Content-Type; X-Form"),
            json!({}),
            "write Access-Control-Allow-Headers as names with commas between",
        ),
    ];
    for (test, preflight, keys, mend) in faults {
        let endpoint = Endpoint::new(preflight, Answer::Reply(stored("R-1")));
        let mut study = study_with(json!({ "url": endpoint.url() }));
        for (key, value) in keys.as_object().expect("keys of an endpoint") {
            study["endpoint"][key] = value.clone();
        }
        let probe = Probe::of(test, &study, "y\n");
        probe.expect("blocked", "preflight", mend);
        assert_eq!(probe.code, Some(1), "{test}");
        let question = &endpoint.requests("OPTIONS")[0];
        assert_eq!(question.header("origin"), Some(PAGE));
        assert_eq!(question.header("access-control-request-method"), Some("POST"));
        assert_eq!(endpoint.requests("POST").len(), 0, "{test}");
    }
}

#[test]
fn an_answer_that_is_not_2xx_is_said_with_what_the_form_makes_of_it() {
    let problem = json!({
        "detail": "One value is wrong",
        "errors": [{ "pointer": "#/answers/name", "detail": "is \u{1b}[31mtoo short" }]
    });
    let faults = [
        (
            "refused",
            shown(422).body(JSON, problem.to_string()),
            "One value is wrong; name: is \u{FFFD}[31mtoo short",
        ),
        (
            "redirect",
            shown(308).header("location", "https://b.example/in"),
            "\"url\": \"https://b.example/in\"",
        ),
        ("busy", shown(429).header("retry-after", "60"), "too many requests"),
        ("down", shown(503), "nobody knows whether it arrived"),
    ];
    for (test, reply, words) in faults {
        let endpoint = Endpoint::that_answers(reply);
        let probe = Probe::of(test, &study_with(json!({ "url": endpoint.url() })), "y\n");
        probe.expect("blocked", "referral", words);
        assert_eq!(probe.code, Some(1), "{test}");
        assert_eq!(endpoint.requests("POST").len(), 1, "{test}");
    }
}

#[test]
fn an_endpoint_that_gives_no_answer_is_told_from_one_that_is_not_there() {
    let endpoint = Endpoint::new(permission(), Answer::Hang);
    let late = Probe::of("late", &study_with(json!({ "url": endpoint.url(), "timeoutSeconds": 1 })), "");
    late.expect("blocked", "referral", "no answer within 1 s");
    assert!(late.lines.iter().any(|it| it.starts_with("Delete")), "it may be there");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("it has an address").port();
    drop(listener);
    let gone = Probe::of("gone", &study_with(json!({ "url": format!("http://127.0.0.1:{port}/") })), "");
    gone.expect("blocked", "preflight", "nothing listens there");
    assert!(!gone.lines.iter().any(|it| it.starts_with("Delete")));
    let server = Server::start("no-tls");
    let plain = server.origin().replace("http:", "https:");
    let plain = Probe::of("no-tls", &study_with(json!({ "url": plain })), "");
    plain.expect("blocked", "preflight", "TLS failed");
}

#[test]
fn a_line_that_breaks_leaves_a_test_referral_that_may_be_there() {
    for (test, fault) in
        [("reset-before", Answer::ResetBeforeReading), ("reset-after", Answer::ResetAfterReading)]
    {
        let endpoint = Endpoint::new(permission(), fault);
        let probe = Probe::of(test, &study_with(json!({ "url": endpoint.url() })), "y\n");
        probe.expect("blocked", "referral", "no answer that can be read");
        assert!(probe.lines.iter().any(|it| it.starts_with("  id 7e57")), "{}", probe.lines.join("\n"));
    }
}

#[test]
fn the_status_address_has_to_be_readable_by_the_page_and_to_tell_a_state() {
    let state = |reply: Reply| reply.body(JSON, r#"{"status":"created"}"#);
    let faults = [
        ("state-told", state(shown(200)), "ok", "created"),
        ("state-hidden", state(Reply::new(200)), "blocked", "has no Access-Control-Allow-Origin"),
        ("state-moved", shown(302).header("location", "/elsewhere"), "blocked", "leads on to /elsewhere"),
        ("state-lost", shown(404), "warn", "answered 404 and no state"),
    ];
    for (test, reply, level, words) in faults {
        let endpoint = Endpoint::that_tells(reply);
        Probe::of(test, &study_with(json!({ "url": endpoint.url() })), "y\n").expect(level, "status", words);
        assert_eq!(endpoint.requests("GET")[0].header("origin"), Some(PAGE));
    }
}

#[test]
fn the_answer_may_be_empty_and_is_told_what_the_form_cannot_use() {
    let empty = Endpoint::that_answers(shown(204));
    let probe = Probe::of("empty", &study_with(json!({ "url": empty.url() })), "y\n");
    probe.expect("ok", "receipt", "no body");
    assert_eq!(probe.code, Some(0));
    let wordy = Endpoint::that_answers(shown(200).body("text/plain", "Thank you"));
    Probe::of("wordy", &study_with(json!({ "url": wordy.url() })), "y\n").expect(
        "warn",
        "receipt",
        "no JSON object",
    );
    let endless = Endpoint::that_answers(shown(200).body(JSON, vec![b' '; 5_000_000]));
    Probe::of("endless", &study_with(json!({ "url": endless.url() })), "y\n")
        .expect("warn", "receipt", "65536");
    let astray = json!({ "reference": "R-1", "status": "https://b.example/status/1" });
    let astray = Endpoint::that_answers(shown(201).body(JSON, astray.to_string()));
    Probe::of("astray", &study_with(json!({ "url": astray.url() })), "y\n").expect(
        "warn",
        "status",
        "no address on the endpoint's origin",
    );
}

#[test]
fn an_answer_of_success_that_looks_like_a_refusal_is_told() {
    let page = "<!doctype html><title>Log in</title>";
    let faults = [
        ("log-in-page", shown(200).body("text/html", page), "answered 200 with a web page"),
        ("says-no", shown(200).body(JSON, r#"{"success": false, "error": "No such form"}"#), "No such form"),
        ("cut-off", shown(200).body(JSON, r#"{"success": fal"#), "no end within 65536"),
        ("failed", shown(201).body(JSON, r#"{"status": "validation_failed"}"#), "the body says no"),
        (
            "too-long",
            shown(200).body(JSON, format!("{{\"a\": \"{}\"}}", "a".repeat(70_000))),
            "no end within 65536",
        ),
    ];
    for (test, reply, words) in faults {
        let endpoint = Endpoint::that_answers(reply);
        let probe = Probe::of(test, &study_with(json!({ "url": endpoint.url() })), "");
        probe.expect("blocked", "referral", words);
        assert_eq!(probe.code, Some(1), "{test}");
    }
}

#[test]
fn an_answer_that_the_page_may_not_read_leaves_the_form_in_the_dark() {
    let mute = |reference| Reply::new(201).body(JSON, json!({ "reference": reference }).to_string());
    let endpoint = Endpoint::that_answers(mute("R-1"));
    let probe = Probe::of("hidden", &study_with(json!({ "url": endpoint.url() })), "y\n");
    probe.expect("blocked", "answer", "the answer has no Access-Control-Allow-Origin");
    assert_eq!(probe.code, Some(1));
    // A service for web forms answers so. The referral gets there, without a question before it.
    let service = Endpoint::that_answers(mute("R-1"));
    let form = study_with(
        json!({ "url": service.url(), "format": "form", "names": { "answers.name": "last_name" } }),
    );
    let probe = Probe::of("hidden-form", &form, "y\n");
    probe.expect("ok", "preflight", "none");
    probe.expect("warn", "answer", "nobody knows whether it arrived");
    assert_eq!((probe.code, service.requests("OPTIONS").len()), (Some(0), 0));
    let body = String::from_utf8(service.requests("POST")[0].body.clone()).expect("a form is text");
    assert!(body.contains("last_name=TEST+-+please+delete"), "{body}");
}

#[test]
fn an_endpoint_that_stores_twice_must_not_be_said_to_deduplicate() {
    let counts = Endpoint::counting();
    let probe = Probe::of("twice", &study_with(json!({ "url": counts.url(), "deduplicates": true })), "y\n");
    probe.expect("blocked", "again", "another reference");
    assert_eq!(probe.code, Some(1));
    let sent = counts.requests("POST");
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0].body, sent[1].body);
    let honest = Endpoint::counting();
    Probe::of("honest", &study_with(json!({ "url": honest.url() })), "y\n").expect_free();
    assert_eq!(honest.requests("POST").len(), 1);
}

#[test]
fn every_route_s_own_endpoint_gets_a_test_referral_of_its_route() {
    let (north, south) = (Endpoint::that_answers(stored("N-1")), Endpoint::that_answers(stored("S-1")));
    let mut study = study_with(json!({ "url": "https://intake.study.example/unused" }));
    ask_too(
        &mut study,
        json!({
            "id": "region", "type": "choice", "label": "Where?", "required": true, "send": "value",
            "options": [{ "value": "n", "label": "North" }, { "value": "s", "label": "South" }]
        }),
    );
    study["routes"] = json!([
        { "route": "north", "when": { "field": "region", "is": "n" }, "endpoint": { "url": north.url() } },
        { "route": "south", "endpoint": { "url": south.url() } }
    ]);
    let probe = Probe::of("routes", &study, "y\ny\n");
    assert_eq!(probe.code, Some(0), "{}", probe.lines.join("\n"));
    for (endpoint, route) in [(north, "north"), (south, "south")] {
        let sent = endpoint.requests("POST");
        let referral: Value = serde_json::from_slice(&sent[0].body).expect("a referral is JSON");
        assert_eq!((sent.len(), referral["route"].as_str()), (1, Some(route)));
    }
}

#[test]
fn answers_that_cannot_be_invented_are_asked_for() {
    let endpoint = Endpoint::that_answers(stored("R-1"));
    let mut study = study_with(json!({ "url": endpoint.url() }));
    ask_too(
        &mut study,
        json!({
            "id": "dose", "type": "number", "label": "Dose", "required": true, "send": "value", "decimals": 2,
            "min": "30.07", "max": "30.09"
        }),
    );
    study["routes"] = json!([
        { "route": "exact", "when": { "field": "dose", "atLeast": "30.08", "atMost": "30.08" } },
        { "route": "rest", "endpoint": { "url": "https://intake.study.example/rest" } }
    ]);
    let file = directory().join("exact.json");
    fs::write(&file, study.to_string()).expect("a file can be written");
    let probe = Probe::run(&file, &["--origin", PAGE], "y\n");
    probe.expect("unproven", "referral", "Give answers by --answers");
    let answers = directory().join("exact-answers.json");
    fs::write(&answers, r#"{"dose": "30.08"}"#).expect("a file can be written");
    let answers = answers.to_str().expect("the path is text");
    Probe::run(&file, &["--origin", PAGE, "--answers", answers], "y\n");
    let sent: Value = serde_json::from_slice(&endpoint.requests("POST")[0].body).expect("a referral is JSON");
    assert_eq!(sent["answers"]["dose"]["value"], "30.08");
}

#[test]
fn where_the_file_has_a_key_the_test_referral_goes_sealed() {
    let directory = empty_directory("probed-sealed");
    let public = run(&directory, &["keygen", "--out", "key.json"]).expect("a key is made");
    let server = Server::start_in(directory, &["--origin", PAGE]);
    let url = format!("{}/api/referrals", server.origin());
    let mut study = study_with(json!({ "url": url, "deduplicates": true }));
    let public: Value = serde_json::from_str(&public).expect("a key is JSON");
    study["seal"] = json!({ "keys": [public] });
    std::fs::write(server.directory.join("study.json"), study.to_string()).expect("a file can be written");
    let probe = Probe::of("sealed", &study, "y\n");
    assert_eq!(probe.code, Some(0), "{}", probe.lines.join("\n"));
    probe.expect("ok", "again", "the same reference");
    let [(_, reference, body)] = &server.rows()[..] else { panic!("it is stored once") };
    assert!(!body.contains("TEST"), "{body}");
    let opened =
        run(&server.directory, &["open", "--key", "key.json", "--db", "referrals.sqlite", reference])
            .expect("it opens");
    assert!(opened.contains("TEST - please delete"), "{opened}");
    assert_eq!(server.get(&format!("/referrals/{reference}/bundle")).status, 422, "nobody there can read it");
}
