//! The engine under test, and the instruments that it has beyond the WebDriver standard.
//!
//! `REFERRAL_FORM_BROWSER` names it: `chromium` (the default), `firefox` or `webkit`. A test that cannot do without an instrument asks
//! [`lacks`] first and returns if the engine lacks it; that is told by name on the standard error, so nothing is left out in silence.

use std::io::Write;

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Engine {
    Chromium,
    Firefox,
    Webkit,
}

/// What a test may need and not every engine has.
#[derive(Debug, Clone, Copy)]
pub enum Instrument {
    /// The lines of the page's console.
    Console,
    /// [`ELSEWHERE`](crate::browser::ELSEWHERE) counts as a secure context without a certificate.
    TrustedName,
    /// The browser moves to another time zone while it runs.
    Zones,
    /// The window takes any size, also that of a telephone.
    WindowSizes,
    /// The browser prefers dark colours.
    Colours,
    /// The browser loses its network, and the page is told.
    Offline,
    /// Downloads go to a folder without a question.
    Downloads,
    /// A script runs in every page before the page's own.
    ScriptsBefore,
    /// The browser tells when it asks whether a page is to be left.
    Farewells,
    /// The page is looked at from a world that its scripts do not reach.
    WorldApart,
    /// The browser keeps a profile for the next.
    Profiles,
    /// What a page keeps lies on the disk as it is, and not compressed.
    PlainDisk,
    /// The browser takes no more of an answer than the page reads, and what lies in its buffers.
    Backpressure,
    /// The tree that assistive technology is given.
    AccessibilityTree,
    /// Figures of what the page holds in memory.
    MemoryFigures,
    /// A processor that is slower.
    SlowProcessor,
    /// Assistive technology is told of what shows on a page whose `html` and `body` are both hidden and without a box.
    NamesOnHiddenPages,
    /// A picture of the whole page.
    LongPictures,
}

impl Engine {
    /// The engine that this run is for.
    pub fn under_test() -> Self {
        match std::env::var("REFERRAL_FORM_BROWSER").as_deref() {
            Err(_) | Ok("" | "chromium") => Self::Chromium,
            Ok("firefox") => Self::Firefox,
            Ok("webkit") => Self::Webkit,
            Ok(other) => panic!("REFERRAL_FORM_BROWSER is chromium, firefox or webkit, not {other}"),
        }
    }

    /// Where in a profile the databases of pages lie.
    pub fn databases(self) -> &'static str {
        match self {
            Self::Chromium => "Default/IndexedDB",
            Self::Firefox => "storage/default",
            Self::Webkit => panic!("this engine keeps no profiles"),
        }
    }

    fn has(self, instrument: Instrument) -> bool {
        match self {
            Self::Chromium => true,
            Self::Firefox => match instrument {
                Instrument::Console
                | Instrument::TrustedName
                | Instrument::Zones
                | Instrument::WindowSizes
                | Instrument::Colours
                | Instrument::Offline
                | Instrument::Downloads
                | Instrument::ScriptsBefore
                | Instrument::Farewells
                | Instrument::WorldApart
                | Instrument::Profiles
                | Instrument::Backpressure
                | Instrument::LongPictures => true,
                Instrument::PlainDisk
                | Instrument::NamesOnHiddenPages
                | Instrument::AccessibilityTree
                | Instrument::MemoryFigures
                | Instrument::SlowProcessor => false,
            },
            Self::Webkit => matches!(instrument, Instrument::NamesOnHiddenPages),
        }
    }
}

/// Whether the engine under test lacks any of these instruments, so that the test is left out; tells so on the standard error.
pub fn lacks(needed: &[Instrument]) -> bool {
    let lacking = needed.iter().find(|it| !Engine::under_test().has(**it));
    lacking.is_some_and(|it| tell("left out", *it))
}

/// As [`lacks`], for what a test only looks at besides: the rest of it runs.
pub fn lacks_in_part(needed: Instrument) -> bool {
    !Engine::under_test().has(needed) && tell("left out in part", needed)
}

/// Always true.
fn tell(what: &str, lacking: Instrument) -> bool {
    let test = std::thread::current();
    let name = test.name().unwrap_or("a test");
    let line = format!("\n{what} in {:?}: {name} ({lacking:?})\n", Engine::under_test());
    // Not `eprintln!`, which the test harness keeps to itself when a test passes.
    std::io::stderr().write_all(line.as_bytes()).expect("the standard error is open");
    true
}
