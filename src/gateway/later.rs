//! The later parts of the engine: the code that nobody needs before they have begun to fill in the form, and beyond that what
//! many studies never need.
//!
//! A build may be cut in parts (`.ci/split.mjs`). Then the loader hands over a function that fetches them, and whatever
//! lies in a part may be called only once it is here. In a build that is whole, everything is here from the start.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Object, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A part of the engine that is fetched when it is needed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The questions and all that follows them.
    Later,
    /// Sealing; comes after [`Part::Later`].
    Sealing,
    /// The outbox; comes after [`Part::Later`].
    Outbox,
    /// The state of a referral; comes after [`Part::Later`].
    Status,
    /// What the page may ask of the form; comes after [`Part::Later`].
    Asked,
}

/// How many parts there are.
const PARTS: usize = 5;

impl Part {
    /// The name in the part's file.
    fn name(self) -> &'static str {
        match self {
            Part::Later => "later",
            Part::Sealing => "sealing",
            Part::Outbox => "outbox",
            Part::Status => "status",
            Part::Asked => "asked",
        }
    }
}

thread_local! {
    /// The loader's function from the name of a part to a promise of it; every call downloads.
    static FETCH: RefCell<Option<Function>> = const { RefCell::new(None) };
    /// The downloads that are under way.
    static DOWNLOADS: RefCell<[Option<Promise>; PARTS]> = const { RefCell::new([const { None }; PARTS]) };
    static IS_HERE: Cell<[bool; PARTS]> = const { Cell::new([true; PARTS]) };
}

/// Notes how the parts are fetched; they count as away from now on, unless they were fetched before.
pub fn are_fetched_by(fetch: Function) {
    FETCH.with_borrow_mut(|known| {
        if known.replace(fetch).is_none() {
            IS_HERE.set([false; PARTS]);
        }
    });
}

/// Tells whether the part that everybody needs who fills in the form can be called.
pub fn is_here() -> bool {
    has(Part::Later)
}

/// Fetches that part, and tells whether it can be called now.
pub async fn fetch() -> bool {
    fetch_part(Part::Later).await
}

/// Fetches a part and the one before it, each once however many ask, and tells whether they can be called now.
pub async fn fetch_part(part: Part) -> bool {
    if part != Part::Later && !download(Part::Later).await {
        return false;
    }
    download(part).await
}

/// Tells whether a part can be called.
pub fn has(part: Part) -> bool {
    IS_HERE.get()[part as usize]
}

async fn download(part: Part) -> bool {
    if has(part) {
        return true;
    }
    let Some(promise) = under_way(part) else { return false };
    let is_done = JsFuture::from(promise.clone()).await.is_ok();
    DOWNLOADS.with_borrow_mut(|known| {
        // Whoever asks after a failure starts another one; it may be under way by now.
        let mine = &mut known[part as usize];
        if mine.as_ref().is_some_and(|it| Object::is(it, &promise)) {
            *mine = None;
        }
    });
    if is_done {
        let mut here = IS_HERE.get();
        here[part as usize] = true;
        IS_HERE.set(here);
    }
    is_done
}

fn under_way(part: Part) -> Option<Promise> {
    DOWNLOADS.with_borrow_mut(|known| {
        let mine = &mut known[part as usize];
        if mine.is_none() {
            let name = JsValue::from_str(part.name());
            let promise = FETCH.with_borrow(|it| it.as_ref()?.call1(&JsValue::NULL, &name).ok())?;
            // Not by its class: a page may have put its own in the place of the browser's.
            *mine = Some(promise.unchecked_into());
        }
        mine.clone()
    })
}
