//! How hard the texts are to read, where a formula for their language was published; elsewhere nothing is said.
//!
//! Only running texts count: those that end as a sentence does. Labels and options have no sentences to measure, and
//! under [`WORDS_MIN`] words no formula means anything.
//!
//! | language | formula | grade 8 |
//! |---|---|---|
//! | en | Flesch-Kincaid grade level: 0.39 w/s + 11.8 y/w − 15.59 (Kincaid et al., Derivation of new readability formulas, US Navy, 1975) | 8 |
//! | es | Fernández Huerta: 206.84 − 60 y/w − 1.02 w/s (Medidas sencillas de lecturabilidad, Consigna 214, 1959) | 60 |
//! | de | Flesch-Amstad: 180 − w/s − 58.5 y/w (Amstad, Wie verständlich sind unsere Zeitungen?, Zürich, 1978) | 60 |
//! | it | Gulpease: 89 + (300 s − 10 l) / w (Lucisano and Piemontese, Scuola e città 3, 1988) | 60 |
//!
//! w words, s sentences, y syllables, l letters. The last three are scales of ease: their authors put texts of 60 and
//! more within reach of whoever finished the eighth year of school, as Flesch's own table does.

use std::fmt;

use super::GRADE_MAX;
use super::wording::Wording;

/// Fewest words on which a formula is worth anything; Flesch took samples of 100.
const WORDS_MIN: usize = 100;

/// Fewest words of a text that may be named as the hardest.
const HARDEST_WORDS_MIN: usize = 8;

/// Least ease, on the scales of ease, that the eighth year of school suffices for.
const EASE_MIN: f64 = 60.0;

/// How hard the texts of one language are to read.
#[derive(Clone, PartialEq, Debug)]
pub struct Grade {
    /// The language, as a BCP 47 tag.
    pub language: String,
    /// The formula's name.
    formula: &'static str,
    /// What the formula gives: school years, or ease.
    value: f64,
    /// Whether a higher value is an easier text.
    is_ease: bool,
    /// Whether it needs more than eight years of school.
    pub is_too_hard: bool,
    /// Where the hardest text stands, as a JSON Pointer.
    pub hardest: String,
}

impl fmt::Display for Grade {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Grade { formula, value, .. } = self;
        match self.is_ease {
            true => {
                write!(out, "reading ease {value:.1}, where {EASE_MIN:.0} is grade {GRADE_MAX} ({formula})")
            }
            false => write!(out, "reading grade {value:.1} ({formula})"),
        }
    }
}

/// Measures the running texts of a language; `None` where there is no formula for it, or too little text.
pub(super) fn of(wording: &Wording) -> Option<Grade> {
    let (formula, is_ease, measure): (_, _, fn(&Counts) -> f64) = match wording.base_language() {
        "en" => ("Flesch-Kincaid", false, |it| 0.39 * it.sentence() + 11.8 * it.syllables_a_word() - 15.59),
        "es" => {
            ("Fernández Huerta", true, |it| 206.84 - 60.0 * it.syllables_a_word() - 1.02 * it.sentence())
        }
        "de" => ("Flesch-Amstad", true, |it| 180.0 - it.sentence() - 58.5 * it.syllables_a_word()),
        "it" => ("Gulpease", true, |it| {
            89.0 + (300.0 * it.sentences as f64 - 10.0 * it.letters as f64) / it.words as f64
        }),
        _ => return None,
    };
    let running = wording.texts.iter().filter(|it| is_running(&it.words));
    let counted: Vec<(&str, Counts)> =
        running.map(|it| (it.at.as_str(), Counts::of(&it.words, wording.base_language()))).collect();
    let mut all = Counts::default();
    counted.iter().for_each(|it| all.add(&it.1));
    if all.words < WORDS_MIN {
        return None;
    }
    let value = measure(&all);
    let hardness = |it: &Counts| if is_ease { -measure(it) } else { measure(it) };
    let long = counted.iter().filter(|it| it.1.words >= HARDEST_WORDS_MIN);
    let hardest = long.max_by(|left, right| hardness(&left.1).total_cmp(&hardness(&right.1)));
    Some(Grade {
        language: wording.language.clone(),
        formula,
        value,
        is_ease,
        is_too_hard: if is_ease { value < EASE_MIN } else { value > f64::from(GRADE_MAX) },
        hardest: hardest.map(|it| it.0.to_owned()).unwrap_or_default(),
    })
}

fn is_running(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', '?', '…']) && text.split_whitespace().count() >= 3
}

#[derive(Default)]
struct Counts {
    sentences: usize,
    words: usize,
    syllables: usize,
    letters: usize,
}

impl Counts {
    fn of(text: &str, language: &str) -> Counts {
        let mut counts = Counts::default();
        let mut is_open = false;
        for token in text.split_whitespace() {
            // A hyphen joins two words; numbers are neither words nor syllables.
            for word in token.split(['-', '–', '/']) {
                let letters: Vec<char> =
                    word.chars().filter(|it| it.is_alphabetic()).flat_map(char::to_lowercase).collect();
                if !letters.is_empty() && !word.contains(|it: char| it.is_ascii_digit() || it == '@') {
                    counts.words += 1;
                    counts.letters += letters.len();
                    counts.syllables += syllables(&letters, language);
                    is_open = true;
                }
            }
            let end = token.trim_end_matches(['"', '”', '»', ')', '\'']);
            if is_open && end.ends_with(['.', '!', '?', '…', ':', ';']) {
                counts.sentences += 1;
                is_open = false;
            }
        }
        counts.sentences += usize::from(is_open);
        counts
    }

    fn add(&mut self, more: &Counts) {
        self.sentences += more.sentences;
        self.words += more.words;
        self.syllables += more.syllables;
        self.letters += more.letters;
    }

    /// Words in a sentence.
    fn sentence(&self) -> f64 {
        self.words as f64 / self.sentences as f64
    }

    fn syllables_a_word(&self) -> f64 {
        self.syllables as f64 / self.words as f64
    }
}

fn syllables(word: &[char], language: &str) -> usize {
    let count = match language {
        "en" => english(word),
        "es" => spanish(word),
        _ => german(word),
    };
    count.max(1)
}

/// Groups of vowels, without the silent "e" at the end of a word or before its "s" and "d".
fn english(word: &[char]) -> usize {
    let is_vowel = |it: &char| "aeiouy".contains(*it);
    let mut groups = 0;
    let mut was_vowel = false;
    for letter in word {
        let now = is_vowel(letter);
        groups += usize::from(now && !was_vowel);
        was_vowel = now;
    }
    let text: String = word.iter().collect();
    let before = |ending: usize| word.len().checked_sub(ending + 1).map(|it| word[it]);
    let is_silent = if text.ends_with("le") && before(2).is_some_and(|it| !is_vowel(&it)) {
        false
    } else if text.ends_with('e') {
        before(1).is_some_and(|it| !is_vowel(&it))
    } else if text.ends_with("ed") {
        before(2).is_some_and(|it| !is_vowel(&it) && it != 't' && it != 'd')
    } else if text.ends_with("es") {
        before(2).is_some_and(|it| !is_vowel(&it) && !"sxzcgh".contains(it))
    } else {
        false
    };
    groups - usize::from(is_silent && groups > 1)
}

/// Vowels by the rules of Spanish: a weak one (i, u) without accent joins its neighbour, two strong ones part.
fn spanish(word: &[char]) -> usize {
    let mut count = 0;
    let mut before = None;
    let mut is_closed = false;
    for (index, letter) in word.iter().enumerate() {
        let is_strong = "aeoáéíóú".contains(*letter);
        let is_weak = "iuü".contains(*letter) || (*letter == 'y' && index + 1 == word.len());
        match before {
            _ if !is_strong && !is_weak => {
                before = None;
                is_closed = false;
                continue;
            }
            None => count += 1,
            Some(was_strong) => {
                let parts = is_strong && (was_strong || is_closed);
                count += usize::from(parts);
                is_closed = is_weak && was_strong;
            }
        }
        before = Some(is_strong || before == Some(true));
    }
    count
}

/// Vowels, of which two stand for one sound: ie, ei, ai, au, äu, eu, aa, ee, oo.
fn german(word: &[char]) -> usize {
    let is_vowel = |it: char| "aeiouyäöü".contains(it);
    let mut count = 0;
    let mut index = 0;
    while let Some(letter) = word.get(index) {
        if is_vowel(*letter) {
            count += 1;
            let pair: String = word[index..].iter().take(2).collect();
            index +=
                usize::from(["ie", "ei", "ai", "au", "äu", "eu", "aa", "ee", "oo"].contains(&pair.as_str()));
        }
        index += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_counted_as_people_speak_them() {
        for (language, words) in [
            (
                "en",
                &[("study", 2), ("safe", 1), ("table", 2), ("treated", 2), ("looked", 1), ("people", 2)][..],
            ),
            ("es", &[("estudio", 3), ("país", 2), ("bueno", 2), ("aéreo", 4), ("cuando", 2), ("hay", 1)]),
            ("de", &[("studie", 2), ("teilnahme", 3), ("theater", 3), ("frau", 1), ("häuser", 2)]),
        ] {
            for (word, count) in words {
                let letters: Vec<char> = word.chars().collect();
                assert_eq!(syllables(&letters, language), *count, "{word}");
            }
        }
    }

    #[test]
    fn numbers_and_hyphens_make_neither_words_nor_sentences_longer() {
        let counts = Counts::of("The 24-week study ends in 2027. It is well-known.", "en");
        assert_eq!((counts.sentences, counts.words), (2, 9));
    }
}
