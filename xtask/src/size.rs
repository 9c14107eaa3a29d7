//! What the widget weighs, by file and by crate, and what of it grew since the last commit that was built here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::engine;
use crate::files::{self, target};
use crate::javascript;
use crate::loader;
use crate::module::{Function, functions};
use crate::program::Outcome;
use crate::size_records::{Records, Sizes};
use crate::weight::{Weight, weigh};

/// The engine, module and glue, in bytes after brotli.
const ENGINE_MAX_BYTES: usize = 192_000;

/// The engine as JavaScript, in bytes after brotli.
const JAVASCRIPT_MAX_BYTES: usize = 300_000;

/// Crates whose work the browser or something smaller does.
const FORBIDDEN: [&str; 7] =
    ["regex", "regex_automata", "regex_syntax", "aho_corasick", "idna", "idna_adapter", "url"];

/// The study file that a visit reads.
const STUDY: &str = "examples/contract/study.json";

/// Crates below this many bytes are not listed, unless they have changed.
const LISTED_MIN_BYTES: usize = 1000;

/// How many crates or functions are listed.
const LARGEST: usize = 40;

/// The module before wasm-opt, which still has the names of its functions.
fn named_module() -> PathBuf {
    target().join("wasm-bindgen/release").join(engine::MODULE)
}

/// Prints what everything weighs. Nothing that is too large stops it.
pub fn report(dist: &Path) -> Outcome {
    let records = Records::here();
    let mut sizes = Sizes::default();
    let earlier = records.earlier.as_ref();
    let visit = [loader::NAME, engine::GLUE, engine::MODULE].map(|name| dist.join(name));
    let visit: Vec<PathBuf> = visit.into_iter().chain([PathBuf::from(STUDY)]).collect();
    let sum =
        print("everything fetched until a referral can be sent, in bytes", &visit, earlier, &mut sizes)?;
    let before = earlier.map(|sizes| visit.iter().map(|path| sizes.file(path)).sum());
    print_row(&sum, before, "together");
    let catalogues = files::list(dist)?.into_iter().filter(|name| {
        name.starts_with("referral-form-")
            && !name.starts_with("referral-form-engine")
            && name.ends_with(".json")
    });
    let catalogues: Vec<PathBuf> = catalogues.map(|name| dist.join(name)).collect();
    print("fetched where a study shows in the language", &catalogues, earlier, &mut sizes)?;
    let spare = dist.join(javascript::NAME);
    if spare.is_file() {
        let title = "fetched instead of the engine where a page refuses WebAssembly";
        print(title, &[spare], earlier, &mut sizes)?;
    }
    sizes.crates = crates()?;
    print_crates(&sizes.crates, earlier);
    match earlier {
        Some(earlier) => println!("change since {}", earlier.commit),
        None => println!("no earlier commit was built here: nothing to compare with"),
    }
    records.keep(&sizes)
}

/// Holds the engine to its budget, and to the crates that it may have.
pub fn hold_budget(dist: &Path) -> Outcome {
    let files = [engine::MODULE, engine::GLUE, javascript::NAME].map(|name| dist.join(name));
    let [module, glue, whole] = weigh(&files)?[..] else { unreachable!("three files have three weights") };
    let crates = crates()?;
    let mut failures = Vec::new();
    let budgets = [
        ("the engine", module.brotli + glue.brotli, ENGINE_MAX_BYTES),
        ("the engine as JavaScript", whole.brotli, JAVASCRIPT_MAX_BYTES),
    ];
    for (what, bytes, most) in budgets {
        println!("{what}: {} bytes of brotli, of {}", grouped(bytes), grouped(most));
        if bytes > most {
            failures.push(format!(
                "{what} is {} bytes over its budget: `make size-by-crate` tells what is large",
                grouped(bytes - most)
            ));
        }
    }
    if !crates.contains_key("referral_form") {
        let module = named_module();
        failures.push(format!(
            "{} has no names, so nobody can tell what is in it: Cargo.toml must not strip them",
            module.display()
        ));
    }
    for name in FORBIDDEN.iter().filter(|name| crates.contains_key(**name)) {
        let bytes = crates[*name];
        failures.push(format!(
            "the engine has {bytes} bytes of the crate {name}: call something smaller, or write it"
        ));
    }
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n")) }
}

/// Prints which crates the bytes of the engine come from or, for one crate, its largest functions.
///
/// This is before wasm-opt and compression, so compare, do not add up: brotli leaves about a third.
pub fn by_crate(wanted: Option<&str>) -> Outcome {
    let rows = match wanted {
        None => crates()?,
        Some(wanted) => summed(|it| (it.krate == wanted).then_some(it.symbol))?,
    };
    for (name, bytes) in largest_first(rows).into_iter().take(LARGEST) {
        println!("{bytes:>8} {name}");
    }
    Ok(())
}

/// The bytes of code of each crate in the engine, before wasm-opt.
fn crates() -> Outcome<BTreeMap<String, usize>> {
    summed(|it| Some(it.krate))
}

/// The bytes of code of all functions with the same name, before wasm-opt; those without one are left out.
fn summed(name: impl Fn(Function) -> Option<String>) -> Outcome<BTreeMap<String, usize>> {
    let mut rows = BTreeMap::new();
    for function in functions(&files::read(named_module())?) {
        let bytes = function.bytes;
        if let Some(name) = name(function) {
            *rows.entry(name).or_default() += bytes;
        }
    }
    Ok(rows)
}

/// Prints the sizes of files, and gives their sum.
fn print(title: &str, paths: &[PathBuf], earlier: Option<&Sizes>, sizes: &mut Sizes) -> Outcome<Weight> {
    println!("      raw      gzip    brotli   change  {title}");
    let weights = weigh(paths)?;
    for (path, weight) in paths.iter().zip(&weights) {
        sizes.files.insert(path.display().to_string(), weight.brotli);
        print_row(weight, earlier.map(|sizes| sizes.file(path)), &path.display().to_string());
    }
    Ok(weights.into_iter().sum())
}

fn print_row(weight: &Weight, before: Option<usize>, name: &str) {
    let [raw, gzip, brotli] = [weight.raw, weight.gzip, weight.brotli].map(grouped);
    println!("{raw:>9} {gzip:>9} {brotli:>9} {:>8}  {name}", change(weight.brotli, before));
}

/// Prints what each crate adds, largest first.
fn print_crates(crates: &BTreeMap<String, usize>, earlier: Option<&Sizes>) {
    println!("     code   change  crate, before wasm-opt and compression");
    let before = earlier.map_or(crates, |sizes| &sizes.crates);
    let names: BTreeSet<&String> = crates.keys().chain(before.keys()).collect();
    let of = |sizes: &BTreeMap<String, usize>, name: &String| sizes.get(name).copied().unwrap_or_default();
    let all = names.into_iter().map(|name| (name.clone(), of(crates, name)));
    for (name, now) in largest_first(all) {
        let former = of(before, &name);
        if now >= LISTED_MIN_BYTES || now != former {
            println!("{:>9} {:>8}  {name}", grouped(now), change(now, earlier.map(|_| former)));
        }
    }
}

fn largest_first(rows: impl IntoIterator<Item = (String, usize)>) -> Vec<(String, usize)> {
    let mut rows: Vec<(String, usize)> = rows.into_iter().collect();
    rows.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    rows
}

/// By how much something grew; empty where nothing is known, or nothing changed.
fn change(now: usize, before: Option<usize>) -> String {
    match before {
        Some(before) if now > before => format!("+{}", grouped(now - before)),
        Some(before) if now < before => format!("-{}", grouped(before - now)),
        _ => String::new(),
    }
}

/// A number with a comma before every three digits.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).expect("digits")).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_with_their_change() {
        assert_eq!([7, 1000, 1_234_567].map(grouped), ["7", "1,000", "1,234,567"]);
        assert_eq!(change(1500, Some(500)), "+1,000");
        assert_eq!(change(500, Some(1500)), "-1,000");
        assert_eq!(change(5, Some(5)) + &change(5, None), "");
    }
}
