//! Received referrals in a SQLite file, one row each, and the trail of what became of them.
//!
//! It judges nothing: what arrives here has been checked. It never changes or deletes a referral, and a file that holds
//! anything else is left alone.

mod layout;
mod state;

use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};
use thiserror::Error;

use layout::{LAYOUT, bring_forward};
use state::issue_token;

pub use state::{Change, ReferralState, StatusChange};

/// Letters and digits that are not mistaken for one another when read aloud or written down (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A fault of the store. Reader: whoever runs the command, in English. Holds nothing from a referral.
#[derive(Debug, Error)]
pub enum StoreError {
    #[error("{file} holds something else than referrals of this version; name another file by --db")]
    Foreign { file: String },
    #[error("there is no file {file}; name the file of referrals by --db")]
    Missing { file: String },
    #[error("{file} cannot be written: {cause}; name another file by --db")]
    Unwritable { file: String, cause: std::io::Error },
    #[error("the referral store failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("the operating system gave no random numbers: {0}")]
    NoRandomness(#[from] getrandom::Error),
}

/// What became of a referral handed to [`Store::keep`].
#[derive(Debug, PartialEq, Eq)]
pub enum Kept {
    /// Stored now, under this reference.
    New { reference: String, token: String },
    /// The same bytes were stored before; this is the reference they got then, with a token of its own.
    Again { reference: String, token: String },
    /// The id is taken by other bytes. Nothing was stored.
    Changed,
}

/// A checked referral on its way into the store. Ids are lower case.
pub struct Arrival<'a> {
    pub id: &'a str,
    pub study_id: &'a str,
    /// The id of the referral that this one takes the place of.
    pub replaces: Option<&'a str>,
    /// The referral as JSON; where no key opened it, the sealed text.
    pub body: &'a str,
    /// The bytes as they came: JSON, perhaps wrapped under a key, a form, or sealed.
    pub received: &'a [u8],
    /// Whether a consent that was given lets its state be told.
    pub tells_status: bool,
    /// Why it is kept apart from the others; the reasons one a line.
    pub quarantine: Option<&'a str>,
}

/// A stored referral, for the pages.
pub struct Received {
    /// Counts up in the order of arrival.
    pub number: i64,
    pub id: String,
    pub reference: String,
    pub study_id: String,
    /// The reference of the referral that this one takes the place of, where that one is here.
    pub replaces: Option<String>,
    /// The reference of the latest referral that takes this one's place.
    pub replaced_by: Option<String>,
    /// JSON, or the sealed text where no key opened it.
    pub body: String,
    /// SHA-256 of the bytes as they came; the person's receipt has it too.
    pub body_sha256: String,
    /// RFC 3339, UTC, to the second.
    pub received_at: String,
    pub state: ReferralState,
    /// When the state was last changed.
    pub changed_at: Option<String>,
    /// Why it is kept apart from the others; the reasons one a line.
    pub quarantine: Option<String>,
}

impl Received {
    /// Whether the body is the sealed text as it came: no key was at hand.
    pub fn is_sealed(&self) -> bool {
        !self.body.trim_start().starts_with('{')
    }
}

pub struct Store {
    db: Connection,
}

impl Store {
    /// Opens the file, or makes it, readable by its owner alone.
    ///
    /// # Errors
    /// The file cannot be written, or it holds something else.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let file = path.display().to_string();
        create_private(path).map_err(|cause| StoreError::Unwritable { file: file.clone(), cause })?;
        Self::start(Connection::open(path)?, file)
    }

    /// Opens a file that is there already.
    ///
    /// # Errors
    /// There is none, or it holds something else.
    pub fn open_existing(path: &Path) -> Result<Self, StoreError> {
        let file = path.display().to_string();
        if !path.is_file() {
            return Err(StoreError::Missing { file });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self::start(Connection::open_with_flags(path, flags)?, file)
    }

    fn start(mut db: Connection, file: String) -> Result<Self, StoreError> {
        db.busy_timeout(Duration::from_secs(5))?;
        // The first statement that reads the file finds out whether it is a database at all.
        let found = db.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0));
        let Ok(layout) = found else {
            return Err(StoreError::Foreign { file });
        };
        let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        match layout {
            LAYOUT => {}
            0 if tables == 0 => bring_forward(&mut db)?,
            1..LAYOUT => bring_forward(&mut db)?,
            _ => return Err(StoreError::Foreign { file }),
        }
        db.pragma_update(None, "journal_mode", "WAL")?;
        // A referral that was answered with 201 is on the disk, power cut or not.
        db.pragma_update(None, "synchronous", "FULL")?;
        Ok(Self { db })
    }

    /// Whether these very bytes are stored under this id.
    pub fn holds(&self, id: &str, received: &[u8]) -> Result<bool, StoreError> {
        let query = "SELECT EXISTS (SELECT 1 FROM referral WHERE id = ?1 AND body_sha256 = ?2)";
        Ok(self.db.query_row(query, params![id, sha256(received)], |row| row.get(0))?)
    }

    /// Stores a referral once. The same bytes again store nothing and get the first reference.
    ///
    /// Each time there is a new token: what was stored of the first cannot be turned back into it.
    pub fn keep(&mut self, arrival: &Arrival<'_>) -> Result<Kept, StoreError> {
        let change = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let digest = sha256(arrival.received);
        let earlier = change
            .query_row("SELECT reference, body_sha256 FROM referral WHERE id = ?1", [arrival.id], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
            })
            .optional()?;
        if let Some((reference, earlier)) = earlier {
            if earlier != digest {
                return Ok(Kept::Changed);
            }
            let token = issue_token(&change, arrival.id)?;
            change.commit()?;
            return Ok(Kept::Again { reference, token });
        }
        let reference = loop {
            let drawn = draw_reference()?;
            let is_taken: bool = change.query_row(
                "SELECT EXISTS (SELECT 1 FROM referral WHERE reference = ?1)",
                [&drawn],
                |row| row.get(0),
            )?;
            if !is_taken {
                break drawn;
            }
        };
        change.execute(
            "INSERT INTO referral (id, reference, study_id, replaces, body, body_sha256, tells_status, quarantine)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                arrival.id,
                reference,
                arrival.study_id,
                arrival.replaces,
                arrival.body,
                digest,
                arrival.tells_status,
                arrival.quarantine
            ],
        )?;
        let token = issue_token(&change, arrival.id)?;
        change.commit()?;
        Ok(Kept::New { reference, token })
    }

    /// Referrals that arrived before number `before`, newest first, `limit` at most.
    pub fn list(&self, before: i64, limit: usize) -> Result<Vec<Received>, StoreError> {
        let mut statement = self
            .db
            .prepare_cached(&format!("{SELECT} WHERE it.number < ?1 ORDER BY it.number DESC LIMIT ?2"))?;
        let rows = statement.query_map(params![before, i64::try_from(limit).unwrap_or(i64::MAX)], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The referral with a reference, as printed in the receipt, or with an id.
    pub fn find(&self, name: &str) -> Result<Option<Received>, StoreError> {
        let query = format!("{SELECT} WHERE it.reference = upper(?1) OR it.id = lower(?1)");
        Ok(self.db.query_row(&query, [name], read).optional()?)
    }

    pub fn count(&self) -> Result<i64, StoreError> {
        Ok(self.db.query_row("SELECT count(*) FROM referral", [], |row| row.get(0))?)
    }
}

const SELECT: &str = "
    SELECT it.number, it.id, it.reference, it.study_id,
        (SELECT earlier.reference FROM referral AS earlier WHERE earlier.id = it.replaces),
        (SELECT later.reference FROM referral AS later WHERE later.replaces = it.id ORDER BY later.number DESC LIMIT 1),
        it.body, it.body_sha256, it.received_at, coalesce(last.to_state, 'created'), last.changed_at, it.quarantine
    FROM referral AS it
    LEFT JOIN status_change AS last ON last.number =
        (SELECT max(number) FROM status_change WHERE referral_id = it.id)";

fn read(row: &Row<'_>) -> rusqlite::Result<Received> {
    Ok(Received {
        number: row.get(0)?,
        id: row.get(1)?,
        reference: row.get(2)?,
        study_id: row.get(3)?,
        replaces: row.get(4)?,
        replaced_by: row.get(5)?,
        body: row.get(6)?,
        body_sha256: row.get(7)?,
        received_at: row.get(8)?,
        state: row.get(9)?,
        changed_at: row.get(10)?,
        quarantine: row.get(11)?,
    })
}

/// Makes the file before SQLite does, so that other users of the computer never can read it.
fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Draws a reference: 40 random bits as `RF-XXXX-XXXX`.
fn draw_reference() -> Result<String, getrandom::Error> {
    let letters = draw(8)?;
    Ok(format!("RF-{}-{}", &letters[..4], &letters[4..]))
}

/// Draws letters of 5 random bits each.
fn draw(count: usize) -> Result<String, getrandom::Error> {
    let mut random = vec![0_u8; count];
    getrandom::fill(&mut random)?;
    Ok(random.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
}

/// SHA-256 in lower-case hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
