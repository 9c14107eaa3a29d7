//! Elements: the one view type of the whole interface.
//!
//! Leptos gives every combination of tag, attributes and children a type of its own, and each comes with its
//! own code: a form with as many kinds of pieces as this one pays 160 kB for that, a quarter of the module. An [`El`]
//! is described first, and becomes a DOM node in one call, with everything in it that stays as it is; what changes later is
//! a render effect on Leptos's signals that the element owns. There is no way in here for markup: texts become text nodes, and
//! a `style` attribute is refused.

use std::any::Any;
use std::cell::OnceCell;

use js_sys::{Array, Reflect};
use leptos::prelude::RenderEffect;
use leptos::tachys::view::{Mountable, Render};
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Event, HtmlElement, HtmlInputElement, Node};

use crate::i18n::tags;

#[wasm_bindgen(module = "/src/ui/element.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn make(description: &str) -> Result<Element, JsValue>;
}

/// Something that has to live as long as the element that it belongs to.
enum Live {
    /// Runs again when a signal that it read changes; holds what it made in its last run.
    Effect { _held: RenderEffect<Vec<Live>> },
    /// Ends with the element.
    Held { _held: Box<dyn Any> },
    /// Is called by the browser.
    Handler { _held: Closure<dyn FnMut(Event)> },
}

/// A DOM element, with everything that keeps it up to date.
///
/// Dropping it stops that; the node itself goes with its parent. It is one pointer, so that a chain of calls
/// hands on a register instead of copying memory.
pub struct El(Box<Parts>);

struct Parts {
    /// What the node is made of; `element.js` reads it.
    description: String,
    /// The node, once something needs it; from then on everything is done to it.
    node: OnceCell<Element>,
    lives: Vec<Live>,
}

impl Parts {
    fn node(&self) -> &Element {
        self.node.get_or_init(|| make(&self.description).expect("the names in a description are HTML's"))
    }

    /// Adds to the description; a zero in a text would part it.
    #[inline(never)]
    fn describe(&mut self, kind: &'static str, text: &str) {
        self.description.push_str(kind);
        let mut is_first = true;
        for between_zeros in text.split('\0') {
            if !std::mem::take(&mut is_first) {
                self.description.push(char::REPLACEMENT_CHARACTER);
            }
            self.description.push_str(between_zeros);
        }
    }
}

/// Room for the description of most elements.
const USUAL_BYTES: usize = 128;

/// Makes an element.
pub fn el(tag: &'static str) -> El {
    let mut description = String::with_capacity(USUAL_BYTES);
    description.push_str("<\0");
    description.push_str(tag);
    El(Box::new(Parts { description, node: OnceCell::new(), lives: Vec::new() }))
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
        match self.0.node.get() {
            Some(node) => set(node, name, value),
            None => {
                self.0.describe("\0@\0", name);
                self.0.describe("\0=\0", value);
            }
        }
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
        self.keeping(name, Box::new(value))
    }

    fn keeping(self, name: &'static str, mut value: Box<dyn FnMut() -> Option<String>>) -> El {
        let node = self.0.node().clone();
        let mut is_there = false;
        self.effect(Box::new(move || {
            let value = value();
            match &value {
                Some(value) => set(&node, name, value),
                None if is_there => node.remove_attribute(name).expect("any attribute may go"),
                None => {}
            }
            is_there = value.is_some();
        }))
    }

    /// Shows the element while `is_shown` says so.
    pub fn shown(self, mut is_shown: impl FnMut() -> bool + 'static) -> El {
        self.attr_of("hidden", move || (!is_shown()).then(String::new))
    }

    /// Keeps a box or a radio button ticked while `is_on` says so.
    pub fn checked_of(self, mut is_on: impl FnMut() -> bool + 'static) -> El {
        let node: HtmlInputElement = self.0.node().clone().unchecked_into();
        let mut is_new = true;
        self.effect(Box::new(move || {
            let is_on = is_on();
            // A new one is not ticked. Later, the person may have ticked it without the form's leave.
            if is_on || !is_new {
                node.set_checked(is_on);
            }
            is_new = false;
        }))
    }

    /// Keeps a property of the node, such as `value`, at what `value` says.
    pub fn prop_of<V: Into<JsValue>>(self, name: &'static str, mut value: impl FnMut() -> V + 'static) -> El {
        let node = self.0.node().clone();
        self.effect(Box::new(move || put(&node, name, &value().into())))
    }

    /// Sets a property of the node once.
    pub fn prop(self, name: &'static str, value: impl Into<JsValue>) -> El {
        put(self.0.node(), name, &value.into());
        self
    }

    /// Appends a text.
    pub fn text(mut self, words: &str) -> El {
        match self.0.node.get() {
            Some(node) => append(node, &document().create_text_node(words)),
            None => self.0.describe("\0\"\0", words),
        }
        self
    }

    /// Appends a text, and keeps it at what `words` says.
    pub fn text_of(self, mut words: impl FnMut() -> String + 'static) -> El {
        let text = document().create_text_node("");
        append(self.0.node(), &text);
        self.effect(Box::new(move || text.set_data(&words())))
    }

    /// Appends a child.
    pub fn child(mut self, mut child: El) -> El {
        if self.0.node.get().is_none() && child.0.node.get().is_none() {
            self.0.description.push('\0');
            self.0.description.push_str(&child.0.description);
            self.0.description.push_str("\0>\0");
        } else {
            append(self.0.node(), child.0.node());
        }
        self.0.lives.append(&mut child.0.lives);
        self
    }

    /// Appends children.
    pub fn children(self, children: impl IntoIterator<Item = El>) -> El {
        children.into_iter().fold(self, El::child)
    }

    /// Keeps all children at what `children` says: each time, the old ones go and the new ones come. The element has no others.
    pub fn children_of<C: IntoIterator<Item = El>>(self, mut children: impl FnMut() -> C + 'static) -> El {
        self.replacing(Box::new(move || children().into_iter().collect()))
    }

    fn replacing(mut self, mut children: Box<dyn FnMut() -> Vec<El>>) -> El {
        let node = self.0.node().clone();
        let mut is_empty = true;
        self.0.lives.push(effect(Box::new(move || {
            let (nodes, mut lives) = (Array::new(), Vec::new());
            for mut child in children() {
                nodes.push(child.0.node());
                lives.append(&mut child.0.lives);
            }
            let was_empty = std::mem::replace(&mut is_empty, nodes.length() == 0);
            if !(was_empty && is_empty) {
                node.replace_children_with_node(&nodes);
            }
            lives
        })));
        self
    }

    /// Calls `handle` on every event of this name.
    pub fn on(mut self, event: &'static str, handle: impl FnMut(Event) + 'static) -> El {
        let handle: Box<dyn FnMut(Event)> = Box::new(handle);
        let closure = Closure::wrap(handle);
        self.0
            .node()
            .add_event_listener_with_callback(event, closure.as_ref().unchecked_ref())
            .expect("every element takes listeners");
        self.0.lives.push(Live::Handler { _held: closure });
        self
    }

    /// Keeps something as long as the element lives.
    pub fn holding(mut self, it: impl Any) -> El {
        self.0.lives.push(Live::Held { _held: Box::new(it) });
        self
    }

    /// The node, as what can take focus.
    pub fn node(&self) -> HtmlElement {
        self.0.node().clone().unchecked_into()
    }

    /// Runs something now, and again whenever a signal that it reads changes.
    pub fn effect(mut self, mut run: Box<dyn FnMut()>) -> El {
        self.0.lives.push(effect(Box::new(move || {
            run();
            Vec::new()
        })));
        self
    }
}

/// The one instance of a render effect; it drops what its last run made once the new run is done.
fn effect(mut run: Box<dyn FnMut() -> Vec<Live>>) -> Live {
    Live::Effect { _held: RenderEffect::new(move |_| run()) }
}

fn set(node: &Element, name: &str, value: &str) {
    debug_assert!(name != "style", "a strict Content-Security-Policy drops style attributes");
    node.set_attribute(name, value).expect("the names of attributes in here are HTML's");
}

fn put(node: &Element, name: &str, value: &JsValue) {
    Reflect::set(node, &name.into(), value).expect("the properties set in here can be written");
}

fn append(parent: &Element, child: &Node) {
    parent.append_child(child).expect("a new node has no place that it could not leave");
}

fn document() -> Document {
    web_sys::window().and_then(|it| it.document()).expect("the widget runs in a page")
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
        self.0.lives.clear();
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
