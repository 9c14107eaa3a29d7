//! Hosts as they are shown: what the browser asks, and never what only looks like it.

use referral_form::domain::study::contact_of;
use serde_json::json;

use crate::small_study;

fn study_at(url: &str) -> Result<referral_form::domain::study::Study, String> {
    let mut file = small_study::file(json!([{ "id": "note", "type": "text", "label": "Note" }]));
    file["endpoint"]["url"] = json!(url);
    small_study::read(&file)
}

#[test]
fn the_host_is_shown_as_the_browser_asks_it() {
    for (url, host) in [
        ("https://intake.study.example/referrals", "intake.study.example"),
        ("https://INTAKE.Study.Example:443/referrals", "intake.study.example"),
        ("HTTPS://intake.study.example:8443?x", "intake.study.example:8443"),
        ("https://xn--80ak6aa92e.example/", "xn--80ak6aa92e.example"),
        ("http://127.0.0.1:8080/referrals", "127.0.0.1:8080"),
    ] {
        let study = study_at(url).unwrap_or_else(|it| panic!("{url}: {it}"));
        assert_eq!(study.endpoint.host(), host, "{url}");
    }
}

#[test]
fn a_host_that_reads_otherwise_than_it_is_asked_is_refused() {
    for url in [
        "https://аррӏе.example/",
        "https://intake%2Estudy.example/",
        "https://ｉntake.study.example/",
        "https://intake。study.example/",
        "https://intake\u{200B}.study.example/",
        "https://intake.study\u{202E}.example/",
        "https://study.example@evil.example/",
        "https://@evil.example/",
        "https://intake.study.example./",
        "https://intake.study.example.:443/",
    ] {
        assert!(study_at(url).err().is_some_and(|it| it.contains("/endpoint/url: ")), "{url}");
    }
}

#[test]
fn a_link_that_says_what_it_is_is_allowed() {
    for link in [
        "https://study.example/privacy?a=b@c#d",
        "https://study.example:8443",
        "mailto:desk@study.example?subject=Ask%20us&body=x",
        "tel:+12125550142",
    ] {
        let mut file = small_study::file(json!([{ "id": "note", "type": "text", "label": "Note" }]));
        file["privacy"]["noticeUrl"] = json!(link);
        assert!(small_study::read(&file).is_ok(), "{link}");
    }
}

#[test]
fn no_address_that_hides_another_is_shown_where_the_study_cannot_be() {
    let mut file = small_study::file(json!([{ "id": "note", "type": "text", "label": "Note" }]));
    for (email, shown) in [
        ("desk@study.example", Some("desk@study.example")),
        ("desk@study.example?bcc=eve@evil.example", None),
    ] {
        file["contact"]["email"] = json!(email);
        let contact = contact_of(file.to_string().as_bytes()).expect("there is a contact");
        assert_eq!(contact.email.as_deref(), shown);
    }
}
