//! What a study file must keep to beyond its shape: names once, no cycles, nothing sent without consent.

use super::file::{Send, Site, StudyFile};
use super::json::Reader;
use super::problem::Wrong;
use super::resolve::type_word;
use super::text::{Id, Text};
use super::{Consent, ConsentId, RequestId, SourceId, Study};
use crate::domain::field::{Choice, Field, FieldId, FieldKind};

/// Reports every id that stands twice in its list.
pub(super) fn ids(file: &StudyFile, reader: &mut Reader) {
    fn once<'a>(kind: &'static str, key: &str, ids: impl Iterator<Item = &'a Id>, reader: &mut Reader) {
        let mut seen = std::collections::BTreeSet::new();
        reader.inside(key, |reader| {
            for (index, id) in ids.enumerate() {
                if !seen.insert(&id.0) {
                    let id = id.0.clone();
                    reader.entry(index, |reader| reader.wrong(Wrong::IdTwice { kind, id }));
                }
            }
        });
    }
    once("fact", "facts", file.facts.iter().map(|it| &it.id), reader);
    once("material", "materials", file.materials.iter().map(|it| &it.id), reader);
    once("step", "nextSteps", file.next_steps.iter().map(|it| &it.id), reader);
    once("source", "sources", file.sources.iter().map(|it| &it.id), reader);
    once("site", "sites", file.sites.iter().map(|it| &it.id), reader);
    once("request", "requests", file.requests.iter().map(|it| &it.id), reader);
    once("section", "sections", file.sections.iter().map(|it| &it.id), reader);
    once("consent", "consents", file.consents.iter().map(|it| &it.id), reader);
    if let Some(precheck) = &file.precheck {
        reader.inside("precheck", |reader| {
            once("criterion", "criteria", precheck.criteria.iter().map(|it| &it.id), reader);
        });
    }
    let mut seen = std::collections::BTreeSet::new();
    for (index, section) in file.sections.iter().enumerate() {
        for (place, field) in section.fields.iter().enumerate() {
            if !seen.insert(&field.id.0) {
                let id = field.id.0.clone();
                reader.inside("sections", |reader| {
                    reader.entry(index, |reader| {
                        reader.inside("fields", |reader| {
                            reader.entry(place, |reader| {
                                reader.wrong(Wrong::IdTwice { kind: "field", id });
                            });
                        });
                    });
                });
            }
        }
    }
}

/// Reports a transform that the type does not have.
pub(super) fn send_fits(send: Send, kind: &FieldKind, reader: &mut Reader) {
    let fits = match send {
        Send::Never | Send::Value | Send::Answered => true,
        Send::Age | Send::AgeBand | Send::Year => matches!(kind, FieldKind::Date { .. }),
        Send::Postal3 => matches!(kind, FieldKind::Postal { region } if region == "US"),
    };
    if !fits {
        let wrong = Wrong::SendDoesNotFit { send: send.word(), kind: type_word(kind) };
        reader.inside("send", |reader| reader.wrong(wrong));
    }
}

/// The sites as options: "City, name".
pub(super) fn site_choices(sites: &[Site]) -> Vec<Choice> {
    let choice = |site: &Site| Choice {
        value: site.id.0.clone(),
        label: Text {
            words: format!("{}, {}", site.city.words, site.name.words),
            is_translated: site.name.is_translated,
        },
        is_exclusive: false,
    };
    sites.iter().map(choice).collect()
}

/// Finds the host in a URL, with its port where it names one.
pub(super) fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let host = &rest[..end];
    (!host.is_empty() && !host.contains('@')).then_some(host)
}

/// Tells whether referrals may go there: https, or http on this machine.
pub(super) fn is_endpoint(url: &str) -> bool {
    if url.contains(|it: char| it.is_whitespace() || it.is_control()) {
        return false;
    }
    let Some(host) = host(url) else { return false };
    let scheme = url.split("://").next().unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(_) => host.split_inclusive(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let is_loopback = ["127.0.0.1", "[::1]", "localhost"].iter().any(|it| name.eq_ignore_ascii_case(it));
    scheme.eq_ignore_ascii_case("https") || (scheme.eq_ignore_ascii_case("http") && is_loopback)
}

/// Tells whether a header would carry something that must not be public.
pub(super) fn looks_secret(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let value = value.to_ascii_lowercase();
    let telling = ["auth", "token", "secret", "password", "api-key", "apikey", "cookie", "private"];
    let prefixes = ["bearer ", "basic ", "eyj", "sk-", "sk_"];
    telling.iter().any(|it| name.contains(it)) || prefixes.iter().any(|it| value.starts_with(it))
}

/// Puts every field after those that its `showWhen` reads; reports cycles.
pub(super) fn order(fields: &[Field], reader: &mut Reader) -> Vec<FieldId> {
    let mut visit = Visit {
        fields,
        state: vec![State::New; fields.len()],
        path: Vec::new(),
        order: Vec::with_capacity(fields.len()),
        cycles: Vec::new(),
    };
    for index in 0..fields.len() as u16 {
        visit.field(FieldId(index));
    }
    let Visit { order, cycles, .. } = visit;
    for (id, path) in cycles {
        at_field(fields, id, reader, |reader| {
            reader.inside("showWhen", |reader| reader.wrong(Wrong::Cycle { path }));
        });
    }
    order
}

/// For every field, those whose `showWhen` reads it.
pub(super) fn dependents(fields: &[Field]) -> Vec<Vec<FieldId>> {
    let mut dependents = vec![Vec::new(); fields.len()];
    for (index, field) in fields.iter().enumerate() {
        if let Some(rule) = &field.show_when {
            rule.reads(&mut |read| {
                let list: &mut Vec<FieldId> = &mut dependents[usize::from(read.0)];
                if list.last() != Some(&FieldId(index as u16)) {
                    list.push(FieldId(index as u16));
                }
            });
        }
    }
    dependents
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

struct Visit<'a> {
    fields: &'a [Field],
    state: Vec<State>,
    path: Vec<FieldId>,
    order: Vec<FieldId>,
    cycles: Vec<(FieldId, String)>,
}

impl Visit<'_> {
    fn field(&mut self, id: FieldId) {
        let index = usize::from(id.0);
        match self.state[index] {
            State::Done => return,
            State::Open => {
                let start = self.path.iter().position(|it| *it == id).unwrap_or(0);
                let names = self.path[start..].iter().chain([&id]);
                let names: Vec<&str> = names.map(|it| self.fields[usize::from(it.0)].id.as_str()).collect();
                self.cycles.push((id, names.join(" → ")));
                return;
            }
            State::New => {}
        }
        self.state[index] = State::Open;
        self.path.push(id);
        let mut reads = Vec::new();
        if let Some(rule) = &self.fields[index].show_when {
            rule.reads(&mut |it| reads.push(it));
        }
        for it in reads {
            self.field(it);
        }
        self.path.pop();
        self.state[index] = State::Done;
        self.order.push(id);
    }
}

/// Reports what would leave without a consent, and what its hiding would reveal.
pub(super) fn coverage(study: &Study, reader: &mut Reader) {
    for (index, field) in study.fields.iter().enumerate() {
        if field.send == Send::Never {
            continue;
        }
        let id = FieldId(index as u16);
        at_field(&study.fields, id, reader, |reader| {
            covered(study, id, field, reader);
            show_when_reveals_nothing(study, id, field, reader);
        });
    }
}

/// Runs `report` at the place of a field.
fn at_field(fields: &[Field], id: FieldId, reader: &mut Reader, report: impl FnOnce(&mut Reader)) {
    let index = usize::from(id.0);
    let section = fields[index].section;
    let place = fields[..index].iter().filter(|it| it.section == section).count();
    reader.inside("sections", |reader| {
        reader.entry(usize::from(section.0), |reader| {
            reader.inside("fields", |reader| reader.entry(place, report));
        });
    });
}

fn covered(study: &Study, id: FieldId, field: &Field, reader: &mut Reader) {
    for source in (0..study.sources.len() as u16).map(SourceId) {
        let requests = (0..study.requests.len() as u16).map(RequestId);
        for request in requests.filter(|it| study.asks(id, source, *it)) {
            let covering: Vec<&Consent> = covering(study, id, source, request).collect();
            let name = || field.id.clone();
            if covering.is_empty() {
                reader.wrong(Wrong::Uncovered { field: name(), origin: origin(study, source, request) });
                break;
            }
            if field.is_required && !covering.iter().any(|it| it.is_required) {
                reader.wrong(Wrong::OnlyOptional { field: name(), origin: origin(study, source, request) });
                break;
            }
        }
    }
}

/// Names a source, and the request where there is a choice of them.
fn origin(study: &Study, source: SourceId, request: RequestId) -> String {
    let source = &study.source(source).id;
    match study.requests.len() {
        1 => format!("the source \"{source}\""),
        _ => format!("the source \"{source}\" with the request \"{}\"", study.request(request).id),
    }
}

fn covering(
    study: &Study,
    field: FieldId,
    source: SourceId,
    request: RequestId,
) -> impl Iterator<Item = &Consent> {
    study
        .consents_for(source, request)
        .map(|it: ConsentId| study.consent(it))
        .filter(move |it| it.covers.contains(&field))
}

/// Whether a sent field is shown can be seen in the referral, so it may depend on nothing that is not.
fn show_when_reveals_nothing(study: &Study, id: FieldId, field: &Field, reader: &mut Reader) {
    let Some(rule) = &field.show_when else { return };
    rule.reads(&mut |read| {
        let other = study.field(read);
        let same_consents =
            study.consents.iter().filter(|it| it.covers.contains(&id)).all(|it| it.covers.contains(&read));
        if other.send != Send::Value || !same_consents {
            let wrong = Wrong::ShowWhenReveals { field: field.id.clone(), reads: other.id.clone() };
            reader.inside("showWhen", |reader| reader.wrong(wrong));
        }
    });
}
