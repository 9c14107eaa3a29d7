//! Messages by language, and numbers, dates and lists through the browser's Intl.
//!
//! A catalogue is a JSON object of messages by name, with `{placeholders}`; a message about a count is an object of texts by
//! plural category (CLDR), in which `{n}` is the count. It says of which language it is (`@language`) and whether a native
//! speaker has reviewed it (`@reviewed`). English is part of the module; the others are fetched when they are needed.
//! This module knows no study: its texts come translated.

#[cfg(feature = "widget")]
pub mod intl;
#[cfg(feature = "widget")]
mod keys;
#[cfg(feature = "widget")]
mod messages;
pub mod tags;
#[cfg(feature = "widget")]
pub mod zones;

#[cfg(feature = "widget")]
pub use keys::Key;
#[cfg(feature = "widget")]
pub use messages::Messages;
