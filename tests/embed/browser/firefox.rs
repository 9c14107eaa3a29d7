//! Firefox: by WebDriver BiDi, its preferences and, where neither will do, a script in the browser's own context.

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use serde_json::{Value, json};

use super::driver::Driver;
use super::{ELSEWHERE, INSECURE, Instruments, Request, Start};
use crate::bidi::Bidi;
use crate::webdriver::{Session, picture};

/// The largest body that is kept for whoever looks at a request, in bytes.
const BODY_MAX_BYTES: u32 = 10_000_000;

pub struct Firefox {
    bidi: Bidi,
    /// The tab that the session shows.
    tab: String,
    console: RefCell<Vec<String>>,
    requests: RefCell<Vec<Request>>,
    farewells: Cell<usize>,
    collector: Value,
    session: Arc<Session>,
    _driver: Driver,
}

pub fn start(start: &Start) -> (Arc<Session>, Firefox) {
    let driver = std::env::var("GECKODRIVER").unwrap_or_else(|_| "geckodriver".into());
    let ports = |port: u16| {
        ["--port", &port.to_string(), "--websocket-port", "0", "--allow-system-access"]
            .map(String::from)
            .to_vec()
    };
    let driver = Driver::start(&driver, ports, &[]);
    let mut arguments = ["-headless", "-width", "1000", "-height", "900"].map(String::from).to_vec();
    if let Some(profile) = start.profile {
        std::fs::create_dir_all(profile).expect("a profile can be made");
        arguments.extend(["-profile".to_owned(), profile.display().to_string()]);
    }
    let mut options = json!({ "args": arguments, "prefs": preferences() });
    if let Some(path) = std::env::var_os("FIREFOX") {
        options["binary"] = json!(path.to_string_lossy());
    }
    let session = super::open(
        "Firefox",
        &driver.url,
        json!({
            "browserName": "firefox",
            "webSocketUrl": true,
            "moz:firefoxOptions": options,
            "unhandledPromptBehavior": { "default": "ignore", "beforeUnload": "accept" },
        }),
    );
    let bidi = Bidi::connect(session.capabilities["webSocketUrl"].as_str().expect("a session with BiDi"));
    let mut events = vec!["log.entryAdded", "browsingContext.userPromptOpened"];
    let mut collector = Value::Null;
    if start.is_network_kept {
        events.push("network.beforeRequestSent");
        let wanted = json!({ "dataTypes": ["request"], "maxEncodedDataSize": BODY_MAX_BYTES });
        collector =
            bidi.call("network.addDataCollector", &wanted).expect("bodies are kept")["collector"].take();
    }
    bidi.call("session.subscribe", &json!({ "events": events })).expect("the browser tells of events");
    let mut tree = bidi.call("browsingContext.getTree", &json!({})).expect("there is a tab");
    let Value::String(tab) = tree["contexts"][0]["context"].take() else { panic!("a tab has an id") };
    let firefox = Firefox {
        bidi,
        tab,
        console: RefCell::default(),
        requests: RefCell::default(),
        farewells: Cell::default(),
        collector,
        session: Arc::clone(&session),
        _driver: driver,
    };
    (session, firefox)
}

/// Makes the tests' names loopback's, and lets nothing else out: every other name goes to a proxy that is not there.
///
/// What a browser asks for by itself, its driver turns off already; this holds even where it forgot something.
fn preferences() -> Value {
    json!({
        "network.dns.localDomains": format!("{ELSEWHERE},{INSECURE}"),
        "network.proxy.type": 1,
        "network.proxy.http": "127.0.0.1",
        // The discard port, where nobody listens. Source: RFC 863.
        "network.proxy.http_port": 9,
        "network.proxy.ssl": "127.0.0.1",
        "network.proxy.ssl_port": 9,
        "network.proxy.no_proxies_on": format!("{ELSEWHERE},{INSECURE}"),
        "network.trr.mode": 5,
        "network.dns.disablePrefetch": true,
        // A process for a page that may come next costs more than it saves: these pages are few.
        "dom.ipc.processPrelaunch.enabled": false,
        "network.http.http3.enable": false,
        // A stand-in for https, which would need a certificate: the page counts as a secure context.
        "dom.securecontext.allowlist": ELSEWHERE,
        // The pages have no https to go to.
        "dom.security.https_first": false,
        "security.mixed_content.upgrade_display_content": false,
        // The form may ask before it is left.
        "dom.disable_beforeunload": false,
        "intl.accept_languages": "en-US",
        // Every control can be reached with Tab, as everywhere but on a Mac.
        "accessibility.tabfocus": 7,
    })
}

impl Firefox {
    fn reads_events(&self) {
        for event in self.bidi.events() {
            let told = &event["params"];
            match event["method"].as_str() {
                Some("log.entryAdded") => self.console.borrow_mut().push(read_line(told)),
                Some("network.beforeRequestSent") => {
                    self.requests.borrow_mut().extend(self.read_request(told));
                }
                Some("browsingContext.userPromptOpened") if told["type"] == "beforeunload" => {
                    self.farewells.set(self.farewells.get() + 1);
                }
                _ => {}
            }
        }
    }

    /// Reads one request; preflights are the browser's own, and its pictures are no requests.
    fn read_request(&self, told: &Value) -> Option<Request> {
        let request = &told["request"];
        let (method, url) = (request["method"].as_str()?, request["url"].as_str()?);
        if method == "OPTIONS" || !url.starts_with("http") {
            return None;
        }
        let body = request["bodySize"].as_u64().filter(|it| *it > 0).map(|_| {
            let wanted =
                json!({ "dataType": "request", "collector": self.collector, "request": request["request"] });
            let data = self.bidi.call("network.getData", &wanted).expect("the body was kept");
            data["bytes"]["value"].as_str().expect("a body is a text").to_owned()
        });
        Some(Request { method: method.to_owned(), url: url.to_owned(), body })
    }

    fn does(&self, command: &str, parameters: &Value) -> Value {
        self.bidi.call(command, parameters).unwrap_or_else(|it| panic!("{command}: {it}"))
    }
}

/// One line of the console; an error that nothing caught has a stack, and is told as such.
fn read_line(told: &Value) -> String {
    let text = told["text"].as_str().unwrap_or_default();
    let is_uncaught = told["type"] == "javascript" && !told["stackTrace"].is_null();
    if is_uncaught { format!("Uncaught {text}") } else { text.to_owned() }
}

/// Source: WebDriver BiDi, the commands named below.
impl Instruments for Firefox {
    fn console(&self) -> Vec<String> {
        self.reads_events();
        self.console.borrow().clone()
    }

    fn requests(&self) -> Vec<Request> {
        self.reads_events();
        self.requests.borrow().clone()
    }

    fn farewells(&self) -> usize {
        self.reads_events();
        self.farewells.get()
    }

    fn moves_to_zone(&self, zone: &str) {
        self.does("emulation.setTimezoneOverride", &json!({ "contexts": [self.tab], "timezone": zone }));
    }

    fn is_sized(&self, width: u32, height: u32) {
        let viewport = json!({ "width": width, "height": height });
        self.does("browsingContext.setViewport", &json!({ "context": self.tab, "viewport": viewport }));
    }

    /// Source: Firefox, `layout.css.prefers-color-scheme.content-override` (0 dark, 1 light).
    fn prefers_colours(&self, scheme: &str) {
        let wanted = i32::from(scheme != "dark");
        let script = format!(
            "Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', {wanted})"
        );
        let context =
            |context: &str| self.session.command("moz/context", &json!({ "context": context })).map(drop);
        context("chrome").expect("the driver lets scripts into the browser");
        let ran = self.session.run(&script, &[]);
        context("content").expect("the driver lets scripts out again");
        ran.expect("a preference can be set");
    }

    fn is_offline(&self, offline: bool) {
        let conditions = if offline { json!({ "type": "offline" }) } else { Value::Null };
        let wanted = json!({ "contexts": [self.tab], "networkConditions": conditions });
        self.does("emulation.setNetworkConditions", &wanted);
    }

    fn crashes(&self) {
        let process = self.session.capabilities["moz:processID"].to_string();
        let killed = Command::new("kill").args(["-KILL", &process]).status();
        assert!(killed.is_ok_and(|it| it.success()), "no process {process}");
    }

    fn photograph(&self) -> Vec<u8> {
        let wanted = json!({ "context": self.tab, "origin": "document" });
        let taken = self.does("browsingContext.captureScreenshot", &wanted);
        picture(taken["data"].as_str().expect("a picture is a text"))
    }

    fn saves_into(&self, folder: &Path) {
        let behaviour = json!({ "type": "allowed", "destinationFolder": folder });
        self.does("browser.setDownloadBehavior", &json!({ "downloadBehavior": behaviour }));
    }

    fn meets_every_page_with(&self, script: &str) {
        self.does(
            "script.addPreloadScript",
            &json!({ "functionDeclaration": format!("() => {{ {script} }}") }),
        );
    }

    fn looks_from_apart(&self, expression: &str) -> Value {
        let target = json!({ "context": self.tab, "sandbox": "apart" });
        let wanted = json!({ "expression": format!("JSON.stringify({expression})"), "target": target, "awaitPromise": false });
        let told = self.does("script.evaluate", &wanted);
        assert_eq!(told["type"], "success", "{expression}: {told}");
        match told["result"]["value"].as_str() {
            Some(text) => serde_json::from_str(text).expect("what the script made is JSON"),
            None => Value::Null,
        }
    }

    fn clicks_from_apart(&self, at: [f64; 2]) {
        self.session.click_at(at).expect("the point is in the window");
    }

    fn types_from_apart(&self, text: &str) {
        self.session.press_keys(text);
    }
}
