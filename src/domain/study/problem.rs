//! What is wrong with a study file, told to whoever wrote it.
//!
//! Reader: the author, in the console, in the page on loopback, or in a terminal; in English.
//! A problem carries names and limits of the file, never an answer.

use thiserror::Error;

/// One thing to mend in a study file.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{}: {what}", if .at.is_empty() { "/" } else { .at.as_str() })]
pub struct StudyProblem {
    /// Where it stands, as a JSON Pointer; empty for the whole file.
    pub at: String,
    /// What is wrong, and what to write instead.
    pub what: Wrong,
}

/// The ways in which a study file can be wrong.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Wrong {
    #[error("the file is larger than {max_kb} kB")]
    TooBig { max_kb: usize },
    #[error("this is not JSON: line {line}, column {column}{why}")]
    NotJson { line: usize, column: usize, why: String },
    #[error("this key stands twice; take one of them out")]
    KeyTwice,
    #[error("this reader knows version 1 of the study file only; write \"version\": 1")]
    OtherVersion,
    #[error("write {expected} here")]
    WrongType { expected: &'static str },
    #[error("\"{key}\" is missing")]
    KeyMissing { key: &'static str },
    #[error("\"{key}\" is not a key here{}", nearest(.key, .known))]
    KeyUnknown { key: String, known: Vec<&'static str> },
    #[error("\"{word}\" is not one of {}{}", .known.join(", "), nearest(.word, .known))]
    WordUnknown { word: String, known: &'static [&'static str] },
    #[error("no {kind} is called \"{id}\"{}", nearest(.id, .known))]
    IdUnknown { kind: &'static str, id: String, known: Vec<String> },
    #[error("another {kind} is called \"{id}\" too; give each a name of its own")]
    IdTwice { kind: &'static str, id: String },
    #[error("an id has 1 to 64 letters, digits, \"_\", \"-\" or \".\", and starts with a letter or digit")]
    NotAnId,
    #[error("this text is empty")]
    EmptyText,
    #[error("this text has letters that are hidden or look like others; type it anew")]
    Disguised,
    #[error("this list is empty; write at least one entry, or leave the key out")]
    EmptyList,
    #[error("{scheme} is not allowed; a link starts with https:, mailto: or tel:")]
    Scheme { scheme: String },
    #[error(
        "this leads elsewhere than it seems to; write a host as browsers ask it (xn--…), and one email address"
    )]
    LinkMisleads,
    #[error("the endpoint must be an https URL (http only for 127.0.0.1, [::1] and localhost)")]
    EndpointNotHttps,
    #[error(
        "no browser can ask this address: write the host in ASCII (\"xn--…\" for other letters), the rest percent-encoded, and a port up to 65535"
    )]
    EndpointNotUrl,
    #[error(
        "no browser sends this header: its name has letters, digits and !#$%&'*+-.^_`|~ alone, its value one line without letters beyond \"ÿ\""
    )]
    NotAHeader,
    #[error("a date is written as 2026-11-22 and has to exist")]
    NotADate,
    #[error("a duration is written as P8W, P18M or P1Y6M, without hours")]
    NotADuration,
    #[error("a number is written as a string of digits such as \"30\" or \"7.5\"")]
    NotADecimal,
    #[error("write a whole number from {min} to {max}")]
    NotInRange { min: u32, max: u32 },
    #[error("\"{region}\" is no region that this form knows; use two capital letters such as US")]
    RegionUnknown { region: String },
    #[error("\"{zone}\" is not a time zone name; write one such as America/New_York")]
    ZoneUnknown { zone: String },
    #[error("\"{key}\" does not fit a field of type {kind}")]
    DoesNotFit { key: &'static str, kind: &'static str },
    #[error("a field of type {kind} needs \"{key}\"")]
    KindNeeds { key: &'static str, kind: &'static str },
    #[error("send \"{send}\" does not fit a field of type {kind}")]
    SendDoesNotFit { send: &'static str, kind: &'static str },
    #[error("a rule needs one of all, any, not, count, source, request or field")]
    RuleEmpty,
    #[error("a rule holds one of all, any, not, count, source, request or field, and nothing beside it")]
    RuleMixed,
    #[error("a rule on a field says what to compare: is, isAnyOf, answered, atLeast, ageAtLeast …")]
    RuleWithoutTest,
    #[error("\"{op}\" cannot be asked of \"{field}\", a field of type {kind}")]
    OperatorDoesNotFit { op: &'static str, field: String, kind: &'static str },
    #[error("\"count\" asks for {count} of {of} rules")]
    CountOutOfReach { count: u32, of: usize },
    #[error("these fields wait for one another and never show: {path}")]
    Cycle { path: String },
    #[error("\"{field}\" would be sent, but no consent that is open to {origin} covers it")]
    Uncovered { field: String, origin: String },
    #[error("\"{field}\" is required and sent, but for {origin} only optional consents cover it")]
    OnlyOptional { field: String, origin: String },
    #[error(
        "\"{field}\" is sent, so its showWhen may read only source, request and fields with \"send\": \"value\" under the same consents; \"{reads}\" is not such a field"
    )]
    ShowWhenReveals { field: String, reads: String },
    #[error("the last route has no \"when\", so that every referral finds one")]
    LastRouteConditional,
    #[error("the endpoint needs a \"url\"; give one here or in the element's endpoint attribute")]
    EndpointMissing,
    #[error("\"{name}\" looks like a secret; whatever stands in a study file is public")]
    Secret { name: String },
    #[error("the overlay is for version {found} of this consent; the file has version {wanted}")]
    StaleConsent { found: String, wanted: String },
    #[error("this text cannot be translated here")]
    NotTranslatable,
    #[error(
        "\"d\" is the private half of this key, and whatever stands in a study file is public: take it out, make a new \
         pair (referral-form keygen), and put only its public half here"
    )]
    PrivateKey,
    #[error("a coordinate is 32 bytes in base64url: 43 letters, digits, \"-\" or \"_\"")]
    NotACoordinate,
    #[error(
        "\"x\" and \"y\" are not a point of P-256, so nobody could open what is sealed to this key; copy it again"
    )]
    NotOnCurve,
    #[error("a file may have {max} keys at most; take out the oldest that no waiting referral is sealed to")]
    TooManyKeys { max: usize },
    #[error(
        "a referral may wait on the device only when it is sealed; add \"seal\", or leave \"outbox\" out"
    )]
    OutboxUnsealed,
    #[error(
        "write the 64 digits and letters that \"referral-form staff-code\" prints, never the code itself"
    )]
    NotAStaffCode,
    #[error("there are more problems; these are the first {max}")]
    More { max: usize },
    #[error("\"min\" is above \"max\"")]
    MinAboveMax,
}

impl Wrong {
    /// Nothing of this kind has this id; `known` are those that there are.
    pub fn id_unknown(kind: &'static str, id: &str, known: &mut dyn Iterator<Item = &str>) -> Wrong {
        Wrong::IdUnknown { kind, id: id.to_owned(), known: known.map(str::to_owned).collect() }
    }
}

/// Names the known one that is meant, where that can be told.
fn nearest(word: &str, known: &[impl AsRef<str>]) -> String {
    let near = nearest_name(word, &mut known.iter().map(AsRef::as_ref));
    near.map(|it| format!("; did you mean \"{it}\"?")).unwrap_or_default()
}

/// Finds the known name that a misspelt one most likely means.
///
/// Returns `None` where more than a third of the letters would have to change.
fn nearest_name<'a>(word: &str, known: &mut dyn Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    let mut best = (limit + 1, None);
    for name in known {
        // So many letters are missing or too many.
        if name.len().abs_diff(word.len()) > 4 * best.0 {
            continue;
        }
        let distance = edits(word, name);
        if distance < best.0 {
            best = (distance, Some(name));
        }
    }
    best.1
}

/// Counts the letters to insert, delete or replace and the neighbours to swap, case aside.
///
/// Source: optimal string alignment, a form of the Damerau-Levenshtein distance.
fn edits(from: &str, to: &str) -> usize {
    let letters = |text: &str| text.chars().map(|it| it.to_ascii_lowercase()).collect::<Vec<_>>();
    let (from, to) = (letters(from), letters(to));
    let mut above: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, left) in from.iter().enumerate() {
        let mut next = vec![line + 1];
        for (column, right) in to.iter().enumerate() {
            let replaced = row[column] + usize::from(left != right);
            let mut fewest = replaced.min(row[column + 1] + 1).min(next[column] + 1);
            if line > 0 && column > 0 && *left == to[column - 1] && from[line - 1] == *right {
                fewest = fewest.min(above[column - 1] + 1);
            }
            next.push(fewest);
        }
        above = std::mem::replace(&mut row, next);
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest_name;

    #[test]
    fn a_misspelt_key_finds_its_name() {
        let known = ["showWhen", "sources", "send"];
        assert_eq!(nearest_name("showwhen", &mut known.into_iter()), Some("showWhen"));
        assert_eq!(nearest_name("sorces", &mut known.into_iter()), Some("sources"));
        assert_eq!(nearest_name("sned", &mut known.into_iter()), Some("send"));
        assert_eq!(nearest_name("colour", &mut known.into_iter()), None);
    }
}
