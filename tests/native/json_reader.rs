//! The form's own reader of JSON, beside serde_json: both take the same texts and read the same in them.

use proptest::prelude::*;
use referral_form::domain::json::{NotJson, told, without_mark, write};
use serde_json::Value;

/// What a whole number, a fraction and a negative number have in common with what serde_json reads: all that the form asks of them.
fn is_alike(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Number(ours), Value::Number(theirs)) => ours.as_u64() == theirs.as_u64(),
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| is_alike(ours, theirs))
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().all(|(key, ours)| theirs.get(key).is_some_and(|theirs| is_alike(ours, theirs)))
        }
        (ours, theirs) => ours == theirs,
    }
}

fn expect_the_same(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match (told(bytes).map(|it| it.value), serde_json::from_slice::<Value>(without_mark(bytes))) {
        (Ok(ours), Ok(theirs)) => assert!(is_alike(&ours, &theirs), "{text:?} is read as {ours}"),
        (Err(_), Err(_)) => {}
        // A number that no binary one can be is still a number.
        (Ok(_), Err(error)) if error.to_string().starts_with("number out of range") => {}
        (ours, theirs) => panic!("{text:?} is read as {ours:?}, and by serde_json as {theirs:?}"),
    }
}

#[test]
fn every_study_and_every_catalogue_is_read_as_by_serde_json() {
    for pattern in ["examples", "tests/fixtures", "src/i18n/catalogues"] {
        let mut folders = vec![std::path::PathBuf::from(pattern)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("the folder can be listed") {
                let path = entry.expect("it can be listed").path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|it| it == "json") {
                    expect_the_same(&std::fs::read(path).expect("the file can be read"));
                }
            }
        }
    }
}

#[test]
fn what_is_nearly_json_is_refused_where_serde_json_refuses_it() {
    let texts = [
        "",
        " ",
        "nul",
        "nulll",
        "tru",
        "[",
        "]",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{",
        "{}}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "01",
        "-",
        "-01",
        "-0",
        "1.",
        ".5",
        "1e",
        "1e+",
        "1E5",
        "1e-5",
        "+1",
        "0x1",
        "NaN",
        "1 1",
        "18446744073709551615",
        "18446744073709551616",
        "-1",
        "1.0",
        "1e999",
        "\"",
        "\"\\",
        "\"\\q\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\ud800\"",
        "\"\\ud800\\u0041\"",
        "\"\\udc00\"",
        "\"\\ud83d\\ude00\"",
        "\"\\uD83D\\uDE00\"",
        "\"\\ud83d\\ude0\"",
        "\"\\u0000\"",
        "\"\n\"",
        "\"\t\"",
        "\"\u{7f}\"",
        "\"\\/\\b\\f\\n\\r\\t\\\"\\\\\"",
        "\u{feff}1",
        "{\"a\":1,\"a\":2}",
        "\u{a0}1",
        "1\u{0}",
        "// a\n1",
        "[1,/* a */2]",
        " [ 1 , { \"a\" : null } ] ",
        "\"é😀\"",
    ];
    for text in texts {
        expect_the_same(text.as_bytes());
    }
    for bytes in [&b"\"\xff\""[..], b"\xff", b"\"\xc3\"", b"\"\xed\xa0\x80\"", b"\"\\\xc3\xa9\""] {
        expect_the_same(bytes);
    }
    for depth in [126, 127, 128, 129, 100_000] {
        expect_the_same(("[".repeat(depth) + &"]".repeat(depth)).as_bytes());
        expect_the_same(("{\"a\":".repeat(depth) + "1" + &"}".repeat(depth)).as_bytes());
    }
}

#[test]
fn what_is_no_json_is_told_by_line_and_column() {
    assert_eq!(told(b"{\n  \"a\": tru\n}").map(|it| it.value), Err(NotJson { line: 2, column: 11 }));
    assert_eq!(told(b"{\n  \"a\": 1,\n}").map(|it| it.value), Err(NotJson { line: 3, column: 1 }));
    assert_eq!(told(b"[1").map(|it| it.value), Err(NotJson { line: 1, column: 2 }));
    assert_eq!(told(b"").map(|it| it.value), Err(NotJson { line: 1, column: 0 }));
}

proptest! {
    #[test]
    fn texts_of_the_letters_of_json_are_read_as_by_serde_json(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"b\"", "\\", "\\u", "d83d", "de00", "null", "true", "false", "0", "1",
                "-", ".", "e", "+", " ", "\n", "é", "\u{1}", "12345678901234567890",
            ]),
            0..12,
        )
    ) {
        expect_the_same(parts.concat().as_bytes());
    }

    #[test]
    fn texts_are_written_as_by_serde_json(words in "[\u{0}-\u{24}\\\\/bé\u{7f}\u{2028}😀]*", number: u32, flag: bool) {
        let value = serde_json::json!({ (words.clone()): [words, number, flag, null, {}, []] });
        prop_assert_eq!(write(&value), value.to_string());
    }
}
