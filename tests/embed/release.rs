//! A release, as `make release` leaves it: `REFERRAL_FORM_DIST` names its folder.

use std::path::PathBuf;

use serde_json::Value;

use crate::http::Reply;
use crate::intake::Intake;
use crate::keys::Keys;
use crate::people::{self, First, Who, prepares};
use crate::referrer::Referrer;
use crate::site::{Site, WIDGET, dist};
use crate::study::Study;
use crate::words;

const WITHOUT_WEBASSEMBLY: &str = "script-src 'self'";

/// The folder in which all but the loader lies, by its name.
fn place() -> String {
    let entries = std::fs::read_dir(dist()).expect("the release is there").map_while(Result::ok);
    let mut folders =
        entries.filter(|it| it.path().is_dir()).filter_map(|it| it.file_name().into_string().ok());
    folders.find(|it| it.starts_with("referral-form-")).expect("the engine has a folder of its own")
}

#[test]
#[ignore = "looks at a release: make release"]
fn a_referral_is_sealed_and_sent_by_a_release() {
    let (intake, keys) = (Intake::open(), Keys::made_for("release"));
    let (site, referrer) = people::opens(&keys.seal(Study::contract(&intake)));
    prepares(&referrer, Who::Themself, &First::fitting(), &[]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    assert!(keys.open(&intake.bodies()[0]).contains("Ada Example"));
    let place = format!("{WIDGET}{}/", place());
    let engine: Vec<String> = site.asked_for().into_iter().filter(|it| it.contains("engine")).collect();
    assert!(engine.len() == 2 && engine.iter().all(|it| it.starts_with(&place)), "{engine:?}");
}

#[test]
#[ignore = "looks at a release: make release"]
fn a_page_that_refuses_webassembly_gets_a_release_as_javascript() {
    let site = Site::open();
    site.put_study(Study::contract(&Intake::open()).bytes());
    site.put_page_with_policy("with-children.html", WITHOUT_WEBASSEMBLY);
    let referrer = Referrer::opens(&site, "with-children.html");
    referrer.sees(words::WHO_REFERS);
    let engine: Vec<String> = site.asked_for().into_iter().filter(|it| it.contains("engine")).collect();
    let whole = format!("{WIDGET}{}/referral-form-engine-javascript.js", place());
    assert!(!engine.is_empty() && engine.iter().all(|it| *it == whole), "{engine:?}");
}

#[test]
#[ignore = "looks at a release: make release"]
fn the_lines_for_a_pages_head_fetch_the_engine_ahead_and_once() {
    let told = std::fs::read(dist().join("integrity.json")).expect("the release tells its digests");
    let told: Value = serde_json::from_slice(&told).expect("they are JSON");
    let lines = told["head"].as_array().expect("lines for the head").iter().filter_map(Value::as_str);
    let head = lines.collect::<String>();
    let site = Site::open();
    site.put_study(Study::contract(&Intake::open()).bytes());
    let page = format!(
        r#"<!doctype html><html lang="en"><meta charset="utf-8"><title>Example Society</title>{head}
        <script type="module" src="referral-form.js" data-study="../study.json"></script></html>"#
    );
    site.put("widget/ahead.html", Reply::new(200).body("text/html; charset=utf-8", page));
    let referrer = Referrer::opens(&site, "widget/ahead.html");
    referrer.sees(words::WHO_REFERS);
    for name in ["referral-form-engine.js", "referral-form-engine_bg.wasm"] {
        let times = referrer.page_runs(&format!(
            "const of = (name) => performance.getEntriesByType('resource').find((it) => it.name.endsWith(name));
             return [of('{name}').startTime, of('/referral-form.js').responseEnd];"
        ));
        assert!(times[0].as_f64() < times[1].as_f64(), "{name} waits for the loader: {times}");
        assert_eq!(site.asked_for().iter().filter(|it| it.ends_with(name)).count(), 1, "{name}");
    }
}

#[test]
#[ignore = "looks at a release: make release"]
fn a_file_that_somebody_changed_is_not_run() {
    let whole = "referral-form-engine-javascript.js";
    for name in ["referral-form-engine.js", "referral-form-engine_bg.wasm", whole] {
        let site = Site::open();
        site.put_study(Study::contract(&Intake::open()).bytes());
        if name == whole {
            site.put_page_with_policy("with-children.html", WITHOUT_WEBASSEMBLY);
        }
        let path: PathBuf = dist().join(place()).join(name);
        let mut bytes = std::fs::read(&path).expect("the release has it");
        let media_type = if name.ends_with("js") { "text/javascript" } else { "application/wasm" };
        // One that means the same, and is not the same: a line end, or an empty custom section.
        bytes.extend(if name.ends_with("js") { b"\n".to_vec() } else { vec![0, 2, 1, b'x'] });
        site.put(&format!("widget/{}/{name}", place()), Reply::new(200).body(media_type, bytes));
        let referrer = Referrer::opens(&site, "with-children.html");
        referrer.presses(Who::Clinician.label());
        referrer.sees(words::FETCH_FAILED);
        referrer.author_is_told("could not start");
    }
}

#[test]
#[ignore = "looks at a release: make release"]
fn a_catalogue_that_somebody_changed_is_not_used() {
    const OWN: &str = "Beginnen";
    let catalogue = std::fs::read_to_string(dist().join(place()).join("referral-form-de.json"));
    let catalogue = catalogue.expect("the release has it");
    for (is_changed, begin) in [(false, OWN), (true, words::START)] {
        let site = Site::open();
        site.put_study(Study::healthy_men(&Intake::open()).bytes());
        // Of the same edition, which alone was looked at before.
        let text = if is_changed { catalogue.replace(OWN, "Bezahlen") } else { catalogue.clone() };
        let path = format!("widget/{}/referral-form-de.json", place());
        site.put(&path, Reply::new(200).body("application/json", text));
        let referrer = Referrer::opens(&site, "with-children.html");
        referrer.presses("Deutsch");
        referrer.sees_button(begin);
        if is_changed {
            referrer.author_is_told("referral-form-de.json could not be read");
        }
    }
}

#[test]
#[ignore = "looks at a release: make release"]
fn the_bill_of_materials_tells_each_part_as_what_it_is() {
    let read = |name: &str| std::fs::read_to_string(dist().join(name)).expect("the release has it");
    let bill: Value = serde_json::from_str(&read("sbom.cdx.json")).expect("it is JSON");
    let parts = bill["components"].as_array().expect("a list");
    let reference = |it: &Value| it["bom-ref"].as_str().expect("a reference").to_owned();
    for part in parts {
        let is_own = reference(part).starts_with("stand-in:");
        assert_eq!(part["hashes"].is_null(), is_own, "{part}");
        assert!(!is_own || (part["purl"].is_null() && part["pedigree"]["notes"].is_string()), "{part}");
    }
    assert!(parts.iter().any(|it| it["type"] == "data"), "the numbering plans are data of others");
    let known: Vec<String> = parts.iter().chain([&bill["metadata"]["component"]]).map(reference).collect();
    let graph = bill["dependencies"].as_array().expect("a list");
    assert_eq!(graph.len(), parts.iter().filter(|it| it["type"] == "library").count() + 1);
    for entry in graph {
        let needs = entry["dependsOn"].as_array().expect("a list");
        assert!(
            needs.iter().chain([&entry["ref"]]).all(|it| known.iter().any(|known| known == it)),
            "{entry}"
        );
    }
    assert!(!read("THIRD-PARTY.txt").contains("holds no licence text"));
}
