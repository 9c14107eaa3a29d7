//! Files of referrals from earlier versions.

use super::server::{Server, empty_directory, run};
use super::{ID, OTHER_ID, referral};

/// The file as the first layout had it.
const FIRST_LAYOUT: &str = "
    CREATE TABLE referral (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        reference TEXT NOT NULL UNIQUE,
        study_id TEXT NOT NULL,
        replaces TEXT,
        body TEXT NOT NULL,
        received_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
    ) STRICT;
    CREATE INDEX referral_replaces ON referral (replaces) WHERE replaces IS NOT NULL;
    PRAGMA user_version = 1;
";

#[test]
fn a_file_of_the_first_layout_goes_on_with_all_that_it_holds() {
    let directory = empty_directory("first-layout");
    let body = referral(ID).to_string();
    let db = rusqlite::Connection::open(directory.join("referrals.sqlite")).expect("a file can be made");
    db.execute_batch(FIRST_LAYOUT).expect("the tables can be made");
    let row = [ID, "RF-AAAA-BBBB", "DEMO-05878938", &body, "2026-01-02T03:04:05Z"];
    db.execute(
        "INSERT INTO referral (id, reference, study_id, body, received_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        row,
    )
    .expect("a row can be added");
    drop(db);
    let server = Server::start_in(directory, &[]);
    assert_eq!(server.rows(), [(ID.to_owned(), "RF-AAAA-BBBB".to_owned(), body.clone())]);
    let again = server.post(&body);
    assert_eq!((again.status, again.reference().as_str()), (200, "RF-AAAA-BBBB"));
    assert_eq!(server.post(&format!("{body} ")).status, 409);
    let told = server.status_at(&again.status_url()).json();
    assert_eq!((&told["status"], &told["changedAt"]), (&"received".into(), &"2026-01-02T03:04:05Z".into()));
    assert_eq!(server.post(&referral(OTHER_ID).to_string()).status, 201);
    run(&server.directory, &["status", "rf-aaaa-bbbb", "accepted", "--by", "Sam"]).expect("the state is set");
}

#[test]
fn a_file_of_a_later_version_is_left_alone() {
    let directory = empty_directory("later-layout");
    let db = rusqlite::Connection::open(directory.join("referrals.sqlite")).expect("a file can be made");
    db.execute_batch(&format!("{FIRST_LAYOUT}; PRAGMA user_version = 99")).expect("the tables can be made");
    drop(db);
    let refused = run(&directory, &["export"]);
    assert!(refused.is_err_and(|it| it.contains("of this version")));
}
