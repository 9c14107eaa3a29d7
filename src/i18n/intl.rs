//! Numbers, dates and lists in a person's language, by the browser's Intl.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::domain::date::{Date, PartialDate, Precision};

/// The time zone of this browser (IANA); "UTC" where it does not tell.
pub fn time_zone() -> String {
    let options = js_sys::Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    Reflect::get(&options, &"timeZone".into())
        .ok()
        .and_then(|it| it.as_string())
        .unwrap_or_else(|| "UTC".to_owned())
}

/// Whether numbers of this language have a comma before their decimals.
pub fn has_decimal_comma(language: &str) -> bool {
    decimal(language, "1.5").contains(',')
}

/// A decimal number, given in canonical form, as the language writes it.
pub fn decimal(language: &str, canonical: &str) -> String {
    let format = js_sys::Intl::NumberFormat::new(
        &Array::of1(&language.into()),
        &options(&[("maximumFractionDigits", "6")]),
    );
    // Given as a text, the digits are never rounded to a float.
    let written = format.format().call1(&JsValue::UNDEFINED, &canonical.into());
    written.ok().and_then(|it| it.as_string()).unwrap_or_else(|| canonical.to_owned())
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

/// The name of a month (1 to 12).
pub fn month(language: &str, month: u8) -> String {
    moment(language, &format!("2001-{month:02}-01T12:00:00Z"), &[("month", "long"), ("timeZone", "UTC")])
}

/// The name of a day of the week, Monday = 0.
pub fn weekday(language: &str, day: u16) -> String {
    // The first of January 2001 was a Monday.
    let iso = format!("2001-01-{:02}T12:00:00Z", day + 1);
    moment(language, &iso, &[("weekday", "long"), ("timeZone", "UTC")])
}

/// The parts of a date in the order in which the language writes them.
pub fn date_order(language: &str) -> [Precision; 3] {
    let written = moment(
        language,
        "2003-11-22T12:00:00Z",
        &[
            ("year", "numeric"),
            ("month", "2-digit"),
            ("day", "2-digit"),
            ("timeZone", "UTC"),
            ("calendar", "gregory"),
            ("numberingSystem", "latn"),
        ],
    );
    let mut parts = [("22", Precision::Day), ("11", Precision::Month), ("2003", Precision::Year)];
    parts.sort_by_key(|it| written.find(it.0));
    parts.map(|it| it.1)
}

/// Every time zone that the browser knows (IANA); none where it does not tell.
pub fn time_zones() -> Vec<String> {
    let list = || -> Result<Array, JsValue> {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into())?;
        let method: Function = Reflect::get(&intl, &"supportedValuesOf".into())?.dyn_into()?;
        method.call1(&intl, &"timeZone".into())?.dyn_into()
    };
    list().map(|it| it.iter().filter_map(|it| it.as_string()).collect()).unwrap_or_default()
}

/// A moment (RFC 3339) by the given fields of `Intl.DateTimeFormat`; as given where it is none.
pub fn moment(language: &str, rfc3339: &str, fields: &[(&str, &str)]) -> String {
    let moment = js_sys::Date::new(&JsValue::from_str(rfc3339));
    if moment.get_time().is_nan() {
        return rfc3339.to_owned();
    }
    String::from(moment.to_locale_string(language, &options(fields)))
}

/// The civil day in a time zone; `None` where the browser does not know the zone.
pub fn today_in(zone: &str) -> Option<Date> {
    // A zone that does not exist makes the constructor throw, so it is asked by a call that can fail.
    let fields =
        options(&[("timeZone", zone), ("year", "numeric"), ("month", "2-digit"), ("day", "2-digit")]);
    let constructor: Function = Reflect::get(&js_sys::global(), &"Intl".into())
        .and_then(|intl| Reflect::get(&intl, &"DateTimeFormat".into()))
        .ok()?
        .dyn_into()
        .ok()?;
    // Swedish writes dates as ISO 8601 does.
    let format = Reflect::construct(&constructor, &Array::of2(&"sv-SE".into(), &fields)).ok()?;
    let method: Function = Reflect::get(&format, &"format".into()).ok()?.dyn_into().ok()?;
    Date::parse(&method.call0(&format).ok()?.as_string()?)
}

/// A list in words: "a, b and c".
pub fn list(language: &str, items: &[String]) -> String {
    let joined = || items.join(", ");
    let Ok(intl) = Reflect::get(&js_sys::global(), &"Intl".into()) else { return joined() };
    let constructor = Reflect::get(&intl, &"ListFormat".into()).ok();
    let Some(constructor) = constructor.and_then(|it| it.dyn_into::<Function>().ok()) else {
        return joined();
    };
    let format = Reflect::construct(&constructor, &Array::of1(&language.into())).ok();
    let array: Array = items.iter().map(JsValue::from).collect();
    format
        .and_then(|it| Reflect::get(&it, &"format".into()).ok().map(|method| (it, method)))
        .and_then(|(it, method)| method.dyn_into::<Function>().ok()?.call1(&it, &array).ok())
        .and_then(|it| it.as_string())
        .unwrap_or_else(joined)
}

/// The country of the person's language settings (ISO 3166), such as "US" of "en-US"; empty where they name none.
pub fn country() -> String {
    let language = web_sys::window().and_then(|it| it.navigator().language()).unwrap_or_default();
    let is_country = |it: &&str| it.len() == 2 && it.bytes().all(|it| it.is_ascii_uppercase());
    language.split('-').skip(1).find(is_country).unwrap_or_default().to_owned()
}

/// The name of a language in itself.
pub fn language_name(tag: &str) -> String {
    display_name(tag, "language", tag)
}

/// The name of a country, given as an ISO 3166 code.
pub fn region_name(language: &str, code: &str) -> String {
    display_name(language, "region", code)
}

fn display_name(language: &str, kind: &str, code: &str) -> String {
    let name = || -> Result<JsValue, JsValue> {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into())?;
        let constructor: Function = Reflect::get(&intl, &"DisplayNames".into())?.dyn_into()?;
        let names =
            Reflect::construct(&constructor, &Array::of2(&language.into(), &options(&[("type", kind)])))?;
        let of: Function = Reflect::get(&names, &"of".into())?.dyn_into()?;
        of.call1(&names, &code.into())
    };
    name().ok().and_then(|it| it.as_string()).unwrap_or_else(|| code.to_owned())
}

/// A local date and time such as `2027-01-14T12:00:00`, which belongs to a zone that stands beside it.
pub fn local_time(language: &str, local: &str) -> String {
    let fields = [
        ("year", "numeric"),
        ("month", "long"),
        ("day", "numeric"),
        ("hour", "numeric"),
        ("minute", "2-digit"),
        ("timeZone", "UTC"),
    ];
    moment(language, &format!("{local}Z"), &fields)
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (key, value) in pairs {
        Reflect::set(&options, &(*key).into(), &(*value).into()).expect("a plain object takes any key");
    }
    options
}
