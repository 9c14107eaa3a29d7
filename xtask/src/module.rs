//! A WebAssembly module as its bytes: what its functions are called and weigh, and other names for what it imports and exports.
//!
//! Source: WebAssembly Core Specification, Binary Format.

use std::collections::HashMap;

/// Where the sections begin: behind the magic number and the version.
const HEAD_BYTES: usize = 8;

const CUSTOM: u8 = 0;
const IMPORT: u8 = 2;
const EXPORT: u8 = 7;
const CODE: u8 = 10;

/// The subsection of the names of functions.
const FUNCTION_NAMES: u8 = 1;

/// The kind of an import or export that is a function.
const FUNCTION: u8 = 0;

/// A function that a module defines.
pub struct Function {
    /// Its symbol, as the compiler named it; empty where the module has no names.
    pub symbol: String,
    /// The crate that defines it.
    pub krate: String,
    /// Bytes of code.
    pub bytes: usize,
}

/// Lists the functions that a module defines, in its order.
pub fn functions(module: &[u8]) -> Vec<Function> {
    let (mut imported, mut sizes, mut symbols) = (0, Vec::new(), HashMap::new());
    for (id, body) in sections(module) {
        let mut reader = Reader { bytes: body, at: 0 };
        match id {
            IMPORT => {
                for _ in 0..reader.number() {
                    reader.text();
                    reader.text();
                    imported += usize::from(reader.import_type() == FUNCTION);
                }
            }
            CODE => {
                for _ in 0..reader.number() {
                    let size = reader.number();
                    reader.at += size;
                    sizes.push(size);
                }
            }
            CUSTOM if reader.text() == "name" => {
                while reader.at < body.len() {
                    let kind = reader.byte();
                    let end = reader.number() + reader.at;
                    if kind == FUNCTION_NAMES {
                        symbols = (0..reader.number()).map(|_| (reader.number(), reader.text())).collect();
                    }
                    reader.at = end;
                }
            }
            _ => {}
        }
    }
    let described = sizes.into_iter().enumerate().map(|(index, bytes)| {
        let symbol = symbols.remove(&(index + imported)).unwrap_or_default();
        Function { krate: krate(&symbol), symbol, bytes }
    });
    described.collect()
}

/// The module with other names for what it imports and exports.
pub fn renamed(module: &[u8], mut rename: impl FnMut(&str) -> String) -> Vec<u8> {
    let mut made = module[..HEAD_BYTES].to_vec();
    for (id, body) in sections(module) {
        made.push(id);
        if id != IMPORT && id != EXPORT {
            put_sized(&mut made, body);
            continue;
        }
        let mut reader = Reader { bytes: body, at: 0 };
        let count = reader.number();
        let mut entries = Vec::new();
        put_number(&mut entries, count);
        for _ in 0..count {
            if id == IMPORT {
                put_sized(&mut entries, reader.text().as_bytes());
            }
            put_sized(&mut entries, rename(&reader.text()).as_bytes());
            let from = reader.at;
            if id == IMPORT {
                reader.import_type();
            } else {
                reader.byte();
                reader.number();
            }
            entries.extend(&body[from..reader.at]);
        }
        put_sized(&mut made, &entries);
    }
    made
}

/// The sections of a module: what each is, and its bytes.
fn sections(module: &[u8]) -> Vec<(u8, &[u8])> {
    let mut reader = Reader { bytes: module, at: HEAD_BYTES };
    let mut found = Vec::new();
    while reader.at < module.len() {
        let id = reader.byte();
        let length = reader.number();
        found.push((id, &module[reader.at..reader.at + length]));
        reader.at += length;
    }
    found
}

/// The crate of a symbol (v0): a crate root is C, perhaps s…_, the length of the name, perhaps _, and the name.
///
/// The first one defines the function. What follows may be types, or the crate that happened to ask for a generic function.
/// Source: Rust RFC 2603.
fn krate(symbol: &str) -> String {
    let roots = symbol.match_indices('C').filter(|_| symbol.starts_with("_R"));
    let name = roots.map(|(at, _)| &symbol[at + 1..]).find_map(|rest| {
        let told_apart = rest.strip_prefix('s').and_then(|rest| rest.split_once('_'));
        let rest = match told_apart {
            Some((number, rest)) if number.bytes().all(|byte| byte.is_ascii_alphanumeric()) => rest,
            _ => rest,
        };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let length: usize = rest[..digits].parse().ok()?;
        let name = &rest[digits..];
        name.strip_prefix('_').unwrap_or(name).get(..length)
    });
    name.unwrap_or("without a crate").to_owned()
}

/// Reads what stands in a module one after the other.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn byte(&mut self) -> u8 {
        self.at += 1;
        self.bytes[self.at - 1]
    }

    /// An unsigned number (LEB128).
    fn number(&mut self) -> usize {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = self.byte();
            value |= usize::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                return value;
            }
        }
    }

    fn text(&mut self) -> String {
        let length = self.number();
        self.at += length;
        String::from_utf8_lossy(&self.bytes[self.at - length..self.at]).into_owned()
    }

    /// Passes the type of an import, and tells what it is.
    fn import_type(&mut self) -> u8 {
        let kind = self.byte();
        match kind {
            0 => drop(self.number()),
            1 => {
                self.number();
                self.limits();
            }
            2 => self.limits(),
            _ => {
                self.number();
                self.number();
            }
        }
        kind
    }

    fn limits(&mut self) {
        if self.number() & 1 == 1 {
            self.number();
        }
        self.number();
    }
}

fn put_sized(bytes: &mut Vec<u8>, piece: &[u8]) {
    put_number(bytes, piece.len());
    bytes.extend(piece);
}

fn put_number(bytes: &mut Vec<u8>, mut value: usize) {
    while value > 127 {
        bytes.push(value as u8 & 127 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that imports `m.f`, and has one function: `_RNvC4mine3run`, which is exported as `g`.
    fn module() -> Vec<u8> {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        let sections: [(u8, &[u8]); 6] = [
            (1, &[1, 0x60, 0, 0]),
            (IMPORT, b"\x01\x01m\x01f\0\0"),
            (3, &[1, 0]),
            (EXPORT, b"\x01\x01g\0\x01"),
            (CODE, &[1, 3, 0, 1, 0x0b]),
            (CUSTOM, b"\x04name\x01\x11\x01\x01\x0e_RNvC4mine3run"),
        ];
        for (id, body) in sections {
            module.push(id);
            put_sized(&mut module, body);
        }
        module
    }

    #[test]
    fn a_function_is_told_with_its_crate_and_size() {
        let functions = functions(&module());
        let [function] = &functions[..] else { panic!("{} functions", functions.len()) };
        assert_eq!((&*function.symbol, &*function.krate, function.bytes), ("_RNvC4mine3run", "mine", 3));
    }

    #[test]
    fn only_the_names_of_imports_and_exports_change() {
        let long = "x".repeat(200);
        let once = renamed(&module(), |name| format!("{name}{long}"));
        assert_ne!(once, module());
        assert_eq!(renamed(&once, |name| name[..1].to_owned()), module());
    }

    #[test]
    fn the_crate_of_a_symbol_is_the_first_that_it_names() {
        for (symbol, name) in [
            ("_RNvNtCsabc_13referral_form2ui4flow", "referral_form"),
            ("_RINvC4core3mapCs1_5alloc", "core"),
            ("_RNvC5_2tail1f", "2tail"),
            ("main", "without a crate"),
        ] {
            assert_eq!(krate(symbol), name, "{symbol}");
        }
    }
}
