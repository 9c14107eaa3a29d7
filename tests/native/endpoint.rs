//! Endpoints: which addresses and headers a study file may name, so that nothing a browser refuses is met only at Send.

use referral_form::domain::study::Wrong;
use serde_json::{Value, json};

use crate::small_study;

/// What is wrong with a file whose endpoint has this value at a key, without the places.
fn wrong(key: &str, value: Value) -> Vec<Wrong> {
    let mut file = small_study::file(json!([{ "id": "name", "type": "text", "label": "Name" }]));
    file["endpoint"][key] = value;
    small_study::problems(&file).into_iter().map(|it| it.what).collect()
}

#[test]
fn an_address_that_no_browser_asks_as_it_stands_is_refused() {
    for url in [
        "https://a.example:99999/in",
        "https://a.example:8x/in",
        "https://a.example:+80/in",
        "https://[::1].evil.example/in",
        "https://[::1/in",
        "https://[1:2:3:4:5:6:7]/",
        "https://[1::2::3]/",
        "https://[12345::]/",
        "https://[::g]/",
        "https://b\u{fc}cher.example/in",
        "https://a\u{202E}.example/in",
        "https://a.example/in\u{200B}",
        "https://a\u{FF0E}example/in",
        "https://a%2eexample/in",
        "https://a..example/in",
        "https://a.example./in",
        "https://.example/in",
        "https://a,b.example/in",
        "https://1.2.3.256/in",
        "https://1.2.3/in",
        "https://0x7f.0.0.1/in",
        "https://127.0.0.010/in",
        "https://a.example.1/in",
        "https://:443/in",
    ] {
        assert_eq!(wrong("url", json!(url)), [Wrong::EndpointNotUrl], "{url}");
    }
    for url in [
        "https://a@b.example/in",
        "https:///in",
        "https:a.example",
        "http://[::1].evil.example/in",
        "ftp://a.example",
    ] {
        assert_eq!(wrong("url", json!(url)), [Wrong::EndpointNotHttps], "{url}");
    }
}

#[test]
fn an_address_that_a_browser_asks_is_taken() {
    for url in [
        "https://a.example",
        "HTTPS://A.Example/in",
        "https://a.example:8443/in?x=1#y",
        "https://xn--bcher-kva.example/a%20b",
        "https://a_b-c.example/%E2%80%AE",
        "https://192.0.2.1/in",
        "https://[2001:db8::1]:8443/in",
        "https://[1:2:3:4:5:6:7:8]/",
        "http://127.0.0.1:8080/in",
        "http://[::1]:8080/in",
        "http://localhost/in",
    ] {
        assert_eq!(wrong("url", json!(url)), [], "{url}");
    }
}

#[test]
fn a_header_that_no_browser_sends_is_refused() {
    for (name, value) in [
        ("X-Form:", "1"),
        ("X-F\u{e4}rbe", "1"),
        ("", "1"),
        ("X Form", "1"),
        ("X-Form", "\u{2713}"),
        ("X-Form", "a \u{2013} b"),
        ("X-Form", "a\nb"),
        ("X-Form", "a\r\nX-Other: b"),
        ("X-Form", "a\0b"),
    ] {
        assert_eq!(wrong("headers", json!({ name: value })), [Wrong::NotAHeader], "{name:?}: {value:?}");
    }
    for (name, value) in [("X-Form", "1"), ("x!#$%&'*+.^_`|~9", "caf\u{e9}\t\"1\"")] {
        assert_eq!(wrong("headers", json!({ name: value })), [], "{name:?}: {value:?}");
    }
}
