//! The layout of the file of referrals, and how an older file gets to the present one.
//!
//! A file only ever goes forward, in one transaction. Nothing that was received is changed on the way.

use rusqlite::{Connection, Transaction};

use super::sha256;

/// Layout that this program reads and writes, kept in SQLite's `user_version`; 0 is a new file.
pub const LAYOUT: i64 = 3;

/// `STRICT` keeps the types, `UNIQUE` the promise of one row for an id.
const FIRST: &str = "
    CREATE TABLE referral (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        reference TEXT NOT NULL UNIQUE,
        study_id TEXT NOT NULL,
        replaces TEXT,
        body TEXT NOT NULL,
        received_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
    ) STRICT;
    CREATE INDEX referral_replaces ON referral (replaces) WHERE replaces IS NOT NULL;
";

/// Adds what a referral's state needs. Of older referrals it is told no more than "received" and "closed".
///
/// The trail names a referral by its id and not by its row: it stays when the referral has to be deleted.
const SECOND: &str = "
    ALTER TABLE referral ADD COLUMN body_sha256 TEXT NOT NULL DEFAULT '';
    ALTER TABLE referral ADD COLUMN tells_status INTEGER NOT NULL DEFAULT 0 CHECK (tells_status IN (0, 1));
    CREATE TABLE status_change (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        referral_id TEXT NOT NULL,
        from_state TEXT NOT NULL,
        to_state TEXT NOT NULL,
        changed_by TEXT NOT NULL,
        note TEXT,
        changed_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
    ) STRICT;
    CREATE INDEX status_change_referral ON status_change (referral_id, number);
    CREATE TRIGGER status_change_is_final BEFORE UPDATE ON status_change
        BEGIN SELECT RAISE(ABORT, 'the trail is only ever added to'); END;
    CREATE TRIGGER status_change_stays BEFORE DELETE ON status_change
        BEGIN SELECT RAISE(ABORT, 'the trail is only ever added to'); END;
    CREATE TABLE status_token (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        sha256 TEXT NOT NULL UNIQUE,
        referral_id TEXT NOT NULL,
        expires_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX status_token_referral ON status_token (referral_id, number);
";

/// Adds why a referral is kept apart: it does not fit its study file.
const THIRD: &str = "ALTER TABLE referral ADD COLUMN quarantine TEXT;";

/// Brings a file of an older layout, or a new one, to [`LAYOUT`].
///
/// # Errors
/// SQLite failed; the file is as it was.
pub fn bring_forward(db: &mut Connection) -> rusqlite::Result<()> {
    let change = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    // Asked again inside the transaction: another process may have been faster.
    let found: i64 = change.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found < 1 {
        change.execute_batch(FIRST)?;
    }
    if found < 2 {
        change.execute_batch(SECOND)?;
        note_digests(&change)?;
    }
    if found < 3 {
        change.execute_batch(THIRD)?;
    }
    change.pragma_update(None, "user_version", LAYOUT)?;
    change.commit()
}

/// Until layout 2 a body was always stored as it had come, so its digest can still be taken.
fn note_digests(change: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut rows = change.prepare("SELECT number, body FROM referral")?;
    let mut update = change.prepare("UPDATE referral SET body_sha256 = ?2 WHERE number = ?1")?;
    let bodies = rows.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    for body in bodies {
        let (number, body) = body?;
        update.execute((number, sha256(body.as_bytes())))?;
    }
    Ok(())
}
