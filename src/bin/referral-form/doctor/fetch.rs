//! What a browser gets for a page that fetches: redirects followed, and read only where the page may read it.
//!
//! Source: Fetch Standard (whatwg.org), HTTP-redirect fetch and CORS check.

use std::time::Duration;

use content_security_policy::Url;
use ureq::http::Method;

use super::page::Page;
use crate::cors;
use crate::finding::foreign;
use crate::origin::Origin;
use crate::wire::{Ask, Headers, Heard, Silence, ask};

const PATIENCE: Duration = Duration::from_secs(20);

/// How many redirects a browser follows.
const REDIRECTS_MAX: usize = 20;

/// What to ask for.
#[derive(Clone, Copy)]
pub struct Want {
    /// What it is for, as `Sec-Fetch-Dest` says it.
    pub destination: &'static str,
    /// How much of it to read.
    pub max_bytes: usize,
    /// Whether the server may compress it; its bytes are then of no use.
    pub is_packed: bool,
}

/// What came.
pub struct Fetched {
    /// Every address that was asked, each led on by the one before it.
    pub hops: Vec<Url>,
    pub answer: Heard,
}

impl Fetched {
    /// Where it lies in the end.
    pub fn url(&self) -> &Url {
        self.hops.last().expect("at least one address was asked")
    }

    /// The media type without parameters, in lower case; empty where there is none.
    pub fn media_type(&self) -> String {
        let value = self.answer.header("content-type").unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}

/// Why the page does not get it.
pub enum Fault {
    /// Nobody knows yet where the page will stand, and so where this is.
    Nowhere,
    /// What is wrong, and what mends it.
    Wrong(String),
}

/// Fetches the page itself; gives the address at which it lies in the end.
///
/// # Errors
/// There is none.
pub fn page(url: &Url, max_bytes: usize) -> Result<(Url, Heard), String> {
    let mut url = url.clone();
    for _ in 0..REDIRECTS_MAX {
        let headers = headers(&[("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")]);
        let answer = get(&url, headers, max_bytes).map_err(|why| format!("{url}: {why}"))?;
        match next(&url, &answer)? {
            Some(to) => url = to,
            None if (200..300).contains(&answer.status) => return Ok((url, answer)),
            None => return Err(format!("{url} is answered {}", answer.status)),
        }
    }
    Err(format!("{url} leads on without an end"))
}

/// Fetches what the page would fetch.
///
/// # Errors
/// The page would not get it.
pub fn fetch(page: &Page, url: &Url, want: Want) -> Result<Fetched, Fault> {
    let mut hops = vec![url.clone()];
    let mut origin = page.origin();
    while hops.len() <= REDIRECTS_MAX {
        let url = hops.last().expect("it begins with one");
        if page.is_invented && url.origin() == page.url.origin() {
            return Err(Fault::Nowhere);
        }
        let wrong = |what: String| Err(Fault::Wrong(format!("{url}: {what}")));
        if page.url.scheme() == "https" && !Origin::of(url.as_str()).is_some_and(|it| it.is_secure()) {
            return wrong("a page with https gets nothing without. Serve it by https".to_owned());
        }
        let mut headers = headers(&[("sec-fetch-mode", "cors"), ("sec-fetch-dest", want.destination)]);
        if want.is_packed {
            headers.push(("accept-encoding".to_owned(), "br, gzip, zstd".to_owned()));
        }
        if !page.is_at_home(url) {
            headers.push(("origin".to_owned(), origin.clone()));
        }
        let answer = match get(url, headers, want.max_bytes) {
            Ok(answer) => answer,
            Err(why) => return wrong(why),
        };
        if !page.is_at_home(url)
            && let Err(what) = cors::is_shown(&answer, &origin)
        {
            return wrong(format!("the answer {what}. Send Access-Control-Allow-Origin: {origin} with it"));
        }
        match next(url, &answer).map_err(Fault::Wrong)? {
            Some(to) => {
                // Who is led on by a stranger to another one comes from nowhere.
                if !page.is_at_home(url) && to.origin() != url.origin() {
                    origin = "null".to_owned();
                }
                hops.push(to);
            }
            None if (200..300).contains(&answer.status) => return Ok(Fetched { hops, answer }),
            None => return wrong(format!("answered {}", answer.status)),
        }
    }
    Err(Fault::Wrong(format!("{url} leads on without an end")))
}

fn headers(all: &[(&str, &str)]) -> Headers {
    all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn get(url: &Url, headers: Headers, max_bytes: usize) -> Result<Heard, String> {
    let ask_ =
        Ask { method: Method::GET, url: url.as_str(), headers, body: None, patience: PATIENCE, max_bytes };
    ask(ask_).map_err(|silence| match silence {
        Silence::Unreachable(why) => foreign(&why),
        Silence::TooLate => format!("no answer within {} s", PATIENCE.as_secs()),
        Silence::Broken(why) => format!("no answer that can be read ({})", foreign(&why)),
    })
}

/// Where an answer leads on to.
fn next(url: &Url, answer: &Heard) -> Result<Option<Url>, String> {
    match answer.redirects_to() {
        None => Ok(None),
        Some(to) => match url.join(&to) {
            Ok(to) if matches!(to.scheme(), "http" | "https") => Ok(Some(to)),
            Ok(_) | Err(_) => Err(format!("{url} leads on to {}, which is no address", foreign(&to))),
        },
    }
}
