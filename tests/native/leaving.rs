//! What is said beside a group of questions: how much of the answers may leave, before anything is answered.

use referral_form::domain::field::SectionId;
use referral_form::domain::leaving::{Asked, Meaning, Share, may_leave, meaning, share, shows_by_bounds};
use referral_form::domain::study::{RequestId, SourceId, Study};
use serde_json::{Value, json};

use crate::contract;
use crate::small_study;

const ALL: SectionId = SectionId(0);
const ASKED: Asked = Asked { source: SourceId(0), request: RequestId(0) };
const UNJUDGED: Meaning = Meaning { is_judged: false, is_shared: false, shows_by_arrival: false };

fn read(file: &Value) -> Study {
    small_study::read(file).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A study with three questions, of which the first `sent` are sent.
fn with_sent(sent: usize) -> Value {
    let names = ["a", "b", "c"];
    let field = |(index, id): (usize, &&str)| {
        let send = if index < sent { "value" } else { "never" };
        json!({ "id": id, "type": "yes-no", "label": id, "send": send })
    };
    let mut file = small_study::file(names.iter().enumerate().map(field).collect());
    let covers = file["consents"][0]["covers"].as_array_mut().expect("a list");
    covers.extend(names[..sent].iter().map(|it| json!(it)));
    file
}

/// The same with a criterion on the last question, which is asked because of the second.
fn judged(mut file: Value, precheck: Value) -> Value {
    file["sections"][0]["fields"][2]["showWhen"] = json!({ "field": "b", "is": "yes" });
    file["precheck"] = precheck;
    file["precheck"]["criteria"] =
        json!([{ "id": "c", "category": "inclusion", "label": "c", "when": { "field": "c", "is": "yes" } }]);
    file
}

#[test]
fn the_fewer_are_marked() {
    let shares = [0, 1, 2, 3].map(|sent| share(&read(&with_sent(sent)), ALL, ASKED));
    assert_eq!(shares, [Share::Nothing, Share::Few, Share::Most, Share::All]);
}

#[test]
fn a_consent_that_is_not_asked_for_a_request_lets_nothing_leave() {
    let mut file = with_sent(1);
    let consent = |id: &str, covers: Value| json!({ "id": id, "version": "1", "kind": "consent", "givenBy": "self", "required": true, "text": id, "covers": covers });
    file["consents"] = json!([consent("for_a", json!(["a"])), consent("for_source", json!(["@source"]))]);
    file["requests"] = json!([
        { "id": "refer", "kind": "refer", "label": "Refer" },
        { "id": "ask", "kind": "question", "label": "Ask", "sections": ["others"], "consents": ["for_source"] }
    ]);
    file["sections"].as_array_mut().expect("a list").push(
        json!({ "id": "others", "title": "Others", "fields": [{ "id": "d", "type": "yes-no", "label": "d" }] }),
    );
    let study = read(&file);
    let field = study.field_of("a").expect("it is there");
    assert!(may_leave(&study, field, ASKED));
    assert!(!may_leave(&study, field, Asked { request: RequestId(1), ..ASKED }));
}

#[test]
fn what_answers_mean_for_the_criteria_is_told_apart_from_the_answers() {
    let of = |precheck: Value, covers_precheck: bool| {
        let mut file = judged(with_sent(0), precheck);
        if covers_precheck {
            file["consents"][0]["covers"] = json!(["@source", "@precheck"]);
        }
        meaning(&read(&file), ALL, ASKED)
    };
    let kept = Meaning { is_judged: true, ..UNJUDGED };
    assert_eq!(meaning(&read(&with_sent(0)), ALL, ASKED), UNJUDGED);
    assert_eq!(of(json!({}), false), kept);
    assert_eq!(of(json!({ "send": "outcome" }), true), Meaning { is_shared: true, ..kept });
    assert_eq!(of(json!({ "onNotEligible": "explain" }), false), Meaning { shows_by_arrival: true, ..kept });
}

#[test]
fn a_question_because_of_which_another_is_judged_counts_as_judged() {
    let mut file = judged(with_sent(0), json!({}));
    let fields = file["sections"][0]["fields"].take();
    let (first, second) = fields.as_array().expect("a list").split_at(2);
    file["sections"] = json!([
        { "id": "first", "title": "First", "fields": first },
        { "id": "second", "title": "Second", "fields": second },
    ]);
    assert!(meaning(&read(&file), ALL, ASKED).is_judged);
}

#[test]
fn the_contract_sends_the_age_alone_of_its_first_questions() {
    let study = contract::study("examples/contract/study.json");
    for source in (0..study.sources.len() as u16).map(SourceId) {
        let asked = Asked { source, ..ASKED };
        assert_eq!(share(&study, ALL, asked), Share::Few);
        assert_eq!(share(&study, SectionId(1), asked), Share::All);
        assert!(meaning(&study, ALL, asked).is_shared);
        assert_eq!(meaning(&study, SectionId(1), asked), UNJUDGED);
    }
}

/// A study with one question, which a minimum age of 18 reads.
fn bounded(field: Value, covers: Value) -> Study {
    let mut field = field;
    field["id"] = json!("a");
    field["label"] = json!("a");
    let mut file = small_study::file(json!([field]));
    file["consents"][0]["covers"] = covers;
    if file["sections"][0]["fields"][0]["type"] == "date" {
        file["sources"] = json!([
            { "id": "self", "label": "Me", "minimumAge": { "field": "a", "years": 18, "otherwise": "parent" } },
            { "id": "parent", "label": "A parent" }
        ]);
        let mut other = file["consents"][0].clone();
        (other["id"], other["givenBy"]) = (json!("parent"), json!("representative"));
        file["consents"].as_array_mut().expect("a list").push(other);
    }
    read(&file)
}

#[test]
fn arriving_tells_an_age_and_a_bound_that_are_not_sent() {
    let number = |required: bool, unsure: bool| json!({ "type": "number", "min": "30", "max": "200", "required": required, "unsure": unsure });
    let sent = |mut field: Value, send: &str| {
        field["send"] = json!(send);
        bounded(field, json!(["a"]))
    };
    let kept = |field: Value| bounded(field, json!(["@source"]));
    for (study, is_told) in [
        (kept(json!({ "type": "date" })), true),
        (sent(json!({ "type": "date" }), "answered"), true),
        (sent(json!({ "type": "date" }), "age"), false),
        (kept(number(true, false)), true),
        (kept(number(true, true)), false),
        (kept(number(false, false)), false),
        (sent(number(true, false), "answered"), true),
        (sent(number(true, false), "value"), false),
        (kept(json!({ "type": "number", "required": true })), false),
    ] {
        let field = study.field_of("a").expect("it is there");
        assert_eq!(shows_by_bounds(&study, field, ASKED), is_told);
    }
    let other = Asked { source: SourceId(1), ..ASKED };
    let study = kept(json!({ "type": "date" }));
    assert!(!shows_by_bounds(&study, study.field_of("a").expect("it is there"), other));
}
