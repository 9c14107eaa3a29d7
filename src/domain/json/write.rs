//! What is written as JSON, to the byte as serde_json writes it.

use std::fmt::{self, Display, Formatter};

use serde::ser::{
    Error, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, Serializer,
};

/// Writes a value: texts, whole numbers, true and false, lists and objects of them.
pub fn write(value: &(impl Serialize + ?Sized)) -> String {
    let mut text = String::new();
    let Ok(()) = value.serialize(Writer(&mut text));
    text
}

/// What cannot go wrong: text takes more text. So nobody asks after each letter whether it did.
#[derive(Debug)]
pub enum Never {}

impl Display for Never {
    fn fmt(&self, _: &mut Formatter) -> fmt::Result {
        match *self {}
    }
}

impl std::error::Error for Never {}

impl Error for Never {
    fn custom<T: Display>(_: T) -> Self {
        unreachable!("nothing that is written refuses to be")
    }
}

/// Writes one value at the end of a text.
struct Writer<'a>(&'a mut String);

/// Writes what stands between two brackets.
struct Entries<'a> {
    text: &'a mut String,
    is_first: bool,
    last: char,
}

impl<'a> Writer<'a> {
    fn entries(self, first: char, last: char) -> Result<Entries<'a>, Never> {
        self.0.push(first);
        Ok(Entries { text: self.0, is_first: true, last })
    }

    fn word(self, word: &str) -> Result<(), Never> {
        self.0.push_str(word);
        Ok(())
    }
}

impl Entries<'_> {
    fn entry(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), Never> {
        if !self.is_first {
            self.text.push(',');
        }
        self.is_first = false;
        value.serialize(Writer(self.text))
    }

    fn end(self) -> Result<(), Never> {
        self.text.push(self.last);
        Ok(())
    }
}

/// Writes a text in quotation marks. Source: RFC 8259 §7.
fn quote(words: &str, into: &mut String) {
    into.push('"');
    for letter in words.chars() {
        let short = match letter {
            '"' | '\\' => letter,
            '\u{8}' => 'b',
            '\u{c}' => 'f',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            '\0'..' ' => {
                into.push_str("\\u00");
                for digit in [u32::from(letter) >> 4, u32::from(letter) & 15] {
                    into.extend(char::from_digit(digit, 16));
                }
                continue;
            }
            other => {
                into.push(other);
                continue;
            }
        };
        into.push('\\');
        into.push(short);
    }
    into.push('"');
}

/// What a referral has none of.
const FOREIGN: &str = "what is written has no fractions, bytes or variants with values";

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Entries<'a>;
    type SerializeTuple = Entries<'a>;
    type SerializeTupleStruct = Impossible<(), Never>;
    type SerializeTupleVariant = Impossible<(), Never>;
    type SerializeMap = Entries<'a>;
    type SerializeStruct = Entries<'a>;
    type SerializeStructVariant = Impossible<(), Never>;

    fn serialize_bool(self, value: bool) -> Result<(), Never> {
        self.word(if value { "true" } else { "false" })
    }

    fn serialize_i8(self, value: i8) -> Result<(), Never> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), Never> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), Never> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), Never> {
        self.word(&value.to_string())
    }

    fn serialize_u8(self, value: u8) -> Result<(), Never> {
        self.serialize_u32(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), Never> {
        self.serialize_u32(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), Never> {
        self.word(&value.to_string())
    }

    fn serialize_u64(self, value: u64) -> Result<(), Never> {
        self.word(&value.to_string())
    }

    fn serialize_f32(self, _: f32) -> Result<(), Never> {
        unreachable!("{FOREIGN}")
    }

    fn serialize_f64(self, _: f64) -> Result<(), Never> {
        unreachable!("{FOREIGN}")
    }

    fn serialize_char(self, value: char) -> Result<(), Never> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Never> {
        quote(value, self.0);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Never> {
        unreachable!("{FOREIGN}")
    }

    fn serialize_none(self) -> Result<(), Never> {
        self.word("null")
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Never> {
        self.word("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Never> {
        self.word("null")
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, word: &'static str) -> Result<(), Never> {
        self.serialize_str(word)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Never> {
        unreachable!("{FOREIGN}")
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Entries<'a>, Never> {
        self.entries('[', ']')
    }

    fn serialize_tuple(self, _: usize) -> Result<Entries<'a>, Never> {
        self.entries('[', ']')
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Impossible<(), Never>, Never> {
        unreachable!("{FOREIGN}")
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Never>, Never> {
        unreachable!("{FOREIGN}")
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'a>, Never> {
        self.entries('{', '}')
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Entries<'a>, Never> {
        self.entries('{', '}')
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Never>, Never> {
        unreachable!("{FOREIGN}")
    }
}

/// Lists, of any length or of one that the type knows.
macro_rules! list {
    ($kind:ident) => {
        impl $kind for Entries<'_> {
            type Ok = ();
            type Error = Never;

            fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
                self.entry(value)
            }

            fn end(self) -> Result<(), Never> {
                self.end()
            }
        }
    };
}

list!(SerializeSeq);
list!(SerializeTuple);

impl SerializeMap for Entries<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Never> {
        self.entry(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        self.text.push(':');
        value.serialize(Writer(self.text))
    }

    fn end(self) -> Result<(), Never> {
        self.end()
    }
}

impl SerializeStruct for Entries<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Never> {
        self.serialize_entry(key, value)
    }

    fn end(self) -> Result<(), Never> {
        self.end()
    }
}
