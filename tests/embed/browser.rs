//! A browser with a fresh profile, and what it did: its console and its network.
//!
//! One driver process serves the whole run; every test has its own session with its own browser. The browser resolves no name but
//! those that the tests made up, so nothing that a test does can leave the machine.

use std::cell::{Cell, RefCell};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use crate::webdriver::Session;

/// A host that is not loopback for the page's scripts, though it is served from here.
pub const ELSEWHERE: &str = "clinic.example";
/// A host without https.
pub const INSECURE: &str = "plain.example";

/// How long, and how often, a test looks for what it expects before it gives up.
pub mod patience {
    use std::time::Duration;

    pub const LIMIT: Duration = Duration::from_secs(15);
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

pub struct Browser {
    pub session: Session,
    console: RefCell<Vec<String>>,
    requests: RefCell<Vec<Request>>,
    /// How often the browser asked whether the page is to be left.
    farewells: Cell<usize>,
}

impl Browser {
    /// Starts a browser with a fresh profile; `elsewhere_port` is the port of this machine that answers for [`ELSEWHERE`].
    pub fn start(elsewhere_port: u16) -> Self {
        Self::start_on(elsewhere_port, None)
    }

    /// Starts a browser on a profile that may have been used before.
    pub fn start_on(elsewhere_port: u16, profile: Option<&Path>) -> Self {
        Self::start_logging(elsewhere_port, profile, &["browser", "performance"])
    }

    /// Starts a browser for so much work that nobody could keep its network log.
    pub fn start_unlogged(elsewhere_port: u16) -> Self {
        Self::start_logging(elsewhere_port, None, &["browser"])
    }

    fn start_logging(elsewhere_port: u16, profile: Option<&Path>, logs: &[&str]) -> Self {
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
        arguments.extend(profile.map(|it| format!("--user-data-dir={}", it.display())));
        // A stand-in for https, which would need a certificate: the page counts as a secure context.
        arguments
            .push(format!("--unsafely-treat-insecure-origin-as-secure=http://{ELSEWHERE}:{elsewhere_port}"));
        let mut options = json!({ "args": arguments });
        if let Some(path) = std::env::var_os("CHROMIUM") {
            options["binary"] = json!(path.to_string_lossy());
        }
        let logs: Map<String, Value> = logs.iter().map(|it| ((*it).to_owned(), json!("ALL"))).collect();
        let session = Session::start(
            driver_url(),
            &json!({
                "browserName": "chrome",
                "goog:chromeOptions": options,
                "goog:loggingPrefs": logs,
                "timeouts": { "script": 100_000, "pageLoad": 30_000, "implicit": 0 },
                "unhandledPromptBehavior": "ignore",
            }),
        )
        .unwrap_or_else(|it| panic!("no browser started ({it}); is Chromium installed?"));
        Self {
            session,
            console: RefCell::default(),
            requests: RefCell::default(),
            farewells: Cell::default(),
        }
    }

    /// Moves the browser to another time zone, for good. Source: DevTools protocol, `Emulation.setTimezoneOverride`.
    pub fn moves_to_zone(&self, zone: &str) {
        self.emulates("Emulation.setTimezoneOverride", &json!({ "timezoneId": zone }));
    }

    /// Gives the window another size, in CSS pixels. Source: DevTools protocol, `Emulation.setDeviceMetricsOverride`.
    pub fn is_sized(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.emulates("Emulation.setDeviceMetricsOverride", &metrics);
    }

    /// Prefers light or dark colours. Source: DevTools protocol, `Emulation.setEmulatedMedia`.
    pub fn prefers_colours(&self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.emulates("Emulation.setEmulatedMedia", &json!({ "features": features }));
    }

    /// Runs as on a processor that is so many times slower. Source: DevTools protocol, `Emulation.setCPUThrottlingRate`.
    pub fn is_slowed(&self, times: u32) {
        self.emulates("Emulation.setCPUThrottlingRate", &json!({ "rate": times }));
    }

    /// Loses its network, or finds it again. Source: DevTools protocol, `Network.emulateNetworkConditions`.
    pub fn is_offline(&self, offline: bool) {
        let conditions =
            json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.emulates("Network.emulateNetworkConditions", &conditions);
    }

    /// Breaks down, with everything that is open. Source: DevTools protocol, `Browser.crash`.
    pub fn crashes(&self) {
        // It can answer no more.
        let _gone = self.session.devtools("Browser.crash", &json!({}));
    }

    /// The whole page as a PNG, however long. Source: DevTools protocol, `Page.captureScreenshot`.
    pub fn photograph(&self) -> Vec<u8> {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let taken =
            self.session.devtools("Page.captureScreenshot", &json!({ "captureBeyondViewport": true }));
        let taken = taken.unwrap_or_else(|it| panic!("no picture was taken: {it}"));
        STANDARD.decode(taken["data"].as_str().expect("a picture is a text")).expect("in base64")
    }

    fn emulates(&self, command: &str, parameters: &Value) {
        self.session.devtools(command, parameters).unwrap_or_else(|it| panic!("{command}: {it}"));
    }

    /// Keeps what is saved in this folder, without asking where. Source: DevTools protocol, `Browser.setDownloadBehavior`.
    pub fn saves_into(&self, folder: &Path) {
        let parameters = json!({ "behavior": "allow", "downloadPath": folder });
        self.session
            .devtools("Browser.setDownloadBehavior", &parameters)
            .unwrap_or_else(|it| panic!("the browser saves nothing into {}: {it}", folder.display()));
    }

    /// Runs a script in every page and frame from now on, before their own.
    pub fn meets_every_page_with(&self, script: &str) {
        self.session
            .devtools("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": script }))
            .unwrap_or_else(|it| panic!("the browser did not take the script: {it}"));
    }

    /// Every line of the console so far, in order.
    pub fn console(&self) -> Vec<String> {
        let fresh = self.session.log("browser").expect("the driver keeps the console");
        let mut lines = self.console.borrow_mut();
        lines.extend(fresh.iter().filter_map(|line| line["message"].as_str().map(str::to_owned)));
        lines.clone()
    }

    /// Every request that the page has made so far, in order, preflights aside.
    pub fn requests(&self) -> Vec<Request> {
        self.reads_log();
        self.requests.borrow().clone()
    }

    /// How often the browser has asked so far whether the page is to be left; the driver says yes at once.
    ///
    /// Source: WebDriver §17 (a prompt of type `beforeUnload` is accepted); DevTools protocol, `Page.javascriptDialogOpening`.
    pub fn farewells(&self) -> usize {
        self.reads_log();
        self.farewells.get()
    }

    fn reads_log(&self) {
        let fresh = self.session.log("performance").expect("the driver keeps the network log");
        let farewells = fresh.iter().filter(|it| is_farewell(it)).count();
        self.farewells.set(self.farewells.get() + farewells);
        self.requests.borrow_mut().extend(fresh.iter().filter_map(read_request));
    }
}

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

fn driver_url() -> &'static str {
    static DRIVER: OnceLock<(Child, String)> = OnceLock::new();
    &DRIVER.get_or_init(start_driver).1
}

/// Starts the driver on a port of its own choice.
///
/// The shell around it ends the driver when this process ends, for its standard input closes then.
fn start_driver() -> (Child, String) {
    let driver = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".into());
    let mut shell = Command::new("sh")
        .args(["-c", r#""$0" --port=0 </dev/null & driver=$!; read -r _; kill $driver"#, &driver])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell starts");
    let mut lines = BufReader::new(shell.stdout.take().expect("its output is piped")).lines();
    let port = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| {
            let port = line.strip_prefix("ChromeDriver was started successfully on port ")?;
            port.trim_end_matches('.').parse::<u16>().ok()
        })
        .unwrap_or_else(|| panic!("{driver} did not start; is it installed?"));
    // Nobody may fill the pipe: the driver would wait for a reader.
    std::thread::spawn(move || lines.for_each(drop));
    (shell, format!("http://127.0.0.1:{port}"))
}
