//! Shapes: what may stand where in a study file, as tables that one reader walks.
//!
//! The tables come from [`file`](super::file); the check of a file, the overlays of other languages and the JSON
//! Schema are each one walk over them, since a reader for every type would be most of the widget.

use serde_json::{Map, Value};

use super::check;
use super::disguise::{hidden, mixes};
use super::file::Header;
use super::json::{FromJson, Reader};
use super::problem::Wrong;
use super::text::{is_id, is_zone_name};
use crate::domain::date::{Date, Duration};
use crate::domain::decimal::Decimal;

/// What may stand at a place of the file.
pub enum Kind {
    /// An object with the keys of a table.
    Object(fn() -> &'static Shape),
    /// A list with at least one entry.
    List(&'static Kind),
    /// A text that a person reads; overlays translate it.
    Text,
    /// A text that no person needs to read in another language.
    Line,
    /// A name.
    Id,
    /// A name or a list of names.
    Ids,
    /// A link; overlays may lead to a page in their language.
    Link,
    /// The version of a consent, which an overlay repeats.
    Version,
    /// The name of a time zone.
    Zone,
    /// A number, a date or "today", told apart by the field's type.
    Bound,
    /// True or false.
    Flag,
    /// A whole number, from the first to the second.
    Whole(u32, u32),
    /// A day.
    Date,
    /// A span of time.
    Duration,
    /// A number, as text.
    Decimal,
    /// Completed years, or a span of time.
    Age,
    /// One of several words.
    Words(&'static Words),
    /// Texts by keys of the author's own.
    Table,
    /// Headers by name: texts, or texts that are said to be public.
    Headers,
    /// An autocomplete token, or one by source.
    Autocomplete,
    /// Overlays by language.
    Languages,
}

/// An object of the study file.
pub struct Shape {
    /// The name in the JSON Schema.
    #[cfg(feature = "cli")]
    pub name: &'static str,
    /// What it is.
    #[cfg(feature = "cli")]
    pub about: &'static str,
    /// The key by which overlays find it in a list; empty where nothing refers to it.
    pub by: &'static str,
    /// The key that a bare text in an overlay stands for; empty where there is none.
    pub main: &'static str,
    /// The keys, in the order of the reference.
    pub keys: &'static [Key],
}

/// A key of an object.
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// What it means.
    #[cfg(feature = "cli")]
    pub doc: &'static str,
    /// Whether it may be left out.
    pub need: Need,
    /// What stands there.
    pub kind: Kind,
}

/// Whether a key may be left out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It may not.
    Required,
    /// It may, and something empty stands for it.
    Empty,
    /// It may, and nothing stands for it.
    Optional,
}

/// A choice of words.
pub struct Words {
    /// The words, in the order of the reference.
    pub words: &'static [&'static str],
    /// What they mean, one a word.
    #[cfg(feature = "cli")]
    pub docs: &'static [&'static str],
    /// Whether the first one stands in for a word that is none of them.
    pub stands_in: bool,
}

impl Shape {
    /// The keys' names, in the order of the reference.
    pub fn names(&self) -> Vec<&'static str> {
        self.keys.iter().map(|it| it.name).collect()
    }
}

impl Reader {
    /// Notes what is wrong with `value`; false where it cannot be read.
    ///
    /// What cannot be read inside of it gives way to a stand-in, so that the rest of the file is checked all the
    /// same. The problem is noted by then, and the file refused: a stand-in only has to cause no other problem.
    pub fn check(&mut self, kind: &Kind, value: &mut Value) -> bool {
        match kind {
            Kind::Object(shape) => self.check_object(shape(), value),
            Kind::List(entry) => self.check_list(entry, value),
            Kind::Text | Kind::Line | Kind::Version => self.line(value).is_some(),
            Kind::Id => {
                let id = self.string(value);
                if id.is_some_and(|it| !is_id(it)) {
                    self.wrong(Wrong::NotAnId);
                }
                id.is_some()
            }
            Kind::Ids if value.is_string() => self.check(&Kind::Id, value),
            Kind::Ids => self.check_list(&Kind::Id, value),
            Kind::Link => self.link(value).is_some(),
            Kind::Zone => {
                let zone = self.string(value);
                if let Some(zone) = zone.filter(|it| !is_zone_name(it)) {
                    self.wrong(Wrong::ZoneUnknown { zone: zone.to_owned() });
                }
                zone.is_some()
            }
            Kind::Bound if value.is_number() => self.holds(false, Wrong::NotADecimal),
            Kind::Bound => self.line(value).is_some(),
            Kind::Flag if matches!(value.as_str(), Some("true" | "false")) => {
                self.holds(false, Wrong::WrongType { expected: "true or false without quotes" })
            }
            Kind::Flag => self.holds(value.is_boolean(), Wrong::WrongType { expected: "true or false" }),
            Kind::Age if value.is_string() => self.check(&Kind::Duration, value),
            Kind::Age => self.check(&Kind::Whole(0, super::text::AGE_MAX_YEARS), value),
            Kind::Whole(..) if value.as_str().is_some_and(|it| it.parse::<u32>().is_ok()) => {
                self.holds(false, Wrong::WrongType { expected: "the number without quotes" })
            }
            Kind::Whole(min, max) => {
                let is_in_range =
                    value.as_u64().is_some_and(|it| (u64::from(*min)..=u64::from(*max)).contains(&it));
                self.holds(is_in_range, Wrong::NotInRange { min: *min, max: *max })
            }
            Kind::Date => self.holds(value.as_str().and_then(Date::parse).is_some(), Wrong::NotADate),
            Kind::Duration => {
                self.holds(value.as_str().and_then(Duration::parse).is_some(), Wrong::NotADuration)
            }
            Kind::Decimal => {
                self.holds(value.as_str().and_then(Decimal::parse).is_some(), Wrong::NotADecimal)
            }
            Kind::Words(words) => self.check_word(words, value),
            Kind::Table => self.check_table(value, "an object"),
            Kind::Headers => self.check_headers(value),
            Kind::Autocomplete if value.is_string() => self.line(value).is_some(),
            Kind::Autocomplete => self.check_table(value, "a token, or an object with a token by source"),
            Kind::Languages => self.holds(value.is_object(), Wrong::WrongType { expected: "an object" }),
        }
    }

    /// Notes `wrong` where a condition does not hold.
    fn holds(&mut self, condition: bool, wrong: Wrong) -> bool {
        if !condition {
            self.wrong(wrong);
        }
        condition
    }

    /// Takes `value` as an object that holds none but the `known` keys.
    pub(super) fn known_keys(&mut self, value: &Value, known: &[&'static str]) -> bool {
        let Value::Object(object) = value else {
            self.wrong(Wrong::WrongType { expected: "an object" });
            return false;
        };
        for key in object.keys() {
            if !known.contains(&key.as_str()) {
                let is_private = key == "d" && self.at().starts_with("/seal/keys/");
                self.enter(key);
                self.wrong(match is_private {
                    true => Wrong::PrivateKey,
                    false => Wrong::KeyUnknown { key: key.clone(), known: known.to_vec() },
                });
                self.leave();
            }
        }
        true
    }

    fn check_object(&mut self, shape: &Shape, value: &mut Value) -> bool {
        if !self.known_keys(value, &shape.names()) {
            return false;
        }
        let Value::Object(object) = value else { return false };
        let mut is_whole = true;
        for key in shape.keys {
            let is_read = match object.get_mut(key.name) {
                Some(value) => {
                    self.enter(key.name);
                    let is_read = self.check(&key.kind, value);
                    self.leave();
                    is_read
                }
                None => match key.need {
                    Need::Required => self.holds(false, Wrong::KeyMissing { key: key.name }),
                    Need::Empty | Need::Optional => true,
                },
            };
            if !is_read {
                match stand_in(&key.kind) {
                    None if key.need != Need::Optional => is_whole = false,
                    stand_in => {
                        object.insert(key.name.to_owned(), stand_in.unwrap_or_default());
                    }
                }
            }
        }
        is_whole
    }

    fn check_list(&mut self, entry: &Kind, value: &mut Value) -> bool {
        let Value::Array(entries) = value else {
            return self.holds(false, Wrong::WrongType { expected: "a list" });
        };
        if entries.is_empty() {
            self.wrong(Wrong::EmptyList);
        }
        let mut is_whole = true;
        for (index, value) in entries.iter_mut().enumerate() {
            self.enter_entry(index);
            if !self.check(entry, value) {
                match stand_in(entry) {
                    Some(stand_in) => *value = stand_in,
                    None => is_whole = false,
                }
            }
            self.leave();
        }
        is_whole
    }

    fn check_table(&mut self, value: &Value, expected: &'static str) -> bool {
        let Value::Object(object) = value else {
            return self.holds(false, Wrong::WrongType { expected });
        };
        let mut is_whole = true;
        for (key, value) in object {
            self.enter(key);
            is_whole &= self.line(value).is_some();
            self.leave();
        }
        is_whole
    }

    fn check_headers(&mut self, value: &mut Value) -> bool {
        let Value::Object(object) = value else {
            return self.holds(false, Wrong::WrongType { expected: "an object" });
        };
        let mut is_whole = true;
        for (name, value) in object {
            self.enter(name);
            is_whole &= match value {
                Value::Object(_) => self.check(&Header::KIND, value),
                _ => self.line(value).is_some(),
            };
            self.leave();
        }
        is_whole
    }

    fn check_word(&mut self, known: &Words, value: &Value) -> bool {
        let Some(word) = self.string(value) else { return false };
        let is_known = known.words.contains(&word);
        if !is_known {
            self.wrong(Wrong::WordUnknown { word: word.to_owned(), known: known.words });
        }
        is_known
    }

    fn string<'a>(&mut self, value: &'a Value) -> Option<&'a str> {
        let text = value.as_str();
        self.holds(text.is_some(), Wrong::WrongType { expected: "a text" });
        text
    }

    /// Takes `value` as a text; notes an empty one.
    pub(super) fn line<'a>(&mut self, value: &'a Value) -> Option<&'a str> {
        let text = self.string(value)?;
        self.holds(!text.trim().is_empty(), Wrong::EmptyText);
        if self.at().contains("/consents/") && (hidden(text).is_some() || mixes(text)) {
            self.wrong(Wrong::Disguised);
        }
        Some(text)
    }

    /// Takes `value` as a link; notes one that may not be followed.
    pub(super) fn link<'a>(&mut self, value: &'a Value) -> Option<&'a str> {
        let text = self.line(value)?;
        let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
        let is_allowed = ["https", "mailto", "tel"].iter().any(|it| scheme.eq_ignore_ascii_case(it));
        if check::has_secret(text, false) {
            self.wrong(Wrong::Secret { name: "url".to_owned() });
        }
        if !is_allowed || text.contains(|it: char| it.is_ascii_control() || it == ' ') {
            let scheme = match scheme {
                "" => "a link without a scheme".to_owned(),
                _ if is_allowed => "a link with a space in it".to_owned(),
                other => format!("\"{}:\"", other.replace(|it: char| it.is_ascii_control(), "")),
            };
            self.wrong(Wrong::Scheme { scheme });
        } else if !check::leads_plainly(text) {
            self.wrong(Wrong::LinkMisleads);
        }
        Some(text)
    }
}

/// What takes the place of a value that cannot be read.
fn stand_in(kind: &Kind) -> Option<Value> {
    let text = |text: &str| Some(Value::String(text.to_owned()));
    match kind {
        // The name of nothing, which nobody looks for.
        Kind::Text | Kind::Line | Kind::Id | Kind::Link | Kind::Version | Kind::Zone => text(""),
        Kind::Ids => Some(Value::Array(Vec::new())),
        Kind::Flag => Some(Value::Bool(false)),
        Kind::Whole(min, _) => Some(Value::from(*min)),
        Kind::Date => text("9999-12-31"),
        Kind::Duration | Kind::Age => text("P0Y"),
        Kind::Decimal => text("1"),
        Kind::Words(words) => words.words.first().filter(|_| words.stands_in).and_then(|it| text(it)),
        Kind::Table | Kind::Headers | Kind::Languages => Some(Value::Object(Map::new())),
        // Nothing stands in for an entry that others refer to.
        Kind::Object(shape) if shape().by.is_empty() => {
            let mut nothing = Value::Object(Map::new());
            Reader::default().check(kind, &mut nothing).then_some(nothing)
        }
        Kind::Object(_) | Kind::List(_) | Kind::Bound | Kind::Autocomplete => None,
    }
}
