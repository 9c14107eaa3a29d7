//! The element's inside: what `mount` puts there, what `unmount` takes away.

use std::cell::RefCell;
use std::rc::Rc;

use referral_form::embed::{language_changed, mount, unmount};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{CustomEvent, Document, Element, HtmlElement, ShadowRoot};

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

fn root(host: &Element) -> ShadowRoot {
    host.shadow_root().expect("a mounted element has an open shadow root")
}

fn shown(host: &Element) -> String {
    root(host).text_content().unwrap_or_default()
}

/// Lets the interface's own turn of the event loop pass.
async fn a_turn() {
    let turn = js_sys::Promise::resolve(&JsValue::NULL);
    for _ in 0..4 {
        wasm_bindgen_futures::JsFuture::from(turn.clone()).await.unwrap();
    }
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
async fn the_language_follows_the_element() {
    let host = element(&[("lang", "es")]);
    let handle = mount(host.clone()).unwrap();
    let asked = |host: &Element| root(host).query_selector("[lang]").unwrap().unwrap().get_attribute("lang");
    assert_eq!(asked(&host).as_deref(), Some("es"));
    host.set_attribute("lang", "en").unwrap();
    language_changed(handle);
    a_turn().await;
    assert_eq!(asked(&host).as_deref(), Some("en"));
}

#[wasm_bindgen_test]
async fn the_page_hears_that_the_form_is_ready_and_nothing_more() {
    let host = element(&[]);
    let heard = Rc::new(RefCell::new(Vec::new()));
    let listener = {
        let heard = heard.clone();
        Closure::<dyn FnMut(CustomEvent)>::new(move |event: CustomEvent| {
            assert!(event.composed());
            heard.borrow_mut().push((event.type_(), event.detail()));
        })
    };
    // On the parent: the event bubbles.
    let body = document().body().unwrap();
    let name = "referral-form-ready";
    body.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref()).unwrap();
    mount(host).unwrap();
    a_turn().await;
    body.remove_event_listener_with_callback(name, listener.as_ref().unchecked_ref()).unwrap();
    assert_eq!(*heard.borrow(), [(name.to_owned(), JsValue::NULL)]);
}
