//! `export`: the received referrals as CSV, for a spreadsheet.
//!
//! Cells came from strangers, and a spreadsheet runs what looks like a formula: such a cell gets an apostrophe before it.
//! The referrals themselves, to the byte, are in the file of referrals.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::Value;

use crate::keyring::Keyring;
use crate::output::{harmless, note, quietly};
use crate::store::{Received, Store, StoreError};

/// Prints the received referrals as CSV.
///
/// One row a referral, oldest first, and one column a value, under its dotted path. A cell that starts as a formula does
/// (=, +, -, @, tab, return), phone numbers too, has an apostrophe before it. A referral that was stored sealed and that no key opens
/// has the columns of the store only.
#[derive(clap::Args)]
pub struct Args {
    /// SQLite file with the received referrals.
    #[arg(long, value_name = "FILE", default_value = "referrals.sqlite")]
    db: PathBuf,
    /// Only the referrals of this study.
    #[arg(long, value_name = "ID")]
    study: Option<String>,
    /// Private key from `keygen`, to open referrals that were stored sealed; may be given more than once.
    #[arg(long = "key", visible_alias = "keys", value_name = "FILE")]
    keys: Vec<PathBuf>,
}

/// Columns that the store knows; those of the referrals follow.
const OWN: [&str; 7] = [
    "reference",
    "receivedAt",
    "status",
    "statusChangedAt",
    "replacesReference",
    "replacedByReference",
    "bodySha256",
];

type Cells = Vec<(String, String)>;

/// Prints to the standard output. A closed one stops it without a complaint.
///
/// # Errors
/// The file or a key cannot be used, or the output takes nothing more.
pub fn run(args: &Args) -> Result<ExitCode, String> {
    let keyring = Keyring::read(&args.keys)?;
    let mut rows = rows(args).map_err(|it| it.to_string())?;
    let all = rows.len();
    rows.retain(|row| row.quarantine.is_none());
    if rows.len() < all {
        note(format_args!(
            "referral-form: {} of {all} referrals are in quarantine, and left out",
            all - rows.len()
        ));
    }
    rows.iter_mut().for_each(|row| keyring.reveal(row));
    let sealed = rows.iter().filter(|it| it.is_sealed()).count();
    if sealed > 0 {
        note(format_args!(
            "referral-form: {sealed} of {} referrals are sealed, and stay so without their key (--key FILE)",
            rows.len()
        ));
    }
    quietly(print(&rows, &mut io::stdout().lock()))?;
    Ok(ExitCode::SUCCESS)
}

fn rows(args: &Args) -> Result<Vec<Received>, StoreError> {
    let store = Store::open_existing(&args.db)?;
    let mut rows = store.list(i64::MAX, usize::MAX)?;
    rows.retain(|row| args.study.as_ref().is_none_or(|it| *it == row.study_id));
    rows.reverse();
    Ok(rows)
}

fn print(rows: &[Received], out: &mut impl Write) -> io::Result<()> {
    let bodies: Vec<Cells> = rows.iter().map(cells).collect();
    let columns: BTreeSet<&str> = bodies.iter().flatten().map(|it| it.0.as_str()).collect();
    line(OWN.into_iter().chain(columns.iter().copied()), out)?;
    for (row, body) in rows.iter().zip(&bodies) {
        let own = [
            row.reference.as_str(),
            &row.received_at,
            row.state.name(),
            row.changed_at.as_deref().unwrap_or(&row.received_at),
            row.replaces.as_deref().unwrap_or_default(),
            row.replaced_by.as_deref().unwrap_or_default(),
            &row.body_sha256,
        ];
        let values = columns
            .iter()
            .map(|column| body.iter().find(|it| it.0 == **column).map_or("", |it| it.1.as_str()));
        line(own.into_iter().chain(values), out)?;
    }
    Ok(())
}

/// The values of a referral by dotted path. Consents go by their id, not by their place.
fn cells(row: &Received) -> Cells {
    let mut referral: Value = serde_json::from_str(&row.body).unwrap_or_default();
    let mut cells = Cells::new();
    let consents = referral.as_object_mut().and_then(|it| it.remove("consents")).unwrap_or_default();
    flatten(&referral, "", &mut cells);
    for consent in consents.as_array().into_iter().flatten() {
        let text = |member: &str| consent.get(member).and_then(Value::as_str).unwrap_or_default();
        let given = consent.get("given") == Some(&Value::Bool(true));
        cells.push((format!("consents.{}", text("id")), if given { "given" } else { "refused" }.to_owned()));
        cells.push((format!("consents.{}.version", text("id")), text("version").to_owned()));
    }
    cells
}

/// A list becomes one cell: its entries do not have meanings of their own.
fn flatten(value: &Value, path: &str, cells: &mut Cells) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                flatten(value, &below, cells);
            }
        }
        Value::Array(entries) => {
            let entries: Vec<String> = entries.iter().map(plain).collect();
            cells.push((path.to_owned(), entries.join("; ")));
        }
        Value::Null => {}
        Value::Bool(_) | Value::Number(_) | Value::String(_) => cells.push((path.to_owned(), plain(value))),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Writes a record with every cell in quotes: RFC 4180, and no separator of any spreadsheet splits it.
fn line<'c>(cells: impl Iterator<Item = &'c str>, out: &mut impl Write) -> io::Result<()> {
    for (index, cell) in cells.enumerate() {
        let comma = if index > 0 { "," } else { "" };
        let guard = if is_formula(cell) { "'" } else { "" };
        write!(out, "{comma}\"{guard}{}\"", harmless(cell, "\t\n\r").replace('"', "\"\""))?;
    }
    out.write_all(b"\r\n")
}

/// True where a spreadsheet may run a cell. Source: OWASP, CSV Injection; full-width signs count in East Asian editions.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}
