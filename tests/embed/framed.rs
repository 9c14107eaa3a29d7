//! The page that holds the form alone: in a frame, behind a link, and without a network.

use serde_json::{Value, json};

use crate::browser::until;
use crate::http::Reply;
use crate::intake::Intake;
use crate::people::{self, First, REGISTER, Who, prepares, starts_as};
use crate::referrer::Referrer;
use crate::site::Site;
use crate::study::Study;
use crate::words;

const TITLE: &str = "Demonstration: switching from emicizumab to Mim8 in people with haemophilia A";
const PAGE: &str = "widget/referral-form-page.html";

fn site(intake: &Intake) -> Site {
    let site = Site::open();
    site.put_study(Study::contract(intake).bytes());
    site
}

/// How much of the frame's page lies outside the frame, in CSS pixels.
const HIDDEN: &str = "const frame = document.querySelector('iframe');
    return frame.contentDocument.documentElement.getBoundingClientRect().height - frame.getBoundingClientRect().height";

#[test]
fn a_frame_is_as_high_as_the_form_on_every_step() {
    let intake = Intake::open();
    let referrer = Referrer::opens(&site(&intake), "framed.html");
    let fits = |step: &str| {
        let hidden = || referrer.page_runs(HIDDEN).as_f64().unwrap_or(f64::MAX);
        until(|| format!("{step}: {} px are hidden", hidden()), || (hidden() <= 5.0).then_some(()));
    };
    referrer.enters_frame(0);
    referrer.arrives_at(TITLE);
    referrer.leaves_frame();
    fits("start");
    referrer.enters_frame(0);
    starts_as(&referrer, Who::Themself);
    people::answers(&referrer, &First::fitting());
    referrer.leaves_frame();
    fits("questions");
}

#[test]
fn a_link_leads_to_the_form_alone() {
    let intake = Intake::open();
    let referrer = Referrer::opens(
        &site(&intake),
        &format!("{PAGE}?study=../study.json&source=self&referral-code=ABC-1"),
    );
    referrer.arrives_at(TITLE);
    prepares(&referrer, Who::Themself, &First::fitting(), &[]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    assert_eq!(intake.receives_one()["source"]["code"], json!("ABC-1"));
}

#[test]
fn nobody_shows_a_study_of_theirs_under_the_address_of_somebody_else() {
    let (here, elsewhere) = (site(&Intake::open()), site(&Intake::open()));
    let referrer = Referrer::opens(&here, &format!("{PAGE}?study={}", elsewhere.url("study.json")));
    referrer.author_is_told("has to lie on");
    referrer.does_not_see(TITLE);
    assert!(elsewhere.asked_for().is_empty());
}

#[test]
fn no_redirect_of_the_page_s_own_site_leads_to_a_study_of_somebody_else() {
    let (here, elsewhere) = (site(&Intake::open()), site(&Intake::open()));
    elsewhere.is_for_everybody();
    here.put("go", Reply::new(302).header("location", elsewhere.url("study.json")));
    let referrer = Referrer::opens(&here, &format!("{PAGE}?study=/go"));
    referrer.author_is_told("could not be fetched");
    referrer.does_not_see(TITLE);
    assert!(elsewhere.asked_for().is_empty());
}

#[test]
fn the_page_shows_the_studies_that_it_lists_and_no_other() {
    let site = site(&Intake::open());
    let study = Study::contract(&Intake::open()).bytes();
    for path in ["studies/one.json", "uploads/theirs.json", "one.json"] {
        site.put(path, Reply::new(200).body("application/json", study.clone()));
    }
    let page =
        std::fs::read_to_string(crate::site::dist().join("referral-form-page.html")).expect("the page");
    let listing = page.replace(r#"content="/""#, r#"content="/studies/ /one.json""#);
    assert_ne!(listing, page);
    site.put(PAGE, Reply::new(200).body("text/html; charset=utf-8", listing));
    let referrer = Referrer::opens(&site, "static.html");
    for listed in ["/studies/one.json", "/one.json"] {
        referrer.goes_to(&site.url(&format!("{PAGE}?study={listed}")));
        referrer.arrives_at(TITLE);
    }
    let others = [
        "/uploads/theirs.json",
        "/studies/../uploads/theirs.json",
        "/studies/..%252fuploads/theirs.json",
        "/one.json%3Fid=2",
    ];
    for other in others {
        referrer.goes_to(&site.url(&format!("{PAGE}?study={other}")));
        referrer.author_is_told("not on the list");
        referrer.does_not_see(TITLE);
    }
    assert!(!site.asked_for().iter().any(|it| it.starts_with("/uploads")));
}

#[test]
fn a_dialog_in_a_frame_as_high_as_its_content_opens_where_it_is_seen() {
    let intake = Intake::open();
    let site = site(&intake);
    site.put(
        "tall.html",
        Reply::new(200).body(
            "text/html",
            format!("<!doctype html><body style='margin:0'><div style='height:600px'></div><iframe src='{PAGE}?study=../study.json&mode=kiosk' title='Form' width='600' height='6000' style='border:0'></iframe>"),
        ),
    );
    let referrer = Referrer::opens(&site, "tall.html");
    referrer.enters_frame(0);
    starts_as(&referrer, Who::Themself);
    people::answers(&referrer, &First::fitting());
    referrer.leaves_frame();
    // Once as far as the form begins, once far into it: the page stays where it is, and the question stands in the window.
    for scrolled in [0, 500, 3_000] {
        referrer.page_runs(&format!("scrollTo(0, {scrolled}); return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"));
        // Pressed by a script, so that no driver scrolls to it.
        referrer.page_runs(
            "const root = document.querySelector('iframe').contentDocument.querySelector('referral-form').shadowRoot;
             root.querySelector('.rf-start-over > button').click()",
        );
        let place = referrer.page_runs(
            "const frame = document.querySelector('iframe');
             const dialog = frame.contentDocument.querySelector('referral-form').shadowRoot.querySelector('dialog[open]');
             const { top, bottom } = dialog.getBoundingClientRect();
             const above = frame.getBoundingClientRect().top;
             const place = [top + above, bottom + above, innerHeight, scrollY];
             dialog.close();
             return place",
        );
        let [top, bottom, window, at] = [0, 1, 2, 3].map(|it| place[it].as_f64().expect("a number"));
        assert!(top >= 0.0 && bottom <= window, "scrolled {scrolled}: from {top} to {bottom} of {window}");
        assert_eq!(at, f64::from(scrolled), "the page was scrolled");
    }
}

/// A page that shows the form in a frame, and notes every height that it is told, with the origin that it was meant for.
fn listening(site: &Site) {
    let page = format!(
        "<!doctype html><body><script>window.told = []; addEventListener('message', ({{ data }}) => {{ told.push(data); }})</script>
         <script type='module' src='widget/referral-form-page.js'></script>
         <iframe src='{PAGE}?study=../study.json' title='Form' width='600' height='150'></iframe>"
    );
    site.put("listening.html", Reply::new(200).body("text/html", page));
}

/// The heights that the page around is told while somebody who answers so goes as far as the review.
fn heights(answer: &str) -> Value {
    let intake = Intake::open();
    let mut study = crate::study::registry(&intake);
    let asked = |id: &str, label: &str| json!({ "id": id, "type": "yes-no", "label": label, "unsure": true, "required": true });
    let mut lame = asked("lame", "Are you lame?");
    let mut how = json!({ "id": "how", "type": "long-text", "label": "How do you walk?", "maxLength": 400 });
    how["showWhen"] = json!({ "field": "lame", "is": "yes" });
    lame["hint"] = json!("It stays in this browser.");
    let fields = study.0["sections"][0]["fields"].as_array_mut().expect("a list");
    fields.insert(0, lame);
    fields.insert(1, how);
    study.0["precheck"] = json!({ "criteria": [{ "id": "walks", "category": "inclusion", "label": "You walk.", "when": { "field": "lame", "is": "no" } }] });
    let site = Site::open();
    site.put_study(study.bytes());
    listening(&site);
    let referrer = Referrer::opens(&site, "listening.html");
    referrer.enters_frame(0);
    referrer.arrives_at(REGISTER);
    referrer.presses(words::START);
    // Whatever is pressed too early, and whatever is changed.
    referrer.presses(words::CONTINUE);
    referrer.focus_is_on(words::PROBLEMS);
    referrer.chooses("Are you lame?", answer);
    referrer.presses(words::CONTINUE);
    // A page that makes the frame narrower has it measured in no state of the answers.
    referrer.leaves_frame();
    referrer.page_runs("document.querySelector('iframe').width = 597; return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    referrer.enters_frame(0);
    referrer.types(people::NICKNAME, "Pia");
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::PRECHECK);
    referrer.presses(words::CONTINUE);
    people::consents_to(&referrer, &[people::REGISTER_CONSENT]);
    referrer.sees_button(words::SEND);
    referrer.leaves_frame();
    referrer.page_runs(
        "return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(told))))",
    )
}

#[test]
fn the_height_of_a_frame_tells_no_answer() {
    let no = heights(words::NO);
    assert!(no.as_array().is_some_and(|it| it.len() > 2), "{no}");
    for answer in [words::YES, words::NOT_SURE] {
        assert_eq!(heights(answer), no, "{answer}");
    }
}

#[test]
fn a_script_around_the_frame_that_comes_late_is_told_the_height_all_the_same() {
    let site = site(&Intake::open());
    let page = format!(
        "<!doctype html><body><iframe src='{PAGE}?study=../study.json' title='Form' width='600' height='150'></iframe>"
    );
    site.put("late.html", Reply::new(200).body("text/html", page));
    let referrer = Referrer::opens(&site, "late.html");
    referrer.enters_frame(0);
    referrer.arrives_at(TITLE);
    referrer.leaves_frame();
    referrer.page_runs("const script = document.createElement('script'); Object.assign(script, { type: 'module', src: 'widget/referral-form-page.js' }); document.head.append(script)");
    let hidden = || referrer.page_runs(HIDDEN).as_f64().unwrap_or(f64::MAX);
    until(|| format!("{} px are hidden", hidden()), || (hidden() <= 5.0).then_some(()));
}

#[test]
fn the_height_goes_to_the_origin_of_the_page_around_and_to_no_other() {
    let site = site(&Intake::open());
    let page =
        std::fs::read_to_string(crate::site::dist().join("referral-form-page.html")).expect("the page");
    // What would be posted, and to whom.
    let spied = page.replacen("<script", "<script>const post = parent.postMessage.bind(parent); window.targets = []; parent.postMessage = (data, to) => { targets.push(to); post(data, to); }</script><script", 1)
        .replacen("<meta charset", "<meta name=\"referral-form-parents\" content=\"https://clinic.example\"><meta charset", 1);
    site.put(PAGE, Reply::new(200).body("text/html; charset=utf-8", spied));
    listening(&site);
    let referrer = Referrer::opens(&site, "listening.html");
    referrer.enters_frame(0);
    referrer.arrives_at(TITLE);
    let targets = || referrer.page_runs("return [...new Set(targets)]");
    let expected = json!([site.url("").trim_end_matches('/'), "https://clinic.example"]);
    until(|| format!("it was told to {}", targets()), || (targets() == expected).then_some(()));
}
