//! The figures of the soak, printed.

use std::collections::BTreeMap;
use std::time::Duration;

use super::KINDS;
use super::endpoint::Endpoint;
use super::judge::{Case, What};
use crate::words;

/// Prints what happened, by kind and in all.
pub fn print(cases: &[Case], endpoint: &Endpoint, spells: usize, time: Duration) {
    println!("\n{:<34}{}", "", KINDS.iter().map(|it| format!("{:>28}", it.name)).collect::<String>());
    let row = |name: &str, count: &dyn Fn(&Case) -> usize| {
        let of = |index: usize| {
            cases.iter().filter(|it| std::ptr::eq(it.kind, &KINDS[index])).map(count).sum::<usize>()
        };
        println!("{name:<34}{}", (0..KINDS.len()).map(|it| format!("{:>28}", of(it))).collect::<String>());
    };
    let last = |case: &Case, wanted: &str| usize::from(case.last_word().starts_with(wanted));
    row("referrals", &|_| 1);
    row("attempts that arrived", &|it| it.attempts());
    row("called sent", &|it| usize::from(it.last_word() == "sent"));
    row("  of these once unconfirmed", &|it| usize::from(it.last_word() == "sent" && it.says("unconfirmed")));
    row("  of these settled at the end", &|it| usize::from(it.last_word() == "sent" && settles(it)));
    row("called refused", &|it| last(it, "refused"));
    row("called not sent", &|it| usize::from(is_at_rest(it, "not sent")));
    row("unconfirmed, the page left", &|it| usize::from(is_at_rest(it, "unconfirmed") && !settles(it)));
    row("unconfirmed to the end", &|it| usize::from(is_at_rest(it, "unconfirmed") && settles(it)));
    row("left while it was being sent", &|it| usize::from(it.last_word().ends_with("sending")));
    row("left to the device", &|it| last(it, "kept"));
    row("  of these stored", &|it| last(it, "kept").min(it.stored()));
    row("stored", &|it| it.stored().min(1));
    row("stored again, a person told", &|it| it.stored().saturating_sub(1));
    row("sent again by a person told", &|it| it.sent_again());

    let (faults, repeated) = endpoint.figures();
    println!("\nThe endpoint: {}", list(faults.iter().map(|(fault, count)| (format!("{fault:?}"), *count))));
    println!("  {repeated} came again that it had stored already, and deduplicated");
    let mut deeds: BTreeMap<String, usize> = BTreeMap::new();
    for note in cases.iter().flat_map(|it| &it.notes) {
        let deed = match &note.what {
            What::Goes { how } | What::Done { how } if how != "sent" => how.clone(),
            What::Presses { button, word } if button == words::SENDING => format!("pressed twice ({word})"),
            What::Presses { button, .. } => format!("\"{button}\""),
            What::Decides { button, .. } => format!("outbox: \"{button}\""),
            _ => continue,
        };
        *deeds.entry(deed).or_default() += 1;
    }
    println!("The people: {}", list(deeds.into_iter()));
    println!(
        "{spells} spells without a network; {} min {:02} s in all",
        time.as_secs() / 60,
        time.as_secs() % 60
    );
}

fn settles(case: &Case) -> bool {
    case.notes.iter().any(|it| matches!(it.what, What::Settles { .. }))
}

fn is_at_rest(case: &Case, wanted: &str) -> bool {
    case.last_word().starts_with(wanted) && !case.last_word().ends_with("sending")
}

fn list(counts: impl Iterator<Item = (String, usize)>) -> String {
    counts.map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
}
