//! States: what is read of an endpoint's answer, and what all the same means nothing.

use referral_form::domain::delivery::{self, Delivery, Reply};
use referral_form::domain::status::{State, Told, read};
use referral_form::domain::study::{Endpoint, Reading, Study};

/// The study file that uses every key.
fn full() -> Study {
    let file = include_bytes!("../../examples/full.json");
    Study::read(file, Reading::default()).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn answers(status: u16, body: &str) -> Told {
    read(Reply::Answer { status, retry_after: None, content_type: String::new(), body: body.to_owned() })
}

#[test]
fn a_state_is_told_with_its_moment_and_nothing_else_of_the_answer() {
    let told =
        answers(200, r#"{"status":"scheduled","changedAt":"2026-11-22T08:04:28Z","name":"Ada Example"}"#);
    assert_eq!(told, Told::State(State::Scheduled, Some("2026-11-22T08:04:28Z".to_owned())));
    for not_a_moment in
        [r#""tomorrow, says Ada""#, r#""2026""#, "17", "null", &format!("\"{}T\"", "1".repeat(40))]
    {
        let told = answers(200, &format!(r#"{{"status":"accepted","changedAt":{not_a_moment}}}"#));
        assert_eq!(told, Told::State(State::Accepted, None), "{not_a_moment}");
    }
}

#[test]
fn a_state_of_a_later_version_is_one_that_tells_no_more() {
    for code in ["on-hold", "Accepted", ""] {
        let told = answers(200, &format!(r#"{{"status":"{code}"}}"#));
        assert_eq!(told, Told::State(State::Received, None), "{code}");
    }
}

#[test]
fn whatever_tells_no_state_is_the_same() {
    let bodies = ["", "null", "[]", "{}", r#"{"status":7}"#, r#"{"status":"accepted""#];
    for body in bodies {
        assert_eq!(answers(200, body), Told::Unknown, "{body}");
    }
    for status in [301, 400, 401, 403, 404, 410, 418] {
        assert_eq!(answers(status, r#"{"status":"accepted"}"#), Told::Unknown, "{status}");
    }
    assert_eq!(read(Reply::Redirect), Told::Unknown);
}

#[test]
fn whoever_does_not_answer_now_may_answer_later() {
    for status in [408, 429, 500, 503] {
        assert_eq!(answers(status, r#"{"status":"accepted"}"#), Told::Silence, "{status}");
    }
    assert_eq!([Reply::Offline, Reply::Silence].map(read), [Told::Silence, Told::Silence]);
    assert_eq!(answers(200, "<html><title>Log in to this network"), Told::Silence);
}

#[test]
fn a_status_address_that_fits_on_no_paper_is_not_kept() {
    let kept = |length: usize| {
        let address = format!("https://intake.example/{}", "s".repeat(length - 23));
        let body = format!(r#"{{"status":"{address}"}}"#);
        let reply = Reply::Answer { status: 201, retry_after: None, content_type: String::new(), body };
        let endpoint = Endpoint { url: "https://intake.example/referrals".to_owned(), ..full().endpoint };
        match delivery::read(reply, &endpoint, 0) {
            Delivery::Sent(receipt) => receipt.status.is_some(),
            other => panic!("a 201 is sent, and not {other:?}"),
        }
    };
    assert!(kept(delivery::STATUS_MAX_CHARS) && !kept(delivery::STATUS_MAX_CHARS + 1));
}
