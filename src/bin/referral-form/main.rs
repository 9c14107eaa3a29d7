//! `referral-form`: the native command, for whoever writes a study file and for whoever receives referrals.
//!
//! Only `probe` and `doctor` open connections: to the endpoints of a study file, and to a page and what it fetches. `serve` answers
//! on this computer only.

#![deny(clippy::print_stdout)] // `output` prints, and lets a reader go

mod carrier;
mod check;
mod cors;
mod doctor;
mod dry_run;
mod export;
mod fhir;
mod finding;
mod jose;
mod keygen;
mod keyring;
mod locate;
mod open;
mod origin;
mod output;
mod probe;
mod qr;
mod schema;
mod seal;
mod serve;
mod staff_code;
mod status;
mod store;
mod theme;
mod wire;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(version, about = "Works with study files and the referrals they yield.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check(check::Args),
    Doctor(doctor::Args),
    DryRun(dry_run::Args),
    Export(export::Args),
    Fhir(fhir::Args),
    Probe(probe::Args),
    Qr(qr::Args),
    Keygen(keygen::Args),
    Open(open::Args),
    Schema(schema::Args),
    Seal(seal::Args),
    Serve(serve::Args),
    StaffCode(staff_code::Args),
    Status(status::Args),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Check(args) => check::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::DryRun(args) => dry_run::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Status(args) => status::run(&args),
        Command::Fhir(args) => fhir::run(&args),
        Command::Probe(args) => probe::run(&args),
        Command::Qr(args) => qr::run(&args),
        Command::Keygen(args) => keygen::run(&args),
        Command::Open(args) => open::run(&args),
        Command::Seal(args) => seal::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::StaffCode(args) => staff_code::run(&args),
        Command::Serve(args) => {
            serve::run(&args).map(|()| ExitCode::SUCCESS).map_err(|error| error.to_string())
        }
    };
    outcome.unwrap_or_else(|message| {
        output::note(format_args!("referral-form: {message}"));
        ExitCode::FAILURE
    })
}
