//! Secrets in a study file, which anybody can read: found by their shape wherever they stand.

use serde_json::{Value, json};

use crate::small_study;

const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.dGhpcyBpcyBubyBzaWduYXR1cmUgYXQgYWxs";

fn problems(change: impl FnOnce(&mut Value)) -> String {
    let mut file = small_study::file(json!([{ "id": "note", "type": "text", "label": "Note" }]));
    change(&mut file);
    small_study::read(&file).err().unwrap_or_default()
}

/// Invented values in the shape of secrets; put together here, so that nobody takes them for real ones.
fn secrets() -> Vec<String> {
    let prefixes = ["sk_live_", "rk_live_", "sk-proj-", "sb_secret_", "ghp_", "AIza", "whsec_"];
    prefixes.iter().map(|it| format!("{it}{}", "Example0".repeat(5))).chain([JWT.to_owned()]).collect()
}

#[test]
fn a_secret_is_found_in_every_address() {
    for secret in secrets() {
        for url in [
            format!("https://intake.study.example/referrals?api_key={secret}"),
            format!("https://intake.study.example/{secret}/referrals"),
        ] {
            let told = problems(|it| it["endpoint"]["url"] = json!(url));
            assert!(told.contains("/endpoint/url: \"url\" looks like a secret"), "{url}: {told}");
            let told = problems(|it| it["privacy"]["noticeUrl"] = json!(url));
            assert!(told.contains("/privacy/noticeUrl: "), "{url}: {told}");
            assert!(!told.contains(&secret), "{told}");
        }
    }
    assert_ne!(problems(|it| it["endpoint"]["url"] = json!("https://ada:pass@intake.study.example/")), "");
}

#[test]
fn a_secret_is_found_in_a_header_of_any_name() {
    for secret in secrets() {
        let told = problems(|it| it["endpoint"]["headers"] = json!({ "X-Form": secret }));
        assert!(told.contains("/endpoint/headers/X-Form: "), "{secret}: {told}");
    }
}

#[test]
fn a_header_may_be_public_where_its_vendor_says_so_and_no_further() {
    let header = |value: &str, is_public: bool| {
        problems(|it| {
            it["endpoint"]["headers"] = json!({ "apikey": { "value": value, "public": is_public } });
        })
    };
    let publishable = format!("sb_publishable_{}", "Example0".repeat(4));
    for value in [&publishable, JWT] {
        assert_eq!(header(value, true), "", "{value}");
        assert_ne!(header(value, false), "", "{value}");
    }
    for secret in ["sb_secret_", "sk_live_"].map(|it| format!("{it}{}", "Example0".repeat(4))) {
        assert_ne!(header(&secret, true), "", "{secret}");
    }
    let mut file = small_study::file(json!([{ "id": "note", "type": "text", "label": "Note" }]));
    file["endpoint"]["headers"] =
        json!({ "apikey": { "value": publishable, "public": true }, "X-Form": "7" });
    let study = small_study::read(&file).unwrap_or_else(|it| panic!("{it}"));
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(study.endpoint.headers, [header("X-Form", "7"), header("apikey", &publishable)]);
    let told = problems(|it| it["endpoint"]["headers"] = json!({ "apikey": { "valeu": "x" } }));
    assert!(told.contains("did you mean \"value\""), "{told}");
}

#[test]
fn what_only_resembles_a_secret_is_left_alone() {
    for url in [
        "https://intake.study.example/sk-SK/formular-pre-pacientov",
        "https://intake.study.example/forms/sk-lowenska-nemocnica",
        "https://hooks.study.example/hooks/catch/1234567/abcdefg",
        "https://intake.study.example/0e6f7c1e-6c0b-4a4e-9d59-2f6f0c6f6c1a",
    ] {
        assert_eq!(problems(|it| it["endpoint"]["url"] = json!(url)), "", "{url}");
    }
}
