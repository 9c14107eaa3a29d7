//! `referral-form`: the native command, for whoever writes a study file and for whoever receives referrals.
//!
//! It opens no connection to anywhere. `serve` answers on this computer only.

mod locate;
mod serve;

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
    Serve(serve::Args),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Serve(args) => serve::run(&args).map_err(|error| error.to_string()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("referral-form: {message}");
            ExitCode::FAILURE
        }
    }
}
