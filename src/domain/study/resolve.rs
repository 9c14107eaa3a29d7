//! From the file as written to a [`Study`]: every name is found, every key fits the type beside it.

use std::sync::Arc;

use super::file::{
    BodyFormat, ConsentFile, EndpointFile, FieldFile, FieldType, OnNotEligible, OptionFile, PrecheckSend,
    PrecisionWord, RequestFile, RequestKind, RouteFile, RuleFile, Send, SourceFile, StudyFile,
};
use super::index::Index;
use super::json::Reader;
use super::problem::Wrong;
use super::rules::{Names, numbers, rule};
use super::text::{Bound, Id};
use super::{
    Consent, ConsentId, Cover, Criterion, Endpoint, MinimumAge, Reading, Request, Route, Section, Source,
    Study, check, seal_keys,
};
use crate::domain::date::{Date, Duration, Precision};
use crate::domain::decimal::Decimal;
use crate::domain::field::{Choice, DayBound, Field, FieldId, FieldKind, SectionId, Sources, Unit};
use crate::domain::rule::{Rule, Test};
use crate::domain::staff_code::is_digest;
use crate::domain::validate::phone;

/// Most characters of a text whose field names no limit.
pub(super) const TEXT_MAX_CHARS: u32 = 200;

/// Most characters of a long text whose field names no limit.
pub(super) const LONG_TEXT_MAX_CHARS: u32 = 2000;

/// Decimals of a number whose field names no limit.
pub(super) const DECIMALS_MAX: u32 = 6;

/// Seconds to wait for an endpoint whose file names no limit.
pub(super) const TIMEOUT_SECONDS: u32 = 20;

/// The keys that only some types have, and which.
pub(super) const KEYS_OF_TYPES: [(&str, &[FieldType]); 8] = [
    ("maxLength", &[FieldType::Text, FieldType::LongText]),
    ("min", &[FieldType::Number, FieldType::Date]),
    ("max", &[FieldType::Number, FieldType::Date]),
    ("decimals", &[FieldType::Number]),
    ("units", &[FieldType::Number]),
    ("precision", &[FieldType::Date]),
    ("options", &[FieldType::Choice, FieldType::Choices]),
    ("region", &[FieldType::Phone, FieldType::Postal]),
];

pub(super) fn resolve(
    file: StudyFile,
    cover: Arc<Cover>,
    reading: Reading,
    reader: &mut Reader,
) -> Option<Study> {
    let names = Names {
        fields: field_names(&file),
        sources: file.sources.iter().map(|it| it.id.0.clone()).collect(),
        requests: request_names(&file.requests),
    };
    if file.sources.is_empty() {
        reader.wrong(Wrong::KeyMissing { key: "sources" });
    }
    if file.sections.is_empty() {
        reader.wrong(Wrong::KeyMissing { key: "sections" });
    }
    if file.consents.is_empty() {
        reader.wrong(Wrong::KeyMissing { key: "consents" });
    }
    if file.contact.email.as_ref().is_some_and(|it| !it.is_empty() && !check::is_one_address(it)) {
        reader.inside("contact", |reader| reader.wrong_at("email", Wrong::LinkMisleads));
    }
    let (sections, mut fields) = questions(&file, &names, reader);
    let section_names: Vec<String> = sections.iter().map(|it| it.id.clone()).collect();
    let consent_names: Vec<String> = file.consents.iter().map(|it| it.id.0.clone()).collect();
    let sources = each("sources", file.sources, reader, |it, reader| source(it, &names, &fields, reader));
    let consents = each("consents", file.consents, reader, |it, reader| consent(it, &names, reader));
    let mut requests = each("requests", file.requests, reader, |it, reader| {
        request(it, &section_names, &consent_names, reader)
    });
    if requests.is_empty() {
        requests.push(Request {
            id: RequestKind::Refer.word().to_owned(),
            kind: RequestKind::Refer,
            sections: Vec::new(),
            consents: Vec::new(),
        });
    }
    let routes = each("routes", file.routes, reader, |it, reader| route(it, &names, &fields, reader));
    if let Some(last) = routes.last()
        && last.when.is_some()
    {
        reader.wrong_at("routes", Wrong::LastRouteConditional);
    }
    let (precheck_send, on_not_eligible, criteria) = match file.precheck {
        Some(precheck) => (
            precheck.send.unwrap_or(PrecheckSend::Never),
            precheck.on_not_eligible.unwrap_or(OnNotEligible::Offer),
            reader.inside("precheck", |reader| {
                each("criteria", precheck.criteria, reader, |it, reader| {
                    let when = it.when.as_ref().map(|when| rule_at("when", when, &names, &fields, reader));
                    Some(Criterion {
                        id: it.id.0,
                        category: it.category,
                        label: it.label,
                        note: it.note,
                        is_optional: it.optional,
                        when: transpose(when)?,
                    })
                })
            }),
        ),
        None => (PrecheckSend::Never, OnNotEligible::Offer, Vec::new()),
    };
    let endpoint = reader.inside("endpoint", |reader| {
        let from_page = if file.endpoint.url.is_none() { reading.endpoint } else { None };
        let endpoint = endpoint(file.endpoint, from_page, reader);
        if endpoint.url.is_empty() && reading.must_deliver {
            reader.wrong(Wrong::EndpointMissing);
        }
        endpoint
    });
    match &file.seal {
        Some(seal) => reader.inside("seal", |reader| seal_keys::check(&seal.keys, reader)),
        None if file.outbox.is_some() => reader.wrong_at("outbox", Wrong::OutboxUnsealed),
        None => {}
    }
    let staff_code = file.outbox.as_ref().and_then(|it| it.staff_code.as_deref());
    if staff_code.is_some_and(|it| !is_digest(it)) {
        reader.inside("outbox", |reader| reader.wrong_at("staffCode", Wrong::NotAStaffCode));
    }
    let rules = criteria.iter().filter_map(|it| it.when.as_ref());
    let rules = rules.chain(routes.iter().filter_map(|it| it.when.as_ref()));
    check::bound_births(
        &mut fields,
        &mut rules.chain(sources.iter().filter_map(|it| Some(&it.minimum_age.as_ref()?.is_minor))),
    );
    let order = check::order(&fields, reader);
    let mut places = vec![0; fields.len()];
    for (place, field) in order.iter().enumerate() {
        places[usize::from(field.0)] = place as u16;
    }
    let dependents = check::dependents(&fields);
    let study = Study {
        cover,
        materials: file.materials,
        next_steps: file.next_steps,
        sources,
        sites: file.sites,
        requests,
        sections,
        fields,
        criteria,
        precheck_send,
        on_not_eligible,
        consents,
        routes,
        channels: file.channels,
        endpoint,
        seal: file.seal.map(|it| it.keys).unwrap_or_default(),
        outbox: file.outbox,
        order,
        places,
        dependents,
    };
    // A file without consents, or with a name for two fields, is told so; what follows from it is not.
    if !study.consents.is_empty() && names.fields.is_unique() {
        check::coverage(&study, reader);
    }
    Some(study)
}

/// Resolves every entry of a list at its own place; the ones that cannot be are left out.
fn each<F, T>(
    key: &str,
    files: Vec<F>,
    reader: &mut Reader,
    mut resolve: impl FnMut(F, &mut Reader) -> Option<T>,
) -> Vec<T> {
    reader.inside(key, |reader| {
        let mut list = Vec::with_capacity(files.len());
        for (index, file) in files.into_iter().enumerate() {
            list.extend(reader.entry(index, |reader| resolve(file, reader)));
        }
        list
    })
}

/// `None` where a rule was written and could not be resolved.
fn transpose(rule: Option<Option<Rule>>) -> Option<Option<Rule>> {
    match rule {
        Some(Some(rule)) => Some(Some(rule)),
        Some(None) => None,
        None => Some(None),
    }
}

fn field_names(file: &StudyFile) -> Index {
    Index::of(file.sections.iter().flat_map(|it| &it.fields).map(|it| it.id.0.as_str()))
}

/// A file that names no request has one, to refer.
fn request_names(requests: &[RequestFile]) -> Vec<String> {
    match requests {
        [] => vec![RequestKind::Refer.word().to_owned()],
        some => some.iter().map(|it| it.id.0.clone()).collect(),
    }
}

fn open_to(ids: &[Id], names: &Names, reader: &mut Reader) -> Sources {
    let found = reader.inside("sources", |reader| names.sources(ids, reader));
    Sources::of(found.unwrap_or_default())
}

/// Reads sections and fields; rules come after all fields, since they may look forward.
fn questions(file: &StudyFile, names: &Names, reader: &mut Reader) -> (Vec<Section>, Vec<Field>) {
    let mut sections = Vec::with_capacity(file.sections.len());
    let mut fields: Vec<Field> = Vec::new();
    reader.inside("sections", |reader| {
        for (index, section) in file.sections.iter().enumerate() {
            let first = fields.len() as u16;
            reader.entry(index, |reader| {
                if section.fields.is_empty() {
                    reader.wrong(Wrong::KeyMissing { key: "fields" });
                }
                let sources = open_to(&section.sources, names, reader);
                reader.inside("fields", |reader| {
                    for (place, it) in section.fields.iter().enumerate() {
                        let id = SectionId(index as u16);
                        fields.push(reader.entry(place, |reader| field(it, id, file, names, reader)));
                    }
                });
                sections.push(Section {
                    id: section.id.0.clone(),
                    title: section.title.clone(),
                    hint: section.hint.clone(),
                    sources,
                    fields: (first..fields.len() as u16).map(FieldId).collect(),
                });
            });
        }
        let mut number = 0;
        for (index, section) in file.sections.iter().enumerate() {
            reader.enter_entry(index);
            reader.enter("fields");
            for (place, it) in section.fields.iter().enumerate() {
                if let Some(when) = &it.show_when {
                    reader.enter_entry(place);
                    fields[number].show_when = rule_at("showWhen", when, names, &fields, reader);
                    reader.leave();
                }
                number += 1;
            }
            reader.leave();
            reader.leave();
        }
    });
    (sections, fields)
}

/// Resolves the rule at a key.
fn rule_at(key: &str, when: &RuleFile, names: &Names, fields: &[Field], reader: &mut Reader) -> Option<Rule> {
    reader.enter(key);
    let rule = rule(when, names, fields, reader);
    reader.leave();
    rule
}

fn field(it: &FieldFile, section: SectionId, file: &StudyFile, names: &Names, reader: &mut Reader) -> Field {
    let kind = kind(it, file, reader);
    let send = it.send.unwrap_or(Send::Never);
    check::send_fits(send, &kind, reader);
    Field {
        id: it.id.0.clone(),
        section,
        label: it.label.clone(),
        hint: it.hint.clone(),
        example: it.example.clone(),
        is_required: it.required,
        allows_unsure: it.unsure,
        show_when: None,
        sources: open_to(&it.sources, names, reader),
        send,
        autocomplete: autocomplete(it, names, reader),
        kind,
    }
}

/// The type's word in the file, for messages to the author.
pub(super) fn type_word(kind: &FieldKind) -> &'static str {
    kind.field_type().word()
}

/// Takes the keys that belong to the type, and refuses the others.
fn kind(it: &FieldFile, file: &StudyFile, reader: &mut Reader) -> FieldKind {
    use FieldType::{Choice as One, Choices, Date as Day, LongText, Number, Phone, Postal, Text as Line};
    let word = it.kind;
    let given = [
        it.max_length.is_some(),
        it.min.is_some(),
        it.max.is_some(),
        it.decimals.is_some(),
        !it.units.is_empty(),
        it.precision.is_some(),
        !it.options.is_empty(),
        it.region.is_some(),
    ];
    for ((key, fitting), is_given) in KEYS_OF_TYPES.iter().zip(given) {
        if is_given && !fitting.contains(&word) {
            reader.wrong_at(key, Wrong::DoesNotFit { key, kind: word.word() });
        }
    }
    match word {
        Line => FieldKind::Text { max_chars: it.max_length.map_or(TEXT_MAX_CHARS, |it| it.0) },
        LongText => FieldKind::LongText { max_chars: it.max_length.map_or(LONG_TEXT_MAX_CHARS, |it| it.0) },
        FieldType::Email => FieldKind::Email,
        Phone => FieldKind::Phone { region: region(it, phone::is_region, reader) },
        Number => number(it, reader),
        Day => date(it, reader),
        One => FieldKind::Choice { options: options(it, false, reader) },
        Choices => FieldKind::Choices { options: options(it, true, reader) },
        FieldType::YesNo => FieldKind::YesNo,
        FieldType::Npi => FieldKind::Npi,
        Postal => FieldKind::Postal { region: region(it, is_country, reader) },
        FieldType::ContactWindow => FieldKind::ContactWindow,
        FieldType::Site => {
            if file.sites.is_empty() {
                reader.wrong(Wrong::KindNeeds { key: "sites", kind: "site" });
            }
            FieldKind::Site { options: check::site_choices(&file.sites) }
        }
    }
}

fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|it| it.is_ascii_uppercase())
}

fn region(it: &FieldFile, is_known: fn(&str) -> bool, reader: &mut Reader) -> String {
    let region = it.region.clone().unwrap_or_default();
    if !region.is_empty() && !is_known(&region) {
        reader.wrong_at("region", Wrong::RegionUnknown { region: region.clone() });
    }
    region
}

fn bound<T>(
    key: &'static str,
    bound: &Option<Bound>,
    parse: fn(&str) -> Option<T>,
    wrong: Wrong,
    reader: &mut Reader,
) -> Option<T> {
    let text = &bound.as_ref()?.0;
    let read = parse(text);
    if read.is_none() {
        reader.wrong_at(key, wrong);
    }
    read
}

fn number(it: &FieldFile, reader: &mut Reader) -> FieldKind {
    let min = bound("min", &it.min, Decimal::parse, Wrong::NotADecimal, reader);
    let max = bound("max", &it.max, Decimal::parse, Wrong::NotADecimal, reader);
    if min.zip(max).is_some_and(|(min, max)| min > max) {
        reader.wrong(Wrong::MinAboveMax);
    }
    for (index, unit) in it.units.iter().enumerate() {
        let is_first = index == 0;
        if is_first == (unit.factor.is_some() || (is_first && unit.offset.is_some())) {
            let wrong = if is_first {
                Wrong::DoesNotFit { key: "factor", kind: "number in its first unit" }
            } else {
                Wrong::KindNeeds { key: "factor", kind: "number in another unit" }
            };
            reader.inside("units", |reader| reader.entry(index, |reader| reader.wrong(wrong)));
        }
    }
    let units = it.units.iter().map(|unit| Unit {
        code: unit.code.clone(),
        label: unit.label.clone(),
        factor: unit.factor,
        offset: unit.offset,
    });
    FieldKind::Number {
        min,
        max,
        decimals: it.decimals.map_or(DECIMALS_MAX, |it| it.0) as u8,
        units: units.collect(),
    }
}

fn date(it: &FieldFile, reader: &mut Reader) -> FieldKind {
    let day = |text: &str| match text {
        "today" => Some(DayBound::Today),
        other => Date::parse(other).map(DayBound::On),
    };
    let min = bound("min", &it.min, day, Wrong::NotADate, reader);
    let max = bound("max", &it.max, day, Wrong::NotADate, reader);
    if let (Some(DayBound::On(min)), Some(DayBound::On(max))) = (min, max)
        && min > max
    {
        reader.wrong(Wrong::MinAboveMax);
    }
    let precision = it.precision.map_or(Precision::Day, PrecisionWord::precision);
    FieldKind::Date { precision, min, max }
}

fn options(it: &FieldFile, many: bool, reader: &mut Reader) -> Vec<Choice> {
    if it.options.is_empty() {
        reader.wrong(Wrong::KindNeeds { key: "options", kind: it.kind.word() });
    }
    let choice = |option: &OptionFile| Choice {
        value: option.value.clone(),
        label: option.label.clone(),
        is_exclusive: option.exclusive,
    };
    let names = Index::of(it.options.iter().map(|it| it.value.as_str()));
    for (index, option) in it.options.iter().enumerate() {
        let note = |wrong, reader: &mut Reader| {
            reader.enter("options");
            reader.wrong_at(&index.to_string(), wrong);
            reader.leave();
        };
        if option.exclusive && !many {
            note(Wrong::DoesNotFit { key: "exclusive", kind: it.kind.word() }, reader);
        }
        if names.find(&option.value) != Some(index) && !option.value.is_empty() {
            note(Wrong::IdTwice { kind: "option", id: option.value.clone() }, reader);
        }
    }
    it.options.iter().map(choice).collect()
}

fn autocomplete(it: &FieldFile, names: &Names, reader: &mut Reader) -> Vec<String> {
    let Some(given) = &it.autocomplete else { return Vec::new() };
    let mut tokens = vec![String::new(); names.sources.len()];
    reader.inside("autocomplete", |reader| {
        for (source, token) in &given.tokens {
            match source {
                None => tokens.fill(token.clone()),
                Some(source) => match names.sources.iter().position(|it| it == source) {
                    Some(index) => tokens[index] = token.clone(),
                    None => {
                        let known = &mut names.sources.iter().map(String::as_str);
                        reader.wrong(Wrong::id_unknown("source", source, known));
                    }
                },
            }
        }
    });
    tokens
}

fn source(it: SourceFile, names: &Names, fields: &[Field], reader: &mut Reader) -> Option<Source> {
    let on_behalf_of = it
        .on_behalf_of
        .as_ref()
        .and_then(|id| reader.inside("onBehalfOf", |reader| names.field(&id.0, reader)));
    let minimum_age = it.minimum_age.as_ref().and_then(|age| {
        reader.inside("minimumAge", |reader| {
            let field = reader.inside("field", |reader| {
                let found = names.field(&age.field.0, reader)?;
                let of = &fields[usize::from(found.0)];
                if !matches!(of.kind, FieldKind::Date { .. }) {
                    reader.wrong(Wrong::OperatorDoesNotFit {
                        op: "minimumAge",
                        field: of.id.clone(),
                        kind: type_word(&of.kind),
                    });
                }
                Some(found)
            });
            let otherwise = reader.inside("otherwise", |reader| {
                let ids = [Id(age.otherwise.0.clone())];
                names.sources(&ids, reader).and_then(|it| it.first().copied())
            });
            let years = age.years.0 as u16;
            let grown_up =
                Rule::Field { field: field?, tests: vec![Test::AgeAtLeast(Duration::years(years))] };
            Some(MinimumAge {
                is_minor: Rule::Not(Box::new(grown_up)),
                field: field?,
                years,
                otherwise: otherwise?,
            })
        })
    });
    Some(Source { id: it.id.0, on_behalf_of, minimum_age })
}

fn consent(it: ConsentFile, names: &Names, reader: &mut Reader) -> Option<Consent> {
    let sources = open_to(&it.sources, names, reader);
    let mut covers = Vec::new();
    let mut special = [false; 3];
    const SPECIAL: [&str; 3] = ["@precheck", "@source", "@status"];
    reader.inside("covers", |reader| {
        for (index, name) in it.covers.iter().enumerate() {
            match SPECIAL.iter().position(|it| it == name) {
                Some(which) => special[which] = true,
                None => covers.extend(reader.entry(index, |reader| names.field_or(&SPECIAL, name, reader))),
            }
        }
    });
    let mut covered = covers.clone();
    covered.sort_unstable();
    let [covers_precheck, covers_source, covers_status] = special;
    Some(Consent {
        id: it.id.0,
        version: it.version.0,
        kind: it.kind,
        given_by: it.given_by,
        sources,
        is_required: it.required,
        text: it.text,
        covers,
        covered,
        covers_precheck,
        covers_source,
        covers_status,
    })
}

fn request(
    it: RequestFile,
    sections: &[String],
    consents: &[String],
    reader: &mut Reader,
) -> Option<Request> {
    let sections = reader.inside("sections", |reader| numbers("section", &it.sections, sections, reader));
    let consents = reader.inside("consents", |reader| numbers("consent", &it.consents, consents, reader));
    Some(Request {
        id: it.id.0,
        kind: it.kind,
        sections: sections?.into_iter().map(SectionId).collect(),
        consents: consents?.into_iter().map(ConsentId).collect(),
    })
}

fn route(it: RouteFile, names: &Names, fields: &[Field], reader: &mut Reader) -> Option<Route> {
    let when = it.when.as_ref().map(|when| rule_at("when", when, names, fields, reader));
    let endpoint = it.endpoint.map(|file| reader.inside("endpoint", |reader| endpoint(file, None, reader)));
    Some(Route { route: it.route.0, when: transpose(when)?, endpoint })
}

fn endpoint(it: EndpointFile, from_page: Option<&str>, reader: &mut Reader) -> Endpoint {
    let url = it.url.or(from_page.map(str::to_owned)).unwrap_or_default();
    if url.is_empty() {
    } else if !check::is_endpoint(&url) {
        reader.wrong_at("url", Wrong::EndpointNotHttps);
    } else if !check::is_url(&url) {
        reader.wrong_at("url", Wrong::EndpointNotUrl);
    }
    if check::has_secret(&url, false) {
        reader.wrong_at("url", Wrong::Secret { name: "url".to_owned() });
    }
    reader.enter("headers");
    for (name, header) in &it.headers.0 {
        if !check::is_header(name, &header.value) {
            reader.wrong_at(name, Wrong::NotAHeader);
        }
        if check::looks_secret(name, header) {
            reader.wrong_at(name, Wrong::Secret { name: name.clone() });
        }
    }
    reader.leave();
    Endpoint {
        url,
        format: it.format.unwrap_or(BodyFormat::Json),
        deduplicates: it.deduplicates,
        timeout_seconds: it.timeout_seconds.map_or(TIMEOUT_SECONDS, |it| it.0),
        wrap: it.wrap,
        headers: it.headers.0.into_iter().map(|(name, header)| (name, header.value)).collect(),
        names: it.names.0,
        idempotency_header: it.idempotency_header,
    }
}
