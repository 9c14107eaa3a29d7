//! A distinct value in every field of a study file, to be looked for wherever it must not be.

use serde_json::{Value, json};

use crate::people::{self, Who};
use crate::referrer::Referrer;
use crate::study::Study;
use crate::words;

/// One planted answer.
struct Canary {
    field: Value,
    /// What is typed, or the label that is chosen.
    typed: String,
    /// Texts that would betray the answer; none where it is as common as "yes".
    tokens: Vec<String>,
    /// How the referral tells the answer, where a consent covers it; nothing where it is never sent or replaced.
    sent: Option<Value>,
}

pub struct Canaries {
    /// The study file with option values that occur nowhere else.
    pub study: Study,
    source: String,
    planted: Vec<Canary>,
}

impl Canaries {
    /// Plants an answer in every field that this source is asked for.
    pub fn for_source(study: Study, source: &str) -> Self {
        let mut study = study;
        mark_options(&mut study.0);
        let sections = study.0["sections"].as_array().expect("sections").clone();
        let fields = sections
            .iter()
            .filter(|it| is_open_to(it, source))
            .flat_map(|it| it["fields"].as_array().expect("fields"));
        let planted = fields
            .filter(|it| is_open_to(it, source))
            .enumerate()
            .map(|(index, field)| plant(index, field))
            .collect();
        Self { study, source: source.to_owned(), planted }
    }

    /// Ids of the consents that this source may refuse.
    pub fn optional_consents(&self) -> Vec<&str> {
        let optional = self.consents().filter(|it| it["required"] != true);
        optional.map(|it| it["id"].as_str().expect("an id")).collect()
    }

    fn consents(&self) -> impl Iterator<Item = &Value> {
        let consents = self.study.0["consents"].as_array().expect("consents");
        consents.iter().filter(|it| is_open_to(it, &self.source))
    }

    /// Fills in the whole form up to the review, with the required consents and these.
    ///
    /// The phone number is typed and then hidden again: the person prefers email.
    pub fn fills_in(&self, referrer: &Referrer, who: Who, given: &[&str]) {
        people::starts_as(referrer, who);
        self.answer(
            referrer,
            &[
                "birth_date",
                "sex",
                "diagnosis",
                "on_emicizumab",
                "emicizumab_start",
                "gene_therapy",
                "pregnant",
                "egfr",
            ],
        );
        referrer.presses(words::CONTINUE);
        referrer.arrives_at(words::PRECHECK);
        referrer.presses(words::CONTINUE);
        referrer.arrives_at(people::CANDIDATE_SECTION);
        referrer.chooses("Preferred way of contact", "Phone");
        self.answer(
            referrer,
            &["candidate_name", "contact_name", "candidate_phone", "voicemail", "postcode", "note"],
        );
        self.answer(referrer, &["preferred_contact", "candidate_email"]);
        referrer.presses(words::CONTINUE);
        if who.is_asked_about_themself() {
            referrer.arrives_at(people::REFERRER_SECTION);
            self.answer(
                referrer,
                &["referrer_name", "organisation", "clinician_name", "npi", "referrer_email"],
            );
            referrer.presses(words::CONTINUE);
        }
        let ticked =
            self.consents().filter(|it| it["required"] == true || given.iter().any(|id| it["id"] == *id));
        let texts: Vec<&str> = ticked.map(|it| it["text"].as_str().expect("a text")).collect();
        people::consents_to(referrer, &texts);
    }

    fn answer(&self, referrer: &Referrer, ids: &[&str]) {
        for id in ids {
            let Some(canary) = self.planted.iter().find(|it| it.field["id"] == *id) else { continue };
            let label = canary.field["label"].as_str().expect("a label");
            match canary.field["type"].as_str().expect("a type") {
                "choice" | "yes-no" => referrer.chooses(label, &canary.typed),
                "date" => {
                    let (year, month) = canary.typed.split_once('-').expect("a year and a month");
                    let (year, month) = (year.parse().expect("a year"), month.parse().expect("a month"));
                    referrer.date(label, year, Some(month), None);
                }
                _ => referrer.types(label, &canary.typed),
            }
        }
    }

    /// No planted answer is in an event, the console, the address, the title or what the browser keeps.
    pub fn are_in_no_trace(&self, referrer: &Referrer) {
        let traces = without_ports(&referrer.traces().to_string());
        let console = without_ports(&referrer.browser().console().join("\n"));
        let urls: Vec<String> =
            referrer.browser().requests().into_iter().map(|it| without_ports(&it.url)).collect();
        for token in self.planted.iter().flat_map(|it| &it.tokens) {
            assert!(!traces.contains(token), "{token} is in {traces}");
            assert!(!console.contains(token), "{token} is in the console: {console}");
            assert!(!urls.iter().any(|it| it.contains(token)), "{token} is in an address: {urls:?}");
        }
    }

    /// The body tells what the given consents cover, in the way that the study file says, and nothing else.
    pub fn are_disclosed_as_consented(&self, body: &Value, given: &[&str]) {
        let open =
            self.consents().filter(|it| it["required"] == true || given.iter().any(|id| it["id"] == *id));
        let covered: Vec<&Value> = open.flat_map(|it| it["covers"].as_array().expect("covers")).collect();
        let is_covered = |id: &Value| covered.contains(&id);

        for canary in &self.planted {
            let id = canary.field["id"].as_str().expect("an id");
            let expected = canary.sent.as_ref().filter(|_| is_covered(&canary.field["id"]));
            assert_eq!(body["answers"].get(id), expected, "{id}");
        }
        let all_known = body["answers"]
            .as_object()
            .expect("answers")
            .keys()
            .all(|id| self.planted.iter().any(|it| it.field["id"] == *id));
        assert!(all_known, "an answer that nobody gave: {body}");
        assert_eq!(body.get("precheck").is_some(), is_covered(&json!("@precheck")), "{body}");

        let text = body_without_ids_and_hashes(people::without_id_and_times(body.clone())).to_string();
        for canary in &self.planted {
            let told = canary.sent.as_ref().filter(|_| is_covered(&canary.field["id"])).map(Value::to_string);
            for token in
                canary.tokens.iter().filter(|it| !told.as_ref().is_some_and(|told| told.contains(*it)))
            {
                assert!(!text.contains(token), "{token} is in {text}");
            }
        }
    }
}

/// Plants an answer; `index` makes it distinct.
fn plant(index: usize, field: &Value) -> Canary {
    let id = field["id"].as_str().expect("an id");
    let word = format!("zyx{index:02}q");
    let (typed, tokens, sent) = match field["type"].as_str().expect("a type") {
        "text" | "long-text" => (word.clone(), vec![word.clone()], Some(json!(word))),
        "email" => (
            format!("{word}@canary.example"),
            vec![word.clone()],
            Some(json!(format!("{word}@canary.example"))),
        ),
        "phone" => (
            format!("212 555 01{index:02}"),
            vec![format!("55501{index:02}"), format!("555 01{index:02}")],
            None,
        ),
        "postal" => ("10463".into(), vec!["10463".into()], Some(json!({ "postal3": "104" }))),
        "npi" => ("1234567893".into(), vec!["1234567893".into()], Some(json!("1234567893"))),
        "number" => ("137.3".into(), vec!["137.3".into()], None),
        // The one choice that is sent; its value is a common word.
        "choice" if id == "preferred_contact" => ("Email".into(), Vec::new(), Some(json!("email"))),
        "choice" => {
            let option = &field["options"][0];
            let value = option["value"].as_str().expect("a value");
            (option["label"].as_str().expect("a label").into(), vec![value.into()], None)
        }
        "date" if id == "birth_date" => {
            let (year, month) = people::month_of_birth(41);
            (
                format!("{year}-{month:02}"),
                vec![format!("{year}-"), year.to_string()],
                Some(json!({ "age": 41 })),
            )
        }
        "date" => ("2019-03".into(), vec!["2019".into()], None),
        "yes-no" if field["showWhen"]["field"] == "sex" => (words::NO.into(), Vec::new(), None),
        "yes-no" => (words::YES.into(), Vec::new(), None),
        // A contact window is as common as "yes", and hidden here with the phone.
        _ => (String::new(), Vec::new(), None),
    };
    // Whatever is asked only of those who prefer the phone is hidden in the end.
    let is_hidden = field["showWhen"] == json!({ "field": "preferred_contact", "is": "phone" });
    Canary { field: field.clone(), typed, tokens, sent: sent.filter(|_| !is_hidden) }
}

/// Gives the options of the questions that are never sent values that occur nowhere else, also where rules name them.
fn mark_options(value: &mut Value) {
    const MARKED: [&str; 5] = ["female", "male", "haemophilia_a", "haemophilia_b", "other"];
    match value {
        Value::Object(object) => {
            for (key, inner) in object {
                match inner {
                    Value::String(text)
                        if ["is", "value"].contains(&key.as_str()) && MARKED.contains(&text.as_str()) =>
                    {
                        *text = format!("zyx_{text}");
                    }
                    _ => mark_options(inner),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mark_options),
        _ => {}
    }
}

fn is_open_to(part: &Value, source: &str) -> bool {
    part["sources"].as_array().is_none_or(|it| it.iter().any(|it| it == source))
}

/// A text without the ports of this machine, in which a year could be found by chance.
fn without_ports(text: &str) -> String {
    const HOST: &str = "127.0.0.1:";
    let mut parts = text.split(HOST);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, it| kept + HOST + it.trim_start_matches(|it: char| it.is_ascii_digit()))
}

/// A body without its hashes, in which a year could be found by chance.
pub fn body_without_ids_and_hashes(mut body: Value) -> Value {
    body["study"]["fileSha256"] = json!("hash");
    for consent in body["consents"].as_array_mut().expect("a referral lists its consents") {
        consent["textSha256"] = json!("hash");
    }
    body
}
