//! A running `referral-form serve`, and a client that sends exactly the bytes it is told.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

/// The real command, with files of its own, on a port of its own.
pub struct Server {
    process: Child,
    /// Held open, as a terminal would.
    _output: BufReader<ChildStdout>,
    pub port: u16,
    pub directory: PathBuf,
}

/// What came back.
pub struct Reply {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Server {
    /// Starts in an empty directory, which is named after the test.
    pub fn start(test: &str) -> Self {
        Self::start_with(test, &[])
    }

    pub fn start_with(test: &str, arguments: &[&str]) -> Self {
        Self::start_in(empty_directory(test), arguments)
    }

    /// Starts on the files that are in the directory already; on [`super::study`] where it has no study file.
    pub fn start_in(directory: PathBuf, arguments: &[&str]) -> Self {
        let study = directory.join("study.json");
        if !study.exists() {
            fs::write(study, super::study().to_string()).expect("a file can be written");
        }
        let mut process = command(&directory)
            .args(["--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the command starts");
        let mut output = BufReader::new(process.stdout.take().expect("its output is piped"));
        let mut line = String::new();
        output.read_line(&mut line).expect("it prints its address");
        let address = line.split("http://127.0.0.1:").nth(1).expect("the first line has the address");
        let port = address.trim().trim_end_matches('/').parse().expect("the address ends in a port");
        Self { process, _output: output, port, directory }
    }

    /// Ends the process, and leaves the files.
    pub fn stop(self) -> PathBuf {
        self.directory.clone()
    }

    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn get(&self, path: &str) -> Reply {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n", self.port), b"")
    }

    /// Sends a referral as the widget does.
    pub fn post(&self, body: &str) -> Reply {
        self.post_with(&[("Content-Type", "application/json")], body.as_bytes())
    }

    /// Sends a body as the widget sends a form.
    pub fn post_form(&self, body: &str) -> Reply {
        self.post_with(&[("Content-Type", "application/x-www-form-urlencoded")], body.as_bytes())
    }

    /// Asks at a status address from a receipt.
    pub fn status_at(&self, url: &str) -> Reply {
        self.get(url.strip_prefix(&self.origin()).expect("the address is on the endpoint's own origin"))
    }

    pub fn post_with(&self, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let mut head = format!("POST /api/referrals HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n", self.port);
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        self.send(&format!("{head}Content-Length: {}\r\n", body.len()), body)
    }

    /// Sends a request line and headers as given, and a body.
    pub fn send(&self, head: &str, body: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        let request = [format!("{head}Connection: close\r\n\r\n").as_bytes(), body].concat();
        stream.write_all(&request).expect("the server reads the request");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("the server answers");
        Reply::parse(&String::from_utf8_lossy(&bytes))
    }

    /// Every stored row as another program reads it: id, reference and body, in the order of arrival.
    pub fn rows(&self) -> Vec<(String, String, String)> {
        let db = rusqlite::Connection::open(self.directory.join("referrals.sqlite")).expect("the file opens");
        let mut statement = db
            .prepare("SELECT id, reference, body FROM referral ORDER BY number")
            .expect("the table is there");
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        rows.and_then(Iterator::collect).expect("the rows are texts")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Reply {
    fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").expect("a response has a head");
        let mut lines = head.lines();
        let status = lines.next().and_then(|it| it.split(' ').nth(1)?.parse().ok());
        let headers = lines.filter_map(|it| it.split_once(": "));
        Self {
            status: status.expect("a response has a status"),
            headers: headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect(),
            body: body.to_owned(),
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("the body is JSON")
    }

    /// The status address in a receipt.
    pub fn status_url(&self) -> String {
        self.json()["status"].as_str().expect("a receipt has a status address").to_owned()
    }

    pub fn reference(&self) -> String {
        self.json()["reference"].as_str().expect("a receipt has a reference").to_owned()
    }
}

/// The command in a directory, with nothing chosen but the files that it makes or needs.
pub fn command(directory: &Path) -> Command {
    let mut command = program(directory);
    command.args(["serve", "--study", "study.json"]);
    command
}

/// The command in a directory, to be told what to do.
pub fn program(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_referral-form"));
    command.current_dir(directory);
    command
}

/// Runs the command on the file of referrals in a directory; what it prints, or what it complains of.
pub fn run(directory: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = program(directory).args(arguments).output().expect("the command starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
}

pub fn empty_directory(test: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("serve").join(test);
    if directory.exists() {
        fs::remove_dir_all(&directory).expect("the files of the last run can go");
    }
    fs::create_dir_all(&directory).expect("a directory can be made");
    directory
}
