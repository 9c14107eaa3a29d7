//! Mistakes in JSON, as people make them who write it by hand or in a word processor.
//!
//! For the native command alone: the widget names the line.

use serde_json::{Error, Value};

use super::problem::Wrong;
use crate::domain::json::without_mark;

/// Quotes that word processors put in the place of straight ones.
const CURLY: [char; 9] = ['“', '”', '„', '‟', '«', '»', '‘', '’', '‚'];

/// What is wrong where a parser stopped; `None` where serde_json, which tells more of it, finds nothing.
pub(super) fn found(bytes: &[u8]) -> Option<Wrong> {
    let bytes = without_mark(bytes);
    let error = &serde_json::from_slice::<Value>(bytes).err()?;
    let (mut line, mut column) = (error.line(), error.column());
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let before = &bytes[..error.valid_up_to()];
            let start = before.iter().rposition(|it| *it == b'\n').map_or(0, |it| it + 1);
            let line = before.iter().filter(|it| **it == b'\n').count() + 1;
            let why = ": the file is not UTF-8; save it as UTF-8".to_owned();
            return Some(Wrong::NotJson { line, column: before.len() - start + 1, why });
        }
    };
    let start = |line: usize| -> usize {
        text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum()
    };
    let mut at: usize = (start(line) + column.saturating_sub(1)).min(text.len());
    if column == 0 && line > 1 && !error.is_eof() {
        // The parser has taken the line end in; what is wrong stands before it.
        (at, line) = (at - 1, line - 1);
        column = at - start(line) + 1;
    }
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let why = mistake(text, at, line, error).map(|it| format!(": {it}")).unwrap_or_default();
    Some(Wrong::NotJson { line, column, why })
}

fn mistake(text: &str, at: usize, line: usize, error: &Error) -> Option<String> {
    const QUOTES: &str = "write straight quotes (\"), not those of a word processor";
    let (before, after) = text.split_at(at);
    let this_line = before.rsplit('\n').next().unwrap_or_default().len();
    let this_line = text[at - this_line..].lines().next().unwrap_or_default();
    let last = before.trim_end().chars().next_back();
    let next = after.chars().next();
    let words = error.to_string();
    if text.trim().is_empty() {
        return Some("the file is empty".to_owned());
    }
    if text.trim_start().starts_with('<') {
        return Some("this is a web page, not a study file".to_owned());
    }
    if error.is_eof() {
        return Some("the file ends too soon; a \", ] or } is missing".to_owned());
    }
    if words.starts_with("trailing comma") || (matches!(next, Some('}' | ']' | ',')) && last == Some(',')) {
        return Some("take the comma before it out".to_owned());
    }
    if words.starts_with("control character") {
        let is_curly = this_line.contains(CURLY);
        let why = if is_curly {
            QUOTES
        } else {
            "a text ends on its line: a quote (\") is missing, or write \\n for the new line"
        };
        return Some(why.to_owned());
    }
    if next.is_some_and(|it| CURLY.contains(&it)) || last.is_some_and(|it| CURLY.contains(&it)) {
        return Some(QUOTES.to_owned());
    }
    match next? {
        '/' | '#' => return Some("JSON has no comments; take it out".to_owned()),
        '\'' => return Some("write double quotes (\"), not single ones".to_owned()),
        _ => {}
    }
    if words.starts_with("expected `:`") {
        let is_curly = this_line.contains(CURLY);
        return Some(if is_curly { QUOTES } else { "a colon is missing after the key" }.to_owned());
    }
    if words.starts_with("expected `,`") {
        let is_above = before[before.trim_end().len()..].contains('\n');
        return Some(match is_above {
            true => format!("a comma is missing before line {line}"),
            false => "a comma is missing before this".to_owned(),
        });
    }
    if words.starts_with("trailing characters") {
        return Some("the file goes on after its last }".to_owned());
    }
    if words.starts_with("invalid number") {
        return Some("a number has digits alone, no zero before them and no sign but \"-\"".to_owned());
    }
    let is_word = next?.is_alphabetic() || last.is_some_and(char::is_alphabetic);
    is_word.then(|| "write names and texts in quotes, and true, false and null in small letters".to_owned())
}
