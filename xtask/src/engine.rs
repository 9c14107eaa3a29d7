//! Makes the engine's two files small: the module and its glue.
//!
//! wasm-opt shrinks the module. Names of imports and shims become short, the same in both files; the engine's own modules of
//! JavaScript, which wasm-bindgen puts into a folder, join the glue; and terser takes the rest of the air out of it.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use crate::files;
use crate::glue::{self, ShortNames};
use crate::module;
use crate::program::{Outcome, program, run};

/// The glue between the loader and the module.
pub const GLUE: &str = "referral-form-engine.js";

/// The module.
pub const MODULE: &str = "referral-form-engine_bg.wasm";

/// The folder of the engine's own modules of JavaScript, as wasm-bindgen makes it.
const SNIPPETS: &str = "snippets";

/// What a module may use: what rustc and wasm-bindgen have put into it.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What makes it small, measured after brotli. Control flow that is flattened and put together again comes out more alike, and an alignment
/// is a hint that no browser reads.
const SMALL: [&str; 11] = [
    "-Oz",
    "--flatten",
    "--rereloop",
    "-Oz",
    "--dealign",
    "--low-memory-unused",
    "--skip-pass=code-folding",
    "--skip-pass=local-cse",
    "--reorder-functions-by-name",
    "--strip-debug",
    "--strip-producers",
];

/// Makes both files in a folder small. A build to try things keeps its module as it is, but for the names.
pub fn shrink(folder: &Path, is_release: bool) -> Outcome {
    let (glue, module) = (folder.join(GLUE), folder.join(MODULE));
    if is_release {
        run(program("wasm-opt").args(FEATURES).args(SMALL).arg(&module).arg("-o").arg(&module))?;
    }
    let mut names = ShortNames::new();
    files::write(&module, module::renamed(&files::read(&module)?, |name| names.put_into(name)))?;
    files::write(&glue, glue::head() + &names.put_into(&files::read_text(&glue)?))?;
    bundle(&glue, &glue, &["--allow-overwrite"])?;
    let snippets = folder.join(SNIPPETS);
    if snippets.exists() {
        fs::remove_dir_all(&snippets).map_err(|error| format!("{}: {error}", snippets.display()))?;
    }
    minify(&glue)
}

/// Joins a module of JavaScript and those that it imports to one.
pub fn bundle(entry: &Path, out: &Path, more: &[impl AsRef<OsStr>]) -> Outcome {
    let mut command = program("esbuild");
    command.arg(entry).args(["--bundle", "--format=esm", "--target=es2022", "--log-level=warning"]);
    run(command.args(more).arg(format!("--outfile={}", out.display())))
}

/// Makes a module of JavaScript small.
pub fn minify(module: &Path) -> Outcome {
    let mut command = program("terser");
    command.arg(module).args(["--module", "--compress", "passes=2", "--mangle", "--output"]).arg(module);
    run(&mut command)
}
