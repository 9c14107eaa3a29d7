//! Where in a study file a JSON Pointer leads: line and column, for people with an editor.
//!
//! A scanner over the source text, because a parsed value has forgotten where it stood. It does not judge JSON: text
//! that is none is reported by the parser, and here only yields a place as far as the scan understood it.

use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;

use referral_form::domain::json::{step, without_mark};

/// The part of a source text that a JSON Pointer names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// Byte offset of the member's key, or of the value itself in an array and at the root.
    pub start: usize,
    /// Byte range of the value, without the white space around it.
    pub value: Range<usize>,
    /// False where the pointer leads past what the text holds: then this is the nearest value around it.
    pub is_exact: bool,
}

/// A place as editors count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// From 1, in characters (Unicode scalar values), not bytes.
    pub column: usize,
}

/// Finds what a JSON Pointer (RFC 6901) names in a JSON text.
///
/// Of a key given twice, the last counts, as it does for a parser. Never fails: a pointer to a missing member
/// yields the object that should have it, marked as not exact.
pub fn locate(source: &str, pointer: &str) -> Spot {
    let mut scanner = Scanner::of(source);
    let root = scanner.value();
    let mut spot = Spot { start: root.start, value: root, is_exact: true };
    if pointer.is_empty() {
        return spot;
    }
    let Some(path) = pointer.strip_prefix('/') else {
        return Spot { is_exact: false, ..spot };
    };
    for token in path.split('/') {
        let token = token.replace("~1", "/").replace("~0", "~");
        match child(source, &spot.value, &token) {
            Some(found) => spot = found,
            None => {
                return Spot { is_exact: false, ..spot };
            }
        }
    }
    spot
}

/// Every place of a JSON text, found in one scan, for whoever asks for many.
pub struct Places<'a> {
    source: &'a str,
    starts: HashMap<String, usize>,
    lines: Vec<usize>,
    /// The byte that was asked for last, and its column: most files of programs are one line.
    last: Cell<(usize, usize)>,
}

impl<'a> Places<'a> {
    /// Scans a text.
    pub fn of(source: &'a str) -> Places<'a> {
        let mut scanner = Scanner::of(source);
        let mut starts = HashMap::from([(String::new(), scanner.at)]);
        scanner.starts(source, &mut starts);
        let lines = source.bytes().enumerate().filter(|it| it.1 == b'\n').map(|it| it.0 + 1);
        Places { source, starts, lines: [0].into_iter().chain(lines).collect(), last: Cell::new((0, 0)) }
    }

    /// The place of what a JSON Pointer names; of what is not there, that of the nearest value around it.
    pub fn at(&self, pointer: &str) -> Position {
        let mut pointer = pointer;
        loop {
            match (self.starts.get(pointer), pointer.rfind('/')) {
                (Some(start), _) => return self.position(*start),
                (None, Some(end)) => pointer = &pointer[..end],
                (None, None) => return self.position(0),
            }
        }
    }

    /// The byte at which a line starts, counted from 1; of a line that is not there, the end.
    pub fn line_start(&self, line: usize) -> usize {
        self.lines.get(line.saturating_sub(1)).copied().unwrap_or(self.source.len())
    }

    /// As [`position`].
    pub fn position(&self, byte: usize) -> Position {
        let byte = byte.min(self.source.len());
        let line = self.lines.partition_point(|it| *it <= byte);
        let start = self.lines[line - 1];
        let (from, characters) =
            Some(self.last.get()).filter(|it| (start..=byte).contains(&it.0)).unwrap_or((start, 0));
        let since = &self.source.as_bytes()[from..byte];
        let characters = characters + since.iter().filter(|it| **it & 0xC0 != 0x80).count();
        self.last.set((byte, characters));
        Position { line, column: 1 + characters }
    }
}

/// Counts the line and column of a byte offset. An offset past the end counts as the end.
pub fn position(source: &str, byte: usize) -> Position {
    let before = &source.as_bytes()[..byte.min(source.len())];
    let line_start = before.iter().rposition(|it| *it == b'\n').map_or(0, |newline| newline + 1);
    // A character starts at every byte that does not continue one.
    let characters = before[line_start..].iter().filter(|it| **it & 0xC0 != 0x80).count();
    Position { line: 1 + before.iter().filter(|it| **it == b'\n').count(), column: 1 + characters }
}

/// The member or element of one object or array.
fn child(source: &str, parent: &Range<usize>, token: &str) -> Option<Spot> {
    let mut scanner = Scanner { bytes: source.as_bytes().get(..parent.end)?, at: parent.start };
    match scanner.peek()? {
        b'{' => scanner.member(source, token),
        b'[' => scanner.element(token),
        _ => None,
    }
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    /// Stands at the first value of a text.
    fn of(source: &'a str) -> Self {
        let bytes = source.as_bytes();
        let mut scanner = Scanner { bytes, at: bytes.len() - without_mark(bytes).len() };
        scanner.skip_space();
        scanner
    }

    /// Notes where everything in a value starts, by its pointer; without recursion, as [`Scanner::value`].
    fn starts(&mut self, source: &str, starts: &mut HashMap<String, usize>) {
        let mut at = String::new();
        // What is open: the length of its pointer, and of a list the number of its next entry.
        let mut open: Vec<(usize, Option<usize>)> = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                Some(byte @ (b'{' | b'[')) => {
                    self.at += 1;
                    open.push((at.len(), (byte == b'[').then_some(0)));
                }
                Some(b'"') => _ = self.string(),
                Some(b'}' | b']' | b',' | b':') | None => {}
                Some(_) => self.literal(),
            }
            loop {
                let Some((length, entry)) = open.last_mut() else { return };
                at.truncate(*length);
                self.skip_space();
                match (self.peek(), entry) {
                    (None, _) => return,
                    (Some(b'}' | b']'), _) => {
                        self.at += 1;
                        open.pop();
                    }
                    (Some(b'"'), None) => {
                        let key = self.string();
                        let text = source.get(key.clone()).unwrap_or_default();
                        step(&mut at, &serde_json::from_str::<String>(text).unwrap_or_default());
                        starts.insert(at.clone(), key.start);
                        self.take(b':');
                        break;
                    }
                    (Some(b',' | b':'), _) | (Some(_), None) => self.at += 1,
                    (Some(_), Some(entry)) => {
                        step(&mut at, &entry.to_string());
                        *entry += 1;
                        starts.insert(at.clone(), self.at);
                        break;
                    }
                }
            }
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// Skips white space, then takes `byte` if it comes next.
    fn take(&mut self, byte: u8) -> bool {
        self.skip_space();
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn member(&mut self, source: &str, name: &str) -> Option<Spot> {
        let mut found = None;
        self.take(b'{');
        loop {
            self.skip_space();
            if self.peek() != Some(b'"') {
                return found;
            }
            let key = self.string();
            if !self.take(b':') {
                return found;
            }
            self.skip_space();
            let value = self.value();
            // The parser knows the escapes of a key; most keys have none.
            let text = source.get(key.clone()).unwrap_or_default();
            if serde_json::from_str::<String>(text).is_ok_and(|it| it == name) {
                found = Some(Spot { start: key.start, value, is_exact: true });
            }
            if !self.take(b',') {
                return found;
            }
        }
    }

    fn element(&mut self, index: &str) -> Option<Spot> {
        let is_canonical = index == "0" || !index.starts_with(['0', '+']);
        let mut left: usize = index.parse().ok().filter(|_| is_canonical)?;
        self.take(b'[');
        loop {
            self.skip_space();
            let value = self.value();
            if value.is_empty() {
                return None;
            }
            if left == 0 {
                return Some(Spot { start: value.start, value, is_exact: true });
            }
            left -= 1;
            if !self.take(b',') {
                return None;
            }
        }
    }

    /// Passes over one value without recursion, so that no depth of nesting can exhaust the stack.
    fn value(&mut self) -> Range<usize> {
        let start = self.at;
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.string();
                }
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.at += 1;
                }
                Some(b'}' | b']') if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                Some(b'}' | b']') | None => return start..self.at,
                Some(b',' | b':' | b' ' | b'\t' | b'\r' | b'\n') if depth > 0 => {
                    self.at += 1;
                    continue;
                }
                Some(b',' | b':' | b' ' | b'\t' | b'\r' | b'\n') => return start..self.at,
                Some(_) => self.literal(),
            }
            if depth == 0 {
                return start..self.at;
            }
        }
    }

    /// Passes over a number, `true`, `false`, `null`, or whatever stands in its place.
    fn literal(&mut self) {
        while self.peek().is_some_and(|it| !b",:]}[{\" \t\r\n".contains(&it)) {
            self.at += 1;
        }
    }

    /// Passes over a string, its quotes included; over the rest of the text where it is not closed.
    fn string(&mut self) -> Range<usize> {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == b'"' {
                break;
            }
        }
        self.at = self.at.min(self.bytes.len());
        start..self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_at<'a>(source: &'a str, pointer: &str) -> &'a str {
        let spot = locate(source, pointer);
        assert!(spot.is_exact, "{pointer} leads to nothing");
        &source[spot.value]
    }

    fn place(source: &str, pointer: &str) -> (usize, usize) {
        let position = position(source, locate(source, pointer).start);
        (position.line, position.column)
    }

    #[test]
    fn a_pointer_leads_through_objects_and_arrays() {
        let source = r#"{"a": [10, {"b": "x, ]}"}, []], "c": {"": -1.5e3}}"#;
        assert_eq!(text_at(source, ""), source);
        assert_eq!(text_at(source, "/a/0"), "10");
        assert_eq!(text_at(source, "/a/1/b"), r#""x, ]}""#);
        assert_eq!(text_at(source, "/a/2"), "[]");
        assert_eq!(text_at(source, "/c/"), "-1.5e3");
    }

    #[test]
    fn every_place_of_a_text_is_found_in_one_scan() {
        let source = "\u{feff}{\"a\": [1, {\"é\": []}, [[2]], \"x\"],\n \"b/c\": {}, \"d\": {\"e\": null}}";
        let places = Places::of(source);
        for pointer in [
            "",
            "/d/e",
            "/a",
            "/a/0",
            "/a/1",
            "/a/1/é",
            "/a/2/0/0",
            "/a/3",
            "/b~1c",
            "/d",
            "/d/f",
            "/a/1/é/0",
            "/z",
        ] {
            let spot = locate(source, pointer);
            assert_eq!(places.at(pointer), position(source, spot.start), "{pointer}");
        }
        for broken in ["", "{", "{\"a\"", "{\"a\":", "[1,,", "]", "}{", "{\"a\" 1}", "{1: 2}", "[:", "nul"] {
            assert_eq!(Places::of(broken).at("/a").line, 1, "{broken}");
        }
    }

    #[test]
    fn a_member_stands_where_its_key_stands_and_an_element_where_its_value_stands() {
        let source = "{\n  \"study\": {\n    \"tags\": [\n      1,\n      22 ] }\n}";
        assert_eq!(place(source, "/study"), (2, 3));
        assert_eq!(place(source, "/study/tags"), (3, 5));
        assert_eq!(place(source, "/study/tags/1"), (5, 7));
    }

    #[test]
    fn columns_count_characters_in_every_script() {
        let source = "{ \"título\": \"病名😀\", \"x\": 1 }";
        assert_eq!(place(source, "/x"), (1, 20));
    }

    #[test]
    fn lines_count_with_either_line_ending() {
        assert_eq!(place("{\r\n\"a\": 1,\r\n\"b\": 2}", "/b"), (3, 1));
    }

    #[test]
    fn escaped_names_are_found_on_both_sides() {
        let source = r#"{"a/b": 1, "m~n": 2, "qu\"ote": 3, "\u00e9": 4, "~1": 5}"#;
        assert_eq!(text_at(source, "/a~1b"), "1");
        assert_eq!(text_at(source, "/m~0n"), "2");
        assert_eq!(text_at(source, "/qu\"ote"), "3");
        assert_eq!(text_at(source, "/é"), "4");
        assert_eq!(text_at(source, "/~01"), "5");
    }

    #[test]
    fn a_missing_member_is_placed_at_the_object_that_should_have_it() {
        let source = "{\"study\":\n  {\"id\": 1}}";
        for pointer in ["/study/title", "/study/title/0", "/study/id/x"] {
            assert!(!locate(source, pointer).is_exact, "{pointer}");
        }
        assert_eq!(place(source, "/study/title"), (1, 2));
    }

    #[test]
    fn the_last_of_two_equal_keys_counts() {
        assert_eq!(text_at(r#"{"a": 1, "a": 2}"#, "/a"), "2");
    }

    #[test]
    fn an_index_is_a_plain_number_within_the_array() {
        for pointer in ["/a/2", "/a/01", "/a/+1", "/a/-", "/a/", "/b/0"] {
            assert!(!locate(r#"{"a": [1, 2], "b": []}"#, pointer).is_exact, "{pointer}");
        }
    }

    #[test]
    fn text_that_is_not_json_never_breaks_the_scan() {
        let deep = "[".repeat(100_000);
        for source in [
            "",
            " ",
            "{",
            "{\"a\"",
            "{\"a\":",
            "{\"a\": \"\\",
            "[1,,",
            "]",
            "}{",
            "{\"a\" 1}",
            "nul",
            "\u{feff}{}",
            &deep,
        ] {
            for pointer in ["", "/a", "/0", "/a/0", "no-slash"] {
                let spot = locate(source, pointer);
                assert!(spot.start <= source.len() && spot.value.end <= source.len());
            }
        }
    }
}
