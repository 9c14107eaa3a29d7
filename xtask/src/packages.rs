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
    /// What it is, and by whom, as its authors say.
    description: String,
    authors: Vec<String>,
    /// SHA-256 of the package in the registry; nothing for a crate of our own that stands in for another.
    checksum: Option<String>,
    /// The crates in the engine that it needs, by name and version.
    needs: BTreeSet<(String, String)>,
    /// Whether this crate names it as a dependency.
    is_direct: bool,
}

impl Package {
    /// Its name in the list. A stand-in has none in a registry, where another crate is found under its name.
    fn reference(&self) -> String {
        reference(&self.name, &self.version, self.checksum.is_some())
    }
}

fn reference(name: &str, version: &str, is_published: bool) -> String {
    format!("{}{name}@{version}", if is_published { "pkg:cargo/" } else { "stand-in:" })
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
    let lock = files::read_text("Cargo.lock")?;
    let needs = |id: &str| list(&nodes[id]["deps"]).filter_map(|it| it["pkg"].as_str()).collect::<Vec<_>>();
    let direct = needs(root);
    let all = found.clone();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let packages = found.into_iter().map(|id| {
        let package = described[id];
        Package {
            name: text(&package["name"]).unwrap_or_default(),
            version: text(&package["version"]).unwrap_or_default(),
            license: text(&package["license"]),
            manifest: text(&package["manifest_path"]).unwrap_or_default(),
            description: text(&package["description"]).unwrap_or_default(),
            authors: list(&package["authors"]).filter_map(text).collect(),
            checksum: checksum(&lock, package),
            needs: needs(id)
                .into_iter()
                .filter(|it| all.contains(it))
                .filter_map(|it| Some((text(&described[it]["name"])?, text(&described[it]["version"])?)))
                .collect(),
            is_direct: direct.contains(&id),
        }
    });
    let mut packages: Vec<Package> = packages.collect();
    packages.sort_by(|one, other| (&one.name, &one.version).cmp(&(&other.name, &other.version)));
    Ok(packages)
}

/// The checksum of a package in the lock file.
fn checksum(lock: &str, package: &Value) -> Option<String> {
    let head = format!("name = {}\nversion = {}\n", package["name"], package["version"]);
    let entry = lock.split("[[package]]").find(|it| it.trim_start().starts_with(&head))?;
    let line = entry.lines().find_map(|it| it.strip_prefix("checksum = \""))?;
    Some(line.trim_end_matches('"').to_owned())
}

/// Facts of others that are in the engine and come in no crate: the numbering plans.
const DATA: &str = "libphonenumber metadata 9.0.43";

/// A list of them for machines. Source: CycloneDX 1.5.
pub fn bill_of_materials(name: &str, version: &str, packages: &[Package]) -> Value {
    let own = format!("pkg:npm/{name}@{version}");
    let components = packages.iter().map(|package| {
        let address = package.reference();
        let license = package.license.as_ref().map(|license| license.replace('/', " OR "));
        let licenses: Vec<Value> = license.iter().map(|license| json!({ "expression": license })).collect();
        let mut part = json!({
            "type": "library", "name": package.name, "version": package.version, "bom-ref": address, "licenses": licenses,
        });
        if let Some(checksum) = &package.checksum {
            part["purl"] = address.into();
            part["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
        } else {
            part["description"] = package.description.clone().into();
            let other = reference(&package.name, &package.version, true);
            let notes = format!("Written for {name}, in the place of {other}; none of its code is in here.");
            part["pedigree"] = json!({ "notes": notes });
        }
        part
    });
    let data = json!({ "type": "data", "name": DATA, "bom-ref": DATA, "licenses": [{ "expression": "Apache-2.0" }] });
    let reference_of = |(name, version): &(String, String)| {
        let package = packages.iter().find(|it| it.name == *name && it.version == *version);
        package.map(Package::reference)
    };
    let graph = packages.iter().map(|package| {
        let needs: Vec<String> = package.needs.iter().filter_map(reference_of).collect();
        json!({ "ref": package.reference(), "dependsOn": needs })
    });
    let direct = packages.iter().filter(|it| it.is_direct).map(Package::reference).chain([DATA.to_owned()]);
    let root = json!({ "ref": own, "dependsOn": direct.collect::<Vec<String>>() });
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": {
            "type": "library", "name": name, "version": version, "bom-ref": own, "purl": own,
            "licenses": [{ "expression": "MIT OR Apache-2.0" }],
        } },
        "components": components.chain([data]).collect::<Vec<Value>>(),
        "dependencies": std::iter::once(root).chain(graph).collect::<Vec<Value>>(),
    })
}

/// The licence texts of all, as their authors ship them; where they ship none, the text that their licence has everywhere.
pub fn licenses(packages: &[Package]) -> Outcome<String> {
    let mut texts = packages.iter().map(license).collect::<Outcome<Vec<String>>>()?;
    let apache = own_text("LICENSE-APACHE")?;
    texts.push(format!(
        "{DATA}\nLicence: Apache-2.0\n\nCopyright (C) The Libphonenumber Authors\n\n{apache}\n"
    ));
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
        texts.push(usual_text(package)?);
    }
    let license = package.license.as_deref().unwrap_or("see below");
    Ok(format!("{} {}\nLicence: {license}\n\n{}\n", package.name, package.version, texts.join("\n")))
}

fn own_text(name: &str) -> Outcome<String> {
    Ok(files::read_text(name)?.trim().to_owned())
}

/// The text that a licence has everywhere, with the names of the authors where it asks for them.
fn usual_text(package: &Package) -> Outcome<String> {
    let license = package.license.as_deref().unwrap_or_default();
    if license.contains("Apache-2.0") {
        return own_text("LICENSE-APACHE");
    }
    if license != "MIT" {
        return Err(format!("{} ships no text of its licence, {license}", package.name));
    }
    let names: Vec<&str> =
        package.authors.iter().map(|it| it.split('<').next().unwrap_or_default().trim()).collect();
    let ours = own_text("LICENSE-MIT")?;
    let line = |it: &str| match it.starts_with("Copyright ") {
        true => format!("Copyright (c) {}", names.join(", ")),
        false => it.to_owned(),
    };
    Ok(ours.lines().map(line).collect::<Vec<String>>().join("\n"))
}

/// The entries of a list by their ids.
fn index(entries: &Value) -> BTreeMap<&str, &Value> {
    list(entries).filter_map(|entry| Some((entry["id"].as_str()?, entry))).collect()
}

fn list(value: &Value) -> std::slice::Iter<'_, Value> {
    value.as_array().map(|list| list.iter()).unwrap_or_default()
}
