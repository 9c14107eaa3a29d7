//! A browser with a fresh profile, and what it did: its console and its network.
//!
//! Every test has its own session with its own browser. The browser resolves no name but those that the tests made up, so nothing
//! that a test does can leave the machine. How each engine is started, and what it can do beyond the standard, stands in a file of
//! its own.

mod chromium;
mod driver;
mod firefox;
mod process;
mod webkit;

use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

pub use driver::free_port;

use crate::engine::Engine;
use crate::webdriver::Session;

/// A host that is not loopback for the page's scripts, though it is served from here.
pub const ELSEWHERE: &str = "clinic.example";
/// A host without https.
pub const INSECURE: &str = "plain.example";

/// How long, and how often, a test looks for what it expects before it gives up.
pub mod patience {
    use std::time::Duration;

    pub const LIMIT: Duration = Duration::from_secs(60);
    pub const BETWEEN_LOOKS: Duration = Duration::from_millis(25);
}

/// Looks until there is something to see, and panics with `what` when the limit is reached.
pub fn until<T>(what: impl Fn() -> String, mut look: impl FnMut() -> Option<T>) -> T {
    let start = std::time::Instant::now();
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(start.elapsed() < patience::LIMIT, "{}", what());
        std::thread::sleep(patience::BETWEEN_LOOKS);
    }
}

/// One request of the page, as the browser saw it leave.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub method: String,
    pub url: String,
    pub body: Option<String>,
}

/// What a browser is started with.
struct Start<'a> {
    /// The port of this machine that answers for [`ELSEWHERE`].
    elsewhere_port: u16,
    /// A profile that may have been used before; a fresh one otherwise.
    profile: Option<&'a Path>,
    /// Whether the network log is kept.
    is_network_kept: bool,
}

/// What an engine tells and does beyond the WebDriver standard.
///
/// An engine that [lacks](crate::engine::lacks) an instrument leaves the method out; a test that asks for it all the same fails.
pub trait Instruments {
    /// Every line of the console so far, in order; none where the engine keeps them to itself.
    fn console(&self) -> Vec<String>;

    /// Every request that the page has made so far, in order, preflights aside.
    fn requests(&self) -> Vec<Request>;

    /// How often the browser has asked so far whether the page is to be left.
    fn farewells(&self) -> usize {
        absent("farewells")
    }

    /// Moves the browser to another time zone, for good.
    fn moves_to_zone(&self, _zone: &str) {
        absent("zones")
    }

    /// Gives the window another size, in CSS pixels.
    fn is_sized(&self, _width: u32, _height: u32) {
        absent("window sizes")
    }

    /// Prefers light or dark colours.
    fn prefers_colours(&self, _scheme: &str) {
        absent("colours")
    }

    /// Runs as on a processor that is so many times slower.
    fn is_slowed(&self, _times: u32) {
        absent("a slow processor")
    }

    /// Loses its network, or finds it again.
    fn is_offline(&self, _offline: bool) {
        absent("a lost network")
    }

    /// Breaks down, with everything that is open.
    fn crashes(&self) {
        absent("breakdowns")
    }

    /// The whole page as a PNG, however long.
    fn photograph(&self) -> Vec<u8> {
        absent("long pictures")
    }

    /// Keeps what is saved in this folder, without asking where.
    fn saves_into(&self, _folder: &Path) {
        absent("downloads")
    }

    /// Runs a script in every page and frame from now on, before their own.
    fn meets_every_page_with(&self, _script: &str) {
        absent("scripts before the page's")
    }

    /// What an expression comes to in a world that shares the page's elements and none of its scripts.
    fn looks_from_apart(&self, _expression: &str) -> Value {
        absent("a world apart")
    }

    /// Presses the main button of the mouse at a point of the window, in CSS pixels, without any help of the page's scripts.
    fn clicks_from_apart(&self, _at: [f64; 2]) {
        absent("a world apart")
    }

    /// Types where the focus is, without any help of the page's scripts.
    fn types_from_apart(&self, _text: &str) {
        absent("a world apart")
    }
}

/// Asks a driver for a browser of this name, with the time limits that the tests need.
fn open(name: &str, driver_url: &str, mut capabilities: Value) -> Arc<Session> {
    capabilities["timeouts"] = json!({ "script": 100_000, "pageLoad": 30_000, "implicit": 0 });
    let session = Session::start(driver_url, &capabilities);
    Arc::new(session.unwrap_or_else(|it| panic!("no browser started ({it}); is {name} installed?")))
}

fn absent(instrument: &str) -> ! {
    panic!("this engine has no {instrument}: the test is to ask `engine::lacks` first")
}

/// A running browser. What it does beyond the standard, it does as its [`Instruments`].
pub struct Browser {
    pub session: Arc<Session>,
    engine: Box<dyn Instruments>,
}

impl Browser {
    /// Starts a browser with a fresh profile; `elsewhere_port` is the port of this machine that answers for [`ELSEWHERE`].
    pub fn start(elsewhere_port: u16) -> Self {
        Self::start_with(&Start { elsewhere_port, profile: None, is_network_kept: true })
    }

    /// Starts a browser on a profile that may have been used before.
    pub fn start_on(elsewhere_port: u16, profile: &Path) -> Self {
        Self::start_with(&Start { elsewhere_port, profile: Some(profile), is_network_kept: true })
    }

    /// Starts a browser for so much work that nobody could keep its network log.
    pub fn start_unlogged(elsewhere_port: u16) -> Self {
        Self::start_with(&Start { elsewhere_port, profile: None, is_network_kept: false })
    }

    fn start_with(start: &Start) -> Self {
        fn boxed<I: Instruments + 'static>((session, engine): (Arc<Session>, I)) -> Browser {
            Browser { session, engine: Box::new(engine) }
        }
        match Engine::under_test() {
            Engine::Chromium => boxed(chromium::start(start)),
            Engine::Firefox => boxed(firefox::start(start)),
            Engine::Webkit => boxed(webkit::start(start)),
        }
    }
}

impl Deref for Browser {
    type Target = dyn Instruments;

    fn deref(&self) -> &Self::Target {
        &*self.engine
    }
}
