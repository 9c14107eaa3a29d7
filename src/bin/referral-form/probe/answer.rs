//! What an endpoint's answers are worth to the form: the receipt, the state, the place of a redirect.
//!
//! Pure: no connection. Whether a browser shows the answer at all is `cors`'s to say.

use referral_form::domain::delivery::{REPLY_MAX_BYTES, Receipt};
use serde_json::Value;

use crate::finding::{Finding, foreign};
use crate::wire::Heard;

/// The states that a status address may tell.
const STATES: [&str; 9] = [
    "received",
    "closed",
    "created",
    "accepted",
    "declined",
    "scheduled",
    "not-attended",
    "completed",
    "cancelled",
];

/// What the form finds in the answer to a referral that it calls sent.
pub fn receipt(answer: &Heard, receipt: &Receipt) -> Vec<Finding> {
    const ABOUT: &str = "receipt";
    if answer.is_cut {
        return vec![Finding::warns(
            ABOUT,
            format!(
                "the answer has more than {REPLY_MAX_BYTES} bytes; the form uses nothing of it. Answer shorter"
            ),
        )];
    }
    if answer.body.is_empty() {
        return vec![Finding::works(ABOUT, "no body, so it shows no reference")];
    }
    let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    if !said.is_object() {
        return vec![Finding::warns(ABOUT, "the answer is no JSON object; the form uses nothing of it")];
    }
    let mut findings = vec![match &receipt.reference {
        Some(it) => Finding::works(ABOUT, format!("reference {}", foreign(it))),
        None => Finding::warns(ABOUT, "no \"reference\": whoever rings about it has no name for it"),
    }];
    findings
        .extend(receipt.message.iter().map(|it| Finding::works(ABOUT, format!("message: {}", foreign(it)))));
    if said.get("status").is_some() && receipt.status.is_none() {
        findings.push(Finding::warns(
            "status",
            "\"status\" is no address on the endpoint's origin; the form does not use it. Give one there, or none",
        ));
    }
    findings
}

/// What a status address tells of a state.
pub fn state(answer: &Heard) -> Finding {
    const ABOUT: &str = "status";
    let told: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    match told.get("status").and_then(Value::as_str) {
        Some(state) if answer.status == 200 && STATES.contains(&state) => Finding::works(ABOUT, state),
        Some(_) | None => Finding::warns(
            ABOUT,
            format!(
                "answered {} and no state. Answer 200 and {{\"status\": \"created\"}} or another state",
                answer.status
            ),
        ),
    }
}

/// Says of a redirect that was met at `from` what to put into the study file instead.
pub fn redirect(status: u16, to: &str, from: &str) -> String {
    let to = foreign(&absolute(to, from));
    format!(
        "answered {status}, a redirect, which the form does not follow. Put \"url\": \"{to}\" into the study file"
    )
}

/// A redirect's address, seen from where it was met. Source: RFC 3986 §5.2, without dot segments.
fn absolute(to: &str, from: &str) -> String {
    let scheme = from.split(':').next().unwrap_or_default();
    let origin = from.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    if to.contains("://") {
        to.to_owned()
    } else if let Some(rest) = to.strip_prefix("//") {
        format!("{scheme}://{rest}")
    } else if to.starts_with('/') {
        format!("{origin}{to}")
    } else {
        let path = from.split(['?', '#']).next().unwrap_or_default();
        let folder = path.rsplit_once('/').map_or(path, |it| it.0);
        let folder = if folder.len() < origin.len() { &origin } else { folder };
        format!("{folder}/{to}")
    }
}

#[cfg(test)]
mod tests {
    use super::absolute;

    #[test]
    fn a_redirect_is_seen_from_where_it_was_met() {
        let from = "https://a.example/in/box?x=1/2";
        assert_eq!(absolute("https://b.example/c", from), "https://b.example/c");
        assert_eq!(absolute("//b.example/c", from), "https://b.example/c");
        assert_eq!(absolute("/c", from), "https://a.example/c");
        assert_eq!(absolute("c/", from), "https://a.example/in/c/");
        assert_eq!(absolute("c", "https://a.example"), "https://a.example/c");
    }
}
