//! The start page, which the loader draws (src/loader/start_page.js): the engine has it shown again, or taken away, and shares its words.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

#[wasm_bindgen]
extern "C" {
    /// The start page of one element.
    #[derive(Clone)]
    pub type StartPage;

    /// Has the page stand in a language that the study offers, with whatever was chosen on it.
    #[wasm_bindgen(method)]
    pub fn stand(this: &StartPage, language: &str);

    /// Shows the page again, with these choices.
    #[wasm_bindgen(method)]
    pub fn show(this: &StartPage, language: &str, source: Option<&str>, request: &str);

    /// The catalogue of a language, as JSON; fails where it does not come.
    #[wasm_bindgen(method)]
    pub fn catalogue(this: &StartPage, language: &str) -> Promise;

    /// Takes the page away.
    #[wasm_bindgen(method)]
    pub fn hide(this: &StartPage);

    /// The heading; `None` until the page is drawn.
    #[wasm_bindgen(method)]
    pub fn heading(this: &StartPage) -> Option<HtmlElement>;

    /// Makes room for a notice, at once or when somebody presses a button.
    #[wasm_bindgen(method, js_name = giveWay)]
    pub fn give_way(this: &StartPage);
}
