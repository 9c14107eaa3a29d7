//! Referrals of a good shape that do not fit their study file, and requests that never become whole.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::server::{Reply, Server, empty_directory, run};
use super::{ID, OTHER_ID, referral, without_what_the_contract_lacks};

/// Referrals that the contract's study would not let through, each with the place that is named.
fn misfits() -> Vec<(String, &'static str)> {
    let fitting = || {
        let mut referral = referral(ID);
        without_what_the_contract_lacks(&mut referral);
        referral
    };
    let changed = |pointer: &str, member: &str, value: Value| {
        let mut referral = fitting();
        referral.pointer_mut(pointer).expect("a member")[member] = value;
        referral.to_string()
    };
    let with_consent = |id: &str| {
        let mut referral = fitting();
        let mut consent = referral["consents"][0].clone();
        consent["id"] = json!(id);
        referral["consents"].as_array_mut().expect("a list").push(consent);
        referral.to_string()
    };
    let twice =
        |key: &str, again: &str| fitting().to_string().replacen(key, &format!("{key}{again},{key}"), 1);
    vec![
        (changed("/study", "id", json!("canary")), "#/study/id"),
        (changed("/consents/0", "id", json!("canary")), "#/consents/0/id"),
        (with_consent("permission"), "#/consents/1/id"),
        (with_consent("canary"), "#/consents/1/id"),
        (changed("/answers", "canary", json!("x")), "#/answers/canary"),
        (changed("/answers", "sex", json!("female")), "#/answers/sex"),
        (changed("/answers", "referrer_email", json!("a@people.example")), "#/answers/referrer_email"),
        (changed("", "precheck", json!({ "outcome": "eligible", "criteria": {} })), "#/precheck"),
        (twice(r#""candidate_name":"#, r#""Eve Example""#), "#/answers/candidate_name"),
        (twice(r#""route":"#, r#""canary""#), "#/route"),
        (format!(r#"{{"data":{{}},"data":{}}}"#, fitting()), "#/data"),
    ]
}

fn contract(test: &str, arguments: &[&str]) -> Server {
    let directory = empty_directory(test);
    fs::copy("examples/contract/study.json", directory.join("study.json")).expect("a file can be copied");
    Server::start_in(directory, arguments)
}

fn pointers(reply: &Reply) -> Vec<String> {
    let errors = reply.json()["errors"].as_array().expect("a problem lists its errors").clone();
    errors.iter().map(|it| it["pointer"].as_str().expect("a pointer").to_owned()).collect()
}

#[test]
fn what_does_not_fit_its_study_file_is_refused_by_its_place() {
    let server = contract("misfits", &[]);
    for (body, pointer) in misfits() {
        let reply = server.post(&body);
        assert_eq!((reply.status, pointers(&reply)[0].as_str()), (422, pointer), "{}", reply.body);
        let told = reply.body.replace(pointer, "");
        assert!(!told.contains("canary"), "{told}");
    }
    assert_eq!(server.rows(), []);
}

#[test]
fn a_consent_that_was_refused_covers_nothing() {
    let server = contract("misfits-refused", &[]);
    let mut referral = referral(ID);
    without_what_the_contract_lacks(&mut referral);
    referral["consents"][0]["given"] = json!(false);
    let mut other = referral["consents"][0].clone();
    other["id"] = json!("share_precheck");
    other["given"] = json!(true);
    referral["consents"].as_array_mut().expect("a list").push(other);
    let reply = server.post(&referral.to_string());
    assert_eq!(pointers(&reply), ["#/answers/birth_date", "#/answers/candidate_name"]);
}

#[test]
fn another_version_of_a_consent_than_the_person_s_own_file_has_is_refused() {
    let server = contract("misfits-version", &[]);
    let file = server.get("/study.json").body;
    let mut referral = referral(ID);
    without_what_the_contract_lacks(&mut referral);
    let digest: String = Sha256::digest(file.as_bytes()).iter().map(|it| format!("{it:02x}")).collect();
    referral["study"]["fileSha256"] = json!(digest);
    referral["consents"][0]["version"] = json!("2025-01");
    assert_eq!(pointers(&server.post(&referral.to_string())), ["#/consents/0/version"]);
}

#[test]
fn a_sealed_referral_is_judged_where_its_key_is() {
    let directory = empty_directory("misfits-sealed");
    let printed = run(&directory, &["keygen", "--kid", "ours", "--out", "key.json"]).expect("a key is made");
    let mut study = super::study();
    study["seal"] = json!({ "keys": [serde_json::from_str::<Value>(&printed).expect("JSON")] });
    fs::write(directory.join("study.json"), study.to_string()).expect("a file can be written");
    let mut misfit = referral(ID);
    misfit["answers"]["canary"] = json!("x");
    fs::write(directory.join("referral.json"), misfit.to_string()).expect("a file can be written");
    let sealed = run(&directory, &["seal", "study.json", "referral.json"]).expect("it is sealed");
    let jose = [("Content-Type", "application/jose")];
    let server = Server::start_in(directory, &["--key", "key.json"]);
    assert_eq!(pointers(&server.post_with(&jose, sealed.as_bytes())), ["#/answers/canary"]);
    let server = Server::start_in(server.stop(), &[]);
    assert_eq!(server.post_with(&jose, sealed.as_bytes()).status, 201, "nobody here can look into it");
}

#[test]
fn quarantine_keeps_it_apart_with_its_reason() {
    let server = contract("quarantine", &["--quarantine"]);
    let mut fitting = referral(OTHER_ID);
    without_what_the_contract_lacks(&mut fitting);
    assert_eq!(server.post(&fitting.to_string()).status, 201);
    let (body, _) = &misfits()[5];
    let reply = server.post(body);
    assert_eq!((reply.status, server.post(body).status), (202, 200));
    let path = format!("/referrals/{}", reply.reference());
    let page = server.get(&path).body;
    assert!(page.contains("/answers/sex: the study file sends nothing of this field"), "{page}");
    assert!(server.get("/referrals").body.contains("quarantine"));
    assert_eq!(server.get(&format!("{path}/bundle")).status, 422);
    assert_eq!(server.status_at(&reply.status_url()).json()["status"], "received");
    let exported = run(&server.directory, &["export"]).expect("the referrals are exported");
    assert!(exported.contains(OTHER_ID) && !exported.contains(ID), "{exported}");
}

#[test]
fn a_request_that_never_becomes_whole_loses_its_connection() {
    let server = Server::start_with("slow", &["--head-timeout", "1", "--body-timeout", "1"]);
    for begun in ["", "GET /referrals HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "] {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).expect("the server listens");
        stream.write_all(begun.as_bytes()).expect("the server reads");
        // Ends when the server hangs up, and never where it does not.
        let read = stream.read_to_end(&mut Vec::new());
        assert!(read.is_ok() || read.is_err_and(|it| it.kind() == std::io::ErrorKind::ConnectionReset));
    }
}

#[test]
fn a_connection_too_many_waits_for_one_to_end() {
    let server = Server::start_with("crowded", &["--connections", "1"]);
    let post = |id: &str| {
        let body = referral(id).to_string();
        let head = format!(
            "POST /api/referrals HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\nContent-Type: application/json\r\n",
            server.port
        );
        format!("{head}Content-Length: {}\r\n\r\n{body}", body.len())
    };
    let connect = || TcpStream::connect(("127.0.0.1", server.port)).expect("the server listens");
    let (first, second) = (post(ID), post(OTHER_ID));
    let (begun, rest) = first.split_at(first.len() - 1);
    let mut earlier = connect();
    earlier.write_all(begun.as_bytes()).expect("the server reads");
    let mut later = connect();
    later.write_all(second.as_bytes()).expect("it is buffered");
    earlier.write_all(rest.as_bytes()).expect("the server reads");
    for mut stream in [earlier, later] {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it is answered");
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    }
    let order: Vec<String> = server.rows().into_iter().map(|it| it.0).collect();
    assert_eq!(order, [ID, OTHER_ID]);
}
