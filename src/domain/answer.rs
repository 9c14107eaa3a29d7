//! Answers: what is known of every field, in canonical form.
//!
//! [`Facts`] is what stands so far, gaps and all; [`Answers`] is what passed every check and may go on to a
//! referral. Neither can be serialized: an answer leaves only through a [`Referral`](super::referral::Referral).

use super::date::{Date, PartialDate};
use super::decimal::Decimal;
use super::field::FieldId;
use super::rule::Cause;
use super::study::{RequestId, SourceId};

/// An answer in canonical form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// Text as typed; an email address, E.164 phone number, ten-digit NPI or postal code in its canonical form.
    Text(String),
    /// A number in the field's first unit.
    Number(Decimal),
    /// The days that a date may mean, both ends included; `written` is what was typed, where that is known.
    Days { first: Date, last: Date, written: Option<PartialDate> },
    /// The numbers of the chosen options, in the order of the file.
    Picked(Vec<u16>),
    /// When to call.
    Window(ContactWindow),
}

/// When a person would like to be called.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ContactWindow {
    /// Days of the week, Monday = 0, in order.
    pub days: Vec<u16>,
    /// From, as `HH:MM`.
    pub from: String,
    /// To, as `HH:MM`, later than `from`.
    pub to: String,
    /// The person's time zone (IANA).
    pub time_zone: String,
}

/// The words for the days of the week in referrals, Monday first.
pub const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// What is known of one field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fact {
    /// The question is hidden, or not for this source or request.
    NotAsked,
    /// There is no answer, or none that can be read.
    Missing,
    /// The answer is "not sure".
    NotSure,
    /// There is an answer, of which no more than that is told.
    Withheld,
    /// The answer.
    Known(Answer),
}

impl Fact {
    /// Tells whether there is an answer, "not sure" included.
    pub fn is_answered(&self) -> bool {
        match self {
            Fact::NotAsked | Fact::Missing => false,
            Fact::NotSure | Fact::Withheld | Fact::Known(_) => true,
        }
    }

    /// The answer, or why there is none to judge.
    pub fn known(&self) -> Result<&Answer, Cause> {
        match self {
            Fact::NotAsked => Err(Cause::NotAsked),
            Fact::Missing => Err(Cause::Missing),
            Fact::NotSure => Err(Cause::NotSure),
            Fact::Withheld => Err(Cause::Imprecise),
            Fact::Known(answer) => Ok(answer),
        }
    }
}

/// What is known of every field, and of who asks for what on which day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// One fact per field of the study.
    fields: Vec<Fact>,
    /// Who refers.
    pub source: SourceId,
    /// What is asked for.
    pub request: RequestId,
    /// The person's own civil day.
    pub today: Date,
}

impl Facts {
    /// Starts with nothing known of `count` fields.
    pub fn nothing(count: usize, source: SourceId, request: RequestId, today: Date) -> Facts {
        Facts { fields: vec![Fact::NotAsked; count], source, request, today }
    }

    /// What is known of a field.
    pub fn get(&self, field: FieldId) -> &Fact {
        &self.fields[usize::from(field.0)]
    }

    /// Notes what is known of a field.
    pub fn set(&mut self, field: FieldId, fact: Fact) {
        self.fields[usize::from(field.0)] = fact;
    }
}

/// Answers that passed every check: nothing required is missing and nothing is unreadable.
///
/// [`Form::answers`](super::form::Form::answers) is the only way to them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answers(Facts);

impl Answers {
    pub(super) fn checked(facts: Facts) -> Answers {
        Answers(facts)
    }

    /// The facts, to be judged.
    pub fn facts(&self) -> &Facts {
        &self.0
    }
}
