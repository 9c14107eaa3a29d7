//! The browser, behind small functions and traits: clock, ids, HTTP, catalogues, cryptography, storage, stylesheets, the page's address.
//!
//! Knows no study and no rule. Nothing here logs.

pub mod catalogues;
pub mod clipboard;
pub mod clock;
pub mod console;
pub mod crypto;
pub mod http;
pub mod outbox;
pub mod page;
pub mod print;
pub mod promise;
pub mod save;
pub mod seal;
pub mod start_page;
pub mod status_link;
pub mod styles;
pub mod timer;
