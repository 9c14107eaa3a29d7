//! Forms: a referral that was flattened to dotted names, put together again.
//!
//! The names may be those of a receiver; which of ours they stand for is in the study file. An id of a field may have
//! dots of its own, so the ids are needed too. A form that gives one value twice is refused.

use serde_json::{Map, Value};

/// What is needed to understand the names in a form.
#[derive(Default)]
pub struct Names {
    /// The study whose file this is from; `None` where our own names are taken as they are.
    pub study_id: Option<String>,
    /// Our dotted paths with the receiver's names.
    pub theirs: Vec<(String, String)>,
    /// The ids of the study's fields.
    pub fields: Vec<String>,
}

/// Reads `application/x-www-form-urlencoded`, strictly: nothing where an escape is broken or the text is not UTF-8.
///
/// Source: URL Standard, application/x-www-form-urlencoded parsing.
pub fn pairs(body: &[u8]) -> Option<Vec<(String, String)>> {
    let pairs = body.split(|it| *it == b'&').filter(|it| !it.is_empty());
    pairs
        .map(|pair| {
            let equals = pair.iter().position(|it| *it == b'=')?;
            Some((decoded(&pair[..equals])?, decoded(&pair[equals + 1..])?))
        })
        .collect()
}

fn decoded(text: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => hex(*rest.next()?)? << 4 | hex(*rest.next()?)?,
            other => *other,
        });
    }
    String::from_utf8(bytes).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|it| u8::try_from(it).ok())
}

/// Puts a referral together; nothing where two pairs claim one place.
pub fn referral(pairs: &[(String, String)], names: &Names) -> Option<Value> {
    let mut root = Map::new();
    // A referral without answers is flattened to nothing at that place.
    root.insert("answers".to_owned(), Value::Object(Map::new()));
    for (name, text) in pairs {
        let path = names.theirs.iter().find(|it| it.1 == *name).map_or(name, |it| &it.0);
        let keys = keys(path, &names.fields);
        let (last, owners) = keys.split_last()?;
        let mut owner = &mut root;
        for key in owners {
            let entry = owner.entry(*key).or_insert_with(|| Value::Object(Map::new()));
            owner = entry.as_object_mut()?;
        }
        if owner.insert((*last).to_owned(), leaf(&keys, text)).is_some() {
            return None;
        }
    }
    if let Some(consents) = root.get_mut("consents") {
        list(consents);
    }
    for answer in root["answers"].as_object_mut()?.values_mut() {
        list(answer);
        answer.get_mut("days").into_iter().for_each(list);
    }
    Some(Value::Object(root))
}

/// Splits a dotted path where the referral has a level; ids with dots stay whole.
fn keys<'p>(path: &'p str, fields: &[String]) -> Vec<&'p str> {
    match path.split_once('.') {
        Some(("answers", rest)) => {
            let known = fields.iter().filter(|id| is_below(rest, id)).map(String::len).max();
            let (id, member) = rest.split_at(known.unwrap_or_else(|| rest.find('.').unwrap_or(rest.len())));
            let members = member.strip_prefix('.').into_iter().flat_map(|it| it.split('.'));
            ["answers", id].into_iter().chain(members).collect()
        }
        Some(("precheck", rest)) => match rest.strip_prefix("criteria.").and_then(|it| it.rsplit_once('.')) {
            Some((id, member)) => vec!["precheck", "criteria", id, member],
            None => vec!["precheck", rest],
        },
        Some(("source", rest)) => match rest.strip_prefix("channel.") {
            Some(key) => vec!["source", "channel", key],
            None => vec!["source", rest],
        },
        Some(("study", member)) => vec!["study", member],
        Some(("consents", rest)) => match rest.split_once('.') {
            Some((index, member)) => vec!["consents", index, member],
            None => vec!["consents", rest],
        },
        Some(_) | None => vec![path],
    }
}

fn is_below(path: &str, id: &str) -> bool {
    path.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// A form knows texts only; which of them are numbers and truths follows from their places.
fn leaf(keys: &[&str], text: &str) -> Value {
    let is_number = matches!(keys, ["version"] | ["answers", _, "age" | "ageAtLeast" | "year"]);
    let is_truth = matches!(keys, ["consents", _, "given"] | ["answers", _, "answered" | "unsure"]);
    match text.parse::<u32>() {
        Ok(number) if is_number && number.to_string() == text => number.into(),
        _ if is_truth && (text == "true" || text == "false") => (text == "true").into(),
        _ => text.into(),
    }
}

/// Turns an object with the keys 0, 1, 2 and so on into a list.
fn list(value: &mut Value) {
    let Some(members) = value.as_object_mut().filter(|it| !it.is_empty()) else {
        return;
    };
    if !(0..members.len()).all(|index| members.contains_key(&index.to_string())) {
        return;
    }
    let entries = (0..members.len()).filter_map(|index| members.remove(&index.to_string()));
    *value = entries.collect::<Vec<_>>().into();
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn names(theirs: &[(&str, &str)], fields: &[&str]) -> Names {
        Names {
            study_id: None,
            theirs: theirs.iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect(),
            fields: fields.iter().map(|it| (*it).to_owned()).collect(),
        }
    }

    fn read(body: &str, names: &Names) -> Option<Value> {
        referral(&pairs(body.as_bytes())?, names)
    }

    #[test]
    fn an_id_with_dots_stays_whole() {
        let names = names(&[], &["birth", "birth.date", "a.0"]);
        let found =
            read("answers.birth.date.age=38&answers.a.0=x&precheck.criteria.a.b.verdict=pass", &names);
        assert_eq!(
            found,
            Some(json!({
                "answers": { "birth.date": { "age": 38 }, "a.0": "x" },
                "precheck": { "criteria": { "a.b": { "verdict": "pass" } } }
            }))
        );
    }

    #[test]
    fn only_what_is_a_number_or_a_truth_in_a_referral_becomes_one() {
        let found = read(
            "answers.a=7&answers.b=true&answers.c.value=72.5&answers.d.age=90%2B&answers.e.year=1988&answers.f.unsure=true",
            &Names::default(),
        );
        assert_eq!(
            found.map(|it| it["answers"].clone()),
            Some(json!({
                "a": "7", "b": "true", "c": { "value": "72.5" }, "d": { "age": "90+" }, "e": { "year": 1988 },
                "f": { "unsure": true }
            }))
        );
    }

    #[test]
    fn a_place_that_is_claimed_twice_is_not_guessed_at() {
        let names = names(&[("answers.home", "phone"), ("answers.mobile", "phone")], &[]);
        for body in
            ["answers.a=1&answers.a=2", "phone=1&phone=2", "answers.a=1&answers.a.b=2", "a.b=1&a%2Eb=1"]
        {
            assert_eq!(read(body, &names), None, "{body}");
        }
    }

    #[test]
    fn a_broken_escape_or_text_is_refused() {
        for body in ["a=%", "a=%4", "a=%zz", "a=%FF", "a", "a=%+1"] {
            assert_eq!(pairs(body.as_bytes()), None, "{body}");
        }
        assert_eq!(pairs(b"a+b=%C3%A5%26+"), Some(vec![("a b".to_owned(), "å& ".to_owned())]));
    }
}
