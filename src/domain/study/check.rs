//! What a study file must keep to beyond its shape: names once, no cycles, nothing sent without consent.

use serde_json::Value;

use super::file::{Header, Send, Site};
use super::index::Index;
use super::json::{Reader, at, entries_at, string};
use super::problem::Wrong;
use super::resolve::type_word;
use super::text::Text;
use super::{Consent, ConsentId, RequestId, SourceId, Study};
use crate::domain::field::{Choice, DayBound, Field, FieldId, FieldKind};
use crate::domain::rule::{Rule, Test};
use crate::domain::validate::email;

/// The lists whose entries have an id, and what an entry is called.
const NAMED: [(&str, &str); 8] = [
    ("facts", "fact"),
    ("materials", "material"),
    ("nextSteps", "step"),
    ("sources", "source"),
    ("sites", "site"),
    ("requests", "request"),
    ("sections", "section"),
    ("consents", "consent"),
];

/// Reports every id that stands twice in its list, and every field whose id another has.
pub(super) fn ids(file: &Value, reader: &mut Reader) {
    for (key, kind) in NAMED {
        reader.enter(key);
        once(kind, entries_at(file, key), reader);
        reader.leave();
    }
    reader.enter("precheck");
    reader.enter("criteria");
    once("criterion", entries_at(at(file, "precheck"), "criteria"), reader);
    reader.leave();
    reader.leave();
    let sections = entries_at(file, "sections");
    let fields = || sections.iter().flat_map(|it| entries_at(it, "fields")).map(id);
    let index = Index::of(fields());
    let mut number = 0;
    reader.enter("sections");
    for (place, section) in sections.iter().enumerate() {
        reader.enter_entry(place);
        reader.enter("fields");
        for (place, field) in entries_at(section, "fields").iter().enumerate() {
            twice("field", id(field), number, place, &index, reader);
            number += 1;
        }
        reader.leave();
        reader.leave();
    }
    reader.leave();
}

fn id(entry: &Value) -> &str {
    string(at(entry, "id"))
}

fn once(kind: &'static str, entries: &[Value], reader: &mut Reader) {
    let index = Index::of(entries.iter().map(id));
    for (place, entry) in entries.iter().enumerate() {
        twice(kind, id(entry), place, place, &index, reader);
    }
}

/// Reports the id of the entry with this `number` where an earlier one has it.
fn twice(kind: &'static str, id: &str, number: usize, place: usize, index: &Index, reader: &mut Reader) {
    if index.find(id) != Some(number) && !id.is_empty() {
        reader.enter_entry(place);
        reader.wrong(Wrong::IdTwice { kind, id: id.to_owned() });
        reader.leave();
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
        reader.wrong_at("send", wrong);
    }
}

/// Longest life that is believed, in years: nobody is known to have lived longer than 122.
pub const AGE_BELIEVED_YEARS: u16 = 130;

/// Bounds the dates of birth for which the file names no bounds: those sent as an age, those whose age a rule asks for, and those
/// that the browser fills in as such.
pub(super) fn bound_births(fields: &mut [Field], rules: &mut dyn Iterator<Item = &Rule>) {
    let mut births = Vec::new();
    let mut note = |field: FieldId, tests: &[Test]| {
        if tests.iter().any(|it| matches!(it, Test::AgeAtLeast(_) | Test::AgeAtMost(_))) {
            births.push(field);
        }
    };
    rules.for_each(|it| it.tests(&mut note));
    fields.iter().filter_map(|it| it.show_when.as_ref()).for_each(|it| it.tests(&mut note));
    for (index, field) in fields.iter_mut().enumerate() {
        let is_birth = matches!(field.send, Send::Age | Send::AgeBand | Send::Year)
            || field.autocomplete.iter().any(|it| it == "bday")
            || births.contains(&FieldId(index as u16));
        if let FieldKind::Date { min, max, .. } = &mut field.kind
            && is_birth
        {
            min.get_or_insert(DayBound::YearsAgo(AGE_BELIEVED_YEARS));
            max.get_or_insert(DayBound::Today);
        }
    }
}

/// The sites as options: "City, name".
pub(super) fn site_choices(sites: &[Site]) -> Vec<Choice> {
    let choice = |site: &Site| Choice {
        value: site.id.0.clone(),
        label: Text {
            words: [site.city.as_str(), site.name.as_str()].join(", "),
            is_translated: site.name.is_translated,
        },
        is_exclusive: false,
    };
    sites.iter().map(choice).collect()
}

/// Finds the host in a URL, with its port where it names one; none that a browser would write in another way, but for capitals.
pub(super) fn host(url: &str) -> Option<&str> {
    written_host(url).filter(|it| is_plain_host(it))
}

/// What stands in the place of the host, whatever it is.
fn written_host(url: &str) -> Option<&str> {
    let rest = url.split_once(':')?.1.strip_prefix("//")?;
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let host = &rest[..end];
    (!host.is_empty() && !host.contains('@')).then_some(host)
}

/// Whether a host stands as browsers ask it: in ASCII, with nothing encoded, no name before it and no dot at its end.
fn is_plain_host(host: &str) -> bool {
    let is_plain =
        |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'.' | b'_' | b':' | b'[' | b']');
    let name = host.split(':').next().unwrap_or_default();
    !host.is_empty() && host.bytes().all(is_plain) && !name.ends_with('.')
}

/// Whether a link leads where it seems to: to a host as browsers ask it, or to one email address and no other.
pub(super) fn leads_plainly(link: &str) -> bool {
    let (scheme, rest) = link.split_once(':').unwrap_or_default();
    if scheme.eq_ignore_ascii_case("https") {
        return host(link).is_some();
    }
    if !scheme.eq_ignore_ascii_case("mailto") {
        return true;
    }
    let (address, query) = rest.split_once('?').unwrap_or((rest, "subject="));
    is_one_address(address)
        && query.split('&').all(|it| it.starts_with("subject=") || it.starts_with("body="))
}

/// Whether a text is one email address that means the same in a `mailto` link.
pub(super) fn is_one_address(text: &str) -> bool {
    let is_plain = |it: u8| !matches!(it, b'?' | b'&' | b'%' | b'#');
    !text.is_empty() && text.bytes().all(is_plain) && email::is_valid(text)
}

/// Tells whether a browser can ask an address, as it stands and no other: ASCII alone, a host, and a port that there is.
///
/// Source: URL Standard, host parsing; what it would rewrite (letters in other scripts, "%", empty labels) is refused.
pub(super) fn is_url(url: &str) -> bool {
    let Some(host) = host(url).filter(|_| url.bytes().all(|it| it.is_ascii_graphic())) else { return false };
    let (name, port) = parts(host);
    let labels = || name.split('.');
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let is_label = |it: &str| {
        !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_'))
    };
    let is_name = match name.strip_prefix('[') {
        Some(address) => address.strip_suffix(']').is_some_and(is_ipv6),
        // What ends like a number is an IPv4 address.
        None if labels().next_back().is_some_and(|it| it.starts_with(|it: char| it.is_ascii_digit())) => {
            let is_part = |it: &str| is_number(it) && it.parse::<u8>().is_ok_and(|n| n.to_string() == it);
            labels().count() == 4 && labels().all(is_part)
        }
        None => labels().all(is_label),
    };
    is_name && port.is_none_or(|it| is_number(it) && it.parse::<u16>().is_ok())
}

fn is_ipv6(address: &str) -> bool {
    let is_group = |it: &str| matches!(it.len(), 1..=4) && it.bytes().all(|it| it.is_ascii_hexdigit());
    // So many groups; more than there can be where one is wrong.
    let groups = |part: &str| match part {
        "" => 0,
        _ if part.split(':').all(is_group) => part.split(':').count(),
        _ => 9,
    };
    match address.split_once("::") {
        Some((before, after)) => groups(before) + groups(after) < 8,
        None => groups(address) == 8,
    }
}

/// The name of a host, and its port.
fn parts(host: &str) -> (&str, Option<&str>) {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        Some(_) | None => (host, None),
    }
}

/// Tells whether referrals may go to a URL: https, or http on this machine.
pub(super) fn is_endpoint(url: &str) -> bool {
    if url.contains(|it: char| it.is_whitespace() || it.is_control()) {
        return false;
    }
    let Some(host) = written_host(url) else { return false };
    let name = parts(host).0;
    let scheme = url.split(':').next().unwrap_or_default();
    let is_loopback = ["127.0.0.1", "[::1]", "localhost"].iter().any(|it| name.eq_ignore_ascii_case(it));
    scheme.eq_ignore_ascii_case("https") || (scheme.eq_ignore_ascii_case("http") && is_loopback)
}

/// Tells whether a browser sends such a header. Source: Fetch Standard, header name and header value.
pub(super) fn is_header(name: &str, value: &str) -> bool {
    let is_token = |it: u8| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&it);
    let is_text = |it: char| matches!(it, '\t' | ' '..='~' | '\u{80}'..='\u{FF}');
    !name.is_empty() && name.bytes().all(is_token) && value.chars().all(is_text)
}

/// Tells whether a header would carry something that must not be public; one that its author says is public is judged by its shape alone.
pub(super) fn looks_secret(name: &str, header: &Header) -> bool {
    let name = name.to_ascii_lowercase();
    let value = header.value.to_ascii_lowercase();
    let telling = ["auth", "token", "secret", "password", "api-key", "apikey", "cookie", "private"];
    let prefixes = ["bearer ", "basic ", "eyj", "sk-", "sk_"];
    let is_told =
        telling.iter().any(|it| name.as_bytes().windows(it.len()).any(|part| part == it.as_bytes()))
            || prefixes.iter().any(|it| value.starts_with(it));
    (is_told && !header.is_public) || has_secret(&header.value, header.is_public)
}

/// Shortest secret of the shapes below, in characters; what is shorter is a word.
const SECRET_MIN_CHARS: usize = 20;

/// Tells whether something in a text has the shape of a secret key or token of a well-known vendor.
///
/// Google's API keys and signed tokens (JWT) count unless they are said to be public: some vendors make them for pages.
pub(super) fn has_secret(text: &str, is_public: bool) -> bool {
    let secret = [
        "sk_live_",
        "sk_test_",
        "rk_live_",
        "sk-",
        "sb_secret_",
        "ghp_",
        "github_pat_",
        "glpat-",
        "xox",
        "whsec_",
    ];
    let mostly = ["AIza", "eyJ"];
    let mut pieces =
        text.as_bytes().split(|it| !it.is_ascii_alphanumeric() && !matches!(it, b'_' | b'-' | b'.'));
    pieces.any(|piece| {
        let starts = |shapes: &[&str]| shapes.iter().any(|it| piece.starts_with(it.as_bytes()));
        let is_drawn = piece.len() >= SECRET_MIN_CHARS && piece.iter().any(u8::is_ascii_digit);
        is_drawn && (starts(&secret) || (!is_public && starts(&mostly)))
    })
}

/// Puts every field after those that its `showWhen` reads; reports cycles.
pub(super) fn order(fields: &[Field], reader: &mut Reader) -> Vec<FieldId> {
    let mut visit = Visit {
        fields,
        state: vec![State::New; fields.len()],
        order: Vec::with_capacity(fields.len()),
        cycles: Vec::new(),
    };
    for index in 0..fields.len() as u16 {
        visit.field(FieldId(index));
    }
    let Visit { order, cycles, .. } = visit;
    for (id, path) in cycles {
        at_field(fields, id, reader, |reader| {
            reader.wrong_at("showWhen", Wrong::Cycle { path });
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

/// Most names of a cycle that are told.
const CYCLE_NAMES_MAX: usize = 12;

struct Visit<'a> {
    fields: &'a [Field],
    state: Vec<State>,
    order: Vec<FieldId>,
    cycles: Vec<(FieldId, String)>,
}

impl Visit<'_> {
    /// Visits what a field reads before the field itself. No recursion: a chain may be as long as the file.
    fn field(&mut self, first: FieldId) {
        let mut path = Vec::new();
        self.enter(first, &mut path);
        while let Some((id, reads)) = path.last_mut() {
            let id = *id;
            match reads.pop() {
                None => {
                    self.state[usize::from(id.0)] = State::Done;
                    self.order.push(id);
                    path.pop();
                }
                Some(read) if self.state[usize::from(read.0)] == State::Open => self.cycle(read, &path),
                Some(read) => self.enter(read, &mut path),
            }
        }
    }

    /// Puts a field on the path, unless it was visited.
    fn enter(&mut self, id: FieldId, path: &mut Vec<(FieldId, Vec<FieldId>)>) {
        let index = usize::from(id.0);
        if self.state[index] == State::New {
            self.state[index] = State::Open;
            let mut reads = Vec::new();
            if let Some(rule) = &self.fields[index].show_when {
                rule.reads(&mut |it| reads.push(it));
            }
            reads.reverse();
            path.push((id, reads));
        }
    }

    fn cycle(&mut self, id: FieldId, path: &[(FieldId, Vec<FieldId>)]) {
        let start = path.iter().position(|it| it.0 == id).unwrap_or(0);
        let name = |it: FieldId| self.fields[usize::from(it.0)].id.as_str();
        let mut names: Vec<&str> = path[start..].iter().take(CYCLE_NAMES_MAX).map(|it| name(it.0)).collect();
        if path.len() - start > CYCLE_NAMES_MAX {
            names.push("…");
        }
        names.push(name(id));
        self.cycles.push((id, names.join(" → ")));
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
    // The fields of a section stand together.
    let place = index - fields.partition_point(|it| it.section < section);
    reader.enter("sections");
    reader.enter_entry(usize::from(section.0));
    reader.enter("fields");
    reader.entry(place, report);
    for _ in 0..3 {
        reader.leave();
    }
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
        .filter(move |it| it.lets_out(field))
}

/// Whether a sent field is shown can be seen in the referral, so it may depend on nothing that is not.
fn show_when_reveals_nothing(study: &Study, id: FieldId, field: &Field, reader: &mut Reader) {
    let Some(rule) = &field.show_when else { return };
    rule.reads(&mut |read| {
        let other = study.field(read);
        let same_consents = study.consents.iter().filter(|it| it.lets_out(id)).all(|it| it.lets_out(read));
        if other.send != Send::Value || !same_consents {
            let wrong = Wrong::ShowWhenReveals { field: field.id.clone(), reads: other.id.clone() };
            reader.wrong_at("showWhen", wrong);
        }
    });
}
