//! Who is who: the person referred, who filled in the form, and the clinician for whom they did.
//!
//! What a person typed is theirs only where something says so: the referral's `onBehalfOf`, or the study file's types and
//! autocomplete tokens. Nothing is guessed from ids or labels; what is nobody's stays an answer.

use referral_form::domain::field::{Field, FieldKind};
use referral_form::domain::study::{Consent, GivenBy, SourceId, Study};
use serde_json::Value;

use super::answers::is_date;
use super::received::Received;

/// Who filled in the form, as the consents that they were asked tell it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sender {
    /// The person referred.
    Person,
    /// Who may decide for the person.
    Representative,
    /// Somebody else.
    Referrer,
}

/// What is known of somebody.
#[derive(Default)]
pub struct Party {
    pub name: Option<String>,
    pub family: Option<String>,
    pub given: Option<String>,
    /// "phone" or "email", and the number or address.
    pub telecom: Vec<(&'static str, String)>,
    pub npi: Option<String>,
    pub organisation: Option<String>,
    pub birth_date: Option<String>,
}

/// Everybody of whom a referral tells.
pub struct People {
    pub sender: Sender,
    pub person: Party,
    /// The sender's own details, where the sender is not the person.
    pub sending: Party,
    /// The clinician on whose behalf they refer.
    pub clinician: Option<Party>,
    /// By which words the sender knows themself.
    pub label: String,
}

#[derive(Clone, Copy)]
enum Whose {
    Person,
    Sender,
    Clinician,
}

impl People {
    /// Sorts the answers by whom they speak of; `name` is the field with the person's name, where the caller knows it.
    pub fn of(referral: &Received, study: Option<&Study>, name: Option<&str>) -> People {
        let sender = sender(referral);
        let source = study.and_then(|it| Some((it, it.cover.source_of(&referral.source.kind)?)));
        let label =
            source.map_or(referral.source.kind.as_str(), |(it, id)| it.cover.source(id).label.as_str());
        let mut people = People {
            sender,
            person: Party::default(),
            sending: Party::default(),
            clinician: None,
            label: label.to_owned(),
        };
        for (id, answer) in &referral.answers.0 {
            let Value::String(text) = answer else { continue };
            if name == Some(id.as_str()) {
                people.person.name = Some(text.clone());
            } else if referral.source.on_behalf_of.as_ref() == Some(id) {
                people.clinician.get_or_insert_default().name = Some(text.clone());
            } else if let Some((study, source)) = source
                && let Some(field) = study.field_of(id)
            {
                people.sort(study, source, study.field(field), text);
            }
        }
        people
    }

    fn sort(&mut self, study: &Study, source: SourceId, field: &Field, text: &str) {
        let Some((whose, token)) = whose(study, source, field) else { return };
        let party = match (whose, self.sender) {
            (Whose::Person, _) | (Whose::Sender, Sender::Person) => &mut self.person,
            (Whose::Sender, Sender::Representative | Sender::Referrer) => &mut self.sending,
            (Whose::Clinician, _) => self.clinician.get_or_insert_default(),
        };
        party.learn(&field.kind, token, text);
    }
}

impl Party {
    fn learn(&mut self, kind: &FieldKind, token: &str, text: &str) {
        let text = text.to_owned();
        match kind {
            FieldKind::Phone { .. } => self.telecom.push(("phone", text)),
            FieldKind::Email => self.telecom.push(("email", text)),
            FieldKind::Npi => self.npi = Some(text),
            FieldKind::Text { .. } => match token {
                "name" => self.name = Some(text),
                "family-name" => self.family = Some(text),
                "given-name" => self.given = Some(text),
                "organization" => self.organisation = Some(text),
                _ => {}
            },
            FieldKind::Date { .. } if token == "bday" && is_date(&text) => self.birth_date = Some(text),
            FieldKind::Date { .. }
            | FieldKind::LongText { .. }
            | FieldKind::Number { .. }
            | FieldKind::Choice { .. }
            | FieldKind::Choices { .. }
            | FieldKind::YesNo
            | FieldKind::Postal { .. }
            | FieldKind::ContactWindow
            | FieldKind::Site { .. } => {}
        }
    }
}

/// A referrer's consents and statements are asked of referrers only, and a representative's of those.
fn sender(referral: &Received) -> Sender {
    let is_asked = |who: &str| referral.consents.iter().any(|it| it.given_by == who);
    if is_asked(GivenBy::Referrer.word()) {
        Sender::Referrer
    } else if is_asked(GivenBy::Representative.word()) {
        Sender::Representative
    } else {
        Sender::Person
    }
}

/// Whose details a field asks for, and its autocomplete token; `None` where nothing tells.
///
/// A token for the source is about whoever fills in: browsers fill in their user's own details, and WCAG 2.2 (1.3.5) wants a
/// token on every field about the user. So a phone number or an email address without one is somebody else's.
fn whose<'a>(study: &Study, source: SourceId, field: &'a Field) -> Option<(Whose, &'a str)> {
    let has_clinician = |id: SourceId| study.source(id).on_behalf_of.is_some();
    if let FieldKind::Npi = field.kind {
        return Some((if has_clinician(source) { Whose::Clinician } else { Whose::Sender }, ""));
    }
    let tokens = || (0..).map(SourceId).zip(&field.autocomplete).filter(|it| !it.1.is_empty());
    let last = |token: &'a str| token.split_whitespace().next_back().unwrap_or_default();
    if let Some((_, token)) = tokens().find(|it| it.0 == source) {
        return Some((Whose::Sender, last(token)));
    }
    if let Some((_, token)) = tokens().find(|it| is_own(study, it.0)) {
        return Some((Whose::Person, last(token)));
    }
    let is_asked =
        |id: &SourceId| field.sources.contain(*id) && study.section(field.section).sources.contain(*id);
    let mut asked = (0..study.sources.len() as u16).map(SourceId).filter(is_asked);
    // Asked of nobody but those who refer for a clinician, it may be the clinician's.
    let may_be_the_clinician_s = asked.all(has_clinician);
    (tokens().next().is_none() && !may_be_the_clinician_s).then_some((Whose::Person, ""))
}

/// Tells whether a source fills in for themself: all its consents are the person's own.
fn is_own(study: &Study, source: SourceId) -> bool {
    let is_asked = |it: &&Consent| it.sources.contain(source);
    let mut consents = study.consents.iter().filter(is_asked).peekable();
    consents.peek().is_some() && consents.all(|it| it.given_by == GivenBy::Myself)
}
