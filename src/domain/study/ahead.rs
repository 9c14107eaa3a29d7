//! What is ahead of somebody who has only looked: how many steps, and how many minutes.
//!
//! The first screen tells it before a study is read, so it comes from a file of which keys and types were checked and
//! no more. Nothing is answered by then: of a field, a rule knows that it has no answer. Other answers it cannot judge.
//!
//! Invariant: for every study it tells what a form that nobody has begun does.

use serde_json::Value;

use super::cover::Cover;
use super::file::{FieldType, PrecisionWord, RequestKind};
use super::index::Index;
use super::json::{FromJson, at, entries, entries_at, string};
use super::{RequestId, SourceId, Text, check};
use crate::domain::pace::{self, CHOOSE, Centiseconds, GO_ON, Reading};
use crate::domain::rule::{Cause, Truth};

/// What is ahead of somebody who has only looked so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ahead {
    /// Every step but the receipt, to which they lead.
    pub steps: u32,
    /// Whole minutes to Send, rounded up; 0 where it is less than one.
    pub minutes: u32,
}

impl Ahead {
    /// Tells what is ahead for a source and a request, from a file whose keys and types were checked.
    pub(super) fn of(file: &Value, cover: &Cover, source: SourceId, request: RequestId) -> Ahead {
        let asked_for = entries_at(file, "requests").get(usize::from(request.0));
        let visitor = Visitor {
            source: &cover.source(source).id,
            request: asked_for.map_or(RequestKind::Refer.word(), id),
            reading: Reading { language: &cover.shown },
        };
        let sites = visitor.sites(entries_at(file, "sites"));
        let wanted = asked_for.unwrap_or(&Value::Null);
        // The start, the consents and the review are ahead of everybody.
        let mut steps = 3;
        let mut time = pace::start(cover, source, &visitor.reading) + GO_ON + CHOOSE;
        for (section, verdicts) in entries_at(file, "sections").iter().zip(visitor.verdicts(file)) {
            if names(at(wanted, "sections"), id(section))
                && let Some(questions) = visitor.section(section, sites)
            {
                steps += 1 + u32::from(verdicts.is_some());
                time += questions + verdicts.unwrap_or(0);
            }
        }
        for consent in entries_at(file, "consents") {
            if names(at(wanted, "consents"), id(consent)) && visitor.is_asked(consent) {
                time += CHOOSE + visitor.reads(consent, "text");
            }
        }
        Ahead { steps, minutes: pace::whole_minutes(time) }
    }
}

/// Who looks at the file, and what for.
struct Visitor<'a> {
    /// The id of the source.
    source: &'a str,
    /// The id of the request.
    request: &'a str,
    /// How fast the file's texts are read.
    reading: Reading<'a>,
}

impl Visitor<'_> {
    /// The time for the text at a key; none where it was left out.
    fn reads(&self, entry: &Value, key: &str) -> Centiseconds {
        self.reading.of_words(Text::words_of(at(entry, key)))
    }

    /// Tells whether a section, a field or a consent is for the source.
    fn is_asked(&self, entry: &Value) -> bool {
        names(at(entry, "sources"), self.source)
    }

    /// The time for all sites, where they are to choose from.
    fn sites(&self, sites: &[Value]) -> Centiseconds {
        let mut time = 0;
        for site in sites {
            let [city, name] = ["city", "name"].map(|it| Text::words_of(at(site, it)));
            time += self.reading.of_words(&check::site_words(city, name));
        }
        time
    }

    /// The time for a section; `None` where it has no question for the source.
    fn section(&self, section: &Value, sites: Centiseconds) -> Option<Centiseconds> {
        let mut questions = None;
        for field in entries_at(section, "fields") {
            if self.is_asked(section) && self.is_asked(field) {
                let time = questions.get_or_insert(0);
                if field.get("showWhen").is_none_or(|it| self.judge(it) == Truth::True) {
                    *time += self.question(field, sites);
                }
            }
        }
        Some(questions? + GO_ON + self.reads(section, "title") + self.reads(section, "hint"))
    }

    /// The time for a question.
    fn question(&self, field: &Value, sites: Centiseconds) -> Centiseconds {
        let kind = FieldType::read(at(field, "type"));
        let mut read = self.reads(field, "label") + self.reads(field, "hint");
        for option in entries_at(field, "options") {
            read += self.reads(option, "label");
        }
        if kind == FieldType::Site {
            read += sites;
        }
        let autocomplete = at(field, "autocomplete");
        let is_filled_in = autocomplete.is_string() || autocomplete.get(self.source).is_some();
        let precision = PrecisionWord::read(at(field, "precision")).precision();
        read + pace::reply(bool::read(at(field, "required")), is_filled_in, kind, precision)
    }

    /// The time for what the answers say, section by section; `None` where nothing is decided after one.
    fn verdicts(&self, file: &Value) -> Vec<Option<Centiseconds>> {
        let sections = entries_at(file, "sections");
        let mut section_of = Vec::new();
        for (number, section) in sections.iter().enumerate() {
            section_of.resize(section_of.len() + entries_at(section, "fields").len(), number);
        }
        let index = Index::of(sections.iter().flat_map(|it| entries_at(it, "fields")).map(id));
        let mut verdicts = vec![None; sections.len()];
        for criterion in entries_at(at(file, "precheck"), "criteria") {
            if let Some(field) = last_read(at(criterion, "when"), &index) {
                *verdicts[section_of[field]].get_or_insert(GO_ON) += self.reads(criterion, "label");
            }
        }
        verdicts
    }

    /// Judges a rule while nothing is answered.
    fn judge(&self, rule: &Value) -> Truth {
        if let Some(all) = rule.get("all").map(entries) {
            self.count(all.len(), all)
        } else if let Some(any) = rule.get("any").map(entries) {
            self.count(1, any)
        } else if let Some(inner) = rule.get("not") {
            self.judge(inner).not()
        } else if let Some(at_least) = rule.get("count").and_then(Value::as_u64) {
            self.count(at_least as usize, entries_at(rule, "of"))
        } else if let Some(sources) = rule.get("source") {
            names(sources, self.source).into()
        } else if let Some(requests) = rule.get("request") {
            names(requests, self.request).into()
        } else {
            without_answer(rule)
        }
    }

    /// Judges whether at least so many rules hold: all of all rules, or one of any.
    fn count(&self, at_least: usize, of: &[Value]) -> Truth {
        let (mut holding, mut open) = (0, 0);
        for rule in of {
            match self.judge(rule) {
                Truth::True => holding += 1,
                Truth::False => {}
                Truth::Unknown(_) => open += 1,
            }
        }
        if holding >= at_least {
            Truth::True
        } else if holding + open < at_least {
            Truth::False
        } else {
            Truth::Unknown(Cause::Missing)
        }
    }
}

/// Judges the tests of a field that has no answer: only whether there is one is known.
fn without_answer(tests: &Value) -> Truth {
    // The key of the field is one; any beside "answered" is a test on the answer.
    let is_alone = tests.as_object().is_some_and(|it| it.len() == 2);
    match at(tests, "answered").as_bool() {
        Some(true) => Truth::False,
        Some(false) if is_alone => Truth::True,
        Some(false) | None => Truth::Unknown(Cause::Missing),
    }
}

/// The place of the last field that a rule reads, among all fields.
fn last_read(rule: &Value, fields: &Index) -> Option<usize> {
    let mut last = fields.find(string(at(rule, "field")));
    for key in ["all", "any", "of"] {
        for inner in entries_at(rule, key) {
            last = last.max(last_read(inner, fields));
        }
    }
    last.max(rule.get("not").and_then(|it| last_read(it, fields)))
}

/// Tells whether an id is the one that stands there, or among those; where they were left out, every id is.
fn names(ids: &Value, id: &str) -> bool {
    match ids {
        Value::Null => true,
        Value::String(one) => one == id,
        list => entries(list).iter().any(|it| string(it) == id),
    }
}

fn id(entry: &Value) -> &str {
    string(at(entry, "id"))
}
