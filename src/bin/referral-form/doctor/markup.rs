//! What the HTML of a page says of the form: the script, the places for the form, and what shows where it cannot run.
//!
//! It sees the HTML as it was served. What a script of the page puts in later it takes from the options of the command.

use std::collections::BTreeSet;

use content_security_policy::Url;
use scraper::{ElementRef, Selector};

use super::page::Page;
use super::policy::Tag;
use crate::finding::{Finding, foreign};

/// The loader's name. The loader serves tags with this name, whatever address it came from itself.
const LOADER: &str = "referral-form.js";
const OFFLINE: &str = "referral-form-offline.js";

const SCRIPT: &str = "script";
const ELEMENT: &str = "element";

/// What a page says of the form.
#[derive(Default)]
pub struct Markup {
    pub loaders: Vec<Loader>,
    pub places: Vec<Place>,
    /// Scripts that let the page open without a network.
    pub offline: Vec<(Url, Tag)>,
}

/// A script that is the form's loader, or is to be.
pub struct Loader {
    pub url: Url,
    pub tag: Tag,
    /// Whether it is asked for with cookies.
    pub has_credentials: bool,
}

/// A place where a form goes.
pub struct Place {
    pub study: StudyFile,
    /// The digests of which the study file has one; empty where the page does not pin it.
    pub integrity: String,
    pub endpoint: Option<String>,
}

/// Where a study file is.
pub enum StudyFile {
    At(Url),
    /// On the page; its text.
    OnPage(String),
}

impl Markup {
    /// Reads a page; `script` and `study` are what a script of the page puts there.
    pub fn read(page: &Page, script: Option<&str>, study: Option<&str>, findings: &mut Vec<Finding>) -> Self {
        let mut markup = Self::default();
        for element in page.all("script") {
            markup.script(page, element, findings);
        }
        for element in page.all("referral-form") {
            markup.element(page, element, findings);
        }
        let tag = Tag { nonce: String::new(), integrity: String::new(), is_served: false };
        if let Some(url) = script.and_then(|it| page.resolve(it)) {
            markup.loaders.push(Loader { url, tag, has_credentials: false });
        }
        if let Some(place) = study.and_then(|it| place(page, it, |_| None, SCRIPT, findings)) {
            markup.places.push(place);
        }
        if is_closed_at_once(&page.source) {
            findings.push(Finding::blocks(
                ELEMENT,
                "<referral-form …/> does not end there: the rest of the page is in it, and goes once the form shows. Write \
                 <referral-form …></referral-form>",
            ));
        }
        let copies: BTreeSet<&Url> = markup.loaders.iter().map(|it| &it.url).collect();
        if copies.len() > 1 {
            findings.push(Finding::warns(
                SCRIPT,
                "several copies of the form are on the page: the first to run serves all. Keep one",
            ));
        }
        if markup.loaders.is_empty() && !findings.iter().any(|it| it.about == SCRIPT) {
            findings.push(Finding::unproven(
                SCRIPT,
                format!("no tag loads {LOADER}. Write one, or say which one a script of the page puts there: --script URL"),
            ));
        }
        if markup.places.is_empty()
            && !findings.iter().any(|it| it.about == ELEMENT || it.text.contains("data-study"))
        {
            findings.push(Finding::unproven(
                ELEMENT,
                "nothing asks for a form. Give the script data-study, or write <referral-form study=\"…\"></referral-form>; where a \
                 script of the page does, say --study URL",
            ));
        }
        markup
    }

    fn script(&mut self, page: &Page, element: ElementRef, findings: &mut Vec<Finding>) {
        let url = element.attr("src").and_then(|it| page.resolve(it));
        let name = url.as_ref().and_then(|it| it.path_segments()?.next_back()).unwrap_or_default();
        let study = element.attr("data-study");
        let is_offline = name == OFFLINE;
        if name != LOADER && study.is_none() && !is_offline {
            return;
        }
        let Some(url) = url else {
            findings.push(Finding::blocks(
                SCRIPT,
                format!("the tag with data-study has no src. Add src=\"…/{LOADER}\""),
            ));
            return;
        };
        let shown = foreign(element.attr("src").unwrap_or_default());
        let is_module = element.attr("type").is_some_and(|it| it.trim().eq_ignore_ascii_case("module"));
        if !is_module {
            let instead = ["defer", "async", "nomodule"].into_iter().find(|it| element.attr(it).is_some());
            let instead = instead.map(|it| format!(" ({it} does not stand for it)")).unwrap_or_default();
            findings.push(Finding::blocks(
                SCRIPT,
                format!("{shown} is not read as a module, and stops at once. Write type=\"module\"{instead}"),
            ));
            return;
        }
        let text = |name: &str| element.attr(name).unwrap_or_default().to_owned();
        let tag = Tag { nonce: text("nonce"), integrity: text("integrity"), is_served: true };
        if is_offline {
            self.offline.push((url, tag));
            return;
        }
        let has_credentials =
            element.attr("crossorigin").is_some_and(|it| it.eq_ignore_ascii_case("use-credentials"));
        self.loaders.push(Loader { url, tag, has_credentials });
        if study.is_none() && element.attr("study").is_some() {
            findings.push(Finding::blocks(
                SCRIPT,
                "the script has study, which it does not read. Write data-study",
            ));
        }
        let Some(study) = study else { return };
        let attribute = |name: &str| element.attr(&format!("data-{name}"));
        if let Some(place) = place(page, study, attribute, SCRIPT, findings) {
            self.places.push(place);
        }
        let is_in_head =
            element.ancestors().filter_map(ElementRef::wrap).any(|it| it.value().name() == "head");
        findings.push(match element.attr("data-target").map(str::trim).filter(|it| !it.is_empty()) {
            Some(target) => target_of(page, target),
            None if is_in_head => Finding::works(
                SCRIPT,
                "in <head>: the form goes to the end of <body>. Another place: data-target",
            ),
            None => Finding::works(SCRIPT, "the form goes where its tag stands"),
        });
        findings.push(Finding::warns(
            SCRIPT,
            "where the form cannot run, nothing shows. Write <referral-form study=\"…\"> with the study's contact in it, in place of \
             data-study",
        ));
    }

    fn element(&mut self, page: &Page, element: ElementRef, findings: &mut Vec<Finding>) {
        match element.attr("study").map(str::trim).filter(|it| !it.is_empty()) {
            None => {
                let mistaken =
                    if element.attr("data-study").is_some() { " in place of data-study" } else { "" };
                findings.push(Finding::blocks(
                    ELEMENT,
                    format!("it names no study file. Write study=\"…\"{mistaken}"),
                ));
            }
            Some(study) => {
                self.places.extend(place(page, study, |name| element.attr(name), ELEMENT, findings))
            }
        }
        let text: String = element.text().collect();
        let contact = Selector::parse("a[href^='tel:' i], a[href^='mailto:' i]").expect("it is a selector");
        let has_number = text.chars().filter(char::is_ascii_digit).count() >= 6;
        findings.push(if text.trim().is_empty() {
            Finding::warns(ELEMENT, "it is empty, so nothing shows where the form cannot run. Put the study's contact in it")
        } else if has_number || text.contains('@') || element.select(&contact).next().is_some() {
            Finding::works(ELEMENT, "it has a contact for where the form cannot run")
        } else {
            Finding::warns(ELEMENT, "what it says where the form cannot run has no telephone number and no email address. Add one")
        });
    }
}

/// Finds the study file that an attribute names; `attribute` gives the other attributes of the form.
fn place<'a>(
    page: &Page,
    study: &str,
    attribute: impl Fn(&str) -> Option<&'a str>,
    about: &'static str,
    findings: &mut Vec<Finding>,
) -> Option<Place> {
    let study = study.trim();
    let file = match study.strip_prefix('#') {
        Some(id) => {
            let found = page.all("[id]").into_iter().find(|it| it.value().id() == Some(id));
            let Some(found) = found else {
                findings.push(Finding::blocks(
                    about,
                    format!("no element on the page has the id {}", foreign(id)),
                ));
                return None;
            };
            if found.attr("type").is_none_or(|it| !it.trim().eq_ignore_ascii_case("application/json")) {
                findings.push(Finding::warns(
                    about,
                    "the study file on the page is no <script type=\"application/json\">; it shows, or runs",
                ));
            }
            StudyFile::OnPage(found.text().collect())
        }
        None if study.is_empty() => {
            findings.push(Finding::blocks(about, "the address of the study file is empty (data-study)"));
            return None;
        }
        None => match page.resolve(study) {
            Some(url) => StudyFile::At(url),
            None => {
                findings.push(Finding::blocks(
                    about,
                    format!("{} is no address of a study file", foreign(study)),
                ));
                return None;
            }
        },
    };
    let given = |name| attribute(name).map(str::trim).filter(|it| !it.is_empty());
    let endpoint = given("endpoint").and_then(|it| page.resolve(it));
    let integrity = given("study-integrity").unwrap_or_default().to_owned();
    Some(Place { study: file, integrity, endpoint: endpoint.map(Into::into) })
}

fn target_of(page: &Page, target: &str) -> Finding {
    let shown = foreign(target);
    match Selector::parse(target) {
        Ok(selector) if page.html.select(&selector).next().is_some() => {
            Finding::works(SCRIPT, format!("the form goes into {shown}"))
        }
        Ok(_) => Finding::unproven(
            SCRIPT,
            format!(
                "nothing in the HTML as served matches data-target=\"{shown}\"; the form waits until a script puts it there"
            ),
        ),
        Err(_) => Finding::unproven(
            SCRIPT,
            format!("data-target=\"{shown}\" is no CSS selector that this command can read"),
        ),
    }
}

/// Tells whether a page writes the element as if it could end by a slash.
fn is_closed_at_once(source: &str) -> bool {
    let tags = source.split("<referral-form").skip(1);
    tags.filter_map(|it| it.split_once('>')).any(|(tag, _)| tag.ends_with('/'))
}
