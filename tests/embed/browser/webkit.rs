//! WebKitGTK, in the MiniBrowser that comes with it: its driver knows the standard and no more.
//!
//! What the page asks for is seen by a proxy, which is the browser's only way out. Its console it keeps to itself, as in every
//! window that leaves no traces. Each browser has a screen of its own, for on one they would take the focus from each other.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;

use super::driver::Driver;
use super::process::Process;
use super::{Instruments, Request, Start, until};
use crate::proxy::Proxy;
use crate::webdriver::Session;

/// Where Debian keeps the browser, which is on no path, below a folder for the processor's architecture.
const MINI_BROWSER: &str = "webkit2gtk-4.1/MiniBrowser";

pub struct Webkit {
    proxy: Proxy,
    _driver: Driver,
    _screen: Process,
}

pub fn start(start: &Start) -> (Arc<Session>, Webkit) {
    assert!(start.profile.is_none(), "this engine keeps no profiles");
    let (screen, display) = open_screen();
    let driver = std::env::var("WEBKIT_DRIVER").unwrap_or_else(|_| "WebKitWebDriver".into());
    let surroundings = [
        ("DISPLAY", format!(":{display}")),
        ("LANG", "en_US.UTF-8".to_owned()),
        ("LANGUAGE", "en_US".to_owned()),
    ];
    let driver = Driver::start(&driver, |port| vec![format!("--port={port}")], &surroundings);
    let proxy = Proxy::open();
    let session = super::open(
        "WebKitGTK",
        &driver.url,
        json!({
            "browserName": "MiniBrowser",
            "webkitgtk:browserOptions": { "binary": mini_browser(), "args": ["--automation"] },
            "proxy": { "proxyType": "manual", "httpProxy": proxy.address(), "sslProxy": proxy.address() },
            "unhandledPromptBehavior": "ignore",
        }),
    );
    session.resize(1000, 900);
    (session, Webkit { proxy, _driver: driver, _screen: screen })
}

fn mini_browser() -> PathBuf {
    if let Some(path) = std::env::var_os("MINI_BROWSER") {
        return path.into();
    }
    let libraries = std::fs::read_dir("/usr/lib").expect("Debian has a folder for libraries");
    let mut places = libraries.map_while(Result::ok).map(|it| it.path().join(MINI_BROWSER));
    places
        .find(|it| it.is_file())
        .unwrap_or_else(|| panic!("no {MINI_BROWSER} below /usr/lib: run cargo xtask tools webkit"))
}

/// Opens a screen in memory, under a number that the server chooses.
fn open_screen() -> (Process, String) {
    let arguments = ["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"].map(String::from);
    let screen = Process::start("Xvfb", &arguments, &[]);
    let number = until(|| "Xvfb did not start; is it installed?".to_owned(), || screen.said().pop());
    (screen, number)
}

impl Instruments for Webkit {
    fn console(&self) -> Vec<String> {
        Vec::new()
    }

    fn requests(&self) -> Vec<Request> {
        self.proxy.requests()
    }
}
