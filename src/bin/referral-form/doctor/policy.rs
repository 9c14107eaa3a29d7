//! Content-Security-Policies of a page, held against what the form fetches and runs.
//!
//! Whether a policy lets something through is the CSP crate's to say; this module gathers the policies and says which line is in
//! the way and what belongs there. Style and form policies are not looked at: the form's styles are constructed and it submits no form.
//! Source: Content Security Policy Level 3 (W3C).

use std::collections::{BTreeMap, BTreeSet};

use content_security_policy as csp;
use csp::{
    CheckResult, CspList, Destination, Initiator, ParserMetadata, PolicyDisposition, PolicySource, Url,
};

use super::page::Page;
use crate::finding::{Finding, foreign};
use crate::origin::Origin;

const ABOUT: &str = "policy";

/// The word that lets a page compile WebAssembly.
const WEBASSEMBLY: &str = "'wasm-unsafe-eval'";

/// One policy. All of a page's have to let something through.
pub struct Policy {
    rules: csp::Policy,
    /// Where it stands.
    pub from: &'static str,
    /// Whether it blocks nothing and only tells.
    pub is_report_only: bool,
}

impl Policy {
    /// The words of a directive; `None` where the policy has none of this name.
    pub fn value_of(&self, directive: &str) -> Option<&[String]> {
        self.rules.directive_set.iter().find(|it| it.name == directive).map(|it| &it.value[..])
    }

    /// Tells whether it puts the page into a sandbox that has no origin.
    pub fn takes_origin_away(&self) -> bool {
        let is_own = |it: &String| it.eq_ignore_ascii_case("allow-same-origin");
        !self.is_report_only && self.value_of("sandbox").is_some_and(|it| !it.iter().any(is_own))
    }

    /// Tells whether it keeps WebAssembly from being compiled.
    fn refuses_webassembly(&self) -> bool {
        CspList(vec![self.rules.clone()]).is_wasm_evaluation_allowed().0 == CheckResult::Blocked
    }

    /// Tells whether its `frame-ancestors` lets a site show the page.
    pub fn lets_frame(&self, page: &Page, site: &Origin) -> bool {
        let site: Url = site.as_str().parse().expect("an origin is an address");
        let response = csp::Response { url: page.url.clone(), redirect_count: 0 };
        let all = vec![site];
        let passes = |it: &csp::Directive| {
            it.navigation_response_check(&response, &page.url.origin(), &all, &self.rules)
                == CheckResult::Allowed
        };
        self.rules.directive_set.iter().all(passes)
    }
}

/// The policies of a page, from its headers and from its `<meta>` elements.
///
/// Those that a browser does not heed are told and left out.
pub fn of(page: &Page, findings: &mut Vec<Finding>) -> Vec<Policy> {
    let mut policies = Vec::new();
    let names = [("content-security-policy", false), ("content-security-policy-report-only", true)];
    for (name, is_report_only) in names {
        let value = page.answer.as_ref().and_then(|it| it.header(name)).unwrap_or_default();
        let from = if is_report_only {
            "header Content-Security-Policy-Report-Only"
        } else {
            "header Content-Security-Policy"
        };
        let parsed = CspList::parse(&value, PolicySource::Header, PolicyDisposition::Enforce);
        policies.extend(parsed.0.into_iter().map(|rules| Policy { rules, from, is_report_only }));
    }
    for meta in page.all("meta[http-equiv][content]") {
        let name = meta.attr("http-equiv").unwrap_or_default().to_ascii_lowercase();
        let is_in_head =
            meta.parent().and_then(scraper::ElementRef::wrap).is_some_and(|it| it.value().name() == "head");
        match (name.as_str(), is_in_head) {
            ("content-security-policy", true) => {
                let value = meta.attr("content").unwrap_or_default();
                let mut rules = csp::Policy::parse(value, PolicySource::Meta, PolicyDisposition::Enforce);
                // These mean nothing in an element. Source: CSP Level 3 §3.3.
                rules
                    .directive_set
                    .retain(|it| !["frame-ancestors", "report-uri", "sandbox"].contains(&it.name.as_str()));
                policies.push(Policy {
                    rules,
                    from: "<meta> Content-Security-Policy",
                    is_report_only: false,
                });
            }
            ("content-security-policy", false) => {
                findings.push(Finding::warns(
                    ABOUT,
                    "a <meta> policy outside of <head> is not heeded. Move it into <head>",
                ));
            }
            ("content-security-policy-report-only", _) => {
                findings.push(Finding::warns(
                    ABOUT,
                    "a <meta> element cannot hold a report-only policy; it is not heeded",
                ));
            }
            _ => {}
        }
    }
    policies
}

/// What the form runs on a page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Where no policy refuses it.
    WebAssembly,
    /// The same as one larger script.
    JavaScript,
}

/// The engine that the policies of a page leave to the form.
pub fn engine(policies: &[Policy]) -> Engine {
    match policies.iter().any(|it| !it.is_report_only && it.refuses_webassembly()) {
        true => Engine::JavaScript,
        false => Engine::WebAssembly,
    }
}

/// What the form fetches and runs on the page.
#[derive(Default)]
pub struct Needs {
    all: Vec<Need>,
    /// Whether the engine runs there.
    pub has_engine: bool,
}

struct Need {
    hops: Vec<Url>,
    kind: Kind,
}

/// How something gets onto the page.
pub enum Kind {
    /// As a script.
    Script(Tag),
    /// By `fetch`.
    Connection,
    /// As a service worker.
    Worker,
}

/// What a policy looks at in the tag of a script.
#[derive(Clone)]
pub struct Tag {
    pub nonce: String,
    pub integrity: String,
    /// Whether the tag stands in the HTML, and no script put it there.
    pub is_served: bool,
}

impl Needs {
    /// Adds something with every address that it takes.
    pub fn add(&mut self, hops: Vec<Url>, kind: Kind) {
        self.all.push(Need { hops, kind });
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The directives of a policy that lets all of it through.
    pub fn lines(&self, page: &Page) -> Vec<String> {
        let mut lines: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for need in &self.all {
            lines
                .entry(need.kind.directive())
                .or_default()
                .extend(need.hops.iter().map(|it| source(page, it)));
        }
        if self.has_engine {
            lines.entry("script-src").or_default().insert(WEBASSEMBLY.to_owned());
        }
        lines.into_iter().map(|(name, sources)| format!("{name} {}", joined(&sources))).collect()
    }
}

impl Kind {
    fn directive(&self) -> &'static str {
        match self {
            Kind::Script(_) => "script-src",
            Kind::Connection => "connect-src",
            Kind::Worker => "worker-src",
        }
    }

    /// The directives that speak for it; the first that a policy has counts.
    fn directives(&self) -> &'static [&'static str] {
        match self {
            Kind::Script(_) => &["script-src-elem", "script-src", "default-src"],
            Kind::Connection => &["connect-src", "default-src"],
            Kind::Worker => &["worker-src", "child-src", "script-src", "default-src"],
        }
    }
}

impl Need {
    /// The first address that a policy keeps out.
    fn kept_out(&self, page: &Page, policy: &Policy) -> Option<&Url> {
        let list = CspList(vec![policy.rules.clone()]);
        let (destination, tag) = match &self.kind {
            Kind::Script(tag) => (Destination::Script, Some(tag)),
            Kind::Connection => (Destination::None, None),
            Kind::Worker => (Destination::ServiceWorker, None),
        };
        let hops = self.hops.iter().enumerate();
        let is_out = |(redirects, url): &(usize, &Url)| {
            let request = csp::Request {
                url: self.hops[0].clone(),
                current_url: (*url).clone(),
                origin: page.url.origin(),
                redirect_count: u32::try_from(*redirects).expect("there are few redirects"),
                destination,
                initiator: if tag.is_some() { Initiator::None } else { Initiator::Fetch },
                nonce: tag.map(|it| it.nonce.clone()).unwrap_or_default(),
                integrity_metadata: tag.map(|it| it.integrity.clone()).unwrap_or_default(),
                parser_metadata: match tag {
                    Some(tag) if tag.is_served => ParserMetadata::ParserInserted,
                    Some(_) => ParserMetadata::NotParserInserted,
                    None => ParserMetadata::None,
                },
            };
            list.should_request_be_blocked(&request).0 == CheckResult::Blocked
        };
        let mut hops = hops.filter(is_out);
        hops.next().map(|it| it.1)
    }
}

/// Holds every policy against what the form needs: one line for each directive that is in the way.
pub fn judge(page: &Page, policies: &[Policy], needs: &Needs, findings: &mut Vec<Finding>) {
    let before = findings.len();
    for policy in policies {
        let mut missing: BTreeMap<(&str, &str), BTreeSet<String>> = BTreeMap::new();
        let found =
            |of: &[&'static str]| *of.iter().find(|it| policy.value_of(it).is_some()).expect("one blocks");
        for need in &needs.all {
            if let Some(url) = need.kept_out(page, policy) {
                let key = (need.kind.directive(), found(need.kind.directives()));
                missing.entry(key).or_default().insert(source(page, url));
            }
        }
        if needs.has_engine && policy.refuses_webassembly() {
            let key = ("script-src", found(&["script-src", "default-src"]));
            missing.entry(key).or_default().insert(WEBASSEMBLY.to_owned());
        }
        for ((wanted, used), sources) in missing {
            let text = in_words(policy, wanted, used, &sources);
            let is_slower = sources.iter().all(|it| it == WEBASSEMBLY);
            findings.push(match (policy.is_report_only, is_slower) {
                (true, _) => Finding::warns(ABOUT, text),
                (false, true) => Finding::warns(
                    ABOUT,
                    format!("{text}; the form runs without it, as JavaScript, larger and slower"),
                ),
                (false, false) => Finding::blocks(ABOUT, text),
            });
        }
    }
    if findings.len() == before && !needs.is_empty() {
        findings.push(match policies.len() {
            0 => Finding::works(ABOUT, "none, so nothing is kept out"),
            _ => Finding::works(ABOUT, "it lets through what the form needs"),
        });
    }
}

fn in_words(policy: &Policy, wanted: &str, used: &str, sources: &BTreeSet<String>) -> String {
    let value = policy.value_of(used).unwrap_or_default();
    let line = foreign(format!("{used} {}", value.join(" ")).trim());
    let kept: Vec<&String> = value.iter().filter(|it| !it.eq_ignore_ascii_case("'none'")).collect();
    let has = |word: &str| value.iter().any(|it| it.to_ascii_lowercase().starts_with(word));
    let missing = joined(sources);
    let from = policy.from;
    let own = wanted == used || used.starts_with(wanted);
    let addresses: BTreeSet<String> = sources.iter().filter(|it| *it != WEBASSEMBLY).cloned().collect();
    let mend =
        if wanted == "script-src" && !addresses.is_empty() && (has("'nonce-") || has("'strict-dynamic'")) {
            let mend = "Give the script's tag the page's nonce".to_owned();
            match sources.contains(WEBASSEMBLY) {
                true => format!("{mend}, and add {WEBASSEMBLY} to {used}"),
                false => mend,
            }
        } else if own && kept.is_empty() {
            format!("Write {used} {missing}")
        } else if own {
            format!("Add {missing} to {used}")
        } else {
            // Of the words in quotes, only 'self' means something to what is fetched.
            let serves = |it: &&String| {
                wanted == "script-src" || !it.starts_with('\'') || it.eq_ignore_ascii_case("'self'")
            };
            let mut all: Vec<&str> = kept.into_iter().filter(serves).map(String::as_str).collect();
            all.push(&missing);
            format!("Add a directive: {wanted} {}", all.join(" "))
        };
    let would = if policy.is_report_only { "would keep out" } else { "keeps out" };
    format!("{from}: \"{line}\" {would} {missing}. {mend}")
}

/// How a policy names the place of an address.
fn source(page: &Page, url: &Url) -> String {
    match url.origin() == page.url.origin() {
        true => "'self'".to_owned(),
        false => url.origin().ascii_serialization(),
    }
}

fn joined(sources: &BTreeSet<String>) -> String {
    sources.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}
