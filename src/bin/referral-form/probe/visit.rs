//! A visit to one endpoint: the requests that the form would make there, and what a browser would make of the answers.

use std::time::Duration;

use referral_form::domain::body::Body;
use referral_form::domain::delivery::{self, Delivery, Doubt, REPLY_MAX_BYTES, Receipt, Reply};
use referral_form::domain::study::advice::is_forbidden;
use referral_form::domain::study::{BodyFormat, Endpoint};
use ureq::http::Method;

use super::{answer, preflight};
use crate::cors;
use crate::finding::{Finding, foreign};
use crate::origin::Origin;
use crate::wire::{Ask, Headers, Heard, Silence, ask};

/// An endpoint, as a page meets it.
pub struct Visit<'a> {
    endpoint: &'a Endpoint,
    page: &'a Origin,
    /// The media type of a referral.
    content_type: &'static str,
    /// Whether the page is on the endpoint's own origin, where a browser asks nothing and hides nothing.
    is_at_home: bool,
}

/// What became of the test referral.
pub struct Posted {
    pub findings: Vec<Finding>,
    pub proof: Proof,
}

/// What the answer to a test referral proves.
pub enum Proof {
    /// The form calls it sent.
    Sent(Receipt),
    /// The endpoint took it, but the form cannot know.
    Hidden,
    /// Nobody knows; it may be there.
    Open,
    /// It is not there.
    Refused,
}

impl<'a> Visit<'a> {
    pub fn new(endpoint: &'a Endpoint, page: &'a Origin, content_type: &'static str) -> Self {
        let is_at_home = Origin::of(&endpoint.url).as_ref() == Some(page);
        Self { endpoint, page, content_type, is_at_home }
    }

    /// Whether a browser would begin at all.
    pub fn addresses(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if !self.page.is_secure() {
            findings.push(Finding::blocks(
                "page",
                format!(
                    "{} is not https; the form shows the contact only. Serve the page by https",
                    self.page.as_str()
                ),
            ));
        }
        findings.push(match Origin::of(&self.endpoint.url) {
            Some(it) if it.as_str().starts_with("https://") => Finding::works("address", "https"),
            Some(_) | None => Finding::warns(
                "address",
                "http works on this computer only. Put an https address into \"url\" before you publish",
            ),
        });
        for (name, _) in self.endpoint.headers.iter().filter(|it| is_forbidden(&it.0.to_ascii_lowercase())) {
            findings.push(Finding::warns(
                "headers",
                format!("browsers never send the header {name}. Take it out of \"headers\""),
            ));
        }
        findings
    }

    /// What a browser asks before it sends; `id` is that of the referral.
    pub fn preflight(&self, id: &str) -> Vec<Finding> {
        let headers = self.headers(id);
        let asked = cors::to_be_asked(&headers);
        if self.is_at_home {
            return vec![Finding::works("preflight", "none, as the page and the endpoint are on one origin")];
        }
        if asked.is_empty() {
            return vec![Finding::works("preflight", "none, as nothing is sent that a browser asks about")];
        }
        let mut question = self.page_says();
        question.push(("access-control-request-method".to_owned(), "POST".to_owned()));
        question.push(("access-control-request-headers".to_owned(), asked.join(",")));
        match self.ask(Method::OPTIONS, &self.endpoint.url, question, None) {
            Ok(answer) => preflight::judge(&answer, &asked, self.page, &self.endpoint.url),
            Err(silence) => vec![Finding::blocks("preflight", self.silence(&silence))],
        }
    }

    /// Sends a test referral.
    pub fn post(&self, id: &str, body: &Body) -> Posted {
        const ABOUT: &str = "referral";
        let answer = match self.send(id, body) {
            Ok(answer) => answer,
            Err(silence) => {
                let proof = match silence {
                    Silence::Unreachable(_) => Proof::Refused,
                    Silence::TooLate | Silence::Broken(_) => Proof::Open,
                };
                return Posted { findings: vec![Finding::blocks(ABOUT, self.silence(&silence))], proof };
            }
        };
        if let Some(to) = answer.redirects_to() {
            let findings =
                vec![Finding::blocks(ABOUT, answer::redirect(answer.status, &to, &self.endpoint.url))];
            return Posted { findings, proof: Proof::Open };
        }
        let shown = if self.is_at_home { Ok(()) } else { cors::is_shown(&answer, self.page.as_str()) };
        let delivery = self.read(&answer);
        let mut findings = vec![self.judge_status(&answer, &delivery)];
        match &shown {
            Ok(()) => findings.extend(self.judge_waiting(&answer)),
            Err(what) => findings.push(self.hidden(what)),
        }
        let proof = match delivery {
            Delivery::Sent(receipt) if shown.is_ok() => {
                findings.extend(answer::receipt(&answer, &receipt));
                Proof::Sent(receipt)
            }
            Delivery::Sent(_) => Proof::Hidden,
            Delivery::Unconfirmed(_) => Proof::Open,
            Delivery::Refused(_) | Delivery::RefusedAfterDoubt(_) | Delivery::NotSent(_) => Proof::Refused,
        };
        Posted { findings, proof }
    }

    /// Sends the same bytes once more, where the study file says that this is safe.
    pub fn post_again(&self, id: &str, body: &Body, first: &Receipt) -> Finding {
        const ABOUT: &str = "again";
        const MEND: &str =
            "Store an id once and answer as before, or take \"deduplicates\" out of the study file";
        if !self.endpoint.deduplicates {
            return Finding::works(
                ABOUT,
                "not tried: without \"deduplicates\" the form never sends again by itself",
            );
        }
        let answer = match self.send(id, body) {
            Ok(answer) => answer,
            Err(silence) => return Finding::blocks(ABOUT, self.silence(&silence)),
        };
        match self.read(&answer) {
            Delivery::Sent(second) if second.reference == first.reference => match &first.reference {
                Some(_) => Finding::works(ABOUT, format!("{} and the same reference", answer.status)),
                None => Finding::works(
                    ABOUT,
                    format!("{}; without a reference only you can see that it is there once", answer.status),
                ),
            },
            Delivery::Sent(_) => Finding::blocks(
                ABOUT,
                format!("the same bytes get another reference: it may be there twice. {MEND}"),
            ),
            Delivery::NotSent(_) => Finding::unproven(ABOUT, format!("{}: try again later", answer.status)),
            Delivery::Refused(_) | Delivery::RefusedAfterDoubt(_) | Delivery::Unconfirmed(_) => {
                Finding::blocks(ABOUT, format!("the same bytes are answered {}. {MEND}", answer.status))
            }
        }
    }

    /// Asks for the state of the test referral as its receipt does.
    pub fn state(&self, url: &str) -> Finding {
        const ABOUT: &str = "status";
        let answer = match self.ask(Method::GET, url, self.page_says(), None) {
            Ok(answer) => answer,
            Err(silence) => return Finding::blocks(ABOUT, self.silence(&silence)),
        };
        if let Some(to) = answer.redirects_to() {
            return Finding::blocks(
                ABOUT,
                format!("the status address leads on to {}. Give that one", foreign(&to)),
            );
        }
        if !self.is_at_home
            && let Err(what) = cors::is_shown(&answer, self.page.as_str())
        {
            return Finding::blocks(
                ABOUT,
                format!(
                    "the answer {what}. Send Access-Control-Allow-Origin: {} there too",
                    self.page.as_str()
                ),
            );
        }
        answer::state(&answer)
    }

    fn send(&self, id: &str, body: &Body) -> Result<Heard, Silence> {
        let mut headers = self.page_says();
        headers.extend(self.headers(id));
        self.ask(Method::POST, &self.endpoint.url, headers, Some(&body.text))
    }

    fn ask(&self, method: Method, url: &str, headers: Headers, body: Option<&str>) -> Result<Heard, Silence> {
        let patience = Duration::from_secs(self.endpoint.timeout_seconds.into());
        ask(Ask { method, url, headers, body, patience, max_bytes: REPLY_MAX_BYTES })
    }

    /// What a browser says of the page.
    fn page_says(&self) -> Headers {
        let site = if self.is_at_home { "same-origin" } else { "cross-site" };
        let headers = [
            ("origin", self.page.as_str()),
            ("sec-fetch-mode", "cors"),
            ("sec-fetch-site", site),
            ("sec-fetch-dest", "empty"),
        ];
        headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
    }

    /// What the form says of the referral; a later header takes the place of an earlier one.
    fn headers(&self, id: &str) -> Headers {
        let mut headers: Headers = vec![("content-type".to_owned(), self.content_type.to_owned())];
        let own =
            self.endpoint.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone()));
        let key = self.endpoint.idempotency_header.then(|| ("idempotency-key".to_owned(), id.to_owned()));
        for header in own.filter(|it| !is_forbidden(&it.0)).chain(key) {
            headers.retain(|it| it.0 != header.0);
            headers.push(header);
        }
        headers
    }

    fn read(&self, answer: &Heard) -> Delivery {
        let reply = Reply::Answer {
            status: answer.status,
            retry_after: answer.header("retry-after"),
            content_type: answer.header("content-type").unwrap_or_default(),
            body: String::from_utf8_lossy(&answer.body).into_owned(),
        };
        // The answers of a probe wait for nothing, so the moment does not matter.
        delivery::read(reply, self.endpoint, 0)
    }

    fn judge_status(&self, answer: &Heard, delivery: &Delivery) -> Finding {
        const ABOUT: &str = "referral";
        let status = answer.status;
        match delivery {
            Delivery::Sent(_) => {
                let (took, limit) = (answer.took, self.endpoint.timeout_seconds);
                let text =
                    format!("answered {status} after {}.{} s", took.as_secs(), took.subsec_millis() / 100);
                if took.as_secs() >= u64::from(limit / 2).max(1) {
                    let mend = "Answer sooner, or raise \"timeoutSeconds\" (120 at most)";
                    return Finding::warns(ABOUT, format!("{text}; the form waits {limit} s. {mend}"));
                }
                Finding::works(ABOUT, text)
            }
            Delivery::Refused(refusal) | Delivery::RefusedAfterDoubt(refusal) => {
                let problems = refusal.problems.iter().map(|it| match &it.field {
                    Some(field) => format!("{field}: {}", it.detail),
                    None => it.detail.clone(),
                });
                let said: Vec<String> =
                    refusal.message.iter().cloned().chain(problems).map(|it| foreign(&it)).collect();
                let said = if said.is_empty() { "no reason".to_owned() } else { said.join("; ") };
                let text = match status {
                    200..=299 => format!(
                        "answered {status}, but the body says no, so it is not accepted. Answer 4xx then"
                    ),
                    _ => format!("answered {status}, so it is not accepted"),
                };
                Finding::blocks(ABOUT, format!("{text}. The endpoint says: {said}"))
            }
            Delivery::NotSent(_) => Finding::blocks(
                ABOUT,
                format!("answered {status}: too many requests, so it is not sent. Try later, or allow more"),
            ),
            Delivery::Unconfirmed(Doubt::Page) => Finding::blocks(
                ABOUT,
                format!(
                    "answered {status} with a web page, which confirms nothing: the form says that nobody knows whether it arrived. Answer with JSON, or without a body"
                ),
            ),
            Delivery::Unconfirmed(_) if (200..=299).contains(&status) => Finding::blocks(
                ABOUT,
                format!(
                    "answered {status} with JSON that has no end within {REPLY_MAX_BYTES} bytes: the form says that nobody knows whether it arrived. Answer with whole JSON, and shorter"
                ),
            ),
            Delivery::Unconfirmed(_) => Finding::blocks(
                ABOUT,
                format!(
                    "answered {status}: the form says that nobody knows whether it arrived. Answer 2xx once it is stored"
                ),
            ),
        }
    }

    /// What it means that a browser does not show the answer to the page.
    fn hidden(&self, what: &str) -> Finding {
        let mend = format!("Send Access-Control-Allow-Origin: {} with every answer", self.page.as_str());
        let text = format!("the answer {what}: the form says that nobody knows whether it arrived. {mend}");
        match self.endpoint.format {
            BodyFormat::Json => Finding::blocks("answer", text),
            // It was made for services that answer so; the referral arrives.
            BodyFormat::Form => Finding::warns("answer", text),
        }
    }

    fn judge_waiting(&self, answer: &Heard) -> Option<Finding> {
        if self.is_at_home || cors::exposes(answer, "retry-after") {
            return None;
        }
        Some(Finding::warns(
            "waiting",
            "the form is not shown how long to wait after 429 and 503. Send Access-Control-Expose-Headers: Retry-After",
        ))
    }

    /// Why there is no answer, and what mends it.
    fn silence(&self, silence: &Silence) -> String {
        let host = self.endpoint.host();
        match silence {
            Silence::Unreachable(why) => format!("{host}: {}", foreign(why)),
            Silence::TooLate => {
                let limit = self.endpoint.timeout_seconds;
                format!(
                    "no answer within {limit} s. Answer sooner, or raise \"timeoutSeconds\" (120 at most)"
                )
            }
            Silence::Broken(why) => format!("{host}: no answer that can be read ({})", foreign(why)),
        }
    }
}
