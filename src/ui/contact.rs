//! The contact: who answers questions, in the same place on every screen.

use super::element::{El, el, text};
use super::parts::leveled;
use crate::domain::study::{Contact, Text};
use crate::i18n::{Key, Messages};

/// The contact with every way to reach it.
///
/// `own` is the language of the form's own words, and `lang` that of a text, where it is not the one around it.
pub fn contact(
    of: &Contact,
    messages: &Messages,
    own: Option<&'static str>,
    level: u8,
    lang: &dyn Fn(&Text) -> Option<String>,
) -> El {
    let line =
        |text: &Text, class: &str| el("p").class(class).language(lang(text).as_deref()).text(&text.words);
    let said = |words: String| text("p", "rf-contact-line", &words).language(own);
    let reach = |key: Key, shown: &str, href: String| {
        let link = text("a", "rf-link", shown).part("link").attr("href", &href).attr("dir", "ltr");
        said(format!("{}: ", messages.get(key))).child(link)
    };
    let phone = of.phone.as_ref().map(|it| {
        let digits: String = it.chars().filter(|it| it.is_ascii_digit() || *it == '+').collect();
        reach(Key::Phone, it, format!("tel:{digits}"))
    });
    let email = of.email.as_ref().map(|it| reach(Key::Email, it, format!("mailto:{it}")));
    let hours = of.hours.as_ref().map(|it| {
        let zone = messages.fill(Key::ContactZone, &[("zone", &of.time_zone.0)]);
        said(format!("{} ({zone})", messages.fill(Key::ContactHours, &[("hours", &it.words)])))
    });
    let responds = of.responds_within.as_ref();
    let responds = responds.map(|it| said(messages.fill(Key::ContactResponds, &[("time", &it.words)])));
    el("aside")
        .class("rf-contact")
        .part("contact")
        .attr("aria-label", &messages.get(Key::ContactHeading))
        .child(leveled(level, "rf-subheading", &messages.get(Key::ContactHeading)).language(own))
        .child(line(&of.name, "rf-contact-name"))
        .children(of.role.as_ref().map(|it| line(it, "rf-hint")))
        .children([phone, email, hours, responds].into_iter().flatten())
}
