//! Component tests: parts of the widget in a real browser, without a host page.
//!
//! `make component` runs them in Chromium; `webdriver.json` has its switches.

#![cfg(target_arch = "wasm32")]

mod elements;
mod embed;
mod fields;
mod gateway;
mod person;
mod start_page;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
