//! Time that passes: the browser's clock, a tick for every second of it, and something that happens later.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// Whole seconds.
pub type Seconds = u32;

/// The seconds since 1970, by the browser's clock, which also counts while the device sleeps.
pub fn now() -> Seconds {
    (js_sys::Date::now() / 1000.0) as Seconds
}

/// Whole milliseconds.
pub type Milliseconds = u64;

/// The milliseconds since 1970, by the same clock.
pub fn now_ms() -> Milliseconds {
    js_sys::Date::now() as Milliseconds
}

/// Something that happens later, unless this is dropped before.
pub struct Later {
    id: i32,
    _held: Closure<dyn FnMut()>,
}

/// Runs something after so many milliseconds, never sooner.
pub fn after(ms: Milliseconds, run: impl FnMut() + 'static) -> Later {
    let run: Box<dyn FnMut()> = Box::new(run);
    let held = Closure::wrap(run);
    let id = web_sys::window()
        .expect("the widget runs in a page")
        .set_timeout_with_callback_and_timeout_and_arguments_0(held.as_ref().unchecked_ref(), ms as i32)
        .expect("every page can set a time-out");
    Later { id, _held: held }
}

impl Drop for Later {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_timeout_with_handle(self.id);
        }
    }
}

/// Waits that a person can end, one after the other. A handle: copies of it end the same waits.
#[derive(Clone, Default)]
pub struct Waits(Rc<State>);

#[derive(Default)]
struct State {
    is_over: Cell<bool>,
    waker: Cell<Option<Waker>>,
}

impl Waits {
    /// Ends the wait that is under way, and every later one before it begins.
    pub fn end(&self) {
        self.0.is_over.set(true);
        self.wake();
    }

    /// Whether the waits were ended.
    pub fn are_over(&self) -> bool {
        self.0.is_over.get()
    }

    /// Waits for some work, so many milliseconds at most; `None` where it did not come to its end.
    pub async fn within<T>(&self, ms: Milliseconds, mut work: Pin<Box<dyn Future<Output = T>>>) -> Option<T> {
        let is_late = Rc::new(Cell::new(false));
        let (late, waits) = (is_late.clone(), self.clone());
        let _timer = after(ms, move || {
            late.set(true);
            waits.wake();
        });
        poll_fn(|task| {
            if is_late.get() || self.are_over() {
                return Poll::Ready(None);
            }
            self.0.waker.set(Some(task.waker().clone()));
            work.as_mut().poll(task).map(Some)
        })
        .await
    }

    fn wake(&self) {
        if let Some(waker) = self.0.waker.take() {
            waker.wake();
        }
    }
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
