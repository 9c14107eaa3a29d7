//! Small pieces that several screens share: texts with their language, headings, links, lists of facts.

use leptos::prelude::*;

use super::store::Store;
use crate::domain::study::{Link, Text};
use crate::i18n::Key;

/// A text of the study file, marked where it stands in another language than the page.
pub fn text(store: Store, text: &Text) -> AnyView {
    view! { <span lang=store.lang(text)>{text.words.clone()}</span> }.into_any()
}

/// A paragraph of the study file; nothing where it has none.
pub fn paragraph(store: Store, class: &'static str, of: Option<&Text>) -> AnyView {
    match of {
        Some(of) => view! { <p class=class lang=store.lang(of)>{of.words.clone()}</p> }.into_any(),
        None => ().into_any(),
    }
}

/// A heading, `depth` levels below the widget's first.
pub fn heading(store: Store, depth: u8, words: String) -> AnyView {
    let level = (store.settings().heading_level + depth).min(6).to_string();
    view! { <div class="rf-subheading" part="subheading" role="heading" attr:aria-level=level>{words}</div> }
        .into_any()
}

/// A link that opens beside the form, so that nothing typed is lost.
pub fn link(store: Store, to: &Link, words: impl IntoView + 'static) -> AnyView {
    view! {
        <a class="rf-link" part="link" href=to.0.clone() target="_blank" rel="noopener noreferrer">
            {words}" "<span class="rf-hidden">{store.say(Key::NewTab)}</span>
        </a>
    }
    .into_any()
}

/// A term and what belongs to it, for a list of facts.
pub fn term(name: AnyView, meaning: AnyView) -> AnyView {
    view! { <div class="rf-term"><dt>{name}</dt><dd>{meaning}</dd></div> }.into_any()
}

/// A button that does something other than going on.
pub fn button(class: &'static str, words: String, on_press: impl Fn() + 'static) -> AnyView {
    view! { <button type="button" class=class part="button" on:click=move |_| on_press()>{words}</button> }
        .into_any()
}

/// A text of the form as a view.
pub fn words(text: String) -> AnyView {
    text.into_any()
}
