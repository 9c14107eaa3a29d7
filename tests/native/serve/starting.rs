//! What keeps the command from starting.

use std::fs;
use std::net::TcpListener;
use std::process::Output;

use super::server::{command, empty_directory};

fn refusal(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_taken_port_is_named_with_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = taken.local_addr().expect("it has an address").port().to_string();
    let output =
        command(&empty_directory("port")).args(["--port", &port]).output().expect("the command starts");
    let message = refusal(&output);
    assert!(message.contains(&format!("port {port} is taken")) && message.contains("--port"), "{message}");
}

#[test]
fn a_file_that_holds_something_else_is_left_alone() {
    let directory = empty_directory("foreign-file");
    let text = "Minutes of the meeting: nothing was decided, and it took all of the afternoon.\n".repeat(20);
    fs::write(directory.join("referrals.sqlite"), &text).expect("a file can be written");
    let output = command(&directory).args(["--port", "0"]).output().expect("the command starts");
    assert!(refusal(&output).contains("--db"));
    assert_eq!(fs::read_to_string(directory.join("referrals.sqlite")).expect("it is still there"), text);
}

#[test]
fn an_origin_that_is_none_is_refused_at_the_start() {
    for origin in ["*", "clinic.example", "https://clinic.example/form", "https://"] {
        let output = command(&empty_directory("origins")).args(["--port", "0", "--origin", origin]).output();
        assert_eq!(output.expect("the command starts").status.code(), Some(2), "{origin}");
    }
}
