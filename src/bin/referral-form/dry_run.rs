//! `dry-run`: what a study file makes of answers, without a browser and without sending anything.
//!
//! It judges nothing itself: the form that the widget shows is filled in and read out. No answer stands in
//! what it says on the standard error.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use referral_form::domain::date::Date;
use referral_form::domain::dry_run::{self, Script};
use referral_form::domain::json;
use referral_form::domain::referral::Origin;
use referral_form::domain::study::{Reading, Study, best_language};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::output::{json, note};

/// Shows what would be sent for answers, and why, or why not; sends nothing.
///
/// The id and the times of the referral are fixed, so that two runs print the same.
#[derive(clap::Args)]
pub struct Args {
    /// Study file.
    #[arg(value_name = "STUDY")]
    study: PathBuf,
    /// JSON object with the answers as typed, by field id; a list for a field with several choices.
    #[arg(value_name = "ANSWERS")]
    answers: PathBuf,
    /// Who refers; the file's first source unless given.
    #[arg(long, value_name = "ID")]
    source: Option<String>,
    /// What is asked for; the file's first request unless given.
    #[arg(long, value_name = "ID")]
    request: Option<String>,
    /// Language in which the consents are shown; the file's own unless given.
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// Day on which the form is filled in, as 2027-01-31; the current day in UTC unless given.
    #[arg(long, value_name = "DATE", value_parser = date)]
    today: Option<Date>,
    /// Consent that is given; may be given more than once. All others are refused.
    #[arg(long = "consent", value_name = "ID")]
    consents: Vec<String>,
}

/// Prints problems, precheck and referral as JSON.
///
/// # Errors
/// A file cannot be read or understood, or names something that the study does not have.
pub fn run(args: &Args) -> Result<ExitCode, String> {
    let bytes = read(&args.study)?;
    let study = read_shown(args, &bytes)?;
    let answers = read_answers(&args.answers)?;
    let script = Script {
        source: args.source.as_deref(),
        request: args.request.as_deref(),
        today: args.today.unwrap_or_else(current_day),
        consents: &args.consents,
        answers: &answers,
        origin: Origin::default(),
        file_sha256: sha256(&bytes),
        sha256,
    };
    let outcome = dry_run::run(&study, &script).map_err(|problems| problems.join("\nreferral-form: "))?;
    let text = serde_json::to_string_pretty(&outcome).expect("problems and a referral can be written");
    json(text)?;
    for remark in &outcome.remarks {
        note(format_args!("referral-form: no referral: {remark}"));
    }
    Ok(ExitCode::SUCCESS)
}

fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "write a date that exists, as 2027-01-31".to_owned())
}

/// The current day in UTC: this command has no time zone of its own.
pub fn current_day() -> Date {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs());
    let days = i32::try_from(seconds / 86_400).ok().and_then(Date::from_days);
    days.expect("the clock stands within the years that a date can have")
}

/// SHA-256 in lower-case hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|it| format!("{it:02x}")).collect()
}

/// Reads a file.
///
/// # Errors
/// It cannot be read.
pub fn read(file: &Path) -> Result<Vec<u8>, String> {
    fs::read(file).map_err(|cause| format!("{} cannot be read: {cause}", file.display()))
}

/// Reads a text, from the standard input where the file is "-".
///
/// # Errors
/// It cannot be read, or is not UTF-8.
pub fn read_text(file: &Path) -> Result<String, String> {
    let text = if file == Path::new("-") {
        std::io::read_to_string(std::io::stdin())
    } else {
        fs::read_to_string(file)
    };
    text.map_err(|cause| format!("{} cannot be read: {cause}", file.display()))
}

/// Reads a study file.
///
/// # Errors
/// It has problems, which `check` tells.
pub fn read_study(file: &Path, bytes: &[u8], reading: Reading) -> Result<Study, String> {
    Study::read(bytes, reading).map_err(|problems| {
        let file = file.display();
        format!("{file} has {} problems; `referral-form check {file}` tells them", problems.len())
    })
}

fn read_shown(args: &Args, bytes: &[u8]) -> Result<Study, String> {
    let reading = Reading { language: args.language.as_deref(), ..Reading::default() };
    let study = read_study(&args.study, bytes, reading)?;
    match &args.language {
        Some(tag) if best_language(tag, &study.cover.offered).is_none() => {
            Err(format!("{} offers {} only", args.study.display(), study.cover.offered.join(", ")))
        }
        Some(_) | None => Ok(study),
    }
}

/// Reads a file of answers by field id.
///
/// # Errors
/// It is none; never with an answer in what is said.
pub fn read_answers(file: &Path) -> Result<Map<String, Value>, String> {
    let bytes = read(file)?;
    // The parser's own words could repeat an answer.
    let expected = "write an object of answers by field id here";
    match json::unique(&bytes) {
        Ok(Value::Object(answers)) => Ok(answers),
        Ok(_) => Err(format!("{}:1:1: {expected}", file.display())),
        Err((Some((line, column)), _)) => Err(format!("{}:{line}:{column}: {expected}", file.display())),
        Err((None, what)) => Err(format!("{}: {what}", file.display())),
    }
}
