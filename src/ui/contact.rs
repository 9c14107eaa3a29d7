//! The contact: who answers questions, in the same place on every screen.

use leptos::prelude::*;

use crate::domain::study::{Contact, Text};
use crate::i18n::{Key, Messages};

/// The contact with every way to reach it.
///
/// `lang` tells the language of a text where it is not the one around it.
pub fn contact(
    of: &Contact,
    messages: &Messages,
    level: u8,
    lang: impl Fn(&Text) -> Option<String>,
) -> AnyView {
    let line = |text: &Text, class: &'static str| {
        view! { <p class=class lang=lang(text)>{text.words.clone()}</p> }.into_any()
    };
    let reach = |key: Key, scheme: &str, shown: &str, target: String| {
        let (name, address, href) = (messages.get(key), shown.to_owned(), format!("{scheme}:{target}"));
        view! { <p class="rf-contact-line">{name}": "<a class="rf-link" part="link" href=href>{address}</a></p> }
            .into_any()
    };
    let phone = of.phone.as_ref().map(|it| {
        let digits = it.chars().filter(|it| it.is_ascii_digit() || *it == '+').collect();
        reach(Key::Phone, "tel", it, digits)
    });
    let email = of.email.as_ref().map(|it| reach(Key::Email, "mailto", it, it.clone()));
    let hours = of.hours.as_ref().map(|it| {
        let zone = messages.fill(Key::ContactZone, &[("zone", &of.time_zone.0)]);
        let hours = messages.fill(Key::ContactHours, &[("hours", &it.words)]);
        view! { <p class="rf-contact-line">{hours}" ("{zone}")"</p> }.into_any()
    });
    let responds = of.responds_within.as_ref().map(|it| {
        let words = messages.fill(Key::ContactResponds, &[("time", &it.words)]);
        view! { <p class="rf-contact-line">{words}</p> }.into_any()
    });
    view! {
        <aside class="rf-contact" part="contact">
            <div class="rf-subheading" role="heading" attr:aria-level=level.to_string()>
                {messages.get(Key::ContactHeading)}
            </div>
            {line(&of.name, "rf-contact-name")}
            {of.role.as_ref().map(|it| line(it, "rf-hint"))}
            {phone}
            {email}
            {hours}
            {responds}
        </aside>
    }
    .into_any()
}
