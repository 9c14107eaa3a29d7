//! What the host page hears: DOM events on the element, without answers or ids. `referral-form-ready` is the loader's.
//!
//! They bubble and cross shadow roots, so that a page listens once on `document`. They cannot be cancelled:
//! a page may watch the form, not steer it.

use js_sys::{Object, Reflect};
use leptos::prelude::{Callback, StoredValue, WithValue};
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

use crate::ui::host::HostEvent;

/// A callback that dispatches each event on `host`; lives as long as the reactive owner it is made under.
pub(super) fn dispatcher(host: HtmlElement) -> Callback<HostEvent> {
    let host = StoredValue::new_local(host);
    Callback::new(move |event| host.with_value(|host| dispatch(host, event)))
}

/// Dispatches `referral-form-step` with `{index}`, `-submitted`, `-failed` with `{kind}` or `-closed`.
fn dispatch(host: &HtmlElement, event: HostEvent) {
    let (name, detail) = match event {
        HostEvent::Step { index } => ("referral-form-step", Some(("index", JsValue::from(index)))),
        HostEvent::Submitted => ("referral-form-submitted", None),
        HostEvent::Failed { kind } => ("referral-form-failed", Some(("kind", JsValue::from(kind)))),
        HostEvent::Closed => ("referral-form-closed", None),
    };
    let options = CustomEventInit::new();
    options.set_bubbles(true);
    options.set_composed(true);
    if let Some((key, value)) = detail {
        let detail = Object::new();
        Reflect::set(&detail, &key.into(), &value).expect("a plain object takes any key");
        options.set_detail(&detail);
    }
    let event = CustomEvent::new_with_event_init_dict(name, &options)
        .expect("every browser with WebAssembly has CustomEvent");
    host.dispatch_event(&event).expect("the event is new, so it is not being dispatched");
}
