//! Where a send stands, as every screen may ask.

use crate::domain::delivery::Delivery;
use crate::gateway::timer::{Milliseconds, Seconds};

/// Where a send stands.
#[derive(Clone, PartialEq, Eq)]
pub enum Sending {
    /// Nothing was sent yet.
    Waiting,
    /// The answer is awaited.
    UnderWay {
        /// What became of the attempts before it, where the form goes on by itself.
        before: Option<Delivery>,
        /// Whether the person wants no other attempt after it.
        is_last: bool,
    },
    /// It is sent again by itself.
    Retrying(Delivery, Wait),
    /// It waits on this device, sealed, and is sent by itself even when another form stands here.
    Kept(Delivery),
    /// The person decides; sooner than at the moment, where there is one, the receiver wants to be left alone.
    Failed(Delivery, Option<Seconds>),
}

/// What the next attempt waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// A moment.
    Until(Milliseconds),
    /// A connection.
    Network,
}

impl Sending {
    /// Tells whether the answer is awaited.
    pub fn is_under_way(&self) -> bool {
        matches!(self, Sending::UnderWay { .. })
    }

    /// Tells whether the review has to stay as it is: it is being sent, or will be without another press.
    pub fn is_going_on(&self) -> bool {
        matches!(self, Sending::UnderWay { .. } | Sending::Retrying(..) | Sending::Kept(_))
    }
}
