//! The element's inside: what `mount` puts there, what `unmount` takes away, what the page hears.

use js_sys::{Function, Promise, Reflect};
use referral_form::embed::{mount, unmount};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{CustomEvent, Document, Element, HtmlElement, ShadowRoot};

const STUDY: &str = include_str!("../../examples/contract/study.json");

fn document() -> Document {
    let window = web_sys::window().expect("a browser test has a window");
    window.document().expect("a window has a document")
}

/// Puts the contract's study file into the page, where `study="#id"` finds it.
fn study_in_the_page(id: &str) {
    let script = document().create_element("script").unwrap();
    script.set_attribute("type", "application/json").unwrap();
    script.set_id(id);
    script.set_text_content(Some(STUDY));
    document().body().unwrap().append_child(&script).unwrap();
}

/// An element as the loader hands it over: on the page, in a `<div>` of its own, with these attributes.
fn element(attributes: &[(&str, &str)]) -> HtmlElement {
    let host: HtmlElement = document().create_element("referral-form").unwrap().unchecked_into();
    for (name, value) in attributes {
        host.set_attribute(name, value).unwrap();
    }
    let around = document().create_element("div").unwrap();
    around.append_child(&host).unwrap();
    document().body().unwrap().append_child(&around).unwrap();
    host
}

/// The next event of this name, heard outside the element: it bubbles.
fn next(name: &'static str, host: &HtmlElement) -> JsFuture {
    let around = host.parent_element().expect("the test's element has a parent");
    let heard = Promise::new(&mut |resolve: Function, _| {
        around.add_event_listener_with_callback(name, &resolve).unwrap();
    });
    JsFuture::from(heard)
}

fn root(host: &Element) -> ShadowRoot {
    host.shadow_root().expect("a mounted element has an open shadow root")
}

fn shown(host: &Element) -> String {
    root(host).text_content().unwrap_or_default()
}

#[wasm_bindgen_test]
fn an_element_gets_one_shadow_root_with_one_stylesheet() {
    let host = element(&[("study", "study.json")]);
    mount(host.clone()).unwrap();
    assert_eq!(root(&host).adopted_style_sheets().length(), 1);
    assert_ne!(shown(&host), "");
}

#[wasm_bindgen_test]
fn two_elements_share_the_stylesheet_and_nothing_else() {
    let (one, other) = (element(&[]), element(&[]));
    let handle = mount(one.clone()).unwrap();
    mount(other.clone()).unwrap();
    assert_eq!(root(&one).adopted_style_sheets().get(0), root(&other).adopted_style_sheets().get(0));
    unmount(handle);
    assert_eq!(shown(&one), "");
    assert_ne!(shown(&other), "");
}

#[wasm_bindgen_test]
fn an_element_that_comes_back_is_filled_again_once() {
    let host = element(&[]);
    let handle = mount(host.clone()).unwrap();
    let before = shown(&host);
    unmount(handle);
    unmount(handle); // a second time does no harm
    mount(host.clone()).unwrap();
    assert_eq!(shown(&host), before);
    assert_eq!(root(&host).adopted_style_sheets().length(), 1);
}

#[wasm_bindgen_test]
async fn a_study_file_within_the_page_opens_and_the_page_hears_it() {
    study_in_the_page("contract");
    let host = element(&[("study", "#contract")]);
    let ready = next("referral-form-ready", &host);
    mount(host.clone()).unwrap();
    let event: CustomEvent = ready.await.unwrap().unchecked_into();
    assert!(event.composed());
    assert_eq!(event.detail(), JsValue::NULL);
    assert!(shown(&host).contains("Demonstration: switching from emicizumab to Mim8"));
}

#[wasm_bindgen_test]
async fn the_form_takes_the_language_of_the_text_around_it() {
    study_in_the_page("in-spanish");
    let host = element(&[("study", "#in-spanish")]);
    host.parent_element().unwrap().set_attribute("lang", "es").unwrap();
    let ready = next("referral-form-ready", &host);
    mount(host.clone()).unwrap();
    ready.await.unwrap();
    let spoken = root(&host).query_selector("[lang]").unwrap().expect("the form says its language");
    assert_eq!(spoken.get_attribute("lang").as_deref(), Some("es"));
}

#[wasm_bindgen_test]
async fn a_study_that_cannot_be_found_is_a_failure_of_one_fixed_word() {
    let host = element(&[("study", "#nowhere")]);
    let failed = next("referral-form-failed", &host);
    mount(host.clone()).unwrap();
    let event: CustomEvent = failed.await.unwrap().unchecked_into();
    assert_eq!(Reflect::get(&event.detail(), &"kind".into()).unwrap(), JsValue::from("study"));
}
