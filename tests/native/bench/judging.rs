//! How long it takes to read a large study file, and to judge all of it again after one answer.
//!
//! `make bench-native` prints the medians for 30, 300 and 3,000 fields, and by how much each grew from the one
//! before: what reads all fields should grow as they do, and one answer not at all. Nothing is asserted about time.

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use referral_form::domain::date::Date;
use referral_form::domain::form::{Form, FormEvent, Part, Step};
use referral_form::domain::precheck::precheck;
use referral_form::domain::referral::Origin;
use referral_form::domain::review::{Digests, Review};
use referral_form::domain::study::advice::advise;
use referral_form::domain::study::{ConsentId, Reading, SourceId, Study};
use referral_form::domain::validate::check::Conditions;

/// Writes a study file with so many fields and a third as many criteria.
///
/// Of ten fields in a section, two are shown by an answer before them, two are sent and ten carry an overlay.
fn study_file(fields: usize) -> String {
    let mut sections = String::new();
    let mut overlay = String::new();
    let mut covers = String::new();
    for index in 0..fields {
        if index % 10 == 0 {
            let comma = if index == 0 { "" } else { "]}," };
            write!(sections, r#"{comma}{{"id":"s{index}","title":"Section {index}","fields":["#)
                .expect("text grows");
        }
        let kind = match index % 5 {
            0 => r#""type":"yes-no""#.to_owned(),
            1 => format!(r#""type":"number","min":"0","max":"500","showWhen":{{"field":"f{}","is":"yes"}}"#, index - 1),
            2 => r#""type":"date","precision":"month","max":"today""#.to_owned(),
            3 => r#""type":"choice","options":[{"value":"a","label":"A"},{"value":"b","label":"B"},{"value":"c","label":"C"}]"#.to_owned(),
            _ => r#""type":"text","send":"value""#.to_owned(),
        };
        let comma = if index % 10 == 0 { "" } else { "," };
        write!(
            sections,
            r#"{comma}{{"id":"f{index}","label":"Question number {index}","unsure":true,{kind}}}"#
        )
        .expect("text grows");
        if index % 5 == 4 {
            write!(covers, r#""f{index}","#).expect("text grows");
        }
        let comma = if index == 0 { "" } else { "," };
        write!(overlay, r#"{comma}"f{index}":{{"label":"Frage {index}"}}"#).expect("text grows");
    }
    let criteria: Vec<String> = (0..fields / 3)
        .map(|index| {
            let field = index * 3 / 5 * 5;
            let rule = format!(
                r#"{{"any":[{{"field":"f{}","ageAtLeast":18}},{{"all":[{{"field":"f{field}","is":"yes"}},{{"field":"f{}","atLeast":"30","lessThan":"90"}}]}},{{"field":"f{}","isAnyOf":["a","c"]}}]}}"#,
                field + 2,
                field + 1,
                field + 3,
            );
            format!(r#"{{"id":"c{index}","category":"inclusion","label":"Criterion {index}","when":{rule}}}"#)
        })
        .collect();
    format!(
        r#"{{"version":1,"language":"en",
        "study":{{"id":"BENCH","title":"A large study"}},
        "privacy":{{"version":"1","controller":"Nobody","contact":"privacy@study.example","purpose":"None","legalBasis":"None",
            "recipients":["Nobody"],"countries":["US"],"retention":"None","withdrawal":"None","noticeUrl":"https://study.example/"}},
        "contact":{{"name":"Nobody","timeZone":"UTC"}},
        "sources":[{{"id":"self","label":"The person"}}],
        "sections":[{sections}]}}],
        "precheck":{{"send":"verdicts","criteria":[{}]}},
        "consents":[{{"id":"all","version":"1","kind":"consent","givenBy":"self","required":true,"text":"Yes.","covers":[{covers}"@precheck"]}}],
        "endpoint":{{"url":"https://intake.study.example/"}},
        "languages":{{"de":{{"fields":{{{overlay}}}}}}}}}"#,
        criteria.join(",")
    )
}

fn read(file: &str) -> Study {
    Study::read(file.as_bytes(), Reading::default()).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().take(5).map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

/// Writes a study file of so many questions, each shown by the one before it, and as many sites of one region.
fn chain_file(length: usize, criteria: &str) -> String {
    let mut fields = String::from(r#"{"id":"site","type":"site","label":"Where?"}"#);
    let mut sites = String::new();
    for index in 0..length {
        let shown = match index {
            0 => String::new(),
            _ => format!(r#","showWhen":{{"field":"f{}","is":"yes"}}"#, index - 1),
        };
        write!(fields, r#",{{"id":"f{index}","type":"yes-no","label":"Question {index}"{shown}}}"#)
            .expect("text grows");
        let comma = if index == 0 { "" } else { "," };
        write!(
            sites,
            r#"{comma}{{"id":"s{index}","name":"Clinic","city":"City","region":"West","country":"US"}}"#
        )
        .expect("text grows");
    }
    let plain = study_file(1);
    let (before, after) = plain.split_once(r#""sections":["#).expect("a study has sections");
    let after = after.split_once(r#""consents""#).expect("a study has consents").1;
    let after = after.split_once(r#","languages""#).map_or(after, |it| it.0).to_owned() + "}";
    format!(
        r#"{before}"sites":[{sites}],"sections":[{{"id":"all","title":"All","fields":[{fields}]}}],"precheck":{{"criteria":[{criteria}]}},"consents"{after}"#
    )
}

/// Criteria on so many fields that there are not.
fn wrong_criteria(count: usize) -> String {
    let criterion = |index: usize| {
        format!(
            r#"{{"id":"c{index}","category":"inclusion","label":"C{index}","when":{{"field":"wrong{index}","is":"yes"}}}}"#
        )
    };
    (0..count).map(criterion).collect::<Vec<_>>().join(",")
}

/// A form in which every question has an answer.
fn filled_in(study: &Study) -> Form {
    let conditions = Conditions {
        today: Date::parse("2026-11-22").expect("a day"),
        decimal_comma: false,
        time_zone: "UTC".to_owned(),
    };
    let mut form = Form::new(study, Some(SourceId(0)), Origin::default(), conditions);
    for (index, field) in study.field_ids().enumerate() {
        match index % 5 {
            0 | 3 => _ = form.apply(study, FormEvent::Picked(field, 0, true)),
            2 => {
                form.apply(study, FormEvent::Typed(field, Part::Year, "1988".to_owned()));
                form.apply(study, FormEvent::Typed(field, Part::Month, "3".to_owned()));
            }
            _ => _ = form.apply(study, FormEvent::Typed(field, Part::Text, "42".to_owned())),
        }
    }
    form.apply(study, FormEvent::Consented(ConsentId(0), Some("2026-11-22T15:00:00Z".to_owned())));
    form
}

/// The median of many runs, for a second or so.
fn median(mut run: impl FnMut()) -> Duration {
    run();
    let started = Instant::now();
    let mut times = Vec::new();
    while times.len() < 15 || (started.elapsed() < Duration::from_millis(800) && times.len() < 2000) {
        let before = Instant::now();
        run();
        times.push(before.elapsed());
    }
    times.sort_unstable();
    times[times.len() / 2]
}

fn main() {
    let sizes = [30, 300, 3000];
    let mut rows: Vec<(&str, Vec<Duration>)> = Vec::new();
    let mut note = |what: &'static str, time: Duration| match rows.iter_mut().find(|it| it.0 == what) {
        Some((_, times)) => times.push(time),
        None => rows.push((what, vec![time])),
    };
    for length in sizes {
        let right = r#"{"id":"c","category":"inclusion","label":"C","when":{"field":"f0","is":"yes"}}"#;
        let file = chain_file(length, right);
        let chain = read(&file);
        note("read a chain of questions", median(|| drop(black_box(read(&file)))));
        note("put as many sites in order", median(|| drop(black_box(chain.sites_nearest_first("US")))));
        note("advise on the chain", median(|| drop(black_box(advise(file.as_bytes(), &chain)))));
        let wrong = chain_file(length, &wrong_criteria(length));
        let problems = || Study::read(wrong.as_bytes(), Reading::default()).err().unwrap_or_default();
        note(
            "tell as many wrong names",
            median(|| drop(black_box(problems().iter().map(ToString::to_string).collect::<Vec<_>>()))),
        );
    }
    for fields in sizes {
        let file = study_file(fields);
        let study = read(&file);
        let mut form = filled_in(&study);
        note("read the file", median(|| drop(black_box(read(&file)))));
        let yes_no = study.field_ids().next().expect("there is a field");
        let mut is_yes = false;
        note(
            "take one answer",
            median(|| {
                is_yes = !is_yes;
                black_box(form.apply(&study, FormEvent::Picked(yes_no, u16::from(!is_yes), true)));
            }),
        );
        note(
            "judge all after an answer",
            median(|| {
                is_yes = !is_yes;
                form.apply(&study, FormEvent::Picked(yes_no, u16::from(!is_yes), true));
                black_box(precheck(&study, form.facts()));
            }),
        );
        note("draw up the steps", median(|| drop(black_box(form.steps(&study)))));
        note(
            "ask everything anew",
            median(|| drop(black_box(form.apply(&study, FormEvent::SourceChosen(SourceId(0)))))),
        );
        note(
            "open the review",
            median(|| {
                let review = Review::open(
                    &study,
                    &form,
                    &Digests::default(),
                    "2026-11-22T15:00:00Z".to_owned(),
                    String::new,
                    None,
                );
                assert!(black_box(review).is_ok(), "the form is complete");
            }),
        );
        for _ in form.steps(&study) {
            form.apply(&study, FormEvent::Continued);
        }
        assert!(form.step() == Step::Review, "the form is complete");
        note(
            "go back a step, and on",
            median(|| {
                form.apply(&study, FormEvent::WentBack);
                form.apply(&study, FormEvent::WentBack);
                form.apply(&study, FormEvent::Continued);
            }),
        );
    }
    println!(
        "{:28}{:>14}{:>14}{:>10}{:>14}{:>10}",
        "fields, and a third rules", 30, 300, "growth", 3000, "growth"
    );
    for (what, times) in rows {
        let micro = |it: Duration| format!("{:.1} µs", it.as_secs_f64() * 1e6);
        let growth = |from: Duration, to: Duration| format!("× {:.1}", to.as_secs_f64() / from.as_secs_f64());
        println!(
            "{what:28}{:>14}{:>14}{:>10}{:>14}{:>10}",
            micro(times[0]),
            micro(times[1]),
            growth(times[0], times[1]),
            micro(times[2]),
            growth(times[1], times[2]),
        );
    }
}
