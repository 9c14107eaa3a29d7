//! Letters to oneself: what is written into a `mailto` address, and what of it goes first when there is too much.

use referral_form::domain::letter::{ADDRESS_MAX_CHARS, Line, address};

fn line(words: &str, rank: u8) -> Line {
    Line { words: words.to_owned(), rank }
}

#[test]
fn a_letter_names_nobody_and_encodes_whatever_it_says() {
    let written = address("A & B?", &[line("50 % for \"Ä\" #1", 0), line("a+b=c", 1)]);
    let expected =
        "mailto:?subject=A%20%26%20B%3F&body=50%20%25%20for%20%22%C3%84%22%20%231%0D%0Aa%2Bb%3Dc%0D%0A";
    assert_eq!(written, expected);
}

#[test]
fn what_matters_least_goes_first_and_goes_whole() {
    let long = "药".repeat(120);
    let lines = [line("first", 0), line(&long, 2), line(&long, 1), line("last", 3)];
    let written = address("Subject", &lines);
    assert!(written.len() <= ADDRESS_MAX_CHARS, "{}", written.len());
    assert_eq!(written.matches("%E8%8D%AF").count(), 120, "one of the two fits, and not a part of the other");
    let place = |words: &str| written.find(words).unwrap_or_else(|| panic!("no \"{words}\" in {written}"));
    assert!(place("body=first") < place("%E8") && place("%AF%0D%0Alast") > place("%E8"), "{written}");
}
