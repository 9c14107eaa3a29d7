//! Elements: the one view type of the whole interface.
//!
//! Leptos gives every combination of tag, attributes and children a type of its own, and each comes with its
//! own code: a form with as many kinds of pieces as this one pays 160 kB for that, a quarter of the module. An [`El`]
//! is described first, with all that is in it, and a whole tree of them becomes DOM nodes in one call; what changes later is
//! a render effect on Leptos's signals that the element owns. There is no way in here for markup: texts become text nodes, and
//! a `style` attribute is refused.

use std::any::Any;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use js_sys::Array;
use leptos::prelude::RenderEffect;
use leptos::tachys::view::{Mountable, Render};
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, Node};

use super::handlers::{Handler, hearing};
use crate::i18n::tags;

#[wasm_bindgen(module = "/src/ui/element.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn make(
        description: &str,
        hear: &JsValue,
        given: Option<Array>,
        onto: Option<&Element>,
        into: Option<&Element>,
    ) -> Result<Array, JsValue>;

    /// Has what stands in every control within heard by whoever listens to it.
    #[wasm_bindgen(catch)]
    pub fn reread(within: &Element) -> Result<(), JsValue>;
}

/// What keeps something of an element up to date: it runs once the nodes are there, and again when a signal that it read changes.
type Update = Box<dyn FnMut()>;

/// What has to live as long as an element does: effects, handlers, and whatever else it holds.
type Lives = Vec<Box<dyn Any>>;

/// A DOM element, with everything that keeps it up to date.
///
/// Dropping it stops that; the node itself goes with its parent. It is one pointer, so that a chain of calls
/// hands on a register instead of copying memory.
pub struct El(Box<Parts>);

#[derive(Default)]
struct Parts {
    /// What is not made yet: all of it, or what was added after something has needed the node.
    described: RefCell<Described>,
    /// The node, once something needs it.
    node: OnceCell<Element>,
    lives: RefCell<Lives>,
}

/// Where a node will be.
type Place = Rc<OnceCell<Node>>;

/// Nodes before they are there.
#[derive(Default)]
struct Described {
    /// What they are made of; `element.js` reads it.
    words: String,
    /// The nodes in it that are there already, and what stands in its controls, in its order.
    given: Vec<JsValue>,
    /// What of it changes, in its order.
    places: Vec<Place>,
    updates: Vec<Update>,
}

impl Described {
    /// Adds to the words; a zero in a text would part it.
    #[inline(never)]
    fn add(&mut self, kind: &'static str, text: &str) {
        self.words.push_str(kind);
        let mut is_first = true;
        for between_zeros in text.split('\0') {
            if !std::mem::take(&mut is_first) {
                self.words.push(char::REPLACEMENT_CHARACTER);
            }
            self.words.push_str(between_zeros);
        }
        self.words.push('\0');
    }

    /// Adds that the element changes.
    #[inline(never)]
    fn mark(&mut self) -> Place {
        self.words.push_str("#\0\0");
        let place = Place::default();
        self.places.push(place.clone());
        place
    }

    /// Adds an element, with what keeps it up to date.
    #[inline(never)]
    fn child(&mut self, child: Parts, lives: &mut Lives) {
        if child.node.get().is_some() {
            self.words.push_str("*\0\0");
            self.given.push(child.node().into());
        } else {
            let mut of = child.described.take();
            self.words.push_str(&of.words);
            self.words.push_str(">\0\0");
            self.given.append(&mut of.given);
            self.places.append(&mut of.places);
            self.updates.append(&mut of.updates);
        }
        lives.append(&mut child.lives.take());
    }

    /// Makes the nodes, and has them kept up to date; gives the first new one.
    #[inline(never)]
    fn make(self, onto: Option<&Element>, into: Option<&Element>, lives: &RefCell<Lives>) -> JsValue {
        let given = (!self.given.is_empty()).then(|| self.given.into_iter().collect());
        let nodes = hearing(|hear| make(&self.words, hear, given, onto, into));
        let nodes = nodes.expect("the names in a description are HTML's");
        for (at, place) in (1..).zip(self.places) {
            place.get_or_init(|| nodes.get(at).unchecked_into());
        }
        for update in self.updates {
            let live = effect(update);
            lives.borrow_mut().push(live);
        }
        nodes.get(0)
    }
}

/// The node at a place; nothing changes before it is made.
fn at<T: JsCast>(place: &Place) -> &T {
    place.get().expect("updates run once the nodes are there").unchecked_ref()
}

/// Room for the description of most elements.
const USUAL_BYTES: usize = 128;

/// Makes an element.
pub fn el(tag: &'static str) -> El {
    let mut described = Described { words: String::with_capacity(USUAL_BYTES), ..Described::default() };
    described.add("<\0", tag);
    El(Box::new(Parts { described: described.into(), ..Parts::default() }))
}

/// Makes a paragraph, list or the like with a class and a text.
pub fn text(tag: &'static str, class: &str, words: &str) -> El {
    el(tag).class(class).text(words)
}

impl El {
    /// Sets the class, unless it is empty.
    pub fn class(self, class: &str) -> El {
        self.attr_if("class", (!class.is_empty()).then_some(class))
    }

    /// Sets the part by which host pages style it.
    pub fn part(self, part: &str) -> El {
        self.attr("part", part)
    }

    /// Sets an attribute.
    pub fn attr(mut self, name: &'static str, value: &str) -> El {
        debug_assert!(name != "style", "a strict Content-Security-Policy drops style attributes");
        self.described().add("@\0", name);
        self.described().add("=\0", value);
        self
    }

    /// Marks the language of the text in it, and its direction, where it is not the one around it.
    pub fn language(self, tag: Option<&str>) -> El {
        self.attr_if("lang", tag).attr_if("dir", tag.map(tags::direction))
    }

    /// Sets an attribute where there is a value for it.
    pub fn attr_if(self, name: &'static str, value: Option<&str>) -> El {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// Keeps an attribute at what `value` says; `None` takes it away.
    pub fn attr_of(self, name: &'static str, value: impl FnMut() -> Option<String> + 'static) -> El {
        self.keeping(name, None, Box::new(value))
    }

    /// Keeps an attribute up to date that is `former` at first.
    fn keeping(
        mut self,
        name: &'static str,
        mut former: Option<String>,
        mut value: Box<dyn FnMut() -> Option<String>>,
    ) -> El {
        let place = self.place();
        self.update(Box::new(move || {
            let value = value();
            if value != former {
                let done = match &value {
                    Some(value) => at::<Element>(&place).set_attribute(name, value),
                    None => at::<Element>(&place).remove_attribute(name),
                };
                done.expect("the names of attributes in here are HTML's");
                former = value;
            }
        }))
    }

    /// Shows the element while `is_shown` says so; it is hidden until then.
    pub fn shown(self, mut is_shown: impl FnMut() -> bool + 'static) -> El {
        let hidden = move || (!is_shown()).then(String::new);
        self.attr("hidden", "").keeping("hidden", Some(String::new()), Box::new(hidden))
    }

    /// Keeps a box or a radio button ticked while `is_on` says so.
    pub fn checked_of(self, is_on: impl FnMut() -> bool + 'static) -> El {
        self.ticking(Box::new(is_on))
    }

    fn ticking(mut self, mut is_on: Box<dyn FnMut() -> bool>) -> El {
        let place = self.place();
        let mut is_new = true;
        self.update(Box::new(move || {
            let is_on = is_on();
            // A new one is not ticked. Later, the person may have ticked it without the form's leave.
            if is_on || !is_new {
                at::<HtmlInputElement>(&place).set_checked(is_on);
            }
            is_new = false;
        }))
    }

    /// Sets what stands in a control, to the letter; a new one is empty.
    pub fn value(mut self, value: &str) -> El {
        if !value.is_empty() {
            // Not in words, which a zero in it would part.
            self.described().words.push_str(".\0\0");
            self.described().given.push(value.into());
        }
        self
    }

    /// Appends a text.
    pub fn text(mut self, words: &str) -> El {
        self.described().add("\"\0", words);
        self
    }

    /// Keeps the whole content at the text that `words` says.
    ///
    /// No text node is held for that: what translates a page puts its own in their place.
    pub fn text_of(self, words: impl FnMut() -> String + 'static) -> El {
        self.saying(Box::new(words))
    }

    fn saying(mut self, mut words: Box<dyn FnMut() -> String>) -> El {
        let place = self.place();
        let mut former = String::new();
        self.update(Box::new(move || {
            let words = words();
            if words != former {
                at::<Node>(&place).set_text_content(Some(&words));
                former = words;
            }
        }))
    }

    /// Appends a child.
    pub fn child(mut self, child: El) -> El {
        let Parts { described, lives, .. } = &mut *self.0;
        described.get_mut().child(*child.0, lives.get_mut());
        self
    }

    /// Appends children.
    pub fn children(self, children: impl IntoIterator<Item = El>) -> El {
        children.into_iter().fold(self, El::child)
    }

    /// Keeps all children at what `children` says: each time, the old ones go and the new ones come. The element has no others.
    pub fn children_of(self, children: impl FnMut() -> Vec<El> + 'static) -> El {
        self.replacing(Box::new(children))
    }

    fn replacing(mut self, mut children: Box<dyn FnMut() -> Vec<El>>) -> El {
        let place = self.place();
        let mut is_empty = true;
        let mut held = Vec::new();
        self.update(Box::new(move || {
            let (mut described, mut lives) = (Described::default(), Vec::new());
            for child in children() {
                described.child(*child.0, &mut lives);
            }
            let was_empty = std::mem::replace(&mut is_empty, described.words.is_empty());
            let lives = RefCell::new(lives);
            if !(was_empty && is_empty) {
                described.make(None, Some(at(&place)), &lives);
            }
            // What kept the former ones up to date ends here.
            drop(std::mem::replace(&mut held, lives.into_inner()));
        }))
    }

    /// Calls `handle` on every event of this name.
    pub fn on(self, event: &'static str, handle: impl Fn(Event) + 'static) -> El {
        self.hearing(event, Handler::new(Rc::new(handle)))
    }

    fn hearing(mut self, event: &'static str, handler: Handler) -> El {
        self.described().add("!\0", event);
        self.described().add("&\0", &handler.0.to_string());
        self.holding(handler)
    }

    /// Keeps something as long as the element lives.
    pub fn holding(mut self, it: impl Any) -> El {
        self.0.lives.get_mut().push(Box::new(it));
        self
    }

    /// The node, as what can take focus.
    pub fn node(&self) -> HtmlElement {
        self.0.node().clone().unchecked_into()
    }

    /// Runs something once the node is there, and again whenever a signal that it reads changes.
    pub fn effect(self, run: Box<dyn FnMut()>) -> El {
        self.update(run)
    }

    /// Has all that is described so far be kept up to date together, where it depends on the same things.
    pub fn as_one(mut self) -> El {
        let updates = &mut self.described().updates;
        if updates.len() > 1 {
            let mut all = std::mem::take(updates);
            updates.push(Box::new(move || all.iter_mut().for_each(|it| it())));
        }
        self
    }

    fn update(mut self, update: Update) -> El {
        self.described().updates.push(update);
        self
    }

    fn described(&mut self) -> &mut Described {
        self.0.described.get_mut()
    }

    fn place(&mut self) -> Place {
        self.described().mark()
    }
}

impl Parts {
    /// The node, with all that is described by now.
    fn node(&self) -> &Element {
        let described = self.described.take();
        match self.node.get() {
            Some(node) if described.words.is_empty() && described.updates.is_empty() => node,
            node => {
                let new = described.make(node, None, &self.lives);
                self.node.get_or_init(|| new.unchecked_into())
            }
        }
    }
}

/// The one instance of a render effect.
fn effect(mut update: Update) -> Box<dyn Any> {
    Box::new(RenderEffect::new(move |_| update()))
}

impl Render for El {
    type State = El;

    fn build(self) -> El {
        self
    }

    fn rebuild(self, state: &mut El) {
        state.0.node().replace_with_with_node_1(self.0.node()).expect("the element stands in the page");
        *state = self;
    }
}

impl Mountable for El {
    fn unmount(&mut self) {
        // The node goes first: what loses focus then still finds its handler.
        self.0.node().remove();
        self.0.lives.get_mut().clear();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        parent.insert_before(self.0.node(), marker).expect("the parent takes children");
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match self.0.node().parent_element() {
            Some(parent) => {
                child.mount(&parent, Some(self.0.node()));
                true
            }
            None => false,
        }
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.0.node().clone()]
    }
}
