//! What the page around the widget is: its address, and how far it can be trusted.
//!
//! Only reads. Nothing typed into the form ever comes here, so nothing of it can get into an address.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Event, Url, UrlSearchParams, Window};

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

/// Hears events of the whole page until it is dropped.
pub struct Listener {
    events: &'static [&'static str],
    held: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `hear` on every event of these names, before whatever is inside the page hears it.
    pub fn new(events: &'static [&'static str], hear: impl FnMut(Event) + 'static) -> Listener {
        let hear: Box<dyn FnMut(Event)> = Box::new(hear);
        let held = Closure::wrap(hear);
        for event in events {
            window()
                .add_event_listener_with_callback_and_bool(event, held.as_ref().unchecked_ref(), true)
                .expect("a window takes listeners");
        }
        Listener { events, held }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        for event in self.events {
            let hear = self.held.as_ref().unchecked_ref();
            window()
                .remove_event_listener_with_callback_and_bool(event, hear, true)
                .expect("a window lets go of listeners");
        }
    }
}

fn query() -> UrlSearchParams {
    let search = window().location().search().unwrap_or_default();
    UrlSearchParams::new_with_str(&search).expect("any text is a query string")
}

fn window() -> Window {
    web_sys::window().expect("the widget runs in a page")
}
