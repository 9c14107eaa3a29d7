//! The element's inside: what `mount` puts there, what `unmount` takes away.

use leptos::mount::mount_to;
use leptos::prelude::*;
use referral_form::embed::{ReferralForm, mount, unmount};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::a_turn;
use web_sys::{
    AddEventListenerOptions, Document, Element, EventTarget, HtmlElement, ShadowRoot, ShadowRootInit,
    ShadowRootMode,
};

/// Where the words of other languages would lie; nothing in here fetches any.
const BASE: &str = "https://widget.example/";

fn document() -> Document {
    let window = web_sys::window().expect("a browser test has a window");
    window.document().expect("a window has a document")
}

/// An element as the loader hands it over: on the page, with these attributes.
fn element(attributes: &[(&str, &str)]) -> HtmlElement {
    let host: HtmlElement = document().create_element("referral-form").unwrap().unchecked_into();
    for (name, value) in attributes {
        host.set_attribute(name, value).unwrap();
    }
    document().body().unwrap().append_child(&host).unwrap();
    host
}

/// Puts the engine into an element, in the language of its `lang`, without a start page.
fn puts(host: &HtmlElement) -> usize {
    let root = host.shadow_root().unwrap_or_else(|| {
        host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))
            .expect("the element takes a shadow root")
    });
    mount(host.clone(), root, None, None, host.get_attribute("lang")).unwrap()
}

fn root(host: &Element) -> ShadowRoot {
    host.shadow_root().expect("a mounted element has an open shadow root")
}

fn shown(host: &Element) -> String {
    root(host).text_content().unwrap_or_default()
}

/// Waits for the next event of this name.
fn hears(target: &EventTarget, name: &str) -> JsFuture {
    let mut listen = |resolve: js_sys::Function, _| {
        let once = AddEventListenerOptions::new();
        once.set_once(true);
        target
            .add_event_listener_with_callback_and_add_event_listener_options(name, &resolve, &once)
            .unwrap();
    };
    JsFuture::from(js_sys::Promise::new(&mut listen))
}

/// Puts a study file into the page, and tells where it is.
fn inline_study() -> String {
    let id = "contract";
    if document().get_element_by_id(id).is_none() {
        let script = document().create_element("script").unwrap();
        script.set_id(id);
        script.set_attribute("type", "application/json").unwrap();
        script.set_text_content(Some(include_str!("../../examples/contract/study.json")));
        document().body().unwrap().append_child(&script).unwrap();
    }
    format!("#{id}")
}

#[wasm_bindgen_test]
fn an_element_gets_one_shadow_root_with_one_stylesheet() {
    let host = element(&[("study", "study.json")]);
    puts(&host);
    assert_eq!(root(&host).adopted_style_sheets().length(), 1);
    assert_ne!(shown(&host), "");
}

#[wasm_bindgen_test]
fn two_elements_share_the_stylesheet_and_nothing_else() {
    let (one, other) = (element(&[]), element(&[]));
    let handle = puts(&one);
    puts(&other);
    assert_eq!(root(&one).adopted_style_sheets().get(0), root(&other).adopted_style_sheets().get(0));
    unmount(handle);
    assert_eq!(shown(&one), "");
    assert_ne!(shown(&other), "");
}

#[wasm_bindgen_test]
fn an_element_that_comes_back_is_filled_again_once() {
    let host = element(&[]);
    let handle = puts(&host);
    let before = shown(&host);
    unmount(handle);
    unmount(handle); // a second time does no harm
    puts(&host);
    assert_eq!(shown(&host), before);
    assert_eq!(root(&host).adopted_style_sheets().length(), 1);
}

#[wasm_bindgen_test]
async fn an_app_in_leptos_shows_the_form_as_a_component() {
    let study = inline_study();
    let ready = hears(&document().body().unwrap(), "referral-form-ready");
    let language = RwSignal::new(Some("es".to_owned()));
    let app = mount_to(document().body().unwrap(), move || {
        view! { <ReferralForm study=study base=BASE lang=language attr:id="in-an-app" attr:heading-level="3" /> }
    });
    ready.await.unwrap();
    let host: HtmlElement = document().get_element_by_id("in-an-app").unwrap().unchecked_into();
    assert_eq!(host.local_name(), "referral-form");
    let shown = |selector: &str| root(&host).query_selector(selector).unwrap();
    let form = shown("[part=root]").expect("the form is there");
    assert_eq!(form.get_attribute("lang").as_deref(), Some("es"));
    assert!(shown("h3").is_some(), "the level of the heading was read");
    // The app takes it away, with everything in it.
    drop(app);
    a_turn().await;
    assert!(shown("[part=root]").is_none());
    assert!(!host.is_connected());
}
