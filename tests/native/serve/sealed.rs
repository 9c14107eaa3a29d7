//! Sealed referrals at the endpoint: opened where the key is, kept closed where it is not.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::server::{Reply, Server, empty_directory, run};
use super::{ID, OTHER_ID, referral};

/// A directory with a key pair (`key.json`), and a study file that seals to it.
fn directory(test: &str) -> PathBuf {
    let directory = empty_directory(test);
    let printed = run(&directory, &["keygen", "--kid", "ours", "--out", "key.json"]).expect("a key is made");
    let key: Value = serde_json::from_str(&printed).expect("the public key is JSON");
    let example = fs::read_to_string("examples/contract/study.json").expect("the example is there");
    let mut study: Value = serde_json::from_str(&example).expect("it is JSON");
    study["study"]["id"] = referral(ID)["study"]["id"].clone();
    study["seal"] = json!({ "keys": [key] });
    fs::write(directory.join("sealing.json"), study.to_string()).expect("a file can be written");
    directory
}

/// Seals what a file of its own holds.
fn sealed(directory: &Path, referral: &Value) -> String {
    fs::write(directory.join("referral.json"), referral.to_string()).expect("a file can be written");
    run(directory, &["seal", "sealing.json", "referral.json"]).expect("the referral is sealed")
}

fn post(server: &Server, sealed: &str) -> Reply {
    server.post_with(&[("Content-Type", "application/jose")], sealed.as_bytes())
}

#[test]
fn with_the_key_a_sealed_referral_is_as_any_other() {
    let directory = directory("sealed-with-key");
    let referral = referral(ID);
    let sealed = sealed(&directory, &referral);
    let server = Server::start_in(directory, &["--key", "key.json"]);
    let first = post(&server, &sealed);
    assert_eq!(first.status, 201, "{}", first.body);
    assert_eq!(server.rows(), [(ID.to_owned(), first.reference(), referral.to_string())]);
    let again = post(&server, &sealed);
    assert_eq!((again.status, again.reference()), (200, first.reference()));
    assert!(server.get(&format!("/referrals/{}", first.reference())).body.contains("Ada Example"));
}

#[test]
fn without_the_key_it_is_kept_as_it_came_once_under_the_id_in_its_header() {
    let directory = directory("sealed-without-key");
    let (one, other) = (sealed(&directory, &referral(ID)), sealed(&directory, &referral(ID)));
    let server = Server::start_in(directory, &[]);
    let first = post(&server, &one);
    assert_eq!(first.status, 201, "{}", first.body);
    let again = post(&server, &one);
    assert_eq!((again.status, again.reference()), (200, first.reference()));
    // The same referral, sealed anew: nobody here can tell that it is the same.
    assert_eq!(post(&server, &other).status, 409);
    assert_eq!(server.rows(), [(ID.to_owned(), first.reference(), one.clone())]);
    assert_eq!(server.status_at(&first.status_url()).json()["status"], "received");

    let list = server.get("/referrals").body;
    assert!(list.contains("sealed") && list.contains("DEMO-05878938"), "{list}");
    let page = server.get(&format!("/referrals/{}", first.reference())).body;
    assert!(page.contains("Nobody can read it without the private key") && page.contains(&one), "{page}");
    run(&server.directory, &["status", &first.reference(), "accepted", "--by", "Sam"])
        .expect("it has a state");
}

#[test]
fn what_was_kept_closed_is_opened_by_whoever_gets_the_key_to_it() {
    let directory = directory("sealed-later");
    let body = sealed(&directory, &referral(ID));
    let later = sealed(&directory, &referral(OTHER_ID));
    let server = Server::start_in(directory, &[]);
    let reference = post(&server, &body).reference();
    let file = "referrals.sqlite";
    let closed = run(&server.directory, &["export"]).expect("what is known is exported");
    assert!(closed.contains(&reference) && !closed.contains("Ada Example"), "{closed}");
    let open = run(&server.directory, &["export", "--key", "key.json"]).expect("it is exported");
    assert!(open.contains(&reference) && open.contains("Ada Example"), "{open}");
    let printed = run(&server.directory, &["open", "--key", "key.json", "--db", file, &reference]);
    assert_eq!(printed, Ok(referral(ID).to_string()));

    let server = Server::start_in(server.stop(), &["--keys", "key.json"]);
    assert_eq!(post(&server, &body).status, 200);
    assert_eq!(post(&server, &later).status, 201);
    let page = server.get(&format!("/referrals/{reference}")).body;
    assert!(page.contains("Ada Example") && !page.contains("Nobody can read it"), "{page}");
    assert_eq!(server.rows()[0].2, body, "what was stored stays as it is");
}

#[test]
fn it_is_taken_out_of_json_and_forms() {
    let directory = directory("sealed-carried");
    let bodies: Vec<String> = [ID, OTHER_ID].iter().map(|id| sealed(&directory, &referral(id))).collect();
    let server = Server::start_in(directory, &["--key", "key.json"]);
    let wrapped = json!({ "data": bodies[0] }).to_string();
    assert_eq!(server.post(&wrapped).status, 201);
    assert_eq!(server.post_form(&format!("00N1={}", bodies[1])).status, 201);
    let stored: Vec<String> = server.rows().into_iter().map(|it| it.2).collect();
    assert_eq!(stored, [referral(ID).to_string(), referral(OTHER_ID).to_string()]);
    // Other bytes under the same id, although the same referral is inside.
    assert_eq!(post(&server, &bodies[0]).status, 409);
}

#[test]
fn what_nobody_could_open_is_refused() {
    let directory = directory("sealed-refused");
    let body = sealed(&directory, &referral(ID));
    let foreign = fs::read_to_string("tests/fixtures/data/jwe/interop/jose.ECDH-ES+A256KW.compact");
    let foreign = foreign.expect("the sample is there");
    let damaged = format!("{}AAAA", &body[..body.len() - 4]);
    let short = body.rsplit_once('.').expect("it has parts").0.to_owned();
    for keys in [&[][..], &["--key", "key.json"][..]] {
        let server = Server::start_in(directory.clone(), keys);
        for text in ["", "eyJh", &short, &format!("{short}."), &foreign] {
            assert_eq!(post(&server, text).status, 400, "{text}");
        }
        assert_eq!(server.post(&body).status, 400, "it is not JSON");
        let other_id = [("Content-Type", "application/jose"), ("Idempotency-Key", OTHER_ID)];
        assert_eq!(server.post_with(&other_id, body.as_bytes()).status, 400);
        assert_eq!(server.rows(), []);
    }
    // Only the key tells that a letter is another.
    let server = Server::start_in(directory, &["--key", "key.json"]);
    let reply = post(&server, &damaged);
    assert_eq!(reply.status, 400);
    assert!(reply.body.contains("does not open with the key that it names"), "{}", reply.body);
    assert_eq!(server.rows(), []);
}
