//! Handlers: who is called when something happens to an element.
//!
//! The browser calls one function for all of them, with a number. A function for each would cost a form of many questions more than
//! its elements do.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::Event;

/// What is done about an event.
type Handle = Rc<dyn Fn(Event)>;

/// So many bits of a number tell the place, and the others whose turn it is there: more than a study file has room for.
const PLACE_BITS: u32 = 20;
const PLACE: u32 = (1 << PLACE_BITS) - 1;

#[derive(Default)]
struct Places {
    /// Who is called at each place, and by which number.
    all: Vec<(u32, Option<Handle>)>,
    /// Places that may be used again, under the number that stands there.
    free: Vec<u32>,
}

thread_local! {
    static PLACES: RefCell<Places> = const { RefCell::new(Places { all: Vec::new(), free: Vec::new() }) };
    static HEAR: Closure<dyn Fn(u32, Event)> = Closure::new(hear);
}

/// Somebody who is called as long as this lives, by its number.
pub struct Handler(pub u32);

impl Handler {
    /// Has somebody called.
    pub fn new(handle: Handle) -> Handler {
        PLACES.with_borrow_mut(|places| {
            let place = places.free.pop().unwrap_or(places.all.len() as u32);
            if place as usize == places.all.len() {
                places.all.push((place, None));
            }
            let (number, called) = &mut places.all[place as usize];
            *called = Some(handle);
            Handler(*number)
        })
    }
}

impl Drop for Handler {
    fn drop(&mut self) {
        // It goes once nothing is borrowed: what it holds may be another handler.
        let _gone = PLACES.with_borrow_mut(|places| {
            let place = self.0 & PLACE;
            let (number, called) = &mut places.all[place as usize];
            // What still listens under the former number is not heard any more.
            *number = number.wrapping_add(1 << PLACE_BITS);
            places.free.push(place);
            called.take()
        });
    }
}

/// The function that the browser calls.
pub fn hearing<T>(hand_on: impl FnOnce(&JsValue) -> T) -> T {
    HEAR.with(|it| hand_on(it.as_ref()))
}

fn hear(number: u32, event: Event) {
    let called = PLACES.with_borrow(|places| {
        let (current, called) = &places.all[(number & PLACE) as usize];
        called.clone().filter(|_| *current == number)
    });
    if let Some(called) = called {
        called(event);
    }
}
