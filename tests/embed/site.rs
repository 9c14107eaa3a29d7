//! The customer's web site: host pages, the built widget and study files.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use crate::browser::{ELSEWHERE, INSECURE};
use crate::http::{Answer, Reply, Request, listen};

/// Where the widget's files stand on the site, apart from the pages as on a file server of its own.
pub const WIDGET: &str = "/widget/";

const POLICY: &str = "content-security-policy";

/// A web site on a free port. Pages come from `tests/host-pages`, the widget from `dist`, the rest from what a test puts there.
pub struct Site {
    port: u16,
    shelf: Arc<Mutex<HashMap<String, Answer>>>,
    seen: Arc<Mutex<Vec<Request>>>,
    is_down: Arc<AtomicBool>,
    is_for_everybody: Arc<AtomicBool>,
}

impl Site {
    pub fn open() -> Self {
        let shelf: Arc<Mutex<HashMap<String, Answer>>> = Arc::default();
        let seen: Arc<Mutex<Vec<Request>>> = Arc::default();
        let is_down = Arc::new(AtomicBool::new(false));
        let is_for_everybody = Arc::new(AtomicBool::new(false));
        let (on_shelf, log, down) = (Arc::clone(&shelf), Arc::clone(&seen), Arc::clone(&is_down));
        let for_everybody = Arc::clone(&is_for_everybody);
        let port = listen(
            move |request| {
                if down.load(Ordering::SeqCst) {
                    return Answer::ResetAfterReading;
                }
                let put = on_shelf
                    .lock()
                    .expect("no test panics with the shelf in hand")
                    .get(request.path())
                    .cloned();
                let reply = match put {
                    Some(Answer::Reply(reply)) => reply,
                    Some(other) => return other,
                    None => from_disk(request.path()).unwrap_or_else(|| Reply::new(404)),
                };
                let reply = if rung() == Rung::JavaScript { without_webassembly(reply) } else { reply };
                Answer::Reply(match for_everybody.load(Ordering::SeqCst) {
                    true => reply.header("access-control-allow-origin", "*"),
                    false => reply,
                })
            },
            move |request| log.lock().expect("nobody panics here").push(request.clone()),
        );
        Self { port, shelf, seen, is_down, is_for_everybody }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Cuts every line from now on, or no longer.
    pub fn is_down(&self, is_down: bool) {
        self.is_down.store(is_down, Ordering::SeqCst);
    }

    /// Lets pages of every origin read its files from now on.
    pub fn is_for_everybody(&self) {
        self.is_for_everybody.store(true, Ordering::SeqCst);
    }

    /// The address of a page or file.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }

    /// The same page under a name that is not loopback's.
    pub fn url_elsewhere(&self, path: &str) -> String {
        format!("http://{ELSEWHERE}:{}/{path}", self.port)
    }

    /// The same page under a name that would need https and has none.
    pub fn url_insecure(&self, path: &str) -> String {
        format!("http://{INSECURE}:{}/{path}", self.port)
    }

    /// Puts a reply at a path, such as `study.json`; it wins over the disk.
    pub fn put(&self, path: &str, reply: Reply) {
        self.shelf.lock().expect("nobody panics here").insert(format!("/{path}"), Answer::Reply(reply));
    }

    /// Leaves whoever asks for a path without an answer from now on.
    pub fn never_answers(&self, path: &str) {
        self.shelf.lock().expect("nobody panics here").insert(format!("/{path}"), Answer::Hang);
    }

    /// Takes away what was put at a path.
    pub fn take_away(&self, path: &str) {
        self.shelf.lock().expect("nobody panics here").remove(&format!("/{path}"));
    }

    /// Puts a study file at `study.json`, where the host pages look for it.
    pub fn put_study(&self, bytes: impl Into<Vec<u8>>) {
        let dist = dist();
        assert!(
            dist.join("referral-form.js").is_file(),
            "no widget in {}: build it first (make build)",
            dist.display()
        );
        self.put("study.json", Reply::new(200).body("application/json", bytes));
    }

    /// Serves a page of `tests/host-pages` under a content security policy.
    pub fn put_page_with_policy(&self, page: &str, policy: &str) {
        let reply =
            from_disk(&format!("/{page}")).unwrap_or_else(|| panic!("tests/host-pages has no {page}"));
        self.put(page, reply.header(POLICY, policy));
    }

    /// The targets that were asked for, in order.
    pub fn asked_for(&self) -> Vec<String> {
        self.seen.lock().expect("nobody panics here").iter().map(|it| it.target.clone()).collect()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if rung() == Rung::JavaScript && !std::thread::panicking() {
            let seen = self.seen.lock().expect("nobody panics here");
            // A worker keeps the files for every page of its folder.
            let is_workers =
                |it: &&Request| it.header("referer").is_some_and(|it| it.ends_with("-worker.js"));
            let part = seen.iter().filter(|it| !is_workers(it)).find(|it| it.target.contains(".wasm"));
            assert_eq!(part.map(|it| &it.target), None, "a page that refuses WebAssembly asks for none");
        }
    }
}

/// What the engine is made of in this run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rung {
    /// WebAssembly, as nearly everywhere.
    WebAssembly,
    /// JavaScript as a whole, because every page of a [`Site`] refuses WebAssembly: `REFERRAL_FORM_RUNG=javascript`.
    JavaScript,
}

/// Whether the engine is WebAssembly in this run. What can only happen to that is asked here, and left out otherwise.
pub fn has_webassembly() -> bool {
    rung() == Rung::WebAssembly
}

/// The file of the engine that comes first.
pub fn engine() -> &'static str {
    match rung() {
        Rung::WebAssembly => "referral-form-engine_bg.wasm",
        Rung::JavaScript => "referral-form-engine-javascript.js",
    }
}

/// The rung of this run.
fn rung() -> Rung {
    match std::env::var("REFERRAL_FORM_RUNG").as_deref() {
        Ok("javascript") => Rung::JavaScript,
        Ok(other) => panic!("REFERRAL_FORM_RUNG={other} is no rung; there is \"javascript\""),
        Err(_) => Rung::WebAssembly,
    }
}

/// A page whose policy refuses WebAssembly, and nothing else that it did not refuse before.
fn without_webassembly(mut reply: Reply) -> Reply {
    let value_of = |reply: &Reply, name: &str| reply.headers.iter().position(|it| it.0 == name);
    if let Some(policy) = value_of(&reply, POLICY) {
        let kept = reply.headers[policy].1.replace(" 'wasm-unsafe-eval'", "");
        reply.headers[policy].1 = kept;
        return reply;
    }
    let is_page =
        value_of(&reply, "content-type").is_some_and(|it| reply.headers[it].1.starts_with("text/html"));
    if is_page { reply.header(POLICY, "script-src * 'unsafe-inline' data: blob:") } else { reply }
}

/// The folder with the built widget; `REFERRAL_FORM_DIST` names another.
pub fn dist() -> PathBuf {
    match std::env::var_os("REFERRAL_FORM_DIST") {
        Some(folder) => folder.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("dist"),
    }
}

fn from_disk(path: &str) -> Option<Reply> {
    let file = match path.strip_prefix(WIDGET) {
        Some(rest) => dist().join(rest),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/host-pages").join(&path[1..]),
    };
    let climbs = file.components().any(|it| it == Component::ParentDir);
    let bytes = (!climbs).then(|| std::fs::read(&file).ok())??;
    let media_type = match file.extension()?.to_str()? {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    };
    Some(Reply::new(200).body(media_type, bytes))
}
