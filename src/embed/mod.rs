//! The element: what the loader calls when `<referral-form>` enters, changes or leaves a page.
//!
//! The loader beside this file owns the element and the downloads; this module owns what is inside the
//! element: one open shadow root, its stylesheets, and the widget. It does not know what a study is, and it
//! creates nothing outside the element.
//!
//! Invariant: no `innerHTML`, no `eval`, no `style` attribute, no global. A strict Content-Security-Policy that
//! allows `'wasm-unsafe-eval'` and the widget's own origin is enough; without that word the same module runs as JavaScript.

mod attributes;
mod component;
mod events;

pub use component::ReferralForm;

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Promise};
use leptos::mount::{UnmountHandle, mount_to_renderer};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::{Element, HtmlElement, ShadowRoot, ShadowRootInit, ShadowRootMode};

use crate::gateway::{http, later, styles};
use crate::ui::element::El;
use crate::ui::host::StudyPlace;
use crate::ui::{Handle, refusal, widget};

/// A widget that is on a page. Dropping `widget` takes it out of its shadow root.
struct Mounted {
    host: HtmlElement,
    language: ArcRwSignal<Option<String>>,
    widget: UnmountHandle<El>,
    handle: Handle,
    /// Owns all that the widget keeps, which may hold on to its own owner: only a clean-up lets go of it.
    owner: Owner,
}

thread_local! {
    /// Every widget on the page; an entry is empty once its element was removed.
    static MOUNTED: RefCell<Vec<Option<Mounted>>> = const { RefCell::new(Vec::new()) };
}

/// Puts the widget into `host` and returns the handle that [`unmount`] takes.
///
/// Called by the loader when the element is on the page; the element's attributes are read now. `base` is the URL of the
/// folder of the loader, with a slash at its end: the widget's other files lie there. `fetch_part` gives a promise that settles
/// when the part of the engine whose name it is given is there; without it the engine is whole. `study` is the answer to the request
/// for the study file, where the loader has made it already. `on_shown` is for a loader that shows something in the shadow root
/// meanwhile: it is called once the first screen stands beside that, and takes it away.
/// Fails when the browser refuses a shadow root or a constructed stylesheet; the loader then shows the
/// element's own children.
#[wasm_bindgen]
pub fn mount(
    host: HtmlElement,
    base: String,
    fetch_part: Option<Function>,
    study: Option<Promise>,
    on_shown: Option<Function>,
) -> Result<usize, JsValue> {
    if let Some(fetch) = fetch_part {
        later::are_fetched_by(fetch);
    }
    let root = shadow_root(&host)?;
    styles::dress(&root)?;
    if on_shown.is_none() {
        root.set_text_content(None);
    }

    let settings = attributes::read(&host, base);
    if let (Some(StudyPlace::Url(url)), Some(study)) = (&settings.study, study) {
        http::is_under_way(url, study);
    }
    let language = ArcRwSignal::new(attributes::language(&host));
    let parent: Element = root.unchecked_into(); // only ever asked to append a child
    let made = Rc::new(OnceCell::new());
    let show = {
        let (host, language, made) = (host.clone(), language.clone(), made.clone());
        move || {
            let on_event = events::dispatcher(host);
            let (widget, handle) = widget(settings, language, on_event, on_shown);
            made.get_or_init(|| handle);
            widget
        }
    };
    let owner = Owner::new();
    let widget = owner.with(|| mount_to_renderer(&parent, show));
    let handle = made.get().cloned().expect("what is mounted was made");

    let mounted = Mounted { host, language, widget, handle, owner };
    Ok(MOUNTED.with_borrow_mut(|all| {
        all.push(Some(mounted));
        all.len() - 1
    }))
}

/// Takes the widget out of its element, with everything typed into it.
#[wasm_bindgen]
pub fn unmount(handle: usize) {
    let mounted = MOUNTED.with_borrow_mut(|all| all.get_mut(handle).and_then(Option::take));
    if let Some(Mounted { widget, owner, .. }) = mounted {
        drop(widget);
        owner.cleanup();
    }
}

/// Tells the widget that its element's `lang` has changed.
#[wasm_bindgen(js_name = languageChanged)]
pub fn language_changed(handle: usize) {
    let found = MOUNTED.with_borrow(|all| {
        let mounted = all.get(handle)?.as_ref()?;
        Some((mounted.language.clone(), attributes::language(&mounted.host)))
    });
    if let Some((language, now)) = found {
        language.set(now);
    }
}

/// Calls a method of the element with what the page gave: `prefill` with a JSON text, `reset`, or `showStatus` with an address.
///
/// The promise has what the method gives, once the form is there to give it; it fails where the form is not.
#[wasm_bindgen]
pub fn ask(handle: usize, method: String, given: String) -> Promise {
    let found = MOUNTED.with_borrow(|all| Some(all.get(handle)?.as_ref()?.handle.clone()));
    future_to_promise(async move {
        match found {
            Some(handle) => handle.ask(method, given).await,
            None => Err(refusal("the element was taken from the page")),
        }
    })
}

/// The element's shadow root, which outlives a removal.
fn shadow_root(host: &HtmlElement) -> Result<ShadowRoot, JsValue> {
    match host.shadow_root() {
        Some(root) => Ok(root),
        None => host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)),
    }
}
