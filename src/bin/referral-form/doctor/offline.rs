//! The script that lets a page open without a network, where the page has it: its worker, and what is in the worker's way.

use super::fetch::Want;
use super::files::{beside, get, is_module};
use super::page::Page;
use super::policy::{Kind, Needs, Policy, Tag};
use crate::finding::{Finding, foreign};
use content_security_policy::Url;

const ABOUT: &str = "offline";
const WORKER: &str = "referral-form-worker.js";

/// Judges the scripts that register a worker.
pub fn judge(
    page: &Page,
    scripts: &[(Url, Tag)],
    policies: &[Policy],
    needs: &mut Needs,
    findings: &mut Vec<Finding>,
) {
    let want = Want { destination: "script", max_bytes: 200_000, is_packed: false };
    for (url, tag) in scripts {
        let got = get(page, url, want, findings);
        if let Some(got) = &got {
            is_module(got, findings);
        }
        let hops = got.map_or_else(|| vec![url.clone()], |it| it.hops);
        let worker = beside(hops.last().expect("there is one"), WORKER);
        needs.add(hops, Kind::Script(tag.clone()));
        let folder = worker.path().trim_end_matches(WORKER).to_owned();
        if page.is_opaque {
            findings
                .push(Finding::blocks(ABOUT, "a page in a sandbox has no workers. Add allow-same-origin"));
        } else if worker.origin() != page.url.origin() || !page.url.path().starts_with(&folder) {
            let text = format!(
                "the worker serves pages in {} only. Put the page there",
                foreign(beside(&worker, ".").as_str())
            );
            findings.push(Finding::blocks(ABOUT, text));
        } else {
            findings.push(Finding::works(ABOUT, "the page is in the worker's folder"));
        }
        let is_strict =
            |it: &&Policy| !it.is_report_only && it.value_of("require-trusted-types-for").is_some();
        if let Some(policy) = policies.iter().find(is_strict) {
            let text = format!(
                "{}: require-trusted-types-for keeps the worker from being registered. Take it out",
                policy.from
            );
            findings.push(Finding::blocks(ABOUT, text));
        }
        if let Some(got) = get(page, &worker, want, findings) {
            is_module(&got, findings);
        }
        needs.add(vec![worker], Kind::Worker);
    }
}
