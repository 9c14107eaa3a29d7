//! The whole product: the form and the endpoint of `referral-form serve`, from a browser into the SQLite file.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::people::{First, SHARE_PRECHECK, Who, prepares};
use crate::referrer::Referrer;
use crate::site::{Site, dist};
use crate::study::Study;
use crate::words;

/// `referral-form serve` with a database of its own. Ends with the value.
pub struct Serve {
    process: Child,
    pub url: String,
    pub database: PathBuf,
}

impl Serve {
    pub fn start(name: &str) -> Self {
        let database = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.sqlite"));
        for ending in ["", "-wal", "-shm"] {
            // What an earlier run left behind, if it did.
            let _none = std::fs::remove_file(format!("{}{ending}", database.display()));
        }
        let study = database.with_extension("json");
        let file = Study::contract_sending_to("https://intake.study.example/referrals");
        std::fs::write(&study, file.bytes()).expect("the folder for tests can be written to");
        let mut process = Command::new(env!("CARGO_BIN_EXE_referral-form"))
            .args(["serve", "--port", "0", "--db"])
            .arg(&database)
            .arg("--dist")
            .arg(dist())
            .arg("--study")
            .arg(&study)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdout(Stdio::piped())
            .spawn()
            .expect("the command starts");
        let output = BufReader::new(process.stdout.take().expect("its output is piped"));
        let mut words = output
            .lines()
            .map_while(Result::ok)
            .flat_map(|line| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        let url = words.find(|it| it.starts_with("http://127.0.0.1:")).expect("serve says where it is");
        Self { process, url, database }
    }

    /// The study team sets the state of a referral.
    pub fn sets(&self, reference: &str, state: &str) {
        let set = Command::new(env!("CARGO_BIN_EXE_referral-form"))
            .args(["status", reference, state, "--by", "Sam Example", "--db"])
            .arg(&self.database)
            .output()
            .expect("the command starts");
        assert!(set.status.success(), "{}", String::from_utf8_lossy(&set.stderr));
    }

    /// Reference and body of every stored referral.
    pub fn stored(&self) -> Vec<(String, Value)> {
        let database = rusqlite::Connection::open(&self.database).expect("serve made its database");
        let mut query = database
            .prepare("SELECT reference, body FROM referral ORDER BY number")
            .expect("the table of referrals");
        let rows = query
            .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
            .expect("the referrals can be read");
        rows.map(|row| {
            let (reference, body) = row.expect("a row");
            (reference, serde_json::from_str(&body).expect("a stored body is JSON"))
        })
        .collect()
    }
}

impl Drop for Serve {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _gone = self.process.kill().and_then(|()| self.process.wait());
    }
}

#[test]
fn a_referral_travels_from_the_demonstration_page_into_the_database() {
    let serve = Serve::start("demonstration");
    let referrer = Referrer::opens(&Site::open(), "static.html");
    referrer.goes_to(&serve.url);
    prepares(&referrer, Who::Clinician, &First::fitting(), &[SHARE_PRECHECK]);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);

    let stored = serve.stored();
    let [(reference, referral)] = stored.as_slice() else {
        panic!("one referral was to be stored: {stored:?}")
    };
    referrer.sees(&words::reference(reference));
    assert_eq!(referral["answers"]["candidate_name"], "Ada Example");
    assert_eq!(referral["precheck"]["outcome"], "eligible");

    referrer.goes_to(&format!("{}referrals", serve.url));
    assert!(referrer.page_text().contains(reference.as_str()), "{}", referrer.page_text());
}
