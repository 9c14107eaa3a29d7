//! What rules can come to: whether any answers make one true, and whether any make it false.
//!
//! It tries them, through the same engine that judges people: every option, every set of options that the rule tells
//! apart, numbers at and beside every bound, and dates at and beside every end of an interval. Between those, no rule
//! changes its mind, so that on one day the trying is complete. The days are three ordinary ones, those that the
//! study names, and those around every fixed date of the rule, also when its durations are added.
//!
//! What it does not find: contradictions in rules that would take more than [`TRIES_MAX`] tries, those between a rule
//! and the `showWhen` of the fields that it reads, and rules that are constant on the days of the study but not on
//! all of these.

use std::collections::BTreeMap;

use super::super::file::Category;
use super::{About, Concern, pointer};
use crate::domain::answer::{Answer, Fact, Facts};
use crate::domain::date::Date;
use crate::domain::decimal::Decimal;
use crate::domain::field::{DayBound, Field, FieldId, FieldKind};
use crate::domain::form::{Draft, Part};
use crate::domain::rule::{Rule, Test, Truth, days_that_pass};
use crate::domain::study::{RequestId, SourceId, Study};
use crate::domain::validate::check::{Conditions, check};

/// Most combinations of answers that are tried for one rule on one day.
const TRIES_MAX: usize = 20_000;

/// Most tests that all these tries may take.
const TESTS_MAX: usize = 2_000_000;

/// Most days on which a rule is tried.
const DAYS_MAX: usize = 200;

/// What a rule can come to.
#[derive(Clone, Copy, Default)]
struct Reach {
    can_be_true: bool,
    can_be_false: bool,
}

/// Reports criteria that cannot pass or cannot conflict, parts of rules that never change, and questions that
/// nobody sees.
pub(super) fn look(study: &Study, concerns: &mut Vec<Concern>) {
    for (index, criterion) in study.criteria.iter().enumerate() {
        let Some(rule) = &criterion.when else { continue };
        let at = format!("/precheck/criteria/{index}/when");
        let Some(reach) = reach(study, rule) else { continue };
        let (can_pass, can_conflict) = match criterion.category {
            Category::Inclusion => (reach.can_be_true, reach.can_be_false),
            Category::Exclusion => (reach.can_be_false, reach.can_be_true),
        };
        match (can_pass, can_conflict) {
            (true, true) => parts(study, rule, &at, concerns),
            (false, _) => concerns.push(Concern { at, what: About::NeverPasses }),
            (true, false) => concerns.push(Concern { at, what: About::NeverConflicts }),
        }
    }
    for field in study.field_ids() {
        let Some(rule) = &study.field(field).show_when else { continue };
        let at = format!("{}/showWhen", pointer(study, field));
        match reach(study, rule) {
            Some(reach) if !reach.can_be_true => concerns.push(Concern { at, what: About::NeverShown }),
            Some(_) | None => {}
        }
    }
}

/// Tells whether two rules can hold at once; a rule that is not there always holds.
pub(super) fn can_both_hold(study: &Study, rules: [Option<&Rule>; 2]) -> bool {
    let rules: Vec<&Rule> = rules.into_iter().flatten().collect();
    let mut can = false;
    let is_whole = for_each_case(study, &rules, &mut |facts| {
        can |= rules.iter().all(|it| it.judge(facts) == Truth::True);
    });
    can || !is_whole
}

/// Reports the outermost parts of a rule that are the same for every answer.
fn parts(study: &Study, rule: &Rule, at: &str, concerns: &mut Vec<Concern>) {
    let inner: Vec<(String, &Rule)> = match rule {
        Rule::All(rules) => {
            rules.iter().enumerate().map(|(it, rule)| (format!("{at}/all/{it}"), rule)).collect()
        }
        Rule::Any(rules) => {
            rules.iter().enumerate().map(|(it, rule)| (format!("{at}/any/{it}"), rule)).collect()
        }
        Rule::Count { of, .. } => {
            of.iter().enumerate().map(|(it, rule)| (format!("{at}/of/{it}"), rule)).collect()
        }
        Rule::Not(rule) => vec![(format!("{at}/not"), rule)],
        Rule::Source(_) | Rule::Request(_) | Rule::Field { .. } => Vec::new(),
    };
    for (at, part) in inner {
        match reach(study, part) {
            Some(Reach { can_be_true: false, .. }) => concerns.push(Concern { at, what: About::NeverTrue }),
            Some(Reach { can_be_false: false, .. }) => concerns.push(Concern { at, what: About::AlwaysTrue }),
            Some(_) | None => parts(study, part, &at, concerns),
        }
    }
}

/// Tries a rule; `None` where that would take too long.
fn reach(study: &Study, rule: &Rule) -> Option<Reach> {
    let mut reach = Reach::default();
    let is_whole = for_each_case(study, &[rule], &mut |facts| match rule.judge(facts) {
        Truth::True => reach.can_be_true = true,
        Truth::False => reach.can_be_false = true,
        Truth::Unknown(_) => {}
    });
    is_whole.then_some(reach)
}

/// Calls `visit` with every case that the rules tell apart; false, and no case, where there are too many.
pub(super) fn for_each_case(study: &Study, rules: &[&Rule], visit: &mut dyn FnMut(&Facts)) -> bool {
    let mut reads = Reads::default();
    rules.iter().for_each(|it| reads.collect(it));
    let days = days(study, &reads);
    if days.len() > DAYS_MAX {
        return false;
    }
    for today in days {
        let mut choices: Vec<(FieldId, Vec<Fact>)> = Vec::new();
        for (field, tests) in &reads.fields {
            choices.push((*field, answers(study.field(*field), tests, today)));
        }
        let sources = if reads.sources { study.sources.len() } else { 1 };
        let requests = if reads.requests { study.requests.len() } else { 1 };
        let tests: usize = reads.fields.iter().map(|it| it.1.len()).sum();
        let most = TRIES_MAX.min(TESTS_MAX / tests.max(1));
        let tries = choices
            .iter()
            .map(|it| it.1.len())
            .chain([sources, requests])
            .try_fold(1usize, |product, it| product.checked_mul(it).filter(|it| *it <= most));
        if tries.is_none() {
            return false;
        }
        for source in (0..sources as u16).map(SourceId) {
            for request in (0..requests as u16).map(RequestId) {
                let mut facts = Facts::nothing(study.fields.len(), source, request, today);
                combine(&choices, &mut facts, visit);
            }
        }
    }
    true
}

fn combine(choices: &[(FieldId, Vec<Fact>)], facts: &mut Facts, visit: &mut dyn FnMut(&Facts)) {
    let Some(((field, answers), rest)) = choices.split_first() else {
        visit(facts);
        return;
    };
    for answer in answers {
        facts.set(*field, answer.clone());
        combine(rest, facts, visit);
    }
}

/// What rules look at.
#[derive(Default)]
struct Reads<'a> {
    fields: BTreeMap<FieldId, Vec<&'a Test>>,
    sources: bool,
    requests: bool,
}

impl<'a> Reads<'a> {
    fn collect(&mut self, rule: &'a Rule) {
        match rule {
            Rule::All(rules) | Rule::Any(rules) | Rule::Count { of: rules, .. } => {
                rules.iter().for_each(|it| self.collect(it));
            }
            Rule::Not(rule) => self.collect(rule),
            Rule::Source(_) => self.sources = true,
            Rule::Request(_) => self.requests = true,
            Rule::Field { field, tests } => self.fields.entry(*field).or_default().extend(tests),
        }
    }
}

/// The days on which the rules are tried.
fn days(study: &Study, reads: &Reads) -> Vec<Date> {
    let usual = [Date::new(2024, 2, 29), Date::new(2027, 1, 15), Date::new(2031, 12, 31)];
    let mut days: Vec<Date> = usual.into_iter().flatten().collect();
    let tests = || reads.fields.values().flatten();
    let spans: Vec<_> = tests().filter_map(|it| span(it)).collect();
    if !reads.fields.keys().any(|it| matches!(study.field(*it).kind, FieldKind::Date { .. })) {
        days.truncate(1);
        return days;
    }
    let ethics = study.cover.head.ethics.as_ref();
    days.extend(study.cover.head.closes);
    days.extend(ethics.and_then(|it| it.approved_on));
    days.extend(ethics.and_then(|it| it.expires_on));
    for (field, tests) in &reads.fields {
        let fixed = tests.iter().filter_map(|it| match it {
            Test::Before(day) | Test::After(day) => Some(*day),
            Test::IsAnyOf(_)
            | Test::Answered(_)
            | Test::AtLeast(_)
            | Test::AtMost(_)
            | Test::MoreThan(_)
            | Test::LessThan(_)
            | Test::AtLeastAgo(_)
            | Test::AtMostAgo(_)
            | Test::AgeAtLeast(_)
            | Test::AgeAtMost(_) => None,
        });
        let fixed: Vec<Date> = fixed.chain(bounds(study.field(*field))).collect();
        for day in fixed {
            days.extend(around(day.days(), &[0, 1, 40]));
            days.extend(spans.iter().flat_map(|it| around(day.plus(*it).days(), &[0, 1, 40])));
        }
    }
    days.sort_unstable();
    days.dedup();
    days
}

fn span(test: &Test) -> Option<crate::domain::date::Duration> {
    match test {
        Test::AtLeastAgo(span) | Test::AtMostAgo(span) | Test::AgeAtLeast(span) | Test::AgeAtMost(span) => {
            Some(*span)
        }
        Test::IsAnyOf(_)
        | Test::Answered(_)
        | Test::AtLeast(_)
        | Test::AtMost(_)
        | Test::MoreThan(_)
        | Test::LessThan(_)
        | Test::Before(_)
        | Test::After(_) => None,
    }
}

/// The fixed days between which a date has to lie.
fn bounds(field: &Field) -> Vec<Date> {
    let FieldKind::Date { min, max, .. } = &field.kind else { return Vec::new() };
    let fixed = |it: &DayBound| match it {
        DayBound::On(day) => Some(*day),
        DayBound::Today | DayBound::YearsAgo(_) => None,
    };
    min.iter().chain(max).filter_map(fixed).collect()
}

fn around(day: i32, distances: &[i32]) -> impl Iterator<Item = Date> {
    let days = distances.iter().flat_map(move |it| [day.saturating_sub(*it), day.saturating_add(*it)]);
    days.filter_map(Date::from_days).collect::<Vec<_>>().into_iter()
}

/// The answers that the tests on a field tell apart.
fn answers(field: &Field, tests: &[&Test], today: Date) -> Vec<Fact> {
    let mut facts = match &field.kind {
        FieldKind::Choice { .. } | FieldKind::YesNo | FieldKind::Site { .. } => {
            let count = if matches!(field.kind, FieldKind::YesNo) { 2 } else { field.kind.options().len() };
            (0..count as u16).map(|it| Fact::Known(Answer::Picked(vec![it]))).collect()
        }
        FieldKind::Choices { .. } => sets(field, tests),
        FieldKind::Number { min, max, decimals, units } => {
            // A number that was converted from another unit has six decimals.
            let decimals = if units.len() > 1 { 6 } else { *decimals };
            numbers(*min, *max, decimals, tests)
        }
        FieldKind::Date { .. } => dates(field, tests, today),
        FieldKind::Text { .. }
        | FieldKind::LongText { .. }
        | FieldKind::Email
        | FieldKind::Phone { .. }
        | FieldKind::Npi
        | FieldKind::Postal { .. }
        | FieldKind::ContactWindow => vec![Fact::Known(Answer::Text(String::new()))],
    };
    if tests.iter().any(|it| matches!(it, Test::Answered(_))) {
        facts.extend([Fact::NotSure, Fact::Missing]);
    }
    facts
}

/// Sets of options: one option stands for all that no test tells apart from it; an exclusive one stands alone.
fn sets(field: &Field, tests: &[&Test]) -> Vec<Fact> {
    let signature = |option: u16| -> Vec<bool> {
        let reads = |it: &&Test| matches!(it, Test::IsAnyOf(options) if options.contains(&option));
        tests.iter().map(reads).collect()
    };
    let mut kinds: Vec<(Vec<bool>, u16)> = Vec::new();
    let mut sets: Vec<Vec<u16>> = Vec::new();
    for (option, choice) in (0u16..).zip(field.kind.options()) {
        let signature = signature(option);
        if choice.is_exclusive {
            sets.push(vec![option]);
        } else if !kinds.iter().any(|it| it.0 == signature) {
            kinds.push((signature, option));
        }
    }
    for chosen in 1u32..1 << kinds.len().min(16) {
        let picked = kinds.iter().enumerate().filter(|(index, _)| chosen >> index & 1 == 1);
        sets.push(picked.map(|(_, kind)| kind.1).collect());
    }
    sets.into_iter().map(|it| Fact::Known(Answer::Picked(it))).collect()
}

/// Numbers at every bound and one step beside it, as far as the field takes them.
fn numbers(min: Option<Decimal>, max: Option<Decimal>, decimals: u8, tests: &[&Test]) -> Vec<Fact> {
    let step = |sign: &str| Decimal::parse(&format!("{sign}0.{:0>width$}", 1, width = usize::from(decimals)));
    let one = if decimals == 0 { [Some(Decimal::ONE), Decimal::parse("-1")] } else { [step(""), step("-")] };
    let bound = |test: &&Test| match test {
        Test::AtLeast(it) | Test::AtMost(it) | Test::MoreThan(it) | Test::LessThan(it) => Some(*it),
        Test::IsAnyOf(_)
        | Test::Answered(_)
        | Test::Before(_)
        | Test::After(_)
        | Test::AtLeastAgo(_)
        | Test::AtMostAgo(_)
        | Test::AgeAtLeast(_)
        | Test::AgeAtMost(_) => None,
    };
    let mut numbers: Vec<Decimal> = min.into_iter().chain(max).collect();
    for bound in tests.iter().filter_map(bound) {
        let steps = one.into_iter().flatten().chain([Decimal::ZERO]);
        numbers.extend(steps.filter_map(|it| bound.convert(Decimal::ONE, it, decimals)));
    }
    if numbers.is_empty() {
        numbers.push(Decimal::ONE);
    }
    numbers.retain(|it| min.is_none_or(|min| *it >= min) && max.is_none_or(|max| *it <= max));
    numbers.sort_unstable();
    numbers.dedup();
    numbers.into_iter().map(|it| Fact::Known(Answer::Number(it))).collect()
}

/// Dates at both ends of every test's days and beside them, as the field takes them on this day.
fn dates(field: &Field, tests: &[&Test], today: Date) -> Vec<Fact> {
    let mut days: Vec<Date> = around(today.days(), &[0, 1]).collect();
    days.extend(bounds(field).into_iter().flat_map(|it| around(it.days(), &[0, 1])));
    for test in tests {
        let (from, to) = days_that_pass(test, today);
        for end in [from, to] {
            // Beside it: a day, and, where only the month or year is asked for, all of those.
            days.extend(around(end, &[0, 1, 31, 366]));
        }
    }
    let on = Conditions { today, decimal_comma: false, time_zone: String::new() };
    let mut facts: Vec<Fact> = Vec::new();
    for day in days {
        let mut draft = Draft::default();
        draft.set_part(Part::Year, format!("{:04}", day.year()));
        draft.set_part(Part::Month, day.month().to_string());
        draft.set_part(Part::Day, day.day().to_string());
        if let Ok(fact) = check(field, &draft, &on)
            && !facts.contains(&fact)
        {
            facts.push(fact);
        }
    }
    facts
}
