//! Themes: whether the colours that a page sets can be read (WCAG 2.2, success criteria 1.4.3 and 1.4.11, level AA).
//!
//! It reads `--referral-form-*` properties out of a CSS file, block by block: what a block does not set has the form's
//! own colour, in a light and in a dark color-scheme. It understands `#rgb`, `#rrggbb`, `rgb()`, `hsl()`, `light-dark()`,
//! `black` and `white`, each opaque; of any other value it says that it cannot judge it.

use std::collections::BTreeMap;
use std::fmt;

/// The form's own colours.
const TOKENS: &str = include_str!("../../../style/tokens.css");

/// Before every property that is a theme's.
const PREFIX: &str = "--referral-form-";

/// Text beside its ground, from `style/base.css` and `style/components.css`: normal size, so 4.5 to 1.
const TEXTS: [(&str, &str); 9] = [
    ("text", "surface"),
    ("text", "tint"),
    ("muted", "surface"),
    ("muted", "tint"),
    ("accent", "surface"),
    ("accent", "tint"),
    ("accent-text", "accent"),
    ("problem", "surface"),
    ("problem", "tint"),
];

/// Edges of controls and the ring of the focus beside their ground: 3 to 1.
const EDGES: [(&str, &str); 3] = [("border", "surface"), ("focus", "surface"), ("focus", "tint")];

/// Least contrast of text.
const TEXT_MIN: f64 = 4.5;

/// Least contrast of edges.
const EDGE_MIN: f64 = 3.0;

/// One thing to look at in a theme.
#[derive(Debug, PartialEq)]
pub struct Warning {
    /// Byte offset of the property.
    pub at: usize,
    /// What it is.
    pub what: About,
}

/// What can be better in a theme.
#[derive(Debug, PartialEq)]
pub enum About {
    /// Two colours are too alike.
    Contrast { of: &'static str, on: &'static str, ratio: f64, min: f64, scheme: &'static str },
    /// A value that is not understood.
    Unreadable { property: String, value: String },
    /// A property that the form does not have.
    Unknown { property: String },
}

impl fmt::Display for About {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            About::Contrast { of, on, ratio, min, scheme } => {
                // Rounded down: 4.499 is not 4.5.
                let ratio = (ratio * 100.0).floor() / 100.0;
                write!(
                    out,
                    "{PREFIX}{of} on {PREFIX}{on} has a contrast of {ratio} to 1 in {scheme}; AA asks for {min} to 1"
                )
            }
            About::Unreadable { property, value } => {
                write!(
                    out,
                    "\"{value}\" cannot be judged; write {PREFIX}{property} as #rrggbb or light-dark(#rrggbb, #rrggbb)"
                )
            }
            About::Unknown { property } => write!(out, "the form has no property {PREFIX}{property}"),
        }
    }
}

/// A colour: red, green and blue from 0 to 1.
type Colour = [f64; 3];

/// A colour in the light and one in the dark.
type Pair = [Colour; 2];

/// Looks a theme over; the warnings stand in the order of the file.
pub fn look(css: &str) -> Vec<Warning> {
    let own = own_colours();
    let known: Vec<&str> = declarations(TOKENS).into_iter().map(|it| it.property).collect();
    let mut warnings = Vec::new();
    let mut blocks: BTreeMap<usize, Vec<Declaration>> = BTreeMap::new();
    for declaration in declarations(css) {
        blocks.entry(declaration.block).or_default().push(declaration);
    }
    for block in blocks.values() {
        let mut colours = own.clone();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for Declaration { property, value, at, .. } in block {
            if !known.contains(property) {
                warnings.push(Warning { at: *at, what: About::Unknown { property: (*property).to_owned() } });
            } else if own.contains_key(property) {
                match pair(value) {
                    Some(pair) => {
                        colours.insert(property, pair);
                        places.insert(property, *at);
                    }
                    None => {
                        let (property, value) = ((*property).to_owned(), (*value).to_owned());
                        warnings.push(Warning { at: *at, what: About::Unreadable { property, value } });
                    }
                }
            }
        }
        let texts = TEXTS.iter().map(|it| (it, TEXT_MIN));
        for (&(of, on), min) in texts.chain(EDGES.iter().map(|it| (it, EDGE_MIN))) {
            // Pairs of the form's own colours are the form's own business.
            let Some(at) = places.get(of).max(places.get(on)) else { continue };
            for (scheme, name) in ["a light color-scheme", "a dark color-scheme"].into_iter().enumerate() {
                let ratio = contrast(colours[of][scheme], colours[on][scheme]);
                if ratio < min {
                    warnings.push(Warning {
                        at: *at,
                        what: About::Contrast { of, on, ratio, min, scheme: name },
                    });
                }
            }
        }
    }
    warnings.sort_by_key(|it| it.at);
    warnings
}

/// The form's own colours, as the last of its declarations has them.
fn own_colours() -> BTreeMap<&'static str, Pair> {
    let declarations = declarations(TOKENS).into_iter();
    declarations.filter_map(|it| Some((it.property, pair(it.value)?))).collect()
}

/// A property of a theme as it is set somewhere.
struct Declaration<'a> {
    /// The name without its prefix.
    property: &'a str,
    value: &'a str,
    /// Byte offset of the name.
    at: usize,
    /// Byte offset of the block's brace.
    block: usize,
}

/// Finds every declaration of a theme's property.
fn declarations(css: &str) -> Vec<Declaration<'_>> {
    let mut found = Vec::new();
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(letter) = css[at..].chars().next() {
        if css[at..].starts_with("/*") {
            at += css[at..].find("*/").map_or(css.len() - at, |it| it + 2);
            continue;
        }
        match letter {
            '{' => open.push(at),
            '}' => _ = open.pop(),
            '"' | '\'' => at += css[at + 1..].find(letter).map_or(0, |it| it + 1),
            _ => {}
        }
        let is_start = css[..at].ends_with(|it: char| it.is_whitespace() || "{;/".contains(it));
        if let Some(rest) = css[at..].strip_prefix(PREFIX)
            && is_start
            && let Some(block) = open.last().copied()
            && let Some((name, _)) = rest.split_once(':')
        {
            let name = name.trim_end();
            let value = &rest[rest.find(':').map_or(0, |it| it + 1)..];
            let end = value.find([';', '}']).unwrap_or(value.len());
            if name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-') {
                let value = value[..end].trim();
                let value = value.strip_suffix("!important").map_or(value, str::trim_end);
                found.push(Declaration { property: name, value, at, block });
            }
        }
        at += letter.len_utf8();
    }
    found
}

/// Reads a colour for both schemes.
fn pair(value: &str) -> Option<Pair> {
    let both = value.strip_prefix("light-dark(").and_then(|it| it.strip_suffix(')'));
    match both {
        Some(both) => {
            let parts = split_top(both)?;
            Some([colour(parts.0.trim())?, colour(parts.1.trim())?])
        }
        None => colour(value).map(|it| [it, it]),
    }
}

/// Splits at the comma that stands in no parentheses.
fn split_top(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => return Some((&text[..at], &text[at + 1..])),
            _ => {}
        }
    }
    None
}

/// Reads one opaque colour.
fn colour(value: &str) -> Option<Colour> {
    let value = value.trim().to_ascii_lowercase();
    match value.as_str() {
        "black" => return Some([0.0; 3]),
        "white" => return Some([1.0; 3]),
        _ => {}
    }
    if let Some(digits) = value.strip_prefix('#') {
        let part = |at: usize, length: usize| {
            let digits = digits.get(at * length..(at + 1) * length)?;
            let whole = if length == 1 { digits.repeat(2) } else { digits.to_owned() };
            u8::from_str_radix(&whole, 16).ok().map(|it| f64::from(it) / 255.0)
        };
        let length = match digits.len() {
            3 => 1,
            6 => 2,
            _ => return None,
        };
        return Some([part(0, length)?, part(1, length)?, part(2, length)?]);
    }
    let (name, arguments) = value.strip_suffix(')')?.split_once('(')?;
    let arguments: Vec<&str> = arguments.split([',', ' ']).filter(|it| !it.is_empty()).collect();
    let [first, second, third] = arguments.as_slice() else { return None };
    let share = |it: &str| it.strip_suffix('%')?.parse::<f64>().ok().map(|it| (it / 100.0).clamp(0.0, 1.0));
    match name {
        "rgb" | "rgba" => {
            let channel = |it: &str| {
                share(it).or_else(|| it.parse::<f64>().ok().map(|it| (it / 255.0).clamp(0.0, 1.0)))
            };
            Some([channel(first)?, channel(second)?, channel(third)?])
        }
        "hsl" | "hsla" => {
            let hue: f64 = first.trim_end_matches("deg").parse().ok()?;
            Some(from_hsl(hue.rem_euclid(360.0), share(second)?, share(third)?))
        }
        _ => None,
    }
}

/// Source: CSS Color Module Level 4, § 7.1, converting HSL colors to sRGB.
fn from_hsl(hue: f64, saturation: f64, lightness: f64) -> Colour {
    let channel = |n: f64| {
        let k = (n + hue / 30.0) % 12.0;
        let a = saturation * lightness.min(1.0 - lightness);
        lightness - a * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)
    };
    [channel(0.0), channel(8.0), channel(4.0)]
}

/// Contrast ratio, 1 to 21. Source: WCAG 2.2, definitions of contrast ratio and relative luminance.
fn contrast(left: Colour, right: Colour) -> f64 {
    let linear = |it: f64| if it <= 0.04045 { it / 12.92 } else { ((it + 0.055) / 1.055).powf(2.4) };
    let luminance =
        |[red, green, blue]: Colour| 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    let (left, right) = (luminance(left), luminance(right));
    (left.max(right) + 0.05) / (left.min(right) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_s_own_colours_are_above_aa() {
        // Set once more by a theme, they are judged as a theme's.
        assert_eq!(look(TOKENS), []);
    }

    #[test]
    fn contrast_is_that_of_the_guideline() {
        let ratio = |left, right| {
            (contrast(colour(left).expect("a colour"), colour(right).expect("one")) * 100.0).round()
        };
        assert_eq!(ratio("#000", "#ffffff"), 2100.0);
        assert_eq!(ratio("#777", "white"), 448.0);
        assert_eq!(ratio("rgb(118, 118, 118)", "white"), 454.0);
        assert_eq!(ratio("hsl(240 100% 50%)", "white"), ratio("#00f", "#fff"));
    }

    #[test]
    fn every_block_is_a_theme_of_its_own() {
        let css = "/* --referral-form-accent: #fff; */\n\
            referral-form { --referral-form-accent: light-dark(#0b5c8a, #7cc4f0) }\n\
            .pale { --referral-form-accent: #9bd; --brand: x }";
        let found: Vec<usize> = look(css).iter().map(|it| it.at).collect();
        let pale = css.rfind("--referral-form-accent").expect("it is there");
        assert!(!found.is_empty() && found.iter().all(|it| *it == pale), "{found:?}");
    }

    #[test]
    fn what_cannot_be_judged_is_said() {
        let css =
            "a { --referral-form-text: var(--ink); --referral-form-colour: #000; --referral-form-gap: 2em }";
        let found: Vec<String> = look(css).iter().map(|it| it.what.to_string()).collect();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains("var(--ink)") && found[1].contains("no property"), "{found:?}");
    }
}
