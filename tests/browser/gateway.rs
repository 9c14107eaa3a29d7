//! The gateway: what a browser refuses never breaks the engine.

use referral_form::domain::body::Body;
use referral_form::domain::delivery::Reply;
use referral_form::domain::study::{Endpoint, Reading, Study};
use referral_form::gateway::http;
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
