//! Advice: what an author should look at in a study file that can be used as it is.
//!
//! Nothing here refuses a file. For the native command alone: no byte of it is in the widget.

mod arrival;
mod disguises;
mod forbidden_headers;
mod grade;
mod pace;
mod promises;
mod reach;
mod use_of_fields;
mod wording;

use std::fmt;

use thiserror::Error;

use super::check::AGE_BELIEVED_YEARS;
use super::{Endpoint, Study};
use crate::domain::field::{DayBound, FieldKind};
use crate::domain::json;

pub use forbidden_headers::is_forbidden;
pub use grade::Grade;
pub use pace::Pace;

/// Most seconds that a form should take.
pub const SECONDS_MAX: u32 = 120;

/// Highest reading grade (US school years) that texts for the public should need.
pub const GRADE_MAX: u32 = 8;

/// What an author should know of a study file.
pub struct Advice {
    /// What to look at, in the order of the kinds of concern, then of the file.
    pub concerns: Vec<Concern>,
    /// How long the form takes, by source.
    pub paces: Vec<Pace>,
    /// How hard the texts are to read, by language; languages without a formula are left out.
    pub grades: Vec<Grade>,
}

/// One thing to look at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Concern {
    /// Where it stands, as a JSON Pointer; empty for the whole file.
    pub at: String,
    /// What it is, and what to write instead.
    pub what: About,
}

impl fmt::Display for Concern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", if self.at.is_empty() { "/" } else { &self.at }, self.what)
    }
}

/// What can be better in a study file.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum About {
    #[error(
        "the file names no endpoint, so only a page whose element has the attribute \"endpoint\" can send"
    )]
    EndpointMissing,
    #[error("browsers never send the header \"{name}\", so the endpoint does not get it; leave it out")]
    HeaderNotSent { name: String },
    #[error("\"{name}\" in this address sounds like a secret; whatever stands in a study file is public")]
    TellingAddress { name: String },
    #[error(
        "\"{field}\" is asked for nothing: no criterion reads it, it is never sent, and no question that counts depends on it; give it a \"send\", write a rule that reads it, or leave it out"
    )]
    AskedForNothing { field: String },
    #[error(
        "a date of birth without \"min\": the form takes {AGE_BELIEVED_YEARS} years back from today; write the day from which the study can have anybody, such as \"1900-01-01\""
    )]
    BirthUnbounded,
    #[error(
        "a referral that arrives tells that {what}, though that is not sent; the form says so, and people may think twice"
    )]
    ArrivalTells { what: String },
    #[error("this route looks at \"{field}\", of which nothing is ever sent, so it cannot be decided by it")]
    RouteReadsUnsent { field: String },
    #[error("ethics committees refuse \"{phrase}\" in recruitment texts; {instead}")]
    Promise { phrase: String, instead: &'static str },
    #[error("no answer can meet this criterion, so whoever answers conflicts with it; look at its bounds")]
    NeverPasses,
    #[error(
        "no answer can conflict with this criterion, so it tells nothing; look at its bounds, or leave \"when\" out"
    )]
    NeverConflicts,
    #[error("this part of the rule holds for no answer; look at its bounds")]
    NeverTrue,
    #[error("this part of the rule holds for every answer; leave it out, or look at its bounds")]
    AlwaysTrue,
    #[error("no answer shows this question; look at the bounds in its \"showWhen\"")]
    NeverShown,
    #[error("\"{origin}\" reads \"{label}\" twice, here and at {first}; tell the two apart")]
    SaidTwice { label: String, origin: String, first: String },
    #[error("{} cannot be seen here and changes how the text reads; take it out", code_point(*.letter))]
    Hidden { letter: char },
    #[error("\"{word}\" has letters of another alphabet that look like Latin ones ({}); type it anew", .letters.iter().map(|it| code_point(*it)).collect::<Vec<_>>().join(", "))]
    LookAlike { word: String, letters: Vec<char> },
    #[error(
        "the language is not offered, because \"{missing}\" is missing; whoever asks for it reads another"
    )]
    NotOffered { missing: String },
    #[error("{count} texts stand in the language of the file: {}{}", first.join(", "), if *count > first.len() { " …" } else { "" })]
    Untranslated { count: usize, first: Vec<String> },
    #[error(
        "\"{origin}\" needs about {seconds} seconds, more than {SECONDS_MAX}; ask less, or leave more of it optional"
    )]
    Slow { origin: String, seconds: u32 },
    #[error(
        "the texts have {grade}, harder than grade {GRADE_MAX}; write shorter sentences and words, first here"
    )]
    HardToRead { grade: String },
}

fn code_point(letter: char) -> String {
    format!("U+{:04X}", u32::from(letter))
}

/// Looks a study file over that was read without a problem.
///
/// `bytes` are those from which `study` was read, in the language of the file.
pub fn advise(bytes: &[u8], study: &Study) -> Advice {
    let file = json::value(bytes).unwrap_or_default();
    let wordings = wording::of_every_language(&file, study);
    let mut concerns = Vec::new();
    endpoints(study, &mut concerns);
    births(study, &mut concerns);
    use_of_fields::look(study, &mut concerns);
    arrival::look(study, &mut concerns);
    reach::look(study, &mut concerns);
    disguises::look(&file, &mut concerns);
    for wording in &wordings {
        promises::look(wording, &mut concerns);
        wording::look_for_twins(study, wording, &mut concerns);
    }
    wording::look_for_gaps(&file, &wordings, &mut concerns);
    let paces = pace::of_every_source(study);
    for pace in paces.iter().filter(|it| it.seconds > SECONDS_MAX) {
        let what = About::Slow { origin: pace.source.clone(), seconds: pace.seconds };
        concerns.push(Concern { at: pace.at.clone(), what });
    }
    let grades: Vec<Grade> = wordings.iter().filter_map(grade::of).collect();
    for grade in grades.iter().filter(|it| it.is_too_hard) {
        let what = About::HardToRead { grade: grade.to_string() };
        concerns.push(Concern { at: grade.hardest.clone(), what });
    }
    Advice { concerns, paces, grades }
}

fn births(study: &Study, concerns: &mut Vec<Concern>) {
    for id in study.field_ids() {
        if let FieldKind::Date { min: Some(DayBound::YearsAgo(_)), .. } = study.field(id).kind {
            concerns.push(Concern { at: pointer(study, id), what: About::BirthUnbounded });
        }
    }
}

/// Names of keys in an address, in lower case and without "-" and "_", that mostly go with a secret.
const TELLING: [&str; 9] = [
    "apikey",
    "accesstoken",
    "authtoken",
    "token",
    "secret",
    "clientsecret",
    "password",
    "auth",
    "signature",
];

/// The first key of an address whose name sounds like that of a secret.
fn telling_key(url: &str) -> Option<&str> {
    let query = url.split_once('?')?.1;
    let names = query.split(['&', '#']).filter_map(|it| it.split('=').next());
    names.into_iter().find(|it| TELLING.contains(&it.replace(['-', '_'], "").to_ascii_lowercase().as_str()))
}

fn endpoints(study: &Study, concerns: &mut Vec<Concern>) {
    let mut look = |at: String, endpoint: &Endpoint| {
        for (name, _) in endpoint.headers.iter().filter(|it| is_forbidden(&it.0.to_ascii_lowercase())) {
            let what = About::HeaderNotSent { name: name.clone() };
            concerns.push(Concern { at: json::below(&format!("{at}/headers"), name), what });
        }
        if let Some(name) = telling_key(&endpoint.url).map(str::to_owned) {
            concerns.push(Concern { at: format!("{at}/url"), what: About::TellingAddress { name } });
        }
        if endpoint.url.is_empty() {
            concerns.push(Concern { at, what: About::EndpointMissing });
        }
    };
    look("/endpoint".to_owned(), &study.endpoint);
    for (index, route) in study.routes.iter().enumerate() {
        route.endpoint.iter().for_each(|it| look(format!("/routes/{index}/endpoint"), it));
    }
}

/// The JSON Pointer of a field.
fn pointer(study: &Study, field: crate::domain::field::FieldId) -> String {
    let section = study.field(field).section;
    // The fields of a section stand together.
    let place = study.section(section).fields.first().map_or(0, |it| field.0 - it.0);
    format!("/sections/{}/fields/{place}", section.0)
}
