//! `status`: what became of a referral, told or set by whoever takes care of it.
//!
//! Every change is added to a trail that nothing takes away. Notes are the team's own: no status address shows them.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::output::line;
use crate::store::{Change, ReferralState, Store};

/// Longest name and note, in characters.
const TEXT_MAX_CHARS: usize = 500;

/// Sets the state of a referral, or lists its changes.
#[derive(clap::Args)]
pub struct Args {
    /// SQLite file with the received referrals.
    #[arg(long, value_name = "FILE", default_value = "referrals.sqlite")]
    db: PathBuf,
    /// Reference (RF-XXXX-XXXX) or id of the referral.
    #[arg(value_name = "REFERRAL")]
    referral: String,
    /// The new state; without it, the changes so far are listed.
    #[arg(value_name = "STATE")]
    state: Option<ReferralState>,
    /// Who makes the change; the name of the operating system's user unless given.
    #[arg(long, value_name = "NAME", requires = "state", value_parser = text)]
    by: Option<String>,
    /// Why, for the team; the person who was referred never sees it.
    #[arg(long, value_name = "TEXT", requires = "state", value_parser = text)]
    note: Option<String>,
}

/// Sets a state, or lists the changes: when, from, to, by whom, why; one a line, with tabs between.
///
/// # Errors
/// There is no such referral, it is in that state already, or the file cannot be used.
pub fn run(args: &Args) -> Result<ExitCode, String> {
    let mut store = Store::open_existing(&args.db).map_err(|it| it.to_string())?;
    match args.state {
        Some(state) => set(args, &mut store, state),
        None => list(args, &store),
    }
}

fn set(args: &Args, store: &mut Store, state: ReferralState) -> Result<ExitCode, String> {
    let by = args.by.clone().or_else(user).ok_or("nobody knows who you are; say it by --by NAME")?;
    let change = store.set_state(&args.referral, state, &by, args.note.as_deref());
    match change.map_err(|it| it.to_string())? {
        Change::Made { from } => {
            line(format_args!("{}: {} -> {}, by {by}", args.referral, from.name(), state.name()))?;
            Ok(ExitCode::SUCCESS)
        }
        Change::Unneeded => {
            Err(format!("{} is {} already; nothing was changed", args.referral, state.name()))
        }
        Change::NoReferral => Err(missing(args)),
    }
}

fn list(args: &Args, store: &Store) -> Result<ExitCode, String> {
    let found = store.find(&args.referral).map_err(|it| it.to_string())?;
    let row = found.ok_or_else(|| missing(args))?;
    line(format_args!("{}\t\t{}\t\t", row.received_at, ReferralState::Created.name()))?;
    for it in store.trail(&row.id).map_err(|it| it.to_string())? {
        line(format_args!(
            "{}\t{}\t{}\t{}\t{}",
            it.at,
            it.from.name(),
            it.to.name(),
            it.by,
            it.note.unwrap_or_default()
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn missing(args: &Args) -> String {
    format!("no referral in {} has the reference or id {}", args.db.display(), args.referral)
}

/// The name of the operating system's user, as it tells every program.
fn user() -> Option<String> {
    ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| text(&std::env::var(name).ok()?).ok())
}

/// A text of one line, so that a list of changes stays one.
fn text(raw: &str) -> Result<String, String> {
    let text = raw.trim();
    if text.is_empty() || text.chars().count() > TEXT_MAX_CHARS || text.contains(char::is_control) {
        return Err(format!("it has to be one line of 1 to {TEXT_MAX_CHARS} characters"));
    }
    Ok(text.to_owned())
}
