//! What others have sealed: examples of the standard, attacks, and texts of other libraries.

use std::fs;
use std::path::{Path, PathBuf};

use referral_form::domain::study::{Reading, Study};
use serde_json::{Value, json};

use super::{header, opened, read, read_json, sealed};
use crate::serve::server::empty_directory;

const DATA: &str = "tests/fixtures/data/jwe";

fn absolute(path: impl AsRef<Path>) -> PathBuf {
    fs::canonicalize(path).expect("the file is there")
}

#[test]
fn what_other_libraries_sealed_is_opened_unless_it_says_one_thing_twice() {
    let directory = empty_directory("sealed-elsewhere");
    let key = absolute(format!("{DATA}/interop/priv.json"));
    let mut count = 0;
    for file in fs::read_dir(format!("{DATA}/interop")).expect("there are samples") {
        let file = file.expect("the folder can be listed").path();
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        if name == "priv.json" || name == "pub.json" {
            continue;
        }
        let found = opened(&directory, &[key.to_str().expect("a path of text")], &read(&file));
        // joserfc repeats the name of the key in both headers, which the standard forbids.
        if name.starts_with("joserfc") && name.ends_with(".flat.json") {
            let complaint = found.expect_err("the name of the key stands twice");
            assert!(complaint.contains("says one thing twice"), "{name}: {complaint}");
        } else {
            let plaintext: Value =
                serde_json::from_str(&found.unwrap_or_else(|it| panic!("{name}: {it}"))).expect("it is JSON");
            assert_eq!(plaintext, json!({ "resourceType": "Bundle", "note": "Zoë – тест" }), "{name}");
        }
        count += 1;
    }
    assert_eq!(count, 15);
}

/// Source: Project Wycheproof. Of its valid vectors only those in the two algorithms that are opened here have to open.
#[test]
fn no_attack_of_wycheproof_opens_and_what_is_valid_does() {
    let directory = empty_directory("sealed-wycheproof");
    let vectors = read_json(format!("{DATA}/wycheproof/json_web_encryption_test.json"));
    let (mut open, mut closed) = (0, 0);
    for group in vectors["testGroups"].as_array().expect("a list") {
        fs::write(directory.join("key.json"), group["private"].to_string()).expect("a file can be written");
        for case in group["tests"].as_array().expect("a list") {
            let sealed = case["jwe"].as_str().map_or_else(|| case["jwe"].to_string(), str::to_owned);
            let found = opened(&directory, &["key.json"], &sealed);
            let alg = group["private"]["alg"].as_str().unwrap_or_default();
            let is_ours = matches!(alg, "ECDH-ES" | "ECDH-ES+A256KW") && header(&sealed)["enc"] == "A256GCM";
            if case["result"] == "valid" && is_ours {
                let hex: String = found
                    .unwrap_or_else(|it| panic!("{}: {it}", case["tcId"]))
                    .bytes()
                    .map(|it| format!("{it:02x}"))
                    .collect();
                assert_eq!(hex, case["pt"].as_str().expect("a plaintext"), "{}", case["tcId"]);
                open += 1;
            } else {
                assert!(found.is_err(), "{} opens", case["tcId"]);
                closed += 1;
            }
        }
    }
    assert_eq!((open, closed), (2, 137));
}

/// Source: RFC 7520 §5.4, §5.5 and §5.13, none of them in an algorithm that is opened here.
#[test]
fn the_examples_of_the_standard_are_refused_by_name() {
    let (directory, _) = sealed("sealed-standard");
    for (file, words) in [
        (
            "5_4.key_agreement_with_key_wrapping_using_ecdh-es_and_aes-keywrap_with_aes-gcm",
            "\"ECDH-ES+A128KW\"",
        ),
        ("5_5.key_agreement_using_ecdh-es_with_aes-cbc-hmac-sha2", "\"A128CBC-HS256\""),
        ("5_13.encrypting_to_multiple_recipients", "\"A128CBC-HS256\""),
    ] {
        let output = read_json(format!("{DATA}/rfc7520/{file}.json"))["output"].clone();
        for form in ["compact", "json", "json_flat"] {
            let Some(sealed) = output.get(form) else { continue };
            let sealed = sealed.as_str().map_or_else(|| sealed.to_string(), str::to_owned);
            let complaint = opened(&directory, &["ours.json"], &sealed).expect_err("it is not ours");
            assert!(complaint.contains(words), "{file}, {form}: {complaint}");
        }
    }
}

/// Source: Project Wycheproof, and RFC 7520 §3.1 (a key of another curve).
#[test]
fn no_broken_key_of_wycheproof_gets_into_a_study_file() {
    let mut keys = vec![(read_json(format!("{DATA}/rfc7520/3_1.ec_public_key.json")), false)];
    let vectors = read_json(format!("{DATA}/wycheproof/json_web_key_test.json"));
    for group in vectors["testGroups"].as_array().expect("a list") {
        let listed = group["public"]["keys"].as_array().into_iter().flatten();
        // In these the point is one of P-256, and only what is said of it is wrong.
        let is_point = matches!(
            group["comment"].as_str(),
            Some("wrong_algorithm" | "invalid_algorithm" | "invalid_use")
        );
        keys.extend(listed.map(|it| (it.clone(), is_point)));
    }
    let is_taken = |key: &Value| {
        let mut study = read_json("examples/full.json");
        study["seal"]["keys"] = json!([key]);
        Study::read(study.to_string().as_bytes(), Reading::default()).is_ok()
    };
    let mut points = 0;
    for (key, is_point) in &keys {
        assert!(!is_taken(key), "{key}");
        let mut bare = key.clone();
        bare.as_object_mut()
            .expect("an object")
            .retain(|it, _| ["kid", "kty", "crv", "x", "y"].contains(&it.as_str()));
        assert_eq!(is_taken(&bare), *is_point, "{bare}");
        points += usize::from(*is_point);
    }
    assert_eq!(points, 3);
    assert!(keys.len() >= 7, "{} keys", keys.len());
}
