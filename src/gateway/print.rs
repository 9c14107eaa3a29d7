//! Printing: a sheet of its own, and nothing of the page around it.
//!
//! The sheet stands in a frame inside the widget's shadow root while the browser prints it, and is taken away
//! afterwards. A frame without an address needs no request, no popup and no exception from a strict
//! Content-Security-Policy: its nodes come from script and its one stylesheet is constructed.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{CssStyleSheet, Element, HtmlElement, HtmlIFrameElement, Node, Window};

use crate::i18n::tags::direction;

/// The look of every sheet.
pub fn css() -> &'static str {
    include_str!(concat!(env!("OUT_DIR"), "/print.css"))
}

/// The class of the frame: in the page, but not to be seen.
const FRAME: &str = "rf-hidden rf-print";

/// How long a browser that prints takes to begin, in milliseconds; one that may not says nothing.
const BEGINS_WITHIN_MS: i32 = 1_000;

/// Prints `content`, which is moved onto the sheet, and nothing else.
///
/// `beside` is a node of the widget, whose root holds the frame meanwhile. `title` names the sheet, and the file where it is
/// saved as one; `language` (BCP 47) is that of its texts. `refused` is called where nothing comes of it: a sandbox may forbid to print.
pub fn print(beside: &Node, title: &str, language: &str, content: &Element, refused: Rc<dyn Fn()>) {
    take_away(beside);
    let root = beside.get_root_node();
    let Some(document) = beside.owner_document() else { return };
    let Ok(frame) = document.create_element("iframe") else { return };
    let frame: HtmlIFrameElement = frame.unchecked_into();
    frame.set_class_name(FRAME);
    // Nobody is to find it, by keyboard or by ear.
    let hidden = frame.set_attribute("aria-hidden", "true").and(frame.set_attribute("tabindex", "-1"));
    let (title, language, content) = (title.to_owned(), language.to_owned(), content.clone());
    let loaded = frame.clone();
    // Some browsers put another document into a new frame, and tell of it only by this event.
    let fill = Closure::once_into_js(move || {
        if !fill(&loaded, &title, &language, &content, refused.clone()).unwrap_or_default() {
            refused();
        }
    });
    frame.set_onload(Some(fill.unchecked_ref()));
    if hidden.is_ok() {
        // The root of a node that stands in the page takes children.
        let _ = root.append_child(&frame);
    }
}

/// Takes away what was printed last, if it still stands there.
pub fn take_away(beside: &Node) {
    let root = beside.get_root_node();
    let last = root.last_child().and_then(|it| it.dyn_into::<HtmlElement>().ok());
    if let Some(frame) = last.filter(|it| it.class_name() == FRAME) {
        frame.remove();
    }
}

/// Fills the frame and has it printed; false where nothing can: a sandbox lets no page into its own frames.
fn fill(
    frame: &HtmlIFrameElement,
    title: &str,
    language: &str,
    content: &Element,
    refused: Rc<dyn Fn()>,
) -> Result<bool, JsValue> {
    frame.set_onload(None);
    let (Some(window), Some(document)) = (frame.content_window(), frame.content_document()) else {
        return Ok(false);
    };
    // A sheet belongs to the document of the window whose class made it.
    let class: Function = Reflect::get(&window, &"CSSStyleSheet".into())?.dyn_into()?;
    let sheet: CssStyleSheet = Reflect::construct(&class, &Array::new())?.unchecked_into();
    sheet.replace_sync(css())?;
    document.set_adopted_style_sheets(&Array::of1(&sheet));
    document.set_title(title);
    if let Some(page) = document.document_element() {
        page.set_attribute("lang", language)?;
        page.set_attribute("dir", direction(language))?;
    }
    if let Some(body) = document.body() {
        body.append_child(content)?;
    }
    go_when_printed(&window, frame.clone());
    let has_begun = Rc::new(Cell::new(false));
    let begins = has_begun.clone();
    let begun = Closure::once_into_js(move || begins.set(true));
    window.set_onbeforeprint(Some(begun.unchecked_ref()));
    let look = Closure::once_into_js(move || {
        if !has_begun.get() {
            refused();
        }
    });
    window.print()?;
    let outside = web_sys::window().expect("the widget runs in a page");
    outside.set_timeout_with_callback_and_timeout_and_arguments_0(look.unchecked_ref(), BEGINS_WITHIN_MS)?;
    Ok(true)
}

/// What a sheet says may be somebody's answers, so it does not outlast the printing.
fn go_when_printed(window: &Window, frame: HtmlIFrameElement) {
    let gone = Closure::once_into_js(move || frame.remove());
    window.set_onafterprint(Some(gone.unchecked_ref()));
}
