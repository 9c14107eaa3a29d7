//! The gateway: what a browser refuses never breaks the engine.

use referral_form::domain::body::Body;
use referral_form::domain::delivery::Reply;
use referral_form::domain::study::{Endpoint, Reading, Study};
use referral_form::gateway::http;
use referral_form::gateway::timer::{Waits, after};
use wasm_bindgen_test::wasm_bindgen_test;

/// What comes of posting to the endpoint of a study, once it has been changed to something that no study file may name.
async fn posted(change: impl FnOnce(&mut Endpoint)) -> Reply {
    let study = include_bytes!("../../examples/contract/study.json");
    let mut endpoint = Study::read(study, Reading::default()).ok().unwrap().endpoint;
    change(&mut endpoint);
    let body = Body { content_type: "application/json", text: "{}".to_owned() };
    http::post(&endpoint, &body, "1").await
}

#[wasm_bindgen_test]
async fn what_the_browser_refuses_to_ask_was_not_handed_over() {
    for (name, value) in [("X-Form:", "1"), ("X-F\u{e4}rbe", "1"), ("X-Form", "\u{2713}"), ("X-Form", "a\nb")]
    {
        let reply = posted(|it| it.headers = vec![(name.to_owned(), value.to_owned())]).await;
        assert_eq!(reply, Reply::Impossible, "{name:?}: {value:?}");
    }
    for url in ["https://a.example:99999/", "https://[::1].evil.example/", "https://a\u{202E}.example/"] {
        assert_eq!(posted(|it| it.url = url.to_owned()).await, Reply::Impossible, "{url:?}");
    }
}

#[wasm_bindgen_test]
async fn a_wait_ends_with_its_work_its_time_or_by_a_press() {
    let never = || Box::pin(std::future::pending::<u8>());
    let waits = Waits::default();
    assert_eq!(waits.within(60_000, Box::pin(async { 7 })).await, Some(7));
    assert_eq!(waits.within(1, never()).await, None);
    let press = waits.clone();
    let _timer = after(1, move || press.end());
    assert_eq!(waits.within(60_000, never()).await, None);
    assert!(waits.are_over());
    assert_eq!(
        waits.within(60_000, Box::pin(async { 7 })).await,
        None,
        "what was ended begins no other wait"
    );
}
