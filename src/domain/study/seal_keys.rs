//! Keys to seal to: a key that could not seal, or not only for its owner, is refused when the file is read.
//!
//! Nothing here is secret: a study file holds public keys only. So nothing needs to take the same time always.

use super::SealKey;
use super::json::Reader;
use super::problem::Wrong;
use crate::domain::base64url;

/// Most keys that a file may list: the one that seals, and some that are being retired.
pub const KEYS_MAX: usize = 5;

/// A whole number of 256 bits, most significant byte first.
type Number = [u8; 32];

/// The prime over which P-256 is drawn. Source: NIST SP 800-186 §3.2.1.3.
const P: Number = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, //
    0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
];

/// The constant of P-256's equation y² = x³ - 3x + b. Source: the same.
const B: Number = [
    0x5a, 0xc6, 0x35, 0xd8, 0xaa, 0x3a, 0x93, 0xe7, 0xb3, 0xeb, 0xbd, 0x55, 0x76, 0x98, 0x86, 0xbc, //
    0x65, 0x1d, 0x06, 0xb0, 0xcc, 0x53, 0xb0, 0xf6, 0x3b, 0xce, 0x3c, 0x3e, 0x27, 0xd2, 0x60, 0x4b,
];

/// Reports every key that cannot be used, and a seal without any; the reader stands at `seal`.
pub(super) fn check(keys: &[SealKey], reader: &mut Reader) {
    if keys.is_empty() {
        reader.wrong(Wrong::KeyMissing { key: "keys" });
    }
    reader.enter("keys");
    if keys.len() > KEYS_MAX {
        reader.wrong(Wrong::TooManyKeys { max: KEYS_MAX });
    }
    for (place, key) in keys.iter().enumerate() {
        reader.enter_entry(place);
        let is_twice = keys[..place].iter().any(|it| it.kid == key.kid);
        if is_twice && !key.kid.is_empty() {
            reader.wrong_at("kid", Wrong::IdTwice { kind: "key", id: key.kid.clone() });
        }
        let x = coordinate("x", &key.x, reader);
        let y = coordinate("y", &key.y, reader);
        if let (Some(x), Some(y)) = (x, y)
            && !is_on_curve(&x, &y)
        {
            reader.wrong(Wrong::NotOnCurve);
        }
        reader.leave();
    }
    reader.leave();
}

/// Reads a coordinate; notes one that is none, except an empty text, which was noted before.
fn coordinate(key: &str, text: &str, reader: &mut Reader) -> Option<Number> {
    let number = base64url::decode(text).and_then(|it| Number::try_from(it).ok());
    if number.is_none() && !text.trim().is_empty() {
        reader.wrong_at(key, Wrong::NotACoordinate);
    }
    number
}

/// Tells whether two numbers are a point of P-256. (The point at infinity has no coordinates.)
fn is_on_curve(x: &Number, y: &Number) -> bool {
    // y² + 3x = x³ + b spares subtractions.
    let cube = times(&times(x, x), x);
    let triple = plus(&plus(x, x), x);
    *x < P && *y < P && plus(&times(y, y), &triple) == plus(&cube, &B)
}

/// Adds modulo [`P`]; both below it.
fn plus(left: &Number, right: &Number) -> Number {
    let mut sum = [0; 32];
    let mut carry = 0;
    for place in (0..32).rev() {
        carry += u16::from(left[place]) + u16::from(right[place]);
        sum[place] = carry as u8;
        carry >>= 8;
    }
    if carry > 0 || sum >= P {
        let mut borrow = 0;
        for place in (0..32).rev() {
            borrow += i16::from(sum[place]) - i16::from(P[place]);
            sum[place] = borrow as u8;
            borrow >>= 8;
        }
    }
    sum
}

/// Multiplies modulo [`P`], bit by bit; both below it.
fn times(left: &Number, right: &Number) -> Number {
    let mut product = [0; 32];
    for byte in left {
        for bit in (0..8).rev() {
            product = plus(&product, &product);
            if byte >> bit & 1 == 1 {
                product = plus(&product, right);
            }
        }
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        let number = base64url::decode(text).and_then(|it| Number::try_from(it).ok());
        number.expect("32 bytes in base64url")
    }

    /// The point of which every other is a multiple. Source: NIST SP 800-186 §3.2.1.3.
    fn base_point() -> (Number, Number) {
        let x = "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY";
        let y = "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU";
        (number(x), number(y))
    }

    #[test]
    fn the_base_point_is_on_the_curve_and_its_neighbours_are_not() {
        let (x, y) = base_point();
        assert!(is_on_curve(&x, &y));
        for bit in 0..8 {
            for place in 0..32 {
                let mut moved = y;
                moved[place] ^= 1 << bit;
                assert!(!is_on_curve(&x, &moved), "bit {bit} of byte {place}");
            }
        }
    }

    #[test]
    fn the_opposite_point_is_on_the_curve_and_the_swapped_one_is_not() {
        let (x, y) = base_point();
        let mut opposite = y;
        let mut borrow = 0;
        for place in (0..32).rev() {
            borrow += i16::from(P[place]) - i16::from(y[place]);
            opposite[place] = borrow as u8;
            borrow >>= 8;
        }
        assert!(is_on_curve(&x, &opposite));
        assert!(!is_on_curve(&y, &x));
    }

    #[test]
    fn a_number_has_one_way_to_be_written() {
        // The square root of b: the point with x = 0. The prime itself is 0 once more.
        let y = number("ZkhceA4vg9ckM71dhKBrtlQcKvMdrocXKL-FahdPk_Q");
        assert!(is_on_curve(&[0; 32], &y));
        assert!(!is_on_curve(&P, &y));
    }
}
