//! Words that ethics committees refuse in recruitment texts.
//!
//! A short list, not a judgement: it finds the phrases that the guidance names, and their nearest kin. It reads the
//! title, summary, facts, materials, steps, sources, requests and headings; questions, criteria and consents may
//! need these words ("safe contraception").
//!
//! Source: US Food and Drug Administration, Recruiting Study Subjects, Guidance for Institutional Review Boards and
//! Clinical Investigators (January 1998): no claim that the product is safe or effective or better than another; not
//! "new treatment", "new medication" or "new drug" without saying that it is investigational; not "free medical
//! treatment" where the person is merely not charged; no certainty of a favourable outcome.

use super::wording::Wording;
use super::{About, Concern};

/// What makes a phrase acceptable.
#[derive(Clone, Copy)]
enum Unless {
    /// Nothing.
    Never,
    /// A denial or a question earlier in the sentence: "not yet shown to be safe", "whether it is effective".
    Denied,
    /// The same text says that the product is investigational.
    Investigational,
}

/// What is wrong with a phrase, and what to write instead.
struct Group {
    unless: Unless,
    instead: &'static str,
    /// By language: phrases in lower case, "|" between them.
    phrases: &'static [(&'static str, &'static str)],
}

const GROUPS: [Group; 4] = [
    Group {
        unless: Unless::Investigational,
        instead: "say in the same text that it is investigational, or call it \"the study medicine\"",
        phrases: &[
            ("en", "new treatment|new treatments|new medicine|new medication|new drug|new therapy"),
            ("es", "nuevo tratamiento|nuevos tratamientos|nuevo medicamento|nuevo fármaco|nueva terapia"),
            (
                "de",
                "neue behandlung|neues medikament|neue therapie|neuartige behandlung|neuartiges medikament",
            ),
            ("fr", "nouveau traitement|nouveau médicament|nouvelle thérapie"),
        ],
    },
    Group {
        unless: Unless::Never,
        instead: "say what the person is not charged for",
        phrases: &[
            (
                "en",
                "free treatment|free medical treatment|free medicine|free medication|free drug|free care|free medical care",
            ),
            (
                "es",
                "tratamiento gratuito|tratamiento gratis|medicación gratuita|medicamento gratuito|atención gratuita",
            ),
            ("de", "kostenlose behandlung|gratis behandlung|kostenloses medikament|kostenlose medikamente"),
            ("fr", "traitement gratuit|soins gratuits|médicament gratuit"),
        ],
    },
    Group {
        unless: Unless::Denied,
        instead: "say what the study wants to find out; nothing is shown yet",
        phrases: &[
            ("en", "safe|safe and effective|effective|proven|clinically proven|best treatment|superior"),
            ("es", "seguro y eficaz|segura y eficaz|eficaz|probado|demostrado|mejor tratamiento"),
            ("de", "sicher und wirksam|sicher|wirksam|bewährt|nachweislich|beste behandlung|überlegen"),
            ("fr", "sûr et efficace|sûre et efficace|efficace|prouvé|éprouvé|meilleur traitement"),
        ],
    },
    Group {
        unless: Unless::Denied,
        instead: "promise no outcome",
        phrases: &[
            (
                "en",
                "breakthrough|cure|cures|cured|miracle|guarantee|guaranteed|guarantees|risk-free|no risk|no risks|without risk|no side effects|promising",
            ),
            (
                "es",
                "revolucionario|revolucionaria|cura|curación|milagro|garantizado|garantizada|garantiza|sin riesgo|sin riesgos|prometedor|prometedora",
            ),
            (
                "de",
                "durchbruch|heilt|heilung|wundermittel|garantiert|garantie|risikofrei|ohne risiko|ohne risiken|vielversprechend",
            ),
            (
                "fr",
                "révolutionnaire|guérit|guérison|miracle|garanti|garantie|sans risque|sans risques|prometteur",
            ),
        ],
    },
];

/// Words that deny or leave open what follows in their sentence.
const DENIALS: [(&str, &str); 4] = [
    ("en", "not|no|never|cannot|whether|if|how|don't|doesn't|isn't|aren't|can't|won't"),
    ("es", "no|nunca|ni|si|cuán|cuánto|ningún|ninguna"),
    ("de", "nicht|nie|kein|keine|keinen|ob|wie"),
    ("fr", "pas|ne|jamais|ni|si|aucun|aucune|combien"),
];

/// Stems of the words that say that a product is investigational.
const INVESTIGATIONAL: [(&str, &str); 4] = [
    ("en", "investigational|experimental"),
    ("es", "investigación|experimental|experimentales"),
    ("de", "prüfpräparat|prüfmedikament|experimentell|experimentelle|erprobt"),
    ("fr", "expérimental|expérimentale|recherche"),
];

/// Reports every refused phrase of a language, once a text and phrase.
pub(super) fn look(wording: &Wording, concerns: &mut Vec<Concern>) {
    let language = wording.base_language();
    for text in wording.texts.iter().filter(|it| is_recruitment(&it.place.file)) {
        for group in &GROUPS {
            if let Some(phrase) = refused(&text.words, language, group) {
                let what = About::Promise { phrase: phrase.to_owned(), instead: group.instead };
                concerns.push(Concern { at: text.at.clone(), what });
            }
        }
    }
}

/// Tells whether a text, by its place in the file, is there to recruit.
fn is_recruitment(pointer: &str) -> bool {
    let places =
        ["/study/", "/facts/", "/materials/", "/nextSteps/", "/sources/", "/requests/", "/sections/"];
    places.iter().any(|it| pointer.starts_with(it)) && !pointer.contains("/fields/")
}

/// Finds the longest refused phrase of a group in a text.
fn refused<'a>(text: &str, language: &str, group: &'a Group) -> Option<&'a str> {
    let phrases = listed(group.phrases, language);
    let whole: Vec<Vec<String>> = text.split(['.', '!', '?', ';', ':', '\n']).map(words).collect();
    let is_investigational =
        || listed(&INVESTIGATIONAL, language).any(|it| whole.iter().flatten().any(|word| word == it));
    let holds = |phrase: &&str| {
        let phrase = words(phrase);
        whole.iter().any(|sentence| {
            let found = sentence.windows(phrase.len()).position(|it| it == phrase.as_slice());
            let Some(at) = found else { return false };
            match group.unless {
                Unless::Never => true,
                Unless::Denied => {
                    !listed(&DENIALS, language).any(|denial| sentence[..at].iter().any(|it| it == denial))
                }
                Unless::Investigational => !is_investigational(),
            }
        })
    };
    phrases.filter(holds).max_by_key(|it| it.len())
}

fn listed<'a>(lists: &'a [(&str, &'a str)], language: &str) -> impl Iterator<Item = &'a str> {
    let list = lists.iter().find(|it| it.0 == language).map_or("", |it| it.1);
    list.split('|').filter(|it| !it.is_empty())
}

/// The words of a text in lower case; a hyphen parts them, an apostrophe does not.
fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase().replace('\u{2019}', "'");
    let words = lower.split(|it: char| !it.is_alphanumeric() && it != '\'');
    words.map(|it| it.trim_matches('\'').to_owned()).filter(|it| !it.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&'static str> {
        GROUPS.iter().filter_map(|group| refused(text, "en", group)).collect()
    }

    #[test]
    fn promises_are_found_whole_words_only() {
        assert_eq!(found("A Breakthrough in care"), ["breakthrough"]);
        assert_eq!(found("This is risk-free!"), ["risk-free"]);
        assert_eq!(found("It is safe and effective."), ["safe and effective"]);
        assert_eq!(found("The accurate safeguards of a procedure"), Vec::<&str>::new());
    }

    #[test]
    fn what_is_denied_or_asked_is_no_promise() {
        assert_eq!(found("It is not yet shown to be safe or to work."), Vec::<&str>::new());
        assert_eq!(found("The study looks at how safe it is."), Vec::<&str>::new());
        assert_eq!(found("We do not know. It is safe."), ["safe"]);
    }

    #[test]
    fn a_new_treatment_has_to_be_called_investigational() {
        assert_eq!(found("Try a new treatment."), ["new treatment"]);
        assert_eq!(found("A new treatment; it is investigational."), Vec::<&str>::new());
    }
}
