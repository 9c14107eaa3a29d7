//! The texts of a study file, language by language: where each stands, and which are missing or said twice.

use std::collections::BTreeMap;

use serde_json::Value;

use super::reach::can_both_hold;
use super::{About, Concern, pointer};
use crate::domain::field::FieldId;
use crate::domain::json::below;
use crate::domain::study::describe::Place;
use crate::domain::study::file::StudyFile;
use crate::domain::study::json::{FromJson, Reader};
use crate::domain::study::overlay;
use crate::domain::study::{RequestId, SourceId, Study};

/// Places of texts that are named in the message about missing translations.
const PLACES_NAMED: usize = 3;

/// The texts of a study file in one language.
pub(super) struct Wording {
    /// The language, as a BCP 47 tag.
    pub language: String,
    /// Whether the texts stand in an overlay.
    is_overlay: bool,
    /// The texts that stand in this language, in the order of the file.
    pub texts: Vec<Told>,
    /// Their numbers, by their places in the file.
    by_place: BTreeMap<String, usize>,
    /// The places, in an overlay, of those that do not.
    missing: Vec<Place>,
}

/// A text, and where it stands.
pub(super) struct Told {
    /// The place of its counterpart in the file.
    pub place: Place,
    /// Where it stands itself, as a JSON Pointer.
    pub at: String,
    /// The words.
    pub words: String,
}

impl Wording {
    /// The language without region and script.
    pub fn base_language(&self) -> &str {
        self.language.split('-').next().unwrap_or_default()
    }

    fn at(&self, pointer: &str) -> Option<&Told> {
        self.by_place.get(pointer).map(|it| &self.texts[*it])
    }
}

/// Collects the texts of the file's own language and of every overlay.
pub(super) fn of_every_language(whole: &Value, study: &Study) -> Vec<Wording> {
    let overlays = whole["languages"].as_object().into_iter().flat_map(|it| it.keys());
    let mut wordings = Vec::new();
    for tag in std::iter::once(&study.cover.language).chain(overlays) {
        let is_overlay = !wordings.is_empty();
        let mut file = whole.clone();
        if is_overlay {
            overlay::put_over(&mut file, &whole["languages"][tag], true, &mut Reader::default());
        }
        let file = StudyFile::read(&file);
        let mut wording = Wording {
            language: tag.clone(),
            is_overlay,
            texts: Vec::new(),
            by_place: BTreeMap::new(),
            missing: Vec::new(),
        };
        file.texts(&Place::default(), &mut |place, text| {
            let place = Place { file: place.file.clone(), overlay: in_overlay(&place.overlay) };
            if is_overlay && !text.is_translated {
                wording.missing.push(place);
            } else {
                let at = match is_overlay {
                    true => below("/languages", tag) + &place.overlay,
                    false => place.file.clone(),
                };
                wording.by_place.insert(place.file.clone(), wording.texts.len());
                wording.texts.push(Told { place, at, words: text.words.clone() });
            }
        });
        wordings.push(wording);
    }
    wordings
}

/// Fields and criteria stand at the top of an overlay.
fn in_overlay(pointer: &str) -> String {
    let below = |prefix: &str, key: &str| {
        let rest = pointer.strip_prefix(prefix)?;
        let at = rest.find(key)?;
        Some(rest[at..].to_owned())
    };
    below("/sections/", "/fields/").or_else(|| below("/precheck", "/criteria/")).unwrap_or(pointer.to_owned())
}

/// Tells whether a text is a name or a measure, the same in every language.
fn is_name(pointer: &str) -> bool {
    pointer.starts_with("/sites/") || pointer.contains("/units/") || pointer.ends_with("/example")
}

/// Reports languages that are not offered, and those with texts left in the language of the file.
pub(super) fn look_for_gaps(file: &Value, wordings: &[Wording], concerns: &mut Vec<Concern>) {
    for wording in wordings.iter().filter(|it| it.is_overlay) {
        let at = below("/languages", &wording.language);
        if let Some(missing) = overlay::first_gap(file, &file["languages"][&wording.language]) {
            concerns.push(Concern { at: at.clone(), what: About::NotOffered { missing } });
        }
        let missing: Vec<&Place> = wording.missing.iter().filter(|it| !is_name(&it.file)).collect();
        if !missing.is_empty() {
            let first = missing.iter().take(PLACES_NAMED).map(|it| it.overlay.clone()).collect();
            concerns.push(Concern { at, what: About::Untranslated { count: missing.len(), first } });
        }
    }
}

/// Reports labels that somebody reads twice: of sources, of headings, of questions, of the options of one question.
///
/// Two questions of which only one can be shown may share their label.
pub(super) fn look_for_twins(study: &Study, wording: &Wording, concerns: &mut Vec<Concern>) {
    let sources: Vec<String> = (0..study.sources.len()).map(|it| format!("/sources/{it}/label")).collect();
    Twins { wording, concerns }.among("everybody", &sources);
    for field in study.field_ids() {
        let at = pointer(study, field);
        let options = study.field(field).kind.options().len();
        let options: Vec<String> = (0..options).map(|it| format!("{at}/options/{it}/label")).collect();
        Twins { wording, concerns }.among("everybody", &options);
    }
    for (index, source) in study.sources.iter().enumerate() {
        let source_id = SourceId(index as u16);
        for request in (0..study.requests.len() as u16).map(RequestId) {
            let mut twins = Twins { wording, concerns };
            let sections = study.sections_for(source_id, request);
            let titles: Vec<String> = sections.map(|it| format!("/sections/{}/title", it.0)).collect();
            twins.among(&source.id, &titles);
            let asked = study.field_ids().filter(|it| study.asks(*it, source_id, request));
            twins.among_questions(study, &source.id, asked);
        }
    }
}

/// With so many questions of one label, a further one is compared.
const TWINS_MAX: usize = 20;

struct Twins<'a> {
    wording: &'a Wording,
    concerns: &'a mut Vec<Concern>,
}

impl Twins<'_> {
    fn among(&mut self, origin: &str, labels: &[String]) {
        let mut seen: BTreeMap<String, &String> = BTreeMap::new();
        for label in labels {
            let Some(plain) = self.plain(label) else { continue };
            match seen.get(&plain) {
                Some(first) => self.report(origin, label, first),
                None => _ = seen.insert(plain, label),
            }
        }
    }

    fn among_questions(&mut self, study: &Study, origin: &str, asked: impl Iterator<Item = FieldId>) {
        let mut seen: BTreeMap<String, Vec<FieldId>> = BTreeMap::new();
        let label = |it: FieldId| format!("{}/label", pointer(study, it));
        for field in asked {
            let Some(plain) = self.plain(&label(field)) else { continue };
            let earlier = seen.entry(plain).or_default();
            let twin = earlier.iter().copied().take(TWINS_MAX).find(|earlier| {
                can_both_hold(study, [*earlier, field].map(|it| study.field(it).show_when.as_ref()))
            });
            earlier.push(field);
            if let Some(twin) = twin {
                self.report(origin, &label(field), &label(twin));
            }
        }
    }

    /// The words at a place, as they are compared.
    fn plain(&self, pointer: &str) -> Option<String> {
        self.wording.at(pointer).map(|it| it.words.trim().to_lowercase())
    }

    fn report(&mut self, origin: &str, label: &str, first: &str) {
        let (Some(label), Some(first)) = (self.wording.at(label), self.wording.at(first)) else { return };
        let is_known =
            self.concerns.iter().any(|it| it.at == label.at && matches!(it.what, About::SaidTwice { .. }));
        if !is_known {
            let what = About::SaidTwice {
                label: label.words.clone(),
                origin: origin.to_owned(),
                first: first.at.clone(),
            };
            self.concerns.push(Concern { at: label.at.clone(), what });
        }
    }
}
