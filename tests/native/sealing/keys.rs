//! Keys: made once, kept in their files, and found by their names.

use std::fs;

use serde_json::{Value, json};

use super::{fed, key_pair, opened, read, read_json, sealed, study_with_key};
use crate::serve::server::{empty_directory, run};

#[test]
fn the_key_that_the_referral_names_is_taken_from_several() {
    let (directory, sealed) = sealed("sealed-keys");
    key_pair(&directory, "older");
    assert!(opened(&directory, &["older.json", "ours.json"], &sealed).is_ok());
    let complaint = opened(&directory, &["older.json"], &sealed).expect_err("it is the wrong key");
    assert!(complaint.contains("sealed to the key \"ours\""), "{complaint}");
    // A key that lost its name is tried all the same.
    let mut nameless = read_json(directory.join("ours.json"));
    nameless.as_object_mut().expect("an object").remove("kid");
    fs::write(directory.join("nameless.json"), nameless.to_string()).expect("a file can be written");
    assert!(opened(&directory, &["older.json", "nameless.json"], &sealed).is_ok());
    // Another key that took the name does not open it.
    fs::remove_file(directory.join("older.json")).expect("the file can go");
    run(&directory, &["keygen", "--kid", "ours", "--out", "older.json"]).expect("a key is made");
    let complaint = opened(&directory, &["older.json"], &sealed).expect_err("it is the wrong key");
    assert!(complaint.contains("it does not open"), "{complaint}");
    let complaint = opened(&directory, &["ours.json", "older.json"], &sealed).expect_err("two have one name");
    assert!(complaint.contains("the name of another one"), "{complaint}");
}

#[test]
fn a_file_that_holds_no_private_key_is_named_with_the_reason() {
    let (directory, sealed) = sealed("sealed-no-key");
    let whole = read_json(directory.join("ours.json"));
    let other = key_pair(&directory, "other");
    for (member, value, words) in [
        ("d", Value::Null, "holds the public half only"),
        ("d", json!("AAAA"), "is broken"),
        ("x", other["x"].clone(), "is broken"),
        ("crv", json!("P-384"), "is no key of P-256"),
        ("kty", json!("oct"), "is no key of P-256"),
        ("kty", Value::Null, "is no key in JWK form"),
        ("use", json!("sig"), "for something else than encryption"),
    ] {
        let mut key = whole.clone();
        key[member] = value;
        fs::write(directory.join("broken.json"), key.to_string()).expect("a file can be written");
        let complaint = opened(&directory, &["broken.json"], &sealed).expect_err(words);
        assert!(complaint.contains("broken.json") && complaint.contains(words), "{words}: {complaint}");
        assert!(!complaint.contains(whole["d"].as_str().expect("a private key")), "{complaint}");
    }
}

#[test]
fn a_key_pair_is_made_once_and_its_private_half_stays_in_its_file() {
    let directory = empty_directory("keygen");
    let arguments = ["keygen", "--kid", "intake-2027", "--out", "private.json"];
    let output = fed(&directory, &arguments, "");
    let said = String::from_utf8_lossy(&[output.stdout.clone(), output.stderr].concat()).into_owned();
    let private = read_json(directory.join("private.json"));
    assert!(!said.contains(private["d"].as_str().expect("a private key")));
    let mut public: Value = serde_json::from_slice(&output.stdout).expect("the public key is JSON");
    study_with_key(&directory, &public, |_| {});
    run(&directory, &["check", "study.json"]).expect("a study file takes the key as it was printed");
    public["d"] = private["d"].clone();
    assert_eq!(public, private);

    let before = read(directory.join("private.json"));
    let complaint = run(&directory, &arguments).expect_err("no file is written over");
    assert!(complaint.contains("private.json is there already"), "{complaint}");
    assert_eq!(read(directory.join("private.json")), before);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode =
            fs::metadata(directory.join("private.json")).expect("the file is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[cfg(unix)]
#[test]
fn a_key_file_that_others_can_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let (directory, sealed) = sealed("sealed-permissions");
    let said = |arguments: &[&str]| {
        let output = fed(&directory, arguments, &sealed);
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    // The file of referrals cannot be made, so the server ends at once.
    let commands: [&[&str]; 2] = [
        &["open", "--key", "ours.json"],
        &["serve", "--key", "ours.json", "--db", "nowhere/referrals", "--port", "0"],
    ];
    for (mode, is_named) in [(0o600, false), (0o640, true), (0o604, true), (0o400, false)] {
        fs::set_permissions(directory.join("ours.json"), fs::Permissions::from_mode(mode))
            .expect("a mode can be set");
        for arguments in commands {
            let said = said(arguments);
            assert_eq!(said.contains("chmod 600 ours.json"), is_named, "{mode:o} {arguments:?}: {said}");
        }
    }
    let printed = said(&["keygen", "--out", "new.json"]);
    assert!(printed.contains("\"seal\": { \"keys\": [ … ] }") && !printed.contains("chmod"), "{printed}");
}
