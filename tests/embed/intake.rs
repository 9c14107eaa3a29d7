//! The study team's endpoint, which may be in any mood.
//!
//! It listens on a port of its own, so it is another origin than the page and the browser's cross-origin rules are real. It keeps
//! every request with its bytes.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::browser::until;
use crate::http::{Answer, Reply, Request, listen};

/// What the endpoint does with a referral.
#[derive(Debug, Clone)]
pub enum Mood {
    /// 201 and a reference.
    Stores(&'static str),
    /// Any status, with any further headers and body.
    Replies(Reply),
    /// 400 with the problems of single answers, by pointer. Source: RFC 9457.
    FindsFaults(&'static [(&'static str, &'static str)]),
    ResetsBeforeReading,
    ResetsAfterReading,
    Hangs,
    /// Stores it, but says so without the header that would let the page read the reply.
    ForgetsCors,
    /// Stores it, but lets the pages of another origin read the reply.
    NamesAnotherOrigin,
    /// Refuses the question that the browser asks before it sends.
    RefusesPreflight,
}

impl Mood {
    /// A bare status.
    pub fn status(status: u16) -> Self {
        Self::Replies(Reply::new(status))
    }
}

pub struct Intake {
    port: u16,
    moods: Arc<Mutex<VecDeque<Mood>>>,
    received: Arc<Mutex<Vec<Request>>>,
}

impl Intake {
    /// An endpoint that stores what it gets.
    pub fn open() -> Self {
        Self::in_moods([Mood::Stores("R-1001")])
    }

    /// An endpoint with one mood for each referral; the last one stays.
    pub fn in_moods(moods: impl IntoIterator<Item = Mood>) -> Self {
        let moods = Arc::new(Mutex::new(VecDeque::from_iter(moods)));
        let received: Arc<Mutex<Vec<Request>>> = Arc::default();
        let (current, log) = (Arc::clone(&moods), Arc::clone(&received));
        let port = listen(
            move |request| answer(request, &mut current.lock().expect("nobody panics here")),
            move |request| log.lock().expect("nobody panics here").push(request.clone()),
        );
        Self { port, moods, received }
    }

    /// The address of an endpoint that is down: nothing listens there.
    pub fn url_of_one_that_is_down() -> String {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("a bound socket has an address").port();
        format!("http://127.0.0.1:{port}/referrals")
    }

    pub fn url(&self) -> String {
        format!("{}/referrals", self.origin())
    }

    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Changes the mood from now on.
    pub fn becomes(&self, mood: Mood) {
        *self.moods.lock().expect("nobody panics here") = VecDeque::from([mood]);
    }

    /// Every request so far, preflights included.
    pub fn requests(&self) -> Vec<Request> {
        self.received.lock().expect("nobody panics here").clone()
    }

    /// The bodies of every POST so far, as they arrived.
    pub fn bodies(&self) -> Vec<Vec<u8>> {
        self.requests().into_iter().filter(|it| it.method == "POST").map(|it| it.body).collect()
    }

    /// Waits until `count` referrals have arrived, and returns them.
    pub fn receives(&self, count: usize) -> Vec<Value> {
        let bodies = until(
            || format!("{count} referrals were to arrive, {} did", self.bodies().len()),
            || Some(self.bodies()).filter(|it| it.len() >= count),
        );
        assert_eq!(bodies.len(), count, "more referrals arrived than were sent");
        bodies.iter().map(|it| serde_json::from_slice(it).expect("a referral is JSON")).collect()
    }

    /// Waits until the same referral has arrived `count` times, to the byte, and returns it.
    pub fn receives_the_same(&self, count: usize) -> Value {
        let referral = self.receives(count).remove(0);
        let bodies = self.bodies();
        assert!(bodies.iter().all(|it| *it == bodies[0]), "a referral that was sent again changed");
        referral
    }

    /// The one referral that has arrived.
    pub fn receives_one(&self) -> Value {
        self.receives(1).remove(0)
    }
}

fn answer(request: &Request, moods: &mut VecDeque<Mood>) -> Answer {
    let is_preflight = request.method == "OPTIONS";
    let mood = match moods.len() {
        // The last mood stays, and asking first is not yet sending.
        0 => Mood::status(500),
        1 => moods[0].clone(),
        _ if is_preflight && !matches!(moods[0], Mood::RefusesPreflight) => moods[0].clone(),
        _ => moods.pop_front().expect("there are at least two"),
    };
    let origin = request.header("origin").unwrap_or("null").to_owned();
    if is_preflight {
        let refused = matches!(mood, Mood::RefusesPreflight);
        return Answer::Reply(if refused { Reply::new(403) } else { preflight(&origin) });
    }
    let allowed = |reply: Reply, origin: &str| {
        let reply = reply.header("access-control-allow-origin", origin);
        Answer::Reply(reply.header("access-control-expose-headers", "retry-after"))
    };
    let readable = |reply: Reply| allowed(reply, &origin);
    match mood {
        Mood::Stores(reference) => readable(stored(reference)),
        Mood::Replies(reply) => readable(reply),
        Mood::FindsFaults(faults) => readable(faulty(faults)),
        Mood::ResetsBeforeReading => Answer::ResetBeforeReading,
        Mood::ResetsAfterReading => Answer::ResetAfterReading,
        Mood::Hangs => Answer::Hang,
        Mood::NamesAnotherOrigin => allowed(stored("R-unread"), "https://elsewhere.example"),
        Mood::ForgetsCors | Mood::RefusesPreflight => Answer::Reply(stored("R-unread")),
    }
}

fn preflight(origin: &str) -> Reply {
    Reply::new(204)
        .header("access-control-allow-origin", origin)
        .header("access-control-allow-methods", "POST")
        .header("access-control-allow-headers", "content-type, idempotency-key, x-form, apikey")
        // Asked anew each time: the next referral may meet another mood.
        .header("access-control-max-age", "0")
}

fn stored(reference: &str) -> Reply {
    Reply::new(201).body("application/json", json!({ "reference": reference }).to_string())
}

fn faulty(faults: &[(&str, &str)]) -> Reply {
    let errors: Vec<Value> =
        faults.iter().map(|(pointer, detail)| json!({ "pointer": pointer, "detail": detail })).collect();
    let problem = json!({ "title": "The referral has problems", "status": 400, "errors": errors });
    Reply::new(400).body("application/problem+json", problem.to_string())
}
