//! What the widget and the page around it tell each other.
//!
//! In: [`Settings`], from the element's attributes, fixed for the life of the widget. Out: [`HostEvent`]s.
//! Neither carries an answer or the id of a referral: a page that embeds the form learns nothing typed into it.

use std::ops::RangeInclusive;

use crate::gateway::start_page::StartPage;

/// Longest referral code, in characters.
pub const CODE_MAX_CHARS: usize = 32;

/// How many seconds nobody may do anything on a shared device.
pub const IDLE_SECONDS: RangeInclusive<u16> = 30..=1800;

/// What the element's attributes ask for, and what stands before the form.
#[derive(Clone)]
pub struct Settings {
    /// Where the study file is; `None` where the page's author forgot to say.
    pub study: Option<StudyPlace>,
    /// Whether the study file is read only where it is asked for, whoever would redirect.
    pub refuses_redirects: bool,
    /// Digests of which the study file has one, where the page pins it. Not checked: they may be none.
    pub integrity: Option<String>,
    /// Absolute URL to send to; counts only where the study file has none.
    pub endpoint: Option<String>,
    /// Id of the source to begin with. Not checked: the study file may not have it.
    pub source: Option<String>,
    /// Letters, digits and hyphens, [`CODE_MAX_CHARS`] at most.
    pub code: Option<String>,
    /// Keys of the page's query that a link to it needs.
    pub kept_queries: Vec<String>,
    pub mode: Mode,
    /// How long nobody may do anything on a shared device before the form asks whether somebody is there;
    /// one of [`IDLE_SECONDS`].
    pub idle_seconds: u16,
    /// Whether what is not asked keeps its room, so that the height of a step tells no answer.
    pub is_steady: bool,
    /// Level of the widget's first heading, 1 to 5; sections go one deeper.
    pub heading_level: u8,
    /// Whether the browser trusts the page's connection; elsewhere nothing may be asked.
    pub is_secure: bool,
    /// The first step, which the loader shows; `None` where a test has a form without one.
    pub start_page: Option<StartPage>,
}

/// Where a study file is read from.
#[derive(Clone)]
pub enum StudyPlace {
    /// An absolute URL, resolved against the document. As written, where it is no URL at all.
    Url(String),
    /// The id, without `#`, of a script on the page whose text is the study file.
    Inline(String),
}

/// Whose device the form runs on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The visitor's own: what they typed may wait in this browser.
    Page,
    /// A shared one, such as a tablet in a clinic: nothing may be left for the next person.
    Kiosk,
}

/// What the host page may know of a visit.
#[derive(Clone, Copy)]
pub enum HostEvent {
    /// Another step is shown; the first is 0.
    Step { index: u32 },
    /// The endpoint has the referral.
    Submitted,
    /// The form could not be shown, or a send did not arrive. `kind` is a fixed word, never a text of the
    /// study file, the endpoint or the person.
    Failed { kind: &'static str },
    /// The study takes no referrals; the contact is shown.
    Closed,
}
