//! Strict reading of JSON into Rust types: every problem at once, each with its JSON Pointer.
//!
//! A derived reader stops at the first problem, and an author then mends a file one line a day. The
//! [`object!`](crate::domain::study::json) and `words!` tables below give each type its keys once; the reader,
//! the overlays of other languages and the JSON Schema all come from them.

use serde_json::{Map, Value};

#[cfg(feature = "cli")]
use super::describe::Place;
use super::problem::{StudyProblem, Wrong, nearest_name};
#[cfg(feature = "cli")]
use super::text::Text;

/// Where the reader stands in the file, and what it found wrong so far.
#[derive(Default)]
pub struct Reader {
    at: String,
    problems: Vec<StudyProblem>,
}

impl Reader {
    /// Notes a problem at the place where the reader stands.
    pub fn wrong(&mut self, what: Wrong) {
        self.problems.push(StudyProblem { at: self.at.clone(), what });
    }

    /// Runs `read` one step further down, at `key` of an object or a list.
    pub fn inside<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.at.len();
        self.at.push('/');
        for letter in key.chars() {
            match letter {
                '~' => self.at.push_str("~0"),
                '/' => self.at.push_str("~1"),
                other => self.at.push(other),
            }
        }
        let result = read(self);
        self.at.truncate(length);
        result
    }

    /// Runs `read` at the entry `index` of a list.
    pub fn entry<T>(&mut self, index: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        self.inside(&index.to_string(), read)
    }

    /// Tells whether nothing was wrong so far.
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    /// Gives up everything that was found wrong, in the order of the finding.
    pub fn into_problems(self) -> Vec<StudyProblem> {
        self.problems
    }

    /// Takes `value` as an object that holds none but the `known` keys.
    pub(super) fn object<'a>(
        &mut self,
        value: &'a Value,
        known: &[&'static str],
    ) -> Option<&'a Map<String, Value>> {
        let Value::Object(object) = value else {
            self.wrong(Wrong::WrongType { expected: "an object" });
            return None;
        };
        for key in object.keys() {
            if !known.contains(&key.as_str()) {
                self.inside(key, |reader| reader.key_unknown(key, known));
            }
        }
        Some(object)
    }

    /// Notes a key that has no meaning here, with the nearest one that has.
    pub(super) fn key_unknown(&mut self, key: &str, known: &[&'static str]) {
        self.wrong(Wrong::KeyUnknown { key: key.to_owned(), near: nearest_name(key, known.iter().copied()) });
    }

    pub(super) fn key<T: FromJson>(&mut self, object: &Map<String, Value>, key: &'static str) -> Option<T> {
        let read = match object.get(key) {
            Some(value) => self.inside(key, |reader| T::read(value, reader)),
            None => {
                let absent = T::absent();
                if absent.is_none() {
                    self.wrong(Wrong::KeyMissing { key });
                }
                absent
            }
        };
        read.or_else(T::stand_in)
    }

    pub(super) fn string<'a>(&mut self, value: &'a Value) -> Option<&'a str> {
        let text = value.as_str();
        if text.is_none() {
            self.wrong(Wrong::WrongType { expected: "a text" });
        }
        text
    }
}

/// A type that can be read from a place in a study file.
pub trait FromJson: Sized {
    /// Reads `value`; notes what is wrong and returns `None` where it cannot.
    fn read(value: &Value, reader: &mut Reader) -> Option<Self>;

    /// What stands for a key that was left out; `None` where it is required.
    fn absent() -> Option<Self> {
        None
    }

    /// What takes the place of a value that cannot be read, so that the rest of the file is checked all the same.
    ///
    /// The problem is noted by then, and the file refused: a stand-in only has to cause no other problem.
    fn stand_in() -> Option<Self> {
        Self::absent()
    }

    /// Puts the texts of another language over this one's.
    fn overlay(&mut self, _texts: &Value, reader: &mut Reader) {
        reader.wrong(Wrong::NotTranslatable);
    }

    /// The name by which an overlay finds this entry of a list.
    fn overlay_id(&self) -> Option<&str> {
        None
    }

    /// Describes the type in JSON Schema; named types go to `definitions` and are referred to.
    #[cfg(feature = "cli")]
    fn schema(definitions: &mut Map<String, Value>) -> Value;

    /// Whether an overlay finds the entries of a list by their id.
    #[cfg(feature = "cli")]
    const HAS_ID: bool = false;

    /// Describes what an overlay may hold in the type's place; `None` where nothing can be translated.
    #[cfg(feature = "cli")]
    fn overlay_schema(_definitions: &mut Map<String, Value>) -> Option<Value> {
        None
    }

    /// Calls `visit` with every text that a person reads, and where it stands.
    #[cfg(feature = "cli")]
    fn texts<'a>(&'a self, _at: &Place, _visit: &mut dyn FnMut(&Place, &'a Text)) {}
}

impl<T: FromJson> FromJson for Option<T> {
    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        T::read(value, reader).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn stand_in() -> Option<Self> {
        Some(T::stand_in())
    }

    fn overlay(&mut self, texts: &Value, reader: &mut Reader) {
        match self {
            Some(inner) => inner.overlay(texts, reader),
            None => reader.wrong(Wrong::NotTranslatable),
        }
    }

    #[cfg(feature = "cli")]
    fn schema(definitions: &mut Map<String, Value>) -> Value {
        T::schema(definitions)
    }

    #[cfg(feature = "cli")]
    fn overlay_schema(definitions: &mut Map<String, Value>) -> Option<Value> {
        T::overlay_schema(definitions)
    }

    #[cfg(feature = "cli")]
    fn texts<'a>(&'a self, at: &Place, visit: &mut dyn FnMut(&Place, &'a Text)) {
        if let Some(inner) = self {
            inner.texts(at, visit);
        }
    }
}

impl<T: FromJson> FromJson for Box<T> {
    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        T::read(value, reader).map(Box::new)
    }

    #[cfg(feature = "cli")]
    fn schema(definitions: &mut Map<String, Value>) -> Value {
        T::schema(definitions)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        let Value::Array(entries) = value else {
            reader.wrong(Wrong::WrongType { expected: "a list" });
            return None;
        };
        if entries.is_empty() {
            reader.wrong(Wrong::EmptyList);
        }
        let mut list = Vec::with_capacity(entries.len());
        let mut is_whole = true;
        for (index, entry) in entries.iter().enumerate() {
            match reader.entry(index, |reader| T::read(entry, reader)).or_else(T::stand_in) {
                Some(it) => list.push(it),
                None => is_whole = false,
            }
        }
        is_whole.then_some(list)
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }

    /// None: whatever refers to an entry would find nothing.
    fn stand_in() -> Option<Self> {
        None
    }

    /// Entries with an id are found by it; plain texts stand at the same place.
    fn overlay(&mut self, texts: &Value, reader: &mut Reader) {
        match texts {
            Value::Object(by_id) => {
                for (id, texts) in by_id {
                    reader.inside(id, |reader| {
                        let ids = || self.iter().filter_map(FromJson::overlay_id);
                        match ids().position(|it| it == id) {
                            Some(index) => self[index].overlay(texts, reader),
                            None => reader.wrong(Wrong::IdUnknown {
                                kind: "entry of the file",
                                id: id.clone(),
                                near: nearest_name(id, ids()),
                            }),
                        }
                    });
                }
            }
            Value::Array(list) if list.len() == self.len() => {
                for (index, (entry, texts)) in self.iter_mut().zip(list).enumerate() {
                    reader.entry(index, |reader| entry.overlay(texts, reader));
                }
            }
            _ => reader.wrong(Wrong::WrongType {
                expected: "as many texts as the file has, or an object with their ids",
            }),
        }
    }

    #[cfg(feature = "cli")]
    fn schema(definitions: &mut Map<String, Value>) -> Value {
        serde_json::json!({ "type": "array", "minItems": 1, "items": T::schema(definitions) })
    }

    #[cfg(feature = "cli")]
    fn overlay_schema(definitions: &mut Map<String, Value>) -> Option<Value> {
        let texts = T::overlay_schema(definitions)?;
        let list = serde_json::json!({ "type": "array", "items": texts });
        Some(if T::HAS_ID {
            let by_id = serde_json::json!({ "type": "object", "additionalProperties": texts });
            serde_json::json!({ "anyOf": [by_id, list] })
        } else {
            list
        })
    }

    #[cfg(feature = "cli")]
    fn texts<'a>(&'a self, at: &Place, visit: &mut dyn FnMut(&Place, &'a Text)) {
        for (index, entry) in self.iter().enumerate() {
            entry.texts(&at.entry(index, entry.overlay_id()), visit);
        }
    }
}

impl FromJson for bool {
    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        let read = value.as_bool();
        if read.is_none() {
            reader.wrong(Wrong::WrongType { expected: "true or false" });
        }
        read
    }

    fn absent() -> Option<Self> {
        Some(false)
    }

    #[cfg(feature = "cli")]
    fn schema(_: &mut Map<String, Value>) -> Value {
        serde_json::json!({ "type": "boolean", "default": false })
    }
}

/// A whole number from `MIN` to `MAX`.
#[derive(Clone, Copy)]
pub struct Whole<const MIN: u32, const MAX: u32>(pub u32);

impl<const MIN: u32, const MAX: u32> FromJson for Whole<MIN, MAX> {
    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        let number =
            value.as_u64().and_then(|it| u32::try_from(it).ok()).filter(|it| (MIN..=MAX).contains(it));
        if number.is_none() {
            reader.wrong(Wrong::NotInRange { min: MIN, max: MAX });
        }
        number.map(Whole)
    }

    fn stand_in() -> Option<Self> {
        Some(Whole(MIN))
    }

    #[cfg(feature = "cli")]
    fn schema(_: &mut Map<String, Value>) -> Value {
        serde_json::json!({ "type": "integer", "minimum": MIN, "maximum": MAX })
    }
}

impl FromJson for String {
    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        let text = reader.string(value)?;
        if text.trim().is_empty() {
            reader.wrong(Wrong::EmptyText);
        }
        Some(text.to_owned())
    }

    fn stand_in() -> Option<Self> {
        Some(String::new())
    }

    #[cfg(feature = "cli")]
    fn schema(_: &mut Map<String, Value>) -> Value {
        serde_json::json!({ "type": "string", "pattern": "\\S" })
    }
}

/// A table with keys of the author's own, in the file's order of names.
pub struct Table<T>(pub Vec<(String, T)>);

impl<T: FromJson> FromJson for Table<T> {
    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        let Value::Object(object) = value else {
            reader.wrong(Wrong::WrongType { expected: "an object" });
            return None;
        };
        let mut table = Vec::with_capacity(object.len());
        for (key, value) in object {
            let value = reader.inside(key, |reader| T::read(value, reader))?;
            table.push((key.clone(), value));
        }
        Some(Table(table))
    }

    fn absent() -> Option<Self> {
        Some(Table(Vec::new()))
    }

    #[cfg(feature = "cli")]
    fn schema(definitions: &mut Map<String, Value>) -> Value {
        serde_json::json!({ "type": "object", "additionalProperties": T::schema(definitions) })
    }
}

/// Declares an object of the study file: its keys, their types and what they mean.
///
/// `by` names the key by which overlays find an entry of a list, `text` the one that a bare text there stands for.
macro_rules! object {
    (
        $(#[doc = $about:literal])*
        pub struct $name:ident $(by $id:ident)? $(text $main:ident)? {
            $( $(#[doc = $doc:literal])* $key:literal => $field:ident: $kind:ty, )*
        }
    ) => {
        $(#[doc = $about])*
        pub struct $name { $( $(#[doc = $doc])* pub $field: $kind, )* }

        impl $crate::domain::study::json::FromJson for $name {
            fn read(
                value: &serde_json::Value,
                reader: &mut $crate::domain::study::json::Reader,
            ) -> Option<Self> {
                let object = reader.object(value, &[$($key),*])?;
                $( let $field = reader.key::<$kind>(object, $key); )*
                Some(Self { $( $field: $field?, )* })
            }

            fn stand_in() -> Option<Self> {
                // Nothing stands in for an entry that others refer to.
                let ids: &[&str] = &[$(stringify!($id))?];
                if !ids.is_empty() {
                    return None;
                }
                let nothing = serde_json::Value::Object(serde_json::Map::new());
                Self::read(&nothing, &mut $crate::domain::study::json::Reader::default())
            }

            fn overlay(
                &mut self,
                texts: &serde_json::Value,
                reader: &mut $crate::domain::study::json::Reader,
            ) {
                $(
                    if texts.is_string() {
                        return $crate::domain::study::json::FromJson::overlay(
                            &mut self.$main, texts, reader,
                        );
                    }
                )?
                let Some(object) = reader.object(texts, &[$($key),*]) else { return };
                $(
                    if let Some(texts) = object.get($key) {
                        reader.inside($key, |reader| {
                            $crate::domain::study::json::FromJson::overlay(&mut self.$field, texts, reader)
                        });
                    }
                )*
            }

            $(
                fn overlay_id(&self) -> Option<&str> {
                    Some(self.$id.as_ref())
                }

                #[cfg(feature = "cli")]
                const HAS_ID: bool = !stringify!($id).is_empty();
            )?

            #[cfg(feature = "cli")]
            fn schema(
                definitions: &mut serde_json::Map<String, serde_json::Value>,
            ) -> serde_json::Value {
                $crate::domain::study::describe::define(
                    definitions,
                    stringify!($name),
                    concat!($($about),*),
                    |definitions| vec![
                        $( (
                            $key,
                            concat!("", $($doc),*),
                            <$kind as $crate::domain::study::json::FromJson>::absent().is_none(),
                            <$kind as $crate::domain::study::json::FromJson>::schema(definitions),
                        ), )*
                    ],
                )
            }

            #[cfg(feature = "cli")]
            fn overlay_schema(
                definitions: &mut serde_json::Map<String, serde_json::Value>,
            ) -> Option<serde_json::Value> {
                $crate::domain::study::describe::define_overlay(
                    definitions,
                    stringify!($name),
                    concat!($($about),*),
                    |definitions| vec![
                        $( (
                            $key,
                            concat!("", $($doc),*),
                            <$kind as $crate::domain::study::json::FromJson>::overlay_schema(definitions),
                        ), )*
                    ],
                    concat!($(stringify!($main))?).is_empty(),
                )
            }

            #[cfg(feature = "cli")]
            fn texts<'a>(
                &'a self,
                at: &$crate::domain::study::describe::Place,
                visit: &mut dyn FnMut(
                    &$crate::domain::study::describe::Place,
                    &'a $crate::domain::study::Text,
                ),
            ) {
                $( $crate::domain::study::json::FromJson::texts(&self.$field, &at.key($key), visit); )*
            }
        }
    };
}
pub(super) use object;

/// Declares a choice of words that the study file may use.
///
/// The first one stands in for a word that is none of them, unless the choice is declared `or None`.
macro_rules! words {
    (
        $(#[doc = $about:literal])*
        pub enum $name:ident $(or $none:ident)? {
            $( $(#[doc = $doc:literal])* $variant:ident = $word:literal, )*
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum $name { $( $(#[doc = $doc])* $variant, )* }

        impl $name {
            /// Every word, in the order of the reference.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The word as it stands in files and referrals.
            pub fn word(self) -> &'static str {
                match self { $( $name::$variant => $word, )* }
            }
        }

        impl $crate::domain::study::json::FromJson for $name {
            fn read(
                value: &serde_json::Value,
                reader: &mut $crate::domain::study::json::Reader,
            ) -> Option<Self> {
                let known: Vec<&'static str> = Self::ALL.iter().map(|it| it.word()).collect();
                let index = $crate::domain::study::json::word(value, &known, reader)?;
                Some(Self::ALL[index])
            }

            fn stand_in() -> Option<Self> {
                [$($none,)? Self::ALL.first().copied()][0]
            }

            #[cfg(feature = "cli")]
            fn schema(
                _: &mut serde_json::Map<String, serde_json::Value>,
            ) -> serde_json::Value {
                serde_json::json!({
                    "type": "string",
                    "oneOf": [$({ "const": $word, "description": concat!("", $($doc),*).trim() }),*],
                })
            }
        }
    };
}
pub(super) use words;

/// Finds the place of `value` among `known`, or notes the nearest.
pub(super) fn word(value: &Value, known: &[&'static str], reader: &mut Reader) -> Option<usize> {
    let text = reader.string(value)?;
    let found = known.iter().position(|it| *it == text);
    if found.is_none() {
        reader.wrong(Wrong::WordUnknown {
            word: text.to_owned(),
            allowed: known.join(", "),
            near: nearest_name(text, known.iter().copied()),
        });
    }
    found
}
