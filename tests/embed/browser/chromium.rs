//! Chromium: by its driver's logs and the DevTools protocol.

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value, json};

use super::driver::Driver;
use super::{ELSEWHERE, INSECURE, Instruments, Request, Start};
use crate::webdriver::{Session, picture};

pub struct Chromium {
    session: Arc<Session>,
    console: RefCell<Vec<String>>,
    requests: RefCell<Vec<Request>>,
    farewells: Cell<usize>,
}

pub fn start(start: &Start) -> (Arc<Session>, Chromium) {
    let arguments = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // Of a frame in a process of its own, the driver tells no names.
        "--disable-features=IsolateSandboxedIframes",
        "--lang=en-US",
        "--window-size=1000,900",
        // With a pipe, the browser ends when its driver does, however that ended.
        "--remote-debugging-pipe",
    ];
    let mut arguments: Vec<String> = arguments.map(String::from).to_vec();
    arguments.push(format!(
        "--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1, MAP {INSECURE} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
    ));
    arguments.extend(start.profile.map(|it| format!("--user-data-dir={}", it.display())));
    // A stand-in for https, which would need a certificate: the page counts as a secure context.
    arguments.push(format!(
        "--unsafely-treat-insecure-origin-as-secure=http://{ELSEWHERE}:{}",
        start.elsewhere_port
    ));
    let mut options = json!({ "args": arguments });
    if let Some(path) = std::env::var_os("CHROMIUM") {
        options["binary"] = json!(path.to_string_lossy());
    }
    let logs: &[&str] = if start.is_network_kept { &["browser", "performance"] } else { &["browser"] };
    let logs: Map<String, Value> = logs.iter().map(|it| ((*it).to_owned(), json!("ALL"))).collect();
    let session = super::open(
        "Chromium",
        driver_url(),
        json!({
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": logs,
            "unhandledPromptBehavior": "ignore",
        }),
    );
    let chromium = Chromium {
        session: Arc::clone(&session),
        console: RefCell::default(),
        requests: RefCell::default(),
        farewells: Cell::default(),
    };
    (session, chromium)
}

/// One driver serves all browsers of the run.
fn driver_url() -> &'static str {
    static DRIVER: OnceLock<Driver> = OnceLock::new();
    let command = || std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".into());
    &DRIVER.get_or_init(|| Driver::start(&command(), |port| vec![format!("--port={port}")], &[])).url
}

impl Chromium {
    fn reads_log(&self) {
        let fresh = self.session.log("performance").expect("the driver keeps the network log");
        let farewells = fresh.iter().filter(|it| is_farewell(it)).count();
        self.farewells.set(self.farewells.get() + farewells);
        self.requests.borrow_mut().extend(fresh.iter().filter_map(read_request));
    }

    fn does(&self, command: &str, parameters: &Value) -> Value {
        self.session.devtools(command, parameters).unwrap_or_else(|it| panic!("{command}: {it}"))
    }
}

/// Source: DevTools protocol, the commands named below.
impl Instruments for Chromium {
    fn console(&self) -> Vec<String> {
        let fresh = self.session.log("browser").expect("the driver keeps the console");
        let mut lines = self.console.borrow_mut();
        lines.extend(fresh.iter().filter_map(|line| line["message"].as_str().map(str::to_owned)));
        lines.clone()
    }

    fn requests(&self) -> Vec<Request> {
        self.reads_log();
        self.requests.borrow().clone()
    }

    /// The driver says yes at once. Source: WebDriver §17 (a prompt of type `beforeUnload` is accepted).
    fn farewells(&self) -> usize {
        self.reads_log();
        self.farewells.get()
    }

    fn moves_to_zone(&self, zone: &str) {
        self.does("Emulation.setTimezoneOverride", &json!({ "timezoneId": zone }));
    }

    fn is_sized(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.does("Emulation.setDeviceMetricsOverride", &metrics);
    }

    fn prefers_colours(&self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.does("Emulation.setEmulatedMedia", &json!({ "features": features }));
    }

    fn is_slowed(&self, times: u32) {
        self.does("Emulation.setCPUThrottlingRate", &json!({ "rate": times }));
    }

    fn is_offline(&self, offline: bool) {
        let conditions =
            json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.does("Network.emulateNetworkConditions", &conditions);
    }

    fn crashes(&self) {
        // It can answer no more.
        let _gone = self.session.devtools("Browser.crash", &json!({}));
    }

    fn photograph(&self) -> Vec<u8> {
        let taken = self.does("Page.captureScreenshot", &json!({ "captureBeyondViewport": true }));
        picture(taken["data"].as_str().expect("a picture is a text"))
    }

    fn saves_into(&self, folder: &Path) {
        let parameters = json!({ "behavior": "allow", "downloadPath": folder });
        self.does("Browser.setDownloadBehavior", &parameters);
    }

    fn meets_every_page_with(&self, script: &str) {
        self.does("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": script }));
    }

    fn looks_from_apart(&self, expression: &str) -> Value {
        let tree = self.does("Page.getFrameTree", &json!({}));
        let frame = &tree["frameTree"]["frame"]["id"];
        let world = self.does("Page.createIsolatedWorld", &json!({ "frameId": frame, "worldName": "apart" }));
        let asked = json!({ "expression": expression, "contextId": world["executionContextId"], "returnByValue": true });
        let mut told = self.does("Runtime.evaluate", &asked);
        assert!(told["exceptionDetails"].is_null(), "{expression}: {told}");
        told["result"]["value"].take()
    }

    fn clicks_from_apart(&self, [x, y]: [f64; 2]) {
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
            self.does("Input.dispatchMouseEvent", &event);
        }
    }

    fn types_from_apart(&self, text: &str) {
        self.does("Input.insertText", &json!({ "text": text }));
    }
}

/// Source: DevTools protocol, `Page.javascriptDialogOpening`.
fn is_farewell(line: &Value) -> bool {
    let event =
        line["message"].as_str().and_then(|it| serde_json::from_str::<Value>(it).ok()).unwrap_or_default();
    let message = &event["message"];
    message["method"] == "Page.javascriptDialogOpening" && message["params"]["type"] == "beforeunload"
}

/// Reads one line of the network log. Source: DevTools protocol, `Network.requestWillBeSent`.
///
/// A preflight is the browser's own, and logged at no fixed place: whoever wants to know of it asks the endpoint.
fn read_request(line: &Value) -> Option<Request> {
    let event: Value = serde_json::from_str(line["message"].as_str()?).ok()?;
    let params = &event["message"]["params"];
    if event["message"]["method"] != "Network.requestWillBeSent" || params["initiator"]["type"] == "preflight"
    {
        return None;
    }
    let request = &params["request"];
    let url = request["url"].as_str()?;
    let is_page_of_the_browser = url.starts_with("data:") || url.starts_with("chrome");
    (!is_page_of_the_browser).then(|| Request {
        method: request["method"].as_str().unwrap_or_default().to_owned(),
        url: url.to_owned(),
        body: request["postData"].as_str().map(str::to_owned),
    })
}
