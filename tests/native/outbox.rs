//! The outbox: what becomes of a referral that waits, and that nothing is sent twice that could arrive twice.

use referral_form::domain::body::{self, Body};
use referral_form::domain::delivery::{Delivery, Doubt, Hindrance, Receipt, Refusal};
use referral_form::domain::outbox::{Due, Kept, State};
use referral_form::domain::study::{BodyFormat, Reading, Study};

const UNTIL: u32 = 2_000;

fn kept(deduplicates: bool) -> Kept {
    let file = include_bytes!("../../examples/full.json");
    let study = Study::read(file, Reading::default()).unwrap_or_else(|problems| panic!("{problems:?}"));
    let mut endpoint = study.endpoint;
    endpoint.deduplicates = deduplicates;
    // What a body that is ready needs no more.
    (endpoint.format, endpoint.wrap, endpoint.names) = (BodyFormat::Json, None, Vec::new());
    Kept {
        id: "0b6f".to_owned(),
        study_id: "DEMO-1".to_owned(),
        endpoint,
        body: Body { text: "AB.AQ.Ag.Aw.BA".to_owned(), content_type: body::JOSE },
        at: "2026-11-22T08:00:00Z".to_owned(),
        until: UNTIL,
        state: State::Waits,
        is_doubtful: false,
        busy_until: 0,
    }
}

fn sent() -> Delivery {
    Delivery::Sent(Receipt::default())
}

fn fault() -> Delivery {
    Delivery::Unconfirmed(Doubt::Fault { wait_s: None })
}

fn offline() -> Delivery {
    Delivery::NotSent(Hindrance::Offline)
}

#[test]
fn what_is_written_is_read_again_whole() {
    for state in [State::Waits, State::MayHaveArrived, State::Refused] {
        for (is_doubtful, content_type) in [(true, body::JOSE), (false, body::JSON)] {
            let body = Body { text: "\"} \u{202e}ü".to_owned(), content_type };
            let written = Kept { state, is_doubtful, body, ..kept(true) };
            assert_eq!(Kept::read(&written.write()), Some(written));
        }
    }
    let form = Kept { body: Body { text: "sealed=AB".to_owned(), content_type: body::FORM }, ..kept(true) };
    let read = Kept::read(&form.write()).expect("it reads");
    assert!(matches!(read.endpoint.format, BodyFormat::Form), "an answer to a form is read as one");
}

#[test]
fn what_is_not_of_this_form_is_none() {
    let written = kept(true).write();
    for text in [
        "",
        "null",
        "{}",
        "[]",
        &written[1..],
        &written.replace("waits", "sleeps"),
        &written.replace("application/jose", "text/html"),
    ] {
        assert_eq!(Kept::read(text), None, "{text}");
    }
}

#[test]
fn the_oldest_has_the_first_key() {
    let older = Kept { at: "2026-11-21T23:59:59Z".to_owned(), id: "zz".to_owned(), ..kept(true) };
    assert!(older.key() < kept(true).key());
}

#[test]
fn what_arrived_goes_and_what_did_not_waits() {
    for deduplicates in [true, false] {
        assert_eq!(kept(deduplicates).after(&sent()), None);
        assert_eq!(kept(deduplicates).after(&offline()), Some(kept(deduplicates)));
    }
}

#[test]
fn what_may_have_arrived_is_sent_again_by_itself_only_where_it_arrives_once() {
    let due = |deduplicates| kept(deduplicates).after(&fault()).map(|it| it.due(0));
    assert_eq!(due(true), Some(Due::Send));
    assert_eq!(due(false), Some(Due::MayHaveArrived));
    // A device that stops in the middle of an attempt finds it so.
    let later = |it: Kept| it.under_way(0).due(it.endpoint.timeout_seconds + 60);
    assert_eq!(later(kept(true)), Due::Send);
    assert_eq!(later(kept(false)), Due::MayHaveArrived);
    // Where no answer can be read, another attempt proves nothing.
    let mute = kept(true).after(&Delivery::Unconfirmed(Doubt::Mute));
    assert_eq!(mute.map(|it| it.due(0)), Some(Due::MayHaveArrived));
}

#[test]
fn nobody_sends_what_somebody_is_sending() {
    for deduplicates in [true, false] {
        let under_way = kept(deduplicates).under_way(1_000);
        assert_eq!(under_way.due(1_000), Due::UnderWay);
        // A clock that was set back by a day keeps nothing busy for a day.
        assert_ne!(under_way.due(0), Due::UnderWay);
    }
}

#[test]
fn a_doubt_outlives_an_attempt_that_surely_stored_nothing() {
    let doubtful = kept(true).after(&fault()).expect("it waits");
    let after = doubtful.after(&offline()).expect("it waits");
    assert!(after.is_doubtful);
    assert_eq!(after.due(UNTIL), Due::MayHaveArrived);
    assert_eq!(kept(true).due(UNTIL), Due::Expired);
}

#[test]
fn a_refused_one_is_sent_by_nobody_but_a_person() {
    let refusal = Refusal { message: None, problems: Vec::new() };
    let refused = kept(true).after(&Delivery::Refused(refusal)).expect("it stays");
    assert_eq!(refused.due(0), Due::Refused);
    assert_eq!(refused.again(0).due(0), Due::Send);
    // A refusal says nothing of the attempt before it.
    assert_eq!(Kept { is_doubtful: true, ..refused }.due(0), Due::MayHaveArrived);
}

#[test]
fn one_that_a_person_sends_again_has_time_to_go() {
    let late = UNTIL + 500;
    let again = kept(true).again(late);
    assert_eq!((again.due(late), again.due(late + 60 * 60)), (Due::Send, Due::Expired));
}

#[test]
fn whoever_asks_to_be_left_alone_is_heard_whether_it_stored_or_not() {
    let busy = Delivery::NotSent(Hindrance::Busy { wait_s: Some(30) });
    let fault = Delivery::Unconfirmed(Doubt::Fault { wait_s: Some(40) });
    assert_eq!(
        [busy.wait_s(), fault.wait_s(), offline().wait_s(), sent().wait_s()],
        [Some(30), Some(40), None, None]
    );
}
