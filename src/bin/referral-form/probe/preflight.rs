//! The answer to a preflight: whether a browser goes on, and what to set where it does not.
//!
//! Pure: no connection. What the standard asks for is `cors`'s to know.

use super::answer as answers;
use crate::cors;
use crate::finding::Finding;
use crate::origin::Origin;
use crate::wire::Heard;

/// Judges the answer at `url` to the question whether `page` may send the headers `asked`.
pub fn judge(answer: &Heard, asked: &[&str], page: &Origin, url: &str) -> Vec<Finding> {
    const ABOUT: &str = "preflight";
    if let Some(to) = answer.redirects_to() {
        return vec![Finding::blocks(ABOUT, answers::redirect(answer.status, &to, url))];
    }
    let mut findings = Vec::new();
    if !(200..300).contains(&answer.status) {
        findings.push(Finding::blocks(
            ABOUT,
            format!("OPTIONS is answered {}. Answer it with 204, without a log-in", answer.status),
        ));
    }
    if let Err(what) = cors::is_shown(answer, page.as_str()) {
        findings.push(Finding::blocks(
            ABOUT,
            format!("the answer {what}. Send Access-Control-Allow-Origin: {}", page.as_str()),
        ));
    }
    for setting in cors::missing(answer, asked) {
        let or = match setting.contains("idempotency-key") {
            true => ", or take \"idempotencyHeader\" out of the study file",
            false => "",
        };
        findings.push(Finding::blocks(ABOUT, format!("{setting}{or}")));
    }
    if findings.is_empty() {
        findings.push(Finding::works(
            ABOUT,
            format!("{}, {} may send {}", answer.status, page.as_str(), asked.join(", ")),
        ));
        if !cors::names_post(answer) {
            findings.push(Finding::warns(
                ABOUT,
                "Access-Control-Allow-Methods does not name POST. Browsers let it pass; add it for everything between",
            ));
        }
        if answer.header("access-control-allow-origin").as_deref() == Some("*") {
            findings.push(Finding::warns(
                ABOUT,
                format!("any page may send here (*). Name {} instead", page.as_str()),
            ));
        }
    }
    findings
}
