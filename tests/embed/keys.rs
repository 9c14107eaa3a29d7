//! The key pair of a study team, made and used by the command that they have.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use referral_form::domain::seal::padded;
use serde_json::{Value, json};

use crate::study::Study;

/// A private key in a file, and its public half.
pub struct Keys {
    file: PathBuf,
    public: Value,
}

impl Keys {
    /// Makes a pair; `name` is that of the test, which nobody else has.
    pub fn made_for(name: &str) -> Self {
        let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.key.json"));
        // What an earlier run left behind, if it did.
        let _none = std::fs::remove_file(&file);
        let made = command().args(["keygen", "--kid", name, "--out"]).arg(&file).output().expect("it starts");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let public = serde_json::from_slice(&made.stdout).expect("keygen prints the public key as JSON");
        Self { file, public }
    }

    /// The file with the private key, of which no other test has one of the same name.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The study file with the public key to seal to.
    pub fn seal(&self, study: Study) -> Study {
        study.with("/seal", json!({ "keys": [self.public] }))
    }

    /// Opens what arrived, to the byte, but for the spaces that hide its length.
    pub fn open(&self, sealed: &[u8]) -> String {
        use std::io::Write;
        let mut opening = command()
            .args(["open", "--key"])
            .arg(&self.file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the command starts");
        opening.stdin.take().expect("its input is piped").write_all(sealed).expect("it reads its input");
        let opened = opening.wait_with_output().expect("it ends");
        assert!(opened.status.success(), "the key does not open what was sealed to it");
        String::from_utf8(opened.stdout).expect("a referral is UTF-8")
    }

    /// Leaves what a browser sealed where `make judge-jwe` looks for it.
    pub fn leave_for_the_judges(&self, name: &str, sealed: &[u8]) {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("jwe");
        std::fs::create_dir_all(&folder).expect("the folder for tests can be written to");
        let put = |ending: &str, bytes: &[u8]| std::fs::write(folder.join(format!("{name}.{ending}")), bytes);
        put("jwe", sealed).expect("it can be written to");
        put("json", padded(&self.open(sealed)).as_bytes()).expect("it can be written to");
        let key = std::fs::read(&self.file).expect("the private key is there");
        put("key.json", &key).expect("it can be written to");
    }
}

fn command() -> Command {
    Command::new(env!("CARGO_BIN_EXE_referral-form"))
}
