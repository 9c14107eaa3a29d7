//! What happens to a referral that is fit to be received.

use std::fs;

use serde_json::json;

use super::server::Server;
use super::{ID, OTHER_ID, referral, referral_with};

#[test]
fn a_referral_is_stored_byte_for_byte_and_found_under_its_reference() {
    let server = Server::start("stored");
    let body = format!("\n  {}\n", referral(ID).to_string().replace("Ada", "Åda 😀 \\u0041"));
    let reply = server.post(&body);
    assert_eq!((reply.status, reply.header("content-type")), (201, Some("application/json")));
    let reference = reply.reference();
    assert_eq!(server.rows(), [(ID.to_owned(), reference.clone(), body)]);
    let page = server.get(&format!("/referrals/{reference}"));
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Åda 😀 A Example"), "the answer is shown: {}", page.body);
}

#[test]
fn a_reference_can_be_read_out_on_the_phone() {
    let server = Server::start("reference");
    let reference = server.post(&referral(ID).to_string()).reference();
    let letters: Vec<&str> = reference.split('-').collect();
    assert_eq!(letters[0], "RF");
    assert!(letters[1].len() == 4 && letters[2].len() == 4 && letters.len() == 3, "{reference}");
    assert!(!letters[1..].concat().contains(['I', 'L', 'O', 'U']), "{reference}");
    let other = server.post(&referral(OTHER_ID).to_string()).reference();
    assert_ne!(reference, other);
}

#[test]
fn the_same_referral_again_gets_the_first_reference_and_no_second_row() {
    let server = Server::start("again");
    let first = server.post(&referral(ID).to_string());
    let again = server.post(&referral(ID).to_string());
    assert_eq!((first.status, again.status), (201, 200));
    assert_eq!(again.reference(), first.reference());
    assert_eq!(server.rows().len(), 1);
}

#[test]
fn the_first_reference_outlives_the_server() {
    let server = Server::start("outlives");
    let first = server.post(&referral(ID).to_string()).reference();
    let server = Server::start_in(server.stop(), &[]);
    let again = server.post(&referral(ID).to_string());
    assert_eq!((again.status, again.reference()), (200, first));
}

#[test]
fn many_sendings_of_one_referral_at_once_store_it_once() {
    let server = Server::start("at-once");
    let body = referral(ID).to_string();
    let mut replies: Vec<(u16, String)> = std::thread::scope(|scope| {
        let senders: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let reply = server.post(&body);
                    (reply.status, reply.reference())
                })
            })
            .collect();
        senders.into_iter().map(|it| it.join().expect("every sending is answered")).collect()
    });
    replies.sort();
    assert_eq!(replies.iter().map(|it| it.0).collect::<Vec<_>>(), [200, 200, 200, 200, 200, 200, 200, 201]);
    assert!(replies.iter().all(|it| it.1 == replies[0].1), "{replies:?}");
    assert_eq!(server.rows().len(), 1);
}

#[test]
fn other_bytes_under_the_same_id_are_refused_and_the_first_stay() {
    let server = Server::start("changed");
    let first = referral(ID).to_string();
    server.post(&first);
    let changed = server.post(&referral_with("/answers/candidate_name", json!("Eve Example")));
    assert_eq!((changed.status, changed.header("content-type")), (409, Some("application/problem+json")));
    assert_eq!(server.rows()[0].2, first);
    let upper_case = server.post(&referral(ID).to_string().replace(ID, &ID.to_uppercase()));
    assert_eq!((upper_case.status, server.rows().len()), (409, 1));
}

#[test]
fn the_idempotency_key_is_the_id() {
    let server = Server::start("key");
    let body = referral(ID).to_string();
    let with_key = |key| {
        server.post_with(&[("Content-Type", "application/json"), ("Idempotency-Key", key)], body.as_bytes())
    };
    assert_eq!(with_key(OTHER_ID).status, 400);
    assert_eq!(server.rows().len(), 0);
    assert_eq!(with_key(ID).status, 201);
}

#[test]
fn only_the_owner_can_read_the_file_of_referrals() {
    use std::os::unix::fs::PermissionsExt;
    let server = Server::start("private");
    server.post(&referral(ID).to_string());
    for entry in fs::read_dir(&server.directory).expect("the directory is there") {
        let entry = entry.expect("its entries can be read");
        if entry.file_name() == "study.json" {
            continue;
        }
        let mode = entry.metadata().expect("they have a mode").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{:?}", entry.file_name());
    }
}
