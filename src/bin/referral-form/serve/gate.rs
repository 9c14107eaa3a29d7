//! Who may ask at all: hosts and origins, and the headers that every response has.
//!
//! A request under another host name is refused, since a page elsewhere could point a name of its own at this computer.
//! An origin that was not named at the start can neither send nor read.

use axum::extract::Request;
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue};

use crate::origin::Origin;

/// Scripts, styles and connections of this server only: the widget needs no more.
const FORM_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; connect-src 'self'";

/// The pages with what was received run no script at all.
const PAGES_POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub struct Gate {
    port: u16,
    origins: Vec<Origin>,
    form_policy: HeaderValue,
}

impl Gate {
    /// `origins` are those of pages elsewhere; the server's own are let in anyway. `connections` are the addresses that the
    /// widget asks: on localhost, 'self' is another origin than theirs.
    pub fn new(port: u16, mut origins: Vec<Origin>, connections: &str) -> Self {
        let own = |host| format!("http://{host}:{port}").parse().expect("a scheme, a host and a port");
        origins.extend(["127.0.0.1", "localhost"].map(own));
        let form_policy = HeaderValue::try_from(format!("{FORM_POLICY} {connections}"));
        Self { port, origins, form_policy: form_policy.expect("URLs on loopback are plain ASCII") }
    }

    /// True where the request names this server, once, as 127.0.0.1 or localhost with its port.
    pub fn is_for_this_host(&self, request: &Request) -> bool {
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let is_named = hosts.next().and_then(|it| it.to_str().ok()).is_some_and(|it| self.is_own_host(it));
        let is_target = request.uri().authority().is_none_or(|it| self.is_own_host(it.as_str()));
        is_named && hosts.next().is_none() && is_target
    }

    fn is_own_host(&self, host: &str) -> bool {
        let (name, port) = host.rsplit_once(':').unwrap_or((host, "80"));
        (name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost")) && port == self.port.to_string()
    }

    /// The origin of a request, where it is one that is let in.
    pub fn known_origin(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        let origin = headers.get(header::ORIGIN)?;
        self.origins.iter().any(|it| it.as_str().as_bytes() == origin.as_bytes()).then(|| origin.clone())
    }

    /// True where a page asks whose origin is not let in. A request without an origin comes from no page elsewhere.
    pub fn is_foreign(&self, headers: &HeaderMap) -> bool {
        headers.contains_key(header::ORIGIN) && self.known_origin(headers).is_none()
    }

    /// Gives a response with the widget, a study file or an answer of the endpoint its headers.
    pub fn finish_open(&self, headers: &mut HeaderMap, origin: Option<HeaderValue>) {
        finish(headers);
        headers.insert(header::CONTENT_SECURITY_POLICY, self.form_policy.clone());
        set(headers, header::VARY, "Origin");
        if let Some(origin) = origin {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            // Without this line a page elsewhere is not shown how long it should wait.
            set(headers, header::ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After");
        }
    }
}

/// Gives a response with received referrals its headers: for this server's own pages alone, and kept nowhere.
pub fn finish_private(headers: &mut HeaderMap) {
    finish(headers);
    set(headers, header::CONTENT_SECURITY_POLICY, PAGES_POLICY);
    set(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(headers, header::CACHE_CONTROL, "no-store");
}

fn finish(headers: &mut HeaderMap) {
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, header::REFERRER_POLICY, "no-referrer");
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
