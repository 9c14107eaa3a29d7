//! End-to-end tests: the built files in a real browser, used as a person uses them.
//!
//! They need `dist/` (`make build`), and a browser with its driver: Chromium, or what `REFERRAL_FORM_BROWSER` names (`engine`).
//! `REFERRAL_FORM_DIST` names another folder; `CHROMIUM` and `CHROMEDRIVER`, `FIREFOX` and `GECKODRIVER`, `MINI_BROWSER` and
//! `WEBKIT_DRIVER` name others than those on the path. With `REFERRAL_FORM_RUNG=javascript` no page of a site lets WebAssembly run.
//!
//! - Tools: `webdriver` and `bidi` speak to a browser, `browser` starts one, `engine` says which and what it lacks, `proxy` sees what
//!   a browser asks for that does not tell, `screen` finds things on it, `referrer` is the person at it
//!   and `words` what they read;
//!   `http` is a server that may misbehave, `site` the customer's pages and `intake` the study team's endpoint; `study`, `people`
//!   and `canary` say what is filled in; `walk` goes through any form, `barriers` finds what stands in somebody's way, and
//!   `outline` is what assistive technology is told; `outsider` is a person whom no script of a page reaches. `harness` tries the
//!   tools themselves.
//! - Tests: `referrals`, `form`, `api`, `framed`, `delivery`, `retries`, `unsent`, `sealing`, `outbox`, `study_files`, `receipt`, `privacy`, `interference`, `kiosk`, `pages`, `hostile`, `surroundings`,
//!   `hostile_scripts`, `ladder`, `moving`, `parts`, `materials`, `keyboard`, `languages`, `accessibility`, `screen_reader`, `screenshots`, `serve`, `status`,
//!   `status_link`, `zones`; two measurements, `typing` and `long_tasks`; `release`, which looks at a release, and `wordpress`, which puts it there; and `soak`,
//!   which brings thousands of referrals through everything that
//!   fails.

mod accessibility;
mod api;
mod barriers;
mod bidi;
mod browser;
mod canary;
mod delivery;
mod engine;
mod form;
mod framed;
mod growth;
mod harness;
mod hostile;
mod hostile_scripts;
mod http;
mod intake;
mod interference;
mod keyboard;
mod keys;
mod kiosk;
mod ladder;
mod languages;
mod long_tasks;
mod materials;
mod moving;
mod offline;
mod outbox;
mod outline;
mod outsider;
mod pages;
mod people;
mod pinned;
mod privacy;
mod proxy;
mod receipt;
mod referrals;
mod referrer;
mod release;
mod retries;
mod screen;
mod screen_reader;
mod screenshots;
mod sealing;
mod serve;
mod site;
mod soak;
mod staff;
mod start_page;
mod status;
mod status_link;
mod study;
mod study_files;
mod surroundings;
mod typing;
mod unsent;
mod walk;
mod webdriver;
mod wordpress;
mod words;
mod zones;
