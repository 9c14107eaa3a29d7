//! The form's way from step to step, as events lead it.

use referral_form::domain::form::{Form, FormEvent, Part, Place, Step};
use referral_form::domain::pace::minutes_left;
use referral_form::domain::referral::Origin;
use referral_form::domain::study::{Reading, Study};
use referral_form::domain::typing::events;
use referral_form::domain::validate::check::FieldProblem;
use serde_json::{Value, json};

use crate::contract::study;
use crate::people::conditions;

/// Answers what a carer is asked about a person of 14 years, and agrees to everything.
fn carer_of_a_minor(study: &Study) -> Form {
    let mut form = Form::new(study, None, Origin::default(), conditions());
    form.apply(study, FormEvent::SourceChosen(study.cover.source_of("carer").expect("a source")));
    let answers = json!({
        "birth_date": "2012-05", "sex": "male", "diagnosis": "haemophilia_a", "on_emicizumab": "no",
        "gene_therapy": "no", "candidate_name": "Ada Example", "contact_name": "Bo Example",
        "preferred_contact": "email", "candidate_email": "bo@person.example"
    });
    let Value::Object(answers) = answers else { panic!("an object") };
    for event in events(study, &answers).expect("answers that the controls take") {
        form.apply(study, event);
    }
    for id in ["carer", "self"].map(|it| study.cover.source_of(it).expect("a source")) {
        for consent in study.consents_for(id, form.request()).collect::<Vec<_>>() {
            form.apply(study, FormEvent::Consented(consent, Some("2026-11-22T12:00:00Z".to_owned())));
        }
    }
    form
}

fn go_on(study: &Study, form: &mut Form, times: usize) {
    for _ in 0..times {
        form.apply(study, FormEvent::Continued);
    }
}

#[test]
fn continue_leads_through_every_step_to_the_review() {
    let study = study("examples/contract/study.json");
    let mut form = carer_of_a_minor(&study);
    let steps = form.steps(&study);
    let review = steps.iter().position(|it| *it == Step::Review).expect("there is a review");
    for step in &steps[..review] {
        assert_eq!(form.step(), *step);
        go_on(&study, &mut form, 1);
    }
    assert_eq!(form.step(), Step::Review);
}

#[test]
fn the_time_that_is_left_only_becomes_less_on_the_way() {
    let study = study("examples/contract/study.json");
    let mut form = carer_of_a_minor(&study);
    let mut left = vec![minutes_left(&study, &form)];
    for _ in 1..form.steps(&study).len() - 1 {
        go_on(&study, &mut form, 1);
        left.push(minutes_left(&study, &form));
    }
    assert!(left.is_sorted_by(|before, after| before >= after), "{left:?}");
    assert_eq!(left.first(), Some(&2));
    assert_eq!(left.last(), Some(&0));
}

#[test]
fn whoever_is_asked_more_is_told_of_more_time() {
    let study = study("examples/contract/study.json");
    let minutes = |source: &str| {
        let source = study.cover.source_of(source).expect("a source");
        minutes_left(&study, &Form::new(&study, Some(source), Origin::default(), conditions()))
    };
    assert!(minutes("staff") > minutes("self"), "{} and {}", minutes("staff"), minutes("self"));
}

#[test]
fn a_form_tells_whether_anything_is_in_it() {
    let study = study("examples/contract/study.json");
    let mut form = Form::new(&study, None, Origin::default(), conditions());
    assert!(form.is_untouched() && form.is_blank());
    go_on(&study, &mut form, 1);
    assert!(!form.is_untouched() && form.is_blank());
    let field = study.field_of("sex").expect("a field");
    form.apply(&study, FormEvent::Picked(field, 0, true));
    assert!(!form.is_blank());
    form.apply(&study, FormEvent::Picked(field, 0, false));
    assert!(form.is_blank());
    let consent = study.consents_for(study.cover.source_of("self").expect("a source"), form.request()).next();
    form.apply(
        &study,
        FormEvent::Consented(consent.expect("a consent"), Some("2026-11-22T12:00:00Z".to_owned())),
    );
    assert!(!form.is_blank());
}

#[test]
fn what_is_told_again_changes_nothing() {
    let study = study("examples/contract/study.json");
    let mut form = carer_of_a_minor(&study);
    let field = |id| study.field_of(id).expect("a field");
    let consent =
        study.consents_for(form.source().expect("a source"), form.request()).next().expect("a consent");
    form.apply(&study, FormEvent::Typed(field("egfr"), Part::Text, "85".to_owned()));
    form.apply(&study, FormEvent::Unsure(field("egfr"), true));
    for event in [
        FormEvent::Typed(field("egfr"), Part::Text, "85".to_owned()),
        FormEvent::Unsure(field("egfr"), true),
        FormEvent::Picked(field("sex"), 1, true),
        FormEvent::Picked(field("sex"), 0, false),
        FormEvent::Consented(consent, Some("2026-11-22T12:00:05Z".to_owned())),
    ] {
        let touched = form.apply(&study, event);
        assert!(touched.fields.is_empty() && touched.shown.is_empty() && !touched.flow && !touched.all);
    }
    assert!(form.draft(field("egfr")).is_unsure);
    assert_eq!(form.draft(field("sex")).picked, [1]);
    assert_eq!(form.ticks().given_at(consent), Some("2026-11-22T12:00:00Z"));
    form.apply(&study, FormEvent::Typed(field("egfr"), Part::Text, "86".to_owned()));
    assert!(!form.draft(field("egfr")).is_unsure);
}

#[test]
fn a_minor_who_changes_the_source_from_the_review_does_not_come_back_to_it() {
    let study = study("examples/contract/study.json");
    let mut form = carer_of_a_minor(&study);
    let count = form.steps(&study).len();
    go_on(&study, &mut form, count);
    assert_eq!(form.step(), Step::Review);
    form.apply(&study, FormEvent::ChangeAsked(Place::Source));
    form.apply(&study, FormEvent::SourceChosen(study.cover.source_of("self").expect("a source")));
    go_on(&study, &mut form, 1);
    let birth_date = Place::Field(study.field_of("birth_date").expect("a field"));
    assert_ne!(form.step(), Step::Review);
    assert_eq!(form.problem(birth_date), Some(&FieldProblem::Minor { years: 18 }));
    form.apply(&study, FormEvent::SourceChosen(study.cover.source_of("carer").expect("a source")));
    assert_eq!(form.problem(birth_date), None, "whoever refers for the minor is not told off");
    go_on(&study, &mut form, count);
    assert_eq!(form.step(), Step::Review);
}

#[test]
fn nobody_gets_past_the_start_without_saying_who_refers() {
    let study = study("examples/contract/study.json");
    let mut form = Form::new(&study, None, Origin::default(), conditions());
    go_on(&study, &mut form, 1);
    assert_eq!(form.step(), Step::Start);
    assert_eq!(form.problem(Place::Source), Some(&FieldProblem::SourceMissing));
    let problems = form.answers(&study).expect_err("there are no answers yet");
    assert_eq!(problems[0], (Place::Source, FieldProblem::SourceMissing));
}

#[test]
fn only_an_arrived_referral_leads_to_the_receipt_and_nothing_from_it() {
    let study = study("examples/contract/study.json");
    let mut form = carer_of_a_minor(&study);
    let count = form.steps(&study).len();
    go_on(&study, &mut form, count + 3);
    assert_eq!(form.step(), Step::Review);
    form.apply(&study, FormEvent::Delivered);
    assert_eq!(form.step(), Step::Receipt);
    go_on(&study, &mut form, 1);
    form.apply(&study, FormEvent::WentBack);
    assert_eq!(form.step(), Step::Receipt);
}

#[test]
fn a_consent_that_is_taken_back_closes_the_review() {
    let study = study("examples/contract/study.json");
    let mut form = carer_of_a_minor(&study);
    let count = form.steps(&study).len();
    go_on(&study, &mut form, count);
    let carer = form.source().expect("a source");
    let required = study.consents_for(carer, form.request()).next().expect("a consent");
    form.apply(&study, FormEvent::ChangeAsked(Place::Consent(required)));
    form.apply(&study, FormEvent::Consented(required, None));
    go_on(&study, &mut form, 1);
    assert_eq!(form.step(), Step::Consents);
    assert_eq!(form.problem(Place::Consent(required)), Some(&FieldProblem::ConsentMissing));
}

/// The contract's study in a language.
fn contract_in(language: &str) -> Study {
    let bytes = std::fs::read("examples/contract/study.json").expect("the contract's study file is there");
    let reading = Reading { language: Some(language), ..Reading::default() };
    Study::read(&bytes, reading).unwrap_or_else(|_| panic!("the study file is sound"))
}

#[test]
fn a_change_of_language_at_the_review_leads_back_to_the_consents_and_loses_nothing_else() {
    let (english, spanish) = (contract_in("en"), contract_in("es"));
    let mut form = carer_of_a_minor(&english);
    let count = form.steps(&english).len();
    go_on(&english, &mut form, count);
    assert_eq!(form.step(), Step::Review);

    let mut form = form.in_language(&english, &spanish, true);
    assert_eq!(form.step(), Step::Consents);
    assert!(form.agrees_again());
    assert!(form.answers(&spanish).is_ok());
    let source = form.source().expect("a source");
    let asked: Vec<_> = spanish.consents_for(source, form.request()).collect();
    assert!(asked.iter().all(|it| form.ticks().given_at(*it).is_none()));
    go_on(&spanish, &mut form, 1);
    assert_eq!(form.step(), Step::Consents);

    for consent in asked {
        form.apply(&spanish, FormEvent::Consented(consent, Some("2026-11-22T12:05:00Z".to_owned())));
    }
    go_on(&spanish, &mut form, 1);
    assert_eq!(form.step(), Step::Review);
    assert!(!form.agrees_again());
}

#[test]
fn the_same_language_again_keeps_what_was_agreed_to() {
    let study = contract_in("en");
    let mut form = carer_of_a_minor(&study);
    let count = form.steps(&study).len();
    go_on(&study, &mut form, count);
    assert_eq!(form.in_language(&study, &contract_in("en"), false).step(), Step::Review);
}

#[test]
fn what_has_arrived_stays_as_it_was_agreed_to() {
    let (english, spanish) = (contract_in("en"), contract_in("es"));
    let mut form = carer_of_a_minor(&english);
    form.apply(&english, FormEvent::Delivered);
    let form = form.in_language(&english, &spanish, true);
    assert_eq!(form.step(), Step::Receipt);
    assert!(!form.agrees_again());
}

#[test]
fn a_number_is_written_as_the_language_writes_it() {
    let (english, spanish) = (contract_in("en"), contract_in("es"));
    let egfr = english.field_of("egfr").expect("a field");
    let mut form = carer_of_a_minor(&english);
    for (typed, written) in [("45.5", "45,5"), ("45", "45"), ("1.2.3", "1.2.3")] {
        form.apply(&english, FormEvent::Typed(egfr, Part::Text, typed.to_owned()));
        let changed = form.in_language(&english, &spanish, true);
        assert_eq!(changed.draft(egfr).part(Part::Text), written);
        let back = changed.in_language(&spanish, &english, false);
        assert_eq!(back.draft(egfr).part(Part::Text), typed);
    }
}
