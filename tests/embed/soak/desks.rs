//! The desks of the soak: browsers with many forms each, on several devices. A device has an origin, and so an outbox, of its own;
//! on each stands a form of every kind of study.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::KINDS;
use super::chance::Chance;
use super::endpoint::Endpoint;
use super::judge::{Note, notes};
use crate::browser::{Browser, patience};
use crate::http::Reply;
use crate::keys::Keys;
use crate::site::Site;
use crate::study::Study;
use crate::words;

/// How long all may stand still before something is wrong; longer than the longest wait of a form.
const STANDSTILL: Duration = Duration::from_secs(150);
/// For how long there is a network, and then none, in milliseconds: at least, and less than.
const ONLINE_MS: (u64, u64) = (3_000, 15_000);
const OFFLINE_MS: (u64, u64) = (300, 3_000);

pub struct Desks(Vec<Desk>);

struct Desk {
    browser: Browser,
    _sites: Vec<Site>,
}

impl Desks {
    /// Opens browsers, and hands the referrals out by kind.
    pub fn open(
        endpoint: &Endpoint,
        keys: &Keys,
        seed: u64,
        (count, browsers, devices): (usize, usize, usize),
    ) -> Self {
        let open = |index: usize| {
            let sites: Vec<Site> = (0..devices).map(|_| device(endpoint, keys)).collect();
            let browser = Browser::start_unlogged(sites[0].port());
            browser.session.open(&sites[0].url("desk.html"));
            let slots: Vec<Value> =
                sites.iter().flat_map(|site| (0..KINDS.len()).map(move |kind| slot(site, kind))).collect();
            let queues: Map<String, Value> = (0..KINDS.len())
                .map(|kind| {
                    let is_here =
                        |it: &usize| it % KINDS.len() == kind && it / KINDS.len() % browsers == index;
                    (kind.to_string(), json!((0..count).filter(is_here).collect::<Vec<_>>()))
                })
                .collect();
            let plan = json!({ "seed": seed & 0x7fff_ffff, "queues": queues, "slots": slots });
            let desk = Desk { browser, _sites: sites };
            desk.run("begin(arguments[0])", &[plan]);
            desk
        };
        Self((0..browsers).map(open).collect())
    }

    /// Lets everybody be referred, with and without a network; returns how often there was none.
    pub fn refer_all(&self, seed: u64) -> usize {
        let mut chance = Chance::of(seed, 1_000);
        let mut after = |(least, most): (u64, u64)| {
            Instant::now() + Duration::from_millis(least + chance.below(most - least))
        };
        let mut weathers: Vec<(bool, Instant)> = self.0.iter().map(|_| (false, after(ONLINE_MS))).collect();
        let mut spells = 0;
        self.until_all("left", |desk, index| {
            let (is_offline, changes) = weathers[index];
            if Instant::now() >= changes {
                desk.browser.is_offline(!is_offline);
                spells += usize::from(!is_offline);
                weathers[index] = (!is_offline, after(if is_offline { ONLINE_MS } else { OFFLINE_MS }));
            }
            desk.run("return desk.left", &[])
        });
        self.0.iter().for_each(|it| it.browser.is_offline(false));
        spells
    }

    /// Has those look again, or ask again, who left a form standing.
    pub fn settle(&self) {
        self.0.iter().for_each(|it| drop(it.run("settle()", &[])));
        self.until_all("unsettled", |desk, _| desk.run("return unsettled().length", &[]));
    }

    /// Waits until nothing lies on any device.
    pub fn empty(&self) {
        self.0.iter().for_each(|it| drop(it.run("empty()", &[])));
        self.until_all("unemptied", |desk, _| desk.run("return unemptied().length", &[]));
    }

    /// What was noted of each referral by its number, and at any outbox by its id.
    pub fn reports(&self) -> (Map<String, Value>, BTreeMap<String, Vec<Note>>) {
        let mut histories = Map::new();
        let mut outbox: BTreeMap<String, Vec<Note>> = BTreeMap::new();
        for desk in &self.0 {
            let Value::Object(here) = desk.run("return desk.histories", &[]) else {
                panic!("histories are by number")
            };
            histories.extend(here);
            let decided = desk.run("return desk.outbox", &[]);
            for (note, value) in notes(&decided).into_iter().zip(decided.as_array().into_iter().flatten()) {
                outbox.entry(value["id"].as_str().expect("an id").to_owned()).or_default().push(note);
            }
        }
        (histories, outbox)
    }

    /// Every panic of an engine.
    pub fn panics(&self) -> Vec<String> {
        let lines = self.0.iter().flat_map(|it| it.browser.console());
        lines.filter(|it| it.contains("panicked") || it.contains("RuntimeError")).collect()
    }

    /// Looks at all desks until each counts none any more.
    fn until_all(&self, what: &str, mut look: impl FnMut(&Desk, usize) -> Value) {
        let (mut known, mut told) = (Vec::new(), u64::MAX);
        let start = Instant::now();
        let mut since = start;
        loop {
            let counts: Vec<Value> =
                self.0.iter().enumerate().map(|(index, desk)| look(desk, index)).collect();
            if counts.iter().all(|it| *it == 0) {
                return;
            }
            if counts != known {
                let sum: u64 = counts.iter().filter_map(Value::as_u64).sum();
                if sum / 100 != told {
                    told = sum / 100;
                    println!("{:>6} s  {what}: {sum}", start.elapsed().as_secs());
                }
                (known, since) = (counts, Instant::now());
            }
            assert!(since.elapsed() < STANDSTILL, "{what}: {known:?}; {}", self.account());
            std::thread::sleep(patience::BETWEEN_LOOKS * 4);
        }
    }

    /// Where every form stands that is at something, for whoever reads a failure.
    fn account(&self) -> String {
        let script = "return desk.slots.filter((it) => it.number !== null || (it.isParked && !it.isSettled) || (it.isSealed && !it.isParked && !it.isEmpty))
            .map((it) => [it.index, it.number, it.isHere, (desk.histories[it.number] ?? Object.values(desk.histories).flat().filter((m) => m.slot === it.index)).slice(-5)])";
        let slots: Vec<String> = self.0.iter().map(|it| it.run(script, &[]).to_string()).collect();
        slots.join("\n")
    }
}

impl Desk {
    fn run(&self, script: &str, arguments: &[Value]) -> Value {
        self.browser.session.run(script, arguments).unwrap_or_else(|it| panic!("{script}: {it}"))
    }
}

fn slot(site: &Site, kind: usize) -> Value {
    json!({ "url": site.url(&format!("form-{kind}.html")), "kind": kind.to_string(), "isSealed": KINDS[kind].is_sealed, "deduplicates": KINDS[kind].deduplicates })
}

/// A device: the pages of a site with a form of every kind.
fn device(endpoint: &Endpoint, keys: &Keys) -> Site {
    let site = Site::open();
    let html = |body: String| {
        Reply::new(200).body(
            "text/html; charset=utf-8",
            format!("<!doctype html><html lang=en><meta charset=utf-8>{body}"),
        )
    };
    let script = |body: String| Reply::new(200).body("text/javascript; charset=utf-8", body);
    for (index, kind) in KINDS.iter().enumerate() {
        let mut study = study(index, &endpoint.url(index)).deduplicating(kind.deduplicates);
        if kind.is_sealed {
            study = keys.seal(study).with("/outbox", json!({ "expiresAfterHours": 24 }));
        }
        site.put_study(study.bytes());
        site.put(&format!("study-{index}.json"), Reply::new(200).body("application/json", study.bytes()));
        site.put(
            &format!("form-{index}.html"),
            html(format!(
                r#"<title>{}</title><script src="person.js"></script><script type="module" src="widget/referral-form.js" data-study="study-{index}.json"></script>"#,
                kind.name
            )),
        );
    }
    site.put("desk.html", html(r#"<title>Desk</title><script src="desk.js"></script>"#.into()));
    site.put("desk.js", script(include_str!("desk.js").into()));
    site.put(
        "person.js",
        script(format!("const WORDS = {};\n{}", person_words(), include_str!("person.js"))),
    );
    site
}

fn person_words() -> Value {
    json!({
        "start": [words::START], "continue": words::CONTINUE, "send": words::SEND, "sending": words::SENDING, "tryNow": words::TRY_NOW,
        "tryAgain": words::TRY_AGAIN, "stop": words::STOP, "referAnother": words::REFER_ANOTHER, "refused": words::REFUSED,
        "notSent": words::NOT_SENT, "unconfirmed": words::UNCONFIRMED, "kept": words::KEPT, "mayHaveArrived": words::MAY_HAVE_ARRIVED,
        "wasNotAccepted": words::WAS_NOT_ACCEPTED, "sendAgain": words::SEND_AGAIN, "remove": words::REMOVE_SEALED,
        "removeForGood": words::REMOVE_FOR_GOOD,
    })
}

/// A study that takes few steps: a name, and a consent.
fn study(kind: usize, url: &str) -> Study {
    Study(json!({
        "version": 1, "language": "en",
        "study": { "id": format!("SOAK-{kind}"), "title": "A study of patience", "status": "recruiting" },
        "privacy": { "version": "1", "controller": "Example Society", "contact": "privacy@patience.example", "purpose": "To see what arrives.",
            "legalBasis": "Consent", "recipients": ["The society"], "countries": ["NO"], "retention": "A day.", "withdrawal": "Write to us.",
            "noticeUrl": "https://patience.example/privacy" },
        "contact": { "name": "Desk", "role": "Answers questions", "phone": "+47 22 22 22 22", "email": "desk@patience.example",
            "hours": "Weekdays", "timeZone": "Europe/Oslo", "respondsWithin": "a week" },
        "sources": [{ "id": "self", "label": "The person themself" }],
        "sections": [{ "id": "who", "title": "Who is it?", "fields": [
            { "id": "name", "type": "text", "label": "Name", "required": true, "maxLength": 40, "send": "value" }] }],
        "consents": [{ "id": "ok", "version": "1", "kind": "consent", "givenBy": "self", "required": true, "text": "I agree.", "covers": ["name", "@source"] }],
        "endpoint": { "url": url, "format": "json", "deduplicates": true, "timeoutSeconds": 1 },
    }))
}
