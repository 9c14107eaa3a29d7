//! A whole referral in any form: every step of a study file, with the answers that stand beside it, and what may become of the send.
//!
//! It goes by the ids of the controls, so it needs to know neither the questions nor the language. How a person finds things is
//! `screen`'s; this only brings a form into every state in which it can be looked at.

use std::path::{Path, PathBuf};

use referral_form::domain::field::{FieldId, FieldKind};
use referral_form::domain::form::{FormEvent, Part};
use referral_form::domain::study::{Reading, Study as Parsed};
use referral_form::domain::typing::events;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::browser::until;
use crate::http::Reply;
use crate::intake::{Intake, Mood};
use crate::referrer::Referrer;
use crate::site::Site;
use crate::study::Study;

const WALK: &str = include_str!("walk.js");

/// What somebody answers, as it stands beside a study file.
#[derive(Deserialize)]
struct Script {
    source: Option<String>,
    request: Option<String>,
    #[serde(default)]
    consents: Vec<String>,
    #[serde(default)]
    answers: Map<String, Value>,
}

/// A study file, and how somebody gets through its form.
pub struct Walk {
    /// The name of the study, for whoever reads a failure.
    pub name: String,
    pub intake: Intake,
    site: Site,
    languages: Vec<String>,
    /// What to put into which control.
    controls: Value,
}

/// What can be told of a step from outside.
#[derive(Deserialize, PartialEq, Debug, Clone)]
#[serde(rename_all = "camelCase")]
struct Step {
    heading: String,
    has_problems: bool,
    failure: String,
    goes_on: bool,
    sends: bool,
    is_sending: bool,
}

/// Every example study file: its name, itself, the answers that lead to its review. `REFERRAL_FORM_EXAMPLE` names one alone.
pub fn examples() -> Vec<(String, PathBuf, PathBuf)> {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let folders = std::fs::read_dir(&examples).expect("the examples are there");
    let mut found: Vec<_> = folders
        .map(|it| it.expect("the folder can be listed").path())
        .filter(|it| it.is_dir())
        .map(|folder| {
            let name = folder.file_name().expect("a folder has a name").to_string_lossy().into_owned();
            (name, folder.join("study.json"), answers_in(&folder))
        })
        .collect();
    found.push(("full".to_owned(), examples.join("full.json"), examples.join("full.answers.json")));
    found.sort();
    if let Ok(only) = std::env::var("REFERRAL_FORM_EXAMPLE") {
        found.retain(|it| it.0 == only);
    }
    found
}

/// The case that gets furthest: the one whose answers rule nothing out.
fn answers_in(folder: &Path) -> PathBuf {
    let cases = ["expect-eligible.json", "expect-complete.json"].map(|it| folder.join(it));
    let contract = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/contract-staff/answers.json");
    cases.into_iter().find(|it| it.exists()).unwrap_or(contract)
}

impl Walk {
    /// Makes ready a site with this study file, and an endpoint for it.
    pub fn of(name: &str, study: &Path, answers: &Path) -> Self {
        let (site, intake) = (Site::open(), Intake::open());
        let study = Study(read(study)).walkable(&intake);
        let mut script: Value = read(answers);
        if script.get("answers").is_none() {
            // Answers of a case stand in a file of their own.
            let beside = answers.to_string_lossy().replace("expect-", "answers-");
            script["answers"] = read(Path::new(&beside));
        }
        let script = serde_json::from_value(script).expect("a script has answers by field");
        let Ok(parsed) = Parsed::read(&study.bytes(), Reading::default()) else {
            panic!("{name} has problems")
        };
        site.put_study(study.bytes());
        let controls = controls(&parsed, &script);
        Self { name: name.to_owned(), intake, site, languages: parsed.cover.offered.clone(), controls }
    }

    /// Opens the form; `query` sets further attributes of the element, such as `?mode=kiosk`.
    pub fn opens(&self, query: &str) -> Referrer {
        let referrer = Referrer::opens(&self.site, &format!("accessibility.html{query}"));
        referrer.page_hears("referral-form-ready");
        referrer
    }

    /// Every language that the study file offers, its own first.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// Where the form stands.
    pub fn url(&self, query: &str) -> String {
        self.site.url(&format!("accessibility.html{query}"))
    }

    /// Goes from the first step to the receipt, and calls `look` in every state on the way.
    pub fn goes(&self, referrer: &Referrer, mut look: impl FnMut(&str)) {
        let mut step = look_at(referrer);
        while step.goes_on {
            look(&step.heading);
            run(referrer, "go on", &[]);
            let next = changed_from(referrer, &step);
            if next.has_problems {
                look(&format!("{} (with problems)", step.heading));
            } else {
                run(referrer, "go back", &[]);
                assert_eq!(changed_from(referrer, &next).heading, step.heading, "{}", self.name);
            }
            run(referrer, "fill in", std::slice::from_ref(&self.controls));
            let filled = look_at(referrer);
            run(referrer, "go on", &[]);
            step = changed_from(referrer, &filled);
            assert!(!step.has_problems, "{}: \"{}\" was to be filled in", self.name, step.heading);
        }
        run(referrer, "open all", &[]);
        look(&step.heading);
        self.sends(referrer, step, look);
    }

    /// What is typed into a control, or chosen from it.
    pub fn typed_at(&self, id: &str) -> Option<String> {
        self.given_at(id)?.as_str().map(str::to_owned)
    }

    /// Whether a box is ticked.
    pub fn is_ticked(&self, id: &str) -> bool {
        self.given_at(id) == Some(&Value::Bool(true))
    }

    /// The radio button that is chosen among those of `id`.
    pub fn chosen_beside(&self, id: &str) -> Option<String> {
        let group = id.rsplit_once('-')?.0;
        let controls = self.controls.as_array()?.iter().filter(|it| it[1] == true);
        let mut chosen = controls.filter_map(|it| it[0].as_str());
        chosen.find(|it| it.rsplit_once('-').is_some_and(|it| it.0 == group)).map(str::to_owned)
    }

    /// Whether this is the button of who refers.
    pub fn begins_at(&self, id: &str) -> bool {
        id.starts_with("source-") && self.is_ticked(id)
    }

    fn given_at(&self, id: &str) -> Option<&Value> {
        let controls = self.controls.as_array()?;
        controls.iter().find(|it| it[0] == id).map(|it| &it[1])
    }

    /// From the review to the receipt, through a refusal, a wait and a failure.
    fn sends(&self, referrer: &Referrer, mut step: Step, mut look: impl FnMut(&str)) {
        assert!(step.sends, "{}: \"{}\" was to be the review", self.name, step.heading);
        // Long enough that nothing is sent again while the form is looked at.
        let busy = Mood::Replies(Reply::new(429).header("retry-after", "600"));
        for mood in [Mood::status(403), busy, Mood::status(500), Mood::Stores("R-1001")] {
            self.intake.becomes(mood);
            run(referrer, "send", &[]);
            step = changed_from(referrer, &step);
            run(referrer, "open all", &[]);
            look(&format!("{} {}", step.heading, step.failure));
        }
        assert!(!step.sends, "{}: \"{}\" was to be the receipt", self.name, step.heading);
    }
}

impl Study {
    /// The same study, open for ever and sending to this endpoint alone, once.
    fn walkable(mut self, intake: &Intake) -> Self {
        let file = self.0.as_object_mut().expect("a study file is an object");
        file["study"]["status"] = json!("recruiting");
        file["study"]["closes"] = json!("2999-12-31");
        if let Some(ethics) = file["study"].get_mut("ethics") {
            ethics["expiresOn"] = json!("2999-12-31");
        }
        let routes = file.get_mut("routes").and_then(Value::as_array_mut).into_iter().flatten();
        for route in routes.filter_map(|it| it.get_mut("endpoint")) {
            route["url"] = json!(intake.url());
            route["deduplicates"] = json!(false);
        }
        file["endpoint"]["url"] = json!(intake.url());
        file["endpoint"]["deduplicates"] = json!(false);
        file.remove("seal");
        file.remove("outbox");
        self
    }
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|it| panic!("{}: {it}", path.display()));
    serde_json::from_str(&text).expect("the examples are JSON")
}

/// The controls that somebody touches, in the order of the form: `[id, what is typed, or true for a tick]`.
fn controls(study: &Parsed, script: &Script) -> Value {
    let index = |name: Option<&String>, mut ids: Vec<&str>| match name {
        Some(name) => ids.iter().position(|it| it == name).unwrap_or_else(|| panic!("{name} is no id")),
        None => ids.drain(..0).count(),
    };
    let source = index(script.source.as_ref(), study.sources.iter().map(|it| it.id.as_str()).collect());
    let request = index(script.request.as_ref(), study.requests.iter().map(|it| it.id.as_str()).collect());
    let mut controls =
        vec![json!([format!("source-{source}"), true]), json!([format!("request-{request}"), true])];
    let events = events(study, &script.answers).unwrap_or_else(|it| panic!("{}", it.join("\n")));
    controls.extend(events.iter().flat_map(|it| touched(study, it)));
    let given = study.consents.iter().enumerate().filter(|(_, it)| script.consents.contains(&it.id));
    controls.extend(given.map(|(index, _)| json!([format!("consent-{index}"), true])));
    Value::Array(controls)
}

/// The control, or where a list may stand for buttons, the controls that an event comes from.
fn touched(study: &Parsed, event: &FormEvent) -> Vec<Value> {
    match event {
        FormEvent::Typed(FieldId(field), part, text) => {
            let suffix = match part {
                Part::Text => "",
                Part::Unit => "-unit",
                Part::Day => "-day",
                Part::Month => "-month",
                Part::Year => "-year",
                Part::From => "-from",
                Part::To => "-to",
                Part::Zone => "-zone",
            };
            vec![json!([format!("f{field}{suffix}"), text])]
        }
        FormEvent::Picked(id, option, _) => {
            let in_list = matches!(study.field(*id).kind, FieldKind::Site { .. });
            let in_list = in_list.then(|| json!([format!("f{}", id.0), option.to_string()]));
            [json!([format!("f{}-{option}", id.0), true])].into_iter().chain(in_list).collect()
        }
        FormEvent::Unsure(FieldId(field), _) => vec![json!([format!("f{field}-unsure"), true])],
        FormEvent::SourceChosen(_)
        | FormEvent::RequestChosen(_)
        | FormEvent::Consented(..)
        | FormEvent::CodeRemoved
        | FormEvent::ChannelRemoved
        | FormEvent::Continued
        | FormEvent::WentBack
        | FormEvent::ChangeAsked(_)
        | FormEvent::Refused(_)
        | FormEvent::Delivered => Vec::new(),
    }
}

fn run(referrer: &Referrer, operation: &str, given: &[Value]) -> Value {
    let mut arguments = vec![json!(operation)];
    arguments.extend_from_slice(given);
    let ran = referrer.browser().session.run(WALK, &arguments);
    ran.unwrap_or_else(|it| panic!("{operation}: {it}"))
}

fn look_at(referrer: &Referrer) -> Step {
    serde_json::from_value(run(referrer, "step", &[])).expect("a step has these properties")
}

/// Waits for another step, or another state of it.
fn changed_from(referrer: &Referrer, before: &Step) -> Step {
    until(
        || format!("something was to happen on {before:?}: {}", referrer.text()),
        || Some(look_at(referrer)).filter(|it| it != before && !it.is_sending),
    )
}
