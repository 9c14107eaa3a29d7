//! Invented answers: a test referral that leads to a given endpoint, made the way a person makes one.
//!
//! It tries answers until the form gets to its review and the referral goes where it should. The answers are nobody's:
//! texts say that they are a test, and the email address and the phone number can belong to nobody.

use serde_json::{Map, Value, json};

use super::{DryRun, Occasion, Script, conditions, events, run_on};
use crate::domain::date::{Date, Precision};
use crate::domain::field::{DayBound, Field, FieldKind, YES_NO};
use crate::domain::form::Form;
use crate::domain::referral::{Origin, Referral};
use crate::domain::study::{ConsentId, Endpoint, RequestId, SourceId, Study};
use crate::domain::validate::check::check;

/// What every text of a test referral says, as far as there is room.
pub const MARK: &str = "TEST - please delete";

/// The referral code of a test referral, where a consent covers the code.
pub const CODE: &str = "TEST";

/// How often answers are drawn anew where changing one at a time leads nowhere.
const DRAWS: u64 = 200;

/// Days before today that a date is tried with: an adult's birth first, then what happens to people later.
const DAYS_AGO: [i32; 10] = [14_975, 30, 400, 3_650, 1_000, 23_741, 28_125, 0, -7, -60];

/// What a test referral has to be like.
pub struct Wish<'a> {
    /// Who refers; anybody where there is none.
    pub source: Option<&'a str>,
    /// What is asked for; anything where there is none.
    pub request: Option<&'a str>,
    /// Answers that stay as they are, by field id.
    pub answers: &'a Map<String, Value>,
    /// Where it has to go: any of these, which are the study's own.
    pub endpoints: &'a [&'a Endpoint],
    /// The day on which it is filled in.
    pub today: Date,
    /// SHA-256 of the study file's bytes, in hexadecimal.
    pub file_sha256: &'a str,
    /// Computes a SHA-256, in hexadecimal.
    pub sha256: fn(&[u8]) -> String,
    /// The id and the time of the referral.
    pub occasion: Occasion<'a>,
}

/// How far a try is from what is wished for; nothing is nearer than all zeros.
///
/// Order: what keeps the form from its review, whether it goes elsewhere, criteria that disagree.
type Distance = (usize, bool, usize);

/// Makes a test referral.
///
/// # Errors
/// Why there is none, one line each: answers that no control takes, fields that find no answer, or that no answers lead there.
pub fn referral(study: &Study, wish: &Wish) -> Result<Referral, Vec<String>> {
    events(study, wish.answers)?;
    let pools = pools(study, wish);
    let mut nearest: Option<(Distance, DryRun)> = None;
    for (source, request) in ways(study, wish) {
        let maker = Maker { study, wish, source, request, pools: &pools };
        let (distance, made) = maker.search()?;
        if distance.0 == 0 && !distance.1 {
            return Ok(made.referral.expect("nothing keeps the form from its review"));
        }
        if nearest.as_ref().is_none_or(|it| distance < it.0) {
            nearest = Some((distance, made));
        }
    }
    let (_, made) = nearest.ok_or_else(|| vec!["the study has no such source or request".to_owned()])?;
    let mut reasons: Vec<String> =
        made.problems.0.iter().map(|(id, code)| format!("/{id}: {code}")).collect();
    reasons.extend(made.remarks);
    if reasons.is_empty() {
        reasons.push("no answers were found whose route leads there".to_owned());
    }
    Err(reasons)
}

/// Every pair of a source and a request that the wish leaves open.
fn ways<'a>(study: &'a Study, wish: &'a Wish) -> impl Iterator<Item = (SourceId, RequestId)> + 'a {
    let is = |wanted: Option<&str>, id: &str| wanted.is_none_or(|it| it == id);
    let requests = (0..study.requests.len() as u16)
        .filter(move |it| is(wish.request, &study.request(RequestId(*it)).id));
    requests.flat_map(move |request| {
        let sources = (0..study.sources.len() as u16)
            .filter(move |it| is(wish.source, &study.source(SourceId(*it)).id));
        sources.map(move |source| (SourceId(source), RequestId(request)))
    })
}

struct Maker<'a> {
    study: &'a Study,
    wish: &'a Wish<'a>,
    source: SourceId,
    request: RequestId,
    /// For every field, what may stand there; `None` is no answer.
    pools: &'a [Vec<Option<Value>>],
}

impl Maker<'_> {
    /// Changes one answer at a time as long as that leads nearer; then starts from others.
    fn search(&self) -> Result<(Distance, DryRun), Vec<String>> {
        let mut best = self.climb(vec![0; self.pools.len()])?;
        // Linear congruential numbers of a fixed seed: the same study file gives the same answers.
        let mut number: u64 = 1;
        let mut draws = 0;
        while best.0.1 && draws < DRAWS {
            let choices = self.pools.iter().map(|pool| {
                number =
                    number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (number >> 33) as usize % pool.len()
            });
            let choices: Vec<usize> = choices.collect();
            let drawn = self.try_out(&choices)?;
            if !drawn.0.1 {
                best = self.climb(choices)?;
            }
            draws += 1;
        }
        Ok(best)
    }

    fn climb(&self, mut choices: Vec<usize>) -> Result<(Distance, DryRun), Vec<String>> {
        let mut best = self.try_out(&choices)?;
        loop {
            let before = best.0;
            for (index, pool) in self.pools.iter().enumerate() {
                for choice in 0..pool.len() {
                    if best.0 == (0, false, 0) {
                        return Ok(best);
                    }
                    let kept = std::mem::replace(&mut choices[index], choice);
                    let tried = self.try_out(&choices)?;
                    if tried.0 < best.0 {
                        best = tried;
                    } else {
                        choices[index] = kept;
                    }
                }
            }
            if best.0 == before {
                return Ok(best);
            }
        }
    }

    fn try_out(&self, choices: &[usize]) -> Result<(Distance, DryRun), Vec<String>> {
        let fields = self.study.fields.iter().zip(self.pools).zip(choices);
        let answers = fields.filter_map(|((field, pool), it)| Some((field.id.clone(), pool[*it].clone()?)));
        let answers: Map<String, Value> = answers.collect();
        let open = self.study.consents_for(self.source, self.request);
        let consents: Vec<String> = open.map(|it: ConsentId| self.study.consent(it).id.clone()).collect();
        let script = Script {
            source: Some(&self.study.source(self.source).id),
            request: Some(&self.study.request(self.request).id),
            today: self.wish.today,
            consents: &consents,
            answers: &answers,
            origin: Origin { code: Some(CODE.to_owned()), channel: Vec::new() },
            file_sha256: self.wish.file_sha256.to_owned(),
            sha256: self.wish.sha256,
        };
        let made = run_on(self.study, &script, &self.wish.occasion)?;
        let obstacles = match made.referral {
            Some(_) => 0,
            None => (made.problems.0.len() + made.remarks.len()).max(1),
        };
        let goes = made.referral.as_ref().map(|it| it.endpoint(self.study));
        let is_elsewhere =
            !goes.is_some_and(|goes| self.wish.endpoints.iter().any(|it| std::ptr::eq(*it, goes)));
        Ok(((obstacles, is_elsewhere, made.conflicts), made))
    }
}

/// For every field, the answers to try, those first that are tried first.
fn pools(study: &Study, wish: &Wish) -> Vec<Vec<Option<Value>>> {
    let pool = |field: &Field| {
        if let Some(answer) = wish.answers.get(&field.id) {
            return vec![Some(answer.clone())];
        }
        let mut pool = candidates(field, wish.today);
        pool.retain(|it| is_taken(study, field, it, wish.today));
        let mut pool: Vec<Option<Value>> = pool.into_iter().map(Some).collect();
        if field.allows_unsure {
            pool.push(Some(json!({ "unsure": true })));
        }
        if !field.is_required || pool.is_empty() {
            pool.push(None);
        }
        pool
    };
    study.fields.iter().map(pool).collect()
}

/// Tells whether a field takes an answer, whoever refers.
fn is_taken(study: &Study, field: &Field, answer: &Value, today: Date) -> bool {
    let answers = Map::from_iter([(field.id.clone(), answer.clone())]);
    let Ok(events) = events(study, &answers) else { return false };
    let mut form = Form::new(study, Some(SourceId(0)), Origin::default(), conditions(study, today));
    for event in events {
        form.apply(study, event);
    }
    let id = study.field_of(&field.id).expect("the field is the study's");
    check(field, form.draft(id), form.conditions()).is_ok()
}

fn candidates(field: &Field, today: Date) -> Vec<Value> {
    let texts = |texts: &[&str]| texts.iter().map(|it| json!(it)).collect::<Vec<_>>();
    match &field.kind {
        FieldKind::Text { .. } | FieldKind::LongText { .. } => texts(&[MARK, "TEST", "T"]),
        FieldKind::Email => texts(&["test-please-delete@person.example"]),
        // Numbers that are kept for invented people.
        FieldKind::Phone { .. } => texts(&["+1 212 555 0100", "+44 20 7946 0018"]),
        FieldKind::Number { min, max, .. } => {
            let mut numbers = texts(&["1", "5", "30", "75", "170", "0", "3", "10", "15", "48", "100", "150"]);
            numbers.extend(min.iter().chain(max).map(|it| json!(it.to_string())));
            numbers
        }
        FieldKind::Date { precision, min, max } => {
            let bounds = min.iter().chain(max).map(|it: &DayBound| it.day(today));
            let days = DAYS_AGO.iter().filter_map(|ago| Date::from_days(today.days() - ago));
            let length = match precision {
                Precision::Year => 4,
                Precision::Month => 7,
                Precision::Day => 10,
            };
            days.chain(bounds).map(|it| json!(it.to_string()[..length])).collect()
        }
        FieldKind::Choice { options } | FieldKind::Site { options } => {
            options.iter().map(|it| json!(it.value)).collect()
        }
        FieldKind::Choices { options } => {
            let all: Vec<&str> =
                options.iter().filter(|it| !it.is_exclusive).map(|it| it.value.as_str()).collect();
            options.iter().map(|it| json!([it.value])).chain([json!(all)]).collect()
        }
        FieldKind::YesNo => texts(&YES_NO),
        // The number in the standard's own example.
        FieldKind::Npi => texts(&["1234567893"]),
        FieldKind::Postal { .. } => texts(&[
            "10001", "1010", "100001", "101", "1010101", "10001000", "K1A 0B1", "SW1A 1AA", "D02 X285",
            "1011 AB", "VLT 1117",
        ]),
        FieldKind::ContactWindow => vec![json!({ "days": ["mon"], "from": "09:00", "to": "12:00" })],
    }
}
