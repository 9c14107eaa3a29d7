//! The transaction Bundle: what is asked for, of whom, and where it came from.
//!
//! It says what the referral says. It makes up no study, no relationship, no date of birth and no eligibility; the most that a precheck
//! claims is a potential candidate.

use referral_form::domain::study::{RequestId, RequestKind, Study};

use super::actors::{self, CLINICIAN_ROLE, PATIENT, REPRESENTATIVE, ROLE};
use super::answers;
use super::consents;
use super::element::{Element, coded, in_words, is_blank};
use super::names::{Names, uri};
use super::people::{People, Sender};
use super::received::Received;

const RESPONSE: &str = "QuestionnaireResponse";
const SERVICE_REQUEST: &str = "ServiceRequest";
const SUBJECT: &str = "ResearchSubject";
const TASK: &str = "Task";

const CLINICAL_TRIALS: &str = "http://clinicaltrials.gov";

/// A referral on its way into a Bundle.
pub struct Making<'a> {
    pub referral: &'a Received,
    pub study: Option<&'a Study>,
    pub people: People,
    pub names: Names,
    kind: RequestKind,
}

impl<'a> Making<'a> {
    /// Takes up a referral; `name` is the field with the person's name, where the study file does not tell.
    ///
    /// # Errors
    /// The referral names a request, and no study file tells what kind it is of.
    pub fn of(
        referral: &'a Received,
        study: Option<&'a Study>,
        name: Option<&str>,
    ) -> Result<Making<'a>, String> {
        let kind = request_kind(referral, study)?;
        let main = if kind == RequestKind::Refer { SERVICE_REQUEST } else { TASK };
        let people = People::of(referral, study, name);
        Ok(Making { referral, study, people, names: Names::of(&referral.id, main), kind })
    }

    /// The Bundle.
    pub fn bundle(&self) -> Element {
        let actors = actors::resources(self).into_iter();
        let mut resources: Vec<(String, Element)> = actors.map(|(name, it)| (name.to_owned(), it)).collect();
        resources.push((RESPONSE.to_owned(), self.response()));
        if self.is_referral() {
            resources.push((SERVICE_REQUEST.to_owned(), self.service_request()));
        }
        resources.push((TASK.to_owned(), self.task()));
        if self.is_potential_candidate() {
            resources.push((SUBJECT.to_owned(), self.subject()));
        }
        let origin = self.origin(resources.iter().map(|it| it.0.as_str()));
        resources.extend(consents::resources(self));
        resources.push(("Provenance".to_owned(), origin));
        let entries = resources.into_iter().map(|(name, it)| self.names.entry(&name, it)).collect::<Vec<_>>();
        Element::resource("Bundle")
            .with("identifier", uri(&format!("urn:uuid:{}", self.referral.id.to_ascii_lowercase())))
            .with("type", "transaction")
            .with("entry", entries)
    }

    fn is_referral(&self) -> bool {
        self.kind == RequestKind::Refer
    }

    /// A precheck that found a conflict claims nothing: whether it stands is the study team's to say.
    fn is_potential_candidate(&self) -> bool {
        self.is_referral() && self.referral.precheck.as_ref().is_some_and(|it| it.outcome != "not_eligible")
    }

    /// A reference to whoever filled in.
    pub fn sender(&self) -> Element {
        self.names.reference(match self.people.sender {
            Sender::Person => PATIENT,
            Sender::Representative => REPRESENTATIVE,
            Sender::Referrer => ROLE,
        })
    }

    /// What an attestation is about: the answers, and the request that they go with.
    pub fn attested(&self) -> Vec<Element> {
        let main = if self.is_referral() { SERVICE_REQUEST } else { TASK };
        vec![self.names.reference(RESPONSE), self.names.reference(main)]
    }

    /// A reference to the person referred.
    pub fn person(&self) -> Element {
        self.names.reference(PATIENT)
    }

    /// Whoever answers for the request: the clinician on whose behalf it was made, or else who filled in.
    fn requester(&self) -> Element {
        match self.people.clinician {
            Some(_) => self.names.reference(CLINICIAN_ROLE),
            None => self.sender(),
        }
    }

    fn response(&self) -> Element {
        // This one resource has a single identifier in R4.
        Element::resource(RESPONSE)
            .with("identifier", self.names.identifier(RESPONSE))
            .with("status", "completed")
            .with("subject", self.person())
            .with("authored", self.referral.created_at.as_str())
            .with("author", self.sender())
            .with("source", self.sender())
            .with("item", answers::items(self.referral, self.study))
    }

    fn service_request(&self) -> Element {
        let replaces = self.referral.replaces.as_ref().map(|it| {
            let id = uri(&format!("urn:uuid:{}", it.to_ascii_lowercase()));
            vec![Element::new().with("type", SERVICE_REQUEST).with("identifier", id)]
        });
        self.start(SERVICE_REQUEST)
            .with("replaces", replaces)
            .with("status", "active")
            .with("intent", "proposal")
            .with("code", in_words("Referral to a clinical study"))
            .with("subject", self.person())
            .with("authoredOn", self.referral.created_at.as_str())
            .with("requester", self.requester())
            .with("supportingInfo", vec![self.research_study(), self.names.reference(RESPONSE)])
    }

    fn task(&self) -> Element {
        let referral = self.referral;
        let request = referral.request.as_deref().map(|id| {
            let label = self.study.and_then(|it| {
                let number = it.requests.iter().position(|it| it.id == id)?;
                it.cover.request(RequestId(number as u16))
            });
            in_words(label.map_or(id, |it| it.as_str()))
        });
        let task_code = Element::new().with("system", "http://hl7.org/fhir/CodeSystem/task-code");
        let task_code = vec![task_code.with("code", "fulfill")];
        let (code, focus) = match self.is_referral() {
            true => (Some(Element::new().with("coding", task_code)), SERVICE_REQUEST),
            false => (request, RESPONSE),
        };
        let code_of_referral = referral.source.code.iter().map(|it| ("Referral code", it));
        let channel = referral.source.channel.0.iter().map(|(key, value)| (key.as_str(), value));
        let input = code_of_referral.chain(channel).filter(|it| !is_blank(it.1)).map(|(key, value)| {
            Element::new().with("type", in_words(key)).with("valueString", value.as_str())
        });
        self.start(TASK)
            .with("status", "requested")
            .with("intent", "proposal")
            .with("code", code)
            .with("focus", self.names.reference(focus))
            .with("for", self.person())
            .with("authoredOn", referral.created_at.as_str())
            .with("requester", self.requester())
            .with("owner", referral.route.as_deref().map(|it| Element::new().with("display", it)))
            .with("input", input.collect::<Vec<_>>())
    }

    /// Its `consent` is for the agreement to take part, which nobody has given here; so there is none.
    fn subject(&self) -> Element {
        self.start(SUBJECT)
            .with("status", "potential-candidate")
            .with("study", self.research_study())
            .with("individual", self.person())
    }

    /// Where all the other resources come from.
    fn origin<'n>(&self, names: impl Iterator<Item = &'n str>) -> Element {
        let on_behalf_of = match (&self.people.clinician, self.people.sender) {
            (Some(_), _) => Some(self.names.reference(CLINICIAN_ROLE)),
            (None, Sender::Representative) => Some(self.person()),
            (None, Sender::Person | Sender::Referrer) => None,
        };
        let agent = Element::new()
            .with("type", coded(consents::PARTICIPANT, "author"))
            .with("who", self.sender())
            .with("onBehalfOf", on_behalf_of);
        let file = Element::new()
            .with("type", in_words("SHA-256 of the study file"))
            .with("value", self.referral.study.file_sha256.as_str());
        let file = Element::new().with("identifier", file).with("display", "Study file");
        Element::resource("Provenance")
            .with("target", names.map(|it| self.names.reference(it)).collect::<Vec<_>>())
            .with("recorded", self.referral.created_at.as_str())
            .with("activity", coded("http://terminology.hl7.org/CodeSystem/v3-DataOperation", "CREATE"))
            .with("agent", vec![agent])
            .with("entity", vec![Element::new().with("role", "source").with("what", file)])
    }

    /// The study by its identifier: the receiver has it or not; a referral brings none.
    fn research_study(&self) -> Element {
        let id = self.referral.study.id.as_str();
        let system = is_nct(id).then_some(CLINICAL_TRIALS);
        let identifier = Element::new().with("system", system).with("value", id);
        Element::new().with("type", "ResearchStudy").with("identifier", identifier)
    }

    /// A resource with its list of identifiers.
    pub fn start(&self, name: &str) -> Element {
        let kind = name.split('/').next().unwrap_or(name);
        Element::resource(kind).with("identifier", vec![self.names.identifier(name)])
    }
}

fn request_kind(referral: &Received, study: Option<&Study>) -> Result<RequestKind, String> {
    match (&referral.request, study) {
        (None, _) => Ok(RequestKind::Refer),
        (Some(_), None) => {
            Err("the referral names a request; name the study file with --study, which tells its kind"
                .to_owned())
        }
        (Some(id), Some(study)) => {
            let request = study.requests.iter().find(|it| it.id == *id);
            request
                .map(|it| it.kind)
                .ok_or_else(|| "the study file does not have the referral's request".to_owned())
        }
    }
}

/// Source: ClinicalTrials.gov, NCT number: NCT and eight digits.
fn is_nct(id: &str) -> bool {
    id.strip_prefix("NCT").is_some_and(|it| it.len() == 8 && it.bytes().all(|it| it.is_ascii_digit()))
}
