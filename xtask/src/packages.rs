//! The crates whose code is in the engine: a list of them for machines, and their licence texts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};

use crate::files;
use crate::program::{Outcome, output, program};

/// A crate.
pub struct Package {
    name: String,
    version: String,
    /// An SPDX expression, where its authors wrote one.
    license: Option<String>,
    /// Where its manifest lies on this machine.
    manifest: String,
}

/// What a crate depends on for WebAssembly, without what only builds or tests it, sorted by name.
pub fn packages(root: &str) -> Outcome<Vec<Package>> {
    let mut cargo = program("cargo");
    cargo.args(["metadata", "--quiet", "--locked", "--format-version", "1"]);
    let metadata = output(cargo.args(["--filter-platform", "wasm32-unknown-unknown"]))?;
    let metadata: Value =
        serde_json::from_str(&metadata).map_err(|error| format!("cargo metadata: {error}"))?;
    let described = index(&metadata["packages"]);
    let nodes = index(&metadata["resolve"]["nodes"]);
    let is_macro = |id: &str| {
        let mut kinds = list(&described[id]["targets"]).flat_map(|target| list(&target["kind"]));
        kinds.any(|kind| kind == "proc-macro")
    };
    let root = described.iter().find(|(_, package)| package["name"] == root);
    let root = *root.ok_or("cargo metadata does not tell of this crate")?.0;
    let (mut found, mut left) = (BTreeSet::new(), vec![root]);
    while let Some(id) = left.pop() {
        if is_macro(id) || !found.insert(id) {
            continue;
        }
        let needed = list(&nodes[id]["deps"])
            .filter(|dependency| list(&dependency["dep_kinds"]).any(|kind| kind["kind"].is_null()));
        left.extend(needed.filter_map(|dependency| dependency["pkg"].as_str()));
    }
    found.remove(root);
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let packages = found.into_iter().map(|id| {
        let package = described[id];
        Package {
            name: text(&package["name"]).unwrap_or_default(),
            version: text(&package["version"]).unwrap_or_default(),
            license: text(&package["license"]),
            manifest: text(&package["manifest_path"]).unwrap_or_default(),
        }
    });
    let mut packages: Vec<Package> = packages.collect();
    packages.sort_by(|one, other| (&one.name, &one.version).cmp(&(&other.name, &other.version)));
    Ok(packages)
}

/// A list of them for machines. Source: CycloneDX 1.5.
pub fn bill_of_materials(name: &str, version: &str, packages: &[Package]) -> Value {
    let own = format!("pkg:npm/{name}@{version}");
    let components = packages.iter().map(|package| {
        let address = format!("pkg:cargo/{}@{}", package.name, package.version);
        let license = package.license.as_ref().map(|license| license.replace('/', " OR "));
        let licenses: Vec<Value> = license.iter().map(|license| json!({ "expression": license })).collect();
        json!({
            "type": "library", "name": package.name, "version": package.version, "bom-ref": address, "purl": address,
            "licenses": licenses,
        })
    });
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": {
            "type": "library", "name": name, "version": version, "bom-ref": own, "purl": own,
            "licenses": [{ "expression": "MIT OR Apache-2.0" }],
        } },
        "components": components.collect::<Vec<Value>>(),
    })
}

/// The licence texts of all, as their authors ship them.
pub fn licenses(packages: &[Package]) -> Outcome<String> {
    let texts = packages.iter().map(license).collect::<Outcome<Vec<String>>>()?;
    Ok(texts.join(&format!("\n{}\n\n", "-".repeat(80))))
}

fn license(package: &Package) -> Outcome<String> {
    let folder = Path::new(&package.manifest).parent().expect("a manifest lies in a folder");
    let mut texts = Vec::new();
    for name in files::list(folder)? {
        let lower = name.to_ascii_lowercase();
        let is_license =
            ["license", "licence", "copying", "notice"].iter().any(|start| lower.starts_with(start));
        if is_license && folder.join(&name).is_file() {
            texts.push(String::from_utf8_lossy(&files::read(folder.join(name))?).trim().to_owned());
        }
    }
    texts.sort();
    if texts.is_empty() {
        texts.push("(its package holds no licence text)".to_owned());
    }
    let license = package.license.as_deref().unwrap_or("see below");
    Ok(format!("{} {}\nLicence: {license}\n\n{}\n", package.name, package.version, texts.join("\n")))
}

/// The entries of a list by their ids.
fn index(entries: &Value) -> BTreeMap<&str, &Value> {
    list(entries).filter_map(|entry| Some((entry["id"].as_str()?, entry))).collect()
}

fn list(value: &Value) -> std::slice::Iter<'_, Value> {
    value.as_array().map(|list| list.iter()).unwrap_or_default()
}
