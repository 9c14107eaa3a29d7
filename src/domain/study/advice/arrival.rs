//! What a referral tells by arriving, beyond what is sent.

use super::{About, Concern, pointer};
use crate::domain::leaving::{Asked, shows_by_bounds};
use crate::domain::study::{OnNotEligible, RequestId, SourceId, Study};

/// Reports a precheck that lets nobody on, a minimum age, and bounds of required answers, each where it is not sent.
pub(super) fn look(study: &Study, concerns: &mut Vec<Concern>) {
    let mut tell =
        |at: String, what: String| concerns.push(Concern { at, what: About::ArrivalTells { what } });
    if study.on_not_eligible == OnNotEligible::Explain {
        tell("/precheck/onNotEligible".to_owned(), "no answer and no criterion disagree".to_owned());
    }
    for id in study.field_ids() {
        let sources = 0..study.sources.len() as u16;
        let asked = sources.flat_map(|source| {
            let requests = 0..study.requests.len() as u16;
            requests.map(move |request| Asked { source: SourceId(source), request: RequestId(request) })
        });
        let Some(asked) = asked.into_iter().find(|it| shows_by_bounds(study, id, *it)) else { continue };
        let name = &study.field(id).id;
        match study.source(asked.source).minimum_age.as_ref().filter(|it| it.field == id) {
            Some(age) => tell(
                format!("/sources/{}/minimumAge", asked.source.0),
                format!("the person is {} or older by \"{name}\"", age.years),
            ),
            None => tell(pointer(study, id), format!("\"{name}\" lies within its bounds")),
        }
    }
}
