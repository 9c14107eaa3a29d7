//! A driver: the process that starts browsers and speaks WebDriver.

use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};

use super::process::Process;
use super::until;

pub struct Driver {
    pub url: String,
    _process: Process,
}

impl Driver {
    /// Starts a driver on a free port; `arguments` make its command line of the port.
    pub fn start(
        command: &str,
        arguments: impl FnOnce(u16) -> Vec<String>,
        surroundings: &[(&str, String)],
    ) -> Self {
        let port = free_port();
        let process = Process::start(command, &arguments(port), surroundings);
        until(
            || format!("{command} did not start; is it installed?"),
            || TcpStream::connect(("127.0.0.1", port)).ok(),
        );
        Self { url: format!("http://127.0.0.1:{port}"), _process: process }
    }
}

/// A port that nothing listens on, from below those that a system hands out by itself, so that nobody else takes it meanwhile.
pub fn free_port() -> u16 {
    const FIRST: u32 = 20_000;
    const COUNT: u32 = 12_000;
    static NEXT: AtomicU32 = AtomicU32::new(0);
    // Another run of the tests begins elsewhere.
    let ports = || {
        (FIRST + (std::process::id().wrapping_mul(97) % COUNT + NEXT.fetch_add(1, Ordering::SeqCst)) % COUNT)
            as u16
    };
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    std::iter::repeat_with(ports).find(is_free).expect("there is no end of them")
}
