//! Screens without questions: loading, a study file that cannot be used, a study that collects nothing.

use leptos::prelude::*;

use super::contact::contact;
use super::load::{Broken, ContactOnly, Why};
use crate::gateway::page;
use crate::i18n::{Key, Messages};

/// Level of the contact's heading below a notice.
const CONTACT_LEVEL: u8 = 3;

/// What stands until the study file is read. The element's own children stay visible.
pub fn loading(messages: &Messages) -> AnyView {
    view! {
        <div class="rf-root" part="root" aria-busy="true">
            <p class="rf-hint" role="status">{messages.get(Key::Loading)}</p>
            <slot />
        </div>
    }
    .into_any()
}

/// What stands in place of a form whose study file cannot be used.
///
/// Whoever reads it on the machine that serves the page is its author and sees every problem; a visitor
/// sees the contact and the element's own children.
pub fn broken(broken: &Broken) -> AnyView {
    let messages = Messages::english();
    let for_author = page::is_loopback().then(|| {
        let problems = broken.problems.iter().map(|it| view! { <li>{it.clone()}</li> }.into_any());
        view! {
            <p>{messages.get(Key::BrokenAuthor)}</p>
            <p><code>{broken.place.clone()}</code></p>
            <ul class="rf-problems">{problems.collect_view()}</ul>
        }
    });
    view! {
        <section class="rf-root" part="root" aria-label=messages.get(Key::FormName)>
            <p class="rf-heading" part="heading">{messages.get(Key::BrokenHeading)}</p>
            {for_author}
            <p>{messages.get(Key::BrokenText)}</p>
            <slot />
            {broken.contact.as_ref().map(|it| contact(it, &messages, CONTACT_LEVEL, |_| None))}
        </section>
    }
    .into_any()
}

/// What stands where the study collects nothing.
pub fn contact_only(notice: &ContactOnly) -> AnyView {
    let messages = Messages::english();
    let study = &notice.study;
    let (heading, text) = match notice.why {
        Why::Paused => (Some(Key::ClosedHeading), Key::PausedText),
        Why::Closed => (Some(Key::ClosedHeading), Key::ClosedText),
        Why::Insecure => (None, Key::InsecureText),
    };
    let lang = |text: &_| study.lang_of(text).map(str::to_owned);
    view! {
        <section class="rf-root" part="root" aria-label=messages.get(Key::FormName) lang=study.shown.clone()>
            <p class="rf-heading" part="heading" lang=lang(&study.head.title)>{study.head.title.words.clone()}</p>
            {heading.map(|it| view! { <p class="rf-subheading">{messages.get(it)}</p> })}
            <p>{messages.get(text)}</p>
            {contact(&study.contact, &messages, CONTACT_LEVEL, lang)}
            <slot />
        </section>
    }
    .into_any()
}
