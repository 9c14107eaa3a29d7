//! The study files of a page: whether the page gets them, what the form makes of them, and where they send.

use std::collections::BTreeSet;

use content_security_policy::Url;
use referral_form::domain::integrity::is_integrity;
use referral_form::domain::study::{Opening, Reading, STUDY_FILE_MAX_BYTES, Study};
use referral_form::i18n::tags;

use super::fetch::{Fault, Want, fetch};
use super::files::is_unchanged;
use super::markup::{Place, StudyFile};
use super::page::Page;
use super::policy::{Kind, Needs};
use crate::check::integrity as digest;
use crate::dry_run::current_day;
use crate::finding::{Finding, foreign};

const ABOUT: &str = "study";

/// Judges every study file; gives the languages of whose words the form has catalogues.
pub fn judge(
    page: &Page,
    places: &[Place],
    needs: &mut Needs,
    findings: &mut Vec<Finding>,
) -> BTreeSet<&'static str> {
    let mut languages = BTreeSet::new();
    for place in places {
        let (name, bytes) = match &place.study {
            StudyFile::OnPage(text) => ("the study file on the page".to_owned(), text.clone().into_bytes()),
            StudyFile::At(url) => match bytes(page, url, needs) {
                Ok(bytes) => {
                    findings.extend(pinned(&place.integrity, &bytes));
                    (url.to_string(), bytes)
                }
                Err(finding) => {
                    findings.push(finding);
                    continue;
                }
            },
        };
        let reading =
            Reading { endpoint: place.endpoint.as_deref(), must_deliver: true, ..Reading::default() };
        let study = match Study::read(&bytes, reading) {
            Ok(study) => study,
            Err(problems) => {
                let first = problems.first().map(|it| foreign(&it.to_string())).unwrap_or_default();
                let text = format!(
                    "{name} is not read, and the form does not show. Problems: {}, which `referral-form check` tells; the first: {first}",
                    problems.len()
                );
                findings.push(Finding::blocks(ABOUT, text));
                continue;
            }
        };
        findings.push(match study.cover.opening(|it| current_day() > it) {
            Opening::Open => Finding::works(ABOUT, format!("{name} ({})", study.cover.head.id.as_ref())),
            Opening::Paused => {
                Finding::warns(ABOUT, format!("{name} says that the study is paused; only the contact shows"))
            }
            Opening::Closed => {
                Finding::warns(ABOUT, format!("{name} says that the study is closed; only the contact shows"))
            }
        });
        let catalogues =
            study.cover.offered.iter().filter_map(|it| tags::catalogue(it)).map(|it| it.language);
        languages.extend(catalogues.filter(|it| *it != tags::OWN));
        endpoints(&study, needs, findings);
    }
    languages
}

/// Holds a study file against the digests that the page pins it by.
fn pinned(integrity: &str, bytes: &[u8]) -> Option<Finding> {
    if integrity.is_empty() {
        return None;
    }
    let is_unchanged = is_unchanged(integrity, bytes).filter(|_| is_integrity(integrity));
    Some(match is_unchanged {
        Some((algorithm, true)) => {
            Finding::works(ABOUT, format!("its study-integrity ({algorithm}) fits the file"))
        }
        Some((_, false)) => Finding::blocks(
            ABOUT,
            format!(
                "its study-integrity does not fit the file, so the form does not show. For the file that lies there: {}",
                digest(bytes)
            ),
        ),
        None => Finding::blocks(
            ABOUT,
            format!(
                "{} in study-integrity is no digest, so the form does not show. For the file that lies there: {}",
                foreign(integrity),
                digest(bytes)
            ),
        ),
    })
}

fn bytes(page: &Page, url: &Url, needs: &mut Needs) -> Result<Vec<u8>, Finding> {
    let want = Want { destination: "empty", max_bytes: STUDY_FILE_MAX_BYTES + 1, is_packed: false };
    let got = fetch(page, url, want);
    let hops = got.as_ref().map_or_else(|_| vec![url.clone()], |it| it.hops.clone());
    needs.add(hops, Kind::Connection);
    match got {
        Ok(got) => Ok(got.answer.body),
        Err(Fault::Nowhere) => Err(Finding::unproven(
            ABOUT,
            format!("{} is looked for once the page has an address", url.path()),
        )),
        Err(Fault::Wrong(why)) => Err(Finding::blocks(ABOUT, why)),
    }
}

fn endpoints(study: &Study, needs: &mut Needs, findings: &mut Vec<Finding>) {
    let routes = study.routes.iter().filter_map(|it| it.endpoint.as_ref());
    let all: BTreeSet<&str> =
        std::iter::once(&study.endpoint).chain(routes).map(|it| it.url.as_str()).collect();
    for url in all.into_iter().filter_map(|it| Url::parse(it).ok()) {
        findings.push(Finding::unproven(
            "endpoint",
            format!("{url} was not asked. `referral-form probe` sends it a test referral"),
        ));
        needs.add(vec![url], Kind::Connection);
    }
}
