//! Stands in for `wasm-streams`, which Leptos links for server functions. This form has none.
//!
//! The real crate exports classes to JavaScript. What is exported is never dropped from the module, so every
//! visitor would fetch 10 kB that nothing can call. Here is just enough of its surface for `server_fn` to compile.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use wasm_bindgen::JsValue;

/// The stream of the browser, as it is.
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// Wraps a stream of the browser.
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// Would make a stream of the browser from one of Rust; here it is empty.
    pub fn from_stream<S: Stream<Item = Result<JsValue, JsValue>> + 'static>(_: S) -> Self {
        Self(web_sys::ReadableStream::new().expect("every browser makes an empty stream"))
    }

    /// Gives up the stream of the browser.
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// Would read the stream of the browser; here it has ended.
    pub fn into_stream(self) -> Ended {
        Ended
    }
}

/// A stream that has ended.
pub struct Ended;

impl Stream for Ended {
    type Item = Result<JsValue, JsValue>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}
