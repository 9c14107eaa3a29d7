//! The soak: many referrals through the built widget in a real browser, against an endpoint that fails as chance has it, with reloads,
//! offline spells and people who press twice, stop, try again or go away. In the end what the form said of each is held against
//! what the endpoint stored.
//!
//! `make soak` runs 2,000; `SOAK_REFERRALS` and `SOAK_SEED` say otherwise. The seed fixes what is drawn: the faults in the order of
//! the requests of a kind, and every person's choices. Which request meets which fault depends on the machine too.

mod chance;
mod desks;
mod endpoint;
mod figures;
mod judge;

use std::collections::BTreeMap;
use std::time::Instant;

use desks::Desks;
use endpoint::{Endpoint, Entry};
use judge::{Case, notes};

use crate::engine::{Instrument, lacks};
use crate::keys::Keys;
pub use crate::sealing::header_of;

/// A kind of study.
pub struct Kind {
    name: &'static str,
    deduplicates: bool,
    /// Sealed, and with an outbox.
    is_sealed: bool,
}

pub static KINDS: [Kind; 4] = [
    Kind { name: "deduplicating", deduplicates: true, is_sealed: false },
    Kind { name: "not deduplicating", deduplicates: false, is_sealed: false },
    Kind { name: "outbox, deduplicating", deduplicates: true, is_sealed: true },
    Kind { name: "outbox, not deduplicating", deduplicates: false, is_sealed: true },
];

/// How many sealed referrals are opened to see what is inside.
const OPENED: usize = 40;
/// The day on which this was first run.
const SEED: u64 = 20_261_122;

#[test]
fn a_dozen_referrals_survive_everything() {
    if lacks(&[Instrument::Offline]) {
        return;
    }
    soak(12, SEED, 1, 1);
}

#[test]
#[ignore = "takes many minutes: make soak"]
fn thousands_of_referrals_survive_everything() {
    if lacks(&[Instrument::Offline]) {
        return;
    }
    let number = |name: &str, otherwise: u64| {
        std::env::var(name)
            .map_or(otherwise, |it| it.parse().unwrap_or_else(|_| panic!("{name} is no number: {it}")))
    };
    soak(number("SOAK_REFERRALS", 2_000) as usize, number("SOAK_SEED", SEED), 2, 5);
}

/// Refers so many people in so many browsers with so many devices each, and judges.
fn soak(count: usize, seed: u64, browsers: usize, devices: usize) {
    println!("\nSoak: {count} referrals, seed {seed}");
    let start = Instant::now();
    let (endpoint, keys) = (Endpoint::open(seed), Keys::made_for(&format!("soak-{count}")));
    let desks = Desks::open(&endpoint, &keys, seed, (count, browsers, devices));
    let spells = desks.refer_all(seed);
    endpoint.recovers();
    desks.settle();
    desks.empty();
    let (histories, outbox) = desks.reports();

    let entries = endpoint.entries();
    let mut broken = Vec::new();
    let mut cases = Vec::new();
    for number in 0..count {
        let mut case = Case {
            number,
            kind: &KINDS[number % KINDS.len()],
            notes: notes(&histories[&number.to_string()]),
            entry: None,
        };
        let id = case.shown().unwrap_or_else(|| panic!("referral {number} was never sent")).0.to_owned();
        case.entry = entries.get(&id);
        case.notes.extend(outbox.get(&id).into_iter().flatten().cloned());
        case.notes.sort_by_key(|it| it.at);
        for rule in case.broken() {
            broken.push(format!("{rule}\n{}", case.history()));
        }
        cases.push(case);
    }
    broken.extend(strangers(&entries, &cases));
    broken.extend(opened(&cases, &keys));
    broken.extend(desks.panics());
    figures::print(&cases, &endpoint, spells, start.elapsed());
    assert!(broken.is_empty(), "seed {seed}, {} rules broken:\n\n{}", broken.len(), broken.join("\n\n"));
}

/// What came under an id that nobody was shown.
fn strangers(entries: &BTreeMap<String, Entry>, cases: &[Case]) -> Vec<String> {
    let known: Vec<&str> = cases.iter().filter_map(|it| it.shown()).map(|it| it.0).collect();
    let unknown = entries.keys().filter(|it| !known.contains(&it.as_str()));
    unknown.map(|it| format!("nobody was shown what came under {it}")).collect()
}

/// Opens some of the sealed ones: inside is what was shown, without the spaces that pad it.
fn opened(cases: &[Case], keys: &Keys) -> Vec<String> {
    let sealed = cases.iter().filter(|it| it.kind.is_sealed && it.attempts() > 0).take(OPENED);
    let other = sealed.filter(|case| {
        let body = case.entry.map(|it| keys.open(&it.arrivals[0].body));
        body.as_deref() != case.shown().map(|it| it.1.trim_end())
    });
    other.map(|it| format!("what was sealed is not what was shown\n{}", it.history())).collect()
}
