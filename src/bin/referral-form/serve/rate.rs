//! How often one client may send.
//!
//! It counts attempts, not referrals, and remembers an address no longer than its minute.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

const WINDOW: Duration = Duration::from_secs(60);

/// Addresses kept before those that are free again are forgotten.
const ADDRESSES: usize = 1024;

/// A budget per minute and client that refills evenly (the generic cell rate algorithm, ITU-T I.371).
pub struct RateLimit {
    /// Time in which one attempt is earned back.
    interval: Duration,
    /// When each client's whole budget will be earned back.
    full_at: HashMap<IpAddr, Instant>,
}

impl RateLimit {
    /// `attempts` is at least 1.
    pub fn per_minute(attempts: u32) -> Self {
        Self { interval: WINDOW / attempts.max(1), full_at: HashMap::new() }
    }

    /// Counts an attempt, or says how long to wait before the next.
    pub fn admit(&mut self, client: IpAddr, now: Instant) -> Result<(), Duration> {
        if self.full_at.len() >= ADDRESSES {
            self.full_at.retain(|_, full_at| *full_at > now);
        }
        let full_at = self.full_at.get(&client).copied().unwrap_or(now).max(now) + self.interval;
        let debt = full_at - now;
        if debt > WINDOW {
            return Err(debt - WINDOW);
        }
        self.full_at.insert(client, full_at);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    #[test]
    fn a_client_may_use_its_whole_budget_at_once_and_earns_it_back_evenly() {
        let mut limit = RateLimit::per_minute(2);
        let start = Instant::now();
        assert_eq!(limit.admit(CLIENT, start), Ok(()));
        assert_eq!(limit.admit(CLIENT, start), Ok(()));
        assert_eq!(limit.admit(CLIENT, start), Err(Duration::from_secs(30)));
        assert_eq!(limit.admit(CLIENT, start + Duration::from_secs(29)), Err(Duration::from_secs(1)));
        assert_eq!(limit.admit(CLIENT, start + Duration::from_secs(30)), Ok(()));
        assert_eq!(limit.admit(CLIENT, start + Duration::from_secs(31)), Err(Duration::from_secs(29)));
    }

    #[test]
    fn one_client_never_uses_up_the_budget_of_another() {
        let mut limit = RateLimit::per_minute(1);
        let now = Instant::now();
        assert_eq!(limit.admit(CLIENT, now), Ok(()));
        assert_eq!(limit.admit(IpAddr::V4(std::net::Ipv4Addr::new(127, 0, 0, 2)), now), Ok(()));
    }
}
