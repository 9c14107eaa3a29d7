//! What a person keeps after sending: a receipt, on paper or as a file, and the times for a call.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::browser::until;
use crate::engine::{Instrument, lacks};
use crate::http::Reply;
use crate::intake::{Intake, Mood};
use crate::people::{
    self, FIRST_SECTION, First, Who, answers_and_goes_on, consents_to, gives_contact, introduces_themself,
    prepares, starts_as,
};
use crate::referrer::Referrer;
use crate::site::Site;
use crate::study::Study;
use crate::words;

/// A policy under which a page may do nothing but show the form.
const STRICT: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'";

fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Somebody whose referral has just arrived, and the folder into which their browser saves.
struct Sent {
    intake: Intake,
    site: Site,
    referrer: Referrer,
    folder: PathBuf,
}

/// The staff of a clinic send a referral with a time for a call, from a page under a strict policy.
fn staff_send(page: &str) -> Sent {
    let intake = Intake::open();
    let site = Site::open();
    site.put_study(Study::contract(&intake).bytes());
    site.put_page_with_policy(page, &format!("{STRICT}; connect-src 'self' {}", intake.origin()));
    let referrer = Referrer::opens(&site, page);
    let folder = folder();
    referrer.browser().saves_into(&folder);
    // Instead of a printer: what would be on the paper.
    referrer.browser().meets_every_page_with(
        "window.print = () => { top.paper = `${document.title}\\n${document.body.innerText}`; dispatchEvent(new Event('afterprint')); }",
    );
    referrer.goes_to(&site.url(page));
    starts_as(&referrer, Who::Staff);
    answers_and_goes_on(&referrer, &First::fitting());
    gives_contact(&referrer, Who::Staff);
    people::prefers_mornings(&referrer);
    referrer.presses(words::CONTINUE);
    introduces_themself(&referrer, Who::Staff);
    consents_to(&referrer, &[people::PERMISSION, people::SHARE_PRECHECK, people::REFERRER_CONTACT]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    Sent { intake, site, referrer, folder }
}

/// An empty folder of this test's own.
fn folder() -> PathBuf {
    let test = std::thread::current().name().unwrap_or("test").replace("::", "-");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("saved").join(test);
    // It is only there after an earlier run.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

impl Sent {
    /// Presses a button, and reads the file that is there then.
    fn saves(&self, button: &str, name: &str) -> String {
        self.referrer.presses(button);
        let file = self.folder.join(name);
        until(
            || format!("{} was to be saved; the folder has {:?}", file.display(), self.saved()),
            || std::fs::read_to_string(&file).ok(),
        )
    }

    /// The names of what was saved.
    fn saved(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.folder).expect("the folder is there");
        let name = |it: std::fs::DirEntry| it.file_name().to_string_lossy().into_owned();
        entries.map(|it| name(it.expect("the folder can be listed"))).collect()
    }
}

#[test]
fn a_receipt_as_data_holds_every_agreement_and_the_bytes_that_arrived() {
    if lacks(&[Instrument::Downloads, Instrument::ScriptsBefore]) {
        return;
    }
    let sent = staff_send("customer.html");
    let text = sent.saves(words::SAVE_DATA, "referral-receipt-R-1001.json");
    let receipt: Value = serde_json::from_str(&text).expect("a receipt is JSON");
    let body = sent.intake.bodies().remove(0);
    let referral = sent.intake.receives_one();

    assert_eq!(receipt["referral"]["body"].as_str().expect("the body").as_bytes(), body);
    assert_eq!(receipt["referral"]["body_sha256"], sha256(&String::from_utf8_lossy(&body)));
    assert_eq!(receipt["referral"]["reference"], "R-1001");
    assert_eq!(receipt["referral"]["receiving_host"], sent.intake.origin().trim_start_matches("http://"));
    assert_eq!(receipt["study"]["file_sha256"], referral["study"]["fileSha256"]);
    let records = receipt["consent_records"].as_array().expect("a list");
    let statements = receipt["attestations"].as_array().expect("a list");
    let consents = records.iter().map(|it| (&it["consent"], &it["event"]["event_time"]));
    let consents: Vec<_> =
        consents.chain(statements.iter().map(|it| (&it["attestation"], &it["time"]))).collect();
    let study = Study::contract(&sent.intake);
    let asked = referral["consents"].as_array().expect("a list");
    assert_eq!(consents.len(), asked.len());
    for consent in asked {
        let found = consents.iter().find(|it| it.0["id"] == consent["id"]);
        let (words, at) = found.unwrap_or_else(|| panic!("{consent} is not in the receipt"));
        let file = study.0["consents"].as_array().expect("a list");
        let of_file = file.iter().find(|it| it["id"] == consent["id"]).expect("a consent of the study");
        assert_eq!(words["text"], of_file["text"]);
        assert_eq!(words["version"], consent["version"]);
        assert_eq!(words["text_sha256"], sha256(words["text"].as_str().expect("the words")));
        assert_eq!(words["text_sha256"], consent["textSha256"]);
        assert_eq!(**at, consent["at"]);
    }
}

#[test]
fn a_receipt_as_a_page_opens_by_itself_and_says_the_same() {
    if lacks(&[Instrument::Downloads, Instrument::ScriptsBefore]) {
        return;
    }
    let sent = staff_send("customer.html");
    sent.saves(words::SAVE_RECEIPT, "referral-receipt-R-1001.html");
    let body = String::from_utf8(sent.intake.bodies().remove(0)).expect("a body is text");
    let referral = sent.intake.receives_one();
    let before = sent.site.asked_for().len();

    let file = sent.folder.join("referral-receipt-R-1001.html");
    sent.referrer.goes_to(&format!("file://{}", file.display()));
    let to_the_letter = sent.referrer.page_runs("return document.querySelector('pre').textContent");
    assert_eq!(to_the_letter, json!(body));
    let text = sent.referrer.page_text();
    for consent in Study::contract(&sent.intake).0["consents"].as_array().expect("a list") {
        let was_asked =
            referral["consents"].as_array().expect("a list").iter().any(|it| it["id"] == consent["id"]);
        assert_eq!(text.contains(consent["text"].as_str().expect("a text")), was_asked, "{}", consent["id"]);
    }
    for said in [
        "R-1001",
        "Ada Example",
        "Monday and Wednesday, 09:00 to 12:00",
        "Write to privacy@study.example",
        &sha256(&body),
    ] {
        assert!(text.contains(said), "\"{said}\" is not in {text}");
    }
    assert_eq!(sent.site.asked_for().len(), before, "the file asked for something");
    assert_eq!(sent.referrer.page_runs("return performance.getEntriesByType('resource').length"), 0);
}

#[test]
fn a_printed_receipt_is_only_on_the_paper() {
    if lacks(&[Instrument::Downloads, Instrument::ScriptsBefore]) {
        return;
    }
    let sent = staff_send("customer.html");
    sent.referrer.presses(words::PRINT_RECEIPT);
    let paper = until(
        || "the receipt was to be printed".to_owned(),
        || sent.referrer.page_runs("return window.paper").as_str().map(str::to_owned),
    );
    let body = String::from_utf8(sent.intake.bodies().remove(0)).expect("a body is text");
    for said in ["Receipt for a referral", "R-1001", "Ada Example", &sha256(&body)] {
        assert!(paper.contains(said), "\"{said}\" is not in {paper}");
    }
    assert!(!paper.contains(words::REFER_ANOTHER), "the page around the receipt was printed too");
    let frames =
        "return document.querySelector('referral-form').shadowRoot.querySelectorAll('iframe').length";
    assert_eq!(sent.referrer.page_runs(frames), 0);
    assert!(sent.saved().is_empty());
}

#[test]
fn the_calendar_file_says_when_and_nothing_of_what_it_is_about() {
    if lacks(&[Instrument::Downloads, Instrument::ScriptsBefore]) {
        return;
    }
    let sent = staff_send("customer.html");
    let file = sent.saves(words::SAVE_CALENDAR, "phone-call.ics");
    let starts: Vec<&str> = file.split("\r\n").filter_map(|it| it.strip_prefix("DTSTART:")).collect();
    assert!((3..=4).contains(&starts.len()), "Monday and Wednesday of two weeks: {starts:?}");
    for start in starts {
        // Nine in New York, in winter and in summer.
        assert!(start.ends_with("T130000Z") || start.ends_with("T140000Z"), "{start}");
    }
    let study = Study::contract(&sent.intake).0;
    let referral = sent.intake.receives_one();
    let head = &study["study"];
    let words =
        ["id", "title", "condition", "sponsor", "summary"].map(|it| head[it].as_str().expect("a text"));
    let title = words[1].split([' ', ':']).filter(|it| it.len() > 4);
    let told = words.into_iter().chain(title);
    let told = told.chain(["haemophilia", "study", "referral", "Ada", "R-1001", "2125550123"]);
    let told = told.chain(referral["id"].as_str());
    for word in told {
        assert!(!file.to_lowercase().contains(&word.to_lowercase()), "\"{word}\" is in {file}");
    }
}

#[test]
fn keeping_a_receipt_asks_nobody_and_leaves_nothing_in_the_browser() {
    if lacks(&[Instrument::Downloads, Instrument::ScriptsBefore]) {
        return;
    }
    let sent = staff_send("customer.html");
    let (asked, arrived) = (sent.site.asked_for(), sent.intake.requests().len());
    sent.saves(words::SAVE_RECEIPT, "referral-receipt-R-1001.html");
    sent.saves(words::SAVE_DATA, "referral-receipt-R-1001.json");
    sent.saves(words::SAVE_CALENDAR, "phone-call.ics");
    assert_eq!(sent.saved().len(), 3);
    assert_eq!((sent.site.asked_for(), sent.intake.requests().len()), (asked, arrived));
    let traces = sent.referrer.traces().to_string();
    for answer in ["Ada Example", "2125550123", "R-1001"] {
        assert!(!traces.contains(answer), "{answer} is in {traces}");
    }
    sent.referrer.sees_nothing_refused_by_policy();
}

#[test]
fn a_shared_device_prints_a_receipt_and_saves_nothing() {
    let intake = Intake::open();
    let site = Site::open();
    site.put_study(Study::contract(&intake).bytes());
    let referrer = Referrer::opens(&site, "kiosk.html");
    prepares(&referrer, Who::Staff, &First::fitting(), &[]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    referrer.sees_button(words::PRINT_RECEIPT);
    for other in [words::SAVE_RECEIPT, words::SAVE_DATA, words::SAVE_CALENDAR, words::REFER_ANOTHER] {
        referrer.does_not_see(other);
    }
}

#[test]
fn the_next_person_s_form_is_empty_and_who_refers_stays() {
    if lacks(&[Instrument::Downloads, Instrument::ScriptsBefore]) {
        return;
    }
    let sent = staff_send("customer.html");
    sent.referrer.presses(words::REFER_ANOTHER);
    sent.referrer.sees(words::WHO_REFERS);
    assert_eq!(sent.referrer.chosen_source(), Who::Staff.label());
    sent.referrer.begins_as(Who::Staff.label());
    sent.referrer.arrives_at(FIRST_SECTION);
    sent.referrer.does_not_see("R-1001");
    answers_and_goes_on(&sent.referrer, &First::fitting());
    for question in ["Name of the person", "ZIP code", "Practical points for the call"] {
        assert_eq!(sent.referrer.value_of(question), "");
    }
    gives_contact(&sent.referrer, Who::Staff);
    sent.referrer.presses(words::CONTINUE);
    introduces_themself(&sent.referrer, Who::Staff);
    consents_to(&sent.referrer, Who::Staff.required_consents());
    sent.referrer.presses(words::SEND);
    sent.referrer.arrives_at(words::SENT);
    let referrals = sent.intake.receives(2);
    assert_ne!(referrals[0]["id"], referrals[1]["id"]);
    assert_eq!(referrals[1]["replaces"], Value::Null);
}

#[test]
fn what_a_frame_may_not_do_is_said_beside_the_button() {
    let intake = Intake::in_moods([Mood::Stores("R-1001")]);
    let site = Site::open();
    site.put_study(Study::contract(&intake).bytes());
    site.is_for_everybody();
    site.put(
        "framing.html",
        Reply::new(200).body(
            "text/html",
            "<!doctype html><iframe sandbox='allow-scripts allow-forms' src='customer.html' title='Form' width='900' height='1500'></iframe>",
        ),
    );
    let referrer = Referrer::opens(&site, "framing.html");
    referrer.enters_frame(0);
    people::prepares(&referrer, Who::Themself, &First::fitting(), &[]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    // One engine copies in such a frame all the same.
    referrer.page_includes("navigator.clipboard.writeText = () => Promise.reject(new Error());");
    referrer.presses(words::COPY_REFERENCE);
    referrer.sees(words::COPY_FAILED);
    assert_eq!(referrer.page_runs("return String(getSelection())"), words::reference("R-1001"));
    referrer.presses(words::SAVE_RECEIPT);
    referrer.sees(words::SAVE_UNSURE);
    referrer.presses(words::PRINT_RECEIPT);
    referrer.sees(words::PRINT_FAILED);
}
