//! Rules: what a study says of answers, judged in three values.
//!
//! Strong Kleene logic: an unanswered or unsure answer neither passes nor fails, and a date given to
//! the month is an interval of days. One engine serves `showWhen`, criteria and routes.
//!
//! Invariant: pure. "Today" arrives with the facts.

use super::answer::{Answer, Fact, Facts};
use super::date::{Date, Duration};
use super::decimal::Decimal;
use super::field::FieldId;
use super::study::{RequestId, SourceId};

/// A condition, with every name resolved.
pub enum Rule {
    /// Every rule holds.
    All(Vec<Rule>),
    /// Some rule holds.
    Any(Vec<Rule>),
    /// The rule does not hold.
    Not(Box<Rule>),
    /// At least so many of the rules hold.
    Count { at_least: usize, of: Vec<Rule> },
    /// One of these refers.
    Source(Vec<SourceId>),
    /// One of these is asked for.
    Request(Vec<RequestId>),
    /// Every test holds of the field's answer.
    Field { field: FieldId, tests: Vec<Test> },
}

/// One operator on a field.
pub enum Test {
    /// One of these options is chosen.
    IsAnyOf(Vec<u16>),
    /// There is an answer, "not sure" included.
    Answered(bool),
    /// The number is this or more.
    AtLeast(Decimal),
    /// The number is this or less.
    AtMost(Decimal),
    /// The number is more than this.
    MoreThan(Decimal),
    /// The number is less than this.
    LessThan(Decimal),
    /// The date is before this day.
    Before(Date),
    /// The date is after this day.
    After(Date),
    /// The date lies so far back or further.
    AtLeastAgo(Duration),
    /// The date lies no further back, and not in the future.
    AtMostAgo(Duration),
    /// So much of life is completed.
    AgeAtLeast(Duration),
    /// No more than so much of life is completed; counted in its smallest unit.
    AgeAtMost(Duration),
}

/// What a rule says of the answers so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Truth {
    /// It holds, whatever the open answers will be.
    True,
    /// It does not hold, whatever the open answers will be.
    False,
    /// The answers so far do not decide it.
    Unknown(Cause),
}

/// Why a rule is undecided, from the least to the worst.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Cause {
    /// The question is hidden.
    NotAsked,
    /// A date leaves days on both sides.
    Imprecise,
    /// The answer is "not sure".
    NotSure,
    /// There is no answer.
    Missing,
}

impl Cause {
    /// The word in referrals.
    pub fn word(self) -> &'static str {
        match self {
            Cause::NotAsked => "not_asked",
            Cause::Imprecise => "imprecise",
            Cause::NotSure => "not_sure",
            Cause::Missing => "missing",
        }
    }
}

impl Truth {
    /// Both: false when either is; else unknown, for the worse cause, when either is.
    pub fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::False, _) | (_, Truth::False) => Truth::False,
            (Truth::Unknown(left), Truth::Unknown(right)) => Truth::Unknown(left.max(right)),
            (Truth::Unknown(cause), Truth::True) | (Truth::True, Truth::Unknown(cause)) => {
                Truth::Unknown(cause)
            }
            (Truth::True, Truth::True) => Truth::True,
        }
    }

    /// Either: true when either is; else unknown, for the worse cause, when either is.
    pub fn or(self, other: Truth) -> Truth {
        self.not().and(other.not()).not()
    }

    /// The opposite; unknown stays unknown.
    #[expect(clippy::should_implement_trait, reason = "reads along with `and` and `or`")]
    pub fn not(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown(cause) => Truth::Unknown(cause),
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Truth {
        if holds { Truth::True } else { Truth::False }
    }
}

impl Rule {
    /// Judges the rule on what is known.
    pub fn judge(&self, facts: &Facts) -> Truth {
        match self {
            Rule::All(rules) => rules.iter().fold(Truth::True, |so_far, rule| so_far.and(rule.judge(facts))),
            Rule::Any(rules) => rules.iter().fold(Truth::False, |so_far, rule| so_far.or(rule.judge(facts))),
            Rule::Not(rule) => rule.judge(facts).not(),
            Rule::Count { at_least, of } => count(*at_least, of, facts),
            Rule::Source(sources) => sources.contains(&facts.source).into(),
            Rule::Request(requests) => requests.contains(&facts.request).into(),
            Rule::Field { field, tests } => judge_field(facts.get(*field), tests, facts.today),
        }
    }

    /// Calls `visit` with every field that the rule reads.
    pub fn reads(&self, visit: &mut dyn FnMut(FieldId)) {
        self.tests(&mut |field, _| visit(field));
    }

    /// Calls `visit` with every field that the rule reads, and what it asks of it.
    pub fn tests(&self, visit: &mut dyn FnMut(FieldId, &[Test])) {
        match self {
            Rule::All(rules) | Rule::Any(rules) | Rule::Count { of: rules, .. } => {
                rules.iter().for_each(|it| it.tests(visit));
            }
            Rule::Not(rule) => rule.tests(visit),
            Rule::Source(_) | Rule::Request(_) => {}
            Rule::Field { field, tests } => visit(*field, tests),
        }
    }
}

fn count(at_least: usize, of: &[Rule], facts: &Facts) -> Truth {
    let mut holding = 0;
    let mut open = 0;
    let mut worst = Cause::NotAsked;
    for rule in of {
        match rule.judge(facts) {
            Truth::True => holding += 1,
            Truth::False => {}
            Truth::Unknown(cause) => {
                open += 1;
                worst = worst.max(cause);
            }
        }
    }
    if holding >= at_least {
        Truth::True
    } else if holding + open < at_least {
        Truth::False
    } else {
        Truth::Unknown(worst)
    }
}

fn judge_field(fact: &Fact, tests: &[Test], today: Date) -> Truth {
    let mut truth = Truth::True;
    let mut days: Option<(i32, i32)> = None;
    for test in tests {
        match test {
            Test::Answered(expected) => truth = truth.and((fact.is_answered() == *expected).into()),
            Test::IsAnyOf(options) => truth = truth.and(decide(fact, |it| picks(it, options))),
            Test::AtLeast(bound) => truth = truth.and(decide(fact, |it| number(it).map(|it| it >= *bound))),
            Test::AtMost(bound) => truth = truth.and(decide(fact, |it| number(it).map(|it| it <= *bound))),
            Test::MoreThan(bound) => truth = truth.and(decide(fact, |it| number(it).map(|it| it > *bound))),
            Test::LessThan(bound) => truth = truth.and(decide(fact, |it| number(it).map(|it| it < *bound))),
            Test::Before(_)
            | Test::After(_)
            | Test::AtLeastAgo(_)
            | Test::AtMostAgo(_)
            | Test::AgeAtLeast(_)
            | Test::AgeAtMost(_) => {
                // All the tests of one date hold of the same days, so their days are intersected first.
                let (from, to) = days.unwrap_or((i32::MIN, i32::MAX));
                let (also_from, also_to) = days_that_pass(test, today);
                days = Some((from.max(also_from), to.min(also_to)));
            }
        }
    }
    match days {
        Some(days) => truth.and(judge_days(fact, days)),
        None => truth,
    }
}

/// Asks a decided answer, and says why where there is none.
fn decide(fact: &Fact, test: impl FnOnce(&Answer) -> Option<bool>) -> Truth {
    match fact.known() {
        Ok(answer) => test(answer).map_or(Truth::Unknown(Cause::Imprecise), Truth::from),
        Err(cause) => Truth::Unknown(cause),
    }
}

fn picks(answer: &Answer, options: &[u16]) -> Option<bool> {
    match answer {
        Answer::Picked(picked) => Some(picked.iter().any(|it| options.contains(it))),
        Answer::Text(_) | Answer::Number(_) | Answer::Days { .. } | Answer::Window(_) => None,
    }
}

fn number(answer: &Answer) -> Option<Decimal> {
    match answer {
        Answer::Number(value) => Some(*value),
        Answer::Text(_) | Answer::Picked(_) | Answer::Days { .. } | Answer::Window(_) => None,
    }
}

fn judge_days(fact: &Fact, (from, to): (i32, i32)) -> Truth {
    let answer = match fact.known() {
        Ok(answer) => answer,
        Err(cause) => return Truth::Unknown(cause),
    };
    let (first, last) = match answer {
        Answer::Days { first, last, .. } => (first.days(), last.days()),
        Answer::Text(_) | Answer::Number(_) | Answer::Picked(_) | Answer::Window(_) => {
            return Truth::Unknown(Cause::Imprecise);
        }
    };
    if from <= first && last <= to {
        Truth::True
    } else if last < from || to < first || to < from {
        Truth::False
    } else {
        Truth::Unknown(Cause::Imprecise)
    }
}

/// Gives the first and the last day that pass a test, as days since 1970-01-01.
///
/// Shape: an empty interval where no day passes.
pub(super) fn days_that_pass(test: &Test, today: Date) -> (i32, i32) {
    match test {
        Test::Before(day) => (i32::MIN, day.days() - 1),
        Test::After(day) => (day.days() + 1, i32::MAX),
        Test::AtLeastAgo(span) | Test::AgeAtLeast(span) => (i32::MIN, latest_reaching(*span, today)),
        Test::AtMostAgo(span) => (first_within(*span, today), today.days()),
        Test::AgeAtMost(span) => (latest_reaching(span.and_one_more(), today) + 1, i32::MAX),
        Test::IsAnyOf(_)
        | Test::Answered(_)
        | Test::AtLeast(_)
        | Test::AtMost(_)
        | Test::MoreThan(_)
        | Test::LessThan(_) => (i32::MIN, i32::MAX),
    }
}

/// The last day to which `span` can be added without passing today, as days since 1970-01-01.
pub(super) fn latest_reaching(span: Duration, today: Date) -> i32 {
    search(today, |day| day.plus(span) <= today) - 1
}

/// The first day to which `span` is added to reach today or later.
fn first_within(span: Duration, today: Date) -> i32 {
    search(today, |day| day.plus(span) < today)
}

/// Finds the first day that `is_early` refuses. Adding a duration never turns the order of two days,
/// so a binary search is exact where counting back would have to know every month's end.
fn search(today: Date, is_early: impl Fn(Date) -> bool) -> i32 {
    let (mut low, mut high) = (Date::MIN.days(), today.days() + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        match Date::from_days(middle) {
            Some(day) if is_early(day) => low = middle + 1,
            Some(_) | None => high = middle,
        }
    }
    low
}
