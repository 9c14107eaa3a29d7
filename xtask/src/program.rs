//! Running other programs: those in `.tools/` before any other, and each failure as a sentence.

use std::env;
use std::ffi::OsStr;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// What a step comes to, or a sentence on why it failed for whoever started it.
pub type Outcome<T = ()> = Result<T, String>;

/// Where this project installs programs, the first place in which one is looked for.
const OWN_FOLDERS: [&str; 2] = [".tools/bin", ".tools/node_modules/.bin"];

/// A command that finds the tools of this project.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.env("PATH", path());
    command
}

/// The folders in which programs are looked for, as `PATH` has them.
fn path() -> std::ffi::OsString {
    let here = env::current_dir().expect("every step starts in the project's folder");
    let own = OWN_FOLDERS.iter().map(|folder| here.join(folder));
    let home = env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo/bin"));
    let before = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = own.chain(home).chain(env::split_paths(&before)).collect();
    env::join_paths(folders).expect("no folder has a colon in its name")
}

/// Whether a program is installed.
pub fn is_there(name: &str) -> bool {
    env::split_paths(&path()).any(|folder| folder.join(name).is_file())
}

/// Runs a program to its end; what it prints is seen.
pub fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| format!("{}: {error}", named(command)))?;
    if status.success() { Ok(()) } else { Err(format!("{} ended with {status}", named(command))) }
}

/// What a program prints on its standard output.
pub fn output(command: &mut Command) -> Outcome<String> {
    command.stderr(Stdio::inherit());
    text(command.output(), command)
}

/// What a program prints on its standard output, or nothing where it fails; what it says of that is not seen.
pub fn quiet_output(command: &mut Command) -> Option<String> {
    command.stderr(Stdio::null());
    text(command.output(), command).ok()
}

/// What a program makes of a text on its standard input.
pub fn piped(command: &mut Command, input: &str) -> Outcome<String> {
    let failed = |error: std::io::Error| error.to_string();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{}: {error}", named(command)))?;
    let mut stdin = child.stdin.take().expect("it was asked for");
    let input = input.to_owned();
    // By a thread of its own, since a program may print before it has read everything.
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output();
    writer.join().expect("writing does not panic").map_err(failed)?;
    text(output, command)
}

fn text(output: std::io::Result<Output>, command: &Command) -> Outcome<String> {
    let output = output.map_err(|error| format!("{}: {error}", named(command)))?;
    if !output.status.success() {
        return Err(format!("{} ended with {}", named(command), output.status));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("{} printed what is no text", named(command)))
}

fn named(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}
