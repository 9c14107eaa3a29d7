//! End-to-end tests: the built files in a real browser, used as a person uses them.
//!
//! They need `dist/` (`make build`), Chromium and its driver. `CHROMEDRIVER`, `CHROMIUM` and `REFERRAL_FORM_DIST` name others than
//! those on the path and in this folder.

mod browser;
mod harness;
mod http;
mod intake;
mod referrer;
mod site;
mod webdriver;
mod words;
