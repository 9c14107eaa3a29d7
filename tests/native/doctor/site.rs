//! A site with the form on it, and `referral-form doctor` run against its pages.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::{Value, json};

use crate::probe::http::{Answer, Reply, Request, listen};
use crate::small_study;

/// Where the study of every site sends.
pub const ENDPOINT: &str = "https://intake.study.example";

/// A page with the form and a contact, as the readme shows it.
pub const PAGE: &str = r#"<!doctype html><title>A study</title>
<script type="module" src="widget/referral-form.js"></script>
<referral-form study="study.json"><p>Ring the study desk: +1 212 555 0142.</p></referral-form>"#;

/// Files by path, each with the headers that a good server sends.
pub struct Site {
    files: BTreeMap<String, Reply>,
    page: Vec<(&'static str, String)>,
}

impl Site {
    /// A site with all files of the form under `widget/`, and a study.
    pub fn new() -> Self {
        let mut site = Self { files: BTreeMap::new(), page: Vec::new() };
        let script = |text: &str| good("text/javascript", text);
        for folder in ["/", "/widget/"] {
            site.put(
                &format!("{folder}referral-form.js"),
                script(include_str!("../../../src/loader/loader.js")),
            );
            for name in ["engine", "engine-javascript", "offline", "worker"] {
                site.put(&format!("{folder}referral-form-{name}.js"), script("export {};"));
            }
            let wasm = good("application/wasm", "\0asm").header("content-encoding", "br");
            site.put(&format!("{folder}referral-form-engine_bg.wasm"), wasm);
        }
        site.put("/study.json", good("application/json", study().to_string()));
        site.put("/other.json", good("application/json", study().to_string()));
        site
    }

    pub fn put(&mut self, path: &str, reply: Reply) {
        self.files.insert(path.to_owned(), reply);
    }

    /// Changes how a file of the form is given.
    pub fn with(mut self, name: &str, reply: Reply) -> Self {
        self.put(&format!("/widget/{name}"), reply);
        self
    }

    /// Sends a header with every page.
    pub fn says(mut self, name: &'static str, value: &str) -> Self {
        self.page.push((name, value.to_owned()));
        self
    }

    /// Adds a header to every file that is no page.
    pub fn shares(mut self, name: &str, value: &str) -> Self {
        self.files.values_mut().for_each(|it| it.headers.push((name.to_owned(), value.to_owned())));
        self
    }

    /// Opens the site with a page; gives the page's address.
    pub fn open(mut self, html: &str) -> String {
        let headers = std::mem::take(&mut self.page);
        let page = headers
            .into_iter()
            .fold(Reply::new(200).body("text/html; charset=utf-8", html), |reply, (name, value)| {
                reply.header(name, value)
            });
        self.put("/page.html", page);
        let files = self.files;
        let plan = move |request: &Request| {
            Answer::Reply(files.get(request.path()).cloned().unwrap_or_else(|| Reply::new(404)))
        };
        format!("http://127.0.0.1:{}/page.html", listen(plan, |_| {}))
    }
}

/// A file as a good server gives it.
pub fn good(media_type: &str, body: impl Into<Vec<u8>>) -> Reply {
    Reply::new(200).body(media_type, body).header("etag", "\"1\"")
}

/// A study that is read without a problem.
pub fn study() -> Value {
    let mut study = small_study::file(json!([
        { "id": "name", "type": "text", "label": "Your name", "required": true, "send": "value" }
    ]));
    study["consents"][0]["covers"] = json!(["name", "@source"]);
    study["endpoint"] = json!({ "url": format!("{ENDPOINT}/referrals") });
    study
}

/// What the command printed, and how it ended.
pub struct Report {
    pub lines: Vec<String>,
    pub code: Option<i32>,
}

impl Report {
    pub fn of(page: &str, options: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_referral-form"));
        let output = command.arg("doctor").arg(page).args(options).output().expect("the command starts");
        let text = String::from_utf8([output.stdout, output.stderr].concat()).expect("it prints text");
        Self { lines: text.lines().map(str::to_owned).collect(), code: output.status.code() }
    }

    /// Expects a line with this level that is about this and has these words.
    pub fn expect(&self, level: &str, about: &str, words: &str) {
        let start = format!("  {level:<9} {about}: ");
        let is_there = self.lines.iter().any(|it| it.starts_with(&start) && it.contains(words));
        assert!(is_there, "{start}… {words}\nis not in\n{}", self.lines.join("\n"));
    }

    /// What stands behind some words in a line about this.
    pub fn told(&self, about: &str, words: &str) -> &str {
        let lines = self.lines.iter().filter(|it| it.contains(&format!(" {about}: ")));
        lines.filter_map(|it| it.split_once(words)).map(|it| it.1).next().expect("a line has these words")
    }

    /// Expects that nothing is in the form's way.
    pub fn expect_free(&self) {
        let blocked: Vec<&String> = self.lines.iter().filter(|it| it.starts_with("  blocked")).collect();
        assert!(blocked.is_empty() && self.code == Some(0), "{}", self.lines.join("\n"));
    }

    /// The directives that a policy needs, as the report ends with them.
    pub fn policy(&self) -> String {
        let start = self.lines.iter().position(|it| it.starts_with("A page with a Content-Security-Policy"));
        let lines = self.lines[start.expect("it tells") + 1..].iter();
        lines.map(|it| it.trim()).collect::<Vec<_>>().join("; ")
    }
}
