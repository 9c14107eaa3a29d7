//! Sealing from one end to the other: `seal` and `open` as people use them.

mod elsewhere;
mod keys;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use referral_form::domain::seal::padded;
use referral_form::domain::study::{Reading, Study};
use serde_json::{Value, json};

use crate::golden::example_cases;
use crate::receipt::review_with;
use crate::serve::server::{empty_directory, program, run};

/// Where the sealed referrals wait for `make judge-jwe`: NAME.jwe beside NAME.json (what was sealed) and NAME.key.json.
const JUDGED: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/jwe");

fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()))
}

fn read_json(path: impl AsRef<Path>) -> Value {
    serde_json::from_str(&read(path)).expect("it is JSON")
}

/// Makes a key pair in a directory: the private half in `NAME.json`, the public half as it was printed.
fn key_pair(directory: &Path, name: &str) -> Value {
    let file = format!("{name}.json");
    let printed = run(directory, &["keygen", "--kid", name, "--out", &file]).expect("a key is made");
    serde_json::from_str(&printed).expect("the public key is JSON")
}

/// Runs the command with something to read.
pub fn fed(directory: &Path, arguments: &[&str], input: &str) -> Output {
    let mut process = program(directory)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = process.stdin.take().expect("its input is piped");
    // It may have refused its arguments, and read nothing.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    process.wait_with_output().expect("the command ends")
}

/// What `open` prints, or what it complains of.
fn opened(directory: &Path, keys: &[&str], sealed: &str) -> Result<String, String> {
    let keys = keys.iter().flat_map(|it| ["--key", it]);
    let arguments: Vec<&str> = ["open"].into_iter().chain(keys).collect();
    let output = fed(directory, &arguments, sealed);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it is text");
    if output.status.success() {
        return Ok(text(output.stdout));
    }
    assert!(output.stdout.is_empty(), "nothing is printed of what does not open");
    Err(text(output.stderr))
}

/// The full example, sealed to a key, in a directory of its own: `study.json` and `referral.json`.
fn study_with_key(directory: &Path, key: &Value, change: impl Fn(&mut Value)) {
    let mut study = read_json("examples/full.json");
    study["seal"]["keys"] = json!([key]);
    study["endpoint"].as_object_mut().expect("an object").remove("wrap");
    change(&mut study);
    fs::write(directory.join("study.json"), study.to_string()).expect("a file can be written");
    let referral = read_json("examples/full.referral.json").to_string();
    fs::write(directory.join("referral.json"), referral).expect("a file can be written");
}

fn seal(directory: &Path) -> String {
    run(directory, &["seal", "study.json", "referral.json"]).expect("the referral is sealed")
}

/// A directory with a key pair `ours` and the full example's referral, sealed to it.
fn sealed(test: &str) -> (PathBuf, String) {
    let directory = empty_directory(test);
    let key = key_pair(&directory, "ours");
    study_with_key(&directory, &key, |_| {});
    let sealed = seal(&directory);
    (directory, sealed)
}

fn header(sealed: &str) -> Value {
    let first = sealed.split('.').next().expect("a text has a first part");
    let bytes = URL_SAFE_NO_PAD.decode(first).expect("the header is base64url");
    serde_json::from_slice(&bytes).expect("the header is JSON")
}

/// Puts another header before the same four parts.
fn with_header(sealed: &str, header: &Value) -> String {
    let rest = sealed.split_once('.').expect("a sealed text has parts").1;
    format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header.to_string()))
}

#[test]
fn every_example_s_referral_comes_back_to_the_byte() {
    fs::create_dir_all(JUDGED).expect("a directory can be made");
    let mut count = 0;
    let directory = empty_directory("sealed-examples");
    let key = key_pair(&directory, "ours");
    for (folder, name, case) in example_cases() {
        let mut study = read_json(folder.join("study.json"));
        study["seal"] = json!({ "keys": [key] });
        let endpoint = study["endpoint"].as_object_mut().expect("an object");
        endpoint.retain(|member, _| member == "url");
        let text = study.to_string();
        let Ok(read) = Study::read(text.as_bytes(), Reading::default()) else {
            panic!("{}", folder.display())
        };
        let Some(referral) = case.outcome(&read).referral else { continue };
        let referral = serde_json::to_string(&referral).expect("a referral can be written");
        fs::write(directory.join("study.json"), text).expect("a file can be written");
        fs::write(directory.join("referral.json"), &referral).expect("a file can be written");
        let sealed = seal(&directory);
        assert_eq!(opened(&directory, &["ours.json"], &sealed).as_deref(), Ok(referral.as_str()));
        let base = Path::new(JUDGED)
            .join(format!("native-{}-{name}", folder.file_name().expect("a folder").display()));
        fs::write(base.with_extension("jwe"), sealed).expect("a file can be written");
        fs::write(base.with_extension("json"), padded(&referral)).expect("a file can be written");
        fs::copy(directory.join("ours.json"), base.with_extension("key.json")).expect("a file can be copied");
        count += 1;
    }
    assert!(count > 20, "{count} referrals");
}

#[test]
fn the_header_names_the_key_the_study_and_the_referral_and_nothing_else() {
    let (directory, sealed) = sealed("sealed-header");
    let referral = read_json(directory.join("referral.json"));
    let mut header = header(&sealed);
    let epk = header["epk"].take();
    let members: Vec<&String> = epk.as_object().expect("an object").keys().collect();
    assert_eq!(members, ["crv", "kty", "x", "y"]);
    assert_eq!(
        header,
        json!({
            "alg": "ECDH-ES+A256KW", "enc": "A256GCM", "kid": "ours", "epk": null, "cty": "json",
            "study": referral["study"]["id"], "studyHash": referral["study"]["fileSha256"], "referral": referral["id"]
        })
    );
}

#[test]
fn the_same_referral_is_never_sealed_twice_alike() {
    let (directory, first) = sealed("sealed-twice");
    let second = seal(&directory);
    let parts = |sealed: &str| sealed.split('.').map(str::to_owned).collect::<Vec<_>>();
    for (one, other) in parts(&first).into_iter().zip(parts(&second)) {
        assert_ne!(one, other);
    }
}

#[test]
fn the_review_shows_what_is_sealed_and_not_how_it_travels() {
    let sealing = |members: Value| {
        review_with("contract-self", move |bytes| {
            let mut study: Value = serde_json::from_slice(&bytes).expect("it is JSON");
            study["seal"] = read_json("examples/full.json")["seal"].clone();
            study["endpoint"] = members.clone();
            study["endpoint"]["url"] = json!("https://intake.study.example/");
            study.to_string().into_bytes()
        })
    };
    for members in [json!({}), json!({ "wrap": "data" }), json!({ "format": "form" })] {
        let (_, review) = sealing(members);
        let referral = serde_json::to_string(&review.referral).expect("a referral can be written");
        assert_eq!((review.body.text, review.body.content_type), (padded(&referral), "application/json"));
    }
}

#[test]
fn it_is_opened_out_of_whatever_carried_it() {
    let directory = empty_directory("sealed-carriers");
    let key = key_pair(&directory, "ours");
    let carriers: [(&str, Value); 4] = [
        ("ey", json!({})),
        ("{\"record\":\"ey", json!({ "wrap": "record" })),
        ("sealed=ey", json!({ "format": "form" })),
        ("00N1+x=ey", json!({ "format": "form", "names": { "sealed": "00N1 x" } })),
    ];
    for (start, members) in carriers {
        study_with_key(&directory, &key, |study| {
            study["endpoint"] = members.clone();
            study["endpoint"]["url"] = json!("https://intake.study.example/");
        });
        let body = seal(&directory);
        assert!(body.starts_with(start), "{body}");
        let expected = read(directory.join("referral.json"));
        assert_eq!(opened(&directory, &["ours.json"], &body), Ok(expected));
    }
}

#[test]
fn nothing_that_was_changed_on_the_way_opens() {
    let (directory, sealed) = sealed("sealed-changed");
    let mut changed = Vec::new();
    let mut start = 0;
    for part in sealed.split('.') {
        for place in [start, start + part.len() / 2, start + part.len() - 2] {
            let mut text = sealed.clone().into_bytes();
            text[place] = if text[place] == b'A' { b'B' } else { b'A' };
            changed.push(String::from_utf8(text).expect("it is ASCII"));
        }
        start += part.len() + 1;
    }
    let other = seal(&directory);
    let (ours, theirs): (Vec<&str>, Vec<&str>) = (sealed.split('.').collect(), other.split('.').collect());
    for place in 0..5 {
        let mut parts = ours.clone();
        parts[place] = theirs[place];
        changed.push(parts.join("."));
        parts[place] = "";
        changed.push(parts.join("."));
        parts.remove(place);
        changed.push(parts.join("."));
    }
    changed.push(sealed.trim_end_matches(|it| it != '.').to_owned());
    changed.push(format!("{sealed}A"));
    changed.push(format!("{sealed}."));
    for text in changed {
        let complaint = opened(&directory, &["ours.json"], &text).expect_err("what was changed stays closed");
        assert_eq!(complaint.lines().count(), 1, "{complaint}");
    }
    assert!(opened(&directory, &["ours.json"], &sealed).is_ok());
}

#[test]
fn a_header_that_asks_for_more_than_is_known_is_refused_in_so_many_words() {
    let (directory, sealed) = sealed("sealed-otherwise");
    let base = header(&sealed);
    for (member, value, words) in [
        ("alg", json!("RSA-OAEP"), "it is sealed by \"RSA-OAEP\""),
        ("alg", json!("dir"), "it is sealed by \"dir\""),
        ("alg", json!("ECDH-ES+A128KW"), "it is sealed by \"ECDH-ES+A128KW\""),
        ("alg", json!("none\u{1b}[31m"), "it is sealed by \"none\\u{1b}[31m\""),
        ("alg", Value::Null, "does not say how it is sealed"),
        ("enc", json!("A128CBC-HS256"), "it is encrypted by \"A128CBC-HS256\""),
        ("crit", json!(["exp"]), "extensions (\"crit\")"),
        ("zip", json!("DEF"), "compressed (\"zip\")"),
        ("epk", Value::Null, "no point of P-256"),
        (
            "epk",
            json!({ "kty": "EC", "crv": "P-256", "x": base["epk"]["y"], "y": base["epk"]["x"] }),
            "no point of P-256",
        ),
        (
            "epk",
            json!({ "kty": "EC", "crv": "P-384", "x": base["epk"]["x"], "y": base["epk"]["y"] }),
            "no point of P-256",
        ),
        ("kid", json!("theirs"), "sealed to the key \"theirs\", and none of the given keys"),
        // The key would fit, but the seal covers the name too.
        ("kid", Value::Null, "it does not open"),
        ("referral", json!("0e6f7c1e-6c0b-4a4e-9d59-2f6f0c6f6c1a"), "it does not open"),
    ] {
        let mut header = base.clone();
        header[member] = value;
        let complaint = opened(&directory, &["ours.json"], &with_header(&sealed, &header)).expect_err(words);
        assert!(complaint.contains(words), "{words}: {complaint}");
    }
}

#[test]
fn the_length_of_what_is_sealed_tells_no_answer() {
    let directory = empty_directory("sealed-lengths");
    let key = key_pair(&directory, "ours");
    study_with_key(&directory, &key, |_| {});
    let referral = read_json(directory.join("referral.json"));
    let lengths = ["yes", "no", "I would rather not say, and tell the team on the phone"].map(|answer| {
        let mut referral = referral.clone();
        referral["answers"]["pregnant"] = json!(answer);
        fs::write(directory.join("referral.json"), referral.to_string()).expect("a file can be written");
        let sealed = seal(&directory);
        assert_eq!(opened(&directory, &["ours.json"], &sealed), Ok(referral.to_string()));
        sealed.len()
    });
    assert!(lengths.iter().all(|it| *it == lengths[0]), "{lengths:?}");
}
