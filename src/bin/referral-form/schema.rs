//! `schema`: the JSON Schema of the study file, for editors and other tools.

use std::process::ExitCode;

use crate::output::json;

/// Prints the JSON Schema of the study file.
#[derive(clap::Args)]
pub struct Args {}

/// Prints the schema to the standard output.
pub fn run(_: &Args) -> Result<ExitCode, String> {
    json(format_args!("{:#}", referral_form::domain::study::schema()))?;
    Ok(ExitCode::SUCCESS)
}
