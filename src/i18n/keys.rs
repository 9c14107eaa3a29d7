//! The names of all messages, made from the English catalogue when the crate is built.

include!(concat!(env!("OUT_DIR"), "/keys.rs"));
