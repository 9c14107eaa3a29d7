//! What whoever runs the command sees of the referrals.

use std::fs;

use serde_json::json;
use sha2::{Digest, Sha256};

use super::server::{Server, empty_directory};
use super::{ID, OTHER_ID, referral, without_what_the_contract_lacks};

#[test]
fn nothing_in_a_referral_is_executed_on_the_pages() {
    let server = Server::start_with("escaped", &["--quarantine"]);
    let hostile = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&lt;";
    let mut referral = referral(ID);
    for pointer in [
        "/study/id",
        "/source/type",
        "/route",
        "/answers/candidate_name",
        "/consents/0/id",
        "/consents/0/language",
    ] {
        *referral.pointer_mut(pointer).expect("a member") = json!(hostile);
    }
    referral["answers"][hostile] = json!({ hostile: hostile });
    referral["precheck"]["criteria"][hostile] = json!({ "verdict": "pass" });
    let reference = server.post(&referral.to_string()).reference();
    for path in ["/referrals", &format!("/referrals/{reference}")] {
        let page = server.get(path);
        assert_eq!(page.status, 200);
        assert!(page.body.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{path}");
        assert!(!page.body.contains("<script") && !page.body.contains("<img"), "{path}");
        let policy = page.header("content-security-policy").expect("the page has a policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("script-src"), "{policy}");
        assert_eq!(page.header("cache-control"), Some("no-store"));
    }
}

#[test]
fn the_list_shows_the_newest_first_and_no_answer() {
    let server = Server::start("list");
    let first = server.post(&referral(ID).to_string()).reference();
    let second = server.post(&referral(OTHER_ID).to_string()).reference();
    let page = server.get("/referrals").body;
    let place = |reference: &str| page.find(reference).expect("the reference is in the list");
    assert!(place(&second) < place(&first));
    assert!(page.contains("2 referrals") && !page.contains("Ada Example"));
}

#[test]
fn a_long_list_goes_on_on_the_next_page() {
    let server = Server::start_with("long-list", &["--rate-limit", "1000"]);
    for number in 0..101 {
        assert_eq!(
            server.post(&referral(&format!("0e6f7c1e-6c0b-4a4e-9d59-{number:012}")).to_string()).status,
            201
        );
    }
    let oldest = server.rows()[0].1.clone();
    let page = server.get("/referrals").body;
    assert!(!page.contains(&oldest));
    let next = page.split("href=\"").find_map(|it| it.split('"').next().filter(|it| it.contains("before=")));
    assert!(server.get(next.expect("the page links to the next")).body.contains(&oldest));
}

#[test]
fn a_referral_that_takes_the_place_of_another_says_so_on_both_pages() {
    let server = Server::start("replaces");
    let first = server.post(&referral(ID).to_string()).reference();
    let mut later = referral(OTHER_ID);
    later["replaces"] = json!(ID);
    let second = server.post(&later.to_string()).reference();
    assert!(server.get(&format!("/referrals/{first}")).body.contains(&second));
    assert!(server.get(&format!("/referrals/{second}")).body.contains(&first));
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|it| format!("{it:02x}")).collect()
}

#[test]
fn a_referral_can_be_had_as_a_bundle_with_the_words_of_the_file_that_the_person_saw() {
    let directory = empty_directory("bundle");
    fs::copy("examples/contract/study.json", directory.join("study.json")).expect("a file can be copied");
    let server = Server::start_in(directory, &[]);
    let seen = sha256(server.get("/study.json").body.as_bytes());
    let mut received = referral(ID);
    received["study"]["fileSha256"] = json!(seen);
    without_what_the_contract_lacks(&mut received);
    let known = server.post(&received.to_string()).reference();
    // Of another version nobody here knows the words.
    let mut other = referral(OTHER_ID);
    without_what_the_contract_lacks(&mut other);
    let unknown = server.post(&other.to_string()).reference();
    let bundle = |reference: &str| {
        let page = server.get(&format!("/referrals/{reference}"));
        let link =
            page.body.split("href=\"").find_map(|it| it.split('"').next().filter(|it| it.contains("bundle")));
        let reply = server.get(link.expect("the page links to it"));
        assert_eq!((reply.status, reply.header("cache-control")), (200, Some("no-store")));
        assert_eq!(reply.header("content-type"), Some("application/fhir+json; charset=utf-8"));
        assert_eq!(reply.json()["resourceType"], "Bundle");
        reply.body
    };
    let question = "Name of the person";
    assert!(bundle(&known).contains(question));
    let plain = bundle(&unknown);
    assert!(plain.contains("Ada Example") && !plain.contains(question));
}

#[test]
fn an_unknown_reference_is_not_found() {
    let server = Server::start("unknown-reference");
    assert_eq!(server.get("/referrals/RF-0000-0000").status, 404);
    assert_eq!(server.get("/referrals/RF-0000-0000/bundle").status, 404);
}
