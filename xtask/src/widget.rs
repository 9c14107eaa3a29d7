//! Builds the widget: Trunk compiles and links the engine, and [`finish`] is what it calls before the folder is done.

use std::env;
use std::path::{Path, PathBuf};

use serde_json::Map;

use crate::compiler;
use crate::engine;
use crate::files::{self, target};
use crate::javascript;
use crate::loader::{self, Place};
use crate::program::{Outcome, program, run};
use crate::{catalogue, worker};

/// Beside the loader: its types, and what describes the element to editors.
const DESCRIPTIONS: [&str; 3] = ["referral-form.d.ts", "referral-form-react.d.ts", "custom-elements.json"];

/// Beside the loader, for pages that want them: opening without a network, and a page for a frame.
const EXTRAS: [&str; 3] = ["offline.js", "page.js", "page.html"];

/// Builds the widget in release, as small as this compiler can make it.
///
/// With `--stable` by nothing but what a stable compiler offers, into another folder.
pub fn build(is_stable: bool) -> Outcome {
    let mut trunk = program("trunk");
    trunk.args(["build", "--release", "--locked"]);
    // Trunk does not look for another version of itself.
    trunk.env("TRUNK_SKIP_VERSION_CHECK", "true");
    if is_stable {
        // Apart from the other build, which would compile everything anew after this one: crates ask whether the compiler is stable.
        let folder = env::current_dir().map_err(|error| error.to_string())?.join(target()).join("stable");
        let dist = folder.join("dist");
        files::make_folder(&dist)?;
        trunk.env("CARGO_BUILD_TARGET_DIR", folder).arg("--dist").arg(dist);
    }
    compiler::set(&mut trunk, is_stable);
    run(&mut trunk)
}

/// Makes the files small that Trunk has put together, and adds those that stand beside the engine.
pub fn finish() -> Outcome {
    let setting =
        |name: &str| env::var(name).map_err(|_| format!("{name} is not set: Trunk calls this step"));
    let folder = PathBuf::from(setting("TRUNK_STAGING_DIR")?);
    engine::shrink(&folder, setting("TRUNK_PROFILE")? == "release")?;
    for name in DESCRIPTIONS {
        files::copy_into(Path::new(loader::SOURCE).join(name), &folder)?;
    }
    for name in EXTRAS {
        files::copy(Path::new(loader::SOURCE).join(name), folder.join(format!("referral-form-{name}")))?;
    }
    put_catalogues(&folder)?;
    put_loader(&folder)
}

/// Adds the engine as JavaScript to a widget that was built.
pub fn add_javascript(folder: &Path) -> Outcome {
    let release = target().join("wasm32-unknown-unknown/release");
    let linked = release.join("referral-form-engine.wasm");
    javascript::make(&linked, &release.join("javascript"), &folder.join(javascript::NAME))?;
    put_loader(folder)
}

/// Puts the loader beside the engine, and then the worker that keeps them all.
fn put_loader(folder: &Path) -> Outcome {
    let engine = Place { folder, address: "./", digests: Map::new() };
    loader::make(&engine, &folder.join(loader::NAME))?;
    worker::make(folder)
}

/// Puts the catalogues as they ship: a list of the edition and the texts. English is part of the engine.
fn put_catalogues(folder: &Path) -> Outcome {
    let english = files::read_text(catalogue::ENGLISH)?;
    let names = catalogue::messages(&english);
    let names: Vec<&str> = catalogue::texts(&names).into_iter().map(|(name, _)| name).collect();
    for file in files::list(catalogue::FOLDER)?.iter().filter(|file| *file != "en.json") {
        let path = Path::new(catalogue::FOLDER).join(file);
        let messages = catalogue::messages(&files::read_text(&path)?);
        let texts = catalogue::texts(&messages);
        if !texts.iter().map(|(name, _)| *name).eq(names.iter().copied()) {
            return Err(format!(
                "{} has not the messages of en.json: `make native` names them",
                path.display()
            ));
        }
        let edition = catalogue::edition(english.as_bytes());
        let list: Vec<String> =
            [edition].into_iter().chain(texts.into_iter().map(|(_, text)| text)).collect();
        let json = serde_json::to_string(&list).expect("texts are JSON");
        files::write(folder.join(format!("referral-form-{file}")), json)?;
    }
    Ok(())
}
