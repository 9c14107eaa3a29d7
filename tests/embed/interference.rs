//! Whoever differs only in answers that are not sent looks the same from outside, over every channel at once: what is sent and how long it is,
//! what is asked for and in which order, what the page around the form hears, how high a frame is, what is kept, what the console says.

use serde_json::{Value, json};

use crate::canary::body_without_ids_and_hashes;
use crate::http::Reply;
use crate::intake::Intake;
use crate::people::{First, Who, prepares, without_id_and_times};
use crate::referrer::Referrer;
use crate::site::{Site, dist};
use crate::study::Study;
use crate::words;

const PAGE: &str = "widget/referral-form-page.html";

/// So many people are compared with the first one.
const OTHERS: u32 = 6;

/// What a page could note of the form: its events, what else bubbles out of it, and what it keeps.
const NOTES: &str = "<script>
    window.noted = [];
    for (const name of ['ready', 'step', 'submitted', 'failed', 'closed'])
        document.addEventListener(`referral-form-${name}`, ({ type, detail }) => noted.push([type, detail]));
    for (const name of ['input', 'beforeinput', 'change', 'keydown', 'keypress', 'keyup', 'paste', 'copy', 'cut', 'toggle', 'invalid', 'select',
        'selectionchange', 'compositionend', 'submit', 'reset', 'securitypolicyviolation'])
        document.addEventListener(name, ({ type, key }) => { if (key !== 'Tab' && type !== 'selectionchange') noted.push(type); });
    for (const name of ['localStorage', 'sessionStorage']) for (const act of ['setItem', 'removeItem', 'clear']) {
        const does = Storage.prototype[act];
        Storage.prototype[act] = function (...given) { noted.push([act, ...given]); return does.apply(this, given); };
    }
    </script>";

/// What is kept, and where the page stands, once all is done.
const KEPT: &str = "return (async () => ({
    noted, address: location.href, title: document.title, name: window.name, state: history.state, entries: history.length, cookie: document.cookie,
    storage: [{ ...localStorage }, { ...sessionStorage }], databases: await indexedDB.databases(), caches: await caches.keys(),
    attributes: [...document.querySelectorAll('*')].flatMap((it) => [...it.attributes].map(({ name, value }) => `${name}=${value}`)),
    workers: (await navigator.serviceWorker.getRegistrations()).length }))()";

/// Numbers that look like chance and are the same in every run. Source: Numerical Recipes, linear congruential generator.
struct Chance(u32);

impl Chance {
    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        all[(self.0 >> 16) as usize % all.len()]
    }

    /// Somebody of the same age, the only thing of the first section that is sent.
    fn somebody(&mut self) -> First {
        First {
            sex: self.of(&["Female", "Male", words::NOT_SURE]),
            diagnosis: self.of(&["Congenital haemophilia A", "Haemophilia B", "Another bleeding disorder"]),
            on_emicizumab: self.of(&[words::YES, words::NO, words::NOT_SURE]),
            emicizumab_years: self.of(&[0, 2, 9]),
            gene_therapy: self.of(&[words::YES, words::NO, words::NOT_SURE]),
            pregnant: self.of(&[words::YES, words::NO, words::NOT_SURE]),
            egfr: self.of(&[None, Some("12.5"), Some("140")]),
            ..First::fitting()
        }
    }
}

/// All that can be seen from outside of somebody who goes through the whole form.
fn seen_from_outside(first: &First) -> Value {
    let intake = Intake::open();
    let site = Site::open();
    site.put_study(Study::contract(&intake).bytes());
    let page = std::fs::read_to_string(dist().join("referral-form-page.html")).expect("the page");
    site.put(
        PAGE,
        Reply::new(200)
            .body("text/html; charset=utf-8", page.replacen("<script", &format!("{NOTES}<script"), 1)),
    );
    let around = format!(
        "<!doctype html><title>Around</title><script>window.told = []; addEventListener('message', ({{ data }}) => {{ told.push(data); }})</script>
         <iframe src='{PAGE}?study=../study.json' title='Form' width='600' height='900'></iframe>"
    );
    site.put("around.html", Reply::new(200).body("text/html", around));
    let referrer = Referrer::opens(&site, "around.html");
    referrer.enters_frame(0);
    prepares(&referrer, Who::Themself, first, &[]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    let kept = referrer.page_runs(KEPT);
    referrer.leaves_frame();
    let told = referrer.page_runs(
        "return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(told))))",
    );

    let post = intake.requests().into_iter().find(|it| it.method == "POST").expect("it was sent");
    let named = |it: &str| it.replace(&site.url(""), "site/").replace(&intake.url(), "intake");
    let requests = referrer.browser().requests();
    let requests: Vec<String> =
        requests.iter().map(|it| format!("{} {}", it.method, named(&it.url))).collect();
    // The widget's own files are fetched side by side, and logged in any order.
    let (mut own, others): (Vec<String>, Vec<String>) =
        requests.into_iter().partition(|it| it.contains("/widget/"));
    own.sort();
    let console: Vec<String> = referrer.browser().console().iter().map(|it| named(it)).collect();
    let mut headers: Vec<String> = post.headers.iter().map(|(name, _)| name.clone()).collect();
    headers.sort();
    json!({
        "length": post.body.len(),
        "headers": headers,
        "body": body_without_ids_and_hashes(without_id_and_times(intake.receives_one())),
        "asked": intake.requests().into_iter().map(|it| it.method).collect::<Vec<_>>(),
        "own": own, "requests": others, "console": console,
        "kept": serde_json::from_str::<Value>(&named(&kept.to_string())).expect("it was JSON"),
        "told": told,
    })
}

#[test]
fn answers_that_are_not_sent_are_seen_through_no_channel() {
    let first = seen_from_outside(&First::fitting());
    assert!(first["told"].as_array().is_some_and(|it| !it.is_empty()), "the page around is told heights");
    let mut chance = Chance(7);
    for _ in 0..OTHERS {
        let other = chance.somebody();
        let seen = seen_from_outside(&other);
        for (channel, what) in first.as_object().expect("one entry for each channel") {
            assert_eq!(&seen[channel], what, "{channel}: {other:?}");
        }
    }
}
