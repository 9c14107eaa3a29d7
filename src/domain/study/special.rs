//! The few values of a study file whose shape no table can say.

use serde_json::Value;

use super::file::{Autocomplete, ConsentVersion, Languages};
use super::json::FromJson;
use super::shape::{Kind, Need};

impl FromJson for ConsentVersion {
    const KIND: Kind = Kind::Version;

    fn read(value: &Value) -> Self {
        ConsentVersion(String::read(value))
    }
}

impl FromJson for Autocomplete {
    const KIND: Kind = Kind::Autocomplete;

    fn read(value: &Value) -> Self {
        let mut tokens = Vec::new();
        match value {
            Value::Object(by_source) => {
                for (source, token) in by_source {
                    tokens.push((Some(source.clone()), String::read(token)));
                }
            }
            token => tokens.push((None, String::read(token))),
        }
        Autocomplete { tokens }
    }
}

impl FromJson for Languages {
    const KIND: Kind = Kind::Languages;
    const NEED: Need = Need::Empty;

    fn read(_: &Value) -> Self {
        Languages
    }
}
