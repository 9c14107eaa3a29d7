//! Small pieces that several screens share: texts with their language, headings, links, lists of facts.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node, ShadowRoot};

use super::element::{El, el, text};
use super::voice::Voice;
use crate::domain::study::{Link, Text};
use crate::i18n::Key;

/// A text of the study file, marked where it stands in another language than the page.
pub fn words(by: impl Into<Voice>, tag: &'static str, class: &str, of: &Text) -> El {
    el(tag).class(class).language(by.into().lang(of).as_deref()).text(&of.words)
}

/// Appends a text of the study file, marked where it stands in another language than what is around it.
pub fn with_words(by: impl Into<Voice>, to: El, of: &Text) -> El {
    let voice = by.into();
    match voice.lang(of) {
        Some(_) => to.child(words(voice, "span", "", of)),
        None => to.text(&of.words),
    }
}

/// A paragraph with a message of the form.
pub fn say(by: impl Into<Voice>, tag: &'static str, class: &str, key: Key) -> El {
    let voice = by.into();
    own(voice, text(tag, class, &voice.say(key)))
}

/// Marks an element whose text the form says, where its words are not in the language of the study's texts.
pub fn own(by: impl Into<Voice>, of: El) -> El {
    of.language(by.into().own_language())
}

/// A value of whatever language and direction; the text around it keeps its own, and no translator of pages touches it.
pub fn value(words: &str) -> El {
    to_the_letter(el("bdi").text(words))
}

/// Keeps translators of pages from what counts to the letter: what is agreed to, names and codes.
pub fn to_the_letter(of: El) -> El {
    of.attr("translate", "no")
}

/// A heading that the form says, `depth` levels below the widget's first.
pub fn heading(by: impl Into<Voice>, depth: u8, words: &str) -> El {
    let voice = by.into();
    own(voice, leveled(voice.settings().heading_level + depth, "rf-subheading", words))
}

/// A heading of a level from 1 to 6; a page decides at which one the widget's first stands.
pub fn leveled(level: u8, class: &str, words: &str) -> El {
    const TAGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];
    text(TAGS[usize::from(level.clamp(1, 6)) - 1], class, words)
}

/// A link that opens beside the form, so that nothing typed is lost.
pub fn link(by: impl Into<Voice>, to: &Link, words: El) -> El {
    el("a")
        .class("rf-link")
        .part("link")
        .attr("href", &to.0)
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer")
        .child(words)
        .text(" ")
        .child(say(by, "span", "rf-hidden", Key::NewTab))
}

/// A term and what belongs to it, for a list of facts.
pub fn term(name: El, meaning: El) -> El {
    el("div").class("rf-term").child(el("dt").child(name)).child(el("dd").child(meaning))
}

/// A term that the form names.
pub fn named_term(by: impl Into<Voice>, name: Key, meaning: El) -> El {
    term(say(by, "span", "", name), meaning)
}

/// A text without a class.
pub fn plain(words: &str) -> El {
    el("span").text(words)
}

/// A button that does something other than going on.
pub fn button(class: &str, words: &str, on_press: impl Fn() + 'static) -> El {
    text("button", class, words).part("button").attr("type", "button").on("click", move |_| on_press())
}

/// Finds an element of the widget by its id.
pub fn control(beside: &Node, id: &str) -> Option<HtmlElement> {
    let root = beside.get_root_node().dyn_into::<ShadowRoot>().ok()?;
    root.get_element_by_id(id)?.dyn_into().ok()
}
