//! An endpoint with one fault, and `referral-form probe` run against it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::http::{Answer, Reply, Request, listen};
use crate::small_study;

/// The page with the form.
pub const PAGE: &str = "https://clinic.example";

/// Listens, answers as it is told, and keeps what arrived.
pub struct Endpoint {
    port: u16,
    received: Arc<Mutex<Vec<Request>>>,
}

impl Endpoint {
    /// Answers a preflight and a referral as given.
    pub fn new(preflight: Reply, referral: Answer) -> Self {
        Self::start(preflight, move || referral.clone())
    }

    /// Stores, and tells the state of what it stored as given.
    pub fn that_tells(state: Reply) -> Self {
        let plan = move |request: &Request| match (request.method.as_str(), request.path()) {
            ("OPTIONS", _) => Answer::Reply(permission()),
            ("GET", "/status/one") => Answer::Reply(state.clone()),
            ("GET", _) => Answer::Reply(shown(404)),
            _ => {
                let host = request.header("host").unwrap_or_default();
                let receipt = json!({ "reference": "R-1", "status": format!("http://{host}/status/one") });
                Answer::Reply(shown(201).body("application/json", receipt.to_string()))
            }
        };
        Self::planned(plan)
    }

    fn start(preflight: Reply, referral: impl Fn() -> Answer + Send + Sync + 'static) -> Self {
        Self::planned(move |request| match request.method.as_str() {
            "OPTIONS" => Answer::Reply(preflight.clone()),
            _ => referral(),
        })
    }

    fn planned(plan: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let received: Arc<Mutex<Vec<Request>>> = Arc::default();
        let log = Arc::clone(&received);
        let port = listen(plan, move |request| log.lock().expect("nobody panics here").push(request.clone()));
        Self { port, received }
    }

    /// Gives every referral a reference of its own, were it the same bytes.
    pub fn counting() -> Self {
        let count = AtomicUsize::new(0);
        Self::start(permission(), move || {
            let reference = format!("R-{}", count.fetch_add(1, Ordering::Relaxed));
            Answer::Reply(shown(201).body("application/json", json!({ "reference": reference }).to_string()))
        })
    }

    /// Lets the page send, and answers a referral as given.
    pub fn that_answers(referral: Reply) -> Self {
        Self::new(permission(), Answer::Reply(referral))
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/referrals", self.port)
    }

    /// Every request so far with this method.
    pub fn requests(&self, method: &str) -> Vec<Request> {
        let received = self.received.lock().expect("nobody panics here");
        received.iter().filter(|it| it.method == method).cloned().collect()
    }
}

/// An answer that a browser shows to the page.
pub fn shown(status: u16) -> Reply {
    Reply::new(status)
        .header("access-control-allow-origin", PAGE)
        .header("access-control-expose-headers", "Retry-After")
}

/// A preflight's answer that lets the form send JSON and its id.
pub fn permission() -> Reply {
    shown(204)
        .header("access-control-allow-methods", "POST")
        .header("access-control-allow-headers", "Content-Type, Idempotency-Key")
}

/// A study file with one name that is sent to an endpoint.
pub fn study_with(endpoint: Value) -> Value {
    let mut study = small_study::file(json!([
        { "id": "name", "type": "text", "label": "Your name", "required": true, "send": "value" }
    ]));
    study["consents"][0]["covers"] = json!(["name", "@source"]);
    study["endpoint"] = endpoint;
    study
}

/// Adds a field that is sent.
pub fn ask_too(study: &mut Value, field: Value) {
    let covers = study["consents"][0]["covers"].as_array_mut().expect("a list of fields");
    covers.push(field["id"].clone());
    study["sections"][0]["fields"].as_array_mut().expect("a list of fields").push(field);
}

/// What the command printed, and how it ended.
pub struct Probe {
    pub lines: Vec<String>,
    pub code: Option<i32>,
}

impl Probe {
    /// Probes a study's endpoint for the page; `says` is what the person types when asked.
    pub fn of(test: &str, study: &Value, says: &str) -> Self {
        let directory = directory();
        let file = directory.join(format!("{test}.json"));
        fs::write(&file, study.to_string()).expect("a file can be written");
        Self::run(&file, &["--origin", PAGE], says)
    }

    pub fn run(study: &Path, options: &[&str], says: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_referral-form"));
        command.arg("probe").arg(study).args(options);
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts");
        let mut keyboard = process.stdin.take().expect("its input is piped");
        keyboard.write_all(says.as_bytes()).expect("a pipe takes a few letters");
        drop(keyboard);
        let output = process.wait_with_output().expect("the command ends");
        let text = String::from_utf8(output.stdout).expect("it prints text");
        Self { lines: text.lines().map(str::to_owned).collect(), code: output.status.code() }
    }

    /// Expects a line with this level that is about this step and has these words.
    pub fn expect(&self, level: &str, about: &str, words: &str) {
        let start = format!("  {level:<9} {about}: ");
        let is_there = self.lines.iter().any(|it| it.starts_with(&start) && it.contains(words));
        assert!(is_there, "{start}… {words}\nis not in\n{}", self.lines.join("\n"));
    }

    /// Expects that nothing is blocked.
    pub fn expect_free(&self) {
        let blocked: Vec<&String> = self.lines.iter().filter(|it| it.starts_with("  blocked")).collect();
        assert!(blocked.is_empty(), "{blocked:?}");
    }
}

pub fn directory() -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("probe");
    fs::create_dir_all(&directory).expect("a directory can be made");
    directory
}
