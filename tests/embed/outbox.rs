//! The outbox: what cannot be sent waits on the device, as ciphertext, through everything that can happen to a tablet.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::barriers::{Barriers, Found};
use crate::browser::until;
use crate::engine::{Engine, Instrument, lacks, lacks_in_part};
use crate::http::Reply;
use crate::intake::{Intake, Mood};
use crate::keys::Keys;
use crate::people::{self, First, Who, prepares};
use crate::referrer::Referrer;
use crate::site::{Site, engine};
use crate::study::Study;
use crate::words;

const TITLE: &str = "Demonstration: switching from emicizumab to Mim8 in people with haemophilia A";

/// A study that lets sealed referrals wait for an hour.
pub fn lets_wait(keys: &Keys, study: Study) -> Study {
    keys.seal(study).with("/outbox", json!({ "expiresAfterHours": 1 }))
}

/// The same, on a page of the customer's site.
fn puts_study(site: &Site, keys: &Keys, study: Study) {
    let study = lets_wait(keys, study);
    site.put_study(study.bytes());
    site.put("widget/study.json", Reply::new(200).body("application/json", study.bytes()));
}

fn opens(intake: &Intake, keys: &Keys, page: &str) -> (Site, Referrer) {
    let site = Site::open();
    puts_study(&site, keys, Study::contract(intake).deduplicating(true));
    let referrer = Referrer::opens(&site, page);
    (site, referrer)
}

pub fn sends(referrer: &Referrer) {
    prepares(referrer, Who::Themself, &First::fitting(), &[]);
    referrer.presses(words::SEND);
}

fn sees_that_nothing_waits(referrer: &Referrer) {
    until(|| "something still waits".to_owned(), || (!referrer.text().contains(words::WAIT)).then_some(()));
}

/// The ids of all that arrived, in order.
fn ids(intake: &Intake, keys: &Keys) -> Vec<String> {
    let id = |body: &Vec<u8>| {
        let referral: Value = serde_json::from_str(&keys.open(body)).expect("what was sealed is JSON");
        referral["id"].as_str().expect("an id").to_owned()
    };
    intake.bodies().iter().map(id).collect()
}

#[test]
fn what_cannot_be_sent_waits_through_reloads_and_goes_oldest_first() {
    let (intake, keys) = (Intake::in_moods([Mood::status(503)]), Keys::made_for("outbox-waits"));
    let (site, referrer) = opens(&intake, &keys, "customer.html");
    sends(&referrer);
    referrer.arrives_at(words::KEPT);
    referrer.focus_is_on(words::KEPT);
    referrer.sees(words::ONE_WAITS);
    referrer.presses(words::REFER_ANOTHER);
    referrer.arrives_at(TITLE);
    sends(&referrer);
    referrer.arrives_at(words::KEPT);
    referrer.goes_to(&site.url("customer.html"));
    referrer.sees(words::TWO_WAIT);
    assert!(!referrer.text().contains("Ada Example"));

    // Nobody sends while the endpoint changes its mind.
    referrer.goes_to(&site.url("static.html"));
    let tried = ids(&intake, &keys);
    intake.becomes(Mood::Stores("R-5"));
    referrer.goes_to(&site.url("customer.html"));
    let all = until(
        || format!("two were to arrive after {tried:?}"),
        || Some(ids(&intake, &keys)).filter(|it| it.len() >= tried.len() + 2),
    );
    sees_that_nothing_waits(&referrer);
    let second = tried.iter().find(|it| **it != tried[0]).expect("both were tried");
    assert_eq!(all[all.len() - 2..], [tried[0].clone(), second.clone()]);
}

#[test]
fn who_still_stands_there_sees_that_it_was_sent_after_all() {
    let (intake, keys) = (Intake::in_moods([Mood::status(503)]), Keys::made_for("outbox-seen"));
    let (_site, referrer) = opens(&intake, &keys, "customer.html");
    sends(&referrer);
    referrer.arrives_at(words::KEPT);
    intake.becomes(Mood::Stores("R-6"));
    referrer.arrives_at(words::SENT);
    referrer.sees(&words::reference("R-6"));
    sees_that_nothing_waits(&referrer);
    let bodies = intake.bodies();
    assert!(bodies.iter().all(|it| *it == bodies[0]), "it was sealed anew");
}

#[test]
fn what_waits_is_taken_back_to_be_changed() {
    let (intake, keys) = (Intake::in_moods([Mood::status(503)]), Keys::made_for("outbox-back"));
    let (_site, referrer) = opens(&intake, &keys, "customer.html");
    sends(&referrer);
    referrer.arrives_at(words::KEPT);
    referrer.presses(words::STOP);
    referrer.arrives_at(words::UNCONFIRMED);
    sees_that_nothing_waits(&referrer);
    referrer.goes_back_to(people::CANDIDATE_SECTION);
    intake.becomes(Mood::Stores("R-7"));
    referrer.types("Phone number", "(212) 555-0199");
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::CONSENT);
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::REVIEW);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    let last = intake.bodies().pop().expect("it arrived");
    let last: Value = serde_json::from_str(&keys.open(&last)).expect("JSON");
    assert_eq!(last["replaces"], json!(ids(&intake, &keys)[0]));
}

#[test]
fn a_browser_that_breaks_down_loses_nothing_and_its_disk_tells_nothing() {
    if lacks(&[Instrument::Profiles]) {
        return;
    }
    let (intake, keys) = (Intake::in_moods([Mood::status(503)]), Keys::made_for("outbox-crash"));
    let profile = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("outbox-crash-profile");
    // What an earlier run left behind, if it did.
    let _none = std::fs::remove_dir_all(&profile);
    let site = Site::open();
    puts_study(&site, &keys, Study::contract(&intake).deduplicating(true));
    let referrer = Referrer::opens_on(&profile, &site, "customer.html");
    sends(&referrer);
    referrer.arrives_at(words::KEPT);
    referrer.browser().crashes();
    drop(referrer);

    let sealed = intake.bodies().remove(0);
    if !lacks_in_part(Instrument::PlainDisk) {
        disk_tells_nothing(&profile, &keys, &sealed);
    }

    intake.becomes(Mood::Stores("R-8"));
    let referrer = Referrer::opens_on(&profile, &site, "customer.html");
    referrer.arrives_at(TITLE);
    sees_that_nothing_waits(&referrer);
    until(|| "it was to arrive again".to_owned(), || (intake.bodies().len() > 1).then_some(()));
    assert_eq!(*intake.bodies().last().expect("it arrived"), sealed);
}

/// What was sealed lies in the profile, and no answer does.
fn disk_tells_nothing(profile: &Path, keys: &Keys, sealed: &[u8]) {
    let files = files_below(profile);
    let is_on_disk = |what: &[u8]| files.iter().any(|it| it.windows(what.len()).any(|at| at == what));
    assert!(is_on_disk(&sealed[..200]), "the search does not even find what is there");
    let opened: Value = serde_json::from_str(&keys.open(sealed)).expect("JSON");
    let answers = opened["answers"].as_object().expect("answers").values().filter_map(Value::as_str);
    for answer in answers.chain(["(212) 555-0123"]).filter(|it| it.len() > 4) {
        let wide: Vec<u8> = answer.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(!is_on_disk(answer.as_bytes()) && !is_on_disk(&wide), "{answer} is on the disk");
    }
}

/// Every file of the databases that pages have in a profile.
fn files_below(profile: &Path) -> Vec<Vec<u8>> {
    let mut folders = vec![profile.join(Engine::under_test().databases())];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the profile has it").map_while(Result::ok) {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => files.push(std::fs::read(path).expect("it can be read")),
            }
        }
    }
    files
}

#[test]
fn what_may_have_arrived_is_sent_again_by_a_person_alone() {
    let (intake, keys) = (Intake::in_moods([Mood::ResetsAfterReading]), Keys::made_for("outbox-doubt"));
    let site = Site::open();
    puts_study(&site, &keys, Study::contract(&intake).sent_once(60));
    let referrer = Referrer::opens(&site, "desk.html");
    sends(&referrer);
    referrer.arrives_at(words::UNCONFIRMED);
    referrer.sees(words::MAY_HAVE_ARRIVED);
    intake.becomes(Mood::Stores("R-9"));
    referrer.page_runs("return passSeconds(30)");
    referrer.sees(words::MAY_HAVE_ARRIVED);
    assert_eq!(intake.bodies().len(), 1, "it was sent again unasked");
    referrer.presses("Send it again");
    until(|| "it was to be sent again".to_owned(), || (intake.bodies().len() == 2).then_some(()));
    let waits = |it: &str| it.contains(words::WAIT) || it.contains(words::MAY_HAVE_ARRIVED);
    until(|| "something still waits".to_owned(), || (!waits(&referrer.text())).then_some(()));
}

#[test]
fn what_has_waited_too_long_is_saved_before_it_goes() {
    if lacks(&[Instrument::Downloads]) {
        return;
    }
    let (intake, keys) = (Intake::in_moods([Mood::status(429)]), Keys::made_for("outbox-expired"));
    let (_site, referrer) = opens(&intake, &keys, "desk.html");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("outbox-expired");
    let _none = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the folder for tests can be written to");
    referrer.browser().saves_into(&folder);
    sends(&referrer);
    referrer.arrives_at(words::KEPT);
    referrer.page_runs("window.passed += 3_600_000; return passSeconds(1)");
    referrer.sees(words::WAITED_TOO_LONG);
    intake.becomes(Mood::Stores("R-1"));
    let before = intake.bodies().len();
    referrer.page_runs("return passSeconds(90)");
    referrer.sees(words::WAITED_TOO_LONG);
    assert_eq!(intake.bodies().len(), before, "it was sent though it had waited too long");

    referrer.presses(words::SAVE_SEALED);
    let saved = until(
        || "a file was to be saved".to_owned(),
        || {
            let files = std::fs::read_dir(&folder).expect("the folder").map_while(Result::ok);
            let mut done =
                files.map(|it| it.path()).filter(|it| it.extension().is_some_and(|it| it == "jwe"));
            done.next().and_then(|it| std::fs::read(it).ok()).filter(|it| !it.is_empty())
        },
    );
    assert!(keys.open(&saved).contains("Ada Example"));
    referrer.presses(words::REMOVE_SEALED);
    referrer.sees("Remove this referral from the device?");
    referrer.presses(words::REMOVE_FOR_GOOD);
    until(|| "it was to go".to_owned(), || (!referrer.text().contains(words::WAITED_TOO_LONG)).then_some(()));
}

/// A second passes, and the form has looked at what waits on the device.
pub fn looks_at_the_device(referrer: &Referrer) {
    // What changes the store comes after whoever has read it before.
    referrer.page_runs(
        "passSeconds(1);
         return new Promise((done) => {
             indexedDB.open('referral-form').onsuccess = ({ target }) => {
                 const change = target.result.transaction('outbox', 'readwrite');
                 change.objectStore('outbox').count();
                 change.oncomplete = () => { target.result.close(); setTimeout(done, 0); };
             };
         })",
    );
}

#[test]
fn a_question_about_what_waits_stands_until_somebody_answers_it() {
    let (intake, keys) = (Intake::in_moods([Mood::status(429)]), Keys::made_for("outbox-question"));
    let (_site, referrer) = opens(&intake, &keys, "desk.html");
    sends(&referrer);
    referrer.arrives_at(words::KEPT);
    referrer.page_runs("window.passed += 3_600_000; return passSeconds(1)");
    referrer.sees(words::WAITED_TOO_LONG);
    looks_at_the_device(&referrer);
    referrer.presses(words::REMOVE_SEALED);
    referrer.focus_is_on(words::KEEP_SEALED);
    looks_at_the_device(&referrer);
    referrer.focus_is_on(words::KEEP_SEALED);
    referrer.presses(words::KEEP_SEALED);
    looks_at_the_device(&referrer);
    referrer.focus_is_on(words::REMOVE_SEALED);
}

#[test]
fn what_waits_and_what_is_to_be_decided_have_no_barrier() {
    if lacks(&[Instrument::Colours, Instrument::WindowSizes]) {
        return;
    }
    let (intake, keys) = (Intake::in_moods([Mood::status(429)]), Keys::made_for("outbox-barriers"));
    let (_site, referrer) = opens(&intake, &keys, "desk.html");
    let found = Found::default();
    let barriers = Barriers::on(&referrer, &found);
    sends(&referrer);
    referrer.arrives_at(words::KEPT);
    barriers.look("a referral that waits");
    referrer.page_runs("window.passed += 3_600_000; return passSeconds(1)");
    referrer.sees(words::WAITED_TOO_LONG);
    barriers.look("a referral that waited too long");
    found.expect_none();
}

#[test]
fn two_tabs_send_what_waits_once() {
    let (intake, keys) = (Intake::in_moods([Mood::status(429)]), Keys::made_for("outbox-tabs"));
    let (site, referrer) = opens(&intake, &keys, "customer.html");
    sends(&referrer);
    referrer.arrives_at(words::KEPT);
    intake.becomes(Mood::Hangs);
    referrer.goes_to(&site.url("two-tabs.html"));
    let sent = until(
        || "one of both tabs was to send".to_owned(),
        || Some(intake.bodies().len()).filter(|it| *it > 1),
    );
    referrer.page_runs("document.querySelectorAll('iframe')[1].contentWindow.location.reload()");
    referrer.enters_frame(1);
    referrer.sees(words::ONE_WAITS);
    referrer.presses(words::SEND_NOW);
    referrer.sees(words::ONE_WAITS);
    assert_eq!(intake.bodies().len(), sent, "both sent it at the same time");
}

#[test]
fn what_one_tab_is_sending_no_other_sends() {
    let (intake, keys) = (Intake::in_moods([Mood::Hangs]), Keys::made_for("outbox-under-way"));
    let (site, referrer) = opens(&intake, &keys, "customer.html");
    referrer.goes_to(&site.url("two-tabs.html"));
    referrer.enters_frame(0);
    sends(&referrer);
    until(|| "it was to be sent".to_owned(), || (intake.bodies().len() == 1).then_some(()));
    referrer.page_runs("parent.frames[1].location.reload()");
    let other = |what: &str| {
        let script = "return parent.frames[1].document.querySelector('referral-form')?.shadowRoot?.querySelector('.rf-outbox')";
        referrer.page_runs(&format!("{script}{what}"))
    };
    let sees_it_wait = || {
        let text = || other("?.textContent").as_str().unwrap_or_default().to_owned();
        until(
            || format!("it was to be seen waiting: {}", text()),
            || text().contains(words::ONE_WAITS).then_some(()),
        );
    };
    sees_it_wait();
    other(".querySelector('button').click()");
    sees_it_wait();
    assert_eq!(intake.bodies().len(), 1, "another tab sent what was under way");
}

#[test]
fn who_tries_now_what_another_tab_is_sending_does_not_send_it_twice() {
    let (intake, keys) =
        (Intake::in_moods([Mood::status(429), Mood::Hangs]), Keys::made_for("outbox-try-now"));
    let site = Site::open();
    puts_study(&site, &keys, Study::contract(&intake).deduplicating(false));
    let referrer = Referrer::opens(&site, "two-tabs.html");
    referrer.enters_frame(0);
    sends(&referrer);
    referrer.arrives_at(words::KEPT);
    referrer.page_runs("parent.frames[1].location.reload()");
    until(|| "one of both tabs was to send".to_owned(), || (intake.bodies().len() == 2).then_some(()));
    referrer.presses(words::TRY_NOW);
    referrer.arrives_at(words::KEPT);
    assert_eq!(intake.bodies().len(), 2, "both sent it at the same time");
}

#[test]
fn what_another_page_took_away_is_never_called_not_sent() {
    if lacks(&[Instrument::Offline]) {
        return;
    }
    let (intake, keys) = (Intake::in_moods([Mood::status(429)]), Keys::made_for("outbox-taken"));
    let (_site, referrer) = opens(&intake, &keys, "customer.html");
    sends(&referrer);
    referrer.arrives_at(words::KEPT);
    let take = "indexedDB.open('referral-form').onsuccess = ({ target }) => {
        const change = target.result.transaction('outbox', 'readwrite');
        change.objectStore('outbox').clear();
        change.oncomplete = () => target.result.close();
    }";
    until(
        || "it was to be missed".to_owned(),
        || {
            referrer.page_runs(take);
            referrer.text().contains(words::UNCONFIRMED).then_some(())
        },
    );
    referrer.browser().is_offline(true);
    referrer.presses(words::TRY_AGAIN);
    referrer.arrives_at(words::KEPT);
    let failures: Vec<Value> =
        referrer.events().into_iter().filter(|it| it[0] == "referral-form-failed").collect();
    assert_eq!(failures.last().map(|it| &it[1]), Some(&json!({ "kind": "unconfirmed" })), "{failures:?}");
}

#[test]
fn a_hosted_page_opens_and_keeps_a_referral_without_any_network() {
    let (intake, keys) = (Intake::open(), Keys::made_for("outbox-offline"));
    let site = Site::open();
    puts_study(&site, &keys, Study::contract(&intake).deduplicating(true));
    let page = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/host-pages/offline.html"));
    site.put(
        "widget/offline.html",
        Reply::new(200).body("text/html; charset=utf-8", page.expect("the page")),
    );
    let referrer = Referrer::opens(&site, "widget/offline.html?referral-code=ABC-1");
    referrer.arrives_at(TITLE);
    let is_ready = format!(
        "return Promise.all([caches.open('referral-form named files').then((it) => it.keys()), caches.match('{}')])
             .then(([pages, engine]) => pages.length === 2 && !!engine && !!navigator.serviceWorker.controller)",
        engine()
    );
    until(
        || "the worker was to be ready".to_owned(),
        || (referrer.page_runs(&is_ready) == json!(true)).then_some(()),
    );
    let kept = referrer.page_runs(
        "return caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((it) => it.keys())))).then((all) => all.flat().map((it) => it.url).join(' '))",
    );
    assert!(!kept.as_str().expect("a text").contains("ABC-1"), "{kept}");

    site.is_down(true);
    intake.becomes(Mood::ResetsBeforeReading);
    referrer.goes_to(&site.url("widget/offline.html"));
    referrer.arrives_at(TITLE);
    sends(&referrer);
    referrer.arrives_at(words::KEPT);
    intake.becomes(Mood::Stores("R-2"));
    referrer.arrives_at(words::SENT);
    assert!(keys.open(&intake.bodies()[0]).contains("Ada Example"));
}
