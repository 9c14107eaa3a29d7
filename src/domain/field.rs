//! Fields: what is asked, of whom, in which form the answer comes, and what of it may leave.
//!
//! A field knows neither its answer nor how it is drawn.

use super::date::{Date, Duration};
use super::decimal::Decimal;
use super::rule::{Rule, latest_reaching};
use super::study::{FieldType, Send, SourceId, Text};

/// A field of a study: the index into [`Study::fields`](super::study::Study::fields).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FieldId(pub u16);

/// A section of a study: the index into [`Study::sections`](super::study::Study::sections).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SectionId(pub u16);

/// A question.
pub struct Field {
    /// The name in the referral.
    pub id: String,
    /// The step on which it stands.
    pub section: SectionId,
    /// The question.
    pub label: Text,
    /// Help below the question.
    pub hint: Option<Text>,
    /// An example of an answer.
    pub example: Option<Text>,
    /// Whether an answer is needed; "not sure" is one.
    pub is_required: bool,
    /// Whether "not sure" is offered.
    pub allows_unsure: bool,
    /// Shows the question only while this is true.
    pub show_when: Option<Rule>,
    /// Who is asked.
    pub sources: Sources,
    /// What leaves the browser.
    pub send: Send,
    /// Autocomplete tokens, one for each source of the study; empty where there is none.
    pub autocomplete: Vec<String>,
    /// The type, with all that only this type has.
    pub kind: FieldKind,
}

/// The type of a field's answer.
pub enum FieldKind {
    /// One line.
    Text { max_chars: u32 },
    /// Several lines.
    LongText { max_chars: u32 },
    /// An email address.
    Email,
    /// A phone number; `region` is the country whose local form is understood.
    Phone { region: String },
    /// A number. Bounds are in the first unit.
    Number { min: Option<Decimal>, max: Option<Decimal>, decimals: u8, units: Vec<Unit> },
    /// A date; a coarser one than `precision` is an answer too.
    Date { precision: super::date::Precision, min: Option<DayBound>, max: Option<DayBound> },
    /// One of several options.
    Choice { options: Vec<Choice> },
    /// Any of several options.
    Choices { options: Vec<Choice> },
    /// Yes or no: options 0 and 1.
    YesNo,
    /// A National Provider Identifier.
    Npi,
    /// A postal code.
    Postal { region: String },
    /// When to call.
    ContactWindow,
    /// One of the study's sites; `options` are in the study's order.
    Site { options: Vec<Choice> },
}

/// The values of a yes-no field, by the number of the option.
pub const YES_NO: [&str; 2] = ["yes", "no"];

/// An option to choose.
pub struct Choice {
    /// What rules read and what is sent.
    pub value: String,
    /// What a person reads.
    pub label: Text,
    /// Whether choosing it takes back all others.
    pub is_exclusive: bool,
}

/// A unit of a number: value in the first unit = value × `factor` + `offset`.
pub struct Unit {
    /// The UCUM code.
    pub code: String,
    /// What a person reads.
    pub label: Text,
    /// What to multiply by; `None` for the first unit.
    pub factor: Option<Decimal>,
    /// What to add after that.
    pub offset: Option<Decimal>,
}

/// An end of the days that a date may have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DayBound {
    /// The person's own civil day.
    Today,
    /// A fixed day.
    On(Date),
    /// So many years before the person's own civil day.
    YearsAgo(u16),
}

impl DayBound {
    /// The day that is meant, today being `today`.
    pub fn day(self, today: Date) -> Date {
        match self {
            DayBound::Today => today,
            DayBound::On(day) => day,
            DayBound::YearsAgo(years) => {
                Date::from_days(latest_reaching(Duration::years(years), today)).unwrap_or(Date::MIN)
            }
        }
    }
}

/// A set of sources of a study.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sources(Option<Vec<SourceId>>);

impl Sources {
    /// Everybody.
    pub const ALL: Sources = Sources(None);

    /// These sources, or everybody where the list is empty.
    pub fn of(list: Vec<SourceId>) -> Sources {
        Sources((!list.is_empty()).then_some(list))
    }

    /// Tells whether `source` is among them.
    pub fn contain(&self, source: SourceId) -> bool {
        self.0.as_ref().is_none_or(|list| list.contains(&source))
    }
}

impl FieldKind {
    /// The type alone.
    pub fn field_type(&self) -> FieldType {
        match self {
            FieldKind::Text { .. } => FieldType::Text,
            FieldKind::LongText { .. } => FieldType::LongText,
            FieldKind::Email => FieldType::Email,
            FieldKind::Phone { .. } => FieldType::Phone,
            FieldKind::Number { .. } => FieldType::Number,
            FieldKind::Date { .. } => FieldType::Date,
            FieldKind::Choice { .. } => FieldType::Choice,
            FieldKind::Choices { .. } => FieldType::Choices,
            FieldKind::YesNo => FieldType::YesNo,
            FieldKind::Npi => FieldType::Npi,
            FieldKind::Postal { .. } => FieldType::Postal,
            FieldKind::ContactWindow => FieldType::ContactWindow,
            FieldKind::Site { .. } => FieldType::Site,
        }
    }

    /// The options of a field that offers some, in the order of the file.
    pub fn options(&self) -> &[Choice] {
        match self {
            FieldKind::Choice { options } | FieldKind::Choices { options } | FieldKind::Site { options } => {
                options
            }
            FieldKind::Text { .. }
            | FieldKind::LongText { .. }
            | FieldKind::Email
            | FieldKind::Phone { .. }
            | FieldKind::Number { .. }
            | FieldKind::Date { .. }
            | FieldKind::YesNo
            | FieldKind::Npi
            | FieldKind::Postal { .. }
            | FieldKind::ContactWindow => &[],
        }
    }

    /// The value that rules and referrals use for option `index`.
    pub fn option_value(&self, index: u16) -> &str {
        let index = usize::from(index);
        match self {
            FieldKind::YesNo => YES_NO.get(index).copied().unwrap_or_default(),
            other => other.options().get(index).map_or("", |it| &it.value),
        }
    }

    /// The number of the option with this value.
    pub fn option_of(&self, value: &str) -> Option<u16> {
        let index = match self {
            FieldKind::YesNo => YES_NO.iter().position(|it| *it == value),
            other => other.options().iter().position(|it| it.value == value),
        };
        index.map(|it| it as u16)
    }
}
