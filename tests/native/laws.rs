//! The laws of three-valued logic, and what they mean for somebody who answers one more question.

use proptest::prelude::*;
use referral_form::domain::answer::{Answer, Fact, Facts};
use referral_form::domain::date::{Date, Duration, PartialDate};
use referral_form::domain::decimal::Decimal;
use referral_form::domain::field::FieldId;
use referral_form::domain::rule::{Cause, Rule, Test, Truth};
use referral_form::domain::study::{RequestId, SourceId};

use crate::people::today;

const ALL: [Truth; 6] = [
    Truth::True,
    Truth::False,
    Truth::Unknown(Cause::NotAsked),
    Truth::Unknown(Cause::Imprecise),
    Truth::Unknown(Cause::NotSure),
    Truth::Unknown(Cause::Missing),
];

fn pairs() -> impl Iterator<Item = (Truth, Truth)> {
    ALL.into_iter().flat_map(|a| ALL.into_iter().map(move |b| (a, b)))
}

fn triples() -> impl Iterator<Item = (Truth, Truth, Truth)> {
    pairs().flat_map(|(a, b)| ALL.into_iter().map(move |c| (a, b, c)))
}

/// The value without its cause.
fn plain(truth: Truth) -> Option<bool> {
    match truth {
        Truth::True => Some(true),
        Truth::False => Some(false),
        Truth::Unknown(_) => None,
    }
}

#[test]
fn and_and_or_do_not_mind_the_order() {
    for (a, b) in pairs() {
        assert_eq!(a.and(b), b.and(a));
        assert_eq!(a.or(b), b.or(a));
    }
    for (a, b, c) in triples() {
        assert_eq!(a.and(b).and(c), a.and(b.and(c)));
        assert_eq!(a.or(b).or(c), a.or(b.or(c)));
    }
}

#[test]
fn saying_a_thing_twice_changes_nothing() {
    for a in ALL {
        assert_eq!(a.and(a), a);
        assert_eq!(a.or(a), a);
        assert_eq!(a.not().not(), a);
    }
}

#[test]
fn de_morgan_holds_with_the_cause() {
    for (a, b) in pairs() {
        assert_eq!(a.and(b).not(), a.not().or(b.not()));
        assert_eq!(a.or(b).not(), a.not().and(b.not()));
    }
}

#[test]
fn true_and_false_are_the_ends_of_the_scale() {
    for a in ALL {
        assert_eq!(a.and(Truth::True), a);
        assert_eq!(a.or(Truth::False), a);
        assert_eq!(a.and(Truth::False), Truth::False);
        assert_eq!(a.or(Truth::True), Truth::True);
    }
}

#[test]
fn either_distributes_over_the_other_but_for_the_cause() {
    for (a, b, c) in triples() {
        assert_eq!(plain(a.and(b.or(c))), plain(a.and(b).or(a.and(c))));
        assert_eq!(plain(a.or(b.and(c))), plain(a.or(b).and(a.or(c))));
        assert_eq!(plain(a.and(a.or(b))), plain(a));
    }
}

#[test]
fn the_cause_of_a_compound_is_the_worst_of_its_undecided_parts() {
    let worst = [Cause::Missing, Cause::NotSure, Cause::Imprecise, Cause::NotAsked];
    for (index, cause) in worst.into_iter().enumerate() {
        for other in &worst[index..] {
            let both = Truth::Unknown(cause).and(Truth::Unknown(*other));
            assert_eq!(both, Truth::Unknown(cause));
            assert_eq!(Truth::Unknown(*other).or(Truth::Unknown(cause)), Truth::Unknown(cause));
        }
    }
}

/// Fields of the little world in which rules are judged: two numbers, two dates, two choices.
const FIELDS: u16 = 6;

fn number(tenths: i32) -> Decimal {
    Decimal::parse(&format!("{}.{}", tenths / 10, tenths % 10)).expect("a decimal")
}

/// Everything that can be known of a field.
fn fact(field: u16) -> BoxedStrategy<Fact> {
    let known = match field {
        0 | 1 => (0..100).prop_map(|it| Answer::Number(number(it))).boxed(),
        2 | 3 => date().prop_map(days).boxed(),
        _ => proptest::sample::subsequence(vec![0u16, 1, 2], 1..3).prop_map(Answer::Picked).boxed(),
    };
    prop_oneof![
        1 => Just(Fact::Missing),
        1 => Just(Fact::NotSure),
        1 => Just(Fact::Withheld),
        4 => known.prop_map(Fact::Known),
    ]
    .boxed()
}

fn date() -> impl Strategy<Value = PartialDate> {
    let part = |last: u8| prop_oneof![1 => Just(None), 3 => (1..=last).prop_map(Some)];
    (1930..2027, part(12), part(28)).prop_map(|(year, month, day)| {
        PartialDate::new(year, month, month.and(day)).expect("such a day is there in every month")
    })
}

fn days(date: PartialDate) -> Answer {
    Answer::Days { first: date.first(), last: date.last(), written: Some(date) }
}

fn facts() -> impl Strategy<Value = Facts> {
    (0..FIELDS).map(fact).collect::<Vec<_>>().prop_map(|all| {
        let mut facts = Facts::nothing(all.len(), SourceId(0), RequestId(0), today());
        for (index, fact) in all.into_iter().enumerate() {
            facts.set(FieldId(index as u16), fact);
        }
        facts
    })
}

/// A rule as a test can print and copy it.
#[derive(Clone, Debug)]
enum Plan {
    All(Vec<Plan>),
    Any(Vec<Plan>),
    Not(Box<Plan>),
    Count(usize, Vec<Plan>),
    Number(u16, i32, u8),
    Day(u16, i32, u8),
    Ago(u16, u16, u8),
    Picked(u16, u16),
}

fn plan() -> impl Strategy<Value = Plan> {
    let leaf = prop_oneof![
        (0..2u16, 0..100, any::<u8>()).prop_map(|(field, bound, op)| Plan::Number(field, bound, op)),
        (2..4u16, -14_000..21_000, any::<u8>()).prop_map(|(field, day, op)| Plan::Day(field, day, op)),
        (2..4u16, 0..1200u16, any::<u8>()).prop_map(|(field, months, op)| Plan::Ago(field, months, op)),
        (4..6u16, 0..3u16).prop_map(|(field, option)| Plan::Picked(field, option)),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let list = || proptest::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            list().prop_map(Plan::All),
            list().prop_map(Plan::Any),
            inner.clone().prop_map(|it| Plan::Not(Box::new(it))),
            (1..4usize, list()).prop_map(|(least, of)| Plan::Count(least.min(of.len()), of)),
        ]
    })
}

fn rule(plan: &Plan) -> Rule {
    let rules = |plans: &[Plan]| plans.iter().map(rule).collect::<Vec<_>>();
    match plan {
        Plan::All(plans) => Rule::All(rules(plans)),
        Plan::Any(plans) => Rule::Any(rules(plans)),
        Plan::Not(plan) => Rule::Not(Box::new(rule(plan))),
        Plan::Count(at_least, of) => Rule::Count { at_least: *at_least, of: rules(of) },
        Plan::Number(field, bound, op) => {
            let bound = number(*bound);
            let test = match op % 4 {
                0 => Test::AtLeast(bound),
                1 => Test::AtMost(bound),
                2 => Test::MoreThan(bound),
                _ => Test::LessThan(bound),
            };
            Rule::Field { field: FieldId(*field), tests: vec![test] }
        }
        Plan::Day(field, day, op) => {
            let day = Date::from_days(*day).expect("a day of this calendar");
            let tests = match op % 3 {
                0 => vec![Test::Before(day)],
                1 => vec![Test::After(day)],
                _ => vec![Test::After(day), Test::AgeAtLeast(Duration::years(u16::from(*op) / 4))],
            };
            Rule::Field { field: FieldId(*field), tests }
        }
        Plan::Ago(field, months, op) => {
            let span = Duration::parse(&format!("P{months}M")).expect("a duration");
            let tests = match op % 5 {
                0 => vec![Test::AtLeastAgo(span)],
                1 => vec![Test::AtMostAgo(span)],
                2 => vec![Test::AgeAtLeast(span)],
                3 => vec![Test::AgeAtMost(span)],
                _ => vec![Test::AtMostAgo(span), Test::AtLeastAgo(Duration::years(u16::from(*op) / 4))],
            };
            Rule::Field { field: FieldId(*field), tests }
        }
        Plan::Picked(field, option) => {
            Rule::Field { field: FieldId(*field), tests: vec![Test::IsAnyOf(vec![*option])] }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_more_answer_never_turns_a_decided_rule_round(
        plan in plan(),
        before in facts(),
        (field, more) in (0..FIELDS).prop_flat_map(|it| (Just(it), fact(it))),
    ) {
        let rule = rule(&plan);
        let is_open = !matches!(before.get(FieldId(field)), Fact::Known(_));
        let mut after = before.clone();
        if is_open {
            after.set(FieldId(field), more);
        }
        if let Some(decided) = plain(rule.judge(&before)) {
            prop_assert_eq!(plain(rule.judge(&after)), Some(decided));
        }
    }

    #[test]
    fn the_exact_day_never_contradicts_the_month_or_the_year(plan in plan(), facts in facts(), which in 2..4u16, share in 0..=1000i32) {
        let rule = rule(&plan);
        let Fact::Known(Answer::Days { first, last, .. }) = facts.get(FieldId(which)).clone() else { return Ok(()) };
        let day = first.days() + (last.days() - first.days()) * share / 1000;
        let day = PartialDate::from(Date::from_days(day).expect("a day between two days"));
        let mut exact = facts.clone();
        exact.set(FieldId(which), Fact::Known(days(day)));
        if let Some(decided) = plain(rule.judge(&facts)) {
            prop_assert_eq!(plain(rule.judge(&exact)), Some(decided));
        }
    }

    #[test]
    fn not_all_is_any_not(plans in proptest::collection::vec(plan(), 1..4), facts in facts()) {
        let not = |it: &Plan| Plan::Not(Box::new(it.clone()));
        let negated: Vec<Plan> = plans.iter().map(not).collect();
        let judge = |plan: Plan| rule(&plan).judge(&facts);
        prop_assert_eq!(judge(not(&Plan::All(plans.clone()))), judge(Plan::Any(negated.clone())));
        prop_assert_eq!(judge(not(&Plan::Any(plans))), judge(Plan::All(negated)));
    }

    #[test]
    fn counting_one_is_any_and_counting_all_is_all(plans in proptest::collection::vec(plan(), 1..4), facts in facts()) {
        let judge = |plan: Plan| plain(rule(&plan).judge(&facts));
        prop_assert_eq!(judge(Plan::Count(1, plans.clone())), judge(Plan::Any(plans.clone())));
        prop_assert_eq!(judge(Plan::Count(plans.len(), plans.clone())), judge(Plan::All(plans)));
    }

    #[test]
    fn the_order_of_rules_changes_nothing(plans in proptest::collection::vec(plan(), 1..5), facts in facts()) {
        let judge = |plan: Plan| rule(&plan).judge(&facts);
        let turned: Vec<Plan> = plans.iter().rev().cloned().collect();
        prop_assert_eq!(judge(Plan::All(plans.clone())), judge(Plan::All(turned.clone())));
        prop_assert_eq!(judge(Plan::Any(plans.clone())), judge(Plan::Any(turned.clone())));
        let least = plans.len().div_ceil(2);
        prop_assert_eq!(judge(Plan::Count(least, plans)), judge(Plan::Count(least, turned)));
    }

    #[test]
    fn a_rule_on_one_date_is_unknown_only_where_its_days_disagree(
        plan in prop_oneof![
            (Just(2u16), -14_000..21_000, any::<u8>()).prop_map(|(field, day, op)| Plan::Day(field, day, op)),
            (Just(2u16), 0..1200u16, any::<u8>()).prop_map(|(field, months, op)| Plan::Ago(field, months, op)),
        ],
        date in date(),
    ) {
        let rule = rule(&plan);
        let mut facts = Facts::nothing(usize::from(FIELDS), SourceId(0), RequestId(0), today());
        let mut judge = |date: PartialDate| {
            facts.set(FieldId(2), Fact::Known(days(date)));
            plain(rule.judge(&facts))
        };
        let whole = judge(date);
        let each: Vec<bool> = (date.first().days()..=date.last().days())
            .map(|it| Date::from_days(it).expect("a day of this calendar"))
            .map(|it| judge(it.into()).expect("a day decides"))
            .collect();
        let all_agree = each.windows(2).all(|it| it[0] == it[1]);
        prop_assert_eq!(whole, all_agree.then_some(each[0]));
    }
}
