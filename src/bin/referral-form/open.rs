//! `open`: a sealed referral, from wherever it was carried, as the JSON that was sealed.
//!
//! It opens no connection and stores nothing. What it says on the standard error holds no answer and no key material.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::carrier;
use crate::dry_run::read_text;
use crate::jose::Message;
use crate::keyring::Keyring;
use crate::output::{harmless_json, quietly};
use crate::store::Store;

/// Prints a sealed referral as the JSON that was sealed.
///
/// Takes a compact JWE, one in JSON, and the bodies in which the form sends it. It may be any JWE with ECDH-ES or
/// ECDH-ES+A256KW over P-256, and A256GCM.
#[derive(clap::Args)]
pub struct Args {
    /// Private key from `keygen`; may be given more than once. The one that the referral names is taken.
    #[arg(long = "key", value_name = "FILE", required = true)]
    keys: Vec<PathBuf>,
    /// SQLite file with received referrals; SEALED is then the reference or id of one of them.
    #[arg(long, value_name = "FILE")]
    db: Option<PathBuf>,
    /// File with the sealed referral; "-" reads the standard input.
    #[arg(value_name = "SEALED", default_value = "-")]
    sealed: PathBuf,
}

/// Prints what was sealed, to the byte; on a terminal, what could play with that is escaped.
///
/// # Errors
/// A file cannot be read, or no key opens the referral.
pub fn run(args: &Args) -> Result<ExitCode, String> {
    let keyring = Keyring::read(&args.keys)?;
    let body = match &args.db {
        Some(db) => stored(db, &args.sealed.to_string_lossy())?,
        None => read_text(&args.sealed)?,
    };
    let text = carrier::sealed(&body).unwrap_or(body);
    let message = Message::read(&text).map_err(|cause| cause.to_string())?;
    let plaintext = keyring.open(&message).map_err(|cause| cause.to_string())?;
    let mut out = io::stdout().lock();
    let written = match out.is_terminal() {
        true => writeln!(out, "{}", harmless_json(&String::from_utf8_lossy(&plaintext))),
        false => out.write_all(&plaintext),
    };
    quietly(written.and_then(|()| out.flush()))?;
    Ok(ExitCode::SUCCESS)
}

fn stored(db: &Path, name: &str) -> Result<String, String> {
    let found = Store::open_existing(db).and_then(|it| it.find(name)).map_err(|it| it.to_string())?;
    let row =
        found.ok_or_else(|| format!("no referral in {} has the reference or id {name}", db.display()))?;
    if row.is_sealed() { Ok(row.body) } else { Err(format!("{name} is not sealed; `export` shows it")) }
}
