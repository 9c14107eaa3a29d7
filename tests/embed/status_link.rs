//! The link of a receipt: where it stands, whom following it asks, and what it leaves alone.

use serde_json::json;

use crate::browser::until;
use crate::engine::{Instrument, lacks};
use crate::http::Reply;
use crate::intake::{Intake, Mood};
use crate::languages::says;
use crate::people::{self, Who, stands_before_sending, starts_as};
use crate::referrer::Referrer;
use crate::site::Site;
use crate::study::Study;
use crate::words;

const STUDY: &str = "DEMO-05878938";
const TITLE: &str = "Demonstration: switching from emicizumab to Mim8 in people with haemophilia A";
const PATH: &str = "/status/1SBYHJFW4DQMQ3JSWKC6NDVJSE9KXWDX";
const APPOINTMENT: &str = "There is an appointment";

/// The fragment of a link.
pub fn link(study: &str, status: &str) -> String {
    format!("#referral-status={study}:{status}")
}

/// What an endpoint tells of a referral.
pub fn told(state: &str) -> Mood {
    let answer = json!({ "status": state, "changedAt": "2026-11-22T08:04:28Z" });
    Mood::Replies(Reply::new(200).body("application/json", answer.to_string()))
}

/// An endpoint that takes a referral, and tells its state under this address.
fn takes(status: &str) -> Mood {
    let answer = json!({ "reference": "R-1001", "status": status });
    Mood::Replies(Reply::new(201).body("application/json", answer.to_string()))
}

/// Somebody whose link asks an endpoint that tells of an appointment.
fn follows_a_link(study: &Study, intake: &Intake) -> (Site, Referrer) {
    intake.becomes(told("scheduled"));
    let site = Site::open();
    site.put_study(study.bytes());
    let referrer = Referrer::opens(&site, &format!("customer.html{}", link(STUDY, PATH)));
    (site, referrer)
}

/// Somebody whose referral has just arrived at an endpoint that answers so.
fn has_sent(intake: &Intake, status: &str) -> (Site, Referrer) {
    intake.becomes(takes(status));
    let (site, referrer) = stands_before_sending(&Study::contract(intake));
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    (site, referrer)
}

#[test]
fn following_a_link_asks_once_and_tells_nothing_but_its_path() {
    let intake = Intake::open();
    let (_site, referrer) = follows_a_link(&Study::contract(&intake), &intake);
    referrer.sees(APPOINTMENT);
    let requests = intake.requests();
    let [request] = requests.as_slice() else { panic!("one request was to come: {requests:#?}") };
    assert_eq!((request.method.as_str(), request.target.as_str()), ("GET", PATH));
    for header in ["referer", "cookie", "authorization"] {
        assert_eq!(request.header(header), None);
    }
    assert!(referrer.events().is_empty(), "the page hears of it: {:?}", referrer.events());
    referrer.sees_no_panic();
}

#[test]
fn a_link_that_names_another_host_asks_nobody() {
    let (intake, elsewhere) = (Intake::open(), Intake::open());
    elsewhere.becomes(told("scheduled"));
    let (site, referrer) = follows_a_link(&Study::contract(&intake), &intake);
    referrer.sees(APPOINTMENT);
    let before = intake.requests().len();
    let host = elsewhere.origin().replace("http:", "");
    for status in
        [format!("{}{PATH}", elsewhere.origin()), format!("{host}{PATH}"), format!("/\\{}{PATH}", &host[2..])]
    {
        referrer.goes_to("about:blank");
        referrer.goes_to(&site.url(&format!("customer.html{}", link(STUDY, &status))));
        referrer.sees(words::LINK_UNKNOWN);
    }
    assert_eq!((intake.requests().len(), elsewhere.requests().len()), (before, 0));
}

#[test]
fn the_link_of_a_route_leads_to_the_routes_own_endpoint() {
    let (intake, of_route) = (Intake::open(), Intake::open());
    of_route.becomes(takes(&format!("{}{PATH}", of_route.origin())));
    let study = Study::contract(&intake);
    let endpoint = json!({ "url": of_route.url() });
    let count = study.0["routes"].as_array().expect("the contract has routes").len();
    let study =
        (0..count).fold(study, |it, route| it.with(&format!("/routes/{route}/endpoint"), endpoint.clone()));
    let (_site, referrer) = stands_before_sending(&study);
    referrer.presses(words::SEND);
    let address = referrer.address_of(words::SEE_STATE);
    of_route.becomes(told("scheduled"));
    referrer.goes_to("about:blank");
    referrer.goes_to(&address);
    referrer.sees(APPOINTMENT);
    assert!(intake.requests().is_empty());
}

#[test]
fn a_study_that_has_closed_still_tells_what_became_of_a_referral() {
    let intake = Intake::open();
    for status in ["closed", "paused"] {
        let study = Study::contract(&intake).with("/study/status", json!(status));
        let (_site, referrer) = follows_a_link(&study, &intake);
        referrer.sees(APPOINTMENT);
        referrer.sees("desk@study.example");
        referrer.does_not_see(words::NEW_REFERRAL);
    }
}

#[test]
fn who_cannot_look_now_looks_again_by_keyboard() {
    let intake = Intake::open();
    let (site, referrer) = follows_a_link(&Study::contract(&intake), &intake);
    referrer.sees(APPOINTMENT);
    for mood in [Mood::ForgetsCors, Mood::status(503), Mood::status(429)] {
        intake.becomes(mood);
        referrer.presses(words::LOOK_AGAIN);
        referrer.sees(words::CANNOT_LOOK);
        referrer.does_not_see(APPOINTMENT);
    }
    intake.becomes(Mood::Replies(Reply::new(302).header("location", site.url("customer.html"))));
    referrer.presses(words::LOOK_AGAIN);
    referrer.sees(words::LINK_UNKNOWN);
    intake.becomes(told("scheduled"));
    referrer.page_runs("location.reload()");
    referrer.focus_is_on(words::STATE);
    intake.becomes(told("accepted"));
    referrer.tabs_to(words::LOOK_AGAIN);
    referrer.keys(" ");
    referrer.sees("The study team takes care of it");
    referrer.focus_is_on(words::LOOK_AGAIN);
}

#[test]
fn an_endpoint_that_does_not_answer_is_not_waited_for_longer_than_the_study_says() {
    let intake = Intake::in_moods([Mood::Hangs]);
    let site = Site::open();
    site.put_study(Study::contract(&intake).sent_once(1).bytes());
    let referrer = Referrer::opens(&site, &format!("customer.html{}", link(STUDY, PATH)));
    referrer.sees(words::CANNOT_LOOK);
}

#[test]
fn a_new_referral_leaves_the_state_and_takes_the_link_off_the_address() {
    let intake = Intake::open();
    let (site, referrer) = follows_a_link(&Study::contract(&intake), &intake);
    referrer.sees(APPOINTMENT);
    let pages = referrer.page_runs("return history.length");
    referrer.presses(words::NEW_REFERRAL);
    referrer.arrives_at(TITLE);
    referrer.focus_is_on(TITLE);
    referrer.page_hears("referral-form-ready");
    assert_eq!(referrer.traces()["url"], site.url("customer.html"));
    assert_eq!(referrer.page_runs("return history.length"), pages);
    starts_as(&referrer, Who::Themself);
}

#[test]
fn other_fragments_of_the_page_are_its_own() {
    let intake = Intake::open();
    let site = Site::open();
    site.put_study(Study::contract(&intake).bytes());
    for fragment in ["#contact".to_owned(), link("OTHER-STUDY", PATH), link("DEMO", PATH)] {
        let page = format!("customer.html{fragment}");
        let referrer = Referrer::opens(&site, &page);
        starts_as(&referrer, Who::Themself);
        assert_eq!(referrer.traces()["url"], site.url(&page));
    }
    assert!(intake.requests().is_empty());
}

#[test]
fn a_link_in_the_address_of_an_open_form_is_followed_unless_something_was_entered() {
    let intake = Intake::open();
    intake.becomes(told("scheduled"));
    let (_site, referrer) = people::opens_contract(&intake);
    referrer.arrives_at(TITLE);
    turns_to_link(&referrer, STUDY);
    referrer.sees(APPOINTMENT);
    referrer.presses(words::NEW_REFERRAL);
    referrer.arrives_at(TITLE);
    starts_as(&referrer, Who::Themself);
    referrer.chooses("Sex", "Female");
    turns_to_link(&referrer, STUDY);
    assert!(referrer.has_chosen("Sex", "Female"));
    assert_eq!(intake.requests().len(), 1);
}

#[test]
fn a_link_is_followed_where_there_is_nobody_to_choose_from() {
    let intake = Intake::open();
    intake.becomes(told("scheduled"));
    let (site, study) = (Site::open(), Study::healthy_men(&intake));
    site.put_study(study.bytes());
    let referrer = Referrer::opens(&site, "with-children.html");
    referrer.sees(words::START);
    turns_to_link(&referrer, study.0["study"]["id"].as_str().expect("an id"));
    referrer.sees(APPOINTMENT);
}

/// Puts the link into the page's address; returns once the form has heard of it.
fn turns_to_link(referrer: &Referrer, study: &str) {
    let fragment = json!(link(study, PATH));
    referrer.page_runs(&format!(
        "return new Promise((heard) => {{ addEventListener('hashchange', heard); location.hash = {fragment}; }}).then(() => 0)"
    ));
}

#[test]
fn a_change_of_language_asks_nobody_again_and_keeps_its_place() {
    let intake = Intake::open();
    intake.becomes(told("accepted"));
    let site = Site::open();
    site.put_study(Study::healthy_men(&intake).bytes());
    let fragment = link(Study::healthy_men(&intake).0["study"]["id"].as_str().expect("an id"), PATH);
    let referrer = Referrer::opens(&site, &format!("customer.html{fragment}"));
    referrer.sees("The study team takes care of it");
    for (name, language) in [("العربية", "ar"), ("Deutsch", "de"), ("简体中文", "zh-Hans")] {
        referrer.presses(name);
        referrer.arrives_at(&says(language, "status-heading"));
        referrer.sees(&says(language, "status-accepted"));
        referrer.focus_is_on(name);
    }
    assert_eq!(intake.requests().len(), 1);
    referrer.presses(&says("zh-Hans", "status-leave"));
    referrer.sees_button(&says("zh-Hans", "start"));
}

#[test]
fn the_receipt_offers_the_link_to_follow_and_to_copy() {
    let intake = Intake::open();
    let status = format!("{}{PATH}", intake.origin());
    intake.becomes(takes(&status));
    let (site, referrer) = stands_before_sending(&Study::contract(&intake));
    referrer.page_includes("navigator.clipboard.writeText = async (text) => { window.copied = text; }");
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    let address = site.url(&format!("customer.html{}", link(STUDY, PATH)));
    assert_eq!(referrer.address_of(words::SEE_STATE), address);
    referrer.sees(&address);
    referrer.presses(words::COPY_REFERENCE);
    referrer.sees(words::COPIED);
    assert_eq!(referrer.page_runs("return window.copied"), "R-1001");
    referrer.presses(words::COPY_LINK);
    until(
        || "the link was to be copied".to_owned(),
        || (referrer.page_runs("return window.copied") == json!(address)).then_some(()),
    );
    assert_eq!(referrer.traces()["url"], site.url("customer.html"));
}

#[test]
fn only_a_status_address_on_the_endpoints_own_origin_becomes_a_link() {
    let intake = Intake::open();
    for status in ["https://elsewhere.example/status/T", "javascript:alert(1)", "/status/T", ""] {
        let (_site, referrer) = has_sent(&intake, status);
        referrer.sees(&words::reference("R-1001"));
        referrer.does_not_see(words::SEE_STATE);
    }
}

#[test]
fn on_a_tablet_the_link_is_on_paper_only() {
    if lacks(&[Instrument::ScriptsBefore]) {
        return;
    }
    let intake = Intake::open();
    intake.becomes(takes(&format!("{}{PATH}", intake.origin())));
    let site = Site::open();
    site.put_study(Study::contract(&intake).bytes());
    let referrer = Referrer::opens(&site, "static.html");
    // Instead of a printer: what would be on the paper.
    referrer.browser().meets_every_page_with(
        "window.print = () => { top.paper = document.body.innerHTML; dispatchEvent(new Event('afterprint')); }",
    );
    referrer.goes_to(&site.url("kiosk.html"));
    people::prepares(&referrer, Who::Themself, &people::First::fitting(), &[]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    for offered in [words::SEE_STATE, words::COPY_LINK, words::COPY_REFERENCE, PATH] {
        referrer.does_not_see(offered);
    }
    referrer.presses(words::PRINT_RECEIPT);
    let paper = until(
        || "the receipt was to be printed".to_owned(),
        || referrer.page_runs("return window.paper").as_str().map(str::to_owned),
    );
    let address = site.url(&format!("kiosk.html{}", link(STUDY, PATH)));
    assert!(
        paper.contains(&format!("href=\"{address}\"")) && paper.contains(&format!(">{address}</a>")),
        "{paper}"
    );

    // Whoever follows it on such a page leaves nothing of it in the address.
    intake.becomes(told("scheduled"));
    referrer.goes_to("about:blank");
    referrer.goes_to(&address);
    referrer.sees(APPOINTMENT);
    assert_eq!(referrer.traces()["url"], site.url("kiosk.html"));
}

#[test]
fn the_link_keeps_the_way_to_the_page_and_nothing_that_may_name_a_person() {
    let intake = Intake::open();
    let status = format!("{}{PATH}", intake.origin());
    let ours = format!("referral-status={STUDY}:{PATH}");
    let pages = [
        ("?email=ada@clinic.example&utm_source=mail&page_id=7#/", format!("?page_id=7#/?{ours}")),
        ("#/study/1", format!("#/study/1?{ours}")),
        ("#!/study/1?email=ada@clinic.example&p=1", format!("#!/study/1?p=1&{ours}")),
        ("?fbclid=x#apply", format!("#{ours}")),
    ];
    for (before, after) in pages {
        intake.becomes(takes(&status));
        let site = Site::open();
        site.put_study(Study::contract(&intake).bytes());
        let referrer = Referrer::opens(&site, &format!("customer.html{before}"));
        people::prepares(&referrer, Who::Themself, &people::First::fitting(), &[]);
        referrer.presses(words::SEND);
        referrer.arrives_at(words::SENT);
        let link = referrer.address_of(words::SEE_STATE);
        assert_eq!(link, site.url(&format!("customer.html{after}")));
        // It is read again where it was written, and what is ours goes from the address afterwards.
        intake.becomes(told("scheduled"));
        referrer.goes_to(&site.url("static.html"));
        referrer.goes_to(&link);
        referrer.sees(APPOINTMENT);
        referrer.presses(words::NEW_REFERRAL);
        referrer.sees(words::WHO_REFERS);
        let address = referrer.page_runs("return location.href");
        assert_eq!(address, link.replace(&ours, "").trim_end_matches(['#', '?', '&']));
    }
}

#[test]
fn a_code_and_a_channel_are_read_in_the_fragment_of_a_page_that_finds_its_way_by_it() {
    let intake = Intake::open();
    let site = Site::open();
    site.put_study(Study::contract(&intake).bytes());
    let referrer = Referrer::opens(&site, "customer.html#/study/1?referral-code=ABC-1");
    people::prepares(&referrer, Who::Themself, &people::First::fitting(), &[]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    assert_eq!(intake.receives_one()["source"]["code"], json!("ABC-1"));
}
