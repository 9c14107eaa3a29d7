//! Studies: the study file, read and checked, with every name leading somewhere.
//!
//! [`Study::read`] is the border: what comes back needs no further checking, and refuses nothing later.
//! It knows neither answers nor how anything is drawn.

#[cfg(feature = "cli")]
pub mod advice;
mod check;
mod cover;
#[cfg(feature = "cli")]
mod describe;
mod disguise;
mod file;
mod index;
mod json;
#[cfg(feature = "cli")]
mod json_mistakes;
mod overlay;
mod problem;
mod resolve;
mod rules;
#[cfg(feature = "cli")]
mod schema;
mod seal_keys;
mod shape;
mod special;
mod text;

pub use cover::{Cover, Opening, SourceWords};
pub use file::{
    BodyFormat, Category, ConsentKind, Contact, Ethics, Fact, FaqItem, FieldType, GivenBy, Material,
    MaterialKind, NextStep, OnNotEligible, Outbox, PrecheckSend, Privacy, RequestKind, SealKey, Send, Site,
    Status, StudyHead,
};
pub use problem::{StudyProblem, Wrong};
#[cfg(feature = "cli")]
pub use schema::schema;
pub use text::{Id, Link, Text, Zone, is_zone_name};

use std::sync::Arc;

use serde_json::{Map, Value};

use index::Index;
use json::{FromJson, Reader};

use super::field::{Field, FieldId, SectionId, Sources};
use super::json as json_text;
use super::rule::Rule;

/// Largest study file, in bytes. The largest example has 40 kB; what is bigger is a mistake or an attack.
pub const STUDY_FILE_MAX_BYTES: usize = 1_000_000;

/// A source of a study: the index into [`Study::sources`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SourceId(pub u16);

/// A request of a study: the index into [`Study::requests`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RequestId(pub u16);

/// A consent of a study: the index into [`Study::consents`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ConsentId(pub u16);

/// A study, ready to be shown.
pub struct Study {
    /// What its start page shows.
    pub cover: Arc<Cover>,
    /// What there is to read, print or attend.
    pub materials: Vec<Material>,
    /// What happens after sending.
    pub next_steps: Vec<NextStep>,
    /// Who may refer; at least one.
    pub sources: Vec<Source>,
    /// The sites.
    pub sites: Vec<Site>,
    /// What may be asked for; at least one.
    pub requests: Vec<Request>,
    /// The steps with questions.
    pub sections: Vec<Section>,
    /// The questions, section by section.
    pub fields: Vec<Field>,
    /// The criteria, in the order of the protocol; empty without a precheck.
    pub criteria: Vec<Criterion>,
    /// What of the precheck is sent.
    pub precheck_send: PrecheckSend,
    /// What happens when a criterion conflicts.
    pub on_not_eligible: OnNotEligible,
    /// What is agreed to.
    pub consents: Vec<Consent>,
    /// Where a referral belongs; the first whose rule is true.
    pub routes: Vec<Route>,
    /// Keys of the page's address that tell a channel.
    pub channels: Vec<String>,
    /// Where referrals go.
    pub endpoint: Endpoint,
    /// The keys to seal to, newest first; empty where the body is not sealed.
    pub seal: Vec<SealKey>,
    /// How long sealed referrals may wait on the device.
    pub outbox: Option<Outbox>,
    /// Every field after those that its `showWhen` reads.
    pub(super) order: Vec<FieldId>,
    /// The place of every field in that order.
    places: Vec<u16>,
    /// For every field, those whose `showWhen` reads it.
    dependents: Vec<Vec<FieldId>>,
}

/// Somebody who may refer.
pub struct Source {
    /// The name in the referral.
    pub id: String,
    /// The field with the name of the person on whose behalf they refer.
    pub on_behalf_of: Option<FieldId>,
    /// Leads a minor to another source.
    pub minimum_age: Option<MinimumAge>,
}

/// From which age somebody may refer themself.
pub struct MinimumAge {
    /// True for a minor.
    pub is_minor: Rule,
    /// The field with the date of birth.
    pub field: FieldId,
    /// The age, in completed years.
    pub years: u16,
    /// The source that refers a younger person.
    pub otherwise: SourceId,
}

/// Something that may be asked for.
pub struct Request {
    /// The name in the referral.
    pub id: String,
    /// The kind.
    pub kind: RequestKind,
    sections: Vec<SectionId>,
    consents: Vec<ConsentId>,
}

/// A step with questions.
pub struct Section {
    /// The name in the file.
    pub id: String,
    /// The heading.
    pub title: Text,
    /// What to know about these questions.
    pub hint: Option<Text>,
    /// Who is asked.
    pub sources: Sources,
    /// The questions, in order.
    pub fields: Vec<FieldId>,
}

/// A criterion of the study.
pub struct Criterion {
    /// The name in the referral.
    pub id: String,
    /// Inclusion or exclusion.
    pub category: Category,
    /// The criterion in plain words.
    pub label: Text,
    /// A note to the person who fills in.
    pub note: Option<Text>,
    /// Whether it counts only when it conflicts.
    pub is_optional: bool,
    /// When it is met; `None` where the study team checks it.
    pub when: Option<Rule>,
}

/// What somebody agrees to.
pub struct Consent {
    /// The name in the referral.
    pub id: String,
    /// The version of the text.
    pub version: String,
    /// Consent or attestation.
    pub kind: ConsentKind,
    /// Who ticks.
    pub given_by: GivenBy,
    /// Who is asked.
    pub sources: Sources,
    /// Whether nothing can be sent without it.
    pub is_required: bool,
    /// The text.
    pub text: Text,
    /// The fields that it lets out, in the order of the file.
    pub covers: Vec<FieldId>,
    /// The same, sorted.
    covered: Vec<FieldId>,
    /// Whether it lets the precheck out.
    pub covers_precheck: bool,
    /// Whether it lets the code and the channel out.
    pub covers_source: bool,
    /// Whether it lets the state of the referral be told.
    pub covers_status: bool,
}

impl Consent {
    /// Whether it lets a field out.
    pub fn lets_out(&self, field: FieldId) -> bool {
        self.covered.binary_search(&field).is_ok()
    }
}

/// Where a referral belongs.
pub struct Route {
    /// The name that is sent.
    pub route: String,
    /// The rule, judged on what is sent.
    pub when: Option<Rule>,
    /// An endpoint of its own.
    pub endpoint: Option<Endpoint>,
}

/// Where referrals go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Endpoint {
    /// An https URL (http on loopback); empty where neither the file nor the page names one.
    pub url: String,
    /// The format of the body.
    pub format: BodyFormat,
    /// Whether a repeated id is stored once.
    pub deduplicates: bool,
    /// How long to wait for an answer, in seconds.
    pub timeout_seconds: u32,
    /// The key under which the receiver expects the referral.
    pub wrap: Option<String>,
    /// Headers that the receiver asks for.
    pub headers: Vec<(String, String)>,
    /// The receiver's names for ours.
    pub names: Vec<(String, String)>,
    /// Whether the id is sent in a header too.
    pub idempotency_header: bool,
}

impl Endpoint {
    /// The host that receives, as the browser asks it; with its port where that is not the usual one.
    pub fn host(&self) -> String {
        let host = check::host(&self.url).unwrap_or(&self.url).to_ascii_lowercase();
        host.strip_suffix(":443").map(str::to_owned).unwrap_or(host)
    }
}

/// How a study file is to be read.
#[derive(Clone, Copy, Default)]
pub struct Reading<'a> {
    /// The language in which to show it; the file's own where that is not offered.
    pub language: Option<&'a str>,
    /// The endpoint that the page names; used only where the file names none.
    pub endpoint: Option<&'a str>,
    /// Whether a study without any endpoint is refused.
    pub must_deliver: bool,
}

impl Study {
    /// Reads a study file.
    ///
    /// # Errors
    /// Every problem of the file, in the order of its keys; never only the first.
    pub fn read(bytes: &[u8], reading: Reading) -> Result<Study, Vec<StudyProblem>> {
        let mut reader = Reader::default();
        let study =
            shaped(bytes, reading.language, &mut reader).and_then(|Shaped { file, shown, offered }| {
                check::ids(&file, &mut reader);
                let cover = Arc::new(Cover::read(&file, shown, offered));
                resolve::resolve(file::StudyFile::read(&file), cover, reading, &mut reader)
            });
        study.filter(|_| reader.is_clean()).ok_or_else(|| reader.into_problems())
    }

    /// Every endpoint to which a referral may go, the study's own first.
    pub fn endpoints(&self) -> Vec<&Endpoint> {
        let of_routes = self.routes.iter().filter_map(|it| it.endpoint.as_ref());
        [&self.endpoint].into_iter().chain(of_routes).collect()
    }

    /// The sections that this source is asked for this request.
    pub fn sections_for(&self, source: SourceId, request: RequestId) -> impl Iterator<Item = SectionId> {
        let wanted = &self.requests[usize::from(request.0)].sections;
        (0..self.sections.len() as u16).map(SectionId).filter(move |id| {
            let is_wanted = wanted.is_empty() || wanted.contains(id);
            is_wanted && self.fields_of(*id, source).next().is_some()
        })
    }

    /// The fields of a section that this source may be asked.
    pub fn fields_of(&self, section: SectionId, source: SourceId) -> impl Iterator<Item = FieldId> {
        let section = &self.sections[usize::from(section.0)];
        let is_open = section.sources.contain(source);
        let fields = section.fields.iter().copied();
        fields.filter(move |id| is_open && self.field(*id).sources.contain(source))
    }

    /// Tells whether this source may be asked a field for this request.
    pub fn asks(&self, field: FieldId, source: SourceId, request: RequestId) -> bool {
        let field = self.field(field);
        let wanted = &self.requests[usize::from(request.0)].sections;
        (wanted.is_empty() || wanted.contains(&field.section))
            && self.sections[usize::from(field.section.0)].sources.contain(source)
            && field.sources.contain(source)
    }

    /// The consents that this source is asked for this request.
    pub fn consents_for(&self, source: SourceId, request: RequestId) -> impl Iterator<Item = ConsentId> {
        let wanted = &self.requests[usize::from(request.0)].consents;
        (0..self.consents.len() as u16).map(ConsentId).filter(move |id| {
            (wanted.is_empty() || wanted.contains(id)) && self.consent(*id).sources.contain(source)
        })
    }

    /// Tells whether this source fills in for themself: a consent that they need to give is their own.
    pub fn is_self(&self, source: SourceId) -> bool {
        self.consents
            .iter()
            .any(|it| it.is_required && it.given_by == GivenBy::Myself && it.sources.contain(source))
    }

    /// The place of a field in the order in which fields are read anew.
    pub(super) fn place_in_order(&self, field: FieldId) -> u16 {
        self.places[usize::from(field.0)]
    }

    /// The fields whose showing depends on this one.
    pub(super) fn dependents(&self, field: FieldId) -> &[FieldId] {
        &self.dependents[usize::from(field.0)]
    }

    /// A field by its number.
    pub fn field(&self, id: FieldId) -> &Field {
        &self.fields[usize::from(id.0)]
    }

    /// A section by its number.
    pub fn section(&self, id: SectionId) -> &Section {
        &self.sections[usize::from(id.0)]
    }

    /// A source by its number.
    pub fn source(&self, id: SourceId) -> &Source {
        &self.sources[usize::from(id.0)]
    }

    /// A request by its number.
    pub fn request(&self, id: RequestId) -> &Request {
        &self.requests[usize::from(id.0)]
    }

    /// A consent by its number.
    pub fn consent(&self, id: ConsentId) -> &Consent {
        &self.consents[usize::from(id.0)]
    }

    /// Tells whether anything of a field may leave for this source, given the consents.
    pub fn is_sent(&self, field: FieldId, source: SourceId) -> bool {
        self.field(field).send != Send::Never
            && self.consents.iter().any(|it| it.sources.contain(source) && it.lets_out(field))
    }

    /// The request with this id.
    pub fn request_of(&self, id: &str) -> Option<RequestId> {
        let index = self.requests.iter().position(|it| it.id == id)?;
        Some(RequestId(index as u16))
    }

    /// The field with this id.
    pub fn field_of(&self, id: &str) -> Option<FieldId> {
        self.field_ids().find(|it| self.field(*it).id == id)
    }

    /// The numbers of the sites in the order in which to show them: those of `country` (ISO 3166) first, and
    /// those of one region together; otherwise as in the file.
    pub fn sites_nearest_first(&self, country: &str) -> Vec<u16> {
        let region = |it: &Site| format!("{}\0{}", it.country, it.region.as_ref().map_or("", Text::as_str));
        let regions: Vec<String> = self.sites.iter().map(region).collect();
        let first = Index::of(regions.iter().map(String::as_str));
        // The sites of a region, at the place of its first one.
        let mut groups = vec![Vec::new(); self.sites.len()];
        for (number, region) in regions.iter().enumerate() {
            groups[first.find(region).unwrap_or(number)].push(number as u16);
        }
        let is_here =
            |it: &&Vec<u16>| it.first().is_some_and(|it| self.sites[usize::from(*it)].country == country);
        let (here, elsewhere): (Vec<_>, Vec<_>) = groups.iter().partition(is_here);
        here.into_iter().chain(elsewhere).flatten().copied().collect()
    }

    /// Every field id, in the order of the file.
    pub fn field_ids(&self) -> impl Iterator<Item = FieldId> + use<> {
        (0..self.fields.len() as u16).map(FieldId)
    }

    /// The words of a consent as they are shown, after their language.
    pub fn wording(&self, id: ConsentId) -> (&str, &str) {
        let text = &self.consent(id).text;
        (self.cover.lang_of(text).unwrap_or(&self.cover.shown), text.as_str())
    }
}

/// Reads the contact alone, so that a visitor of a broken study file still finds a person to ask.
pub fn contact_of(bytes: &[u8]) -> Option<Contact> {
    let mut value = json_text::value(bytes.get(..STUDY_FILE_MAX_BYTES).unwrap_or(bytes))?;
    let contact = value.get_mut("contact")?;
    let mut reader = Reader::default();
    (reader.check(&Contact::KIND, contact) && reader.is_clean()).then(|| {
        let mut contact = Contact::read(contact);
        // The rest of it still helps somebody whose study cannot be shown.
        contact.email = contact.email.filter(|it| check::is_one_address(it));
        contact
    })
}

/// A study file whose keys and types were checked, with the texts of the language that is shown.
struct Shaped {
    file: Value,
    shown: String,
    offered: Vec<String>,
}

/// Checks every key, every type and every translation of a file.
fn shaped(bytes: &[u8], language: Option<&str>, reader: &mut Reader) -> Option<Shaped> {
    if bytes.len() > STUDY_FILE_MAX_BYTES {
        reader.wrong(Wrong::TooBig { max_kb: STUDY_FILE_MAX_BYTES / 1000 });
        return None;
    }
    let mut file: Value = match json_text::told(bytes) {
        Ok(told) => {
            told.twice.into_iter().for_each(|it| reader.twice(it));
            told.value
        }
        Err(error) => {
            let wrong = Wrong::NotJson { line: error.line, column: error.column, why: String::new() };
            #[cfg(feature = "cli")]
            let wrong = json_mistakes::found(bytes).unwrap_or(wrong);
            reader.wrong(wrong);
            return None;
        }
    };
    if file.is_object() && file.get("version").and_then(Value::as_u64) != Some(1) {
        reader.wrong_at("version", Wrong::OtherVersion);
        return None;
    }
    if !reader.check(&file::StudyFile::KIND, &mut file) {
        return None;
    }
    let overlays = match file.get_mut("languages").map(Value::take) {
        Some(Value::Object(overlays)) => overlays,
        _ => Map::new(),
    };
    let offered = overlay::offered(&file, &overlays);
    let wanted = language.and_then(|wanted| best_language(wanted, &offered));
    let shown = wanted.unwrap_or(&offered[0]).to_owned();
    reader.enter("languages");
    // Every overlay is checked; the one to be shown comes last, so that the others meet the file's own texts.
    for is_shown in [false, true] {
        for (tag, texts) in overlays.iter().filter(|it| (*it.0 == shown) == is_shown) {
            reader.enter(tag);
            overlay::put_over(&mut file, texts, is_shown, reader);
            reader.leave();
        }
    }
    reader.leave();
    Some(Shaped { file, shown, offered })
}

/// Finds the offered language that serves `wanted` best: the same tag, or the same language.
pub fn best_language<'a>(wanted: &str, offered: &'a [String]) -> Option<&'a String> {
    let base = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    offered
        .iter()
        .find(|it| it.eq_ignore_ascii_case(wanted))
        .or_else(|| offered.iter().find(|it| base(it) == base(wanted)))
}
