//! A page that pins its study file by a digest: another file is not shown, and nothing is sent by it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::engine::{Instrument, lacks};
use crate::http::Reply;
use crate::intake::Intake;
use crate::people::{First, Who, prepares};
use crate::referrer::Referrer;
use crate::site::Site;
use crate::study::Study;
use crate::words;

const TITLE: &str = "Demonstration: switching from emicizumab to Mim8 in people with haemophilia A";
const CHILDREN: &str = "You can also ring the desk: +1 212 555 0142.";

fn sha384(file: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(file)))
}

/// Serves a page with forms, and the loader before them.
fn puts_page(site: &Site, body: &str) {
    let page = format!(
        r#"<!doctype html><html lang="en"><meta charset="utf-8"><title>Example Society</title>
        <script src="record-events.js"></script><script type="module" src="widget/referral-form.js"></script>{body}</html>"#
    );
    site.put("pinned.html", Reply::new(200).body("text/html; charset=utf-8", page));
}

fn element(integrity: &str) -> String {
    format!(
        r#"<referral-form study="study.json" study-integrity="{integrity}"><p>{CHILDREN}</p></referral-form>"#
    )
}

fn tag(integrity: &str) -> String {
    format!(
        r#"<script type="module" src="widget/referral-form.js?2" data-study="study.json" data-study-integrity="{integrity}"></script>"#
    )
}

#[test]
fn a_study_file_with_one_of_the_digests_is_shown() {
    let file = Study::contract(&Intake::open()).bytes();
    let sha256 = format!("sha256-{}", STANDARD.encode(Sha256::digest(&file)));
    let sha512 = format!("sha512-{}", STANDARD.encode(Sha512::digest(&file)));
    let former = sha384(b"the file before");
    let site = Site::open();
    site.put_study(file.clone());
    let referrer = Referrer::opens(&site, "static.html");
    for digests in [sha256, sha384(&file), sha512, format!(" {former}\n\t{} ", sha384(&file)), String::new()]
    {
        for body in [element(&digests), tag(&digests)] {
            puts_page(&site, &body);
            referrer.goes_to(&site.url("pinned.html"));
            referrer.arrives_at(TITLE);
            referrer.begins_as(Who::Themself.label());
            referrer.arrives_at(crate::people::FIRST_SECTION);
        }
    }
}

#[test]
fn a_study_file_that_somebody_changed_is_not_shown() {
    if lacks(&[Instrument::TrustedName]) {
        return;
    }
    let study = Study::contract(&Intake::open());
    let digest = sha384(&study.bytes());
    let site = Site::open();
    site.put_study(study.with("/endpoint/url", json!("https://somebody-else.example/referrals")).bytes());
    let referrer = Referrer::opens_elsewhere(&site, "static.html");
    let digests = [
        digest.as_str(),
        // What a browser would pass over, and take any file.
        &digest.replace("sha384-", "sha-384-"),
        &digest.replace("sha384-", "md5-"),
        &digest.replace("sha384-", ""),
        &digest[..digest.len() - 1],
        &format!("{digest}\u{a0}{digest}"),
        &format!("{digest}?"),
        "sha384-",
        "yes",
    ];
    for (at, digest) in digests.iter().enumerate() {
        for body in [element(digest), tag(digest)] {
            puts_page(&site, &body);
            referrer.goes_to(&site.url_elsewhere("pinned.html"));
            assert_eq!(referrer.page_hears("referral-form-failed")[1]["kind"], "study", "{digest}");
            if body.contains(CHILDREN) {
                referrer.sees(CHILDREN);
            }
            referrer.does_not_see(TITLE);
            referrer.does_not_see("desk@study.example");
        }
        let told = if at == 0 {
            "and that its digest is in study-integrity"
        } else {
            "in study-integrity is no digest"
        };
        referrer.author_is_told(told);
    }
    referrer.sees_no_panic();
}

#[test]
fn a_file_that_was_held_against_no_digest_is_no_answer_for_who_asks_for_one() {
    let study = Study::contract(&Intake::open());
    let pinned = element(&sha384(b"the file before"));
    let site = Site::open();
    site.put_study(study.bytes());
    puts_page(&site, &format!(r#"<referral-form study="study.json"></referral-form>{pinned}"#));
    let referrer = Referrer::opens(&site, "pinned.html");
    referrer.arrives_at(TITLE);
    referrer.turns_to_widget(1);
    referrer.sees("could not be fetched");
    referrer.does_not_see(TITLE);
}

#[test]
fn what_was_changed_before_send_is_sent_nowhere() {
    let (intake, other) = (Intake::open(), Intake::open());
    let study = Study::contract(&intake);
    let site = Site::open();
    site.put_study(study.bytes());
    puts_page(&site, &element(&sha384(&study.bytes())));
    let referrer = Referrer::opens(&site, "pinned.html");
    prepares(&referrer, Who::Themself, &First::fitting(), &[]);
    // The same study, but for where it sends to.
    site.put_study(study.clone().with("/endpoint/url", json!(other.url())).bytes());
    referrer.presses(words::SEND);
    referrer.arrives_at(words::NOT_SENT);
    assert!(
        intake.requests().is_empty() && other.requests().is_empty(),
        "it was sent by a file that changed"
    );
    site.put_study(study.bytes());
    referrer.presses_until_it_arrives(words::TRY_AGAIN);
    assert!(other.requests().is_empty());
    assert_eq!(intake.receives_one()["answers"]["candidate_name"], "Ada Example");
}

#[test]
fn a_study_in_the_page_itself_needs_no_digest() {
    let study = Study::contract(&Intake::open());
    let site = Site::open();
    let text = String::from_utf8(study.bytes()).expect("JSON is text").replace('<', "\\u003c");
    let body = element(&sha384(b"another file")).replace("study.json", "#study");
    puts_page(&site, &format!(r#"<script type="application/json" id="study">{text}</script>{body}"#));
    let referrer = Referrer::opens(&site, "pinned.html");
    referrer.arrives_at(TITLE);
}
