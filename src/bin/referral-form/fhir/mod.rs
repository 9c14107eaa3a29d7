//! `fhir`: a received referral as a FHIR R4 transaction Bundle, for a receiver whose systems speak FHIR.
//!
//! It opens no connection: the Bundle goes to the standard output. No answer stands in what it says on the standard error. The same
//! referral gives the same bytes.

mod answers;
mod bundle;
mod consents;
mod element;
mod names;
mod people;
mod received;

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use referral_form::domain::study::{Reading, Study};
use sha2::{Digest, Sha256};

use bundle::Making;
use received::Received;

/// Prints a received referral as a FHIR R4 transaction Bundle.
///
/// With the study file the Bundle also has the questions' words, the types of the answers, and the names and numbers of the people in their
/// own resources; without it all answers stand in the QuestionnaireResponse alone.
#[derive(clap::Args)]
pub struct Args {
    /// Referral as it was received, in JSON; "-" reads the standard input.
    #[arg(value_name = "REFERRAL")]
    referral: PathBuf,
    /// Study file that the referral was made with.
    #[arg(long, value_name = "STUDY")]
    study: Option<PathBuf>,
    /// Field with the name of the person referred, where no autocomplete token of the study file tells.
    #[arg(long, value_name = "FIELD")]
    name: Option<String>,
}

/// Prints the Bundle.
///
/// # Errors
/// A file cannot be read or understood, or the two do not belong together.
pub fn run(args: &Args) -> Result<ExitCode, String> {
    let referral = Received::read(&read(&args.referral)?)?;
    let study = args.study.as_deref().map(|file| read_study(file, &referral)).transpose()?;
    if let Some(name) = &args.name
        && referral.text(name).is_none()
    {
        return Err(format!("the referral has no text under \"{name}\""));
    }
    let making = Making::of(&referral, study.as_ref(), args.name.as_deref())?;
    let text = serde_json::to_string_pretty(&making.bundle()).expect("a Bundle can be written");
    println!("{text}");
    Ok(ExitCode::SUCCESS)
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(file)
    };
    bytes.map_err(|cause| format!("{} cannot be read: {cause}", file.display()))
}

/// Reads the study file in the language in which the referrer saw it.
fn read_study(file: &Path, referral: &Received) -> Result<Study, String> {
    let bytes = read(file)?;
    let language = referral.consents.first().map(|it| it.language.as_str());
    let file = file.display();
    let study = Study::read(&bytes, Reading { language, ..Reading::default() }).map_err(|problems| {
        format!("{file} has {} problems; `referral-form check {file}` tells them", problems.len())
    })?;
    if study.head.id.0 != referral.study.id {
        return Err(format!("{file} is of another study than the referral"));
    }
    let sha256: String = Sha256::digest(&bytes).iter().map(|it| format!("{it:02x}")).collect();
    if sha256 != referral.study.file_sha256 {
        eprintln!(
            "referral-form: {file} is not the version that the referral was made with; its words may differ"
        );
    }
    Ok(study)
}
