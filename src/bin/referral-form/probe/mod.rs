//! `probe`: whether a browser could bring a referral to the endpoint of a study file, tried with a test referral.
//!
//! It sends invented answers, marked as a test, and says what works, what a browser would block, and the setting that mends it.
//! It calls nothing proven that nobody has seen arrive: 2xx alone proves nothing.

mod answer;
mod made;
mod preflight;
mod visit;

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use referral_form::domain::delivery::Receipt;
use referral_form::domain::study::{Endpoint, Reading, Study};

use crate::finding::{Finding, Level, foreign};
use made::{Made, content_type, id_of_test};
use visit::{Proof, Visit};

use crate::origin::Origin;
use crate::output::line;

/// The page's origin where none is given.
const SOME_PAGE: &str = "https://page.example";

/// Sends a test referral to the endpoints of a study file as a browser would, and says what a browser would block.
///
/// Exits with 0 where all works and you said that the test referral is there, with 1 where something is blocked, and with 2 where
/// nobody knows. It asks on the standard input; its end is no yes. Delete the test referrals afterwards.
#[derive(clap::Args)]
pub struct Args {
    /// Study file.
    #[arg(value_name = "STUDY")]
    study: PathBuf,
    /// Origin of the page with the form; may be given more than once. Each gets a test referral.
    #[arg(long = "origin", value_name = "URL")]
    origins: Vec<Origin>,
    /// The page's "endpoint" attribute, for a study file without an endpoint.
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// JSON object with answers that are sent as they are, as for dry-run; all others are invented.
    #[arg(long, value_name = "ANSWERS")]
    answers: Option<PathBuf>,
    /// Who refers; anybody unless given.
    #[arg(long, value_name = "ID")]
    source: Option<String>,
    /// What is asked for; anything unless given.
    #[arg(long, value_name = "ID")]
    request: Option<String>,
}

/// Prints a line for everything that was found.
///
/// # Errors
/// A file cannot be read or understood, or the output takes nothing more.
pub fn run(args: &Args) -> Result<ExitCode, String> {
    let bytes = crate::dry_run::read(&args.study)?;
    let study = read_study(args, &bytes)?;
    let fixed = args.answers.as_deref().map(crate::dry_run::read_answers).transpose()?.unwrap_or_default();
    let mut report = Report::default();
    let pages = match args.origins.is_empty() {
        false => args.origins.clone(),
        true => {
            report.add(Finding::warns(
                "page",
                format!("taken for {SOME_PAGE}. Say where the form will stand: --origin https://…"),
            ))?;
            vec![SOME_PAGE.parse().expect("it is an origin")]
        }
    };
    for endpoints in targets(&study) {
        for page in &pages {
            let endpoint = endpoints[0];
            line(format_args!("{} for a page on {}", endpoint.url, page.as_str()))?;
            let id = id_of_test()?;
            let made = made::make(&study, args, &bytes, &fixed, &endpoints, &id);
            let visit = Visit::new(endpoint, page, content_type(&study, endpoint));
            report.visit(&visit, &id, made)?;
        }
    }
    report.close(&study)?;
    Ok(report.exit())
}

fn read_study(args: &Args, bytes: &[u8]) -> Result<Study, String> {
    let reading = Reading { endpoint: args.endpoint.as_deref(), ..Reading::default() };
    let study = crate::dry_run::read_study(&args.study, bytes, reading)?;
    match study.endpoint.url.is_empty() {
        true => Err(format!("{} names no endpoint; give the page's by --endpoint", args.study.display())),
        false => Ok(study),
    }
}

/// Every endpoint that a referral can go to; those that are the same in all but their route together.
fn targets(study: &Study) -> Vec<Vec<&Endpoint>> {
    let of_routes = study.routes.iter().map(|it| it.endpoint.as_ref().unwrap_or(&study.endpoint));
    let all: Vec<&Endpoint> =
        if study.routes.is_empty() { vec![&study.endpoint] } else { of_routes.collect() };
    let mut targets: Vec<Vec<&Endpoint>> = Vec::new();
    for endpoint in all {
        match targets.iter_mut().find(|it| is_same(it[0], endpoint)) {
            Some(target) => target.push(endpoint),
            None => targets.push(vec![endpoint]),
        }
    }
    targets
}

fn is_same(one: &Endpoint, other: &Endpoint) -> bool {
    let parts = |it: &Endpoint| (it.format, it.deduplicates, it.timeout_seconds, it.idempotency_header);
    one.url == other.url
        && parts(one) == parts(other)
        && one.wrap == other.wrap
        && one.headers == other.headers
        && one.names == other.names
}

/// What has been found so far.
#[derive(Default)]
struct Report {
    is_blocked: bool,
    is_unproven: bool,
    /// Test referrals that are there, or may be: how to find them.
    left: Vec<String>,
}

impl Report {
    fn add(&mut self, finding: Finding) -> Result<(), String> {
        match finding.level {
            Level::Works | Level::Warns => {}
            Level::Blocks => self.is_blocked = true,
            Level::Unproven => self.is_unproven = true,
        }
        line(finding)
    }

    /// Adds findings; true where none of them blocks.
    fn add_all(&mut self, findings: Vec<Finding>) -> Result<bool, String> {
        let passes = findings.iter().all(|it| it.level != Level::Blocks);
        findings.into_iter().try_for_each(|it| self.add(it))?;
        Ok(passes)
    }

    fn visit(&mut self, visit: &Visit, id: &str, made: Result<Made, Vec<String>>) -> Result<(), String> {
        let may_begin = self.add_all(visit.addresses())?;
        if !(self.add_all(visit.preflight(id))? && may_begin) {
            return line("            a browser stops here: no test referral was sent");
        }
        let made = match made {
            Ok(made) => made,
            Err(reasons) => {
                let why = reasons.join("; ");
                let text = format!("no test referral can be invented ({why}). Give answers by --answers");
                return self.add(Finding::unproven("referral", text));
            }
        };
        let posted = visit.post(id, &made.body);
        self.add_all(posted.findings)?;
        let receipt = match posted.proof {
            Proof::Sent(receipt) => {
                self.add(visit.post_again(id, &made.body, &receipt))?;
                if let Some(url) = &receipt.status {
                    self.add(visit.state(url))?;
                }
                receipt
            }
            Proof::Hidden => Receipt::default(),
            Proof::Open => {
                self.left.push(made.how_to_find(None));
                return Ok(());
            }
            Proof::Refused => return Ok(()),
        };
        let how = made.how_to_find(receipt.reference.as_deref().map(foreign).as_deref());
        let finding = ask(&how)?;
        self.left.push(how);
        self.add(finding)
    }

    /// Says what is left to do.
    fn close(&self, study: &Study) -> Result<(), String> {
        if !self.left.is_empty() {
            line("Delete these test referrals where they arrived:")?;
        }
        self.left.iter().try_for_each(|it| line(format_args!("  {it}")))?;
        let mut origins: Vec<String> = Vec::new();
        for origin in targets(study).iter().filter_map(|it| Origin::of(&it[0].url)) {
            if !origins.iter().any(|it| it == origin.as_str()) {
                origins.push(origin.as_str().to_owned());
            }
        }
        line(
            "A page with a Content-Security-Policy needs, beside the places of the form and its study file:",
        )?;
        line(format_args!("  connect-src {}", origins.join(" ")))
    }

    fn exit(&self) -> ExitCode {
        match (self.is_blocked, self.is_unproven) {
            (true, _) => ExitCode::FAILURE,
            (false, true) => ExitCode::from(2),
            (false, false) => ExitCode::SUCCESS,
        }
    }
}

/// Asks whoever runs the command whether a test referral is there.
fn ask(how: &str) -> Result<Finding, String> {
    const ABOUT: &str = "arrived";
    let mut notes = io::stderr();
    // The question stays visible where the report goes to a file. Nobody to read it is nobody to answer.
    let _ = write!(notes, "  Look where referrals arrive: is it there, once? {how} [y/N] ");
    let _ = notes.flush();
    let mut said = String::new();
    io::stdin().lock().read_line(&mut said).map_err(|cause| format!("the answer cannot be read: {cause}"))?;
    // What is typed at a terminal ends the line there.
    if !io::stdin().is_terminal() {
        let _ = writeln!(notes);
    }
    Ok(match said.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Finding::works(ABOUT, "you saw it there, once"),
        "" => Finding::unproven(ABOUT, "nobody said that it is there, once; an answer alone proves nothing"),
        _ => Finding::blocks(
            ABOUT,
            "it is not there once, though the endpoint answers as if it were. Answer 2xx only when it is stored",
        ),
    })
}
