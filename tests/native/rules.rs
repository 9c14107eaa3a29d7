//! Rules on one answer, at the edges where they turn: dates, ages, counts, and several operators at once.

use referral_form::domain::date::Date;
use referral_form::domain::dry_run::{self, Script};
use referral_form::domain::referral::Origin;
use serde_json::{Map, Value, json};

use crate::small_study;

/// Says what an inclusion criterion with this rule makes of answers: "pass", "conflict" or the cause of "unknown".
fn verdict(rule: &Value, today: &str, answers: Value) -> String {
    let mut file = small_study::file(json!([
        { "id": "day", "type": "date", "label": "Day", "unsure": true },
        { "id": "other_day", "type": "date", "label": "Other day" },
        { "id": "past", "type": "date", "label": "Past", "min": "2000-06-15", "max": "today" },
        { "id": "number", "type": "number", "label": "Number", "unsure": true, "units": [
            { "code": "mg/dL", "label": "mg/dL" }, { "code": "mmol/L", "label": "mmol/L", "factor": "18.016" } ] },
        { "id": "one", "type": "choice", "label": "One", "unsure": true, "options": [
            { "value": "a", "label": "A" }, { "value": "b", "label": "B" } ] },
        { "id": "many", "type": "choices", "label": "Many", "unsure": true, "options": [
            { "value": "a", "label": "A" }, { "value": "b", "label": "B" }, { "value": "c", "label": "C" } ] },
        { "id": "hidden", "type": "yes-no", "label": "Hidden", "showWhen": { "field": "one", "is": "b" } }
    ]));
    file["precheck"] = json!({ "criteria": [
        { "id": "it", "category": "inclusion", "label": "It", "when": rule } ] });
    let study = small_study::read(&file).unwrap_or_else(|problems| panic!("{rule}: {problems}"));
    let Value::Object(answers) = answers else { panic!("answers are an object") };
    let said =
        dry_run::run(&study, &script(today, &answers)).unwrap_or_else(|it| panic!("{}", it.join("\n")));
    let said = serde_json::to_value(&said).expect("it can be written");
    assert_eq!(said["problems"], json!({}), "{answers:?}");
    let verdict = &said["precheck"]["criteria"]["it"];
    verdict.get("because").unwrap_or(&verdict["verdict"]).as_str().expect("a word").to_owned()
}

fn script<'a>(today: &str, answers: &'a Map<String, Value>) -> Script<'a> {
    Script {
        source: None,
        request: None,
        today: Date::parse(today).expect("a day"),
        consents: &[],
        answers,
        origin: Origin::default(),
        file_sha256: String::new(),
        sha256: |_| String::new(),
    }
}

/// Holds a rule on `day` against rows of today, answer and verdict.
fn on_days(operators: Value, rows: &[(&str, &str, &str)]) {
    let mut rule = operators;
    rule["field"] = json!("day");
    for (today, day, expected) in rows {
        assert_eq!(verdict(&rule, today, json!({ "day": day })), *expected, "{rule} of {day} on {today}");
    }
}

#[test]
fn an_age_is_reached_on_the_birthday() {
    on_days(
        json!({ "ageAtLeast": 18 }),
        &[
            ("2026-11-22", "2008-11-22", "pass"),
            ("2026-11-22", "2008-11-23", "conflict"),
            ("2026-11-22", "2008-11", "imprecise"),
            ("2026-11-30", "2008-11", "pass"),
            ("2026-10-31", "2008-11", "conflict"),
            ("2026-11-01", "2008-11", "imprecise"),
            ("2026-11-22", "2008", "imprecise"),
            ("2026-11-22", "2007", "pass"),
            ("2026-11-22", "2009", "conflict"),
        ],
    );
}

#[test]
fn an_age_is_kept_until_the_day_before_the_next_birthday() {
    on_days(
        json!({ "ageAtMost": 17 }),
        &[
            ("2026-11-22", "2008-11-23", "pass"),
            ("2026-11-22", "2008-11-22", "conflict"),
            ("2026-11-22", "2008-11", "imprecise"),
            ("2026-11-22", "2008-12", "pass"),
        ],
    );
    on_days(
        json!({ "ageAtMost": "P18M" }),
        &[("2026-11-22", "2025-04-23", "pass"), ("2026-11-22", "2025-04-22", "conflict")],
    );
}

#[test]
fn whoever_was_born_on_29_february_turns_a_year_older_on_1_march() {
    on_days(
        json!({ "ageAtLeast": 18 }),
        &[
            ("2026-02-28", "2008-02-29", "conflict"),
            ("2026-03-01", "2008-02-29", "pass"),
            ("2028-02-29", "2008-02-29", "pass"),
            ("2026-02-28", "2008-02", "imprecise"),
            ("2026-03-01", "2008-02", "pass"),
            ("2026-02-28", "2008-02-28", "pass"),
        ],
    );
    on_days(
        json!({ "ageAtMost": 17 }),
        &[("2026-02-28", "2008-02-29", "pass"), ("2026-03-01", "2008-02-29", "conflict")],
    );
}

#[test]
fn a_day_that_a_month_does_not_have_becomes_the_first_of_the_next() {
    on_days(
        json!({ "atLeastAgo": "P1M" }),
        &[
            ("2027-02-28", "2027-01-31", "conflict"),
            ("2027-03-01", "2027-01-31", "pass"),
            ("2027-03-01", "2027-01-29", "pass"),
            ("2027-02-28", "2027-01-28", "pass"),
            ("2028-02-29", "2028-01-29", "pass"),
            ("2028-02-29", "2028-01-30", "conflict"),
        ],
    );
}

#[test]
fn weeks_are_counted_to_the_day() {
    on_days(
        json!({ "atLeastAgo": "P8W" }),
        &[
            ("2026-11-22", "2026-09-27", "pass"),
            ("2026-11-22", "2026-09-28", "conflict"),
            ("2026-11-22", "2026-09", "imprecise"),
            ("2026-11-22", "2026-08", "pass"),
            ("2026-11-22", "2026", "imprecise"),
            ("2026-11-22", "2027-01-01", "conflict"),
        ],
    );
    on_days(
        json!({ "atMostAgo": "P8W" }),
        &[
            ("2026-11-22", "2026-09-27", "pass"),
            ("2026-11-22", "2026-09-26", "conflict"),
            ("2026-11-22", "2026-11-22", "pass"),
            ("2026-11-22", "2026-11-23", "conflict"),
            ("2026-11-22", "2026-10", "pass"),
            ("2026-11-22", "2026-11", "imprecise"),
        ],
    );
}

#[test]
fn before_and_after_leave_the_day_itself_out() {
    on_days(
        json!({ "before": "2020-03-01" }),
        &[
            ("2026-11-22", "2020-02-29", "pass"),
            ("2026-11-22", "2020-03-01", "conflict"),
            ("2026-11-22", "2020-02", "pass"),
            ("2026-11-22", "2020-03", "conflict"),
            ("2026-11-22", "2020", "imprecise"),
        ],
    );
    on_days(
        json!({ "after": "2020-03-01" }),
        &[
            ("2026-11-22", "2020-03-01", "conflict"),
            ("2026-11-22", "2020-03-02", "pass"),
            ("2026-11-22", "2020-03", "imprecise"),
            ("2026-11-22", "2021", "pass"),
        ],
    );
}

#[test]
fn all_operators_on_one_date_hold_of_the_same_day() {
    on_days(
        json!({ "ageAtLeast": 18, "ageAtMost": 64 }),
        &[
            ("2026-11-22", "1980", "pass"),
            ("2026-11-22", "1961-11-23", "pass"),
            ("2026-11-22", "1961-11-22", "conflict"),
            ("2026-11-22", "2009", "conflict"),
        ],
    );
    // No day is both, so a year that reaches from one to the other is no way out.
    on_days(
        json!({ "before": "2025-03-01", "after": "2025-06-01" }),
        &[("2026-11-22", "2025", "conflict"), ("2026-11-22", "2025-04", "conflict")],
    );
    on_days(
        json!({ "atMostAgo": "P11M", "atLeastAgo": "P1Y" }),
        &[("2026-11-22", "2025", "conflict"), ("2026-11-22", "2025-12-01", "conflict")],
    );
}

#[test]
fn the_bounds_of_a_field_narrow_what_a_month_or_year_can_mean() {
    let rule = |operators: Value| {
        let mut rule = operators;
        rule["field"] = json!("past");
        rule
    };
    let past = |rule: &Value, day: &str| verdict(rule, "2026-11-22", json!({ "past": day }));
    assert_eq!(
        past(&rule(json!({ "atMostAgo": "P1M" })), "2026-11"),
        "pass",
        "the days to come are ruled out"
    );
    assert_eq!(past(&rule(json!({ "after": "2000-06-14" })), "2000"), "pass");
    assert_eq!(past(&rule(json!({ "after": "2000-06-15" })), "2000"), "imprecise");
}

#[test]
fn numbers_are_compared_exactly() {
    for (operators, typed, expected) in [
        (json!({ "atLeast": "0.3" }), "0.30", "pass"),
        (json!({ "moreThan": "0.3" }), "0.30", "conflict"),
        (json!({ "lessThan": "0.3" }), "0.30", "conflict"),
        (json!({ "atMost": "0.3" }), "0.300001", "conflict"),
        (json!({ "atLeast": "-1" }), "-0.5", "pass"),
        (json!({ "atLeast": "10", "lessThan": "20" }), "20", "conflict"),
        (json!({ "atLeast": "10", "lessThan": "20" }), "19.999999", "pass"),
    ] {
        let mut rule = operators;
        rule["field"] = json!("number");
        assert_eq!(verdict(&rule, "2026-11-22", json!({ "number": typed })), expected, "{rule} of {typed}");
    }
}

#[test]
fn a_number_in_another_unit_is_converted_before_it_is_judged() {
    let rule = json!({ "field": "number", "atLeast": "126.112" });
    let in_mmol = |value: &str| json!({ "number": { "value": value, "unit": "mmol/L" } });
    assert_eq!(verdict(&rule, "2026-11-22", in_mmol("7")), "pass");
    assert_eq!(verdict(&rule, "2026-11-22", in_mmol("6.9999")), "conflict");
}

#[test]
fn is_means_contains_where_many_may_be_chosen() {
    let many = |rule: Value, answer: Value| verdict(&rule, "2026-11-22", json!({ "many": answer }));
    assert_eq!(many(json!({ "field": "many", "is": "b" }), json!(["a", "b"])), "pass");
    assert_eq!(many(json!({ "field": "many", "is": "c" }), json!(["a", "b"])), "conflict");
    assert_eq!(many(json!({ "field": "many", "isAnyOf": ["c", "a"] }), json!(["a"])), "pass");
    assert_eq!(many(json!({ "field": "many", "is": "a" }), json!({ "unsure": true })), "not_sure");
}

#[test]
fn answered_is_never_unknown_and_not_sure_counts() {
    let answered = |expected: bool, answers: Value| {
        verdict(&json!({ "field": "many", "answered": expected }), "2026-11-22", answers)
    };
    assert_eq!(answered(true, json!({})), "conflict");
    assert_eq!(answered(false, json!({})), "pass");
    assert_eq!(answered(true, json!({ "many": { "unsure": true } })), "pass");
    assert_eq!(answered(true, json!({ "many": ["a"] })), "pass");
    let hidden = json!({ "field": "hidden", "answered": true });
    assert_eq!(verdict(&hidden, "2026-11-22", json!({ "one": "a", "hidden": "yes" })), "conflict");
}

#[test]
fn what_is_hidden_is_unknown_because_it_was_not_asked() {
    let rule = json!({ "field": "hidden", "is": "yes" });
    assert_eq!(verdict(&rule, "2026-11-22", json!({ "one": "a", "hidden": "yes" })), "not_asked");
    assert_eq!(verdict(&rule, "2026-11-22", json!({ "one": { "unsure": true } })), "not_asked");
    assert_eq!(verdict(&rule, "2026-11-22", json!({ "one": "b", "hidden": "yes" })), "pass");
    assert_eq!(verdict(&rule, "2026-11-22", json!({ "one": "b" })), "missing");
}

#[test]
fn a_count_is_decided_as_soon_as_the_open_answers_cannot_turn_it() {
    let two_of_three = json!({ "count": 2, "of": [
        { "field": "one", "is": "a" }, { "field": "number", "atLeast": "5" }, { "field": "many", "is": "c" } ] });
    let count = |answers: Value| verdict(&two_of_three, "2026-11-22", answers);
    assert_eq!(count(json!({ "one": "a", "number": "5" })), "pass");
    assert_eq!(count(json!({ "one": "b", "number": "4" })), "conflict");
    assert_eq!(count(json!({ "one": "a", "number": "4" })), "missing");
    assert_eq!(count(json!({ "one": "a", "number": "4", "many": { "unsure": true } })), "not_sure");
    assert_eq!(
        count(json!({ "one": { "unsure": true }, "number": "5" })),
        "missing",
        "the worst cause is told"
    );
}

#[test]
fn the_cause_is_the_worst_of_those_that_are_open() {
    let all = json!({ "all": [
        { "field": "day", "ageAtLeast": 18 }, { "field": "one", "is": "a" }, { "field": "number", "atLeast": "5" } ] });
    let cause = |answers: Value| verdict(&all, "2026-11-22", answers);
    assert_eq!(cause(json!({ "day": "2008-11", "one": { "unsure": true } })), "missing");
    assert_eq!(cause(json!({ "day": "2008-11", "one": { "unsure": true }, "number": "5" })), "not_sure");
    assert_eq!(cause(json!({ "day": "2008-11", "one": "a", "number": "5" })), "imprecise");
    assert_eq!(cause(json!({ "day": "2008-11", "one": "b" })), "conflict", "an open answer cannot mend it");
}

#[test]
fn rules_look_at_the_source_and_the_request() {
    assert_eq!(verdict(&json!({ "source": "self" }), "2026-11-22", json!({})), "pass");
    assert_eq!(verdict(&json!({ "not": { "source": ["self"] } }), "2026-11-22", json!({})), "conflict");
    assert_eq!(verdict(&json!({ "request": "refer" }), "2026-11-22", json!({})), "pass");
}
