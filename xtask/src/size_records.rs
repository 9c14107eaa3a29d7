//! The sizes of builds, kept beside the build by what was built: the tree that git would make of the folder as it stands.
//!
//! So what was built and then committed is found again by its commit, and whoever changes something sees what it adds to that.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::files::{self, target};
use crate::program::{Outcome, program, quiet_output};

/// How far back an earlier build is looked for, in commits.
const COMMITS_MAX: usize = 200;

/// What a build weighs: files after brotli, and crates before wasm-opt.
#[derive(Default)]
pub struct Sizes {
    pub files: BTreeMap<String, usize>,
    pub crates: BTreeMap<String, usize>,
    /// The short name and the subject of the commit, where there is one.
    pub commit: String,
}

impl Sizes {
    /// What a file weighs; nothing where it is not there.
    pub fn file(&self, path: &Path) -> usize {
        self.files.get(&path.display().to_string()).copied().unwrap_or_default()
    }
}

/// The records of the builds that were made here.
pub struct Records {
    /// The sizes of the last commit that was built on this machine and is not this build.
    pub earlier: Option<Sizes>,
    /// The tree that stands here; none outside a git repository.
    tree: Option<String>,
}

impl Records {
    /// Finds the records for what stands here.
    pub fn here() -> Self {
        let tree = tree();
        let lines =
            tree.as_ref().and_then(|_| git(&["log", &format!("-{COMMITS_MAX}"), "--format=%T %h %s"]));
        let lines = lines.unwrap_or_default();
        let commits = lines.lines().filter_map(|line| line.split_once(' '));
        let earlier =
            commits.filter(|(former, _)| tree.as_deref() != Some(former)).find_map(|(former, commit)| {
                let sizes = read(&files::read_text(file(former)).ok()?)?;
                Some(Sizes { commit: commit.to_owned(), ..sizes })
            });
        Self { earlier, tree }
    }

    /// Notes the sizes of this build.
    pub fn keep(&self, sizes: &Sizes) -> Outcome {
        let Some(tree) = &self.tree else { return Ok(()) };
        files::make_folder(folder())?;
        files::write(file(tree), json!({ "files": sizes.files, "crates": sizes.crates }).to_string())
    }
}

fn folder() -> PathBuf {
    target().join("sizes")
}

fn file(tree: &str) -> PathBuf {
    folder().join(format!("{tree}.json"))
}

fn read(json: &str) -> Option<Sizes> {
    let record: Value = serde_json::from_str(json).ok()?;
    let sizes = |name: &str| -> Option<BTreeMap<String, usize>> {
        let entries = record[name].as_object()?.iter();
        entries.map(|(name, bytes)| Some((name.clone(), usize::try_from(bytes.as_u64()?).ok()?))).collect()
    };
    Some(Sizes { files: sizes("files")?, crates: sizes("crates")?, commit: String::new() })
}

/// The tree that git would make of the folder, by an index of our own.
fn tree() -> Option<String> {
    let index = env::temp_dir().join(format!("referral-form-sizes-{}", std::process::id()));
    let git = |words: &[&str]| quiet_output(program("git").args(words).env("GIT_INDEX_FILE", &index));
    let tree = git(&["read-tree", "HEAD"])
        .and_then(|_| git(&["add", "--all"]))
        .and_then(|_| git(&["write-tree"]))
        .map(|tree| tree.trim().to_owned());
    // It may not have been made.
    let _ = std::fs::remove_file(index);
    tree
}

fn git(words: &[&str]) -> Option<String> {
    quiet_output(program("git").args(words))
}
