//! Numbers, dates and lists in a person's language, by the browser's Intl.
//!
//! Everything goes through [`ask`], which asks a formatter of Intl by the name of its class: what an old browser does not
//! have, and what a study file names wrongly, gives `None` and never an exception.

use std::cell::RefCell;

use js_sys::{Array, Function, JsString, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::domain::date::{Date, PartialDate, Precision};

/// What is told of a date and time.
const TO_THE_MINUTE: [(&str, &str); 5] =
    [("year", "numeric"), ("month", "long"), ("day", "numeric"), ("hour", "numeric"), ("minute", "2-digit")];

/// The time zone of this browser (IANA) by which somebody can be called; empty where it does not tell, as with "UTC" and "Etc/Unknown".
pub fn time_zone() -> String {
    let zone = zone_of_clock();
    let is_place = zone.contains('/') && !zone.starts_with("Etc/") && today_in(&zone).is_some();
    if is_place { zone } else { String::new() }
}

/// The time zone of this browser's clock (IANA); "UTC" where it does not tell.
pub(super) fn zone_of_clock() -> String {
    let resolved = ask("DateTimeFormat", "en", &[], "resolvedOptions", &JsValue::UNDEFINED);
    let zone = resolved.and_then(|it| Reflect::get(&it, &"timeZone".into()).ok());
    zone.and_then(|it| it.as_string()).unwrap_or_else(|| "UTC".to_owned())
}

/// Whether numbers of this language have a comma before their decimals.
pub fn has_decimal_comma(language: &str) -> bool {
    decimal(language, "1.5").contains(',')
}

/// A decimal number, given in canonical form, as the language writes it.
pub fn decimal(language: &str, canonical: &str) -> String {
    // Given as a text, the digits are never rounded to a float.
    let fields = [("maximumFractionDigits", "6")];
    say("NumberFormat", language, &fields, "format", &canonical.into(), canonical)
}

/// The plural category of a count in a language, such as "one" or "few"; "other" where the browser does not tell.
///
/// Source: Unicode CLDR, plural rules for cardinal numbers.
pub fn plural(language: &str, count: u32) -> String {
    say("PluralRules", language, &[], "select", &count.into(), "other")
}

/// A date as precise as it was given, with the month in words.
pub fn date(language: &str, date: PartialDate) -> String {
    let fields: &[(&str, &str)] = match date.precision() {
        Precision::Day => &[("year", "numeric"), ("month", "long"), ("day", "numeric"), ("timeZone", "UTC")],
        Precision::Month => &[("year", "numeric"), ("month", "long"), ("timeZone", "UTC")],
        Precision::Year => &[("year", "numeric"), ("timeZone", "UTC")],
    };
    // At noon UTC every calendar agrees on the day.
    moment(language, &format!("{}T12:00:00Z", date.first()), fields)
}

/// A civil day with the month in words.
pub fn day(language: &str, day: Date) -> String {
    date(language, PartialDate::from(day))
}

/// The name of a day of the week, Monday = 0.
pub fn weekday(language: &str, day: u16) -> String {
    // The first of January 2001 was a Monday.
    let iso = format!("2001-01-0{}T12:00:00Z", day + 1);
    moment(language, &iso, &[("weekday", "long"), ("timeZone", "UTC")])
}

/// The parts of a date in the order in which the language writes them.
pub fn date_order(language: &str) -> [Precision; 3] {
    // Of a 30 November 2004, each part has a digit of its own.
    let written = moment(
        language,
        "2004-11-30T12:00:00Z",
        &[("year", "numeric"), ("month", "2-digit"), ("day", "2-digit"), ("timeZone", "UTC")],
    );
    let mut parts = [('3', Precision::Day), ('1', Precision::Month), ('4', Precision::Year)];
    let comes_later = |one: char, other: char| written.find(one) > written.find(other);
    for place in [0, 1, 0] {
        if comes_later(parts[place].0, parts[place + 1].0) {
            parts.swap(place, place + 1);
        }
    }
    parts.map(|it| it.1)
}

/// A text in small letters; the browser has the table for it.
fn in_small_letters(text: &str) -> String {
    JsString::from(text).to_lower_case().into()
}

/// The month that somebody means by a name or its beginning, 1 to 12; `None` where it can be none or several.
pub fn month_of(language: &str, typed: &str) -> Option<usize> {
    let typed = in_small_letters(typed);
    let name = |month: usize, style| {
        let iso = format!("2001-{month:02}-15T12:00:00Z");
        in_small_letters(&moment(language, &iso, &[("month", style), ("timeZone", "UTC")]))
    };
    let is_meant = |month: &usize| {
        let short = name(*month, "short");
        // Three letters of any name are its own; some languages bend its end.
        let is_short = typed.chars().count() > 2 && typed.starts_with(short.trim_end_matches('.'));
        is_short || (typed.chars().count() > 2 && name(*month, "long").starts_with(&typed))
    };
    let mut meant = (1..=12).filter(is_meant);
    meant.next().filter(|_| meant.next().is_none())
}

/// Every time zone that the browser knows (IANA); none where it does not tell.
pub fn time_zones() -> Vec<String> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok();
    let list = intl.and_then(|it| call(&it, "supportedValuesOf", &"timeZone".into()));
    let list = list.and_then(|it| it.dyn_into::<Array>().ok()).unwrap_or_default();
    list.iter().filter_map(|it| it.as_string()).collect()
}

/// A moment (RFC 3339) by the given fields of `Intl.DateTimeFormat`; as given where it is none.
pub fn moment(language: &str, rfc3339: &str, fields: &[(&str, &str)]) -> String {
    let moment = js_sys::Date::new(&JsValue::from_str(rfc3339));
    say("DateTimeFormat", language, fields, "format", &moment, rfc3339)
}

/// The civil day in a time zone; `None` where the browser does not know the zone.
pub fn today_in(zone: &str) -> Option<Date> {
    let fields = [("timeZone", zone), ("year", "numeric"), ("month", "2-digit"), ("day", "2-digit")];
    // Swedish writes dates as ISO 8601 does.
    let written = ask("DateTimeFormat", "sv-SE", &fields, "format", &JsValue::UNDEFINED)?;
    Date::parse(&written.as_string()?)
}

/// A moment (RFC 3339) on the person's own clock, with the name of its time zone.
pub fn here(language: &str, rfc3339: &str) -> String {
    let fields = [
        ("year", "numeric"),
        ("month", "long"),
        ("day", "numeric"),
        ("hour", "numeric"),
        ("minute", "2-digit"),
        ("timeZoneName", "short"),
    ];
    moment(language, rfc3339, &fields)
}

/// The name of a language, given as a BCP 47 tag.
pub fn language_name(language: &str, tag: &str) -> String {
    say("DisplayNames", language, &[("type", "language")], "of", &tag.into(), tag)
}

/// A list in words: "a, b and c".
pub fn list(language: &str, items: &[String]) -> String {
    if let [only] = items {
        return only.clone();
    }
    let array: Array = items.iter().map(JsValue::from).collect();
    say("ListFormat", language, &[], "format", &array, &items.join(", "))
}

/// The country of the person's language settings (ISO 3166), such as "US" of "en-US"; empty where they name none.
pub fn country() -> String {
    let language = web_sys::window().and_then(|it| it.navigator().language()).unwrap_or_default();
    let is_country = |it: &&str| it.len() == 2 && it.bytes().all(|it| it.is_ascii_uppercase());
    language.split('-').skip(1).find(is_country).unwrap_or_default().to_owned()
}

/// The name of a country, given as an ISO 3166 code.
pub fn region_name(language: &str, code: &str) -> String {
    say("DisplayNames", language, &[("type", "region")], "of", &code.into(), code)
}

/// A moment (RFC 3339) by the date and time of this browser's clock.
pub fn moment_here(language: &str, rfc3339: &str) -> String {
    moment(language, rfc3339, &TO_THE_MINUTE)
}

/// A local date and time such as `2027-01-14T12:00:00`, which belongs to a zone that stands beside it.
pub fn local_time(language: &str, local: &str) -> String {
    let fields: Vec<(&str, &str)> = TO_THE_MINUTE.into_iter().chain([("timeZone", "UTC")]).collect();
    moment(language, &format!("{local}Z"), &fields)
}

/// What a formatter says, or `otherwise` where it says nothing.
fn say(
    class: &str,
    language: &str,
    fields: &[(&str, &str)],
    method: &str,
    about: &JsValue,
    otherwise: &str,
) -> String {
    let said = ask(class, language, fields, method, about);
    said.and_then(|it| it.as_string()).unwrap_or_else(|| otherwise.to_owned())
}

thread_local! {
    /// The formatters that were made, by what they were made of: making one costs a hundred times what asking it does.
    static MADE: RefCell<Vec<(String, JsValue)>> = const { RefCell::new(Vec::new()) };
}

/// Asks a formatter of Intl; `None` where the browser does not have it or throws.
pub(super) fn ask(
    class: &str,
    language: &str,
    fields: &[(&str, &str)],
    method: &str,
    about: &JsValue,
) -> Option<JsValue> {
    let mut made_of = [class, language].join(" ");
    for (key, value) in fields {
        made_of.extend([" ", key, " ", value]);
    }
    let kept = MADE.with_borrow(|all| all.iter().find(|it| it.0 == made_of).map(|it| it.1.clone()));
    let formatter = match kept {
        Some(formatter) => formatter,
        None => {
            let formatter = make(class, language, fields)?;
            // One without a time zone has this browser's, which changes where somebody travels.
            if class != "DateTimeFormat" || fields.iter().any(|it| it.0 == "timeZone") {
                MADE.with_borrow_mut(|all| all.push((made_of, formatter.clone())));
            }
            formatter
        }
    };
    call(&formatter, method, about)
}

fn make(class: &str, language: &str, fields: &[(&str, &str)]) -> Option<JsValue> {
    let options = Object::new();
    // What is shown has the calendar and the digits of what is typed and sent, whatever the region is used to.
    for (key, value) in [("calendar", "gregory"), ("numberingSystem", "latn")].iter().chain(fields) {
        Reflect::set(&options, &(*key).into(), &(*value).into()).ok()?;
    }
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class: Function = Reflect::get(&intl, &class.into()).ok()?.dyn_into().ok()?;
    Reflect::construct(&class, &Array::of2(&language.into(), &options)).ok()
}

fn call(object: &JsValue, method: &str, argument: &JsValue) -> Option<JsValue> {
    let method: Function = Reflect::get(object, &method.into()).ok()?.dyn_into().ok()?;
    method.call1(object, argument).ok()
}
