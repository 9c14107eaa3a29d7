//! What becomes of a referral: who sets it, who is told, and how much.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::server::{Server, empty_directory, run};
use super::{ID, OTHER_ID, referral, without_what_the_contract_lacks};

/// A server that shows the contract's study, and a referral from it; `share_outcome` covers `@status` there.
fn told(test: &str, share_outcome: bool) -> (Server, Value) {
    let directory = empty_directory(test);
    fs::copy("examples/contract/study.json", directory.join("study.json")).expect("a file can be copied");
    let server = Server::start_in(directory, &["--quarantine"]);
    let study = server.get("/study.json").body;
    let mut referral = referral(ID);
    without_what_the_contract_lacks(&mut referral);
    let digest: String = Sha256::digest(study.as_bytes()).iter().map(|it| format!("{it:02x}")).collect();
    referral["study"]["fileSha256"] = json!(digest);
    let mut consent = referral["consents"][0].clone();
    consent["id"] = json!("share_outcome");
    consent["given"] = json!(share_outcome);
    referral["consents"].as_array_mut().expect("a list").push(consent);
    (server, referral)
}

fn word(reply: &super::server::Reply) -> String {
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json")));
    reply.json()["status"].as_str().expect("a status is a word").to_owned()
}

fn set(server: &Server, name: &str, state: &str) {
    run(&server.directory, &["status", name, state, "--by", "Sam Example"]).expect("the state is set");
}

#[test]
fn the_receipt_s_address_tells_every_state_and_nothing_else() {
    let (server, referral) = told("status-told", true);
    let receipt = server.post(&referral.to_string());
    let url = receipt.status_url();
    assert_eq!(word(&server.status_at(&url)), "created");
    let states = [
        "accepted",
        "scheduled",
        "not-attended",
        "scheduled",
        "completed",
        "cancelled",
        "declined",
        "created",
    ];
    for (number, state) in states.into_iter().enumerate() {
        let name = if number % 2 == 0 { receipt.reference() } else { ID.to_owned() };
        set(&server, &name, state);
        let reply = server.status_at(&url);
        assert_eq!(word(&reply), state);
        let told = reply.json();
        let members: Vec<&String> = told.as_object().expect("an object").keys().collect();
        assert_eq!(members, ["changedAt", "status"]);
    }
}

#[test]
fn an_answer_about_a_state_is_kept_nowhere_and_its_address_is_passed_to_nobody() {
    let (server, referral) = told("status-headers", true);
    let receipt = server.post(&referral.to_string());
    for reply in [&server.status_at(&receipt.status_url()), &server.get("/status/NOBODY"), &receipt] {
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        assert_eq!(reply.header("referrer-policy"), Some("no-referrer"));
    }
}

#[test]
fn without_consent_it_tells_only_that_it_arrived_and_that_it_is_closed() {
    let (server, referral) = told("status-not-told", false);
    let url = server.post(&referral.to_string()).status_url();
    let first = server.status_at(&url).body;
    for state in ["accepted", "scheduled", "not-attended"] {
        set(&server, ID, state);
        assert_eq!(server.status_at(&url).body, first);
    }
    assert_eq!(word(&server.status_at(&url)), "received");
    for state in ["declined", "completed", "cancelled"] {
        set(&server, ID, state);
        assert_eq!(word(&server.status_at(&url)), "closed");
    }
}

#[test]
fn a_consent_that_the_known_study_file_does_not_have_tells_no_more() {
    let (server, referral) = told("status-other-consent", true);
    let changes = [
        ("/study/fileSha256", json!(super::SHA256)),
        ("/study/id", json!("ANOTHER-STUDY")),
        ("/consents/1/version", json!("2025-01")),
        ("/consents/1/id", json!("permission")),
    ];
    for (number, (pointer, value)) in changes.into_iter().enumerate() {
        let mut changed = referral.clone();
        let id = format!("0e6f7c1e-6c0b-4a4e-9d59-{number:012}");
        changed["id"] = json!(id);
        *changed.pointer_mut(pointer).expect("a member") = value;
        let url = server.post(&changed.to_string()).status_url();
        set(&server, &id, "accepted");
        assert_eq!(word(&server.status_at(&url)), "received", "{pointer}");
    }
}

#[test]
fn an_unknown_address_and_an_expired_one_are_answered_alike() {
    let (server, referral) = told("status-expired", true);
    let url = server.post(&referral.to_string()).status_url();
    assert_eq!(word(&server.status_at(&url)), "created");
    let db = rusqlite::Connection::open(server.directory.join("referrals.sqlite")).expect("the file opens");
    let days: f64 = db
        .query_row("SELECT julianday(expires_at) - julianday('now') FROM status_token", [], |row| row.get(0))
        .expect("one token is there");
    assert!((179.0..=180.1).contains(&days), "{days}");
    db.execute("UPDATE status_token SET expires_at = '2020-01-01T00:00:00Z'", []).expect("it can be changed");
    let expired = server.status_at(&url);
    let letters = url.rsplit('/').next().expect("a token").len();
    for unknown in
        [format!("/status/{}", "0".repeat(letters)), "/status/x".to_owned(), "/status/%FF%00'".to_owned()]
    {
        let reply = server.get(&unknown);
        assert_eq!((reply.status, &reply.body), (404, &expired.body), "{unknown}");
        let headers = |it: &super::server::Reply| {
            ["content-type", "content-length", "cache-control", "vary"]
                .map(|name| it.header(name).map(str::to_owned))
        };
        assert_eq!(headers(&reply), headers(&expired), "{unknown}");
    }
}

#[test]
fn a_referral_that_is_sent_again_gets_an_address_of_its_own_and_the_first_stays_good() {
    let (server, referral) = told("status-again", true);
    let body = referral.to_string();
    let urls: Vec<String> = (0..9).map(|_| server.post(&body).status_url()).collect();
    set(&server, ID, "accepted");
    for url in &urls[1..] {
        assert_eq!(word(&server.status_at(url)), "accepted");
    }
    assert!(urls.iter().enumerate().all(|(at, url)| !urls[..at].contains(url)));
    assert_eq!(server.status_at(&urls[0]).status, 404, "eight are kept");
}

#[test]
fn no_token_stands_in_any_file() {
    let (server, referral) = told("status-token", true);
    let url = server.post(&referral.to_string()).status_url();
    let token = url.rsplit('/').next().expect("a token");
    assert!(token.len() >= 32 && token.bytes().all(|it| it.is_ascii_alphanumeric()), "{token}");
    let mut read = 0;
    for entry in fs::read_dir(&server.directory).expect("the directory is there") {
        let bytes = fs::read(entry.expect("it can be listed").path()).expect("it can be read");
        assert!(!bytes.windows(token.len()).any(|it| it == token.as_bytes()));
        read += bytes.len();
    }
    assert!(read > 4096, "the file of referrals is among them");
}

#[test]
fn a_page_of_a_known_origin_reads_a_state_and_no_other_does() {
    let (server, referral) = told("status-origins", true);
    let path = server.post(&referral.to_string()).status_url().replace(&server.origin(), "");
    let from = |method: &str, origin: &str| {
        server.send(
            &format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nOrigin: {origin}\r\n", server.port),
            b"",
        )
    };
    let own = server.origin().replace("127.0.0.1", "localhost");
    let read = from("GET", &own);
    assert_eq!((read.status, read.header("access-control-allow-origin")), (200, Some(own.as_str())));
    assert_eq!(from("OPTIONS", &own).header("access-control-allow-methods"), Some("GET"));
    for method in ["GET", "OPTIONS"] {
        let refused = from(method, "https://elsewhere.example");
        assert_eq!((refused.status, refused.header("access-control-allow-origin")), (403, None), "{method}");
    }
}

#[test]
fn asking_for_states_too_often_keeps_no_referral_out() {
    let server = Server::start_with("status-rate", &["--rate-limit", "2"]);
    let asked = [0; 3].map(|_| server.get("/status/NOBODY").status);
    assert_eq!(asked, [404, 404, 429]);
    assert_eq!(server.post(&referral(ID).to_string()).status, 201);
}

#[test]
fn every_change_is_in_the_trail_with_who_and_why_and_stays_there() {
    let (server, referral) = told("status-trail", true);
    let receipt = server.post(&referral.to_string());
    let note = "Rang at nine; no answer <b>";
    let arguments = ["status", &receipt.reference(), "accepted", "--by", "Sam Example", "--note", note];
    run(&server.directory, &arguments).expect("the state is set");
    run(&server.directory, &["status", ID, "declined", "--by", "R. Example"]).expect("the state is set");
    let listed = run(&server.directory, &["status", ID]).expect("the trail is listed");
    let lines: Vec<Vec<&str>> = listed.lines().map(|it| it.split('\t').collect()).collect();
    assert_eq!(lines.len(), 3, "{listed}");
    assert_eq!(lines[0][1..], ["", "created", "", ""]);
    assert_eq!(lines[1][1..], ["created", "accepted", "Sam Example", note]);
    assert_eq!(lines[2][1..], ["accepted", "declined", "R. Example", ""]);
    let page = server.get(&format!("/referrals/{}", receipt.reference())).body;
    assert!(page.contains("Rang at nine; no answer &lt;b&gt;") && page.contains("R. Example"), "{page}");
    assert!(!server.status_at(&receipt.status_url()).body.contains("Rang"));
    let db = rusqlite::Connection::open(server.directory.join("referrals.sqlite")).expect("the file opens");
    for change in ["UPDATE status_change SET changed_by = 'Eve'", "DELETE FROM status_change"] {
        assert!(db.execute(change, []).is_err(), "{change}");
    }
}

#[test]
fn a_state_is_set_only_where_that_changes_something() {
    let (server, referral) = told("status-refused", true);
    server.post(&referral.to_string());
    let status = |arguments: &[&str]| run(&server.directory, &[&["status"], arguments].concat());
    assert!(status(&[ID, "created", "--by", "Sam"]).is_err_and(|it| it.contains("already")));
    assert!(status(&[OTHER_ID, "accepted", "--by", "Sam"]).is_err_and(|it| it.contains(OTHER_ID)));
    assert!(status(&[ID, "eligible", "--by", "Sam"]).is_err_and(|it| it.contains("accepted")));
    assert!(status(&[ID, "accepted", "--by", "two\nlines"]).is_err());
    assert!(status(&["--db", "none.sqlite", ID]).is_err_and(|it| it.contains("none.sqlite")));
    assert!(!Path::new(&server.directory).join("none.sqlite").exists());
    assert_eq!(status(&[ID]).map(|it| it.lines().count()), Ok(1));
}
