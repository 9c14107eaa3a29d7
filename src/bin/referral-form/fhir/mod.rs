//! `fhir`: a received referral as a FHIR R4 transaction Bundle, for a receiver whose systems speak FHIR.
//!
//! It opens no connection: the Bundle goes to the standard output. No answer stands in what it says on the standard error. The same
//! referral gives the same bytes.

mod actors;
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

use crate::output::json as print_json;

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

/// A Bundle, ready to be posted.
pub struct Made {
    /// The Bundle in JSON.
    pub text: String,
    /// Whether the study file is another version than the one that the referral was made with; its words may differ.
    pub is_other_version: bool,
}

/// Prints the Bundle.
///
/// # Errors
/// A file cannot be read or understood, or the two do not belong together.
pub fn run(args: &Args) -> Result<ExitCode, String> {
    let referral = read(&args.referral)?;
    let study = args.study.as_deref().map(read).transpose()?;
    let made = make(&referral, study.as_deref(), args.name.as_deref())?;
    if made.is_other_version {
        eprintln!(
            "referral-form: the study file is not the version that the referral was made with; its words may differ"
        );
    }
    print_json(made.text)?;
    Ok(ExitCode::SUCCESS)
}

/// Turns the bytes of a referral into a Bundle; `name` is the field with the person's name, where the study file does not tell.
///
/// # Errors
/// One of the two cannot be understood, or they do not belong together; never with a value of the referral.
pub fn make(referral: &[u8], study: Option<&[u8]>, name: Option<&str>) -> Result<Made, String> {
    let referral = Received::read(referral)?;
    let study_and_digest = study.map(|it| read_study(it, &referral)).transpose()?;
    if let Some(name) = name
        && referral.text(name).is_none()
    {
        return Err(format!("the referral has no text under \"{name}\""));
    }
    let study = study_and_digest.as_ref().map(|it| &it.0);
    let bundle = Making::of(&referral, study, name)?.bundle();
    let text = serde_json::to_string_pretty(&bundle).expect("a Bundle can be written");
    let is_other_version = study_and_digest.is_some_and(|it| it.1 != referral.study.file_sha256);
    Ok(Made { text, is_other_version })
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

/// Reads the study file in the language in which the referrer saw it, and tells its SHA-256.
fn read_study(bytes: &[u8], referral: &Received) -> Result<(Study, String), String> {
    let language = referral.consents.first().map(|it| it.language.as_str());
    let study = Study::read(bytes, Reading { language, ..Reading::default() }).map_err(|problems| {
        format!("the study file has {} problems; `referral-form check` tells them", problems.len())
    })?;
    if study.cover.head.id.0 != referral.study.id {
        return Err("the study file is of another study than the referral".to_owned());
    }
    Ok((study, Sha256::digest(bytes).iter().map(|it| format!("{it:02x}")).collect()))
}
