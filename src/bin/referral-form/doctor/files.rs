//! The form's own files beside its loader: whether they are there, whether the page may use them, and how they travel.

use std::collections::BTreeSet;

use content_security_policy::Url;
use referral_form::domain::base64url;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::fetch::{Fault, Fetched, Want, fetch};
use super::markup::Loader;
use super::page::Page;
use super::policy::{Engine, Kind, Needs, Tag};
use crate::finding::{Finding, foreign};

const ABOUT: &str = "file";

/// The glue between the loader and the engine.
const GLUE: &str = "referral-form-engine.js";

/// The engine.
const MODULE: &str = "referral-form-engine_bg.wasm";

/// The engine as JavaScript, glue and all.
const WHOLE: &str = "referral-form-engine-javascript.js";

/// How the loader of a release writes the folder with the engine, which ends with twelve digits and a slash. Source: `xtask/src/release.rs`.
const PLACE: &str = "./referral-form-";

/// How many hexadecimal digits of a digest are in the name of that folder.
const PLACE_DIGITS: usize = 12;

/// Media types under which browsers run a module. Source: HTML Standard, JavaScript MIME type essence match.
const JAVASCRIPT: [&str; 5] = [
    "application/ecmascript",
    "application/javascript",
    "application/x-javascript",
    "text/ecmascript",
    "text/javascript",
];

/// Largest file of which the size is told, in bytes.
const FILE_MAX_BYTES: usize = 4_000_000;

/// Smallest file that is worth compressing, in bytes.
const WORTH_BYTES: usize = 4_000;

/// For how long a loader may be kept: an update reaches visitors only then, in seconds.
const LOADER_MAX_AGE: u64 = 7 * 24 * 60 * 60;

/// Fetches the files of every copy of the form, and the catalogues of these languages.
pub fn judge(
    page: &Page,
    loaders: &[Loader],
    engine: Engine,
    languages: &BTreeSet<&str>,
    needs: &mut Needs,
    findings: &mut Vec<Finding>,
) {
    let mut seen: BTreeSet<&Url> = BTreeSet::new();
    for loader in loaders {
        needs.has_engine = true;
        let want = Want { destination: "script", max_bytes: FILE_MAX_BYTES, is_packed: false };
        // Each tag is held against the policy; the files behind it are fetched once.
        let got = if seen.insert(&loader.url) { get(page, &loader.url, want, findings) } else { None };
        let hops = got.as_ref().map_or_else(|| vec![loader.url.clone()], |it| it.hops.clone());
        let base = hops.last().expect("there is one").clone();
        needs.add(hops, Kind::Script(loader.tag.clone()));
        // The glue is asked for with the nonce of the loader's tag, and without its integrity.
        let tag = Tag { integrity: String::new(), ..loader.tag.clone() };
        let (script, module) = match engine {
            Engine::WebAssembly => (GLUE, Some(MODULE.to_owned())),
            Engine::JavaScript => (WHOLE, None),
        };
        let Some(got) = got else {
            needs.add(vec![beside(&base, script)], Kind::Script(tag));
            if let Some(module) = module {
                needs.add(vec![beside(&base, &module)], Kind::Connection);
            }
            continue;
        };
        let base = engine_beside(&base, &got.answer.body);
        findings.push(Finding::works(ABOUT, got.url().as_str()));
        is_module(&got, findings);
        with_cookies(page, loader, &got, findings);
        findings.extend(is_unchanged(&loader.tag.integrity, &got.answer.body).map(|(algorithm, is_unchanged)| {
            match is_unchanged {
                true => Finding::works("script", format!("its integrity ({algorithm}) fits the file")),
                false => Finding::blocks(
                    "script",
                    "its integrity does not fit the file, so a browser refuses it. Write the digest of the release that lies there",
                ),
            }
        }));
        findings.extend(is_kept_long(&got));
        let mut travel = Travel::default();
        let script = beside(&base, script);
        let got = get(page, &script, Want { is_packed: true, ..want }, findings);
        if let Some(got) = &got {
            is_module(got, findings);
            travel.add(got, findings);
        }
        needs.add(got.map_or_else(|| vec![script], |it| it.hops), Kind::Script(tag));
        let catalogues = languages.iter().map(|it| format!("referral-form-{it}.json"));
        for name in module.into_iter().chain(catalogues) {
            let url = beside(&base, &name);
            let got = get(page, &url, Want { destination: "empty", is_packed: true, ..want }, findings);
            if let Some(got) = &got {
                is_engine(got, &name, findings);
                travel.add(got, findings);
            }
            needs.add(got.map_or_else(|| vec![url], |it| it.hops), Kind::Connection);
        }
        travel.close(findings);
    }
}

/// The address beside which the engine lies: that of the loader, or a folder that the loader of a release names.
fn engine_beside(loader: &Url, text: &[u8]) -> Url {
    let text = String::from_utf8_lossy(text);
    let digits_of = |rest: &str| {
        let (digits, _) = rest.split_once('/')?;
        let is_digest = digits.len() == PLACE_DIGITS && digits.bytes().all(|it| it.is_ascii_hexdigit());
        is_digest.then(|| digits.to_owned())
    };
    let place = text.split(PLACE).skip(1).find_map(digits_of);
    place.and_then(|it| loader.join(&format!("{PLACE}{it}/")).ok()).unwrap_or_else(|| loader.clone())
}

/// The address of a file in the same folder.
pub fn beside(loader: &Url, name: &str) -> Url {
    loader.join(name).expect("a name is an address beside another one")
}

/// Fetches a file of the form, and says why the page does not get it.
pub fn get(page: &Page, url: &Url, want: Want, findings: &mut Vec<Finding>) -> Option<Fetched> {
    match fetch(page, url, want) {
        Ok(got) => Some(got),
        Err(Fault::Nowhere) => {
            findings.push(Finding::unproven(
                ABOUT,
                format!("{} is looked for once the page has an address", last(url)),
            ));
            None
        }
        Err(Fault::Wrong(why)) => {
            let copy = if why.contains("answered 4") {
                ". Copy all files that begin with referral-form there"
            } else {
                ""
            };
            findings.push(Finding::blocks(ABOUT, format!("{why}{copy}")));
            None
        }
    }
}

/// A browser runs no module that comes as something else.
pub fn is_module(got: &Fetched, findings: &mut Vec<Finding>) {
    let media_type = got.media_type();
    if !JAVASCRIPT.contains(&media_type.as_str()) {
        let text = format!(
            "{} comes as {:?}, and does not run. Send Content-Type: text/javascript",
            got.url(),
            foreign(&media_type)
        );
        findings.push(Finding::blocks(ABOUT, text));
    }
}

/// The first part is compiled late where it comes as something else; a page of text in the place of a file is none.
fn is_engine(got: &Fetched, name: &str, findings: &mut Vec<Finding>) {
    let media_type = got.media_type();
    if media_type == "text/html" {
        let text =
            format!("{} is a page of text. Copy all files that begin with referral-form there", got.url());
        findings.push(Finding::blocks(ABOUT, text));
    } else if name == MODULE && media_type != "application/wasm" {
        let shown = foreign(&media_type);
        let text = format!(
            "{} comes as {shown:?}, and starts later. Send Content-Type: application/wasm",
            got.url()
        );
        findings.push(Finding::warns(ABOUT, text));
    }
}

/// What is asked for with cookies may not be let in by an asterisk. Source: Fetch Standard, CORS check.
fn with_cookies(page: &Page, loader: &Loader, got: &Fetched, findings: &mut Vec<Finding>) {
    let says = |name: &str| got.answer.header(name).unwrap_or_default();
    let is_shown =
        says("access-control-allow-origin") != "*" && says("access-control-allow-credentials") == "true";
    if loader.has_credentials && !page.is_at_home(got.url()) && !is_shown {
        findings.push(Finding::blocks(
            "script",
            "crossorigin=\"use-credentials\" asks for more than the server allows. Take it out",
        ));
    }
}

/// Holds a file against its `integrity`: the algorithm that counts, and whether its digest fits; `None` where no digest is given.
///
/// Source: Subresource Integrity (W3C): the strongest algorithm counts.
pub fn is_unchanged(integrity: &str, bytes: &[u8]) -> Option<(&'static str, bool)> {
    let plain = |it: &str| it.trim_end_matches('=').replace('+', "-").replace('/', "_");
    let tokens = || integrity.split_ascii_whitespace().filter_map(|it| it.split('?').next()?.split_once('-'));
    let strongest =
        ["sha512", "sha384", "sha256"].into_iter().find(|name| tokens().any(|it| it.0 == *name))?;
    let digest = match strongest {
        "sha512" => base64url::encode(&Sha512::digest(bytes)),
        "sha384" => base64url::encode(&Sha384::digest(bytes)),
        _ => base64url::encode(&Sha256::digest(bytes)),
    };
    Some((strongest, tokens().any(|(name, value)| name == strongest && plain(value) == digest)))
}

/// How the files travel, and what a server could do better: one line for all of them.
#[derive(Default)]
struct Travel {
    uncompressed: Vec<String>,
    /// Those that every visit fetches anew.
    forgotten: Vec<String>,
}

impl Travel {
    fn add(&mut self, got: &Fetched, findings: &mut Vec<Finding>) {
        let size = got.answer.body.len();
        let kb = size.div_ceil(1000);
        let coding = got.answer.header("content-encoding").filter(|it| it != "identity");
        if coding.is_none() && size >= WORTH_BYTES {
            self.uncompressed.push(format!("{} ({kb} kB)", last(got.url())));
        }
        let control = got.answer.header("cache-control").unwrap_or_default().to_ascii_lowercase();
        let is_known = ["etag", "last-modified"].iter().any(|it| got.answer.header(it).is_some());
        if control.contains("no-store") || (max_age(&control).is_none() && !is_known) {
            self.forgotten.push(last(got.url()));
        }
        let coding = coding.map(|it| format!(", {}", foreign(&it))).unwrap_or_default();
        findings.push(Finding::works(ABOUT, format!("{} ({kb} kB{coding})", got.url())));
    }

    fn close(self, findings: &mut Vec<Finding>) {
        if !self.uncompressed.is_empty() {
            let text = format!(
                "not compressed: {}. Let the server do it (br or gzip)",
                self.uncompressed.join(", ")
            );
            findings.push(Finding::warns(ABOUT, text));
        }
        if !self.forgotten.is_empty() {
            let text = format!(
                "fetched anew by every visit: {}. Send an ETag, and no Cache-Control: no-store",
                self.forgotten.join(", ")
            );
            findings.push(Finding::warns(ABOUT, text));
        }
    }
}

/// Says where an old loader would stay for long.
fn is_kept_long(got: &Fetched) -> Option<Finding> {
    let control = got.answer.header("cache-control").unwrap_or_default().to_ascii_lowercase();
    let text = || {
        format!(
            "{} is kept for more than a week, and so is an old release. Send a shorter max-age",
            got.url()
        )
    };
    max_age(&control).filter(|it| *it > LOADER_MAX_AGE).map(|_| Finding::warns(ABOUT, text()))
}

/// For how long a file may be kept, in seconds.
fn max_age(control: &str) -> Option<u64> {
    control.split(',').find_map(|it| it.trim().strip_prefix("max-age=")?.parse().ok())
}

fn last(url: &Url) -> String {
    url.path_segments().and_then(|mut it| it.next_back()).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engine_lies_where_the_loader_says() {
        let loader = Url::parse("https://clinic.example/form/referral-form.js").expect("an address");
        let beside = |text: &str| beside(&engine_beside(&loader, text.as_bytes()), GLUE).to_string();
        assert_eq!(
            beside("new URL(\"./\",u);e(\"./referral-form-x/\")"),
            "https://clinic.example/form/referral-form-engine.js"
        );
        assert_eq!(
            beside("new URL(\"./referral-form-0a1b2c3d4e5f/\",u)"),
            "https://clinic.example/form/referral-form-0a1b2c3d4e5f/referral-form-engine.js"
        );
    }
}
