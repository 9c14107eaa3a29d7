//! JSON as it comes from elsewhere: study files, answers, referrals.
//!
//! A byte order mark before it means nothing. A key that stands twice is told: of two readers, one may take the first and the other
//! the last.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Error, Map, Value};

/// A value, and the JSON Pointers of the keys in it that stand twice, of which the last counts.
pub struct Told {
    /// The value.
    pub value: Value,
    /// The keys that stand twice.
    pub twice: Vec<String>,
}

/// Reads a value.
///
/// # Errors
/// It is no JSON.
pub fn told(bytes: &[u8]) -> Result<Told, Error> {
    let mut reader = serde_json::Deserializer::from_slice(without_mark(bytes));
    let (mut at, mut twice) = (String::new(), Vec::new());
    let value = Seed { at: &mut at, twice: &mut twice }.deserialize(&mut reader)?;
    reader.end()?;
    Ok(Told { value, twice })
}

/// Reads a value where nobody is told what is wrong with it.
pub fn value(bytes: &[u8]) -> Option<Value> {
    told(bytes).ok().map(|it| it.value)
}

/// Reads a value in which no key stands twice; tells in words what is wrong, without anything of the value.
///
/// # Errors
/// It is no JSON, or a key stands twice; with the line and column where it is known.
#[cfg(feature = "cli")]
pub fn unique(bytes: &[u8]) -> Result<Value, (Option<(usize, usize)>, String)> {
    let told = told(bytes).map_err(|it| (Some((it.line(), it.column())), "this is not JSON".to_owned()))?;
    match told.twice.first() {
        Some(at) => Err((None, format!("{at}: this key stands twice"))),
        None => Ok(told.value),
    }
}

/// The bytes without the byte order mark that some editors put before them.
pub fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// Adds a step to a JSON Pointer.
pub fn step(at: &mut String, key: &str) {
    at.push('/');
    for letter in key.chars() {
        match letter {
            '~' => at.push_str("~0"),
            '/' => at.push_str("~1"),
            other => at.push(other),
        }
    }
}

/// Where a value is read, and what stands twice in it.
struct Seed<'a> {
    at: &'a mut String,
    twice: &'a mut Vec<String>,
}

impl Seed<'_> {
    /// The same, one step further down.
    fn below(&mut self, key: &str) -> Seed<'_> {
        step(self.at, key);
        Seed { at: &mut *self.at, twice: &mut *self.twice }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut entries: A) -> Result<Value, A::Error> {
        let (length, mut list) = (self.at.len(), Vec::new());
        while let Some(entry) = entries.next_element_seed(self.below(&list.len().to_string()))? {
            list.push(entry);
            self.at.truncate(length);
        }
        self.at.truncate(length);
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Value, A::Error> {
        let (length, mut object) = (self.at.len(), Map::new());
        while let Some(key) = members.next_key::<String>()? {
            let value = members.next_value_seed(self.below(&key))?;
            if object.insert(key, value).is_some() && self.twice.last() != Some(&*self.at) {
                self.twice.push(self.at.clone());
            }
            self.at.truncate(length);
        }
        Ok(Value::Object(object))
    }
}
