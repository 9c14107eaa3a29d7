//! What is not received, and what its sender is told.

use serde_json::{Value, json};

use super::server::Server;
use super::{ID, OTHER_ID, referral, referral_with};

#[test]
fn a_body_over_64_kilobytes_is_refused_and_one_of_just_that_is_read() {
    let server = Server::start("oversize");
    let filled = |length: usize| {
        let mut referral = referral(ID);
        referral["answers"]["note"] = json!("");
        let rest = length - referral.to_string().len();
        referral["answers"]["note"] = json!("x".repeat(rest));
        referral.to_string()
    };
    for length in [65_537, 400_000] {
        let reply = server.post(&filled(length));
        assert_eq!((reply.status, reply.header("content-type")), (413, Some("application/problem+json")));
    }
    assert_eq!(server.rows().len(), 0);
    assert_eq!(server.post(&filled(65_536)).status, 201);
}

#[test]
fn a_body_that_is_not_said_to_be_plain_json_or_a_form_is_refused() {
    let server = Server::start("content-type");
    let body = referral(ID).to_string();
    let refused: [&[(&str, &str)]; 6] = [
        &[],
        &[("Content-Type", "text/plain")],
        &[("Content-Type", "multipart/form-data; boundary=x")],
        &[("Content-Type", "application/jsonp")],
        &[("Content-Type", "application/json; charset=utf-16")],
        &[("Content-Type", "application/json"), ("Content-Encoding", "gzip")],
    ];
    for headers in refused {
        assert_eq!(server.post_with(headers, body.as_bytes()).status, 415, "{headers:?}");
    }
    let reply = server.post_with(&[("Content-Type", "Application/JSON; charset=UTF-8")], body.as_bytes());
    assert_eq!(reply.status, 201);
}

#[test]
fn a_body_that_is_not_json_is_refused() {
    let server = Server::start("not-json");
    let headers = [("Content-Type", "application/json")];
    for body in [&b""[..], b"{", b"\xff\xfe", b"[1,]", "[".repeat(60_000).as_bytes()] {
        assert_eq!(server.post_with(&headers, body).status, 400);
    }
}

#[test]
fn a_problem_names_the_place_and_never_the_value() {
    let server = Server::start("shape");
    let cases = [
        ("/version", json!(2), "#/version"),
        ("/id", json!("0e6f7c1e6c0b4a4e9d592f6f0c6f6c1a"), "#/id"),
        ("/createdAt", json!("2026-13-22T15:04:05Z"), "#/createdAt"),
        ("/createdAt", json!("2026-11-22 15:04"), "#/createdAt"),
        ("/study", json!("canary"), "#/study"),
        ("/study/id", json!(""), "#/study/id"),
        ("/study/fileSha256", json!("canary"), "#/study/fileSha256"),
        ("/source", json!(["canary"]), "#/source"),
        ("/route", json!(7), "#/route"),
        ("/precheck/outcome", json!("canary"), "#/precheck/outcome"),
        ("/precheck/criteria/age/verdict", json!("canary"), "#/precheck/criteria/age/verdict"),
        ("/answers", json!([]), "#/answers"),
        ("/answers/candidate_name", json!(null), "#/answers/candidate_name"),
        ("/answers/languages/1", json!(7), "#/answers/languages"),
        ("/consents", json!([]), "#/consents"),
        ("/consents/0/given", json!("yes"), "#/consents/0/given"),
        ("/consents/0/given", json!(false), "#/consents"),
        ("/consents/0/kind", json!("canary"), "#/consents/0/kind"),
        ("/consents/0/givenBy", json!("canary"), "#/consents/0/givenBy"),
        ("/consents/0/textSha256", json!("…"), "#/consents/0/textSha256"),
        ("/consents/0/at", json!("yesterday"), "#/consents/0/at"),
    ];
    for (changed, value, expected) in cases {
        let reply = server.post(&referral_with(changed, value));
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (422, Some("application/problem+json")),
            "{changed}"
        );
        assert!(pointers(&reply.json()).contains(&expected), "{changed}: {}", reply.body);
        assert!(!reply.body.contains("canary"), "{changed}: {}", reply.body);
    }
    assert_eq!(server.rows().len(), 0);
}

#[test]
fn all_problems_come_at_once() {
    let server = Server::start("all-problems");
    let reply = server.post(r#"{ "answers": { "a/b ü": 1 } }"#);
    assert_eq!(
        pointers(&reply.json()),
        ["#/version", "#/id", "#/createdAt", "#/study", "#/answers/a~1b%20%C3%BC", "#/consents"]
    );
}

#[test]
fn a_client_that_sends_too_often_is_told_when_to_come_back() {
    let server = Server::start_with("rate", &["--rate-limit", "2"]);
    let sent = |id: &str| server.post(&referral(id).to_string());
    assert_eq!((sent(ID).status, sent(ID).status), (201, 200));
    let refused = sent(OTHER_ID);
    assert_eq!((refused.status, refused.header("content-type")), (429, Some("application/problem+json")));
    let wait: u64 =
        refused.header("retry-after").and_then(|it| it.parse().ok()).expect("a number of seconds");
    assert!((1..=30).contains(&wait), "{wait}");
    assert_eq!(server.rows().len(), 1);
}

fn pointers(problem: &Value) -> Vec<&str> {
    let errors = problem["errors"].as_array().expect("a problem lists its errors");
    errors.iter().map(|it| it["pointer"].as_str().expect("every error has a pointer")).collect()
}
