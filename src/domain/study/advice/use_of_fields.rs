//! What each answer is good for: an answer that nobody uses should not be asked for.

use super::{About, Concern, pointer};
use crate::domain::field::FieldId;
use crate::domain::study::{Send, Study};

/// Reports questions that serve nothing, and routes that look at what never leaves.
pub(super) fn look(study: &Study, concerns: &mut Vec<Concern>) {
    let used = used(study);
    for field in study.field_ids().filter(|it| !used[usize::from(it.0)]) {
        let what = About::AskedForNothing { field: study.field(field).id.clone() };
        concerns.push(Concern { at: pointer(study, field), what });
    }
    for (index, route) in study.routes.iter().enumerate() {
        let mut unsent: Vec<FieldId> = Vec::new();
        if let Some(rule) = &route.when {
            rule.reads(&mut |it| {
                if study.field(it).send == Send::Never && !unsent.contains(&it) {
                    unsent.push(it);
                }
            });
        }
        for field in unsent {
            let what = About::RouteReadsUnsent { field: study.field(field).id.clone() };
            concerns.push(Concern { at: format!("/routes/{index}/when"), what });
        }
    }
}

/// Tells for each field whether something uses its answer.
///
/// Sent fields are used, those that criteria, `onBehalfOf` and `minimumAge` read, and those on which the showing of
/// a used field depends. Routes see only what is sent, so their reading uses nothing.
fn used(study: &Study) -> Vec<bool> {
    let mut used = vec![false; study.fields.len()];
    let mut next: Vec<FieldId> =
        study.field_ids().filter(|it| study.field(*it).send != Send::Never).collect();
    for rule in study.criteria.iter().filter_map(|it| it.when.as_ref()) {
        rule.reads(&mut |it| next.push(it));
    }
    next.extend(study.sources.iter().filter_map(|it| it.on_behalf_of));
    next.extend(study.sources.iter().filter_map(|it| Some(it.minimum_age.as_ref()?.field)));
    while let Some(field) = next.pop() {
        if !std::mem::replace(&mut used[usize::from(field.0)], true)
            && let Some(rule) = &study.field(field).show_when
        {
            rule.reads(&mut |it| next.push(it));
        }
    }
    used
}
