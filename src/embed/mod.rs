//! The element: what the loader calls when `<referral-form>` enters, changes or leaves a page.
//!
//! The loader (src/loader) owns the element, its shadow root, the start page and the downloads; this module owns the widget beside the
//! start page. It does not know what a study is, and it
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

use js_sys::Promise;
use leptos::mount::{UnmountHandle, mount_to_renderer};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, ShadowRoot};

use crate::gateway::start_page::StartPage;
use crate::gateway::{http, promise, styles};
use crate::ui::element::El;
use crate::ui::host::StudyPlace;
use crate::ui::{Handle, refusal, widget};

/// A widget that is on a page. Dropping `widget` takes it out of its shadow root.
struct Mounted {
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

/// Puts the widget into the shadow root of `host`, beside the start page, and returns the handle that [`unmount`] takes.
///
/// Called by the loader when the element is on the page; the element's attributes are read now. `study` is the answer to the
/// request for the study file, where the loader has made it already. `start_page` is shown and taken away as the form moves; `language` is the one
/// in which the form is wanted.
/// Fails when the browser refuses a constructed stylesheet; the loader then shows the element's own children.
#[wasm_bindgen]
pub fn mount(
    host: HtmlElement,
    root: ShadowRoot,
    study: Option<Promise>,
    start_page: Option<StartPage>,
    language: Option<String>,
) -> Result<usize, JsValue> {
    styles::dress(&root)?;
    let settings = attributes::read(&host, start_page);
    if let (Some(StudyPlace::Url(url)), Some(study)) = (&settings.study, study) {
        http::is_under_way(url, settings.integrity.as_deref(), study);
    }
    let language = ArcRwSignal::new(language);
    let parent: Element = root.unchecked_into(); // only ever asked to append a child
    let made = Rc::new(OnceCell::new());
    let show = {
        let (language, made) = (language.clone(), made.clone());
        move || {
            let (widget, handle) = widget(settings, language, events::dispatcher(host));
            made.get_or_init(|| handle);
            widget
        }
    };
    let owner = Owner::new();
    let widget = owner.with(|| mount_to_renderer(&parent, show));
    let handle = made.get().cloned().expect("what is mounted was made");

    let mounted = Mounted { language, widget, handle, owner };
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

/// Goes on from the start page to the first questions, for the source and the request with these ids; settles once they are shown.
#[wasm_bindgen]
pub fn begin(form: usize, source: Option<String>, request: Option<String>) -> Promise {
    promise::of(async move {
        if let Some(handle) = handle(form) {
            handle.begin(source, request).await;
        }
        Ok(JsValue::UNDEFINED)
    })
}

/// Opens the panel about the study; settles once it is open.
#[wasm_bindgen(js_name = openMaterials)]
pub fn open_materials(form: usize) -> Promise {
    promise::of(async move {
        if let Some(handle) = handle(form) {
            handle.open_materials().await;
        }
        Ok(JsValue::UNDEFINED)
    })
}

/// Tells the widget that the page asks for another language.
#[wasm_bindgen(js_name = languageChanged)]
pub fn language_changed(form: usize, language: Option<String>) {
    let found = MOUNTED.with_borrow(|all| Some(all.get(form)?.as_ref()?.language.clone()));
    if let Some(signal) = found {
        signal.set(language);
    }
}

/// Shows the widget in another language, which the person has chosen on the start page.
#[wasm_bindgen(js_name = turnTo)]
pub fn turn_to(form: usize, language: String) {
    if let Some(handle) = handle(form) {
        handle.turn_to(language);
    }
}

/// Calls a method of the element with what the page gave: `prefill` with a JSON text, `reset`, or `showStatus` with an address.
///
/// The promise fails where there is no form to do it, and says why.
#[wasm_bindgen]
pub fn ask(form: usize, method: String, given: String) -> Promise {
    promise::of(async move {
        match handle(form) {
            Some(handle) => handle.ask(method, given).await,
            None => Err(refusal("the element was taken from the page")),
        }
    })
}

/// All that the engine remembers, for whoever has to make it forget once it has come to its end.
#[wasm_bindgen]
pub fn remembered() -> JsValue {
    wasm_bindgen::memory()
}

fn handle(form: usize) -> Option<Handle> {
    MOUNTED.with_borrow(|all| Some(all.get(form)?.as_ref()?.handle.clone()))
}
