//! The files that `serve` shows: the built widget, and study files with this server as their endpoint.
//!
//! It reads from the disk at every request, so that an author sees a change by loading the page again. It serves
//! nothing outside its directories and nothing hidden.

use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use referral_form::domain::json;

use crate::locate::locate;

pub struct Files {
    /// The built widget and its host page.
    pub dist: PathBuf,
    /// Shown as `/study.json`.
    pub study: PathBuf,
    /// Its JSON files are shown below `/examples/`.
    pub examples: PathBuf,
}

/// A file as it goes over the wire.
pub struct Served {
    pub content_type: &'static str,
    /// True where the name changes with the content, so that it never needs to be asked for again.
    pub is_immutable: bool,
    pub bytes: Vec<u8>,
}

impl Files {
    pub fn has_index(&self) -> bool {
        self.dist.join("index.html").is_file()
    }

    /// A file of the built widget; `path` as in the URL, without the leading slash.
    pub fn widget(&self, path: &str) -> Option<Served> {
        let path = if path.is_empty() { "index.html" } else { path };
        let bytes = std::fs::read(below(&self.dist, path)?).ok()?;
        Some(Served { content_type: content_type(path), is_immutable: is_named_by_content(path), bytes })
    }

    /// The study file, sending to `endpoint`.
    pub fn study(&self, endpoint: &str) -> Option<Served> {
        read_study(&self.study, endpoint)
    }

    /// A study file among the examples, sending to `endpoint`; `path` as in the URL, below `/examples/`.
    pub fn example(&self, path: &str, endpoint: &str) -> Option<Served> {
        let file = below(&self.examples, path).filter(|_| path.ends_with(".json"))?;
        read_study(&file, endpoint)
    }

    /// The study file, then those among the examples, as they are on the disk: their referrals may come here.
    pub fn study_files(&self) -> impl Iterator<Item = Vec<u8>> {
        let mut examples: Vec<PathBuf> = std::fs::read_dir(&self.examples)
            .into_iter()
            .flat_map(|entries| entries.filter_map(Result::ok))
            .map(|entry| entry.path())
            .map(|path| if path.is_dir() { path.join("study.json") } else { path })
            .filter(|path| path.extension().is_some_and(|it| it == "json"))
            .collect();
        examples.sort();
        std::iter::once(self.study.clone()).chain(examples).filter_map(|file| std::fs::read(file).ok())
    }
}

fn read_study(file: &Path, endpoint: &str) -> Option<Served> {
    let bytes = sending(&std::fs::read(file).ok()?, endpoint);
    Some(Served { content_type: "application/json", is_immutable: false, bytes })
}

/// A study file as it is served: sending to `endpoint`.
pub fn sending(bytes: &[u8], endpoint: &str) -> Vec<u8> {
    // A broken file goes out as it is: the widget tells its author what is wrong with it.
    match std::str::from_utf8(bytes) {
        Ok(text) => sending_to(text, endpoint).into_bytes(),
        Err(_) => bytes.to_vec(),
    }
}

/// Puts `endpoint` in the place of every endpoint of a study file, and leaves every other byte alone.
fn sending_to(study: &str, endpoint: &str) -> String {
    if json::value(study.as_bytes()).is_none() {
        return study.to_owned();
    }
    let routes =
        (0_usize..).map(|index| format!("/routes/{index}")).take_while(|route| locate(study, route).is_exact);
    let mut places: Vec<Range<usize>> = std::iter::once(String::new())
        .chain(routes)
        .map(|owner| locate(study, &format!("{owner}/endpoint/url")))
        .filter(|spot| spot.is_exact)
        .map(|spot| spot.value)
        .collect();
    places.sort_by_key(|place| place.start);
    let mut edited = study.to_owned();
    let url = serde_json::Value::from(endpoint).to_string();
    for place in places.into_iter().rev() {
        edited.replace_range(place, &url);
    }
    edited
}

/// Joins a path from a URL, unless it leads out of the directory or to something hidden.
fn below(directory: &Path, path: &str) -> Option<PathBuf> {
    let is_plain = !path.contains(['\\', '\0', ':'])
        && Path::new(path).components().all(|part| match part {
            Component::Normal(name) => !name.as_encoded_bytes().starts_with(b"."),
            Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => false,
        });
    is_plain.then(|| directory.join(path))
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "txt" | "md" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}

/// True for names with the build's hash in them: 16 hexadecimal digits after a hyphen.
fn is_named_by_content(path: &str) -> bool {
    path.split(['-', '_', '.'])
        .skip(1)
        .any(|part| part.len() == 16 && part.bytes().all(|it| it.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_endpoints_of_a_study_file_change() {
        let study = "{ \"language\" : \"fr\",\n  \"endpoint\": { \"url\": \"https://a.example/\", \"format\": \"json\" },\n  \
                     \"routes\": [ { \"route\": \"a\" }, { \"route\": \"b\", \"endpoint\": { \"url\": \"https://b.example/\" } } ],\n  \
                     \"materials\": [ { \"url\": \"https://a.example/\" } ]\n}\n";
        let expected = study.replacen("https://a.example/", "http://127.0.0.1:1/x", 1).replacen(
            "https://b.example/",
            "http://127.0.0.1:1/x",
            1,
        );
        assert_eq!(sending_to(study, "http://127.0.0.1:1/x"), expected);
    }

    #[test]
    fn a_broken_study_file_is_left_for_the_widget_to_judge() {
        for study in
            ["", "{", "[]", "{\"endpoint\": 1}", "{\"endpoint\": {\"url\": \"https://a.example/\"}} x"]
        {
            assert_eq!(sending_to(study, "http://127.0.0.1:1/x"), study);
        }
    }

    #[test]
    fn nothing_outside_the_directory_is_named() {
        for path in ["../x", "a/../../x", "/etc/x", ".git/x", "a/.x", "a\\..\\x", "./x", "C:x"] {
            assert_eq!(below(Path::new("dist"), path), None, "{path}");
        }
        assert_eq!(below(Path::new("dist"), "a/b.js"), Some(PathBuf::from("dist/a/b.js")));
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_good() {
        assert!(is_named_by_content("referral-form-0123456789abcdef_bg.wasm"));
        assert!(is_named_by_content("snippets/a/base-0123456789abcdef.css"));
        assert!(!is_named_by_content("referral-form.js"));
        assert!(!is_named_by_content("index.html"));
    }
}
