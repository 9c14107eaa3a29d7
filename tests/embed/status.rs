//! The loop closes: from the receipt, through its link, to what the study team says of the referral, over the real endpoint.

use crate::people::{First, SHARE_OUTCOME, Who, prepares};
use crate::referrer::Referrer;
use crate::serve::Serve;
use crate::site::Site;
use crate::words;

/// Every state that a study team can set, and what the person reads.
const STATES: [(&str, &str, &str); 7] = [
    ("accepted", "The study team takes care of it", "Next, they get in touch."),
    ("scheduled", "There is an appointment", "Ask the contact if you do not know when and where it is."),
    ("not-attended", "The appointment did not take place", "Ask the contact for another one."),
    ("declined", "The study team does not go on with it", "Ask the contact if you want to know why."),
    ("completed", "The referral is completed", "Nothing more is needed for it."),
    ("cancelled", "The referral was withdrawn", "Nothing more happens with it."),
    ("created", "The referral has arrived", "It waits for the study team to look at it."),
];

const NO_MORE: &str = "This link does not tell more than that.";

/// A referral that has arrived at `serve`.
struct Arrived {
    serve: Serve,
    referrer: Referrer,
    reference: String,
    /// The link on the receipt.
    link: String,
}

/// A clinician sends a referral with these consents besides the required ones.
fn arrives(name: &str, consents: &[&str]) -> Arrived {
    let serve = Serve::start(name);
    let referrer = Referrer::opens(&Site::open(), "static.html");
    referrer.goes_to(&serve.url);
    prepares(&referrer, Who::Clinician, &First::fitting(), consents);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
    let link = referrer.address_of(words::SEE_STATE);
    let reference = serve.stored().remove(0).0;
    Arrived { serve, referrer, reference, link }
}

impl Arrived {
    /// Comes back later, on another page in between.
    fn comes_back_by(&self, link: &str) {
        self.referrer.goes_to("about:blank");
        self.referrer.goes_to(link);
    }
}

#[test]
fn whoever_kept_the_link_reads_every_state_in_plain_words() {
    let Arrived { serve, referrer, reference, link } = &arrives("states", &[SHARE_OUTCOME]);
    assert!(link.starts_with(&serve.url), "{link}");
    referrer.goes_to("about:blank");
    referrer.goes_to(link);
    referrer.arrives_at(words::STATE);
    referrer.focus_is_on(words::STATE);
    referrer.sees("The referral has arrived");
    referrer.sees("It waits for the study team to look at it.");
    for (state, name, meaning) in STATES {
        serve.sets(reference, state);
        referrer.presses(words::LOOK_AGAIN);
        referrer.sees(name);
        referrer.sees(meaning);
        referrer.sees("Since ");
        referrer.sees("desk@study.example");
        for personal in ["Ada", "Sam", reference, "10001"] {
            referrer.does_not_see(personal);
        }
    }
    referrer.sees_no_panic();
}

#[test]
fn without_a_consent_to_tell_more_the_link_says_that_it_arrived_and_that_it_is_closed() {
    let arrived = arrives("no-consent", &[]);
    let Arrived { serve, referrer, reference, link } = &arrived;
    serve.sets(reference, "accepted");
    arrived.comes_back_by(link);
    referrer.sees("The referral has arrived");
    referrer.sees(NO_MORE);
    serve.sets(reference, "declined");
    referrer.presses(words::LOOK_AGAIN);
    referrer.sees("The referral is closed");
    referrer.sees("This link does not tell how it ended.");
}

#[test]
fn an_unknown_an_expired_and_a_broken_link_look_the_same() {
    let arrived = arrives("unknown", &[SHARE_OUTCOME]);
    let Arrived { serve, referrer, link, .. } = &arrived;
    let (page, _) = link.split_once('#').expect("the link has a fragment");
    let (before, token) = link.rsplit_once('/').expect("a token comes last");
    let database = rusqlite::Connection::open(&serve.database).expect("serve made its database");
    let expired = database.execute("UPDATE status_token SET expires_at = '2020-01-01T00:00:00Z'", []);
    assert_eq!(expired, Ok(1));
    let links = [
        link.clone(),
        format!("{before}/{}", token.chars().rev().collect::<String>()),
        format!("{page}#referral-status=DEMO-05878938:"),
        format!("{page}#referral-status=DEMO-05878938:%"),
        format!("{page}#referral-status=DEMO-05878938:http://"),
        // An answer, but not of a state.
        format!("{page}#referral-status=DEMO-05878938:/study.json"),
    ];
    let seen = links.map(|link| {
        arrived.comes_back_by(&link);
        referrer.sees(words::LINK_UNKNOWN);
        // The contact's clock goes on meanwhile.
        let text = referrer.text();
        let (before, after) = text.split_once("It is ").expect("the contact has a clock");
        format!("{before}{}", after.split_once("there now").expect("and says what it shows").1)
    });
    assert_eq!(seen, std::array::from_fn(|_| seen[0].clone()));
}
