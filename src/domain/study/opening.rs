//! Whether a study takes referrals on a day.

use super::{Status, Study};
use crate::domain::date::Date;

/// Whether a study takes referrals.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Opening {
    /// It does.
    Open,
    /// Not for now.
    Paused,
    /// No more.
    Closed,
}

impl Study {
    /// Tells whether the study takes referrals on a civil day in the contact's time zone, which is asked for where it matters.
    pub fn opening(&self, today_at_contact: impl Fn() -> Date) -> Opening {
        let approval_ends = self.head.ethics.as_ref().and_then(|it| it.expires_on);
        let last = self.head.closes.into_iter().chain(approval_ends).min();
        match self.head.status {
            Some(Status::Closed) => Opening::Closed,
            _ if last.is_some_and(|it| today_at_contact() > it) => Opening::Closed,
            Some(Status::Paused) => Opening::Paused,
            Some(Status::Recruiting) | None => Opening::Open,
        }
    }
}
