//! The contact: who answers questions, in the same place on every screen.

use super::element::{El, el, text};
use super::parts::{leveled, to_the_letter};
use crate::domain::hours::{DAY_MINUTES, TimeOfDay, times_of_day};
use crate::domain::study::{Contact, Text};
use crate::i18n::{Key, Messages, intl, zones};

/// Tells the language of a text, where it is not the one around it.
pub type Lang<'a> = &'a dyn Fn(&Text) -> Option<String>;

/// The contact with every way to reach it, and its hours on the clock of whoever reads.
///
/// `own` is the language of the form's own words, where it is not the one around them.
pub fn contact(of: &Contact, messages: &Messages, own: Own, level: u8, lang: Lang) -> El {
    el("aside")
        .class("rf-contact")
        .part("contact")
        .attr("aria-label", &messages.get(Key::ContactHeading))
        .child(leveled(level, "rf-subheading", &messages.get(Key::ContactHeading)).language(own))
        .children(ways(of, messages, own, lang))
        .children(
            of.responds_within
                .as_ref()
                .map(|it| line(messages, Key::ContactResponds, "time", &it.words).language(own)),
        )
        .children(clock(of, messages).into_iter().map(|it| it.language(own)))
}

/// The language of the form's own words, where it is not the one around them.
pub type Own = Option<&'static str>;

/// The name, and every way to reach it.
pub fn ways(of: &Contact, messages: &Messages, own: Own, lang: Lang) -> Vec<El> {
    let named = |it: &Text, class: &str| el("p").class(class).language(lang(it).as_deref()).text(&it.words);
    let reach = |key: Key, shown: &str, href: String| {
        let link = text("a", "rf-link", shown).part("link").attr("href", &href).attr("dir", "ltr");
        text("p", "rf-contact-line", &format!("{}: ", messages.get(key))).language(own).child(link)
    };
    let mut ways = vec![to_the_letter(named(&of.name, "rf-contact-name"))];
    ways.extend(of.role.as_ref().map(|it| named(it, "rf-hint")));
    ways.extend(of.phone.as_ref().map(|it| {
        let digits: String = it.chars().filter(|it| it.is_ascii_digit() || *it == '+').collect();
        reach(Key::Phone, it, format!("tel:{digits}"))
    }));
    ways.extend(of.email.as_ref().map(|it| reach(Key::Email, it, format!("mailto:{it}"))));
    ways.extend(
        of.hours.as_ref().map(|it| line(messages, Key::ContactHours, "hours", &it.words).language(own)),
    );
    ways
}

fn line(messages: &Messages, key: Key, name: &str, value: &str) -> El {
    text("p", "rf-contact-line", &messages.fill(key, &[(name, value)]))
}

/// Where the contact's clock shows another time than the reader's: what it shows now, and the hours on the reader's.
fn clock(of: &Contact, messages: &Messages) -> Vec<El> {
    let (zone, language) = (of.time_zone.0.as_str(), messages.language);
    let ahead = zones::ahead_of(zone, &zones::NOW).filter(|it| *it != 0);
    let Some((ahead, now)) = ahead.zip(zones::clock(zone, &zones::NOW)) else { return Vec::new() };
    let times = of.hours.as_ref().map(|it| times_of_day(&it.words)).unwrap_or_default();
    let is_of_twelve = times.first().map(|it| it.is_of_twelve);
    let time = zones::time_of_day(language, now, is_of_twelve);
    let values = [("zone", zones::in_words(language, zone)), ("time", time)];
    let now = messages.fill(Key::ContactClock, &[("zone", &values[0].1), ("time", &values[1].1)]);
    let here = |it: &TimeOfDay| {
        let minutes = it.minutes + ahead;
        let key = match minutes.div_euclid(DAY_MINUTES) {
            0 => Key::TimeIs,
            ..0 => Key::TimeIsDayBefore,
            1.. => Key::TimeIsNextDay,
        };
        let here = zones::time_of_day(language, minutes, is_of_twelve);
        messages.fill(key, &[("there", it.written), ("here", &here)])
    };
    let here: Vec<String> = times.iter().map(here).collect();
    let here =
        (!here.is_empty()).then(|| line(messages, Key::InYourZone, "times", &intl::list(language, &here)));
    [text("p", "rf-contact-line", &now)].into_iter().chain(here).collect()
}
