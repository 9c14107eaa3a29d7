//! Builds, measures and releases the form: `cargo xtask STEP`.
//!
//! `make` is the front door, and its targets call these steps. `build` has Trunk compile and link the engine, and Trunk calls
//! `finish` when it has (Trunk.toml), so that `trunk build` alone makes the same files.

mod catalogue;
mod compiler;
mod engine;
mod files;
mod glue;
mod javascript;
mod loader;
mod module;
mod packages;
mod program;
mod release;
mod size;
mod size_records;
mod start_page;
mod tools;
mod weight;
mod widget;
mod worker;

use std::env;
use std::path::Path;
use std::process::ExitCode;

use program::Outcome;

/// What `cargo xtask` alone prints.
const STEPS: &str = "cargo xtask STEP
  tools NAME…            install what a step needs and this machine lacks
  build [--stable]       build the widget into dist/; --stable by what a stable compiler offers alone, into target/stable/dist
  finish                 make small what Trunk has linked, and add what stands beside it; Trunk calls it
  javascript             add the engine as JavaScript to dist/, for pages that refuse WebAssembly
  sizes                  print what the widget weighs, and what grew
  size-budget            fail where the engine is larger than it may be
  size-by-crate [CRATE]  print which crates the engine's bytes come from, or one crate's largest functions
  release                make a release of dist/ in target/release-package";

/// Where Trunk puts the widget.
const DIST: &str = "dist";

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let root =
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this crate lies in the project's folder");
    env::set_current_dir(root).expect("the project's folder is where it was compiled");
    match step(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn step(words: &[String]) -> Outcome {
    let dist = Path::new(DIST);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match &words[..] {
        ["tools", names @ ..] => tools::install(names),
        ["build"] => widget::build(false),
        ["build", "--stable"] => widget::build(true),
        ["finish"] => widget::finish(),
        ["javascript"] => widget::add_javascript(dist),
        ["sizes"] => size::report(dist),
        ["size-budget"] => size::hold_budget(dist),
        ["size-by-crate"] => size::by_crate(None),
        ["size-by-crate", name] => size::by_crate(Some(name)),
        ["release"] => release::make(dist),
        _ => Err(STEPS.to_owned()),
    }
}
