//! `keygen`: a key pair for sealing, the private half into a file, the public half for the study file.
//!
//! The private half is never printed, and no file is ever written over: it may hold the one key that opens what waits.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::dry_run::current_day;
use crate::jose::PrivateKey;
use crate::keyring::warn_if_readable;
use crate::output::{json, note};

/// Longest name of a key, in characters.
const KID_MAX_CHARS: usize = 64;

/// Makes a key pair to which referrals are sealed.
///
/// Writes the private key to a file that only you can read, and prints the public one as it goes into the study file.
#[derive(clap::Args)]
pub struct Args {
    /// Name of the key; "key-" and the current day unless given.
    #[arg(long, value_name = "NAME", value_parser = kid)]
    kid: Option<String>,
    /// File for the private key; it must not be there yet.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Writes one half and prints the other.
///
/// # Errors
/// The file is there already or cannot be written, or there are no random numbers.
pub fn run(args: &Args) -> Result<ExitCode, String> {
    let kid = args.kid.clone().unwrap_or_else(|| format!("key-{}", current_day()));
    let key = PrivateKey::generate(Some(kid))
        .map_err(|cause| format!("the operating system gave no random numbers: {cause}"))?;
    let file = args.out.display();
    write_private(&args.out, &format!("{}\n", key.to_jwk())).map_err(|cause| match cause.kind() {
        ErrorKind::AlreadyExists => {
            format!(
                "{file} is there already, and may hold a key that is still needed; name another file by --out"
            )
        }
        _ => format!("{file} cannot be written: {cause}"),
    })?;
    // A disk that keeps no permissions (a stick, a share) lets everybody read it all the same.
    warn_if_readable(&args.out);
    json(key.public_jwk())?;
    note(
        "The line above is the public key. It goes into the study file, before older keys: \"seal\": { \"keys\": [ … ] }",
    );
    note(format_args!(
        "The private key is in {file}. Whoever has it can read every referral that is sealed to it; without it \
         nobody can. Keep it off the web server, keep a copy in another safe place, and keep it as long as \
         referrals that are sealed to it may turn up."
    ));
    Ok(ExitCode::SUCCESS)
}

/// Makes a file that its owner alone can read, and that was not there before.
fn write_private(file: &Path, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(file)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn kid(text: &str) -> Result<String, String> {
    let is_fit = |it: char| it.is_ascii_alphanumeric() || "-_.".contains(it);
    if text.is_empty() || text.len() > KID_MAX_CHARS || !text.chars().all(is_fit) {
        return Err(format!("a name has 1 to {KID_MAX_CHARS} letters, digits, \"-\", \"_\" or \".\""));
    }
    Ok(text.to_owned())
}
