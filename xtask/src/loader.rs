//! Joins the loader's modules to the one small file that pages include.

use std::path::Path;

use serde_json::{Map, Value};

use crate::catalogue;
use crate::engine::{self, bundle, minify};
use crate::files;
use crate::javascript;
use crate::program::{Outcome, piped, program};
use crate::start_page;
use crate::weight::weigh;

/// The loader, as pages name it.
pub const NAME: &str = "referral-form.js";

/// The folder of the loader's modules.
pub const SOURCE: &str = "src/loader";

/// What a browser does with all of it on its way, and not when something is first called. Source: V8, explicit compile hints.
const COMPILED_AHEAD: &str = "//# allFunctionsCalledOnLoad\n";

/// Where the engine lies that a loader is for.
pub struct Place<'a> {
    /// The folder with the engine, whose files tell what they weigh.
    pub folder: &'a Path,
    /// The address of that folder, as the loader sees it.
    pub address: &'a str,
    /// The digests of its files by name, as far as they are to be checked.
    pub digests: Map<String, Value>,
}

/// Makes the loader for an engine.
pub fn make(engine: &Place, out: &Path) -> Outcome {
    let constants = constants(engine)?.map(|(name, value)| format!("--define:{name}={value}"));
    bundle(&Path::new(SOURCE).join("loader.js"), out, &constants)?;
    minify(out)?;
    files::write(out, COMPILED_AHEAD.to_owned() + &files::read_text(out)?)
}

/// What the loader's modules know by name, and is put in here: `src/loader/build/constants.d.ts` says what each is.
fn constants(engine: &Place) -> Outcome<[(&'static str, Value); 8]> {
    let english = files::read_text(catalogue::ENGLISH)?;
    let mut said = start_page::words(&english, &words()?, &catalogues()?);
    Ok([
        ("PLACE", engine.address.into()),
        ("DIGESTS", engine.digests.clone().into()),
        ("LOOK", look()?.into()),
        ("WORDS", said["words"].take()),
        ("WORD_PLACES", said["places"].take()),
        ("EDITION", said["edition"].take()),
        ("CATALOGUES", said["catalogues"].take()),
        ("MORE_KB", more_kb(engine.folder)?.into()),
    ])
}

fn words() -> Outcome<Vec<String>> {
    serde_json::from_str(&files::read_text(start_page::WORDS)?)
        .map_err(|error| format!("{}: {error}", start_page::WORDS))
}

fn catalogues() -> Outcome<Vec<Map<String, Value>>> {
    let names = files::list(catalogue::FOLDER)?.into_iter();
    let texts = names.map(|name| files::read_text(Path::new(catalogue::FOLDER).join(name)));
    texts.map(|text| Ok(catalogue::messages(&text?))).collect()
}

/// The stylesheets as one, without what only a reader needs.
fn look() -> Outcome<String> {
    let sheets = start_page::STYLES.iter().map(|name| files::read_text(format!("style/{name}.css")));
    let css = sheets.collect::<Outcome<String>>()?;
    Ok(piped(program("esbuild").args(["--loader=css", "--minify"]), &css)?.trim().to_owned())
}

/// How much more a browser fetches where the engine is JavaScript, in kB; nothing where that was not made.
fn more_kb(folder: &Path) -> Outcome<usize> {
    let paths = [javascript::NAME, engine::GLUE, engine::MODULE].map(|name| folder.join(name));
    if !paths[0].is_file() {
        return Ok(0);
    }
    let [whole, glue, module] = weigh(&paths)?[..] else { unreachable!("three files have three weights") };
    let more = whole.brotli.saturating_sub(glue.brotli + module.brotli);
    Ok((more + 500) / 1000)
}
