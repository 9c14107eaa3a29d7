//! The description of the endpoint (OpenAPI) against the endpoint: what the server answers is what stands there.

use std::fs;

use jsonschema::Validator;
use serde_json::{Value, json};

use super::server::{Reply, Server};
use super::{ID, OTHER_ID, referral, referral_with};

fn description() -> Value {
    let text = fs::read_to_string("docs/openapi.json").expect("the description is there");
    serde_json::from_str(&text).expect("the description is JSON")
}

/// Follows references inside the description.
fn resolved<'d>(description: &'d Value, place: &'d Value) -> &'d Value {
    match place.get("$ref").and_then(Value::as_str) {
        Some(reference) => {
            let target = description.pointer(reference.strip_prefix('#').expect("it stays inside"));
            resolved(description, target.unwrap_or_else(|| panic!("{reference} leads nowhere")))
        }
        None => place,
    }
}

fn validator(description: &Value, schema: &Value) -> Validator {
    let mut whole = schema.clone();
    whole["components"] = description["components"].clone();
    jsonschema::draft202012::new(&whole).expect("the schema is one")
}

/// Holds an answer to the description of its operation: status, headers, media type and body.
fn expect_described(description: &Value, path: &str, method: &str, reply: &Reply) {
    let place = &description["paths"][path][method]["responses"][reply.status.to_string()];
    assert!(place.is_object(), "{method} {path}: {} is not described", reply.status);
    let response = resolved(description, place);
    for (name, header) in response["headers"].as_object().into_iter().flatten() {
        let value = reply.header(&name.to_ascii_lowercase());
        let value = value.unwrap_or_else(|| panic!("{} lacks {name}", reply.status));
        let schema = &resolved(description, header)["schema"];
        assert!(validator(description, schema).is_valid(&json!(value)), "{name}: {value}");
    }
    match response["content"].as_object() {
        Some(content) => {
            let schema = &content[reply.header("content-type").expect("a body has a type")]["schema"];
            let problems: Vec<String> = validator(description, schema)
                .iter_errors(&reply.json())
                .map(|it| format!("{}: {it}", it.instance_path()))
                .collect();
            assert!(problems.is_empty(), "{}: {problems:?} in {}", reply.status, reply.body);
        }
        None => assert_eq!(reply.body, "", "{} has a body that is not described", reply.status),
    }
}

#[test]
fn the_server_shows_the_description_that_ships() {
    let server = Server::start("openapi");
    let reply = server.get("/openapi.json");
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json")));
    assert_eq!(reply.json(), description());
}

#[test]
fn every_answer_to_a_referral_is_described() {
    let description = description();
    let limits = ["--origin", "https://clinic.example", "--rate-limit", "10", "--body-timeout", "1"];
    let server = Server::start_with("openapi-referrals", &limits);
    let host = format!("Host: 127.0.0.1:{}\r\n", server.port);
    let body = referral(ID).to_string();
    let json_type = ("Content-Type", "application/json");
    let replies = [
        server.post(&body),
        server.post(&json!({ "data": referral(OTHER_ID) }).to_string()),
        server.post(&body),
        server.post(&format!("{body} ")),
        server.post("{"),
        server.post("{}"),
        server.post_form("id=1"),
        server.post_with(&[("Content-Type", "application/jose")], b"eyJh"),
        server.post(&"x".repeat(65_537)),
        server.post_with(&[("Content-Type", "text/plain")], b""),
        server.post(&body),
        server.post_with(&[json_type, ("Origin", "https://elsewhere.example")], body.as_bytes()),
        // The rest of the body never comes.
        server.send(&format!("POST /api/referrals HTTP/1.1\r\n{host}Content-Length: 9\r\n"), b"{"),
        server.send("POST /api/referrals HTTP/1.1\r\nHost: elsewhere.example\r\nContent-Length: 0\r\n", b""),
    ];
    for reply in &replies {
        expect_described(&description, "/api/referrals", "post", reply);
    }
    let statuses: Vec<u16> = replies.iter().map(|it| it.status).collect();
    assert_eq!(statuses, [201, 201, 200, 409, 400, 422, 422, 400, 413, 415, 429, 403, 408, 421]);
    for (origin, expected) in [("https://clinic.example", 204), ("https://elsewhere.example", 403)] {
        let head = format!(
            "OPTIONS /api/referrals HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nOrigin: {origin}\r\n",
            server.port
        );
        let reply = server.send(&head, b"");
        assert_eq!(reply.status, expected);
        expect_described(&description, "/api/referrals", "options", &reply);
    }
}

#[test]
fn every_answer_about_a_state_is_described() {
    let description = description();
    let server = Server::start_with("openapi-status", &["--rate-limit", "2"]);
    let url = server.post(&referral(ID).to_string()).status_url();
    let path = url.replace(&server.origin(), "");
    let host = format!("Host: 127.0.0.1:{}\r\n", server.port);
    let replies = [
        server.status_at(&url),
        server.get("/status/NOBODY"),
        server.get("/status/NOBODY"),
        server.send(&format!("GET {path} HTTP/1.1\r\n{host}Origin: https://elsewhere.example\r\n"), b""),
        server.send(&format!("GET {path} HTTP/1.1\r\nHost: elsewhere.example\r\n"), b""),
    ];
    for reply in &replies {
        expect_described(&description, "/status/{token}", "get", reply);
    }
    assert_eq!(replies.each_ref().map(|it| it.status), [200, 404, 429, 403, 421]);
}

#[test]
fn the_described_referral_is_what_the_server_takes() {
    let description = description();
    let request =
        &description["paths"]["/api/referrals"]["post"]["requestBody"]["content"]["application/json"];
    let validator = validator(&description, &request["schema"]);
    let server = Server::start_with("openapi-shape", &["--rate-limit", "1000"]);
    let changes = [
        ("/route", json!("clinic")),
        ("/answers", json!({})),
        ("/answers/languages", json!([])),
        ("/answers/languages", json!([7])),
        ("/answers/candidate_name", json!(true)),
        ("/version", json!(2)),
        ("/id", json!("7")),
        ("/createdAt", json!("2026-13-22T15:04:05Z")),
        ("/createdAt", json!("2026-11-22T24:04:05Z")),
        ("/createdAt", json!("2026-11-22T15:04:05.123Z")),
        ("/study/id", json!("")),
        ("/study/id", json!("x".repeat(201))),
        ("/study/fileSha256", json!("9F")),
        ("/source", json!({})),
        ("/precheck/outcome", json!("maybe")),
        ("/precheck/criteria/age", json!({})),
        ("/consents", json!([])),
        ("/consents/0/given", json!(false)),
        ("/consents/0/given", json!("true")),
        ("/consents/0/kind", json!("promise")),
        ("/consents/0/at", json!("2026-11-22")),
    ];
    let mut taken = 0;
    for (number, (pointer, value)) in changes.into_iter().enumerate() {
        let mut body = referral_with(pointer, value.clone());
        if pointer != "/id" {
            body = body.replace(ID, &format!("0e6f7c1e-6c0b-4a4e-9d59-{number:012}"));
        }
        let parsed: Value = serde_json::from_str(&body).expect("it is JSON");
        for body in [parsed.clone(), json!({ "data": parsed })] {
            let is_taken = server.post(&body.to_string()).status != 422;
            assert_eq!(is_taken, validator.is_valid(&body), "{pointer}: {value}");
            taken += usize::from(is_taken);
        }
    }
    assert_eq!(taken, 8);
}
