//! `serve`: the built widget, a study file and a receiving endpoint, on this computer only.
//!
//! It is the reference for the endpoint contract and the server of the demonstration. It is not made to face a
//! network: it listens on the loopback address, speaks plain HTTP and shows what it received to whoever sits here.

mod files;
pub mod form;
mod format;
mod gate;
mod http;
mod intake;
mod judge;
mod line;
mod pages;
mod rate;
mod sealed;
pub mod shape;
mod studies;

use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

use files::Files;
use http::{Desk, Limits};

use crate::keyring::Keyring;
use crate::origin::Origin;
use crate::store::{Store, StoreError};

/// Serves the widget, a study file and a receiving endpoint on this computer.
#[derive(clap::Args)]
pub struct Args {
    /// SQLite file for the received referrals, made if missing.
    #[arg(long, value_name = "FILE", default_value = "referrals.sqlite")]
    db: PathBuf,
    /// Private key from `keygen`, to open sealed referrals; may be given more than once. Without it they are stored sealed.
    #[arg(long = "key", visible_alias = "keys", value_name = "FILE")]
    keys: Vec<PathBuf>,
    /// Port on 127.0.0.1; 0 takes any free one.
    #[arg(long, value_name = "N", default_value_t = 8080)]
    port: u16,
    /// Directory with the built widget and its host page.
    #[arg(long, value_name = "DIR", default_value = "dist")]
    dist: PathBuf,
    /// Study file to show as /study.json, with this server as its endpoint.
    #[arg(long, value_name = "FILE", default_value = "examples/contract/study.json")]
    study: PathBuf,
    /// Origin of a page elsewhere that may send referrals here; may be given more than once.
    #[arg(long = "origin", value_name = "URL")]
    origins: Vec<Origin>,
    /// Referrals that one client may send in a minute; it may ask for states as often.
    #[arg(long, value_name = "N", default_value_t = 120, value_parser = clap::value_parser!(u32).range(1..))]
    rate_limit: u32,
    /// Seconds in which the body of a referral has to arrive.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    body_timeout: u32,
    /// Seconds in which the head of a request has to arrive; what is not whole after this and --body-timeout loses its connection.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    head_timeout: u32,
    /// Connections at the same time; further ones wait.
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..))]
    connections: u32,
    /// Take referrals that do not fit their study file too, apart from the others and with the reason, instead of refusing them.
    #[arg(long)]
    quarantine: bool,
}

/// Why `serve` did not start, or stopped. Reader: whoever ran it, in English.
#[derive(Debug, Error)]
pub enum ServeError {
    #[error(
        "port {port} is taken by another program. Stop that program, or choose another port: \
         referral-form serve --port {next} (0 takes any free one)"
    )]
    PortTaken { port: u16, next: u16 },
    #[error("port {port} cannot be opened: {cause}")]
    NoPort { port: u16, cause: io::Error },
    #[error("{0}")]
    Key(String),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the server stopped: {0}")]
    Stopped(#[from] io::Error),
}

/// Serves until the process is ended.
///
/// Prints the address first, so that a program that asked for port 0 can read it.
///
/// # Errors
/// A key, the port or the file of referrals cannot be had.
pub fn run(args: &Args) -> Result<(), ServeError> {
    let keyring = Keyring::read(&args.keys).map_err(ServeError::Key)?;
    let listener = listen(args.port)?;
    let port = listener.local_addr()?.port();
    let store = Store::open(&args.db)?;
    let files =
        Files { dist: args.dist.clone(), study: args.study.clone(), examples: PathBuf::from("examples") };
    announce(args, &files, port);
    let limits = Limits {
        requests_per_minute: args.rate_limit,
        body_timeout: Duration::from_secs(args.body_timeout.into()),
        request_timeout: Duration::from_secs(u64::from(args.head_timeout) + u64::from(args.body_timeout)),
        connections: args.connections as usize,
        takes_misfits: args.quarantine,
    };
    let desk = Desk::new(port, args.origins.clone(), files, keyring, store, &limits);
    // One thread is enough for one computer, and lets every request find the store free.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
    runtime.block_on(http::serve(listener, desk, &limits))?;
    Ok(())
}

fn listen(port: u16) -> Result<TcpListener, ServeError> {
    let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).and_then(|listener| {
        listener.set_nonblocking(true)?;
        Ok(listener)
    });
    bound.map_err(|cause| match cause.kind() {
        io::ErrorKind::AddrInUse => ServeError::PortTaken { port, next: port.checked_add(1).unwrap_or(0) },
        _ => ServeError::NoPort { port, cause },
    })
}

/// Says where everything is. A closed standard output stops nothing.
fn announce(args: &Args, files: &Files, port: u16) {
    let mut notes = io::stderr();
    if !files.has_index() {
        let dist = args.dist.display();
        let _ = writeln!(
            notes,
            "No widget in {dist}: build it first (make build), or name its directory by --dist."
        );
    }
    if !args.study.is_file() {
        let study = args.study.display();
        let _ = writeln!(notes, "No study file at {study}: /study.json is missing until there is one.");
    }
    let mut out = io::stdout();
    let _ = writeln!(out, "Form       http://127.0.0.1:{port}/");
    let _ = writeln!(out, "Referrals  http://127.0.0.1:{port}/referrals");
    let _ = writeln!(out, "Endpoint   http://127.0.0.1:{port}{}", http::ENDPOINT);
    let _ = writeln!(out, "Stored in  {}", args.db.display());
    let _ = writeln!(out, "Stop with Ctrl+C.");
    let _ = out.flush();
}
