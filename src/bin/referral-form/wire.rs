//! HTTP as `probe` and `doctor` speak it: one request, one answer. No redirect is followed, no cookie kept.

use std::io::{self, Read};
use std::time::{Duration, Instant};

use ureq::http::{HeaderMap, Method, Request, Response};
use ureq::{Agent, AsSendBody, Body, Error};

/// How this client calls itself.
const USER_AGENT: &str = concat!("referral-form/", env!("CARGO_PKG_VERSION"));

/// What is said where a connection is refused.
const NOBODY: &str = "nothing listens there. See that the address is right and that the server runs";

/// Names and values of headers; names in lower case.
pub type Headers = Vec<(String, String)>;

/// A request.
pub struct Ask<'a> {
    pub method: Method,
    pub url: &'a str,
    pub headers: Headers,
    pub body: Option<&'a str>,
    /// How long to wait for the whole answer.
    pub patience: Duration,
    /// How much of the answer's body to read.
    pub max_bytes: usize,
}

/// An answer.
pub struct Heard {
    pub status: u16,
    headers: HeaderMap,
    /// As far as was asked for.
    pub body: Vec<u8>,
    /// Whether there was more than that.
    pub is_cut: bool,
    pub took: Duration,
}

impl Heard {
    /// The value of a header; those of several lines with commas between, as browsers read them.
    pub fn header(&self, name: &str) -> Option<String> {
        let values: Vec<String> = self
            .headers
            .get_all(name)
            .iter()
            .map(|it| String::from_utf8_lossy(it.as_bytes()).into_owned())
            .collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    /// Where a redirect leads, as the server wrote it.
    pub fn redirects_to(&self) -> Option<String> {
        matches!(self.status, 301 | 302 | 303 | 307 | 308)
            .then(|| self.header("location").unwrap_or_default())
    }
}

/// Why there is no answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Silence {
    /// Nothing was handed over: there is no such name, nobody listens, or TLS failed. Says what mends it.
    Unreachable(String),
    /// The time was over.
    TooLate,
    /// The line broke.
    Broken(String),
}

/// Asks, and waits for the answer.
///
/// # Errors
/// There is none.
pub fn ask(ask: Ask<'_>) -> Result<Heard, Silence> {
    let config = Agent::config_builder()
        .timeout_global(Some(ask.patience))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .user_agent(USER_AGENT)
        .accept("*/*");
    // A browser asks no proxy for what is on its own computer.
    let is_here = crate::origin::Origin::of(ask.url).is_some_and(|it| it.is_this_computer());
    let agent: Agent = if is_here { config.proxy(None) } else { config }.build().into();
    let mut request = Request::builder().method(&ask.method).uri(ask.url);
    for (name, value) in &ask.headers {
        request = request.header(name, value);
    }
    let started = Instant::now();
    let answer = match ask.body {
        Some(text) => send(&agent, request.body(text)),
        None => send(&agent, request.body(())),
    };
    let (parts, body) = answer.map_err(silence)?.into_parts();
    let mut bytes = Vec::new();
    let limit = u64::try_from(ask.max_bytes + 1).unwrap_or(u64::MAX);
    let read = body.into_with_config().limit(u64::MAX).reader().take(limit).read_to_end(&mut bytes);
    read.map_err(|cause| silence(Error::from(cause)))?;
    let is_cut = bytes.len() > ask.max_bytes;
    bytes.truncate(ask.max_bytes);
    Ok(Heard {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: bytes,
        is_cut,
        took: started.elapsed(),
    })
}

fn send<B: AsSendBody>(
    agent: &Agent,
    request: Result<Request<B>, ureq::http::Error>,
) -> Result<Response<Body>, Error> {
    agent.run(request?)
}

fn silence(error: Error) -> Silence {
    match error {
        Error::Timeout(_) => Silence::TooLate,
        Error::HostNotFound => unknown_name(),
        Error::ConnectionFailed => Silence::Unreachable(NOBODY.to_owned()),
        Error::Rustls(cause) => tls(&cause),
        Error::Io(cause) => match cause.kind() {
            io::ErrorKind::ConnectionRefused => Silence::Unreachable(NOBODY.to_owned()),
            // The standard library has no kind for a name that is not known.
            _ if cause.to_string().starts_with("failed to lookup") => unknown_name(),
            // What rustls makes of bytes that are no TLS and of certificates that it does not trust.
            io::ErrorKind::InvalidData => tls(&cause),
            _ => Silence::Broken(cause.to_string()),
        },
        other => Silence::Broken(other.to_string()),
    }
}

fn unknown_name() -> Silence {
    Silence::Unreachable("its name is not known (DNS). See that the address is right".to_owned())
}

fn tls(cause: &dyn std::fmt::Display) -> Silence {
    Silence::Unreachable(format!("TLS failed ({cause}). Give it a certificate that browsers trust"))
}
