//! Small pieces that several screens share: texts with their language, headings, links, lists of facts.

use super::element::{El, el, text};
use super::store::Store;
use crate::domain::study::{Link, Text};
use crate::i18n::Key;

/// A text of the study file, marked where it stands in another language than the page.
pub fn words(store: Store, tag: &'static str, class: &str, of: &Text) -> El {
    el(tag).class(class).language(store.lang(of).as_deref()).text(&of.words)
}

/// A paragraph with a message of the form.
pub fn say(store: Store, tag: &'static str, class: &str, key: Key) -> El {
    own(store, text(tag, class, &store.say(key)))
}

/// Marks an element whose text the form says, where its words are not in the language of the study's texts.
pub fn own(store: Store, of: El) -> El {
    of.language(store.own_language())
}

/// A value of whatever language and direction; the text around it keeps its own.
pub fn value(words: &str) -> El {
    el("bdi").text(words)
}

/// A heading that the form says, `depth` levels below the widget's first.
pub fn heading(store: Store, depth: u8, words: &str) -> El {
    own(store, leveled(store.settings().heading_level + depth, "rf-subheading", words))
}

/// A heading of a level from 1 to 6; a page decides at which one the widget's first stands.
pub fn leveled(level: u8, class: &str, words: &str) -> El {
    const TAGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];
    text(TAGS[usize::from(level.clamp(1, 6)) - 1], class, words)
}

/// A link that opens beside the form, so that nothing typed is lost.
pub fn link(store: Store, to: &Link, words: El) -> El {
    el("a")
        .class("rf-link")
        .part("link")
        .attr("href", &to.0)
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer")
        .child(words)
        .text(" ")
        .child(say(store, "span", "rf-hidden", Key::NewTab))
}

/// A term and what belongs to it, for a list of facts.
pub fn term(name: El, meaning: El) -> El {
    el("div").class("rf-term").child(el("dt").child(name)).child(el("dd").child(meaning))
}

/// A term that the form names.
pub fn named_term(store: Store, name: Key, meaning: El) -> El {
    term(say(store, "span", "", name), meaning)
}

/// A text without a class.
pub fn plain(words: &str) -> El {
    el("span").text(words)
}

/// A button that does something other than going on.
pub fn button(class: &str, words: &str, on_press: impl Fn() + 'static) -> El {
    text("button", class, words).part("button").attr("type", "button").on("click", move |_| on_press())
}
