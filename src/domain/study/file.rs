//! The study file as it is written: every object and every key of version 1.
//!
//! These types hold what the author wrote, field by field; [`super::resolve`] turns them into a
//! [`Study`](super::Study), whose names lead somewhere. The doc comments are the hover texts of the JSON Schema.

use super::json::{Headers, Table, Whole, object, words};
use super::text::{AgeLimit, Bound, Id, Ids, Link, Text, Zone};
use crate::domain::date::{Date, Duration, Precision};
use crate::domain::decimal::Decimal;

object! {
    /// A study file: all that the form needs to know of a study.
    pub struct StudyFile {
        /// Where the JSON Schema of this file stands; for editors.
        "$schema" => schema: Option<String>,
        /// The version of this format: 1.
        "version" => version: Whole<1, 1>,
        /// The language of the texts in this file, as a BCP 47 tag.
        "language" => language: String,
        /// What the study is.
        "study" => study: StudyHead,
        /// What happens to the data; shown before the first question.
        "privacy" => privacy: Privacy,
        /// The person who answers questions; shown on every step.
        "contact" => contact: Contact,
        /// What a person should know before they begin.
        "facts" => facts: Vec<Fact>,
        /// What there is to read, print or attend.
        "materials" => materials: Vec<Material>,
        /// What happens after sending, in order.
        "nextSteps" => next_steps: Vec<NextStep>,
        /// Who may refer.
        "sources" => sources: Vec<SourceFile>,
        /// The sites of the study; choices of a field of type site.
        "sites" => sites: Vec<Site>,
        /// What may be asked for; one referral where left out.
        "requests" => requests: Vec<RequestFile>,
        /// The questions, one step a section.
        "sections" => sections: Vec<SectionFile>,
        /// The criteria that the answers are held against.
        "precheck" => precheck: Option<PrecheckFile>,
        /// What the person agrees to, and which values each consent covers.
        "consents" => consents: Vec<ConsentFile>,
        /// Where a referral belongs; the first route whose rule is true.
        "routes" => routes: Vec<RouteFile>,
        /// Keys of the page's address that say through which channel somebody came.
        "channels" => channels: Vec<String>,
        /// Where referrals go.
        "endpoint" => endpoint: EndpointFile,
        /// Public keys to which the body is sealed, newest first.
        "seal" => seal: Option<SealFile>,
        /// Keeps sealed referrals on the device while there is no network.
        "outbox" => outbox: Option<Outbox>,
        /// The texts in other languages, by BCP 47 tag.
        "languages" => languages: Languages,
    }
}

object! {
    /// What the study is, and whether it takes referrals.
    pub struct StudyHead {
        /// The study's identifier, sent with every referral.
        "id" => id: Id,
        /// The title that people read.
        "title" => title: Text,
        /// The condition under study.
        "condition" => condition: Option<Text>,
        /// Who is responsible for the study.
        "sponsor" => sponsor: Option<Text>,
        /// What the study is about, in plain words.
        "summary" => summary: Option<Text>,
        /// The study's page in a public registry.
        "registry" => registry: Option<Link>,
        /// Whether the study takes referrals now.
        "status" => status: Option<Status>,
        /// The last day on which referrals are taken, in the contact's time zone.
        "closes" => closes: Option<Date>,
        /// The ethics approval of these texts.
        "ethics" => ethics: Option<Ethics>,
    }
}

words! {
    /// Whether the study takes referrals.
    pub enum Status {
        /// Referrals are taken.
        Recruiting = "recruiting",
        /// No referrals for now.
        Paused = "paused",
        /// No more referrals.
        Closed = "closed",
    }
}

object! {
    /// The ethics approval under which the texts are shown.
    pub struct Ethics {
        /// The committee that approved.
        "committee" => committee: String,
        /// Its reference.
        "reference" => reference: String,
        /// The day of the approval.
        "approvedOn" => approved_on: Option<Date>,
        /// The last day of the approval; afterwards the form collects nothing.
        "expiresOn" => expires_on: Option<Date>,
        /// The version of the approved materials.
        "materialsVersion" => materials_version: Option<String>,
    }
}

object! {
    /// The privacy notice in short, and where the whole of it stands.
    pub struct Privacy {
        /// The version that every consent names.
        "version" => version: String,
        /// Who is responsible for the data.
        "controller" => controller: Text,
        /// Where to write about the data.
        "contact" => contact: String,
        /// What the data are for.
        "purpose" => purpose: Text,
        /// The legal ground.
        "legalBasis" => legal_basis: Text,
        /// Who receives the data.
        "recipients" => recipients: Vec<Text>,
        /// The countries in which they are kept, as ISO 3166 codes.
        "countries" => countries: Vec<String>,
        /// How long they are kept.
        "retention" => retention: Text,
        /// How a person takes consent back.
        "withdrawal" => withdrawal: Text,
        /// The whole notice.
        "noticeUrl" => notice_url: Link,
    }
}

object! {
    /// The person or desk that answers questions.
    pub struct Contact {
        /// The name.
        "name" => name: Text,
        /// What the contact is there for.
        "role" => role: Option<Text>,
        /// The phone number, in international form.
        "phone" => phone: Option<String>,
        /// The email address.
        "email" => email: Option<String>,
        /// When the contact is there.
        "hours" => hours: Option<Text>,
        /// The contact's time zone (IANA).
        "timeZone" => time_zone: Zone,
        /// How soon an answer comes.
        "respondsWithin" => responds_within: Option<Text>,
    }
}

object! {
    /// Something that a person should know before they begin.
    pub struct Fact by id {
        /// The name for translations.
        "id" => id: Id,
        /// The subject.
        "label" => label: Text,
        /// The fact.
        "text" => text: Text,
    }
}

words! {
    /// Kinds of materials.
    pub enum MaterialKind {
        /// A page or document.
        Link = "link",
        /// An event at a time.
        Session = "session",
        /// Questions and answers.
        Faq = "faq",
    }
}

object! {
    /// Something to read, print or attend.
    pub struct Material by id {
        /// The name for translations.
        "id" => id: Id,
        /// The kind: link, session or faq.
        "type" => kind: MaterialKind,
        /// The title.
        "title" => title: Text,
        /// Where it stands (link, session).
        "url" => url: Option<Link>,
        /// The start of a session, local to its time zone, such as 2027-01-14T12:00:00.
        "startsAt" => starts_at: Option<String>,
        /// The session's time zone (IANA).
        "timeZone" => time_zone: Option<Zone>,
        /// The questions of a faq.
        "items" => items: Vec<FaqItem>,
    }
}

object! {
    /// A question and its answer.
    pub struct FaqItem by id {
        /// The name for translations.
        "id" => id: Id,
        /// The question.
        "question" => question: Text,
        /// The answer.
        "answer" => answer: Text,
    }
}

object! {
    /// Something that happens after sending.
    pub struct NextStep by id text text {
        /// The name for translations.
        "id" => id: Id,
        /// What happens.
        "text" => text: Text,
    }
}

object! {
    /// Somebody who may refer.
    pub struct SourceFile by id {
        /// The name for rules, fields and consents.
        "id" => id: Id,
        /// The words by which they know themselves.
        "label" => label: Text,
        /// What to know before filling in.
        "instructions" => instructions: Option<Text>,
        /// What to have at hand.
        "checklist" => checklist: Vec<Text>,
        /// The field with the name of the person on whose behalf they refer.
        "onBehalfOf" => on_behalf_of: Option<Id>,
        /// Leads a minor to another source.
        "minimumAge" => minimum_age: Option<MinimumAgeFile>,
    }
}

object! {
    /// From which age somebody may refer themself.
    pub struct MinimumAgeFile {
        /// The field with the date of birth.
        "field" => field: Id,
        /// Completed years.
        "years" => years: Whole<1, 120>,
        /// The source that refers a younger person.
        "otherwise" => otherwise: Id,
    }
}

object! {
    /// A site of the study.
    pub struct Site by id {
        /// The name for rules, and what is sent.
        "id" => id: Id,
        /// The site's name.
        "name" => name: Text,
        /// The city.
        "city" => city: Text,
        /// The region or state.
        "region" => region: Option<Text>,
        /// The country, as an ISO 3166 code.
        "country" => country: String,
    }
}

words! {
    /// Kinds of requests.
    pub enum RequestKind {
        /// To refer a person.
        Refer = "refer",
        /// To ask the study team something.
        Question = "question",
        /// To be sent materials.
        Materials = "materials",
        /// To hear of later studies.
        Hear = "hear",
    }
}

object! {
    /// Something that may be asked for.
    pub struct RequestFile by id text label {
        /// The name for rules, and what is sent.
        "id" => id: Id,
        /// The kind of request.
        "kind" => kind: RequestKind,
        /// The words for it.
        "label" => label: Text,
        /// The sections that it needs; all where left out.
        "sections" => sections: Vec<Id>,
        /// The consents that it needs; all where left out.
        "consents" => consents: Vec<Id>,
    }
}

object! {
    /// A step of the form.
    pub struct SectionFile by id {
        /// The name for requests and translations.
        "id" => id: Id,
        /// The heading of the step.
        "title" => title: Text,
        /// What to know about these questions.
        "hint" => hint: Option<Text>,
        /// Who is asked; everybody where left out.
        "sources" => sources: Vec<Id>,
        /// The questions.
        "fields" => fields: Vec<FieldFile>,
    }
}

words! {
    /// Types of fields.
    pub enum FieldType or None {
        /// One line.
        Text = "text",
        /// Several lines.
        LongText = "long-text",
        /// An email address.
        Email = "email",
        /// A phone number.
        Phone = "phone",
        /// A number with a unit.
        Number = "number",
        /// A date, to the day, month or year.
        Date = "date",
        /// One of several options.
        Choice = "choice",
        /// Any of several options.
        Choices = "choices",
        /// Yes or no.
        YesNo = "yes-no",
        /// A National Provider Identifier (US).
        Npi = "npi",
        /// A postal code.
        Postal = "postal",
        /// When to call.
        ContactWindow = "contact-window",
        /// One of the study's sites.
        Site = "site",
    }
}

words! {
    /// What of an answer leaves the browser.
    pub enum Send {
        /// Nothing.
        Never = "never",
        /// The answer, in canonical form.
        Value = "value",
        /// The age in completed years.
        Age = "age",
        /// The age in bands of ten years.
        AgeBand = "ageBand",
        /// The year.
        Year = "year",
        /// The first three digits of a US ZIP code.
        Postal3 = "postal3",
        /// That there is an answer.
        Answered = "answered",
    }
}

words! {
    /// How exactly a date is asked for.
    pub enum PrecisionWord {
        /// Day, month and year.
        Day = "day",
        /// Month and year.
        Month = "month",
        /// The year.
        Year = "year",
    }
}

impl PrecisionWord {
    /// The precision that is meant.
    pub fn precision(self) -> Precision {
        match self {
            PrecisionWord::Day => Precision::Day,
            PrecisionWord::Month => Precision::Month,
            PrecisionWord::Year => Precision::Year,
        }
    }
}

object! {
    /// A question.
    pub struct FieldFile by id {
        /// The name for rules, consents and the referral.
        "id" => id: Id,
        /// The type of the answer.
        "type" => kind: FieldType,
        /// The question.
        "label" => label: Text,
        /// Help below the question.
        "hint" => hint: Option<Text>,
        /// An example of an answer.
        "example" => example: Option<Text>,
        /// Whether an answer is needed; "not sure" is one.
        "required" => required: bool,
        /// Whether "not sure" is offered.
        "unsure" => unsure: bool,
        /// Shows the question only while this rule is true.
        "showWhen" => show_when: Option<RuleFile>,
        /// Who is asked; everybody where left out.
        "sources" => sources: Vec<Id>,
        /// What leaves the browser; nothing where left out.
        "send" => send: Option<Send>,
        /// An HTML autocomplete token, or one by source.
        "autocomplete" => autocomplete: Option<Autocomplete>,
        /// Most characters (text, long-text).
        "maxLength" => max_length: Option<Whole<1, 10_000>>,
        /// Least value (number), or first day (date; "today" is one).
        "min" => min: Option<Bound>,
        /// Greatest value (number), or last day (date; "today" is one).
        "max" => max: Option<Bound>,
        /// Most decimals (number).
        "decimals" => decimals: Option<Whole<0, 6>>,
        /// Units, the canonical one first (number).
        "units" => units: Vec<UnitFile>,
        /// How exactly the date is asked for (date).
        "precision" => precision: Option<PrecisionWord>,
        /// The options (choice, choices).
        "options" => options: Vec<OptionFile>,
        /// The country whose numbers or codes may be written in their local form, as an ISO 3166 code (phone, postal).
        "region" => region: Option<String>,
    }
}

object! {
    /// An option to choose.
    pub struct OptionFile by value text label {
        /// What rules read and what is sent.
        "value" => value: String,
        /// What a person reads.
        "label" => label: Text,
        /// Whether choosing it takes back all others, as "none of these" does (choices).
        "exclusive" => exclusive: bool,
    }
}

object! {
    /// A unit of a number.
    pub struct UnitFile by code text label {
        /// The UCUM code, which is sent.
        "code" => code: String,
        /// What a person reads.
        "label" => label: Text,
        /// What to multiply by to get to the first unit.
        "factor" => factor: Option<Decimal>,
        /// What to add after that.
        "offset" => offset: Option<Decimal>,
    }
}

object! {
    /// A condition on the answers, the source or the request. Unknown answers make it unknown.
    pub struct RuleFile {
        /// True when every rule is.
        "all" => all: Option<Vec<RuleFile>>,
        /// True when some rule is.
        "any" => any: Option<Vec<RuleFile>>,
        /// True when the rule is false.
        "not" => not: Option<Box<RuleFile>>,
        /// True when at least so many of the rules in "of" are.
        "count" => count: Option<Whole<1, 1000>>,
        /// The rules that "count" counts.
        "of" => of: Option<Vec<RuleFile>>,
        /// True for these sources.
        "source" => source: Option<Ids>,
        /// True for these requests.
        "request" => request: Option<Ids>,
        /// The field to look at; every operator beside it has to hold.
        "field" => field: Option<Id>,
        /// The option chosen, or among those chosen.
        "is" => is: Option<String>,
        /// One of these options is chosen.
        "isAnyOf" => is_any_of: Option<Vec<String>>,
        /// Whether there is an answer; "not sure" is one.
        "answered" => answered: Option<bool>,
        /// The number is this or more.
        "atLeast" => at_least: Option<Decimal>,
        /// The number is this or less.
        "atMost" => at_most: Option<Decimal>,
        /// The number is more than this.
        "moreThan" => more_than: Option<Decimal>,
        /// The number is less than this.
        "lessThan" => less_than: Option<Decimal>,
        /// The date is before this day.
        "before" => before: Option<Date>,
        /// The date is after this day.
        "after" => after: Option<Date>,
        /// The date lies so far back or further.
        "atLeastAgo" => at_least_ago: Option<Duration>,
        /// The date lies no further back than this, and not in the future.
        "atMostAgo" => at_most_ago: Option<Duration>,
        /// The person born on this date has completed so many years, or this duration.
        "ageAtLeast" => age_at_least: Option<AgeLimit>,
        /// The person born on this date has completed no more than so many years, or this duration.
        "ageAtMost" => age_at_most: Option<AgeLimit>,
    }
}

words! {
    /// What of the precheck leaves the browser.
    pub enum PrecheckSend {
        /// Nothing.
        Never = "never",
        /// The outcome alone.
        Outcome = "outcome",
        /// The outcome and the verdict on each criterion.
        Verdicts = "verdicts",
    }
}

words! {
    /// What the form does when an answer and a criterion disagree.
    pub enum OnNotEligible {
        /// Says so, and lets the referral be sent.
        Offer = "offer",
        /// Says so, and leads to the contact instead.
        Explain = "explain",
    }
}

object! {
    /// The criteria, and what becomes of the verdicts.
    pub struct PrecheckFile {
        /// What is sent; nothing where left out.
        "send" => send: Option<PrecheckSend>,
        /// What happens when a criterion conflicts; "offer" where left out.
        "onNotEligible" => on_not_eligible: Option<OnNotEligible>,
        /// The criteria, in the order of the protocol.
        "criteria" => criteria: Vec<CriterionFile>,
    }
}

words! {
    /// The two kinds of criteria.
    pub enum Category {
        /// Has to be met.
        Inclusion = "inclusion",
        /// Must not be met.
        Exclusion = "exclusion",
    }
}

object! {
    /// A criterion of the study.
    pub struct CriterionFile by id {
        /// The name in the referral.
        "id" => id: Id,
        /// Inclusion or exclusion.
        "category" => category: Category,
        /// The criterion in plain words.
        "label" => label: Text,
        /// A note to the person who fills in.
        "note" => note: Option<Text>,
        /// Whether it counts only when it conflicts.
        "optional" => optional: bool,
        /// When the criterion is met; the study team checks it where left out.
        "when" => when: Option<RuleFile>,
    }
}

words! {
    /// What a person's tick means.
    pub enum ConsentKind {
        /// The person agrees for themself, or as a representative.
        Consent = "consent",
        /// Somebody states that the person has agreed.
        Attestation = "attestation",
    }
}

words! {
    /// Who ticks.
    pub enum GivenBy {
        /// The person.
        Myself = "self",
        /// Who may decide for the person.
        Representative = "representative",
        /// Who refers.
        Referrer = "referrer",
    }
}

object! {
    /// What somebody agrees to, and the values that this lets out.
    pub struct ConsentFile by id {
        /// The name in the referral.
        "id" => id: Id,
        /// The version of the text; a translation names the same.
        "version" => version: ConsentVersion,
        /// Consent or attestation.
        "kind" => kind: ConsentKind,
        /// Who ticks.
        "givenBy" => given_by: GivenBy,
        /// Who is asked; everybody where left out.
        "sources" => sources: Vec<Id>,
        /// Whether nothing can be sent without it.
        "required" => required: bool,
        /// The text.
        "text" => text: Text,
        /// Ids of fields, and @precheck, @source (code and channel), @status.
        "covers" => covers: Vec<String>,
    }
}

object! {
    /// Where a referral belongs.
    pub struct RouteFile {
        /// The name that is sent.
        "route" => route: Id,
        /// The rule, judged on what is sent; always true where left out.
        "when" => when: Option<RuleFile>,
        /// An endpoint of its own.
        "endpoint" => endpoint: Option<EndpointFile>,
    }
}

words! {
    /// Formats of the body.
    pub enum BodyFormat {
        /// application/json.
        Json = "json",
        /// application/x-www-form-urlencoded.
        Form = "form",
    }
}

object! {
    /// A header of the endpoint whose vendor says that its value is public.
    pub struct Header {
        /// The value.
        "value" => value: String,
        /// Whether the vendor documents it as public, so that it may stand in a page. A key that the vendor calls secret is refused all the same.
        "public" => is_public: bool,
    }
}

object! {
    /// Where referrals go, and what the receiver can do.
    pub struct EndpointFile {
        /// An https URL (http on loopback).
        "url" => url: Option<String>,
        /// The format of the body; JSON where left out.
        "format" => format: Option<BodyFormat>,
        /// Whether the receiver stores a repeated id once; only then are sends repeated by themselves.
        "deduplicates" => deduplicates: bool,
        /// How long to wait for an answer; 20 where left out.
        "timeoutSeconds" => timeout_seconds: Option<Whole<1, 120>>,
        /// The key under which the receiver expects the referral.
        "wrap" => wrap: Option<String>,
        /// Headers that the receiver asks for; public values only.
        "headers" => headers: Headers,
        /// The receiver's names for ours, by dotted path (form).
        "names" => names: Table,
        /// Whether to send the id in an Idempotency-Key header.
        "idempotencyHeader" => idempotency_header: bool,
    }
}

object! {
    /// The keys to which the body is sealed.
    pub struct SealFile {
        /// Public keys (JWK, P-256), newest first; the first seals.
        "keys" => keys: Vec<SealKey>,
    }
}

object! {
    /// A public key in JWK form.
    pub struct SealKey {
        /// The name by which the receiver finds the private key.
        "kid" => kid: String,
        /// The kind of key: "EC".
        "kty" => kty: KeyType,
        /// The curve: "P-256".
        "crv" => crv: Curve,
        /// The x coordinate: 32 bytes in base64url.
        "x" => x: String,
        /// The y coordinate: 32 bytes in base64url.
        "y" => y: String,
    }
}

words! {
    /// Kinds of keys.
    pub enum KeyType {
        /// A point of an elliptic curve.
        Ec = "EC",
    }
}

words! {
    /// Curves of keys.
    pub enum Curve {
        /// The curve of NIST with 256 bits, also called secp256r1.
        P256 = "P-256",
    }
}

object! {
    /// How long sealed referrals may wait on the device.
    pub struct Outbox {
        /// Hours until a waiting referral expires.
        "expiresAfterHours" => expires_after_hours: Whole<1, 720>,
        /// The digest of the code with which staff decide about what waits on a shared device, as referral-form staff-code prints it.
        "staffCode" => staff_code: Option<String>,
    }
}

/// The version of a consent's text. In an overlay it has to be the same, or the translation is stale.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConsentVersion(pub String);

/// An autocomplete token, for every source or by source.
pub struct Autocomplete {
    /// Tokens by the id of the source; `None` stands for every source.
    pub tokens: Vec<(Option<String>, String)>,
}

/// The place of the overlays, which are put over the texts before these types are read.
pub struct Languages;
