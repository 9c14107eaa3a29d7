//! The element's attributes, as settings for the widget.
//!
//! An attribute that makes no sense is as if absent: a mistyped `mode` must not cost a visitor the form.
//! Which study, source or language exist is not known here; the interface judges those.

use web_sys::Element;

use crate::gateway::page;
use crate::gateway::start_page::StartPage;
use crate::ui::host::{CODE_MAX_CHARS, IDLE_SECONDS, Mode, Settings, StudyPlace};

/// Query key of the page's address that carries a referral code.
const CODE_KEY: &str = "referral-code";

/// Keys of a page's query by which WordPress knows its pages.
const PAGE_KEYS: [&str; 2] = ["p", "page_id"];

/// Level of the widget's first heading where the page says none: a page has its own `<h1>`.
const HEADING_LEVEL: u8 = 2;

/// How long nobody may do anything on a shared device where the page does not say.
const DEFAULT_IDLE_SECONDS: u16 = 120;

/// Reads every attribute but `lang`, which can change while the widget is up, and which the loader reads.
pub(super) fn read(host: &Element, start_page: Option<StartPage>) -> Settings {
    Settings {
        study: host.get_attribute("study").map(study_place),
        refuses_redirects: attribute(host, "redirects").as_deref() == Some("refuse"),
        integrity: attribute(host, "study-integrity"),
        endpoint: attribute(host, "endpoint").map(|it| page::resolve(&it).unwrap_or(it)),
        source: attribute(host, "source"),
        code: attribute(host, "code").or_else(|| page::query_value(CODE_KEY)).filter(|code| is_code(code)),
        kept_queries: kept_queries(host),
        mode: match attribute(host, "mode").as_deref() {
            Some("kiosk") => Mode::Kiosk,
            Some(_) | None => Mode::Page,
        },
        idle_seconds: attribute(host, "idle-seconds")
            .and_then(|it| it.parse().ok())
            .filter(|it| IDLE_SECONDS.contains(it))
            .unwrap_or(DEFAULT_IDLE_SECONDS),
        is_steady: host.has_attribute("steady"),
        heading_level: attribute(host, "heading-level")
            .and_then(|it| it.parse().ok())
            .filter(|level| (1..=5).contains(level))
            .unwrap_or(HEADING_LEVEL),
        is_secure: page::is_secure(),
        start_page,
    }
}

/// Keys of the page's query without which it would be another page.
fn kept_queries(host: &Element) -> Vec<String> {
    let named = attribute(host, "keep-query").unwrap_or_default();
    named.split_whitespace().chain(PAGE_KEYS).map(str::to_owned).collect()
}

/// `#id` is a script on the page; anything else is an address, resolved against the document.
fn study_place(text: String) -> StudyPlace {
    match text.trim().strip_prefix('#') {
        Some(id) => StudyPlace::Inline(id.to_owned()),
        None => StudyPlace::Url(page::resolve(text.trim()).unwrap_or(text)),
    }
}

/// An attribute's text without the white space around it; an empty one is as if absent.
fn attribute(element: &Element, name: &str) -> Option<String> {
    let text = element.get_attribute(name)?;
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Letters, digits and hyphens only: a code is shown, sent, and may be printed in a leaflet.
fn is_code(text: &str) -> bool {
    (1..=CODE_MAX_CHARS).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
