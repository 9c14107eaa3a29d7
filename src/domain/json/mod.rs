//! JSON as the form needs it: written by [`write`](fn@write), and read into serde_json's values, without the numbers that the form has no use for.
//!
//! serde_json's own reader turns every number with a fraction or an exponent into a binary one, and carries tables for that. No
//! number of a study file, a referral or an answer is one, so here such a number is known to be one and no more. A key that stands twice is told.

mod write;

pub use write::write;

use serde_json::{Map, Value};

/// How deeply lists and objects may lie in one another, as for serde_json.
const DEPTH_MAX: u8 = 127;

/// Stands for every number that is not a whole one from 0 to 2⁶⁴ − 1.
const OTHER_NUMBER: i64 = -1;

/// The place of the first byte that no JSON has there; of the last one where the text ends too early.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotJson {
    /// The line, from 1.
    pub line: usize,
    /// The byte in the line, from 1.
    pub column: usize,
}

/// A value, and the JSON Pointers of the keys in it that stand twice, of which the last counts.
pub struct Told {
    /// The value.
    pub value: Value,
    /// The keys that stand twice: of two readers, one may take the first and the other the last.
    pub twice: Vec<String>,
}

/// Reads a value. A byte order mark before it means nothing.
///
/// # Errors
/// Where it stops being JSON. Source: RFC 8259.
pub fn told(bytes: &[u8]) -> Result<Told, NotJson> {
    let bytes = without_mark(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| place(bytes, error.valid_up_to()))?;
    let mut parser = Parser { text, at: 0, pointer: String::new(), twice: Vec::new() };
    match parser.value(DEPTH_MAX) {
        Some(value) if parser.after_blanks().is_none() => Ok(Told { value, twice: parser.twice }),
        _ => Err(place(bytes, parser.at)),
    }
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
    let told = told(bytes).map_err(|it| (Some((it.line, it.column)), "this is not JSON".to_owned()))?;
    match told.twice.first() {
        Some(at) => Err((None, format!("{at}: this key stands twice"))),
        None => Ok(told.value),
    }
}

/// The bytes without the byte order mark that some editors put before them.
pub fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// Adds a step to a JSON Pointer. Source: RFC 6901.
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

/// A JSON Pointer one step further down. Source: RFC 6901.
#[cfg(feature = "cli")]
pub fn below(at: &str, key: &str) -> String {
    let mut below = at.to_owned();
    step(&mut below, key);
    below
}

fn place(bytes: &[u8], at: usize) -> NotJson {
    let before = &bytes[..at];
    let line_start = before.iter().rposition(|it| *it == b'\n').map_or(0, |it| it + 1);
    NotJson {
        line: 1 + before.iter().filter(|it| **it == b'\n').count(),
        column: at - line_start + usize::from(at < bytes.len()),
    }
}

/// A text, and how far it was read: where it is no JSON, up to the byte that is wrong.
struct Parser<'a> {
    text: &'a str,
    at: usize,
    /// Where the value is that is read, as a JSON Pointer.
    pointer: String,
    twice: Vec<String>,
}

impl Parser<'_> {
    fn next(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn after_blanks(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.next() {
            self.at += 1;
        }
        self.next()
    }

    /// Reads `byte` if it comes next.
    fn has(&mut self, byte: u8) -> bool {
        let has = self.next() == Some(byte);
        self.at += usize::from(has);
        has
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        word.bytes().all(|it| self.has(it)).then_some(value)
    }

    fn value(&mut self, depth: u8) -> Option<Value> {
        match self.after_blanks()? {
            b'"' => self.string().map(Value::String),
            b'{' => {
                let mut object = Map::new();
                let length = self.pointer.len();
                self.entries(b'}', depth, &mut |parser, depth| {
                    let key = parser.string()?;
                    parser.after_blanks();
                    if !parser.has(b':') {
                        return None;
                    }
                    step(&mut parser.pointer, &key);
                    let value = parser.value(depth)?;
                    if object.insert(key, value).is_some() && parser.twice.last() != Some(&parser.pointer) {
                        parser.twice.push(parser.pointer.clone());
                    }
                    parser.pointer.truncate(length);
                    Some(())
                })?;
                Some(Value::Object(object))
            }
            b'[' => {
                let mut list = Vec::new();
                let length = self.pointer.len();
                self.entries(b']', depth, &mut |parser, depth| {
                    step(&mut parser.pointer, &list.len().to_string());
                    list.push(parser.value(depth)?);
                    parser.pointer.truncate(length);
                    Some(())
                })?;
                Some(Value::Array(list))
            }
            b'n' => self.word("null", Value::Null),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            _ => self.number(),
        }
    }

    /// Reads an object or a list: what stands between its first byte and `last`.
    fn entries(
        &mut self,
        last: u8,
        depth: u8,
        entry: &mut dyn FnMut(&mut Self, u8) -> Option<()>,
    ) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        self.at += 1;
        self.after_blanks();
        if self.has(last) {
            return Some(());
        }
        loop {
            self.after_blanks();
            entry(self, depth)?;
            self.after_blanks();
            if self.has(last) {
                return Some(());
            }
            if !self.has(b',') {
                return None;
            }
        }
    }

    fn digits(&mut self) -> Option<()> {
        let first = self.at;
        while self.next().is_some_and(|it| it.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > first).then_some(())
    }

    fn number(&mut self) -> Option<Value> {
        let first = self.at;
        self.has(b'-');
        if !self.has(b'0') {
            self.digits()?;
        }
        if self.has(b'.') {
            self.digits()?;
        }
        if self.has(b'e') || self.has(b'E') {
            if !self.has(b'-') {
                self.has(b'+');
            }
            self.digits()?;
        }
        let number = &self.text[first..self.at];
        // The command hands on what it reads, so it keeps every number as it is.
        #[cfg(feature = "cli")]
        let other = serde_json::from_str(number).unwrap_or(Value::from(OTHER_NUMBER));
        #[cfg(not(feature = "cli"))]
        let other = Value::from(OTHER_NUMBER);
        Some(number.parse::<u64>().map_or(other, Value::from))
    }

    fn string(&mut self) -> Option<String> {
        if !self.has(b'"') {
            return None;
        }
        let mut string = String::new();
        loop {
            let first = self.at;
            while self.next().is_some_and(|it| it >= b' ' && it != b'"' && it != b'\\') {
                self.at += 1;
            }
            string.push_str(&self.text[first..self.at]);
            if self.has(b'"') {
                return Some(string);
            }
            if !self.has(b'\\') {
                return None;
            }
            string.push(self.escaped()?);
        }
    }

    fn escaped(&mut self) -> Option<char> {
        let letter = match self.next()? {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.code_point(),
            other @ (b'"' | b'\\' | b'/') => char::from(other),
            _ => return None,
        };
        self.at += 1;
        Some(letter)
    }

    /// Reads what is escaped in UTF-16, as one unit or as two.
    fn code_point(&mut self) -> Option<char> {
        let first = self.unit()?;
        if !(0xD800..0xDC00).contains(&first) {
            return char::from_u32(first);
        }
        if !self.has(b'\\') {
            return None;
        }
        let second = self.unit()?.checked_sub(0xDC00)?;
        char::from_u32(0x1_0000 + ((first - 0xD800) << 10 | second)).filter(|_| second < 0x400)
    }

    fn unit(&mut self) -> Option<u32> {
        if !self.has(b'u') {
            return None;
        }
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit << 4 | char::from(self.next()?).to_digit(16)?;
            self.at += 1;
        }
        Some(unit)
    }
}
