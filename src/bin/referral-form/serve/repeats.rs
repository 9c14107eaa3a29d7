//! Keys that stand twice in one object.
//!
//! A reader of JSON takes the first or the last of them, and says nothing: two programs could see two referrals in one body.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// The places of all keys that stand twice, as JSON Pointers; nothing where the text is no JSON.
pub fn find(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let walk = Walk { at: String::new(), found: &mut found };
    // What is no JSON is refused elsewhere.
    let _ = walk.deserialize(&mut serde_json::Deserializer::from_str(text));
    found
}

struct Walk<'f> {
    at: String,
    found: &'f mut Vec<String>,
}

impl Walk<'_> {
    fn below(&mut self, key: &str) -> Walk<'_> {
        let at = format!("{}/{}", self.at, key.replace('~', "~0").replace('/', "~1"));
        Walk { at, found: self.found }
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        let mut keys = BTreeSet::new();
        while let Some(key) = members.next_key::<String>()? {
            let inner = self.below(&key);
            if keys.contains(&key) {
                inner.found.push(inner.at.clone());
            }
            members.next_value_seed(inner)?;
            keys.insert(key);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut entries: A) -> Result<(), A::Error> {
        let mut index = 0_usize;
        while entries.next_element_seed(self.below(&index.to_string()))?.is_some() {
            index += 1;
        }
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn a_key_that_stands_twice_is_found_wherever_it_stands() {
        assert_eq!(find(r#"{"a":1,"b":[{"c~/":null,"c~\/":true}],"\u0061":2.5}"#), ["/b/0/c~0~1", "/a"]);
        assert_eq!(find(r#"{"a":{"a":1},"b":[{"a":1},{"a":1}]}"#), Vec::<String>::new());
        assert_eq!(find("{"), Vec::<String>::new());
    }
}
