//! What headers beside the policy's sources do to the form: sandboxes, frames, isolation, trusted types.

use super::page::Page;
use super::policy::Policy;
use crate::finding::{Finding, foreign};
use crate::origin::Origin;

/// Judges the page's headers.
pub fn judge(page: &Page, policies: &[Policy], framed_by: &[Origin], findings: &mut Vec<Finding>) {
    let Some(answer) = &page.answer else {
        findings.push(Finding::unproven(
            "headers",
            "a saved page has none. Give the page's address once it is published",
        ));
        frames(page, policies, framed_by, findings);
        return;
    };
    let media_type = answer.header("content-type").unwrap_or_default();
    if !media_type.to_ascii_lowercase().contains("html") {
        findings
            .push(Finding::warns("page", format!("it comes as {:?}. Send text/html", foreign(&media_type))));
    }
    for policy in policies {
        sandbox(policy, findings);
        if policy.value_of("require-trusted-types-for").is_some() && !policy.is_report_only {
            findings.push(Finding::works("policy", "trusted types are required; the form needs none"));
        }
    }
    if let Some(value) = answer.header("cross-origin-embedder-policy").filter(|it| it != "unsafe-none") {
        let text = format!(
            "Cross-Origin-Embedder-Policy: {}; the form fetches everything by CORS, so it passes",
            foreign(&value)
        );
        findings.push(Finding::works("headers", text));
    }
    frames(page, policies, framed_by, findings);
}

fn sandbox(policy: &Policy, findings: &mut Vec<Finding>) {
    const ABOUT: &str = "sandbox";
    let Some(allowed) = policy.value_of("sandbox").filter(|_| !policy.is_report_only) else { return };
    let lacks = |it: &str| !allowed.iter().any(|token| token.eq_ignore_ascii_case(it));
    if lacks("allow-scripts") {
        findings.push(Finding::blocks(
            ABOUT,
            "the policy lets no script run. Add allow-scripts, or take sandbox out",
        ));
    }
    if lacks("allow-same-origin") {
        findings.push(Finding::warns(
            ABOUT,
            "without allow-same-origin the page's origin is \"null\": every file and the endpoint have to let it in by CORS, and no referral \
             can wait on the device",
        ));
    }
    let lesser: Vec<&str> =
        ["allow-downloads", "allow-modals", "allow-popups"].into_iter().filter(|it| lacks(it)).collect();
    if !lesser.is_empty() {
        let text = format!("saving, printing and links need {}", lesser.join(" "));
        findings.push(Finding::warns(ABOUT, text));
    }
}

/// Whether other sites may show the page in a frame.
fn frames(page: &Page, policies: &[Policy], framed_by: &[Origin], findings: &mut Vec<Finding>) {
    const ABOUT: &str = "frame";
    for site in framed_by {
        let ancestors: Vec<&Policy> = policies
            .iter()
            .filter(|it| !it.is_report_only && it.value_of("frame-ancestors").is_some())
            .collect();
        let old = page.answer.as_ref().and_then(|it| it.header("x-frame-options"));
        let old = old.filter(|_| ancestors.is_empty()).map(|it| it.to_ascii_lowercase());
        let is_home = page.url.origin().ascii_serialization() == site.as_str();
        let refused = ancestors.iter().find(|it| !it.lets_frame(page, site));
        findings.push(match (refused, old.as_deref()) {
            (Some(policy), _) => Finding::blocks(
                ABOUT,
                format!("{}: frame-ancestors keeps out {}. Add it there", policy.from, site.as_str()),
            ),
            (None, Some("deny")) => Finding::blocks(ABOUT, blocked_by_options("DENY", site)),
            (None, Some("sameorigin")) if !is_home => {
                Finding::blocks(ABOUT, blocked_by_options("SAMEORIGIN", site))
            }
            (None, _) if page.answer.is_none() => Finding::unproven(ABOUT, "a saved page has no headers"),
            (None, _) => Finding::works(ABOUT, format!("{} may show the page in a frame", site.as_str())),
        });
    }
}

fn blocked_by_options(value: &str, site: &Origin) -> String {
    format!(
        "X-Frame-Options: {value} keeps out {site}. Send Content-Security-Policy: frame-ancestors {site} in its place",
        site = site.as_str()
    )
}
