//! `check`: what is wrong with study files, said as compilers say it, so that editors can jump there.
//!
//! It judges nothing itself: the same reader that the widget has finds the problems, all of them at once. A file
//! without problems gets advice: warnings, how long the form takes, and how hard its texts are to read.

use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use referral_form::domain::base64url;
use referral_form::domain::json::without_mark;
use referral_form::domain::study::advice::{Advice, Pace, advise};
use referral_form::domain::study::{Reading, Study, StudyProblem, Wrong};
use referral_form::i18n::tags;
use sha2::{Digest, Sha384};

use crate::locate::{Places, Position, position};
use crate::output::line;
use crate::theme;

/// Says what is wrong with study files, with line and column; exits with 1 on a problem.
///
/// Warnings stand apart, and do not fail the check.
#[derive(clap::Args)]
pub struct Args {
    /// Study files.
    #[arg(value_name = "STUDY", required_unless_present = "themes")]
    studies: Vec<PathBuf>,
    /// Tell the digest of each study file too, for a page that pins it by study-integrity.
    #[arg(long)]
    integrity: bool,
    /// CSS file that sets --referral-form-* colours, to look for contrast below WCAG 2.2 AA.
    #[arg(long = "theme", value_name = "FILE")]
    themes: Vec<PathBuf>,
}

/// Checks every file, and says for each what is to be mended.
///
/// # Errors
/// A file cannot be read. The files before it have been checked.
pub fn run(args: &Args) -> Result<ExitCode, String> {
    let mut outcome = ExitCode::SUCCESS;
    for file in &args.studies {
        let bytes = read(file)?;
        // Bytes that are no UTF-8 are a problem of the file; the lines still count.
        let source = String::from_utf8_lossy(without_mark(&bytes));
        let places = Places::of(&source);
        match Study::read(&bytes, Reading::default()) {
            Ok(study) => {
                let warnings = say_languages(file, &places, &study)?;
                say_advice(file, &places, &advise(&bytes, &study), warnings)?;
                if args.integrity {
                    line(format_args!("{}: study-integrity=\"{}\"", file.display(), integrity(&bytes)))?;
                }
            }
            Err(problems) => {
                for problem in &problems {
                    say(file, place(&places, problem), "problem", problem)?;
                }
                line(format_args!("{}: {}", file.display(), count(problems.len(), "problem")))?;
                outcome = ExitCode::FAILURE;
            }
        }
    }
    for file in &args.themes {
        let source = String::from_utf8_lossy(&read(file)?).into_owned();
        let warnings = theme::look(&source);
        for warning in &warnings {
            say(file, position(&source, warning.at), "warning", &warning.what)?;
        }
        line(format_args!("{}: {}", file.display(), count(warnings.len(), "warning")))?;
    }
    Ok(outcome)
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    fs::read(file).map_err(|cause| format!("{} cannot be read: {cause}", file.display()))
}

/// The digest of a file as a page pins it. Source: Subresource Integrity (W3C).
pub fn integrity(bytes: &[u8]) -> String {
    let digest = base64url::encode(&Sha384::digest(bytes));
    // Without what fills it up, which this length does not need.
    format!("sha384-{}", digest.replace('-', "+").replace('_', "/"))
}

/// One line of output: `file:line:column: problem: pointer: what`.
fn say(file: &Path, at: Position, kind: &str, what: &dyn Display) -> Result<(), String> {
    let Position { line: row, column } = at;
    line(format_args!("{}:{row}:{column}: {kind}: {what}", file.display()))
}

/// Warns of languages of which the form has no words of its own, and tells how many those are.
fn say_languages(file: &Path, places: &Places, study: &Study) -> Result<usize, String> {
    let without = study.cover.offered.iter().filter(|it| tags::catalogue(it).is_none());
    for language in without.clone() {
        let at =
            if *language == study.cover.language { "/language" } else { &format!("/languages/{language}") };
        let what = format!(
            "{at}: the form has no words of its own in \"{language}\", so its buttons, headings and problems stand in English"
        );
        say(file, places.at(at), "warning", &what)?;
    }
    Ok(without.count())
}

fn say_advice(file: &Path, places: &Places, advice: &Advice, warnings: usize) -> Result<(), String> {
    for concern in &advice.concerns {
        say(file, places.at(&concern.at), "warning", concern)?;
    }
    let name = file.display();
    for Pace { source, seconds, .. } in &advice.paces {
        line(format_args!("{name}: {source}: about {seconds} seconds"))?;
    }
    for grade in &advice.grades {
        line(format_args!("{name}: {}: {grade}", grade.language))?;
    }
    match advice.concerns.len() + warnings {
        0 => line(format_args!("{name}: no problems")),
        warnings => line(format_args!("{name}: no problems, {}", count(warnings, "warning"))),
    }
}

fn count(count: usize, noun: &str) -> String {
    match count {
        0 => format!("no {noun}s"),
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}

fn place(places: &Places, problem: &StudyProblem) -> Position {
    match problem.what {
        // Where the text stops being JSON, only the parser knows; it counts columns in bytes.
        Wrong::NotJson { line, column, .. } => {
            places.position(places.line_start(line) + column.saturating_sub(1))
        }
        _ => places.at(&problem.at),
    }
}
