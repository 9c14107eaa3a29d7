//! `doctor`: whether the form will run on a page, which line of which policy is in its way, and what mends it.
//!
//! It reads the page as a server gives it, fetches what the form would fetch before anybody types, and holds both against the rules
//! of browsers. It runs no script and sends nothing: what the page's own scripts do stays unknown, and whether the endpoint takes a
//! referral is `probe`'s to say.

mod fetch;
mod files;
mod headers;
mod markup;
mod offline;
mod page;
mod policy;
mod study;

use std::process::ExitCode;

use content_security_policy::Url;

use crate::finding::{Finding, Level};
use crate::origin::Origin;
use crate::output::line;

use markup::Markup;
use policy::{Needs, Policy};

/// Says whether the form will run on a page, which line of a policy is in its way, and what to change.
///
/// Exits with 1 where something is blocked. It fetches the page and what the form would fetch; it runs no script and sends nothing.
#[derive(clap::Args)]
pub struct Args {
    /// Address of the page, or a saved page.
    #[arg(value_name = "URL-OR-FILE")]
    page: String,
    /// With a saved page: the address at which it will stand.
    #[arg(long, value_name = "URL")]
    at: Option<Url>,
    /// The form's script, where a script of the page puts it there; relative to the page.
    #[arg(long, value_name = "URL")]
    script: Option<String>,
    /// The study file, where a script of the page puts the form there; relative to the page.
    #[arg(long, value_name = "URL")]
    study: Option<String>,
    /// A site that shows the page in a frame; may be given more than once.
    #[arg(long = "framed-by", value_name = "URL")]
    framed_by: Vec<Origin>,
}

/// Prints a line for everything that was found.
///
/// # Errors
/// The page cannot be read, or the output takes nothing more.
pub fn run(args: &Args) -> Result<ExitCode, String> {
    let (mut page, mut findings) = page::read(&args.page, args.at.as_ref())?;
    line(format_args!("{} as {}", args.page, page.url))?;
    let policies = policy::of(&page, &mut findings);
    page.is_opaque = policies.iter().any(Policy::takes_origin_away);
    headers::judge(&page, &policies, &args.framed_by, &mut findings);
    let markup = Markup::read(&page, args.script.as_deref(), args.study.as_deref(), &mut findings);
    let mut needs = Needs::default();
    let languages = study::judge(&page, &markup.places, &mut needs, &mut findings);
    let engine = policy::engine(&policies);
    files::judge(&page, &markup.loaders, engine, &languages, &mut needs, &mut findings);
    offline::judge(&page, &markup.offline, &policies, &mut needs, &mut findings);
    policy::judge(&page, &policies, &needs, &mut findings);
    let is_blocked = findings.iter().any(|it: &Finding| it.level == Level::Blocks);
    findings.into_iter().try_for_each(line)?;
    if !needs.is_empty() {
        line("A page with a Content-Security-Policy needs:")?;
    }
    needs.lines(&page).into_iter().try_for_each(|it| line(format_args!("  {it}")))?;
    Ok(if is_blocked { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
