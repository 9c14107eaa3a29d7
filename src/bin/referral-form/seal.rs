//! `seal`: a referral as the form would send it sealed, for whoever tries a receiver.
//!
//! It sends nothing. The form makes its own seal, in the browser; both write the same.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use referral_form::domain::json;
use referral_form::domain::seal::{Envelope, carried, padded};
use referral_form::domain::study::{Reading, Study};
use serde_json::Value;

use crate::dry_run::read_text;
use crate::jose::seal;
use crate::output::{note, quietly};
use crate::serve::shape;

/// Prints a referral sealed to the first key of its study file, as the body that the form would send.
///
/// To try a receiver with; the output is the body to the byte, without a line end, as the study's own endpoint takes it (a route may
/// have another).
#[derive(clap::Args)]
pub struct Args {
    /// Study file with `seal`.
    #[arg(value_name = "STUDY")]
    study: PathBuf,
    /// Referral in JSON, as `dry-run` prints one under "referral"; "-" reads the standard input.
    #[arg(value_name = "REFERRAL", default_value = "-")]
    referral: PathBuf,
}

/// Prints the body, and what it is on the standard error.
///
/// # Errors
/// A file cannot be read or understood, they do not belong together, or there is no key to seal to.
pub fn run(args: &Args) -> Result<ExitCode, String> {
    let file = args.study.display();
    let study = Study::read(read_text(&args.study)?.as_bytes(), Reading::default()).map_err(|problems| {
        format!("{file} has {} problems; `referral-form check {file}` tells them", problems.len())
    })?;
    let key = study.seal.first().ok_or_else(|| format!("{file} has no key to seal to (\"seal\")"))?;
    let text = read_text(&args.referral)?;
    let text = text.trim();
    // The parser's own words could repeat an answer.
    let referral = json::unique(text.as_bytes()).map_err(|it| match it {
        (Some((line, column)), _) => format!("{}:{line}:{column}: this is no JSON", args.referral.display()),
        (None, what) => format!("this is no referral:\n{what}"),
    })?;
    let shape = shape::check(&referral).map_err(|problems| {
        let lines = problems.iter().map(|it| format!("{}: {}", it.pointer, it.detail));
        format!("this is no referral:\n{}", lines.collect::<Vec<_>>().join("\n"))
    })?;
    if shape.study_id != study.cover.head.id.0 {
        return Err("the study file is of another study than the referral".to_owned());
    }
    let study_hash = referral.pointer("/study/fileSha256").and_then(Value::as_str).unwrap_or_default();
    let envelope = Envelope { study_id: &shape.study_id, study_hash, referral: &shape.id };
    let sealed = seal(&padded(text), key, envelope)
        .map_err(|cause| format!("the operating system gave no random numbers: {cause}"))?;
    let body = carried(&sealed, &study.endpoint);
    note(format_args!("Content-Type: {}", body.content_type));
    let mut out = io::stdout().lock();
    quietly(out.write_all(body.text.as_bytes()).and_then(|()| out.flush()))?;
    Ok(ExitCode::SUCCESS)
}
