//! Carriers: what a sealed referral travels in, and how it is taken out again.
//!
//! The form sends it bare, under the one key of a JSON object (`wrap`), or as the one value of a form. Nothing is opened here.

use serde_json::Value;

use crate::jose::is_compact;
use crate::serve::form;

/// Finds the one sealed text in a body of any kind; `None` where something else is in it, or more.
pub fn sealed(body: &str) -> Option<String> {
    bare(body).or_else(|| under_one_key(body)).or_else(|| in_a_form(body))
}

/// The sealed text that is the whole body.
pub fn bare(body: &str) -> Option<String> {
    Some(body.trim()).filter(|it| is_compact(it)).map(str::to_owned)
}

/// The sealed text under the only key of a JSON object.
pub fn under_one_key(body: &str) -> Option<String> {
    let Ok(Value::Object(members)) = serde_json::from_str(body) else { return None };
    let mut values = members.into_iter().map(|it| it.1);
    match (values.next(), values.next()) {
        (Some(Value::String(text)), None) => Some(text).filter(|it| is_compact(it)),
        _ => None,
    }
}

/// The sealed text that is the only value of a form, under whatever name.
pub fn in_a_form(body: &str) -> Option<String> {
    let [(_, value)] = <[_; 1]>::try_from(form::pairs(body.trim().as_bytes())?).ok()?;
    Some(value).filter(|it| is_compact(it))
}
