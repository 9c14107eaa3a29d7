//! The staff's code on a shared device: what its digest is made of, and how soon it may be tried again.
//!
//! The code keeps the next person from looking at what waits. It keeps out nobody who has the study file and time: the digest in it can be
//! held against every code there is.
//!
//! Invariant: pure. Nothing in here keeps a code.

use super::outbox::Seconds;

/// Shortest code, in characters.
pub const CODE_MIN_CHARS: usize = 8;

/// Length of a digest, in hexadecimal digits.
const DIGEST_CHARS: usize = 64;

/// The text whose SHA-256 stands in the study file as `outbox.staffCode`: the study's id, a colon and the code, in UTF-8.
///
/// No id has a colon, so the same code has another digest in every study.
pub fn salted(study_id: &str, code: &str) -> String {
    format!("{study_id}:{code}")
}

/// Tells whether a text has the form of a digest: hexadecimal, in lower case.
pub fn is_digest(text: &str) -> bool {
    text.len() == DIGEST_CHARS && text.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'))
}

/// So many wrong codes in a row may be tried without a wait.
const FREE_TRIES: u32 = 2;

/// The wait after the first wrong code beyond these; every further one makes it twice as long.
const WAIT_SECONDS: Seconds = 60;

/// How often the wait is doubled at most: to 16 minutes.
const DOUBLINGS_MAX: u32 = 4;

/// The wrong codes that were tried in a row.
#[derive(Clone, Copy, Default)]
pub struct Tries {
    wrong: u32,
    last: Seconds,
}

impl Tries {
    /// Notes a wrong code.
    pub fn fail(&mut self, now: Seconds) {
        *self = Tries { wrong: self.wrong.saturating_add(1), last: now };
    }

    /// How long no other code may be tried; 0 where one may.
    ///
    /// A clock that was set back makes nobody wait for longer than the wait itself.
    pub fn wait(&self, now: Seconds) -> Seconds {
        let Some(beyond) = self.wrong.checked_sub(FREE_TRIES + 1) else { return 0 };
        let wait = WAIT_SECONDS << beyond.min(DOUBLINGS_MAX);
        wait.saturating_sub(now.abs_diff(self.last))
    }
}
