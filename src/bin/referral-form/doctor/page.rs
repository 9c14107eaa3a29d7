//! A host page: what a server gives, and where it lies.

use std::fs;

use content_security_policy::Url;
use scraper::{Html, Selector};

use super::fetch;
use crate::finding::{Finding, foreign};
use crate::origin::Origin;
use crate::wire::Heard;

/// The address of a saved page where none is given.
const SOME_PAGE: &str = "https://page.example/";

/// Largest page that is read, in bytes.
const PAGE_MAX_BYTES: usize = 10_000_000;

/// A page.
pub struct Page {
    /// Where it lies, after every redirect.
    pub url: Url,
    /// Whether `url` is only a stand-in, so that nothing can be fetched there.
    pub is_invented: bool,
    /// Where relative addresses start.
    pub base: Url,
    /// The server's answer; `None` for a saved page.
    pub answer: Option<Heard>,
    /// The HTML as it was served.
    pub source: String,
    /// The same, read.
    pub html: Html,
    /// Whether a `sandbox` takes the page's origin away.
    pub is_opaque: bool,
}

impl Page {
    /// The origin as a browser writes it into a request.
    pub fn origin(&self) -> String {
        if self.is_opaque { "null".to_owned() } else { self.url.origin().ascii_serialization() }
    }

    /// Tells whether a browser lets the page read what lies at `url` without asking.
    pub fn is_at_home(&self, url: &Url) -> bool {
        !self.is_opaque && url.origin() == self.url.origin()
    }

    /// Every element that a CSS selector finds and that is not in a `<template>`.
    pub fn all(&self, selector: &str) -> Vec<scraper::ElementRef<'_>> {
        let selector = Selector::parse(selector).expect("the selectors of this command are right");
        let is_inert = |it: &scraper::ElementRef| {
            let mut around = it.ancestors().filter_map(scraper::ElementRef::wrap);
            around.any(|it| it.value().name() == "template")
        };
        self.html.select(&selector).filter(|it| !is_inert(it)).collect()
    }

    /// Resolves an address as the page does.
    pub fn resolve(&self, address: &str) -> Option<Url> {
        self.base.join(address.trim()).ok()
    }
}

/// Reads a page from its address or from a file, and says whether browsers give it what only secure pages get.
///
/// # Errors
/// There is no such page.
pub fn read(from: &str, at: Option<&Url>) -> Result<(Page, Vec<Finding>), String> {
    let mut findings = Vec::new();
    let (url, answer, bytes) =
        match Url::parse(from).ok().filter(|it| matches!(it.scheme(), "http" | "https")) {
            Some(url) => {
                let (url, mut answer) = fetch::page(&url, PAGE_MAX_BYTES)?;
                let bytes = std::mem::take(&mut answer.body);
                (url, Some(answer), bytes)
            }
            None => {
                let bytes = fs::read(from).map_err(|cause| format!("{from} cannot be read: {cause}"))?;
                let url = at.cloned().unwrap_or_else(|| SOME_PAGE.parse().expect("it is an address"));
                (url, None, bytes)
            }
        };
    let is_invented = answer.is_none() && at.is_none();
    if is_invented {
        findings.push(Finding::warns(
            "page",
            format!("taken for {SOME_PAGE}. Say where it will stand: --at https://…"),
        ));
    }
    findings.push(security(&url));
    let source = String::from_utf8_lossy(&bytes).into_owned();
    let html = Html::parse_document(&source);
    let mut page = Page { base: url.clone(), url, is_invented, answer, source, html, is_opaque: false };
    if let Some(base) = page.all("base[href]").first().and_then(|it| page.url.join(it.attr("href")?).ok()) {
        page.base = base;
    }
    Ok((page, findings))
}

fn security(url: &Url) -> Finding {
    const ABOUT: &str = "page";
    match Origin::of(url.as_str()) {
        Some(origin) if origin.is_this_computer() => {
            Finding::works(ABOUT, "on this computer, which counts as secure")
        }
        Some(origin) if origin.is_secure() => Finding::works(ABOUT, "https"),
        Some(_) | None => Finding::blocks(
            ABOUT,
            format!(
                "{} is not https; the form shows the contact only. Serve the page by https",
                foreign(url.as_str())
            ),
        ),
    }
}
