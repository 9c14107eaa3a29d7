//! Headers that a browser never sends, whatever a page asks for. Source: Fetch Standard, forbidden request-header.

/// Headers that a page cannot set: a browser leaves them out without a word.
const FORBIDDEN: [&str; 21] = [
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "referer",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];

/// Tells whether a browser leaves a header out; `name` is in lower case.
pub fn is_forbidden(name: &str) -> bool {
    FORBIDDEN.contains(&name) || name.starts_with("sec-") || name.starts_with("proxy-")
}
