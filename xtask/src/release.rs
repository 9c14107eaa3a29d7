//! Makes a release of a built widget: a folder to put on a web server, and the npm package with the same files.
//!
//! Everything but the loader lies in a folder whose name is the digest of what is in it, so a server may let browsers keep it for
//! ever; the loader knows the digest of each file that it loads. Nothing here depends on the day or the machine.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::engine;
use crate::files::{self, integrity, target};
use crate::loader::{self, Place};
use crate::packages::{bill_of_materials, licenses, packages};
use crate::program::{Outcome, output, program};
use crate::worker;

/// The package, in npm and as a folder.
pub const NAME: &str = "referral-form";

/// How many digits of the digest are in the name of the engine's folder. `doctor` looks for as many.
const PLACE_DIGITS: usize = 12;

/// What else a page may want.
const EXTRAS: [&str; 6] = [
    "referral-form.d.ts",
    "referral-form-react.d.ts",
    "custom-elements.json",
    "referral-form-offline.js",
    "referral-form-page.html",
    "referral-form-page.js",
];

/// What comes with the files for whoever puts them up.
const TEXTS: [&str; 5] = ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "CHANGELOG.md", "SECURITY.md"];

/// Makes a release of the widget in `dist`, in `target/release-package`.
pub fn make(dist: &Path) -> Outcome {
    let version = version()?;
    let out = Path::new("target/release-package");
    let folder = out.join(format!("{NAME}-{version}"));
    files::make_empty_folder(out)?;
    files::make_folder(&folder)?;

    let engine = files::list(dist)?.into_iter().filter(|name| is_engine(name)).collect::<Vec<String>>();
    let place = put_engine(dist, &folder, &engine)?;
    let digests = digests(dist, &engine)?;
    let address = format!("./{place}/");
    let engine = Place { folder: dist, address: &address, digests: digests.clone() };
    loader::make(&engine, &folder.join(loader::NAME))?;
    put_extras(dist, &folder)?;
    worker::make(&folder)?;

    let packages = packages(NAME)?;
    put_json(&folder.join("sbom.cdx.json"), &bill_of_materials(NAME, &version, &packages))?;
    files::write(folder.join("THIRD-PARTY.txt"), licenses(&packages)?)?;
    put_json(&folder.join("integrity.json"), &integrity_list(&folder, &version, &place, &digests)?)?;
    files::write(folder.join("package.json"), package_json(&version))?;

    let mut npm = program("npm");
    let packed = output(npm.args(["pack", "--silent", "--pack-destination", ".."]).current_dir(&folder))?;
    let packed = out.join(packed.trim());
    println!("{}: {} files", folder.display(), files::list_below(&folder)?.len());
    println!("{}: {}", packed.display(), integrity(&files::read(&packed)?));
    Ok(())
}

fn version() -> Outcome<String> {
    let manifest = files::read_text("Cargo.toml")?;
    let version = manifest.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    version.map(str::to_owned).ok_or_else(|| "Cargo.toml has no version".to_owned())
}

/// Whether a file of a built widget is part of the engine, or a catalogue.
fn is_engine(name: &str) -> bool {
    let stem = name.strip_prefix("referral-form-").and_then(|rest| rest.rsplit_once('.'));
    stem.is_some_and(|(stem, ending)| match ending {
        "js" | "wasm" => stem.starts_with("engine"),
        "json" => stem.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-'),
        _ => false,
    })
}

/// The digest of each of these files, by its name: the loader takes none that has another.
fn digests(dist: &Path, names: &[String]) -> Outcome<Map<String, Value>> {
    let digest = |name: &String| Ok((name.clone(), integrity(&files::read(dist.join(name))?).into()));
    names.iter().map(digest).collect()
}

/// Puts the engine and its catalogues into a folder, and tells its name.
fn put_engine(dist: &Path, folder: &Path, engine: &[String]) -> Outcome<String> {
    let place = format!("{NAME}-{}", &files::digest_of(dist, engine)?[..PLACE_DIGITS]);
    files::make_folder(folder.join(&place))?;
    for name in engine {
        files::copy_into(dist.join(name), &folder.join(&place))?;
    }
    Ok(place)
}

fn put_extras(dist: &Path, folder: &Path) -> Outcome {
    for name in EXTRAS {
        files::copy_into(dist.join(name), folder)?;
    }
    files::copy_folder(&dist.join("themes"), &folder.join("themes"))?;
    for name in ["examples", "docs"] {
        files::copy_folder(Path::new(name), &folder.join(name))?;
    }
    for name in TEXTS {
        files::copy_into(name, folder)?;
    }
    let schema = output(program(target().join("debug/referral-form")).arg("schema"))?;
    files::write(folder.join("study.schema.json"), schema)
}

/// The digests of all files that a page runs, and what a page's policy and head say.
fn integrity_list(folder: &Path, version: &str, place: &str, digests: &Map<String, Value>) -> Outcome<Value> {
    let mut all = Map::new();
    for path in files::list_below(folder)? {
        if [".js", ".wasm", ".css"].iter().any(|ending| path.ends_with(ending)) {
            let digest = integrity(&files::read(folder.join(&path))?);
            all.insert(path, digest.into());
        }
    }
    // What a page may fetch ahead. Browsers take no digest for a preloaded file of the second kind; the loader holds it against its own.
    let digest = digests[engine::GLUE].as_str().expect("a digest is a text");
    let head = [
        format!(
            r#"<link rel="modulepreload" href="{place}/{}" integrity="{digest}" crossorigin>"#,
            engine::GLUE
        ),
        format!(r#"<link rel="preload" href="{place}/{}" as="fetch" crossorigin>"#, engine::MODULE),
    ];
    Ok(json!({
        "version": version,
        "head": head,
        "integrity": all,
        "contentSecurityPolicy": {
            "script-src": "'wasm-unsafe-eval' and the place of these files",
            "connect-src": "the place of these files, that of the study file, and the endpoint's origin",
            "worker-src": format!("the place of these files, where a page uses {NAME}-offline.js"),
        },
        // Larger and slower.
        "contentSecurityPolicyWithoutWebAssembly": { "script-src": "the place of these files" },
    }))
}

/// As a text, because the order counts: "types" has to come before "default".
fn package_json(version: &str) -> String {
    format!(
        r#"{{
  "name": "{NAME}",
  "version": "{version}",
  "description": "A referral form for clinical studies: one script tag, checked in the browser, sent with consent",
  "license": "MIT OR Apache-2.0",
  "type": "module",
  "exports": {{
    ".": {{
      "types": "./{NAME}.d.ts",
      "default": "./{NAME}.js"
    }},
    "./*": "./*"
  }},
  "types": "./{NAME}.d.ts",
  "customElements": "custom-elements.json",
  "sideEffects": true
}}
"#
    )
}

fn put_json(path: &Path, value: &Value) -> Outcome {
    files::write(path, serde_json::to_string_pretty(value).expect("it is JSON") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engine_and_the_catalogues_share_a_folder_and_nothing_else_does() {
        let engine = [
            "referral-form-engine.js",
            "referral-form-engine_bg.wasm",
            "referral-form-engine-javascript.js",
            "referral-form-es.json",
            "referral-form-pt-BR.json",
        ];
        let others =
            ["referral-form.js", "referral-form-offline.js", "custom-elements.json", "referral-form.d.ts"];
        assert!(engine.iter().all(|name| is_engine(name)) && !others.iter().any(|name| is_engine(name)));
    }

    #[test]
    fn the_loader_of_a_release_knows_the_digest_of_every_catalogue_and_of_the_engine() {
        let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tmp/digests-of-a-release");
        files::make_empty_folder(&dist).expect("a folder can be made");
        let names = ["referral-form-engine.js", "referral-form-engine_bg.wasm", "referral-form-es.json"];
        for name in names {
            files::write(dist.join(name), name).expect("a file can be written");
        }
        let engine: Vec<String> = files::list(&dist)
            .expect("it can be listed")
            .into_iter()
            .filter(|name| is_engine(name))
            .collect();
        let digests = digests(&dist, &engine).expect("they can be read");
        assert_eq!(digests.keys().collect::<Vec<_>>(), names);
        for name in names {
            assert_eq!(digests[name], integrity(name.as_bytes()));
        }
    }

    #[test]
    fn the_package_is_described_in_json() {
        let described: Value = serde_json::from_str(&package_json("1.2.3")).expect("it is JSON");
        assert_eq!(described["exports"]["."]["types"], "./referral-form.d.ts");
    }
}
