//! Attempts: everything that was tried to send one referral, and what comes next.
//!
//! What was unconfirmed once stays so: that a later attempt surely stored nothing says nothing of the earlier one. Only a
//! receiver that has the referral ends the doubt.

use super::{Delivery, Doubt, Hindrance};

/// The wait before the first attempt that nobody asked for, in milliseconds; every further one is twice as long.
const FIRST_WAIT_MS: u32 = 2_000;

/// Longest of these waits, in milliseconds; a receiver may ask for more.
const WAIT_MAX_MS: u32 = 60_000;

/// How often the form tries by itself after one press.
const RETRIES_MAX: u8 = 6;

/// How long it waits in all after one press, in milliseconds.
const WAITS_MAX_MS: u32 = 600_000;

/// What to do after an attempt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    /// Nothing: it arrived, or it was refused.
    Done,
    /// Send the same bytes again by itself.
    TryAgain {
        /// After how many milliseconds.
        after_ms: u32,
    },
    /// Send the same bytes by itself once the device is connected.
    WaitForNetwork,
    /// Ask the person.
    AskThePerson {
        /// For how many seconds the receiver asks to be left alone.
        wait_s: Option<u32>,
    },
}

/// The attempts at sending one referral.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Attempts {
    /// Why it may have arrived.
    doubt: Option<Doubt>,
    /// Whether it was handed over and nothing came back yet.
    is_under_way: bool,
    /// Since the person last pressed: how often it was tried by itself.
    retries: u8,
    /// And how long it was waited for that, in milliseconds.
    waited_ms: u32,
}

impl Attempts {
    /// Notes that the person asked for an attempt: what is tried by itself is counted anew.
    pub fn ask(&mut self) {
        (self.retries, self.waited_ms) = (0, 0);
    }

    /// Notes that the bytes are handed over.
    pub fn hand_over(&mut self) {
        self.is_under_way = true;
    }

    /// Tells whether the referral may have arrived, so that an edited one must say that it replaces it.
    pub fn may_have_arrived(&self) -> bool {
        self.is_under_way || self.doubt.is_some()
    }

    /// Notes what came of the last attempt, and tells what became of the whole and what comes next.
    ///
    /// `random` spreads the attempts of many forms over the second half of each wait.
    pub fn settle(&mut self, last: Delivery, deduplicates: bool, random: u16) -> (Delivery, Next) {
        self.is_under_way = false;
        if let Delivery::Unconfirmed(doubt) = &last {
            self.doubt = Some(*doubt);
        }
        let next = self.next(&last, deduplicates, random);
        let whole = match (last, self.doubt) {
            (Delivery::NotSent(_), Some(doubt)) => Delivery::Unconfirmed(doubt),
            (Delivery::Refused(refusal), Some(_)) => Delivery::RefusedAfterDoubt(refusal),
            (last, _) => last,
        };
        if let Delivery::Sent(_) = whole {
            self.doubt = None;
        }
        (whole, next)
    }

    fn next(&mut self, last: &Delivery, deduplicates: bool, random: u16) -> Next {
        let wait_s = match last {
            Delivery::Sent(_) | Delivery::Refused(_) | Delivery::RefusedAfterDoubt(_) => return Next::Done,
            Delivery::NotSent(Hindrance::Offline) => return Next::WaitForNetwork,
            Delivery::NotSent(Hindrance::Impossible | Hindrance::Stopped) => {
                return Next::AskThePerson { wait_s: None };
            }
            Delivery::NotSent(Hindrance::StudyUnread | Hindrance::Unsealed) => None,
            Delivery::NotSent(Hindrance::Busy { wait_s }) => *wait_s,
            // Where no answer can be read, another attempt would be answered no better.
            Delivery::Unconfirmed(Doubt::Mute) => return Next::AskThePerson { wait_s: None },
            Delivery::Unconfirmed(Doubt::Fault { .. } | Doubt::Page) => {
                if !deduplicates {
                    return Next::AskThePerson { wait_s: last.wait_s() };
                }
                last.wait_s()
            }
        };
        let asked_ms = wait_s.unwrap_or(0).saturating_mul(1_000);
        let after_ms = asked_ms.max(self.backoff_ms(random));
        let waited_ms = self.waited_ms.saturating_add(after_ms);
        if self.retries >= RETRIES_MAX || waited_ms > WAITS_MAX_MS {
            return Next::AskThePerson { wait_s };
        }
        (self.retries, self.waited_ms) = (self.retries + 1, waited_ms);
        Next::TryAgain { after_ms }
    }

    /// The form's own wait: exponential, half of it by chance.
    fn backoff_ms(&self, random: u16) -> u32 {
        let whole = (FIRST_WAIT_MS << self.retries).min(WAIT_MAX_MS);
        // Below 30,000 times 65,536, so it fits.
        whole / 2 + ((whole / 2 * u32::from(random)) >> 16)
    }
}
