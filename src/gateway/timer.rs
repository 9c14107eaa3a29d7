//! Time that passes: the seconds of the browser's clock, and a tick for every one of them.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// Whole seconds.
pub type Seconds = u32;

/// The seconds since 1970, by the browser's clock, which also counts while the device sleeps.
pub fn now() -> Seconds {
    (js_sys::Date::now() / 1000.0) as Seconds
}

/// A tick that comes every second until this is dropped.
pub struct Ticking {
    id: i32,
    _held: Closure<dyn FnMut()>,
}

/// Calls `tick` every second; less often where the browser saves energy.
pub fn every_second(tick: impl FnMut() + 'static) -> Ticking {
    let tick: Box<dyn FnMut()> = Box::new(tick);
    let held = Closure::wrap(tick);
    let id = web_sys::window()
        .expect("the widget runs in a page")
        .set_interval_with_callback_and_timeout_and_arguments_0(held.as_ref().unchecked_ref(), 1000)
        .expect("every page can set an interval");
    Ticking { id, _held: held }
}

impl Drop for Ticking {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_interval_with_handle(self.id);
        }
    }
}
