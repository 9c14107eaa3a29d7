//! The questions of one section, with what becomes of the answers.

use super::controls::{field, room};
use super::data_line;
use super::element::{El, el};
use super::parts::{button, own, words};
use super::store::Store;
use crate::domain::field::SectionId;
use crate::domain::form::{Form, FormEvent};
use crate::domain::validate::check::FieldProblem;
use crate::i18n::Key;

/// What a section asks, with what becomes of the answers.
pub fn questions(store: Store, section: SectionId) -> Vec<El> {
    let study = store.study();
    let source = store.now(|form| form.facts().source);
    let of = study.section(section);
    let mut parts = Vec::new();
    parts.extend(of.hint.as_ref().map(|it| words(store, "p", "rf-hint", it)));
    let share = data_line::share_of(store, section);
    parts.push(data_line::line(store, section, share));
    parts.extend(study.fields_of(section, source).map(|id| field(store, id, share)));
    parts.push(el("div").children_of(move || other_source(store).into_iter().collect()));
    if store.settings().is_steady {
        let rooms = study.fields_of(section, source).filter_map(|id| room(store, id, share));
        // There for nobody: it is neither seen, nor read out, nor operated.
        parts.push(el("div").class("rf-held").attr("inert", "").children(rooms));
    }
    parts
}

/// Leads somebody too young to the source that refers for them, with all that was typed.
fn other_source(store: Store) -> Option<El> {
    let study = store.study();
    let is_minor = |form: &Form| form.problems().iter().any(|it| matches!(it.1, FieldProblem::Minor { .. }));
    let is_minor = store.flow(is_minor);
    let source = store.now(|form| form.facts().source);
    let otherwise = study.source(source).minimum_age.as_ref()?.otherwise;
    let label = &study.cover.source(otherwise).label.words;
    let words = store.fill(Key::ReferAs, &[("source", label)]);
    let switch = move || store.act(FormEvent::SourceChosen(otherwise));
    is_minor.then(|| own(store, button("rf-button-secondary", &words, switch)))
}
