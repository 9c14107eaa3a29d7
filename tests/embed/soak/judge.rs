//! The judge of the soak: what the form said of a referral, held against what the endpoint stored.

use serde::Deserialize;
use serde_json::Value;

use super::Kind;
use super::endpoint::Entry;
use crate::words;

/// What a person noted at a form, and when, in milliseconds since 1970.
#[derive(Debug, Clone, Deserialize)]
pub struct Note {
    pub at: u64,
    #[serde(flatten)]
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "what", rename_all = "lowercase")]
pub enum What {
    /// The review shows what will leave.
    Shows { id: String, body: String },
    /// The person presses a button while the form says something.
    Presses { button: String, word: String },
    /// The form says what became of the referral, and what it is doing: "unconfirmed, asks".
    Says { word: String, reference: Option<String> },
    /// The form tells it to the page, by an event.
    Tells { kind: String },
    /// The person is about to leave the page.
    Goes { how: String },
    /// The page is left.
    Leaves { word: String },
    /// The person is done.
    Done { how: String },
    /// What the form says at the end, where it was left standing.
    Settles { word: String },
    /// The outbox of any form leaves it to a person.
    Sees { told: String },
    /// A person decides on it.
    Decides { told: String, button: String },
}

use What::*;

/// One referral: what was said of it, in order, and what came of it.
pub struct Case<'a> {
    pub number: usize,
    pub kind: &'static Kind,
    pub notes: Vec<Note>,
    pub entry: Option<&'a Entry>,
}

const UNCONFIRMED: &str = "unconfirmed";
const NOT_SENT: &str = "not sent";
const REFUSED: &str = "refused";

impl Case<'_> {
    /// The id and the body that the person was shown last.
    pub fn shown(&self) -> Option<(&str, &str)> {
        self.notes.iter().rev().find_map(|it| match &it.what {
            Shows { id, body } => Some((id.as_str(), body.as_str())),
            _ => None,
        })
    }

    /// The last thing that the form said of it.
    pub fn last_word(&self) -> &str {
        let last = self.notes.iter().rev().find_map(|it| match &it.what {
            Says { word, .. } | Leaves { word } | Settles { word } => Some(word.as_str()),
            _ => None,
        });
        last.unwrap_or_default()
    }

    pub fn stored(&self) -> usize {
        self.entry.map_or(0, |it| it.stored().count())
    }

    pub fn attempts(&self) -> usize {
        self.entry.map_or(0, |it| it.arrivals.len())
    }

    pub fn says(&self, wanted: &str) -> bool {
        self.notes.iter().any(|it| matches!(&it.what, Says { word, .. } if word.starts_with(wanted)))
    }

    /// How often a person sent it again after being told that it may have arrived.
    pub fn sent_again(&self) -> usize {
        let is_again = |it: &&Note| match &it.what {
            Presses { button, word } => word.starts_with(UNCONFIRMED) && button != words::STOP,
            Decides { told, button } => told == UNCONFIRMED && button == words::SEND_AGAIN,
            _ => false,
        };
        self.notes.iter().filter(is_again).count()
    }

    fn is_removed(&self) -> bool {
        self.notes
            .iter()
            .any(|it| matches!(&it.what, Decides { button, .. } if button == words::REMOVE_SEALED))
    }

    /// Every rule that was broken.
    pub fn broken(&self) -> Vec<String> {
        let mut broken = Vec::new();
        self.judge_words(&mut broken);
        self.judge_doubt(&mut broken);
        self.judge_store(&mut broken);
        self.judge_end(&mut broken);
        broken
    }

    /// What was called sent is stored, and what was called not sent or refused was not stored by then.
    fn judge_words(&self, broken: &mut Vec<String>) {
        for note in &self.notes {
            let claim = match &note.what {
                Says { word, .. } | Leaves { word } | Settles { word } if !word.ends_with("sending") => {
                    word.as_str()
                }
                Tells { kind } if kind == "not-sent" => NOT_SENT,
                Tells { kind } | Sees { told: kind } => kind.as_str(),
                _ => continue,
            };
            let mut before = self.entry.iter().flat_map(|it| it.stored()).filter(|it| it.at < note.at);
            let denies = claim.starts_with(NOT_SENT) || claim.starts_with(REFUSED);
            if denies && before.next().is_some() {
                broken.push(format!("it was called \"{claim}\" and had been stored"));
            } else if claim == "sent" && self.stored() == 0 {
                broken.push("it was called sent and is not stored".into());
            }
        }
        let references =
            self.entry.iter().flat_map(|it| &it.arrivals).filter_map(|it| it.reference.as_deref());
        let references: Vec<String> = references.map(words::reference).collect();
        for note in &self.notes {
            if let Says { reference: Some(told), .. } = &note.what
                && told.contains("S-")
                && !references.contains(told)
            {
                broken.push(format!("\"{told}\" is not its own"));
            }
        }
        let told =
            self.notes.iter().filter(|it| matches!(&it.what, Tells { kind } if kind == "sent")).count();
        if told != usize::from(self.says("sent")) {
            broken.push(format!("the page was told {told} times that it was sent"));
        }
    }

    /// What was unconfirmed once is never called not sent or refused, and settles by itself only where the endpoint deduplicates.
    fn judge_doubt(&self, broken: &mut Vec<String>) {
        let mut is_doubtful = false;
        let mut is_at_rest = false;
        for note in &self.notes {
            match &note.what {
                Says { word, .. } => {
                    if is_doubtful && (word.starts_with(NOT_SENT) || word.starts_with(REFUSED)) {
                        broken.push(format!("what was unconfirmed was called \"{word}\""));
                    }
                    if is_at_rest && word != "unconfirmed, asks" {
                        broken
                            .push(format!("\"{word}\" came without a press after it was left to the person"));
                    }
                    is_doubtful |= word.starts_with(UNCONFIRMED);
                    is_at_rest = word == "unconfirmed, asks";
                }
                Presses { .. } => is_at_rest = false,
                Tells { kind } if is_doubtful && (kind == "not-sent" || kind == REFUSED) => {
                    broken.push(format!("the page was told \"{kind}\" of what was unconfirmed"));
                }
                _ => {}
            }
        }
    }

    /// Where the endpoint deduplicates it is stored once; elsewhere as often as a person wanted who was told. Always the same bytes.
    fn judge_store(&self, broken: &mut Vec<String>) {
        let most = if self.kind.deduplicates { 1 } else { 1 + self.sent_again() };
        if self.stored() > most {
            broken.push(format!("it is stored {} times, and {most} is the most", self.stored()));
        }
        let Some(entry) = self.entry else { return };
        if entry.arrivals.iter().any(|it| it.body != entry.arrivals[0].body) {
            broken.push("it came with other bytes".into());
        }
        let is_shown =
            self.shown().is_some_and(|(_, body)| body.as_bytes() == entry.arrivals[0].body.as_slice());
        if !self.kind.is_sealed && !is_shown {
            broken.push("what came is not what was shown".into());
        }
        let sendings =
            self.notes.iter().filter(|it| matches!(&it.what, Says { word, .. } if word.ends_with("sending")));
        let sendings = sendings.count();
        if !self.kind.is_sealed && entry.arrivals.len() > sendings {
            broken.push(format!(
                "it came {} times, and the form said {sendings} times that it sends",
                entry.arrivals.len()
            ));
        }
    }

    /// What the form had in hand to the end is settled; what waited on the device is stored, unless a person took it away.
    fn judge_end(&self, broken: &mut Vec<String>) {
        let last = self.last_word();
        let settles = self.notes.iter().any(|it| matches!(it.what, Settles { .. }));
        if self.notes.iter().any(|it| matches!(&it.what, Done { how } if how == "silence")) {
            broken.push("the form stood still".into());
        }
        if settles && self.kind.deduplicates && last.starts_with(UNCONFIRMED) {
            broken.push("the endpoint deduplicates, and it was not settled at the end".into());
        }
        let is_refused = self.notes.iter().any(|it| matches!(&it.what, Sees { told } if told == REFUSED));
        if last.starts_with("kept") && self.stored() == 0 && !self.is_removed() && !is_refused {
            broken.push("it was kept on the device, and is lost".into());
        }
        // What was pressed last and came: the device had it by then.
        let pressed =
            self.notes.iter().rev().find(|it| matches!(it.what, Presses { .. })).map_or(0, |it| it.at);
        let had_it = self.entry.is_some_and(|it| it.arrivals.iter().any(|it| it.at >= pressed));
        let is_left = self.kind.is_sealed && self.kind.deduplicates && last.ends_with("sending");
        if is_left && had_it && self.stored() == 0 && !is_refused && !self.is_removed() {
            broken.push("the device had it when the page was left, and it is lost".into());
        }
    }

    /// Everything that is known of it, for whoever reads a failure.
    pub fn history(&self) -> String {
        let mut lines: Vec<(u64, String)> =
            self.notes.iter().map(|it| (it.at, format!("{:?}", brief(&it.what)))).collect();
        let arrivals = self.entry.iter().flat_map(|it| &it.arrivals);
        lines.extend(arrivals.map(|it| {
            (it.at, format!("    endpoint: {:?}{}", it.fault, if it.is_stored { ", stored" } else { "" }))
        }));
        lines.sort_by_key(|it| it.0);
        let start = lines.first().map_or(0, |it| it.0);
        let lines: Vec<String> =
            lines.iter().map(|(at, it)| format!("  {:>7} ms  {it}", at - start)).collect();
        format!(
            "referral {} ({}), id {}:\n{}",
            self.number,
            self.kind.name,
            self.shown().map_or("", |it| it.0),
            lines.join("\n")
        )
    }
}

fn brief(what: &What) -> What {
    match what {
        Shows { id, .. } => Shows { id: id.clone(), body: "…".into() },
        other => other.clone(),
    }
}

/// Reads the notes of one referral.
pub fn notes(of: &Value) -> Vec<Note> {
    serde_json::from_value(of.clone()).unwrap_or_else(|it| panic!("{it}: {of}"))
}
