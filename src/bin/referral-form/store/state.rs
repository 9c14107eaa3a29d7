//! What became of a referral: its states, the trail of their changes, and who may ask.
//!
//! A trail is only ever added to. A token is told once, in the answer to its referral, and never stored: whoever reads the
//! file cannot ask in somebody's place.

use clap::ValueEnum;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::{Store, StoreError, draw, sha256};

/// Days after which a token opens nothing any more.
pub const TOKEN_DAYS: u16 = 180;

/// Tokens of one referral that are good at a time. Each answer to the same referral has a new one; the oldest goes.
const TOKENS: u16 = 8;

/// Letters of a token, of 5 random bits each: 160 bits.
const TOKEN_LETTERS: usize = 32;

/// The states of a referral as eReferral systems have them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReferralState {
    /// Received; nobody has looked at it yet. Every referral begins so.
    Created,
    /// The study team takes care of it.
    Accepted,
    /// The study team does not go on with it.
    Declined,
    /// There is an appointment.
    Scheduled,
    /// Nobody came to the appointment.
    NotAttended,
    /// Everything that it asked for was done.
    Completed,
    /// It was withdrawn.
    Cancelled,
}

const STATES: [ReferralState; 7] = [
    ReferralState::Created,
    ReferralState::Accepted,
    ReferralState::Declined,
    ReferralState::Scheduled,
    ReferralState::NotAttended,
    ReferralState::Completed,
    ReferralState::Cancelled,
];

impl ReferralState {
    pub fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Scheduled => "scheduled",
            Self::NotAttended => "not-attended",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
        }
    }

    /// True where nothing more is to come.
    fn is_closed(self) -> bool {
        match self {
            Self::Created | Self::Accepted | Self::Scheduled | Self::NotAttended => false,
            Self::Declined | Self::Completed | Self::Cancelled => true,
        }
    }
}

impl ToSql for ReferralState {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.name().into())
    }
}

impl FromSql for ReferralState {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let name = value.as_str()?;
        STATES.into_iter().find(|it| it.name() == name).ok_or(FromSqlError::InvalidType)
    }
}

/// One line of the trail.
#[derive(Debug, PartialEq, Eq)]
pub struct StatusChange {
    pub from: ReferralState,
    pub to: ReferralState,
    pub by: String,
    pub note: Option<String>,
    /// RFC 3339, UTC, to the second.
    pub at: String,
}

/// What a status address tells: a word, and since when. Nothing of the person, the study or the team.
#[derive(Debug, PartialEq, Eq)]
pub struct Told {
    /// A state; only "received" or "closed" where more was not consented to.
    pub status: &'static str,
    /// RFC 3339, UTC, to the second.
    pub changed_at: String,
}

/// What became of a request to change a state.
#[derive(Debug, PartialEq, Eq)]
pub enum Change {
    Made {
        from: ReferralState,
    },
    /// It was in that state already. Nothing was written.
    Unneeded,
    /// No referral has this id or reference.
    NoReferral,
}

impl Store {
    /// Sets the state of the referral with this id or reference, and adds a line to the trail.
    pub fn set_state(
        &mut self,
        name: &str,
        to: ReferralState,
        by: &str,
        note: Option<&str>,
    ) -> Result<Change, StoreError> {
        let change = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let Some(id) = id_of(&change, name)? else {
            return Ok(Change::NoReferral);
        };
        let from = trail(&change, &id)?.last().map_or(ReferralState::Created, |it| it.to);
        if from == to {
            return Ok(Change::Unneeded);
        }
        change.execute(
            "INSERT INTO status_change (referral_id, from_state, to_state, changed_by, note) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![id, from, to, by, note],
        )?;
        change.commit()?;
        Ok(Change::Made { from })
    }

    /// The changes of a referral's state, oldest first; `id` in lower case. Before the first it was created.
    pub fn trail(&self, id: &str) -> Result<Vec<StatusChange>, StoreError> {
        trail(&self.db, id)
    }

    /// What may be told to whoever shows this token; nothing for an unknown and for an expired one.
    pub fn told(&self, token: &str) -> Result<Option<Told>, StoreError> {
        // Looked up by its digest, so that how long it takes says nothing of how much of a guess is right.
        let found = self
            .db
            .query_row(
                "SELECT it.id, it.received_at, it.tells_status FROM status_token AS token
                 JOIN referral AS it ON it.id = token.referral_id
                 WHERE token.sha256 = ?1 AND token.expires_at > strftime('%Y-%m-%dT%H:%M:%SZ', 'now')",
                [sha256(token.as_bytes())],
                |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, bool>(2)?)),
            )
            .optional()?;
        let Some((id, received_at, tells_status)) = found else {
            return Ok(None);
        };
        let trail = trail(&self.db, &id)?;
        Ok(Some(if tells_status { whole(&trail, received_at) } else { outline(&trail, received_at) }))
    }
}

fn whole(trail: &[StatusChange], received_at: String) -> Told {
    match trail.last() {
        Some(last) => Told { status: last.to.name(), changed_at: last.at.clone() },
        None => Told { status: ReferralState::Created.name(), changed_at: received_at },
    }
}

/// Tells whether something is still to come, and since when that is so: a change between two open states must not show.
fn outline(trail: &[StatusChange], received_at: String) -> Told {
    let is_closed = trail.last().is_some_and(|it| it.to.is_closed());
    let since = trail.iter().rfind(|it| it.from.is_closed() != it.to.is_closed());
    Told {
        status: if is_closed { "closed" } else { "received" },
        changed_at: since.map_or(received_at, |it| it.at.clone()),
    }
}

/// Makes a token for a referral, as part of storing it. Forgets what has expired.
pub(super) fn issue_token(change: &Transaction<'_>, id: &str) -> Result<String, StoreError> {
    change
        .execute("DELETE FROM status_token WHERE expires_at <= strftime('%Y-%m-%dT%H:%M:%SZ', 'now')", [])?;
    let token = draw(TOKEN_LETTERS)?;
    change.execute(
        "INSERT INTO status_token (sha256, referral_id, expires_at)
         VALUES (?1, ?2, strftime('%Y-%m-%dT%H:%M:%SZ', 'now', ?3))",
        params![sha256(token.as_bytes()), id, format!("+{TOKEN_DAYS} days")],
    )?;
    change.execute(
        "DELETE FROM status_token WHERE referral_id = ?1 AND number NOT IN
         (SELECT number FROM status_token WHERE referral_id = ?1 ORDER BY number DESC LIMIT ?2)",
        params![id, TOKENS],
    )?;
    Ok(token)
}

fn id_of(db: &Connection, name: &str) -> Result<Option<String>, StoreError> {
    let found = db.query_row(
        "SELECT id FROM referral WHERE id = lower(?1) OR reference = upper(?1)",
        [name],
        |row| row.get(0),
    );
    Ok(found.optional()?)
}

fn trail(db: &Connection, id: &str) -> Result<Vec<StatusChange>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT from_state, to_state, changed_by, note, changed_at FROM status_change WHERE referral_id = ?1 ORDER BY number",
    )?;
    let changes = statement.query_map([id], |row| {
        Ok(StatusChange {
            from: row.get(0)?,
            to: row.get(1)?,
            by: row.get(2)?,
            note: row.get(3)?,
            at: row.get(4)?,
        })
    })?;
    Ok(changes.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(from: ReferralState, to: ReferralState, at: &str) -> StatusChange {
        StatusChange { from, to, by: "sam".to_owned(), note: None, at: at.to_owned() }
    }

    #[test]
    fn an_outline_shows_no_change_between_two_open_or_two_closed_states() {
        use ReferralState::{Accepted, Cancelled, Created, Declined};
        let trail = [
            change(Created, Accepted, "2027-01-02T00:00:00Z"),
            change(Accepted, Declined, "2027-01-03T00:00:00Z"),
            change(Declined, Cancelled, "2027-01-04T00:00:00Z"),
        ];
        let outlines: Vec<Told> =
            (0..=3).map(|count| outline(&trail[..count], "2027-01-01T00:00:00Z".to_owned())).collect();
        assert_eq!(outlines[0], outlines[1]);
        assert_eq!(
            (outlines[1].status, outlines[1].changed_at.as_str()),
            ("received", "2027-01-01T00:00:00Z")
        );
        assert_eq!(outlines[2], outlines[3]);
        assert_eq!((outlines[3].status, outlines[3].changed_at.as_str()), ("closed", "2027-01-03T00:00:00Z"));
    }
}
