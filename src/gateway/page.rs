//! What the page around the widget is: its address, and how far it can be trusted.
//!
//! Only reads. Nothing typed into the form ever comes here, so nothing of it can get into an address.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, Event, EventTarget, Url, UrlSearchParams, Window};

/// The absolute form of `address`, resolved against the document; `None` where it is no URL.
pub fn resolve(address: &str) -> Option<String> {
    let base = window().document()?.base_uri().ok()??;
    let url = Url::new_with_base(address, &base).ok()?;
    Some(url.href())
}

/// The value of a key in the page's query string, percent-decoded; empty values count as absent.
pub fn query_value(key: &str) -> Option<String> {
    query().get(key).filter(|value| !value.is_empty())
}

/// The keys of `wanted` that the page's query string has, with their values, in the order of `wanted`.
pub fn channel<'a>(wanted: impl Iterator<Item = &'a str>) -> Vec<(&'a str, String)> {
    let query = query();
    wanted.filter_map(|key| Some((key, query.get(key).filter(|it| !it.is_empty())?))).collect()
}

/// The text of the script with this id on the page.
pub fn text_of(id: &str) -> Option<String> {
    window().document()?.get_element_by_id(id)?.text_content()
}

/// Whether the browser calls the page secure: https, or a loopback address. WebCrypto needs it, and so do we.
pub fn is_secure() -> bool {
    window().is_secure_context()
}

/// Whether the page is served from this very machine: its reader is then most likely the study file's author.
pub fn is_loopback() -> bool {
    let host = window().location().hostname().unwrap_or_default();
    host == "localhost" || host == "[::1]" || host.starts_with("127.")
}

/// Whether the page stands in a frame, whose sandbox may forbid much without a word.
pub fn is_framed() -> bool {
    let window = window();
    window.parent().ok().flatten().as_ref() != Some(&window)
}

/// Marks what stands in an element, so that it can be copied by hand.
pub fn mark(element: &Element) {
    // A browser that marks nothing in a shadow root leaves it to the person.
    let _ = window().get_selection().map(|it| it.map(|it| it.select_all_children(element)));
}

/// Hears events of the whole page, or of what is in a node, until it is dropped.
pub struct Listener {
    place: EventTarget,
    events: &'static [&'static str],
    held: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `hear` on every event of these names, before whatever is inside the page hears it.
    pub fn new(events: &'static [&'static str], hear: impl FnMut(Event) + 'static) -> Listener {
        Listener::on(window().into(), events, Box::new(hear))
    }

    /// Calls `hear` on every event of these names in a place, before whatever is inside it hears it.
    pub fn on(place: EventTarget, events: &'static [&'static str], hear: Box<dyn FnMut(Event)>) -> Listener {
        let held = Closure::wrap(hear);
        for event in events {
            place
                .add_event_listener_with_callback_and_bool(event, held.as_ref().unchecked_ref(), true)
                .expect("a node takes listeners");
        }
        Listener { place, events, held }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        for event in self.events {
            let hear = self.held.as_ref().unchecked_ref();
            self.place
                .remove_event_listener_with_callback_and_bool(event, hear, true)
                .expect("a node lets go of listeners");
        }
    }
}

/// A query with these keys alone, beginning with its question mark; empty where it has none of them.
pub fn only(query: &str, keys: &[String]) -> String {
    let (all, some) = (params(query), params(""));
    for key in keys {
        if let Some(value) = all.get(key) {
            some.set(key, &value);
        }
    }
    match String::from(some.to_string()).as_str() {
        "" => String::new(),
        query => format!("?{query}"),
    }
}

/// The page's query; a page that finds its way by the fragment may have one there.
fn query() -> UrlSearchParams {
    let location = window().location();
    let (search, fragment) = (location.search().unwrap_or_default(), location.hash().unwrap_or_default());
    params(&format!("{search}&{}", fragment.split_once('?').unwrap_or_default().1))
}

fn params(query: &str) -> UrlSearchParams {
    UrlSearchParams::new_with_str(query).expect("any text is a query string")
}

fn window() -> Window {
    web_sys::window().expect("the widget runs in a page")
}
