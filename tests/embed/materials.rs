//! What helps on every step: the panel about the study, the summary to take along, the contact's clock, and what becomes of answers.

use serde_json::{Value, json};

use crate::engine::{Instrument, lacks};
use crate::intake::Intake;
use crate::people::{
    CANDIDATE_SECTION, First, Who, answers_and_goes_on, consents_to, gives_contact, introduces_themself,
    opens, opens_contract, prepares, starts_as,
};
use crate::referrer::{ESCAPE, Referrer};
use crate::site::Site;
use crate::study::{Study, registry};
use crate::words;

/// Keeps what the browser is given to print, and tells the frame at once that it was printed.
const RECORDS_PRINTING: &str = r#"
    window.printed = [];
    const original = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, "contentWindow").get;
    Object.defineProperty(HTMLIFrameElement.prototype, "contentWindow", { get() {
        const frame = original.call(this);
        frame.print = () => {
            const page = frame.document.documentElement;
            const title = frame.getComputedStyle(frame.document.querySelector("h1"));
            printed.push({ title: frame.document.title, lang: page.lang, dir: page.dir, text: frame.document.body.innerText,
                markup: page.outerHTML, size: title.fontSize });
            frame.dispatchEvent(new Event("afterprint"));
        };
        return frame;
    } });"#;

/// Opens the panel, sees what it is there for, and closes it by keyboard.
fn looks_at_the_panel(referrer: &Referrer) {
    referrer.presses(words::MORE);
    referrer.focus_is_on(words::MORE);
    referrer.sees(words::CRITERIA);
    referrer.keys(&ESCAPE.to_string());
    referrer.sees_no_dialog();
    referrer.focus_is_on(words::MORE);
}

/// Every step from the first to the receipt, with a look from each.
#[test]
fn the_panel_opens_from_the_same_place_on_every_step_and_nothing_typed_is_lost() {
    let intake = Intake::open();
    let (_site, referrer) = opens_contract(&intake);
    let looks = |heading: &str| {
        referrer.arrives_at(heading);
        let text = referrer.text();
        let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("no \"{words}\" in {text}"));
        assert!(place(words::MORE) < place(heading), "before the heading: {text}");
        looks_at_the_panel(&referrer);
    };
    looks("Demonstration: switching from emicizumab to Mim8 in people with haemophilia A");
    starts_as(&referrer, Who::Clinician);
    looks("A few questions first");
    answers_and_goes_on(&referrer, &First::fitting());
    gives_contact(&referrer, Who::Clinician);
    looks(CANDIDATE_SECTION);
    assert_eq!(referrer.value_of("Name of the person"), "Ada Example");
    referrer.presses(words::CONTINUE);
    introduces_themself(&referrer, Who::Clinician);
    looks(words::CONSENT);
    consents_to(&referrer, Who::Clinician.required_consents());
    looks(words::REVIEW);
    referrer.presses(words::SEND);
    looks(words::SENT);
    assert_eq!(intake.receives_one()["answers"]["candidate_name"], "Ada Example");
}

#[test]
fn the_panel_tells_what_a_person_may_ask() {
    if lacks(&[Instrument::Zones]) {
        return;
    }
    let (_site, referrer) = opens_contract(&Intake::open());
    referrer.browser().moves_to_zone("Asia/Tokyo");
    referrer.presses(words::MORE);
    for text in [
        "Needed 12 years or older",
        "Must not apply Factor VIII gene therapy at any time",
        "Surgery planned during the study The study team asks about this.",
        "A coordinator contacts the person within 2 working days.",
        "A referral is not a place in the study.",
        "Can the person change their mind? Yes, at any time and without giving a reason.",
        "January 14, 2027 at 12:00 PM (Eastern Time, New York)",
        "In your time zone: January 15, 2027 at 2:00 AM",
    ] {
        referrer.sees(text);
    }
    referrer.presses(words::CLOSE);
    referrer.sees_no_dialog();
}

#[test]
fn a_session_on_the_day_on_which_clocks_change_is_told_right() {
    if lacks(&[Instrument::Zones]) {
        return;
    }
    let study = Study::contract(&Intake::open()).with("/materials/1/startsAt", json!("2027-03-14T03:30:00"));
    let (_site, referrer) = opens(&study);
    referrer.browser().moves_to_zone("Asia/Tokyo");
    referrer.presses(words::MORE);
    referrer.sees("In your time zone: March 14, 2027 at 4:30 PM");
}

#[test]
fn the_summary_is_printed_alone_and_nothing_typed_is_on_it() {
    let intake = Intake::open();
    let site = Site::open();
    site.put_study(Study::contract(&intake).bytes());
    let policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
        require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'";
    site.put_page_with_policy("customer.html", policy);
    let referrer = Referrer::opens(&site, "customer.html");
    referrer.page_runs(RECORDS_PRINTING);
    starts_as(&referrer, Who::Clinician);
    answers_and_goes_on(&referrer, &First::fitting());
    gives_contact(&referrer, Who::Clinician);
    referrer.presses(words::MORE);
    referrer.presses(words::PRINT);
    let sheets = referrer.page_runs("return printed");
    let [sheet] = sheets.as_array().expect("a list").as_slice() else { panic!("one sheet: {sheets}") };

    let title = "Demonstration: switching from emicizumab to Mim8 in people with haemophilia A";
    assert_eq!(
        (&sheet["title"], &sheet["lang"], &sheet["dir"]),
        (&json!(title), &json!("en"), &json!("ltr"))
    );
    assert_eq!(sheet["size"], "20px", "its own stylesheet counts: 15 points");
    let text = sheet["text"].as_str().expect("a text");
    for part in [
        title,
        "Condition: Haemophilia A",
        "About 8 visits",
        "12 years or older",
        "Must not apply",
        "A coordinator contacts the person",
        "A referral is not a place in the study",
        "+1 212 555 0142",
        "Eastern Time, New York",
        "privacy@study.example",
    ] {
        assert!(text.contains(part), "\"{part}\" is not on the sheet: {text}");
    }
    let markup = sheet["markup"].as_str().expect("a text");
    for other in [
        "Ada Example",
        "555-0123",
        "10001",
        "1988",
        words::CONTINUE,
        words::CLOSE,
        "Words of the page",
        "style=",
    ] {
        assert!(!markup.contains(other), "\"{other}\" is on the sheet: {markup}");
    }
    let frames =
        "return document.querySelector('referral-form').shadowRoot.querySelectorAll('iframe').length";
    assert_eq!(referrer.page_runs(frames), 0, "what was printed is gone");
    referrer.sees_nothing_refused_by_policy();
}

#[test]
fn the_letter_to_oneself_has_nothing_of_the_form_in_it() {
    let (_site, referrer) = opens_contract(&Intake::open());
    starts_as(&referrer, Who::Themself);
    answers_and_goes_on(&referrer, &First::fitting());
    gives_contact(&referrer, Who::Themself);
    referrer.presses(words::MORE);
    let address = referrer.address_of(words::MAIL);
    let body = address.strip_prefix("mailto:?subject=").expect("it names no recipient");
    for part in ["Mim8", "desk%40study.example", "%0D%0A", "clinicaltrials.gov"] {
        assert!(body.contains(part), "\"{part}\" is not in {address}");
    }
    for typed in ["Ada", "0123", "10001", "1988", "Female", "127.0.0.1"] {
        assert!(!body.contains(typed), "\"{typed}\" is in {address}");
    }
}

#[test]
fn the_contacts_hours_stand_on_the_readers_clock() {
    if lacks(&[Instrument::Zones]) {
        return;
    }
    let study = registry(&Intake::open())
        .with("/contact/timeZone", json!("Asia/Dubai"))
        .with("/contact/hours", json!("Monday to Friday, 9:00 to 17:00"));
    let (site, referrer) = opens(&study);
    let now = || {
        let clock = "return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Dubai', hour: '2-digit', minute: '2-digit' }).format()";
        referrer.page_runs(clock).as_str().expect("a text").to_owned()
    };
    // None of these zones ever changes its clocks.
    let places = [
        ("Asia/Kolkata", "In your time zone: 9:00 is 10:30 and 17:00 is 18:30"),
        ("Pacific/Honolulu", "9:00 is 19:00 (day before) and 17:00 is 03:00"),
        ("Pacific/Kiritimati", "9:00 is 19:00 and 17:00 is 03:00 (next day)"),
    ];
    for (zone, hours) in places {
        referrer.browser().moves_to_zone(zone);
        let before = now();
        referrer.goes_to(&site.url("customer.html"));
        referrer.presses(words::START);
        referrer.sees(hours);
        let text = referrer.text();
        let says = |time: &str| text.contains(&format!("Gulf Standard Time, Dubai. It is {time} there now."));
        assert!(says(&before) || says(&now()), "{zone}: {text}");
    }
    referrer.browser().moves_to_zone("Indian/Mauritius");
    referrer.goes_to(&site.url("customer.html"));
    referrer.presses(words::START);
    referrer.sees("Hours: Monday to Friday, 9:00 to 17:00");
    referrer.does_not_see("ime zone");
}

#[test]
fn hours_that_may_be_read_in_two_ways_are_left_as_they_are() {
    if lacks(&[Instrument::Zones]) {
        return;
    }
    let study = registry(&Intake::open())
        .with("/contact/timeZone", json!("Asia/Tokyo"))
        .with("/contact/hours", json!("9:00 to 5:00"));
    let (site, referrer) = opens(&study);
    referrer.browser().moves_to_zone("Asia/Kolkata");
    referrer.goes_to(&site.url("customer.html"));
    referrer.presses(words::START);
    referrer.sees("Japan Standard Time, Tokyo. It is");
    referrer.does_not_see("In your time zone");
}

#[test]
fn links_to_the_contact_are_large_enough_for_a_thumb() {
    let (_site, referrer) = opens_contract(&Intake::open());
    referrer.arrives_at("Questions? A person answers");
    let sizes = referrer.page_runs(
        "const root = document.querySelector('referral-form').shadowRoot;
         return [...root.querySelectorAll('aside a')].filter((it) => it.checkVisibility()).map((it) => it.getBoundingClientRect()).map((it) => [it.width, it.height])",
    );
    let sizes = sizes.as_array().expect("a list");
    assert_eq!(sizes.len(), 2);
    for size in sizes.iter().flat_map(|it| it.as_array().expect("two numbers")) {
        assert!(size.as_f64() >= Some(44.0), "{sizes:?}");
    }
}

#[test]
fn beside_each_group_stands_what_becomes_of_its_answers() {
    let (_site, referrer) = opens_contract(&Intake::open());
    starts_as(&referrer, Who::Clinician);
    referrer.sees(words::LEAVES_MARKED);
    referrer.sees("To find out, together with the person, whether this study could be an option for them.");
    referrer.sees("is sent only if you agree to that.");
    referrer.is_told_beside("When was the person born?", "Only the age is sent.");
    answers_and_goes_on(&referrer, &First::fitting());
    referrer.sees(words::LEAVES);
    referrer.does_not_see(words::LEAVES_MARKED);
    referrer.is_told_beside("ZIP code", "Only the first three digits are sent.");
    let text = referrer.text();
    assert_eq!(text.matches("Only the first three digits are sent.").count(), 1, "once: {text}");
}

#[test]
fn what_stays_says_so_and_does_not_claim_more_than_is_so() {
    let of = |fields: Value, more: &dyn Fn(Study) -> Study| {
        let study = registry(&Intake::open())
            .with("/sections/0/fields", fields)
            .with("/consents/0/covers", json!(["@source", "@precheck"]));
        let (_site, referrer) = opens(&more(study));
        referrer.presses(words::START);
        referrer.arrives_at("Your walks");
        referrer
    };
    let hills = json!([{ "id": "hills", "type": "yes-no", "label": "Do you walk?" }]);
    let judged = |precheck: Value| {
        move |mut study: Study| {
            study.0["precheck"] = precheck.clone();
            study.0["precheck"]["criteria"] = json!([{ "id": "walks", "category": "inclusion", "label": "Walks",
                "when": { "field": "hills", "is": "yes" } }]);
            study
        }
    };
    let criteria = "they are only held against the study's criteria.";
    let referrer = of(hills.clone(), &judged(json!({})));
    referrer.sees(criteria);

    let referrer = of(hills.clone(), &judged(json!({ "send": "outcome" })));
    referrer.sees(words::STAYS);
    referrer.sees("What your answers mean for the study's criteria is sent only if you agree to that.");
    referrer.does_not_see(criteria);

    let referrer = of(hills, &judged(json!({ "onNotEligible": "explain" })));
    referrer.sees(words::STAYS);
    referrer.sees("That a referral arrives tells the study team so.");
    referrer.does_not_see(criteria);
}

#[test]
fn the_review_stands_in_rows_that_can_be_read_on_a_narrow_phone() {
    let site = Site::open();
    site.put_study(Study::contract(&Intake::open()).bytes());
    let referrer = Referrer::opens(&site, "narrow.html");
    referrer.enters_frame(0);
    prepares(&referrer, Who::Clinician, &First::fitting(), &[crate::people::SHARE_PRECHECK]);
    let labels = referrer.page_runs(
        "const root = document.querySelector('referral-form').shadowRoot;
         const row = [...root.querySelectorAll('tbody tr')].find((it) => it.textContent.includes('12 years or older'));
         // Firefox tells the style's own words, not what they come to.
         const said = (cell) => getComputedStyle(cell, '::before').content.replace('attr(data-label)', JSON.stringify(cell.dataset.label));
         return { labels: [...row.querySelectorAll('td')].map(said),
                  lines: row.querySelectorAll('li').length, role: row.getAttribute('role') }",
    );
    assert_eq!(labels["labels"][0], "\"In which words: \"");
    assert_eq!(labels["labels"][1], "\"Under which consent: \"");
    assert_eq!((&labels["lines"], &labels["role"]), (&json!(7), &json!("row")));
    let rows = referrer.page_runs(
        "const root = document.querySelector('referral-form').shadowRoot;
         return [...root.querySelectorAll('form .rf-actions')].map((it) => [...it.querySelectorAll('button')].filter((it) => it.checkVisibility()).map((it) => it.textContent))",
    );
    assert_eq!(rows, json!([[words::SEND, words::BACK]]));
    referrer.sees_no_horizontal_scroll();
}
