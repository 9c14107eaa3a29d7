//! `staff-code`: the digest of a code by which staff decide about what waits on a shared device, for the study file.
//!
//! The code is read, and is neither printed nor kept; no error holds a piece of it.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

use referral_form::domain::json;
use referral_form::domain::staff_code::{CODE_MIN_CHARS, salted};

use crate::dry_run::{read, sha256};
use crate::output::{line, note};

/// Prints the digest of a code for staff, as it goes into the study file: "outbox": { "staffCode": "…" }.
///
/// Reads the code from the standard input, one line. It keeps the next person at a tablet from looking at what waits, and nobody out who has
/// the study file and time: take a code that opens nothing else. It is for this study alone, by the study's id.
#[derive(clap::Args)]
pub struct Args {
    /// Study file, for the study's id.
    #[arg(value_name = "STUDY")]
    study: PathBuf,
}

/// Prints the digest.
///
/// # Errors
/// The study file names no study, or the code is none that every keyboard can type.
pub fn run(args: &Args) -> Result<ExitCode, String> {
    let file = args.study.display();
    // Whatever else is wrong with the file: it may be the digest that it lacks.
    let study = json::value(&read(&args.study)?);
    let id = study.as_ref().and_then(|it| it.pointer("/study/id")?.as_str());
    let id =
        id.ok_or_else(|| format!("{file} has no study with an id; `referral-form check {file}` tells more"))?;
    if io::stdin().is_terminal() {
        note("Type the code and press Enter; it shows as you type.");
    }
    let mut code = String::new();
    io::stdin().read_line(&mut code).map_err(|cause| format!("the code cannot be read: {cause}"))?;
    let code = code.trim_end_matches(['\r', '\n']);
    line(sha256(salted(id, fit(code)?).as_bytes()))?;
    note(format_args!(
        "The line above goes into {file} as \"staffCode\" of \"outbox\". Whoever has that file can try codes against it as fast as a \
         computer can: the code keeps the next person at the device from looking, and nothing more."
    ));
    Ok(ExitCode::SUCCESS)
}

/// Lets a code pass that is typed alike on every keyboard, in every language.
fn fit(code: &str) -> Result<&str, String> {
    if code.len() < CODE_MIN_CHARS {
        return Err(format!("a code has {CODE_MIN_CHARS} characters at least"));
    }
    if code.trim() != code || !code.bytes().all(|it| matches!(it, b' '..=b'~')) {
        return Err(
            "a code has letters from A to Z, digits, signs of ASCII, and spaces between them, so that every keyboard can type it"
                .to_owned(),
        );
    }
    Ok(code)
}
