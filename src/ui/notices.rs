//! Screens without questions: loading, a study file that cannot be used, a study that collects nothing.

use super::contact::contact;
use super::element::{El, el, text};
use super::load::{Broken, ContactOnly, Why};
use super::parts::leveled;
use crate::gateway::page;
use crate::i18n::{Key, Messages, tags};

/// What stands until the study file is read. The element's own children stay visible.
pub fn loading(messages: &Messages) -> El {
    el("div")
        .class("rf-root")
        .part("root")
        .attr("aria-busy", "true")
        .child(
            text("p", "rf-hint", &messages.get(Key::Loading))
                .attr("role", "status")
                .language(Some(tags::OWN)),
        )
        .child(el("slot"))
}

/// What stands in place of a form whose study file cannot be used.
///
/// Whoever reads it on the machine that serves the page is its author and sees every problem; a visitor
/// sees the contact and the element's own children.
pub fn broken(broken: &Broken, messages: &Messages, level: u8) -> El {
    let for_author = || {
        let problems = broken.problems.iter().map(|it| text("li", "", it));
        [
            text("p", "", &messages.get(Key::BrokenAuthor)),
            el("p").child(text("code", "", &broken.place)),
            el("ul").class("rf-list").children(problems),
        ]
    };
    root(messages)
        .language(Some(tags::OWN))
        .child(leveled(level, "rf-heading", &messages.get(Key::BrokenHeading)))
        .children(page::is_loopback().then(for_author).into_iter().flatten())
        .child(text("p", "", &messages.get(Key::BrokenText)))
        .child(el("slot"))
        .children(broken.contact.as_ref().map(|it| contact(it, messages, None, level + 1, &|_| None)))
}

/// What stands where the study collects nothing.
pub fn contact_only(notice: &ContactOnly, level: u8) -> El {
    let (study, messages) = (&notice.cover, &notice.messages);
    let own = (!tags::is_same(&study.shown, messages.language)).then_some(messages.language);
    let (heading, why) = match notice.why {
        Why::Paused => (Some(Key::ClosedHeading), Key::PausedText),
        Why::Closed => (Some(Key::ClosedHeading), Key::ClosedText),
        Why::Insecure => (None, Key::InsecureText),
    };
    let lang = |text: &_| study.lang_of(text).map(str::to_owned);
    let title = &study.head.title;
    root(messages)
        .language(Some(&study.shown))
        .child(leveled(level, "rf-heading", &title.words).language(lang(title).as_deref()))
        .children(heading.map(|it| leveled(level + 1, "rf-subheading", &messages.get(it)).language(own)))
        .child(text("p", "", &messages.get(why)).language(own))
        .child(contact(&study.contact, messages, own, level + 1, &lang))
        .child(el("slot"))
}

fn root(messages: &Messages) -> El {
    el("section").class("rf-root").part("root").attr("aria-label", &messages.get(Key::FormName))
}
