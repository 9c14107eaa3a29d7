//! A process that ends with the value, or when this process ends, however that happened.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

/// A running process and all that it starts.
pub struct Process {
    /// The shell around it, which ends it when its standard input closes.
    shell: Child,
    said: Arc<Mutex<Vec<String>>>,
}

impl Process {
    pub fn start(command: &str, arguments: &[String], surroundings: &[(&str, String)]) -> Self {
        let mut shell = Command::new("sh")
            .args(["-c", r#""$0" "$@" </dev/null & read -r _; kill 0"#, command])
            .args(arguments)
            // A group of their own: the shell, the process and whatever it starts.
            .process_group(0)
            // A place on the clock of UTC: that itself is no time zone of anybody, and a machine may know no other.
            .env("TZ", "Atlantic/Reykjavik")
            .envs(surroundings.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell starts");
        let lines = BufReader::new(shell.stdout.take().expect("its output is piped"));
        let said: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = Arc::clone(&said);
        // Somebody has to empty the pipe: the process would wait for a reader.
        std::thread::spawn(move || {
            for line in lines.split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line).into_owned();
                kept.lock().expect("nobody panics with the lines in hand").push(line);
            }
        });
        Self { shell, said }
    }

    /// What was written to the standard output so far, by line.
    pub fn said(&self) -> Vec<String> {
        self.said.lock().expect("nobody panics with the lines in hand").clone()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        self.shell.wait().ok();
    }
}
