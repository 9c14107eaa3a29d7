//! What leaves, for everybody: nothing unsent shows in a body, and nothing hidden counts.

use std::cell::Cell;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use referral_form::domain::body;
use referral_form::domain::dry_run::{self, DryRun, Script};
use referral_form::domain::field::FieldId;
use referral_form::domain::form::{Form, FormEvent, Part};
use referral_form::domain::minimise::minimise;
use referral_form::domain::referral::Origin;
use referral_form::domain::study::{RequestId, Send, SourceId, Study};
use referral_form::domain::typing::events;
use serde_json::Value;

use crate::contract::study;
use crate::people::{Answers, Pools, conditions, today};

/// Every study that these properties are held against.
const STUDIES: [&str; 13] = [
    "examples/axial-spondyloarthritis",
    "examples/brain-mri",
    "examples/breast-cancer",
    "examples/contract",
    "examples/coronary-stents",
    "examples/cystic-fibrosis",
    "examples/healthy-men",
    "examples/household-covid",
    "examples/migraine",
    "examples/narcolepsy",
    "examples/systemic-sclerosis",
    "tests/fixtures/routes-by-what-is-sent",
    "tests/fixtures/transforms",
];

/// A study, and what people may answer to it.
struct Place {
    study: Study,
    pools: Pools,
}

fn places() -> Vec<Place> {
    let place = |name: &&str| {
        let study = study(&format!("{name}/study.json"));
        let pools = Pools::of(&study);
        Place { study, pools }
    };
    STUDIES.iter().map(place).collect()
}

/// Which study, which source, what is answered, and which optional consents are given.
fn person() -> impl Strategy<Value = (usize, u16, Vec<u16>, Vec<u16>, u16)> {
    (0..STUDIES.len(), any::<u16>(), vec(any::<u16>(), 60), vec(any::<u16>(), 60), any::<u16>())
}

/// Every required consent of a source, and the optional ones that the bits choose.
pub fn consents(study: &Study, source: SourceId, bits: u16) -> Vec<String> {
    let open = study.consents_for(source, RequestId(0));
    let given = open.filter(|it| study.consent(*it).is_required || bits >> (it.0 % 16) & 1 == 1);
    given.map(|it| study.consent(it).id.clone()).collect()
}

pub fn run(study: &Study, source: SourceId, consents: &[String], answers: &Answers) -> DryRun {
    let script = Script {
        source: Some(&study.source(source).id),
        request: None,
        today: today(),
        consents,
        answers,
        origin: Origin {
            code: Some("CODE-1".to_owned()),
            channel: vec![("utm_source".to_owned(), "mail".to_owned())],
        },
        file_sha256: String::new(),
        sha256: |bytes| bytes.len().to_string(),
    };
    dry_run::run(study, &script).unwrap_or_else(|it| panic!("{}", it.join("\n")))
}

/// The body and the endpoint to which it goes; `None` where the form does not get there.
fn sent(study: &Study, run: &DryRun) -> Option<(Value, String, String)> {
    let referral = run.referral.as_ref()?;
    let to = referral.endpoint(study);
    let mut said = serde_json::to_value(referral).expect("a referral can be written");
    let precheck = said.get_mut("precheck").map(Value::take).unwrap_or_default();
    let said = said.to_string();
    Some((precheck, said, format!("{} {}", to.url, body::write(referral, to).content_type)))
}

pub fn filled(study: &Study, source: SourceId, answers: &Answers) -> Form {
    let mut form = Form::new(study, Some(source), Origin::default(), conditions());
    for event in events(study, answers).unwrap_or_else(|it| panic!("{}", it.join("\n"))) {
        form.apply(study, event);
    }
    form
}

/// The second person's answers where nobody could tell them from the first one's, the first one's elsewhere.
fn indistinguishable(study: &Study, first: &Form, second: &Form, answers: [&Answers; 2]) -> Answers {
    let mut mixed = answers[0].clone();
    for id in study.field_ids() {
        let field = study.field(id);
        let leaving = |form: &Form| minimise(field, form.facts().get(id), today());
        let looks_the_same = leaving(first).is_some() && leaving(first) == leaving(second);
        if field.send == Send::Never || looks_the_same {
            match answers[1].get(&field.id) {
                Some(answer) => mixed.insert(field.id.clone(), answer.clone()),
                None => mixed.remove(&field.id),
            };
        }
    }
    mixed
}

#[test]
fn people_who_differ_in_unsent_answers_cause_the_same_body() {
    let places = places();
    let (compared, differing_inside) = (Cell::new(0u32), Cell::new(0u32));
    let mut runner = TestRunner::new(cases(400));
    let result = runner.run(&person(), |(which, source, first, second, bits)| {
        let Place { study, pools } = &places[which];
        prop_assert!(pools.len() <= 60);
        let source = SourceId(source % study.sources.len() as u16);
        let consents = consents(study, source, bits);
        let first_answers = pools.answers(&first);
        let second_answers = pools.answers(&second);
        let first = filled(study, source, &first_answers);
        let second = filled(study, source, &second_answers);
        let mixed = indistinguishable(study, &first, &second, [&first_answers, &second_answers]);
        let one = sent(study, &run(study, source, &consents, &first_answers));
        let other = sent(study, &run(study, source, &consents, &mixed));
        let (Some((precheck, body, to)), Some((other_precheck, other_body, other_to))) = (one, other) else {
            return Ok(());
        };
        prop_assert_eq!(body, other_body);
        prop_assert_eq!(to, other_to);
        let shares = |id: &String| study.consents.iter().any(|it| it.id == *id && it.covers_precheck);
        if !consents.iter().any(shares) {
            prop_assert_eq!(precheck, Value::Null);
            prop_assert_eq!(other_precheck, Value::Null);
        }
        prop_assert_eq!(first.steps(study), filled(study, source, &mixed).steps(study));
        compared.set(compared.get() + 1);
        differing_inside.set(differing_inside.get() + u32::from(mixed != first_answers));
        Ok(())
    });
    result.unwrap_or_else(|it| panic!("{it}"));
    let (compared, differing_inside) = (compared.get(), differing_inside.get());
    // Enough pairs must get to the review, or nothing was compared.
    assert!(compared > 100 && differing_inside > 50, "{compared} pairs, {differing_inside} of them unequal");
}

#[test]
fn what_a_question_was_answered_counts_for_nothing_once_it_is_hidden() {
    let places = places();
    let hidden = Cell::new(0u32);
    let mut runner = TestRunner::new(cases(200));
    let result = runner.run(&person(), |(which, source, first, _, bits)| {
        let Place { study, pools } = &places[which];
        let source = SourceId(source % study.sources.len() as u16);
        let consents = consents(study, source, bits);
        let answers = pools.answers(&first);
        let form = filled(study, source, &answers);
        let mut shown = answers.clone();
        for id in study.field_ids().filter(|it| !form.is_shown(*it)) {
            hidden.set(hidden.get() + u32::from(shown.remove(&study.field(id).id).is_some()));
        }
        let all = serde_json::to_string(&run(study, source, &consents, &answers)).expect("it can be written");
        let less = serde_json::to_string(&run(study, source, &consents, &shown)).expect("it can be written");
        prop_assert_eq!(all, less);
        Ok(())
    });
    result.unwrap_or_else(|it| panic!("{it}"));
    assert!(hidden.get() > 100, "{} hidden answers", hidden.get());
}

#[test]
fn the_order_of_answering_changes_nothing() {
    let places = places();
    let mut runner = TestRunner::new(cases(100));
    let result = runner.run(&person(), |(which, source, first, second, _)| {
        let Place { study, pools } = &places[which];
        let source = SourceId(source % study.sources.len() as u16);
        let answers = pools.answers(&first);
        let forward = filled(study, source, &answers);
        // The same person, who first answered otherwise, took everything back, and went through the page upwards.
        let mut form = filled(study, source, &pools.answers(&second));
        for id in study.field_ids() {
            take_back(study, &mut form, id);
        }
        for (id, answer) in answers.iter().rev() {
            let one = Answers::from_iter([(id.clone(), answer.clone())]);
            for event in events(study, &one).unwrap_or_else(|it| panic!("{}", it.join("\n"))) {
                form.apply(study, event);
            }
        }
        prop_assert_eq!(forward.facts(), form.facts());
        Ok(())
    });
    result.unwrap_or_else(|it| panic!("{it}"));
}

fn take_back(study: &Study, form: &mut Form, id: FieldId) {
    for option in form.draft(id).picked.clone() {
        form.apply(study, FormEvent::Picked(id, option, false));
    }
    for part in [Part::Text, Part::Unit, Part::Day, Part::Month, Part::Year, Part::From, Part::To, Part::Zone]
    {
        form.apply(study, FormEvent::Typed(id, part, String::new()));
    }
    form.apply(study, FormEvent::Unsure(id, false));
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}
