//! What becomes of a referral that waits on a device.

use referral_form::domain::body::{Body, JOSE};
use referral_form::domain::delivery::{Delivery, Doubt, Hindrance, Refusal};
use referral_form::domain::outbox::{Due, Kept, State};
use referral_form::domain::study::{BodyFormat, Endpoint};

/// A moment, in seconds since 1970.
const NOW: u32 = 1_795_000_000;
const TIME_OUT: u32 = 20;

fn kept(deduplicates: bool) -> Kept {
    Kept {
        id: "0b9f".into(),
        study_id: "HILL-7".into(),
        endpoint: Endpoint {
            url: "https://intake.study.example/referrals".into(),
            format: BodyFormat::Json,
            deduplicates,
            timeout_seconds: TIME_OUT,
            wrap: None,
            headers: Vec::new(),
            names: Vec::new(),
            idempotency_header: false,
        },
        body: Body { content_type: JOSE, text: "a.b.c.d.e".into() },
        at: "2026-11-22T09:00:00Z".into(),
        until: NOW + 3_600,
        state: State::Waits,
        is_doubtful: false,
        busy_until: 0,
    }
}

#[test]
fn what_somebody_is_sending_nobody_else_sends_until_that_must_be_over() {
    for (deduplicates, afterwards) in [(true, Due::Send), (false, Due::MayHaveArrived)] {
        let under_way = kept(deduplicates).under_way(NOW);
        assert_eq!(under_way.due(NOW), Due::UnderWay);
        assert_eq!(under_way.due(NOW + TIME_OUT), Due::UnderWay);
        assert_eq!(under_way.due(NOW + 2 * TIME_OUT), afterwards, "the device stopped meanwhile");
        assert_eq!(under_way.due(NOW - 3_600), afterwards, "the clock was set back");
    }
    let after = kept(true).after(&Delivery::NotSent(Hindrance::Busy { wait_s: None }));
    assert_eq!(after.map(|it| it.due(NOW)), Some(Due::Send));
}

#[test]
fn a_refusal_says_nothing_of_the_attempt_before_it() {
    let refused = Delivery::Refused(Refusal { message: None, problems: Vec::new() });
    let due = |it: Option<Kept>| it.map(|it| it.due(NOW));
    assert_eq!(due(kept(false).after(&refused)), Some(Due::Refused));
    let doubtful = kept(false).after(&Delivery::Unconfirmed(Doubt::Fault { wait_s: None }));
    let again = doubtful.map(|it| it.again(NOW));
    assert_eq!(due(again.clone()), Some(Due::Send));
    assert_eq!(due(again.and_then(|it| it.after(&refused))), Some(Due::MayHaveArrived));
}

#[test]
fn what_is_written_on_the_device_is_read_as_it_was() {
    let under_way = kept(false).under_way(NOW);
    assert_eq!(Kept::read(&under_way.write()), Some(under_way));
}
