//! The endpoint of the soak: it stores, and fails in every way that an endpoint can, as chance has it.
//!
//! It tells apart what it stored before it failed from what it never stored. It is asked under one path for each kind of study;
//! where that kind deduplicates, it stores an id once and answers a repetition as it answered first.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::chance::Chance;
use super::{KINDS, header_of};
use crate::http::{Answer, Reply, Request, listen_to_bodies};

/// What the endpoint does with a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// None: 201 and a reference.
    Stores,
    StoresSilently,
    StoresAndStammers,
    IsBusy,
    IsUnavailable,
    IsUnavailableAfterStoring,
    FailsBeforeStoring,
    FailsAfterStoring,
    ResetsBeforeStoring,
    ResetsAfterStoring,
    HangsBeforeStoring,
    HangsAfterStoring,
    ForgetsCorsAfterStoring,
    Redirects,
    Conflicts,
    Refuses,
    /// Refuses the question before it.
    RefusesPreflight,
}

use Fault::*;

/// Out of a hundred.
const WEIGHTS: [(u64, Fault); 16] = [
    (38, Stores),
    (4, StoresSilently),
    (4, StoresAndStammers),
    (10, IsBusy),
    (4, IsUnavailable),
    (4, IsUnavailableAfterStoring),
    (5, FailsBeforeStoring),
    (6, FailsAfterStoring),
    (4, ResetsBeforeStoring),
    (6, ResetsAfterStoring),
    (2, HangsBeforeStoring),
    (3, HangsAfterStoring),
    (4, ForgetsCorsAfterStoring),
    (2, Redirects),
    (2, Conflicts),
    (2, Refuses),
];

/// One in so many preflights is refused.
const PREFLIGHTS_A_REFUSAL: u64 = 40;

impl Fault {
    fn stores(self) -> bool {
        match self {
            Stores
            | StoresSilently
            | StoresAndStammers
            | IsUnavailableAfterStoring
            | FailsAfterStoring
            | ResetsAfterStoring
            | HangsAfterStoring
            | ForgetsCorsAfterStoring => true,
            IsBusy | IsUnavailable | FailsBeforeStoring | ResetsBeforeStoring | HangsBeforeStoring
            | Redirects | Conflicts | Refuses | RefusesPreflight => false,
        }
    }
}

/// A referral as it came.
#[derive(Debug, Clone)]
pub struct Arrival {
    pub fault: Fault,
    /// Milliseconds since 1970.
    pub at: u64,
    /// Whether this request added to what is stored.
    pub is_stored: bool,
    pub body: Arc<Vec<u8>>,
    pub reference: Option<String>,
}

/// Everything that came under one id.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    pub kind: usize,
    pub arrivals: Vec<Arrival>,
}

impl Entry {
    pub fn stored(&self) -> impl Iterator<Item = &Arrival> {
        self.arrivals.iter().filter(|it| it.is_stored)
    }
}

struct State {
    chances: Vec<Chance>,
    preflights: Chance,
    is_healthy: bool,
    entries: BTreeMap<String, Entry>,
    faults: BTreeMap<Fault, usize>,
    /// How often an id came again that was stored already.
    repeated: usize,
}

pub struct Endpoint {
    port: u16,
    state: Arc<Mutex<State>>,
}

impl Endpoint {
    pub fn open(seed: u64) -> Self {
        let state = Arc::new(Mutex::new(State {
            chances: (0..KINDS.len() as u64).map(|kind| Chance::of(seed, kind)).collect(),
            preflights: Chance::of(seed, 99),
            is_healthy: false,
            entries: BTreeMap::new(),
            faults: BTreeMap::new(),
            repeated: 0,
        }));
        let shared = Arc::clone(&state);
        let port = listen_to_bodies(move |request| lock(&shared).answer(request));
        Self { port, state }
    }

    /// Where the referrals of a kind go.
    pub fn url(&self, kind: usize) -> String {
        format!("http://127.0.0.1:{}/{kind}", self.port)
    }

    /// Stores and answers whatever comes from now on.
    pub fn recovers(&self) {
        lock(&self.state).is_healthy = true;
    }

    pub fn entries(&self) -> BTreeMap<String, Entry> {
        lock(&self.state).entries.clone()
    }

    /// How often each fault happened, and how often an id came again that was stored already.
    pub fn figures(&self) -> (BTreeMap<Fault, usize>, usize) {
        let state = lock(&self.state);
        (state.faults.clone(), state.repeated)
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().expect("nobody panics here")
}

impl State {
    fn answer(&mut self, request: &Request) -> Answer {
        let origin = request.header("origin").unwrap_or("null");
        if request.method == "OPTIONS" {
            if !self.is_healthy && self.preflights.below(PREFLIGHTS_A_REFUSAL) == 0 {
                *self.faults.entry(RefusesPreflight).or_default() += 1;
                return Answer::Reply(Reply::new(403));
            }
            return Answer::Reply(
                readable(Reply::new(204), origin)
                    .header("access-control-allow-methods", "POST")
                    .header("access-control-allow-headers", "content-type")
                    .header("access-control-max-age", "0"),
            );
        }
        let kind: usize = request.path()[1..].parse().expect("only the paths of kinds are given out");
        let fault = if self.is_healthy { Stores } else { self.chances[kind].draw(&WEIGHTS) };
        self.receive(kind, fault, request, origin)
    }

    fn receive(&mut self, kind: usize, fault: Fault, request: &Request, origin: &str) -> Answer {
        let entry = self.entries.entry(id_of(kind, &request.body)).or_default();
        entry.kind = kind;
        let first = entry.stored().next();
        let first = first.filter(|_| KINDS[kind].deduplicates).and_then(|it| it.reference.clone());
        // What it has stored it does not refuse any more.
        let fault = if fault == Refuses && first.is_some() { Stores } else { fault };
        self.repeated += usize::from(first.is_some());
        let is_stored = fault.stores() && first.is_none();
        let number = self.faults.values().sum::<usize>();
        let reference = first.or_else(|| is_stored.then(|| format!("S-{number}")));
        entry.arrivals.push(Arrival {
            fault,
            at: SystemTime::now().duration_since(UNIX_EPOCH).expect("it is past 1970").as_millis() as u64,
            is_stored,
            body: Arc::new(request.body.clone()),
            reference: reference.clone(),
        });
        *self.faults.entry(fault).or_default() += 1;
        let seconds = (number % 2).to_string();
        let told = json!({ "reference": reference }).to_string();
        let reply = match fault {
            Stores => Reply::new(201).body("application/json", told),
            StoresSilently => Reply::new(204),
            StoresAndStammers => Reply::new(201).body("application/json", "{\"reference\": "),
            IsBusy => Reply::new(429).header("retry-after", seconds),
            IsUnavailable | IsUnavailableAfterStoring => Reply::new(503).header("retry-after", seconds),
            FailsBeforeStoring | FailsAfterStoring => Reply::new(500),
            ResetsBeforeStoring => return Answer::ResetBeforeReading,
            ResetsAfterStoring => return Answer::ResetAfterReading,
            HangsBeforeStoring | HangsAfterStoring => return Answer::Hang,
            ForgetsCorsAfterStoring => return Answer::Reply(Reply::new(201).body("application/json", told)),
            Redirects => Reply::new(307).header("location", "https://elsewhere.example/"),
            Conflicts => Reply::new(409),
            Refuses => Reply::new(422),
            RefusesPreflight => unreachable!("this is no preflight"),
        };
        Answer::Reply(readable(reply, origin))
    }
}

fn readable(reply: Reply, origin: &str) -> Reply {
    let reply = reply.header("access-control-allow-origin", origin);
    reply.header("access-control-expose-headers", "retry-after")
}

/// The id in the body, or in what of a sealed one is readable.
fn id_of(kind: usize, body: &[u8]) -> String {
    let text = std::str::from_utf8(body).expect("what is sent is text");
    let id = match KINDS[kind].is_sealed {
        true => header_of(text)["referral"].clone(),
        false => serde_json::from_str::<Value>(text).expect("a referral is JSON")["id"].clone(),
    };
    id.as_str().expect("an id is a text").to_owned()
}
