//! The form: what was typed, chosen and ticked so far, and what each event changes.
//!
//! The state moves only through [`Form::apply`], which tells what it touched, so that whoever shows the form
//! redraws that and nothing else. It cannot be serialized: what is typed stays in memory.

mod draft;
mod steps;

pub use draft::{Draft, Part};
pub use steps::Step;

use super::answer::{Answers, Fact, Facts};
use super::consent::{self, Ticks};
use super::decimal::Decimal;
use super::field::{FieldId, FieldKind};
use super::precheck::{Outcome, precheck};
use super::referral::Origin;
use super::rule::Truth;
use super::study::{ConsentId, OnNotEligible, RequestId, SourceId, Study};
use super::validate::check::{Conditions, FieldProblem, check};

/// Something that the referrer did.
#[derive(Clone, PartialEq, Eq)]
pub enum FormEvent {
    /// Chose who refers.
    SourceChosen(SourceId),
    /// Chose what to ask for.
    RequestChosen(RequestId),
    /// Typed into a control of a field.
    Typed(FieldId, Part, String),
    /// Chose an option of a field, or took it back.
    Picked(FieldId, u16, bool),
    /// Ticked "not sure", or took it back.
    Unsure(FieldId, bool),
    /// Gave a consent at a moment (RFC 3339, UTC), or took it back.
    Consented(ConsentId, Option<String>),
    /// Removed the referral code.
    CodeRemoved,
    /// Removed the channel.
    ChannelRemoved,
    /// Went on from the step that is shown.
    Continued,
    /// Went back one step.
    WentBack,
    /// Went from the review to the place of a value.
    ChangeAsked(Place),
    /// Learned what the receiver refused.
    Refused(Vec<(FieldId, FieldProblem)>),
    /// Learned that the referral arrived.
    Delivered,
}

/// A place in the form to which a problem or a change leads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// The choice of who refers.
    Source,
    /// The choice of what to ask for.
    Request,
    /// A field.
    Field(FieldId),
    /// A consent.
    Consent(ConsentId),
}

/// What an event changed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Touched {
    /// Fields whose draft or problem changed; one may stand twice.
    pub fields: Vec<FieldId>,
    /// Fields that are asked now and were not before, or the other way.
    pub shown: Vec<FieldId>,
    /// Whether the step has to be drawn again, since somebody else refers or something else is asked for.
    pub all: bool,
    /// Whether the step, source, request, consents, origin or list of problems changed.
    pub flow: bool,
}

/// What was typed, chosen and ticked so far.
pub struct Form {
    drafts: Vec<Draft>,
    facts: Facts,
    is_source_chosen: bool,
    /// Where the form stands.
    step: Step,
    /// Steps that came before this one, for Back.
    is_returning: bool,
    problems: Vec<(Place, FieldProblem)>,
    ticks: Ticks,
    /// Whether an agreement was given to words that are no longer shown.
    agrees_again: bool,
    origin: Origin,
    conditions: Conditions,
    is_untouched: bool,
    is_begun: bool,
}

impl Form {
    /// Starts an empty form; the source is chosen already where there is but one.
    pub fn new(study: &Study, source: Option<SourceId>, origin: Origin, conditions: Conditions) -> Form {
        let only = (study.sources.len() == 1).then_some(SourceId(0));
        let source = source.or(only);
        let facts =
            Facts::nothing(study.fields.len(), source.unwrap_or(SourceId(0)), RequestId(0), conditions.today);
        let mut form = Form {
            drafts: vec![Draft::default(); study.fields.len()],
            facts,
            is_source_chosen: source.is_some(),
            step: Step::Start,
            is_returning: false,
            problems: Vec::new(),
            ticks: Ticks::default(),
            agrees_again: false,
            origin,
            conditions,
            is_untouched: true,
            is_begun: false,
        };
        form.refresh_all(study);
        form
    }

    /// Who refers; `None` until it is chosen.
    pub fn source(&self) -> Option<SourceId> {
        self.is_source_chosen.then_some(self.facts.source)
    }

    /// What is asked for.
    pub fn request(&self) -> RequestId {
        self.facts.request
    }

    /// The step that is shown.
    pub fn step(&self) -> Step {
        self.step
    }

    /// What stands in a field's controls.
    pub fn draft(&self, field: FieldId) -> &Draft {
        &self.drafts[usize::from(field.0)]
    }

    /// Tells whether a field is asked now.
    pub fn is_shown(&self, field: FieldId) -> bool {
        *self.facts.get(field) != Fact::NotAsked
    }

    /// The facts so far; what cannot be read is missing.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// What the reading of answers depends on.
    pub fn conditions(&self) -> &Conditions {
        &self.conditions
    }

    /// The problems to show, in the order of the page.
    pub fn problems(&self) -> &[(Place, FieldProblem)] {
        &self.problems
    }

    /// The problem to show at one place.
    pub fn problem(&self, place: Place) -> Option<&FieldProblem> {
        self.problems.iter().find(|it| it.0 == place).map(|it| &it.1)
    }

    /// Which consents are given.
    pub fn ticks(&self) -> &Ticks {
        &self.ticks
    }

    /// Tells whether what was agreed to has to be agreed to again, since its words have changed.
    pub fn agrees_again(&self) -> bool {
        self.agrees_again
    }

    /// How somebody came to the form.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Tells whether nothing has happened to the form since it was opened.
    pub fn is_untouched(&self) -> bool {
        self.is_untouched
    }

    /// Tells whether the person has done anything, beyond what the page has prefilled.
    pub fn is_begun(&self) -> bool {
        self.is_begun
    }

    /// Tells whether the person stands before a field, or will still come to it on the way to the review.
    pub fn is_ahead(&self, study: &Study, field: FieldId) -> bool {
        let section = study.field(field).section;
        !self.is_returning
            && match self.step {
                Step::Start => true,
                Step::Section(here) => here <= section,
                Step::Verdicts(here) => here < section,
                Step::Consents | Step::Review | Step::Receipt => false,
            }
    }

    /// Tells whether no answer stands in any control, and nothing was agreed to.
    pub fn is_blank(&self) -> bool {
        self.drafts.iter().all(Draft::is_empty) && self.ticks == Ticks::default()
    }

    /// Every step for this source and request, in order.
    ///
    /// The answers change nothing about it: what the form asks next must not tell what was answered.
    pub fn steps(&self, study: &Study) -> Vec<Step> {
        steps::all(study, self.facts.source, self.facts.request)
    }

    /// Tells whether the study file wants the form to stop at what the answers say.
    pub fn is_stopped(&self, study: &Study) -> bool {
        study.on_not_eligible == OnNotEligible::Explain
            && precheck(study, &self.facts).outcome == Outcome::NotEligible
    }

    /// The answers, where every one that is needed is there and can be read.
    ///
    /// # Errors
    /// The problems, in the order of the form.
    pub fn answers(&self, study: &Study) -> Result<Answers, Vec<(Place, FieldProblem)>> {
        let mut problems = self.problems_of(study, study.field_ids());
        if !self.is_source_chosen {
            problems.insert(0, (Place::Source, FieldProblem::SourceMissing));
        }
        if problems.is_empty() { Ok(Answers::checked(self.facts.clone())) } else { Err(problems) }
    }

    /// Takes what was typed over to a newer file of the study, field by field, and starts from the first step.
    ///
    /// Consents are not taken over: the newer file may ask for others.
    pub fn move_to(&self, old: &Study, new: &Study) -> Form {
        let source = self.source().and_then(|it| new.cover.source_of(&old.source(it).id));
        let mut form = Form::new(new, source, self.origin.clone(), self.conditions.clone());
        let request = &old.request(self.facts.request).id;
        let request = new.requests.iter().position(|it| it.id == *request);
        form.facts.request = RequestId(request.unwrap_or(0) as u16);
        for (old_id, new_id) in old.field_ids().filter_map(|it| Some((it, new.field_of(&old.field(it).id)?)))
        {
            let (from, to) = (&old.field(old_id).kind, &new.field(new_id).kind);
            if std::mem::discriminant(from) == std::mem::discriminant(to) {
                let mut draft = self.draft(old_id).clone();
                if !matches!(to, FieldKind::ContactWindow) {
                    let same = |it: &u16| to.option_of(from.option_value(*it));
                    draft.picked = draft.picked.iter().filter_map(same).collect();
                }
                form.drafts[usize::from(new_id.0)] = draft;
            }
        }
        (form.is_untouched, form.is_begun) = (self.is_untouched, self.is_begun);
        form.refresh_all(new);
        form
    }

    /// Goes on in another language: `new` is `old`, read from the same file in that language.
    ///
    /// Everything typed and chosen stays, and so does the step. A consent that was given to other words is asked for again:
    /// from the review, that leads back to the consents. What has arrived stays as it was sent.
    pub fn in_language(&self, old: &Study, new: &Study, decimal_comma: bool) -> Form {
        let mut form = Form {
            drafts: self.drafts.clone(),
            facts: self.facts.clone(),
            is_source_chosen: self.is_source_chosen,
            is_untouched: self.is_untouched,
            is_begun: self.is_begun,
            step: self.step,
            is_returning: self.is_returning,
            problems: self.problems.clone(),
            ticks: self.ticks.clone(),
            agrees_again: self.agrees_again,
            origin: self.origin.clone(),
            conditions: Conditions { decimal_comma, ..self.conditions.clone() },
        };
        if self.step != Step::Receipt {
            form.ticks.retain(|it| old.wording(it) == new.wording(it));
            form.agrees_again |= form.ticks != self.ticks;
            if form.step == Step::Review && form.ticks != self.ticks {
                form.step = Step::Consents;
            }
        }
        if decimal_comma != self.conditions.decimal_comma {
            for field in new.field_ids().filter(|it| matches!(new.field(*it).kind, FieldKind::Number { .. }))
            {
                form.write_number(field, self.conditions.decimal_comma);
            }
        }
        form.refresh_all(new);
        form
    }

    /// Writes a number that can be read as the language writes it now.
    fn write_number(&mut self, field: FieldId, had_comma: bool) {
        let draft = &mut self.drafts[usize::from(field.0)];
        let typed = draft.part(Part::Text);
        if Decimal::parse_typed(typed, had_comma).is_some() {
            let (from, to) = if had_comma { (',', ".") } else { ('.', ",") };
            let written = typed.replace(from, to);
            draft.set_part(Part::Text, written);
        }
    }

    /// Judges the answers as of another day.
    pub fn set_today(&mut self, study: &Study, today: super::date::Date) {
        self.conditions.today = today;
        self.facts.today = today;
        self.refresh_all(study);
    }

    /// Takes an event that the page has caused instead of the person, and tells what it changed.
    pub fn prefill(&mut self, study: &Study, event: FormEvent) -> Touched {
        let is_begun = self.is_begun;
        let touched = self.apply(study, event);
        self.is_begun = is_begun;
        touched
    }

    /// Tells whether an event says what is known: controls are read again before the form goes on, and some tell everything twice.
    fn knows(&self, study: &Study, event: &FormEvent) -> bool {
        match event {
            FormEvent::Typed(field, part, text) => {
                let held = self.draft(*field).part(*part);
                // What a control proposes was not typed.
                let proposed = match (part, &study.field(*field).kind) {
                    (Part::Zone, _) => &self.conditions.time_zone,
                    (Part::Unit, FieldKind::Number { units, .. }) => units.first().map_or("", |it| &it.code),
                    _ => "",
                };
                held == text || (held.is_empty() && proposed == text)
            }
            FormEvent::Picked(field, option, true) => {
                let draft = self.draft(*field);
                draft.picked.contains(option) && !draft.is_unsure
            }
            FormEvent::Picked(field, option, false) => !self.draft(*field).picked.contains(option),
            FormEvent::Unsure(field, is_on) => self.draft(*field).is_unsure == *is_on,
            FormEvent::Consented(consent, at) => self.ticks.given_at(*consent).is_some() == at.is_some(),
            FormEvent::SourceChosen(_)
            | FormEvent::RequestChosen(_)
            | FormEvent::CodeRemoved
            | FormEvent::ChannelRemoved
            | FormEvent::Continued
            | FormEvent::WentBack
            | FormEvent::ChangeAsked(_)
            | FormEvent::Refused(_)
            | FormEvent::Delivered => false,
        }
    }

    /// Takes an event, and tells what it changed; what is known already changes nothing.
    pub fn apply(&mut self, study: &Study, event: FormEvent) -> Touched {
        if self.knows(study, &event) {
            return Touched::default();
        }
        self.is_untouched = false;
        self.is_begun = true;
        let mut touched = Touched::default();
        match event {
            FormEvent::SourceChosen(source) => {
                self.facts.source = source;
                self.is_source_chosen = true;
                self.problems.retain(|it| it.0 != Place::Source && !is_minor(&it.1));
                self.refresh_all(study);
                touched = Touched { all: self.step != Step::Start, flow: true, ..Touched::default() };
            }
            FormEvent::RequestChosen(request) => {
                self.facts.request = request;
                self.refresh_all(study);
                touched.flow = true;
            }
            FormEvent::Typed(field, part, text) => {
                let draft = &mut self.drafts[usize::from(field.0)];
                draft.set_part(part, text);
                draft.is_unsure = false;
                touched = self.refresh(study, field);
            }
            FormEvent::Picked(field, option, is_on) => {
                self.pick(study, field, option, is_on);
                touched = self.refresh(study, field);
            }
            FormEvent::Unsure(field, is_on) => {
                self.drafts[usize::from(field.0)].is_unsure = is_on;
                touched = self.refresh(study, field);
            }
            FormEvent::Consented(consent, at) => {
                match at {
                    Some(at) => self.ticks.give(consent, at),
                    None => self.ticks.take_back(consent),
                }
                touched.flow = true;
            }
            FormEvent::CodeRemoved => {
                self.origin.code = None;
                touched.flow = true;
            }
            FormEvent::ChannelRemoved => {
                self.origin.channel.clear();
                touched.flow = true;
            }
            FormEvent::Continued => touched = self.go_on(study),
            FormEvent::WentBack if self.step == Step::Receipt => {}
            FormEvent::WentBack => {
                let steps = self.steps(study);
                let here = steps.iter().position(|it| *it == self.step).unwrap_or(0);
                touched = self.go_to(steps[here.saturating_sub(1)]);
                self.is_returning = false;
            }
            FormEvent::ChangeAsked(place) => {
                touched = self.go_to(steps::of(study, place));
                self.is_returning = true;
            }
            FormEvent::Refused(problems) => touched = self.refused(study, problems),
            FormEvent::Delivered => {
                self.step = Step::Receipt;
                touched.flow = true;
            }
        }
        touched
    }

    fn pick(&mut self, study: &Study, field: FieldId, option: u16, is_on: bool) {
        let kind = &study.field(field).kind;
        let draft = &mut self.drafts[usize::from(field.0)];
        let is_exclusive = |it: u16| kind.options().get(usize::from(it)).is_some_and(|it| it.is_exclusive);
        let takes_many = matches!(kind, FieldKind::Choices { .. } | FieldKind::ContactWindow);
        draft.is_unsure = false;
        if is_on {
            draft.picked.retain(|it| takes_many && !is_exclusive(*it) && !is_exclusive(option));
        }
        draft.pick(option, is_on);
    }

    fn go_on(&mut self, study: &Study) -> Touched {
        // Only an arrived referral leads on from the review, and nothing from the receipt.
        if matches!(self.step, Step::Review | Step::Receipt) {
            return Touched::default();
        }
        let found = self.problems_of_step(study);
        if !found.is_empty() {
            return self.show_problems(found);
        }
        let steps = self.steps(study);
        let here = steps.iter().position(|it| *it == self.step).unwrap_or(0);
        let next = steps.get(here + 1).copied().unwrap_or(self.step);
        let shows_verdicts = matches!(next, Step::Verdicts(_));
        if next == Step::Review || (self.is_returning && !shows_verdicts) {
            return self.go_to_review(study);
        }
        self.go_to(next)
    }

    /// Goes to the review, or to the first step on which something is still to be mended.
    fn go_to_review(&mut self, study: &Study) -> Touched {
        let problems = match self.answers(study) {
            Ok(_) => self.consent_problems(study),
            Err(problems) => problems,
        };
        match problems.first() {
            None if self.is_stopped(study) => self.go_to_stop(study),
            None => {
                self.is_returning = false;
                self.agrees_again = false;
                self.go_to(Step::Review)
            }
            Some((place, _)) => {
                let step = steps::of(study, *place);
                let touched = self.go_to(step);
                let here = problems.iter().filter(|it| steps::of(study, it.0) == step).cloned().collect();
                let shown = self.show_problems(here);
                Touched { fields: [touched.fields, shown.fields].concat(), flow: true, ..Touched::default() }
            }
        }
    }

    /// Goes back to where the answers are held against the criteria.
    fn go_to_stop(&mut self, study: &Study) -> Touched {
        let verdicts = self.steps(study).into_iter().rfind(|it| matches!(it, Step::Verdicts(_)));
        self.go_to(verdicts.unwrap_or(Step::Start))
    }

    fn go_to(&mut self, step: Step) -> Touched {
        let fields = self.fields_with_problems();
        self.problems.clear();
        self.step = step;
        Touched { fields, flow: true, ..Touched::default() }
    }

    fn show_problems(&mut self, problems: Vec<(Place, FieldProblem)>) -> Touched {
        let mut fields = self.fields_with_problems();
        self.problems = problems;
        fields.extend(self.fields_with_problems());
        Touched { fields, flow: true, ..Touched::default() }
    }

    fn fields_with_problems(&self) -> Vec<FieldId> {
        let field = |it: &(Place, FieldProblem)| match it.0 {
            Place::Field(field) => Some(field),
            Place::Source | Place::Request | Place::Consent(_) => None,
        };
        self.problems.iter().filter_map(field).collect()
    }

    fn refused(&mut self, study: &Study, problems: Vec<(FieldId, FieldProblem)>) -> Touched {
        let placed: Vec<(Place, FieldProblem)> = problems
            .into_iter()
            .filter(|it| self.is_shown(it.0))
            .map(|(field, problem)| (Place::Field(field), problem))
            .collect();
        let Some((first, _)) = placed.first() else { return Touched { flow: true, ..Touched::default() } };
        let step = steps::of(study, *first);
        let here = placed.into_iter().filter(|it| steps::of(study, it.0) == step).collect();
        let touched = self.go_to(step);
        self.is_returning = true;
        let shown = self.show_problems(here);
        Touched { fields: [touched.fields, shown.fields].concat(), flow: true, ..Touched::default() }
    }

    fn problems_of_step(&self, study: &Study) -> Vec<(Place, FieldProblem)> {
        match self.step {
            Step::Start if !self.is_source_chosen => vec![(Place::Source, FieldProblem::SourceMissing)],
            Step::Section(section) => self.problems_of(study, study.section(section).fields.iter().copied()),
            Step::Consents => self.consent_problems(study),
            Step::Start | Step::Verdicts(_) | Step::Review | Step::Receipt => Vec::new(),
        }
    }

    fn consent_problems(&self, study: &Study) -> Vec<(Place, FieldProblem)> {
        consent::missing(study, self.facts.source, self.facts.request, &self.ticks)
            .into_iter()
            .map(|it| (Place::Consent(it), FieldProblem::ConsentMissing))
            .collect()
    }

    fn problems_of(
        &self,
        study: &Study,
        fields: impl Iterator<Item = FieldId>,
    ) -> Vec<(Place, FieldProblem)> {
        fields
            .filter_map(|it| self.problem_of(study, it).map(|problem| (Place::Field(it), problem)))
            .collect()
    }

    fn problem_of(&self, study: &Study, field: FieldId) -> Option<FieldProblem> {
        if !self.is_shown(field) {
            return None;
        }
        let found = check(study.field(field), self.draft(field), &self.conditions).err();
        found.or_else(|| self.minor_problem(study, field))
    }

    fn minor_problem(&self, study: &Study, field: FieldId) -> Option<FieldProblem> {
        let age = study.source(self.facts.source).minimum_age.as_ref()?;
        let is_minor = age.field == field && age.is_minor.judge(&self.facts) == Truth::True;
        is_minor.then_some(FieldProblem::Minor { years: age.years })
    }

    /// Reads one field again, and those whose showing depends on it; tells which ones changed.
    fn refresh(&mut self, study: &Study, field: FieldId) -> Touched {
        let mut touched = Touched { fields: vec![field], ..Touched::default() };
        // The first in the order of reading stands last, so that each is read once, after all that it depends on.
        let mut open = vec![study.place_in_order(field)];
        while let Some(place) = open.pop() {
            let it = study.order[usize::from(place)];
            let (fact, was_shown) = (self.fact(study, it), self.is_shown(it));
            if fact != *self.facts.get(it) {
                self.facts.set(it, fact);
                if self.is_shown(it) != was_shown {
                    touched.shown.push(it);
                }
                for dependent in study.dependents(it) {
                    let place = study.place_in_order(*dependent);
                    let at = open.partition_point(|it| *it > place);
                    if open.get(at) != Some(&place) {
                        open.insert(at, place);
                    }
                }
            }
        }
        touched
    }

    fn refresh_all(&mut self, study: &Study) {
        for index in 0..study.order.len() {
            let field = study.order[index];
            let fact = self.fact(study, field);
            self.facts.set(field, fact);
        }
    }

    fn fact(&self, study: &Study, id: FieldId) -> Fact {
        let field = study.field(id);
        let is_asked = study.asks(id, self.facts.source, self.facts.request);
        let is_shown = field.show_when.as_ref().is_none_or(|it| it.judge(&self.facts) == Truth::True);
        let draft = self.draft(id);
        if !(is_asked && is_shown) {
            Fact::NotAsked
        } else if draft.is_empty() {
            Fact::Missing
        } else {
            check(field, draft, &self.conditions).unwrap_or(Fact::Missing)
        }
    }
}

fn is_minor(problem: &FieldProblem) -> bool {
    matches!(problem, FieldProblem::Minor { .. })
}
