//! What is done to wasm-bindgen's glue, whichever engine it belongs to.

use std::collections::HashMap;

use regex_lite::{Captures, Regex};

/// What wasm-bindgen's glue takes from the page's globals.
const GLOBALS: [&str; 10] = [
    "queueMicrotask",
    "Array",
    "Date",
    "Object",
    "Promise",
    "Response",
    "TextDecoder",
    "Uint8Array",
    "URL",
    "URLSearchParams",
];

/// Whatever a page has put in the place of `fetch`, it answers or fails, and never throws into the engine.
const SAFE: &str = "const Reflect = { get: globalThis.Reflect.get, set: globalThis.Reflect.set, construct: globalThis.Reflect.construct };
const { fetch: given } = globalThis;
const fetch = async (...all) => given(...all);
";

/// A line that takes these globals while the engine loads: what the page puts in their place later does not reach it.
pub fn captured(names: &[&str]) -> String {
    format!("const {{ {} }} = globalThis;\n", names.join(", "))
}

/// The lines before the glue, which take all that it needs from the page.
pub fn head() -> String {
    captured(&GLOBALS) + SAFE
}

/// Short names for imports and shims, always the same one for the same name.
///
/// wasm-bindgen names each by what it does and a hash; the glue and the module repeat those names, and hashes do not compress.
pub struct ShortNames {
    long: Regex,
    short: HashMap<String, String>,
}

impl ShortNames {
    /// No name is known yet.
    pub fn new() -> Self {
        let long = Regex::new(r"\b(?:__wbg_|__wbindgen_cast|_R)\w+").expect("the expression is right");
        Self { long, short: HashMap::new() }
    }

    /// Puts short names into a text.
    pub fn put_into(&mut self, text: &str) -> String {
        let short = &mut self.short;
        let shortened = self.long.replace_all(text, |found: &Captures| {
            let name = &found[0];
            if name.starts_with("__wbg_set_wasm") {
                return name.to_owned(); // no shim
            }
            let next = short.len();
            short.entry(name.to_owned()).or_insert_with(|| format!("_{}", in_base_36(next))).clone()
        });
        shortened.into_owned()
    }
}

fn in_base_36(mut number: usize) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit((number % 36) as u32, 36).expect("it is less than 36"));
        number /= 36;
        if number == 0 {
            return digits.iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_shortened_the_same_way_wherever_it_stands() {
        let mut names = ShortNames::new();
        let text = "__wbg_call_12ab(_RNvC5other); imports.__wbg_call_12ab; __wbg_set_wasm(wasm); a__wbg_b";
        assert_eq!(names.put_into(text), "_0(_1); imports._0; __wbg_set_wasm(wasm); a__wbg_b");
        assert_eq!(names.put_into("__wbindgen_cast_7f"), "_2");
        assert_eq!(in_base_36(35) + &in_base_36(36), "z10");
    }
}
