//! From checked JSON to Rust types, and the place where a reader stands.
//!
//! A derived reader stops at the first problem, and an author then mends a file one line a day. The
//! [`object!`](crate::domain::study::json) and `words!` tables below give each type its keys once. A file is first
//! [checked](Reader::check) against these tables, which finds every problem; what comes out of that is read without
//! another look.

use serde_json::Value;

#[cfg(feature = "cli")]
use super::describe::Place;
use super::file::Header;
use super::problem::{StudyProblem, Wrong};
use super::shape::{Kind, Need};
#[cfg(feature = "cli")]
use super::text::Text;
use crate::domain::json::step;

/// Most problems of a file that are told.
pub const PROBLEMS_MAX: usize = 1_000;

/// For so many problems of a file, the known name that may be meant is looked for.
pub const NAMES_MAX: usize = 100;

/// Where the reader stands in the file, and what it found wrong so far.
#[derive(Default)]
pub struct Reader {
    at: String,
    problems: Vec<StudyProblem>,
}

impl Reader {
    /// Notes a problem at the place where the reader stands.
    pub fn wrong(&mut self, what: Wrong) {
        self.note(self.at.clone(), what);
    }

    fn note(&mut self, at: String, what: Wrong) {
        match self.problems.len() {
            ..PROBLEMS_MAX => self.problems.push(StudyProblem { at, what }),
            PROBLEMS_MAX => {
                self.problems
                    .push(StudyProblem { at: String::new(), what: Wrong::More { max: PROBLEMS_MAX } });
            }
            _ => {}
        }
    }

    /// Whether so little was wrong so far that what may be meant is looked for.
    pub(super) fn looks_for_names(&self) -> bool {
        self.problems.len() < NAMES_MAX
    }

    /// Notes a key that stands twice.
    pub(super) fn twice(&mut self, at: String) {
        self.note(at, Wrong::KeyTwice);
    }

    /// The place where the reader stands, as a JSON Pointer.
    pub(super) fn at(&self) -> &str {
        &self.at
    }

    /// Goes one step down, to `key` of an object or a list.
    #[inline(never)]
    pub fn enter(&mut self, key: &str) {
        step(&mut self.at, key);
    }

    /// Goes one step down, to the entry `index` of a list.
    #[inline(never)]
    pub fn enter_entry(&mut self, index: usize) {
        self.enter(&index.to_string());
    }

    /// Goes back up by one step.
    #[inline(never)]
    pub fn leave(&mut self) {
        self.at.truncate(self.at.rfind('/').unwrap_or(0));
    }

    /// Runs `read` one step further down, at `key` of an object or a list.
    pub fn inside<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        self.enter(key);
        let result = read(self);
        self.leave();
        result
    }

    /// Runs `read` at the entry `index` of a list.
    pub fn entry<T>(&mut self, index: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        self.enter_entry(index);
        let result = read(self);
        self.leave();
        result
    }

    /// Notes a problem one step further down.
    #[inline(never)]
    pub fn wrong_at(&mut self, key: &str, what: Wrong) {
        self.enter(key);
        self.wrong(what);
        self.leave();
    }

    /// Tells whether nothing was wrong so far.
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    /// Gives up everything that was found wrong, in the order of the finding.
    pub fn into_problems(self) -> Vec<StudyProblem> {
        self.problems
    }
}

/// A type that can be read from a place in a study file.
pub trait FromJson: Sized {
    /// What has to stand there.
    const KIND: Kind;

    /// Whether the key that leads there may be left out.
    const NEED: Need = Need::Required;

    /// Reads a value that was checked against [`Self::KIND`]; null stands for a key that was left out.
    fn read(value: &Value) -> Self;

    /// The name by which an overlay finds this entry of a list.
    #[cfg(feature = "cli")]
    fn overlay_id(&self) -> Option<&str> {
        None
    }

    /// Calls `visit` with every text that a person reads, and where it stands.
    #[cfg(feature = "cli")]
    fn texts<'a>(&'a self, _at: &Place, _visit: &mut dyn FnMut(&Place, &'a Text)) {}
}

/// Finds a key's value in what was checked; null where it was left out.
pub(super) fn at<'a>(value: &'a Value, key: &str) -> &'a Value {
    static NOTHING: Value = Value::Null;
    value.get(key).unwrap_or(&NOTHING)
}

/// Lists the entries at a key of what was checked.
pub(super) fn entries_at<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    entries(at(value, key))
}

/// Lists the entries of what was checked; none where it was left out.
pub(super) fn entries(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The text of what was checked; empty where it was left out.
pub(super) fn string(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The place of a checked word among the known ones.
pub(super) fn word(value: &Value, known: &[&'static str]) -> usize {
    known.iter().position(|it| *it == string(value)).unwrap_or_default()
}

impl<T: FromJson> FromJson for Option<T> {
    const KIND: Kind = T::KIND;
    const NEED: Need = Need::Optional;

    fn read(value: &Value) -> Self {
        (!value.is_null()).then(|| T::read(value))
    }

    #[cfg(feature = "cli")]
    fn texts<'a>(&'a self, at: &Place, visit: &mut dyn FnMut(&Place, &'a Text)) {
        if let Some(inner) = self {
            inner.texts(at, visit);
        }
    }
}

impl<T: FromJson> FromJson for Box<T> {
    const KIND: Kind = T::KIND;

    fn read(value: &Value) -> Self {
        Box::new(T::read(value))
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);
    const NEED: Need = Need::Empty;

    fn read(value: &Value) -> Self {
        let entries = entries(value);
        let mut list = Vec::with_capacity(entries.len());
        for entry in entries {
            list.push(T::read(entry));
        }
        list
    }

    #[cfg(feature = "cli")]
    fn texts<'a>(&'a self, at: &Place, visit: &mut dyn FnMut(&Place, &'a Text)) {
        for (index, entry) in self.iter().enumerate() {
            entry.texts(&at.entry(index, entry.overlay_id()), visit);
        }
    }
}

impl FromJson for bool {
    const KIND: Kind = Kind::Flag;
    const NEED: Need = Need::Empty;

    fn read(value: &Value) -> Self {
        value.as_bool() == Some(true)
    }
}

/// A whole number from `MIN` to `MAX`.
#[derive(Clone, Copy)]
pub struct Whole<const MIN: u32, const MAX: u32>(pub u32);

impl<const MIN: u32, const MAX: u32> FromJson for Whole<MIN, MAX> {
    const KIND: Kind = Kind::Whole(MIN, MAX);

    fn read(value: &Value) -> Self {
        Whole(value.as_u64().unwrap_or_default() as u32)
    }
}

impl FromJson for String {
    const KIND: Kind = Kind::Line;

    fn read(value: &Value) -> Self {
        string(value).to_owned()
    }
}

/// Texts by keys of the author's own, in the order of the keys.
pub struct Table(pub Vec<(String, String)>);

impl FromJson for Table {
    const KIND: Kind = Kind::Table;
    const NEED: Need = Need::Empty;

    fn read(value: &Value) -> Self {
        let mut table = Vec::new();
        for (key, value) in value.as_object().into_iter().flatten() {
            table.push((key.clone(), String::read(value)));
        }
        Table(table)
    }
}

/// Headers by name, in the order of the names.
pub struct Headers(pub Vec<(String, Header)>);

impl FromJson for Headers {
    const KIND: Kind = Kind::Headers;
    const NEED: Need = Need::Empty;

    fn read(value: &Value) -> Self {
        let header = |value: &Value| match value {
            Value::Object(_) => Header::read(value),
            _ => Header { value: String::read(value), is_public: false },
        };
        let members = value.as_object().into_iter().flatten();
        Headers(members.map(|(name, value)| (name.clone(), header(value))).collect())
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
        #[allow(dead_code, reason = "some keys are checked and not kept")]
        pub struct $name { $( $(#[doc = $doc])* pub $field: $kind, )* }

        impl $crate::domain::study::json::FromJson for $name {
            const KIND: $crate::domain::study::shape::Kind = {
                use $crate::domain::study::shape::{Key, Kind, Shape};
                // A function, since the table of a rule refers to itself.
                fn shape() -> &'static Shape {
                    static SHAPE: Shape = Shape {
                        #[cfg(feature = "cli")]
                        name: stringify!($name),
                        #[cfg(feature = "cli")]
                        about: concat!($($about),*),
                        by: concat!($(stringify!($id))?),
                        main: concat!($(stringify!($main))?),
                        keys: &[$( Key {
                            name: $key,
                            #[cfg(feature = "cli")]
                            doc: concat!("", $($doc),*),
                            need: <$kind as $crate::domain::study::json::FromJson>::NEED,
                            kind: <$kind as $crate::domain::study::json::FromJson>::KIND,
                        }, )*],
                    };
                    &SHAPE
                }
                Kind::Object(shape)
            };

            fn read(value: &serde_json::Value) -> Self {
                use $crate::domain::study::json::{FromJson, at};
                Self { $( $field: FromJson::read(at(value, $key)), )* }
            }

            $(
                #[cfg(feature = "cli")]
                fn overlay_id(&self) -> Option<&str> {
                    Some(self.$id.as_ref())
                }
            )?

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

            const WORDS: &'static [&'static str] = &[$($word),*];

            /// The word as it stands in files and referrals.
            #[allow(dead_code, reason = "some words are only read")]
            pub fn word(self) -> &'static str {
                Self::WORDS[self as usize]
            }
        }

        impl $crate::domain::study::json::FromJson for $name {
            const KIND: $crate::domain::study::shape::Kind = {
                use $crate::domain::study::shape::{Kind, Words};
                static WORDS: Words = Words {
                    words: $name::WORDS,
                    #[cfg(feature = "cli")]
                    docs: &[$(concat!("", $($doc),*)),*],
                    stands_in: concat!($(stringify!($none))?).is_empty(),
                };
                Kind::Words(&WORDS)
            };

            fn read(value: &serde_json::Value) -> Self {
                Self::ALL[$crate::domain::study::json::word(value, Self::WORDS)]
            }
        }
    };
}
pub(super) use words;
