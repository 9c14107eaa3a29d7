//! Whatever the bytes, reading a study file never panics; and what it takes can be shown from start to review.
#![no_main]

use libfuzzer_sys::fuzz_target;
use referral_form::domain::date::Date;
use referral_form::domain::form::{Form, FormEvent};
use referral_form::domain::precheck::precheck;
use referral_form::domain::referral::Origin;
use referral_form::domain::study::{Reading, RequestId, SourceId, Study, contact_of};
use referral_form::domain::validate::check::Conditions;

/// Most sources and requests that are tried; a file with thousands tells no more.
const TRIED: usize = 4;

fuzz_target!(|bytes: &[u8]| {
    contact_of(bytes);
    let study = match Study::read(bytes, Reading::default()) {
        Ok(study) => study,
        Err(problems) => {
            assert!(!problems.is_empty(), "a file is refused for a reason");
            problems.iter().for_each(|it| drop(it.to_string()));
            return;
        }
    };
    show(&study);
    for language in study.cover.offered.iter().skip(1).take(TRIED) {
        let reading = Reading { language: Some(language), ..Reading::default() };
        match Study::read(bytes, reading) {
            Ok(study) => show(&study),
            Err(_) => panic!("a file that is taken is taken in every language that it offers"),
        }
    }
});

fn show(study: &Study) {
    let today = Date::new(2026, 11, 22).expect("a day");
    study.cover.opening(|it| today > it);
    for source in (0..study.sources.len().min(TRIED) as u16).map(SourceId) {
        for request in (0..study.requests.len().min(TRIED) as u16).map(RequestId) {
            let conditions = Conditions { today, decimal_comma: true, time_zone: "UTC".to_owned() };
            let mut form = Form::new(study, Some(source), Origin::default(), conditions);
            form.apply(study, FormEvent::RequestChosen(request));
            precheck(study, form.facts());
            for _ in form.steps(study) {
                form.apply(study, FormEvent::Continued);
            }
            form.answers(study).err().iter().flatten().for_each(|it| drop(it.1.clone()));
        }
    }
}
