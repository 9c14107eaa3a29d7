//! Exact decimal numbers: what a person typed, compared and converted without rounding errors.
//!
//! No binary floating point is involved anywhere, so "0.1" is one tenth. Exponents, infinities and
//! digit grouping are refused.

use super::validate::digits;
use std::cmp::Ordering;
use std::fmt;

/// Most digits that one number holds, from its first that is not zero, and most decimals.
const MAX_DIGITS: u8 = 18;

/// Most such digits that may be typed.
pub const MAX_TYPED_DIGITS: u8 = 15;

/// A number with at most 18 digits in all and at most 18 decimals.
///
/// Equal numbers are equal here: "1.50" and "1.5" are the same value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Decimal {
    /// The number times ten to the power of `scale`. Not divisible by ten unless `scale` is 0.
    mantissa: i64,
    scale: u8,
}

impl Decimal {
    pub const ZERO: Decimal = Decimal { mantissa: 0, scale: 0 };
    pub const ONE: Decimal = Decimal { mantissa: 1, scale: 0 };

    /// Reads digits with an optional "-" before and optional decimals after ".": "-12.5".
    ///
    /// `None` for anything else, and beyond 18 digits.
    pub fn parse(text: &str) -> Option<Decimal> {
        let (is_negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let (whole, decimals) = match digits.split_once('.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (digits, ""),
        };
        if whole.is_empty() || decimals.len() > usize::from(MAX_DIGITS) {
            return None;
        }
        let mut mantissa = 0i64;
        for byte in whole.bytes().chain(decimals.bytes()) {
            if !byte.is_ascii_digit() || mantissa >= POWERS[usize::from(MAX_DIGITS) - 1] {
                return None;
            }
            mantissa = mantissa * 10 + i64::from(byte - b'0');
        }
        let mantissa = if is_negative { -mantissa } else { mantissa };
        Some(Decimal::new(mantissa, decimals.len() as u8))
    }

    /// Reads what a person types, at most 15 digits.
    ///
    /// Spaces around it are dropped. A sign may stand before it, also the minus of mathematics, and the
    /// zero before the decimals may be left out. Digits may be full-width, Arabic-Indic or Persian, with
    /// the Arabic decimal separator or the full-width point.
    ///
    /// A grouping is never guessed. Many a keypad has only one of "," and ".", so either separates the decimals, except in the
    /// likes of "1.234" with `decimal_comma` and "1,234" without it, which may mean 1234 and are refused.
    pub fn parse_typed(text: &str, decimal_comma: bool) -> Option<Decimal> {
        let text = text.trim();
        let mut canonical = String::new();
        let mut significant = 0;
        let unsigned = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => {
                canonical.push('-');
                rest
            }
            None => text.strip_prefix('+').unwrap_or(text),
        };
        if unsigned.starts_with(['.', ',', '\u{66B}', '\u{FF0E}']) {
            canonical.push('0');
        }
        let mut point = None;
        for c in unsigned.chars() {
            match digits::ascii_char(c) {
                digit @ '0'..='9' => {
                    significant += u8::from(significant > 0 || digit != '0');
                    if significant > MAX_TYPED_DIGITS {
                        return None;
                    }
                    canonical.push(digit);
                }
                '.' | ',' | '\u{66B}' | '\u{FF0E}' => {
                    point = Some((c, significant, canonical.len()));
                    canonical.push('.');
                }
                _ => return None,
            }
        }
        match point {
            Some((sign, whole, at))
                if (sign == ',') != decimal_comma
                    && sign != '\u{66B}'
                    && whole > 0
                    && canonical.len() == at + 4 =>
            {
                None
            }
            _ => Decimal::parse(&canonical),
        }
    }

    /// Counts the decimals that it needs: 1 for "1.50".
    pub fn decimals(self) -> u8 {
        self.scale
    }

    /// Converts to another unit: `self * factor + offset`, rounded half away from zero.
    ///
    /// `None` when the result has more than 18 digits.
    pub fn convert(self, factor: Decimal, offset: Decimal, decimals: u8) -> Option<Decimal> {
        // Below 10^36 each, so that neither the product nor the sum runs over.
        let product = i128::from(self.mantissa) * i128::from(factor.mantissa);
        let product_scale = self.scale + factor.scale;
        let scale = product_scale.max(offset.scale);
        let sum = times_ten(product, scale - product_scale)?
            + times_ten(i128::from(offset.mantissa), scale - offset.scale)?;
        let decimals = decimals.min(MAX_DIGITS);
        let mut magnitude = sum.unsigned_abs();
        let mut dropped = 0;
        for _ in decimals..scale {
            dropped = drop_last_digit(&mut magnitude);
        }
        magnitude += u128::from(dropped >= 5);
        let magnitude = i64::try_from(magnitude).ok().filter(|it| *it < POWERS[usize::from(MAX_DIGITS)])?;
        let mantissa = if sum < 0 { -magnitude } else { magnitude };
        Some(Decimal::new(mantissa, scale.min(decimals)))
    }

    fn new(mut mantissa: i64, mut scale: u8) -> Decimal {
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Decimal { mantissa, scale }
    }

    /// The whole part, and the rest in units of 10^-18, both with the sign of the number.
    fn parts(self) -> (i64, i64) {
        let one = POWERS[usize::from(self.scale)];
        let rest = self.mantissa % one * POWERS[usize::from(MAX_DIGITS - self.scale)];
        (self.mantissa / one, rest)
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        self.parts().cmp(&other.parts())
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Decimal {
    /// Writes the canonical form: no exponent, no trailing zeros, no "-0".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = POWERS[usize::from(self.scale)];
        let magnitude = self.mantissa.abs();
        if self.mantissa < 0 {
            f.write_str("-")?;
        }
        write!(f, "{}", magnitude / one)?;
        if self.scale > 0 {
            write!(f, ".{:0width$}", magnitude % one, width = usize::from(self.scale))?;
        }
        Ok(())
    }
}

/// Ten to the power of each index.
const POWERS: [i64; MAX_DIGITS as usize + 1] = {
    let mut powers = [1; MAX_DIGITS as usize + 1];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// Multiplies by ten so many times, as long as a sum of two such numbers is sure to fit.
fn times_ten(mut number: i128, times: u8) -> Option<i128> {
    for _ in 0..times {
        if number.unsigned_abs() > (i128::MAX / 20).unsigned_abs() {
            return None;
        }
        number *= 10;
    }
    Some(number)
}

/// Divides by ten and returns the remainder.
///
/// By hand, in four steps of 32 bits: the compiler's 128-bit division is larger than all of this file.
fn drop_last_digit(number: &mut u128) -> u8 {
    let mut quotient = 0;
    let mut remainder = 0u64;
    for shift in [96, 64, 32, 0] {
        let part = remainder << 32 | u64::from((*number >> shift) as u32);
        quotient |= u128::from(part / 10) << shift;
        remainder = part % 10;
    }
    *number = quotient;
    remainder as u8
}
